r"""Hiring to the full: where more who find work could cost more, the optimiser must not let fewer find it.

That is so where topping up a wage costs more than income support, or where the wage floor may be missed at a price,
which only a wage floor above what the rehired earn brings about. In such regions the responses of the labour market,
each the lesser of two, are at least the lesser of two as well. ``fills`` (binary, it follows from the rest)
says which of the two it is, for the places of classes (:math:`a`), skilled posts (:math:`b`) and vacancies (:math:`c`):

.. math:: v \ge \mathrm{places} - \overline{\mathrm{places}} (1 - a), \qquad v \ge e - \overline{e} a

.. math:: k \ge \mathrm{skilled} - \overline{\mathrm{skilled}} (1 - b), \qquad k \ge v - \overline{v} b

.. math:: h - k \ge \mathrm{vacancies} + \mathrm{posts} - (\mathrm{vacancies} + \overline{\mathrm{posts}}) (1 - c)

.. math:: h - k \ge \rho (e - v) + \rho^{+} (v - k) - \overline{\rho} \overline{e} c

(``fills_places``, ``fills_seekers``, ``fills_skilled_posts``, ``fills_retrained``, ``fills_vacancies``,
``fills_chances``.) The bars are the most that there can be. Where the vacancies are enough for all, :math:`c` is zero.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from solver.instance.instance import Instance
from solver.levers.tables import ServiceRow, Tables, TransitionRow
from solver.mandate import Mandate
from solver.model import algebra
from solver.model.algebra import Expression
from solver.model.limits import is_kept
from solver.model.terms import term

At = tuple[str, int, str]
"""Region, year and scenario."""


def costs_more_than_being_without(instance: Instance, mandate: Mandate, region: str) -> bool:
    """Return whether it may cost more that a person of a region finds work than that she does not."""
    wages, incomes = mandate.limits.wage_floor, mandate.limits.income_floor
    if wages is None or not is_kept(wages):
        return False
    facts = instance.regions[region]
    average, income = facts.average_wage_cny_per_month, facts.unemployment_benefit_cny_per_month
    if incomes.level == "hard":
        income = incomes.floor_cny_per_month(average, income)
    lacking = wages.floor_cny_per_month(average) - facts.wage_when_rehired_cny_per_month
    return lacking > (0.0 if wages.level == "soft" else income)


def add_full_hiring(model: algebra.Model, instance: Instance, mandate: Mandate, tables: Tables) -> None:
    """Add what the labour market does at least, in the regions where the optimiser could gain from less."""
    regions = {region for region, _, _ in model.without_work}
    dear = {region for region in regions if costs_more_than_being_without(instance, mandate, region)}
    index = [at for at in model.without_work if at[0] in dear]
    most = Most(instance, tables)
    places = [("places", *at) for at in index if at[:2] in most.services]
    posts = [("posts", *at) for at in model.took_post if at[0] in dear]
    scarce = [("vacancies", *at) for at in index if most.vacancies(at) < most.by_chance(at)]
    model.fills = algebra.Var([*places, *posts, *scarce], domain=algebra.Binary)
    _add_retraining(model, most, [at[1:] for at in places])
    _add_skilled_posts(model, most, [at[1:] for at in posts])
    _add_vacancies(model, most, index)


class Most:
    """The most that there can be of people and posts, and the shares of those who find work.

    Parameters
    ----------
    instance : Instance
        The facts.
    tables : Tables
        The levers' rows.
    """

    def __init__(self, instance: Instance, tables: Tables) -> None:
        self._instance = instance
        self._tables = tables
        self.services: dict[tuple[str, int], ServiceRow] = {(row.region, row.year): row for row in tables.services}

    def seekers(self, at: At) -> float:
        """Return the most people who can be seeking work: a line displaces when it is upgraded and when it closes."""
        region, until, _ = at
        merged = {row.pair: row.displaced_persons for row in self._tables.mergers if row.redundancy_region == region}
        closing = self._over_lines(region, lambda row: row.displaced_persons if row.closes else 0.0, until)
        others = self._over_lines(region, lambda row: 0.0 if row.closes else row.displaced_persons, until)
        return sum(merged.values()) + closing + others

    def places(self, at: At) -> float:
        """Return the most places in classes."""
        row = self.services.get(at[:2])
        return 0.0 if row is None else float(row.most_classes * row.class_size_persons)

    def skilled_posts(self, at: At) -> float:
        """Return the most skilled posts that can open in a year."""
        return self._over_lines(at[0], lambda row: row.skilled_posts_opened, at[1])

    def posts(self, at: At) -> float:
        """Return the most other posts that can open in a year."""
        return self._over_lines(at[0], lambda row: row.posts_opened, at[1])

    def vacancies(self, at: At) -> float:
        """Return the vacancies of a year."""
        facts = self._instance.regions[at[0]]
        return facts.vacancies_persons_per_year * self._instance.futures[at[2]].vacancy_factor

    def by_chance(self, at: At) -> float:
        """Return the most people who can find work but for the number of vacancies."""
        return max(self.shares(at)) * self.seekers(at)

    def shares(self, at: At) -> tuple[float, float]:
        """Return the shares of those who find work, of people not retrained and retrained."""
        share = self._instance.regions[at[0]].reemployment_pct / 100
        row = self.services.get(at[:2])
        return share, share if row is None else row.reemployment_share

    def _over_lines(self, region: str, persons: Callable[[TransitionRow], float], until: int) -> float:
        """Return the sum over plants of what all their lines bring about in moves up to a year."""
        most: dict[str, float] = {}
        for row in self._tables.transitions:
            if row.region == region and row.year <= until:
                most[row.plant] = max(most.get(row.plant, 0.0), persons(row) * row.most_lines)
        return sum(most.values())


def _add_retraining(model: algebra.Model, most: Most, index: list[At]) -> None:
    @model.Constraint(index)
    def fills_places(model: algebra.Model, *at: Any) -> object:
        full = most.places(at)
        return model.places[at[:2]] + full * model.fills["places", *at] - model.retrained[at] <= full

    @model.Constraint(index)
    def fills_seekers(model: algebra.Model, *at: Any) -> object:
        return model.seekers[at] - most.seekers(at) * model.fills["places", *at] - model.retrained[at] <= 0


def _add_skilled_posts(model: algebra.Model, most: Most, index: list[At]) -> None:
    @model.Constraint(index)
    def fills_skilled_posts(model: algebra.Model, *at: Any) -> object:
        full = most.skilled_posts(at)
        return model.skilled_posts[at[:2]] + full * model.fills["posts", *at] - model.took_post[at] <= full

    @model.Constraint(index)
    def fills_retrained(model: algebra.Model, *at: Any) -> object:
        full = min(most.places(at), most.seekers(at))
        return model.retrained[at] - full * model.fills["posts", *at] - model.took_post[at] <= 0


def _add_vacancies(model: algebra.Model, most: Most, index: list[At]) -> None:
    def others(at: At) -> Expression:
        return model.found_work[at] - term(model.took_post, at)

    @model.Constraint([at for at in index if ("vacancies", *at) in model.fills])
    def fills_vacancies(model: algebra.Model, *at: Any) -> object:
        vacancies, full = most.vacancies(at), most.vacancies(at) + most.posts(at)
        hiring = vacancies + term(model.posts, at[:2])
        return hiring + full * model.fills["vacancies", *at] - others(at) <= full

    @model.Constraint(index)
    def fills_chances(model: algebra.Model, *at: Any) -> object:
        share, retrained_share = most.shares(at)
        untrained = model.seekers[at] - model.retrained[at]
        trained = model.retrained[at] - term(model.took_post, at)
        without_limit = most.by_chance(at) * term(model.fills, ("vacancies", *at))
        return share * untrained + retrained_share * trained - without_limit - others(at) <= 0
