r"""What lines earn and lose, what subsidies cost, and what consumers lose.

``revenue`` of a state in an interval of prices is price times output, enclosed from above (nobody gains from less):

.. math:: R \le P^+ q, \qquad R \le P^- q + C N (p - P^- z)

(``revenue_at_upper_edge``, ``revenue_at_price``), which is exact when all or none of a plant's lines run full. At a
step it is the price times output. ``loss`` (only where a line may earn more than its fixed cost, but need not):

.. math:: l \ge F w - (R - c q), \qquad l \ge 0

(``loss_least``.) Losses stay inside mode, state and plant, so nothing nets them. Consumer harm is a concave function of
the price above the reference price, so in an interval the straight line between its edges bounds it from below.
"""

from __future__ import annotations

from typing import Any

import pyomo.environ as pyo

from solver.model.clearing import Markets, Running, Use
from solver.model.ledger import Expression, Ledger


def add_earnings(model: pyo.ConcreteModel, ledger: Ledger, markets: Markets) -> None:
    """Add revenue and losses; post losses, consumer harm, operating subsidies and cash from operation."""
    model.revenue = pyo.Var(
        [use for use, running in markets.uses.items() if running.mode.is_interval and running.most > 0],
        domain=pyo.NonNegativeReals,
    )
    model.loss = pyo.Var(
        [use for use, running in markets.uses.items() if _may_earn(running) and _may_lose(running)],
        domain=pyo.NonNegativeReals,
    )
    _add_revenue(model, markets)

    @model.Constraint(list(model.loss))
    def loss_least(model: pyo.ConcreteModel, *use: Any) -> object:
        return _shortfall_mcny(model, markets, use) - model.loss[use] <= 0

    _post_uses(model, ledger, markets)
    for key, row in markets.modes.items():
        above = markets.price_cny_per_unit(key) - row.price_low_cny_per_unit * model.in_mode[key]
        harm = row.consumer_harm_low_mcny * model.in_mode[key] + row.harm_slope_munit * above
        ledger.post("consumer_harm", row.year, row.scenario, harm)


def _may_earn(running: Running) -> bool:
    """Return whether a line could earn more than its fixed cost."""
    state = running.state
    margin = running.mode.price_high_cny_per_unit - state.cash_cost_cny_per_unit
    return max(running.least * margin, running.most * margin) * state.capacity_munit > state.fixed_cost_mcny


def _may_lose(running: Running) -> bool:
    """Return whether a line could earn less than its fixed cost."""
    state = running.state
    margin = running.mode.price_low_cny_per_unit - state.cash_cost_cny_per_unit
    return min(running.least * margin, running.most * margin) * state.capacity_munit < state.fixed_cost_mcny


def _add_revenue(model: pyo.ConcreteModel, markets: Markets) -> None:
    @model.Constraint(list(model.revenue))
    def revenue_at_upper_edge(model: pyo.ConcreteModel, *use: Any) -> object:
        high = markets.uses[use].mode.price_high_cny_per_unit
        return model.revenue[use] - high * markets.output_munit(use) <= 0

    @model.Constraint(list(model.revenue))
    def revenue_at_price(model: pyo.ConcreteModel, *use: Any) -> object:
        running = markets.uses[use]
        key, low = running.mode.key, running.mode.price_low_cny_per_unit
        most = running.state.capacity_munit * running.state.most_lines
        above = most * model.price[key] - most * low * model.in_mode[key]
        return model.revenue[use] - low * markets.output_munit(use) - above <= 0


def _earned_mcny(model: pyo.ConcreteModel, markets: Markets, use: Use) -> Expression:
    """Return revenue less cash cost."""
    running = markets.uses[use]
    output = markets.output_munit(use)
    if use in model.revenue:
        return model.revenue[use] - running.state.cash_cost_cny_per_unit * output
    return (running.mode.price_low_cny_per_unit - running.state.cash_cost_cny_per_unit) * output


def _shortfall_mcny(model: pyo.ConcreteModel, markets: Markets, use: Use) -> Expression:
    """Return by how much fixed cost exceeds what is earned."""
    fixed = markets.uses[use].state.fixed_cost_mcny * model.lines_in_mode[use]
    return fixed - _earned_mcny(model, markets, use)


def _loss_mcny(model: pyo.ConcreteModel, markets: Markets, use: Use) -> Expression:
    if use in model.loss:
        return model.loss[use]
    return _shortfall_mcny(model, markets, use) if _may_lose(markets.uses[use]) else 0.0


def _post_uses(model: pyo.ConcreteModel, ledger: Ledger, markets: Markets) -> None:
    for use, running in markets.uses.items():
        state, row = running.state, running.mode
        ledger.post("operating_losses", row.year, row.scenario, _loss_mcny(model, markets, use))
        made, lines = markets.output_munit(use), model.lines_in_mode[use]
        subsidy = state.subsidy_cny_per_unit * made + state.subsidy_mcny * lines
        if state.subsidy_payer is not None:
            ledger.pay(state.subsidy_payer, row.year, row.scenario, subsidy)
        earned = _earned_mcny(model, markets, use) - state.fixed_cost_mcny * lines
        ledger.receive(state.firm, row.year, row.scenario, earned + subsidy)
