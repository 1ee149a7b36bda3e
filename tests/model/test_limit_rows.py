"""Rows of limits on people, money and the industry, hard, soft and told only, against rows written by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from builders import build_instance, build_mandate
from model.families_case import problem_without_markets as problem
from model.model_case import cost_of, row_of

from solver.instance.instance import Instance
from solver.mandate import Mandate
from solver.model import algebra, welfare
from solver.model.ledger import Ledger
from solver.solve.arrays import to_arrays
from solver.solve.problem import Problem

AT = ("region", 2025, "base")
SOFT = {"level": "soft", "breach_price_mcny": 3}
TELL = {"level": "report"}
CLOSING = ("lines_moved", ("plant", 2025, "unsubsidised", "closed"))
UPGRADING = ("lines_moved", ("plant", 2025, "unsubsidised", "upgraded:upgrade"))
FOUND, RETRAINED, TOOK = (name_at for name_at in (("found_work", AT), ("retrained", AT), ("took_post", AT)))


def names(found: Problem) -> set[str]:
    return {name for name, _ in (*found.rows, *found.columns)}


def test_labour_skilled_posts_are_for_the_retrained() -> None:
    # 30 of the 60 posts are skilled, and 100 workers had theirs: 30 unskilled ones remain, and 70 people go.
    # The retrained find work in 80 of 100 cases, the others in 50: h - k <= 0.5 (e - v) + 0.8 (v - k).
    found = problem(
        upgrades=[{"workers_per_line": 60, "skilled_workers_per_line": 30}], programmes=[{"reemployment_pct": 80}]
    )
    assert row_of(found, "took_post_opened", AT)[::2] == ({TOOK: 1, UPGRADING: -30}, 0)
    assert row_of(found, "took_post_retrained", AT)[::2] == ({TOOK: 1, RETRAINED: -1}, 0)
    row, _, upper = row_of(found, "hired_by_chance", AT)
    # A line that has been upgraded may close another year, with its 60 workers.
    moved = {CLOSING: -50, UPGRADING: -35, ("lines_moved", ("plant", 2025, "upgraded:upgrade", "closed")): -30}
    assert row == pytest.approx({FOUND: 1, TOOK: -0.2, RETRAINED: -0.3} | moved)
    assert upper == 0
    assert row_of(found, "hired_from_vacancies", AT)[::2] == ({FOUND: 1, TOOK: -1}, 1_000)


def test_labour_posts_that_open_are_open_to_all() -> None:
    # An upgraded line has 40 posts more than the 100 workers that it had.
    found = problem(upgrades=[{"workers_per_line": 140}])
    assert row_of(found, "hired_from_vacancies", AT)[::2] == ({FOUND: 1, UPGRADING: -40}, 1_000)
    assert "took_post" not in names(found)


def test_labour_mergers_displace_people_too() -> None:
    # 20 posts, 10 years of service at 5000 a month: 1 mcny of severance; a person counts 0.1 mcny: 2.
    pair = {"redundant_persons": 20, "redundancy_region": "region", "redundancy_service_years": 10}
    found = problem(plants=[{}, {"id": "other", "firm": "target"}], merger_pairs=[pair])
    gate = ("gate_open", "merger pair@2025")
    assert row_of(found, "pool", AT)[0][gate] == -20
    assert cost_of(found, *gate) == pytest.approx(1 + 2)


def test_support_may_miss_a_soft_floor_but_not_the_benefit() -> None:
    # 40 % of 5000 a month are 0.024 mcny a year, the benefit is 0.012.
    found = problem({"limits": {"income_floor": SOFT}})
    without, paid, breach = ("without_work", AT), ("support_mcny", AT), ("breach", ("income_floor", *AT))
    assert row_of(found, "income_floor", AT)[0] == {without: pytest.approx(0.024), paid: -1, breach: -1}
    assert row_of(found, "statutory_benefit", AT)[0] == {without: pytest.approx(0.012), paid: -1}
    assert cost_of(found, *breach) == pytest.approx(3)
    assert {"income_floor", "breach"} & names(problem({"limits": {"income_floor": TELL}})) == set()


def test_support_tops_up_wages_to_the_floor() -> None:
    # Half of 5000 is 2500, and the rehired earn 2000: 500 a month are 0.006 mcny a year.
    wage = {"regions": [{"rehired_wage_cny_per_month": 2_000}]}
    found = problem({"limits": {"wage_floor": {"floor_pct_of_average_wage": 50}}}, **wage)
    paid = ("wage_support_mcny", AT)
    assert row_of(found, "wage_floor", AT)[::2] == ({FOUND: pytest.approx(0.006), paid: -1}, 0)
    assert cost_of(found, *paid) == pytest.approx(1)
    # Where the rehired earn the average there is nothing to top up, nor where the limit is only told.
    floor = {"floor_pct_of_average_wage": 100}
    assert "wage_support_mcny" not in names(problem({"limits": {"wage_floor": floor}}))
    assert "wage_support_mcny" not in names(problem({"limits": {"wage_floor": TELL}}, **wage))


def test_budgets_pass_money_on() -> None:
    found = problem({"limits": {"budget": {}}}, transfers=[{"most_mcny_per_year": 8}])
    given = ("transfer_mcny", ("transfer", 2025))
    assert row_of(found, "budget", ("fund", 2025, "base"))[0][given] == 1
    assert row_of(found, "budget", ("other", 2025, "base"))[::2] == ({given: -1}, 0)
    assert (found.upper[found.column_of[given]], cost_of(found, *given)) == (8, 0)


def test_budgets_of_an_industry_fund_fill_over_the_years() -> None:
    # 2 mcny on each of 10 million units a line, three lines: 20 a line, at most 60. What the fund pays is no outlay.
    found = problem(
        {"limits": {"budget": {}, "participation": {}}},
        header={"years": 2},
        plants=[{"lines": 3, "closure_cost_mcny_per_line": 5}],
        firms=[{"ownership": "state"}],
        payers=[{"id": "fund"}, {"id": "levy", "levy_product": "product", "levy_mcny_per_munit": 2}],
        duties=[
            {"purpose": "exit_compensation", "payer": "levy"},
            {"purpose": "severance", "payer": "fund"},
            {"purpose": "income_support", "payer": "fund"},
        ],
    )
    levied, gate = ("levied_mcny", ("levy", "firm", 2026)), ("gate_open", "levy levy@2026")
    lines = ("lines", ("plant", "unsubsidised", 2026))
    at = ("levy", "firm", 2026)
    assert row_of(found, "levied_on_capacity", at)[::2] == ({levied: 1, lines: -20}, 0)
    assert row_of(found, "levied_if_raised", at)[::2] == ({levied: 1, gate: -60}, 0)
    assert row_of(found, "levied_least", at)[::2] == ({lines: 20, gate: 60, levied: -1}, 60)
    assert row_of(found, "cash_kept", ("firm", 2026, "base"))[0][levied] == 1
    paid = [("compensation_mcny", ("plant", year, "unsubsidised", "closed")) for year in (2025, 2026)]
    row, _, upper = row_of(found, "budget", ("levy", 2026, "base"))
    earlier = ("levied_mcny", ("levy", "firm", 2025))
    assert (row, upper) == ({paid[0]: 1, paid[1]: 1, earlier: -1, levied: -1}, 0)
    assert [cost_of(found, *column) for column in paid] == [0, 0]


PAIR_OF_FIRMS: dict[str, Any] = {
    "header": {"years": 2},
    "plants": [{"lines": 3}, {"id": "other", "firm": "target", "lines": 2}, {"id": "rest", "firm": "rest", "lines": 5}],
    "merger_pairs": [{}],
}
GATES = [("gate_open", f"merger pair@{year}") for year in (2025, 2026)]


def test_structure_of_a_product_keeps_its_room() -> None:
    # Shares of 30 and 20 %: 2 * 30 * 20 = 1200 points from the year of the merger on.
    concentration = {"room_points": 1_500, "share_screen_pct": 60}
    found = problem({"limits": {"concentration": concentration}}, **PAIR_OF_FIRMS)
    row, _, upper = row_of(found, "concentration", ("product", 2026))
    assert (row, upper) == (pytest.approx({GATES[0]: 1_200, GATES[1]: 1_200}), 1_500)
    assert row_of(found, "concentration", ("product", 2025))[0] == pytest.approx({GATES[0]: 1_200})


def test_structure_a_soft_screen_costs_what_lies_above_it() -> None:
    # Together 50 %, 5 points above the screen, at 3 mcny each, once, in whatever year they merge.
    found = problem({"limits": {"concentration": {**SOFT, "share_screen_pct": 45}}}, **PAIR_OF_FIRMS)
    assert [cost_of(found, *gate) for gate in GATES] == pytest.approx([15, 15])
    assert cost_of(found, "breach", ("concentration", "product", 2025)) == pytest.approx(3)


def test_structure_capacity_opens_where_more_has_been_closed() -> None:
    # Two units closed for each that starts, 2 * 4 y <= 10 x + 10 x; what has started may be closed again, too.
    found = problem(
        {"limits": {"capacity_swap": {"closed_per_opened": 2}}},
        header={"years": 2},
        plants=[{"lines": 3}, {"id": "new", "capacity_munit_per_line": 4, "start_year": 2026}],
    )
    row, _, upper = row_of(found, "capacity_swap", ("product", 2026))
    closed = {
        ("lines_moved", (plant, year, "unsubsidised", "closed")): -capacity
        for plant, capacity in (("plant", 10), ("new", 4))
        for year in (2025, 2026)
    }
    assert (row, upper) == ({("lines_moved", ("new", 2026, "planned", "unsubsidised")): 8} | closed, 0)
    assert ("capacity_swap", ("product", 2025)) not in found.rows


def test_welfare_no_region_bears_more_than_its_share() -> None:
    # 300 of 400 workers are in the region: at most 80 % of 75 % of all who are displaced, 60 %.
    found = problem(
        {"limits": {"equity": {"ceiling_pct_of_fair_share": 80, **SOFT}}},
        plants=[{"lines": 3}, {"id": "other", "region": "elsewhere"}],
    )
    row, _, upper = row_of(found, "equity", ("region", 2025))
    breach = ("breach", ("equity", "region", 2025))
    assert row == pytest.approx(
        {CLOSING: 40, ("lines_moved", ("other", 2025, "unsubsidised", "closed")): -60, breach: -1}
    )
    assert (upper, cost_of(found, *breach)) == (0, pytest.approx(3))


class Yesterday:
    """A status quo that sells 200 for output worth 300 in each region and emits 8 million tonnes."""

    def budget_mcny(self, payer: str, year: int, scenario: str) -> float:
        """Return that nothing may be spent."""
        return {("fund", 2025, "base"): 0.0}[payer, year, scenario]

    def today_sales_mcny(self, region: str, scenario: str) -> float:
        """Return the sales."""
        return {"base": 200.0}[scenario]

    def today_output_value_mcny(self, region: str, scenario: str) -> float:
        """Return the value of the output."""
        return {"base": 300.0}[scenario]

    def today_emissions_mtco2(self, scenario: str) -> float:
        """Return the emissions."""
        return {"base": 8.0}[scenario]


def sold(limits: dict[str, Any], add: Callable[[algebra.Model, Ledger, Instance, Mandate], None]) -> Problem:
    """Return a model whose region sells what it likes, with a limit on it."""
    instance = build_instance(regions=[{"tax_pct_of_sales": 5}, {"id": "other", "tax_pct_of_sales": 5}])
    mandate = build_mandate(limits=limits)
    model, ledger = algebra.Model(), Ledger(instance, mandate, frozenset(instance.firms))
    model.sales, model.value, model.emitted = (algebra.Var([None]) for _ in range(3))
    ledger.sell(*AT, model.sales[None])
    ledger.make(*AT, model.value[None])
    ledger.emit(2025, "base", model.emitted[None])
    add(model, ledger, instance, mandate)
    breaches = ledger.account_mcny("breaches")
    model.objective = algebra.Objective(breaches)
    return to_arrays(model)


def test_welfare_regions_keep_output_and_revenue() -> None:
    def add(model: algebra.Model, ledger: Ledger, instance: Instance, mandate: Mandate) -> None:
        welfare.add_regional_floors(model, ledger, instance, mandate, Yesterday())

    # 80 % of 300, and of 5 % of 200; the second is priced.
    floors = {"floor_pct_of_today": 80}
    found = sold({"regional_output": floors, "regional_revenue": {**floors, **SOFT}}, add)
    assert row_of(found, "regional_output", AT)[::2] == ({("value", None): -1}, -240)
    row, _, upper = row_of(found, "regional_revenue", AT)
    breach = ("breach", ("regional_revenue", *AT))
    assert (row, upper) == ({("sales", None): pytest.approx(-0.05), breach: -1}, pytest.approx(-8))
    assert cost_of(found, *breach) == pytest.approx(3)


def test_welfare_a_floor_that_nothing_can_reach_costs_what_it_is_missed_by_if_it_is_soft() -> None:
    # Nothing is made in the other region, and 80 % of 300 are asked for.
    def add(model: algebra.Model, ledger: Ledger, instance: Instance, mandate: Mandate) -> None:
        welfare.add_regional_floors(model, ledger, instance, mandate, Yesterday())

    other, floor = ("other", 2025, "base"), {"floor_pct_of_today": 80}
    breach = ("breach", ("regional_output", *other))
    found = sold({"regional_output": {**floor, **SOFT}}, add)
    assert row_of(found, "regional_output", other)[::2] == ({breach: -1}, -240)
    assert ("regional_output", other) not in sold({"regional_output": floor}, add).rows


def test_welfare_the_sector_emits_no_more_than_its_share_of_today() -> None:
    def add(model: algebra.Model, ledger: Ledger, instance: Instance, mandate: Mandate) -> None:
        welfare.add_emission_ceilings(model, ledger, instance, mandate, Yesterday())

    # 75 % of 8.
    found = sold({"emissions": {"ceiling_pct_of_today": 75}}, add)
    assert row_of(found, "emissions", ("sector", 2025, "base"))[::2] == ({("emitted", None): 1}, pytest.approx(6))


def test_welfare_a_soft_ceiling_of_unemployment_is_priced_in_its_year_and_scenario() -> None:
    # 3 a person, a quarter likely, a year later at 25 %: 3 / 4 / 1.25 = 0.6.
    scenarios = [{"id": "low", "probability_pct": 25}, {"id": "high", "probability_pct": 75}]
    found = problem(
        {"limits": {"unemployment": SOFT}}, header={"years": 2, "discount_rate_pct": 25}, scenarios=scenarios
    )
    at = ("region", 2026, "low")
    breach = ("breach", ("unemployment", *at))
    assert row_of(found, "unemployment", at)[::2] == ({("without_work", at): 1, breach: -1}, 100)
    assert cost_of(found, *breach) == pytest.approx(0.6)
