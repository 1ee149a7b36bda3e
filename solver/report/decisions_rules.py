"""What a plan decides on markets and money: rules of conduct, barriers, standards, vouchers, levies and transfers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from solver.instance.instance import Instance
from solver.instance.options import Intensity, Standard
from solver.language import _, marked
from solver.mandate import ConductRule, Mandate
from solver.plan import Plan
from solver.report.grid import Column, Grid, Row
from solver.report.wording import (
    UNKNOWN,
    listed,
    lists,
    money_scale,
    name_of,
    number,
    numbers,
    plain,
    quantity,
    sentence,
)

CONDUCT: Mapping[ConductRule, str] = {
    "joint_cut_10": marked("joint cut: all makers offer 10 % less"),
    "joint_cut_20": marked("joint cut: all makers offer 20 % less"),
    "joint_cut_30": marked("joint cut: all makers offer 30 % less"),
    "full_cost_offers": marked("nobody offers below full cost"),
}
MEASURES: Mapping[Intensity, str] = {
    "energy_kgce_per_unit": marked("energy, kg of coal equivalent"),
    "emissions_tco2_per_unit": marked("emissions, t of CO2"),
}


def warnings(instance: Instance, mandate: Mandate, plan: Plan) -> tuple[str, ...]:
    """Return what has to be said of decisions that are unlawful unless the law allows them, the mandate's reason last.

    A plan without such decisions has no warnings.
    """
    said = []
    if plan.conduct:
        said.append(
            _(
                "Warning: this plan sets rules of conduct for competitors. Agreements on output or price are unlawful"
                " unless the law allows them."
            )
        )
    if plan.levies:
        said.append(
            _(
                "Warning: in this plan competitors pay levies into a fund ({funds}), which is unlawful unless the law"
                " allows it."
            ).format(funds=listed(funds(instance, plan)))
        )
    reason = _("The mandate gives this reason for its levers: {reason}").format(reason=sentence(mandate.levers.reason))
    return (*said, reason) if said else ()


def funds(instance: Instance, plan: Plan) -> list[str]:
    """Return the names of the industry funds that raise levies."""
    return [name_of(instance, "payers", payer) for payer in dict.fromkeys(each.payer for each in plan.levies)]


def conduct_grid(instance: Instance, plan: Plan) -> Grid:
    """Return the rules of conduct with the years in which they hold."""
    years: dict[tuple[str, ConductRule], list[int]] = defaultdict(list)
    for each in sorted(plan.conduct, key=lambda each: (each.year, each.market)):
        years[each.market, each.rule].append(each.year)
    rows = tuple(
        Row((name_of(instance, "markets", market), _(CONDUCT[rule]), listed(str(year) for year in held)))
        for (market, rule), held in years.items()
    )
    columns = (Column(_("Market"), kind="name"), Column(_("Rule"), kind="name"), Column(_("Years"), kind="name"))
    return Grid(_("Rules of conduct"), columns, rows)


def removals_grid(instance: Instance, plan: Plan) -> Grid:
    """Return the barriers that are removed, and what that opens."""
    removals = sorted(plan.removals, key=lambda each: (each.year, each.barrier))
    costs_mcny = [instance.barriers[each.barrier].removal_cost_mcny for each in removals]
    scale = money_scale(costs_mcny)
    columns = (
        Column(_("Year"), kind="year"),
        Column(_("Barrier"), kind="name"),
        Column(_("Opens"), kind="name"),
        Column(_("Cost, {money}").format(money=scale.unit)),
        Column(_("Who pays"), kind="name"),
    )
    rows = []
    for each, cost in zip(removals, numbers(map(scale, costs_mcny)), strict=True):
        barrier = instance.barriers[each.barrier]
        opened = lists(opens(instance, barrier.id)) or UNKNOWN
        payer = name_of(instance, "payers", barrier.payer)
        rows.append(Row((str(each.year), name_of(instance, "barriers", barrier.id), opened, cost, payer)))
    return Grid(_("Barriers that are removed"), columns, tuple(rows))


def opens(instance: Instance, barrier: str) -> Iterator[str]:
    """Yield the ways of trade and the mergers that a barrier stands against."""
    for link in instance.links.values():
        if link.barrier == barrier:
            yield link_name(instance, link.id)
    for pair in instance.merger_pairs.values():
        if pair.barrier == barrier:
            yield _("merger {pair}").format(pair=name_of(instance, "merger_pairs", pair.id))


def link_name(instance: Instance, link: str) -> str:
    """Return a way of trade by its ends."""
    markets = (instance.links[link].from_market, instance.links[link].to_market)
    origin, destination = (name_of(instance, "markets", market) for market in markets)
    return _("{origin} to {destination}").format(origin=origin, destination=destination)


def adoptions_grid(instance: Instance, plan: Plan) -> Grid:
    """Return the standards that are adopted, and how many of today's lines are above them."""
    columns = (
        Column(_("Binds from"), kind="year"),
        Column(_("Standard"), kind="name"),
        Column(_("Product"), kind="name"),
        Column(_("Measure, for a unit"), kind="name"),
        Column(_("Most allowed")),
        Column(_("Lines above it today")),
    )
    adopted = [instance.standards[each.standard] for each in plan.adoptions]
    rows = []
    for standard in sorted(adopted, key=lambda each: (each.from_year, each.id)):
        cells = (
            str(standard.from_year),
            name_of(instance, "standards", standard.id),
            name_of(instance, "products", standard.product),
            _(MEASURES[standard.measure]),
            numbers([standard.ceiling_per_unit])[0],
            number(lines_above(instance, standard), 0),
        )
        rows.append(Row(cells))
    return Grid(_("Standards that are adopted"), columns, tuple(rows))


