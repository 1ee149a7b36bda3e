"""The short answer: the headline beside the status quo, how good it is, and its tables for a terminal.

The page and the terminal take the headline from here, so that they cannot differ.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from solver.evaluate.outcome import ACCOUNTS, Outcome
from solver.instance.instance import Instance
from solver.report import wording
from solver.report.grid import Column, Grid, Row, Sides, expected
from solver.solve.result import Result, Status

STATUSES: Mapping[Status, str] = {
    "optimal": "Plan found",
    "stopped_with_plan": "Plan found, but solving stopped before it was certified to the gap that was asked for",
    "stopped_without_plan": "Solving stopped before a plan was found",
    "no_plan": "No plan keeps all limits",
}


RARE = ("investment_costs", "breaches")
"""Accounts that most instances have nothing in; they are told where either side has."""


MANY_MARKETS = 3
"""Above so many markets the headline tells capacity by product; the report has it market by market."""

Measure = Callable[[Outcome], float]
"""What is read off a side."""


@dataclass(frozen=True)
class HeadlineRow:
    """One measure of both sides; the plan's is ``None`` where there is no plan."""

    label: str
    unit: str
    status_quo: float
    plan: float | None

    @property
    def difference(self) -> float | None:
        """The plan less the status quo."""
        return None if self.plan is None else self.plan - self.status_quo

    @property
    def cells(self) -> tuple[str, ...]:
        """The row as text; all three numbers have the decimals that the larger side needs."""
        decimals = wording.decimals_for((self.status_quo, self.plan))
        sides = (wording.number(each, decimals) for each in (self.status_quo, self.plan))
        return (self.label, self.unit, *sides, wording.number(self.difference, decimals, signed=True))


def headline(instance: Instance, status_quo: Outcome, plan: Outcome | None) -> list[HeadlineRow]:
    """Return the measures by which a planner compares a plan with the status quo, expected over the scenarios."""
    last = instance.years[-1]

    def row(label: str, unit: str, measure: Measure) -> HeadlineRow:
        return HeadlineRow(label, unit, measure(status_quo), None if plan is None else measure(plan))

    amounts = {id(each): account_amounts(instance, each) for each in (status_quo, plan) if each is not None}
    money = [amount for each in amounts.values() for account, amount in each.items() if account not in wording.PEOPLE]
    sides = [each.objective_mcny for each in (status_quo, plan) if each is not None]
    scale = wording.money_scale([*money, *sides])
    rows = [row("Objective: all accounts, weighted and discounted", scale.unit, lambda o: scale(o.objective_mcny))]
    for account in ACCOUNTS:
        label = wording.ACCOUNTS[account]
        if account in RARE and not any(each[account] for each in amounts.values()):
            continue
        if account in wording.PEOPLE:
            unit = "persons" if account == "displaced" else "person-years"
            rows.append(row(label, unit, lambda o, a=account: amounts[id(o)][a]))  # type: ignore[misc]
        else:
            rows.append(row(label, scale.unit, lambda o, a=account: scale(amounts[id(o)][a])))  # type: ignore[misc]
    rows.append(
        row("Largest rise of unemployment in a region", "percentage points", lambda o: largest_rise(instance, o))
    )
    rows.append(row("Firms that become insolvent", "firms", lambda o: insolvencies(instance, o)))
    rows.append(row(f"Open lines in {last}", "lines", lambda o: open_lines(instance, o, last)))
    known = [each for each in (status_quo, plan) if each is not None]
    if any(emissions(instance, each, last) for each in known):
        rows.append(row(f"Emissions in {last}", "Mt of CO2", lambda o: emissions(instance, o, last)))
    for label, unit, measure in market_measures(instance, known, last):
        rows.append(row(label, unit, measure))
    return rows


def market_measures(instance: Instance, sides: Sides, year: int) -> Iterator[tuple[str, str, Measure]]:
    """Yield label, unit and measure of what the headline says of markets.

    That is the price of each market, and capacity and operating rate of each or, where there are many markets, of each
    product; nothing of capacity where there is none on any side.
    """
    several = len(instance.markets) > 1
    for market in instance.markets:
        name = wording.name_of(instance, "markets", market)
        label = f"{name}: price in {year}" if several else f"Price in {year}"
        price = partial(market_value, instance, market=market, column="price_cny_per_unit", year=year)
        yield label, wording.price_unit(instance, market), price
        if len(instance.markets) <= MANY_MARKETS:
            yield from capacity_measures(instance, sides, year, [market], name if several else "")
    if len(instance.markets) > MANY_MARKETS:
        for product in instance.products:
            sold_in = [key for key, facts in instance.markets.items() if facts.product == product]
            yield from capacity_measures(instance, sides, year, sold_in, wording.name_of(instance, "products", product))


def capacity_measures(
    instance: Instance, sides: Sides, year: int, markets: Sequence[str], name: str
) -> Iterator[tuple[str, str, Measure]]:
    """Yield label, unit and measure of capacity and operating rate of some markets together, where they have any."""

    def total(outcome: Outcome, column: str) -> float:
        return sum(market_value(instance, outcome, market, column, year) for market in markets)

    def rate(outcome: Outcome) -> float:
        if len(markets) == 1:
            return total(outcome, "operating_rate_pct")
        capacity = total(outcome, "capacity_munit")
        return 100 * total(outcome, "output_munit") / capacity if capacity else math.nan

    if any(total(side, "capacity_munit") for side in sides):
        label, other = (f"{name}: capacity", f"{name}: operating rate") if name else ("Capacity", "Operating rate")
        scale = wording.quantity_scale(instance, markets[0])
        yield f"{label} in {year}", scale.unit, lambda outcome: scale(total(outcome, "capacity_munit"))
        yield f"{other} in {year}", "%", rate


