"""What each limit makes of the best plan of a small case: nothing, another plan, a breach that is paid for, or a word.

As in the cases beside this file, an idle line loses 50 a year unless a case says otherwise, and costs 15 to close: 100
people displaced at 0.1, and half of them without work at 0.1. A line that sells loses 200 - 140 = 60, and once it is
closed the price rises from 19 to 20.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest
from agreement.brute_force import best_plan
from agreement.conftest import Solve
from builders import build_instance, build_mandate

from solver.evaluate.judge import Judge
from solver.instance.instance import Instance
from solver.mandate import Limits, Mandate
from solver.solve.result import Result

Rows = dict[str, Any]
IDLE: Rows = {"cash_cost_cny_per_unit": 20, "fixed_cost_mcny_per_line": 50, "service_years": 0}
SELLING: Rows = {"fixed_cost_mcny_per_line": 200, "service_years": 0}
REGION: Rows = {"unemployment_benefit_cny_per_month": 0}
LEVELS = ("absent", "hard", "soft", "dear", "report")
DEAR = 1_000.0
"""A price at which nobody misses a soft limit by what these cases would gain."""


@dataclass(frozen=True)
class Case:
    """A limit, what is best without it and within it, and by how much the first would miss it."""

    limit: str
    without_mcny: float
    within_mcny: float
    missed_by: float
    price_mcny: float
    tables: Rows
    figures: Rows = field(default_factory=dict)
    """The figures of the limit's section."""
    weights: Rows = field(default_factory=lambda: {"consumer_harm": 0})
    rule: str = ""
    """Name under which it is told, where that is not the name of its section."""

    @property
    def told_as(self) -> str:
        """The name of the limit in the tables."""
        return self.rule or self.limit

    @property
    def instance(self) -> Instance:
        """Build the instance, where the idle live on what is promised to them alone."""
        return build_instance(**({"regions": [REGION]} | self.tables))

    def wishes(self, level: str) -> Mandate:
        """Return the mandate with the limit at a level, or without it."""
        section: Rows = {**self.figures, "level": level}
        if level in ("soft", "dear"):
            section |= {"level": "soft", "breach_price_mcny": self.price_mcny if level == "soft" else DEAR}
        return build_mandate(limits={} if level == "absent" else {self.limit: section}, weights=self.weights)


PAIR: Rows = {
    "plants": [{}, {"id": "second", "firm": "target"}],
    "firms": [{}, {"id": "target", "overhead_mcny_per_year": 18}],
    "merger_pairs": [{"overhead_saving_mcny_per_year": 10, "integration_cost_mcny": 5}],
}
"""Each firm holds 50 %; a merger makes 13 of the target's overhead of 18. Closing its line costs 20."""
CASES = [
    # 50 of 10 000 are left without work; 40 may be.
    Case("unemployment", 15, 50, 10, 1, {"plants": [IDLE]}, {"rise_ceiling_percentage_points": 0.4}),
    # 2000 CNY a month for 50 people are 1.2 mcny a year: closing costs 16.2 then, and staying 16.
    Case(
        "income_floor",
        15,
        16,
        1.2,
        0.5,
        {"plants": [IDLE | {"fixed_cost_mcny_per_line": 16}]},
        {"floor_pct_of_average_wage": 40},
    ),
    # 20 is above 195 % of 10.
    Case("consumer_price", 15, 60, 0.5, 10, {"plants": [SELLING]}, {"ceiling_pct_of_reference": 195}),
    # Nothing is sold once the line is closed, and 5 % of the 100 that are asked for at 10 ought to be.
    Case("supply", 15, 60, 5, 2, {"plants": [SELLING]}, {"floor_pct_of_reference_demand": 5}),
    # The closure cost of 7 is due, and the payer has nothing: 15 + 7 + 7.
    Case("budget", 29, 50, 7, 1, {"plants": [IDLE | {"closure_cost_mcny_per_line": 7}]}),
    # Nobody wants to pay the owner's 40.
    Case("participation", 15, 50, 40, 0.5, {"plants": [IDLE | {"reservation_value_mcny_per_line": 40}]}),
    # Each of the 50 who find work earns 1000 CNY a month less than 40 % of 5000, which makes 0.6 mcny in a year.
    Case(
        "wage_floor",
        15,
        15.5,
        0.6,
        0.5,
        {
            "plants": [IDLE | {"fixed_cost_mcny_per_line": 15.5}],
            "regions": [REGION | {"rehired_wage_cny_per_month": 1_000}],
        },
        {"floor_pct_of_average_wage": 40},
    ),
    # 10 are worth 100 at the reference price, of which 5 % have to stay.
    Case("regional_output", 15, 60, 5, 2, {"plants": [SELLING]}, {"floor_pct_of_today": 5}),
    # 10 sell for 190, of which the region has 10 %; half of that has to stay.
    Case(
        "regional_revenue",
        15,
        60,
        9.5,
        1,
        {"plants": [SELLING], "regions": [REGION | {"tax_pct_of_sales": 10}]},
        {"floor_pct_of_today": 50},
    ),
    # A quarter of the workers are in the region, and all of the 100 who are displaced. Elsewhere a line with 300 earns
    # enough; to close it as well would cost 30 + 15 more.
    Case(
        "equity",
        15,
        50,
        75,
        0.2,
        {
            "plants": [IDLE, {"id": "far", "region": "away", "workers_per_line": 300, "service_years": 0}],
            "regions": [REGION, REGION | {"id": "away"}],
        },
        {"ceiling_pct_of_fair_share": 100},
    ),
    # Today nothing is emitted. Once the clean line is closed a dirty one sells 200 - 10 * 19.5 = 5; to close that as
    # well would cost 40 + 20 more.
    Case(
        "emissions",
        15,
        60,
        5,
        2,
        {
            "plants": [
                SELLING,
                SELLING
                | {
                    "id": "dirty",
                    "cash_cost_cny_per_unit": 19.5,
                    "fixed_cost_mcny_per_line": 0,
                    "emissions_tco2_per_unit": 1,
                    "workers_per_line": 400,
                },
            ]
        },
        {"ceiling_pct_of_today": 100},
    ),
    # 2 * 50 * 50 = 5000 points.
    Case("concentration", 13, 18, 10, 0.3, PAIR, {"room_points": 4_990, "share_screen_pct": 100}),
    Case(
        "concentration",
        13,
        18,
        50,
        0.06,
        PAIR,
        {"room_points": 5_000, "share_screen_pct": 50},
        rule="share_screen",
    ),
    # With the 10 of a new line the price is 18, and 8 * (100 + 20) / 2 = 480 are lost to consumers. Without, it is 19,
    # and 9 * (100 + 10) / 2 = 495 are.
    Case(
        "capacity_swap",
        480,
        495,
        10,
        1,
        {"plants": [{}, {"id": "new", "start_year": 2025}]},
        {"closed_per_opened": 1},
        {"consumer_harm": 1},
    ),
]


