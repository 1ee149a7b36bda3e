"""An instance is the same after a way through a workbook, and the workbook is one that people can work with."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.workbook.workbook import Workbook
from small_folder import FILES, WIDE_FILES, write_small_folder
from workbook_case import export, imported_files, rows_after, small_book, texts_of, with_part

from solver.instance.columns import REFERENCES, columns_of
from solver.instance.read import read_instance
from solver.instance.records import RECORDS, Firm
from solver.instance.workbook_export import workbook_bytes
from solver.mandate import Mandate
from solver.mandate_file import read_mandate

INSTANCES = sorted(path.parent for path in (Path(__file__).parents[2] / "instances").glob("*/instance.toml"))

HOSTILE = (
    "=1+1",
    "+1",
    "-1",
    '@SUM(A1)=HYPERLINK("x")',
    "'quoted",
    "001",
    "1E5",
    "2024-01-01",
    "TRUE",
    "#REF!",
    "NaN",
    "1,5",
    "<r>bold</r>",
    "<r><t>bold</t></r>",
    "&amp; <b>",
    "_x0041_",
    "_x0041_x0042_",
    "x005F_",
    "_x005F_x005F_",
    "a\rb",
    "a\nb\r\nc",
    "tab\there",
    "\x00\x01\x1f\x7f\x85.",
    "\ufffe\uffff",
    "emoji 😀 and \u202eright to left",
    "反内卷 多晶硅",
    "x" * 200,
)
"""Names that a spreadsheet, or what reads and writes one, might take for something else."""


@pytest.mark.parametrize("folder", INSTANCES, ids=lambda folder: folder.name)
def test_a_shipped_instance_is_the_same_after_a_way_through_a_workbook(folder: Path, tmp_path: Path) -> None:
    instance = read_instance(folder)
    files = imported_files(export(folder, tmp_path / "book.xlsx"))
    back = tmp_path / "back"
    write_small_folder(back, files)
    assert read_instance(back) == instance
    assert list(read_instance(back).provenance) == list(instance.provenance)
    assert read_mandate(back / "mandate.toml", instance) == read_mandate(folder / "mandate.toml", instance)
    assert {name: text for name, text in texts_of(folder).items() if files[name] != text} == {}
    for record in RECORDS:
        name = f"{record.table}.csv"
        # A column that may be blank, and is, comes back as none.
        if (folder / name).exists() and not _has_blank_columns((folder / name).read_text(encoding="utf-8")):
            assert files[name] == (folder / name).read_bytes().decode()
    assert set(files) == {each.name for each in folder.iterdir()}


def _has_blank_columns(text: str) -> bool:
    rows = [line.split(",") for line in text.splitlines()]
    return any(not any(row[position : position + 1] != [""] for row in rows[1:]) for position in range(len(rows[0])))


def test_a_wide_instance_is_the_same(tmp_path: Path) -> None:
    """Every optional table, column and limit is there; ``by_region`` and lists of sections are in the mandate."""
    folder = write_small_folder(tmp_path / "wide", WIDE_FILES)
    instance = read_instance(folder)
    write_small_folder(tmp_path / "back", imported_files(export(folder, tmp_path / "book.xlsx")))
    assert read_instance(tmp_path / "back") == instance
    there, back = (read_mandate(each / "mandate.toml", instance) for each in (folder, tmp_path / "back"))
    assert there == back
    assert back.limits.unemployment.by_region == {"north": 1.0}


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    names=st.lists(
        st.text(st.characters(exclude_categories=("Cs",)), max_size=200).map(str.strip).filter(bool),
        min_size=1,
        max_size=30,
    ),
    numbers=st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=30),
)
def test_any_text_and_any_number_stays_what_it_is(names: list[str], numbers: list[float], tmp_path: Path) -> None:
    _stay(tmp_path, names, numbers)


def test_hostile_texts_and_long_numbers_stay_what_they_are(tmp_path: Path) -> None:
    """A tenth and a fifth are 0.30000000000000004, which takes 17 digits; zero is not blank."""
    _stay(tmp_path, HOSTILE, [0.1 + 0.2, 1 / 3, 0.0, -0.0, 5e-324, 1.7976931348623157e308, 123456789012345678.0, 1e15])


def _stay(room: Path, names: list[str] | tuple[str, ...], numbers: list[float]) -> None:
    if not (room / "small").exists():
        write_small_folder(room / "small")
    start = read_instance(room / "small")
    keys = ["001", "1E5", "1-2", "TRUE", "2024-01-01", "1.0", "0x10", "a_x0041_b"]
    firms = {
        key: Firm(id=key, name=name, ownership="state", cash_mcny=cash, credit_mcny=0, overhead_mcny_per_year=abs(cash))
        for position in range(max(len(names), len(numbers)))
        for key in [keys[position] if position < len(keys) else f"firm-{position}"]
        for name, cash in [(names[position % len(names)], numbers[position % len(numbers)])]
    }
    assert rows_after(replace(start, firms=firms), Firm, room) == firms


def test_a_number_in_a_spreadsheet_is_a_number_and_a_key_is_text(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(export(write_small_folder(tmp_path / "small"), tmp_path / "book.xlsx"))
    cells = {book["plants"].cell(1, cell.column).value: cell for cell in book["plants"][3]}
    assert [cells[name].value for name in ("id", "lines", "cash_cost_cny_per_unit")] == ["two", 2, 45]
    assert [cells[name].data_type for name in ("id", "lines")] == ["s", "n"]
    assert cells["id"].number_format == "@"
    assert cells["subsidy_mcny_per_line"].value == 0
    assert cells["subsidy_payer"].value is None
    rows = {(row[0].value, row[1].value): row[2] for row in book["mandate"].iter_rows(min_row=2)}
    assert rows["levers", "close_lines"].value is True
    assert rows["limits.unemployment.by_region", "north"].value == 1
    assert rows["limits.equity", "level"].value is None  # there to be filled in


def test_text_that_looks_like_a_formula_is_text(tmp_path: Path) -> None:
    folder = write_small_folder(tmp_path / "small")
    start = read_instance(folder)
    firms = {"alpha": start.firms["alpha"].model_copy(update={"name": "=1+1"})}
    (tmp_path / "book.xlsx").write_bytes(workbook_bytes(replace(start, firms=firms), texts_of(folder), Mandate))
    cell = openpyxl.load_workbook(tmp_path / "book.xlsx")["firms"]["B2"]
    assert (cell.value, cell.data_type, cell.number_format) == ("=1+1", "s", "@")
    assert cell.quotePrefix  # it stays text when it is edited


def test_every_column_is_explained_and_what_can_be_checked_is(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(export(write_small_folder(tmp_path / "wide", WIDE_FILES), tmp_path / "book.xlsx"))
    assert book.sheetnames == ["instance", "mandate", *(record.table for record in RECORDS)]
    for record in RECORDS:
        sheet = book[record.table]
        assert sheet.freeze_panes == "B2"
        checked = {next(iter(rule.sqref.ranges)).min_col: rule for rule in sheet.data_validations.dataValidation}
        for position, (name, column) in enumerate(columns_of(record).items(), start=1):
            note, rule = sheet.cell(1, position).comment, checked.get(position)
            assert sheet.cell(1, position).value == name
            assert column.meaning[1:] in note.text
            if column.choices:
                assert rule.formula1 == f'"{",".join(column.choices)}"'
            elif name in REFERENCES:
                assert rule.formula1 == f"keys_of_{REFERENCES[name]}"
                assert f"keys_of_{REFERENCES[name]}" in book.defined_names
            elif column.kind in ("number", "whole number"):
                assert rule.formula1.startswith("AND(ISNUMBER(")
            else:
                assert rule is None
    (rule,) = (each for each in book["plants"].data_validations.dataValidation if "F2:F200001" in str(each.sqref))
    assert rule.formula1 == "AND(ISNUMBER(F2),F2>=1,F2<=1000,F2=INT(F2))"
    assert book.defined_names["keys_of_firms"].value == "firms!$A$2:INDEX(firms!$A:$A,MAX(2,COUNTA(firms!$A:$A)))"


def test_the_page_and_the_comments_of_the_mandate_are_kept(tmp_path: Path) -> None:
    page = "# Small\n\n=1+1\n\n  indented, 😀\n"
    mandate = (
        FILES["mandate.toml"]
        .replace("[levers]", "# What may be done.\n[levers]")
        .replace("retrain = true", "# Lately.\nretrain = true  # since 2024")
    ) + "# The end.\n"
    folder = write_small_folder(tmp_path / "small", {**FILES, "README.md": page, "mandate.toml": mandate})
    files = imported_files(export(folder, tmp_path / "book.xlsx"))
    assert files["README.md"] == page
    lines = files["mandate.toml"].splitlines()
    assert lines[lines.index("[levers]") - 1] == "# What may be done."
    assert lines[lines.index("retrain = true  # since 2024") - 1] == "# Lately."
    assert lines[-1] == "# The end."


def test_what_a_planner_fills_in_is_in_the_mandate(tmp_path: Path) -> None:
    """A lever, a section of limits, a region of its own, and another addition to a budget."""
    entries = {
        ("levers", "merge_firms"): "true",
        ("levers", "conduct_rules"): "joint_cut_10, full_cost_offers",
        ("limits.equity", "level"): "hard",
        ("limits.equity", "ceiling_pct_of_fair_share"): "150",
        ("limits.equity", "reason"): 2025,
        ("limits.equity", "source"): "made-up",
        ("budget_additions[2]", "payer"): "local",
        ("budget_additions[2]", "from_year"): 2027.0,
        ("budget_additions[2]", "to_year"): 2027,
        ("budget_additions[2]", "mcny_per_year"): 5,
        ("budget_additions[2]", "reason"): "more",
        ("budget_additions[2]", "source"): "made-up",
    }

    def fill_in(book: Workbook) -> None:
        for row in book["mandate"].iter_rows(min_row=2):
            row[2].value = entries.pop((row[0].value, row[1].value), row[2].value)
        book["mandate"].append(["limits.unemployment.by_region", "south", 0.25])

    folder = tmp_path / "back"
    write_small_folder(folder, imported_files(small_book(tmp_path, fill_in)))
    assert entries == {}
    mandate = read_mandate(folder / "mandate.toml", read_instance(folder))
    assert (mandate.levers.merge_firms, mandate.levers.conduct_rules) == (True, ("joint_cut_10", "full_cost_offers"))
    assert mandate.limits.equity is not None
    assert (mandate.limits.equity.ceiling_pct_of_fair_share, mandate.limits.equity.reason) == (150, "2025")
    assert mandate.limits.unemployment.by_region == {"north": 1.0, "south": 0.25}
    assert [each.mcny_per_year for each in mandate.budget_additions] == [50, 5]


def test_what_a_planner_fills_in_is_in_the_tables(tmp_path: Path) -> None:
    """Rows may be left empty, an optional table may get its first row, and text may hold a number."""

    def fill_in(book: Workbook) -> None:
        book["barriers"].append(["border", "Border", "12", "central"])
        book["provenance"].append(["barriers", "*", "*", "assumption", "made-up", "a round number"])
        book["regions"].insert_rows(3, 4)
        book["regions"]["J2"] = 3  # tax_pct_of_sales, the last column

    files = imported_files(small_book(tmp_path, fill_in))
    assert files["barriers.csv"] == "id,name,removal_cost_mcny,payer\nborder,Border,12,central\n"
    header, north, south = files["regions.csv"].splitlines()
    assert header.endswith(",tax_pct_of_sales")
    assert (north[-6:], south[-5:]) == (",300,3", ",800,")
    assert "links.csv" not in files


def test_a_formula_counts_by_the_value_that_was_saved_with_it(tmp_path: Path) -> None:
    folder = write_small_folder(tmp_path / "small")
    book = export(folder, tmp_path / "book.xlsx")

    def compute(xml: str) -> str:
        assert "<v>4</v>" in xml
        return xml.replace("<v>4</v>", "<f>2+2</f><v>4</v>", 1)

    plants = 1 + openpyxl.load_workbook(book).sheetnames.index("plants")
    files = imported_files(with_part(book, f"xl/worksheets/sheet{plants}.xml", compute))
    assert ",domestic,4,25," in files["plants.csv"]
