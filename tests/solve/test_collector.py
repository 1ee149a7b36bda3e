"""The collector rests while very many objects are made, and goes on afterwards as it was."""

from __future__ import annotations

import gc

import pytest
from builders import build_instance, build_mandate

from solver.solve.collector import collector_paused, collector_restored
from solver.solve.options import Options
from solver.solve.refine import solve


def test_the_collector_rests_and_goes_on_whatever_happens() -> None:
    assert gc.isenabled()
    with collector_paused():
        assert not gc.isenabled()
        with collector_paused():
            pass
        assert not gc.isenabled()  # who paused it first lets it go on
    assert gc.isenabled()
    with pytest.raises(ZeroDivisionError), collector_paused():
        _ = 1 / 0
    assert gc.isenabled()


def test_what_is_made_in_a_pause_is_passed_over_until_the_collector_is_restored() -> None:
    def is_walked(made: object) -> bool:
        return any(each is made for each in gc.get_objects())  # what is set aside is not listed

    with collector_restored():
        with collector_paused():
            made: list[object] = [[]]
        assert not is_walked(made)
    assert is_walked(made)
    with pytest.raises(ZeroDivisionError), collector_restored(), collector_paused():
        _ = 1 / 0
    assert gc.get_freeze_count() == 0


def test_nothing_is_left_aside_once_something_is_solved() -> None:
    result = solve(build_instance(), build_mandate(), Options(), lambda _: None, lambda _: None)
    assert result.plan is not None
    assert gc.get_freeze_count() == 0
