"""Tables on a terminal: what does not fit is folded, and then names share a column; numbers stay whole."""

from __future__ import annotations

from io import StringIO

from rich.console import Console

from solver.report.grid import Column, Grid, Row, headings, least_width, stacked, to_rich

WIDE = Grid(
    "Limits",
    (
        Column("Limit", kind="name"),
        Column("Of", kind="name"),
        Column("Plan", group="Verdict", kind="name"),
        Column("Value", group="Tightest"),
        Column("Room left, CNY million", group="Tightest"),
        Column("Year", kind="year"),
    ),
    (Row(("Budget of a payer in any of the years", "Exit fund", "kept", "1,234,567", "40", "2026")),),
)


def lines_of(grid: Grid, width: int) -> list[str]:
    screen = StringIO()
    Console(file=screen, width=width).print(to_rich(grid, width))
    return screen.getvalue().splitlines()


def test_the_heading_of_a_group_stands_over_its_first_column_and_long_ones_are_broken() -> None:
    assert headings(WIDE, 12) == ["Limit", "Of", "Verdict\nPlan", "Tightest\nValue", "Room left,\nCNY million", "Year"]


def test_headings_are_broken_further_where_there_is_no_room() -> None:
    # No heading is broken within a word, nor more than its numbers are wide.
    assert headings(WIDE, 7)[3:] == ["Tightest\nValue", "Room\nleft,\nCNY\nmillion", "Year"]
    assert least_width(WIDE, 7) == least_width(WIDE, 12) - 11 + 7


def test_chinese_headings_are_broken_where_they_are_full() -> None:
    # A character takes two columns: six fit into 12, and three into 7. Lines are about the same length: four and three,
    # three and two and two. What closes a parenthesis is not alone on a line.
    grid = Grid(
        "",
        (Column("年份", kind="year"), Column("失业人数最高值"), Column("支付业主\uff08万元\uff09")),
        (Row(("2026", "40", "9")),),
    )
    assert headings(grid, 12) == ["年份", "失业人数\n最高值", "支付业主\n\uff08万元\uff09"]
    assert headings(grid, 7) == ["年份", "失业人\n数最高\n值", "支付\n业主\n\uff08万元\uff09"]
    assert headings(grid, 4) == ["年份", "失业\n人数\n最高\n值", "支付\n业主\n\uff08万\n元\uff09"]


def test_numbers_are_whole_where_headings_have_room_for_two_characters_alone() -> None:
    # Each of four columns takes 4 and 2 of padding, and 1 between two: 27.
    title = "取消补贴的产线"
    grid = Grid(
        "", (Column("年份", kind="year"), *(Column(title) for _ in range(3))), (Row(("2026", "12", "13", "14")),)
    )
    assert least_width(grid, 4) == 27
    lines = lines_of(grid, 27)
    assert lines[-1].split() == ["2026", "12", "13", "14"]
    assert [line.split() for line in lines[:3]] == [["取消"] * 3, ["补贴"] * 3, ["的产"] * 3]


def test_two_names_of_the_same_group_share_a_column_where_there_is_no_room() -> None:
    grid = stacked(WIDE)
    assert [column.title for column in grid.columns] == [
        "Limit\n  Of",
        "Plan",
        "Value",
        "Room left, CNY million",
        "Year",
    ]
    assert grid.rows[0].cells == (
        "Budget of a payer in any of the years\n  Exit fund",
        "kept",
        "1,234,567",
        "40",
        "2026",
    )


def test_what_fits_is_not_stacked_and_numbers_are_never_broken() -> None:
    # The long name may fold at 20; the others take 9, 7, 9, 11 and 4, and each column 2 of padding
    # with 1 between two.
    assert least_width(WIDE, 12) == 20 + 9 + 7 + 9 + 11 + 4 + 6 * 2 + 5
    folded = lines_of(WIDE, 77)
    assert "Exit fund   kept      1,234,567" in " ".join(folded[4].split(" ")).replace("  ", "  ")
    narrow = lines_of(WIDE, 60)
    assert any("1,234,567" in line for line in narrow)
    assert any(line.strip() == "Exit fund" for line in narrow)
    assert max(len(line) for line in narrow) <= 60
