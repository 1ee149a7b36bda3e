"""How to solve."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Method = Literal["auto", "direct", "boxes"]
METHODS: tuple[Method, ...] = get_args(Method)
"""``direct`` solves the whole relaxation, round after round. ``boxes`` divides it by prices. ``auto`` takes boxes where
markets have many offers and no links, as long as they find better plans; only for plans where the whole relaxation is
small enough to be solved, which then tells the bound."""


@dataclass(frozen=True)
class Options:
    """How to solve.

    Parameters
    ----------
    gap : float
        Certified gap at which to stop, relative.
    time_limit_seconds : float
        Wall-clock seconds after which to stop with what there is.
    threads : int
        Threads of HiGHS.
    seed : int
        Seed of HiGHS.
    method : str
        One of :data:`METHODS`.
    """

    gap: float = 1e-3
    time_limit_seconds: float = 600.0
    threads: int = 1
    seed: int = 0
    method: Method = "auto"
