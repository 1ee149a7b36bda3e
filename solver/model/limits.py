r"""Limits of a mandate as rows: hard ones must be kept, soft ones may be missed at a price.

``breach[rule, ...]`` (by how much a soft limit is missed, at least) has the rule and the index of the row that it is
for. With :math:`m` by how much the two sides of a limit differ to its disadvantage,

.. math:: m \le 0 \quad \text{(hard)}, \qquad m - \mathrm{breach} \le 0, \quad \mathrm{breach} \ge 0 \quad \text{(soft)}

and each unit of a breach is posted at the limit's price. The objective falls with a breach or does not change, so the
optimiser takes the least one. A limit that is only reported, and one that is not asked for, has no row.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Protocol

from solver.mandate import Limit
from solver.model import algebra
from solver.model.algebra import Expression
from solver.model.ledger import Ledger, enter
from solver.model.sums import Sums

Row = tuple[Any, ...]
"""Subject, year, and the scenario if the limit has one, or what else tells its rows apart."""


class Today(Protocol):
    """What limits are measured by: the sector in the first year of the status quo."""

    def budget_mcny(self, payer: str, year: int, scenario: str) -> float:
        """Return what a payer may spend in a year; an industry fund without its levies, up to that year."""

    def today_sales_mcny(self, region: str, scenario: str) -> float:
        """Return what the plants of a region get for their output."""

    def today_output_value_mcny(self, region: str, scenario: str) -> float:
        """Return the output of a region's plants at reference prices."""

    def today_emissions_mtco2(self, scenario: str) -> float:
        """Return what the sector emits."""


def is_kept(limit: Limit | None) -> bool:
    """Return whether the optimiser has to do with a limit: it is hard, or soft."""
    return limit is not None and limit.level in ("hard", "soft")


def add_limit(
    model: algebra.Model,
    ledger: Ledger,
    rule: str,
    limit: Limit,
    missed: Mapping[Row, Expression],
    in_scenarios: bool = True,
) -> None:
    """Add a limit's rows under the name of its rule, and post what missing it costs if it is soft.

    Parameters
    ----------
    missed : mapping
        Row to the difference of the limit's sides, above zero where it is missed. Constants are no rows, but those
        that miss a soft limit, which costs something whatever is chosen.
    in_scenarios : bool
        Whether a row's third part is the scenario that it is about.
    """
    is_soft = limit.level == "soft"
    rows = {index: each for index, each in missed.items() if algebra.is_variable(each) or (is_soft and each > 0)}
    add_limit_rows(model, ledger, rule, limit, list(rows), model.sums(list(rows.values())), in_scenarios)


def add_limit_rows(
    model: algebra.Model,
    ledger: Ledger,
    rule: str,
    limit: Limit,
    index: Sequence[Row],
    missed: Sums,
    in_scenarios: bool = True,
) -> None:
    """Add a limit's rows as :func:`add_limit` does, said all at once: a sum for each of the index."""
    if limit.level == "soft":
        if not hasattr(model, "breach"):
            model.breach = algebra.Var(domain=algebra.NonNegativeReals)
        breach = model.members(model.breach, ((rule, *at) for at in index))
        years = ((at[1], at[2] if in_scenarios else None) for at in index)
        enter(partial(ledger.post, "breaches"), years, limit.price_mcny * breach)
        missed = missed - breach
    model.add_component(rule, algebra.Rows(index, missed <= 0))
