"""The instances that are solved: synthetic ones of stated sizes, and Chinese steel and coal together.

A synthetic case is :func:`solver.instance.generate.generate_instance` with the mandate of ``fanjuan generate``: lines
may be closed, operating subsidies withdrawn, owners compensated, people retrained, and planned plants (6 in 100)
stopped. Prices stay below 120 % of the reference price, supply above 90 % of demand, budgets are today's subsidies and
the two additions of the mandate, owners who leave get what staying is worth to them, and no plan drives a firm into
insolvency. Mergers are allowed, but no pairs are generated, so there are none.

As generated, a fifth of the firms run out of money in the status quo, and whether any plan saves or closes them all in
time is hard to tell, for every solver here. So firms are *sound* but in the families called ``strained``: they have
:data:`SOUND` times the cash. Then nobody has to be displaced, the status quo keeps every limit, and a plan exists
however tight the ceilings of unemployment are:

- ``none``: not asked for;
- ``default``: the sector adds no more than 0.2 percentage points in any region;
- ``tight``: no more people from the sector are without work in a region than :data:`TIGHT_SHARE` of the sector's
  workers there. Without ceilings the best plans close about a fifth of an industry as soon as they may, which leaves
  about a tenth of its workers without work; a third of that spreads the closing over all years.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from benchmarks.joined import steel_and_coal
from solver.instance.generate import Size, generate_instance
from solver.instance.generate_files import mandate_text
from solver.instance.instance import Instance
from solver.mandate import Mandate

Ceiling = Literal["none", "default", "tight"]
Case = tuple[Instance, Mandate]

TIGHT_SHARE = 0.03
"""Of the sector's workers in a region, how many may be without work where ceilings are tight."""
SOUND = 30
"""How many times the generated cash a sound firm has."""
REGIONS = 31


@dataclass(frozen=True)
class Family:
    """A kind of instance; with a seed it is an instance."""

    name: str
    size: Size | None
    """``None`` for instances that are not drawn."""
    ceiling: Ceiling
    gap: float
    time_limit_seconds: float
    """Seconds that each of the competitors gets."""
    make: Callable[[], Case] | None = None
    sound: bool = True
    """Whether firms have so much cash that none has to close."""

    def case(self, seed: int) -> Case:
        """Return the instance and mandate of a seed."""
        if self.make is not None:
            return self.make()
        assert self.size is not None
        instance = generate_instance(f"{self.name}-{seed}", self.size, seed)
        mandate = Mandate.model_validate(tomllib.loads(mandate_text(instance)))
        if self.sound:
            instance = with_sound_firms(instance)
        return instance, with_ceiling(instance, mandate, self.ceiling)


def with_sound_firms(instance: Instance) -> Instance:
    """Return an instance whose firms have so much cash that none runs out of it."""
    firms = {key: firm.model_copy(update={"cash_mcny": SOUND * firm.cash_mcny}) for key, firm in instance.firms.items()}
    return instance.with_tables(firms=firms)


def with_ceiling(instance: Instance, mandate: Mandate, ceiling: Ceiling) -> Mandate:
    """Return a mandate with another ceiling of unemployment."""
    limit = mandate.limits.unemployment
    if ceiling == "none":
        limit = limit.model_copy(update={"level": "off"})
    elif ceiling == "tight":
        limit = limit.model_copy(update={"by_region": tight_points(instance)})
    return mandate.model_copy(update={"limits": mandate.limits.model_copy(update={"unemployment": limit})})


def tight_points(instance: Instance) -> dict[str, float]:
    """Return the tight ceiling of each region, in percentage points of its labour force."""
    workers = dict.fromkeys(instance.regions, 0.0)
    for plant in instance.plants.values():
        if plant.start_year is None:
            workers[plant.region] += plant.lines * plant.workers_per_line
    return {
        region.id: 100 * TIGHT_SHARE * workers[region.id] / region.labour_force_persons
        for region in instance.regions.values()
    }


def _family(name: str, size: Size, ceiling: Ceiling, gap: float, seconds: float) -> Family:
    return Family(name, replace(size, regions=min(REGIONS, size.regions)), ceiling, gap, seconds)


def _drawn() -> list[Family]:
    """Return the families that are drawn: those that targets are stated for, and those between them."""
    one = Size(plants=200, products=1, regions=REGIONS, years=6)
    ten = replace(one, products=10)
    families = [
        _family("smoke", Size(plants=12, products=1, regions=3, years=3), "default", 0.01, 3),
        _family("small-60", replace(one, plants=60), "none", 0.005, 60),
        _family("small-60-tight", replace(one, plants=60), "tight", 0.005, 60),
    ]
    families += [_family(f"plants-{n}", replace(one, plants=n), "none", 0.005, 300) for n in (200, 500, 1000, 2000)]
    families.append(_family("plants-5000", replace(one, plants=5000), "none", 0.005, 600))
    families += [_family(f"tight-{n}", replace(one, plants=n), "tight", 0.005, 300) for n in (200, 1000)]
    families += [_family(f"years-{n}", replace(one, plants=500, years=n), "none", 0.005, 300) for n in (3, 10)]
    families += [_family(f"products-{n}", replace(one, plants=200 * n, products=n), "tight", 0.01, 600) for n in (2, 5)]
    strained = [_family(f"strained-{n}", replace(one, plants=n), "none", 0.005, 300) for n in (200, 1000)]
    families += [replace(family, sound=False) for family in strained]
    families.append(_family("products-10", replace(ten, plants=2000), "tight", 0.01, 900))
    families.append(_family("national", replace(ten, plants=10_000, years=10), "default", 0.02, 1800))
    return families


FAMILIES: dict[str, Family] = {
    **{family.name: family for family in _drawn()},
    "steel-and-coal": Family("steel-and-coal", None, "default", 0.005, 600, steel_and_coal),
}
"""Every family by its name."""

SETS: dict[str, tuple[str, ...]] = {
    "smoke": ("smoke",),
    "small": ("smoke", "small-60", "small-60-tight", "plants-200"),
    "targets": ("plants-1000", "plants-5000", "tight-1000", "products-10", "national", "steel-and-coal"),
    "growth": (
        *(f"plants-{n}" for n in (200, 500, 1000, 2000, 5000)),
        *(f"products-{n}" for n in (2, 5, 10)),
        *(f"years-{n}" for n in (3, 10)),
    ),
    "all": tuple(FAMILIES),
}
"""Families that are asked for together."""
