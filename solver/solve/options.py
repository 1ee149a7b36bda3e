"""How to solve."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Method = Literal["auto", "direct", "boxes", "blocks"]
METHODS: tuple[Method, ...] = get_args(Method)
"""``direct`` solves the whole relaxation, round after round. ``boxes`` divides it by prices. ``blocks`` divides it into
decisions and markets; both go on with the whole relaxation where they end with a gap. ``auto`` begins with blocks where
markets have many offers and no links, then takes boxes if blocks have found no plan."""


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
        Threads of HiGHS; with more than one, blocks solve two problems at a time.
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
