"""What the best plans of small cases are, when levers and limits meet; one by one they are in the files beside this.

In most cases one line stands idle because it offers at 20, where demand ends; it loses its fixed cost of 50 a year. Its
closing displaces 100 people at 0.1 mcny each; half of them find work within the year, the others count 0.1 mcny each:
15 mcny in all for a year. Consumers count only where a case says so, and without work there is no benefit.
"""

from __future__ import annotations

from typing import Any

import pytest
from agreement.conftest import Solve
from builders import build_instance, build_mandate

from solver.plan import Classes, Opening
from solver.solve.result import Result

Rows = dict[str, Any]
IDLE: Rows = {"cash_cost_cny_per_unit": 20, "fixed_cost_mcny_per_line": 50, "service_years": 0}
REGION: Rows = {"unemployment_benefit_cny_per_month": 0}
SELLING: Rows = {"fixed_cost_mcny_per_line": 200, "service_years": 0}
"""Sells 10 at (200 - 10) / 10 = 19, for (19 - 5) * 10 = 140 above cash cost: loses 60. Once closed the price is 20."""


def best(solve: Solve, plant: Rows, mandate: Rows | None = None, **tables: Any) -> Result:
    """Return the best plan for one plant, where consumers do not count."""
    wishes = dict(mandate or {})
    wishes["weights"] = {"consumer_harm": 0} | wishes.get("weights", {})
    instance = build_instance(plants=[plant], **({"regions": [REGION]} | tables))
    return solve(instance, build_mandate(**wishes))


def moves(result: Result) -> list[tuple[int, str, int]]:
    """Return year, state gone to and lines of every move of the best plan."""
    assert result.plan is not None
    return [(move.year, move.to_state, move.lines) for move in result.plan.plan.moves]


CLOSES = [(2025, "closed", 1)]


def test_exits_are_staged_where_a_ceiling_allows_no_more_at_once(solve_exactly: Solve) -> None:
    # Two idle lines over three years, ceiling 0.75 % of 10 000 = 75. Both at once leave 100 without work. One leaves
    # 50; the other a year later (50 + 100) / 2 = 75; in the third year 37.5. So: one loss of 50, 200 displaced at 0.1
    # and 162.5 person-years at 0.1.
    result = best(
        solve_exactly,
        IDLE | {"lines": 2},
        {"limits": {"unemployment": {"rise_ceiling_percentage_points": 0.75}}},
        header={"years": 3},
    )
    assert moves(result) == [(2025, "closed", 1), (2026, "closed", 1)]
    assert result.objective_mcny == pytest.approx(50 + 20 + 16.25)


def test_a_subsidy_that_moves_no_price_is_withdrawn(solve_exactly: Solve) -> None:
    # 20 a year for a line that earns enough without: withdrawn at once. Closing would displace people for nothing.
    result = best(solve_exactly, {"subsidy_mcny_per_line": 20}, header={"years": 2})
    assert result.status_quo.objective_mcny == pytest.approx(40)
    assert moves(result) == [(2025, "unsubsidised", 1)]
    assert result.objective_mcny == pytest.approx(0)


@pytest.mark.parametrize(
    ("setup_cost_mcny", "objective", "opened"),
    [
        # A class for all 100 costs 1 and places everybody: 10 for the displaced, 1 for the class, 1 for the opening.
        (1, 12, True),
        # At 5 for the opening it is better to leave 50 people without work: 15 instead of 16.
        (5, 15, False),
    ],
)
def test_a_programme_is_opened_where_it_is_worth_its_cost(
    setup_cost_mcny: float, objective: float, opened: bool, solve_exactly: Solve
) -> None:
    school = {"setup_cost_mcny": setup_cost_mcny, "class_size_persons": 100}
    result = best(solve_exactly, IDLE, programmes=[school])
    assert result.objective_mcny == pytest.approx(objective)
    assert result.plan is not None
    assert result.plan.plan.openings == ((Opening(programme="school", year=2025),) if opened else ())
    assert result.plan.plan.classes == ((Classes(programme="school", year=2025, classes=1),) if opened else ())


def test_without_the_lever_a_programme_stays_closed(solve_exactly: Solve) -> None:
    # As above, where the programme would bring 12.
    result = best(solve_exactly, IDLE, {"levers": {"retrain": False}}, programmes=[{"class_size_persons": 100}])
    assert result.objective_mcny == pytest.approx(15)


