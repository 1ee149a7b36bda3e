"""The tables between levers and model: states, transitions, gates, services, links, vouchers and modes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal, NamedTuple

StateKey = tuple[str, str]
"""Plant and state."""
LinesKey = tuple[str, str, int]
"""Plant, state and year."""
TransitionKey = tuple[str, int, str, str]
"""Plant, year and both states."""
GateKind = Literal["programme", "merger", "barrier", "standard", "conduct", "levy"]


@dataclass(frozen=True)
class StateRow:
    """Lines of a plant in a state; all figures are per line and year.

    The state's name says more than a plan's: lines that ramp up are in ``ramping:`` upgrade ``:`` year.
    """

    plant: str
    state: str
    firm: str
    """The owner before any merger."""
    region: str
    market: str
    product: str
    lines_at_start: int
    most_lines: int
    capacity_munit: float
    cash_cost_cny_per_unit: float
    offer_cny_per_unit: float
    fixed_cost_mcny: float
    subsidy_cny_per_unit: float = 0.0
    subsidy_mcny: float = 0.0
    subsidy_payer: str | None = None
    full_capacity_munit: float = 0.0
    """Capacity without ramp-up."""
    ready: bool = True
    """Whether moves of its lines can be ordered for the next year."""
    leaving_persons: float = 0.0
    """People displaced when a line is closed."""
    energy_kgce_per_unit: float | None = None
    emissions_tco2_per_unit: float | None = None

    @cached_property
    def key(self) -> StateKey:
        """Plant and state."""
        return self.plant, self.state

    @property
    def is_open(self) -> bool:
        """Whether lines in it can make anything."""
        return self.state != "planned"

    @property
    def is_ramping(self) -> bool:
        """Whether lines leave it after a year."""
        return self.state.startswith("ramping:")

    @property
    def full_cost_offer_cny_per_unit(self) -> float:
        """Offer where nobody may offer below full cost."""
        full_cost = self.cash_cost_cny_per_unit + self.fixed_cost_mcny / self.capacity_munit
        return max(0.0, full_cost - self.subsidy_cny_per_unit)

    def loss_mcny(self, price_cny_per_unit: float, output_munit: float) -> float:
        """Return the loss of one line, never below zero; subsidies do not reduce it."""
        margin = (price_cny_per_unit - self.cash_cost_cny_per_unit) * output_munit
        return max(0.0, self.fixed_cost_mcny - margin)


class TransitionRow(NamedTuple):  # there are so many that it counts how quickly one is made
    """Lines of a plant may go from one state to another at the start of a year; figures are per line."""

    plant: str
    from_state: str
    to_state: str
    year: int
    firm: str
    region: str
    most_lines: int
    displaced_persons: float = 0.0
    closure_cost_mcny: float = 0.0
    due_mcny: float = 0.0
    """Compensation due to the owner."""
    severance_mcny: float = 0.0
    capital_cost_mcny: float = 0.0
    """Cost of upgrading or of starting; the public share included."""
    public_capital_mcny: float = 0.0
    """The part of it that a payer bears."""
    capital_payer: str | None = None
    posts_opened: float = 0.0
    skilled_posts_opened: float = 0.0
    by_itself: bool = False
    """Whether it happens without an order of the plan."""
    gates: tuple[str, ...] | None = None
    """Gates of which one must be open; ``None`` where none is needed."""
    waived_by: tuple[str, ...] = ()
    """Gates that waive what is due."""

    @property
    def key(self) -> TransitionKey:
        """Plant, year and both states."""
        return self.plant, self.year, self.from_state, self.to_state

    @property
    def closes(self) -> bool:
        """Whether lines close or are stopped by it."""
        return self.to_state == "closed"


@dataclass(frozen=True)
class ForbiddenRow:
    """Lines may not be in a state in a year once one of the gates is open; with no gates, never."""

    plant: str
    state: str
    year: int
    gates: tuple[str, ...] = ()


@dataclass(frozen=True)
class GateRow:
    """A binary decision with a cost of its own, taken in a year."""

    gate: str
    kind: GateKind
    subject: str
    """Key of what is decided: programme, pair, barrier, standard, market or payer."""
    year: int
    memberships: tuple[tuple[str, int], ...] = ()
    """Groups that it belongs to, and how much of each group's room it takes."""
    cost_mcny: float = 0.0
    payer: str | None = None
    rule: str = ""
    """The rule of conduct."""
    needs: tuple[str, ...] | None = None
    """Gates of which one must be open for this one; ``None`` where none is needed."""


@dataclass(frozen=True)
class ServiceRow:
    """Classes that a region's people may be sent to in a year, once one of the gates is open."""

    programme: str
    region: str
    year: int
    gates: tuple[str, ...]
    most_classes: int
    class_size_persons: int
    cost_mcny_per_class: float
    payer: str
    reemployment_share: float


@dataclass(frozen=True)
class MergerRow:
    """Two firms merged from the year on in which its gate is opened."""

    pair: str
    gate: str
    year: int
    acquirer: str
    target: str
    overhead_saving_mcny: float
    integration_cost_mcny: float
    redundancy_region: str | None
    displaced_persons: float
    severance_mcny: float
    joint_share_pct: float
    """Largest joint share of a product's capacity, of the products that both make."""
    increments: tuple[tuple[str, float], ...]
    """Product to the points by which the merger raises its concentration."""


