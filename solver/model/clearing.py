r"""Markets: every market is in one mode, and the mode says what its lines make and at which price.

``in_mode[market, year, scenario, mode]`` (binary, a response), ``lines_in_mode`` (lines of a state while the market is
in the mode), ``output`` (only where a state may run in part), ``price`` and ``rate`` of a mode (zero in all others):

.. math:: \sum_g z_g = 1, \qquad n_s = \sum_g w_{s,g}, \qquad \sum_{s \in i} w_{s,g} \le N_i z_g

.. math:: \mathrm{least}_{s,g} C_s w_{s,g} \le q_{s,g} \le \mathrm{most}_{s,g} C_s w_{s,g}

(``one_mode``, ``lines_split_by_mode``, ``lines_only_in_mode``, ``output_least``, ``output_most``.) Modes under a rule
of conduct need its gate: together they are as many as it is open (``modes_of_rule``). In an interval of prices output
is what is asked for at the price, a straight line; in other modes it lies between demand at the edges:

.. math:: \sum_s q_{s,g} + i_g = \overline{D}_g z_g - \sigma_g (p_g - P^-_g z_g) + V_g

.. math:: P^-_g z_g \le p_g \le P^+_g z_g

with :math:`\sigma_g` the slope of demand (``demand_met``, ``price_least``, ``price_most``; elsewhere
``demand_served`` and ``demand_not_exceeded``), :math:`i_g` the goods that links bring (see ``trade``) and :math:`V_g`
what vouchers add (see ``vouchers``).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from solver.levers.tables import ModeRow, StateRow, Tables
from solver.model import algebra
from solver.model.algebra import Expression

Answer = tuple[str, int, str]
"""Market, year and scenario."""
Mode = tuple[str, int, str, str]
"""Market, year, scenario and mode."""
Use = tuple[str, str, int, str, str]
"""Plant, state, year, scenario and mode."""


class UseRow(NamedTuple):
    """What a state does in a mode: its offer, and the least and the most of its capacity that it uses."""

    state: StateRow
    mode: ModeRow
    offer_cny_per_unit: float
    least: float
    most: float

    @property
    def in_part(self) -> bool:
        """Whether its output is not fixed by the mode."""
        return self.least < self.most


class Markets:
    """Modes and what states do in them, for the equations that follow."""

    def __init__(self, model: algebra.Model, tables: Tables, modes: tuple[ModeRow, ...]) -> None:
        states = {row.key: row for row in tables.states}
        self._model = model
        self.modes: dict[Mode, ModeRow] = {row.key: row for row in modes}
        self.uses: dict[Use, UseRow] = {
            (*each.state, row.year, row.scenario, row.mode): UseRow(
                states[each.state], row, each.offer_cny_per_unit, each.least, each.most
            )
            for row in modes
            for each in row.running
        }
        self.added: dict[Mode, list[Expression]] = {}
        """Mode to what vouchers add to its demand."""
        self.inflow: dict[Mode, Expression] = {}
        """Mode to what links bring in less what they take out."""

    @cached_property
    def uses_of(self) -> dict[Mode, list[Use]]:
        """Mode to what states do in it."""
        uses: dict[Mode, list[Use]] = {key: [] for key in self.modes}
        for use, running in self.uses.items():
            uses[running.mode.key].append(use)
        return uses

    @cached_property
    def shared(self) -> set[Mode]:
        """Modes in which states share a rate: steps at which several offer, and rated intervals."""
        steps = Counter(
            running.mode.key for running in self.uses.values() if running.in_part and not running.mode.is_interval
        )
        rated = {key for key, row in self.modes.items() if row.rated and self.uses_of[key]}
        return rated | {key for key, number in steps.items() if number > 1 and not self.modes[key].undivided}

    @cached_property
    def outputs_munit(self) -> Any:
        """What each use makes, all of them in their order; to be asked for once they are variables."""
        model, full = self._model, [0.0 if row.in_part else row.least for row in self.uses.values()]
        capacity = np.array([row.state.capacity_munit for row in self.uses.values()])
        in_part = model.members(model.output).summed(model.output, self.uses)
        return in_part + np.array(full) * capacity * model.members(model.lines_in_mode)

    @cached_property
    def _totals_munit(self) -> dict[Mode, Expression]:
        """Mode to what all lines make in it, where they make anything."""
        totals: dict[Mode, Expression] = self.outputs_munit.by_key(row.mode.key for row in self.uses.values())
        return totals

    def total_munit(self, mode: Mode) -> Expression:
        """Return what all lines make in a mode."""
        return self._totals_munit.get(mode, 0.0)

    def served_munit(self, mode: Mode) -> Expression:
        """Return what a market's consumers get in a mode."""
        return self.total_munit(mode) + self.inflow.get(mode, 0.0)

    def added_munit(self, mode: Mode) -> Expression:
        """Return what vouchers add to demand in a mode."""
        return algebra.quicksum(self.added.get(mode, []))

    def price_cny_per_unit(self, mode: Mode) -> Expression:
        """Return the price in a mode, zero in all others."""
        if self.modes[mode].is_interval:
            return self._model.price[mode]
        return self.modes[mode].price_low_cny_per_unit * self._model.in_mode[mode]

    def prices(self) -> dict[Answer, Expression]:
        """Return the price of each market, year and scenario."""
        return {
            answer: algebra.quicksum(self.price_cny_per_unit(mode) for mode in modes)
            for answer, modes in self.modes_of_answers.items()
        }

    def served_above_munit(self, answer: Answer, floor_munit: float) -> Expression:
        """Return by how much consumers get more than a floor; written so that it has variables even without lines."""
        modes = self.modes_of_answers[answer]
        return algebra.quicksum(self.served_munit(mode) - floor_munit * self._model.in_mode[mode] for mode in modes)

    @cached_property
    def modes_of_answers(self) -> dict[Answer, list[Mode]]:
        """Market, year and scenario to the modes they may be in."""
        answers: defaultdict[Answer, list[Mode]] = defaultdict(list)
        for mode in self.modes:
            answers[mode[:3]].append(mode)
        return dict(answers)


