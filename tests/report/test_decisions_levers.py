"""Decisions of the levers beside closing, as timetables; a line makes 10 at a cost of 5 and employs 100."""

from __future__ import annotations

import pytest
from builders import build_instance, build_mandate
from report_case import SOURCES

from solver.evaluate.judge import Judge
from solver.instance.instance import Instance
from solver.plan import (
    Adoption,
    BudgetTransfer,
    Conduct,
    Levy,
    Merger,
    Move,
    Plan,
    Removal,
    VoucherIssue,
    WageSupport,
)
from solver.report import decisions_lines, decisions_people, decisions_rules
from solver.report.decisions import decision_grids, schedule_grid
from solver.report.grid import Grid

STOPPING = Move(plant="new", year=2025, from_state="planned", to_state="closed", lines=2, compensation_mcny=3)
UPGRADING = Move(plant="plant", year=2025, from_state="unsubsidised", to_state="upgraded:finer", lines=1)
CLOSING = Move(plant="taken", year=2026, from_state="integrated:pair", to_state="closed", lines=1)


def every_lever() -> Instance:
    """Return an instance in which every lever can be pulled."""
    return build_instance(
        header={"years": 2},
        regions=[{"rehired_wage_cny_per_month": 3_000}],
        markets=[{"name": "Home"}, {"id": "other", "name": "Abroad"}],
        plants=[
            {"lines": 2, "emissions_tco2_per_unit": 2},
            {"id": "taken", "firm": "target", "emissions_tco2_per_unit": 1},
            {"id": "new", "lines": 3, "start_year": 2026},
        ],
        payers=[{"name": "The fund"}, {"id": "pot", "levy_product": "product", "levy_mcny_per_munit": 0.5}],
        upgrades=[
            {
                "id": "finer",
                "market": "other",
                "workers_per_line": 80,
                "skilled_workers_per_line": 30,
                "capital_cost_mcny_per_line": 9,
                "public_share_pct": 40,
            }
        ],
        barriers=[{"removal_cost_mcny": 6}],
        links=[{"barrier": "barrier"}],
        merger_pairs=[
            {
                "overhead_saving_mcny_per_year": 2,
                "unit_cost_saving_cny_per_unit": 1,
                "integration_cost_mcny": 4,
                "redundant_persons": 40,
                "redundancy_region": "region",
                "redundancy_service_years": 1,
                "redeployed_pct": 25,
                "barrier": "barrier",
            }
        ],
        standards=[{"from_year": 2026}],
        vouchers=[{"demand_munit_per_tranche": 5, "cost_mcny_per_tranche": 2}],
        transfers=[{}],
        sources=SOURCES,
        provenance=[
            {
                "of_table": table,
                "of_row": "*",
                "of_column": "*",
                "basis": "assumption",
                "source": "assumed",
                "reasoning": "a test",
            }
            for table in ("instance", *Instance.table_names())
        ],
    )


def every_decision() -> Plan:
    return Plan(
        instance="case",
        moves=(STOPPING, UPGRADING, CLOSING),
        mergers=(Merger(pair="pair", year=2025),),
        removals=(Removal(barrier="barrier", year=2025),),
        conduct=tuple(Conduct(market="market", year=year, rule="joint_cut_10") for year in (2025, 2026)),
        adoptions=(Adoption(standard="standard"),),
        vouchers=(VoucherIssue(voucher="voucher", year=2026, tranches=3),),
        transfers=(BudgetTransfer(transfer="transfer", year=2026, mcny=7),),
        levies=(Levy(payer="pot", year=2025), Levy(payer="pot", year=2026)),
        wage_support=(WageSupport(region="region", cny_per_month=3_500),),
    )


def cells(grid: Grid) -> list[tuple[str, ...]]:
    return [row.cells for row in grid.rows]


def test_every_decision_has_its_table() -> None:
    assert [grid.caption for grid in decision_grids(every_lever(), every_decision())] == [
        "Year by year",
        "Lines that close",
        "Planned lines that are stopped",
        "Lines that are upgraded",
        "Firms that merge",
        "Rules of conduct",
        "Barriers that are removed",
        "Standards that are adopted",
        "Vouchers for buyers",
        "Levies of industry funds",
        "Money between budgets",
        "Wages promised for the first year to those who find work again",
    ]


