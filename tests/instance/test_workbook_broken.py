"""Broken workbooks are told as broken folders are: every problem at once, with its sheet, row, column and cure."""

from __future__ import annotations

import datetime
import io
import random
import zipfile
from pathlib import Path

import pytest
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from small_folder import write_small_folder
from workbook_case import Edit, export, problems_of, small_book, with_part


def put(sheet: str, cell: str, value: object) -> Edit:
    """Return the edit that writes a cell."""

    def edit(book: Workbook) -> None:
        book[sheet][cell] = value

    return edit


def value_cell(book: Workbook, section: str, key: str) -> str:
    """Return where the value of a key of the mandate stands."""
    for row in book["mandate"].iter_rows(min_row=2):
        if (row[0].value, row[1].value) == (section, key):
            return str(row[2].coordinate)
    raise AssertionError(f"there is no {section}.{key}")


CELLS = {
    "a number out of range": (
        put("plants", "F2", 0),
        "small.xlsx, sheet plants, row 2 (one), column lines is '0': must be at least 1; write a number that is at"
        " least"
        " 1 and at most 1000",
    ),
    "text where a number belongs": (
        put("plants", "G3", "20 kt"),
        "small.xlsx, sheet plants, row 3 (two), column capacity_munit_per_line is '20 kt': must be a number without a"
        " unit; write the number alone, in the unit of the column's name",
    ),
    "a blank": (
        put("regions", "C3", None),
        "small.xlsx, sheet regions, row 3 (south), column labour_force_persons: must not be blank; fill it in (people"
        " with"
        " or seeking work; base of the unemployment rate); blank is not zero",
    ),
    "a key that is not there": (
        put("plants", "C2", "alpa"),
        "small.xlsx, sheet plants, row 2 (one), column firm is 'alpa': is no key of sheet firms; write 'alpha', the"
        " nearest key, or add the row",
    ),
    "a choice that is none": (
        put("firms", "C3", "State"),
        "small.xlsx, sheet firms, row 3 (beta), column ownership is 'State': must be one of private, state; write"
        " 'state', the nearest of them",
    ),
    "an error of a formula": (
        put("plants", "H2", "#REF!"),
        "small.xlsx, sheet plants, row 2, column cash_cost_cny_per_unit is '#REF!': is the error of a formula; mend the"
        " formula, or write the value",
    ),
    "a formula that nothing has computed": (
        put("plants", "H2", "=30+8.5"),
        "small.xlsx, sheet plants, row 2, column cash_cost_cny_per_unit is '=30+8.5': is a formula whose value has not"
        " been computed; open the workbook in a spreadsheet program and save it, or write the value",
    ),
    "a date where a number belongs": (
        put("plants", "H2", datetime.datetime(2024, 3, 4)),
        "small.xlsx, sheet plants, row 2, column cash_cost_cny_per_unit is '2024-03-04 00:00:00': is a date or time;"
        " format the cell as text or number, and write the value again",
    ),
    "a truth where a number belongs": (
        put("plants", "H2", True),
        "small.xlsx, sheet plants, row 2 (one), column cash_cost_cny_per_unit is 'TRUE': must be a number; write digits"
        " with a decimal point",
    ),
    "a key that is there twice": (
        put("sources", "A3", "made-up"),
        "small.xlsx, sheet sources, row 3, column id is 'made-up': is the key of row 2 already; give each row a key of"
        " its own",
    ),
    "a row of blanks": (
        put("regions", "B9", "  "),
        "small.xlsx, sheet regions, row 9: holds only blanks; delete the row",
    ),
    "an unknown column": (
        put("regions", "K1", "unemployed_person"),
        "small.xlsx, sheet regions, column unemployed_person: is not a column of this table; rename it to"
        " 'unemployed_persons', the nearest one, or delete it",
    ),
    "a column with blanks around its name": (
        put("transfers", "H1", "  x "),
        "small.xlsx, sheet transfers, column x: is not a column of this table; use one of id, name,"
        " from_payer, to_payer, most_mcny_per_year, or delete it",
    ),
    "a note beside the table": (
        put("products", "F2", "look here"),
        "small.xlsx, sheet products, column F (without a name): is not a column of this table; use one of id, name,"
        " unit,"
        " or delete it",
    ),
    "a lacking column": (
        put("products", "C1", None),
        "small.xlsx, sheet products, column unit: is missing; add the column (unit that prices are stated per;"
        " quantities"
        " are in millions of it)",
    ),
    "a wrong key of the header": (
        put("instance", "C7", 2025.5),
        "small.xlsx, sheet instance, row 7, key first_year is '2025.5': must be a whole number; write a whole number"
        " that"
        " is at least 1949 and at most 2100",
    ),
    "a key that is no key": (
        put("mandate", "B4", "first_decision_yaer"),
        "small.xlsx, sheet mandate, row 4, key levers.first_decision_yaer: is not a key of this section; rename it to"
        " 'first_decision_year', the nearest one, or delete it",
    ),
    "a value that is needed and blank": (
        put("mandate", "C4", None),
        "small.xlsx, sheet mandate, row 4, key levers.first_decision_year: is missing; add it (first year in which a"
        " decision takes effect)",
    ),
    "a section of the header": (
        put("instance", "A3", "x"),
        "small.xlsx, sheet instance, row 3, key x: is not a key of this section; use one of format, id, title,"
        " currency, price_year, first_year, years, discount_rate_pct, or delete it",
    ),
    "a key that is a section": (
        put("mandate", "A4", "title"),
        "small.xlsx, sheet mandate, row 4: cannot be put together; give each key once, and no section a value",
    ),
    "a value without a key": (
        put("mandate", "B4", None),
        "small.xlsx, sheet mandate, row 4 is '2026': has no key; write the key, or delete the row",
    ),
    "a section that is none": (
        put("mandate", "A4", "levers/"),
        "small.xlsx, sheet mandate, row 4, column section is 'levers/': is not a section; write names joined by"
        " points, such"
        " as limits.budget or budget_additions[1]",
    ),
}


