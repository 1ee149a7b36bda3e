"""What limits count and what they leave out, case by case; plans broken in one way alone are in the trial."""

import pytest
from builders import build_instance, build_mandate, pick

from solver.evaluate.judge import Judge
from solver.plan import Adoption, Merger, Move, Plan

TWO_FUTURES = [{"id": "even", "probability_pct": 50}, {"id": "same", "probability_pct": 50}]
CLOSING = Move(plant="plant", year=2025, from_state="unsubsidised", to_state="closed", lines=1)


def test_lines_above_a_standard_are_counted_once_for_all_scenarios_and_of_its_product_alone() -> None:
    # One line of each product emits 2; the standard is for the first product.
    dirty = {"emissions_tco2_per_unit": 2}
    instance = build_instance(
        markets=[{}, {"id": "glass", "product": "glass"}],
        plants=[dirty, {**dirty, "id": "other", "market": "glass"}],
        standards=[{}],
        scenarios=TWO_FUTURES,
    )
    plan = Plan(instance="case", adoptions=(Adoption(standard="standard"),))
    violations = Judge(instance, build_mandate()).evaluate(plan).violations
    assert [(each.rule, each.subject, each.value) for each in violations] == [("standard", "plant", 1)]


def test_the_fair_share_is_of_lines_that_are_open_at_the_start() -> None:
    # All 100 who work at the start are displaced, all of them here; 300 planned posts elsewhere do not count.
    instance = build_instance(
        plants=[{}, {"id": "new", "region": "far", "workers_per_line": 300, "start_year": 2025}],
    )
    mandate = build_mandate(limits={"equity": {"ceiling_pct_of_fair_share": 100}})
    outcome = Judge(instance, mandate).evaluate(Plan(instance="case", moves=(CLOSING,)))
    assert outcome.feasible
    assert pick(outcome, "limits", rule="equity", subject="region")["limit"] == pytest.approx(100)
    assert pick(outcome, "limits", rule="equity", subject="far")["limit"] == 0


def test_a_firm_that_was_taken_over_takes_over_nobody() -> None:
    pairs = [{}, {"id": "back", "acquirer": "target", "target": "third"}]
    mergers = (Merger(pair="pair", year=2025), Merger(pair="back", year=2026))
    outcome = Judge(build_instance(header={"years": 2}, merger_pairs=pairs), build_mandate()).evaluate(
        Plan(instance="case", mergers=mergers)
    )
    assert [(each.rule, each.subject) for each in outcome.violations] == [("merger", "back")]


def test_the_screen_is_held_against_the_product_where_the_firms_are_largest() -> None:
    # Together they hold all of the glass and 20 of 100 of the steel.
    def plants(product: str, *capacities: int) -> list[dict[str, object]]:
        return [
            {"id": f"{product}-{firm}", "firm": firm, "market": product, "capacity_munit_per_line": capacity}
            for firm, capacity in zip(("firm", "target", "third"), capacities, strict=False)
        ]

    instance = build_instance(
        markets=[{"id": "steel", "product": "steel"}, {"id": "glass", "product": "glass"}],
        plants=[*plants("steel", 10, 10, 80), *plants("glass", 10, 10)],
        merger_pairs=[{}],
    )
    mandate = build_mandate(limits={"concentration": {"room_points": 10_000, "share_screen_pct": 100}})
    outcome = Judge(instance, mandate).evaluate(Plan(instance="case", mergers=(Merger(pair="pair", year=2025),)))
    assert outcome.feasible
    assert pick(outcome, "limits", rule="share_screen")["value"] == 100
    # 2 * 10 * 10 in steel, 2 * 50 * 50 in glass.
    assert pick(outcome, "limits", rule="concentration", subject="steel")["value"] == 200
    assert pick(outcome, "limits", rule="concentration", subject="glass")["value"] == 5_000


def test_an_owner_may_be_paid_less_than_is_due_where_participation_is_only_reported() -> None:
    # 5 are due for the closure; nothing is paid. Where participation is off, the closure cost still has to be.
    instance = build_instance(plants=[{"closure_cost_mcny_per_line": 5}], firms=[{"ownership": "state"}])
    plan = Plan(instance="case", moves=(CLOSING,))
    told = Judge(instance, build_mandate(limits={"participation": {"level": "report"}})).evaluate(plan)
    assert told.feasible
    assert pick(told, "limits", rule="participation")["slack"] == -5
    (violation,) = Judge(instance, build_mandate()).evaluate(plan).violations
    assert (violation.rule, violation.value, violation.limit) == ("participation", 0, 5)


def test_what_starts_before_the_first_decision_year_needs_nothing_closed() -> None:
    # One line starts in 2025 and one in 2026, when decisions begin: 10 are to be closed.
    instance = build_instance(
        header={"years": 2},
        plants=[{}, {"id": "early", "start_year": 2025}, {"id": "late", "start_year": 2026}],
    )
    mandate = build_mandate(levers={"first_decision_year": 2026}, limits={"capacity_swap": {"closed_per_opened": 1}})
    (violation,) = Judge(instance, mandate).status_quo.violations
    assert (violation.rule, violation.year, violation.limit) == ("capacity_swap", 2026, 10)


def test_a_line_that_is_stopped_is_no_capacity_closed() -> None:
    # Of two planned lines one is stopped: 10 of capacity start, none is closed.
    instance = build_instance(plants=[{}, {"id": "new", "lines": 2, "start_year": 2025}])
    stopping = Move(plant="new", year=2025, from_state="planned", to_state="closed", lines=1)
    mandate = build_mandate(limits={"capacity_swap": {"closed_per_opened": 0.5}})
    (violation,) = Judge(instance, mandate).evaluate(Plan(instance="case", moves=(stopping,))).violations
    assert (violation.rule, violation.value, violation.limit) == ("capacity_swap", 0, 5)


def test_what_is_added_to_a_fund_counts_from_the_first_decision_year() -> None:
    instance = build_instance(
        header={"years": 3}, payers=[{}, {"id": "pot", "levy_product": "product", "levy_mcny_per_munit": 1}]
    )
    addition = {"payer": "pot", "from_year": 2025, "to_year": 2027, "mcny_per_year": 3}
    judge = Judge(instance, build_mandate(levers={"first_decision_year": 2026}, budget_additions=[addition]))
    assert [judge.budget_mcny("pot", year, "base") for year in (2026, 2027)] == [3, 6]
