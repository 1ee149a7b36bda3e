"""Limits of the levers that cannot be kept, each with the amounts that one finds in one's head.

Demand is ``200 - 10 * price`` everywhere, and a plant makes 10 million units at 5 each.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from builders import build_instance, build_mandate
from conflict_case import KeptProcess, conflict_of

from solver.instance.instance import Instance
from solver.mandate import Mandate
from solver.solve import refine
from solver.solve.highs import HighsProcess


@pytest.fixture(scope="module")
def process() -> Iterator[HighsProcess]:
    kept = KeptProcess(lambda _: None, lambda _: None)
    yield kept
    kept.kill()


@pytest.fixture(autouse=True)
def _one_process_for_all(process: HighsProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refine, "HighsProcess", lambda *_: process)


def amounts(instance: Instance, mandate: Mandate) -> dict[tuple[str, str], Any]:
    conflict = conflict_of(instance, mandate)
    return {(each.rule, each.subject): pytest.approx(each.amount, rel=2e-3) for each in conflict.relaxations}


def test_emissions_against_supply() -> None:
    # The line makes 10 and emits 20, of which half is allowed, or it closes, and the 10 that are asked for are missing.
    limits = {"emissions": {"ceiling_pct_of_today": 50}, "supply": {"floor_pct_of_reference_demand": 10}}
    found = amounts(build_instance(plants=[{"emissions_tco2_per_unit": 2}]), build_mandate(limits=limits))
    assert found == {("emissions", "sector"): 10, ("supply", "market"): 10}


def test_capacity_that_opens_without_any_that_closes() -> None:
    # 10 start, 20 would have to be closed, and there is nothing else that could be.
    mandate = build_mandate(levers={"stop_entry": False}, limits={"capacity_swap": {"closed_per_opened": 2}})
    found = amounts(build_instance(plants=[{"start_year": 2025}]), mandate)
    assert found == {("capacity_swap", "product"): 20}


def test_output_of_a_region_against_solvency() -> None:
    # At 19 the line makes 140 and costs 200: its firm is 30 short. Closed, 90 % of today's output of 100 are missing.
    found = amounts(
        build_instance(plants=[{"fixed_cost_mcny_per_line": 200}], firms=[{"cash_mcny": 30}]),
        build_mandate(limits={"regional_output": {"floor_pct_of_today": 90}}),
    )
    assert found == {("regional_output", "region"): 90, ("solvency", "firm"): 30}


def test_an_industry_fund_lacks_the_same_money_in_every_year() -> None:
    # The line must close, for which the fund of the industry owes 5; these 5 are missing in both years, and are not 10.
    found = amounts(
        build_instance(
            header={"years": 2},
            plants=[{"fixed_cost_mcny_per_line": 200, "closure_cost_mcny_per_line": 5}],
            firms=[{"ownership": "state", "cash_mcny": 0}],
            payers=[{"id": "fund"}, {"id": "levy", "levy_product": "product", "levy_mcny_per_munit": 1}],
            duties=[
                {"purpose": "exit_compensation", "payer": "levy"},
                {"purpose": "severance", "payer": "fund"},
                {"purpose": "income_support", "payer": "fund"},
            ],
        ),
        build_mandate(
            levers={"raise_levies": False},
            limits={"budget": {}, "participation": {}},
            budget_additions=[{"from_year": 2025, "to_year": 2026, "mcny_per_year": 100}],
        ),
    )
    assert found["budget", "levy"] == 5
