"""What commands share on the command line: values that Click alone would let through, and how a command speaks.

A command that prints results takes ``@speech_options`` and a parameter ``speech``. While it runs, the language that was
asked for is spoken; what it may print, and where, :class:`Speech` says.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any

import click

from solver.language import LANGUAGES, Language, speaking
from solver.solve.options import METHODS, Method, Options

LANGUAGE_VARIABLE = "FANJUAN_LANG"
"""The environment variable that says which language is spoken where ``--lang`` does not."""


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


class LanguageChoice(click.Choice[str]):
    """A language; its name may be written small."""

    def __init__(self) -> None:
        super().__init__(list(LANGUAGES), case_sensitive=False)

    def get_invalid_choice_message(self, value: Any, ctx: click.Context | None) -> str:
        """Return what is said of a language that is not spoken here, with the others as they are written."""
        return f"{str(value)!r} is none of the languages {', '.join(LANGUAGES)}"


class RealNumber(click.FloatRange):
    """A number between two ends; what is not a number is between no two ends."""

    name = "number"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Return the number, or refuse it."""
        number = float(super().convert(value, param, ctx))
        if math.isnan(number):
            self.fail(f"{value!r} is not a number", param, ctx)
        return number


@dataclass(frozen=True)
class Speech:
    """How a command speaks."""

    language: Language = "en"
    """What is spoken while the command runs; reports open in it."""
    quiet: bool = False
    """Only what is wrong is printed, and where a report is."""
    json: bool = False
    """One JSON document is printed and nothing else; its keys are the same in every language."""

    @property
    def silent(self) -> bool:
        """Whether nothing is said of how far the work has come."""
        return self.quiet or self.json


MANDATE_HELP = "The wishes: a TOML file instead of the mandate.toml of the instance."
SET_HELP = (
    "Replace one wish of the mandate, such as limits.unemployment.level=off or"
    " limits.unemployment.rise_ceiling_percentage_points=0.5; may be given several times."
)

instance_argument = click.argument("instance", type=PathArgument())
mandate_option = click.option("--mandate", type=PathArgument(), metavar="FILE", help=MANDATE_HELP)
set_option = click.option(
    "--set", "settings", multiple=True, type=EXISTING_CHARACTERS, metavar="KEY=VALUE", help=SET_HELP
)
language_option = click.option(
    "--lang",
    type=LanguageChoice(),
    metavar=f"[{'|'.join(LANGUAGES)}]",
    default="en",
    show_default=True,
    envvar=LANGUAGE_VARIABLE,
    show_envvar=True,
    help="Language of results and reports.",
)

all_rows_option = click.option("--all", "show_all", is_flag=True, help="Print every row of long tables.")


def scheduler_option(help_text: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Return what gives a command ``--scheduler``, with its own words for what the workers do."""
    return click.option("--scheduler", type=EXISTING_CHARACTERS, metavar="ADDRESS", help=help_text)


def spoken_option(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command ``--lang`` alone; the language that is asked for is spoken while it runs."""

    @language_option
    @wraps(command)
    def spoken_command(*arguments: Any, lang: Language, **values: Any) -> None:
        with speaking(lang):
            command(*arguments, **values)

    return spoken_command


def speech_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command ``--lang``, ``--quiet`` and ``--json``, and its function the parameter ``speech``."""

    @language_option
    @click.option("--quiet", "-q", is_flag=True, help="Print only what is wrong, and where the report is.")
    @click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")
    @wraps(command)
    def spoken_command(*arguments: Any, lang: Language, quiet: bool, as_json: bool, **values: Any) -> None:
        with speaking(lang):
            command(*arguments, speech=Speech(lang, quiet, as_json), **values)

    return spoken_command


def solver_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command ``--gap`` and all else that says how to solve, and its function the parameter ``options``."""

    @click.option(
        "--gap",
        type=RealNumber(0, 1),
        metavar="SHARE",
        default=0.001,
        show_default=True,
        help="Stop when the plan is certified to be within this share of the best possible one.",
    )
    @click.option(
        "--time-limit",
        type=RealNumber(0, 31_536_000),
        default=600.0,
        show_default=True,
        metavar="SECONDS",
        help="Stop after so many seconds with the best plan found.",
    )
    @click.option(
        "--threads",
        type=click.IntRange(1, 256),
        metavar="N",
        default=1,
        show_default=True,
        help="Threads of HiGHS; with two or more, blocks bound plans while they look for better ones.",
    )
    @click.option(
        "--seed",
        type=click.IntRange(0, 2**31 - 1),
        metavar="N",
        default=0,
        show_default=True,
        help="Random seed of HiGHS.",
    )
    @click.option(
        "--method",
        type=click.Choice(METHODS),
        default="auto",
        show_default=True,
        help="Solve the whole model again and again (direct), divide it by prices (boxes) or into decisions and "
        "markets (blocks), or whichever suits (auto).",
    )
    @wraps(command)
    def solving_command(
        *arguments: Any, gap: float, time_limit: float, threads: int, seed: int, method: Method, **values: Any
    ) -> None:
        command(*arguments, options=Options(gap, time_limit, threads, seed, method), **values)

    return solving_command
