"""The world's response to a plan in one scenario, year by year: prices, cash, insolvency, labour, payments.

Within a year, firms merge and lines move, then sell, then the firms' books are closed, then people look for work. The
sector's pool of people without work is empty before the first year; those whom the region counts as unemployed then are
not of the sector and add to the unemployment rate alone.
"""

from __future__ import annotations

from solver.evaluate.books import Books, Course
from solver.evaluate.firms import Ownership, close_books
from solver.evaluate.labour import seek_work
from solver.evaluate.lines import Fleet
from solver.evaluate.orders import Order, Orders, carry_out
from solver.evaluate.rows import PaymentRow, RegionRow
from solver.evaluate.trading import hold_markets
from solver.evaluate.world import World
from solver.instance.records import Plant, Programme, Region

MILLION = 1e6
MONTHS = 12


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
        self.fleet = Fleet(world)
        self.ownership = Ownership(world.instance)
        self.without_work = dict.fromkeys(self.instance.regions, 0.0)
        self.dismissed = dict.fromkeys(self.instance.regions, 0.0)
        """People whom insolvency displaced at the end of the year before, by region."""

    def finish(self) -> Course:
        """Run through all years and return what happened."""
        for year in self.instance.years:
            books = Books(year, self.world)
            self.fleet.begin(year)
            merging = self.ownership.merge(books, self.orders, self.course)
            self.move_lines(books)
            for plant, lines in self.fleet.settle(year, merging, self.ownership.may_start):
                self.start_lines(books, plant, lines)
            self.pay_for_gates(books)
            hold_markets(books, self.course, self.orders, self.fleet, self.ownership)
            close_books(books, self.course, self.fleet, self.ownership)
            for region in self.instance.regions.values():
                self.place_workers(books, region)
            self.write_down(books)
        return self.course

    def move_lines(self, books: Books) -> None:
        """Carry out the moves of a year and pay what they cost; orders for lines that are gone do nothing."""
        for order in self.orders.by_year.get(books.year, ()):
            plant = self.instance.plants[order.move.plant]
            firm = self.ownership.runner[plant.firm]
            if firm in self.ownership.insolvent:
                self.course.lost.append(order)
                continue
            moved = carry_out(self.fleet, order)
            if moved < order.lines:
                self.course.lost.append(order)
            if order.lines and not moved:
                continue
            if order.closes and not order.stops:
                self.close_lines(books, order, moved)
            if order.upgrades and moved:
                self.upgrade_lines(books, order, moved)
            books.compensation[firm] += order.move.compensation_mcny
            books.spend("exit_compensation", plant.region, order.move.compensation_mcny)

    def close_lines(self, books: Books, order: Order, lines: int) -> None:
        """Book what lines cost that the plan closes, and the people who lose their jobs."""
        if not lines:
            return
        figures = self.world.figures[order.move.plant, order.move.from_state]
        plant = figures.plant
        cost = lines * plant.closure_cost_mcny_per_line
        books.closing[self.ownership.runner[plant.firm]] += cost
        books.closure_cost += cost
        leaving = lines * figures.workers * (1 - figures.redeployed)
        books.displace(plant.region, leaving, plant.service_years)

    def upgrade_lines(self, books: Books, order: Order, lines: int) -> None:
        """Book what upgrading lines costs, and the jobs and posts that it ends and opens."""
        upgrade = self.instance.upgrades[order.upgrade]
        plant = self.instance.plants[upgrade.plant]
        cost = lines * upgrade.capital_cost_mcny_per_line
        public = upgrade.public_share_pct / 100 * cost
        books.investment_cost += cost
        books.investment[self.ownership.runner[plant.firm]] += cost - public
        if upgrade.payer is not None:
            books.spent[upgrade.payer, "upgrade_support", plant.region] += public
        unskilled = upgrade.workers_per_line - upgrade.skilled_workers_per_line
        books.displace(plant.region, lines * max(0.0, plant.workers_per_line - unskilled), plant.service_years)
        books.posts[plant.region].opened += lines * max(0.0, unskilled - plant.workers_per_line)
        books.posts[plant.region].skilled += lines * upgrade.skilled_workers_per_line

    def start_lines(self, books: Books, plant: Plant, lines: int) -> None:
        """Book the capital cost of planned lines that start, and the posts that they open."""
        cost = lines * (plant.capital_cost_mcny_per_line or 0.0)
        books.investment_cost += cost
        books.investment[self.ownership.runner[plant.firm]] += cost
        books.posts[plant.region].opened += lines * plant.workers_per_line

    def pay_for_gates(self, books: Books) -> None:
        """Pay for barriers that are removed in the year, and for its vouchers."""
        for key, year in self.orders.removed.items():
            if year == books.year:
                barrier = self.instance.barriers[key]
                books.spent[barrier.payer, "barrier_removal", ""] += barrier.removal_cost_mcny
        for (key, year), tranches in self.orders.tranches.items():
            if year == books.year:
                voucher = self.instance.vouchers[key]
                books.spent[voucher.payer, "vouchers", ""] += tranches * voucher.cost_mcny_per_tranche

    def place_workers(self, books: Books, region: Region) -> None:
        """Let people look for work in a region, and pay for classes, income and wage support."""
        classes = self.hold_classes(books, self.world.programmes[region.id])
        seekers = self.without_work[region.id] + books.displaced[region.id] + self.dismissed[region.id]
        posts = books.posts[region.id]
        vacancy_factor = self.instance.futures[self.scenario].vacancy_factor
        pool = seek_work(region, self.world.programmes[region.id], classes, vacancy_factor, posts, seekers)
        support = self.orders.support_cny_per_month(region)
        topped_up = max(0.0, self.orders.plan.wage_cny_per_month(region.id) - region.wage_when_rehired_cny_per_month)
        books.spend("income_support", region.id, MONTHS * support * pool.without_work / MILLION)
        books.spend("income_support", region.id, MONTHS * topped_up * pool.found_work / MILLION, "wage_support")
        unemployed = region.unemployed_persons + pool.without_work
        self.course.regions.append(
            RegionRow(
                scenario=self.scenario,
                year=books.year,
                region=region.id,
                displaced_persons=books.displaced[region.id] + books.dismissed[region.id],
                seekers_persons=pool.seekers,
                retrained_persons=pool.retrained,
                posts_opened=posts.opened,
                found_work_persons=pool.found_work,
                without_work_persons=pool.without_work,
                unemployment_rate_pct=100 * unemployed / region.labour_force_persons,
                support_cny_per_month=support,
                sales_mcny=books.sales[region.id],
                output_value_mcny=books.output_value[region.id],
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

    def write_down(self, books: Books) -> None:
        """Keep what belongs to the year as a whole."""
        self.course.closure_costs[books.year] = books.closure_cost
        self.course.investment_costs[books.year] = books.investment_cost
        self.course.levies.update({(payer, books.year): amount for payer, amount in books.levied.items()})
        self.course.payments.extend(
            PaymentRow(self.scenario, books.year, *key, spent) for key, spent in books.spent.items() if spent
        )
