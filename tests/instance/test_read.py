"""Reading instance folders that are right, odd but right, or wrong in several ways at once."""

from __future__ import annotations

import csv
import io
import os
import re
from pathlib import Path

import pytest
from breaking import Delete, Edit, Write, broken_folder, messages
from builders import build_instance
from small_folder import FILES, WIDE_FILES, write_small_folder

from solver.instance import files, tables, wording
from solver.instance.columns import columns_of
from solver.instance.read import read_draft, read_instance
from solver.instance.records import RECORDS, Record


def test_values_arrive_with_their_types(tmp_path: Path) -> None:
    """Numbers, choices, quoted text and blanks are what the files say."""
    instance = read_instance(write_small_folder(tmp_path / "small"))
    assert instance.years == (2025, 2026, 2027)
    assert instance.firms["alpha"].name == "Alpha, Inc."
    assert instance.firms["beta"].cash_mcny == -200
    assert instance.plants["one"].lines == 4
    assert instance.plants["one"].cash_cost_cny_per_unit == 38.5
    assert instance.plants["two"].subsidy_payer is None
    assert list(instance.duties)[:2] == ["exit_compensation/*/central", "severance/*/central"]


def test_optional_tables_may_be_left_out(tmp_path: Path) -> None:
    """Without scenarios there is one future, and nothing need be observed."""
    breaks = [
        *(Delete(f"{name}.csv") for name in ("programmes", "scenarios", "observations")),
        Edit("provenance.csv", "programmes,*,*,assumption,made-up,round numbers\n", ""),
        Edit("provenance.csv", "scenarios,*,*,assumption,made-up,round numbers\n", ""),
        Edit("provenance.csv", "observations,*,*,assumption,made-up,round numbers\n", ""),
    ]
    instance = read_instance(broken_folder(tmp_path / "small", breaks))
    assert list(instance.futures) == ["base"]
    assert not instance.programmes
    assert not instance.observations


def test_every_table_and_column_is_read(tmp_path: Path) -> None:
    """The wide instance fills all of them; blanks of the options are none."""
    instance = read_instance(write_small_folder(tmp_path / "wide", WIDE_FILES))
    assert all(instance.table(name) for name in instance.table_names())
    assert instance.links["out"].cost_cny_per_unit == 5
    assert instance.plants["three"].start_year == 2026
    assert instance.plants["four"].energy_kgce_per_unit is None
    assert instance.markets["order"].demand_elasticity is None
    assert [payer.is_industry_fund for payer in instance.payers.values()] == [False, False, True]


def test_columns_that_may_be_blank_may_be_left_out(tmp_path: Path) -> None:
    """All columns of all tables: without the column the file reads, if and only if the column may be blank."""
    for record in RECORDS:
        header, *rows = csv.reader(io.StringIO(WIDE_FILES[f"{record.table}.csv"]))
        for position, name in enumerate(header):
            lines = [[*line[:position], *line[position + 1 :]] for line in (header, *rows)]
            text = "\n".join(",".join(f'"{cell}"' for cell in line) for line in lines)
            write = Write(f"{record.table}.csv", text.encode())
            folder = broken_folder(tmp_path / f"{record.table}-{name}", [write], WIDE_FILES)
            told = [str(problem) for problem in read_draft(folder)[1]]
            missing = f"{record.table}.csv, column {name}: is missing; add the column"
            assert any(each.startswith(missing) for each in told) is not columns_of(record)[name].blank, told


def test_a_column_left_out_is_blank(tmp_path: Path) -> None:
    """Without the column of payers nobody pays; where there is a subsidy, that is told in the row."""
    edits = [Edit("plants.csv", ",subsidy_payer\n", "\n"), Edit("plants.csv", ",2,0,central\n", ",0,0\n")]
    bare = [*edits, Edit("plants.csv", "12,25,0,0,0,\n", "12,25,0,0,0\n")]
    instance = read_instance(broken_folder(tmp_path / "small", bare))
    assert [plant.subsidy_payer for plant in instance.plants.values()] == [None, None]
    subsidised = [*bare[:1], Edit("plants.csv", ",2,0,central\n", ",2,0\n"), bare[2]]
    assert messages(broken_folder(tmp_path / "subsidised", subsidised)) == [
        "plants.csv, row one, column subsidy_payer: must not be blank where there is a subsidy; "
        "write the key of the payer, or no subsidy"
    ]


