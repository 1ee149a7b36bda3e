"""The collector rests while very many objects are made, and goes on afterwards as it was."""

from __future__ import annotations

import gc

import pytest

from solver.solve.collector import collector_paused


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
