"""OR-Tools on a file: its mixed-integer solver (``GSCIP``, a SCIP of its own) or ``CP_SAT``, by the option.

OR-Tools brings a HiGHS of its own, so that it cannot be in one process with highspy; nothing here imports that. CP-SAT
makes whole numbers of all columns; where that loses an equation of continuous ones it says that there is no solution.
"""

from __future__ import annotations

from datetime import timedelta
from importlib import metadata
from pathlib import Path

from ortools.math_opt.io.python import mps_converter
from ortools.math_opt.python import mathopt

from benchmarks.events import Teller, keep_solution, order_of_arguments


def main() -> None:
    """Do what the arguments ask for."""
    order, teller = order_of_arguments(), Teller()
    version = f"OR-Tools {metadata.version('ortools')} {order.option}"
    model = mathopt.Model.from_model_proto(mps_converter.mps_to_model_proto(Path(order.file).read_text()))

    def report(found: mathopt.CallbackData) -> mathopt.CallbackResult:
        teller.standing(found.mip_stats.primal_bound, found.mip_stats.dual_bound)
        return mathopt.CallbackResult()

    try:
        result = mathopt.solve(
            model,
            mathopt.SolverType[order.option],
            params=mathopt.SolveParameters(
                time_limit=timedelta(seconds=order.time_limit_seconds - teller.seconds),
                threads=order.threads,
                relative_gap_tolerance=order.gap,
                random_seed=order.seed,
            ),
            callback_reg=mathopt.CallbackRegistration(events={mathopt.Event.MIP_SOLUTION}),
            cb=report,
        )
    except AttributeError as failure:  # this is how OR-Tools 9.15 fails to say what it refuses; the reason is behind it
        teller.end(f"refused: {failure.__context__}", version)
        return
    if result.has_primal_feasible_solution():
        teller.standing(result.primal_bound(), result.dual_bound())
        values = {variable.name: value for variable, value in result.variable_values().items()}
        keep_solution(order, [values[f"c{number}"] for number in range(len(values))])
    status = f"{result.termination.reason.name.lower()} {result.termination.detail}".strip()
    teller.end(status, version)


if __name__ == "__main__":
    main()
