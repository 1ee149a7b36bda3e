"""The judge on trial: for every limit and rule, plans broken in exactly that way; it names that and nothing else.

All start from one plan that the judge accepts, under one mandate in which every limit is hard. Decisions start in 2026.

- Market ``home``: demand is 200 - 10 * price. ``new`` offers 100 at 6, the four lines of ``old`` 20 each at 8, so the
  price is 8, ``old`` sells 20, and each of its lines is worth the subsidy of 10 a year that it draws.
- Market ``glass``: the same demand up to a cap of 10.5, where 95 are asked for; the two lines of ``works`` make 80. The
  two lines of ``spare`` offer at 30 and stand idle.
- The plan closes a line of ``old`` in 2026 for 2 * 10 + closure cost 1 = 21 and opens the ``school`` for one class of
  10. Of the 50 displaced 10 + 20 find work, 20 are without (ceiling 50) and 10 a year later, on 2,000 a month.
- ``fund`` pays 40 today and may pay 100 more: 140. In 2026 it pays 30 + 21 + severance 2.5 + 1 + support 0.48.
"""

from typing import Any, NamedTuple

import pytest
from builders import build_instance, build_mandate, pick

from solver.evaluate.judge import Judge
from solver.instance.instance import Instance
from solver.mandate import Mandate
from solver.plan import Classes, IncomeSupport, Move, Opening, Plan, State


def trial_instance() -> Instance:
    works = {"firm": "state", "region": "south", "market": "glass", "lines": 2, "workers_per_line": 0}
    return build_instance(
        header={"years": 3},
        regions=[{"id": "north", "labour_force_persons": 5_000}, {"id": "south"}],
        markets=[{"id": "home"}, {"id": "glass", "price_cap_cny_per_unit": 10.5}],
        firms=[
            {"id": "owner", "cash_mcny": 10, "overhead_mcny_per_year": 25},
            {"id": "state", "ownership": "state"},
        ],
        plants=[
            {
                "id": "old",
                "firm": "owner",
                "region": "north",
                "market": "home",
                "lines": 4,
                "capacity_munit_per_line": 20,
                "cash_cost_cny_per_unit": 8,
                "workers_per_line": 50,
                "closure_cost_mcny_per_line": 1,
                "subsidy_mcny_per_line": 10,
            },
            {
                "id": "new",
                "firm": "state",
                "region": "south",
                "market": "home",
                "capacity_munit_per_line": 100,
                "cash_cost_cny_per_unit": 6,
                "workers_per_line": 0,
            },
            {"id": "works", **works, "capacity_munit_per_line": 40},
            {"id": "spare", **works, "cash_cost_cny_per_unit": 30},
        ],
        programmes=[
            {"id": "school", "region": "north"},
            {"id": "academy", "region": "south", "setup_cost_mcny": 200},
        ],
    )


def trial_mandate(**levers: Any) -> Mandate:
    return build_mandate(
        levers={"first_decision_year": 2026, **levers},
        limits={
            "unemployment": {},
            "income_floor": {},
            "consumer_price": {"ceiling_pct_of_reference": 110},
            "supply": {},
            "budget": {},
            "participation": {},
        },
        budget_additions=[{"from_year": 2026, "to_year": 2027, "mcny_per_year": 100}],
    )


def move(plant: str, year: int, from_state: State, to_state: State, lines: int = 1, paid: float = 0) -> Move:
    return Move(plant=plant, year=year, from_state=from_state, to_state=to_state, lines=lines, compensation_mcny=paid)


def close_old(lines: int = 1, paid: float = 21) -> Move:
    return move("old", 2026, "subsidised", "closed", lines, paid)


def withdraw_old(year: int = 2026, lines: int = 1, paid: float = 0) -> Move:
    return move("old", year, "subsidised", "unsubsidised", lines, paid)


OPENING = Opening(programme="school", year=2026)
CLASS = Classes(programme="school", year=2026, classes=1)
SUPPORT = IncomeSupport(region="north", cny_per_month=2_000)


