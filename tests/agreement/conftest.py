"""How many seeds to try, and one process of HiGHS for all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from agreement.kept_process import KeptProcess

from solver.instance.instance import Instance
from solver.mandate import Mandate
from solver.solve import limit_prices, refine
from solver.solve.result import Result

SEEDS, LEVER_SEEDS = 200, 8
"""Default numbers of seeds, of the first levers and of each family of the others."""
Solve = Callable[[Instance, Mandate], Result]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--seeds", type=int, help="random cases to compare with every plan there is, in each family")
    parser.addoption("--first-seed", type=int, default=0, help="the first of them")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    for name, default in (("seed", SEEDS), ("lever_seed", LEVER_SEEDS)):
        if name in metafunc.fixturenames:
            metafunc.parametrize(name, seeds_asked_for(metafunc.config, default))


def seeds_asked_for(config: pytest.Config, default: int) -> range:
    first, asked = config.getoption("--first-seed", 0), config.getoption("--seeds", None)
    return range(first, first + (default if asked is None else asked))


@pytest.fixture
def lever_seeds(request: pytest.FixtureRequest) -> range:
    """Return all seeds of a family at once."""
    return seeds_asked_for(request.config, LEVER_SEEDS)


@pytest.fixture(scope="session")
def kept_process() -> Iterator[KeptProcess]:
    process = KeptProcess()
    yield process
    process.kill()


@pytest.fixture
def one_process(kept_process: KeptProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the search and what comes after it run in the kept process."""
    for module in (refine, limit_prices):
        monkeypatch.setattr(module, "HighsProcess", kept_process.lend)


@pytest.fixture
def solve_exactly(one_process: None) -> Solve:
    """Return a solve down to a gap of a millionth, in the kept process."""
    options = refine.Options(gap=1e-6, time_limit_seconds=60)
    return lambda instance, mandate: refine.solve(instance, mandate, options, lambda _: None, lambda _: None)
