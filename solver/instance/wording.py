"""The sentences of refusals: which rule a value breaks, and what to do about it."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from solver.instance.columns import NUMBERS, Column, columns_of, section_of

Place = tuple[str | int, ...]
"""Where something stands in a file: names of keys, and positions in lists from 0."""

LONGEST_SHOWN = 60
"""Characters of an offending value that a message shows."""

MOST_COMPARED = 1000
"""Words beyond which no nearest one is sought: it would take longer than mending the file."""

_NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?")
_SEPARATED = re.compile(r"[+-]?[0-9]{1,3}([,_' \u00a0\u202f][0-9]{3})+(\.[0-9]+)?")
_WITH_UNIT = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?\s*[^0-9\s.,].*")
_NOT_FINITE = re.compile(r"[+-]?(nan|inf|infinity)", re.IGNORECASE)

_FINITE = ("must be a finite number", "write a finite number, as an assumption if it is not known")
_A_NUMBER = ("must be a number", "write digits with a decimal point")
_WHOLE = ("must be a whole number", "write a whole number{bounds}")
_IN_BOUNDS = "write a number{bounds}"
_SECTION = ("must be a section", "write it as a section with keys of its own")

WORDING: Mapping[str, tuple[str, str]] = {
    "missing": ("is missing", "add it{meaning}"),
    "string_type": ("must be text", "write text in quotes"),
    "string_too_short": ("must not be blank", "fill it in{meaning}"),
    "string_too_long": ("must have at most {max_length} characters", "shorten it"),
    "string_pattern_mismatch": (
        "must be a key: letters, digits, '_', '.' and '-', beginning with a letter or digit",
        "write a key such as 'plant-1'",
    ),
    "bool_type": ("must be true or false", "write true or false, without quotes"),
    "float_type": _A_NUMBER,
    "float_parsing": _A_NUMBER,
    "finite_number": _FINITE,
    "int_type": _WHOLE,
    "int_parsing": _WHOLE,
    "int_parsing_size": _WHOLE,
    "int_from_float": _WHOLE,
    "greater_than": ("must be above {gt:g}", _IN_BOUNDS),
    "greater_than_equal": ("must be at least {ge:g}", _IN_BOUNDS),
    "less_than": ("must be below {lt:g}", _IN_BOUNDS),
    "less_than_equal": ("must be at most {le:g}", _IN_BOUNDS),
    "model_type": _SECTION,
    "model_attributes_type": _SECTION,
    "dict_type": _SECTION,
    "tuple_type": ("must be a list", "write it as a list"),
    "value_error": ("{error}", "add it, or write another level"),  # the one rule between keys: soft limits have a price
}
"""Kind of a refusal to its rule and cure; the names in braces are filled in from the declaration."""

_WITHOUT_VALUE = ("missing", "extra_forbidden", "value_error")
"""Kinds of a refusal that are not about the value that stands there."""

_STATES = ("from_state", "to_state")
_STATE = (
    "must be planned, subsidised, unsubsidised, closed, upgraded: or integrated:",
    "write one of them, after upgraded: the key of the upgrade, after integrated: that of the merger pair",
)

_OTHER = ("is not allowed here", "write a value as the table of columns in the README says")


def shown(value: object) -> str:
    """Return a value as a message shows it: in one short piece, as it would be written."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict | list | tuple):
        return "a list" if isinstance(value, list | tuple) else "a section"
    text = str(value)
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 3] + "..."


def few(names: Sequence[str]) -> str:
    """Return the first names of many, and how many more there are."""
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")


def dotted(place: Place) -> str:
    """Return a place in words: keys joined by points, list positions in brackets from 1."""
    parts = (f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in place)
    return "".join(parts).removeprefix(".")


