"""What could be done beside closing lines: one record per row of the tables that levers choose from."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from solver.instance.record import Key, Name, NotNegative, Positive, Record, Share, Year

Intensity = Literal["energy_kgce_per_unit", "emissions_tco2_per_unit"]


class Option(Record):
    """Base of all options: none needs to be there."""

    required: ClassVar[bool] = False


class Barrier(Option):
    """A local barrier, which keeps links shut and mergers from happening until it is removed."""

    table: ClassVar[str] = "barriers"

    id: Key = Field(description="key of the barrier")
    name: Name = Field(description="name in reports")
    removal_cost_mcny: NotNegative = Field(description="political price, paid in the year of removal")
    payer: Key = Field(description="key of the payer of that price")


class Link(Option):
    """A way on which goods go from one market to another of the same product."""

    table: ClassVar[str] = "links"

    id: Key = Field(description="key of the link")
    from_market: Key = Field(description="key of the market that goods leave")
    to_market: Key = Field(description="key of the market that goods enter")
    transport_cost_cny_per_unit: NotNegative = Field(description="cost of moving a unit")
    tariff_cny_per_unit: NotNegative | None = Field(default=None, description="duty on a unit; blank: none")
    barrier: Key | None = Field(default=None, description="key of the barrier that shuts it; blank: it is open")

    @property
    def cost_cny_per_unit(self) -> float:
        """Transport and duty of a unit."""
        return self.transport_cost_cny_per_unit + (self.tariff_cny_per_unit or 0.0)


class PriceRate(Option):
    """A point of the line between operating rate and price in a rationed market."""

    table: ClassVar[str] = "price_rates"

    id: Key = Field(description="key of the point")
    market: Key = Field(description="key of the rationed market")
    operating_rate_pct: Share = Field(description="operating rate; the points of a market go from 0 to 100")
    price_cny_per_unit: NotNegative = Field(description="price at that rate, higher the higher the rate")


class MergerPair(Option):
    """Two firms that could merge: the acquirer takes over all lines of the target."""

    table: ClassVar[str] = "merger_pairs"

    id: Key = Field(description="key of the pair")
    name: Name = Field(description="name in reports")
    acquirer: Key = Field(description="key of the firm that takes over")
    target: Key = Field(description="key of the firm that is taken over")
    overhead_saving_mcny_per_year: NotNegative = Field(
        description="part of the target's overhead that falls away, at most all of it"
    )
    unit_cost_saving_cny_per_unit: NotNegative = Field(description="by how much the target's cash cost falls")
    integration_cost_mcny: NotNegative = Field(description="one-time cost that the acquirer bears")
    redundant_persons: NotNegative = Field(description="posts that the merger makes redundant, beside lines")
    redundancy_region: Key | None = Field(
        default=None, description="key of the region of those posts; blank where there are none"
    )
    redundancy_service_years: NotNegative | None = Field(
        default=None, description="average years of service of their holders; blank where there are none"
    )
    redeployed_pct: Share = Field(
        description="share of those who lose a post in the merged firm whom it employs elsewhere in the region,"
        " where the acquirer has a plant"
    )
    barrier: Key | None = Field(default=None, description="key of the barrier that forbids it; blank: it is allowed")


class Upgrade(Option):
    """A better use of a plant's lines: another product, lower cost, or less energy."""

    table: ClassVar[str] = "upgrades"

    id: Key = Field(description="key of the upgrade")
    name: Name = Field(description="name in reports")
    plant: Key = Field(description="key of the plant whose lines may be upgraded")
    market: Key = Field(description="key of the market that upgraded lines sell in; may be the old one")
    capacity_munit_per_line: Positive = Field(description="most an upgraded line can make in a year")
    cash_cost_cny_per_unit: NotNegative = Field(description="cash cost of a unit made")
    fixed_cost_mcny_per_line: NotNegative = Field(description="yearly cost of an open line whatever it makes")
    workers_per_line: NotNegative = Field(description="posts of an upgraded line")
    skilled_workers_per_line: NotNegative = Field(description="those of the posts that only retrained people can take")
    capital_cost_mcny_per_line: NotNegative = Field(description="one-time cost of upgrading a line")
    public_share_pct: Share = Field(description="share of the capital cost that the payer bears, the owner the rest")
    payer: Key | None = Field(default=None, description="key of the payer; blank where there is no public share")
    ramp_up_years: int = Field(ge=0, le=10, description="first years in which the capacity is not yet full")
    ramp_up_pct: Share = Field(description="share of the capacity that is there in these years")
    energy_kgce_per_unit: NotNegative | None = Field(default=None, description="energy that a unit made takes")
    emissions_tco2_per_unit: NotNegative | None = Field(default=None, description="emissions of a unit made")


class Standard(Option):
    """A most that making a unit may take of energy, or emit; if it is adopted, lines above it must go."""

    table: ClassVar[str] = "standards"

    id: Key = Field(description="key of the standard")
    name: Name = Field(description="name in reports")
    product: Key = Field(description="key of the product whose lines it binds")
    measure: Intensity = Field(description="column of plants and upgrades that it is held against")
    ceiling_per_unit: NotNegative = Field(description="most that is allowed, in the unit of the measure")
    from_year: Year = Field(description="year from which it binds")


class Voucher(Option):
    """Trade-in vouchers that raise what a market asks for, in tranches."""

    table: ClassVar[str] = "vouchers"

    id: Key = Field(description="key of the vouchers")
    name: Name = Field(description="name in reports")
    market: Key = Field(description="key of the market whose demand rises")
    payer: Key = Field(description="key of the payer")
    demand_munit_per_tranche: Positive = Field(description="demand that a tranche adds in its year, at every price")
    cost_mcny_per_tranche: NotNegative = Field(description="what a tranche costs")
    most_tranches_per_year: int = Field(ge=1, le=1000, description="most tranches in a year")


class Transfer(Option):
    """A way on which money can go from one payer's budget to another's."""

    table: ClassVar[str] = "transfers"

    id: Key = Field(description="key of the transfer")
    name: Name = Field(description="name in reports")
    from_payer: Key = Field(description="key of the payer that gives")
    to_payer: Key = Field(description="key of the payer that gets")
    most_mcny_per_year: Positive = Field(description="most that can go in a year")
