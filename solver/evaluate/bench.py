"""What limits are weighed with, and how they name what they are about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from solver.evaluate.findings import Place
from solver.evaluate.world import World
from solver.mandate import Limits, Mandate

SECTOR = "sector"
"""Subject of limits that are about all plants together."""


@dataclass(frozen=True)
class Bench:
    """What limits are weighed with: the facts, the wishes, and what follows from the status quo."""

    world: World
    mandate: Mandate
    due_mcny_per_line: Callable[[str, int], float]
    budget_mcny: Callable[[str, int, str], float]
    today_sales_mcny: Callable[[str, str], float]
    today_output_value_mcny: Callable[[str, str], float]
    today_emissions_mtco2: Callable[[str], float]

    @property
    def limits(self) -> Limits:
        """The limits of the mandate."""
        return self.mandate.limits

    def place(self, table: str, subject: str, year: int = 0, scenario: str = "") -> Place:
        """Return the place of a limit on a row of a table, with its names."""
        return self.named(subject, getattr(self.world.instance, table)[subject].name, year, scenario)

    def named(self, subject: str, name: str, year: int = 0, scenario: str = "") -> Place:
        """Return the place of a limit on a subject of that name."""
        futures = self.world.instance.futures
        several = scenario and len(futures) > 1
        return Place(subject, name, year, scenario, f"scenario {futures[scenario].name}" if several else "")

    def decided(self, year: int) -> bool:
        """Return whether limits from the first decision year on hold in a year."""
        return year >= self.mandate.levers.first_decision_year
