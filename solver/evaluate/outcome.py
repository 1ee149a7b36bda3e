"""The consequences of a plan: accounts, tidy tables, limits kept or broken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from solver.plan import Plan

TOLERANCE = 1e-6
"""How far a limit may be missed, relative to the limit or to one unit, before it counts as broken."""

ACCOUNTS = (
    "operating_losses",
    "overheads",
    "closure_costs",
    "investment_costs",
    "public_outlay",
    "consumer_harm",
    "displaced",
    "without_work",
    "breaches",
)
"""The accounts of the objective, in the order of reports."""

LIMITS = (
    "unemployment",
    "income_floor",
    "consumer_price",
    "supply",
    "budget",
    "participation",
    "windfall",
    "solvency",
    "wage_floor",
    "regional_output",
    "regional_revenue",
    "equity",
    "emissions",
    "concentration",
    "share_screen",
    "capacity_swap",
    "standard",
)
"""The limits that the judge knows."""

RULES = (*LIMITS, "lever", "lines", "programme", "merger", "decision")
"""Everything that a plan can break: the limits, and the rules of plans."""

TABLES: Mapping[str, tuple[str, ...]] = {
    "accounts": ("scenario", "year", "account", "amount", "unit", "objective_mcny"),
    "markets": (
        "scenario",
        "year",
        "market",
        "price_cny_per_unit",
        "brings_cny_per_unit",
        "shadow_price_cny_per_unit",
        "marginal_rate",
        "output_munit",
        "capacity_munit",
        "operating_rate_pct",
        "served_munit",
        "unserved_munit",
        "consumer_harm_mcny",
        "conduct",
    ),
    "shipments": ("scenario", "year", "link", "shipped_munit"),
    "temptations": ("scenario", "year", "market", "firm", "gain_mcny"),
    "plants": (
        "scenario",
        "year",
        "plant",
        "state",
        "lines",
        "capacity_munit",
        "offer_cny_per_unit",
        "output_munit",
        "loss_mcny",
        "subsidy_mcny",
        "cash_result_mcny",
        "emissions_mtco2",
    ),
    "firms": (
        "scenario",
        "year",
        "firm",
        "open_lines",
        "loss_mcny",
        "overhead_mcny",
        "compensation_mcny",
        "investment_mcny",
        "levy_mcny",
        "cash_mcny",
        "insolvent",
    ),
    "regions": (
        "scenario",
        "year",
        "region",
        "displaced_persons",
        "seekers_persons",
        "retrained_persons",
        "posts_opened",
        "found_work_persons",
        "without_work_persons",
        "unemployment_rate_pct",
        "support_cny_per_month",
        "sales_mcny",
        "output_value_mcny",
    ),
    "payments": ("scenario", "year", "payer", "purpose", "region", "spent_mcny"),
    "limits": ("rule", "subject", "scenario", "year", "value", "sense", "limit", "slack", "unit", "kept", "level"),
    "breaches": ("rule", "subject", "scenario", "year", "missed_by", "unit", "cost_mcny"),
}
"""Columns of every table of an outcome; one row for each combination of the leading key columns that occurs.

``accounts``: ``amount`` is undiscounted, in ``unit``; ``objective_mcny`` is its part of the objective (weighted,
discounted, times the scenario's probability). ``markets``: the marginal rate is 0 where no line offers at the price,
and that of all lines in a rationed market; ``served_munit`` is what the consumers get, wherever it was made;
``conduct`` is empty where no rule is set. ``shipments``: every open link, also one on which nothing goes.
``temptations``: every firm that runs lines in a market with a joint cut. ``plants``: one row per plant and state with
open lines, those that are still ramping up with the upgraded ones; ``cash_result_mcny`` includes subsidies.
``firms``: those that run lines or could; a firm has no row from the year on in which it is taken over, and is
``insolvent`` in the year at whose end it happens; ``investment_mcny`` is its part of capital costs, and integration
costs. ``regions``: ``posts_opened`` are those that anybody can take, ``sales_mcny`` is what plants get for their
output, ``output_value_mcny`` the same output at reference prices. ``payments``: purpose is ``operating_subsidy``,
``exit_compensation``, ``severance``, ``income_support``, ``wage_support``, ``retraining``, ``upgrade_support``,
``vouchers`` or ``barrier_removal``; the region is empty for the last two. ``limits``: ``slack`` is positive where the
limit is kept with room and negative where it is missed, which is a violation if the ``level`` is hard; the rules of
plans have rows only where they are broken; year 0 stands for a limit of no single year, the scenario is empty where
it has none; the subject of ``emissions`` is ``sector``. ``breaches``: soft limits that are missed, ``cost_mcny``
undiscounted.
"""


@dataclass(frozen=True)
class Violation:
    """One limit or rule that a plan breaks."""

    rule: str
    subject: str
    scenario: str
    year: int
    value: float
    limit: float
    unit: str
    sentence: str
    """What is wrong, in words, with both numbers."""


@dataclass(frozen=True)
class Outcome:
    """What follows from a plan; made by the judge alone."""

    plan: Plan
    objective_mcny: float
    accounts: Mapping[str, float]
    """Account to its part of the objective, in mcny; they sum to :attr:`objective_mcny`."""
    tables: Mapping[str, pd.DataFrame]
    """Tidy tables with the columns of :data:`TABLES`."""
    violations: tuple[Violation, ...]

    @property
    def feasible(self) -> bool:
        """Whether the plan keeps every hard limit and every rule."""
        return not self.violations


Sense = Literal["<=", ">="]
