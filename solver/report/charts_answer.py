"""Charts of the answer: the objective account by account, and the way from the status quo to the plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from solver.evaluate.outcome import ACCOUNTS, Outcome
from solver.instance.instance import Instance
from solver.language import _
from solver.report.charts import COLORS, WARNING, picture, side_names
from solver.report.charts_bars import Bar, named_bars
from solver.report.grid import Column, Grid, Row, Sides, cases
from solver.report.picture import Picture
from solver.report.wording import ACCOUNTS as WORDS
from solver.report.wording import Scale, decimals_for, difference, money_scale, number, paragraph

SAVED = "#0f766e"
"""Of an account that the plan makes smaller; what it makes larger has the colour of a warning."""


def answer_pictures(instance: Instance, sides: Sides) -> tuple[Picture, ...]:
    """Return the accounts of each side, and with a plan, how each account leads from the status quo to it."""
    scale = money_scale(side.objective_mcny for side in sides)
    told = [account for account in ACCOUNTS if any(side.accounts[account] for side in sides)]
    if not told:
        return ()
    prices = _("in prices of {year}").format(year=instance.header.price_year)
    pictures = [accounts_picture(sides, told, scale, prices)]
    if len(sides) > 1:
        pictures.insert(0, way_picture(sides[0], sides[1], told, scale, prices))
    return tuple(pictures)


def accounts_picture(sides: Sides, told: list[str], scale: Scale, prices: str) -> Picture:
    """Return a bar for each account and side."""
    names, title = side_names(sides), _("The objective by account")
    axis = _("Weighted and discounted, {unit}, {prices}").format(unit=scale.unit, prices=prices)
    bars = [
        Bar(_(WORDS[account]), name, scale(side.accounts[account]))
        for account in told
        for name, side in zip(names, sides, strict=True)
    ]
    decimals = decimals_for(bar.value for bar in bars)
    said = []
    for name, side in zip(names, sides, strict=True):
        largest = max(told, key=side.accounts.__getitem__)
        said.append(
            _("{side}: {total} {unit} in all, the largest account is {account} with {amount}.").format(
                side=name,
                total=number(scale(side.objective_mcny), decimals),
                unit=scale.unit,
                account=_(WORDS[largest]),
                amount=number(scale(side.accounts[largest]), decimals),
            )
        )
    kinds = dict(zip(names, COLORS, strict=False))
    table = Grid(
        title,
        (Column(_("Account"), kind="name"), *cases(axis, len(sides) > 1)),
        tuple(
            Row((_(WORDS[account]), *(number(scale(side.accounts[account]), decimals) for side in sides)))
            for account in told
        ),
    )
    chart = named_bars(bars, kinds, axis, legend=len(sides) > 1)
    return picture("answer-accounts", title, paragraph(said), chart, table)


def way_picture(status_quo: Outcome, plan: Outcome, told: list[str], scale: Scale, prices: str) -> Picture:
    """Return the objective of the status quo, what each account changes of it, and that of the plan."""
    title = _("From the status quo to the plan")
    axis = _("Weighted and discounted, {unit}, {prices}").format(unit=scale.unit, prices=prices)
    before, after = side_names((status_quo, plan))
    total, reached = scale(status_quo.objective_mcny), scale(plan.objective_mcny)
    changes = {account: scale(plan.accounts[account] - status_quo.accounts[account]) for account in told}
    smaller, larger = _("Smaller in the plan"), _("Larger in the plan")
    bars = [Bar(_("Objective of the status quo"), before, total)]
    at = total
    for account, change in sorted(changes.items(), key=lambda each: each[1]):
        if change:
            bars.append(Bar(_(WORDS[account]), smaller if change < 0 else larger, change, at, signed=True))
            at += change
    bars.append(Bar(_("Objective of the plan"), after, reached))
    kinds = dict(zip((before, smaller, larger, after), (COLORS[0], SAVED, WARNING, COLORS[1]), strict=True))
    decimals = decimals_for(bar.value for bar in bars)
    said = _("The objective goes from {total} to {reached} {unit}, a change of {change}.").format(
        total=number(total, decimals),
        reached=number(reached, decimals),
        unit=scale.unit,
        change=difference(reached, total, decimals),
    )
    said = paragraph([said, *extremes(changes, decimals)])
    columns = (Column(_("Step"), kind="name"), Column(axis))
    rows = tuple(Row((bar.name, number(bar.value, decimals, signed=bar.signed))) for bar in bars)
    return picture("answer-way", title, said, named_bars(bars, kinds, axis, legend=False), Grid(title, columns, rows))


def extremes(changes: Mapping[str, float], decimals: int) -> Iterator[str]:
    """Say which account falls most and which rises most, where any does."""
    falls, rises = min(changes, key=changes.__getitem__), max(changes, key=changes.__getitem__)
    if changes[falls] < 0:
        words = _("The largest fall is that of {account}, by {change}.")
        yield words.format(account=_(WORDS[falls]), change=number(-changes[falls], decimals))
    if changes[rises] > 0:
        words = _("The largest rise is that of {account}, by {change}.")
        yield words.format(account=_(WORDS[rises]), change=number(changes[rises], decimals))
