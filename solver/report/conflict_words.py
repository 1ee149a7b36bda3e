"""Limits that cannot hold together, in a planner's words: names and not keys, amounts with their unit."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence

from solver.instance.instance import Instance
from solver.language import _, marked
from solver.report.wording import Scale, listed, money_scale, name_of, paragraph, price_unit, quantity_scale
from solver.solve.result import Conflict, Relaxation

TABLES: Mapping[str, str] = {
    "unemployment": "regions",
    "consumer_price": "markets",
    "supply": "markets",
    "budget": "payers",
    "participation": "firms",
    "solvency": "firms",
    "income_floor": "regions",
    "wage_floor": "regions",
    "regional_output": "regions",
    "regional_revenue": "regions",
    "equity": "regions",
    "concentration": "products",
    "capacity_swap": "products",
}
"""Table of the rows that each rule's limits are about; those of emissions are about the whole sector."""
LABELS: Mapping[str, str] = {
    "unemployment": marked("the unemployment ceiling in {name}"),
    "consumer_price": marked("the price ceiling of {name}"),
    "supply": marked("the supply floor of {name}"),
    "budget": marked("the budget of {name}"),
    "participation": marked("what is due to {name} for closing lines"),
    "solvency": marked("the solvency of {name}"),
    "income_floor": marked("the income floor in {name}"),
    "wage_floor": marked("the wage floor in {name}"),
    "regional_output": marked("the output floor of {name}"),
    "regional_revenue": marked("the revenue floor of {name}"),
    "equity": marked("the fair share of displaced people in {name}"),
    "emissions": marked("the emission ceiling"),
    "concentration": marked("the room for concentration of {name}"),
    "capacity_swap": marked("the capacity swap of {name}"),
}
SUMMED: Mapping[str, str] = {
    "unemployment": marked("all unemployment ceilings together"),
    "budget": marked("all budgets together"),
    "participation": marked("what is due to owners, all together"),
    "solvency": marked("the solvency of all firms together"),
    "income_floor": marked("all income floors together"),
    "wage_floor": marked("all wage floors together"),
    "regional_output": marked("all output floors together"),
    "regional_revenue": marked("all revenue floors together"),
    "equity": marked("all fair shares of displaced people together"),
}
"""What the limits of a rule are called together."""
WISHES: Mapping[str, str] = {
    "unemployment": marked("{amount} more people without work would have to be allowed"),
    "consumer_price": marked("it would have to be {amount} higher"),
    "supply": marked("it would have to be {amount} a year lower"),
    "budget": marked("{amount} more would be needed, all years together"),
    "participation": marked("the owner would have to take {amount} less than is due"),
    "solvency": marked("{amount} of cash would have to come from elsewhere"),
    "income_floor": marked("income support would have to be {amount} a year lower"),
    "wage_floor": marked("wage support would have to be {amount} a year lower"),
    "regional_output": marked("it would have to be {amount} a year lower"),
    "regional_revenue": marked("it would have to be {amount} a year lower"),
    "equity": marked("{amount} more displaced people would have to be allowed"),
    "emissions": marked("it would have to be {amount} a year higher"),
    "concentration": marked("it would have to be {amount} points larger"),
    "capacity_swap": marked("{amount} less would have to be asked for"),
}
PRESENT: Mapping[str, str] = {
    "unemployment": marked("{wish} (ceiling {amount} people)"),
    "consumer_price": marked("{wish} (ceiling {amount})"),
    "solvency": marked("{wish} (credit {amount})"),
    "concentration": marked("{wish} (room {amount} points)"),
}
"""How a limit is said as it stands, where it is one number."""
MOST_NAMED = 8
"""More limits than these are counted and not listed."""


def conflict_sentence(instance: Instance, conflict: Conflict) -> str:
    """Return that limits cannot hold together, that none of them is named in vain, and what would do for all of them.

    Parameters
    ----------
    instance : Instance
        Names and units.
    conflict : Conflict
        What is known.
    """
    together = (relaxation_sentence(instance, each) for each in conflict.together)
    return paragraph([summary(instance, conflict), *together])


