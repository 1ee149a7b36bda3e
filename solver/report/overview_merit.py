"""The merit order of a market today: who offers how much at which price, from the cheapest to the dearest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from solver.evaluate.outcome import Outcome
from solver.instance.instance import Instance
from solver.language import _
from solver.report.grid import Column, Grid, Row, expected
from solver.report.wording import decimals_for, name_of, number, price_unit, quantity_scale


@dataclass(frozen=True)
class Offer:
    """What a plant offers in a year."""

    plant: str
    cash_cost_cny_per_unit: float
    offer_cny_per_unit: float
    """The cash cost less the subsidy per unit."""
    capacity_munit: float
    cumulated_munit: float
    """Its capacity and that of all cheaper plants."""
    output_munit: float


def merit_order(instance: Instance, status_quo: Outcome, market: str) -> list[Offer]:
    """Return what the plants of a market offer in the first year of the status quo, the cheapest first."""
    table = status_quo.tables["plants"]
    here = [key for key, plant in instance.plants.items() if plant.market == market]
    today = table[(table["year"] == instance.years[0]) & table["plant"].isin(here)]
    values = expected(instance, today, ["plant"], ["capacity_munit", "output_munit"])
    offers = dict(zip(today["plant"].map(str), today["offer_cny_per_unit"].astype(float), strict=True))
    listed, cumulated = [], 0.0
    for plant in sorted(offers, key=lambda each: (offers[each], here.index(each))):
        capacity = values["capacity_munit"][plant]
        cumulated += capacity
        cost = instance.plants[plant].cash_cost_cny_per_unit
        listed.append(Offer(plant, cost, offers[plant], capacity, cumulated, values["output_munit"][plant]))
    return listed


def price_today(instance: Instance, status_quo: Outcome, market: str) -> float | None:
    """Return the price of the first year of the status quo, expected over the scenarios, if there is one."""
    values = expected(instance, status_quo.tables["markets"], ["market", "year"], ["price_cny_per_unit"])
    price = values["price_cny_per_unit"].get((market, instance.years[0]))
    return price if price == price else None


def merit_grid(instance: Instance, status_quo: Outcome, market: str, most: int | None) -> Grid:
    """Return the merit order of a market as a table, with the price between those who offer below and above it.

    Parameters
    ----------
    instance, status_quo
        The facts, and what follows from them.
    market : str
        Key of the market.
    most : int or None
        Plants that are shown at most, those nearest to the price; ``None`` for all.
    """
    offers = merit_order(instance, status_quo, market)
    price = price_today(instance, status_quo, market)
    below = len(offers) if price is None else sum(each.offer_cny_per_unit <= price for each in offers)
    first, last = window(len(offers), below, most)
    rows = offer_rows(instance, market, offers)
    shown = rows[first:last]
    if price is not None and offers:
        cells = (_("Price in {year}").format(year=instance.years[0]), "", "", number(price, decimals_of(offers)))
        shown.insert(below - first, Row((*cells, "", "", ""), "total"))
    caption = _("Merit order of {market}: prices in {price}, quantities in {unit}").format(
        market=name_of(instance, "markets", market),
        price=price_unit(instance, market),
        unit=quantity_scale(instance, market).unit,
    )
    if last - first < len(offers):
        words = _("{caption}; {cheaper} cheaper and {dearer} dearer plants are not shown")
        caption = words.format(caption=caption, cheaper=first, dearer=len(offers) - last)
    columns = (
        Column(_("Plant"), kind="name"),
        Column(_("Firm"), kind="name"),
        Column(_("Cash cost")),
        Column(_("Offer")),
        Column(_("Capacity")),
        Column(_("Capacity so far")),
        Column(_("Output")),
    )
    return Grid(caption, columns, tuple(shown))


def window(count: int, below: int, most: int | None) -> tuple[int, int]:
    """Return the first row shown and the one after the last: as many as may be, the price in the middle of them."""
    if most is None or count <= most:
        return 0, count
    first = min(max(0, below - most // 2), count - most)
    return first, first + most


def offer_rows(instance: Instance, market: str, offers: Sequence[Offer]) -> list[Row]:
    """Return the offers as rows."""
    scale = quantity_scale(instance, market)
    prices = decimals_of(offers)
    quantities = decimals_for(scale(each.capacity_munit) for each in offers)
    rows = []
    for each in offers:
        firm = name_of(instance, "firms", instance.plants[each.plant].firm)
        costs = (number(value, prices) for value in (each.cash_cost_cny_per_unit, each.offer_cny_per_unit))
        made = (each.capacity_munit, each.cumulated_munit, each.output_munit)
        amounts = (number(scale(value), quantities) for value in made)
        rows.append(Row((name_of(instance, "plants", each.plant), firm, *costs, *amounts)))
    return rows


def decimals_of(offers: Sequence[Offer]) -> int:
    """Return the decimals of prices in the table."""
    return decimals_for(each.cash_cost_cny_per_unit for each in offers)
