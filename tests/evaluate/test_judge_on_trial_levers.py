"""The judge on trial, for the levers beside closing: plans broken in one way alone.

All start from the accepted plan of :mod:`lever_trial`.
"""

import pytest
from lever_trial import Case, mergers, move, trial_instance, trial_mandate, trial_plan
from test_judge_on_trial import CASES as FIRST_CASES

from solver.evaluate.judge import Judge
from solver.evaluate.outcome import RULES
from solver.mandate import Mandate
from solver.plan import Adoption, BudgetTransfer, Conduct, Levy, Removal, VoucherIssue, WageSupport

LIMIT_CASES = {
    "wage too low": Case(
        "wage_floor",
        trial_plan(wage_support=(WageSupport(region="north", cny_per_month=1_900),)),
        [("north", 0)],
        "north: 1,900 CNY a month for people who find work, floor 2,000",
    ),
    "too little made in a region": Case(
        "regional_output",
        trial_plan(move("old", 2027, "closed")),
        [("north", 2027)],
        "north, 2027: an output of 0 million CNY at reference prices, floor 100",
    ),
    # 10 of old and 10 of new are sold at 18: south gets 10 % of 180. Its output is just half of today's.
    "too little revenue": Case(
        "regional_revenue",
        trial_plan(move("mill", 2026, "closed", 2)),
        [("south", 2026), ("south", 2027)],
        "south, 2026: a revenue of 18 million CNY, floor 19.2",
    ),
    # 5 of 25 in the east, whose share is 5 %: at most 2.5 * 0.05 * 25 = 3.125.
    "one region bears too much": Case(
        "equity",
        trial_plan(move("one", 2026, "closed")),
        [("east", 0)],
        "east: 5 people displaced over all years, ceiling 3.125",
    ),
    # 10 * 2 + 10 * 1 + 10 * 4 + 10 * 1 = 80.
    "too many emissions": Case(
        "emissions",
        trial_plan(move("mill", 2026, "upgraded:dirty")),
        [("sector", 2026), ("sector", 2027)],
        "the sector, 2026: emissions of 80 million tonnes of CO2, ceiling 72",
    ),
    # 2 * 10 * 10 + 2 * 10 * 9 = 380 from the second merger on.
    "too much concentration": Case(
        "concentration",
        trial_plan(mergers=mergers("near", "far")),
        [("glass", 2027)],
        "glass, 2027: 380 points added to the concentration index, room 300",
        {"most_mergers_per_acquirer": 2},
    ),
    # 2 * 70 * 1 = 140 points, but 71 % together.
    "too large together": Case(
        "share_screen",
        trial_plan(mergers=mergers("wide")),
        [("wide", 0)],
        "wide: the firms hold 71 % of a product's capacity together, screen 50 %",
    ),
    # Nobody is displaced, and 20 * 2 + 20 + 10 = 70 t stay below the ceiling.
    "opened without closing": Case(
        "capacity_swap",
        trial_plan(moves=()),
        [("steel", 2026), ("steel", 2027)],
        "steel, 2026: 0 million units of capacity closed for what has started, floor 10",
    ),
    "a line above the standard": Case(
        "standard",
        trial_plan(adoptions=(Adoption(standard="clean"),)),
        [("old", 2027)],
        "old, 2027: open lines above a standard: 1, allowed: 0",
    ),
}

