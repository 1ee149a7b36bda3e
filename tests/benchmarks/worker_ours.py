"""Our solver in a process of its own: instance and mandate in memory, certified bounds out.

The clock runs from there to the end, so building and the start of the process of HiGHS are in.
"""

from __future__ import annotations

from importlib import metadata
from typing import Any, get_args, get_type_hints

from benchmarks.events import Teller, order_of_arguments
from benchmarks.families import FAMILIES
from solver.solve.options import Options
from solver.solve.refine import solve


def main() -> None:
    """Do what the arguments ask for."""
    order = order_of_arguments()
    instance, mandate = FAMILIES[order.file].case(order.seed)
    wishes: dict[str, Any] = {
        "gap": order.gap,
        "time_limit_seconds": order.time_limit_seconds,
        "threads": order.threads,
        "seed": order.seed,
    }
    if order.option:
        wishes["method"] = order.option
    teller = Teller()
    result = solve(
        instance,
        mandate,
        Options(**wishes),
        lambda _: None,
        lambda standing: teller.standing(standing.objective_mcny, standing.bound_mcny),
    )
    teller.standing(result.objective_mcny, result.bound_mcny)
    teller.end(f"{result.status}: {result.reason}", f"HiGHS {metadata.version('highspy')}", rounds=result.rounds)


def methods() -> tuple[str, ...]:
    """Return the methods that the solver has; one without a name where there is no choice."""
    wishes = get_type_hints(Options)
    return get_args(wishes["method"]) if "method" in wishes else ("",)


if __name__ == "__main__":
    main()
