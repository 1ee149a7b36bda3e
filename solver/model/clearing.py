r"""Markets: every market is in one mode, and the mode says what its lines make and at which price.

``in_mode[market, year, scenario, mode]`` (binary, a response), ``lines_in_mode`` (lines of a state while the market is
in the mode), ``output`` (only where a state may run in part), ``price`` and ``rate`` of a mode (zero in all others):

.. math:: \sum_g z_g = 1, \qquad n_s = \sum_g w_{s,g}, \qquad \sum_{s \in i} w_{s,g} \le N_i z_g

.. math:: \mathrm{least}_{s,g} C_s w_{s,g} \le q_{s,g} \le \mathrm{most}_{s,g} C_s w_{s,g}

(``one_mode``, ``lines_split_by_mode``, ``lines_only_in_mode``, ``output_least``, ``output_most``.) In an interval of
prices output is what is asked for at the price, a straight line; in other modes it lies between demand at the edges:

.. math:: \sum_s q_{s,g} = \overline{D}_g z_g - \sigma_g (p_g - P^-_g z_g), \qquad P^-_g z_g \le p_g \le P^+_g z_g

with :math:`\sigma_g` the slope of demand (``demand_met``, ``price_least``, ``price_most``; elsewhere
``demand_served`` and ``demand_not_exceeded``). Where several states offer at the price of a step they share one rate,
:math:`q = C w r`. The product is enclosed by its envelope over :math:`0 \le w \le N` and the bracket's rates, exact
when all or none of a plant's lines are in the state:

.. math:: q \ge C (r^+ w + N r - N r^+ z), \qquad q \le C (r^- w + N r - N r^- z), \qquad r^- z \le r \le r^+ z

(``shared_least``, ``shared_most``, ``rate_least``, ``rate_most``.) A state whose offer :math:`a` lies inside an
interval stands idle below it and runs full above it, whose straight-line envelopes over the interval are

.. math:: q \ge C (w - N z + N (p - a z) / (P^+ - a)), \qquad q \le C N (p - P^- z) / (a - P^-)

(``runs_if_cheaper``, ``idle_if_dearer``.)
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pyomo.environ as pyo

from solver.levers.tables import ModeRow, StateRow, Tables
from solver.model.ledger import Expression

Answer = tuple[str, int, str]
"""Market, year and scenario."""
Mode = tuple[str, int, str, str]
"""Market, year, scenario and mode."""
Use = tuple[str, str, int, str, str]
"""Plant, state, year, scenario and mode."""


@dataclass(frozen=True)
class Running:
    """What a state does in a mode: the least and the most of its capacity that it uses."""

    state: StateRow
    mode: ModeRow
    least: float
    most: float

    @property
    def in_part(self) -> bool:
        """Whether its output is not fixed by the mode."""
        return self.least < self.most


class Markets:
    """Modes and what states do in them, for the equations that follow."""

    def __init__(self, model: pyo.ConcreteModel, tables: Tables, modes: tuple[ModeRow, ...]) -> None:
        states = {row.key: row for row in tables.states}
        self._model = model
        self.modes: dict[Mode, ModeRow] = {row.key: row for row in modes}
        self.uses: dict[Use, Running] = {
            (*key, row.year, row.scenario, row.mode): Running(states[key], row, least, most)
            for row in modes
            for key, least, most in row.running
        }

    @cached_property
    def uses_of(self) -> dict[Mode, list[Use]]:
        """Mode to what states do in it."""
        uses: dict[Mode, list[Use]] = {key: [] for key in self.modes}
        for use, running in self.uses.items():
            uses[running.mode.key].append(use)
        return uses

    @cached_property
    def shared(self) -> set[Mode]:
        """Modes in which several states share a rate."""
        steps = Counter(
            running.mode.key for running in self.uses.values() if running.in_part and not running.mode.is_interval
        )
        return {key for key, number in steps.items() if number > 1}

    def output_munit(self, use: Use) -> Expression:
        """Return what the lines of a state make in a mode."""
        running = self.uses[use]
        if running.in_part:
            return self._model.output[use]
        return running.least * running.state.capacity_munit * self._model.lines_in_mode[use] if running.least else 0.0

    def total_munit(self, mode: Mode) -> Expression:
        """Return what all lines make in a mode."""
        return pyo.quicksum(self.output_munit(use) for use in self.uses_of[mode])

    def price_cny_per_unit(self, mode: Mode) -> Expression:
        """Return the price in a mode, zero in all others."""
        if self.modes[mode].is_interval:
            return self._model.price[mode]
        return self.modes[mode].price_low_cny_per_unit * self._model.in_mode[mode]

    def prices(self) -> dict[Answer, Expression]:
        """Return the price of each market, year and scenario."""
        return {
            answer: pyo.quicksum(self.price_cny_per_unit(mode) for mode in modes)
            for answer, modes in self.modes_of_answers.items()
        }

    def output_above_munit(self, answer: Answer, floor_munit: float) -> Expression:
        """Return by how much a market's output exceeds a floor; written so that it has variables even without lines."""
        modes = self.modes_of_answers[answer]
        return pyo.quicksum(self.total_munit(mode) - floor_munit * self._model.in_mode[mode] for mode in modes)

    @cached_property
    def modes_of_answers(self) -> dict[Answer, list[Mode]]:
        """Market, year and scenario to the modes they may be in."""
        answers: defaultdict[Answer, list[Mode]] = defaultdict(list)
        for mode in self.modes:
            answers[mode[:3]].append(mode)
        return dict(answers)


