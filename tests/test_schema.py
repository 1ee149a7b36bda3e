"""The printed formats say what the records enforce: every declared bound refuses in both."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import Any, get_args

import pytest
from jsonschema import Draft202012Validator
from pydantic import BaseModel, ValidationError
from small_folder import WIDE_FILES, write_small_folder

from solver.instance.columns import Column
from solver.instance.instance import Instance
from solver.instance.read import read_instance
from solver.instance.records import RECORDS, Header, Record
from solver.mandate import BudgetAddition, Levers, Limits, Mandate, Weights
from solver.mandate_file import read_mandate
from solver.plan import status_quo
from solver.schema import FIRST_MARK, LAST_MARK, json_schema, markdown_tables, table_schema

LIMITS = {
    next(each for each in (field.annotation, *get_args(field.annotation)) if isinstance(each, type)): name
    for name, field in Limits.model_fields.items()
}
"""Section of a limit to its name; one of those that have the same section."""

SECTIONS: dict[type[BaseModel], tuple[str | int, ...]] = {
    Mandate: (),
    Levers: ("levers",),
    **{section: ("limits", name) for section, name in LIMITS.items()},
    Weights: ("weights",),
    BudgetAddition: ("budget_additions", 0),
}
"""Section of a mandate to its place in the mandate."""

BOUNDS = ("minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum", "maxLength", "minLength", "pattern", "enum")


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The wide instance, its mandate and its status quo as one document."""
    folder = write_small_folder(tmp_path_factory.mktemp("schema") / "wide", WIDE_FILES)
    instance = read_instance(folder)
    mandate = read_mandate(folder / "mandate.toml", instance)
    parts: dict[str, Any] = {
        "instance": instance.header.model_dump(mode="json"),
        "mandate": mandate.model_dump(mode="json"),
        "plan": status_quo(instance).model_dump(mode="json"),
    }
    for name in Instance.table_names():
        parts[name] = [row.model_dump(mode="json") for row in instance.table(name).values()]
    return parts


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    """The schema at work."""
    return Draft202012Validator(json_schema())


def bad_values(rules: dict[str, Any]) -> Iterator[tuple[str, object]]:
    """Yield each bound that a column declares, with a value just beyond it."""
    for facts in (rules, *rules.get("anyOf", ())):
        beyond: dict[str, Any] = {
            "minimum": facts.get("minimum", 0) - 1,
            "exclusiveMinimum": facts.get("exclusiveMinimum"),
            "maximum": facts.get("maximum", 0) + 1,
            "exclusiveMaximum": facts.get("exclusiveMaximum"),
            "maxLength": "x" * (facts.get("maxLength", 0) + 1),
            "minLength": "",
            "pattern": "no key",
            "enum": "none of these",
        }
        yield from ((bound, beyond[bound]) for bound in BOUNDS if bound in facts)


def good_part(model: type[BaseModel], document: dict[str, Any]) -> Any:
    """Return a valid header, row or section."""
    if issubclass(model, Record):
        return document[model.table][0]
    part = document["instance" if model is Header else "mandate"]
    for step in SECTIONS.get(model, ()):
        part = part[step]
    return part


def bounded_columns() -> Iterator[tuple[type[BaseModel], str, str, object]]:
    """Yield every bound of every column of header, tables and mandate."""
    for model in (Header, *RECORDS, *SECTIONS):
        for column, rules in model.model_json_schema()["properties"].items():
            for bound, value in bad_values(rules):
                yield model, column, bound, value


CASES = list(bounded_columns())


def test_the_schema_takes_a_good_document(document: dict[str, Any], validator: Draft202012Validator) -> None:
    """The schema is one itself, and the wide instance with mandate and plan fits it."""
    Draft202012Validator.check_schema(json_schema())
    validator.validate(document)


