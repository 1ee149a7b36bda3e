"""How the program ends: exit codes, and one clear message for whatever goes wrong."""

from __future__ import annotations

import tempfile
import traceback
from collections.abc import Mapping
from enum import IntEnum
from typing import Any

import click

from solver.errors import FanjuanError, FolderInUseError, InputError
from solver.language import counted
from solver.report.wording import plain


class ExitCode(IntEnum):
    """What the exit code of the program says."""

    SUCCESS = 0
    FAILED = 1
    INVALID_INPUT = 2
    NO_PLAN = 3
    STOPPED_WITH_PLAN = 4
    STOPPED_WITHOUT_PLAN = 5


MEANINGS: Mapping[ExitCode, str] = {
    ExitCode.SUCCESS: "success; for solve: a plan within the asked gap",
    ExitCode.FAILED: "the program failed: an internal error, a full disk, an unusable solver",
    ExitCode.INVALID_INPUT: "invalid input: instance, mandate, plan or command line",
    ExitCode.NO_PLAN: "proven: no plan keeps all limits",
    ExitCode.STOPPED_WITH_PLAN: "stopped with a plan that is not within the asked gap",
    ExitCode.STOPPED_WITHOUT_PLAN: "stopped before a plan was found",
}
"""Exit codes in words, for the help text and the README."""

CODE_OF_STATUS: Mapping[str, ExitCode] = {
    "optimal": ExitCode.SUCCESS,
    "no_plan": ExitCode.NO_PLAN,
    "stopped_with_plan": ExitCode.STOPPED_WITH_PLAN,
    "stopped_without_plan": ExitCode.STOPPED_WITHOUT_PLAN,
}
"""Exit code of each status of a result."""


class InternalError(FanjuanError):
    """Something that should not have happened, with the place of its details.

    Parameters
    ----------
    error : Exception
        What happened.
    place : str
        The file that holds the traceback.
    """

    def __init__(self, error: Exception, place: str) -> None:
        super().__init__(f"internal error: {describe(error)}; details in {place}")


def describe(error: Exception) -> str:
    """Return an unexpected error in one line."""
    words = plain(str(error)).strip()
    return f"{type(error).__name__}: {words}" if words else type(error).__name__


def full_traceback(error: Exception) -> str:
    """Return the traceback of an error as text."""
    return "".join(traceback.format_exception(error))


def exit_code_words() -> str:
    """Return the exit codes as they stand in the help text."""
    return "\n".join(["\b", "Exit codes:", *(f"  {code.value}  {words}" for code, words in MEANINGS.items())])


def count_words(problems: int) -> str:
    """Return the line below a list of problems."""
    return counted("{n} problem found", "{n} problems found", problems).format(n=problems)


class GuardedGroup(click.Group):
    """A group of commands from which no traceback ever reaches a user."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; end with a message and the documented code if it cannot do its work."""
        try:
            return super().invoke(ctx)
        except (click.exceptions.Exit, click.ClickException, BrokenPipeError):
            raise  # Click ends the program as it should
        except KeyboardInterrupt:
            click.echo("Interrupted: stopped without a plan.", err=True)
            ctx.exit(ExitCode.STOPPED_WITHOUT_PLAN)
        except InputError as error:
            click.echo("\n".join(plain(str(problem)) for problem in error.problems), err=True)
            click.echo(count_words(len(error.problems)), err=True)
            ctx.exit(ExitCode.INVALID_INPUT)
        except FolderInUseError as error:
            click.echo(f"Error: {plain(str(error))}", err=True)
            ctx.exit(ExitCode.INVALID_INPUT)
        except FanjuanError as error:
            click.echo(f"Error: {plain(str(error))}", err=True)
            ctx.exit(ExitCode.FAILED)
        except Exception as error:
            click.echo(f"Error: {InternalError(error, _keep_traceback(error))}", err=True)
            ctx.exit(ExitCode.FAILED)


def _keep_traceback(error: Exception) -> str:
    """Write the traceback to a file of its own and return where it is."""
    try:
        with tempfile.NamedTemporaryFile("w", prefix="fanjuan-", suffix=".log", delete=False, encoding="utf-8") as file:
            file.write(full_traceback(error))
            return file.name
    except OSError as failure:
        return f"no file, as none could be written ({failure.strerror})"
