"""A sweep as one page in all languages."""

from __future__ import annotations

from collections.abc import Sequence

from solver.instance.instance import Instance
from solver.language import LANGUAGES, Language, _, counted, speaking
from solver.report.page import Edition, page_words, render_editions
from solver.report.reading import ENDED
from solver.report.section import Section
from solver.report.wording import plain
from solver.sweep.table import Standing, remarks, sweep_grid


def render_sweep(instance: Instance, standings: Sequence[Standing], language: Language) -> str:
    """Return the table of cases, with what it has no room for, as a page that opens in a language."""
    title = plain(instance.header.title)
    return render_editions(title, [edition_of(instance, standings, each) for each in LANGUAGES], language)


def edition_of(instance: Instance, standings: Sequence[Standing], language: Language) -> Edition:
    """Return the page in one language."""
    with speaking(language):
        said = _("The folder of each case is a run of its own, with a report.")
        grid = sweep_grid(instance.header.title, standings)
        sections = [Section("cases", _("The cases"), (said,), (grid,))]
        ways = remarks(instance, standings)
        if ways:
            sections.append(Section("without", _("What stands in the way of the others"), tuple(ways)))
        words = {
            **page_words(),
            "mandate": _("One instance under several mandates."),
            "skip": _("Skip to the cases"),
        }
        return Edition(language, tuple(sections), verdict(standings), words)


def verdict(standings: Sequence[Standing]) -> str:
    """Say in one sentence how many cases have ended, and how."""
    ended = [each.status for each in standings if each.status in ENDED]
    with_plan = sum(each in ("optimal", "stopped_with_plan") for each in ended)
    of_all = counted("{done} of {n} case solved", "{done} of {n} cases solved", len(standings))
    told = of_all.format(done=len(ended), n=len(standings))
    plans = _("{n} of them with a plan").format(n=with_plan)
    return _("{solved}, {plans}.").format(solved=told, plans=plans)
