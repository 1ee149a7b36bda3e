"""The report of a run: one plain page that opens offline, on a phone and in print."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from solver.evaluate.outcome import Outcome
from solver.instance.instance import Instance
from solver.mandate import Mandate
from solver.report import (
    consequences,
    consequences_firms,
    consequences_markets,
    consequences_money,
    decisions,
    decisions_rules,
    limits,
    sources,
    summary,
    wishes,
)
from solver.report.calibration import calibration_grid
from solver.report.grid import Column, Grid, Row, Sides
from solver.report.wording import number, percent, plain, sentence
from solver.solve.result import Result


@dataclass(frozen=True)
class Section:
    """A part of the page: sentences, tables, and tables that are folded away until asked for; warnings come first."""

    id: str
    title: str
    sentences: tuple[str, ...] = ()
    grids: tuple[Grid, ...] = ()
    folded: tuple[Grid, ...] = ()
    warnings: tuple[str, ...] = ()


def render_page(instance: Instance, mandate: Mandate, result: Result, run: Mapping[str, Any]) -> str:
    """Return the report as HTML.

    Parameters
    ----------
    instance, mandate, result
        What was asked and what came of it.
    run : mapping
        What ``run.json`` says of the run.
    """
    environment = Environment(
        loader=PackageLoader("solver.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("report.html").render(
        title=plain(instance.header.title),
        mandate=plain(mandate.title),
        status=summary.status_sentence(result),
        found=result.plan is not None,
        started=str(run["started"]).replace("T", " ").replace("+00:00", " UTC"),
        sections=page_sections(instance, mandate, result, run),
    )


def page_sections(instance: Instance, mandate: Mandate, result: Result, run: Mapping[str, Any]) -> list[Section]:
    """Return the sections of the page in their order; without a plan, why there is none comes first."""
    sides = [result.status_quo] if result.plan is None else [result.status_quo, result.plan]
    sections = [
        conflict_section(instance, result),
        answer_section(instance, result),
        decisions_section(instance, mandate, result),
        market_section(instance, sides),
        firms_section(instance, sides),
        Section(
            "people",
            "People",
            (people_sentence(instance, mandate),),
            (consequences.peaks_grid(instance, mandate, sides),),
            (consequences.people_grid(instance, sides),),
        ),
        money_section(instance, mandate, sides),
        limits_section(instance, sides),
        Section(
            "accounts",
            "The objective, account by account",
            (
                "The accounts of each side add up to its objective, but for the rounding of the last digit.",
                consequences.weights_sentence(instance, mandate),
            ),
            (consequences.accounts_grid(sides),),
        ),
        calibration_section(instance, result),
        Section(
            "sources",
            "What the figures rest on",
            (sources.share_sentence(instance),),
            (sources.basis_grid(instance),),
            (wishes.wishes_grid(mandate), sources.provenance_grid(instance), sources.sources_grid(instance)),
        ),
        Section("run", "How this was computed", (run_sentence(result),), run_grids(run)),
    ]
    return [each for each in sections if each is not None]


def conflict_section(instance: Instance, result: Result) -> Section | None:
    """Return why there is no plan and what would make one possible."""
    if result.conflict is None:
        return None
    return Section(
        "conflict",
        "Why there is no plan",
        (sentence(result.conflict.sentence),),
        limits.conflict_grids(instance, result.conflict),
    )


def answer_section(instance: Instance, result: Result) -> Section:
    """Return the headline table and how good the answer is known to be."""
    title = "The status quo" if result.plan is None else "The plan beside the status quo"
    grid = summary.headline_grid(instance, result.status_quo, result.plan)
    said = [summary.quality_sentence(result), summary.reason_sentence(result)]
    if result.plan is not None:
        said += [limits.binding_sentence(instance, result.plan), limits.missed_sentence(instance, result.plan)]
    return Section("answer", title, tuple(each for each in said if each), (grid,))


def decisions_section(instance: Instance, mandate: Mandate, result: Result) -> Section | None:
    """Return the timetable of the plan's decisions, with a warning where the law has to allow one of them."""
    if result.plan is None:
        return None
    plan = result.plan.plan
    taken = decisions.decision_grids(instance, plan)
    said = () if taken else ("The plan decides nothing.",)
    return Section("decisions", "Decisions", said, taken, warnings=decisions_rules.warnings(instance, mandate, plan))


def market_section(instance: Instance, sides: Sides) -> Section:
    """Return each market year by year, and where there are any, goods that travel, temptations and emissions."""
    grids = [consequences_markets.market_grid(instance, sides, market) for market in instance.markets]
    grids += [
        consequences_markets.shipments_grid(instance, sides),
        consequences_markets.temptations_grid(instance, sides[-1]),
        consequences_markets.emissions_grid(instance, sides),
    ]
    sentences = [consequences_markets.demand_sentence(instance, market) for market in instance.markets]
    if len(instance.futures) > 1:
        sentences.append(f"All values are expected over {len(instance.futures)} scenarios.")
    return Section("markets", "Markets", tuple(sentences), filled(grids))