def add_markets(model: pyo.ConcreteModel, tables: Tables, modes: tuple[ModeRow, ...]) -> Markets:
    """Add modes, output, prices and rates."""
    markets = Markets(model, tables, modes)
    model.in_mode = pyo.Var(list(markets.modes), domain=pyo.Binary)
    model.lines_in_mode = pyo.Var(list(markets.uses), domain=pyo.NonNegativeReals)
    model.output = pyo.Var([use for use, each in markets.uses.items() if each.in_part], domain=pyo.NonNegativeReals)
    model.price = pyo.Var([key for key, row in markets.modes.items() if row.is_interval], domain=pyo.NonNegativeReals)
    model.rate = pyo.Var(sorted(markets.shared), domain=pyo.NonNegativeReals)
    _add_modes(model, markets)
    _add_output_ranges(model, markets)
    _add_balance(model, markets)
    _add_prices(model, markets)
    _add_shared_rates(model, markets)
    _add_merit_order(model, markets)
    return markets


def _add_modes(model: pyo.ConcreteModel, markets: Markets) -> None:
    """Put each market, year and scenario into one mode, and the lines into the mode of their market."""
    answers = markets.modes_of_answers
    by_mode: defaultdict[tuple[str, str, int, str], list[Use]] = defaultdict(list)
    by_plant: defaultdict[tuple[str, int, str, str], list[Use]] = defaultdict(list)
    for use in markets.uses:
        by_mode[use[:4]].append(use)
        by_plant[use[0], *use[2:]].append(use)

    @model.Constraint(list(answers))
    def one_mode(model: pyo.ConcreteModel, *answer: Any) -> object:
        return pyo.quicksum(model.in_mode[mode] for mode in answers[answer]) == 1

    @model.Constraint(list(by_mode))
    def lines_split_by_mode(model: pyo.ConcreteModel, plant: str, state: str, year: int, scenario: str) -> object:
        split = pyo.quicksum(model.lines_in_mode[use] for use in by_mode[plant, state, year, scenario])
        return split - model.lines[plant, state, year] == 0

    @model.Constraint(list(by_plant))
    def lines_only_in_mode(model: pyo.ConcreteModel, *at: Any) -> object:
        together = by_plant[at]
        running = markets.uses[together[0]]
        in_mode = pyo.quicksum(model.lines_in_mode[use] for use in together)
        return in_mode - running.state.most_lines * model.in_mode[running.mode.key] <= 0


