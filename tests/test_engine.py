"""What runs the cases of a sweep: workers that die, tasks that fail, schedulers that are there and not."""

from __future__ import annotations

import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import engine_tasks as tasks
import pytest
from distributed import LocalCluster

from solver import engine
from solver.engine import Answer
from solver.errors import SweepError


@pytest.fixture
def cluster() -> Iterator[LocalCluster]:
    """A scheduler with a worker that is a thread of this process."""
    with LocalCluster(n_workers=1, threads_per_worker=1, processes=False, dashboard_address="127.0.0.1:0") as there:
        yield there


def test_a_worker_that_dies_costs_its_own_task_which_is_done_again(tmp_path: Path) -> None:
    numbers = {str(number): (tmp_path / "died", number) for number in range(1, 7)}
    with engine.local_pool(2) as client:
        found = dict(engine.run(client, tasks.die_at_first, numbers, Event()))
    assert (tmp_path / "died").exists()
    assert found == {str(number): Answer(number * number) for number in range(1, 7)}


def test_a_task_that_always_kills_its_worker_fails_alone(tmp_path: Path) -> None:
    # One worker: all other tasks wait beside the one that kills it, twice and more often, and none is lost.
    numbers = {str(number): number for number in range(1, 6)}
    with engine.local_pool(1) as client:
        found = dict(engine.run(client, tasks.die_at_three, numbers, Event()))
    assert found.pop("3") == Answer(None, "the worker died at it each time that it was tried, also alone")
    assert found == {str(number): Answer(number * number) for number in (1, 2, 4, 5)}


def test_a_scheduler_that_is_there_does_the_work(cluster: LocalCluster) -> None:
    with engine.scheduler_at(cluster.scheduler_address) as client:
        assert engine.workers_of(client) == 1
        assert dict(engine.run(client, tasks.square, {"three": 3, "four": 4}, Event())) == {
            "three": Answer(9),
            "four": Answer(16),
        }
    assert cluster.status.name == "running"


def test_a_task_that_fails_says_why(cluster: LocalCluster) -> None:
    with engine.scheduler_at(cluster.scheduler_address) as client:
        assert dict(engine.run(client, tasks.refuse, {"one": 1}, Event())) == {
            "one": Answer(None, "ValueError: 1 is refused")
        }


def test_a_scheduler_that_is_lost_is_told(cluster: LocalCluster) -> None:
    with engine.scheduler_at(cluster.scheduler_address) as client:
        answers = engine.run(client, tasks.wait_and_square, {"soon": 0, "late": 2}, Event())
        assert next(answers) == ("soon", Answer(0))
        cluster.close()
        with pytest.raises(SweepError, match=r"^the scheduler was lost; the cases that are finished are kept"):
            next(answers)


def test_what_is_no_longer_wanted_is_not_waited_for(cluster: LocalCluster) -> None:
    stopped = Event()
    with engine.scheduler_at(cluster.scheduler_address) as client:
        answers = engine.run(client, tasks.wait_and_square, {"soon": 0, "late": 2}, stopped)
        assert next(answers) == ("soon", Answer(0))
        stopped.set()
        with pytest.raises(KeyboardInterrupt):
            next(answers)


def test_a_scheduler_that_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "SECONDS_TO_CONNECT", 1)
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))  # nobody listens there
        address = f"tcp://127.0.0.1:{held.getsockname()[1]}"
        with (
            pytest.raises(SweepError, match=f"^no Dask scheduler answers at {address} .*leave out --scheduler$"),
            engine.scheduler_at(address),
        ):
            raise AssertionError("there is none")


@pytest.mark.parametrize("address", ["nowhere", "tcp://", "abc://1.2.3.4:5"])
def test_what_is_no_address_is_told(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "SECONDS_TO_CONNECT", 1)
    with pytest.raises(SweepError, match=f"^no Dask scheduler answers at {address} "), engine.scheduler_at(address):
        raise AssertionError("there is none")


def test_without_dask_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(SweepError, match=r"install it: pip install 'fanjuan\[sweep\]'$"):
        engine.processors()


def test_what_a_task_tells_is_heard_and_it_stops_when_it_is_told_to(cluster: LocalCluster) -> None:
    heard: list[int] = []

    def hear(number: int | None) -> bool:
        heard.extend([] if number is None else [number])
        return len(heard) >= 3

    with engine.scheduler_at(cluster.scheduler_address) as client:
        answer = engine.converse(client, tasks.count, 1000, hear, Event())
    assert heard[:3] == [1, 2, 3]
    assert answer.result is not None
    assert 3 <= answer.result < 1000


def test_nobody_waits_for_a_task_that_is_given_up(cluster: LocalCluster) -> None:
    given_up = Event()

    def hear(number: int | None) -> bool:
        given_up.set()
        return False

    with engine.scheduler_at(cluster.scheduler_address) as client:
        assert engine.converse(client, tasks.count, 1000, hear, given_up).result is None


def test_a_worker_that_dies_in_the_middle_costs_what_it_was_at(tmp_path: Path) -> None:
    heard: list[str | None] = []
    with engine.local_pool(2) as client:
        answer = engine.converse(
            client, tasks.die_at_first_after_telling, tmp_path / "died", lambda said: bool(heard.append(said)), Event()
        )
    assert answer == Answer("done")
    assert heard.count("told") == 2  # by the first, and again by the second


def test_a_task_that_fails_or_kills_every_worker_says_so(cluster: LocalCluster) -> None:
    with engine.scheduler_at(cluster.scheduler_address) as client:
        answer = engine.converse(client, tasks.refuse_after_telling, 1, lambda _: False, Event())
    assert answer == Answer(None, "ValueError: 1 is refused")
    with engine.local_pool(1) as client:
        with engine.restarts_awaited(client, 1):
            answer = engine.converse(client, tasks.die_after_all, 1, lambda _: False, Event())
        assert engine.workers_of(client) == 1
    assert answer == Answer(None, engine.DIED)
