"""Who is compared: our methods, and other solvers on files."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec

from benchmarks.worker_ours import methods


@dataclass(frozen=True)
class Competitor:
    """A solver, what it is given, and how it is asked."""

    name: str
    worker: str
    """The module that is run."""
    problem: str | None
    """What of :data:`benchmarks.problems.PROBLEMS` it reads; ``None`` for our own, which reads the instance."""
    option: str = ""
    needs: str = "solver"
    """The package without which it cannot run."""

    @property
    def certifies(self) -> bool:
        """Whether its bound is one against exact responses: ours is, and that of the textbook's exact prices."""
        return self.problem in (None, "textbook")

    @property
    def is_there(self) -> bool:
        """Whether it is installed."""
        return find_spec(self.needs) is not None


def _ours() -> list[Competitor]:
    return [
        Competitor(f"ours, {method}" if method else "ours", "benchmarks.worker_ours", None, method)
        for method in methods()
    ]


COMPETITORS: dict[str, Competitor] = {
    each.name: each
    for each in (
        *_ours(),
        Competitor("HiGHS, first brackets", "benchmarks.worker_highs", "first brackets"),
        Competitor("HiGHS, many brackets", "benchmarks.worker_highs", "many brackets"),
        Competitor("HiGHS with interior point, first brackets", "benchmarks.worker_highs", "first brackets", "ipm"),
        Competitor("HiGHS, textbook", "benchmarks.worker_highs", "textbook"),
        Competitor("SCIP, first brackets", "benchmarks.worker_scip", "first brackets", needs="pyscipopt"),
        Competitor("SCIP, textbook", "benchmarks.worker_scip", "textbook", needs="pyscipopt"),
        Competitor("OR-Tools MIP, first brackets", "benchmarks.worker_ortools", "first brackets", "GSCIP", "ortools"),
        Competitor("OR-Tools MIP, textbook", "benchmarks.worker_ortools", "textbook", "GSCIP", "ortools"),
        Competitor(
            "OR-Tools CP-SAT, first brackets", "benchmarks.worker_ortools", "first brackets", "CP_SAT", "ortools"
        ),
    )
}
"""Every competitor by its name."""