def _add_output_ranges(model: pyo.ConcreteModel, markets: Markets) -> None:
    @model.Constraint([use for use in model.output if markets.uses[use].least > 0])
    def output_least(model: pyo.ConcreteModel, *use: Any) -> object:
        running = markets.uses[use]
        return running.least * running.state.capacity_munit * model.lines_in_mode[use] - model.output[use] <= 0

    @model.Constraint(list(model.output))
    def output_most(model: pyo.ConcreteModel, *use: Any) -> object:
        running = markets.uses[use]
        return model.output[use] - running.most * running.state.capacity_munit * model.lines_in_mode[use] <= 0


def _add_balance(model: pyo.ConcreteModel, markets: Markets) -> None:
    """Make output what is asked for: at the price of an interval, else within demand at the edges."""
    others = [key for key in markets.modes if key not in model.price]

    @model.Constraint(list(model.price))
    def demand_met(model: pyo.ConcreteModel, *key: Any) -> object:
        row = markets.modes[key]
        above = model.price[key] - row.price_low_cny_per_unit * model.in_mode[key]
        asked = row.output_high_munit * model.in_mode[key] - row.demand_slope * above
        return markets.total_munit(key) - asked == 0

    @model.Constraint(others)
    def demand_served(model: pyo.ConcreteModel, *key: Any) -> object:
        least = markets.modes[key].output_low_munit
        return least * model.in_mode[key] - markets.total_munit(key) <= 0

    @model.Constraint(others)
    def demand_not_exceeded(model: pyo.ConcreteModel, *key: Any) -> object:
        most = markets.modes[key].output_high_munit
        return markets.total_munit(key) - most * model.in_mode[key] <= 0


def _add_prices(model: pyo.ConcreteModel, markets: Markets) -> None:
    """Keep the price of an interval between its edges, and at zero in all other modes."""

    @model.Constraint(list(model.price))
    def price_least(model: pyo.ConcreteModel, *key: Any) -> object:
        return markets.modes[key].price_low_cny_per_unit * model.in_mode[key] - model.price[key] <= 0

    @model.Constraint(list(model.price))
    def price_most(model: pyo.ConcreteModel, *key: Any) -> object:
        return model.price[key] - markets.modes[key].price_high_cny_per_unit * model.in_mode[key] <= 0


def _add_shared_rates(model: pyo.ConcreteModel, markets: Markets) -> None:
    """Let states that offer at the price of a step run at one rate."""
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
    def rate_least(model: pyo.ConcreteModel, *key: Any) -> object:
        return rates[key][0] * model.in_mode[key] - model.rate[key] <= 0

    @model.Constraint(list(rates))
    def rate_most(model: pyo.ConcreteModel, *key: Any) -> object:
        return model.rate[key] - rates[key][1] * model.in_mode[key] <= 0

    @model.Constraint(sharing)
    def shared_least(model: pyo.ConcreteModel, *use: Any) -> object:
        return envelope(use, markets.uses[use].most) - model.output[use] <= 0

    @model.Constraint(sharing)
    def shared_most(model: pyo.ConcreteModel, *use: Any) -> object:
        return model.output[use] - envelope(use, markets.uses[use].least) <= 0


def _add_merit_order(model: pyo.ConcreteModel, markets: Markets) -> None:
    """Tie what states with offers inside an interval make to its price."""
    inside = [use for use in model.output if markets.uses[use].mode.is_interval]

    @model.Constraint(inside)
    def runs_if_cheaper(model: pyo.ConcreteModel, *use: Any) -> object:
        running = markets.uses[use]
        state, row = running.state, running.mode
        offer, width = state.offer_cny_per_unit, row.price_high_cny_per_unit - state.offer_cny_per_unit
        above = (model.price[row.key] - offer * model.in_mode[row.key]) / width - model.in_mode[row.key]
        least = state.capacity_munit * (model.lines_in_mode[use] + state.most_lines * above)
        return least - model.output[use] <= 0

    @model.Constraint(inside)
    def idle_if_dearer(model: pyo.ConcreteModel, *use: Any) -> object:
        running = markets.uses[use]
        state, row = running.state, running.mode
        low = row.price_low_cny_per_unit
        share = (model.price[row.key] - low * model.in_mode[row.key]) / (state.offer_cny_per_unit - low)
        return model.output[use] - state.capacity_munit * state.most_lines * share <= 0
