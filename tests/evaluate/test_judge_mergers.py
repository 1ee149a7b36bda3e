"""Mergers: cash, costs, overheads, people, and what becomes of the merged firm.

``firm`` and ``target`` run one line each, which sell 20 at 18, so that a line brings 130 a year. They merge in 2026.
"""

from typing import Any

import pytest
from builders import build_instance, build_mandate, pick

from solver.evaluate.judge import Judge
from solver.evaluate.outcome import Outcome
from solver.plan import Merger, Move, Plan

Row = dict[str, Any]
PAIR = {
    "overhead_saving_mcny_per_year": 2,
    "unit_cost_saving_cny_per_unit": 1,
    "integration_cost_mcny": 9,
    "redundant_persons": 40,
    "redundancy_region": "region",
    "redundancy_service_years": 5,
    "redeployed_pct": 25,
}
MERGER = Merger(pair="pair", year=2026)


def merged(
    *moves: Move,
    mergers: tuple[Merger, ...] = (MERGER,),
    firm: Row | None = None,
    target: Row | None = None,
    taken: Row | None = None,
    **pair: Any,
) -> Outcome:
    """Return what follows from a merger, with some facts of firms, of the target's plant and of the pair replaced."""
    instance = build_instance(
        header={"years": 3},
        firms=[
            {"cash_mcny": 100, "overhead_mcny_per_year": 8, **(firm or {})},
            {"id": "target", "cash_mcny": 20, "overhead_mcny_per_year": 6, **(target or {})},
        ],
        plants=[{}, {"id": "taken", "firm": "target", **(taken or {})}],
        regions=[{}, {"id": "far"}],
        merger_pairs=[{**PAIR, **pair}],
    )
    return Judge(instance, build_mandate()).evaluate(Plan(instance="case", moves=moves, mergers=mergers))


def close(year: int, state: str) -> Move:
    return Move(plant="taken", year=year, from_state=state, to_state="closed", lines=1)


def test_the_acquirer_takes_over_lines_and_cash_and_pays_for_it() -> None:
    outcome = merged()
    assert outcome.feasible
    # In 2025 100 + 130 - 8 = 222 and 20 + 130 - 6 = 144. In 2026 the target's line brings 140 at its lower cost:
    # 222 + 144 + 130 + 140 - 8 - (6 - 2) - 9 = 615.
    assert pick(outcome, "firms", year=2025, firm="target")["cash_mcny"] == pytest.approx(144)
    row = pick(outcome, "firms", year=2026)
    assert (row["firm"], row["open_lines"], row["overhead_mcny"], row["investment_mcny"]) == ("firm", 2, 12, 9)
    assert row["cash_mcny"] == pytest.approx(615)
    assert pick(outcome, "plants", year=2026, plant="taken")["state"] == "integrated:pair"
    assert pick(outcome, "plants", year=2026, plant="taken")["offer_cny_per_unit"] == 4
    assert pick(outcome, "accounts", account="investment_costs", year=2026)["amount"] == 9


def test_the_saving_does_not_make_the_cash_cost_negative_and_subsidies_end() -> None:
    outcome = merged(taken={"subsidy_mcny_per_line": 3, "subsidy_payer": "fund"}, unit_cost_saving_cny_per_unit=6)
    assert pick(outcome, "plants", year=2026, plant="taken")["offer_cny_per_unit"] == 0
    assert list(outcome.tables["payments"].query("purpose == 'operating_subsidy'")["year"]) == [2025]


@pytest.mark.parametrize(("region", "displaced", "severance"), [("region", 30, 0.75), ("far", 40, 1)])
def test_redundant_posts_end_and_some_are_redeployed_where_the_acquirer_is(
    region: str, displaced: float, severance: float
) -> None:
    # 75 % of 40, with a severance of 5,000 * 5 * 30; in a region without a plant of the acquirer all 40.
    outcome = merged(redundancy_region=region)
    assert pick(outcome, "regions", year=2026, region=region)["displaced_persons"] == displaced
    assert pick(outcome, "payments", year=2026, purpose="severance")["spent_mcny"] == pytest.approx(severance)


@pytest.mark.parametrize(
    ("year", "state", "region", "displaced"),
    [
        (2026, "unsubsidised", "region", 100),
        (2027, "integrated:pair", "region", 75),
        (2027, "integrated:pair", "far", 100),
    ],
)
def test_some_workers_of_integrated_lines_stay_where_the_acquirer_is(
    year: int, state: str, region: str, displaced: float
) -> None:
    outcome = merged(close(year, state), taken={"region": region}, redundant_persons=0)
    assert outcome.feasible
    assert pick(outcome, "regions", year=year, region=region)["displaced_persons"] == displaced
    # Without the target's lines, its overhead is gone.
    assert pick(outcome, "firms", year=year)["overhead_mcny"] == 8


