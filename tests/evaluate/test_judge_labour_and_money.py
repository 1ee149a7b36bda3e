"""People looking for work, who pays what, and what it all amounts to.

The line closed here employs 100 people of 10 years' service at a wage of 5,000; half of those seeking find work.
"""

from typing import Any

import pytest
from builders import build_instance, build_mandate, pick

from solver.evaluate.judge import Judge
from solver.evaluate.outcome import ACCOUNTS, Outcome
from solver.instance.instance import Instance
from solver.plan import Classes, IncomeSupport, Move, Opening, Plan

CLOSING = Move(plant="plant", year=2025, from_state="unsubsidised", to_state="closed", lines=1)


def closed(instance: Instance, **decisions: Any) -> Outcome:
    return Judge(instance, build_mandate()).evaluate(Plan(instance="case", moves=(CLOSING,), **decisions))


def test_half_of_the_seekers_find_work_each_year() -> None:
    # 100 displaced, 50 find work; next year 50 seek and 25 do. Of 10,000 with 300 unemployed before: 3.5, 3.25 %.
    outcome = closed(build_instance(header={"years": 2}, regions=[{"unemployed_persons": 300}]))
    regions = outcome.tables["regions"]
    assert list(regions["without_work_persons"]) == [50, 25]
    assert list(regions["found_work_persons"]) == [50, 25]
    assert list(regions["unemployment_rate_pct"]) == pytest.approx([3.5, 3.25])


def test_vacancies_cap_those_who_find_work_and_the_scenario_scales_them() -> None:
    # 30 vacancies, and half of them in the second scenario.
    scenarios = [{"id": "even", "probability_pct": 50}, {"id": "low", "probability_pct": 50, "vacancy_factor": 0.5}]
    outcome = closed(build_instance(regions=[{"vacancies_persons_per_year": 30}], scenarios=scenarios))
    assert pick(outcome, "regions", scenario="even")["without_work_persons"] == 70
    assert pick(outcome, "regions", scenario="low")["without_work_persons"] == 85


def retrain(**programme: Any) -> Outcome:
    opening, classes = Opening(programme="school", year=2025), Classes(programme="school", year=2025, classes=2)
    return closed(build_instance(programmes=[programme]), openings=(opening,), classes=(classes,))


def test_the_retrained_find_work_at_the_rate_of_the_programme() -> None:
    # 2 classes of 10, of whom 80 % find work, and half of the other 80: 16 + 40. Cost: 3 to set up, 2 classes of 1.
    outcome = retrain(setup_cost_mcny=3, reemployment_pct=80)
    assert pick(outcome, "regions")["retrained_persons"] == 20
    assert pick(outcome, "regions")["found_work_persons"] == pytest.approx(56)
    assert pick(outcome, "payments", purpose="retraining")["spent_mcny"] == 5


def test_places_beyond_the_seekers_stay_empty_and_are_paid() -> None:
    # 2 classes of 60 for 100 people, all of whom find work.
    outcome = retrain(class_size_persons=60)
    assert pick(outcome, "regions")["retrained_persons"] == 100
    assert pick(outcome, "regions")["without_work_persons"] == 0
    assert pick(outcome, "payments", purpose="retraining")["spent_mcny"] == 2


def test_severance_is_a_monthly_wage_for_each_year_of_service() -> None:
    # 5,000 * 10 * 100 = 5 million.
    assert pick(closed(build_instance()), "payments", purpose="severance")["spent_mcny"] == pytest.approx(5)


@pytest.mark.parametrize(("promised", "spent_mcny"), [((), 0.6), ((2000,), 1.2)])
def test_income_support_is_what_is_promised_or_the_benefit(promised: tuple[int, ...], spent_mcny: float) -> None:
    # 50 without work * 12 months * 1,000 of benefit, or 2,000 promised.
    support = tuple(IncomeSupport(region="region", cny_per_month=each) for each in promised)
    outcome = closed(build_instance(), income_support=support)
    assert pick(outcome, "payments", purpose="income_support")["spent_mcny"] == pytest.approx(spent_mcny)