def lines_above(instance: Instance, standard: Standard) -> int:
    """Return how many of the lines that run at the start take or emit more than a standard allows."""
    return sum(
        plant.lines
        for plant in instance.plants.values()
        if plant.start_year is None
        and instance.markets[plant.market].product == standard.product
        and (getattr(plant, standard.measure) or 0.0) > standard.ceiling_per_unit
    )


def vouchers_grid(instance: Instance, plan: Plan) -> Grid:
    """Return the vouchers that are issued, what they add to demand, and what they cost."""
    issues = sorted(plan.vouchers, key=lambda each: (each.year, each.voucher))
    costs_mcny = [each.tranches * instance.vouchers[each.voucher].cost_mcny_per_tranche for each in issues]
    scale = money_scale(costs_mcny)
    columns = (
        Column(_("Year"), kind="year"),
        Column(_("Vouchers"), kind="name"),
        Column(_("Market"), kind="name"),
        Column(_("Tranches")),
        Column(_("Demand added")),
        Column(_("Cost, {money}").format(money=scale.unit)),
        Column(_("Who pays"), kind="name"),
    )
    rows = []
    for each, cost in zip(issues, numbers(map(scale, costs_mcny)), strict=True):
        voucher = instance.vouchers[each.voucher]
        cells = (
            str(each.year),
            name_of(instance, "vouchers", voucher.id),
            name_of(instance, "markets", voucher.market),
            number(each.tranches, 0),
            quantity(instance, voucher.market, each.tranches * voucher.demand_munit_per_tranche),
            cost,
            name_of(instance, "payers", voucher.payer),
        )
        rows.append(Row(cells))
    return Grid(_("Vouchers for buyers"), columns, tuple(rows))


def levies_grid(instance: Instance, plan: Plan) -> Grid:
    """Return the levies of industry funds with the years in which they are raised."""
    columns = (
        Column(_("Fund"), kind="name"),
        Column(_("Paid by makers of"), kind="name"),
        Column(_("Levy on a unit of open capacity, CNY")),
        Column(_("Years"), kind="name"),
    )
    years: dict[str, list[int]] = defaultdict(list)
    for each in sorted(plan.levies, key=lambda each: each.year):
        years[each.payer].append(each.year)
    rows = []
    for payer, raised in years.items():
        fund = instance.payers[payer]
        product = UNKNOWN if fund.levy_product is None else name_of(instance, "products", fund.levy_product)
        # A million CNY for a million units is a CNY for a unit.
        rate = numbers([fund.levy_mcny_per_munit])[0]
        rows.append(Row((plain(fund.name), product, rate, listed(str(year) for year in raised))))
    return Grid(_("Levies of industry funds"), columns, tuple(rows))


def transfers_grid(instance: Instance, plan: Plan) -> Grid:
    """Return the money that goes from one budget to another."""
    transfers = sorted(plan.transfers, key=lambda each: (each.year, each.transfer))
    scale = money_scale(each.mcny for each in transfers)
    columns = (
        Column(_("Year"), kind="year"),
        Column(_("From"), kind="name"),
        Column(_("To"), kind="name"),
        Column(scale.unit),
    )
    rows = []
    for each, amount in zip(transfers, numbers(scale(each.mcny) for each in transfers), strict=True):
        way = instance.transfers[each.transfer]
        ends = (name_of(instance, "payers", payer) for payer in (way.from_payer, way.to_payer))
        rows.append(Row((str(each.year), *ends, amount)))
    return Grid(_("Money between budgets"), columns, tuple(rows))
