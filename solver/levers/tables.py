"""The tables between levers and model: states, transitions, gates, services and modes."""

from __future__ import annotations

from dataclasses import dataclass

from solver.plan import State


@dataclass(frozen=True)
class StateRow:
    """Lines of a plant in an open state; all figures are per line and year."""

    plant: str
    state: State
    firm: str
    region: str
    market: str
    lines_at_start: int
    most_lines: int
    capacity_munit: float
    cash_cost_cny_per_unit: float
    offer_cny_per_unit: float
    fixed_cost_mcny: float
    subsidy_cny_per_unit: float
    subsidy_mcny: float
    subsidy_payer: str | None

    @property
    def key(self) -> tuple[str, str]:
        """Plant and state."""
        return self.plant, self.state

    def loss_mcny(self, price_cny_per_unit: float, output_munit: float) -> float:
        """Return the loss of one line, never below zero; subsidies do not reduce it."""
        margin = (price_cny_per_unit - self.cash_cost_cny_per_unit) * output_munit
        return max(0.0, self.fixed_cost_mcny - margin)


@dataclass(frozen=True)
class TransitionRow:
    """Lines of a plant may go from one state to another at the start of a year; figures are per line."""

    plant: str
    from_state: State
    to_state: State
    year: int
    firm: str
    region: str
    most_lines: int
    displaced_persons: float = 0.0
    closure_cost_mcny: float = 0.0
    due_mcny: float = 0.0
    """Compensation due to the owner."""
    severance_mcny: float = 0.0

    @property
    def key(self) -> tuple[str, int, str, str]:
        """Plant, year and both states."""
        return self.plant, self.year, self.from_state, self.to_state


@dataclass(frozen=True)
class GateRow:
    """A binary decision with a cost of its own, taken in a year; of a group at most one is opened."""

    gate: str
    group: str
    year: int
    cost_mcny: float
    payer: str
    purpose: str
    region: str


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
class ModeRow:
    """A market may be in this mode in a year and scenario: a price bracket, and what each state does in it."""

    market: str
    year: int
    scenario: str
    mode: str
    price_low_cny_per_unit: float
    price_high_cny_per_unit: float
    output_low_munit: float
    output_high_munit: float
    consumer_harm_low_mcny: float
    """At the lower edge."""
    consumer_harm_high_mcny: float
    """At the upper edge, or as at the lower where a straight line between the edges could charge too much."""
    running: tuple[tuple[tuple[str, str], float, float], ...]
    """For each state of the market: its key, the least and the most of its capacity that it uses in this mode."""

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
        """By how many mcny consumer harm rises at least for each CNY of price; zero but in an interval."""
        if not self.is_interval:
            return 0.0
        return (self.consumer_harm_high_mcny - self.consumer_harm_low_mcny) / self._width_cny_per_unit

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

    states: tuple[StateRow, ...]
    transitions: tuple[TransitionRow, ...]
    gates: tuple[GateRow, ...]
    services: tuple[ServiceRow, ...]

    @property
    def decides_nothing(self) -> bool:
        """Whether no lever is left to pull."""
        return not (self.transitions or self.services)
