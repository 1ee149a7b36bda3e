"""The report as a document for paper: pages with numbers and a running title, for which WeasyPrint is needed."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from types import ModuleType

from solver.errors import ReportError

CURE = "a report as PDF needs WeasyPrint, which cannot be used here ({cause}); install it: pip install 'fanjuan[pdf]'"

PRINT_STYLE = """
@page {
  size: A4 landscape; margin: 17mm 14mm 16mm;
  @top-left { content: string(title); font: 8pt "Noto Sans", "Noto Sans CJK SC", sans-serif; color: #5a6675; }
  @bottom-right { content: counter(page) " / " counter(pages); font: 8pt "Noto Sans", sans-serif; color: #5a6675; }
}
@page :first { @top-left { content: ""; } }
html { font-size: 9pt; }
body { font-family: "Noto Sans", "DejaVu Sans", "Noto Sans CJK SC", "Noto Sans SC", "PingFang SC", SimSun, sans-serif; }
header, main, footer { max-width: none; padding: 0; }
.edition, .pictures { display: block !important; }
h1 { string-set: title content(); }
h1, h2, h3, caption, figcaption, section > p { break-after: avoid; }
.scroll { overflow: visible; }
.scroll:not(:has(tbody tr:nth-child(25))) { break-inside: avoid; }
table { font-size: 7.5pt; width: auto; max-width: 100%; }
thead { display: table-header-group; }
tr, img { break-inside: avoid; }
tr.total { break-before: avoid; }
td.number { white-space: nowrap; overflow-wrap: normal; }
img { max-width: 100%; height: auto; max-height: 90mm; }
"""
"""What paper asks for beside the style of the page: large tables go over pages, with their headings on each.

Grids of charts become a sequence, because a grid that goes over pages cannot always be laid out.
"""


def require() -> ModuleType:
    """Return WeasyPrint.

    Raises
    ------
    ReportError
        If it, or a library of the system that it draws with, is not there; the message says what to install.
    """
    try:
        return importlib.import_module("weasyprint")
    except (ImportError, OSError) as error:  # OSError: Pango is missing
        raise ReportError(CURE.format(cause=str(error).splitlines()[0])) from error


@dataclass(frozen=True)
class Document:
    """A document, and what it could not say."""

    content: bytes
    unknown_characters: str
    """Characters that no installed font has, each once and sorted; boxes are drawn in their place."""


def render_document(page: str) -> Document:
    """Return a page as a PDF; see :func:`solver.report.page.render_page`, of which it takes the still one."""
    weasyprint = require()
    laid_out = weasyprint.HTML(string=page, base_url=None).render(stylesheets=[weasyprint.CSS(string=PRINT_STYLE)])
    content: bytes = laid_out.write_pdf()
    unknown = {chr(each) for font in laid_out.fonts.values() for each in font.missing}
    return Document(content, "".join(sorted(unknown)))
