"""Solving with the workers of a scheduler, as a user asks for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from distributed import LocalCluster

from solver import engine
from solver.cli import cli
from solver.cli.exits import ExitCode
from solver.solve import remote
from solver.solve.highs import Answer

TOWN = Path(__file__).parents[1] / "instances" / "teaching-town"


@pytest.fixture(scope="module")
def scheduler() -> Iterator[str]:
    """A scheduler with two workers that are threads of this process."""
    with LocalCluster(n_workers=2, threads_per_worker=1, processes=False, dashboard_address="127.0.0.1:0") as there:
        yield str(there.scheduler_address)


def solve(*arguments: str) -> Result:
    result = CliRunner().invoke(cli, ["solve", str(TOWN), "--method", "blocks", *arguments], env={"COLUMNS": "150"})
    assert "Traceback" not in result.output
    return result


def test_workers_of_a_scheduler_help_blocks(scheduler: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mark, really_work = tmp_path / "helped", remote.work  # a copy of what follows goes to the workers

    def work(order: remote.Order, tell: Callable[[Answer], None], must_stop: Callable[[], bool]) -> Answer:
        mark.touch()
        return really_work(order, tell, must_stop)

    monkeypatch.setattr(remote, "work", work)
    alone = solve("--out", str(tmp_path / "alone"), "--json")
    assert not mark.exists()
    result = solve("--scheduler", scheduler, "--out", str(tmp_path / "run"), "--json")
    assert result.exit_code == alone.exit_code == ExitCode.SUCCESS
    assert mark.exists()


def test_a_scheduler_that_does_not_answer_is_said_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "SECONDS_TO_CONNECT", 1)
    result = solve("--scheduler", "tcp://127.0.0.1:1", "--out", str(tmp_path / "run"))
    assert result.exit_code == ExitCode.FAILED
    assert "no Dask scheduler answers at tcp://127.0.0.1:1" in result.stderr
    assert not (tmp_path / "run").exists()