def nearest(value: str, valid: Collection[str]) -> str | None:
    """Return the valid word most like a value, or ``None`` if none is like it."""
    if len(valid) > MOST_COMPARED:
        return None
    words = {word.lower(): word for word in valid}
    asked = value.lower()
    close = get_close_matches(asked, words, n=1, cutoff=0.6)
    if close:
        return words[close[0]]
    # Half a name and a name with its parts swapped are common slips, but too unlike the whole to be close matches.
    longer = [word for word in words if len(asked) > 2 and asked in word]
    sorted_words = {_sorted_parts(word): word for word in words}
    swapped = get_close_matches(_sorted_parts(asked), sorted_words, n=1, cutoff=0.75)
    found = longer if len(longer) == 1 else [sorted_words[each] for each in swapped]
    return words[found[0]] if found else None


def _sorted_parts(word: str) -> str:
    return "_".join(sorted(word.split("_")))


def number_refusal(text: str) -> tuple[str, str] | None:
    """Return rule and cure of a cell that should be a number and is not, or ``None`` if it is one."""
    if _NUMBER.fullmatch(text):
        return None
    if _NOT_FINITE.fullmatch(text):
        return _FINITE
    if _SEPARATED.fullmatch(text):
        return "must be a number without thousands separators", f"write {re.sub('[^0-9.+-]', '', text)}"
    if _WITH_UNIT.fullmatch(text):
        return "must be a number without a unit", "write the number alone, in the unit of the column's name"
    return _A_NUMBER


def blank_refusal(column: Column) -> tuple[str, str]:
    """Return rule and cure of a cell that is blank and may not be."""
    zero = "; blank is not zero" if column.kind in NUMBERS else ""
    return "must not be blank", f"fill it in ({column.meaning}){zero}"


def unknown_name(name: str, valid: Collection[str], what: str) -> tuple[str, str]:
    """Return rule and cure of a column or key that is not declared."""
    near = nearest(name, valid)
    cure = f"rename it to {near!r}, the nearest one" if near else f"use one of {', '.join(valid)}"
    return f"is not a {what}", f"{cure}, or delete it"


def refusals(model: type[BaseModel], error: ValidationError) -> list[tuple[Place, str, str, str]]:
    """Return path, value, rule and cure of everything that a record or section refuses."""
    return [_refusal(model, each) for each in error.errors(include_url=False)]


def _refusal(model: type[BaseModel], error: ErrorDetails) -> tuple[Place, str, str, str]:
    path = tuple(part for part in error["loc"] if part != "[key]")
    named = path
    while named and isinstance(named[-1], int):  # what is declared has a name; its items follow it
        named = named[:-1]
    section = section_of(model, named)
    columns = columns_of(section) if section else {}
    name = str(named[-1]) if named else ""
    value = "" if error["type"] in _WITHOUT_VALUE else shown(error["input"])
    rule, cure = _sentences(error, name, columns)
    return path, value, rule, cure


def _sentences(error: ErrorDetails, name: str, columns: Mapping[str, Column]) -> tuple[str, str]:
    column = columns.get(name)
    if error["type"] == "extra_forbidden":
        return unknown_name(name, columns, "key of this section")
    if error["type"] == "literal_error" and column:
        return _choice_refusal(shown(error["input"]), column)
    if error["type"] == "string_pattern_mismatch" and name in _STATES:
        return _STATE
    words: dict[str, Any] = {"bounds": "", "meaning": "", **error.get("ctx", {})}
    if column:
        words["bounds"] = f" that is {column.bounds}" if column.bounds else ""
        words["meaning"] = f" ({column.meaning})" if column.meaning else ""
    rule, cure = WORDING.get(error["type"], _OTHER)
    return rule.format(**words), cure.format(**words)


def _choice_refusal(value: str, column: Column) -> tuple[str, str]:
    if column.name == "format":
        known = ", ".join(column.choices)
        return (
            "is a version of the file format that this program does not know",
            f"write {known}, or use the version of fanjuan that wrote the file",
        )
    if len(column.choices) == 1:
        return f"must be {column.choices[0]}", f"write {column.choices[0]}"
    near = nearest(value, column.choices)
    cure = f"write {near!r}, the nearest of them" if near else "write one of them"
    return f"must be one of {', '.join(column.choices)}", cure
