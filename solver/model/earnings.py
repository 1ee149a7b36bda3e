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
from dataclasses import dataclass
from typing import Any

from solver.instance.instance import Instance
from solver.levers.tables import ModeRow, StateRow
from solver.model import algebra
from solver.model.algebra import Expression
from solver.model.clearing import Answer, Markets, Use, UseRow
from solver.model.ledger import Ledger
from solver.model.trade import Trade


@dataclass(frozen=True)
class Operation:
    """What lines of a state do in a year and scenario."""

    state: StateRow
    year: int
    scenario: str
    lines: Expression
    made_munit: Expression
    sales_mcny: Expression
    loss_mcny: Expression


def post_operation(ledger: Ledger, instance: Instance, operation: Operation) -> None:
    """Post losses, operating subsidies, cash from operation, sales and emissions."""
    state, year, scenario = operation.state, operation.year, operation.scenario
    made, lines = operation.made_munit, operation.lines
    ledger.post("operating_losses", year, scenario, operation.loss_mcny)
    subsidy = state.subsidy_cny_per_unit * made + state.subsidy_mcny * lines
    if state.subsidy_payer is not None:
        ledger.pay(state.subsidy_payer, year, scenario, subsidy)
    if state.firm in ledger.at_risk:
        cost = state.fixed_cost_mcny * lines + state.cash_cost_cny_per_unit * made
        ledger.receive(state.firm, year, scenario, subsidy + operation.sales_mcny - cost)
    reference_price = instance.markets[state.market].reference_price_cny_per_unit
    ledger.sell((state.region, year, scenario), operation.sales_mcny, made, reference_price)
    ledger.emit(year, scenario, made, state.emissions_tco2_per_unit or 0.0)


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
        model.revenue = algebra.Var(
            [use for use, row in uses if row.most > 0 and (row.mode.brings or self._is_enclosed(row))],
            domain=algebra.Reals,
        )
        model.harm = algebra.Var(
            [key for key, mode in markets.modes.items() if mode.harm_has_kink], domain=algebra.NonNegativeReals
        )
        model.loss = algebra.Var(
            [use for use, row in uses if self._may_earn(row) and self._may_lose(row)], domain=algebra.NonNegativeReals
        )

    def _is_enclosed(self, row: UseRow) -> bool:
        """Return whether what output brings is to be enclosed: prices differ, and losses hang on them."""
        return row.mode.is_interval and self._may_lose(row)

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
        model, markets = self._model, self._markets
        intervals = [use for use in model.revenue if markets.uses[use].mode.brings is None]

        @model.Constraint(intervals)
        def revenue_at_upper_edge(model: algebra.Model, *use: Any) -> object:
            high = markets.uses[use].mode.price_high_cny_per_unit
            return model.revenue[use] - high * markets.output_munit(use) <= 0

        @model.Constraint(intervals)
        def revenue_at_price(model: algebra.Model, *use: Any) -> object:
            row = markets.uses[use]
            key, low = row.mode.key, row.mode.price_low_cny_per_unit
            most = row.most * row.state.capacity_munit * row.state.most_lines
            above = most * model.price[key] - most * low * model.in_mode[key]
            return model.revenue[use] - low * markets.output_munit(use) - above <= 0

        self._add_shares()

        @model.Constraint(list(model.harm))
        def harm_least(model: algebra.Model, *mode: Any) -> object:
            return self._harm_mcny(markets.modes[mode]) - model.harm[mode] <= 0

        @model.Constraint(list(model.loss))
        def loss_least(model: algebra.Model, *use: Any) -> object:
            return self._shortfall_mcny(use) - model.loss[use] <= 0

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

        @model.Constraint(fixed)
        def revenue_least(model: algebra.Model, *use: Any) -> object:
            least = self._range_cny_per_unit(markets.uses[use])[0]
            return least * markets.output_munit(use) - model.revenue[use] <= 0

        @model.Constraint(fixed)
        def revenue_most(model: algebra.Model, *use: Any) -> object:
            most = self._range_cny_per_unit(markets.uses[use])[1]
            return model.revenue[use] - most * markets.output_munit(use) <= 0

    def _sales_mcny(self, use: Use) -> Expression:
        """Return what is got for the output."""
        if use in self._model.revenue:
            return self._model.revenue[use]
        return self._markets.uses[use].mode.price_high_cny_per_unit * self._markets.output_munit(use)

    def _shortfall_mcny(self, use: Use) -> Expression:
        """Return by how much fixed cost exceeds what is earned."""
        state = self._markets.uses[use].state
        earned = self._sales_mcny(use) - state.cash_cost_cny_per_unit * self._markets.output_munit(use)
        return state.fixed_cost_mcny * self._model.lines_in_mode[use] - earned

    def _loss_mcny(self, use: Use) -> Expression:
        if use in self._model.loss:
            return self._model.loss[use]
        return self._shortfall_mcny(use) if self._may_lose(self._markets.uses[use]) else 0.0

    def post(self, ledger: Ledger, instance: Instance) -> None:
        """Post losses, harm, operating subsidies, cash from operation, sales and emissions."""
        model, markets = self._model, self._markets
        for use, running in markets.uses.items():
            row = running.mode
            made, lines, sales = markets.output_munit(use), model.lines_in_mode[use], self._sales_mcny(use)
            operation = Operation(running.state, row.year, row.scenario, lines, made, sales, self._loss_mcny(use))
            post_operation(ledger, instance, operation)
        for key, mode in markets.modes.items():
            harm = model.harm[key] if mode.harm_has_kink else self._harm_mcny(mode)
            ledger.post("consumer_harm", mode.year, mode.scenario, harm)

    def _harm_mcny(self, mode: ModeRow) -> Expression:
        """Return the straight line up to the harm at the upper edge, from where harm begins."""
        in_mode = self._model.in_mode[mode.key]
        above = self._markets.price_cny_per_unit(mode.key) - mode.harm_from_cny_per_unit * in_mode
        return mode.consumer_harm_low_mcny * in_mode + mode.harm_slope_munit * above