def trial_plan(**changes: Any) -> Plan:
    """Return the accepted plan with some of its decisions replaced."""
    decisions = {
        "moves": (close_old(),),
        "openings": (OPENING,),
        "classes": (CLASS,),
        "income_support": (SUPPORT,),
        **changes,
    }
    return Plan(instance="case", **decisions)


class Case(NamedTuple):
    """One way to break one rule."""

    rule: str
    plan: Plan
    broken: list[tuple[str, int]]
    """Subject and year of every violation that the judge has to name."""
    sentence: str
    """Sentence of the first one."""
    withheld: str = ""
    """The lever that the mandate does not allow here."""


CASES = {
    # 150 displaced; 10 retrained and half of the other 140 find work; 70 are without, 35 a year later.
    "too many out of work": Case(
        "unemployment",
        trial_plan(moves=(close_old(3, 63),)),
        [("north", 2026)],
        "north, 2026: 70 people without work, ceiling 50",
    ),
    "support too low": Case(
        "income_floor",
        trial_plan(income_support=(IncomeSupport(region="north", cny_per_month=1_900),)),
        [("north", 0)],
        "north: 1,900 CNY a month for people without work, floor 2,000",
    ),
    # Without new, old sells 60 at (200 - 60) / 10 = 14.
    "price too high": Case(
        "consumer_price",
        trial_plan(moves=(close_old(), move("new", 2026, "unsubsidised", "closed"))),
        [("home", 2026), ("home", 2027)],
        "home, 2026: a price of 14 CNY per unit, ceiling 11",
    ),
    # One of the two lines of works makes 40, half of the demand of 100 is 50; the price stays at its cap.
    "too little made": Case(
        "supply",
        trial_plan(moves=(close_old(), move("works", 2027, "unsubsidised", "closed"))),
        [("glass", 2027)],
        "glass, 2027: a supply of 40 million units, floor 50",
    ),
    # 30 + 0.24 of support for 10 people, and 200 for the academy.
    "too much spent": Case(
        "budget",
        trial_plan(openings=(OPENING, Opening(programme="academy", year=2027))),
        [("fund", 2027)],
        "fund, 2027: 230.2 million CNY spent, budget 140",
    ),
    "owner paid too little": Case(
        "participation",
        trial_plan(moves=(close_old(paid=20),)),
        [("old", 2026)],
        "old, 2026: 20 million CNY paid for closing lines, due 21",
    ),
    "owner paid too much": Case(
        "windfall",
        trial_plan(moves=(close_old(paid=22),)),
        [("old", 2026)],
        "old, 2026: 22 million CNY paid for closing lines, due 21",
    ),
    "owner paid for a withdrawal": Case(
        "windfall",
        trial_plan(moves=(close_old(), withdraw_old(paid=2))),
        [("old", 2026)],
        "old, 2026: 2 million CNY paid without a line closed for it, due 0",
    ),
    # Cash 10, +40 - 25 = 25 in 2025, +21 - 1 - 25 = 20 in 2026, -25 = -5 in 2027: no line is subsidised any more.
    "owner driven into insolvency": Case(
        "solvency",
        trial_plan(moves=(close_old(), withdraw_old(lines=3))),
        [("owner", 2027)],
        "owner, 2027: -5 million CNY of cash at the end of the year, solvent down to 0",
    ),
    "closing not allowed": Case(
        "lever",
        trial_plan(),
        [("old", 2026)],
        "old, 2026: lines to be closed: 1, allowed: 0",
        "close_lines",
    ),
    "withdrawal not allowed": Case(
        "lever",
        trial_plan(moves=(close_old(), withdraw_old())),
        [("old", 2026)],
        "old, 2026: lines to lose their operating subsidy: 1, allowed: 0",
        "withdraw_subsidies",
    ),
    "compensation not allowed": Case(
        "lever",
        trial_plan(),
        [("old", 2026)],
        "old, 2026: 21 million CNY promised to the owner, allowed 0",
        "compensate_exits",
    ),
    "retraining not allowed": Case(
        "lever",
        trial_plan(),
        [("school", 2026), ("school", 2026)],
        "school, 2026: openings: 1, allowed: 0",
        "retrain",
    ),
    "move too early": Case(
        "lever",
        trial_plan(moves=(withdraw_old(2025), close_old())),
        [("old", 2025)],
        "old, 2025: a decision for 2025, the first that can be decided for is 2026",
    ),
    "opening and class too early": Case(
        "lever",
        trial_plan(
            openings=(Opening(programme="school", year=2025),),
            classes=(Classes(programme="school", year=2025, classes=1), CLASS),
        ),
        [("school", 2025), ("school", 2025)],
        "school, 2025: a decision for 2025, the first that can be decided for is 2026",
    ),
    "more lines than there are": Case(
        "lines",
        trial_plan(moves=(close_old(), move("spare", 2026, "unsubsidised", "closed", 3))),
        [("spare", 2026)],
        "spare, 2026: lines to go from unsubsidised to closed: 3, possible: 2",
    ),
    "more lines than are left": Case(
        "lines",
        trial_plan(
            moves=(
                close_old(),
                move("spare", 2026, "unsubsidised", "closed", 2),
                move("spare", 2027, "unsubsidised", "closed", 1),
            )
        ),
        [("spare", 2027)],
        "spare, 2027: lines to go from unsubsidised to closed: 1, possible: 0",
    ),
    "from a state with no lines": Case(
        "lines",
        trial_plan(moves=(close_old(), move("spare", 2026, "subsidised", "unsubsidised"))),
        [("spare", 2026)],
        "spare, 2026: lines to go from subsidised to unsubsidised: 1, possible: 0",
    ),
    "a withdrawn line closed in the same year": Case(
        "lines",
        trial_plan(moves=(close_old(), withdraw_old(), move("old", 2026, "unsubsidised", "closed"))),
        [("old", 2026)],
        "old, 2026: lines to go from unsubsidised to closed: 1, possible: 0",
    ),
    "reopening": Case(
        "lines",
        trial_plan(moves=(close_old(), move("old", 2027, "closed", "unsubsidised"))),
        [("old", 2027)],
        "old, 2027: lines to go from closed to unsubsidised: 1, possible: 0",
    ),
    "a subsidy given back": Case(
        "lines",
        trial_plan(moves=(close_old(), withdraw_old(), move("old", 2027, "unsubsidised", "subsidised"))),
        [("old", 2027)],
        "old, 2027: lines to go from unsubsidised to subsidised: 1, possible: 0",
    ),
    "too many classes": Case(
        "programme",
        trial_plan(classes=(Classes(programme="school", year=2026, classes=11),)),
        [("school", 2026)],
        "school, 2026: classes in the year: 11, possible: 10",
    ),
    "classes without an opening": Case(
        "programme",
        trial_plan(classes=(CLASS, Classes(programme="academy", year=2026, classes=2))),
        [("academy", 2026)],
        "academy, 2026: classes before the programme is open: 2, possible: 0",
    ),
    "classes before the opening": Case(
        "programme",
        trial_plan(openings=(Opening(programme="school", year=2027),)),
        [("school", 2026)],
        "school, 2026: classes before the programme is open: 1, possible: 0",
    ),
    "opened twice": Case(
        "programme",
        trial_plan(openings=(Opening(programme="school", year=2027), OPENING)),
        [("school", 2027)],
        "school, 2027: openings so far: 2, possible: 1",
    ),
}


