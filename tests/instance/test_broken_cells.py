"""Cells that are wrong by themselves: each broken instance with its exact message."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from breaking import Break, Edit, broken_folder, messages

CASES: dict[str, tuple[Sequence[Break], list[str]]] = {
    "text_for_a_number": (
        [Edit("plants.csv", ",4,25,", ",four,25,")],
        [
            "plants.csv, row one, column lines is 'four': must be a number; write digits with a decimal point",
        ],
    ),
    "thousands_separator": (
        [Edit("regions.csv", "north,North,10000", 'north,North,"10,000"')],
        [
            "regions.csv, row north, column labour_force_persons is '10,000': must be a number without "
            "thousands separators; write 10000",
        ],
    ),
    "number_with_a_unit": (
        [Edit("plants.csv", ",4,25,", ",4,25 kt,")],
        [
            "plants.csv, row one, column capacity_munit_per_line is '25 kt': must be a number without a "
            "unit; write the number alone, in the unit of the column's name",
        ],
    ),
    "decimal_comma": (
        [Edit("plants.csv", "38.5", '"38,5"')],
        [
            "plants.csv, row one, column cash_cost_cny_per_unit is '38,5': must be a number; write "
            "digits with a decimal point",
        ],
    ),
    "not_a_number_word": (
        [Edit("plants.csv", "38.5", "NaN")],
        [
            "plants.csv, row one, column cash_cost_cny_per_unit is 'NaN': must be a finite number; write "
            "a finite number, as an assumption if it is not known",
        ],
    ),
    "infinite_number": (
        [Edit("plants.csv", "38.5", "-inf")],
        [
            "plants.csv, row one, column cash_cost_cny_per_unit is '-inf': must be a finite number; "
            "write a finite number, as an assumption if it is not known",
        ],
    ),
    "number_beyond_any": (
        [Edit("plants.csv", "38.5", "1e999")],
        [
            "plants.csv, row one, column cash_cost_cny_per_unit is '1e999': must be a finite number; "
            "write a finite number, as an assumption if it is not known",
        ],
    ),
    "blank_is_not_zero": (
        [Edit("plants.csv", "38.5", "")],
        [
            "plants.csv, row one, column cash_cost_cny_per_unit: must not be blank; fill it in (cash "
            "cost of a unit made, before any subsidy); blank is not zero",
        ],
    ),
    "blank_name": (
        [Edit("firms.csv", "beta,Beta", "beta,  ")],
        [
            "firms.csv, row beta, column name: must not be blank; fill it in (name in reports)",
        ],
    ),
    "name_too_long": (
        [
            Edit(
                "firms.csv",
                "beta,Beta",
                "beta,BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB",
            )
        ],
        [
            "firms.csv, row beta, column name is "
            "'BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB...': must have at most 200 "
            "characters; shorten it",
        ],
    ),
    "fraction_of_a_line": (
        [Edit("plants.csv", ",4,25,", ",4.5,25,")],
        [
            "plants.csv, row one, column lines is '4.5': must be a whole number; write a whole number "
            "that is at least 1 and at most 1000",
        ],
    ),
    "fewer_lines_than_one": (
        [Edit("plants.csv", ",4,25,", ",0,25,")],
        [
            "plants.csv, row one, column lines is '0': must be at least 1; write a number that is at "
            "least 1 and at most 1000",
        ],
    ),
    "capacity_of_zero": (
        [Edit("plants.csv", ",4,25,", ",4,0,")],
        [
            "plants.csv, row one, column capacity_munit_per_line is '0': must be above 0; write a number "
            "that is above 0",
        ],
    ),
    "share_above_hundred": (
        [Edit("regions.csv", ",1500,40,", ",1500,140,")],
        [
            "regions.csv, row north, column reemployment_pct is '140': must be at most 100; write a "
            "number that is at least 0 and at most 100",
        ],
    ),
    "rising_demand_line": (
        [Edit("markets.csv", "-0.5", "0.5")],
        [
            "markets.csv, row domestic, column demand_elasticity is '0.5': must be below 0; write a "
            "number that is at least -20 and below 0",
        ],
    ),
    "demand_shrinking_to_nothing": (
        [Edit("markets.csv", ",100,2,", ",100,-100,")],
        [
            "markets.csv, row domestic, column demand_growth_pct_per_year is '-100': must be above -100; "
            "write a number that is above -100 and at most 100",
        ],
    ),
    "misspelt_choice": (
        [Edit("firms.csv", "state", "stat")],
        [
            "firms.csv, row beta, column ownership is 'stat': must be one of private, state; write "
            "'state', the nearest of them",
        ],
    ),
    "unheard_of_choice": (
        [Edit("firms.csv", "private", "foreign")],
        [
            "firms.csv, row alpha, column ownership is 'foreign': must be one of private, state; write one of them",
        ],
    ),
    "key_with_a_space": (
        [Edit("products.csv", "silicon,Silicon", "the silicon,Silicon")],
        [
            "products.csv, line 2, column id is 'the silicon': must be a key: letters, digits, '_', '.' "
            "and '-', beginning with a letter or digit; write a key such as 'plant-1'",
            "markets.csv, row domestic, column product is 'silicon': is no key of products.csv; write a "
            "key of products.csv, or add the row",
        ],
    ),
    "duplicate_key": (
        [Edit("payers.csv", "local,", "central,")],
        [
            "payers.csv, line 3, column id is 'central': is the key of line 2 already; give each row a key of its own",
            "duties.csv, row severance/*/local, column payer is 'local': is no key of payers.csv; write "
            "a key of payers.csv, or add the row",
            "duties.csv, row severance/north/local, column payer is 'local': is no key of payers.csv; "
            "write a key of payers.csv, or add the row",
            "duties.csv, row income_support/*/local, column payer is 'local': is no key of payers.csv; "
            "write a key of payers.csv, or add the row",
            "programmes.csv, row school, column payer is 'local': is no key of payers.csv; write a key "
            "of payers.csv, or add the row",
        ],
    ),
    "duplicate_joined_key": (
        [Edit("duties.csv", "severance,,local,40", "severance,,central,40")],
        [
            "duties.csv, line 4, column purpose/region/payer is 'severance/*/central': is the key of "
            "line 3 already; give each row a key of its own",
        ],
    ),
    "blank_key": (
        [Edit("firms.csv", "beta,", ",")],
        [
            "firms.csv, line 3, column id: must not be blank; fill it in (key of the firm)",
            "plants.csv, row two, column firm is 'beta': is no key of firms.csv; write a key of "
            "firms.csv, or add the row",
        ],
    ),
}
"""What is broken, to the edits that break it and the messages that say so."""


@pytest.mark.parametrize("name", CASES)
def test_the_message_is_exact(name: str, tmp_path: Path) -> None:
    """What is wrong is said in these words, and nothing else is."""
    breaks, told = CASES[name]
    assert messages(broken_folder(tmp_path / "small", breaks)) == told
