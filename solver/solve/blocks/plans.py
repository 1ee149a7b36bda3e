"""The side of decisions as arrays: the model without its markets, and which columns are what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
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
        self.names: npt.NDArray[np.str_] = np.array([name for name, _ in self.problem.columns])
        self.lines: Ints = np.flatnonzero(self.names == "lines")
        """Columns of lines by plant, state and year: the nodes."""
        self.moves: Ints = np.flatnonzero(self.names == "lines_moved")
        """Columns of moves: the arcs."""
        self.others: Ints = np.flatnonzero(~np.isin(self.names, OF_PLANTS))
        """Columns that belong to no plant."""
        rows = np.array([name for name, _ in self.problem.rows])
        self.joining: npt.NDArray[np.bool_] = ~np.isin(rows, OF_PATHS)
        """Rows that paths do not keep by themselves."""

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
        return {self.problem.columns[column][1]: node for node, column in enumerate(self.lines)}

    @cached_property
    def lines_at_start(self) -> Floats:
        """How many lines there are in each node if nothing is decided."""
        keys = (self.problem.columns[column][1] for column in self.lines)
        return np.array([float(self.states[key[:2]].lines_at_start) for key in keys])

    @cached_property
    def uses(self) -> Uses:
        """What open states may do, but where no line can be."""
        number = {answer: place for place, answer in enumerate(self.answers)}
        column_of, upper = self.problem.column_of, self.problem.upper
        found = []
        facts = []
        for column in np.flatnonzero(self.names == "output"):
            at = self.problem.columns[column][1]
            state, node = self.states[at[:2]], self.node_of[at[:3]]
            if upper[self.lines[node]] <= 0:
                continue
            answer = number[state.market, *at[2:]]
            found.append((node, answer, column, column_of["sales_mcny", at], column_of["loss_mcny", at]))
            facts.append(
                (
                    state.capacity_munit,
                    state.cash_cost_cny_per_unit,
                    state.fixed_cost_mcny,
                    state.offer_cny_per_unit,
                    float(state.most_lines),
                    self._instance.probability(at[3]),
                )
            )
        return Uses(*np.array(found, dtype=np.int64).reshape(-1, 5).T, *np.array(facts, dtype=float).reshape(-1, 6).T)


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
