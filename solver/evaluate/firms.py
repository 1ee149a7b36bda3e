"""Who runs whose lines, how cash moves, and who fails."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from solver.evaluate.books import Books, Course
from solver.evaluate.lines import Fleet
from solver.evaluate.orders import MergerOrder, Orders
from solver.evaluate.outcome import TOLERANCE
from solver.evaluate.rows import FirmRow
from solver.instance.instance import Instance
from solver.instance.options import MergerPair
from solver.instance.records import Plant


class Ownership:
    """The firms: which of them run whose lines, with what cash, and which are insolvent.

    Parameters
    ----------
    instance : Instance
        The facts.
    """

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self.runner = {firm: firm for firm in instance.firms}
        """Plants' own firm to the firm that runs its lines."""
        self.pairs: dict[str, list[MergerPair]] = defaultdict(list)
        """Acquirer to the pairs that it has merged in."""
        self.cash = {firm.id: firm.cash_mcny for firm in instance.firms.values()}
        self.insolvent: set[str] = set()

    def may_start(self, plant: Plant) -> bool:
        """Return whether planned lines of a plant may start."""
        return self.runner[plant.firm] not in self.insolvent

    def merge(self, books: Books, orders: Orders, course: Course) -> list[MergerPair]:
        """Merge the pairs of a year whose firms are solvent, pay for it, and return them."""
        merged = []
        for order in orders.mergers:
            if order.merger.year != books.year or not order.possible:
                continue
            failed = [firm for firm in (order.pair.acquirer, order.pair.target) if firm in self.insolvent]
            if failed:
                course.failed.append((order, failed[0]))
            else:
                merged.append(order.pair)
                self._take_over(books, order)
        return merged

    def _take_over(self, books: Books, order: MergerOrder) -> None:
        pair = order.pair
        self.runner[pair.target] = pair.acquirer
        self.pairs[pair.acquirer].append(pair)
        self.cash[pair.acquirer] += self.cash.pop(pair.target)
        books.investment[pair.acquirer] += pair.integration_cost_mcny
        books.investment_cost += pair.integration_cost_mcny
        if pair.redundancy_region is not None:
            at_home = any(plant.region == pair.redundancy_region for plant in self.instance.plants_of(pair.acquirer))
            leaving = pair.redundant_persons * (1 - pair.redeployed_pct / 100 if at_home else 1.0)
            books.displace(pair.redundancy_region, leaving, pair.redundancy_service_years or 0.0)

    def overhead_mcny(self, firm: str, open_lines: Mapping[str, int]) -> float:
        """Return the overhead of a firm and of those that it has taken over, while they have open lines."""
        firms = self.instance.firms
        taken = [pair for pair in self.pairs.get(firm, ()) if open_lines.get(pair.target)]
        overhead = sum(
            max(0.0, firms[pair.target].overhead_mcny_per_year - pair.overhead_saving_mcny_per_year) for pair in taken
        )
        return overhead + (firms[firm].overhead_mcny_per_year if taken or open_lines.get(firm) else 0.0)

    def parts(self, firm: str) -> list[str]:
        """Return the firms whose lines a firm runs, itself included."""
        return [firm, *(pair.target for pair in self.pairs.get(firm, ()))]


def close_books(books: Books, course: Course, fleet: Fleet, ownership: Ownership) -> None:
    """Bring every firm's cash to the end of the year, and close what belongs to the insolvent."""
    for firm, facts in ownership.instance.firms.items():
        if firm not in ownership.cash:
            continue
        open_lines = sum(books.open_lines.get(part, 0) for part in ownership.parts(firm))
        overhead = ownership.overhead_mcny(firm, books.open_lines)
        compensation, investment, levy = books.compensation[firm], books.investment[firm], books.levy[firm]
        ownership.cash[firm] += books.margin[firm] + compensation - books.closing[firm] - overhead - investment - levy
        cash = ownership.cash[firm]
        fails = open_lines > 0 and cash + facts.credit_mcny < -TOLERANCE * max(1.0, facts.credit_mcny)
        course.firms.append(
            FirmRow(
                scenario=course.scenario,
                year=books.year,
                firm=firm,
                open_lines=open_lines,
                loss_mcny=books.loss[firm],
                overhead_mcny=overhead,
                compensation_mcny=compensation,
                investment_mcny=investment,
                levy_mcny=levy,
                cash_mcny=cash,
                insolvent=fails,
            )
        )
        if fails:
            ownership.insolvent.add(firm)
            for part in ownership.parts(firm):
                for plant in fleet.world.plants_of[part]:
                    shut_down(books, fleet, plant)


def shut_down(books: Books, fleet: Fleet, plant: Plant) -> None:
    """Close all lines of an insolvent firm's plant at the end of a year."""
    for state, lines in fleet.shut_down(plant).items():
        books.closure_cost += lines * plant.closure_cost_mcny_per_line
        books.dismissed[plant.region] += lines * fleet.world.figures[plant.id, state].workers