LEVER_CASES = {
    "stopping not allowed": Case(
        "lever",
        trial_plan(move("new", 2026, "closed", from_state="planned")),
        [("new", 2026)],
        "new, 2026: lines to be stopped before they start: 1, allowed: 0",
        {"stop_entry": False},
    ),
    "upgrading not allowed": Case(
        "lever",
        trial_plan(move("old", 2026, "upgraded:modern")),
        [("old", 2026)],
        "old, 2026: lines to be upgraded: 1, allowed: 0",
        {"upgrade_lines": False},
    ),
    "merging not allowed": Case(
        "lever",
        trial_plan(mergers=mergers("near")),
        [("near", 2026)],
        "near, 2026: mergers: 1, allowed: 0",
        {"merge_firms": False},
    ),
    "rule of conduct not allowed": Case(
        "lever",
        trial_plan(conduct=(Conduct(market="glass", year=2026, rule="joint_cut_10"),)),
        [("glass", 2026)],
        "glass, 2026: rules of conduct joint_cut_10: 1, allowed: 0",
        {"conduct_rules": ("joint_cut_20",)},
    ),
    "removal not allowed": Case(
        "lever",
        trial_plan(removals=(Removal(barrier="wall", year=2026),)),
        [("wall", 2026)],
        "wall, 2026: removals: 1, allowed: 0",
        {"remove_barriers": False},
    ),
    "adoption not allowed": Case(
        "lever",
        trial_plan(move("old", 2027, "upgraded:modern"), adoptions=(Adoption(standard="clean"),)),
        [("clean", 0)],
        "clean: adoptions: 1, allowed: 0",
        {"adopt_standards": False},
    ),
    "vouchers not allowed": Case(
        "lever",
        trial_plan(vouchers=(VoucherIssue(voucher="voucher", year=2026, tranches=2),)),
        [("voucher", 2026)],
        "voucher, 2026: issues of vouchers: 1, allowed: 0",
        {"issue_vouchers": False},
    ),
    "transfer not allowed": Case(
        "lever",
        trial_plan(transfers=(BudgetTransfer(transfer="transfer", year=2026, mcny=5),)),
        [("transfer", 2026)],
        "transfer, 2026: transfers: 1, allowed: 0",
        {"transfer_budgets": False},
    ),
    "levy not allowed": Case(
        "lever",
        trial_plan(levies=(Levy(payer="pot", year=2026),)),
        [("pot", 2026)],
        "pot, 2026: levies: 1, allowed: 0",
        {"raise_levies": False},
    ),
}
EARLY = "a decision for 2025, the first that can be decided for is 2026"

RULE_CASES = {
    "merger too early": Case(
        "lever", trial_plan(mergers=mergers("near", year=2025)), [("near", 2025)], f"near, 2025: {EARLY}"
    ),
    "levy too early": Case(
        "lever", trial_plan(levies=(Levy(payer="pot", year=2025),)), [("pot", 2025)], f"pot, 2025: {EARLY}"
    ),
    "stopped after the start": Case(
        "lines",
        trial_plan(move("new", 2027, "closed", from_state="planned")),
        [("new", 2027)],
        "new, 2027: lines to go from planned to closed: 1, possible: 0",
    ),
    "an upgrade of another plant": Case(
        "lines",
        trial_plan(move("old", 2026, "upgraded:dirty")),
        [("old", 2026)],
        "old, 2026: lines to go from unsubsidised to upgraded:dirty: 1, possible: 0",
    ),
    "upgraded twice": Case(
        "lines",
        trial_plan(
            move("old", 2026, "upgraded:modern"),
            move("old", 2027, "upgraded:modern", from_state="upgraded:modern"),
        ),
        [("old", 2027)],
        "old, 2027: lines to go from upgraded:modern to upgraded:modern: 1, possible: 0",
    ),
    "integrated by order": Case(
        "lines",
        trial_plan(move("two", 2026, "integrated:near")),
        [("two", 2026)],
        "two, 2026: lines to go from unsubsidised to integrated:near: 1, possible: 0",
    ),
    "a firm taken over twice": Case(
        "merger",
        trial_plan(mergers=mergers("near", "again")),
        [("again", 2027)],
        "again, 2027: mergers that one of its firms takes part in: 2, possible: 1",
    ),
    "an acquirer taken over": Case(
        "merger",
        trial_plan(mergers=mergers("again", "far")),
        [("far", 2027)],
        "far, 2027: mergers that one of its firms takes part in: 2, possible: 1",
    ),
    "too many targets": Case(
        "merger",
        trial_plan(mergers=mergers("near", "crumbs")),
        [("crumbs", 2027)],
        "crumbs, 2027: firms taken over by one: 2, allowed: 1",
    ),
    "a barrier that stands": Case(
        "merger",
        trial_plan(mergers=mergers("shut"), removals=(Removal(barrier="wall", year=2027),)),
        [("shut", 2026)],
        "shut, 2026: barriers against it, such as wall: 1, possible: 0",
    ),
    "removed twice": Case(
        "decision",
        trial_plan(removals=(Removal(barrier="wall", year=2026), Removal(barrier="wall", year=2027))),
        [("wall", 0)],
        "wall: removals: 2, possible: 1",
    ),
    "adopted twice": Case(
        "decision",
        trial_plan(move("old", 2027, "upgraded:modern"), adoptions=(Adoption(standard="clean"),) * 2),
        [("clean", 0)],
        "clean: adoptions: 2, possible: 1",
    ),
    "levied twice": Case(
        "decision",
        trial_plan(levies=(Levy(payer="pot", year=2026),) * 2),
        [("pot", 2026)],
        "pot, 2026: levies: 2, possible: 1",
    ),
    "levied by no industry fund": Case(
        "decision",
        trial_plan(levies=(Levy(payer="fund", year=2026),)),
        [("fund", 2026)],
        "fund, 2026: levies of what is no industry fund: 1, possible: 0",
    ),
    "two rules of conduct": Case(
        "decision",
        trial_plan(
            conduct=(
                Conduct(market="glass", year=2026, rule="joint_cut_10"),
                Conduct(market="glass", year=2026, rule="full_cost_offers"),
            )
        ),
        [("glass", 2026)],
        "glass, 2026: rules of conduct: 2, possible: 1",
    ),
    "too many vouchers": Case(
        "decision",
        trial_plan(vouchers=(VoucherIssue(voucher="voucher", year=2026, tranches=6),) * 2),
        [("voucher", 2026)],
        "voucher, 2026: tranches in the year: 12, possible: 10",
    ),
    "too much transferred": Case(
        "decision",
        trial_plan(transfers=(BudgetTransfer(transfer="transfer", year=2026, mcny=11),)),
        [("transfer", 2026)],
        "transfer, 2026: 11 million CNY to be transferred in the year, possible 10",
    ),
}
CASES = LIMIT_CASES | LEVER_CASES | RULE_CASES


