"""Where commands print: wide enough where nobody watches, and silent where they are asked to be."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Timer

from rich.console import Console
from rich.text import Text

PIPED_WIDTH = 150
"""Columns of text where it goes into a file or another program, unless ``COLUMNS`` says otherwise."""

SECONDS_BETWEEN_LINES = 2.0
"""How long nothing need be said of work that goes on."""


class PatientConsole(Console):
    """A console that falls silent when nobody reads any more, which is no reason to end a run."""

    def on_broken_pipe(self) -> None:
        """Send what is still to be printed nowhere."""
        self.quiet = True
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, self.file.fileno())


def open_console(stderr: bool = False, quiet: bool = False) -> Console:
    """Return where to print; a quiet console prints nothing."""
    console = PatientConsole(stderr=stderr, highlight=False, quiet=quiet)
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console.width = PIPED_WIDTH
    return console


def say(console: Console, sentence: str, style: str = "") -> None:
    """Print a sentence as it is, without markup; lines are broken between words on a terminal, and nowhere else."""
    console.print(Text(sentence, style=style), soft_wrap=not console.is_terminal)


def say_place(console: Console, sentence: str) -> None:
    """Print a sentence with a path in it, on one line: a path that is broken leads nowhere."""
    console.print(Text(sentence), soft_wrap=True)


@contextmanager
def working(console: Console, words: str) -> Iterator[None]:
    """Say what is being done: on a terminal as long as it takes, elsewhere once it takes longer than two seconds.

    Parameters
    ----------
    console : Console
        Where to say it.
    words : str
        What is being done, such as "Reading the instance".
    """
    if console.is_terminal:
        with console.status(Text(words)):
            yield
        return
    late = Timer(SECONDS_BETWEEN_LINES, say, (console, words))
    late.daemon = True  # an interrupted command does not wait to say what it was at
    late.start()
    try:
        yield
    finally:
        late.cancel()
