"""Consequences of the levers beside closing: trade, temptations, entry, mergers, money, missed limits."""

from __future__ import annotations

from typing import Any

import pytest
from builders import build_instance, build_mandate
from test_decisions_levers import every_decision, every_lever

from solver.evaluate.judge import Judge
from solver.evaluate.outcome import Outcome
from solver.instance.instance import Instance
from solver.mandate import Mandate
from solver.plan import BudgetTransfer, Conduct, Levy, Move, Plan
from solver.report import consequences, consequences_firms, consequences_markets, consequences_money, limits
from solver.report.grid import Grid
from solver.report.summary import headline, limits_kept

CLOSING = Move(plant="plant", year=2025, from_state="unsubsidised", to_state="closed", lines=1)


def judged(instance: Instance, plan: Plan, mandate: Mandate | None = None) -> list[Outcome]:
    judge = Judge(instance, mandate or build_mandate())
    return [judge.status_quo, judge.evaluate(plan)]


def cells(grid: Grid) -> list[tuple[str, ...]]:
    return [row.cells for row in grid.rows]


def linked() -> Instance:
    """Return 10 of capacity here and 110 there: 400 - 10 * (price + price + 2) = 120 is 13 there and 15 here."""
    return build_instance(
        markets=[{"name": "Here"}, {"id": "other", "name": "There"}],
        plants=[{}, {"id": "there", "market": "other", "capacity_munit_per_line": 110}],
        links=[{"from_market": "other", "to_market": "market", "transport_cost_cny_per_unit": 2}],
    )


def test_goods_that_travel_are_shown_by_link() -> None:
    sides = judged(linked(), Plan(instance="case"))
    grid = consequences_markets.shipments_grid(linked(), sides[:1])
    assert cells(grid) == [("There to Here", "kt", "2", "40")]
    here = consequences_markets.market_grid(linked(), sides[:1], "market")
    assert [column.group for column in here.columns[1:4]] == ["Price, CNY per kg", "Output, kt", "Consumers get, kt"]
    assert cells(here) == [("2025", "15", "10", "50", "10", "100")]


def test_a_market_where_nothing_is_made_has_no_capacity_to_show() -> None:
    # There is more than enough there at a cost of 5: here 200 - 10 * (5 + 2) = 130 are asked for at 7.
    instance = build_instance(
        markets=[{}, {"id": "other"}],
        plants=[{"market": "other", "capacity_munit_per_line": 1_000}],
        links=[{"from_market": "other", "to_market": "market", "transport_cost_cny_per_unit": 2}],
    )
    sides = judged(instance, Plan(instance="case"))
    assert cells(consequences_markets.market_grid(instance, sides[:1], "market")) == [("2025", "7", "130")]
    labels = [row.label for row in headline(instance, sides[0], None)]
    assert "market: price in 2025" in labels
    assert "market: capacity in 2025" not in labels
    assert "other: capacity in 2025" in labels


def test_temptations_are_shown_by_firm_and_year() -> None:
    # Each sells 40 at 12 for a cost of 5; alone with 50, a firm sells them at 11: 300 for 280.
    plants = [{"capacity_munit_per_line": 50}, {"id": "other", "firm": "rival", "capacity_munit_per_line": 50}]
    instance = build_instance(header={"years": 2}, plants=plants)
    plan = Plan(instance="case", conduct=(Conduct(market="market", year=2026, rule="joint_cut_20"),))
    sides = judged(instance, plan, build_mandate(levers={"conduct_rules": ("joint_cut_20",)}))
    grid = consequences_markets.temptations_grid(instance, sides[1])
    assert [column.title for column in grid.columns] == ["Firm", "Market", "2026"]
    assert cells(grid) == [("firm", "market", "20"), ("rival", "market", "20")]
    rules = [row[-1] for row in cells(consequences_markets.market_grid(instance, sides, "market"))]
    assert rules == ["-", "joint cut: all makers offer 20 % less"]
    assert consequences_markets.temptations_grid(instance, sides[0]).rows == ()


