"""Vouchers, levies, transfers and wage support, and what today is."""

import pytest
from builders import build_instance, build_mandate, pick

from solver.evaluate.judge import Judge
from solver.plan import BudgetTransfer, Levy, Move, Plan, VoucherIssue, WageSupport

VOUCHER = {"demand_munit_per_tranche": 10, "cost_mcny_per_tranche": 3}


def test_vouchers_add_to_what_is_asked_for_and_harm_is_measured_without_them() -> None:
    # 110 are sold where 200 - 10 * price + 20 are asked for: 11. Harm: a rise of 1 on a mean of (100 + 90) / 2.
    instance = build_instance(plants=[{"capacity_munit_per_line": 110}], vouchers=[VOUCHER])
    issue = VoucherIssue(voucher="voucher", year=2025, tranches=2)
    outcome = Judge(instance, build_mandate()).evaluate(Plan(instance="case", vouchers=(issue,)))
    assert pick(outcome, "markets")["price_cny_per_unit"] == pytest.approx(11)
    assert pick(outcome, "markets")["consumer_harm_mcny"] == pytest.approx(95)
    payment = pick(outcome, "payments")
    assert [payment[each] for each in ("payer", "purpose", "region", "spent_mcny")] == ["fund", "vouchers", "", 6]


def test_vouchers_beyond_the_most_a_year_are_not_issued() -> None:
    instance = build_instance(vouchers=[{**VOUCHER, "most_tranches_per_year": 2}])
    issues = (VoucherIssue(voucher="voucher", year=2025, tranches=2),) * 2
    outcome = Judge(instance, build_mandate()).evaluate(Plan(instance="case", vouchers=issues))
    assert pick(outcome, "payments")["spent_mcny"] == 6


def test_what_vouchers_add_may_go_unserved_at_the_price_cap() -> None:
    # At the cap of 12 80 + 10 are asked for, 10 are made.
    instance = build_instance(markets=[{"price_cap_cny_per_unit": 12}], vouchers=[VOUCHER])
    issue = VoucherIssue(voucher="voucher", year=2025, tranches=1)
    market = pick(Judge(instance, build_mandate()).evaluate(Plan(instance="case", vouchers=(issue,))), "markets")
    assert [market[each] for each in ("price_cny_per_unit", "served_munit", "unserved_munit")] == [12, 10, 80]


POT = {"id": "pot", "levy_product": "product", "levy_mcny_per_munit": 0.5}
CLOSING = Move(plant="weak", year=2026, from_state="unsubsidised", to_state="closed", lines=1, compensation_mcny=12)


def levied(*years: int) -> Plan:
    return Plan(instance="case", moves=(CLOSING,), levies=tuple(Levy(payer="pot", year=year) for year in years))


def fund_judge(addition: float = 0) -> Judge:
    """Return the judge of a fund that has to pay 12 in 2026, when one of two lines of 10 closes."""
    instance = build_instance(
        header={"years": 2},
        firms=[{}, {"id": "weak"}],
        plants=[{}, {"id": "weak", "firm": "weak", "closure_cost_mcny_per_line": 12, "workers_per_line": 0}],
        payers=[POT],
    )
    additions = [{"payer": "pot", "from_year": 2025, "to_year": 2026, "mcny_per_year": addition}] if addition else []
    return Judge(instance, build_mandate(limits={"budget": {}}, budget_additions=additions))


def test_those_who_stay_pay_the_levy_on_their_open_capacity() -> None:
    outcome = fund_judge().evaluate(levied(2025, 2026))
    assert outcome.feasible
    # 0.5 on 10 each; in 2026 one of the two is closed.
    assert list(outcome.tables["firms"]["levy_mcny"]) == [5, 5, 5, 0]
    # 18 * 10 - 5 * 10 = 130 less 5.
    assert pick(outcome, "firms", year=2025, firm="firm")["cash_mcny"] == pytest.approx(1_125)
    # What the fund spends is no public outlay.
    assert pick(outcome, "payments")["spent_mcny"] == 12
    assert outcome.accounts["public_outlay"] == 0


