"""A comparison of runs as one page in all languages, and as a workbook."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from solver.language import LANGUAGES, Language, _, speaking
from solver.report import compare
from solver.report.page import Edition, page_words, render_editions
from solver.report.reading import Run
from solver.report.spreadsheet_book import Book
from solver.report.spreadsheet_grid import write_section

PAGE_NAME = "compare.html"
BOOK_NAME = "compare.xlsx"


def render_comparison(runs: Sequence[Run], language: Language) -> str:
    """Return the comparison as a page that opens in a language."""
    with speaking(language):
        title = compare.title_of(runs)
    return render_editions(title, [edition_of(runs, each) for each in LANGUAGES], language)


def edition_of(runs: Sequence[Run], language: Language) -> Edition:
    """Return the comparison in one language."""
    with speaking(language):
        parts = compare.compare(runs)
        words = {
            **page_words(),
            "mandate": _("Inputs that differ come first, then results that differ."),
            "skip": _("Skip to the comparison"),
        }
        return Edition(language, tuple(compare.sections(parts, runs)), compare.verdict_sentence(parts), words)


def comparison_book(runs: Sequence[Run], created: datetime) -> bytes:
    """Return the comparison as a workbook in the language that is spoken, a sheet for each part."""
    parts = compare.compare(runs)
    book = Book(compare.title_of(runs), created)
    for section in compare.sections(parts, runs):
        write_section(book.sheet(section.title), section, None)
    return book.content()
