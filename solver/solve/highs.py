"""The one door to HiGHS: arrays in, why it stopped and what it holds out.

HiGHS runs in a process of its own. A crash, a hang past the time limit or a Ctrl-C there costs that process only: the
best solution and the best bound it has reported are kept here. Frames on its standard input and output are pickles
between two halves of this file; nothing from outside is ever unpickled.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import queue
import signal
import struct
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from importlib import metadata
from pathlib import Path
from typing import Any, BinaryIO, Self

import numpy as np

import solver
from solver.errors import SolveError
from solver.solve.arrays import Floats, Problem

OLDEST_HIGHSPY = (1, 15, 1)
GRACE_SECONDS = 5.0
"""How long HiGHS may go on past its time limit before its process is ended."""
LARGEST_FRAME = struct.Struct(">Q")


class Stop(Enum):
    """Why HiGHS stopped."""

    OPTIMAL = "the asked gap was reached"
    INFEASIBLE = "no solution exists"
    UNBOUNDED = "the objective is unbounded"
    TIME_LIMIT = "the time limit was reached"
    INTERRUPTED = "it was interrupted"
    ENOUGH = "it was told to stop with what it held"
    MEMORY_LIMIT = "the memory ran out"
    FAILED = "HiGHS gave up"
    DIED = "the process of HiGHS died"


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


@dataclass
class Answer:
    """Why HiGHS stopped, and what it holds."""

    stop: Stop
    detail: str
    bound: float | None = None
    solutions: list[Floats] = field(default_factory=list)
    """Improving solutions in the order in which they were found; the last one is the best."""


@dataclass(frozen=True)
class Progress:
    """A line of HiGHS's own search: best objective, bound and nodes, as far as known."""

    objective: float | None
    bound: float | None
    nodes: int


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
            f'and 1.13 has done so too; install it with: pip install "highspy>=1.15.1"'
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
            Asked after each better solution or bound whether what is held is enough; if so HiGHS is told to stop, and
            the answer says :attr:`Stop.ENOUGH`.

        Raises
        ------
        KeyboardInterrupt
            Not passed on: a Ctrl-C ends the process and comes back as :attr:`Stop.INTERRUPTED`.
        """
        answer = Answer(Stop.DIED, "")
        if settings.time_limit_seconds <= 0:
            return Answer(Stop.TIME_LIMIT, "no time was left")
        if self._process is None:
            self._start()
        deadline = time.monotonic() + settings.time_limit_seconds + GRACE_SECONDS
        try:
            self._tell("solve", (problem, settings, dict(start or {})))
            self._listen(answer, deadline, is_enough)
        except KeyboardInterrupt:
            self.kill()
            answer.stop, answer.detail = Stop.INTERRUPTED, "interrupted by the user"
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
            [sys.executable, "-c", "from solver.solve.highs import serve; serve()"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            env=os.environ | {"PYTHONPATH": path},
            start_new_session=True,  # a Ctrl-C reaches the parent alone
        )
        assert self._process.stdout is not None
        threading.Thread(target=_read_frames, args=(self._process.stdout, self._frames), daemon=True).start()
        return self._process

    def _tell(self, kind: str, content: object) -> None:
        assert self._process is not None
        assert self._process.stdin is not None
        with contextlib.suppress(BrokenPipeError):  # a dead process is told by the end of its frames
            _write_frame(self._process.stdin, (kind, content))

    def _listen(self, answer: Answer, deadline: float, is_enough: Callable[[Answer], bool]) -> None:
        """Take frames until the process is done, dead or too late."""
        told = False
        while True:
            try:
                kind, content = self._frames.get(timeout=max(0.0, deadline - time.monotonic()))
            except queue.Empty:
                self.kill()
                answer.stop, answer.detail = Stop.TIME_LIMIT, "HiGHS did not heed its time limit and was ended"
                return
            if kind == "end":
                self._take_death(answer)
                return
            if self._take(answer, kind, content):
                if told and answer.stop is Stop.INTERRUPTED:
                    answer.stop = Stop.ENOUGH
                return
            if kind in ("solution", "progress") and not told and is_enough(answer):
                told = True
                self._tell("stop", None)

    def _take(self, answer: Answer, kind: str, content: Any) -> bool:
        """Take one frame; return whether it was the last."""
        if kind == "log":
            self._log(content)
        elif kind == "solution":
            answer.solutions.append(content)
        elif kind == "progress":
            answer.bound = content.bound if content.bound is not None else answer.bound
            self._on_progress(content)
        elif kind == "done":
            status, bound, solution = content
            answer.stop, answer.detail = STOP_OF_STATUS[status], status
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


def _write_frame(stream: BinaryIO | Any, content: object) -> None:
    data = pickle.dumps(content, protocol=pickle.HIGHEST_PROTOCOL)
    stream.write(LARGEST_FRAME.pack(len(data)) + data)
    stream.flush()


def _frames_of(stream: BinaryIO | Any) -> Iterator[tuple[str, Any]]:
    while len(head := stream.read(LARGEST_FRAME.size)) == LARGEST_FRAME.size:
        (length,) = LARGEST_FRAME.unpack(head)
        data = stream.read(length)
        if len(data) < length:
            return
        yield pickle.loads(data)


def _read_frames(stream: BinaryIO | Any, frames: queue.Queue[tuple[str, Any]]) -> None:
    with contextlib.suppress(ValueError):  # the stream is closed when the process is ended
        for frame in _frames_of(stream):
            frames.put(frame)
    frames.put(("end", None))


def serve() -> None:
    """Be the process: solve what comes in until the input ends."""
    out = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # whatever HiGHS prints is no frame
    orders: queue.Queue[tuple[str, Any]] = queue.Queue()
    stop = threading.Event()
    threading.Thread(target=_take_orders, args=(orders, stop), daemon=True).start()
    while (order := orders.get())[0] == "solve":
        stop.clear()
        problem, settings, start = order[1]
        _solve_here(problem, settings, start, stop, lambda kind, content: _write_frame(out, (kind, content)))


def _take_orders(orders: queue.Queue[tuple[str, Any]], stop: threading.Event) -> None:
    """Pass on problems, and let an order to stop reach the solve that is running."""
    for kind, content in _frames_of(sys.stdin.buffer):
        if kind == "stop":
            stop.set()
        else:
            orders.put((kind, content))
    orders.put(("end", None))


def _solve_here(
    problem: Problem,
    settings: Settings,
    start: Mapping[int, float],
    stop: threading.Event,
    tell: Callable[[str, Any], None],
) -> None:
    import highspy

    highs = highspy.Highs()
    highs.setOptionValue("output_flag", True)
    highs.setOptionValue("log_to_console", False)
    highs.setOptionValue("mip_rel_gap", settings.relative_gap)
    highs.setOptionValue("mip_abs_gap", 0.0)
    highs.setOptionValue("time_limit", settings.time_limit_seconds)
    highs.setOptionValue("threads", settings.threads)
    highs.setOptionValue("random_seed", settings.seed)
    highs.setOptionValue("presolve", "choose" if settings.presolve else "off")
    highs.passModel(_highs_model(highspy, problem))
    if start:
        columns = np.fromiter(start, dtype=np.int32, count=len(start))
        values = np.fromiter(start.values(), dtype=np.float64, count=len(start))
        highs.setSolution(len(start), columns, values)
    infinite = highspy.kHighsInf

    def known(value: float) -> float | None:
        return None if abs(value) >= infinite else float(value)

    def heed(event: Any) -> None:
        event.data_in.user_interrupt = stop.is_set()

    highs.cbMipInterrupt += heed
    highs.cbLogging += lambda event: tell("log", event.message.rstrip("\n"))
    highs.cbMipImprovingSolution += lambda event: tell("solution", np.array(event.data_out.mip_solution))
    highs.cbMipLogging += lambda event: tell(
        "progress",
        Progress(
            known(event.data_out.mip_primal_bound),
            known(event.data_out.mip_dual_bound),
            int(event.data_out.mip_node_count),
        ),
    )
    highs.run()
    status = highs.getModelStatus()
    info = highs.getInfo()
    is_mip = bool(problem.integer.any())
    holds = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    if is_mip:
        bound = known(info.mip_dual_bound)
    else:
        bound = float(info.objective_function_value) if status == highspy.HighsModelStatus.kOptimal else None
    solution = np.array(highs.getSolution().col_value) if holds else None
    tell("done", (status.name, bound, solution))


def _highs_model(highspy: Any, problem: Problem) -> Any:
    lp = highspy.HighsLp()
    rows, columns = problem.matrix.shape
    lp.num_col_, lp.num_row_ = columns, rows
    lp.col_cost_, lp.offset_ = problem.cost, problem.offset
    lp.col_lower_, lp.col_upper_ = problem.lower, problem.upper
    lp.row_lower_, lp.row_upper_ = problem.row_lower, problem.row_upper
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_ = problem.matrix.indptr
    lp.a_matrix_.index_ = problem.matrix.indices
    lp.a_matrix_.value_ = problem.matrix.data
    kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
    lp.integrality_ = [kinds[int(flag)] for flag in problem.integer]
    return lp
