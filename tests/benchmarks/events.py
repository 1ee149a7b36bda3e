"""What a competitor's process tells while it runs: lines of JSON on its output, each a state of its search."""

from __future__ import annotations

import json
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

import numpy as np

THREADS = 2
"""Threads that each competitor gets."""


@dataclass(frozen=True)
class Order:
    """What a competitor is asked to do."""

    file: str
    """The problem to read; for our own solver the folder-less name of a family."""
    seed: int
    """Of the instance, and of the solver."""
    gap: float
    time_limit_seconds: float
    option: str
    """What the competitor makes of itself, such as the name of a method; may be empty."""
    solution_file: str
    """Where the values of the best solution's columns go."""
    threads: int = THREADS


@dataclass
class Teller:
    """Tells the parent process, with the seconds since the work began."""

    out: TextIO = field(default_factory=lambda: sys.stdout)
    began: float = field(default_factory=time.monotonic)
    _last: tuple[float | None, float | None] = (None, None)
    _has_ended: bool = False

    @property
    def seconds(self) -> float:
        """Seconds since the work began."""
        return time.monotonic() - self.began

    def standing(self, objective: float | None, bound: float | None, seconds: float | None = None) -> None:
        """Tell objective and bound if one of them is new."""
        known = _finite(objective), _finite(bound)
        if known != self._last and not self._has_ended:
            self._last = known
            at = self.seconds if seconds is None else seconds
            self._tell("standing", {"seconds": at, "objective": known[0], "bound": known[1]})

    def end(self, status: str, version: str, **more: Any) -> None:
        """Tell why the work has ended; nothing is told after that."""
        self._has_ended = True
        known = {"status": status, "version": version, "own_peak_mib": _own_peak_mib()}
        self._tell("end", {"seconds": self.seconds, **known, **more})

    def _tell(self, kind: str, content: dict[str, Any]) -> None:
        print(json.dumps({"kind": kind, **content}), file=self.out, flush=True)


def _finite(value: float | None) -> float | None:
    """Return a figure, or ``None`` for what solvers write where they know none."""
    return None if value is None or not abs(value) < 1e19 else float(value)


def _own_peak_mib() -> float:
    """Return the most memory that this process has had, without its children."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


def order_of_arguments() -> Order:
    """Return the order in the only argument of the process."""
    return Order(**json.loads(sys.argv[1]))


def keep_solution(order: Order, values: Any) -> None:
    """Write the values of a solution's columns where they are asked for."""
    np.save(Path(order.solution_file), np.asarray(values, dtype=float))