def test_the_judge_accepts_the_plan_that_all_start_from() -> None:
    assert Judge(trial_instance(), trial_mandate()).evaluate(trial_plan()).violations == ()


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_the_judge_names_what_is_broken_and_nothing_else(case: Case) -> None:
    outcome = Judge(trial_instance(), trial_mandate(**case.levers)).evaluate(case.plan)
    named = [(violation.rule, violation.subject, violation.year) for violation in outcome.violations]
    assert named == [(case.rule, subject, year) for subject, year in case.broken]
    assert outcome.violations[0].sentence == case.sentence
    rows = outcome.tables["limits"]
    assert list(rows[~rows["kept"]]["rule"]) == [case.rule] * len(case.broken)


@pytest.mark.parametrize("case", LEVER_CASES.values(), ids=LEVER_CASES.keys())
def test_a_plan_is_accepted_where_the_lever_is_allowed(case: Case) -> None:
    assert Judge(trial_instance(), trial_mandate()).evaluate(case.plan).feasible


def test_a_merger_is_accepted_once_its_barrier_is_gone() -> None:
    plan = trial_plan(mergers=mergers("shut"), removals=(Removal(barrier="wall", year=2026),))
    assert Judge(trial_instance(), trial_mandate()).evaluate(plan).feasible


def test_every_rule_is_tried() -> None:
    assert {case.rule for case in [*FIRST_CASES.values(), *CASES.values()]} == set(RULES)


LIMITS_WITH_LEVEL = (
    "wage_floor",
    "regional_output",
    "regional_revenue",
    "equity",
    "emissions",
    "concentration",
    "capacity_swap",
)


@pytest.mark.parametrize("rule", LIMITS_WITH_LEVEL)
@pytest.mark.parametrize("level", ["off", "report", "soft"])
def test_a_limit_that_is_not_hard_is_not_broken(rule: str, level: str) -> None:
    case = next(case for case in CASES.values() if case.rule == rule)
    wishes = trial_mandate(**case.levers).model_dump()
    wishes["limits"][rule] |= {"level": level, "breach_price_mcny": 1}
    outcome = Judge(trial_instance(), Mandate.model_validate(wishes)).evaluate(case.plan)
    assert outcome.feasible
    rows = outcome.tables["limits"]
    assert list(rows[~rows["kept"]]["rule"]) == ([] if level == "off" else [rule] * len(case.broken))
    assert set(outcome.tables["breaches"]["rule"]) == ({rule} if level == "soft" else set())
    assert (outcome.accounts["breaches"] > 0) == (level == "soft")