def test_the_judge_accepts_the_plan_that_all_start_from() -> None:
    judge = Judge(trial_instance(), trial_mandate())
    assert judge.evaluate(trial_plan()).violations == ()
    assert judge.status_quo.violations == ()


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_the_judge_names_what_is_broken_and_nothing_else(case: Case) -> None:
    outcome = Judge(trial_instance(), trial_mandate(**({case.withheld: False} if case.withheld else {}))).evaluate(
        case.plan
    )
    named = [(violation.rule, violation.subject, violation.year) for violation in outcome.violations]
    assert named == [(case.rule, subject, year) for subject, year in case.broken]
    assert outcome.violations[0].sentence == case.sentence
    rows = outcome.tables["limits"]
    assert list(rows[~rows["kept"]]["rule"]) == [case.rule] * len(case.broken)
    assert not outcome.feasible


@pytest.mark.parametrize("case", [case for case in CASES.values() if case.withheld])
def test_a_plan_is_accepted_where_the_lever_is_allowed(case: Case) -> None:
    assert Judge(trial_instance(), trial_mandate()).evaluate(case.plan).feasible


LIMITS_WITH_LEVEL = ("unemployment", "income_floor", "consumer_price", "supply", "budget", "participation")


@pytest.mark.parametrize("rule", LIMITS_WITH_LEVEL)
def test_a_limit_that_is_off_is_not_broken(rule: str) -> None:
    # Without participation 1 is due for the closure, so that 20 is a windfall, but not too little.
    case = next(case for case in CASES.values() if case.rule == rule)
    wishes = trial_mandate().model_dump()
    wishes["limits"][rule]["level"] = "off"
    outcome = Judge(trial_instance(), Mandate.model_validate(wishes)).evaluate(case.plan)
    assert rule not in {violation.rule for violation in outcome.violations}