def test_emissions_are_shown_where_there_are_any() -> None:
    # Two lines make 20 at 2 t each; one of them closes.
    instance = build_instance(plants=[{"lines": 2, "emissions_tco2_per_unit": 2}])
    sides = judged(instance, Plan(instance="case", moves=(CLOSING,)))
    assert cells(consequences_markets.emissions_grid(instance, sides)) == [("2025", "40", "20")]
    (row,) = [each for each in headline(instance, *sides) if each.label == "Emissions in 2025"]
    assert (row.status_quo, row.plan) == (40, 20)
    bare = build_instance()
    assert consequences_markets.emissions_grid(bare, judged(bare, Plan(instance="case"))).rows == ()


def test_lines_that_start_by_themselves_are_a_consequence() -> None:
    # Of three planned lines two are stopped.
    sides = judged(every_lever(), every_decision())
    assert cells(consequences_firms.started_grid(every_lever(), sides)) == [
        ("2026", "new", "firm", "region", "3", "1", "10 kt")
    ]


def test_lines_that_a_merger_brings_along_are_a_consequence() -> None:
    status_quo, plan = judged(every_lever(), every_decision())
    assert cells(consequences_firms.integrated_grid(every_lever(), plan)) == [
        ("2025", "taken", "region", "target", "firm", "1", "5, then 4")
    ]
    assert consequences_firms.integrated_grid(every_lever(), status_quo).rows == ()


def test_investment_adds_up_to_its_account() -> None:
    # The upgrade costs 9, 40 % of it public; the merger 4.
    status_quo, plan = judged(every_lever(), every_decision())
    assert cells(consequences_firms.investment_grid(every_lever(), plan, "Plan")) == [
        ("firm", "9.40", "0", "9.40"),
        ("Payers, as support of upgrading", "3.60", "0", "3.60"),
        ("Together", "13.00", "0", "13.00"),
    ]
    assert plan.accounts["investment_costs"] == pytest.approx(13)
    assert consequences_firms.investment_grid(every_lever(), status_quo, "Status quo").rows == ()


def test_what_a_fund_takes_in_is_shown_with_what_is_left() -> None:
    # Two lines of 10 pay 0.5 a unit, then one; 3 are added in 2026, 2 come from another budget, 12 are paid for a
    # closure: 10, and then 10 + 5 + 3 + 2 - 12 = 8.
    instance = build_instance(
        header={"years": 2},
        plants=[{}, {"id": "weak", "firm": "weak", "closure_cost_mcny_per_line": 12}],
        payers=[{"id": "pot", "name": "Pot", "levy_product": "product", "levy_mcny_per_munit": 0.5}, {"id": "city"}],
        duties=[
            {"purpose": "exit_compensation", "payer": "pot"},
            *({"purpose": purpose, "payer": "city"} for purpose in ("severance", "income_support")),
        ],
        transfers=[{"from_payer": "city", "to_payer": "pot"}],
    )
    closing = Move(plant="weak", year=2026, from_state="unsubsidised", to_state="closed", lines=1, compensation_mcny=12)
    plan = Plan(
        instance="case",
        moves=(closing,),
        levies=(Levy(payer="pot", year=2025), Levy(payer="pot", year=2026)),
        transfers=(BudgetTransfer(transfer="transfer", year=2026, mcny=2),),
    )
    addition = {"payer": "pot", "from_year": 2026, "to_year": 2026, "mcny_per_year": 3}
    mandate = build_mandate(budget_additions=[addition])
    status_quo, outcome = judged(instance, plan, mandate)
    grid = consequences_money.funds_grid(instance, mandate, outcome)
    assert grid.caption == "Pot: what comes in and goes out"
    assert cells(grid) == [
        ("Levied from firms", "10", "5"),
        ("Added by the mandate", "0", "3"),
        ("Got from other budgets, less given", "0", "2"),
        ("Spent", "0", "-12"),
        ("Left at the end of the year", "10", "8"),
    ]
    assert consequences_money.funds_grid(instance, build_mandate(), status_quo).rows == ()


def missing(level: str) -> tuple[Instance, list[Outcome]]:
    """Return what follows from a closing that leaves 50 people without work where 20 may be."""
    limit: dict[str, Any] = {"rise_ceiling_percentage_points": 0.2, "level": level, "breach_price_mcny": 0.5}
    instance = build_instance()
    return instance, judged(
        instance, Plan(instance="case", moves=(CLOSING,)), build_mandate(limits={"unemployment": limit})
    )


