"""All runs that are asked for, one after the other; each is kept as soon as it is done."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.competitors import Competitor
from benchmarks.events import THREADS, Order
from benchmarks.families import Family
from benchmarks.files import File, Made
from benchmarks.runs import Run, run


@dataclass(frozen=True)
class Limits:
    """What replaces a family's own gap and time limit, where stated."""

    gap: float | None = None
    time_limit_seconds: float | None = None

    def of(self, family: Family) -> Family:
        """Return the family with these limits."""
        return replace(
            family,
            gap=self.gap if self.gap is not None else family.gap,
            time_limit_seconds=self.time_limit_seconds or family.time_limit_seconds,
        )


def run_file(folder: Path, family: str, seed: int, competitor: str) -> Path:
    """Return where a run is kept."""
    return folder / f"{family}.{seed}.{re.sub('[^a-z0-9]+', '-', competitor.lower())}.json"


def compare(
    families: Iterable[Family],
    seeds: Iterable[int],
    competitors: list[Competitor],
    folder: Path,
    say: Callable[[str], None],
) -> None:
    """Run what has not been run yet, and keep each run in the folder.

    Parameters
    ----------
    families : iterable of Family
        With the limits that hold.
    say : callable
        Gets a line for each run.
    """
    folder.mkdir(parents=True, exist_ok=True)
    seeds = list(seeds)
    for family in families:
        for seed in seeds if family.make is None else seeds[:1]:
            left = [each for each in competitors if not run_file(folder, family.name, seed, each.name).exists()]
            if left:
                for done in _runs_of(family, seed, left):
                    run_file(folder, family.name, seed, done.competitor).write_text(done.to_json())
                    say(_line(done))


def _runs_of(family: Family, seed: int, competitors: list[Competitor]) -> Iterator[Run]:
    """Yield the runs of all competitors on one instance; each file is written once, and nobody's clock runs then."""
    files: dict[str, File | str] = {}
    with tempfile.TemporaryDirectory() as work:
        for competitor in competitors:
            wanted = Run(
                family.name, seed, competitor.name, competitor.certifies, family.gap, family.time_limit_seconds, THREADS
            )
            if competitor.problem is None:
                yield _on_instance(competitor, _order(family, seed, competitor, family.name, Path(work)), wanted)
                continue
            made = Made(family.name, seed, competitor.problem, Path(work))
            if made.problem not in files:
                files[made.problem] = made.file()
            file = files[made.problem]
            if isinstance(file, str):
                wanted.status = file
                yield wanted
            else:
                order = _order(family, seed, competitor, str(file.path), Path(work))
                yield _on_file(competitor, order, wanted, file, made)


def _on_instance(competitor: Competitor, order: Order, wanted: Run) -> Run:
    """Run our own solver, which holds no plan that the judge has not accepted."""
    done = run(competitor, order, wanted)
    done.judged_objective = done.last.objective
    done.judged_feasible = None if done.last.objective is None else True
    return done


def _order(family: Family, seed: int, competitor: Competitor, file: str, work: Path) -> Order:
    solution = work / f"{re.sub('[^a-z]+', '-', competitor.name.lower())}.npy"
    return Order(file, seed, family.gap, family.time_limit_seconds, competitor.option, str(solution))


def _on_file(competitor: Competitor, order: Order, wanted: Run, file: File, made: Made) -> Run:
    """Run a competitor on a file, and let the judge say what its plan is worth."""
    done = run(competitor, order, wanted)
    done.trace = [
        replace(
            each,
            objective=None if each.objective is None else each.objective + file.offset,
            bound=None if each.bound is None else each.bound + file.offset,
        )
        for each in done.trace
    ]
    done.details |= {"rows": file.rows, "columns": file.columns, "entries": file.entries}
    solution = Path(order.solution_file)
    if solution.exists():
        done.judged_objective, done.judged_feasible = made.judged(solution)
    return done


def _line(done: Run) -> str:
    gap = "no gap" if done.last.gap is None else f"gap {100 * done.last.gap:.2f} %"
    seconds = f"{done.seconds:.1f} s, {done.peak_mib:.0f} MiB"
    return f"{done.family} {done.seed} {done.competitor}: {gap} after {seconds}; {done.status}"
