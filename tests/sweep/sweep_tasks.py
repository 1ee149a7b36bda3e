"""What workers are given to do in tests of the engine."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path


def square(number: int) -> int:
    return number * number


def wait_and_square(seconds: int) -> int:
    time.sleep(seconds)
    return square(seconds)


def refuse(number: int) -> int:
    raise ValueError(f"{number} is refused")


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def die_at_first(task: tuple[Path, int]) -> int:
    """Square a number; whoever comes to it first dies of it."""
    mark, number = task
    if number == 3 and not mark.exists():
        mark.touch()
        die()
    return square(number)


def die_at_three(number: int) -> int:
    """Square a number slowly enough for others to wait beside it; at three the worker dies."""
    time.sleep(0.05)
    if number == 3:
        die()
    return square(number)
