"""Small cases in which a lever alone, with those that it needs, is the best answer.

As in the cases beside this file, an idle line offers at 20, where demand ends, and loses its fixed cost of 50 a year.
Its closing costs 15: 100 people displaced at 0.1, and half of them without work at 0.1. One line at 5 sells its 10 at
(200 - 10) / 10 = 19. Consumers count only where a case says so, and without work there is no benefit.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, get_args

import pytest
from builders import build_instance, build_mandate

from solver.instance.instance import Instance
from solver.mandate import ConductRule, Levers, Mandate

Rows = dict[str, Any]
RULES: tuple[str, ...] = get_args(ConductRule)
NOT_PULLED = {"reason", "source", "first_decision_year", "most_mergers_per_acquirer"}
"""Fields of the levers' section that are no lever by themselves."""
OFF: Rows = {name: () if name == "conduct_rules" else False for name in Levers.model_fields if name not in NOT_PULLED}

IDLE: Rows = {"cash_cost_cny_per_unit": 20, "fixed_cost_mcny_per_line": 50, "service_years": 0}
DUE: Rows = IDLE | {"closure_cost_mcny_per_line": 7}
"""An idle line that costs 22 to close, and 7 more for its owner: 29."""
CLOSED: Rows = {"plant": "plant", "year": 2025, "from_state": "unsubsidised", "to_state": "closed", "lines": 1}
TWO_FIRMS: Rows = {
    "plants": [{}, {"id": "second", "firm": "target"}],
    "firms": [{}, {"id": "target", "overhead_mcny_per_year": 30}],
}
SAVES: Rows = {"overhead_saving_mcny_per_year": 20, "integration_cost_mcny": 5}
MERGED: Rows = {"pair": "pair", "year": 2025}
GLUT: Rows = {"capacity_munit_per_line": 160}
"""At 5 no more than 150 of its 160 are asked for: the line earns nothing above its cash cost."""


@dataclass(frozen=True)
class Case:
    """What the best plan decides and is worth with a lever, and what is best without."""

    lever: str
    best_mcny: float
    without_mcny: float | None
    """``None`` where without the lever no plan keeps every limit."""
    decides: Rows
    tables: Rows
    needs: tuple[str, ...] = ()
    mandate: Rows = field(default_factory=dict)
    today_mcny: float | None = None
    """What the status quo costs, where it is not the best that there is without the lever."""

    @property
    def instance(self) -> Instance:
        """Build the instance, where the idle live on what is promised to them alone."""
        return build_instance(**({"regions": [{"unemployment_benefit_cny_per_month": 0}]} | self.tables))

    def wishes(self, *, with_it: bool) -> Mandate:
        """Return the mandate that allows the levers needed, and this one or not."""
        pulled = {**OFF, **dict.fromkeys(self.needs, True)}
        if with_it:
            pulled[self.lever.split(":")[0]] = (self.lever.split(":")[1],) if ":" in self.lever else True
        weights = {"consumer_harm": 0} | self.mandate.get("weights", {})
        return build_mandate(**{**self.mandate, "levers": pulled, "weights": weights})


