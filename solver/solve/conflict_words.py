"""Limits that cannot hold together, in a planner's words: names and not keys, amounts with their unit."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

from solver.instance.instance import Instance
from solver.mandate import Mandate
from solver.solve.slack import Limit

UNITS: Mapping[str, str] = {
    "unemployment": "persons",
    "consumer_price": "cny_per_unit",
    "supply": "munit",
    "budget": "mcny",
    "participation": "mcny",
    "solvency": "mcny",
    "income_floor": "mcny",
    "wage_floor": "mcny",
    "regional_output": "mcny",
    "regional_revenue": "mcny",
    "equity": "persons",
    "emissions": "mtco2",
    "concentration": "points",
    "capacity_swap": "munit",
}
"""Unit of the amount by which each rule's limits give way."""
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
    "unemployment": "the unemployment ceiling in {name}",
    "consumer_price": "the price ceiling of {name}",
    "supply": "the supply floor of {name}",
    "budget": "the budget of {name}",
    "participation": "what is due to {name} for closing lines",
    "solvency": "the solvency of {name}",
    "income_floor": "the income floor in {name}",
    "wage_floor": "the wage floor in {name}",
    "regional_output": "the output floor of {name}",
    "regional_revenue": "the revenue floor of {name}",
    "equity": "the fair share of displaced people in {name}",
    "emissions": "the emission ceiling",
    "concentration": "the room for concentration of {name}",
    "capacity_swap": "the capacity swap of {name}",
}
WISHES: Mapping[str, str] = {
    "unemployment": "{amount} more people without work would have to be allowed",
    "consumer_price": "it would have to be {amount} CNY per {unit} higher",
    "supply": "it would have to be {amount} million {unit} a year lower",
    "budget": "{amount} CNY million more would be needed, all years together",
    "participation": "the owner would have to take {amount} CNY million less than is due",
    "solvency": "{amount} CNY million of cash would have to come from elsewhere",
    "income_floor": "income support would have to be {amount} CNY million a year lower",
    "wage_floor": "wage support would have to be {amount} CNY million a year lower",
    "regional_output": "it would have to be {amount} CNY million a year lower",
    "regional_revenue": "it would have to be {amount} CNY million a year lower",
    "equity": "{amount} more displaced people would have to be allowed",
    "emissions": "it would have to be {amount} million tonnes a year higher",
    "concentration": "it would have to be {amount} points larger",
    "capacity_swap": "{amount} million {unit} less would have to be asked for",
}
SUMMED: Mapping[str, str] = {
    "unemployment": "all unemployment ceilings together",
    "budget": "all budgets together",
    "participation": "what is due to owners, all together",
    "solvency": "the solvency of all firms together",
    "income_floor": "all income floors together",
    "wage_floor": "all wage floors together",
    "regional_output": "all output floors together",
    "regional_revenue": "all revenue floors together",
    "equity": "all fair shares of displaced people together",
}
"""Rules whose amounts can be added up over their limits, and what their limits are called together."""
MOST_NAMED = 8
"""More limits than these are counted and not listed."""


