"""The wishes of a planner: which levers are allowed, which limits hold, what weighs how much.

The ``mandate.toml`` of an instance is the default, and every section of it must state its reason and its source. A
lever that is not listed may not be pulled, and a limit that is not listed is not asked for.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from solver.instance.record import Key, Name, NotNegative, Positive, Prose, Share, Year

Level = Literal["hard", "soft", "report", "off"]
ConductRule = Literal["joint_cut_10", "joint_cut_20", "joint_cut_30", "full_cost_offers"]
"""Rules of conduct beside competition: all lines offer so many per cent less; nobody offers below full cost."""


class Section(BaseModel):
    """Base of all sections: frozen, finite numbers only, unknown keys refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, str_strip_whitespace=True)


class Stated(Section):
    """A section that says why it is as it is."""

    reason: Prose = Field(description="why this is wished")
    source: Key = Field(description="key of the source in sources.csv")


class Levers(Stated):
    """What may be decided, and from when."""

    first_decision_year: Year = Field(description="first year in which a decision takes effect")
    close_lines: bool = Field(description="lines may be closed")
    withdraw_subsidies: bool = Field(description="lines may lose their operating subsidy")
    compensate_exits: bool = Field(description="owners may be paid for closing lines")
    retrain: bool = Field(description="retraining may be set up and classes held")
    merge_firms: bool = Field(default=False, description="the firms of a pair may merge")
    most_mergers_per_acquirer: int = Field(default=1, ge=1, le=20, description="most firms that one firm takes over")
    upgrade_lines: bool = Field(default=False, description="lines may be upgraded")
    conduct_rules: tuple[ConductRule, ...] = Field(
        default=(), description="rules of conduct that may be set for a market and year; unlawful unless listed"
    )
    remove_barriers: bool = Field(default=False, description="local barriers may be removed")
    stop_entry: bool = Field(default=False, description="planned lines may be stopped before they start")
    adopt_standards: bool = Field(default=False, description="standards may be adopted")
    issue_vouchers: bool = Field(default=False, description="trade-in vouchers may be issued")
    transfer_budgets: bool = Field(default=False, description="money may go from one payer's budget to another's")
    raise_levies: bool = Field(default=False, description="industry funds may raise levies; unlawful unless allowed")


class Limit(Stated):
    """A limit, and how binding it is."""

    level: Level = Field(
        description="hard: must hold; soft: may be missed at a price; report: told only; off: not asked for"
    )
    breach_price_mcny: NotNegative | None = Field(
        default=None, description="price of a unit by which a soft limit is missed, in the unit of its description"
    )

    @property
    def binds(self) -> bool:
        """Whether a plan that misses it is refused."""
        return self.level == "hard"

    @property
    def price_mcny(self) -> float:
        """What a unit by which it is missed costs; zero unless it is soft."""
        return (self.breach_price_mcny or 0.0) if self.level == "soft" else 0.0

    @model_validator(mode="after")
    def _soft_has_price(self) -> Limit:
        if self.level == "soft" and self.breach_price_mcny is None:
            raise ValueError("a soft limit needs a breach_price_mcny")
        return self


class UnemploymentLimit(Limit):
    """No region's unemployment rate rises by more than so much because of the sector; missed by persons."""

    rise_ceiling_percentage_points: NotNegative = Field(description="most that the sector may add to the rate")
    by_region: dict[Key, NotNegative] = Field(default_factory=dict, description="other ceilings, by key of the region")

    def ceiling_persons(self, region: str, labour_force_persons: float) -> float:
        """Return the most people from the sector that may be without work in a region."""
        rise = self.by_region.get(region, self.rise_ceiling_percentage_points)
        return rise / 100 * labour_force_persons


class IncomeFloorLimit(Limit):
    """Whoever is without work gets at least so much, never less than the benefit; missed by mcny paid too little."""

    floor_pct_of_average_wage: Share = Field(description="least monthly income while without work")

    def floor_cny_per_month(self, average_wage_cny_per_month: float, benefit_cny_per_month: float) -> float:
        """Return the least monthly income while without work; the benefit where the limit is not asked for."""
        if self.level == "off":
            return benefit_cny_per_month
        return max(benefit_cny_per_month, self.floor_pct_of_average_wage / 100 * average_wage_cny_per_month)


class ConsumerPriceLimit(Limit):
    """No price above so much of a home market's reference price; missed by CNY per unit."""

    ceiling_pct_of_reference: Positive = Field(description="highest price, in per cent of the reference price")

    def ceiling_cny_per_unit(self, reference_price_cny_per_unit: float) -> float:
        """Return the highest price of a market with that reference price."""
        return self.ceiling_pct_of_reference / 100 * reference_price_cny_per_unit


class SupplyLimit(Limit):
    """No less supplied to a home market than so much of what it asks for at the reference price; missed by munit."""

    floor_pct_of_reference_demand: Share = Field(description="least output, in per cent of demand at reference price")

    def floor_munit(self, reference_demand_munit: float) -> float:
        """Return the least output where so much is asked for at the reference price."""
        return self.floor_pct_of_reference_demand / 100 * reference_demand_munit


class BudgetLimit(Limit):
    """No payer spends more in a year than its operating subsidies of the first year and additions; missed by mcny."""


class ParticipationLimit(Limit):
    """A private owner closes a line only if paid what staying is worth to it; missed by mcny paid too little."""