@pytest.mark.parametrize("case", CELLS)
def test_a_broken_cell_is_told_with_its_place_and_cure(case: str, tmp_path: Path) -> None:
    edit, message = CELLS[case]
    assert message in problems_of(small_book(tmp_path, edit))


def test_a_value_of_the_mandate_is_told_in_its_row(tmp_path: Path) -> None:
    rows: list[str] = []

    def edit(book: Workbook) -> None:
        cells = [value_cell(book, "limits.budget", "level"), value_cell(book, "budget_additions[1]", "payer")]
        rows.extend(cell[1:] for cell in cells)
        book["mandate"][cells[0]], book["mandate"][cells[1]] = "hrad", "centrl"
        book["mandate"].append(["limits.budget", "reason", "again"])
        rows.append(str(book["mandate"].max_row))
        rows.append(value_cell(book, "limits.budget", "reason")[1:])

    assert problems_of(small_book(tmp_path, edit)) == [
        f"small.xlsx, sheet mandate, row {rows[2]}, key limits.budget.reason: is there in row {rows[3]} already; keep"
        " one of the two rows",
        f"small.xlsx, sheet mandate, row {rows[0]}, key limits.budget.level is 'hrad': must be one of hard, soft,"
        f" report,"
        " off; write 'hard', the nearest of them",
        f"small.xlsx, sheet mandate, row {rows[1]}, key budget_additions[1].payer is 'centrl': is no key of sheet"
        f" payers;"
        " write 'central', the nearest key, or add the row",
    ]


def test_all_problems_of_all_sheets_are_told_at_once(tmp_path: Path) -> None:
    def edit(book: Workbook) -> None:
        book["plants"]["F2"] = -1
        book["regions"]["E2"] = "#DIV/0!"
        del book["payers"]
        book["links"].title = "lnks"
        book.create_sheet("Sheet1")

    assert {each.partition(":")[0] for each in problems_of(small_book(tmp_path, edit))} == {
        "small.xlsx, sheet plants, row 2 (one), column lines is '-1'",
        "small.xlsx, sheet regions, row 2, column average_wage_cny_per_month is '#DIV/0!'",
        "small.xlsx, sheet payers",
        "small.xlsx, sheet lnks",
        "small.xlsx, sheet Sheet1",
    }


