"""The command that holds runs against each other: inputs that differ, then results that differ."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import click
from rich.console import Console

from solver.cli.arguments import Speech
from solver.cli.console import open_console, say, say_place, working
from solver.cli.printing import show_rows
from solver.errors import InputError, Problem
from solver.instance.write import write_file
from solver.language import _, speaking
from solver.report import compare
from solver.report.compare_files import BOOK_NAME, PAGE_NAME, comparison_book, render_comparison
from solver.report.reading import Run, read_runs
from solver.report.run_folder import to_json


def run_compare(paths: Sequence[Path], to: Path | None, show_all: bool, speech: Speech) -> None:
    """Compare runs, print what differs, and write it as a page and as a workbook where that is asked for."""
    if to is not None:
        refuse_replacing(to)
    progress = open_console(stderr=True, quiet=speech.silent)
    with working(progress, _("Reading the runs")):
        runs = read_runs(paths)
    if to is not None:
        with working(progress, _("Writing the comparison")):
            write_file(to / PAGE_NAME, render_comparison(runs, speech.language).encode("utf-8"), replace=False)
            write_file(to / BOOK_NAME, comparison_book(runs, datetime.now(UTC)), replace=False)
    if speech.json:
        with speaking("en"):  # programs read the same words whatever is spoken
            told = compare.comparison_as_facts(compare.compare(runs), runs)
        click.echo(to_json(told), nl=False)
    else:
        print_comparison(open_console(), runs, show_all, speech.quiet)
    if to is not None and not speech.json:
        say_place(open_console(), _("Comparison: {path}").format(path=to / PAGE_NAME))


def refuse_replacing(folder: Path) -> None:
    """Refuse a folder that holds a comparison already, before any work is done."""
    for path in (folder / PAGE_NAME, folder / BOOK_NAME):
        if path.exists():
            raise InputError([Problem(str(path), "", "", "", "is there already", "name another folder")])


def print_comparison(console: Console, runs: Sequence[Run], show_all: bool, quiet: bool) -> None:
    """Print what differs, part by part, and how much it is last; only that where little is to be said."""
    parts = compare.compare(runs)
    for section in () if quiet else compare.sections(parts, runs):
        say(console, section.title.upper())
        for warning in section.warnings:
            say(console, warning)
        for sentence in section.sentences:
            say(console, sentence)
        for grid in (*section.grids, *section.folded):
            show_rows(console, grid, show_all)
        console.print()
    say(console, compare.verdict_sentence(parts))