class WageFloorLimit(Limit):
    """Whoever finds work again earns at least so much for a year; missed by mcny paid too little."""

    floor_pct_of_average_wage: Share = Field(description="least monthly wage of the rehired in their first year")

    def floor_cny_per_month(self, average_wage_cny_per_month: float) -> float:
        """Return the least monthly wage of those who find work."""
        return self.floor_pct_of_average_wage / 100 * average_wage_cny_per_month


class RegionalFloorLimit(Limit):
    """No region falls below so much of what it has in the first year of the status quo; missed by mcny."""

    floor_pct_of_today: Share = Field(description="least that is left, in per cent of the first year's status quo")
    by_region: dict[Key, Share] = Field(default_factory=dict, description="other floors, by key of the region")

    def floor_mcny(self, region: str, today_mcny: float) -> float:
        """Return the least that is left in a region."""
        return self.by_region.get(region, self.floor_pct_of_today) / 100 * today_mcny


class EquityLimit(Limit):
    """No region bears more than so much of its fair share of those displaced over all years; missed by persons."""

    ceiling_pct_of_fair_share: Positive = Field(
        description="most of all displaced people, in per cent of the region's share of the sector's workers"
    )

    def ceiling_persons(self, fair_share: float, all_displaced_persons: float) -> float:
        """Return the most displaced people of a region with a share (0 to 1) of the sector's workers."""
        return self.ceiling_pct_of_fair_share / 100 * fair_share * all_displaced_persons


class EmissionsLimit(Limit):
    """The sector emits no more in a year than so much of its first year in the status quo; missed by million tonnes."""

    ceiling_pct_of_today: NotNegative = Field(description="most emissions, in per cent of the first year's status quo")

    def ceiling_mtco2(self, today_mtco2: float) -> float:
        """Return the most emissions of a year."""
        return self.ceiling_pct_of_today / 100 * today_mtco2


class ConcentrationLimit(Limit):
    """Mergers raise no product's concentration by more than its room; missed by points of the index."""

    room_points: NotNegative = Field(
        description="most by which all mergers together raise the Herfindahl-Hirschman index of a product"
    )
    share_screen_pct: Share = Field(description="most that two merging firms hold together of a product's capacity")
    guidance: Name = Field(description="the guidance that both figures are taken from")


class CapacitySwapLimit(Limit):
    """Capacity opens only where so much of the same product has been closed; missed by munit."""

    closed_per_opened: NotNegative = Field(description="units of capacity closed for each unit that starts to run")


class Limits(Section):
    """The welfare limits. That no plan may drive a firm into insolvency is a rule, not a wish, and has no section."""

    unemployment: UnemploymentLimit
    income_floor: IncomeFloorLimit
    consumer_price: ConsumerPriceLimit
    supply: SupplyLimit
    budget: BudgetLimit
    participation: ParticipationLimit
    wage_floor: WageFloorLimit | None = None
    regional_output: RegionalFloorLimit | None = None
    regional_revenue: RegionalFloorLimit | None = None
    equity: EquityLimit | None = None
    emissions: EmissionsLimit | None = None
    concentration: ConcentrationLimit | None = None
    capacity_swap: CapacitySwapLimit | None = None


class Weights(Stated):
    """What the objective counts how much; money accounts by factor, people by price."""

    operating_losses: NotNegative = Field(description="factor of losses of plants that run at a loss")
    overheads: NotNegative = Field(description="factor of the overheads of firms that run lines")
    closure_costs: NotNegative = Field(description="factor of the costs of dismantling lines")
    investment_costs: NotNegative = Field(
        description="factor of the costs of upgrading, of starting planned lines, and of integrating firms"
    )
    public_outlay: NotNegative = Field(description="factor of what payers spend")
    consumer_harm: NotNegative = Field(description="factor of consumer surplus lost above the reference price")
    displaced_mcny_per_person: NotNegative = Field(description="price of a person losing a job")
    without_work_mcny_per_person_year: NotNegative = Field(description="price of a person-year without work")

    @property
    def by_account(self) -> dict[str, float]:
        """Account to what a unit of it counts in the objective, in mcny."""
        return {
            "operating_losses": self.operating_losses,
            "overheads": self.overheads,
            "closure_costs": self.closure_costs,
            "investment_costs": self.investment_costs,
            "public_outlay": self.public_outlay,
            "consumer_harm": self.consumer_harm,
            "displaced": self.displaced_mcny_per_person,
            "without_work": self.without_work_mcny_per_person_year,
            "breaches": 1.0,
        }


class BudgetAddition(Stated):
    """Money added to what a payer may spend, in each year of a span."""

    payer: Key = Field(description="key of the payer")
    from_year: Year = Field(description="first year of the span")
    to_year: Year = Field(description="last year of the span")
    mcny_per_year: Annotated[float, Field(gt=0)] = Field(description="money added in each of the years")


class Mandate(Section):
    """All wishes together; made once, then only read."""

    format: Literal[1] = Field(description="version of the file format")
    title: Name = Field(description="title in reports")
    levers: Levers
    limits: Limits
    weights: Weights
    budget_additions: tuple[BudgetAddition, ...] = Field(default=(), description="money added to payers' budgets")

    def decision_years(self, years: Iterable[int], allowed: bool = True) -> list[int]:
        """Return the years, of some, that decisions can be taken for; none if a lever is not allowed."""
        return [year for year in years if allowed and year >= self.levers.first_decision_year]

    def added_mcny(self, payer: str, year: int) -> float:
        """Return the money added to a payer's budget of a year."""
        return sum(
            each.mcny_per_year
            for each in self.budget_additions
            if each.payer == payer and each.from_year <= year <= each.to_year
        )
