"""The wishes of a planner: which levers are allowed, which limits hold, what weighs how much.

There are no defaults in the code: the ``mandate.toml`` of an instance is the default, and every section of it must
state its reason and its source.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from solver.instance.records import Key, Name, NotNegative, Positive, Prose, Share, Year

Level = Literal["hard", "off"]


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


class UnemploymentLimit(Stated):
    """No region's unemployment rate rises by more than so much because of the sector."""

    level: Level = Field(description="hard: must hold; off: not asked for")
    rise_ceiling_percentage_points: NotNegative = Field(description="most that the sector may add to the rate")
    by_region: dict[Key, NotNegative] = Field(default_factory=dict, description="other ceilings, by key of the region")

    def ceiling_persons(self, region: str, labour_force_persons: float) -> float:
        """Return the most people from the sector that may be without work in a region."""
        rise = self.by_region.get(region, self.rise_ceiling_percentage_points)
        return rise / 100 * labour_force_persons


class IncomeFloorLimit(Stated):
    """Whoever is without work gets at least so much, and never less than the statutory benefit."""

    level: Level = Field(description="hard: must hold; off: the statutory benefit alone")
    floor_pct_of_average_wage: Share = Field(description="least monthly income while without work")

    def floor_cny_per_month(self, average_wage_cny_per_month: float, benefit_cny_per_month: float) -> float:
        """Return the least monthly income while without work."""
        if self.level == "off":
            return benefit_cny_per_month
        return max(benefit_cny_per_month, self.floor_pct_of_average_wage / 100 * average_wage_cny_per_month)


class ConsumerPriceLimit(Stated):
    """No price above so much of the market's reference price."""

    level: Level = Field(description="hard: must hold; off: not asked for")
    ceiling_pct_of_reference: Positive = Field(description="highest price, in per cent of the reference price")

    def ceiling_cny_per_unit(self, reference_price_cny_per_unit: float) -> float:
        """Return the highest price of a market with that reference price."""
        return self.ceiling_pct_of_reference / 100 * reference_price_cny_per_unit


class SupplyLimit(Stated):
    """No less supplied than so much of what is asked for at the market's reference price."""

    level: Level = Field(description="hard: must hold; off: not asked for")
    floor_pct_of_reference_demand: Share = Field(description="least output, in per cent of demand at reference price")

    def floor_munit(self, reference_demand_munit: float) -> float:
        """Return the least output where so much is asked for at the reference price."""
        return self.floor_pct_of_reference_demand / 100 * reference_demand_munit


class BudgetLimit(Stated):
    """No payer spends more in a year than its operating subsidies of the first year, plus what the mandate adds."""

    level: Level = Field(description="hard: must hold; off: not asked for")


class ParticipationLimit(Stated):
    """A private owner closes a line only if paid what staying is worth to it."""

    level: Level = Field(description="hard: must hold; off: private owners can be ordered as state-owned ones are")


class Limits(Section):
    """The welfare limits. That no plan may drive a firm into insolvency is a rule, not a wish, and has no section."""

    unemployment: UnemploymentLimit
    income_floor: IncomeFloorLimit
    consumer_price: ConsumerPriceLimit
    supply: SupplyLimit
    budget: BudgetLimit
    participation: ParticipationLimit


class Weights(Stated):
    """What the objective counts how much; money accounts by factor, people by price."""

    operating_losses: NotNegative = Field(description="factor of losses of plants that run at a loss")
    overheads: NotNegative = Field(description="factor of the overheads of firms that run lines")
    closure_costs: NotNegative = Field(description="factor of the costs of dismantling lines")
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
            "public_outlay": self.public_outlay,
            "consumer_harm": self.consumer_harm,
            "displaced": self.displaced_mcny_per_person,
            "without_work": self.without_work_mcny_per_person_year,
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

    def added_mcny(self, payer: str, year: int) -> float:
        """Return the money added to a payer's budget of a year."""
        return sum(
            each.mcny_per_year
            for each in self.budget_additions
            if each.payer == payer and each.from_year <= year <= each.to_year
        )
