"""Plans that cannot be read against their instance are refused with every problem at once."""

import pytest
from builders import build_instance, build_mandate

from solver.errors import PlanError
from solver.evaluate.judge import Judge
from solver.plan import (
    Adoption,
    BudgetTransfer,
    Classes,
    Conduct,
    IncomeSupport,
    Levy,
    Merger,
    Move,
    Opening,
    Plan,
    Removal,
    VoucherIssue,
    WageSupport,
)


def problems_of(plan: Plan) -> list[str]:
    judge = Judge(build_instance(programmes=[{}]), build_mandate())
    with pytest.raises(PlanError) as caught:
        judge.evaluate(plan)
    return [str(problem) for problem in caught.value.problems]


def test_every_unknown_key_is_named_with_the_nearest_one() -> None:
    plan = Plan(
        instance="case",
        moves=(Move(plant="plnt", year=2025, from_state="unsubsidised", to_state="closed", lines=1),),
        openings=(Opening(programme="scool", year=2025),),
        classes=(Classes(programme="shool", year=2025, classes=1),),
        income_support=(IncomeSupport(region="regin", cny_per_month=1),),
    )
    assert problems_of(plan) == [
        "plan.json, row moves 1, key plant is 'plnt': the instance has no such plant; the nearest is 'plant'",
        "plan.json, row openings 1, key programme is 'scool': the instance has no such programme; "
        "the nearest is 'school'",
        "plan.json, row classes 1, key programme is 'shool': the instance has no such programme; "
        "the nearest is 'school'",
        "plan.json, row income_support 1, key region is 'regin': the instance has no such region; "
        "the nearest is 'region'",
    ]


def test_a_programme_where_there_is_none_is_to_be_taken_out() -> None:
    with pytest.raises(PlanError, match="take the row out"):
        Judge(build_instance(), build_mandate()).evaluate(
            Plan(instance="case", openings=(Opening(programme="school", year=2025),))
        )


def test_a_plan_for_another_instance_is_refused() -> None:
    assert problems_of(Plan(instance="other")) == [
        "plan.json, key instance is 'other': the instance is 'case'; use a plan that was made for it"
    ]


def test_a_year_that_is_not_computed_is_refused() -> None:
    assert problems_of(Plan(instance="case", openings=(Opening(programme="school", year=2026),))) == [
        "plan.json, row openings 1, key year is '2026': the year is not computed; give a year between 2025 and 2025"
    ]


def test_two_promises_to_one_region_are_refused() -> None:
    promises = tuple(IncomeSupport(region="region", cny_per_month=amount) for amount in (1, 2))
    assert problems_of(Plan(instance="case", income_support=promises)) == [
        "plan.json, row income_support 2, key region is 'region': a region is promised one monthly income only; "
        "keep one of its rows"
    ]


def test_every_section_of_a_plan_is_read_against_its_table() -> None:
    plan = Plan(
        instance="case",
        wage_support=(WageSupport(region="regin", cny_per_month=1),),
        mergers=(Merger(pair="pair", year=2026),),
        conduct=(Conduct(market="markt", year=2025, rule="joint_cut_10"),),
        removals=(Removal(barrier="wall", year=2025),),
        adoptions=(Adoption(standard="clean"),),
        vouchers=(VoucherIssue(voucher="ticket", year=2025, tranches=1),),
        transfers=(BudgetTransfer(transfer="gift", year=2025, mcny=1),),
        levies=(Levy(payer="fnd", year=2025),),
    )
    assert [problem.split(":")[0] for problem in problems_of(plan)] == [
        "plan.json, row wage_support 1, key region is 'regin'",
        "plan.json, row mergers 1, key pair is 'pair'",
        "plan.json, row mergers 1, key year is '2026'",
        "plan.json, row conduct 1, key market is 'markt'",
        "plan.json, row removals 1, key barrier is 'wall'",
        "plan.json, row adoptions 1, key standard is 'clean'",
        "plan.json, row vouchers 1, key voucher is 'ticket'",
        "plan.json, row transfers 1, key transfer is 'gift'",
        "plan.json, row levies 1, key payer is 'fnd'",
    ]


def test_states_name_upgrades_and_pairs_that_are_there() -> None:
    move = Move(plant="plant", year=2025, from_state="integrated:pair", to_state="upgraded:better", lines=1)
    assert problems_of(Plan(instance="case", moves=(move,))) == [
        "plan.json, row moves 1, key from_state is 'integrated:pair': the instance has no such pair; "
        "take the row out, since there is none",
        "plan.json, row moves 1, key to_state is 'upgraded:better': the instance has no such upgrade; "
        "take the row out, since there is none",
    ]


def test_two_wages_promised_to_one_region_are_refused() -> None:
    promises = tuple(WageSupport(region="region", cny_per_month=amount) for amount in (1, 2))
    assert problems_of(Plan(instance="case", wage_support=promises)) == [
        "plan.json, row wage_support 2, key region is 'region': a region is promised one monthly wage only; "
        "keep one of its rows"
    ]