CASES = [
    Case("close_lines", 15, 50, {"moves": [CLOSED]}, {"plants": [IDLE]}),
    # 20 a year for a line that earns enough without.
    Case(
        "withdraw_subsidies",
        0,
        20,
        {"moves": [CLOSED | {"from_state": "subsidised", "to_state": "unsubsidised"}]},
        {"plants": [{"subsidy_mcny_per_line": 20}]},
    ),
    # An owner who cannot be paid the 7 that are due stays.
    Case(
        "compensate_exits",
        29,
        50,
        {"moves": [CLOSED | {"compensation_mcny": 7}]},
        {"plants": [DUE]},
        needs=("close_lines",),
        mandate={"limits": {"participation": {}}},
    ),
    # 10 for the displaced, 1 for the class of all 100, of whom nobody stays without work, 1 for the opening.
    Case(
        "retrain",
        12,
        15,
        {
            "moves": [CLOSED],
            "openings": [{"programme": "school", "year": 2025}],
            "classes": [{"programme": "school", "year": 2025, "classes": 1}],
        },
        {"plants": [IDLE], "programmes": [{"setup_cost_mcny": 1, "class_size_persons": 100}]},
        needs=("close_lines",),
        today_mcny=50,
    ),
    # Of the target's overhead of 30 a year 20 fall away, for 5 once.
    Case("merge_firms", 15, 30, {"mergers": [MERGED]}, TWO_FIRMS | {"merger_pairs": [SAVES]}),
    # 40 at 16 bring the target's line 20 * 11 = 220, of 260: it loses 40 more than it has. The acquirer earns 220.
    Case(
        "merge_firms",
        40,
        None,
        {"mergers": [MERGED]},
        {
            "plants": [
                {"capacity_munit_per_line": 20},
                {"id": "second", "firm": "target", "capacity_munit_per_line": 20, "fixed_cost_mcny_per_line": 260},
            ],
            "firms": [{"cash_mcny": 0}, {"id": "target", "cash_mcny": 0}],
            "merger_pairs": [{}],
        },
    ),
    # The capital of 10 puts an end to a loss of 50 a year: the upgraded line sells at 19.
    Case(
        "upgrade_lines",
        10,
        50,
        {"moves": [CLOSED | {"to_state": "upgraded:upgrade"}]},
        {"plants": [IDLE], "upgrades": [{"capital_cost_mcny_per_line": 10}]},
    ),
    # Upgraded, the line sells to others. It runs at half of its capacity in the first year: 5 at (200 - 5) / 10 = 19.5
    # bring (19.5 - 5) * 5 = 72.5 of the fixed cost of 80, so 7.5 are lost beside the 10 of capital.
    Case(
        "upgrade_lines",
        17.5,
        50,
        {"moves": [CLOSED | {"to_state": "upgraded:upgrade"}]},
        {
            "plants": [IDLE],
            "upgrades": [
                {
                    "market": "finer",
                    "capital_cost_mcny_per_line": 10,
                    "fixed_cost_mcny_per_line": 80,
                    "ramp_up_years": 1,
                    "ramp_up_pct": 50,
                }
            ],
        },
    ),
    # 90 % of 160 are sold at 20 - 14.4 = 5.6, for 0.6 * 144 = 86.4 of the fixed cost of 100.
    Case(
        "conduct_rules:joint_cut_10",
        13.6,
        100,
        {"conduct": [{"market": "market", "year": 2025, "rule": "joint_cut_10"}]},
        {"plants": [GLUT | {"fixed_cost_mcny_per_line": 100}]},
    ),
    # 128 at 7.2, for 2.2 * 128 = 281.6 of 300.
    Case(
        "conduct_rules:joint_cut_20",
        18.4,
        300,
        {"conduct": [{"market": "market", "year": 2025, "rule": "joint_cut_20"}]},
        {"plants": [GLUT | {"fixed_cost_mcny_per_line": 300}]},
    ),
    # 112 at 8.8, for 3.8 * 112 = 425.6 of 450.
    Case(
        "conduct_rules:joint_cut_30",
        24.4,
        450,
        {"conduct": [{"market": "market", "year": 2025, "rule": "joint_cut_30"}]},
        {"plants": [GLUT | {"fixed_cost_mcny_per_line": 450}]},
    ),
    # A fixed cost of 160 for a capacity of 160 lifts the offer to 6, where 140 are sold for 1 each.
    Case(
        "conduct_rules:full_cost_offers",
        20,
        160,
        {"conduct": [{"market": "market", "year": 2025, "rule": "full_cost_offers"}]},
        {"plants": [GLUT | {"fixed_cost_mcny_per_line": 160}]},
    ),
    # In the south goods cost 15, and 5 * (100 + 50) / 2 = 375 are lost to consumers; those of the north would cost
    # 5 + 1. The barrier costs 20.
    Case(
        "remove_barriers",
        20,
        375,
        {"removals": [{"barrier": "barrier", "year": 2025}]},
        {
            "plants": [
                {"id": "cheap", "market": "north", "capacity_munit_per_line": 400},
                {"id": "dear", "market": "south", "capacity_munit_per_line": 100, "cash_cost_cny_per_unit": 15},
            ],
            "barriers": [{"removal_cost_mcny": 20}],
            "links": [{"from_market": "north", "to_market": "south", "barrier": "barrier"}],
        },
        mandate={"weights": {"consumer_harm": 1}},
    ),
    # The merger above, once the barrier is gone for 3.
    Case(
        "remove_barriers",
        18,
        30,
        {"mergers": [MERGED], "removals": [{"barrier": "barrier", "year": 2025}]},
        TWO_FIRMS | {"merger_pairs": [SAVES | {"barrier": "barrier"}], "barriers": [{"removal_cost_mcny": 3}]},
        needs=("merge_firms",),
    ),
    # A line that would cost 10 to finish and then stand idle.
    Case(
        "stop_entry",
        0,
        60,
        {"moves": [CLOSED | {"from_state": "planned"}]},
        {"plants": [IDLE | {"start_year": 2025, "capital_cost_mcny_per_line": 10}]},
    ),
    # The owner would take no less than 100; under the standard nothing is due.
    Case(
        "adopt_standards",
        15,
        50,
        {"moves": [CLOSED], "adoptions": [{"standard": "standard"}]},
        {"plants": [IDLE | {"reservation_value_mcny_per_line": 100, "emissions_tco2_per_unit": 2}], "standards": [{}]},
        needs=("close_lines", "compensate_exits"),
        mandate={"limits": {"participation": {}}},
    ),
    # 200 at 5 find 150 buyers. With 60 more the price is 6, at which all 200 are sold, for 1 each of the fixed 150.
    Case(
        "issue_vouchers",
        20,
        150,
        {"vouchers": [{"voucher": "voucher", "year": 2025, "tranches": 1}]},
        {
            "plants": [{"capacity_munit_per_line": 200, "fixed_cost_mcny_per_line": 150}],
            "vouchers": [{"demand_munit_per_tranche": 60, "cost_mcny_per_tranche": 20, "most_tranches_per_year": 1}],
        },
    ),
    # The payer of the 7 has nothing; another has 7, and nothing to pay.
    Case(
        "transfer_budgets",
        29,
        50,
        {
            "moves": [CLOSED | {"compensation_mcny": 7}],
            "transfers": [{"transfer": "transfer", "year": 2025, "mcny": pytest.approx(7)}],
        },
        {"plants": [DUE], "transfers": [{"from_payer": "rich", "to_payer": "fund"}]},
        needs=("close_lines", "compensate_exits"),
        mandate={
            "limits": {"budget": {}},
            "budget_additions": [{"payer": "rich", "from_year": 2025, "to_year": 2025, "mcny_per_year": 7}],
        },
    ),
    # Who stays pays 0.7 for each of 10 into the fund that pays the 7, no public money. It earns 140.
    Case(
        "raise_levies",
        22,
        50,
        {"moves": [CLOSED | {"compensation_mcny": 7}], "levies": [{"payer": "fund", "year": 2025}]},
        {
            "plants": [DUE, {"id": "second", "firm": "target"}],
            "payers": [{"levy_product": "product", "levy_mcny_per_munit": 0.7}],
        },
        needs=("close_lines", "compensate_exits"),
        mandate={"limits": {"budget": {}}},
    ),
]
