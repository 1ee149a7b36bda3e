"""How little one limit must give way: slack for its rows alone, and the same measure of a judged plan.

These are the only slacks of the program. They are in no model that a plan comes from.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from solver.evaluate.outcome import Outcome, Violation
from solver.instance.instance import Instance
from solver.mandate import Mandate
from solver.solve.problem import Problem

RULES = (
    "solvency",
    "participation",
    "income_floor",
    "wage_floor",
    "supply",
    "consumer_price",
    "capacity_swap",
    "concentration",
    "emissions",
    "regional_output",
    "regional_revenue",
    "budget",
    "equity",
    "unemployment",
)
"""The rules that can be at fault, those first that a planner would rather not hear of. All other rows are the world."""
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
ADDED_UP = (
    "unemployment",
    "budget",
    "participation",
    "solvency",
    "income_floor",
    "wage_floor",
    "regional_output",
    "regional_revenue",
    "equity",
)
"""Rules whose amounts can be added up over their limits."""


class Limit(NamedTuple):
    """A limit that can be named: a rule, and the key of the region, market, product, payer or firm that it is about.

    The limit on emissions is about the whole sector, which has no key.
    """

    rule: str
    subject: str


Rows = npt.NDArray[np.intp]


def limit_of(instance: Instance, rule: str, subject: str) -> Limit:
    """Return the limit that a row or violation belongs to; what is due for a plant is due to its firm."""
    return Limit(rule, instance.plants[subject].firm if rule == "participation" else subject)


def limits_of(problem: Problem, instance: Instance, mandate: Mandate) -> dict[Limit, Rows]:
    """Return the rows of each limit, in the order of :data:`RULES`.

    A soft limit is never at fault, since it may be missed.
    """
    soft = {rule for rule in RULES if _level(mandate, rule) == "soft"}
    rows: dict[Limit, list[int]] = {}
    for number, (rule, index) in enumerate(problem.rows):
        if rule in RULES and rule not in soft:
            rows.setdefault(limit_of(instance, rule, index[0]), []).append(number)
    return {limit: np.array(rows[limit]) for limit in sorted(rows, key=lambda limit: RULES.index(limit.rule))}


def _level(mandate: Mandate, rule: str) -> str:
    """Return the level of a rule that has rows; that firms stay solvent is no wish and always binds."""
    limit = None if rule == "solvency" else getattr(mandate.limits, rule)
    return "hard" if limit is None else limit.level


def _basket(instance: Instance, rule: str, subject: str, year: int, rest: Hashable) -> Hashable:
    """Return what shares a slack: a budget's scenarios of a year, nothing of compensation, all of another limit.

    The budget of an industry fund is added up over the years, so what is missing in a year is missing from then on.
    """
    if rule == "budget" and not instance.payers[subject].is_industry_fund:
        return subject, year
    return (subject, year, rest) if rule == "participation" else subject


def with_slack(problem: Problem, instance: Instance, rule: str, rows: Rows) -> Problem:
    """Return the problem in which these rows may be missed, and the least by which they must be is looked for.

    That is the largest miss over years and scenarios; for a budget the largest over scenarios, summed over the years
    unless it is an industry fund's; for compensation the sum; for rows of several limits of the rule the sum over them.
    """
    baskets = [_basket(instance, rule, *_place(problem.rows[row][1])) for row in rows]
    names = list(dict.fromkeys(baskets))
    signs = np.where(np.isfinite(problem.row_upper[rows]), -1.0, 1.0)
    at = np.array([names.index(basket) for basket in baskets])
    slack = sp.csc_array((signs, (rows, at)), shape=(len(problem.rows), len(names)))
    return replace(
        problem,
        cost=np.concatenate([np.zeros_like(problem.cost), np.ones(len(names))]),
        offset=0.0,
        lower=np.concatenate([problem.lower, np.zeros(len(names))]),
        upper=np.concatenate([problem.upper, np.full(len(names), np.inf)]),
        integer=np.concatenate([problem.integer, np.zeros(len(names), dtype=bool)]),
        matrix=sp.csc_array(sp.hstack([problem.matrix, slack], format="csc")),
        columns=(*problem.columns, *(("slack", name) for name in names)),
    )


def _place(index: Any) -> tuple[str, int, Hashable]:
    return index[0], index[1], index[2:]


def missed(instance: Instance, violations: Iterable[Violation]) -> float:
    """Return by how much a judged plan misses limits of one rule, measured as :func:`with_slack` does."""
    most: dict[Hashable, float] = {}
    for each in violations:
        basket = _basket(instance, each.rule, each.subject, each.year, ())
        most[basket] = max(most.get(basket, 0.0), abs(each.value - each.limit))
    return sum(most.values())


def shortfall_mcny(outcome: Outcome, firm: str, credit_mcny: float) -> float:
    """Return by how much a firm that runs lines falls below its credit at worst."""
    rows = outcome.tables["firms"]
    cash = rows[(rows.firm == firm) & (rows.open_lines > 0)].cash_mcny
    return float(max(0.0, -(cash + credit_mcny).min())) if len(cash) else 0.0
