"""The side of decisions as arrays: the model without its markets, and which columns are what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby
from operator import itemgetter
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from solver.instance.instance import Instance
from solver.levers.tables import StateKey, StateRow, Tables
from solver.mandate import Mandate
from solver.model.limits import Today
from solver.solve.arrays import unpriced
from solver.solve.problem import Floats, Problem

Ints = npt.NDArray[np.int64]
Answer = tuple[str, int, str]
"""Market, year and scenario."""
OF_PLANTS = ("lines", "lines_moved", "output", "sales_mcny", "loss_mcny", "runs", "compensation_mcny")
"""Columns of single plants and firms."""
OF_PATHS = ("lines_conserved", "moved_once", "ramped_up", "runs_if_lines", "output_of_lines", "windfall")
"""Rows that shortest paths keep by themselves."""


@dataclass(frozen=True)
class Uses:
    """What open states may do in a year and scenario, by columns of output; all arrays have one entry for each."""

    node: Ints
    """Which of the columns of lines."""
    answer: Ints
    """Which market, year and scenario."""
    output: Ints
    sales: Ints
    loss: Ints
    """Columns."""
    row: Ints
    """The rows that keep output within what lines can make."""
    capacity_munit: Floats
    cash_cost_cny_per_unit: Floats
    fixed_cost_mcny: Floats
    offer_cny_per_unit: Floats
    most_lines: Floats
    probability: Floats
    """Of the scenario."""

    def loss_mcny(self, price_cny_per_unit: Floats, runs: npt.NDArray[np.bool_]) -> Floats:
        """Return what one line loses at a price, running in full or standing idle; never below zero."""
        margin = (price_cny_per_unit - self.cash_cost_cny_per_unit) * self.capacity_munit
        return np.maximum(0.0, self.fixed_cost_mcny - np.where(runs, margin, 0.0))


class Plans:
    """The model without markets.

    Parameters
    ----------
    instance : Instance
        The facts.
    mandate : Mandate
        The wishes.
    tables : Tables
        The levers' rows.
    today : Today
        What limits are measured by.
    """

    def __init__(self, instance: Instance, mandate: Mandate, tables: Tables, today: Today) -> None:
        self._instance, self._tables = instance, tables
        self.problem = unpriced(instance, mandate, tables, today)
        self.names = _names(self.problem.columns)
        self.lines: Ints = np.flatnonzero(self.names == "lines")
        """Columns of lines by plant, state and year: the nodes."""
        self.moves: Ints = np.flatnonzero(self.names == "lines_moved")
        """Columns of moves: the arcs."""
        self.others: Ints = np.flatnonzero(~np.isin(self.names, OF_PLANTS))
        """Columns that belong to no plant."""
        self.rows = _names(self.problem.rows)
        self.joining: npt.NDArray[np.bool_] = ~np.isin(self.rows, OF_PATHS)
        """Rows that paths do not keep by themselves."""

    def keys_of(self, columns: Ints) -> list[Any]:
        """Return the indices of some columns, without their names."""
        named = self.problem.columns
        return [named[column][1] for column in columns.tolist()]

    @cached_property
    def states(self) -> Mapping[StateKey, StateRow]:
        """Plant and state to its facts."""
        return {row.key: row for row in self._tables.states}

    @cached_property
    def answers(self) -> tuple[Answer, ...]:
        """All markets, years and scenarios."""
        instance = self._instance
        return tuple(
            (m, year, future) for m in instance.markets for year in instance.years for future in instance.futures
        )

    @cached_property
    def node_of(self) -> Mapping[tuple[str, str, int], int]:
        """Plant, state and year to the node."""
        return {key: node for node, key in enumerate(self.keys_of(self.lines))}

    @cached_property
    def runs(self) -> Mapping[tuple[str, int], int]:
        """Firm and year to the column that says whether it runs lines, where that matters."""
        columns = np.flatnonzero(self.names == "runs")
        return dict(zip(self.keys_of(columns), columns.tolist(), strict=True))

    @cached_property
    def lines_at_start(self) -> Floats:
        """How many lines there are in each node if nothing is decided."""
        return np.array([float(self.states[key[:2]].lines_at_start) for key in self.node_of])

    @cached_property
    def uses(self) -> Uses:
        """What open states may do, but where no line can be."""
        number = {answer: place for place, answer in enumerate(self.answers)}
        # Lines that make something may sell it and lose by it: their columns and rows come in one order.
        output, sales, loss = (np.flatnonzero(self.names == name) for name in ("output", "sales_mcny", "loss_mcny"))
        keys = self.keys_of(output)
        rows, place = list(self.states.values()), {key: at for at, key in enumerate(self.states)}
        state = np.array([place[key[:2]] for key in keys], dtype=np.int64)
        node = np.array([self.node_of[key[:3]] for key in keys], dtype=np.int64)
        asked = (number[rows[at].market, *key[2:]] for at, key in zip(state.tolist(), keys, strict=True))
        answer = np.fromiter(asked, dtype=np.int64, count=len(keys))
        facts = [
            (
                row.capacity_munit,
                row.cash_cost_cny_per_unit,
                row.fixed_cost_mcny,
                row.offer_cny_per_unit,
                float(row.most_lines),
            )
            for row in rows
        ]
        figures = np.array(facts, dtype=float)[state]
        probability = np.array([self._instance.probability(key[3]) for key in keys], dtype=float)
        places = node, answer, output, sales, loss, np.flatnonzero(self.rows == "output_of_lines")
        possible = self.problem.upper[self.lines[node]] > 0
        return Uses(*(each[possible] for each in (*places, *figures.T, probability)))


def _names(named: Iterable[tuple[str, Any]]) -> npt.NDArray[np.str_]:
    """Return the names of columns or rows without their indices; most stand beside others of their name."""
    runs = [(name, len(list(together))) for name, together in groupby(named, itemgetter(0))]
    return np.repeat([name for name, _ in runs], [length for _, length in runs])


@dataclass(frozen=True)
class MoreColumns:
    """Continuous columns that are put behind those of a problem."""

    names: tuple[tuple[str, Any], ...]
    cost: Floats
    lower: Floats
    upper: Floats


@dataclass(frozen=True)
class MoreRows:
    """Rows that are put below those of a problem; ``matrix`` has the problem's columns and the new ones."""

    names: tuple[tuple[str, Any], ...]
    matrix: sp.csr_array
    lower: Floats
    upper: Floats


def extended(problem: Problem, columns: MoreColumns, rows: MoreRows) -> Problem:
    """Return a problem with more columns and rows."""
    number = len(columns.names)
    none = sp.csr_array((len(problem.rows), number))
    return replace(
        problem,
        cost=np.concatenate([problem.cost, columns.cost]),
        lower=np.concatenate([problem.lower, columns.lower]),
        upper=np.concatenate([problem.upper, columns.upper]),
        integer=np.concatenate([problem.integer, np.zeros(number, dtype=bool)]),
        matrix=sp.csc_array(sp.vstack([sp.hstack([problem.matrix, none]), rows.matrix])),
        row_lower=np.concatenate([problem.row_lower, rows.lower]),
        row_upper=np.concatenate([problem.row_upper, rows.upper]),
        columns=(*problem.columns, *columns.names),
        rows=(*problem.rows, *rows.names),
    )
