"""The rows of an outcome's tables, with the columns of :data:`solver.evaluate.outcome.TABLES`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd

from solver.evaluate.outcome import TABLES, Sense
from solver.mandate import Level
from solver.plan import State


class AccountRow(NamedTuple):
    """An account in a year."""

    scenario: str
    year: int
    account: str
    amount: float
    unit: str
    objective_mcny: float


class MarketRow(NamedTuple):
    """A market in a year."""

    scenario: str
    year: int
    market: str
    price_cny_per_unit: float
    brings_cny_per_unit: float
    shadow_price_cny_per_unit: float
    marginal_rate: float
    output_munit: float
    capacity_munit: float
    operating_rate_pct: float
    served_munit: float
    unserved_munit: float
    consumer_harm_mcny: float
    conduct: str


class ShipmentRow(NamedTuple):
    """What goes along a link in a year."""

    scenario: str
    year: int
    link: str
    shipped_munit: float


class TemptationRow(NamedTuple):
    """What a firm would gain by breaking a joint cut alone."""

    scenario: str
    year: int
    market: str
    firm: str
    gain_mcny: float


class PlantRow(NamedTuple):
    """The open lines of a plant in one state in a year."""

    scenario: str
    year: int
    plant: str
    state: State
    lines: int
    capacity_munit: float
    offer_cny_per_unit: float
    output_munit: float
    loss_mcny: float
    subsidy_mcny: float
    cash_result_mcny: float
    emissions_mtco2: float


class FirmRow(NamedTuple):
    """A firm in a year."""

    scenario: str
    year: int
    firm: str
    open_lines: int
    loss_mcny: float
    overhead_mcny: float
    compensation_mcny: float
    investment_mcny: float
    levy_mcny: float
    cash_mcny: float
    insolvent: bool


class RegionRow(NamedTuple):
    """A region's labour market in a year."""

    scenario: str
    year: int
    region: str
    displaced_persons: float
    seekers_persons: float
    retrained_persons: float
    posts_opened: float
    found_work_persons: float
    without_work_persons: float
    unemployment_rate_pct: float
    support_cny_per_month: float
    sales_mcny: float
    output_value_mcny: float


class PaymentRow(NamedTuple):
    """What a payer spends on a purpose in a year, in a region or (with an empty one) in none."""

    scenario: str
    year: int
    payer: str
    purpose: str
    region: str
    spent_mcny: float


class LimitRow(NamedTuple):
    """A limit or rule, held against what the plan leads to."""

    rule: str
    subject: str
    scenario: str
    year: int
    value: float
    sense: Sense
    limit: float
    slack: float
    unit: str
    kept: bool
    level: Level


class BreachRow(NamedTuple):
    """What a missed soft limit costs."""

    rule: str
    subject: str
    scenario: str
    year: int
    missed_by: float
    unit: str
    cost_mcny: float


Rows = Sequence[tuple[object, ...]] | Callable[[], Sequence[tuple[object, ...]]]
"""Rows of a table, or what makes them when they are asked for."""


class Tables(Mapping[str, pd.DataFrame]):
    """The tables of an outcome, each made into a frame when it is first asked for.

    A solver judges many plans and looks at few of their tables, and making a frame takes longer than judging.

    Parameters
    ----------
    rows : Mapping of str to sequence of tuple, or to a callable that returns one
        The rows of every table of :data:`solver.evaluate.outcome.TABLES`.
    """

    def __init__(self, rows: Mapping[str, Rows]) -> None:
        if set(rows) != set(TABLES):
            raise ValueError(f"tables are {sorted(rows)}, not {sorted(TABLES)}")
        self._rows = dict(rows)
        self._frames: dict[str, pd.DataFrame] = {}

    def __getitem__(self, name: str) -> pd.DataFrame:
        """Return a table."""
        if name not in self._frames:
            self._frames[name] = pd.DataFrame(list(self.rows(name)), columns=list(TABLES[name]))
        return self._frames[name]

    def rows(self, name: str) -> Sequence[Any]:
        """Return the rows of a table as they were written, which takes less than to find them in its frame."""
        rows = self._rows[name]
        return rows() if callable(rows) else rows

    def __iter__(self) -> Iterator[str]:
        """Yield the names of the tables, in the order of their declaration."""
        return iter(TABLES)

    def __len__(self) -> int:
        """Return how many tables there are."""
        return len(TABLES)


def market_rows(tables: Mapping[str, pd.DataFrame]) -> Iterator[MarketRow]:
    """Yield the rows of an outcome's markets."""
    if isinstance(tables, Tables):
        return iter(tables.rows("markets"))
    return (MarketRow(*row) for row in tables["markets"].itertuples(index=False, name=None))


def plant_rows(tables: Mapping[str, pd.DataFrame]) -> Iterator[PlantRow]:
    """Yield the rows of an outcome's plants."""
    return (PlantRow(*row) for row in tables["plants"].itertuples(index=False, name=None))
