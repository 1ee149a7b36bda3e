"""The accounts of the objective: what a course of events amounts to, weighted, discounted and expected."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from solver.evaluate.books import Course
from solver.evaluate.outcome import ACCOUNTS
from solver.evaluate.rows import AccountRow, BreachRow
from solver.instance.instance import Instance
from solver.mandate import Mandate

UNITS = {"displaced": "persons", "without_work": "person-years"}
"""Units of the accounts that are not in mcny."""


def add_up(instance: Instance, course: Course, breaches: Iterable[BreachRow]) -> dict[tuple[str, int], float]:
    """Return account and year to the amount, undiscounted, in the unit of the account.

    A breach of no scenario counts in all, and one of no year in the first.
    """
    amounts: dict[tuple[str, int], float] = defaultdict(float)
    for plant in course.plants:
        amounts["operating_losses", plant.year] += plant.loss_mcny
    for firm in course.firms:
        amounts["overheads", firm.year] += firm.overhead_mcny
    for year in instance.years:
        amounts["closure_costs", year] = course.closure_costs[year]
        amounts["investment_costs", year] = course.investment_costs[year]
    public = [row for row in course.payments if not instance.payers[row.payer].is_industry_fund]
    for payment in public:
        amounts["public_outlay", payment.year] += payment.spent_mcny
    for market in course.markets:
        amounts["consumer_harm", market.year] += market.consumer_harm_mcny
    for region in course.regions:
        amounts["displaced", region.year] += region.displaced_persons
        amounts["without_work", region.year] += region.without_work_persons
    for breach in (each for each in breaches if each.scenario in ("", course.scenario)):
        amounts["breaches", breach.year or instance.years[0]] += breach.cost_mcny
    return amounts


def account_rows(
    instance: Instance, mandate: Mandate, courses: Iterable[Course], breaches: Iterable[BreachRow]
) -> Iterator[AccountRow]:
    """Yield every account of every year and scenario with its part of the objective."""
    breaches = list(breaches)
    weights = mandate.weights.by_account
    for course in courses:
        amounts = add_up(instance, course, breaches)
        probability = instance.probability(course.scenario)
        for year in instance.years:
            present = probability * instance.discount_factor(year)
            for account in ACCOUNTS:
                amount = amounts.get((account, year), 0.0)
                unit = UNITS.get(account, "mcny")
                counted = weights[account] * present * amount
                yield AccountRow(course.scenario, year, account, amount, unit, counted)


def sum_by_account(rows: Iterable[AccountRow]) -> dict[str, float]:
    """Return account to its part of the objective, over all years and scenarios."""
    sums = dict.fromkeys(ACCOUNTS, 0.0)
    for row in rows:
        sums[row.account] += row.objective_mcny
    return sums
