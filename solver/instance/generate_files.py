"""What stands beside the tables of a synthetic instance: its mandate, and its page."""

from __future__ import annotations

from dataclasses import asdict
from math import fsum
from typing import Any

import tomlkit

from solver.instance import generate
from solver.instance.draws import rounded
from solver.instance.generate import Size
from solver.instance.instance import Instance

MCNY_PER_WORKER = 0.0413
"""What the state spent on each worker resettled in 2016."""
SEVERANCE_SHARE = 0.5
"""Share of severance that the budget of a region bears."""


def page_text(title: str, size: Size, seed: int) -> str:
    """Return the page of a synthetic instance: how it was made, and from what.

    Parameters
    ----------
    title : str
        Title of the instance.
    size : Size
        How large it is.
    seed : int
        Seed of its draws.
    """
    options = " ".join(f"--{name} {count}" for name, count in asdict(size).items())
    drawn = (generate.__doc__ or "").partition("\n\n")[2].strip()
    return f"""# {title}

Made by `fanjuan generate FOLDER {options} --seed {seed}`.
No such plant, firm or region exists: the instance is there to try the program on, and says nothing about any industry.

{drawn.replace("``", "`")}
"""


def mandate_text(instance: Instance) -> str:
    """Return a mandate for a synthetic instance, as the text of its file: exits, mergers and retraining.

    Parameters
    ----------
    instance : Instance
        As made by :func:`solver.instance.generate.generate_instance`.
    """
    first = instance.years[min(1, len(instance.years) - 1)]
    content: dict[str, Any] = {
        "format": 1,
        "title": "Orderly exit of a synthetic industry",
        "levers": {
            "first_decision_year": first,
            **dict.fromkeys(("close_lines", "withdraw_subsidies", "compensate_exits", "retrain"), True),
            **dict.fromkeys(("merge_firms", "stop_entry"), True),
            **_why("What the state can do without rules of conduct; mergers where there are pairs"),
        },
        "limits": _limits(),
        "weights": {
            **dict.fromkeys(("operating_losses", "overheads", "closure_costs", "investment_costs"), 1.0),
            "public_outlay": 0.3,
            "consumer_harm": 1.0,
            "displaced_mcny_per_person": 0.07,
            "without_work_mcny_per_person_year": 0.1,
            **_why("Resources in full, transfers by an assumed cost of public funds, a lost job by about a year's pay"),
        },
        "budget_additions": [
            {"payer": payer, "from_year": first, "to_year": instance.years[-1], "mcny_per_year": money, **_why(reason)}
            for payer, money, reason in _additions(instance)
        ],
    }
    return tomlkit.dumps(content)


def _limits() -> dict[str, Any]:
    hard = {"level": "hard"}
    return {
        "unemployment": {
            **hard,
            "rise_ceiling_percentage_points": 0.2,
            **_why("From the 5.3 % of early 2025 to the target of about 5.5 %"),
        },
        "income_floor": {**hard, "floor_pct_of_average_wage": 35.0, **_why("Above the benefit of 26 %")},
        "consumer_price": {**hard, "ceiling_pct_of_reference": 120.0, **_why("No cartel")},
        "supply": {**hard, "floor_pct_of_reference_demand": 90.0, **_why("No cartel")},
        "budget": {**hard, **_why("The additions below are all the new money")},
        "participation": {**hard, **_why("Private owners cannot be ordered to close")},
        "concentration": {
            "level": "report",
            "room_points": 150.0,
            "share_screen_pct": 35.0,
            "guidance": "EU guidelines of 2004: increments under 150 above 2,000 points",
            **_why("The figures of the Chinese guidance could not be had"),
        },
    }


def _additions(instance: Instance) -> list[tuple[str, float, str]]:
    """Return payer, yearly money and reason of what is added to budgets."""
    plants = [plant for plant in instance.plants.values() if plant.start_year is None]
    workers = fsum(plant.lines * plant.workers_per_line for plant in plants)
    values = fsum(
        plant.lines * plant.capacity_munit_per_line * instance.markets[plant.market].reference_price_cny_per_unit
        for plant in plants
    )
    benefits = [region.unemployment_benefit_cny_per_month for region in instance.regions.values()]
    central = rounded(0.05 * workers * MCNY_PER_WORKER + 0.02 * values)
    income = rounded(0.2 * workers * 12 * 1.5 * max(benefits) / 1e6)
    purse = "A twentieth of the workers at the 41,300 CNY of 2016, and 2 % of yearly capacity at the reference price"
    # Workers are rounded, so that a small plant may have none.
    additions = [("central", central, purse), ("insurance", income or 1.0, "A fifth of the workers without work")]
    for region, money in _severance_mcny(instance).items():
        (payer,) = set(instance.shares("severance", region)) - {"central"}
        additions.append((payer, money, "Its share of severance for its largest plant, or a tenth of its workers"))
    return additions


def _severance_mcny(instance: Instance) -> dict[str, float]:
    """Return region to the severance that it pays if its largest plant closes, or a tenth of its workers go if more."""
    severances: dict[str, list[float]] = {}
    for plant in instance.plants.values():
        wage = instance.regions[plant.region].average_wage_cny_per_month
        mcny = SEVERANCE_SHARE * plant.lines * plant.workers_per_line * plant.service_years * wage / 1e6
        severances.setdefault(plant.region, []).append(mcny)
    most = {region: max(*each, 0.1 * fsum(each)) for region, each in severances.items()}
    return {region: rounded(mcny) for region, mcny in most.items() if mcny}


def _why(reason: str) -> dict[str, str]:
    return {"reason": reason, "source": "SYNTHETIC"}
