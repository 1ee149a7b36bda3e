"""Holding a number against a limit, and saying in a planner's words where it is missed."""

from __future__ import annotations

from dataclasses import dataclass, field

from solver.evaluate.outcome import TOLERANCE, Sense, Violation
from solver.evaluate.rows import BreachRow, LimitRow
from solver.mandate import Level, Limit

PRICED_BY_MONEY = ("income_floor", "wage_floor")
"""Limits of which not the difference of the two sides is priced, but the money that is lacking for it."""
NOTHING_MISSED = 1e-9
"""What is missed by no more than this, relative to the limit or to one unit, is rounding and costs nothing."""


@dataclass(frozen=True)
class Place:
    """What a limit is about: subject, year and scenario, with the names to say them by."""

    subject: str
    name: str
    year: int = 0
    scenario: str = ""
    scenario_name: str = ""
    """Empty where the instance has one scenario only, so that naming it says nothing."""

    def __str__(self) -> str:
        """Return the place as the beginning of a sentence."""
        parts = (self.name, str(self.year) if self.year else "", self.scenario_name)
        return ", ".join(part for part in parts if part)


@dataclass
class Findings:
    """All limits and rules weighed so far."""

    rows: list[LimitRow] = field(default_factory=list)
    violations: list[Violation] = field(default_factory=list)
    breaches: list[BreachRow] = field(default_factory=list)

    def weigh(
        self,
        rule: str,
        place: Place,
        value: float,
        sense: Sense,
        limit: float,
        unit: str,
        words: str,
        wish: Limit | None = None,
    ) -> None:
        """Hold a value against a limit.

        Parameters
        ----------
        rule : str
            One of :data:`solver.evaluate.outcome.RULES`.
        place : Place
            Where it holds.
        value, limit : float
            What is and what may be, in the unit.
        sense : Sense
            How the value has to stand to the limit.
        unit : str
            Unit of both.
        words : str
            What to say where the limit is broken, with ``{value}`` and ``{limit}`` in it.
        wish : Limit or None
            The limit of the mandate, which says how binding it is; what no mandate asks for always binds.
        """
        slack = limit - value if sense == "<=" else value - limit
        kept = slack >= -TOLERANCE * max(1.0, abs(limit))
        # What the law asks for even where a mandate turns its own limit off, such as the benefit, always binds.
        level: Level = "hard" if wish is None or wish.level == "off" else wish.level
        self.rows.append(
            LimitRow(rule, place.subject, place.scenario, place.year, value, sense, limit, slack, unit, kept, level)
        )
        if wish is not None and rule not in PRICED_BY_MONEY and slack < -NOTHING_MISSED * max(1.0, abs(limit)):
            self.price(rule, place, -slack, unit, wish)
        if not kept and level == "hard":
            shown_value, shown_limit = ("{:.0f}", "{:.0f}") if unit == "year" else ("{}", "{}")
            spoken = (value, limit) if unit == "year" else spell(value, limit)
            sentence = words.format(value=shown_value.format(spoken[0]), limit=shown_limit.format(spoken[1]))
            self.violations.append(
                Violation(rule, place.subject, place.scenario, place.year, value, limit, unit, f"{place}: {sentence}")
            )

    def price(self, rule: str, place: Place, missed_by: float, unit: str, wish: Limit) -> None:
        """Note what it costs to miss a soft limit; one that is not soft costs nothing."""
        if wish.level == "soft":
            cost = wish.price_mcny * missed_by
            self.breaches.append(BreachRow(rule, place.subject, place.scenario, place.year, missed_by, unit, cost))


def spell(value: float, limit: float) -> tuple[str, str]:
    """Return two different numbers as short as they can be told apart, at four digits or in whole thousands."""
    for digits in range(4, 16):
        texts = spell_one(value, digits), spell_one(limit, digits)
        if texts[0] != texts[1]:
            break
    return texts


def spell_one(number: float, digits: int) -> str:
    """Return a number with so many significant digits, or with all those left of the point if they are more."""
    rounded = float(f"{number:.{digits}g}") if abs(number) < 10 ** (digits - 1) else round(number, 0)
    text = f"{rounded:,.{digits}f}"
    text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