def add_markets(model: algebra.Model, tables: Tables, modes: tuple[ModeRow, ...]) -> Markets:
    """Add modes, output and prices."""
    markets = Markets(model, tables, modes)
    model.in_mode = algebra.Var(list(markets.modes), domain=algebra.Binary)
    # Rows imply the most as well; without it as a bound, presolve of HiGHS 1.15.1 has been seen to never end.
    most = [each.state.most_lines for each in markets.uses.values()]
    model.lines_in_mode = algebra.Var(list(markets.uses), bounds=(0, most))
    model.output = algebra.Var(
        [use for use, each in markets.uses.items() if each.in_part], domain=algebra.NonNegativeReals
    )
    model.price = algebra.Var(
        [key for key, row in markets.modes.items() if row.is_interval], domain=algebra.NonNegativeReals
    )
    model.rate = algebra.Var(sorted(markets.shared), domain=algebra.NonNegativeReals)
    _add_modes(model, markets)
    _add_rules_of_conduct(model, tables, markets)
    _add_output_ranges(model, markets)
    _add_prices(model, markets)
    return markets


def _add_modes(model: algebra.Model, markets: Markets) -> None:
    """Put each market, year and scenario into one mode, and the lines into the mode of their market."""
    answers = markets.modes_of_answers

    @model.Constraint(list(answers))
    def one_mode(model: algebra.Model, *answer: Any) -> object:
        return algebra.quicksum(model.in_mode[mode] for mode in answers[answer]) == 1

    in_mode, rows = model.members(model.lines_in_mode), markets.uses.values()
    keys = [use[:4] for use in markets.uses]
    index = list(dict.fromkeys(keys))
    lines = model.members(model.lines, (key[:3] for key in index))
    model.lines_split_by_mode = algebra.Rows(index, in_mode.summed(keys, index) - lines == 0)
    of_plants = [(row.state.plant, *row.mode.key) for row in rows]
    most_lines = dict(zip(of_plants, (row.state.most_lines for row in rows), strict=True))
    most = np.array(list(most_lines.values()), dtype=float)
    is_in_mode = model.members(model.in_mode, (key[1:] for key in most_lines))
    together = in_mode.summed(of_plants, most_lines)
    model.lines_only_in_mode = algebra.Rows(list(most_lines), together - most * is_in_mode <= 0)


