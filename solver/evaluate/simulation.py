"""The world's response to a plan in one scenario, year by year: prices, cash, insolvency, labour, payments.

Within a year, lines move, then sell, then the firms' books are closed, then people look for work. The sector's pool of
people without work is empty before the first year; those whom the region counts as unemployed then are not of the
sector and add to the unemployment rate alone.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from solver.evaluate.labour import seek_work
from solver.evaluate.market import clear
from solver.evaluate.orders import Order, Orders, starting_state
from solver.evaluate.outcome import TOLERANCE
from solver.evaluate.rows import FirmRow, MarketRow, PaymentRow, PlantRow, RegionRow
from solver.evaluate.world import World
from solver.instance.records import Plant, Programme, Purpose
from solver.plan import State

MILLION = 1e6
MONTHS = 12


@dataclass
class Course:
    """What happened in a scenario, in rows; amounts are undiscounted and unweighted."""

    scenario: str
    markets: list[MarketRow] = field(default_factory=list)
    plants: list[PlantRow] = field(default_factory=list)
    firms: list[FirmRow] = field(default_factory=list)
    regions: list[RegionRow] = field(default_factory=list)
    payments: list[PaymentRow] = field(default_factory=list)
    closure_costs: dict[int, float] = field(default_factory=dict)
    """Year to the closure costs of all lines that close, whoever closes them."""
    lost: list[Order] = field(default_factory=list)
    """Orders for lines that insolvency has closed before."""


@dataclass
class Books:
    """What adds up within a year."""

    year: int
    closed: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    """Plant to the lines that the plan closes."""
    compensation: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    """Firm to what it receives."""
    margin: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    """Firm to what its lines bring, subsidies included."""
    loss: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    """Firm to the losses of its lines, never netted."""
    spent: dict[tuple[str, str, str], float] = field(default_factory=lambda: defaultdict(float))
    """Payer, purpose and region to what is spent."""
    dismissed: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    """Region to the people whom insolvency displaces at the end of the year."""
    closure_cost: float = 0.0


class Run:
    """One plan in one scenario.

    Parameters
    ----------
    world : World
        The facts.
    orders : Orders
        What the plan orders.
    scenario : str
        Key of the scenario.
    """

    def __init__(self, world: World, orders: Orders, scenario: str) -> None:
        self.world = world
        self.instance = world.instance
        self.orders = orders
        self.scenario = scenario
        self.course = Course(scenario)
        self.lines: dict[str, dict[State, int]] = {
            plant.id: {"subsidised": 0, "unsubsidised": 0, starting_state(plant): plant.lines}
            for plant in self.instance.plants.values()
        }
        self.cash = {firm.id: firm.cash_mcny for firm in self.instance.firms.values()}
        self.insolvent: set[str] = set()
        self.without_work = dict.fromkeys(self.instance.regions, 0.0)
        self.dismissed = dict.fromkeys(self.instance.regions, 0.0)
        """People whom insolvency displaced at the end of the year before, by region."""
        self.support = {region: world.support_cny_per_month(orders, region) for region in self.instance.regions}

    def finish(self) -> Course:
        """Run through all years and return what happened."""
        for year in self.instance.years:
            books = Books(year)
            self.move_lines(books)
            self.sell(books)
            self.close_books(books)
            self.place_workers(books)
            self.course.closure_costs[year] = books.closure_cost
            self.course.payments.extend(
                PaymentRow(self.scenario, year, *key, spent) for key, spent in books.spent.items() if spent
            )
        return self.course

    def move_lines(self, books: Books) -> None:
        """Carry out the moves of a year and pay what they cost; orders for lines that are gone do nothing."""
        for order in self.orders.by_year.get(books.year, ()):
            move = order.move
            plant = self.instance.plants[move.plant]
            if plant.firm in self.insolvent:
                self.course.lost.append(order)
                continue
            if order.possible:
                self.lines[plant.id][move.from_state] -= order.lines
            if order.withdraws:
                self.lines[plant.id]["unsubsidised"] += order.lines
            if order.closes:
                books.closed[plant.id] += order.lines
                books.closure_cost += order.lines * plant.closure_cost_mcny_per_line
                wage = self.instance.regions[plant.region].average_wage_cny_per_month
                workers = order.lines * plant.workers_per_line
                self.spend(books, "severance", plant.region, wage * plant.service_years * workers / MILLION)
            books.compensation[plant.firm] += move.compensation_mcny
            self.spend(books, "exit_compensation", plant.region, move.compensation_mcny)

    def spend(self, books: Books, purpose: Purpose, region: str, amount_mcny: float) -> None:
        """Book an amount with the payers of a purpose in a region."""
        for payer, share in self.world.shares[purpose, region].items():
            books.spent[payer, purpose, region] += share * amount_mcny

    def sell(self, books: Books) -> None:
        """Find the price of every market, and what every line makes, loses and brings."""
        for market in self.instance.markets:
            offering = [
                (plant, state, count)
                for plant in self.instance.plants.values()
                if plant.market == market
                for state, count in self.lines[plant.id].items()
                if count
            ]
            curve = self.world.curves[market, books.year, self.scenario]
            clearing = clear(
                curve,
                (
                    (self.world.offers[plant.id, state], count * plant.capacity_munit_per_line)
                    for plant, state, count in offering
                ),
            )
            price, output, capacity = clearing.price_cny_per_unit, 0.0, 0.0
            for plant, state, count in offering:
                rate = clearing.rate(self.world.offers[plant.id, state])
                row = self.run_lines(books, plant, state, count, price, rate)
                output += row.output_munit
                capacity += row.capacity_munit
            self.course.markets.append(
                MarketRow(
                    scenario=self.scenario,
                    year=books.year,
                    market=market,
                    price_cny_per_unit=price,
                    marginal_rate=clearing.marginal_rate,
                    output_munit=output,
                    capacity_munit=capacity,
                    operating_rate_pct=100 * output / capacity if capacity else 0.0,
                    unserved_munit=clearing.unserved_munit,
                    consumer_harm_mcny=curve.consumer_harm_mcny(price),
                )
            )

    def run_lines(self, books: Books, plant: Plant, state: State, count: int, price: float, rate: float) -> PlantRow:
        """Book what the lines of a plant in one state make and bring at a price, running at a rate."""
        capacity = count * plant.capacity_munit_per_line
        output = rate * capacity
        subsidy = 0.0
        if state == "subsidised":
            subsidy = plant.subsidy_cny_per_unit * output + plant.subsidy_mcny_per_line * count
            if plant.subsidy_payer is not None:
                books.spent[plant.subsidy_payer, "operating_subsidy", plant.region] += subsidy
        result = (price - plant.cash_cost_cny_per_unit) * output - plant.fixed_cost_mcny_per_line * count
        row = PlantRow(
            scenario=self.scenario,
            year=books.year,
            plant=plant.id,
            state=state,
            lines=count,
            capacity_munit=capacity,
            offer_cny_per_unit=self.world.offers[plant.id, state],
            output_munit=output,
            loss_mcny=max(0.0, -result),
            subsidy_mcny=subsidy,
            cash_result_mcny=result + subsidy,
        )
        books.margin[plant.firm] += row.cash_result_mcny
        books.loss[plant.firm] += row.loss_mcny
        self.course.plants.append(row)
        return row

    def close_books(self, books: Books) -> None:
        """Bring every firm's cash to the end of the year, and close what belongs to the insolvent."""
        for firm in self.instance.firms.values():
            plants = list(self.instance.plants_of(firm.id))
            open_lines = sum(sum(self.lines[plant.id].values()) for plant in plants)
            overhead = firm.overhead_mcny_per_year if open_lines else 0.0
            closing = sum(books.closed[plant.id] * plant.closure_cost_mcny_per_line for plant in plants)
            compensation = books.compensation[firm.id]
            self.cash[firm.id] += books.margin[firm.id] + compensation - closing - overhead
            room = TOLERANCE * max(1.0, firm.credit_mcny)
            fails = open_lines > 0 and self.cash[firm.id] + firm.credit_mcny < -room
            self.course.firms.append(
                FirmRow(
                    scenario=self.scenario,
                    year=books.year,
                    firm=firm.id,
                    open_lines=open_lines,
                    loss_mcny=books.loss[firm.id],
                    overhead_mcny=overhead,
                    compensation_mcny=compensation,
                    cash_mcny=self.cash[firm.id],
                    insolvent=fails,
                )
            )
            if fails:
                self.insolvent.add(firm.id)
                for plant in plants:
                    self.shut_down(books, plant)

    def shut_down(self, books: Books, plant: Plant) -> None:
        """Close all lines of an insolvent firm's plant at the end of a year."""
        open_lines = sum(self.lines[plant.id].values())
        self.lines[plant.id] = {"subsidised": 0, "unsubsidised": 0}
        books.closure_cost += open_lines * plant.closure_cost_mcny_per_line
        books.dismissed[plant.region] += open_lines * plant.workers_per_line

    def place_workers(self, books: Books) -> None:
        """Let people look for work in every region, and pay for classes and income support."""
        displaced: dict[str, float] = defaultdict(float)
        for key, lines in books.closed.items():
            plant = self.instance.plants[key]
            displaced[plant.region] += lines * plant.workers_per_line
        vacancy_factor = self.instance.futures[self.scenario].vacancy_factor
        for region in self.instance.regions.values():
            programme = self.world.programmes[region.id]
            classes = self.hold_classes(books, programme)
            seekers = self.without_work[region.id] + displaced[region.id] + self.dismissed[region.id]
            pool = seek_work(region, programme, classes, vacancy_factor, seekers)
            support = self.support[region.id]
            self.spend(books, "income_support", region.id, MONTHS * support * pool.without_work / MILLION)
            self.course.regions.append(
                RegionRow(
                    scenario=self.scenario,
                    year=books.year,
                    region=region.id,
                    displaced_persons=displaced[region.id] + books.dismissed[region.id],
                    seekers_persons=pool.seekers,
                    retrained_persons=pool.retrained,
                    found_work_persons=pool.found_work,
                    without_work_persons=pool.without_work,
                    unemployment_rate_pct=100
                    * (region.unemployed_persons + pool.without_work)
                    / region.labour_force_persons,
                    support_cny_per_month=support,
                )
            )
            self.without_work[region.id] = pool.without_work
            self.dismissed[region.id] = books.dismissed[region.id]

    def hold_classes(self, books: Books, programme: Programme | None) -> int:
        """Return the classes that a programme holds in a year, and pay for them and for its opening."""
        if programme is None:
            return 0
        classes = self.orders.held_classes.get((programme.id, books.year), 0)
        opening = programme.setup_cost_mcny if self.orders.opened.get(programme.id) == books.year else 0.0
        books.spent[programme.payer, "retraining", programme.region] += (
            opening + classes * programme.cost_mcny_per_class
        )
        return classes