@dataclass(frozen=True)
class LinkRow:
    """Goods may go from one market to another in a year, once one of the gates is open."""

    link: str
    year: int
    from_market: str
    to_market: str
    cost_cny_per_unit: float
    gates: tuple[str, ...] | None
    """``None`` where it is open anyway."""


@dataclass(frozen=True)
class VoucherRow:
    """Tranches of vouchers that may be issued in a year."""

    voucher: str
    market: str
    year: int
    most_tranches: int
    demand_munit_per_tranche: float
    cost_mcny_per_tranche: float
    payer: str


@dataclass(frozen=True)
class TransferRow:
    """Money that may go from one payer's budget of a year to another's."""

    transfer: str
    year: int
    from_payer: str
    to_payer: str
    most_mcny: float


@dataclass(frozen=True)
class LevyRow:
    """A fund's levy on open capacity in a year, raised if its gate is open."""

    payer: str
    gate: str
    year: int
    product: str
    mcny_per_munit: float


@dataclass(frozen=True)
class Running:
    """What lines in a state do while their market is in a mode."""

    state: StateKey
    offer_cny_per_unit: float
    least: float
    """Least share of its capacity that a line uses."""
    most: float
    """Most of it."""


@dataclass(frozen=True)
class ModeRow:
    """A market may be in this mode in a year and scenario: a price bracket, and what each state does in it."""

    market: str
    year: int
    scenario: str
    mode: str
    price_low_cny_per_unit: float
    price_high_cny_per_unit: float
    output_low_munit: float
    """Least that is asked for, vouchers apart."""
    output_high_munit: float
    consumer_harm_low_mcny: float
    """At the lower edge."""
    consumer_harm_high_mcny: float
    """At the upper edge."""
    harm_from_cny_per_unit: float
    """Price from which consumer harm rises: the reference price if it lies inside, else the lower edge."""
    running: tuple[Running, ...]
    """For each open state of the market."""
    gate: str | None = None
    """Gate of the rule of conduct that the mode belongs to; ``None`` without a rule."""
    rated: bool = False
    """Whether all lines share a rate that rises with the price between the edges."""
    scarce: bool = False
    """Whether any smaller quantity may be served as well."""
    takes_vouchers: bool = True
    """Whether vouchers add to what is asked for; not above the market's own top price."""
    brings: tuple[float, float] | None = None
    """In a fixed market, the least and the most that a unit brings its maker (CNY), whatever the shadow price."""
    undivided: bool = False
    """Whether the lines of a fixed market run as the links of the markets need them, in no order."""

    def used(self, lines: Collection[LinesKey]) -> ModeRow:
        """Return the row without the states that no line is in in its year."""
        return replace(self, running=tuple(each for each in self.running if (*each.state, self.year) in lines))

    @property
    def is_interval(self) -> bool:
        """Whether the mode holds more than one price."""
        return self.price_low_cny_per_unit < self.price_high_cny_per_unit

    @property
    def demand_slope(self) -> float:
        """By how many munit demand falls for each CNY of price, in an interval."""
        return (self.output_high_munit - self.output_low_munit) / self._width_cny_per_unit

    @property
    def harm_slope_munit(self) -> float:
        """By how many mcny consumer harm rises at least for each CNY, where it rises; zero but in an interval."""
        if not self.is_interval:
            return 0.0
        rise = self.consumer_harm_high_mcny - self.consumer_harm_low_mcny
        return rise / (self.price_high_cny_per_unit - self.harm_from_cny_per_unit)

    @property
    def harm_has_kink(self) -> bool:
        """Whether consumer harm begins to rise inside."""
        return self.harm_from_cny_per_unit > self.price_low_cny_per_unit

    @property
    def _width_cny_per_unit(self) -> float:
        return self.price_high_cny_per_unit - self.price_low_cny_per_unit

    @property
    def key(self) -> tuple[str, int, str, str]:
        """Market, year, scenario and mode."""
        return self.market, self.year, self.scenario, self.mode


@dataclass(frozen=True)
class Tables:
    """All rows but the modes, which change as brackets are split."""

    states: tuple[StateRow, ...] = ()
    transitions: tuple[TransitionRow, ...] = ()
    forbidden: tuple[ForbiddenRow, ...] = ()
    gates: tuple[GateRow, ...] = ()
    room: tuple[tuple[str, int], ...] = ()
    """Group of gates to how much room it has."""
    services: tuple[ServiceRow, ...] = ()
    mergers: tuple[MergerRow, ...] = ()
    links: tuple[LinkRow, ...] = ()
    vouchers: tuple[VoucherRow, ...] = ()
    transfers: tuple[TransferRow, ...] = ()
    levies: tuple[LevyRow, ...] = ()

    def used(self, lines: Collection[LinesKey], moves: Collection[TransitionKey]) -> Tables:
        """Return the tables with just these transitions, and the states that they join or that lines are in.

        Models built from them say what follows from just these, and are much smaller.
        """
        transitions = tuple(row for row in self.transitions if row.key in moves)
        states = {(plant, state) for plant, state, _ in lines}
        states |= {(row.plant, state) for row in transitions for state in (row.from_state, row.to_state)}
        return replace(
            self,
            states=tuple(row for row in self.states if row.key in states),
            transitions=transitions,
            forbidden=tuple(row for row in self.forbidden if (row.plant, row.state) in states),
        )

    @property
    def decides_nothing(self) -> bool:
        """Whether no lever is left to pull."""
        ordered = [row for row in self.transitions if not row.by_itself]
        return not (ordered or self.services or self.gates or self.vouchers or self.transfers)
