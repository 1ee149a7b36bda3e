"""Small random cases, small enough that every plan can be judged: each seed is one instance and one mandate.

A seed draws sizes first (years, plants, lines, regions, markets, scenarios, a programme), and draws them again while
they allow more plans than asked for; then it draws the figures, from whole numbers and few values, so that equal
offers, binding limits and impossible wishes all occur often.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from agreement.brute_force import count_plans
from builders import build_instance, build_mandate

from solver.instance.instance import Instance
from solver.instance.records import Scenario
from solver.mandate import Mandate

FIRST_YEAR = 2025
MOST_PLANS = 400
FEW_OFFERS = (4.0, 6.0, 8.0)
FEW_SIZES = (15.0, 20.0, 40.0)


@dataclass(frozen=True)
class Sizes:
    """How large a case is."""

    years: int
    plants: int
    regions: int
    markets: int
    firms: int
    two_scenarios: bool
    programme: bool


def random_case(seed: int, most_plans: int = MOST_PLANS) -> tuple[Instance, Mandate]:
    """Return the instance and the mandate of a seed, with at most so many plans."""
    rng = np.random.default_rng(seed)
    while True:
        sizes = _draw_sizes(rng)
        instance, mandate = _instance(rng, sizes), _mandate(rng, sizes)
        if 1 < count_plans(instance, mandate) <= most_plans:
            return instance, mandate


def crowded_case(seed: int) -> tuple[Instance, Mandate]:
    """Return a random case with two or three lines a plant, few offers and sizes, two scenarios and few limits."""
    instance, mandate = random_case(seed)
    rng = np.random.default_rng(seed)
    plants = {
        key: plant.model_copy(
            update={
                "lines": int(rng.integers(2, 4)),
                "cash_cost_cny_per_unit": float(rng.choice(FEW_OFFERS)),
                "capacity_munit_per_line": float(rng.choice(FEW_SIZES)),
            }
        )
        for key, plant in instance.plants.items()
    }
    futures = {
        key: Scenario(id=key, name=key, probability_pct=50, demand_factor=factor, vacancy_factor=factor)
        for key, factor in (("low", 0.75), ("high", 1.5))
    }
    limits = mandate.limits.model_copy(
        update={
            name: getattr(mandate.limits, name).model_copy(update={"level": "off"})
            for name in ("unemployment", "consumer_price", "supply", "budget")
        }
    )
    levers = mandate.levers.model_copy(update={"close_lines": True, "withdraw_subsidies": True})
    return instance.with_tables(plants=plants, scenarios=futures), mandate.model_copy(
        update={"limits": limits, "levers": levers}
    )


def _pick(rng: np.random.Generator, *values: float) -> float:
    return float(rng.choice(values))


def _maybe(rng: np.random.Generator, probability: float = 0.5) -> bool:
    return bool(rng.random() < probability)


def _draw_sizes(rng: np.random.Generator) -> Sizes:
    programme = _maybe(rng, 0.45)
    plants = int(rng.integers(1, 3 if programme else 4))
    return Sizes(
        years=int(rng.integers(1, 3 if programme else 4)),
        plants=plants,
        regions=1 if programme else int(rng.choice([1, 1, 2])),
        markets=int(rng.choice([1, 1, 1, 2])),
        firms=int(rng.integers(1, plants + 1)),
        two_scenarios=_maybe(rng, 0.35),
        programme=programme,
    )


def _plants(rng: np.random.Generator, sizes: Sizes) -> list[dict[str, Any]]:
    plants: list[dict[str, Any]] = []
    for number in range(sizes.plants):
        # A tie has both lines offer the very same: costs are few whole numbers, or the cost of the plant before.
        cost = float(rng.integers(4, 9)) if _maybe(rng) else float(rng.uniform(3, 11))
        if plants and _maybe(rng, 0.25):
            cost = plants[-1]["cash_cost_cny_per_unit"]
        subsidised = _maybe(rng, 0.45)
        # Where there is a school, lines are worth closing and people are many, or it would never be opened.
        fixed_costs = (60, 250) if sizes.programme else (0, 80, float(rng.uniform(10, 200)))
        workers = (100, 250) if sizes.programme else (0, 80, float(rng.integers(10, 250)))
        plants.append(
            {
                "id": f"plant{number}",
                "firm": f"firm{number % sizes.firms}",
                "region": f"region{rng.integers(sizes.regions)}",
                "market": f"market{number % sizes.markets}",
                "lines": 2 if _maybe(rng, 0.3) else 1,
                "capacity_munit_per_line": _pick(rng, 20, 30, 40, float(rng.uniform(10, 70))),
                "cash_cost_cny_per_unit": cost,
                "fixed_cost_mcny_per_line": _pick(rng, *fixed_costs),
                "workers_per_line": _pick(rng, *workers),
                "service_years": _pick(rng, 0, 10),
                "closure_cost_mcny_per_line": _pick(rng, 0, 10, float(rng.uniform(0, 20))),
                "reservation_value_mcny_per_line": _pick(rng, 0, 0, 15),
                "subsidy_cny_per_unit": _pick(rng, 0, 1, 2, 30) if subsidised else 0,
                "subsidy_mcny_per_line": _pick(rng, 5, 20) if subsidised else 0,
            }
        )
    return plants


def _instance(rng: np.random.Generator, sizes: Sizes) -> Instance:
    firms = [
        {
            "id": f"firm{number}",
            "ownership": "private" if _maybe(rng, 0.6) else "state",
            "cash_mcny": _pick(rng, 50, 300, 1_000),
            "credit_mcny": _pick(rng, 0, 50),
            "overhead_mcny_per_year": _pick(rng, 0, 0, 10, 25),
        }
        for number in range(sizes.firms)
    ]
    regions = [
        {
            "id": f"region{number}",
            "reemployment_pct": _pick(rng, 0, 20, 50),
            "vacancies_persons_per_year": _pick(rng, 20, 100, 1_000),
            "unemployment_benefit_cny_per_month": _pick(rng, 0, 1_000, 2_500),
        }
        for number in range(sizes.regions)
    ]
    markets = [
        {
            "id": f"market{number}",
            "demand_munit": _pick(rng, 40, 60, float(rng.uniform(30, 120))),
            "demand_growth_pct_per_year": _pick(rng, 0, -10, 10),
            "reference_price_cny_per_unit": 8,
            "price_cap_cny_per_unit": _pick(rng, 12, 20),
            "demand_elasticity": _pick(rng, -0.2, -0.5, -1),
        }
        for number in range(sizes.markets)
    ]
    school = {
        "id": "school",
        "region": "region0",
        "setup_cost_mcny": _pick(rng, 0, 2),
        "class_size_persons": 50,
        "cost_mcny_per_class": _pick(rng, 0.1, 1),
        "max_classes_per_year": int(rng.integers(1, 3)),
        "reemployment_pct": _pick(rng, 10, 80, 100),
    }
    scenarios = [
        {"id": "low", "probability_pct": 40, "demand_factor": 0.8, "vacancy_factor": 0.5},
        {"id": "high", "probability_pct": 60, "demand_factor": 1.1},
    ]
    return build_instance(
        header={"years": sizes.years, "discount_rate_pct": _pick(rng, 0, 5)},
        regions=regions,
        markets=markets,
        firms=firms,
        plants=_plants(rng, sizes),
        payers=[{"id": "fund"}, {"id": "insurance"}],
        duties=_duties(rng),
        programmes=[school] if sizes.programme else [],
        scenarios=scenarios if sizes.two_scenarios else [],
    )


def _duties(rng: np.random.Generator) -> list[dict[str, Any]]:
    """Return who pays: the fund for exits, both for support, and in the first region sometimes the insurance alone."""
    duties: list[dict[str, Any]] = [
        {"purpose": "exit_compensation", "payer": "fund"},
        {"purpose": "severance", "payer": "fund"},
        {"purpose": "income_support", "payer": "fund", "share_pct": 25},
        {"purpose": "income_support", "payer": "insurance", "share_pct": 75},
    ]
    if _maybe(rng):
        duties.append({"purpose": "severance", "region": "region0", "payer": "insurance"})
    return duties


def _mandate(rng: np.random.Generator, sizes: Sizes) -> Mandate:
    rows: dict[str, dict[str, Any]] = {
        "unemployment": {"rise_ceiling_percentage_points": _pick(rng, 0.2, 0.8, 1.5)},
        "income_floor": {"floor_pct_of_average_wage": _pick(rng, 10, 40)},
        "consumer_price": {"ceiling_pct_of_reference": _pick(rng, 110, 125, 150, 220)},
        "supply": {"floor_pct_of_reference_demand": _pick(rng, 30, 50, 80)},
        "budget": {},
        "participation": {},
    }
    late = sizes.years > 1 and _maybe(rng, 0.2)
    return build_mandate(
        levers={
            "first_decision_year": FIRST_YEAR + int(late),
            "close_lines": _maybe(rng, 0.95),
            "withdraw_subsidies": _maybe(rng, 0.9),
            "compensate_exits": _maybe(rng, 0.85),
            "retrain": _maybe(rng, 0.9),
        },
        limits={name: row for name, row in rows.items() if _maybe(rng)},
        weights={
            "operating_losses": _pick(rng, 1, 2),
            "overheads": _pick(rng, 0, 1),
            "public_outlay": _pick(rng, 0, 0.3, 1),
            "consumer_harm": _pick(rng, 0, 0.7, 1),
            "displaced_mcny_per_person": _pick(rng, 0, 0.1),
            "without_work_mcny_per_person_year": _pick(rng, 0, 0.2, 1),
        },
        budget_additions=[
            {
                "payer": payer,
                "from_year": FIRST_YEAR,
                "to_year": FIRST_YEAR + 1,
                "mcny_per_year": _pick(rng, 10, 40, 150),
            }
            for payer in ("fund", "insurance")
            if _maybe(rng, 0.7)
        ],
    )
