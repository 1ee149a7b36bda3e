r"""Lines flow through the states over the years.

``lines_moved[plant, year, from, to]`` (integer, a decision) and ``lines[plant, state, year]`` (implied by it):

.. math:: n_{i,s,t} = n_{i,s,t-1} + \sum_{s'} x_{i,t,s',s} - \sum_{s'} x_{i,t,s,s'}, \qquad
          \sum_{s'} x_{i,t,s,s'} \le n_{i,s,t-1}

(``lines_conserved``.) The second row, ``moved_once``, keeps a line from moving twice within a year; it is needed only
for states that lines can enter. Lines that ramp up all go on after a year, which makes that row an equality
(``ramped_up``). Closed lines leave the network. A transition that needs a gate waits for one, and no line is in a state
that an open gate forbids:

.. math:: x_a \le N_i \sum_{h} b_h, \qquad n_{i,s,t} \le N_i (1 - \sum_{h} b_h)

(``moved_if_open``, ``forbidden_if_open``.) The gates of a row that forbids are of a kind of
which at most one is open.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from solver.levers.tables import Tables, TransitionRow
from solver.model import algebra
from solver.model.algebra import Expression
from solver.model.terms import opened


def add_network(model: algebra.Model, tables: Tables, years: tuple[int, ...]) -> None:
    """Add the variables and rows of the flow of lines."""
    transitions = {row.key: row for row in tables.transitions}
    states = {row.key: row for row in tables.states}
    never = {(row.plant, row.state, row.year) for row in tables.forbidden if not row.gates}
    model.lines_moved = algebra.Var(
        list(transitions), domain=algebra.NonNegativeIntegers, bounds=lambda _, *key: (0, transitions[key].most_lines)
    )
    model.lines = algebra.Var(
        [(*key, year) for key in states for year in years],
        # Whole lines follow from whole moves, but branching on lines decides far more than branching on moves.
        domain=algebra.NonNegativeIntegers,
        bounds=lambda _, *index: (0, 0 if index in never else states[index[:2]].most_lines),
    )
    leaving, entering = _by_state(tables.transitions)

    def before(plant: str, state: str, year: int) -> Expression:
        return states[plant, state].lines_at_start if year == years[0] else model.lines[plant, state, year - 1]

    def moved(keys: list[tuple[str, int, str, str]]) -> Expression:
        return algebra.quicksum(model.lines_moved[key] for key in keys)

    @model.Constraint(list(model.lines))
    def lines_conserved(model: algebra.Model, plant: str, state: str, year: int) -> object:
        change = moved(entering[plant, state, year]) - moved(leaving[plant, state, year])
        return model.lines[plant, state, year] - before(plant, state, year) - change == 0

    ramping = dict.fromkeys(index for index in model.lines if states[index[:2]].is_ramping)

    @model.Constraint([index for index in model.lines if entering[index] and leaving[index] and index not in ramping])
    def moved_once(_: algebra.Model, plant: str, state: str, year: int) -> object:
        return moved(leaving[plant, state, year]) - before(plant, state, year) <= 0

    @model.Constraint(list(ramping))
    def ramped_up(_: algebra.Model, plant: str, state: str, year: int) -> object:
        gone = moved(leaving[plant, state, year]) - before(plant, state, year)
        return gone == 0 if algebra.is_variable(gone) else algebra.NO_ROW

    _add_gates(model, tables)


def _add_gates(model: algebra.Model, tables: Tables) -> None:
    """Make transitions wait for their gates, and empty the states that open gates forbid."""
    gated = {row.key: row for row in tables.transitions if row.gates is not None}
    rows = [row for row in tables.forbidden if row.gates]
    most = {row.key: row.most_lines for row in tables.states}

    @model.Constraint(list(gated))
    def moved_if_open(model: algebra.Model, *key: Any) -> object:
        row = gated[key]
        return model.lines_moved[key] - row.most_lines * opened(model, row.gates or ()) <= 0

    @model.Constraint(list(range(len(rows))))
    def forbidden_if_open(model: algebra.Model, number: int) -> object:
        row = rows[number]
        left = most[row.plant, row.state]
        return model.lines[row.plant, row.state, row.year] + left * opened(model, row.gates) <= left


Keys = defaultdict[tuple[str, str, int], list[tuple[str, int, str, str]]]


def _by_state(transitions: tuple[TransitionRow, ...]) -> tuple[Keys, Keys]:
    """Return the transitions that leave and that enter each plant's state in each year."""
    leaving: Keys = defaultdict(list)
    entering: Keys = defaultdict(list)
    for row in transitions:
        leaving[row.plant, row.from_state, row.year].append(row.key)
        entering[row.plant, row.to_state, row.year].append(row.key)
    return leaving, entering