@pytest.mark.parametrize(
    ("allowed", "expected", "objective"),
    [
        # Due are the closure cost of 7 and the reservation value of 3: 15 + 7 + 10 paid.
        (True, CLOSES, 32),
        # An owner who cannot be paid stays, and loses 50.
        (False, [], 50),
    ],
)
def test_private_owners_leave_only_if_they_can_be_paid(
    allowed: bool, expected: list[tuple[int, str, int]], objective: float, solve_exactly: Solve
) -> None:
    result = best(
        solve_exactly,
        IDLE | {"closure_cost_mcny_per_line": 7, "reservation_value_mcny_per_line": 3},
        {"levers": {"compensate_exits": allowed}, "limits": {"participation": {}}},
    )
    assert moves(result) == expected
    assert result.objective_mcny == pytest.approx(objective)


@pytest.mark.parametrize(("allowed", "objective"), [(True, 15), (False, 50)])
def test_lines_close_only_with_the_lever(allowed: bool, objective: float, solve_exactly: Solve) -> None:
    result = best(solve_exactly, IDLE, {"levers": {"close_lines": allowed}})
    assert result.objective_mcny == pytest.approx(objective)


@pytest.mark.parametrize(("allowed", "objective"), [(True, 0), (False, 10)])
def test_subsidies_are_withdrawn_only_with_the_lever(allowed: bool, objective: float, solve_exactly: Solve) -> None:
    # A subsidy of 10; closing costs 15.
    plant = {"subsidy_mcny_per_line": 10, "service_years": 0}
    result = best(solve_exactly, plant, {"levers": {"withdraw_subsidies": allowed}})
    assert result.objective_mcny == pytest.approx(objective)


def test_nothing_happens_before_the_first_decision_year(solve_exactly: Solve) -> None:
    # A loss of 50 in 2025, then 15 as ever.
    result = best(solve_exactly, IDLE, {"levers": {"first_decision_year": 2026}}, header={"years": 2})
    assert moves(result) == [(2026, "closed", 1)]
    assert result.objective_mcny == pytest.approx(65)


@pytest.mark.parametrize(
    ("credit_mcny", "expected", "objective"),
    [
        # With the subsidy of 30 the firm ends with 25 + 30 - 50 = 5; without it with -25, which needs a credit of 25.
        (25, [(2025, "unsubsidised", 1)], 50),
        (24, [], 80),
    ],
)
def test_no_plan_drives_a_firm_into_insolvency(
    credit_mcny: float, expected: list[tuple[int, str, int]], objective: float, solve_exactly: Solve
) -> None:
    result = best(
        solve_exactly,
        IDLE | {"subsidy_mcny_per_line": 30},
        {"levers": {"close_lines": False}},
        firms=[{"cash_mcny": 25, "credit_mcny": credit_mcny}],
    )
    assert moves(result) == expected
    assert result.objective_mcny == pytest.approx(objective)


@pytest.mark.parametrize(("mcny_per_year", "expected"), [(7, CLOSES), (6.9, [])])
def test_money_added_to_a_budget_pays_for_exits(
    mcny_per_year: float, expected: list[tuple[int, str, int]], solve_exactly: Solve
) -> None:
    # The closure cost of 7 is due.
    addition = {"from_year": 2025, "to_year": 2025, "mcny_per_year": mcny_per_year}
    result = best(
        solve_exactly,
        IDLE | {"closure_cost_mcny_per_line": 7},
        {"limits": {"budget": {}}, "budget_additions": [addition]},
    )
    assert moves(result) == expected


def test_a_withdrawn_subsidy_pays_for_exits(solve_exactly: Solve) -> None:
    # Today 10 a year go to two lines at 5 each, and nothing is added. Both lines are idle; closing one leaves 5 for the
    # other's subsidy, which is withdrawn as well: 10 are there for the closure costs of 10, so both close at once.
    plant = IDLE | {"lines": 2, "subsidy_mcny_per_line": 5, "closure_cost_mcny_per_line": 5}
    result = best(solve_exactly, plant, {"limits": {"budget": {}}})
    assert moves(result) == [(2025, "closed", 2)]
    # Twice 15, closure costs of 10, and 10 paid for them.
    assert result.objective_mcny == pytest.approx(50)


