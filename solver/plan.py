"""A plan: decisions only, nothing derived."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from solver.instance.instance import Instance
from solver.instance.record import Key, NotNegative, Positive, Year
from solver.mandate import ConductRule

State = Annotated[
    str,
    Field(pattern=r"^(planned|subsidised|unsubsidised|closed|(upgraded|integrated):[A-Za-z0-9][A-Za-z0-9_.-]*)$"),
]
"""State of a line; ``upgraded:`` is followed by the key of the upgrade, ``integrated:`` by that of the merger pair."""


class Decision(BaseModel):
    """Base of all decisions: frozen, finite numbers only, unknown keys refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Move(Decision):
    """At the start of a year, lines of a plant go from one state to another."""

    plant: Key = Field(description="key of the plant")
    year: Year = Field(description="year at whose start the lines move")
    from_state: State = Field(description="state that the lines leave")
    to_state: State = Field(description="state that the lines enter")
    lines: int = Field(ge=1, description="number of lines that move")
    compensation_mcny: NotNegative = Field(
        default=0.0, description="paid to the owner for all of these lines together, in that year"
    )


class Opening(Decision):
    """A retraining programme is set up at the start of a year and stays open."""

    programme: Key = Field(description="key of the programme")
    year: Year = Field(description="year at whose start it is set up")


class Classes(Decision):
    """Retraining classes held in a year by the programme of a region."""

    programme: Key = Field(description="key of the programme")
    year: Year = Field(description="year in which the classes are held")
    classes: int = Field(ge=1, description="number of classes")


class IncomeSupport(Decision):
    """Monthly income promised to whoever from the sector is without work in a region."""

    region: Key = Field(description="key of the region")
    cny_per_month: NotNegative = Field(description="income promised, CNY a month")


class WageSupport(Decision):
    """Monthly wage promised for the first year to whoever from the sector finds work again in a region."""

    region: Key = Field(description="key of the region")
    cny_per_month: NotNegative = Field(description="wage promised, CNY a month; what is lacking is topped up")


class Merger(Decision):
    """The firms of a pair merge at the start of a year."""

    pair: Key = Field(description="key of the pair")
    year: Year = Field(description="year at whose start the acquirer takes over")


class Conduct(Decision):
    """A rule of conduct holds in a market in a year."""

    market: Key = Field(description="key of the market")
    year: Year = Field(description="year in which the rule holds")
    rule: ConductRule = Field(description="the rule")


class Removal(Decision):
    """A local barrier is removed at the start of a year and stays so."""

    barrier: Key = Field(description="key of the barrier")
    year: Year = Field(description="year at whose start it is removed")


class Adoption(Decision):
    """A standard is adopted; it binds from its own year on."""

    standard: Key = Field(description="key of the standard")


class VoucherIssue(Decision):
    """Vouchers are issued in a year."""

    voucher: Key = Field(description="key of the vouchers")
    year: Year = Field(description="year in which they are used")
    tranches: int = Field(ge=1, description="number of tranches")


class BudgetTransfer(Decision):
    """Money goes from one payer's budget of a year to another's."""

    transfer: Key = Field(description="key of the transfer")
    year: Year = Field(description="year in whose budgets it counts")
    mcny: Positive = Field(description="the money")


class Levy(Decision):
    """An industry fund raises its levy in a year."""

    payer: Key = Field(description="key of the fund")
    year: Year = Field(description="year in which it is raised")


class Plan(Decision):
    """All decisions together; made once, then only read. What is not listed does not happen."""

    format: Literal[1] = Field(default=1, description="version of the file format")
    instance: Key = Field(description="id of the instance that the plan is for")
    moves: tuple[Move, ...] = Field(default=(), description="what happens to lines")
    openings: tuple[Opening, ...] = Field(default=(), description="programmes that are set up")
    classes: tuple[Classes, ...] = Field(default=(), description="retraining classes that are held")
    income_support: tuple[IncomeSupport, ...] = Field(default=(), description="incomes that are promised")
    wage_support: tuple[WageSupport, ...] = Field(default=(), description="wages that are promised to the rehired")
    mergers: tuple[Merger, ...] = Field(default=(), description="firms that merge")
    conduct: tuple[Conduct, ...] = Field(default=(), description="rules of conduct that are set")
    removals: tuple[Removal, ...] = Field(default=(), description="barriers that are removed")
    adoptions: tuple[Adoption, ...] = Field(default=(), description="standards that are adopted")
    vouchers: tuple[VoucherIssue, ...] = Field(default=(), description="vouchers that are issued")
    transfers: tuple[BudgetTransfer, ...] = Field(default=(), description="money between payers' budgets")
    levies: tuple[Levy, ...] = Field(default=(), description="levies that are raised")

    def support_cny_per_month(self, region: str) -> float | None:
        """Return the income promised in a region, or ``None`` where the plan promises nothing."""
        return next((each.cny_per_month for each in self.income_support if each.region == region), None)

    def wage_cny_per_month(self, region: str) -> float:
        """Return the wage promised to the rehired of a region, zero where the plan promises nothing."""
        return next((each.cny_per_month for each in self.wage_support if each.region == region), 0.0)


def status_quo(instance: Instance) -> Plan:
    """Return the plan without decisions."""
    return Plan(instance=instance.header.id)


def plan_json(plan: Plan) -> str:
    """Return a plan as the text of its file."""
    return plan.model_dump_json(indent=2) + "\n"