def told(result: Result, case: Case) -> list[tuple[bool, str]]:
    """Return whether the best plan keeps the limit, and the level at which that is told, for every row of it."""
    assert result.plan is not None
    rows = result.plan.tables["limits"]
    rows = rows[rows["rule"] == case.told_as]
    return list(zip(rows["kept"].astype(bool), rows["level"], strict=True))


def breaches(result: Result) -> list[tuple[str, float, float]]:
    """Return rule, what it is missed by and what that costs, for every soft limit that the best plan misses."""
    assert result.plan is not None
    rows = result.plan.tables["breaches"]
    return list(zip(rows["rule"], rows["missed_by"], rows["cost_mcny"], strict=True))


def test_every_limit_of_a_mandate_has_a_case() -> None:
    assert {case.limit for case in CASES} == set(Limits.model_fields)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.told_as)
def test_a_hard_limit_changes_the_best_plan(case: Case, solve_exactly: Solve) -> None:
    free, bound = (solve_exactly(case.instance, case.wishes(level)) for level in ("absent", "hard"))
    assert free.objective_mcny == pytest.approx(case.without_mcny)
    assert bound.objective_mcny == pytest.approx(case.within_mcny)
    assert all(kept for kept, _ in told(bound, case))
    # The judge, with the limit, refuses the plan that is best without it.
    assert free.plan is not None
    judged = Judge(case.instance, case.wishes("hard")).evaluate(free.plan.plan)
    assert {each.rule for each in judged.violations} == {case.told_as}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.told_as)
def test_a_soft_limit_that_is_cheap_is_missed_and_paid_for(case: Case, solve_exactly: Solve) -> None:
    result = solve_exactly(case.instance, case.wishes("soft"))
    cost = case.price_mcny * case.missed_by
    assert cost < case.within_mcny - case.without_mcny
    assert breaches(result) == [(case.told_as, pytest.approx(case.missed_by), pytest.approx(cost))]
    assert result.objective_mcny == pytest.approx(case.without_mcny + cost)
    assert (False, "soft") in told(result, case)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.told_as)
def test_a_soft_limit_that_is_dear_is_kept(case: Case, solve_exactly: Solve) -> None:
    result = solve_exactly(case.instance, case.wishes("dear"))
    assert breaches(result) == []
    assert result.objective_mcny == pytest.approx(case.within_mcny)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.told_as)
def test_a_limit_to_be_reported_changes_nothing_and_is_told(case: Case, solve_exactly: Solve) -> None:
    result = solve_exactly(case.instance, case.wishes("report"))
    assert result.objective_mcny == pytest.approx(case.without_mcny)
    assert (False, "report") in told(result, case)
    assert breaches(result) == []


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.told_as)
def test_no_other_plan_is_better(case: Case, level: str) -> None:
    paid = case.without_mcny + case.price_mcny * case.missed_by
    best = best_plan(Judge(case.instance, case.wishes(level)))
    expected = {"hard": case.within_mcny, "dear": case.within_mcny, "soft": paid}.get(level, case.without_mcny)
    assert best is not None
    assert best.objective_mcny == pytest.approx(expected)