def _add_rules_of_conduct(model: algebra.Model, tables: Tables, markets: Markets) -> None:
    """Let a rule's modes be open if its gate is, so that no rule is kept or dropped by the market itself."""
    gates = {row.gate: row for row in tables.gates if row.kind == "conduct"}
    modes: defaultdict[tuple[str, str], list[Mode]] = defaultdict(list)
    for key, row in markets.modes.items():
        if row.gate is not None:
            modes[row.gate, row.scenario].append(key)
    scenarios = list(dict.fromkeys(row.scenario for row in markets.modes.values()))

    @model.Constraint([(gate, scenario) for gate in gates for scenario in scenarios])
    def modes_of_rule(model: algebra.Model, gate: str, scenario: str) -> object:
        return algebra.quicksum(model.in_mode[mode] for mode in modes[gate, scenario]) - model.gate_open[gate] == 0


def _add_output_ranges(model: algebra.Model, markets: Markets) -> None:
    @model.Constraint([use for use in model.output if markets.uses[use].least > 0])
    def output_least(model: algebra.Model, *use: Any) -> object:
        running = markets.uses[use]
        return running.least * running.state.capacity_munit * model.lines_in_mode[use] - model.output[use] <= 0

    @model.Constraint(list(model.output))
    def output_most(model: algebra.Model, *use: Any) -> object:
        running = markets.uses[use]
        return model.output[use] - running.most * running.state.capacity_munit * model.lines_in_mode[use] <= 0


def add_balances(model: algebra.Model, markets: Markets) -> None:
    """Make what consumers get what they ask for; to be called when all that enters the balances is known."""
    others = [key for key in markets.modes if key not in model.price]

    @model.Constraint(list(model.price))
    def demand_met(model: algebra.Model, *key: Any) -> object:
        row = markets.modes[key]
        above = model.price[key] - row.price_low_cny_per_unit * model.in_mode[key]
        asked = row.output_high_munit * model.in_mode[key] - row.demand_slope * above
        return markets.served_munit(key) - asked - markets.added_munit(key) == 0

    @model.Constraint(others)
    def demand_served(model: algebra.Model, *key: Any) -> object:
        row = markets.modes[key]
        added = 0.0 if row.scarce else markets.added_munit(key)
        return row.output_low_munit * model.in_mode[key] + added - markets.served_munit(key) <= 0

    @model.Constraint(others)
    def demand_not_exceeded(model: algebra.Model, *key: Any) -> object:
        most = markets.modes[key].output_high_munit
        return markets.served_munit(key) - most * model.in_mode[key] - markets.added_munit(key) <= 0


def _add_prices(model: algebra.Model, markets: Markets) -> None:
    """Keep the price of an interval between its edges, and at zero in all other modes."""

    @model.Constraint(list(model.price))
    def price_least(model: algebra.Model, *key: Any) -> object:
        return markets.modes[key].price_low_cny_per_unit * model.in_mode[key] - model.price[key] <= 0

    @model.Constraint(list(model.price))
    def price_most(model: algebra.Model, *key: Any) -> object:
        return model.price[key] - markets.modes[key].price_high_cny_per_unit * model.in_mode[key] <= 0
