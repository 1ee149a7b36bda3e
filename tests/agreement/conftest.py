"""How many seeds to try, and one process of HiGHS for all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from agreement.kept_process import KeptProcess

from solver.instance.instance import Instance
from solver.mandate import Mandate
from solver.solve import refine
from solver.solve.result import Result

SEEDS = 200
Solve = Callable[[Instance, Mandate], Result]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--seeds", type=int, default=SEEDS, help="random cases to compare with every plan there is")
    parser.addoption("--first-seed", type=int, default=0, help="the first of them")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "seed" in metafunc.fixturenames:
        first = metafunc.config.getoption("--first-seed", 0)
        metafunc.parametrize("seed", range(first, first + metafunc.config.getoption("--seeds", SEEDS)))


@pytest.fixture(scope="session")
def kept_process() -> Iterator[KeptProcess]:
    process = KeptProcess()
    yield process
    process.kill()


@pytest.fixture
def solve_exactly(kept_process: KeptProcess, monkeypatch: pytest.MonkeyPatch) -> Solve:
    """Return a solve down to a gap of a millionth, in the kept process."""
    monkeypatch.setattr(refine, "HighsProcess", kept_process.lend)
    options = refine.Options(gap=1e-6, time_limit_seconds=60)
    return lambda instance, mandate: refine.solve(instance, mandate, options, lambda _: None, lambda _: None)
