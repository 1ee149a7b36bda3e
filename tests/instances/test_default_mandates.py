"""The mandates of the instances allow what there is something to choose from, and together every lever and limit."""

from __future__ import annotations

from collections.abc import Callable
from typing import get_args

import pytest
from instances.shipped import FOLDERS, NO_LEVERS, judge_of

from solver.instance.instance import Instance
from solver.mandate import ConductRule, Levers, Limits, Mandate

MATERIAL: dict[str, Callable[[Instance], object]] = {
    "close_lines": lambda instance: instance.plants,
    "withdraw_subsidies": lambda instance: [plant for plant in instance.plants.values() if plant.is_subsidised],
    "compensate_exits": lambda instance: instance.plants,
    "retrain": lambda instance: instance.programmes,
    "merge_firms": lambda instance: instance.merger_pairs,
    "upgrade_lines": lambda instance: instance.upgrades,
    "remove_barriers": lambda instance: instance.barriers,
    "stop_entry": lambda instance: [plant for plant in instance.plants.values() if plant.start_year is not None],
    "adopt_standards": lambda instance: instance.standards,
    "issue_vouchers": lambda instance: instance.vouchers,
    "transfer_budgets": lambda instance: instance.transfers,
    "raise_levies": lambda instance: [payer for payer in instance.payers.values() if payer.is_industry_fund],
}
"""What a lever chooses from."""
EMPTY = {("teaching-two-plants", "withdraw_subsidies")}
"""Where there is nothing, so that the town beside it differs in its facts alone."""


def allowed(mandate: Mandate) -> set[str]:
    return {name for name in Levers.model_fields if name not in NO_LEVERS and getattr(mandate.levers, name)}


def asked(mandate: Mandate) -> set[str]:
    sections = ((name, getattr(mandate.limits, name)) for name in Limits.model_fields)
    return {name for name, section in sections if section is not None and section.level != "off"}


@pytest.mark.parametrize("name", FOLDERS)
def test_a_mandate_allows_what_there_is_something_to_choose_from(name: str) -> None:
    judge = judge_of(name)
    there = {lever for lever, material in MATERIAL.items() if material(judge.instance)}
    empty = {lever for instance, lever in EMPTY if instance == name}
    assert allowed(judge.mandate) - {"conduct_rules"} == there | empty


def test_the_mandates_together_allow_every_lever_and_rule_and_ask_for_every_limit() -> None:
    mandates = [judge_of(name).mandate for name in FOLDERS]
    assert set().union(*map(allowed, mandates)) == {*MATERIAL, "conduct_rules"}
    assert {rule for mandate in mandates for rule in mandate.levers.conduct_rules} == set(get_args(ConductRule))
    assert set().union(*map(asked, mandates)) == set(Limits.model_fields)


@pytest.mark.parametrize("name", FOLDERS)
def test_every_instance_is_calibrated_on_years_without_decisions(name: str) -> None:
    judge = judge_of(name)
    first = judge.mandate.levers.first_decision_year
    assert [each.id for each in judge.instance.observations.values() if each.year >= first] == []


def test_what_may_be_unlawful_is_allowed_in_the_what_if_alone() -> None:
    lawless = {name for name in FOLDERS if {"conduct_rules", "raise_levies"} & allowed(judge_of(name).mandate)}
    assert lawless == {"pv-glass-2025"}
