"""Rows of the model for the levers that firms and payers pull, against rows written by hand."""

from __future__ import annotations

from typing import Any

import pytest
from model.families_case import problem_without_markets as problem
from model.model_case import cost_of, row_of

TARGET = {"id": "other", "firm": "target"}
PAIR = {"overhead_saving_mcny_per_year": 4, "integration_cost_mcny": 6}
TWO_FIRMS: dict[str, Any] = {
    "plants": [{}, TARGET],
    "firms": [{"overhead_mcny_per_year": 7}, {"id": "target", "overhead_mcny_per_year": 9, "credit_mcny": 30}],
    "merger_pairs": [PAIR],
}
GATE, CLOSING = ("gate_open", "merger pair@2025"), ("plant", 2025, "unsubsidised", "closed")
TO_UPGRADE = ("plant", 2025, "unsubsidised", "upgraded:upgrade")
AT = ("region", 2025, "base")


def test_gates_share_the_room_of_a_firm() -> None:
    # The acquirer may take over two targets, and a target takes part in nothing else.
    found = problem({"levers": {"most_mergers_per_acquirer": 2}}, **TWO_FIRMS)
    assert row_of(found, "group_room", "firm firm")[::2] == ({GATE: 1}, 2)
    assert row_of(found, "group_room", "firm target")[::2] == ({GATE: 2}, 2)


def test_gates_that_need_others_wait_for_one_of_them() -> None:
    # The pair may merge in 2026 once its barrier has been removed, in 2025 or in 2026.
    pairs = [{**PAIR, "barrier": "wall"}]
    found = problem(**{**TWO_FIRMS, "merger_pairs": pairs}, header={"years": 2}, barriers=[{"id": "wall"}])
    row, _, upper = row_of(found, "gate_needs", "merger pair@2026")
    removals = [column for column in row if row[column] == -1]
    assert row["gate_open", "merger pair@2026"] == 1
    assert [column[1].endswith(("2025", "2026")) for column in removals] == [True, True]
    assert (len(row), upper) == (3, 0)


def test_firms_owners_are_due_nothing_where_a_standard_forbids() -> None:
    # Two lines, 3 to close each, state-owned. With the standard k <= 6 (1 - b) and k >= 3 x - 6 b.
    found = problem(
        {"limits": {"participation": {}}},
        plants=[{"lines": 2, "closure_cost_mcny_per_line": 3, "emissions_tco2_per_unit": 2}],
        firms=[{"ownership": "state"}],
        standards=[{"measure": "emissions_tco2_per_unit", "ceiling_per_unit": 1, "from_year": 2025}],
    )
    gate = next(column for column in found.columns if column[0] == "gate_open")
    paid, moved = ("compensation_mcny", CLOSING), ("lines_moved", CLOSING)
    assert row_of(found, "participation", CLOSING)[::2] == ({moved: 3, paid: -1, gate: -6}, 0)
    assert row_of(found, "windfall", CLOSING)[::2] == ({moved: -3, paid: 1}, 0)
    assert row_of(found, "windfall_if_waived", (*CLOSING, gate[1]))[::2] == ({paid: 1, gate: 6}, 6)
    # The closure costs of both lines may then be missing, but only when none of them runs any more.
    idle = row_of(found, "unfunded_if_idle", ("firm", 2025, "base"))
    assert idle[::2] == ({("unfunded_mcny", ("firm", 2025, "base")): 1, ("runs", ("firm", 2025)): 6}, 6)


def test_firms_what_is_due_and_not_paid_is_a_breach() -> None:
    # 5 for the closing of a line are due and each mcny that is missing costs 1.5.
    wish = {"level": "soft", "breach_price_mcny": 1.5}
    closing = {"plants": [{"closure_cost_mcny_per_line": 5}], "firms": [{"ownership": "state"}]}
    found = problem({"limits": {"participation": wish}}, **closing)
    breach = ("participation", *CLOSING)
    row, _, upper = row_of(found, "participation", CLOSING)
    assert row == {("lines_moved", CLOSING): 5, ("compensation_mcny", CLOSING): -1, ("breach", breach): -1}
    assert upper == 0
    assert cost_of(found, "breach", breach) == pytest.approx(1.5)
    told = problem({"limits": {"participation": {"level": "report"}}}, **closing)
    assert {"participation", "breach"} & {name for name, _ in (*told.rows, *told.columns)} == set()
    assert ("windfall", CLOSING) in told.rows


def test_firms_pay_their_part_of_an_upgrade() -> None:
    # 8 a line, of which the fund bears a quarter: all of it is invested, 2 are spent and 6 are paid by the firm.
    found = problem(
        {"limits": {"budget": {}}, "weights": {"public_outlay": 10}},
        upgrades=[{"capital_cost_mcny_per_line": 8, "public_share_pct": 25}],
    )
    assert cost_of(found, "lines_moved", TO_UPGRADE) == pytest.approx(8 + 10 * 2)
    assert row_of(found, "cash_kept", ("firm", 2025, "base"))[0]["lines_moved", TO_UPGRADE] == pytest.approx(6)
    assert row_of(found, "budget", ("fund", 2025, "base"))[0]["lines_moved", TO_UPGRADE] == pytest.approx(2)


