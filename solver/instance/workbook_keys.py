"""A TOML file as rows of keys and values, for people who edit it in a spreadsheet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import get_args, get_origin

import tomlkit
from pydantic import BaseModel
from pydantic.fields import FieldInfo
from tomlkit.container import Container
from tomlkit.items import AoT, Array, Comment, InlineTable, Item, Table

from solver.instance.columns import Column, columns_of, section_of
from solver.instance.wording import Place, dotted

COMMENT = "#"
"""What the key of a row begins with that holds a comment."""


@dataclass(frozen=True)
class KeyRow:
    """A key with its value, or a comment.

    Parameters
    ----------
    section : str
        The section of the file, as messages write it: names joined by points, positions in brackets.
    key : str
        The key, or a comment that begins with ``#``.
    value : object
        The value; ``None`` for a comment, and for a key that the file does not have.
    column : Column or None
        What is declared about the key, if anything is.
    comment : str
        The comment beside the value, with its ``#``.
    """

    section: str
    key: str
    value: object = None
    column: Column | None = None
    comment: str = ""


@dataclass
class _Walk:
    """What is found on the way through a file."""

    model: type[BaseModel]
    rows: dict[Place, list[KeyRow]] = field(default_factory=lambda: defaultdict(list))
    """Section to its rows, in the order of the file."""
    waiting: list[str] = field(default_factory=list)
    """Comments that the next key has not followed yet."""

    def comment(self, item: Item) -> None:
        """Keep the comment of a line for the next key."""
        if item.trivia.comment:
            self.waiting.append(item.trivia.comment)

    def enter(self, container: Container, place: Place) -> None:
        """Go through what is in the file or a section."""
        for key, item in container.body:
            if isinstance(item, Comment):
                self.comment(item)
            elif key is not None:
                self.meet(item, (*place, key.key))

    def meet(self, item: Item, place: Place) -> None:
        """Go into a section, or add the row of a key."""
        if isinstance(item, AoT | Array) and _is_of_sections(item):
            tables = item.body if isinstance(item, AoT) else list(item)
            for number, table in enumerate(tables):
                self.meet(table, (*place, number))
        elif isinstance(item, Table | InlineTable):
            self.comment(item)
            self.enter(item.value, place)
        else:
            rows = self.rows[place[:-1]]
            rows += [KeyRow("", comment) for comment in self.waiting]
            self.waiting.clear()
            column = declared(self.model, place)
            rows.append(KeyRow(dotted(place[:-1]), str(place[-1]), item.unwrap(), column, item.trivia.comment))


def key_rows(text: str, model: type[BaseModel]) -> list[KeyRow]:
    """Return the rows of a TOML file: its keys, comments, and the keys that it could have beside them.

    Comments within a list that goes over several lines are not kept.

    Parameters
    ----------
    text : str
        Content of the file, which must be in order.
    model : type
        What declares its keys.
    """
    walk = _Walk(model)
    walk.enter(tomlkit.parse(text), ())
    rows: list[KeyRow] = []
    for section, columns in _sections(model, walk.rows):
        present = walk.rows.get(section, [])
        keys = {row.key for row in present}
        rows += present
        rows += [KeyRow(dotted(section), name, None, each) for name, each in columns.items() if name not in keys]
    return rows + [KeyRow("", comment) for comment in walk.waiting]


def declared(model: type[BaseModel], place: Place) -> Column | None:
    """Return what is declared about a key, or ``None`` if nothing is."""
    section = section_of(model, place) if isinstance(place[-1], str) else None
    if section is not None:
        return columns_of(section).get(str(place[-1]))
    # What is below a key that holds values by key is described where that key is.
    return declared(model, place[:-1]) if len(place) > 1 else None


def _is_of_sections(item: AoT | Array) -> bool:
    return isinstance(item, AoT) or (len(item) > 0 and all(isinstance(each, InlineTable) for each in item))


def _sections(model: type[BaseModel], found: dict[Place, list[KeyRow]]) -> Iterator[tuple[Place, dict[str, Column]]]:
    """Yield every section with its declared keys: those of the file in its order, then those that it could have."""
    open_sections = {place: _keys(section) for place, section in _declared_sections(model, (), found)}
    for place in [*found, *(place for place in open_sections if place not in found)]:
        yield place, open_sections.get(place, {})


def _keys(section: type[BaseModel]) -> dict[str, Column]:
    """Return the keys of a section that hold a value."""
    return {
        name: each
        for name, each in columns_of(section).items()
        if each.kind != "by key" and _inner_section(section.model_fields[name]) is None
    }


def _inner_section(declaration: FieldInfo) -> type[BaseModel] | None:
    """Return the section that a key holds, or a list of, if it does."""
    options = (declaration.annotation, *get_args(declaration.annotation))
    return next((each for each in options if isinstance(each, type) and issubclass(each, BaseModel)), None)


def _declared_sections(
    model: type[BaseModel], place: Place, found: Collection[Place]
) -> Iterator[tuple[Place, type[BaseModel]]]:
    """Yield every section that is declared; of a list of sections, those that are there and one more."""
    yield place, model
    for name, each in model.model_fields.items():
        inner, start = _inner_section(each), (*place, name)
        if inner is None:
            continue
        here: list[Place] = [start]
        if get_origin(each.annotation) is tuple:
            there = {other[len(start)] for other in found if other[: len(start)] == start}
            here = [(*start, position) for position in range(len(there) + 1)]
        for inside in here:
            yield from _declared_sections(inner, inside, found)