@pytest.mark.parametrize(("years", "addition", "room"), [((2025,), 0, 10), ((2026,), 0, 5), ((2026,), 3, 11)])
def test_a_fund_may_spend_what_it_has_levied_and_been_given_so_far(
    years: tuple[int, ...], addition: float, room: float
) -> None:
    # 12 are spent; a levy brings 10 in 2025 and 5 in 2026, and 3 may be added in each of the years.
    (violation,) = fund_judge(addition).evaluate(levied(*years)).violations
    assert (violation.rule, violation.year, violation.value, violation.limit) == ("budget", 2026, 12, room)


def test_the_budget_of_a_fund_is_all_that_was_added_so_far() -> None:
    assert [fund_judge(3).budget_mcny("pot", year, "base") for year in (2025, 2026)] == [3, 6]


def test_the_levy_is_on_the_full_capacity_whatever_the_ramp_up() -> None:
    # The upgraded line has 20 once it has ramped up, of which 25 % are there now.
    instance = build_instance(
        plants=[{}],
        payers=[POT],
        upgrades=[{"capacity_munit_per_line": 20, "ramp_up_years": 1, "ramp_up_pct": 25}],
    )
    move = Move(plant="plant", year=2025, from_state="unsubsidised", to_state="upgraded:upgrade", lines=1)
    plan = Plan(instance="case", moves=(move,), levies=(Levy(payer="pot", year=2025),))
    outcome = Judge(instance, build_mandate()).evaluate(plan)
    assert pick(outcome, "firms")["levy_mcny"] == 10
    assert pick(outcome, "markets")["output_munit"] == 5


def test_money_that_is_transferred_is_spent_by_one_and_saved_by_the_other() -> None:
    # fund may add 7 and gives all of it; other has to pay 6 for a closure.
    instance = build_instance(
        plants=[{"closure_cost_mcny_per_line": 6, "workers_per_line": 0}],
        payers=[{"id": "other"}],
        transfers=[{}],
    )
    addition = {"from_year": 2025, "to_year": 2025, "mcny_per_year": 7}
    judge = Judge(instance, build_mandate(limits={"budget": {}}, budget_additions=[addition]))
    closing = CLOSING.model_copy(update={"plant": "plant", "year": 2025, "compensation_mcny": 6})

    def spent(mcny: float) -> list[float]:
        transfer = BudgetTransfer(transfer="transfer", year=2025, mcny=mcny)
        outcome = judge.evaluate(Plan(instance="case", moves=(closing,), transfers=(transfer,)))
        assert outcome.feasible == (6 <= mcny <= 7)
        # It is no outlay, which the 6 for the closure are.
        assert outcome.accounts["public_outlay"] == 6
        return [pick(outcome, "limits", rule="budget", subject=payer)["value"] for payer in ("fund", "other")]

    assert spent(7) == [7, -1]
    assert spent(5) == [5, 1]
    assert spent(8) == [8, -2]


@pytest.mark.parametrize(("rehired", "spent"), [(3_000, 0.36), (None, 0), (4_000, 0)])
def test_wages_are_topped_up_for_all_who_find_work(rehired: float | None, spent: float) -> None:
    # 50 of 100 find work; 12 * (3,600 - 3,000) * 50. The average wage, which is earned otherwise, is 5,000.
    instance = build_instance(regions=[{"rehired_wage_cny_per_month": rehired}])
    closing = CLOSING.model_copy(update={"plant": "plant", "year": 2025, "compensation_mcny": 0})
    support = WageSupport(region="region", cny_per_month=3_600)
    outcome = Judge(instance, build_mandate()).evaluate(
        Plan(instance="case", moves=(closing,), wage_support=(support,))
    )
    rows = outcome.tables["payments"].query("purpose == 'wage_support'")
    assert rows["spent_mcny"].sum() == pytest.approx(spent)


def test_today_is_the_first_year_of_the_status_quo() -> None:
    # 20 are made and sold at 18, with emissions of 2 a unit.
    judge = Judge(
        build_instance(header={"years": 2}, plants=[{"lines": 2, "emissions_tco2_per_unit": 2}]), build_mandate()
    )
    assert judge.today_sales_mcny("region", "base") == pytest.approx(360)
    assert judge.today_output_value_mcny("region", "base") == pytest.approx(200)
    assert judge.today_emissions_mtco2("base") == pytest.approx(40)
