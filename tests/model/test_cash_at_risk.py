"""Cash is followed of the firms alone that could run out of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from agreement.brute_force import best_plan
from agreement.random_instances import random_case
from agreement.random_levers import FAMILIES, lever_case
from builders import build_instance, build_mandate

from solver.evaluate.judge import Judge
from solver.instance.instance import Instance
from solver.levers.collect import collect_tables
from solver.mandate import Mandate
from solver.model.cash import firms_at_risk

Rows = dict[str, Any]
PLANT: Rows = {"fixed_cost_mcny_per_line": 50, "closure_cost_mcny_per_line": 7, "lines": 2}
FIRM: Rows = {"overhead_mcny_per_year": 10}
TWO_YEARS = 2 * (10 + 2 * 50) + 2 * 7
"""Overhead and the fixed cost of two lines in each of two years, and both lines closed at the end."""
UPGRADE: Rows = {"capital_cost_mcny_per_line": 20, "public_share_pct": 25}


def at_risk(instance: Instance, mandate: Mandate) -> frozenset[str]:
    judge = Judge(instance, mandate)
    return firms_at_risk(instance, collect_tables(instance, mandate, judge.due_mcny_per_line))


def asked(cash_mcny: float, mandate: Rows | None = None, **tables: Any) -> bool:
    """Return whether the firm with so much cash is at risk."""
    rows: Rows = {"header": {"years": 2}, "plants": [PLANT], **tables}
    instance = build_instance(firms=[{**FIRM, "cash_mcny": cash_mcny}], **rows)
    return "firm" in at_risk(instance, build_mandate(**(mandate or {})))


@pytest.mark.parametrize(
    ("most_mcny", "tables"),
    [
        (TWO_YEARS, {}),
        # What a fund pays for upgrades, a quarter, the firm does not bear.
        (TWO_YEARS + 2 * 15, {"upgrades": [UPGRADE]}),
        # A third plant adds its own.
        (TWO_YEARS + 2 * 30, {"plants": [PLANT, {"id": "more", "fixed_cost_mcny_per_line": 30}]}),
    ],
)
def test_a_firm_is_at_risk_that_has_less_than_it_could_have_to_bear(most_mcny: float, tables: Rows) -> None:
    assert asked(most_mcny - 1, **tables)
    assert not asked(most_mcny, **tables)


def test_credit_is_as_good_as_cash() -> None:
    poor = {**FIRM, "cash_mcny": 0, "credit_mcny": TWO_YEARS}
    instance = build_instance(header={"years": 2}, plants=[PLANT], firms=[poor])
    assert at_risk(instance, build_mandate()) == frozenset()


RICH = 1e6
RATES: list[Rows] = [
    {"id": "low", "operating_rate_pct": 0, "price_cny_per_unit": 2},
    {"id": "full", "operating_rate_pct": 100, "price_cny_per_unit": 12},
]
FUNDS: Rows = {
    "payers": [{"id": "fund"}, {"id": "levy", "levy_product": "product", "levy_mcny_per_munit": 2}],
    "duties": [
        {"purpose": purpose, "payer": payer}
        for purpose, payer in (("exit_compensation", "levy"), ("severance", "fund"), ("income_support", "fund"))
    ],
}


@pytest.mark.parametrize(
    ("mandate", "tables"),
    [
        ({"levers": {"merge_firms": True}}, {"merger_pairs": [{}]}),
        ({"levers": {"raise_levies": True}}, FUNDS),
        ({}, {"markets": [{"clearing": "rationed"}], "price_rates": RATES}),
        ({}, {"markets": [{"clearing": "fixed"}]}),
    ],
)
def test_whoever_shares_its_cash_or_may_sell_below_cost_is_at_risk(mandate: Rows, tables: Rows) -> None:
    assert not asked(RICH)
    assert asked(RICH, mandate, **tables)


def test_offers_that_do_not_cover_cash_costs_are_a_risk() -> None:
    instance, mandate = build_instance(firms=[{"cash_mcny": RICH}]), build_mandate()
    tables = collect_tables(instance, mandate, Judge(instance, mandate).due_mcny_per_line)
    # A cash cost of 5, and a subsidy of 1.
    for offer, risk in ((4.0, frozenset()), (3.9, frozenset({"firm"}))):
        states = tuple(
            replace(row, offer_cny_per_unit=offer, subsidy_cny_per_unit=1.0) if row.is_open else row
            for row in tables.states
        )
        assert firms_at_risk(instance, replace(tables, states=states)) == risk


def test_firms_at_no_risk_never_fail() -> None:
    cases = [random_case(seed) for seed in range(30)]
    cases += [lever_case(seed, family) for family in FAMILIES for seed in range(4)]
    safe = failed = 0
    for instance, mandate in cases:
        judge = Judge(instance, mandate)
        risky = firms_at_risk(instance, collect_tables(instance, mandate, judge.due_mcny_per_line))
        for outcome in (judge.status_quo, best_plan(judge)):
            if outcome is not None:
                firms = outcome.tables["firms"]
                insolvent = set(firms.firm[firms.insolvent])
                assert insolvent <= risky
                safe, failed = safe + len(instance.firms) - len(risky), failed + len(insolvent)
    assert safe > 20
    assert failed > 20
