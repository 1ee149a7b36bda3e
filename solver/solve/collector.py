"""The garbage collector, kept from walking the very many objects of a model again and again."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_paused() -> Iterator[None]:
    """Pause the garbage collector where very many objects are made that stay, and set them aside afterwards.

    What is set aside is freed as ever once nothing names it any more. Only what names itself in a circle waits for
    :func:`collector_restored` to end.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.freeze()
            gc.enable()


@contextmanager
def collector_restored() -> Iterator[None]:
    """Give back to the garbage collector, at the end, what has been set aside."""
    try:
        yield
    finally:
        gc.unfreeze()