def test_the_overhead_of_the_acquirer_stays_while_it_runs_the_targets_lines() -> None:
    closing = Move(plant="plant", year=2027, from_state="unsubsidised", to_state="closed", lines=1)
    assert pick(merged(closing), "firms", year=2027)["overhead_mcny"] == 12


def test_compensation_for_the_targets_lines_goes_to_the_acquirer() -> None:
    closing = close(2027, "integrated:pair").model_copy(update={"compensation_mcny": 4})
    outcome = merged(closing, taken={"closure_cost_mcny_per_line": 4})
    assert outcome.feasible
    assert pick(outcome, "firms", year=2027)["compensation_mcny"] == 4
    # 615 in 2026; then the line of firm sells 10 at 19: 615 + 140 - 8 + 4 - 4.
    assert pick(outcome, "firms", year=2027)["cash_mcny"] == pytest.approx(747)


def test_the_acquirer_bears_the_debts_of_a_target_that_would_fail() -> None:
    # Alone, 20 + (130 - 140 - 6) = 4 in 2025 and 4 - 16 = -12 in 2026.
    outcome = merged(taken={"fixed_cost_mcny_per_line": 140})
    assert outcome.feasible
    assert not outcome.tables["firms"]["insolvent"].any()


def test_the_targets_credit_ends_and_all_lines_of_an_insolvent_merged_firm_close() -> None:
    # Target: 20 + 130 - 400 - 6 = -256 with a credit of 1,000; the firm: 222. In 2026 222 - 256 + 130 + 140 - 400 - 21.
    outcome = merged(target={"credit_mcny": 1_000}, taken={"fixed_cost_mcny_per_line": 400})
    assert [(each.rule, each.subject, each.year) for each in outcome.violations] == [("solvency", "firm", 2026)]
    assert outcome.violations[0].value == pytest.approx(-185)
    assert pick(outcome, "firms", year=2027)["open_lines"] == 0
    # Nobody of an insolvent firm is redeployed: 30 redundant, 100 of each line.
    assert pick(outcome, "regions", year=2026, region="region")["displaced_persons"] == 230


def test_an_insolvent_firm_does_not_merge() -> None:
    # Alone, 4 in 2025 and -12 in 2026, so that nothing is left to be taken over in 2027.
    outcome = merged(mergers=(Merger(pair="pair", year=2027),), taken={"fixed_cost_mcny_per_line": 140})
    assert [(each.rule, each.subject, each.year) for each in outcome.violations] == [
        ("solvency", "target", 2026),
        ("merger", "pair", 2027),
    ]
    assert outcome.violations[1].sentence == (
        "pair, 2027: firms that are insolvent by then, such as target: 1, allowed: 0"
    )
    assert outcome.accounts["investment_costs"] == 0


def test_planned_lines_of_the_target_start_integrated() -> None:
    outcome = merged(taken={"start_year": 2027, "capital_cost_mcny_per_line": 7})
    assert pick(outcome, "plants", plant="taken")["state"] == "integrated:pair"
    # In 2026 the target runs nothing and has no overhead; in 2027 the merged firm starts its line.
    assert list(outcome.tables["firms"].query("firm == 'firm'")["overhead_mcny"]) == [8, 8, 12]
    assert list(outcome.tables["firms"].query("firm == 'firm'")["investment_mcny"]) == [0, 9, 7]


def test_upgraded_lines_of_the_target_stay_what_they_are() -> None:
    instance = build_instance(
        header={"years": 2},
        plants=[{}, {"id": "taken", "firm": "target"}],
        upgrades=[{"plant": "taken"}],
        merger_pairs=[{}],
    )
    move = Move(plant="taken", year=2025, from_state="unsubsidised", to_state="upgraded:upgrade", lines=1)
    outcome = Judge(instance, build_mandate()).evaluate(Plan(instance="case", moves=(move,), mergers=(MERGER,)))
    assert pick(outcome, "plants", plant="taken", year=2026)["state"] == "upgraded:upgrade"
    assert pick(outcome, "firms", year=2026)["open_lines"] == 2


def test_shares_are_of_the_capacity_that_is_open_at_the_start() -> None:
    plants = [{"lines": 3}, {"id": "other", "firm": "target"}, {"id": "new", "firm": "target", "start_year": 2025}]
    judge = Judge(build_instance(plants=plants), build_mandate())
    assert [judge.share_pct(firm, "product") for firm in ("firm", "target", "nobody")] == [75, 25, 0]
