"""A year's markets: put up from the lines that are open, sold in, and written down."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from solver.evaluate.books import Books, Course
from solver.evaluate.firms import Ownership
from solver.evaluate.lines import Fleet
from solver.evaluate.orders import Orders
from solver.evaluate.rows import MarketRow, PlantRow, ShipmentRow
from solver.evaluate.sales import CUTS, Good, Sale, Stall, sell
from solver.evaluate.temptation import Cartel


def hold_markets(books: Books, course: Course, orders: Orders, fleet: Fleet, ownership: Ownership) -> None:
    """Find the price of every market, and what every line makes, loses and brings."""
    stalls = put_up(books, course.scenario, orders, open_goods(books, fleet, ownership))
    charge_levies(books, orders, stalls)
    for component in fleet.world.components(orders.removed_by(books.year)):
        together = {market: stalls[market] for market in component.markets}
        sales, shipped = sell(component, together)
        course.shipments.extend(
            ShipmentRow(course.scenario, books.year, link, amount) for link, amount in shipped.items()
        )
        for market, stall in together.items():
            write_down(books, course, stall, sales[market])
            if stall.rule in CUTS:
                course.cartels.append(Cartel(course.scenario, books.year, market, component, together, sales))


def open_goods(books: Books, fleet: Fleet, ownership: Ownership) -> dict[str, list[Good]]:
    """Return market to the open lines that sell in it, and count them by their plants' own firms."""
    goods: dict[str, list[Good]] = defaultdict(list)
    figures_of, runner = fleet.world.figures, ownership.runner
    for (plant, state), lines in fleet.lines.items():
        if state != "planned":
            figures = figures_of[plant, state]
            firm = figures.plant.firm
            goods[figures.market].append(Good(figures, lines, runner[firm]))
            books.open_lines[firm] += lines
    return goods


def put_up(books: Books, scenario: str, orders: Orders, goods: Mapping[str, list[Good]]) -> dict[str, Stall]:
    """Return market to what is offered and asked for in it in a year."""
    world, year = books.world, books.year
    extra: dict[str, float] = defaultdict(float)
    for (key, issued), tranches in orders.tranches.items():
        voucher = world.instance.vouchers[key]
        if issued == year:
            extra[voucher.market] += tranches * voucher.demand_munit_per_tranche
    return {
        key: Stall(
            market=market,
            curve=world.curves[key, year, scenario],
            extra_munit=extra.get(key, 0.0),
            rule=orders.conduct.get((key, year)),
            points=tuple(world.price_points.get(key, ())),
            goods=goods.get(key, []),
        )
        for key, market in world.instance.markets.items()
    }


def charge_levies(books: Books, orders: Orders, stalls: Mapping[str, Stall]) -> None:
    """Book the levies that industry funds raise in the year."""
    for fund in orders.levies.get(books.year, ()):
        payer = books.world.instance.payers[fund]
        for stall in stalls.values():
            if stall.market.product == payer.levy_product:
                for figures, lines, firm in stall.goods:
                    levy = (payer.levy_mcny_per_munit or 0.0) * lines * figures.full_capacity_munit
                    books.levy[firm] += levy
                    books.levied[fund] += levy


def write_down(books: Books, course: Course, stall: Stall, sale: Sale) -> None:
    """Book what came of a market, for its lines and for itself."""
    output = capacity = 0.0
    rows: dict[tuple[str, str], PlantRow] = {}
    for good in stall.goods:
        row = run_lines(books, course.scenario, stall, sale, good)
        output += row.output_munit
        capacity += row.capacity_munit
        same = rows.get((row.plant, row.state))
        rows[row.plant, row.state] = row if same is None else joined(same, row)
    course.plants.extend(rows.values())
    course.markets.append(
        MarketRow(
            scenario=course.scenario,
            year=books.year,
            market=stall.market.id,
            price_cny_per_unit=sale.price,
            brings_cny_per_unit=sale.brings,
            shadow_price_cny_per_unit=sale.clearing.price_cny_per_unit,
            marginal_rate=sale.clearing.marginal_rate,
            output_munit=output,
            capacity_munit=capacity,
            operating_rate_pct=100 * output / capacity if capacity else 0.0,
            served_munit=sale.served_munit,
            unserved_munit=sale.clearing.unserved_munit,
            consumer_harm_mcny=0.0 if stall.market.is_abroad else stall.curve.consumer_harm_mcny(sale.price),
            conduct=stall.rule or "",
        )
    )


def run_lines(books: Books, scenario: str, stall: Stall, sale: Sale, good: Good) -> PlantRow:
    """Book what the lines of a plant in one state make and bring."""
    figures, lines, firm = good
    plant = figures.plant
    output = sale.rate(stall, figures) * stall.offered_munit(good)
    subsidy = figures.subsidy * output + figures.subsidy_mcny * lines
    result = (sale.brings - figures.cash_cost) * output - figures.fixed_cost_mcny * lines
    loss = max(0.0, -result)
    if subsidy and plant.subsidy_payer is not None:
        books.spent[plant.subsidy_payer, "operating_subsidy", plant.region] += subsidy
    books.margin[firm] += result + subsidy
    books.loss[firm] += loss
    books.sales[plant.region] += sale.brings * output
    books.output_value[plant.region] += figures.reference_price * output
    return PlantRow(
        scenario=scenario,
        year=books.year,
        plant=plant.id,
        state=figures.state,
        lines=lines,
        capacity_munit=lines * figures.capacity_munit,
        offer_cny_per_unit=stall.offer(figures),
        output_munit=output,
        loss_mcny=loss,
        subsidy_mcny=subsidy,
        cash_result_mcny=result + subsidy,
        emissions_mtco2=output * figures.emissions_tco2_per_unit,
    )


def joined(row: PlantRow, other: PlantRow) -> PlantRow:
    """Return the row of upgraded lines and of those that are still ramping up, whose losses are not netted."""
    return row._replace(
        lines=row.lines + other.lines,
        capacity_munit=row.capacity_munit + other.capacity_munit,
        output_munit=row.output_munit + other.output_munit,
        loss_mcny=row.loss_mcny + other.loss_mcny,
        subsidy_mcny=row.subsidy_mcny + other.subsidy_mcny,
        cash_result_mcny=row.cash_result_mcny + other.cash_result_mcny,
        emissions_mtco2=row.emissions_mtco2 + other.emissions_mtco2,
    )