@pytest.mark.parametrize(
    "break_it",
    [
        Write("payers.csv", b"\xef\xbb\xbf" + FILES["payers.csv"].encode()),
        Write("payers.csv", FILES["payers.csv"].replace("\n", "\r\n").encode()),
        Write("payers.csv", FILES["payers.csv"].replace("\n", "\n\n").encode()),
        Edit("payers.csv", "local,Local budgets", " local ,  Local budgets  "),
        Edit("plants.csv", ",4,25,", ",4.0,2.5e1,"),
        Write("README.md", b"# Small"),
        Write("mandate-strict.toml", b""),
        Write(".hidden", b""),
        Write("products.csv", b'unit,id,name\nkg,"silicon",Silicon\n'),
    ],
    ids=["mark", "windows", "empty lines", "blanks", "numbers", "readme", "mandate", "hidden", "order of columns"],
)
def test_harmless_differences_change_nothing(break_it: Edit | Write, tmp_path: Path) -> None:
    """What programs do to files without being asked is no fault, and the instance is the same."""
    plain = read_instance(write_small_folder(tmp_path / "plain"))
    assert read_instance(broken_folder(tmp_path / "odd", [break_it])) == plain


def test_everything_wrong_is_told_at_once(tmp_path: Path) -> None:
    """Faults of a file, a cell, a broken row's reference and of the whole come in one error, in the order of tables."""
    breaks = [
        Edit("instance.toml", "years = 3", "years = 0"),
        Edit("plants.csv", "one,One,alpha,north,domestic,4,", "one,One,alfa,north,domestic,x,"),
        Edit("duties.csv", "severance,,local,40", "severance,,local,30"),
        Write("plots.csv", b""),
    ]
    assert messages(broken_folder(tmp_path / "small", breaks)) == [
        "plots.csv: is not a file of an instance; rename it to 'plants.csv', the nearest file, or remove it",
        "instance.toml, key years is '0': must be at least 1; write a number that is at least 1 and at most 50",
        "plants.csv, row one, column lines is 'x': must be a number; write digits with a decimal point",
        "plants.csv, row one, column firm is 'alfa': is no key of firms.csv; "
        "write 'alpha', the nearest key, or add the row",
        "duties.csv, row severance/*, column share_pct is '90': "
        "the shares of a purpose in a region must sum to 100; change the shares",
    ]


def test_a_broken_row_is_no_missing_row(tmp_path: Path) -> None:
    """A firm with a wrong number is still there: its plant, its loss and its figures raise no further problems."""
    found = messages(broken_folder(tmp_path / "small", [Edit("firms.csv", "private,1000", "private,many")]))
    assert found == [
        "firms.csv, row alpha, column cash_mcny is 'many': must be a number; write digits with a decimal point"
    ]


def test_no_such_folder(tmp_path: Path) -> None:
    """A folder that is not there, or is a file, is one problem and not a dozen."""
    cure = "name a folder that holds an instance.toml"
    assert messages(tmp_path / "none") == [f"{tmp_path / 'none'}: there is no such folder; {cure}"]
    (tmp_path / "file").write_text("")
    assert messages(tmp_path / "file") == [f"{tmp_path / 'file'}: is not a folder; {cure}"]


def test_a_folder_of_instances_is_none_itself(tmp_path: Path) -> None:
    assert messages(tmp_path) == [f"{tmp_path}: holds no instance; name a folder that holds an instance.toml"]
    write_small_folder(tmp_path / "small")
    assert messages(tmp_path) == [f"{tmp_path}: holds no instance; name one within it, such as {tmp_path / 'small'}"]


