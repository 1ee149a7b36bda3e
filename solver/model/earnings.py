r"""What lines earn and lose, what subsidies cost, and what consumers lose.

``revenue`` of a state in an interval of prices is price times output, enclosed from above (nobody gains from less):

.. math:: R \le P^+ q, \qquad R \le P^- q + C N (p - P^- z)

(``revenue_at_upper_edge``, ``revenue_at_price``), which is exact when all or none of a plant's lines run full. At a
step it is the price times output. Where no price of the interval makes a loss, revenue counts for cash and sales alone,
and the upper edge is taken for the price. In a fixed market the lines share what their goods bring, each getting a
unit's worth within the range of what units bring (``revenue_shared``, ``revenue_least``, ``revenue_most``). ``loss``
(only where a line may earn more than its fixed cost, but need not):

.. math:: l \ge F w - (R - c q), \qquad l \ge 0

(``loss_least``.) Losses stay inside mode, state and plant, so nothing nets them. Consumer harm is a concave function of
the price above the reference price :math:`P_0` and nothing below it, so in an interval a straight line up to the harm
:math:`H` at the upper edge bounds it from below; where it begins inside, ``harm`` is above both lines:

.. math:: h \ge H (p - P_0 z) / (P^+ - P_0), \qquad h \ge 0

(``harm_least``.)
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

import numpy as np

from solver.instance.instance import Instance
from solver.levers.tables import ModeRow, StateRow
from solver.model import algebra
from solver.model.algebra import Expression
from solver.model.clearing import Answer, Markets, Use, UseRow
from solver.model.ledger import Ledger, enter
from solver.model.sums import Floats, Ints
from solver.model.trade import Trade


@dataclass(frozen=True)
class Operations:
    """What lines of states do in years and scenarios; all have one entry for each."""

    states: Sequence[StateRow]
    at: Sequence[tuple[int, str]]
    """Year and scenario."""
    lines: Any
    made_munit: Any
    sales_mcny: Any
    loss_mcny: Any

    @cached_property
    def _distinct(self) -> tuple[list[StateRow], Ints]:
        """The states, each once, and where in them each one's is: each has a use in every year."""
        place = {id(state): state for state in self.states}
        number = {each: at for at, each in enumerate(place)}
        where = np.fromiter((number[id(state)] for state in self.states), dtype=np.int64, count=len(self.states))
        return list(place.values()), where

    def of_states(self, fact: Callable[[StateRow], float]) -> Floats:
        """Return a fact of each one's state."""
        states, where = self._distinct
        facts: Floats = np.array([fact(state) for state in states], dtype=float)[where]
        return facts


def post_operations(ledger: Ledger, instance: Instance, operations: Operations) -> None:
    """Post losses, operating subsidies, cash from operation, sales and emissions."""
    states, at, of_states = operations.states, operations.at, operations.of_states
    made, lines, sales = operations.made_munit, operations.lines, operations.sales_mcny
    enter(partial(ledger.post, "operating_losses"), at, operations.loss_mcny)

    subsidy = of_states(lambda state: state.subsidy_cny_per_unit) * made
    subsidy = subsidy + of_states(lambda state: state.subsidy_mcny) * lines
    paid = [place for place, state in enumerate(states) if state.subsidy_payer is not None]
    enter(ledger.pay, ((states[place].subsidy_payer, *at[place]) for place in paid), subsidy.taken(paid))

    cost = of_states(lambda state: state.fixed_cost_mcny) * lines
    cost = cost + of_states(lambda state: state.cash_cost_cny_per_unit) * made
    ledger.receive_all([(state.firm, *place) for state, place in zip(states, at, strict=True)], subsidy + sales - cost)

    regions = [(state.region, *place) for state, place in zip(states, at, strict=True)]
    prices = {market.id: market.reference_price_cny_per_unit for market in instance.markets.values()}
    enter(ledger.sell, regions, sales)
    enter(ledger.make, regions, of_states(lambda state: prices[state.market]) * made)
    enter(ledger.emit, at, of_states(lambda state: state.emissions_tco2_per_unit or 0.0) * made)