def test_the_schema_refuses_what_is_missing_or_strange(
    document: dict[str, Any], validator: Draft202012Validator
) -> None:
    """A required table left out, an empty one, and a table nobody knows."""
    assert not validator.is_valid({name: part for name, part in document.items() if name != "firms"})
    assert not validator.is_valid({**document, "firms": []})
    assert not validator.is_valid({**document, "notes": []})
    assert validator.is_valid({name: part for name, part in document.items() if name != "scenarios"})


def test_bounds_are_declared_at_all() -> None:
    """Of the header id, title, price year, first year, years and rate have two each; every table has some."""
    assert len([case for case in CASES if case[0] is Header]) == 12
    assert {case[0] for case in CASES} == {Header, *RECORDS, *SECTIONS}


@pytest.mark.parametrize(
    ("model", "column", "bound", "value"), CASES, ids=[f"{case[0].__name__}-{case[1]}-{case[2]}" for case in CASES]
)
def test_every_declared_bound_refuses(
    model: type[BaseModel],
    column: str,
    bound: str,
    value: object,
    document: dict[str, Any],
    validator: Draft202012Validator,
) -> None:
    """A value just beyond a bound is refused by the schema and by the record, and nothing else is wrong with it."""
    good = good_part(model, document)
    broken = {**good, column: value}
    definitions = validator.schema["$defs"]
    schema = Draft202012Validator({"$defs": definitions, "$ref": f"#/$defs/{model.__name__}"})
    assert schema.is_valid(good)
    assert not schema.is_valid(broken), bound
    with pytest.raises(ValidationError) as caught:
        model.model_validate(broken)
    assert [error["loc"] for error in caught.value.errors()] == [(column,)]


def test_the_schema_is_plain_json() -> None:
    """It survives being printed."""
    assert json.loads(json.dumps(json_schema())) == json_schema()


def test_rows_of_a_table_schema() -> None:
    """One row for each column, in words."""
    rows = {row.column: row for row in table_schema(next(each for each in RECORDS if each.table == "plants"))}
    assert (rows["lines"].kind, rows["lines"].allowed) == ("whole number", "at least 1 and at most 1000")
    assert (rows["firm"].kind, rows["firm"].allowed, rows["firm"].blank) == ("key", "a key of firms", "no")
    assert rows["subsidy_payer"].blank == "yes"
    assert rows["cash_cost_cny_per_unit"].meaning == "cash cost of a unit made, before any subsidy"


@pytest.mark.parametrize(
    ("column", "unit"),
    [
        ("demand_munit", "munit"),
        ("capacity_munit_per_line", "munit per line"),
        ("cash_cost_cny_per_unit", "CNY per unit"),
        ("discount_rate_pct", "%"),
        ("demand_growth_pct_per_year", "% per year"),
        ("floor_pct_of_average_wage", "% of average wage"),
        ("labour_force_persons", "persons"),
        ("rise_ceiling_percentage_points", "percentage points"),
        ("energy_kgce_per_unit", "kgce per unit"),
        ("emissions_tco2_per_unit", "tCO2 per unit"),
        ("levy_mcny_per_munit", "mcny per munit"),
        ("room_points", "points"),
        ("demand_elasticity", ""),
        ("workers_per_line", ""),
    ],
)
def test_the_unit_is_in_the_name(column: str, unit: str) -> None:
    """What follows the unit in the name is what it is per or of."""
    assert Column(column, "number", False, (), (), None, "").unit == unit


def test_markdown_holds_every_column_and_key_once() -> None:
    """Each table has a heading and as many rows as columns; the mandate's sections have theirs."""
    text = markdown_tables()
    lines = text.splitlines()
    assert (lines[0], lines[-1]) == (FIRST_MARK, LAST_MARK)
    for record in RECORDS:
        part = text.split(f"**`{record.table}.csv`", 1)[1].split("\n**", 1)[0]
        named = [row[1].strip(" `") for row in csv.reader(io.StringIO(part), delimiter="|") if len(row) == 8]
        assert named == ["column", "---", *record.model_fields]
    for section in Mandate.model_fields["limits"].annotation.model_fields:
        assert f"`[limits.{section}]`" in text
    assert "`[[budget_additions]]`" in text
