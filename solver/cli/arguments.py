"""Values on the command line that Click alone would let through."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import click


class ExistingCharacters(click.types.StringParamType):
    """Text that can be written to a file: some byte sequences of a shell are no text."""

    name = "text"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the text, or refuse it."""
        text = str(value)
        try:
            text.encode("utf-8")
        except UnicodeEncodeError:
            self.fail(f"{text!r} is not UTF-8 text", param, ctx)
        return text


EXISTING_CHARACTERS = ExistingCharacters()


class PathArgument(ExistingCharacters):
    """A path that the system can look up; whether something is there is said by whoever reads it."""

    name = "path"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the path, or refuse it."""
        path = Path(super().convert(value, param, ctx))
        try:
            path.exists()
        except OSError as error:
            self.fail(f"{str(path)!r} cannot be looked up: {(error.strerror or str(error)).lower()}", param, ctx)
        return path


class RealNumber(click.FloatRange):
    """A number between two ends; what is not a number is between no two ends."""

    name = "number"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Return the number, or refuse it."""
        number = float(super().convert(value, param, ctx))
        if math.isnan(number):
            self.fail(f"{value!r} is not a number", param, ctx)
        return number