def test_a_folder_in_place_of_a_file(tmp_path: Path) -> None:
    """A table that is a folder is refused by name."""
    folder = broken_folder(tmp_path / "small", [Delete("products.csv")])
    (folder / "products.csv").mkdir()
    assert messages(folder) == ["products.csv: is not a file; put a file in its place"]


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The reason of the system is told, in lower case."""
    folder = write_small_folder(tmp_path / "small")
    read_bytes = Path.read_bytes

    def guarded(path: Path) -> bytes:
        if path.name == "products.csv":
            raise PermissionError(13, "Permission denied")
        return read_bytes(path)

    monkeypatch.setattr(Path, "read_bytes", guarded)
    assert messages(folder) == ["products.csv: cannot be read (permission denied); let the program read it"]


def test_a_file_name_that_cannot_be_printed(tmp_path: Path) -> None:
    """The name of a strange file is told in letters that every terminal shows."""
    folder = write_small_folder(tmp_path / "small")
    try:
        (folder / os.fsdecode(b"\xff.txt")).touch()
    except OSError:
        pytest.skip("this file system takes no such names")
    assert messages(folder) == ["\\udcff.txt: is not a file of an instance; remove it"]


def test_huge_files_are_refused_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a cap of 1 MiB, a file of 1 MiB and one byte is refused."""
    folder = broken_folder(tmp_path / "small", [Write("payers.csv", b"x" * (1024 * 1024 + 1))])
    monkeypatch.setattr(files, "LARGEST_FILE_BYTES", 1024 * 1024)
    assert messages(folder) == [
        "payers.csv: has 1048577 bytes; at most 1 MiB are read; keep only rows that belong to the instance"
    ]


def test_too_many_rows_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With room for 12 rows, the longest table just fits; a thirteenth row does not."""
    monkeypatch.setattr(tables, "MOST_ROWS", 12)
    read_instance(write_small_folder(tmp_path / "fits"))
    edit = Edit("provenance.csv", "firms,*,*", "plants,one,*,estimate,made-up,words\nfirms,*,*")
    assert messages(broken_folder(tmp_path / "small", [edit])) == [
        "provenance.csv: has more than 12 rows; keep only rows that belong to the instance"
    ]


def test_no_nearest_key_is_sought_among_too_many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With room for one word, the two firms are too many to compare."""
    monkeypatch.setattr(wording, "MOST_COMPARED", 1)
    assert messages(broken_folder(tmp_path / "small", [Edit("plants.csv", "Two,beta", "Two,bata")])) == [
        "plants.csv, row two, column firm is 'bata': is no key of firms.csv; write a key of firms.csv, or add the row"
    ]


def test_a_cell_of_a_megabyte_is_refused(tmp_path: Path) -> None:
    """Cells beyond what a table can hold are a problem, not a traceback."""
    found = messages(broken_folder(tmp_path / "small", [Edit("payers.csv", "Central", "C" * 200_000)]))
    assert found == ["payers.csv, line 2: cannot be split into cells; close every quote, and double quotes within text"]


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.table)
def test_nonsense_in_any_cell_is_refused_in_our_words(record: type[Record], tmp_path: Path) -> None:
    """Whatever is not free text refuses ``?!``, and no wording of a library comes through."""
    file = f"{record.table}.csv"
    header, first, *rest = csv.reader(io.StringIO(WIDE_FILES[file]))
    for position, name in enumerate(header):
        lines = [header, [*first[:position], "?!", *first[position + 1 :]], *rest]
        text = "\n".join(",".join(f'"{cell}"' for cell in line) for line in lines)
        folder = broken_folder(tmp_path / name, [Write(file, text.encode())], WIDE_FILES)
        problems = read_draft(folder)[1]
        told = "\n".join(str(problem) for problem in problems)
        assert ("'?!': must " in told) is (columns_of(record)[name].kind != "text"), name
        assert not re.search("input|string|valid (number|integer)|greater|less than|pydantic", told, re.IGNORECASE)


def test_those_who_find_work_again_earn_the_average_wage_unless_it_is_stated() -> None:
    """Nothing is a wage too, and not a blank."""
    (unstated,) = build_instance().regions.values()
    (stated,) = build_instance(regions=[{"rehired_wage_cny_per_month": 2_000}]).regions.values()
    (unpaid,) = build_instance(regions=[{"rehired_wage_cny_per_month": 0}]).regions.values()
    assert unstated.wage_when_rehired_cny_per_month == unstated.average_wage_cny_per_month == 5_000
    assert (stated.wage_when_rehired_cny_per_month, unpaid.wage_when_rehired_cny_per_month) == (2_000, 0)
