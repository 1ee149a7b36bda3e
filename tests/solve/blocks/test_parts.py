"""Bounds in parts: the least of all counts, once all are known; what is proved of each is stated by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from solver.solve.blocks.parts import bound_of_parts
from solver.solve.highs import Answer, Settings, Stop

NOTHING: Any = None


@dataclass
class Proving:
    """Proves of each part, which is a list of answers, one after the other; notes what it was told about each."""

    told: list[bool] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    def bound(self, part: Any, solver: Any, settings: Settings, is_enough: Callable[[Answer], bool]) -> Answer:
        """Return the last of the answers, or the first that is enough."""
        self.seconds.append(settings.time_limit_seconds)
        for answer in part:
            self.told.append(is_enough(answer))
            if self.told[-1]:
                break
        return answer


def proved(
    parts: list[list[Answer]],
    must_stop: Callable[[Answer], bool] = lambda _: False,
    is_enough: Callable[[Answer], bool] = lambda _: False,
) -> tuple[float | None, Proving]:
    """Return what is proved of all parts, and how."""
    proving, ours = Proving(), Settings(0.0, 60.0, 1, 0)
    whole_lines: Any = proving
    places: Any = parts
    return bound_of_parts(whole_lines, places, NOTHING, ours, must_stop, lambda _: is_enough).bound, proving


def of(*bounds: float | None, stop: Stop = Stop.ENOUGH) -> list[Answer]:
    """Return answers with some bounds."""
    return [Answer(stop, "", bound) for bound in bounds]


@pytest.mark.parametrize(
    ("parts", "bound"),
    [
        ([of(7.0)], 7),
        ([of(7.0), of(5.0)], 5),
        ([of(5.0), of(7.0)], 5),
        # Nothing is known of one of them.
        ([of(None), of(7.0)], None),
        ([of(7.0), of(None)], None),
        # There is no plan in one of them, or in neither.
        ([of(None, stop=Stop.INFEASIBLE), of(7.0)], 7),
        ([of(7.0), of(None, stop=Stop.INFEASIBLE)], 7),
        ([of(None, stop=Stop.INFEASIBLE), of(None, stop=Stop.INFEASIBLE)], None),
    ],
)
def test_the_least_bound_is_proved_of_all(parts: list[list[Answer]], bound: float | None) -> None:
    assert proved(parts)[0] == bound


def test_bounds_are_told_as_they_rise_once_they_are_of_all_parts() -> None:
    told: list[float | None] = []

    def must_stop(held: Answer) -> bool:
        told.append(held.bound)
        return False

    proved([of(3.0, 6.0), of(None, 4.0, 8.0)], must_stop)
    # After the first part it is asked once more whether to go on.
    assert told == [None, None, None, None, 4, 6]


def test_each_part_is_left_when_it_is_enough() -> None:
    bound, proving = proved([of(3.0, 6.0, 9.0), of(5.0, 8.0)], is_enough=lambda held: (held.bound or 0) >= 6)
    assert bound == 6
    assert proving.told == [False, True, False, True]


def test_a_part_is_left_once_more_is_proved_of_it_than_of_one_before() -> None:
    bound, proving = proved([of(3.0, 6.0), of(5.0, 6.5, 9.0), of(4.0, 5.0)])
    assert bound == 5
    assert proving.told == [False, False, False, True, False, False]


def test_what_must_stop_begins_no_other_part() -> None:
    bound, proving = proved([of(3.0), of(5.0)], must_stop=lambda _: True)
    assert bound is None
    assert len(proving.seconds) == 1


def test_all_parts_share_the_time() -> None:
    _, proving = proved([of(3.0), of(5.0)])
    assert 60 >= proving.seconds[0] > proving.seconds[1] > 50
