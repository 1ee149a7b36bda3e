"""Which row of provenance holds for a figure, and how much rests on what."""

from __future__ import annotations

import pytest
from small_folder import write_small_folder

from solver.instance.instance import Instance
from solver.instance.provenance import assumption_share, figures, provenance_of
from solver.instance.read import read_instance


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Instance:
    """The small instance."""
    return read_instance(write_small_folder(tmp_path_factory.mktemp("provenance") / "small"))


@pytest.mark.parametrize(
    ("row", "column", "basis"),
    [
        ("north", "labour_force_persons", "measured"),  # its own row: regions, north, labour_force_persons
        ("north", "unemployed_persons", "estimate"),  # regions, north, *
        ("south", "labour_force_persons", "reported"),  # regions, *, labour_force_persons
        ("south", "unemployed_persons", "assumption"),  # regions, *, *
    ],
)
def test_the_most_exact_row_holds(small: Instance, row: str, column: str, basis: str) -> None:
    """Row and column before row, row before column, column before table."""
    assert provenance_of(small, "regions", row, column).basis == basis


def test_row_goes_before_column(small: Instance) -> None:
    """Without the row for both, (north, *) beats (*, labour_force_persons)."""
    rows = {key: each for key, each in small.provenance.items() if key != "regions/north/labour_force_persons"}
    fewer = small.with_tables(provenance=rows)
    assert provenance_of(fewer, "regions", "north", "labour_force_persons").basis == "estimate"


def test_the_discount_rate_is_a_figure(small: Instance) -> None:
    """It stands in the table instance, row *."""
    assert provenance_of(small, "instance", "*", "discount_rate_pct").reasoning == "a round number"


def test_no_row_is_an_error(small: Instance) -> None:
    """Payers have no figures, so nothing is said about them."""
    with pytest.raises(KeyError):
        provenance_of(small, "payers", "central", "name")


def test_every_number_is_a_figure(small: Instance) -> None:
    """Header 1, regions 2 * 6, markets 5, firms 2 * 3, plants 2 * 10, duties 5, programmes 5, scenarios 2 * 3,
    observations 2 * 3: 66 in all, zeros such as the subsidies of plant two among them.
    """
    found = {(each.table, each.row, each.column): each.value for each in figures(small)}
    assert len(found) == 66
    assert found["plants", "two", "subsidy_cny_per_unit"] == 0
    assert found["duties", "severance/*/local", "share_pct"] == 40


def test_shares_of_bases(small: Instance) -> None:
    """The north has one measured figure and five estimates, the south's labour force is reported: 66 - 7 assumed."""
    assert assumption_share(small) == {"measured": 1, "reported": 1, "derived": 0, "estimate": 5, "assumption": 59}
