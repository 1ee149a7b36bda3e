"""HiGHS on a file. Option ``ipm``: the first relaxation by its interior-point method, as our solver asks for too."""

from __future__ import annotations

from typing import Any

import highspy

from benchmarks.events import Teller, keep_solution, order_of_arguments


def main() -> None:
    """Do what the arguments ask for."""
    order, teller = order_of_arguments(), Teller()
    highs = highspy.Highs()
    wishes = {
        "output_flag": False,
        "mip_rel_gap": order.gap,
        "mip_abs_gap": 0.0,
        "time_limit": order.time_limit_seconds,
        "threads": order.threads,
        "random_seed": order.seed,
    }
    if order.option:
        wishes["mip_lp_solver"] = order.option
    for name, value in wishes.items():
        highs.setOptionValue(name, value)
    if highs.readModel(order.file) == highspy.HighsStatus.kError:
        raise RuntimeError(f"HiGHS cannot read {order.file}")
    highs.setOptionValue("time_limit", order.time_limit_seconds - teller.seconds)

    def report(event: Any) -> None:
        found = event.data_out
        teller.standing(found.mip_primal_bound, found.mip_dual_bound)

    highs.cbMipImprovingSolution += report
    highs.cbMipLogging += report
    highs.run()
    info = highs.getInfo()
    held = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    teller.standing(info.objective_function_value if held else None, info.mip_dual_bound)
    if held:
        keep_solution(order, highs.getSolution().col_value)
    status = highs.modelStatusToString(highs.getModelStatus())
    teller.end(status, f"HiGHS {highs.version()}", nodes=info.mip_node_count)


if __name__ == "__main__":
    main()
