"""The states of plants over the years as a network: which ways lines may go, year by year.

Places are the nodes (a plant's state in a year), one place for all lines that are gone, and one for each state in which
lines start. A stage holds the ways into one year; those from one place stand together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from solver.levers.tables import Tables
from solver.solve.blocks.plans import Ints, Plans
from solver.solve.problem import Floats

Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Stage:
    """The ways into a year; places that lead nowhere are left out."""

    year: int
    """Number of the year."""
    origins: Ints
    """Places that lines may be in before it."""
    starts: Ints
    """Where the ways from each of them begin."""
    ways: Ints
    """How many ways each of them has."""
    targets: Ints
    """Where each way leads."""
    arcs: Ints
    """Which of the moves each way is; -1 where lines stay."""


@dataclass(frozen=True)
class Group:
    """Lines that start in the same state of a plant, of firms of one kind.

    Firms with several plants bear their overhead until the last of these is closed, so the ways of their plants are
    sought for each such year: their *patterns*. Others have one pattern.
    """

    starts: Ints
    """Places in which the lines start."""
    lines: Floats
    """How many of them there are."""
    firm: Ints
    """Which of the firms of the group they belong to."""
    runs: Ints
    """Columns that say whether the firm runs, shape (firms, years); none where there is one pattern."""
    stages: tuple[Stage, ...]
    """From the last year to the first."""
    patterns: int


class Network:
    """All ways of all lines.

    Parameters
    ----------
    plans : Plans
        The model without markets.
    tables : Tables
        The levers' rows.
    years : tuple of int
        The years.
    """

    def __init__(self, plans: Plans, tables: Tables, years: tuple[int, ...]) -> None:
        self._plans, self._tables, self.years = plans, tables, years
        number = {year: place for place, year in enumerate(years)}
        keys = list(plans.node_of)
        self.size = len(keys)
        self.year: Ints = np.array([number[key[2]] for key in keys], dtype=np.int64)
        self.is_open: Bools = np.array([plans.states[key[:2]].is_open for key in keys], dtype=bool)
        self.is_barred: Bools = plans.problem.upper[plans.lines] <= 0
        self._start_of: dict[tuple[str, str], int] = {}
        for row in tables.states:
            if row.lines_at_start > 0:
                self._start_of[row.key] = self.size + 1 + len(self._start_of)
        self.places = self.size + 1 + len(self._start_of)
        plants = {plant: place for place, plant in enumerate(dict.fromkeys(row.plant for row in tables.states))}
        self.plants = len(plants)
        self.plant: Ints = np.array(
            [*(plants[key[0]] for key in keys), 0, *(plants[key[0]] for key in self._start_of)], dtype=np.int64
        )
        self._number = number
        self.groups = tuple(self._groups())
        self.share_of_runs = self._shares_of_runs(keys)

    def _groups(self) -> Iterator[Group]:
        """Yield the lines of firms with one plant, or no overhead, and those of firms with several."""
        runs = self._runs()
        chains = Counter(self._plans.states[key].firm for key in self._start_of)
        is_together = {key: self._is_together(key, chains, runs) for key in self._start_of}
        together = [key for key, shares in is_together.items() if shares]
        alone = [key for key, shares in is_together.items() if not shares]
        ways = self._ways()
        if alone:
            yield self._group(alone, ways, {}, np.arange(len(alone)), 1)
        if together:
            names = {firm: place for place, firm in enumerate(self._firms(together))}
            firm = np.array([names[self._plans.states[key].firm] for key in together], dtype=np.int64)
            yield self._group(together, ways, {name: runs[name] for name in names}, firm, len(self.years) + 1)

    def _is_together(self, key: tuple[str, str], chains: Mapping[str, int], runs: Mapping[str, object]) -> bool:
        """Return whether lines share their firm's overhead with others; those that start later are left out of that."""
        firm = self._plans.states[key].firm
        return firm in runs and chains[firm] > 1 and self._plans.states[key].is_open

    def _firms(self, keys: Iterable[tuple[str, str]]) -> Iterable[str]:
        """Return the firms of some plants' states, each once."""
        return dict.fromkeys(self._plans.states[key].firm for key in keys)

    def _runs(self) -> dict[str, list[int]]:
        """Return firm to the columns that say whether it runs, by year."""
        runs = self._plans.runs
        return {
            firm: [runs[firm, year] for year in self.years]
            for firm in self._firms(self._plans.states)
            if (firm, self.years[0]) in runs
        }

    def _ways(self) -> Ints:
        """Return the origin, the target and the arc of each way; shape (3, ways)."""
        node_of, gone = self._plans.node_of, self.size
        first, last, none = self.years[0], self.years[-1], -1
        ramping = {row.key for row in self._tables.states if row.is_ramping}
        ways = [
            (node, node_of[plant, state, year + 1], none)
            for (plant, state, year), node in node_of.items()
            if year != last and (plant, state) not in ramping
        ]
        ways += [(place, node_of[plant, state, first], none) for (plant, state), place in self._start_of.items()]
        for arc, (plant, year, before, after) in enumerate(self._plans.keys_of(self._plans.moves)):
            origin = self._start_of.get((plant, before)) if year == first else node_of[plant, before, year - 1]
            if origin is not None:
                ways.append((origin, node_of.get((plant, after, year), gone), arc))
        return np.array(ways, dtype=np.int64).reshape(-1, 3).T

    def _group(
        self,
        keys: list[tuple[str, str]],
        ways: Ints,
        runs: Mapping[str, list[int]],
        firm: Ints,
        patterns: int,
    ) -> Group:
        starts = np.array([self._start_of[key] for key in keys], dtype=np.int64)
        is_own = np.zeros(self.plants, dtype=bool)
        is_own[self.plant[starts]] = True
        origins, targets, arcs = ways[:, is_own[self.plant[ways[0]]]]
        before = np.where(origins < self.size, self.year[np.minimum(origins, self.size - 1)], -1)
        stages = []
        for year in range(len(self.years) - 2, -2, -1):
            chosen = np.flatnonzero(before == year)
            chosen = chosen[np.argsort(origins[chosen], kind="stable")]
            places, first, count = np.unique(origins[chosen], return_index=True, return_counts=True)
            stages.append(Stage(year + 1, places, first, count, targets[chosen], arcs[chosen]))
        lines = np.array([self._plans.states[key].lines_at_start for key in keys], dtype=float)
        columns = np.array(list(runs.values()), dtype=np.int64).reshape(-1, len(self.years))
        return Group(starts, lines, firm, columns, tuple(stages), patterns)

    def _shares_of_runs(self, keys: list[tuple[str, str, int]]) -> tuple[Ints, Ints, Floats]:
        """Return nodes, the columns that say whether their firm runs, and a line's share: where that is its only plant.

        Its lines may then bear the overhead in equal parts, since none of them gains from another way than the rest.
        """
        chains = Counter(self._plans.states[key].firm for key in self._start_of)
        found = []
        for node, (plant, state, year) in enumerate(keys):
            row = self._plans.states[plant, state]
            column = self._plans.runs.get((row.firm, year))
            if row.is_open and column is not None and chains[row.firm] == 1:
                found.append((node, column, 1 / row.most_lines))
        nodes, columns, shares = np.array(found, dtype=float).reshape(-1, 3).T
        return nodes.astype(np.int64), columns.astype(np.int64), shares