def test_a_sheet_that_is_not_there_and_one_that_is_none(tmp_path: Path) -> None:
    def edit(book: Workbook) -> None:
        del book["mandate"]
        book["firms"].title = "frims"

    problems = problems_of(small_book(tmp_path, edit))
    assert "small.xlsx, sheet mandate: is missing; add the sheet" in problems
    assert "small.xlsx, sheet firms: is missing; add the sheet" in problems
    assert (
        "small.xlsx, sheet frims: is not a sheet of an instance; rename it to 'firms', the nearest one, or delete it"
        in problems
    )


def test_a_chart_is_no_table(tmp_path: Path) -> None:
    problems = problems_of(small_book(tmp_path, lambda book: book.create_chartsheet("README") and None))
    told = "is no sheet of cells; delete it, and write the table in a sheet of that name"
    assert problems == [f"small.xlsx, sheet README: {told}"]


def test_a_table_that_begins_below_its_place_is_told(tmp_path: Path) -> None:
    (problem,) = problems_of(small_book(tmp_path, lambda book: book["transfers"].insert_rows(1)))
    told = "small.xlsx, sheet transfers: has no names of columns; write the columns in the first row: id,name,"
    assert problem.startswith(told)


@pytest.mark.parametrize("name", ["mandate/../../evil", "mandate-" + 30 * "x", "../mandate", "mandate:x"])
def test_the_name_of_a_sheet_leads_nowhere_else(name: str, tmp_path: Path) -> None:
    book = export(write_small_folder(tmp_path / "small"), tmp_path / "book.xlsx")
    with_part(book, "xl/workbook.xml", lambda xml: xml.replace('name="mandate"', f'name="{name}"'))
    problems = problems_of(book)
    assert f"book.xlsx, sheet {name}: is not a sheet of an instance" in {each.partition(";")[0] for each in problems}
    assert "book.xlsx, sheet mandate: is missing; add the sheet" in problems


def percent(sheet: Worksheet) -> None:
    sheet["G2"], sheet["G2"].number_format = 0.4, "0%"


def merge(sheet: Worksheet) -> None:
    sheet.merge_cells("C2:D2")


def hide(sheet: Worksheet) -> None:
    sheet.row_dimensions[3].hidden = True


def hide_all(sheet: Worksheet) -> None:
    sheet.sheet_state = "hidden"


def go_far(sheet: Worksheet) -> None:
    sheet["XFD2"] = 1


def empty(sheet: Worksheet) -> None:
    sheet.delete_rows(1, 99)


SHEETS = {
    percent: "row 2, column reemployment_pct is '0.4': is formatted as a percentage, so that 0.4 stands there; format"
    " the"
    " cell as a number and write 40",
    merge: "row 2: has cells that are merged, C2:D2; unmerge them and fill in each",
    hide: "row 3: is hidden; show all rows (clear the filter), or delete them",
    hide_all: "is hidden; show it, so that everybody sees what is read",
    go_far: "has values beyond its column 200; keep only columns that belong to the instance",
    empty: "has no names of columns; write the columns in the first row: id,name,labour_force_persons,",
}


@pytest.mark.parametrize("edit", SHEETS, ids=lambda edit: edit.__name__)
def test_what_a_spreadsheet_can_do_to_a_sheet_is_told(edit: Edit, tmp_path: Path) -> None:
    problems = problems_of(small_book(tmp_path, lambda book: edit(book["regions"])))
    assert any(
        each.removeprefix("small.xlsx, sheet regions").lstrip(":, ").startswith(SHEETS[edit]) for each in problems
    )


