"""What a spreadsheet tells and checks while a planner types: explanations, lists to choose from, bounds of numbers."""

from __future__ import annotations

from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell

from solver.instance.columns import NUMBERS, REFERENCES, Column

LONGEST_LIST = 255
LONGEST_MESSAGE = 255
"""What spreadsheets allow of both, in characters."""

_SIGNS = {"at least": ">=", "above": ">", "at most": "<=", "below": "<"}


def kept_as_text(column: Column) -> bool:
    """Return whether what is typed into a column stays as typed: ``001`` is no number there."""
    return column.kind in ("text", "key", "choice")


def explanation(column: Column) -> str:
    """Return what a column means, for the note on its name."""
    facts = {
        "": f"{column.meaning[:1].upper()}{column.meaning[1:]}.",
        "Kind: ": column.kind,
        "Unit: ": column.unit,
        "Allowed: ": column.allowed,
        "May be blank: ": "yes" if column.blank else "no",
    }
    return "\n".join(f"{word}{fact}" for word, fact in facts.items() if fact)


def key_list(table: str) -> tuple[str, str]:
    """Return name and range of the list of a table's keys, which grows with the sheet."""
    keys = f"{table}!$A$2:INDEX({table}!$A:$A,MAX(2,COUNTA({table}!$A:$A)))"
    return f"keys_of_{table}", f"={keys}"


def validation(column: Column, row: int, position: int) -> dict[str, Any] | None:
    """Return what a spreadsheet checks of a column, as XlsxWriter asks for it; ``None`` if it checks nothing.

    Parameters
    ----------
    column : Column
        What is declared.
    row, position : int
        Place of the first checked cell, from 0.
    """
    checked = _checked(column, xl_rowcol_to_cell(row, position))
    if checked is None:
        return None
    told = f"It must be {_article(column)}."
    return {**checked, "ignore_blank": True, "error_title": column.name[:32], "error_message": told[:LONGEST_MESSAGE]}


def _checked(column: Column, cell: str) -> dict[str, Any] | None:
    if column.kind == "yes or no":
        return {"validate": "list", "source": ["TRUE", "FALSE"]}
    # A number among the choices is not in a list, which holds text.
    if column.kind == "choice" and not all(each.isdigit() for each in column.choices):
        fits = len(",".join(column.choices)) <= LONGEST_LIST
        return {"validate": "list", "source": list(column.choices)} if fits else None
    if column.kind == "key" and column.name in REFERENCES:
        # A row may be added to the other sheet later, so this only warns.
        return {"validate": "list", "source": f"=keys_of_{REFERENCES[column.name]}", "error_type": "warning"}
    if column.kind in NUMBERS:
        tests = [f"ISNUMBER({cell})", *(f"{cell}{_SIGNS[word]}{end:g}" for word, end in column.ends)]
        tests += [f"{cell}=INT({cell})"] if column.kind == "whole number" else []
        return {"validate": "custom", "value": f"=AND({','.join(tests)})"}
    return None


def _article(column: Column) -> str:
    """Return what a value must be, in words."""
    if column.choices or column.kind == "yes or no":
        return f"one of {column.allowed or 'TRUE, FALSE'}"
    if column.kind in NUMBERS:
        return f"a {column.kind}{f' that is {column.bounds}' if column.bounds else ''}"
    return column.allowed
