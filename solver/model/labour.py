r"""Labour: people displaced look for work, some in retraining; those who find none are without work for the year.

``classes[programme, year]`` (integer, a decision), ``retrained``, ``took_post`` (skilled posts taken by retrained
people, where any may open), ``found_work`` and ``without_work`` by region, year and scenario (responses), with the
terms ``seekers`` (:math:`e`), ``places`` in classes, ``posts`` and ``skilled_posts`` that open:

.. math:: u_t = e_t - h_t, \qquad e_t = u_{t-1} + \mathrm{displaced}_t, \qquad v_t \le \min(\mathrm{places}_t, e_t)

.. math:: k_t \le \min(\mathrm{skilled\ posts\ opened}_t, v_t), \qquad
          h_t - k_t \le \mathrm{vacancies} + \mathrm{posts\ opened}_t

.. math:: h_t - k_t \le \rho (e_t - v_t) + \rho^{+} (v_t - k_t)

(``pool``, ``retrained_in_places``, ``retrained_seek``, ``took_post_opened``, ``took_post_retrained``,
``hired_from_vacancies``, ``hired_by_chance``.) Classes are held only by an open programme (``classes_if_open``).

The world fills all places, then all skilled posts, and hires as many of the others as these rows allow. More who are
retrained leave room for as many who find work or more, since no programme has a share below its region's; one more who
takes a post is one more who found work, and at most one less of the others, since no share is above 1. So the world's
answer is the most who can find work. More who find work never break a limit nor make a plan dearer, except where to top
up their wages costs more than income support; there the module on hiring sees to it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from solver.instance.instance import Instance
from solver.levers.tables import ServiceRow, Tables, TransitionRow
from solver.model import algebra
from solver.model.algebra import Expression
from solver.model.ledger import Ledger, enter
from solver.model.terms import opened, term

Place = tuple[str, int]
"""Region and year."""
Openings = dict[Place, Expression]
"""Posts that open at a place."""


def add_labour(model: algebra.Model, ledger: Ledger, instance: Instance, tables: Tables) -> None:
    """Add pools, hiring and retraining where anybody can be displaced; post who is, and their severance."""
    _displace(model, ledger, instance, tables)
    regions = sorted({region for region, _ in ledger.places_of_displacement})
    index = [(r, year, scenario) for r in regions for year in instance.years for scenario in instance.futures]
    services = {(row.region, row.year): row for row in tables.services if row.region in regions}
    posts = _posts(model, tables, lambda row: row.posts_opened)
    skilled = _posts(model, tables, lambda row: row.skilled_posts_opened)
    model.posts = algebra.Expressions(list(posts), rule=lambda _, *place: posts[place])
    model.skilled_posts = algebra.Expressions(list(skilled), rule=lambda _, *place: skilled[place])
    model.classes = algebra.Var(
        [(row.programme, row.year) for row in services.values()], domain=algebra.NonNegativeIntegers
    )
    for name in ("retrained", "found_work", "without_work"):
        model.add_component(name, algebra.Var(index, domain=algebra.NonNegativeReals))
    model.took_post = algebra.Var(
        [at for at in index if at[:2] in skilled and at[:2] in services], domain=algebra.NonNegativeReals
    )
    _add_classes(model, ledger, services)
    _add_pools(model, ledger, instance)
    _add_skilled_posts(model)
    _add_hiring(model, instance, services)
    for at in index:
        ledger.post("without_work", at[1], at[2], model.without_work[at])


def _displace(model: algebra.Model, ledger: Ledger, instance: Instance, tables: Tables) -> None:
    """Post who is displaced by moves of lines and by mergers, and pay the severance."""
    rows = [row for row in tables.transitions if row.displaced_persons > 0]
    moved = model.members(model.lines_moved, (row.key for row in rows))
    places = [(row.region, row.year) for row in rows]
    enter(ledger.displace, places, np.array([row.displaced_persons for row in rows]) * moved)
    severance = np.array([row.severance_mcny for row in rows]) * moved
    enter(partial(_pay_severance, ledger, instance), places, severance)
    for merger in tables.mergers:
        if merger.redundancy_region is not None and merger.displaced_persons > 0:
            gate = model.gate_open[merger.gate]
            ledger.displace(merger.redundancy_region, merger.year, merger.displaced_persons * gate)
            severance = merger.severance_mcny * gate
            _pay_severance(ledger, instance, merger.redundancy_region, merger.year, severance)


def _pay_severance(ledger: Ledger, instance: Instance, region: str, year: int, amount_mcny: Expression) -> None:
    for payer, share in instance.shares("severance", region).items():
        ledger.pay(payer, year, None, share * amount_mcny)


def _posts(model: algebra.Model, tables: Tables, per_line: Callable[[TransitionRow], float]) -> Openings:
    """Return the posts that moves of lines open, by region and year."""
    opening = [row for row in tables.transitions if per_line(row) > 0]
    moved = model.members(model.lines_moved, (row.key for row in opening))
    opened_by = np.array([per_line(row) for row in opening]) * moved
    posts: Openings = opened_by.by_key((row.region, row.year) for row in opening)
    return posts


def _add_classes(model: algebra.Model, ledger: Ledger, services: dict[Place, ServiceRow]) -> None:
    by_class = {(row.programme, row.year): row for row in services.values()}
    model.places = algebra.Expressions(
        list(services),
        rule=lambda model, *place: (
            services[place].class_size_persons * model.classes[services[place].programme, services[place].year]
        ),
    )

    @model.Constraint(list(by_class))
    def classes_if_open(model: algebra.Model, programme: str, year: int) -> object:
        row = by_class[programme, year]
        return model.classes[programme, year] - row.most_classes * opened(model, row.gates) <= 0

    for (programme, year), row in by_class.items():
        ledger.pay(row.payer, year, None, row.cost_mcny_per_class * model.classes[programme, year])


def _add_pools(model: algebra.Model, ledger: Ledger, instance: Instance) -> None:
    index, first = list(model.without_work), instance.years[0]

    @model.Expression(index)
    def seekers(model: algebra.Model, region: str, year: int, scenario: str) -> Expression:
        before = 0 if year == first else model.without_work[region, year - 1, scenario]
        return ledger.displaced_persons(region, year) + before

    @model.Constraint(index)
    def pool(model: algebra.Model, *at: Any) -> object:
        return model.without_work[at] + model.found_work[at] - model.seekers[at] == 0

    @model.Constraint(index)
    def retrained_in_places(model: algebra.Model, *at: Any) -> object:
        return model.retrained[at] - term(model.places, at[:2]) <= 0

    @model.Constraint(index)
    def retrained_seek(model: algebra.Model, *at: Any) -> object:
        return model.retrained[at] - model.seekers[at] <= 0


def _add_skilled_posts(model: algebra.Model) -> None:
    """Let retrained people take the skilled posts of lines that are upgraded."""

    @model.Constraint(list(model.took_post))
    def took_post_opened(model: algebra.Model, *at: Any) -> object:
        return model.took_post[at] - model.skilled_posts[at[:2]] <= 0

    @model.Constraint(list(model.took_post))
    def took_post_retrained(model: algebra.Model, *at: Any) -> object:
        return model.took_post[at] - model.retrained[at] <= 0


def _add_hiring(model: algebra.Model, instance: Instance, services: dict[Place, ServiceRow]) -> None:
    """Let the others find work: in vacancies and posts that open, and by chance."""
    index = list(model.without_work)

    @model.Constraint(index)
    def hired_from_vacancies(model: algebra.Model, *at: Any) -> object:
        vacancies = instance.regions[at[0]].vacancies_persons_per_year * instance.futures[at[2]].vacancy_factor
        return model.found_work[at] - term(model.took_post, at) - term(model.posts, at[:2]) <= vacancies

    @model.Constraint(index)
    def hired_by_chance(model: algebra.Model, *at: Any) -> object:
        share = instance.regions[at[0]].reemployment_pct / 100
        row = services.get(at[:2])
        retrained_share = share if row is None else row.reemployment_share
        others = model.found_work[at] - term(model.took_post, at)
        not_retrained = model.seekers[at] - model.retrained[at]
        retrained_others = model.retrained[at] - term(model.took_post, at)
        return others - share * not_retrained - retrained_share * retrained_others <= 0
