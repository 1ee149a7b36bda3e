"""The short answer: the headline beside the status quo, how good it is, and its tables for a terminal.

The page and the terminal take the headline from here, so that they cannot differ.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from solver.evaluate.outcome import ACCOUNTS, Outcome
from solver.instance.instance import Instance
from solver.language import _, marked, spoken
from solver.report import wording
from solver.report.grid import Column, Grid, Row, Sides, cases, expected
from solver.report.wording import Scale
from solver.solve.result import Result, Status

STATUSES: Mapping[Status, str] = {
    "optimal": marked("Plan found"),
    "stopped_with_plan": marked(
        "Plan found, but solving stopped before it was certified to the gap that was asked for"
    ),
    "stopped_without_plan": marked("Solving stopped before a plan was found"),
    "no_plan": marked("No plan keeps all limits"),
}


RARE = ("investment_costs", "breaches")
"""Accounts that most instances have nothing in; they are told where either side has."""


MANY_MARKETS = 3
"""Above so many markets the headline tells capacity by product; the report has it market by market."""


@dataclass(frozen=True)
class Measure:
    """What is read off a side, and how it is called and stated."""

    key: str
    """The same in every language and release."""
    label: str
    scale: Scale
    unit: str
    """Unit of what is read, as programs call it; the scale is for readers."""
    read: Callable[[Outcome], float]
    subject: str = ""
    """Key of the market, or of the product, that it is about."""


@dataclass(frozen=True)
class HeadlineRow:
    """One measure of both sides; the plan's is ``None`` where there is no plan."""

    measure: Measure
    read_status_quo: float
    """As it is read, in the unit of programs."""
    read_plan: float | None

    @property
    def label(self) -> str:
        """What the measure is called."""
        return self.measure.label

    @property
    def unit(self) -> str:
        """The unit in which both sides are stated."""
        return self.measure.scale.unit

    @property
    def status_quo(self) -> float:
        """The status quo in the unit stated."""
        return self.measure.scale(self.read_status_quo)

    @property
    def plan(self) -> float | None:
        """The plan in the unit stated."""
        return None if self.read_plan is None else self.measure.scale(self.read_plan)

    @property
    def cells(self) -> tuple[str, ...]:
        """The row as text; all three numbers have the decimals that the larger side needs."""
        decimals = wording.decimals_for((self.status_quo, self.plan))
        sides = (wording.number(each, decimals) for each in (self.status_quo, self.plan))
        return (self.label, self.unit, *sides, wording.difference(self.plan, self.status_quo, decimals))

    @property
    def facts(self) -> dict[str, Any]:
        """The row for programs."""
        return {
            "measure": self.measure.key,
            "subject": self.measure.subject or None,
            "unit": self.measure.unit,
            "status_quo": self.read_status_quo,
            "plan": self.read_plan,
        }


def headline(instance: Instance, status_quo: Outcome, plan: Outcome | None) -> list[HeadlineRow]:
    """Return the measures by which a planner compares a plan with the status quo, expected over the scenarios."""
    sides = [status_quo] if plan is None else [status_quo, plan]
    last = instance.years[-1]
    measures = [*account_measures(instance, sides), *people_and_firm_measures(instance, last)]
    if any(emissions(instance, each, last) for each in sides):
        label = _("Emissions in {year}").format(year=last)
        scale = wording.emissions_scale()
        measures.append(Measure("emissions", label, scale, "mtco2", lambda outcome: emissions(instance, outcome, last)))
    measures += market_measures(instance, sides, last)
    return [HeadlineRow(each, each.read(status_quo), None if plan is None else each.read(plan)) for each in measures]


def headline_facts(instance: Instance, status_quo: Outcome, plan: Outcome | None) -> list[dict[str, Any]]:
    """Return the headline for programs."""
    return [row.facts for row in headline(instance, status_quo, plan)]


def account_measures(instance: Instance, sides: Sides) -> Iterator[Measure]:
    """Yield the objective and its accounts; those that are rare only where there is something in them."""
    amounts = {id(each): account_amounts(instance, each) for each in sides}

    def amount(outcome: Outcome, account: str) -> float:
        return amounts[id(outcome)][account]

    money = [amount(each, account) for each in sides for account in ACCOUNTS if account not in wording.PEOPLE]
    scale = wording.money_scale([*money, *(each.objective_mcny for each in sides)])
    label = _("Objective: all accounts, weighted and discounted")
    yield Measure("objective", label, scale, "mcny", lambda outcome: outcome.objective_mcny)
    units = {"displaced": "persons", "without_work": "person_years"}
    for account in ACCOUNTS:
        if account in RARE and not any(amount(each, account) for each in sides):
            continue
        unit = units.get(account, "mcny")
        stated = Scale(wording.unit_words(unit), 1.0) if account in units else scale
        yield Measure(account, _(wording.ACCOUNTS[account]), stated, unit, partial(amount, account=account))


def people_and_firm_measures(instance: Instance, year: int) -> tuple[Measure, ...]:
    """Return the measures of what happens to people, firms and lines."""
    return (
        Measure(
            "largest_rise_of_unemployment",
            _("Largest rise of unemployment in a region"),
            Scale(_("percentage points"), 1.0),
            "percentage_points",
            partial(largest_rise, instance),
        ),
        Measure(
            "insolvent_firms",
            _("Firms that become insolvent"),
            Scale(_("firms"), 1.0),
            "firms",
            partial(insolvencies, instance),
        ),
        Measure(
            "open_lines",
            _("Open lines in {year}").format(year=year),
            Scale(wording.unit_words("lines"), 1.0),
            "lines",
            partial(open_lines, instance, year=year),
        ),
    )