def test_the_schedule_counts_the_people_that_the_judge_counts() -> None:
    # 2025: 100 - (80 - 30) of the upgraded line, and 40 redundant posts of which a quarter are redeployed. 2026: 75 of
    # the integrated line's 100, as the acquirer has a plant in the region.
    instance = every_lever()
    rows = cells(schedule_grid(instance, every_decision()))
    # Closed, stopped, upgraded, mergers, displaced, paid.
    assert rows == [
        ("2025", "0", "2", "1", "1", "80", "3"),
        ("2026", "1", "0", "0", "0", "75", "0"),
        ("All years", "1", "2", "1", "1", "155", "3"),
    ]
    regions = Judge(instance, build_mandate()).evaluate(every_decision()).tables["regions"]
    assert list(regions["displaced_persons"]) == pytest.approx([80, 75])


def test_an_integrated_line_is_the_acquirers() -> None:
    (row,) = cells(decisions_lines.closures_grid(every_lever(), every_decision()))
    assert row == ("2026", "taken", "firm", "region", "1", "10 kt", "75", "0", "-")


def test_lines_with_and_without_subsidy_close_in_one_row() -> None:
    moves = tuple(
        Move(plant="plant", year=2025, from_state=state, to_state="closed", lines=1, compensation_mcny=paid)
        for state, paid in (("subsidised", 4), ("unsubsidised", 5))
    )
    (row,) = cells(decisions_lines.closures_grid(every_lever(), Plan(instance="case", moves=moves)))
    assert row == ("2025", "plant", "firm", "region", "2", "20 kt", "200", "9", "The fund")


def test_stopped_lines_are_told_with_the_year_in_which_they_would_start() -> None:
    (row,) = cells(decisions_lines.stops_grid(every_lever(), every_decision()))
    assert row == ("2025", "new", "firm", "region", "2", "20 kt", "2026", "3", "The fund")


def test_upgrades_are_told_with_posts_and_who_pays() -> None:
    (row,) = cells(decisions_lines.upgrades_grid(every_lever(), every_decision()))
    assert row == (
        *("2025", "plant", "firm", "region", "1", "finer", "Abroad", "80", "30", "9"),
        "The fund 40 %, the owner 60 %",
    )


def test_mergers_are_told_with_costs_savings_and_posts() -> None:
    (row,) = cells(decisions_lines.mergers_grid(every_lever(), every_decision()))
    assert row == ("2025", "firm", "target", "4", "2", "1", "40")


def test_a_rule_of_conduct_is_told_once_with_its_years() -> None:
    (row,) = cells(decisions_rules.conduct_grid(every_lever(), every_decision()))
    assert row == ("Home", "joint cut: all makers offer 10 % less", "2025, 2026")


def test_rules_of_conduct_and_levies_are_warned_of_with_the_mandates_reason() -> None:
    mandate = build_mandate(levers={"reason": "a what-if"})
    conduct, levies, reason = decisions_rules.warnings(every_lever(), mandate, every_decision())
    assert conduct.startswith("Warning: this plan sets rules of conduct")
    assert "Agreements on output or price are unlawful unless the law allows them." in conduct
    assert "(pot)" in levies
    assert reason == "The mandate gives this reason for its levers: A what-if."
    assert decisions_rules.warnings(every_lever(), mandate, Plan(instance="case", moves=(CLOSING,))) == ()


def test_a_barrier_is_told_with_what_it_opens() -> None:
    (row,) = cells(decisions_rules.removals_grid(every_lever(), every_decision()))
    assert row == ("2025", "barrier", "Home to Abroad; merger pair", "6", "The fund")


def test_a_standard_is_told_with_the_lines_above_it() -> None:
    # The ceiling is 1: two lines emit 2, one emits 1, the planned ones nothing.
    (row,) = cells(decisions_rules.adoptions_grid(every_lever(), every_decision()))
    assert row == ("2026", "standard", "product", "emissions, t of CO2", "1", "2")


def test_vouchers_are_told_with_what_they_add_and_cost() -> None:
    (row,) = cells(decisions_rules.vouchers_grid(every_lever(), every_decision()))
    assert row == ("2026", "voucher", "Home", "3", "15 kt", "6", "The fund")


def test_levies_and_transfers_are_told() -> None:
    (levy,) = cells(decisions_rules.levies_grid(every_lever(), every_decision()))
    assert levy == ("pot", "product", "0.500", "2025, 2026")
    (transfer,) = cells(decisions_rules.transfers_grid(every_lever(), every_decision()))
    assert transfer == ("2026", "The fund", "other", "7")


@pytest.mark.parametrize(("promised", "payer"), [(3_500, "The fund"), (3_000, "-")])
def test_a_promised_wage_is_told_beside_what_is_earned_anyway(promised: float, payer: str) -> None:
    plan = Plan(instance="case", wage_support=(WageSupport(region="region", cny_per_month=promised),))
    (row,) = cells(decisions_people.wages_grid(every_lever(), plan))
    assert row == ("region", f"{promised:,}", "3,000", "5,000", payer)
