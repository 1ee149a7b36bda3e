"""A plan: decisions only, nothing derived."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from solver.instance.instance import Instance
from solver.instance.records import Key, NotNegative, Year

State = Literal["subsidised", "unsubsidised", "closed"]


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


class Plan(Decision):
    """All decisions together; made once, then only read. What is not listed does not happen."""

    format: Literal[1] = Field(default=1, description="version of the file format")
    instance: Key = Field(description="id of the instance that the plan is for")
    moves: tuple[Move, ...] = Field(default=(), description="what happens to lines")
    openings: tuple[Opening, ...] = Field(default=(), description="programmes that are set up")
    classes: tuple[Classes, ...] = Field(default=(), description="retraining classes that are held")
    income_support: tuple[IncomeSupport, ...] = Field(default=(), description="incomes that are promised")

    def support_cny_per_month(self, region: str) -> float | None:
        """Return the income promised in a region, or ``None`` where the plan promises nothing."""
        return next((each.cny_per_month for each in self.income_support if each.region == region), None)


def status_quo(instance: Instance) -> Plan:
    """Return the plan without decisions."""
    return Plan(instance=instance.header.id)


def plan_json(plan: Plan) -> str:
    """Return a plan as the text of its file."""
    return plan.model_dump_json(indent=2) + "\n"
