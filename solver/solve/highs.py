"""The one door to HiGHS: arrays in, why it stopped and what it holds out.

HiGHS runs in a process of its own (:mod:`solver.solve.highs_worker`). A crash, a hang past the time limit or a Ctrl-C
there costs that process only: the best solution and the best bound it has reported are kept here.
"""

from __future__ import annotations

import contextlib
import os
import queue
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from importlib import metadata
from pathlib import Path
from typing import Any, Self

import solver
from solver.errors import SolveError
from solver.language import marked
from solver.solve.basis import Basis
from solver.solve.frames import read_frames, write_frame
from solver.solve.problem import Floats, Problem

OLDEST_HIGHSPY = (1, 15, 1)
GRACE_SECONDS = 5.0
"""How long HiGHS may go on past its time limit before its process is ended."""
SECONDS_UNASKED = 0.5
"""While nothing better is found, it is asked so often whether what is held has become enough."""

Giving = tuple[Sequence[int], Sequence[float]]
"""Rows of a problem, and by how much each of them gives way."""


class Stop(Enum):
    """Why HiGHS stopped."""

    OPTIMAL = marked("the asked gap was reached")
    INFEASIBLE = marked("no solution exists")
    UNBOUNDED = marked("the objective is unbounded")
    TIME_LIMIT = marked("the time limit was reached")
    INTERRUPTED = marked("it was interrupted by the user")
    ENOUGH = marked("it was told to stop with what it held")
    MEMORY_LIMIT = marked("the memory ran out")
    FAILED = marked("HiGHS gave up")
    DIED = marked("the process of HiGHS died")


STOP_OF_STATUS: Mapping[str, Stop] = {
    "kNotset": Stop.FAILED,
    "kLoadError": Stop.FAILED,
    "kModelError": Stop.FAILED,
    "kPresolveError": Stop.FAILED,
    "kSolveError": Stop.FAILED,
    "kPostsolveError": Stop.FAILED,
    "kModelEmpty": Stop.OPTIMAL,
    "kOptimal": Stop.OPTIMAL,
    "kInfeasible": Stop.INFEASIBLE,
    "kUnboundedOrInfeasible": Stop.INFEASIBLE,
    "kUnbounded": Stop.UNBOUNDED,
    "kObjectiveBound": Stop.FAILED,
    "kObjectiveTarget": Stop.FAILED,
    "kTimeLimit": Stop.TIME_LIMIT,
    "kIterationLimit": Stop.FAILED,
    "kUnknown": Stop.FAILED,
    "kSolutionLimit": Stop.FAILED,
    "kInterrupt": Stop.INTERRUPTED,
    "kMemoryLimit": Stop.MEMORY_LIMIT,
    "kHighsInterrupt": Stop.INTERRUPTED,
}
"""Every status of HiGHS. ``kUnboundedOrInfeasible`` counts as infeasible because costs of ours are bounded below."""


@dataclass(frozen=True)
class Settings:
    """How HiGHS is to run."""

    relative_gap: float
    time_limit_seconds: float
    threads: int
    seed: int
    presolve: bool = True
    aggregator: bool = True
    """Whether presolve may substitute columns out of equations, which puts long rows into others."""
    seeks_solutions: bool = True
    """Whether anything is done for solutions alone; else all time goes into the bound, and nothing is begun anew."""


@dataclass
class Answer:
    """Why HiGHS stopped, and what it holds."""

    stop: Stop
    detail: str
    """What HiGHS or the system say of it; empty where the stop says all."""
    bound: float | None = None
    solutions: list[Floats] = field(default_factory=list)
    """Improving solutions in the order in which they were found; the last one is the best."""
    least_objectives: dict[int, float] = field(default_factory=dict)
    """What :meth:`HighsProcess.probe` or :meth:`HighsProcess.ease` has found."""
    reduced_costs: Floats | None = None
    """Reduced cost of each column, where :meth:`HighsProcess.relax` has come to its end."""
    row_duals: Floats | None = None
    """By how much the objective rises with the side of each row that binds, where the same has come to its end."""
    basis: Basis | None = None
    """Where the same stood then."""


@dataclass(frozen=True)
class Progress:
    """A line of HiGHS's own search: best objective and bound, as far as known."""

    objective: float | None
    bound: float | None


