"""What is written down in a scenario: the course of events in rows, and what adds up within a year."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from solver.evaluate.labour import Posts
from solver.evaluate.orders import MergerOrder, Order
from solver.evaluate.rows import FirmRow, MarketRow, PaymentRow, PlantRow, RegionRow, ShipmentRow
from solver.evaluate.temptation import Cartel
from solver.evaluate.world import World
from solver.instance.records import Purpose


@dataclass
class Course:
    """What happened in a scenario, in rows; amounts are undiscounted and unweighted."""

    scenario: str
    markets: list[MarketRow] = field(default_factory=list)
    shipments: list[ShipmentRow] = field(default_factory=list)
    cartels: list[Cartel] = field(default_factory=list)
    """Joint cuts, from which temptations follow."""
    plants: list[PlantRow] = field(default_factory=list)
    firms: list[FirmRow] = field(default_factory=list)
    regions: list[RegionRow] = field(default_factory=list)
    payments: list[PaymentRow] = field(default_factory=list)
    closure_costs: dict[int, float] = field(default_factory=dict)
    """Year to the closure costs of all lines that close, whoever closes them."""
    investment_costs: dict[int, float] = field(default_factory=dict)
    """Year to all capital and integration costs, whoever bears them."""
    levies: dict[tuple[str, int], float] = field(default_factory=dict)
    """Industry fund and year to what its levy brings."""
    lost: list[Order] = field(default_factory=list)
    """Orders for lines that are not there any more, because of an insolvency."""
    failed: list[tuple[MergerOrder, str]] = field(default_factory=list)
    """Mergers, and a firm of theirs that is insolvent by then."""


def sums() -> defaultdict[str, float]:
    """Return a book of amounts by key, all zero."""
    return defaultdict(float)


@dataclass
class Books:
    """What adds up within a year; firms are those that run the lines."""

    year: int
    world: World
    open_lines: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    """Plants' own firm to the lines of its plants that are open."""
    compensation: dict[str, float] = field(default_factory=sums)
    """Firm to what it receives."""
    closing: dict[str, float] = field(default_factory=sums)
    """Firm to the closure costs of the lines that the plan closes."""
    investment: dict[str, float] = field(default_factory=sums)
    """Firm to its part of capital costs, and integration costs."""
    margin: dict[str, float] = field(default_factory=sums)
    """Firm to what its lines bring, subsidies included."""
    loss: dict[str, float] = field(default_factory=sums)
    """Firm to the losses of its lines, never netted."""
    levy: dict[str, float] = field(default_factory=sums)
    """Firm to the levies that it pays."""
    levied: dict[str, float] = field(default_factory=sums)
    """Industry fund to the levies that it gets."""
    spent: dict[tuple[str, str, str], float] = field(default_factory=lambda: defaultdict(float))
    """Payer, purpose and region to what is spent."""
    displaced: dict[str, float] = field(default_factory=sums)
    """Region to the people whom the plan displaces."""
    dismissed: dict[str, float] = field(default_factory=sums)
    """Region to the people whom insolvency displaces at the end of the year."""
    posts: dict[str, Posts] = field(default_factory=lambda: defaultdict(Posts))
    """Region to the posts that open."""
    sales: dict[str, float] = field(default_factory=sums)
    """Region to what its plants get for their output."""
    output_value: dict[str, float] = field(default_factory=sums)
    """Region to the output of its plants at reference prices."""
    closure_cost: float = 0.0
    investment_cost: float = 0.0

    def spend(self, purpose: Purpose, region: str, amount_mcny: float, booked_as: str = "") -> None:
        """Book an amount with the payers of a purpose in a region, under its own name or another."""
        for payer, share in self.world.shares[purpose, region].items():
            self.spent[payer, booked_as or purpose, region] += share * amount_mcny

    def displace(self, region: str, persons: float, service_years: float) -> None:
        """Book people whom the plan displaces, and their severance."""
        wage = self.world.instance.regions[region].average_wage_cny_per_month
        self.displaced[region] += persons
        self.spend("severance", region, wage * service_years * persons / 1e6)
