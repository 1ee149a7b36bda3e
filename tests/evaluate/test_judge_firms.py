"""Cash, insolvency, and what owners are due; one line of 10 sells at 19 and makes (19 - 5) * 10 = 140 before costs."""

import pytest
from builders import build_instance, build_mandate, pick

from solver.evaluate.judge import Judge
from solver.instance.instance import Instance
from solver.plan import Move, Plan


def draining() -> Instance:
    """Return an instance whose firm fails at the end of 2026.

    A year brings 140 - fixed cost 160 - overhead 3 = -23. Cash 30, 7, -16; credit 10 covers it down to -10.
    """
    return build_instance(
        header={"years": 3},
        firms=[{"cash_mcny": 30, "credit_mcny": 10, "overhead_mcny_per_year": 3}],
        plants=[{"fixed_cost_mcny_per_line": 160, "closure_cost_mcny_per_line": 7}],
    )


def close(year: int, lines: int = 1, compensation_mcny: float = 0) -> Plan:
    move = Move(
        plant="plant",
        year=year,
        from_state="unsubsidised",
        to_state="closed",
        lines=lines,
        compensation_mcny=compensation_mcny,
    )
    return Plan(instance="case", moves=(move,))


def test_cash_runs_over_two_years_and_the_firm_fails_at_the_end_of_the_second() -> None:
    outcome = Judge(draining(), build_mandate()).status_quo
    firms = outcome.tables["firms"]
    assert list(firms["cash_mcny"]) == pytest.approx([7, -16, -16])
    assert list(firms["insolvent"]) == [False, True, False]
    assert list(firms["open_lines"]) == [1, 1, 0]
    assert list(firms["overhead_mcny"]) == [3, 3, 0]
    # Its plant is gone in 2027, when nothing is sold and demand ends at 20.
    assert pick(outcome, "markets", year=2027)["price_cny_per_unit"] == pytest.approx(20)


def test_insolvency_books_closure_and_displaced_in_its_year_and_seekers_in_the_next() -> None:
    outcome = Judge(draining(), build_mandate()).status_quo
    regions = outcome.tables["regions"]
    assert list(regions["displaced_persons"]) == [0, 100, 0]
    assert list(regions["seekers_persons"]) == [0, 0, 100]
    # Half of the 100 find work.
    assert list(regions["without_work_persons"]) == [0, 0, 50]
    costs = [pick(outcome, "accounts", account="closure_costs", year=year)["amount"] for year in (2025, 2026, 2027)]
    assert costs == [0, 7, 0]
    # No compensation and no severance, the statutory benefit alone.
    assert set(outcome.tables["payments"]["purpose"]) == {"income_support"}


def test_an_insolvent_status_quo_breaks_solvency_in_that_year() -> None:
    outcome = Judge(draining(), build_mandate()).status_quo
    (violation,) = outcome.violations
    assert (violation.rule, violation.subject, violation.year) == ("solvency", "firm", 2026)
    assert violation.sentence == "firm, 2026: -16 million CNY of cash at the end of the year, solvent down to -10"


def test_credit_that_just_covers_keeps_the_firm() -> None:
    # 140 - 160 = -20 from cash 5 leaves -15, credit 15.
    instance = build_instance(
        firms=[{"cash_mcny": 5, "credit_mcny": 15}],
        plants=[{"fixed_cost_mcny_per_line": 160}],
    )
    assert Judge(instance, build_mandate()).status_quo.feasible


@pytest.mark.parametrize(("short_mcny", "fails"), [(0.0005, False), (0.002, True)])
def test_a_firm_short_by_less_than_the_tolerance_is_solvent(short_mcny: float, fails: bool) -> None:
    # 140 - 140 = 0, so cash stays; the tolerance is a millionth of the credit of 1,000, so 0.001.
    instance = build_instance(
        firms=[{"cash_mcny": -1_000 - short_mcny, "credit_mcny": 1_000}],
        plants=[{"fixed_cost_mcny_per_line": 140}],
    )
    status_quo = Judge(instance, build_mandate()).status_quo
    assert pick(status_quo, "firms")["insolvent"] == fails
    assert [violation.rule for violation in status_quo.violations] == ["solvency"] * fails


