"""Files made and plans judged in processes of their own, so that large problems fill nobody else's memory.

``python -m benchmarks.files FAMILY SEED PROBLEM FOLDER`` writes a problem; with a file of columns behind it, it says
what the judge says of the plan in them.
"""

from __future__ import annotations

import json
import pickle
import resource
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.families import FAMILIES
from benchmarks.problems import PROBLEMS, Written, write

TESTS = Path(__file__).parents[1]
MOST_GIB = 16
"""Memory that building a problem may take."""
MOST_SECONDS = 3600
"""Seconds that building a problem may take."""


@dataclass(frozen=True)
class File:
    """A problem in a file."""

    path: Path
    offset: float
    """Constant of the objective, which the file leaves out."""
    rows: int
    columns: int
    entries: int


@dataclass(frozen=True)
class Made:
    """Which problem is written, and where."""

    family: str
    seed: int
    problem: str
    folder: Path

    @property
    def stem(self) -> Path:
        """Path without the ending."""
        return self.folder / self.problem.replace(" ", "-")

    def file(self) -> File | str:
        """Return the file, written in a process of its own, or why there is none."""
        try:
            done = self._ask()
        except subprocess.TimeoutExpired:
            return f"the file could not be written within {MOST_SECONDS} s"
        if done.returncode != 0:
            words = done.stderr.strip().splitlines()
            if done.returncode < 0 or "MemoryError" in done.stderr or "bad_alloc" in done.stderr:
                return f"the file could not be written within {MOST_GIB} GiB"
            return words[-1] if words else f"writing the file ended with code {done.returncode}"
        return File(self.stem.with_suffix(".mps"), **json.loads(done.stdout))

    def judged(self, solution: Path) -> tuple[float, bool]:
        """Return objective and feasibility of the plan in the columns of a solution.

        Raises
        ------
        RuntimeError
            If the process fails.
        """
        done = self._ask(str(solution))
        if done.returncode != 0:
            raise RuntimeError(done.stderr)
        objective, feasible = json.loads(done.stdout)
        return objective, feasible

    def _ask(self, *more: str) -> subprocess.CompletedProcess[str]:
        arguments = [self.family, str(self.seed), self.problem, str(self.folder), *more]
        return subprocess.run(
            [sys.executable, "-m", "benchmarks.files", *arguments],
            cwd=TESTS,
            capture_output=True,
            text=True,
            timeout=MOST_SECONDS,
            check=False,
        )


def main(family: str, seed: str, problem: str, folder: str, solution: str | None = None) -> None:
    """Do what the arguments ask for."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_GIB * 2**30, MOST_GIB * 2**30))
    made = Made(family, int(seed), problem, Path(folder))
    case = FAMILIES[family].case(made.seed)
    if solution is None:
        written = write(PROBLEMS[problem](*case), made.stem.with_suffix(".mps"))
        made.stem.with_suffix(".pickle").write_bytes(pickle.dumps(written))
        rows, columns = written.problem.matrix.shape
        entries = int(written.problem.matrix.nnz)
        answer = {"offset": written.problem.offset, "rows": rows, "columns": columns, "entries": entries}
        sys.stdout.write(json.dumps(answer))
    else:
        kept: Written = pickle.loads(made.stem.with_suffix(".pickle").read_bytes())
        outcome = kept.judged(*case, np.load(solution))
        sys.stdout.write(json.dumps([outcome.objective_mcny, outcome.feasible]))


if __name__ == "__main__":
    main(*sys.argv[1:])
