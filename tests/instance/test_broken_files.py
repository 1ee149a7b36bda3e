"""Files, first lines and headers that are wrong: each broken instance with its exact messages."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from breaking import Break, Delete, Edit, Write, broken_folder, messages

CASES: dict[str, tuple[Sequence[Break], list[str]]] = {
    "unknown_column": (
        [Edit("plants.csv", "service_years", "years_of_service")],
        [
            "plants.csv, column years_of_service: is not a column of this table; rename it to "
            "'service_years', the nearest one, or delete it",
            "plants.csv, column service_years: is missing; add the column (average years of service; "
            "severance is a month's wage for each)",
        ],
    ),
    "extra_column": (
        [Edit("products.csv", "id,name,unit", "id,name,unit,colour"), Edit("products.csv", ",kg", ",kg,grey")],
        [
            "products.csv, column colour: is not a column of this table; use one of id, name, unit, or delete it",
        ],
    ),
    "duplicate_column": (
        [Edit("products.csv", "id,name,unit", "id,name,unit,unit"), Edit("products.csv", ",kg", ",kg,kg")],
        [
            "products.csv, column unit: is there 2 times; keep one of them",
        ],
    ),
    "too_few_cells": (
        [Edit("products.csv", ",kg", "")],
        [
            "products.csv, line 2: has 2 cells where the first line has 3; write one cell for each "
            "column, and quotes around text with commas",
        ],
    ),
    "too_many_cells": (
        [Edit("products.csv", ",kg", ",kg,")],
        [
            "products.csv, line 2: has 4 cells where the first line has 3; write one cell for each "
            "column, and quotes around text with commas",
        ],
    ),
    "line_of_blanks": (
        [Edit("payers.csv", "local,Local", "  ,\nlocal,Local")],
        [
            "payers.csv, line 3: holds only blanks; delete the line",
        ],
    ),
    "semicolons": (
        [Edit("payers.csv", ",", ";")],
        [
            "payers.csv: is not separated by commas; save it with commas between the cells",
        ],
    ),
    "open_quote": (
        [Edit("payers.csv", ",Local", ',"Local')],
        [
            "payers.csv, line 3: cannot be split into cells; close every quote, and double quotes within text",
        ],
    ),
    "header_alone": (
        [Edit("payers.csv", "central,Central budget\nlocal,Local budgets\n", "")],
        [
            "payers.csv: has no rows; write at least one row",
        ],
    ),
    "empty_file": (
        [Write("scenarios.csv", b"")],
        [
            "scenarios.csv: is empty; write the columns in the first line: "
            "id,name,probability_pct,demand_factor,vacancy_factor",
        ],
    ),
    "other_encoding": (
        [Write("payers.csv", b"id,name\ncentral,\xd6\xd0\xd1\xeb\nlocal,\xb5\xd8\xb7\xbd\n")],
        [
            "payers.csv, line 2: is not UTF-8 text; save the file as UTF-8",
        ],
    ),
    "missing_file": (
        [Delete("firms.csv")],
        [
            "firms.csv: is missing; add the file",
        ],
    ),
    "misspelt_file": (
        [Write("plant.csv", b"id")],
        [
            "plant.csv: is not a file of an instance; rename it to 'plants.csv', the nearest file, or remove it",
        ],
    ),
    "strange_file": (
        [Write("notes.docx", b"id")],
        [
            "notes.docx: is not a file of an instance; remove it",
        ],
    ),
    "missing_header": (
        [Delete("instance.toml")],
        [
            "instance.toml: is missing; add the file",
        ],
    ),
    "malformed_header": (
        [Edit("instance.toml", "years = 3", "years = 3 years")],
        [
            "instance.toml, line 7: is not valid TOML; write key = value lines and [section] headings, each key once",
        ],
    ),
    "other_format": (
        [Edit("instance.toml", "format = 1", "format = 2")],
        [
            "instance.toml, key format is '2': is a version of the file format that this program does "
            "not know; write 1, or use the version of fanjuan that wrote the file",
        ],
    ),
    "other_currency": (
        [Edit("instance.toml", "CNY", "USD")],
        [
            "instance.toml, key currency is 'USD': must be CNY; write CNY",
        ],
    ),
    "unknown_header_key": (
        [Edit("instance.toml", "discount_rate_pct", "discount_rate")],
        [
            "instance.toml, key discount_rate_pct: is missing; add it (yearly rate at which later amounts count less)",
            "instance.toml, key discount_rate: is not a key of this section; rename it to "
            "'discount_rate_pct', the nearest one, or delete it",
        ],
    ),
    "years_as_text": (
        [Edit("instance.toml", "years = 3", 'years = "3"')],
        [
            "instance.toml, key years is '3': must be a whole number; write a whole number that is at "
            "least 1 and at most 50",
        ],
    ),
}
"""What is broken, to the edits that break it and the messages that say so."""


@pytest.mark.parametrize("name", CASES)
def test_the_message_is_exact(name: str, tmp_path: Path) -> None:
    """What is wrong is said in these words, and nothing else is."""
    breaks, told = CASES[name]
    assert messages(broken_folder(tmp_path / "small", breaks)) == told
