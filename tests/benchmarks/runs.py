"""One run: a competitor in a process of its own, watched for what it tells and for the memory that it takes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import psutil

from benchmarks.competitors import Competitor
from benchmarks.events import Order
from benchmarks.machine import commit
from solver.solve.result import certified_gap

TESTS = Path(__file__).parents[1]
GRACE_SECONDS = 60.0
"""How long a process may go on past its time limit, reading included, before it is ended."""
SAMPLE_SECONDS = 0.1
"""How often memory is looked at."""
MIB = 2**20


@dataclass(frozen=True)
class Standing:
    """What was held at a time."""

    seconds: float
    objective: float | None
    bound: float | None

    @property
    def gap(self) -> float | None:
        """Difference of both over the objective, as our solver counts it."""
        return certified_gap(self.objective, self.bound)


@dataclass
class Run:
    """What came of one competitor on one instance."""

    family: str
    seed: int
    competitor: str
    certifies: bool
    """Whether objective and bound are those of exact market responses."""
    asked_gap: float
    time_limit_seconds: float
    threads: int = 1
    status: str = "the process told nothing"
    version: str = ""
    seconds: float = 0.0
    peak_mib: float = 0.0
    trace: list[Standing] = field(default_factory=list)
    judged_objective: float | None = None
    """What the judge says of its last plan; ``None`` without a plan."""
    judged_feasible: bool | None = None
    """Whether that plan keeps every limit."""
    details: dict[str, Any] = field(default_factory=dict)
    load: float = 0.0
    """Processes that wanted to run on the machine in the minute before, this one not counted."""
    commit: str = ""
    """Of this program; empty where it was not kept."""

    @property
    def last(self) -> Standing:
        """What was held in the end."""
        return self.trace[-1] if self.trace else Standing(self.seconds, None, None)

    @property
    def seconds_to_plan(self) -> float | None:
        """Seconds until a first plan was held."""
        return next((each.seconds for each in self.trace if each.objective is not None), None)

    def seconds_to_gap(self, gap: float) -> float | None:
        """Return the seconds until the gap was at most so much, or ``None`` if it never was."""
        return next((each.seconds for each in self.trace if each.gap is not None and each.gap <= gap), None)

    @property
    def judged_gap(self) -> float | None:
        """Gap between what the judge says of the last plan and the last bound; ``None`` if the judge refuses it."""
        return certified_gap(self.judged_objective, self.last.bound) if self.judged_feasible else None

    def to_json(self) -> str:
        """Return the run as text."""
        return json.dumps(asdict(self), indent=1)

    @classmethod
    def from_json(cls, text: str) -> Run:
        """Return the run that a text was made of."""
        content = json.loads(text)
        content["trace"] = [Standing(**each) for each in content["trace"]]
        return cls(**content)


def run(competitor: Competitor, order: Order, run: Run) -> Run:
    """Run a competitor to its end, and return what came of it.

    Parameters
    ----------
    run : Run
        Who runs what; the rest is filled in.
    """
    began, run.load, run.commit = time.monotonic(), os.getloadavg()[0], commit()
    with tempfile.TemporaryFile("w+") as errors:
        process = subprocess.Popen(
            [sys.executable, "-m", competitor.worker, json.dumps(asdict(order))],
            cwd=TESTS,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
        done = threading.Event()
        watch = threading.Thread(target=_watch, args=(process, order.time_limit_seconds, done, run))
        watch.start()
        assert process.stdout is not None
        for line in process.stdout:
            if line.startswith("{"):
                _take(run, json.loads(line))
        code = process.wait()
        done.set()
        watch.join()
        if code != 0:
            errors.seek(0)
            words = errors.read().strip().splitlines()
            why = " ".join(line.strip() for line in words[-3:])
            run.status = f"ended with code {code}: {why}" if run.seconds == 0 else run.status
    run.seconds = run.seconds or time.monotonic() - began
    return run


def _take(run: Run, told: dict[str, Any]) -> None:
    if told.pop("kind") == "standing":
        run.trace.append(Standing(**told))
    else:
        run.seconds, run.status, run.version = told.pop("seconds"), told.pop("status"), told.pop("version")
        run.peak_mib = max(run.peak_mib, told.pop("own_peak_mib"))
        run.details = told


def _watch(process: subprocess.Popen[str], limit_seconds: float, done: threading.Event, run: Run) -> None:
    """Keep the most memory that the process and its children had at once; end it if it is far too late."""
    parent = psutil.Process(process.pid)
    deadline = time.monotonic() + 2 * limit_seconds + GRACE_SECONDS
    while not done.wait(SAMPLE_SECONDS):
        run.peak_mib = max(run.peak_mib, _memory_mib(parent))
        if time.monotonic() > deadline:
            for each in parent.children(recursive=True):
                each.kill()
            process.kill()
            run.status = "did not heed its time limit and was ended"
            return


def _memory_mib(parent: psutil.Process) -> float:
    total = 0
    try:
        for each in (parent, *parent.children(recursive=True)):
            total += each.memory_info().rss
    except psutil.NoSuchProcess:
        return 0.0  # one has just ended, and the next look counts the rest
    return total / MIB
