"""Tables have the declared columns, and are made when they are asked for."""

import pytest
from builders import build_instance, build_mandate

from solver.evaluate.judge import Judge
from solver.evaluate.outcome import TABLES
from solver.evaluate.rows import (
    AccountRow,
    BreachRow,
    FirmRow,
    LimitRow,
    MarketRow,
    PaymentRow,
    PlantRow,
    RegionRow,
    ShipmentRow,
    Tables,
    TemptationRow,
    market_rows,
)

ROWS = {
    "accounts": AccountRow,
    "markets": MarketRow,
    "shipments": ShipmentRow,
    "temptations": TemptationRow,
    "plants": PlantRow,
    "firms": FirmRow,
    "regions": RegionRow,
    "payments": PaymentRow,
    "limits": LimitRow,
    "breaches": BreachRow,
}


def test_rows_have_the_columns_of_their_tables() -> None:
    assert {name: row._fields for name, row in ROWS.items()} == dict(TABLES)


def test_every_table_is_there_with_its_columns_even_without_rows() -> None:
    # Nothing is paid, so that payments has no row.
    tables = Judge(build_instance(), build_mandate()).status_quo.tables
    assert list(tables) == list(TABLES)
    assert len(tables) == len(TABLES)
    for name, columns in TABLES.items():
        assert tuple(tables[name].columns) == columns
    assert tables["payments"].empty


def test_a_table_is_made_once() -> None:
    tables = Tables(
        {**{name: [] for name in TABLES}, "payments": [PaymentRow("base", 2025, "fund", "severance", "r", 1)]}
    )
    assert tables["payments"] is tables["payments"]


def test_rows_of_markets_are_those_of_the_frame() -> None:
    tables = Judge(build_instance(), build_mandate()).status_quo.tables
    rows = list(market_rows(tables))
    assert len(rows) == len(tables["markets"]) > 0
    assert rows == list(market_rows(dict(tables)))


def test_a_missing_table_is_refused() -> None:
    with pytest.raises(ValueError, match="tables are"):
        Tables({"payments": []})