class Earnings:
    """Revenue and losses of one model.

    Parameters
    ----------
    model : ConcreteModel
        Where they are added.
    markets : Markets
        Modes, and what states do in them.
    trade : Trade
        What goods of fixed markets bring.
    """

    def __init__(self, model: algebra.Model, markets: Markets, trade: Trade) -> None:
        self._model = model
        self._markets = markets
        self._trade = trade
        uses = markets.uses.items()
        self._losing = {use for use, row in uses if self._may_lose(row)}
        """Uses that could earn less than their fixed cost."""
        model.revenue = algebra.Var(
            [use for use, row in uses if row.most > 0 and (row.mode.brings or self._is_enclosed(use, row))],
            domain=algebra.Reals,
        )
        model.harm = algebra.Var(
            [key for key, mode in markets.modes.items() if mode.harm_has_kink], domain=algebra.NonNegativeReals
        )
        model.loss = algebra.Var(
            [use for use, row in uses if use in self._losing and self._may_earn(row)], domain=algebra.NonNegativeReals
        )

    def _is_enclosed(self, use: Use, row: UseRow) -> bool:
        """Return whether what output brings is to be enclosed: prices differ, and losses hang on them."""
        return row.mode.is_interval and use in self._losing

    def _range_cny_per_unit(self, row: UseRow) -> tuple[float, float]:
        """Return the least and the most that a unit can bring."""
        if row.mode.brings is not None:
            return row.mode.brings
        return row.mode.price_low_cny_per_unit, row.mode.price_high_cny_per_unit

    def _may_earn(self, row: UseRow) -> bool:
        """Return whether a line could earn more than its fixed cost."""
        margin = self._range_cny_per_unit(row)[1] - row.state.cash_cost_cny_per_unit
        return max(row.least * margin, row.most * margin) * row.state.capacity_munit > row.state.fixed_cost_mcny

    def _may_lose(self, row: UseRow) -> bool:
        """Return whether a line could earn less than its fixed cost."""
        margin = self._range_cny_per_unit(row)[0] - row.state.cash_cost_cny_per_unit
        return min(row.least * margin, row.most * margin) * row.state.capacity_munit < row.state.fixed_cost_mcny

    def add_rows(self) -> None:
        """Enclose revenue and losses."""
        self._enclose_revenue()
        self._add_shares()
        model, markets = self._model, self._markets

        @model.Constraint(list(model.harm))
        def harm_least(model: algebra.Model, *mode: Any) -> object:
            return self._harm_mcny(markets.modes[mode]) - model.harm[mode] <= 0

        shortfall = self._shortfalls_mcny.taken(self._places(model.loss))
        model.loss_least = algebra.Rows(list(model.loss), shortfall - model.members(model.loss) <= 0)

    def _enclose_revenue(self) -> None:
        """Let no output bring more than at its interval's upper edge, nor more than at the price."""
        model = self._model
        intervals = [use for use in model.revenue if self._markets.uses[use].mode.brings is None]
        rows = [self._markets.uses[use] for use in intervals]
        low = np.array([row.mode.price_low_cny_per_unit for row in rows])
        high = np.array([row.mode.price_high_cny_per_unit for row in rows])
        most = np.array([row.most * row.state.capacity_munit * row.state.most_lines for row in rows])
        revenue = model.members(model.revenue, intervals)
        made = self._markets.outputs_munit.taken(self._places(intervals))
        price = model.members(model.price, (row.mode.key for row in rows))
        in_mode = model.members(model.in_mode, (row.mode.key for row in rows))
        model.revenue_at_upper_edge = algebra.Rows(intervals, revenue - high * made <= 0)
        above = most * price - most * low * in_mode
        model.revenue_at_price = algebra.Rows(intervals, revenue - low * made - above <= 0)

    def _add_shares(self) -> None:
        """Share among the lines of a fixed market what their goods bring."""
        model, markets = self._model, self._markets
        fixed = [use for use in model.revenue if markets.uses[use].mode.brings is not None]
        sharing: defaultdict[Answer, list[Use]] = defaultdict(list)
        for use in fixed:
            sharing[markets.uses[use].mode.key[:3]].append(use)

        @model.Constraint(list(sharing))
        def revenue_shared(model: algebra.Model, *answer: Any) -> object:
            together = algebra.quicksum(model.revenue[use] for use in sharing[answer])
            return together - self._trade.brought_mcny(model, markets, answer) == 0

        ranges = [self._range_cny_per_unit(markets.uses[use]) for use in fixed]
        least, most = np.array(ranges, dtype=float).reshape(-1, 2).T
        revenue, made = model.members(model.revenue, fixed), markets.outputs_munit.taken(self._places(fixed))
        model.revenue_least = algebra.Rows(fixed, least * made - revenue <= 0)
        model.revenue_most = algebra.Rows(fixed, revenue - most * made <= 0)

    def _places(self, uses: Iterable[Use]) -> list[int]:
        """Return the places of some uses among all."""
        place = {use: at for at, use in enumerate(self._markets.uses)}
        return [place[use] for use in uses]

    @cached_property
    def _sales_mcny(self) -> Any:
        """What each use gets for its output."""
        model, uses = self._model, self._markets.uses
        high = [0.0 if use in model.revenue else row.mode.price_high_cny_per_unit for use, row in uses.items()]
        return model.members(model.revenue).summed(model.revenue, uses) + np.array(high) * self._markets.outputs_munit

    @cached_property
    def _shortfalls_mcny(self) -> Any:
        """By how much the fixed cost of each use exceeds what it earns."""
        states = [row.state for row in self._markets.uses.values()]
        fixed_cost = np.array([state.fixed_cost_mcny for state in states])
        cash_cost = np.array([state.cash_cost_cny_per_unit for state in states])
        earned = self._sales_mcny - cash_cost * self._markets.outputs_munit
        return fixed_cost * self._model.members(self._model.lines_in_mode) - earned

    def _losses_mcny(self) -> Any:
        """Return what each use loses."""
        model, uses = self._model, self._markets.uses
        follows = [use in self._losing and use not in model.loss for use in uses]
        chosen = model.members(model.loss).summed(model.loss, uses)
        return chosen + np.array(follows, dtype=float) * self._shortfalls_mcny

    def post(self, ledger: Ledger, instance: Instance) -> None:
        """Post losses, harm, operating subsidies, cash from operation, sales and emissions."""
        model, markets = self._model, self._markets
        states = [row.state for row in markets.uses.values()]
        at = [(row.mode.year, row.mode.scenario) for row in markets.uses.values()]
        lines, losses = model.members(model.lines_in_mode), self._losses_mcny()
        operations = Operations(states, at, lines, markets.outputs_munit, self._sales_mcny, losses)
        post_operations(ledger, instance, operations)
        for key, mode in markets.modes.items():
            harm = model.harm[key] if mode.harm_has_kink else self._harm_mcny(mode)
            ledger.post("consumer_harm", mode.year, mode.scenario, harm)

    def _harm_mcny(self, mode: ModeRow) -> Expression:
        """Return the straight line up to the harm at the upper edge, from where harm begins."""
        in_mode = self._model.in_mode[mode.key]
        above = self._markets.price_cny_per_unit(mode.key) - mode.harm_from_cny_per_unit * in_mode
        return mode.consumer_harm_low_mcny * in_mode + mode.harm_slope_munit * above
