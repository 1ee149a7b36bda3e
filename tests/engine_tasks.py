"""What workers are given to do in tests of the engine."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
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


def count(most: int, tell: Callable[[int], None], must_stop: Callable[[], bool]) -> int:
    """Count, and tell each number, until told to stop."""
    number = 0
    while number < most and not must_stop():
        number += 1
        tell(number)
        time.sleep(0.05)
    return number


def die_at_first_after_telling(mark: Path, tell: Callable[[str], None], must_stop: Callable[[], bool]) -> str:
    """Tell who it is; whoever comes to it first dies of it."""
    tell("told")
    if not mark.exists():
        mark.touch()
        time.sleep(0.5)  # so that what is told is sent
        die()
    return "done"


def refuse_after_telling(number: int, tell: Callable[[int], None], must_stop: Callable[[], bool]) -> int:
    tell(number)
    return refuse(number)


def die_after_all(number: int, tell: Callable[[int], None], must_stop: Callable[[], bool]) -> None:
    die()
