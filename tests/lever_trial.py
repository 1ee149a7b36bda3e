"""The trial of the judge for the levers beside closing: an instance, a mandate and the plan that the judge accepts.

All plans that are broken start from this one. Decisions start in 2026; participation is not asked for and nothing costs
anything to close, so that nothing is due.

- Market ``steel``: demand is 200 - 10 * price. Two lines of ``old`` (north, 2 t emitted a unit) and two of ``mill``
  (south, 1 t) make 10 each, at a price of 16; in 2026 a line of ``new`` (south, 1 t) starts. The plan closes a line of
  ``old`` in 2026, so that 40 are made at 16 before and after.
- North makes 20, worth 200 at the reference price of 10, and then 100, its floor. South has a tax share of 10 %: of 320
  it gets 32, and then 48; its floor of revenue is 60 % of 32.
- Emissions are 20 * 2 + 20 * 1 = 60, and then 50; their ceiling is 120 % of 60 = 72.
- Of the 100 workers 40 are in the north, 55 in the south, 5 in the east; no region may bear more than 2.5 of its share.
  The plan displaces 20, all in the north (ceiling 2.5 * 0.4 * 20 = 20), where those who find work are promised 2,000.
- Market ``glass`` (east): firms ``one``, ``two``, ``three``, ``crumb`` and ``big`` hold 10, 10, 9, 1 and 70 % of it.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from builders import build_instance, build_mandate

from solver.instance.instance import Instance
from solver.mandate import Mandate
from solver.plan import Merger, Move, Plan, State, WageSupport

GLASS = {"one": 10, "two": 10, "three": 9, "crumb": 1, "big": 70}
PAIRS = {
    "near": ("one", "two"),
    "far": ("one", "three"),
    "crumbs": ("one", "crumb"),
    "again": ("three", "two"),
    "wide": ("big", "crumb"),
    "shut": ("three", "crumb"),
}


def trial_instance() -> Instance:
    steel = {"market": "steel", "lines": 2}
    glass = [
        {
            "id": firm,
            "firm": firm,
            "region": "east",
            "market": "glass",
            "capacity_munit_per_line": capacity,
            "workers_per_line": 5 if firm == "one" else 0,
        }
        for firm, capacity in GLASS.items()
    ]
    return build_instance(
        header={"years": 3},
        regions=[
            {"id": "north", "rehired_wage_cny_per_month": 1_500},
            {"id": "south", "tax_pct_of_sales": 10},
            {"id": "east"},
        ],
        markets=[{"id": "steel", "product": "steel"}, {"id": "glass", "product": "glass"}],
        plants=[
            {"id": "old", "region": "north", **steel, "workers_per_line": 20, "emissions_tco2_per_unit": 2},
            {"id": "mill", "region": "south", **steel, "workers_per_line": 27.5, "emissions_tco2_per_unit": 1},
            {
                "id": "new",
                "region": "south",
                "market": "steel",
                "workers_per_line": 0,
                "emissions_tco2_per_unit": 1,
                "start_year": 2026,
            },
            *glass,
        ],
        payers=[{}, {"id": "pot", "levy_product": "steel", "levy_mcny_per_munit": 0.1}],
        upgrades=[
            {"id": "modern", "plant": "old", "market": "steel", "workers_per_line": 20, "emissions_tco2_per_unit": 1},
            {"id": "dirty", "plant": "mill", "market": "steel", "workers_per_line": 27.5, "emissions_tco2_per_unit": 4},
        ],
        barriers=[{"id": "wall"}],
        merger_pairs=[
            {"id": pair, "acquirer": one, "target": other, "barrier": "wall" if pair == "shut" else None}
            for pair, (one, other) in PAIRS.items()
        ],
        standards=[{"id": "clean", "product": "steel", "ceiling_per_unit": 1.5, "from_year": 2027}],
        vouchers=[{"market": "glass"}],
        transfers=[{}],
    )


def trial_mandate(**levers: Any) -> Mandate:
    return build_mandate(
        levers={
            "first_decision_year": 2026,
            "conduct_rules": ("joint_cut_10", "full_cost_offers"),
            **levers,
        },
        limits={
            "wage_floor": {"floor_pct_of_average_wage": 40},
            "regional_output": {"floor_pct_of_today": 50, "by_region": {"east": 0}},
            "regional_revenue": {"floor_pct_of_today": 60},
            "equity": {"ceiling_pct_of_fair_share": 250},
            "emissions": {"ceiling_pct_of_today": 120},
            "concentration": {"room_points": 300, "share_screen_pct": 50},
            "capacity_swap": {"closed_per_opened": 1},
        },
    )


def move(plant: str, year: int, to_state: State, lines: int = 1, from_state: State = "unsubsidised") -> Move:
    return Move(plant=plant, year=year, from_state=from_state, to_state=to_state, lines=lines)


CLOSING = move("old", 2026, "closed")


def trial_plan(*moves: Move, **changes: Any) -> Plan:
    """Return the accepted plan with more moves, and with some of its decisions replaced."""
    decisions = {
        "moves": (CLOSING, *moves),
        "wage_support": (WageSupport(region="north", cny_per_month=2_000),),
        **changes,
    }
    return Plan(instance="case", **decisions)


def mergers(*pairs: str, year: int = 2026) -> tuple[Merger, ...]:
    """Return mergers of pairs, each a year after the one before."""
    return tuple(Merger(pair=pair, year=year + number) for number, pair in enumerate(pairs))


class Case(NamedTuple):
    """One way to break one rule."""

    rule: str
    plan: Plan
    broken: list[tuple[str, int]]
    """Subject and year of every violation that the judge has to name."""
    sentence: str
    """Sentence of the first one."""
    levers: Mapping[str, Any] = MappingProxyType({})
    """What the mandate allows otherwise than it does for the accepted plan."""
