"""What a unit more room in each limit would save, with every whole decision held as it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, fields
from typing import Any

import pandas as pd

from solver.evaluate.outcome import Outcome
from solver.instance.instance import Instance
from solver.language import _
from solver.report.grid import Column, Grid, Row
from solver.report.limits import by_subject, label_of
from solver.report.wording import (
    UNKNOWN,
    Scale,
    decimals_for,
    listed,
    money_scale,
    number,
    scale_of,
    subject_name,
)
from solver.solve.result import LimitPrice, Result

MOST_NAMES = 3
"""Of more limits that save the same, only so many are named."""

COLUMNS = tuple(each.name for each in fields(LimitPrice))
"""Columns of the tidy table."""


def limit_prices_facts(result: Result) -> list[dict[str, Any]] | None:
    """Return the prices as ``run.json`` holds them; nothing where they are not known."""
    return None if result.limit_prices is None else [asdict(each) for each in result.limit_prices]


def limit_prices_table(result: Result) -> pd.DataFrame:
    """Return the prices as a tidy table, without rows where they are not known; what was not found is left empty."""
    table = pd.DataFrame(limit_prices_facts(result) or [], columns=list(COLUMNS))
    return table.astype({"saving_mcny": float})


def limit_prices_sentences(result: Result) -> list[str]:
    """Say what the prices are and are not; nothing where there is no plan that they could be of."""
    prices = result.limit_prices
    if result.plan is None:
        return []
    if prices is None:
        return [
            _(
                "What more room in a limit would save is not known: no time was left to find it, or the model has no"
                " solution with exactly the decisions of this plan."
            )
        ]
    held = _(
        "What more room in a limit would save holds for a small step: whole decisions, such as which lines close and"
        " how many classes are held, and the modes of markets stay as they are."
    )
    rest = _(
        "Limits that are not named save nothing in this way, though more room may allow another plan that is better."
    )
    none = _("In this way no limit saves anything, though more room may allow another plan that is better.")
    unknown = _("A dash stands where something is saved, but the time was too short to find how much.")
    has_unknown = any(each.saving_mcny is None for each in prices)
    return [held, rest if prices else none, *([unknown] if has_unknown else [])]


def limit_prices_grid(instance: Instance, plan: Outcome, prices: Sequence[LimitPrice]) -> Grid:
    """Return what a unit more room in each limit saves; limits of a kind and year that save the same share a row."""
    money = money_scale(each.saving_mcny for each in prices if each.saving_mcny is not None)
    columns = (
        Column(_("Limit"), kind="name"),
        Column(_("Of"), kind="name"),
        Column(_("When"), kind="name"),
        Column(_("Amount"), group=_("More room")),
        Column(_("Unit"), group=_("More room"), kind="name"),
        Column(_("Saves"), group=_("Of the objective")),
    )
    levels = {subject: str(rows[0]["level"]) for subject, rows in by_subject(plan).items()}
    alike: dict[tuple[str, ...], list[str]] = {}
    for each in prices:
        room = scale_of(instance, each.unit, each.subject, (1.0,))
        shared = (
            label_of(each.rule, levels.get((each.rule, each.subject), "hard")),
            str(each.year) if each.year else _("all years"),
            number(room(1.0), decimals_for([room(1.0)])),
            room.unit,
            saved(each.saving_mcny, money),
        )
        alike.setdefault(shared, []).append(subject_name(instance, each.rule, each.subject))
    rows = [Row((label, named(names), *rest)) for (label, *rest), names in alike.items()]
    caption = _("What one unit more room in a limit would save, decisions held as they are, {money}")
    return Grid(caption.format(money=money.unit), columns, tuple(rows))


def saved(saving_mcny: float | None, money: Scale) -> str:
    """Return a saving with digits of its own, since savings differ by orders of magnitude."""
    if saving_mcny is None:
        return UNKNOWN
    return number(money(saving_mcny), decimals_for([money(saving_mcny)]))


def named(names: Sequence[str]) -> str:
    """Return the names of limits that save the same, or some of them where they are many."""
    if len(names) <= MOST_NAMES:
        return listed(names)
    return _("each of {n}, such as {names}").format(n=len(names), names=listed(names[:MOST_NAMES]))
