r"""Trade: goods go along links until nobody gains from sending more.

``shipped[link, year, scenario]`` (a response), ``link_used`` (binary, a response), ``inflow`` (what links bring to a
market less what they take, in a mode): with :math:`c` the cost of a link and :math:`o` whether it is open,

.. math:: \sum_g i_g = \sum_{l \to m} f_l - \sum_{l \gets m} f_l, \qquad -S z_g \le i_g \le D z_g

.. math:: \pi_j - \pi_i \le c + M (1 - o), \qquad f \le F u, \qquad u \le o, \qquad \pi_j - \pi_i \ge c - M' (1 - u)

(``traded``, ``outflow_most``, ``inflow_most``, ``no_gain_left``, ``shipped_if_used``, ``used_if_open``,
``used_at_cost``; the two that compare prices are said of modes as well, see ``mode_order``.) So prices differ by no
more than an open link costs, and by just that where goods go: with integer modes these are the conditions of the
equilibrium, and nothing is left to choose but ties.

All this is said of the shadow prices of *fixed* markets, too, once their modes are divided; until then goods go between
them as the optimiser says, along open links only (``shipped_if_open``). What a unit brings its maker is the price where
it is used less the links' cost, so that over all lines of a market

.. math:: \sum_s R_s = P_m (\text{what its own consumers get of it}) + \sum_l (\text{brought}_l) f_l
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from solver.instance.instance import Instance
from solver.levers.tables import LinkRow, Tables
from solver.model import algebra
from solver.model.algebra import Expression
from solver.model.clearing import Answer, Markets, Mode
from solver.model.mode_order import ROUNDING_CNY_PER_UNIT, Way, add_mode_order
from solver.model.paths import Paths
from solver.model.terms import opened


class Trade:
    """Links between markets, for one model.

    Parameters
    ----------
    instance : Instance
        Markets and demand.
    tables : Tables
        The links.
    """

    def __init__(self, instance: Instance, tables: Tables) -> None:
        self._instance = instance
        self.ways: dict[Way, LinkRow] = {
            (row.link, row.year, scenario): row for row in tables.links for scenario in instance.futures
        }
        most_munit: defaultdict[tuple[str, str], float] = defaultdict(float)
        for row in tables.states:
            if row.is_open:
                at = row.plant, row.market
                most_munit[at] = max(most_munit[at], row.most_lines * row.capacity_munit)
        self._capacity: defaultdict[str, float] = defaultdict(float)
        for (_, market), capacity in most_munit.items():
            self._capacity[market] += capacity
        self._extra: defaultdict[tuple[str, int], float] = defaultdict(float)
        for voucher in tables.vouchers:
            self._extra[voucher.market, voucher.year] += voucher.most_tranches * voucher.demand_munit_per_tranche
        self._into: defaultdict[Answer, list[Way]] = defaultdict(list)
        self._out_of: defaultdict[Answer, list[Way]] = defaultdict(list)
        for way, link in self.ways.items():
            self._into[link.to_market, *way[1:]].append(way)
            self._out_of[link.from_market, *way[1:]].append(way)
        self._least_offer = min((row.offer_cny_per_unit for row in tables.states if row.is_open), default=0.0)
        self._paths = Paths(tuple(instance.markets), tables.links)

    def _most_used_munit(self, market: str, year: int, scenario: str) -> float:
        """Return the most that a market's consumers can ask for: no price is below the cheapest offer of all."""
        curve = self._instance.demand_curve(market, year, scenario)
        return curve.quantity_munit(self._least_offer) + self._extra[market, year]

    def most_shipped_munit(self, way: Way) -> float:
        """Return the most that can go along a link.

        Goods go by the cheapest of the open ways, so a link carries only what is made in a market, and used in one,
        between which no cheaper way is always open.
        """
        row = self.ways[way]
        fits = [
            (origin, use)
            for origin in self._instance.markets
            for use in self._instance.markets
            if self._paths.any_cny_per_unit(origin, row.from_market)
            + row.cost_cny_per_unit
            + self._paths.any_cny_per_unit(row.to_market, use)
            <= self._paths.open_cny_per_unit(origin, use) + ROUNDING_CNY_PER_UNIT
        ]
        made = sum(self._capacity[market] for market in {origin for origin, _ in fits})
        return min(made, sum(self._most_used_munit(market, *way[1:]) for market in {use for _, use in fits}))

    def add_flows(self, model: algebra.Model, markets: Markets) -> None:
        """Add shipments and what they bring to each market, before its balance is written."""
        model.shipped = algebra.Var(list(self.ways), domain=algebra.NonNegativeReals)
        answers = [answer for answer in markets.modes_of_answers if self._into[answer] or self._out_of[answer]]
        modes: list[Mode] = [mode for answer in answers for mode in markets.modes_of_answers[answer]]
        model.inflow = algebra.Var(modes, domain=algebra.Reals)
        markets.inflow.update({mode: model.inflow[mode] for mode in modes})

        @model.Constraint(answers)
        def traded(model: algebra.Model, *answer: Any) -> object:
            split = algebra.quicksum(model.inflow[mode] for mode in markets.modes_of_answers[answer])
            return split - self._net(model, answer) == 0

        @model.Constraint(modes)
        def inflow_most(model: algebra.Model, *mode: Any) -> object:
            return model.inflow[mode] - self._most_used_munit(*mode[:3]) * model.in_mode[mode] <= 0

        @model.Constraint(modes)
        def outflow_most(model: algebra.Model, *mode: Any) -> object:
            return -model.inflow[mode] - self._capacity[mode[0]] * model.in_mode[mode] <= 0

    def _net(self, model: algebra.Model, answer: Answer) -> Expression:
        into = algebra.quicksum(model.shipped[way] for way in self._into[answer])
        return into - algebra.quicksum(model.shipped[way] for way in self._out_of[answer])

    def add_prices(self, model: algebra.Model, markets: Markets) -> None:
        """Tie the prices of linked markets to each other."""
        prices = markets.prices()
        top_cny_per_unit = {
            answer: max(markets.modes[mode].price_high_cny_per_unit for mode in modes)
            for answer, modes in markets.modes_of_answers.items()
        }
        undivided = {mode[:3] for mode, row in markets.modes.items() if row.undivided}
        free = {
            way
            for way, row in self.ways.items()
            if undivided.intersection(((row.from_market, *way[1:]), (row.to_market, *way[1:])))
        }
        priced = [way for way in self.ways if way not in free]
        gated = [way for way in self.ways if way in free and self.ways[way].gates is not None]
        model.link_used = algebra.Var(priced, domain=algebra.Binary)

        def rise(way: Way) -> Expression:
            row = self.ways[way]
            return prices[row.to_market, way[1], way[2]] - prices[row.from_market, way[1], way[2]]

        def top(way: Way) -> float:
            return top_cny_per_unit[self.ways[way].to_market, way[1], way[2]]

        most = {way: self.most_shipped_munit(way) for way in self.ways}

        @model.Constraint(priced)
        def no_gain_left(model: algebra.Model, *way: Any) -> object:
            row = self.ways[way]
            room = max(0.0, top(way) - row.cost_cny_per_unit)
            return rise(way) + room * opened(model, row.gates) <= row.cost_cny_per_unit + room

        @model.Constraint(priced)
        def shipped_if_used(model: algebra.Model, *way: Any) -> object:
            return model.shipped[way] - most[way] * model.link_used[way] <= 0

        @model.Constraint(priced)
        def used_if_open(model: algebra.Model, *way: Any) -> object:
            row = self.ways[way]
            if row.gates is None:
                return algebra.NO_ROW
            return model.link_used[way] - opened(model, row.gates) <= 0

        @model.Constraint(priced)
        def used_at_cost(model: algebra.Model, *way: Any) -> object:
            cost = self.ways[way].cost_cny_per_unit
            least = -top_cny_per_unit[self.ways[way].from_market, way[1], way[2]]
            return rise(way) - (cost - least) * model.link_used[way] >= least

        caps = {market.id: market.price_cap_cny_per_unit for market in self._instance.markets.values()}
        add_mode_order(model, markets, {way: self.ways[way] for way in priced}, caps)

        @model.Constraint(gated)
        def shipped_if_open(model: algebra.Model, *way: Any) -> object:
            return model.shipped[way] - most[way] * opened(model, self.ways[way].gates) <= 0

    def brought_mcny(self, model: algebra.Model, markets: Markets, answer: Answer) -> Expression:
        """Return what the goods that are made in a fixed market bring, over all its lines."""
        facts = self._instance.markets
        made = algebra.quicksum(markets.total_munit(mode) for mode in markets.modes_of_answers[answer])
        own = facts[answer[0]].reference_price_cny_per_unit
        sent = [(facts[self.ways[way].to_market].reference_price_cny_per_unit, way) for way in self._out_of[answer]]
        return own * made + algebra.quicksum(
            (price - self.ways[way].cost_cny_per_unit - own) * model.shipped[way] for price, way in sent
        )