def test_cash_of_an_idle_firm_may_fall_below_its_credit() -> None:
    # 40 below zero with a credit of 30 at the start: only without lines may these 10 be missing.
    at = ("firm", 2025, "base")
    found = problem(firms=[{"cash_mcny": -40, "credit_mcny": 30}])
    assert row_of(found, "solvency", at)[::2] == ({("cash_mcny", at): -1, ("unfunded_mcny", at): -1}, 30)
    row, _, upper = row_of(found, "unfunded_if_idle", at)
    assert (row, upper) == ({("unfunded_mcny", at): 1, ("runs", ("firm", 2025)): 10}, 10)
    row, _, upper = row_of(found, "runs_if_lines", ("plant", 2025))
    assert (row, upper) == ({("lines", ("plant", "unsubsidised", 2025)): 1, ("runs", ("firm", 2025)): -1}, 0)
    assert "unfunded_mcny" not in {name for name, _ in problem(firms=[{"cash_mcny": -30, "credit_mcny": 30}]).columns}


def test_cash_of_a_target_has_no_credit_of_its_own() -> None:
    # Credit of 30 until it is taken over: m >= -30 (1 - b).
    found = problem(**TWO_FIRMS)
    row, _, upper = row_of(found, "solvency", ("target", 2025, "base"))
    assert (row, upper) == ({("cash_mcny", ("target", 2025, "base")): -1, GATE: 30}, 30)


def test_cash_of_a_target_may_be_missing_only_if_its_acquirer_is_idle() -> None:
    # 40 below zero and a credit of 30 that ends: 10 + 30 may be missing, d <= 40 (2 - b - y).
    firms = [{"overhead_mcny_per_year": 7}, {"id": "target", "cash_mcny": -40, "credit_mcny": 30}]
    found = problem(plants=[{}, TARGET], firms=firms, merger_pairs=[{}])
    row, _, upper = row_of(found, "unfunded_if_partner_idle", ("pair", 2025, "base"))
    lacking = ("unfunded_mcny", ("target", 2025, "base"))
    assert (row, upper) == ({lacking: 1, GATE: 40, ("runs", ("firm", 2025)): 40}, 80)


def test_mergers_save_overhead_while_the_targets_lines_run() -> None:
    found = problem(**TWO_FIRMS)
    saved = ("overhead_saved", ("pair", 2025))
    assert row_of(found, "saved_if_merged", ("pair", 2025))[::2] == ({saved: 1, GATE: -1}, 0)
    runs = ("runs", ("target", 2025))
    assert row_of(found, "saved_if_runs", ("pair", 2025))[::2] == ({saved: 1, runs: -1}, 0)
    # 9 of overhead less 4, and 6 for integration; the target gets what is saved, the acquirer pays for it.
    assert [cost_of(found, *column) for column in (runs, saved, GATE)] == pytest.approx([9, -4, 6])
    assert row_of(found, "cash_kept", ("target", 2025, "base"))[0][saved] == pytest.approx(-4)
    assert row_of(found, "cash_kept", ("firm", 2025, "base"))[0][GATE] == pytest.approx(6)


def test_mergers_let_the_acquirer_run_the_targets_lines() -> None:
    # In whatever state, they ask for the acquirer to run once it has taken over: n <= y + 1 - b.
    row, _, upper = row_of(problem(**TWO_FIRMS), "runs_if_target_runs", ("pair", "other", 2025))
    states = ("unsubsidised", "integrated:pair")
    lines = {("lines", ("other", state, 2025)): 1 for state in states}
    assert (row, upper) == (lines | {GATE: 1, ("runs", ("firm", 2025)): -1}, 1)


def test_mergers_move_cash_freely_between_the_two() -> None:
    # The target starts with 1000. A line of 10 at 100 with a cash cost of 5 brings or costs at most 1050, and 9 are
    # overhead; what is due for closing it are the 130 that it earns when both sell 10 at 18, 13 above its cash cost.
    found = problem({"limits": {"participation": {}}}, **TWO_FIRMS)
    moved, most = ("cash_moved_mcny", ("pair", 2025, "base")), 1_000 + 1_050 + 9 + 130
    assert row_of(found, "cash_moved_most", ("pair", 2025, "base"))[::2] == ({moved: 1, GATE: -most}, 0)
    assert row_of(found, "cash_moved_least", ("pair", 2025, "base"))[::2] == ({moved: -1, GATE: -most}, 0)
    assert row_of(found, "cash_kept", ("firm", 2025, "base"))[0][moved] == -1
    assert row_of(found, "cash_kept", ("target", 2025, "base"))[0][moved] == 1