def require_highspy() -> str:
    """Return the installed version of highspy.

    Raises
    ------
    SolveError
        If it is older than 1.15.1.
    """
    version = metadata.version("highspy")
    numbers = tuple(int(part) for part in version.split(".")[:3] if part.isdigit())
    if numbers < OLDEST_HIGHSPY:
        raise SolveError(
            f"highspy {version} is installed; 1.15.1 or newer is required, because 1.14.0 calls wrong answers optimal "
            f'and 1.13 has done so too; install it with: pip install "highspy>=1.15.1,<1.16"'
        )
    return version


class HighsProcess:
    """A process in which HiGHS solves one problem after another; started when first needed, and again after a death.

    Parameters
    ----------
    log : callable
        Gets every line of HiGHS's log.
    on_progress : callable
        Gets the state of the search now and then.
    """

    def __init__(self, log: Callable[[str], None], on_progress: Callable[[Progress], None]) -> None:
        require_highspy()
        self._log = log
        self._on_progress = on_progress
        self._process: subprocess.Popen[bytes] | None = None
        self._frames: queue.Queue[tuple[str, Any]] = queue.Queue()
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the process

    def __enter__(self) -> Self:
        """Start the process, so that it loads while the model is built."""
        self._start()
        return self

    def __exit__(self, *_: object) -> None:
        """End the process."""
        self.close()

    def close(self) -> None:
        """End the process for good."""
        self.kill()
        self._errors.close()

    @property
    def pid(self) -> int | None:
        """Number of the running process."""
        return None if self._process is None else self._process.pid

    def solve(
        self,
        problem: Problem,
        settings: Settings,
        start: Mapping[int, float] | None = None,
        is_enough: Callable[[Answer], bool] = lambda _: False,
    ) -> Answer:
        """Solve a problem; never raises for what happens over there, but says it in the answer.

        Parameters
        ----------
        start : mapping of int to float, optional
            Values of some columns to start from; HiGHS completes them if it can.
        is_enough : callable, optional
            Asked after each better solution or bound, and now and then, whether what is held is enough; if so HiGHS is
            told to stop, and the answer says :attr:`Stop.ENOUGH`.

        Raises
        ------
        KeyboardInterrupt
            Not passed on: a Ctrl-C ends the process and comes back as :attr:`Stop.INTERRUPTED`.
        """
        return self._ask("solve", (problem.nameless, settings, dict(start or {})), settings, is_enough)

    def solve_judged(
        self,
        problem: Problem,
        settings: Settings,
        judge: Callable[[Problem, Sequence[Floats]], None],
        is_certified: Callable[[], bool],
        start: Mapping[int, float] | None = None,
    ) -> Answer:
        """Solve a problem and let each solution be judged as it is found, until that is enough."""
        seen = 0

        def is_enough(held: Answer) -> bool:
            nonlocal seen
            judge(problem, held.solutions[seen:])
            seen = len(held.solutions)
            return is_certified()

        answer = self.solve(problem, settings, start, is_enough)
        is_enough(answer)
        return answer

    def relax(
        self,
        problem: Problem,
        settings: Settings,
        interior_point: bool = True,
        basis: Basis | None = None,
        meanwhile: Callable[[], object] = lambda: None,
    ) -> Answer:
        """Solve the continuous relaxation: its objective is the bound of the answer.

        Parameters
        ----------
        interior_point : bool, optional
            Whether to do so by an interior-point method, down to a basis; else by the simplex method.
        basis : Basis, optional
            Where the simplex method begins. HiGHS does not presolve then, so it should not have far to go.
        meanwhile : callable, optional
            Called once, while HiGHS is at work.
        """
        content = (problem.nameless, settings, interior_point, basis)
        return self._ask("relax", content, settings, lambda _: False, meanwhile)

    def probe(self, problem: Problem, settings: Settings, columns: Iterable[int]) -> Answer:
        """Find the least objective of the continuous relaxation with each of some columns, one at a time, at one.

        What has been found is in :attr:`Answer.least_objectives`, infinite where there is no solution; columns may be
        missing if the process had to stop.
        """
        return self._ask("probe", (problem.nameless, settings, tuple(columns)), settings, lambda _: False)

    def ease(self, problem: Problem, settings: Settings, steps: Iterable[Giving]) -> Answer:
        """Find the least objective of the continuous relaxation with some rows less strict, one set at a time.

        What has been found is in :attr:`Answer.least_objectives` by the number of the step; steps may be missing.
        """
        return self._ask("ease", (problem, settings, tuple(steps)), settings, lambda _: False)

    def _ask(
        self,
        kind: str,
        content: object,
        settings: Settings,
        is_enough: Callable[[Answer], bool],
        meanwhile: Callable[[], object] = lambda: None,
    ) -> Answer:
        answer = Answer(Stop.DIED, "")
        if settings.time_limit_seconds <= 0:
            return Answer(Stop.TIME_LIMIT, "")
        if self._process is None:
            self._start()
        deadline = time.monotonic() + settings.time_limit_seconds + GRACE_SECONDS
        try:
            self._tell(kind, content)
            meanwhile()
            self._listen(answer, deadline, is_enough)
        except KeyboardInterrupt:
            self.kill()
            answer.stop = Stop.INTERRUPTED
        return answer

    def kill(self) -> None:
        """End the process at once, if there is one."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            for pipe in (self._process.stdin, self._process.stdout):
                assert pipe is not None
                with contextlib.suppress(BrokenPipeError):
                    pipe.close()
            self._process = None
            self._frames = queue.Queue()

    def _start(self) -> subprocess.Popen[bytes]:
        root = str(Path(solver.__file__).parent.parent)
        path = os.pathsep.join(part for part in (root, os.environ.get("PYTHONPATH", "")) if part)
        self._process = subprocess.Popen(
            [sys.executable, "-c", "from solver.solve.highs_worker import serve; serve()"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            env=os.environ | {"PYTHONPATH": path},
            start_new_session=True,  # a Ctrl-C reaches the parent alone
        )
        assert self._process.stdout is not None
        threading.Thread(target=read_frames, args=(self._process.stdout, self._frames), daemon=True).start()
        return self._process

    def _tell(self, kind: str, content: object) -> None:
        assert self._process is not None
        assert self._process.stdin is not None
        with contextlib.suppress(BrokenPipeError):  # a dead process is told by the end of its frames
            write_frame(self._process.stdin, (kind, content))

    def _listen(self, answer: Answer, deadline: float, is_enough: Callable[[Answer], bool]) -> None:
        """Take frames until the process is done, dead or too late."""
        told = False
        while True:
            try:
                left = deadline - time.monotonic()
                kind, content = self._frames.get(timeout=max(0.0, min(left, SECONDS_UNASKED)))
            except queue.Empty:
                if left > SECONDS_UNASKED:
                    kind, content = "silence", None
                else:
                    self.kill()
                    answer.stop = Stop.TIME_LIMIT
                    answer.detail = marked("HiGHS did not heed its time limit and was ended")
                    return
            if kind == "end":
                if self._process is not None:  # else it was ended on purpose, from another thread
                    self._take_death(answer)
                return
            if self._take(answer, kind, content):
                if told and answer.stop is Stop.INTERRUPTED:
                    answer.stop = Stop.ENOUGH
                return
            if kind in ("solution", "progress", "silence") and not told and is_enough(answer):
                told = True
                self._tell("stop", None)

    def _take(self, answer: Answer, kind: str, content: Any) -> bool:
        """Take one frame; return whether it was the last."""
        if kind == "log":
            self._log(content)
        elif kind == "solution":
            answer.solutions.append(content)
        elif kind == "least_objective":
            answer.least_objectives[content[0]] = content[1]
        elif kind == "duals":
            answer.reduced_costs, answer.row_duals, answer.basis = content
        elif kind == "progress":
            answer.bound = content.bound if content.bound is not None else answer.bound
            self._on_progress(content)
        elif kind == "failed":
            answer.stop, answer.detail = Stop.FAILED, content
            return True
        elif kind == "done":
            status, bound, solution = content
            answer.stop = STOP_OF_STATUS[status]
            answer.detail = status if answer.stop is Stop.FAILED else ""
            answer.bound = bound if bound is not None else answer.bound
            if solution is not None:
                answer.solutions.append(solution)
            return True
        return False

    def _take_death(self, answer: Answer) -> None:
        assert self._process is not None
        code = self._process.wait()
        how = f"was killed by signal {-code} ({signal.Signals(-code).name})" if code < 0 else f"ended with code {code}"
        self._errors.seek(0)
        words = self._errors.read().decode(errors="replace").strip().splitlines()
        answer.stop = Stop.DIED
        answer.detail = f"the process of HiGHS {how}" + (f": {words[-1]}" if words else "")
        self.kill()
