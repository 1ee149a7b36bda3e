"""A plan: decisions only, nothing derived."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from solver.instance.instance import Instance
from solver.instance.records import Key, NotNegative

State = Literal["subsidised", "unsubsidised", "closed"]


class Decision(BaseModel):
    """Base of all decisions: frozen, finite numbers only, unknown keys refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Move(Decision):
    """At the start of a year, lines of a plant go from one state to another."""

    plant: Key
    year: int
    from_state: State
    to_state: State
    lines: int = Field(ge=1)
    compensation_mcny: NotNegative = 0.0
    """Paid to the owner for all of these lines together, in that year."""


class Opening(Decision):
    """A retraining programme is set up at the start of a year and stays open."""

    programme: Key
    year: int


class Classes(Decision):
    """Retraining classes held in a year by the programme of a region."""

    programme: Key
    year: int
    classes: int = Field(ge=1)


class IncomeSupport(Decision):
    """Monthly income promised to whoever from the sector is without work in a region."""

    region: Key
    cny_per_month: NotNegative


class Plan(Decision):
    """All decisions together; made once, then only read. What is not listed does not happen."""

    format: Literal[1] = 1
    instance: Key
    moves: tuple[Move, ...] = ()
    openings: tuple[Opening, ...] = ()
    classes: tuple[Classes, ...] = ()
    income_support: tuple[IncomeSupport, ...] = ()

    def support_cny_per_month(self, region: str) -> float | None:
        """Return the income promised in a region, or ``None`` where the plan promises nothing."""
        return next((each.cny_per_month for each in self.income_support if each.region == region), None)


def status_quo(instance: Instance) -> Plan:
    """Return the plan without decisions."""
    return Plan(instance=instance.header.id)
