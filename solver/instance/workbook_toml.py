"""Rows of keys and values back into the TOML file that they came from."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import takewhile

import tomlkit
from pydantic import BaseModel

from solver.instance.columns import NUMBERS, Column
from solver.instance.wording import Place, dotted, number_refusal
from solver.instance.workbook_keys import COMMENT, declared
from solver.instance.write import cell_text

Value = bool | int | float | str
"""What a cell can hold."""

_PART = re.compile(r"([A-Za-z0-9_-]+)(?:\[([1-9][0-9]{0,5})\])?")

_NO_SECTION = ("is not a section", "write names joined by points, such as limits.budget or budget_additions[1]")


@dataclass(frozen=True)
class FilledRow:
    """A row of a sheet that holds a key with a value, or a comment.

    Parameters
    ----------
    number : int
        Number of the row in the sheet.
    section, key, comment : str
        As written.
    value : bool, int, float or str
        As written; empty text for a comment.
    """

    number: int
    section: str
    key: str
    value: Value
    comment: str


@dataclass
class KeyFile:
    """A TOML file that is made from rows."""

    text: str = ""
    row_of_place: dict[str, int] = field(default_factory=dict)
    """Place of a key, as messages write it, to its row."""
    row_of_line: dict[int, int] = field(default_factory=dict)
    """Line of the text to the row that it was made from."""
    refusals: list[tuple[int, str, str, str, str]] = field(default_factory=list)
    """Row, column, value, rule and cure of what cannot be put into the file."""


@dataclass
class _Section:
    """A section while it is put together."""

    heading: str = ""
    lines: list[tuple[str, int]] = field(default_factory=list)
    """Text and row of each line."""


def toml_file(rows: Iterable[FilledRow], model: type[BaseModel]) -> KeyFile:
    """Put a TOML file together: sections in the order in which they first appear, one empty line between them.

    Parameters
    ----------
    rows : iterable of FilledRow
        In the order of the sheet.
    model : type
        What declares the keys; values become what is declared, as far as they can.
    """
    made = KeyFile()
    by_section: dict[Place, list[FilledRow]] = defaultdict(list)
    waiting: list[FilledRow] = []
    for row in rows:
        if row.key.startswith(COMMENT):
            waiting.append(row)
            continue
        place = _place(row.section)
        if place is None:
            made.refusals.append((row.number, "section", row.section, *_NO_SECTION))
        elif not _repeated(made, row):
            by_section[place] += [*waiting, row]
            waiting = []
    _write(made, _in_order(by_section), waiting, model)
    return made


def _place(section: str) -> Place | None:
    """Return the place that the name of a section says, or ``None`` if it says none."""
    place: list[str | int] = []
    for part in section.split(".") if section else ():
        found = _PART.fullmatch(part)
        if found is None:
            return None
        place += [found[1]] if found[2] is None else [found[1], int(found[2]) - 1]
    return tuple(place)


def _repeated(made: KeyFile, row: FilledRow) -> bool:
    """Keep where a key stands first; refuse it if it has been there."""
    place = f"{row.section}.{row.key}".removeprefix(".")
    first = made.row_of_place.setdefault(place, row.number)
    if first != row.number:
        made.refusals.append((row.number, place, "", f"is there in row {first} already", "keep one of the two rows"))
    return first != row.number


def _in_order(by_section: Mapping[Place, list[FilledRow]]) -> list[tuple[Place, list[FilledRow]]]:
    """Return the sections: keys without section first, and the parts of a list together, in its order."""
    first: dict[Place, int] = {}
    for position, place in enumerate(by_section):
        first.setdefault(_without_number(place), position if place else -1)
    return sorted(by_section.items(), key=lambda each: (first[_without_number(each[0])], _number(each[0])))


def _without_number(place: Place) -> Place:
    return place[:-1] if place and isinstance(place[-1], int) else place


def _number(place: Place) -> int:
    return place[-1] if place and isinstance(place[-1], int) else 0


def _write(
    made: KeyFile, ordered: Sequence[tuple[Place, list[FilledRow]]], last: Sequence[FilledRow], model: type[BaseModel]
) -> None:
    """Write the text of all sections, and the comments at the end."""
    sections: dict[Place, _Section] = {}
    positions: dict[Place, int] = defaultdict(int)
    for place, rows in ordered:
        column = declared(model, place) if place and isinstance(place[-1], str) else None
        if column is not None and column.kind == "by key":
            _add_by_key(sections.setdefault(place[:-1], _Section(_heading(place[:-1]))), place, rows, model)
            continue
        section = sections.setdefault(place, _Section(_heading(place)))
        _add(section, place, rows, model)
        if place and isinstance(place[-1], int):
            _renumber(made, place, positions, rows)
    _join(made, sections.values(), last)


def _renumber(made: KeyFile, place: Place, positions: dict[Place, int], rows: Iterable[FilledRow]) -> None:
    """Say where the keys of a part of a list are in the file, which leaves no number out."""
    position = positions[place[:-1]]
    positions[place[:-1]] += 1
    if position != place[-1]:
        for row in rows:
            made.row_of_place[f"{dotted((*place[:-1], position))}.{row.key}"] = row.number


def _heading(place: Place) -> str:
    names = ".".join(str(part) for part in place if isinstance(part, str))
    return f"[[{names}]]" if place and isinstance(place[-1], int) else f"[{names}]" if place else ""


def _add(section: _Section, place: Place, rows: Iterable[FilledRow], model: type[BaseModel]) -> None:
    for row in rows:
        if row.key.startswith(COMMENT):
            section.lines.append((_comment(row.key), row.number))
            continue
        comment = f"  {_comment(row.comment)}" if row.comment else ""
        section.lines.append((f"{_assignment(row, place, model)}{comment}", row.number))


def _assignment(row: FilledRow, place: Place, model: type[BaseModel]) -> str:
    value = typed(row.value, declared(model, (*place, row.key)))
    return f"{tomlkit.key(row.key).as_string()} = {tomlkit.item(value).as_string()}"


def _add_by_key(section: _Section, place: Place, rows: Sequence[FilledRow], model: type[BaseModel]) -> None:
    """Add the line of a key that holds values by key."""
    named = [row for row in rows if not row.key.startswith(COMMENT)]
    for row in rows:
        text = row.key if row.key.startswith(COMMENT) else row.comment
        if text:
            section.lines.append((_comment(text), row.number))
    inner = (_assignment(row, place, model) for row in named)
    section.lines.append((f"{tomlkit.key(str(place[-1])).as_string()} = {{ {', '.join(inner)} }}", named[0].number))


def _join(made: KeyFile, sections: Iterable[_Section], last: Sequence[FilledRow]) -> None:
    """Make the text: the comments that a section begins with stand before its heading."""
    lines: list[tuple[str, int]] = []
    for section in sections:
        before = list(takewhile(lambda line: line[0].startswith(COMMENT), section.lines)) if section.heading else []
        lines += [("", 0)] if lines else []
        lines += before
        lines += [(section.heading, section.lines[len(before)][1])] if section.heading else []
        lines += section.lines[len(before) :]
    lines += [(_comment(row.key), row.number) for row in last]
    made.text = "".join(f"{line}\n" for line, _ in lines)
    made.row_of_line = {count: number for count, (_, number) in enumerate(lines, start=1) if number}


def _comment(text: str) -> str:
    """Return a comment in one line."""
    words = " ".join(text.lstrip(COMMENT).split())
    return f"{COMMENT} {words}".rstrip()


def typed(value: Value, column: Column | None) -> object:
    """Return a value as what is declared, as far as it can be that; otherwise as it is.

    Parameters
    ----------
    value : bool, int, float or str
        What a cell holds.
    column : Column or None
        What is declared.
    """
    kind = column.kind if column else None
    if kind == "yes or no" and isinstance(value, str) and value.lower() in ("true", "false"):
        return value.lower() == "true"
    if kind == "list":
        return [each.strip() for each in text_of(value).split(",") if each.strip()]
    if kind in ("text", "key"):
        return text_of(value)
    if isinstance(value, str) and kind in (*NUMBERS, "by key") and number_refusal(value.strip()) is None:
        value = float(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value) if kind in ("number", "by key") else _whole(value)
    return value


def text_of(value: Value) -> str:
    """Return a value as text, as a spreadsheet shows it."""
    return str(value).upper() if isinstance(value, bool) else cell_text(value)


def _whole(value: float) -> int | float:
    """Return a number without a point if it is whole: a spreadsheet does not tell 2 from 2.0."""
    return int(value) if isinstance(value, int) or value.is_integer() else value