def test_a_regions_own_duties_take_the_place_of_the_general_ones() -> None:
    # Severance of 5: the region's own rows give 40 % to the centre and 60 % to the province; support of 0.6 is general.
    outcome = closed(
        build_instance(
            payers=[{"id": "centre"}, {"id": "province"}],
            duties=[
                {"purpose": "exit_compensation", "payer": "centre"},
                {"purpose": "severance", "payer": "centre"},
                {"purpose": "severance", "region": "region", "payer": "centre", "share_pct": 40},
                {"purpose": "severance", "region": "region", "payer": "province", "share_pct": 60},
                {"purpose": "income_support", "payer": "centre"},
            ],
        )
    )
    assert pick(outcome, "payments", payer="centre", purpose="severance")["spent_mcny"] == pytest.approx(2)
    assert pick(outcome, "payments", payer="province")["spent_mcny"] == pytest.approx(3)
    assert pick(outcome, "payments", payer="centre", purpose="income_support")["spent_mcny"] == pytest.approx(0.6)


def test_today_and_budget_are_the_first_subsidies_and_what_is_added() -> None:
    # 10 units at 3 and 4 for the line: 34; 6 added in 2026.
    plants = [{"subsidy_cny_per_unit": 3, "subsidy_mcny_per_line": 4}]
    addition = {"from_year": 2026, "to_year": 2026, "mcny_per_year": 6}
    judge = Judge(
        build_instance(header={"years": 2}, plants=plants, payers=[{}, {"id": "other"}]),
        build_mandate(budget_additions=[addition]),
    )
    assert judge.today_mcny("fund", "base") == 34
    assert judge.today_mcny("other", "base") == 0
    assert [judge.budget_mcny("fund", year, "base") for year in (2025, 2026)] == [34, 40]


def test_accounts_are_discounted() -> None:
    # Nothing happens but harm of 495 a year (rise of 9 on a mean of 55 units); at 25 %: 495 + 396.
    instance = build_instance(header={"years": 2, "discount_rate_pct": 25})
    status_quo = Judge(instance, build_mandate()).status_quo
    assert status_quo.accounts["consumer_harm"] == pytest.approx(891)
    assert pick(status_quo, "accounts", account="consumer_harm", year=2026)["amount"] == pytest.approx(495)


def test_accounts_are_expected_over_the_scenarios() -> None:
    # Half the demand: 10 sold at 18, rise 8 on a mean of (50 + 10) / 2 = 30: 240. 0.75 * 495 + 0.25 * 240 = 431.25.
    scenarios = [
        {"id": "even", "probability_pct": 75},
        {"id": "low", "probability_pct": 25, "demand_factor": 0.5},
    ]
    status_quo = Judge(build_instance(scenarios=scenarios), build_mandate()).status_quo
    assert status_quo.objective_mcny == pytest.approx(431.25)


def test_every_account_is_weighted_by_the_mandate() -> None:
    # Two plants in one year. "plant" closes: closure 7, severance 5, 100 displaced, 50 without work, support 0.6.
    # "other" sells 10 at 19 with fixed cost 160: loss 20, overhead of the firm 3; consumer harm 495.
    instance = build_instance(
        firms=[{"overhead_mcny_per_year": 3}],
        plants=[{"closure_cost_mcny_per_line": 7}, {"id": "other", "fixed_cost_mcny_per_line": 160}],
    )
    amounts = {
        "operating_losses": 20,
        "overheads": 3,
        "closure_costs": 7,
        "public_outlay": 5.6,
        "consumer_harm": 495,
        "displaced": 100,
        "without_work": 50,
    }
    names = {"displaced": "displaced_mcny_per_person", "without_work": "without_work_mcny_per_person_year"}
    plan = Plan(instance="case", moves=(CLOSING,))
    weighted = [account for account in ACCOUNTS if account not in ("investment_costs", "breaches")]
    for account in weighted:
        weights = {names.get(each, each): 2.0 if each == account else 0.0 for each in weighted}
        outcome = Judge(instance, build_mandate(weights=weights)).evaluate(plan)
        assert outcome.objective_mcny == pytest.approx(2 * amounts[account])
        assert pick(outcome, "accounts", account=account)["amount"] == pytest.approx(amounts[account])


def test_accounts_add_up_to_the_objective_and_to_their_table() -> None:
    scenarios = [{"id": "even", "probability_pct": 75}, {"id": "low", "probability_pct": 25, "demand_factor": 0.5}]
    outcome = closed(build_instance(header={"years": 3, "discount_rate_pct": 7}, scenarios=scenarios))
    assert tuple(outcome.accounts) == ACCOUNTS
    assert sum(outcome.accounts.values()) == pytest.approx(outcome.objective_mcny, rel=1e-9)
    sums = outcome.tables["accounts"].groupby("account")["objective_mcny"].sum()
    assert dict(sums) == pytest.approx(outcome.accounts, rel=1e-9)