def test_missed_soft_limits_are_shown_with_what_they_cost() -> None:
    # 30 people at 0.5.
    instance, sides = missing("soft")
    grid = consequences_money.breaches_grid(instance, sides)
    assert cells(grid) == [
        ("Unemployment ceiling", "region", "0", "30", "persons", "0", "15"),
        ("All of them", "", "", "", "", "0", "15"),
    ]
    assert sides[1].accounts["breaches"] == 15
    assert limits.missed_sentence(instance, sides[1]) == (
        "What is missed, which is no violation: unemployment ceiling (soft: region)."
    )
    assert consequences_money.breaches_grid(instance, sides[:1]).rows == ()


def test_an_owner_paid_too_little_is_a_breach_of_no_scenario() -> None:
    # Due are 140, paid nothing, at 0.1 each.
    futures = [{"id": "even", "probability_pct": 50}, {"id": "same", "probability_pct": 50}]
    instance = build_instance(scenarios=futures)
    mandate = build_mandate(limits={"participation": {"level": "soft", "breach_price_mcny": 0.1}})
    sides = judged(instance, Plan(instance="case", moves=(CLOSING,)), mandate)
    assert cells(consequences_money.breaches_grid(instance, sides))[-1][-2:] == ("0", "14")


@pytest.mark.parametrize(
    ("level", "label", "word", "mark", "kept"),
    [
        ("hard", "Unemployment ceiling", "broken", "broken", "all hard limits"),
        ("soft", "Unemployment ceiling (soft)", "missed", "missed", "all hard limits"),
        ("report", "Unemployment ceiling (only told)", "missed", "missed", "all hard limits"),
    ],
)
def test_only_a_hard_limit_is_broken(level: str, label: str, word: str, mark: str, kept: str) -> None:
    instance, (status_quo, plan) = missing(level)
    (row,) = [row for row in limits.limits_grid(instance, status_quo, plan, tight=True).rows if row.cells[0] == label]
    assert row.cells[2] == f"{word}, by up to 30"
    assert row.mark == mark
    (counted,) = [row for row in limits.rules_grid(status_quo, plan).rows if row.cells[0] == label]
    assert counted.cells[1:] == ("0", "0", "1", "1", "0", "0")
    assert counted.mark == mark
    assert (limits_kept(status_quo), limits_kept(plan)) == ("all limits", kept)


def test_a_limit_that_is_only_told_binds_nobody() -> None:
    # 50 people of 10,000 are at the ceiling.
    limit = {"rise_ceiling_percentage_points": 0.5, "level": "report"}
    instance = build_instance()
    plan = Plan(instance="case", moves=(CLOSING,))
    _, outcome = judged(instance, plan, build_mandate(limits={"unemployment": limit}))
    assert "unemployment" not in limits.binding_sentence(instance, outcome)
    assert limits.missed_sentence(instance, outcome) == ""


@pytest.mark.parametrize(("level", "mark"), [("hard", "broken"), ("soft", "missed")])
def test_a_region_above_a_ceiling_stands_out_by_its_level(level: str, mark: str) -> None:
    instance, sides = missing(level)
    limit: dict[str, Any] = {"rise_ceiling_percentage_points": 0.2, "level": level, "breach_price_mcny": 0.5}
    (row,) = consequences.peaks_grid(instance, build_mandate(limits={"unemployment": limit}), sides).rows
    assert (row.cells[-2:], row.mark) == (("50", "20"), mark)


def test_accounts_of_every_lever_add_up_to_the_last_fen() -> None:
    sides = judged(every_lever(), every_decision())
    rows = cells(consequences.accounts_grid(sides))
    for column in (1, 2):
        amounts = [float(row[column].replace(",", "")) for row in rows]
        assert sum(amounts[:-1]) == pytest.approx(amounts[-1], abs=0.005)
    assert sum(sides[1].accounts.values()) == pytest.approx(sides[1].objective_mcny, abs=1e-8)
