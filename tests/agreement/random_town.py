"""Towns that random cases of levers begin as: drafts with few plants, the limits asked for, and what comes of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from agreement.random_instances import FIRST_YEAR
from builders import build_instance, build_mandate
from default_rows import LEVERS

from solver.instance.instance import Instance
from solver.mandate import Mandate

NO_LEVERS = {
    lever: False for lever, allowed in LEVERS.items() if allowed is True and lever != "most_mergers_per_acquirer"
}
Row = dict[str, Any]


@dataclass
class Draft:
    """A case in the making."""

    rng: np.random.Generator
    years: int
    tables: dict[str, list[Row]] = field(default_factory=dict)
    levers: Row = field(default_factory=dict)
    limits: dict[str, Row] = field(default_factory=dict)

    def pick(self, *values: Any) -> Any:
        """Return one of the values."""
        return values[int(self.rng.integers(len(values)))]

    def maybe(self, probability: float = 0.5) -> bool:
        """Return whether something is so."""
        return bool(self.rng.random() < probability)

    def rows(self, table: str) -> list[Row]:
        """Return the rows of a table, to be added to and changed."""
        return self.tables.setdefault(table, [])

    def ask_for(self, limit: str, price_mcny: float, **row: Any) -> None:
        """Ask for a limit at any level."""
        level = self.pick("hard", "hard", "soft", "soft", "report")
        self.limits[limit] = {"level": level, **row}
        if level == "soft":
            self.limits[limit]["breach_price_mcny"] = price_mcny


def new_town(rng: np.random.Generator) -> Draft:
    """Return a town of two or three plants in one market and one or two regions, whose lines may perhaps close."""
    draft = Draft(rng, years=int(rng.integers(1, 3)))
    pick, maybe = draft.pick, draft.maybe
    regions = pick(1, 1, 2)
    for number in range(regions):
        draft.rows("regions").append(
            {
                "id": f"region{number}",
                "reemployment_pct": pick(0, 20, 50),
                "vacancies_persons_per_year": pick(20, 100, 1_000),
                "unemployment_benefit_cny_per_month": pick(0, 1_000, 2_500),
                "rehired_wage_cny_per_month": pick(None, 1_000, 3_000),
                "tax_pct_of_sales": pick(None, 10),
            }
        )
    draft.rows("markets").append(any_market(draft, "market"))
    for number in range(pick(2, 2, 3)):
        draft.rows("plants").append(_plant(draft, number, regions))
        draft.rows("firms").append(
            {
                "id": f"firm{number}",
                "ownership": pick("private", "state"),
                "cash_mcny": pick(50, 300, 1_000),
                "credit_mcny": pick(0, 50),
                "overhead_mcny_per_year": pick(0, 10, 25),
            }
        )
    draft.levers = {"close_lines": maybe(0.4), "withdraw_subsidies": maybe(0.3), "compensate_exits": maybe(0.9)}
    draft.tables["payers"] = [{"id": "fund"}, {"id": "insurance"}]
    draft.tables["duties"] = [
        {"purpose": "exit_compensation", "payer": "fund"},
        {"purpose": "severance", "payer": "fund"},
        {"purpose": "income_support", "payer": "fund", "share_pct": 25},
        {"purpose": "income_support", "payer": "insurance", "share_pct": 75},
    ]
    if maybe(0.3):
        low = {"id": "low", "probability_pct": 50, "demand_factor": 0.5, "vacancy_factor": 0.5}
        draft.tables["scenarios"] = [low, {"id": "high", "probability_pct": 50}]
    return draft


def any_market(draft: Draft, key: str) -> Row:
    return {
        "id": key,
        "demand_munit": draft.pick(20, 40, 60, 80),
        "reference_price_cny_per_unit": 8,
        "price_cap_cny_per_unit": draft.pick(12, 20),
        "demand_elasticity": draft.pick(-0.5, -1),
        "demand_growth_pct_per_year": draft.pick(0, 0, 10, -25),
    }


def _plant(draft: Draft, number: int, regions: int) -> Row:
    pick = draft.pick
    subsidised = draft.maybe(0.25)
    return {
        "id": f"plant{number}",
        "firm": f"firm{number}",
        "region": f"region{draft.rng.integers(regions)}",
        "lines": pick(1, 1, 1, 2),
        "capacity_munit_per_line": pick(10, 20, 30, 40),
        "cash_cost_cny_per_unit": pick(4, 5, 6, 8),
        "fixed_cost_mcny_per_line": pick(0, 20, 40, 80),
        "workers_per_line": pick(0, 50, 100),
        "service_years": pick(0, 10),
        "closure_cost_mcny_per_line": pick(0, 5, 10),
        "reservation_value_mcny_per_line": pick(0, 15),
        "subsidy_cny_per_unit": pick(0, 1, 2) if subsidised else 0,
        "subsidy_mcny_per_line": pick(5, 20) if subsidised else 0,
        "emissions_tco2_per_unit": pick(0, 1, 2),
        "energy_kgce_per_unit": pick(0, 10, 20),
    }


def ask_for_limits(draft: Draft) -> None:
    """Ask for limits: each seldom, with figures that are often just what there is."""
    wishes: dict[str, tuple[float, Row]] = {
        "unemployment": (draft.pick(0.1, 1), {"rise_ceiling_percentage_points": draft.pick(0.2, 0.5, 1)}),
        "income_floor": (draft.pick(0.5, 2), {"floor_pct_of_average_wage": draft.pick(20, 40)}),
        "consumer_price": (draft.pick(1, 10), {"ceiling_pct_of_reference": draft.pick(100, 125, 150)}),
        "supply": (draft.pick(1, 10), {"floor_pct_of_reference_demand": draft.pick(50, 80)}),
        "budget": (draft.pick(0.2, 2), {}),
        "participation": (draft.pick(0.5, 2), {}),
        "wage_floor": (draft.pick(0.5, 2), {"floor_pct_of_average_wage": draft.pick(40, 60)}),
        "regional_output": (draft.pick(0.1, 1), {"floor_pct_of_today": draft.pick(50, 100)}),
        "regional_revenue": (draft.pick(1, 5), {"floor_pct_of_today": draft.pick(50, 100)}),
        "equity": (draft.pick(0.1, 1), {"ceiling_pct_of_fair_share": draft.pick(100, 150)}),
        "emissions": (draft.pick(0.5, 2), {"ceiling_pct_of_today": draft.pick(50, 80, 100)}),
    }
    for limit, (price, row) in wishes.items():
        if limit not in draft.limits and draft.maybe(0.15):
            draft.ask_for(limit, price, **row)
    _leave_no_part_payments(draft)


def _leave_no_part_payments(draft: Draft) -> None:
    """See to it that it is best to pay all or nothing of what is asked for; of part payments there are any number.

    A part may be best where a budget allows no more, or where a firm needs no more to stay solvent.
    """
    for limit in ("participation", "income_floor", "wage_floor"):
        partly = limit in draft.limits and draft.limits[limit]["level"] == "soft"
        if partly and draft.limits.get("budget", {"level": "off"})["level"] in ("hard", "soft"):
            draft.limits[limit] |= {"level": "hard", "breach_price_mcny": None}
    if draft.limits.get("participation", {"level": "off"})["level"] in ("soft", "report"):
        for firm in draft.rows("firms"):
            firm["cash_mcny"] = 1_000


def case_of(draft: Draft) -> tuple[Instance, Mandate]:
    pick = draft.pick
    instance = build_instance(header={"years": draft.years, "discount_rate_pct": pick(0, 5)}, **draft.tables)
    mandate = build_mandate(
        levers={
            **NO_LEVERS,
            **draft.levers,
            "first_decision_year": FIRST_YEAR + (draft.years > 1 and draft.maybe(0.1)),
        },
        limits=draft.limits,
        weights={
            "operating_losses": pick(1, 2),
            "overheads": pick(0, 1),
            "public_outlay": pick(0, 0.3, 1),
            "consumer_harm": pick(0, 0.7, 1),
            "displaced_mcny_per_person": pick(0, 0.1),
            "without_work_mcny_per_person_year": pick(0, 0.2, 1),
        },
        budget_additions=[
            {"payer": payer, "from_year": FIRST_YEAR, "to_year": FIRST_YEAR + 2, "mcny_per_year": pick(10, 20, 40)}
            for payer in ("fund", "insurance")
            if draft.maybe()
        ],
    )
    return instance, mandate