def test_limits_on_the_outcome_hold_from_the_first_decision_year_and_solvency_always() -> None:
    rows = Judge(trial_instance(), trial_mandate()).evaluate(trial_plan()).tables["limits"]
    years = {str(rule): sorted(set(group["year"])) for rule, group in rows.groupby("rule")}
    assert years == {
        "unemployment": [2026, 2027],
        "income_floor": [0],
        "consumer_price": [2026, 2027],
        "supply": [2026, 2027],
        "budget": [2026, 2027],
        "participation": [2026],
        "windfall": [2026],
        "solvency": [2025, 2026, 2027],
    }


def test_money_for_a_move_that_no_line_can_make_is_paid_and_a_windfall() -> None:
    # 5 for reopening: 30 + 0.24 of support for 10 people + 5.
    reopening = move("old", 2027, "closed", "unsubsidised", paid=5)
    outcome = Judge(trial_instance(), trial_mandate()).evaluate(trial_plan(moves=(close_old(), reopening)))
    assert {(violation.rule, violation.value) for violation in outcome.violations} == {("windfall", 5), ("lines", 1)}
    assert pick(outcome, "limits", rule="budget", year=2027)["value"] == pytest.approx(35.24)


def test_a_limit_missed_by_less_than_the_tolerance_is_kept() -> None:
    # The tolerance is a millionth of 21, so 0.000021.
    judge = Judge(trial_instance(), trial_mandate())
    assert judge.evaluate(trial_plan(moves=(close_old(paid=21 - 0.00002),))).feasible
    assert not judge.evaluate(trial_plan(moves=(close_old(paid=21 - 0.00003),))).feasible


def test_a_limit_of_several_scenarios_is_named_with_the_scenario() -> None:
    # In the second future nobody hires: 50 - 0 are without work, as many as the ceiling of 50; with 3 lines 150.
    futures = build_instance(
        scenarios=[
            {"id": "even", "probability_pct": 50},
            {"id": "slump", "name": "Slump", "probability_pct": 50, "vacancy_factor": 0},
        ]
    ).scenarios
    judge = Judge(trial_instance().with_tables(scenarios=futures), trial_mandate())
    assert [violation.sentence for violation in judge.evaluate(trial_plan(moves=(close_old(3, 63),))).violations] == [
        "north, 2026, scenario even: 70 people without work, ceiling 50",
        "north, 2026, scenario Slump: 150 people without work, ceiling 50",
        "north, 2027, scenario Slump: 150 people without work, ceiling 50",
    ]
