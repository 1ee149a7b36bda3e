"""An instance: all facts together, with the few things that follow from them alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cache, cached_property
from math import inf
from typing import Any

from solver.instance.options import Barrier, Link, MergerPair, PriceRate, Standard, Transfer, Upgrade, Voucher
from solver.instance.record import Record
from solver.instance.records import (
    Duty,
    Firm,
    Header,
    Market,
    Observation,
    Payer,
    Plant,
    Product,
    Programme,
    Provenance,
    Purpose,
    Region,
    Scenario,
    Source,
)

SINGLE_SCENARIO = Scenario(id="base", name="Base", probability_pct=100, demand_factor=1, vacancy_factor=1)
"""The future of an instance that states none."""


@dataclass(frozen=True)
class Instance:
    """The facts; made once, then only read. Tables are mappings from the rows' keys, in the order of the files."""

    header: Header
    regions: Mapping[str, Region]
    products: Mapping[str, Product]
    markets: Mapping[str, Market]
    firms: Mapping[str, Firm]
    plants: Mapping[str, Plant]
    payers: Mapping[str, Payer]
    duties: Mapping[str, Duty]
    programmes: Mapping[str, Programme] = field(default_factory=dict)
    barriers: Mapping[str, Barrier] = field(default_factory=dict)
    links: Mapping[str, Link] = field(default_factory=dict)
    price_rates: Mapping[str, PriceRate] = field(default_factory=dict)
    merger_pairs: Mapping[str, MergerPair] = field(default_factory=dict)
    upgrades: Mapping[str, Upgrade] = field(default_factory=dict)
    standards: Mapping[str, Standard] = field(default_factory=dict)
    vouchers: Mapping[str, Voucher] = field(default_factory=dict)
    transfers: Mapping[str, Transfer] = field(default_factory=dict)
    scenarios: Mapping[str, Scenario] = field(default_factory=dict)
    observations: Mapping[str, Observation] = field(default_factory=dict)
    sources: Mapping[str, Source] = field(default_factory=dict)
    provenance: Mapping[str, Provenance] = field(default_factory=dict)

    def table(self, name: str) -> Mapping[str, Record]:
        """Return the table of that name.

        Raises
        ------
        KeyError
            If there is no such table.
        """
        if name not in self.table_names():
            raise KeyError(name)
        table: Mapping[str, Record] = getattr(self, name)
        return table

    @classmethod
    @cache
    def table_names(cls) -> tuple[str, ...]:
        """Return the names of all tables, in the order of the fields."""
        return tuple(each.name for each in fields(cls) if each.name != "header")

    def with_tables(self, **changes: Any) -> Instance:
        """Return a copy with some fields replaced; what-ifs are made of these."""
        return replace(self, **changes)

    @cached_property
    def years(self) -> tuple[int, ...]:
        """The computed years."""
        return tuple(range(self.header.first_year, self.header.first_year + self.header.years))

    @cached_property
    def futures(self) -> Mapping[str, Scenario]:
        """The scenarios, or the single one of an instance that states none."""
        return self.scenarios or {SINGLE_SCENARIO.id: SINGLE_SCENARIO}

    def probability(self, scenario: str) -> float:
        """Return the probability of a scenario, between 0 and 1."""
        return self.futures[scenario].probability_pct / 100

    def discount_factor(self, year: int) -> float:
        """Return what 1 mcny of the year counts in the first year."""
        return float((1 + self.header.discount_rate_pct / 100) ** -(year - self.header.first_year))

    def demand_curve(self, market: str, year: int, scenario: str) -> DemandCurve:
        """Return the demand of a market in a year and scenario."""
        facts = self.markets[market]
        growth = (1 + facts.demand_growth_pct_per_year / 100) ** (year - self.header.first_year)
        return DemandCurve(
            reference_munit=facts.demand_munit * growth * self.futures[scenario].demand_factor,
            reference_price_cny_per_unit=facts.reference_price_cny_per_unit,
            elasticity=facts.demand_elasticity or 0.0,
            price_cap_cny_per_unit=facts.price_cap_cny_per_unit,
        )

    def shares(self, purpose: Purpose, region: str) -> Mapping[str, float]:
        """Return who pays for a purpose in a region: payer to share between 0 and 1."""
        return self._shares.get((purpose, region)) or self._shares.get((purpose, None), {})

    @cached_property
    def _shares(self) -> Mapping[tuple[Purpose, str | None], Mapping[str, float]]:
        """Purpose, and region or none for all others, to the shares of payers."""
        found: dict[tuple[Purpose, str | None], dict[str, float]] = {}
        for duty in self.duties.values():
            found.setdefault((duty.purpose, duty.region), {})[duty.payer] = duty.share_pct / 100
        return found

    def programme_of(self, region: str) -> Programme | None:
        """Return the retraining programme of a region, if there is one."""
        return next((p for p in self.programmes.values() if p.region == region), None)

    def plants_of(self, firm: str) -> Iterator[Plant]:
        """Yield the plants of a firm."""
        return (plant for plant in self.plants.values() if plant.firm == firm)


@dataclass(frozen=True)
class DemandCurve:
    """Demand as a falling straight line, cut off at zero and at the price cap; without elasticity it never changes.

    ``D(P) = max(0, reference * (1 + elasticity * (P - reference_price) / reference_price))`` for prices from 0 to
    :attr:`top_price_cny_per_unit`; at the price cap any smaller quantity may be served as well.
    """

    reference_munit: float
    reference_price_cny_per_unit: float
    elasticity: float
    price_cap_cny_per_unit: float

    @property
    def top_price_cny_per_unit(self) -> float:
        """The highest possible price: the price cap, or where demand ends if that is lower."""
        return min(self.price_cap_cny_per_unit, self.end_price_cny_per_unit)

    @property
    def end_price_cny_per_unit(self) -> float:
        """The price at which, and above which, nothing is asked for; infinite where demand has no elasticity."""
        if self.elasticity == 0:
            return inf
        return self.reference_price_cny_per_unit * (1 - 1 / self.elasticity)

    def quantity_munit(self, price_cny_per_unit: float) -> float:
        """Return the quantity that is asked for at a price."""
        if self.elasticity == 0:
            return self.reference_munit
        if price_cny_per_unit >= self.end_price_cny_per_unit:
            return 0.0
        relative = (price_cny_per_unit - self.reference_price_cny_per_unit) / self.reference_price_cny_per_unit
        return max(0.0, self.reference_munit * (1 + self.elasticity * relative))

    def price_cny_per_unit(self, quantity_munit: float) -> float:
        """Return the price at which a quantity is asked for; the line is extended where it has been cut off.

        Raises
        ------
        ValueError
            If demand has no elasticity, so that no price can be told from it.
        """
        if self.elasticity == 0:
            raise ValueError("demand without elasticity is the same at every price")
        relative = (quantity_munit / self.reference_munit - 1) / self.elasticity
        return self.reference_price_cny_per_unit * (1 + relative)

    def consumer_harm_mcny(self, price_cny_per_unit: float) -> float:
        """Return the consumer surplus lost because the price stands above the reference price, never below zero.

        The surplus is the area left of the demand line, so over a price rise it is the mean of the two quantities
        times the rise.
        """
        price = min(price_cny_per_unit, self.top_price_cny_per_unit)
        rise = price - self.reference_price_cny_per_unit
        if rise <= 0:
            return 0.0
        return rise * (self.reference_munit + self.quantity_munit(price)) / 2