class Words:
    """Puts limits into words.

    Parameters
    ----------
    instance : Instance
        Names, units, and the ceilings that hang on facts.
    mandate : Mandate
        What the limits are.
    """

    def __init__(self, instance: Instance, mandate: Mandate) -> None:
        self._instance = instance
        self._mandate = mandate

    def label(self, limit: Limit) -> str:
        """Return what a limit is called, such as "the budget of Buy-out fund"."""
        if limit.rule not in TABLES:
            return LABELS[limit.rule]
        name = getattr(self._instance.table(TABLES[limit.rule])[limit.subject], "name", limit.subject)
        return LABELS[limit.rule].format(name=name)

    def _heading(self, limits: Sequence[Limit]) -> str:
        text = self.label(limits[0]) if len(limits) == 1 else SUMMED[limits[0].rule]
        return text[:1].upper() + text[1:]

    def relaxation(self, limits: Sequence[Limit], least: float, enough: float | None) -> str:
        """Return by how much a limit, or the limits of one rule together, must give way.

        Parameters
        ----------
        least : float
            Less is proven not to be enough.
        enough : float, optional
            An amount with which the judge accepts a plan.
        """
        limit = limits[0]
        if enough is not None and enough <= least:
            amount = self._amount(limit, enough, math.ceil)
        else:
            amount = f"at least {self._amount(limit, least, math.floor)}"
        words = WISHES[limit.rule].format(amount=amount, unit=self._product_unit(limit))
        present = self._present(limit) if len(limits) == 1 else ""
        more = ""
        if enough is not None and enough > least:
            more = f"; {self._amount(limit, enough, math.ceil)} is enough"
        return f"{self._heading(limits)}: {words}{present}{more}."

    def not_enough(self, limits: Sequence[Limit]) -> str:
        """Return that giving way here alone lets no plan exist."""
        return f"{self._heading(limits)}: giving way here alone is not enough, however far."

    def not_known(self, limits: Sequence[Limit]) -> str:
        """Return that it was not found by how much a limit must give way."""
        return f"{self._heading(limits)}: by how much this must give way was not found."

    def summary(self, limits: Sequence[Limit]) -> str:
        """Return that these limits cannot hold together, and that none of them is named in vain."""
        if not limits:
            return "There would be no plan without any limit either: the facts contradict each other."
        if len(limits) == 1:
            return f"No plan can keep {self.label(limits[0])}, whatever becomes of the other limits."
        return (
            f"These limits cannot hold together: {self._listed(limits)}. Without any one of them "
            "this contradiction is gone; whether that alone makes room for a plan is said for each."
        )

    def summary_of_some(self, limits: Sequence[Limit], total: int, why: str) -> str:
        """Return what is known where the search for a minimal set was cut short."""
        if len(limits) == total:
            return f"No plan keeps all limits. Which of them cannot hold together was not found: {why}."
        return (
            f"These limits cannot hold together: {self._listed(limits)}. It is not proven that all of them are needed "
            f"for that: {why}."
        )

    def _listed(self, limits: Sequence[Limit]) -> str:
        names = [self.label(limit) for limit in limits[:MOST_NAMED]]
        if len(limits) > MOST_NAMED:
            names.append(f"{len(limits) - MOST_NAMED} more")
        return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)

    def _product_unit(self, limit: Limit) -> str:
        market = self._instance.markets.get(limit.subject)
        product = self._instance.products.get(limit.subject if market is None else market.product)
        return "unit" if product is None else product.unit

    def _amount(self, limit: Limit, amount: float, rounded: Callable[[float], int]) -> str:
        """Return an amount with four digits, people whole, rounded to the side on which the sentence stays true."""
        places = 0 if UNITS[limit.rule] == "persons" or amount == 0 else max(0, 3 - math.floor(math.log10(amount)))
        scale = 10.0**places
        text = f"{rounded(round(amount * scale, 3)) / scale:,.{places}f}"
        return text.rstrip("0").rstrip(".") if places else text

    def _present(self, limit: Limit) -> str:
        """Return the limit as it stands, where it is one number."""
        if limit.rule == "unemployment":
            force = self._instance.regions[limit.subject].labour_force_persons
            return f" (ceiling {self._mandate.limits.unemployment.ceiling_persons(limit.subject, force):,.0f} people)"
        if limit.rule == "consumer_price":
            reference = self._instance.markets[limit.subject].reference_price_cny_per_unit
            ceiling = self._mandate.limits.consumer_price.ceiling_cny_per_unit(reference)
            return f" (ceiling {ceiling:,.4g} CNY)"
        if limit.rule == "solvency":
            return f" (credit {self._instance.firms[limit.subject].credit_mcny:,.4g} CNY million)"
        concentration = self._mandate.limits.concentration
        if limit.rule == "concentration" and concentration is not None:
            return f" (room {concentration.room_points:,.4g} points)"
        return ""
