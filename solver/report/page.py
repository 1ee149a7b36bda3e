"""The report of a run: one page in all languages that opens offline, on a phone, on a projector and in print."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from solver.instance.instance import Instance
from solver.language import LANGUAGES, Language, _, counted, speaking
from solver.mandate import Mandate
from solver.report import chart_code, summary
from solver.report.illustrations import illustrated
from solver.report.picture import Picture
from solver.report.section import Section
from solver.report.sections import report_sections
from solver.report.wording import plain
from solver.solve.result import Result

STYLE = "style.css"
SCRIPT = "page.js"


@dataclass(frozen=True)
class Edition:
    """The report in one language: what its sections say, and the words of the page around them."""

    language: Language
    sections: tuple[Section, ...]
    status: str
    words: Mapping[str, str]


def render_page(
    instance: Instance,
    mandate: Mandate,
    result: Result,
    run: Mapping[str, Any],
    language: Language = "en",
    still: bool = False,
) -> str:
    """Return the report as HTML.

    Parameters
    ----------
    instance, mandate, result
        What was asked and what came of it.
    run : mapping
        What ``run.json`` says of the run, and its ``log`` where there is one.
    language : Language
        The language that the page opens in.
    still : bool
        Whether to return what is laid out on paper: that language alone, charts as pictures, nothing folded, no code.
    """
    editions = [edition_of(instance, mandate, result, run, each) for each in LANGUAGES if each == language or not still]
    title = plain(instance.header.title)
    return render_editions(title, editions, language, still=still, found=result.plan is not None)


def render_editions(
    title: str, editions: Sequence[Edition], language: Language, *, still: bool = False, found: bool = True
) -> str:
    """Return a page in one or more languages.

    Parameters
    ----------
    title : str
        Title of the page.
    editions : sequence of Edition
        What it says.
    language : Language
        The language that it opens in.
    still : bool
        Whether nothing is folded and charts are pictures, without code.
    found : bool
        Whether there is what was looked for; the status stands out if not.
    """
    environment = Environment(
        loader=PackageLoader("solver.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(drawn=chart_code.still_address, drawable=drawable)
    return environment.get_template("page.html").render(
        title=title,
        language=language,
        languages=LANGUAGES,
        editions=editions,
        still=still,
        found=found,
        style=Markup(source_of(environment, STYLE)),
        scripts=[] if still else page_scripts(environment, editions),
        allowed=allowed,
    )


def edition_of(
    instance: Instance, mandate: Mandate, result: Result, run: Mapping[str, Any], language: Language
) -> Edition:
    """Return the report in one language."""
    with speaking(language):
        sections = illustrated(report_sections(instance, mandate, result, run), instance, mandate, result)
        started = str(run["started"]).replace("T", " ").replace("+00:00", " UTC")
        words = {
            **page_words(),
            "mandate": _("Mandate: {title}. Run of {time}.").format(title=plain(mandate.title), time=started),
        }
        return Edition(language, sections, summary.status_sentence(result), words)


def page_words() -> dict[str, str]:
    """Return the words of the page around its sections."""
    return {
        "skip": _("Skip to the report"),
        "sections": _("Sections"),
        "nothing": _("None."),
        "table": _("The numbers as a table"),
        "undrawn": _("This chart is drawn by a script; its numbers are in the table below."),
        "unreadable": _("This chart could not be drawn; its numbers are in the table below."),
        "sort": _("Sort by this column"),
        "row": counted("{n} row", "{n} rows", 1),
        "rows": counted("{n} row", "{n} rows", 2),
        "computed": _(
            "Computed by fanjuan. All figures are the judge's, computed from the decisions, the facts and the mandate"
            " alone."
        ),
    }


def source_of(environment: Environment, name: str) -> str:
    """Return a file that goes into the page as it is."""
    loader = environment.loader
    if loader is None:
        raise ValueError("the environment has nowhere to read templates from")
    return loader.get_source(environment, name)[0]


def page_scripts(environment: Environment, editions: Sequence[Edition]) -> list[Markup]:
    """Return the code of the page: its own, and what draws charts where there are any."""
    own = Markup(source_of(environment, SCRIPT))
    charts = any(section.pictures for edition in editions for section in edition.sections)
    return [Markup(chart_code.chart_bundle()), own] if charts else [own]


def drawable(picture: Picture) -> Markup:
    """Return a chart as JSON that stands in the page as it is."""
    return Markup(chart_code.script_json(picture))


def allowed(scripts: list[Markup]) -> str:
    """Return the policy of the page: nothing is loaded, and no code runs but the page's own, known by its hash."""
    hashes = [base64.b64encode(hashlib.sha256(code.encode()).digest()).decode("ascii") for code in scripts]
    code = " ".join(f"'sha256-{each}'" for each in hashes) or "'none'"
    return f"default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src {code}"
