"""The formats of instance, mandate and plan as a planner or a program reads them, made from the records alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from typing import Any, get_args, get_origin

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from solver.instance.columns import Column, columns_of
from solver.instance.record import Record
from solver.instance.records import RECORDS, Header
from solver.mandate import Mandate
from solver.plan import Plan

FIRST_MARK = "<!-- columns -->"
LAST_MARK = "<!-- /columns -->"


@dataclass(frozen=True)
class SchemaRow:
    """One column of a table, or one key of a file, in words."""

    column: str
    kind: str
    unit: str
    allowed: str
    blank: str
    meaning: str


def table_schema(model: type[BaseModel]) -> list[SchemaRow]:
    """Return the columns of a record, or the keys of a header or section.

    Parameters
    ----------
    model : type
        A record, or a section of a mandate.
    """
    return [
        SchemaRow(
            column=column.name,
            kind=column.kind,
            unit=column.unit,
            allowed=_allowed(column),
            blank="yes" if column.blank else "no",
            meaning=column.meaning,
        )
        for column in columns_of(model).values()
    ]


def markdown_tables() -> str:
    """Return the tables of columns and keys that stand in ``instances/README.md`` between its two marks."""
    parts = [FIRST_MARK, *_part("`instance.toml`", Header)]
    for record in RECORDS:
        parts += _part(f"`{record.table}.csv`{'' if record.required else ' (optional)'}", record)
    for name, section in _sections("", Mandate):
        parts += _part(f"`mandate.toml`{', ' if name else ''}{name}", section)
    return "\n".join([*parts, LAST_MARK]) + "\n"


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of a document that holds header, tables, mandate and plan.

    Each table is a list of rows in the order of its file; numbers are numbers, and blank is ``null``.
    """
    models: Sequence[type[BaseModel]] = (Header, *RECORDS, Mandate, Plan)
    references, schema = models_json_schema([(model, "validation") for model in models], ref_template="#/$defs/{model}")
    properties: dict[str, Any] = {"instance": references[Header, "validation"]}
    for record in RECORDS:
        rows = {"type": "array", "items": references[record, "validation"], "minItems": 1 if record.required else 0}
        properties[record.table] = rows
    properties |= {"mandate": references[Mandate, "validation"], "plan": references[Plan, "validation"]}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "fanjuan instance, mandate and plan",
        "type": "object",
        "properties": properties,
        "required": ["instance", *(record.table for record in RECORDS if record.required)],
        "additionalProperties": False,
        "$defs": schema["$defs"],
    }


def _part(heading: str, model: type[BaseModel]) -> list[str]:
    lines = ["", f"**{heading}**: {_first_sentence(model)}", ""]
    lines += ["| column | kind | unit | allowed | may be blank | meaning |", "| --- | --- | --- | --- | --- | --- |"]
    for row in table_schema(model):
        if row.kind != "section":
            lines.append(f"| `{row.column}` | " + " | ".join(astuple(row)[1:]) + " |")
    # A section of sections has no keys of its own to show.
    return lines if len(lines) > 5 else []


def _sections(name: str, model: type[BaseModel]) -> list[tuple[str, type[BaseModel]]]:
    """Return a section and all sections in it, each with its heading in the file."""
    found = [(name, model)]
    for key, field in model.model_fields.items():
        inner = next((each for each in (field.annotation, *get_args(field.annotation)) if _is_model(each)), None)
        if inner is not None:
            path = f"{name.strip('`[]')}.{key}".removeprefix(".")
            heading = f"`[[{path}]]`" if get_origin(field.annotation) is tuple else f"`[{path}]`"
            found += _sections(heading, inner)
    return found


def _is_model(annotation: object) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def _first_sentence(model: type[BaseModel]) -> str:
    text = " ".join((model.__doc__ or "").split())
    text = text.removeprefix("``instance.toml``: ").replace("``", "`")
    keys = f" Key: {', '.join(f'`{name}`' for name in model.key)}." if issubclass(model, Record) else ""
    return text[:1].upper() + text[1:] + keys


def _allowed(column: Column) -> str:
    return column.allowed.replace("|", "\\|")
