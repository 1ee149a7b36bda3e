"""What a record's declaration says about each of its columns; messages, schema and figures are all made from it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, get_args

from pydantic import BaseModel

Kind = Literal["number", "whole number", "text", "key", "choice", "yes or no", "section", "list", "by key"]

NUMBERS: tuple[Kind, ...] = ("number", "whole number")
"""The kinds whose values are figures."""

REFERENCES: Mapping[str, str] = {
    "product": "products",
    "market": "markets",
    "firm": "firms",
    "region": "regions",
    "plant": "plants",
    "payer": "payers",
    "subsidy_payer": "payers",
    "programme": "programmes",
    "source": "sources",
    "acquirer": "firms",
    "target": "firms",
    "redundancy_region": "regions",
    "levy_product": "products",
    "from_market": "markets",
    "to_market": "markets",
    "from_payer": "payers",
    "to_payer": "payers",
    "barrier": "barriers",
    "pair": "merger_pairs",
    "standard": "standards",
    "voucher": "vouchers",
    "transfer": "transfers",
}
"""Column to the table whose key it holds, in every table, mandate and plan."""

_ENDS = (
    ("minimum", "at least"),
    ("exclusiveMinimum", "above"),
    ("maximum", "at most"),
    ("exclusiveMaximum", "below"),
)
_UNIT = re.compile(r"(?:^|_)(persons|percentage_points|points|pct|cny|mcny|munit|kgce|tco2)((?:_(?:per|of)_[a-z_]+)?)$")
_UNIT_WORDS = {
    "pct": "%",
    "cny": "CNY",
    "mcny": "mcny",
    "munit": "munit",
    "percentage_points": "percentage points",
    "tco2": "tCO2",
}


@dataclass(frozen=True)
class Column:
    """One column of a table, or one key of a file.

    Parameters
    ----------
    name : str
        Name of the column.
    kind : str
        What it holds.
    blank : bool
        Whether it may be blank, or left out of a file of keys.
    choices : tuple of str
        The allowed values, if only some are.
    ends : tuple of (str, float)
        The ends of the allowed numbers, such as ``at least`` 0 and ``at most`` 100; empty where any will do.
    longest : int or None
        Most characters of a text.
    meaning : str
        What it means.
    """

    name: str
    kind: Kind
    blank: bool
    choices: tuple[str, ...]
    ends: tuple[tuple[str, float], ...]
    longest: int | None
    meaning: str

    @property
    def bounds(self) -> str:
        """The allowed numbers in words, such as ``at least 0 and at most 100``; empty where any will do."""
        return " and ".join(f"{word} {end:g}" for word, end in self.ends)

    @property
    def unit(self) -> str:
        """The unit that the name ends in; empty where it names none."""
        found = _UNIT.search(self.name)
        return _UNIT_WORDS.get(found[1], found[1]) + found[2].replace("_", " ") if found else ""

    @property
    def allowed(self) -> str:
        """The allowed values in words; empty where any of the kind will do."""
        if self.choices:
            return ", ".join(self.choices)
        if self.name in REFERENCES:
            return f"a key of {REFERENCES[self.name]}"
        return self.bounds or (f"up to {self.longest} characters" if self.longest else "")


@cache
def columns_of(model: type[BaseModel]) -> Mapping[str, Column]:
    """Return the columns that a record declares, in its order."""
    schema = model.model_json_schema()
    required = schema.get("required", ())
    return {name: _column(name, each, name in required) for name, each in schema["properties"].items()}


def number_columns(model: type[BaseModel]) -> tuple[str, ...]:
    """Return the columns of a record that hold numbers."""
    return tuple(name for name, column in columns_of(model).items() if column.kind in NUMBERS)


def section_of(model: type[BaseModel], path: tuple[str | int, ...]) -> type[BaseModel] | None:
    """Return the section that declares the last name of a path, or ``None`` if no section does.

    Parameters
    ----------
    model : type
        Where the path starts.
    path : tuple
        Names of keys, and positions in lists.
    """
    section: Any = model
    for part in path[:-1]:
        if isinstance(part, int):
            continue
        if part not in section.model_fields:
            return None
        annotation = section.model_fields[part].annotation
        section = next((each for each in (annotation, *get_args(annotation)) if _is_section(each)), None)
        if section is None:
            return None
    found: type[BaseModel] = section
    return found


def _is_section(annotation: object) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def _column(name: str, schema: dict[str, Any], required: bool) -> Column:
    options = [each for each in schema.get("anyOf", ()) if each.get("type") != "null"]
    facts = options[0] if options else schema
    # A list is made of choices if its items are.
    choices = facts.get("items", facts).get("enum") or ([facts["const"]] if "const" in facts else [])
    return Column(
        name=name,
        kind=_kind(facts),
        blank=not required,
        choices=tuple(str(choice) for choice in choices),
        ends=tuple((word, facts[key]) for key, word in _ENDS if key in facts),
        longest=facts.get("maxLength"),
        meaning=schema.get("description", ""),
    )


def _kind(facts: dict[str, Any]) -> Kind:
    if "$ref" in facts:
        return "section"
    if "enum" in facts or "const" in facts:
        return "choice"
    if "pattern" in facts:
        return "key"
    kinds: dict[str, Kind] = {
        "number": "number",
        "integer": "whole number",
        "string": "text",
        "boolean": "yes or no",
        "array": "list",
        "object": "by key",
    }
    return kinds[facts["type"]]
