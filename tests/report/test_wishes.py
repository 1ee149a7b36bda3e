"""The mandate in the report: what is asked, with why and on what ground."""

from __future__ import annotations

from builders import build_mandate

from solver.language import speaking
from solver.mandate import BudgetAddition, Levers, Limits, Weights
from solver.report.wishes import LIMITS, REASONS, SETTINGS, wishes_grid


def test_every_section_is_told_with_its_reason_and_source() -> None:
    ceilings = {"rise_ceiling_percentage_points": 0.5, "by_region": {"north": 1.25}, "reason": "fewer is better"}
    addition = {"payer": "fund", "from_year": 2025, "to_year": 2026, "mcny_per_year": 12.5}
    mandate = build_mandate(
        levers={"retrain": False},
        limits={"unemployment": ceilings, "budget": {"level": "off"}},
        budget_additions=[{**addition, "reason": "a gift", "source": "assumed"}],
    )
    cells = {row.cells[0]: row.cells[1:] for row in wishes_grid(mandate).rows}
    assert cells["Limit: unemployment"][:2] == (
        "level: hard; rise ceiling percentage points: 0.5; by region: north 1.25",
        "fewer is better",
    )
    assert cells["Limit: budget"][0] == "level: off"
    assert "retrain: no" in cells["Levers"][0]
    assert "close lines: yes" in cells["Levers"][0]
    assert "consumer harm: 1" in cells["Weights"][0]
    assert cells["Budget addition"] == (
        "payer: fund; from year: 2025; to year: 2026; mcny per year: 12.5",
        "a gift",
        "assumed",
    )


def test_everything_that_a_mandate_can_set_has_its_words() -> None:
    assert set(LIMITS) == set(Limits.model_fields)
    mandate = build_mandate(limits={name: {} for name in Limits.model_fields})
    limits = [getattr(mandate.limits, name) for name in Limits.model_fields]
    sections = [Levers, Weights, BudgetAddition, *map(type, limits)]
    keys = {key for section in sections for key in section.model_fields}
    assert keys - set(REASONS) <= set(SETTINGS)


def test_rules_of_conduct_and_levels_are_said_in_words() -> None:
    mandate = build_mandate(levers={"conduct_rules": ("joint_cut_10", "full_cost_offers")})
    cells = {row.cells[0]: row.cells[1] for row in wishes_grid(mandate).rows}
    said = "conduct rules: joint cut: all makers offer 10 % less, nobody offers below full cost"
    assert said in cells["Levers"]
    with speaking("zh-CN"):
        assert "不要求" in "".join(row.cells[1] for row in wishes_grid(mandate).rows)
