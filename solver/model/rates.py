r"""What ties the output of single states to their market's price: shared rates, and the merit order.

``rate[market, year, scenario, mode]`` (zero in all other modes). Where several states offer at the price of a step, or
a rationed market runs all lines at one rate, :math:`q = C w r`. The product is enclosed by its envelope over
:math:`0 \le w \le N` and the mode's rates, exact when all or none of a plant's lines are in the state:

.. math:: q \ge C (r^+ w + N r - N r^+ z), \qquad q \le C (r^- w + N r - N r^- z), \qquad r^- z \le r \le r^+ z

(``shared_least``, ``shared_most``, ``rate_least``, ``rate_most``.) In a rated interval the rate follows the price:

.. math:: (P^+ - P^-) (r - r^- z) = (r^+ - r^-) (p - P^- z)

(``rate_at_price``.) A state whose offer :math:`a` lies inside an interval stands idle below it and runs as far as it
may, :math:`m`, above it, whose straight-line envelopes over the interval are

.. math:: q \ge m C (w - N z + N (p - a z) / (P^+ - a)), \qquad q \le m C N (p - P^- z) / (a - P^-)

(``runs_if_cheaper``, ``idle_if_dearer``; left out where the envelope is upright, the edge being next to the offer.)
"""

from __future__ import annotations

from typing import Any

from solver.levers.brackets import NARROWEST
from solver.model import algebra
from solver.model.algebra import Expression
from solver.model.clearing import Markets, Use


def add_shared_rates(model: algebra.Model, markets: Markets) -> None:
    """Let states that share a rate run at it."""
    rates = {
        running.mode.key: (running.least, running.most)
        for running in markets.uses.values()
        if running.in_part and running.mode.key in markets.shared
    }
    sharing = [use for use in model.output if markets.uses[use].mode.key in rates]

    def envelope(use: Use, edge: float) -> Expression:
        running = markets.uses[use]
        key, most = running.mode.key, running.state.most_lines
        above = most * model.rate[key] - most * edge * model.in_mode[key]
        return running.state.capacity_munit * (edge * model.lines_in_mode[use] + above)

    @model.Constraint(list(rates))
    def rate_least(model: algebra.Model, *key: Any) -> object:
        return rates[key][0] * model.in_mode[key] - model.rate[key] <= 0

    @model.Constraint(list(rates))
    def rate_most(model: algebra.Model, *key: Any) -> object:
        return model.rate[key] - rates[key][1] * model.in_mode[key] <= 0

    @model.Constraint(sharing)
    def shared_least(model: algebra.Model, *use: Any) -> object:
        return envelope(use, markets.uses[use].most) - model.output[use] <= 0

    @model.Constraint(sharing)
    def shared_most(model: algebra.Model, *use: Any) -> object:
        return model.output[use] - envelope(use, markets.uses[use].least) <= 0

    @model.Constraint([key for key in rates if markets.modes[key].rated])
    def rate_at_price(model: algebra.Model, *key: Any) -> object:
        row, (least, most) = markets.modes[key], rates[key]
        width = row.price_high_cny_per_unit - row.price_low_cny_per_unit
        faster = width * (model.rate[key] - least * model.in_mode[key])
        dearer = (most - least) * (model.price[key] - row.price_low_cny_per_unit * model.in_mode[key])
        return faster - dearer == 0


def add_merit_order(model: algebra.Model, markets: Markets) -> None:
    """Tie what states with offers inside an interval make to its price."""
    inside = [use for use in model.output if markets.uses[use].mode.is_interval and not markets.uses[use].mode.rated]

    def is_clear(use: Use, edge: float) -> bool:
        """Return whether an edge lies further from the offer than boxes begin below the least price."""
        offer = markets.uses[use].offer_cny_per_unit
        return abs(edge - offer) > 2 * NARROWEST * abs(offer)

    @model.Constraint([use for use in inside if is_clear(use, markets.uses[use].mode.price_high_cny_per_unit)])
    def runs_if_cheaper(model: algebra.Model, *use: Any) -> object:
        running = markets.uses[use]
        state, row, offer = running.state, running.mode, running.offer_cny_per_unit
        width = row.price_high_cny_per_unit - offer
        above = (model.price[row.key] - offer * model.in_mode[row.key]) / width - model.in_mode[row.key]
        least = running.most * state.capacity_munit * (model.lines_in_mode[use] + state.most_lines * above)
        return least - model.output[use] <= 0

    @model.Constraint([use for use in inside if is_clear(use, markets.uses[use].mode.price_low_cny_per_unit)])
    def idle_if_dearer(model: algebra.Model, *use: Any) -> object:
        running = markets.uses[use]
        state, row, low = running.state, running.mode, running.mode.price_low_cny_per_unit
        share = (model.price[row.key] - low * model.in_mode[row.key]) / (running.offer_cny_per_unit - low)
        return model.output[use] - running.most * state.capacity_munit * state.most_lines * share <= 0
