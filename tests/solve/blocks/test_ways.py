"""The cheapest ways of lines, against all ways there are, and what nodes would have to cost for others to be taken."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from builders import build_instance, build_mandate
from solve.blocks.plans_case import PlansCase

from solver.solve.blocks.paths import Costs, cheapest_ways

SEEDS = range(12)
LITTLE, MUCH = 1e-3, 1e6


def one_plant() -> PlansCase:
    """Return a plant of two lines that may close in either of two years."""
    return PlansCase.of(build_instance(header={"years": 2}, plants=[{"lines": 2}]), build_mandate())


def many_plants() -> PlansCase:
    """Return plants of all kinds over three years.

    One is subsidised and has two lines; another belongs to the same firm, whose overhead they share. A third is the
    only one of a firm with an overhead, a fourth is planned for the second year, and the lines of a fifth can be
    upgraded, which takes them a year.
    """
    plants = [
        {"id": "aided", "lines": 2, "subsidy_mcny_per_line": 5},
        {"id": "second"},
        {"id": "alone", "firm": "small", "lines": 2, "subsidy_cny_per_unit": 1},
        {"id": "later", "firm": "young", "start_year": 2026},
        {"id": "old", "firm": "third"},
    ]
    upgrades = [{"plant": "old", "ramp_up_years": 1, "ramp_up_pct": 50}]
    firms = [{"id": "firm", "overhead_mcny_per_year": 7}, {"id": "small", "overhead_mcny_per_year": 3}]
    instance = build_instance(header={"years": 3}, firms=firms, plants=plants, upgrades=upgrades)
    return PlansCase.of(instance, build_mandate())


def random_costs(case: PlansCase, seed: int) -> Costs:
    rng = np.random.default_rng(seed)
    return case.costs(
        rng.uniform(-20, 20, len(case.plans.lines)),
        rng.uniform(-5, 25, len(case.plans.moves)),
        rng.uniform(-5, 30, np.count_nonzero(case.plans.names == "runs")),
    )


CASES = {"one": one_plant(), "many": many_plants()}


@pytest.mark.parametrize(
    ("nodes", "closing", "mcny", "lines", "margins"),
    [
        # To stay costs 5 + 5, to close at once 4, to close later 5 + 3: both lines close at once, for 8. A line would
        # come in the first year if that were 8 - 4 cheaper, and in the second if it were 10 - 4 cheaper.
        ((5.0, 5.0), (4.0, 3.0), 8.0, (0, 0), (4.0, 6.0)),
        # To close costs 12 at once and 5 + 9 later: both lines stay, for 20. They close at once if either year costs
        # 12 - 10 more.
        ((5.0, 5.0), (12.0, 9.0), 20.0, (2, 2), (-2.0, -2.0)),
        # Later is best, at 5 + 1: 12. They leave the first year if it costs 8 - 6 more, and stay if the second is 4
        # cheaper than 5.
        ((5.0, 5.0), (8.0, 1.0), 12.0, (2, 0), (-2.0, 4.0)),
    ],
)
def test_two_lines_that_may_close_in_two_years(
    nodes: tuple[float, ...],
    closing: tuple[float, ...],
    mcny: float,
    lines: tuple[int, ...],
    margins: tuple[float, ...],
) -> None:
    case = CASES["one"]
    at = [case.node("plant", "unsubsidised", year) for year in (2025, 2026)]
    arcs = [case.arc("plant", year, "unsubsidised", "closed") for year in (2025, 2026)]
    costs = case.costs()
    costs.nodes[at], costs.arcs[arcs] = nodes, closing
    ways = cheapest_ways(case.network, costs)
    assert ways.mcny == pytest.approx(mcny)
    assert tuple(ways.lines[at]) == lines
    assert ways.margins_mcny[at] == pytest.approx(margins)


def test_a_firm_bears_its_overhead_until_its_last_plant_is_closed() -> None:
    # Every line gains 4 in a year in which it is open, and none costs anything to close. Three lines share overheads
    # and gain 12 a year: with overheads of 10 a year they stay and gain 2 a year, with 13 they close at once. The other
    # four, which share none, gain 4 each in all three years or, the planned one, in two of them: 3 * 12 + 8.
    case = CASES["many"]
    is_open = np.where(case.network.is_open, -4.0, 0.0)
    assert cheapest_ways(case.network, case.costs(is_open, 0.0, 10.0)).mcny == pytest.approx(-6 - 44)
    assert cheapest_ways(case.network, case.costs(is_open, 0.0, 13.0)).mcny == pytest.approx(-44)


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("seed", SEEDS)
def test_the_cheapest_ways_cost_no_more_than_any(name: str, seed: int) -> None:
    case = CASES[name]
    costs = random_costs(case, seed)
    assert cheapest_ways(case.network, costs).mcny == pytest.approx(case.least_mcny(costs))


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("seed", SEEDS)
def test_margins_say_at_which_cost_lines_come_and_leave(name: str, seed: int) -> None:
    case = CASES[name]
    network, costs = case.network, random_costs(case, seed)
    ways = cheapest_ways(network, costs)
    for node in range(network.size):
        held, margin = ways.lines[node], ways.margins_mcny[node]
        assert margin > 0 or held > 0
        if np.isfinite(margin):
            for little in (-LITTLE, LITTLE):
                now = lines_at(case, costs, node, costs.nodes[node] - margin + little)
                # Cheaper than that and lines are there; dearer, and they are not.
                assert (now > 0) == (little < 0), (node, margin, little)
        else:
            far = costs.nodes[node] + (MUCH if held > 0 else -MUCH)
            assert lines_at(case, costs, node, far) == held, node


def lines_at(case: PlansCase, costs: Costs, node: int, cost: float) -> float:
    """Return how many lines come to a node if it costs something else."""
    nodes = costs.nodes.copy()
    nodes[node] = cost
    return float(cheapest_ways(case.network, replace(costs, nodes=nodes)).lines[node])


def test_lines_of_a_firms_only_plant_bear_its_overhead_in_equal_parts() -> None:
    # Only the firm with one plant, of two lines: each of its two open states in each of three years bears a half.
    case = CASES["many"]
    nodes, columns, shares = case.network.share_of_runs
    keys = [case.plans.problem.columns[case.plans.lines[node]][1] for node in nodes]
    assert {key[0] for key in keys} == {"alone"}
    assert len(keys) == 6
    assert set(shares) == {0.5}
    assert [case.plans.problem.columns[column] for column in columns] == [("runs", ("small", key[2])) for key in keys]
