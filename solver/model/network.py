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

from collections.abc import Mapping
from typing import Any

import numpy as np

from solver.levers.tables import StateKey, StateRow, Tables, TransitionKey
from solver.model import algebra
from solver.model.terms import opened

Node = tuple[str, str, int]
"""Plant, state and year."""


def add_network(model: algebra.Model, tables: Tables, years: tuple[int, ...]) -> None:
    """Add the variables and rows of the flow of lines."""
    states = {row.key: row for row in tables.states}
    nodes = [(*key, year) for key in states for year in years]
    never = {(row.plant, row.state, row.year) for row in tables.forbidden if not row.gates}
    model.lines_moved = algebra.Var(
        [row.key for row in tables.transitions],
        domain=algebra.NonNegativeIntegers,
        bounds=(0, [row.most_lines for row in tables.transitions]),
    )
    model.lines = algebra.Var(
        nodes,
        # Whole lines follow from whole moves, but branching on lines decides far more than branching on moves.
        domain=algebra.NonNegativeIntegers,
        bounds=(0, [0 if node in never else states[node[:2]].most_lines for node in nodes]),
    )
    before = _lines_before(model, states, nodes, years[0])
    left = _moved(model, nodes, {row.key: (row.plant, row.from_state, row.year) for row in tables.transitions})
    entering = {row.key: (row.plant, row.to_state, row.year) for row in tables.transitions if not row.closes}
    entered = _moved(model, nodes, entering)
    model.lines_conserved = algebra.Rows(nodes, model.members(model.lines) - before - entered + left == 0)

    has_exits = {(row.plant, row.from_state, row.year) for row in tables.transitions}
    ramping = {key for key, row in states.items() if row.is_ramping}
    passed = has_exits & set(entering.values())
    once = [at for at, node in enumerate(nodes) if node in passed and node[:2] not in ramping]
    model.moved_once = algebra.Rows([nodes[at] for at in once], (left - before).taken(once) <= 0)
    # Without an exit there is nothing to choose in the first year.
    up = [at for at, node in enumerate(nodes) if node[:2] in ramping and (node in has_exits or node[2] > years[0])]
    model.ramped_up = algebra.Rows([nodes[at] for at in up], (left - before).taken(up) == 0)
    _add_gates(model, tables)


def _lines_before(model: algebra.Model, states: Mapping[StateKey, StateRow], nodes: list[Node], first: int) -> Any:
    """Return how many lines were in each node's state a year before."""
    later = [node for node in nodes if node[2] > first]
    earlier = model.members(model.lines, ((plant, state, year - 1) for plant, state, year in later))
    at_start = [states[node[:2]].lines_at_start if node[2] == first else 0 for node in nodes]
    return earlier.summed(later, nodes) + np.array(at_start, dtype=float)


def _moved(model: algebra.Model, nodes: list[Node], node_of: Mapping[TransitionKey, Node]) -> Any:
    """Return how many lines move in or out of each node, given the node that each transition enters or leaves."""
    return model.members(model.lines_moved, node_of).summed(node_of.values(), nodes)


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