def firms_section(instance: Instance, sides: Sides) -> Section | None:
    """Return what happens to lines by itself and what firms invest; nothing where there is none of it."""
    grids = filled(
        [
            consequences_firms.started_grid(instance, sides),
            consequences_firms.integrated_grid(instance, sides[-1]),
            *(consequences_firms.investment_grid(instance, side, case) for side, case in told_apart(sides)),
        ]
    )
    if not grids:
        return None
    said = "Planned lines start by themselves unless they are stopped, and mergers take all lines of a firm with them."
    return Section("firms", "Entry, mergers and investment", (said,), grids)


def money_section(instance: Instance, mandate: Mandate, sides: Sides) -> Section:
    """Return who pays what, and what industry funds take in."""
    grids = [consequences_money.money_grid(instance, side, case) for side, case in told_apart(sides)]
    grids.insert(1, consequences_money.funds_grid(instance, mandate, sides[-1]))
    said = ["Amounts are not discounted, and expected over the scenarios where there are several."]
    if any(payer.is_industry_fund for payer in instance.payers.values()):
        said.append("Industry funds are not part of public outlay: the firms that stay feed them.")
    return Section("money", "Money", tuple(said), filled(grids))


def told_apart(sides: Sides) -> list[tuple[Outcome, str]]:
    """Return the sides with what they are called, the plan first."""
    return list(reversed(list(zip(sides, ("Status quo", "Plan"), strict=False))))


def filled(grids: Iterable[Grid]) -> tuple[Grid, ...]:
    """Return the tables that have something to tell."""
    return tuple(grid for grid in grids if grid.rows)


def people_sentence(instance: Instance, mandate: Mandate) -> str:
    """Say what the ceiling on unemployment is."""
    limit = mandate.limits.unemployment
    expected = " Numbers of people are expected over the scenarios, the most without work is not."
    several = expected if len(instance.futures) > 1 else ""
    if limit.level == "off":
        return f"The mandate sets no ceiling on unemployment.{several}"
    asked = {"hard": "", "soft": " (a soft limit)", "report": " (a limit that is only told)"}[limit.level]
    own = " unless a region has a ceiling of its own" if limit.by_region else ""
    return (
        f"The mandate lets the sector add at most {limit.rise_ceiling_percentage_points:g} percentage points to a"
        f" region's unemployment{asked}{own}.{several}"
    )


def limits_section(instance: Instance, sides: Sides) -> Section:
    """Return the limits: counts, those that matter, what missed ones cost, and the others folded away."""
    status_quo, plan = sides[0], sides[1] if len(sides) > 1 else None
    grids = [
        limits.rules_grid(status_quo, plan),
        limits.limits_grid(instance, status_quo, plan, tight=True),
        consequences_money.breaches_grid(instance, sides),
    ]
    room = limits.limits_grid(instance, status_quo, plan, tight=False)
    sentences = [
        f"A limit binds where the room left is at most {percent(limits.BINDING_SHARE)} of it. The status quo is held"
        " against the same limits, but nobody decides in it."
    ]
    if any((side.tables["limits"]["level"] != "hard").any() for side in sides):
        sentences.append(
            "A hard limit that is not kept is broken. A soft one may be missed, at the price that the mandate sets; one"
            " that is only told is held against the plan, and missing it costs nothing."
        )
    return Section("limits", "Limits", tuple(sentences), filled(grids), filled([room]))


def calibration_section(instance: Instance, result: Result) -> Section:
    """Return the status quo against what was observed."""
    grid = calibration_grid(instance, result.status_quo, periods=True)
    if not grid.rows:
        return Section("calibration", "Held against observation", ("The instance states no observations.",))
    inside = sum(not row.mark for row in grid.rows)
    hits = f"The computed status quo lies inside {inside} of {len(grid.rows)} observed ranges."
    return Section("calibration", "Held against observation", (hits,), (grid,))


def run_sentence(result: Result) -> str:
    """Say how long the run took."""
    rounds = "round" if result.rounds == 1 else "rounds"
    return f"Solving took {number(result.seconds, 1)} s and {number(result.rounds, 0)} {rounds}."


def run_grids(run: Mapping[str, Any]) -> tuple[Grid, ...]:
    """Return options, versions and input hashes as tables."""
    names = {"options": "Options", "versions": "Versions", "inputs": "Input files and their SHA-256"}
    columns = (Column("What", kind="name"), Column("Value", kind="name"))
    grids = []
    for key, caption in names.items():
        labels = {
            name: plain(str(name)).replace("_", " ") if key == "options" else plain(str(name)) for name in run[key]
        }
        rows = tuple(Row((labels[name], option_words(value))) for name, value in run[key].items())
        grids.append(Grid(caption, columns, rows))
    return tuple(grids)


def option_words(value: object) -> str:
    """Return the value of an option as text."""
    if value is None or value == []:
        return "none"
    return plain("; ".join(str(each) for each in value) if isinstance(value, list) else str(value))
