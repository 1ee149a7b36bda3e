"""A small calculator of the formulas that workbooks hold, and what a program that shows a workbook would show."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import openpyxl

from solver.report.wording import rounded

REFERENCE = re.compile(r"(?:(\w+)!)?(\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?)")


class Workbook:
    """A workbook as written: its formulas, the values that stand beside them, and what they come to."""

    def __init__(self, content: bytes) -> None:
        self.written = openpyxl.load_workbook(BytesIO(content))
        self.cached = openpyxl.load_workbook(BytesIO(content), data_only=True)

    def formulas(self) -> Iterator[tuple[str, str, str]]:
        """Yield sheet, cell and formula of every formula."""
        for sheet in self.written:
            for cells in sheet.iter_rows():
                for cell in cells:
                    if cell.data_type == "f":
                        yield sheet.title, cell.coordinate, str(cell.value)

    def recomputed(self, sheet: str, cell: str) -> Any:
        """Return what is in a cell, computed anew where it is a formula."""
        written = self.written[sheet][cell]
        if written.data_type != "f":
            return written.value
        parts = str(written.value).removeprefix("=").split('"')  # every other part is a text
        parts[::2] = [REFERENCE.sub(lambda found: self.cells(found, sheet), part) for part in parts[::2]]
        functions = {"SUM": sum, "SUMIFS": sum_ifs, "SUMPRODUCT": sum_product, "ROUND": rounded, "cells": self.values}
        return eval('"'.join(parts), {"__builtins__": {}}, functions)

    @staticmethod
    def cells(found: re.Match[str], sheet: str) -> str:
        """Return a reference as a call."""
        return f"cells('{found[1] or sheet}', '{found[2].replace('$', '')}')"

    def values(self, sheet: str, reference: str) -> Any:
        """Return the value of a cell, or of all cells of a range."""
        if ":" not in reference:
            return self.recomputed(sheet, reference)
        return [self.recomputed(sheet, cell.coordinate) for row in self.written[sheet][reference] for cell in row]

    def rows(self, sheet: str, caption: str) -> list[list[str]]:
        """Return the rows of a table as they are shown, from its headings on, found by its caption."""
        cells = list(self.cached[sheet].iter_rows())
        start = next(number for number, row in enumerate(cells, start=1) if row[0].value == caption)
        rows = []
        for row in cells[start:]:
            if all(cell.value is None for cell in row):
                break
            rows.append([shown(cell.value, cell.number_format) for cell in row if cell.value is not None])
        return rows

    def records(self, sheet: str) -> list[dict[str, Any]]:
        """Return the rows of a tidy table by their headings."""
        headings, *rows = self.cached[sheet].iter_rows(values_only=True)
        return [dict(zip(headings, row, strict=True)) for row in rows]


def sum_ifs(amounts: list[float], *conditions: Any) -> Any:
    """Sum the amounts whose rows meet all conditions; where a condition is a list, return a sum for each of it."""
    for place, asked in enumerate(conditions):
        if place % 2 and isinstance(asked, list):
            return [sum_ifs(amounts, *conditions[:place], each, *conditions[place + 1 :]) for each in asked]
    pairs = list(zip(conditions[::2], conditions[1::2], strict=True))
    return sum(amount for row, amount in enumerate(amounts) if all(column[row] == asked for column, asked in pairs))


def sum_product(one: list[float], other: list[float]) -> float:
    """Sum the products of two ranges."""
    return sum(first * second for first, second in zip(one, other, strict=True))


def shown(value: Any, number_format: str) -> str:
    """Return what a cell shows."""
    if not isinstance(value, int | float) or number_format == "General":
        return str(value)
    positive, *others = number_format.split(";")
    ending = positive[len(positive.rstrip(" %")) :]
    if value == 0 and others:
        return f"0{ending}"
    section = others[0] if value < 0 and others else positive
    decimals = len(section.partition(".")[2].rstrip(" %"))
    size = rounded(abs(value) * (100 if ending else 1), decimals)
    sign = section[0] if section[0] in "+-" else ""
    return f"{sign}{size:{',' if ',' in section else ''}.{decimals}f}{ending}"