def test_where_limits_cannot_hold_together_there_is_no_plan(solve_exactly: Solve) -> None:
    # The price is 19 at best, above 150 % of 10.
    result = best(solve_exactly, SELLING, {"limits": {"consumer_price": {"ceiling_pct_of_reference": 150}}})
    assert (result.status, result.plan) == ("no_plan", None)


def test_without_any_lever_the_status_quo_is_the_answer_to_the_last_digit(solve_exactly: Solve) -> None:
    none = {"close_lines": False, "withdraw_subsidies": False, "retrain": False}
    result = best(solve_exactly, SELLING | {"fixed_cost_mcny_per_line": 200.1}, {"levers": none})
    assert result.status == "optimal"
    assert result.objective_mcny == result.bound_mcny == result.status_quo.objective_mcny


def test_a_market_in_which_nobody_sells_has_no_supply(solve_exactly: Solve) -> None:
    # Nothing is sold in the second market, so a floor above nothing cannot be kept, and a floor of nothing can.
    for floor, status in ((5, "no_plan"), (0, "optimal")):
        mandate = {"limits": {"supply": {"floor_pct_of_reference_demand": floor}}}
        result = best(solve_exactly, {}, mandate, markets=[{"id": "market"}, {"id": "empty"}])
        assert result.status == status


def test_a_programme_that_helps_less_than_nothing_is_never_opened(solve_exactly: Solve) -> None:
    # Of the retrained one in ten finds work, of the others every second; classes cost nothing.
    school = {"reemployment_pct": 10, "cost_mcny_per_class": 0, "class_size_persons": 100}
    result = best(solve_exactly, IDLE, programmes=[school])
    assert result.status == "optimal"
    assert result.objective_mcny == pytest.approx(15)


@pytest.mark.parametrize(
    ("most", "pairs", "objective"),
    [
        # Overheads of 30 and 18 a year; a merger saves 20 of the first or 10 of the second, for 5 once.
        (1, {"first"}, 15 + 18),
        (2, {"first", "second"}, 15 + 13),
    ],
)
def test_a_firm_takes_over_no_more_than_the_mandate_allows(
    most: int, pairs: set[str], objective: float, solve_exactly: Solve
) -> None:
    instance = build_instance(
        plants=[{}, *({"id": each, "firm": each} for each in ("one", "two"))],
        firms=[{}, {"id": "one", "overhead_mcny_per_year": 30}, {"id": "two", "overhead_mcny_per_year": 18}],
        merger_pairs=[
            {"id": "first", "target": "one", "overhead_saving_mcny_per_year": 20, "integration_cost_mcny": 5},
            {"id": "second", "target": "two", "overhead_saving_mcny_per_year": 10, "integration_cost_mcny": 5},
        ],
    )
    levers = {"most_mergers_per_acquirer": most, "close_lines": False}
    result = solve_exactly(instance, build_mandate(levers=levers, weights={"consumer_harm": 0}))
    assert result.status_quo.objective_mcny == pytest.approx(48)
    assert result.objective_mcny == pytest.approx(objective)
    assert result.plan is not None
    assert {merger.pair for merger in result.plan.plan.mergers} == pairs


@pytest.mark.parametrize(("adopted", "objective"), [(False, 60), (True, 27)])
def test_an_adopted_standard_asks_for_all_lines_to_close_or_be_upgraded(
    adopted: bool, objective: float, solve_exactly: Solve
) -> None:
    # Two idle lines above the standard lose 50 and 10 a year. The first one's owner would take no less than 100; under
    # the standard it goes for 15, but then the other has to be upgraded, for 12 instead of its loss of 10.
    instance = build_instance(
        regions=[REGION],
        plants=[
            IDLE | {"reservation_value_mcny_per_line": 100, "emissions_tco2_per_unit": 2},
            IDLE | {"id": "kept", "firm": "other", "fixed_cost_mcny_per_line": 10, "emissions_tco2_per_unit": 2},
        ],
        upgrades=[{"plant": "kept", "capital_cost_mcny_per_line": 12, "emissions_tco2_per_unit": 1}],
        standards=[{}],
    )
    mandate = build_mandate(
        levers={"adopt_standards": adopted}, limits={"participation": {}}, weights={"consumer_harm": 0}
    )
    result = solve_exactly(instance, mandate)
    assert result.objective_mcny == pytest.approx(objective)
    assert result.plan is not None
    changed = {(move.plant, move.to_state) for move in result.plan.plan.moves}
    assert changed == ({("plant", "closed"), ("kept", "upgraded:upgrade")} if adopted else set())
