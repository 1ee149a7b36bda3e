"""In which inputs runs differ: facts row by row, wishes, options, versions, and files by their hashes."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from functools import reduce
from typing import Any

from pydantic import BaseModel

from solver.instance.instance import Instance
from solver.instance.record import Record
from solver.language import _, marked
from solver.mandate import Mandate
from solver.report.compare_lines import Comparison, Line, Nothing, Value, joined
from solver.report.reading import Run
from solver.report.sections_inputs import OPTIONS
from solver.report.wishes import LEVELS, LIMITS, SETTINGS
from solver.report.wording import plain

REASONS: Mapping[str, str] = {"title": marked("title"), "reason": marked("reason"), "source": marked("source")}
"""Keys of mandates that set nothing."""

SHORT_HASH = 12
"""Leading characters of a hash that are shown to readers; programs compare all of them."""


def input_comparisons(runs: Sequence[Run]) -> list[Comparison]:
    """Return what went into the runs: facts, wishes, options, versions, and files where not all can be read."""
    facts = [header_comparison(runs), rows_comparison(runs), cells_comparison(runs)]
    files = [] if all(run.kept == "kept" for run in runs) else [files_comparison(runs)]
    return [*facts, mandate_comparison(runs), *fact_comparisons(runs), *files]


def header_comparison(runs: Sequence[Run]) -> Comparison:
    """Return the headers of the instances."""
    sides = [None if run.instance is None else dict(fields_of(run.instance.header)) for run in runs]
    lines = tuple(Line((str(key),), (str(key).replace("_", " "),), values) for key, values in joined(sides).items())
    return Comparison("header", _("The instances"), ("key",), (_("What"),), lines)


def rows_comparison(runs: Sequence[Run]) -> Comparison:
    """Return the rows that only some of the instances have; of tables that share no row, how many rows there are."""
    lines: list[Line] = []
    for table in Instance.table_names():
        tables = tables_of(runs, table)
        if has_common_rows(tables):
            there: list[Mapping[Hashable, Value] | None] = [
                None if each is None else dict.fromkeys(each, True) for each in tables
            ]
            for key, values in joined(there).items():
                names = (table_words(table), row_name(tables, str(key)))
                lines.append(Line((table, str(key)), names, values))
        else:
            counts: tuple[Value, ...] = tuple(Nothing.UNKNOWN if each is None else float(len(each)) for each in tables)
            lines.append(Line((table, "*"), (table_words(table), _("all rows, of which none is shared")), counts))
    titles = (_("Table"), _("Row"))
    return Comparison("rows", _("Rows that are not in every run"), ("table", "row"), titles, tuple(lines))


def cells_comparison(runs: Sequence[Run]) -> Comparison:
    """Return the values of the rows that several instances have."""
    lines: list[Line] = []
    for table in Instance.table_names():
        tables = tables_of(runs, table)
        keys = dict.fromkeys(key for each in tables if each is not None for key in each)
        for key in keys:
            rows = [None if each is None else each.get(key) for each in tables]
            if sum(row is not None for row in rows) > 1 and any(row != rows[0] for row in rows):
                lines += cell_lines(table, key, row_name(tables, key), tables, rows)
    keys_called, titles = ("table", "row", "column"), (_("Table"), _("Row"), _("Column"))
    return Comparison("cells", _("Values that differ"), keys_called, titles, tuple(lines))


def cell_lines(
    table: str,
    key: str,
    name: str,
    tables: Sequence[Mapping[str, Record] | None],
    rows: Sequence[Record | None],
) -> Iterator[Line]:
    """Yield a line for each column of a row; a run without the row has nothing there, which is told with the rows."""
    cells = [None if row is None else dict(fields_of(row)) for row in rows]
    for column, values in joined(cells).items():
        told = tuple(
            Nothing.ABSENT if row is None and known is not None else value
            for row, known, value in zip(rows, tables, values, strict=True)
        )
        there = [each for each in told if each not in (Nothing.ABSENT, Nothing.UNKNOWN)]
        if any(each != there[0] for each in there):
            names = (table_words(table), name, str(column).replace("_", " "))
            yield Line((table, key, str(column)), names, told)


def mandate_comparison(runs: Sequence[Run]) -> Comparison:
    """Return the wishes, with the changes from the command line."""
    sides = [None if run.mandate is None else wishes_of(run.mandate) for run in runs]
    lines = tuple(Line((str(key),), (wish_words(str(key)),), values) for key, values in joined(sides).items())
    return Comparison("mandate", _("The mandates"), ("key",), (_("Wish"),), lines)


def fact_comparisons(runs: Sequence[Run]) -> list[Comparison]:
    """Return how the runs were asked to solve, and the versions of what computed."""
    captions = {"options": _("The options"), "versions": _("The versions")}
    compared = []
    for part, caption in captions.items():
        sides: list[Mapping[Hashable, Value] | None] = [
            {key: value_of(value) for key, value in run.facts[part].items()} for run in runs
        ]
        lines = tuple(
            Line((str(key),), (_(OPTIONS.get(str(key), plain(str(key)))),), values)
            for key, values in joined(sides).items()
        )
        compared.append(Comparison(part, caption, ("key",), (_("What"),), lines))
    return compared


def files_comparison(runs: Sequence[Run]) -> Comparison:
    """Return the hashes of the input files."""
    sides: list[Mapping[Hashable, Value] | None] = [
        {name: str(value)[:SHORT_HASH] for name, value in run.facts["inputs"].items()} for run in runs
    ]
    lines = tuple(Line((str(key),), (plain(str(key)),), values) for key, values in joined(sides).items())
    caption = _("Input files, by the beginning of their SHA-256")
    return Comparison("files", caption, ("file",), (_("File"),), lines)


def tables_of(runs: Sequence[Run], table: str) -> list[Mapping[str, Record] | None]:
    """Return a table of every run, or nothing where the inputs cannot be read."""
    return [None if run.instance is None else run.instance.table(table) for run in runs]


def has_common_rows(tables: Sequence[Mapping[str, Record] | None]) -> bool:
    """Return whether any row is in more than one run, or there is none in all but one of the runs that can be read."""
    filled = [set(each) for each in tables if each]
    seen: set[str] = set()
    for keys in filled:
        if seen & keys:
            return True
        seen |= keys
    return len(filled) <= 1


def row_name(tables: Sequence[Mapping[str, Record] | None], key: str) -> str:
    """Return the name that the first run with the row gives it, or the key of a row without a name."""
    row = next(each[key] for each in tables if each is not None and key in each)
    return plain(str(getattr(row, "name", key)))


def table_words(table: str) -> str:
    """Return what a table is called to readers."""
    return table.replace("_", " ")


def fields_of(record: BaseModel) -> Iterator[tuple[Hashable, Value]]:
    """Yield the columns of a record with their values."""
    for name in type(record).model_fields:
        yield name, value_of(getattr(record, name))


def value_of(value: object) -> Value:
    """Return a value of an input as one that can be compared."""
    if value is None or value == () or value == []:
        return Nothing.BLANK
    if isinstance(value, bool | str):
        return value
    if isinstance(value, int | float):
        return float(value)
    if isinstance(value, list | tuple):
        return "; ".join(str(each) for each in value)
    return str(value)


def wishes_of(mandate: Mandate) -> dict[Hashable, Value]:
    """Return every wish by the keys that lead to it, as ``--set`` names them."""
    return {key: level_words(str(key), value) for key, value in flattened("", mandate.model_dump())}


def level_words(path: str, value: Value) -> Value:
    """Return the level of a limit in words, and any other wish as it is."""
    words: Mapping[str, str] = {str(level): said for level, said in LEVELS.items()}
    return _(words[value]) if path.endswith(".level") and isinstance(value, str) else value


def flattened(path: str, value: Any) -> Iterator[tuple[Hashable, Value]]:
    """Yield the values within nested sections and lists of sections."""
    if isinstance(value, Mapping):
        for key, each in value.items():
            yield from flattened(f"{path}.{key}" if path else str(key), each)
    elif isinstance(value, list | tuple) and any(isinstance(each, Mapping) for each in value):
        for number, each in enumerate(value, start=1):
            yield from flattened(f"{path}[{number}]", each)
    else:
        yield path, value_of(value)


def wish_words(path: str) -> str:
    """Return the keys that lead to a wish in words, the section first."""
    sections = {"levers": _("Levers"), "weights": _("Weights"), "title": _("title")}
    section, *keys = path.split(".")
    if section == "limits" and keys:
        said = [_(LIMITS[keys.pop(0)])]
    elif section.startswith("budget_additions["):
        said = [_("Budget addition"), section.removeprefix("budget_additions[").removesuffix("]")]
    else:
        said = [sections.get(section, plain(section.replace("_", " ")))]
    said += [_({**SETTINGS, **REASONS}.get(key, plain(key.replace("_", " ")))) for key in keys]
    return reduce(lambda outer, inner: _("{setting}: {value}").format(setting=outer, value=inner), said)
