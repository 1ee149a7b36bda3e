"""Rows that are right by themselves but not together: each broken instance with its exact messages."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from breaking import Break, Delete, Edit, broken_folder, messages

CASES: dict[str, tuple[Sequence[Break], list[str]]] = {
    "unknown_firm": (
        [Edit("plants.csv", "two,Two,beta", "two,Two,bata")],
        [
            "plants.csv, row two, column firm is 'bata': is no key of firms.csv; write 'beta', the "
            "nearest key, or add the row",
        ],
    ),
    "unknown_region": (
        [Edit("plants.csv", "alpha,north", "alpha,west")],
        [
            "plants.csv, row one, column region is 'west': is no key of regions.csv; write a key of "
            "regions.csv, or add the row",
        ],
    ),
    "unknown_market": (
        [Edit("plants.csv", "north,domestic", "north,domestik")],
        [
            "plants.csv, row one, column market is 'domestik': is no key of markets.csv; write "
            "'domestic', the nearest key, or add the row",
        ],
    ),
    "unknown_product": (
        [Edit("markets.csv", ",silicon,", ",silicone,")],
        [
            "markets.csv, row domestic, column product is 'silicone': is no key of products.csv; write "
            "'silicon', the nearest key, or add the row",
        ],
    ),
    "unknown_subsidy_payer": (
        [Edit("plants.csv", ",2,0,central", ",2,0,centre")],
        [
            "plants.csv, row one, column subsidy_payer is 'centre': is no key of payers.csv; write "
            "'central', the nearest key, or add the row",
        ],
    ),
    "unknown_source": (
        [Edit("provenance.csv", "plants,*,*,assumption,made-up", "plants,*,*,assumption,made_up")],
        [
            "provenance.csv, row plants/*/*, column source is 'made_up': is no key of sources.csv; write "
            "'made-up', the nearest key, or add the row",
        ],
    ),
    "insolvent_from_the_start": (
        [Edit("firms.csv", "beta,Beta,state,-200,800", "beta,Beta,state,-801,800")],
        [
            "firms.csv, row beta, column cash_mcny is '-801': is further below zero than the credit, which is 800: "
            "the firm would be insolvent before the first year; correct one of the two, or leave the firm and its "
            "plants out",
        ],
    ),
    "more_unemployed_than_people": (
        [Edit("regions.csv", "10000,500", "10000,10000")],
        [
            "regions.csv, row north, column unemployed_persons is '10000': must be below the labour "
            "force, which is 10000; write people, not thousands of people, in both columns",
        ],
    ),
    "cap_below_reference": (
        [Edit("markets.csv", "50,120", "50,50")],
        [
            "markets.csv, row domestic, column price_cap_cny_per_unit is '50': must be above the "
            "reference price, which is 50; raise the cap, or lower the reference price",
        ],
    ),
    "subsidy_without_payer": (
        [Edit("plants.csv", ",2,0,central", ",2,0,")],
        [
            "plants.csv, row one, column subsidy_payer: must not be blank where there is a subsidy; "
            "write the key of the payer, or no subsidy",
        ],
    ),
    "payer_without_subsidy": (
        [Edit("plants.csv", ",0,0,\n", ",0,0,local\n")],
        [
            "plants.csv, row two, column subsidy_payer is 'local': pays a subsidy that is zero; leave it "
            "blank, or write the subsidy",
        ],
    ),
    "duties_below_hundred": (
        [Edit("duties.csv", "local,40", "local,30")],
        [
            "duties.csv, row severance/*, column share_pct is '90': the shares of a purpose in a region "
            "must sum to 100; change the shares",
        ],
    ),
    "duty_without_payers": (
        [Edit("duties.csv", "income_support,,local", "income_support,north,local")],
        [
            "duties.csv, row income_support/south: nobody pays for this purpose in this region; add "
            "payers, or payers for every region in rows with a blank region",
        ],
    ),
    "two_programmes": (
        [Edit("programmes.csv", "school,School", "academy,Academy,north,local,5,50,0.4,6,70\nschool,School")],
        [
            "programmes.csv, row school, column region is 'north': has the programme academy already; "
            "keep one programme for the region",
        ],
    ),
    "programme_that_harms": (
        [Edit("programmes.csv", ",6,70", ",6,30")],
        [
            "programmes.csv, row school, column reemployment_pct is '30': must be at least that of the "
            "region without retraining, which is 40; raise it, or lower that of the region",
        ],
    ),
    "probabilities_below_hundred": (
        [Edit("scenarios.csv", "Weak,40", "Weak,30")],
        [
            "scenarios.csv, column probability_pct is '90': the probabilities of all scenarios must sum "
            "to 100; change the probabilities",
        ],
    ),
    "observation_of_nothing": (
        [Edit("observations.csv", "cny_per_unit,domestic", "cny_per_unit,alpha")],
        [
            "observations.csv, row price, column subject is 'alpha': is no key of markets.csv; write a "
            "key of markets.csv, or add the row",
        ],
    ),
    "observation_upside_down": (
        [Edit("observations.csv", "35,45", "45,35")],
        [
            "observations.csv, row price, column low is '45': must not be above high, which is 35; swap low and high",
        ],
    ),
    "observation_too_early": (
        [Edit("observations.csv", "domestic,2025", "domestic,2024")],
        [
            "observations.csv, row price, column year is '2024': is not a computed year; write a year "
            "from 2025 to 2027, or change the years of instance.toml",
        ],
    ),
    "figures_without_provenance": (
        [Edit("provenance.csv", "plants,*,*", "plants,one,*")],
        [
            "plants.csv, row two, column lines, capacity_munit_per_line, cash_cost_cny_per_unit and 7 "
            "more: nothing is said about what this rests on; add a row with of_table plants to "
            "provenance.csv",
        ],
    ),
    "rate_without_provenance": (
        [Edit("provenance.csv", "instance,*,*,assumption,made-up,a round number\n", "")],
        [
            "instance.toml, key discount_rate_pct: nothing is said about what this rests on; add a "
            "row with of_table instance to provenance.csv",
        ],
    ),
    "provenance_of_unknown_table": (
        [
            Edit(
                "provenance.csv",
                "instance,*,*,assumption,made-up,a round number\n",
                "instance,*,*,assumption,made-up,a round number\nplant,*,*,assumption,made-up,words\n",
            )
        ],
        [
            "provenance.csv, row plant/*/*, column of_table is 'plant': is not a table with figures; "
            "rename it to 'plants', the nearest one, or delete it",
        ],
    ),
    "provenance_of_unknown_row": (
        [Edit("provenance.csv", "regions,north,*", "regions,nort,*")],
        [
            "provenance.csv, row regions/nort/*, column of_row is 'nort': is no row of regions; write "
            "'north', the nearest key, or add the row",
        ],
    ),
    "provenance_of_a_name": (
        [Edit("provenance.csv", "regions,*,labour_force_persons", "regions,*,name")],
        [
            "provenance.csv, row regions/*/name, column of_column is 'name': is not a figure of regions; "
            "use one of labour_force_persons, unemployed_persons, average_wage_cny_per_month, "
            "unemployment_benefit_cny_per_month, reemployment_pct, vacancies_persons_per_year, "
            "rehired_wage_cny_per_month, tax_pct_of_sales, or delete it",
        ],
    ),
    "provenance_of_an_empty_table": (
        [Delete("scenarios.csv")],
        [
            "provenance.csv, row scenarios/*/*, column of_table is 'scenarios': has no rows, so there is "
            "no figure to speak of; delete the row",
        ],
    ),
}
"""What is broken, to the edits that break it and the messages that say so."""


@pytest.mark.parametrize("name", CASES)
def test_the_message_is_exact(name: str, tmp_path: Path) -> None:
    """What is wrong is said in these words, and nothing else is."""
    breaks, told = CASES[name]
    assert messages(broken_folder(tmp_path / "small", breaks)) == told