def summary(instance: Instance, conflict: Conflict) -> str:
    """Return which limits cannot hold together, as far as that is known."""
    named = conflict.relaxations
    if not named and conflict.minimal:
        return _("There would be no plan without any limit either: the facts contradict each other.")
    if not named:
        return _("No plan keeps all limits. Which of them cannot hold together was not found: {why}.").format(
            why=_(conflict.cut_short)
        )
    limits = enumerated([label(instance, each) for each in named])
    if not conflict.minimal:
        return _(
            "These limits cannot hold together: {limits}. It is not proven that all of them are needed for that: {why}."
        ).format(limits=limits, why=_(conflict.cut_short))
    if len(named) == 1:
        return _("No plan can keep {limit}, whatever becomes of the other limits.").format(limit=limits)
    return _(
        "These limits cannot hold together: {limits}. Without any one of them this contradiction is gone; whether that"
        " alone makes room for a plan is said for each."
    ).format(limits=limits)


def enumerated(names: Sequence[str]) -> str:
    """Return names as a list in a sentence; of many only some are named."""
    if len(names) == 1:
        return names[0]
    if len(names) > MOST_NAMED:
        more = len(names) - MOST_NAMED
        first, last = names[:MOST_NAMED], _("{n} more").format(n=more)
    else:
        first, last = names[:-1], names[-1]
    return _("{names} and {last}").format(names=listed(first), last=last)


def label(instance: Instance, relaxation: Relaxation) -> str:
    """Return what a limit is called, such as "the budget of Buy-out fund"; without a subject, all of the rule."""
    rule = relaxation.rule
    if not relaxation.subject:
        return _(SUMMED[rule])
    return _(LABELS[rule]).format(name=name_of(instance, TABLES[rule], relaxation.subject) if rule in TABLES else "")


def relaxation_sentence(instance: Instance, relaxation: Relaxation) -> str:
    """Return by how much a limit, or all limits of a rule together, must give way, or that this is not known."""
    name = label(instance, relaxation)
    heading = name[:1].upper() + name[1:]
    least, enough = relaxation.amount, relaxation.enough
    if not relaxation.known:
        return _("{limit}: by how much this must give way was not found.").format(limit=heading)
    if least is None:
        return _("{limit}: giving way here alone is not enough, however far.").format(limit=heading)
    if enough is not None and enough <= least:
        amount, more = amount_words(instance, relaxation, enough, math.ceil), None
    else:
        proven = amount_words(instance, relaxation, least, math.floor)
        amount, more = _("at least {amount}").format(amount=proven), enough
    wish = _(WISHES[relaxation.rule]).format(amount=amount)
    if relaxation.present is not None:
        present = amount_words(instance, relaxation, relaxation.present, round)
        wish = _(PRESENT[relaxation.rule]).format(wish=wish, amount=present)
    if more is None:
        return _("{limit}: {wish}.").format(limit=heading, wish=wish)
    sufficient = amount_words(instance, relaxation, more, math.ceil)
    return _("{limit}: {wish}; {amount} is enough.").format(limit=heading, wish=wish, amount=sufficient)


def best_known_first(relaxations: Iterable[Relaxation]) -> list[Relaxation]:
    """Return relaxations in the order of what is known: an amount, that there is none, nothing."""
    return sorted(relaxations, key=lambda each: (not each.known, each.amount is None))


def amount_words(instance: Instance, relaxation: Relaxation, amount: float, to_whole: Callable[[float], int]) -> str:
    """Return an amount with four digits, people whole, rounded to the side on which the sentence stays true."""
    scale = scale_of(instance, relaxation, amount)
    scaled = scale(amount)
    whole = relaxation.unit == "persons" or scaled == 0
    places = 0 if whole else max(0, 3 - math.floor(math.log10(abs(scaled))))
    text = f"{to_whole(round(scaled * 10.0**places, 3)) / 10.0**places:,.{places}f}"
    shown = text.rstrip("0").rstrip(".") if places else text
    return _("{amount} {unit}").format(amount=shown, unit=scale.unit) if scale.unit else shown


def scale_of(instance: Instance, relaxation: Relaxation, amount: float) -> Scale:
    """Return the unit in which an amount is said; people and points have theirs in the sentence."""
    if relaxation.unit == "mcny":
        return money_scale([amount])
    if relaxation.unit == "mtco2":
        return Scale(_("million tonnes"), 1.0)
    if relaxation.unit == "cny_per_unit":
        return Scale(price_unit(instance, relaxation.subject), 1.0)
    if relaxation.unit == "munit":
        sold = [key for key, market in instance.markets.items() if relaxation.subject in (key, market.product)]
        return quantity_scale(instance, sold[0])
    return Scale("", 1.0)