def test_a_sheet_of_keys_without_its_columns_is_told_once(tmp_path: Path) -> None:
    assert problems_of(small_book(tmp_path, put("mandate", "C1", "worth"))) == [
        "small.xlsx, sheet mandate, row 1, column worth: is not a column of this sheet; use one of section, key,"
        " value, unit,"
        " allowed, meaning, comment, or delete it",
        "small.xlsx, sheet mandate, row 1, column value: is missing; write the columns in the first row: section,"
        " key, value,"
        " unit, allowed, meaning, comment",
    ]


def test_a_sheet_ends_where_its_values_end(tmp_path: Path) -> None:
    """It says that it has a million rows, and its last row has a format but no value."""
    book = export(write_small_folder(tmp_path / "small"), tmp_path / "book.xlsx")

    def stretch(xml: str) -> str:
        far = xml.replace("</sheetData>", '<row r="1048576"><c r="A1048576" s="1"/></row></sheetData>')
        return far.replace('<dimension ref="A1:J3"/>', '<dimension ref="A1:XFD1048576"/>')

    part = "xl/worksheets/sheet3.xml"
    with_part(book, part, stretch)
    with zipfile.ZipFile(book) as archive:
        assert b"XFD1048576" in archive.read(part)
    assert problems_of(book) == []


@pytest.mark.parametrize("place", ["A9999999", "ZZZZZZZ2", "2", ""])
def test_a_cell_in_no_place_of_a_sheet_is_refused(place: str, tmp_path: Path) -> None:
    book = export(write_small_folder(tmp_path / "small"), tmp_path / "book.xlsx")
    with_part(book, "xl/worksheets/sheet3.xml", lambda xml: xml.replace('r="A2"', f'r="{place}"'))
    told = "book.xlsx, sheet regions: has a cell outside of what a sheet can hold;"
    assert any(each.startswith(told) for each in problems_of(book))


def zipped(**parts: bytes) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return content.getvalue()


OLD_CONTAINER = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
FILES = {
    b"": "is not an Excel workbook, or only a part of one",
    b"id,name\n1,2\n": "is not an Excel workbook, or only a part of one",
    zipped(x=b"y"): "is not an Excel workbook; save it as .xlsx",
    zipped(**{"[Content_Types].xml": b"<Types"}): "cannot be read as a workbook (ParseError)",
    zipped(**{"[Content_Types].xml": b"<Types/>", "bomb": bytes(300_000_000)}): "unpacks to 300000008 bytes",
    OLD_CONTAINER: "is no .xlsx workbook, but may be one of the older kind .xls; save it as .xlsx",
    OLD_CONTAINER + "EncryptedPackage".encode("utf-16-le"): "is encrypted; save it without a password",
}


@pytest.mark.parametrize("content", FILES, ids=range(len(FILES)))
def test_what_is_no_workbook_is_said_to_be_none(content: bytes, tmp_path: Path) -> None:
    book = tmp_path / "book.xlsx"
    book.write_bytes(content)
    (problem,) = problems_of(book)
    assert problem.startswith(f"{book}: {FILES[content]}")


def test_a_workbook_that_is_not_there(tmp_path: Path) -> None:
    assert problems_of(tmp_path / "none.xlsx") == [f"{tmp_path / 'none.xlsx'}: is missing; add the file"]


def test_a_damaged_workbook_is_refused_or_read_but_never_fails(tmp_path: Path) -> None:
    """Sixty times some bytes are changed, or the end is cut off."""
    whole = export(write_small_folder(tmp_path / "small"), tmp_path / "book.xlsx").read_bytes()
    draws = random.Random(7)
    refused = 0
    for _ in range(60):
        damaged = bytearray(whole[: draws.randrange(len(whole))] if draws.random() < 0.3 else whole)
        for _ in range(draws.randrange(1, 6)):
            if damaged:
                damaged[draws.randrange(len(damaged))] = draws.randrange(256)
        (tmp_path / "book.xlsx").write_bytes(damaged)
        refused += problems_of(tmp_path / "book.xlsx") != []
    assert refused > 30
