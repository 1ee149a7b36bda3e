"""The parts of a report in their order: answer, plan, markets, people, money, regions, limits, and what it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from solver.instance.instance import Instance
from solver.language import _
from solver.mandate import Mandate
from solver.report import (
    consequences,
    consequences_firms,
    consequences_markets,
    consequences_money,
    consequences_regions,
    decisions,
    decisions_rules,
    limit_prices,
    limits,
    payments,
    summary,
)
from solver.report.conflict_words import conflict_sentence
from solver.report.grid import Sides
from solver.report.section import Section, filled, told_apart
from solver.report.sections_inputs import calibration_section, run_section, sources_section
from solver.report.wording import percent
from solver.solve.result import Result


def report_sections(instance: Instance, mandate: Mandate, result: Result, run: Mapping[str, Any]) -> list[Section]:
    """Return the sections in the language that is spoken; without a plan, why there is none comes first.

    Parameters
    ----------
    instance, mandate, result
        What was asked and what came of it.
    run : mapping
        What ``run.json`` says of the run, and its ``log`` where there is one.
    """
    sides = [result.status_quo] if result.plan is None else [result.status_quo, result.plan]
    sections = [
        conflict_section(instance, result),
        answer_section(instance, result),
        decisions_section(instance, mandate, result),
        market_section(instance, sides),
        firms_section(instance, sides),
        people_section(instance, mandate, sides),
        money_section(instance, mandate, sides),
        regions_section(instance, sides),
        limits_section(instance, result),
        accounts_section(instance, mandate, sides),
        calibration_section(instance, result),
        sources_section(instance, mandate, result),
        run_section(result, run),
    ]
    return [each for each in sections if each is not None]


def conflict_section(instance: Instance, result: Result) -> Section | None:
    """Return why there is no plan and what would make one possible."""
    if result.conflict is None:
        return None
    said = (conflict_sentence(instance, result.conflict),)
    return Section("conflict", _("Why there is no plan"), said, limits.conflict_grids(instance, result.conflict))


def answer_section(instance: Instance, result: Result) -> Section:
    """Return the headline table and how good the answer is known to be."""
    title = _("The status quo") if result.plan is None else _("The plan beside the status quo")
    grid = summary.headline_grid(instance, result.status_quo, result.plan)
    said = [summary.quality_sentence(result), summary.reason_sentence(result)]
    if result.plan is not None:
        said += [limits.binding_sentence(instance, result.plan), limits.missed_sentence(instance, result.plan)]
    return Section("answer", title, tuple(each for each in said if each), (grid,), tables_first=True)


def decisions_section(instance: Instance, mandate: Mandate, result: Result) -> Section | None:
    """Return the timetable of the plan's decisions, with a warning where the law has to allow one of them."""
    if result.plan is None:
        return None
    plan = result.plan.plan
    taken = decisions.decision_grids(instance, plan)
    said = () if taken else (_("The plan decides nothing."),)
    warnings = decisions_rules.warnings(instance, mandate, plan)
    return Section("decisions", _("The plan as a timetable"), said, taken, warnings=warnings)


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
        sentences.append(_("All values are expected over {n} scenarios.").format(n=len(instance.futures)))
    return Section("markets", _("Markets"), tuple(sentences), filled(grids))


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
    said = _(
        "Planned lines start by themselves unless they are stopped, and mergers take all lines of a firm with them."
    )
    return Section("firms", _("Entry, mergers and investment"), (said,), grids)


def people_section(instance: Instance, mandate: Mandate, sides: Sides) -> Section:
    """Return who loses a job, finds work or is without, against the ceiling."""
    return Section(
        "people",
        _("People"),
        (people_sentence(instance, mandate),),
        (consequences.peaks_grid(instance, mandate, sides),),
        (consequences.people_grid(instance, sides),),
    )


def people_sentence(instance: Instance, mandate: Mandate) -> str:
    """Say what the ceiling on unemployment is."""
    limit = mandate.limits.unemployment
    several = len(instance.futures) > 1
    counted = _("Numbers of people are expected over the scenarios, the most without work is not.") if several else ""
    if limit.level == "off":
        said = _("The mandate sets no ceiling on unemployment.")
    else:
        said = _(
            "The mandate lets the sector add at most {points} percentage points to a region's unemployment{kind}{own}."
        ).format(
            points=f"{limit.rise_ceiling_percentage_points:g}",
            kind={"hard": "", "soft": _(" (a soft limit)"), "report": _(" (a limit that is only told)")}[limit.level],
            own=_(" unless a region has a ceiling of its own") if limit.by_region else "",
        )
    return f"{said} {counted}".strip()


def money_section(instance: Instance, mandate: Mandate, sides: Sides) -> Section:
    """Return who pays what, what industry funds take in, and every payment to the last fen."""
    grids = [consequences_money.money_grid(instance, side, case) for side, case in told_apart(sides)]
    grids.insert(1, consequences_money.funds_grid(instance, mandate, sides[-1]))
    said = [
        _("Amounts are not discounted, and expected over the scenarios where there are several."),
        payments.checked_sentence(instance, sides[-1]),
    ]
    if any(payer.is_industry_fund for payer in instance.payers.values()):
        said.append(_("Industry funds are not part of public outlay: the firms that stay feed them."))
    exact = payments.payments_grid(instance, sides)
    return Section("money", _("Money"), tuple(said), filled(grids), filled([exact]))


def regions_section(instance: Instance, sides: Sides) -> Section:
    """Return what happens to the regions that have plants."""
    return Section("regions", _("Regions"), (), filled([consequences_regions.regions_grid(instance, sides)]))


def limits_section(instance: Instance, result: Result) -> Section:
    """Return the limits: counts, those that matter, what missed ones cost and room saves, the others folded away."""
    status_quo, plan = result.status_quo, result.plan
    sides = [status_quo] if plan is None else [status_quo, plan]
    grids = [
        limits.rules_grid(status_quo, plan),
        limits.limits_grid(instance, status_quo, plan, tight=True),
        consequences_money.breaches_grid(instance, sides),
    ]
    if plan is not None and result.limit_prices is not None:
        grids.append(limit_prices.limit_prices_grid(instance, plan, result.limit_prices))
    room = limits.limits_grid(instance, status_quo, plan, tight=False)
    sentences = [
        _(
            "A limit binds where the room left is at most {share} of it. The status quo is held against the same"
            " limits, but nobody decides in it."
        ).format(share=percent(limits.BINDING_SHARE))
    ]
    if any((side.tables["limits"]["level"] != "hard").any() for side in sides):
        sentences.append(
            _(
                "A hard limit that is not kept is broken. A soft one may be missed, at the price that the mandate sets;"
                " one that is only told is held against the plan, and missing it costs nothing."
            )
        )
    sentences += limit_prices.limit_prices_sentences(result)
    return Section("limits", _("Limits"), tuple(sentences), filled(grids), filled([room]))


def accounts_section(instance: Instance, mandate: Mandate, sides: Sides) -> Section:
    """Return the objective account by account."""
    said = (
        _("The accounts of each side add up to its objective, but for the rounding of the last digit."),
        consequences.weights_sentence(instance, mandate),
    )
    return Section("accounts", _("The objective, account by account"), said, (consequences.accounts_grid(sides),))