def market_value(instance: Instance, outcome: Outcome, market: str, column: str, year: int) -> float:
    """Return a value of a market in a year, expected over the scenarios; not a number where there is none."""
    values = expected(instance, outcome.tables["markets"], ["market", "year"], [column])[column]
    return values.get((market, year), math.nan)


def account_amounts(instance: Instance, outcome: Outcome) -> dict[str, float]:
    """Return each account in its own unit over all years, undiscounted and expected over the scenarios."""
    sums = expected(instance, outcome.tables["accounts"], ["account"], ["amount"])["amount"]
    return {account: sums.get(account, 0.0) for account in ACCOUNTS}


def largest_rise(instance: Instance, outcome: Outcome) -> float:
    """Return the percentage points that the sector adds to unemployment in the worst region, year and scenario."""
    table = outcome.tables["regions"]
    without_work = table["without_work_persons"].astype(float)
    force = table["region"].map(lambda region: instance.regions[str(region)].labour_force_persons).astype(float)
    return float((without_work / force * 100).max()) if len(table) else 0.0


def insolvencies(instance: Instance, outcome: Outcome) -> float:
    """Return how many firms become insolvent, expected over the scenarios."""
    table = outcome.tables["firms"]
    broken = table[table["insolvent"].astype(bool)].drop_duplicates(["scenario", "firm"])
    return sum(instance.probability(str(scenario)) for scenario in broken["scenario"])


def open_lines(instance: Instance, outcome: Outcome, year: int) -> float:
    """Return how many lines are open in a year, expected over the scenarios."""
    return expected(instance, outcome.tables["firms"], ["year"], ["open_lines"])["open_lines"].get(year, 0.0)


def emissions(instance: Instance, outcome: Outcome, year: int) -> float:
    """Return what all plants emit in a year, expected over the scenarios."""
    emitted = expected(instance, outcome.tables["plants"], ["year"], ["emissions_mtco2"])["emissions_mtco2"]
    return emitted.get(year, 0.0)


def headline_grid(instance: Instance, status_quo: Outcome, plan: Outcome | None) -> Grid:
    """Return the headline as a table; without a plan, the status quo alone."""
    years = f"{instance.years[0]} to {instance.years[-1]}"
    caption = f"Totals of {years}, in prices of {instance.header.price_year}"
    titles = ("Status quo", "Plan", "Difference") if plan is not None else ("Status quo",)
    columns = (Column("Measure", kind="name"), Column("Unit", kind="name"), *(Column(title) for title in titles))
    listed = headline(instance, status_quo, plan)
    rows = [Row(each.cells[: len(columns)], "" if number else "total") for number, each in enumerate(listed)]
    return Grid(caption, columns, tuple(rows))


def status_sentence(result: Result) -> str:
    """Say in one sentence what came out, with the certified gap in words."""
    if result.plan is None or result.gap is None:
        return f"{STATUSES[result.status]}."
    if result.gap == 0:
        return (
            f"{STATUSES[result.status]}: it is certified that no plan that keeps {limits_kept(result.plan)} is better."
        )
    return (
        f"{STATUSES[result.status]}: it is certified that no plan that keeps {limits_kept(result.plan)} is better by"
        f" more than {gap_words(result.gap)} of the objective."
    )


def quality_sentence(result: Result) -> str:
    """Say how good the answer is known to be, with the numbers that say so."""
    if result.status == "no_plan":
        return "It is proven that no plan keeps all limits."
    if result.plan is None:
        return "No plan that keeps all limits was found, and it is not known whether there is one."
    if result.gap is None or result.bound_mcny is None:
        return f"The plan keeps {limits_kept(result.plan)}; how much better another one could be is not known."
    scale = wording.money_scale((result.plan.objective_mcny, result.bound_mcny))
    objective, bound = wording.numbers((scale(result.plan.objective_mcny), scale(result.bound_mcny)))
    return (
        f"The plan keeps {limits_kept(result.plan)}. Its objective is {objective} {scale.unit}; no plan that keeps them"
        f" is below {bound} {scale.unit}."
    )


def limits_kept(outcome: Outcome) -> str:
    """Return what a plan without violations keeps: all limits, or only those that are hard where others are missed."""
    table = outcome.tables["limits"]
    return "all limits" if table["kept"].astype(bool).all() else "all hard limits"


def reason_sentence(result: Result) -> str:
    """Say why the search ended, where that is not said with the answer already."""
    reason = wording.sentence(result.reason)
    said = result.status == "optimal" or reason in (status_sentence(result), quality_sentence(result))
    return "" if said else reason


def gap_words(gap: float) -> str:
    """Return a gap in per cent with two digits, four decimals at most, rounded up: it is never more than is said."""
    if gap <= 0:
        return "0 %"
    # The hair's breadth keeps a gap of 1 % that is computed as 0.99999999999 or 1.0000000000001 from being another one.
    decimals = min(4, max(0, 1 - math.floor(math.log10(gap * 100 * (1 + 1e-9)))))
    steps = max(1, math.ceil(gap * 100 * 10**decimals - 1e-6))
    return f"{steps / 10**decimals:.{decimals}f} %"