def market_measures(instance: Instance, sides: Sides, year: int) -> Iterator[Measure]:
    """Yield the price of each market, and capacity and operating rate of each or, of many, of each product.

    Nothing is said of capacity where there is none on any side.
    """
    several = len(instance.markets) > 1
    for market in instance.markets:
        name = wording.name_of(instance, "markets", market)
        label = _("{name}: price in {year}") if several else _("Price in {year}")
        price = partial(market_value, instance, market=market, column="price_cny_per_unit", year=year)
        scale = Scale(wording.price_unit(instance, market), 1.0)
        yield Measure("price", label.format(name=name, year=year), scale, "cny_per_unit", price, market)
        if len(instance.markets) <= MANY_MARKETS:
            yield from capacity_measures(instance, sides, year, [market], market, name if several else "")
    if len(instance.markets) > MANY_MARKETS:
        for product in instance.products:
            sold_in = [key for key, facts in instance.markets.items() if facts.product == product]
            name = wording.name_of(instance, "products", product)
            yield from capacity_measures(instance, sides, year, sold_in, product, name)


def capacity_measures(
    instance: Instance, sides: Sides, year: int, markets: Sequence[str], subject: str, name: str
) -> Iterator[Measure]:
    """Yield capacity and operating rate of some markets together, where they have any."""

    def total(outcome: Outcome, column: str) -> float:
        return sum(market_value(instance, outcome, market, column, year) for market in markets)

    def rate(outcome: Outcome) -> float:
        if len(markets) == 1:
            return total(outcome, "operating_rate_pct")
        capacity = total(outcome, "capacity_munit")
        return 100 * total(outcome, "output_munit") / capacity if capacity else math.nan

    if any(total(side, "capacity_munit") for side in sides):
        label = _("{name}: capacity in {year}") if name else _("Capacity in {year}")
        other = _("{name}: operating rate in {year}") if name else _("Operating rate in {year}")
        scale = wording.quantity_scale(instance, markets[0])
        capacity = partial(total, column="capacity_munit")
        yield Measure("capacity", label.format(name=name, year=year), scale, "munit", capacity, subject)
        yield Measure("operating_rate", other.format(name=name, year=year), Scale("%", 1.0), "percent", rate, subject)


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
    caption = _("Totals of {first} to {last}, in prices of {price_year}").format(
        first=instance.years[0], last=instance.years[-1], price_year=instance.header.price_year
    )
    titles = [each.title for each in cases("", planned=plan is not None)]
    if plan is not None:
        titles.append(_("Difference"))
    columns = (Column(_("Measure"), kind="name"), Column(_("Unit"), kind="name"), *(Column(title) for title in titles))
    listed = headline(instance, status_quo, plan)
    rows = [Row(each.cells[: len(columns)], "" if number else "total") for number, each in enumerate(listed)]
    return Grid(caption, columns, tuple(rows))


def status_sentence(result: Result) -> str:
    """Say in one sentence what came out, with the certified gap in words."""
    status = _(STATUSES[result.status])
    if result.plan is None or result.gap is None:
        return _("{status}.").format(status=status)
    limits = limits_kept(result.plan)
    if result.gap == 0:
        return _("{status}: it is certified that no plan that keeps {limits} is better.").format(
            status=status, limits=limits
        )
    return _(
        "{status}: it is certified that no plan that keeps {limits} is better by more than {gap} of the objective."
    ).format(status=status, limits=limits, gap=gap_words(result.gap))


def quality_sentence(result: Result) -> str:
    """Say how good the answer is known to be, with the numbers that say so."""
    if result.status == "no_plan":
        return _("It is proven that no plan keeps all limits.")
    if result.plan is None:
        return _("No plan that keeps all limits was found, and it is not known whether there is one.")
    limits = limits_kept(result.plan)
    if result.gap is None or result.bound_mcny is None:
        return _("The plan keeps {limits}; how much better another one could be is not known.").format(limits=limits)
    scale = wording.money_scale((result.plan.objective_mcny, result.bound_mcny))
    objective, bound = wording.numbers((scale(result.plan.objective_mcny), scale(result.bound_mcny)))
    return _(
        "The plan keeps {limits}. Its objective is {objective} {unit}; no plan that keeps them is below {bound} {unit}."
    ).format(limits=limits, objective=objective, bound=bound, unit=scale.unit)


def limits_kept(outcome: Outcome) -> str:
    """Return what a plan without violations keeps: all limits, or only those that are hard where others are missed."""
    table = outcome.tables["limits"]
    return _("all limits") if table["kept"].astype(bool).all() else _("all hard limits")


def reason_words(result: Result) -> str:
    """Return why the search ended, with what the solver itself says of it."""
    reason = _(result.reason)
    if not result.detail:
        return reason
    return _("{reason} ({detail})").format(reason=reason, detail=_(result.detail))


def reason_sentence(result: Result) -> str:
    """Say why the search ended, where that is not said with the answer already."""
    reason = wording.sentence(reason_words(result))
    said = result.status == "optimal" or reason in (status_sentence(result), quality_sentence(result))
    return "" if said else reason


def gap_words(gap: float) -> str:
    """Return a gap in per cent with two digits, four decimals at most, rounded up: it is never more than is said."""
    if gap <= 0:
        return f"0{wording.PERCENT[spoken()]}"
    # The hair's breadth keeps a gap of 1 % that is computed as 0.99999999999 or 1.0000000000001 from being another one.
    decimals = min(4, max(0, 1 - math.floor(math.log10(gap * 100 * (1 + 1e-9)))))
    steps = max(1, math.ceil(gap * 100 * 10**decimals - 1e-6))
    return f"{steps / 10**decimals:.{decimals}f}{wording.PERCENT[spoken()]}"