def test_moves_of_lines_that_insolvency_closed_do_nothing_and_break_a_rule() -> None:
    outcome = Judge(draining(), build_mandate()).evaluate(close(2027))
    assert [(each.rule, each.year) for each in outcome.violations if each.rule == "lines"] == [("lines", 2027)]
    assert pick(outcome, "regions", year=2027)["displaced_persons"] == 0
    assert pick(outcome, "accounts", account="closure_costs", year=2027)["amount"] == 0


def test_a_firm_without_lines_pays_no_overhead_and_does_not_fail() -> None:
    # Closed at once, cash 30 + compensation 2 - closure 7 = 25, and stays there.
    outcome = Judge(draining(), build_mandate()).evaluate(close(2025, compensation_mcny=2))
    assert list(outcome.tables["firms"]["cash_mcny"]) == pytest.approx([25, 25, 25])
    assert list(outcome.tables["firms"]["compensation_mcny"]) == [2, 0, 0]
    assert not outcome.tables["firms"]["insolvent"].any()


def due_of(instance: Instance, level: str = "hard", years: tuple[int, ...] = (2025, 2026, 2027)) -> list[float]:
    judge = Judge(instance, build_mandate(limits={"participation": {"level": level}}))
    return [judge.due_mcny_per_line("plant", year) for year in years]


def test_staying_is_worth_the_discounted_cash_of_the_line_beside_its_closure_cost() -> None:
    # Two lines sell 20 at 18; each brings (18 - 5) * 10 - 100 = 30 and a subsidy of 10: 40 a year. At 25 %:
    # 40 + 32 + 25.6 = 97.6, 40 + 32 = 72, 40; and a closure cost of 5. The overhead of 8 does not count.
    plant = {
        "lines": 2,
        "fixed_cost_mcny_per_line": 100,
        "subsidy_mcny_per_line": 10,
        "closure_cost_mcny_per_line": 5,
    }
    instance = build_instance(
        header={"years": 3, "discount_rate_pct": 25}, firms=[{"overhead_mcny_per_year": 8}], plants=[plant]
    )
    assert due_of(instance) == pytest.approx([102.6, 77, 45])


def test_staying_is_worth_nothing_after_insolvency_and_never_less_than_the_reservation_value() -> None:
    # The line brings 140 - 160 + 30 = 10 a year, the overhead takes 50: cash 60, 20, -20, so the firm fails in 2026.
    # Worth 10 + 10, 10, 0; with a reservation value of 15 this is 20, 15, 15.
    plant = {"fixed_cost_mcny_per_line": 160, "subsidy_mcny_per_line": 30}
    firm = {"cash_mcny": 60, "overhead_mcny_per_year": 50}
    instance = build_instance(header={"years": 3}, firms=[firm], plants=[plant])
    assert due_of(instance) == pytest.approx([20, 10, 0])
    asking = build_instance(
        header={"years": 3}, firms=[firm], plants=[{**plant, "reservation_value_mcny_per_line": 15}]
    )
    assert due_of(asking) == pytest.approx([20, 15, 15])


def test_staying_at_a_loss_is_not_worth_less_than_nothing() -> None:
    # 140 - 160 = -20 a year, closure cost 5.
    plant = {"fixed_cost_mcny_per_line": 160, "closure_cost_mcny_per_line": 5}
    assert due_of(build_instance(plants=[plant]), years=(2025,)) == [5]


def test_staying_is_expected_over_the_scenarios() -> None:
    # Half the demand is 100 - 5 * price: 10 are sold at 18 and bring 130 instead of 140; half and half 135.
    scenarios = [
        {"id": "even", "probability_pct": 50},
        {"id": "low", "probability_pct": 50, "demand_factor": 0.5},
    ]
    assert due_of(build_instance(scenarios=scenarios), years=(2025,)) == pytest.approx([135])


def test_state_owned_lines_and_lines_without_participation_are_due_their_closure_cost() -> None:
    plant = {"closure_cost_mcny_per_line": 5, "reservation_value_mcny_per_line": 15}
    owned = build_instance(firms=[{"ownership": "state"}], plants=[plant])
    assert due_of(owned, years=(2025,)) == [5]
    assert due_of(build_instance(plants=[plant]), level="off", years=(2025,)) == [5]
