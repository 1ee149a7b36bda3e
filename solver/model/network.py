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

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from solver.levers.tables import StateRow, Tables
from solver.model import algebra
from solver.model.terms import opened

Node = tuple[str, str, int]
"""Plant, state and year."""


def add_network(model: algebra.Model, tables: Tables, years: tuple[int, ...]) -> None:
    """Add the variables and rows of the flow of lines."""
    place = {node: at for at, node in enumerate((*row.key, year) for row in tables.states for year in years)}
    never = [(row.plant, row.state, row.year) for row in tables.forbidden if not row.gates]
    most = np.repeat([row.most_lines for row in tables.states], len(years))
    most[[place[node] for node in never if node in place]] = 0
    model.lines_moved = algebra.Var(
        [row.key for row in tables.transitions],
        domain=algebra.NonNegativeIntegers,
        bounds=(0, [row.most_lines for row in tables.transitions]),
    )
    # Whole lines follow from whole moves, but branching on lines decides far more than branching on moves.
    model.lines = algebra.Var(list(place), domain=algebra.NonNegativeIntegers, bounds=(0, most))
    _add_flow(model, tables, place, years)
    _add_gates(model, tables)


def _add_flow(model: algebra.Model, tables: Tables, place: Mapping[Node, int], years: tuple[int, ...]) -> None:
    """Keep lines from getting lost, and from moving twice within a year.

    Parameters
    ----------
    place : mapping
        The nodes and their numbers, by state in the order of the tables' rows, and by year.
    """
    nodes, rows = list(place), tables.transitions
    begins = [place[row.plant, row.from_state, row.year] for row in rows]
    entering = [at for at, row in enumerate(rows) if not row.closes]
    ends = [place[rows[at].plant, rows[at].to_state, rows[at].year] for at in entering]
    moved = model.members(model.lines_moved)
    before = _lines_before(model, tables.states, len(years))
    left, entered = moved.onto(begins, len(nodes)), moved.taken(entering).onto(ends, len(nodes))
    model.lines_conserved = algebra.Rows(nodes, model.members(model.lines) - before - entered + left == 0)

    ramps, has_exits = np.repeat([row.is_ramping for row in tables.states], len(years)), set(begins)
    once = sorted(at for at in has_exits & set(ends) if not ramps[at])
    model.moved_once = algebra.Rows([nodes[at] for at in once], (left - before).taken(once) <= 0)
    # Without an exit there is nothing to choose in the first year.
    up = [at for at in np.flatnonzero(ramps).tolist() if at in has_exits or nodes[at][2] > years[0]]
    model.ramped_up = algebra.Rows([nodes[at] for at in up], (left - before).taken(up) == 0)


def _lines_before(model: algebra.Model, states: Sequence[StateRow], years: int) -> Any:
    """Return how many lines were in each node's state a year before."""
    at_start = np.zeros((len(states), years))
    at_start[:, 0] = [row.lines_at_start for row in states]
    later = np.flatnonzero(np.arange(at_start.size) % years)
    return model.members(model.lines).taken(later - 1).onto(later, at_start.size) + at_start.ravel()


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
