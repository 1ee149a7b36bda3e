"""A town in which every lever is pulled and every soft limit is missed, and another value for each of its parameters.

Steel is sold in three markets, of which ``north`` sends to ``south`` once the barrier ``wall`` is gone; ``fence``
stays. Glass is sold at one rate for all in two markets, in one of them under a joint cut in 2026.
"""

from __future__ import annotations

from typing import Any

Rows = dict[str, Any]


def point(key: str, market: str, rate_pct: float, price: float) -> Rows:
    return {"id": key, "market": market, "operating_rate_pct": rate_pct, "price_cny_per_unit": price}


def pair(key: str, target: str, **columns: Any) -> Rows:
    savings = {"overhead_saving_mcny_per_year": 4, "unit_cost_saving_cny_per_unit": 1, "integration_cost_mcny": 6}
    lost = {"redundant_persons": 20, "redundancy_region": "hill", "redundancy_service_years": 8, "redeployed_pct": 50}
    return {"id": key, "acquirer": "strong", "target": target, **savings, **lost, **columns}


CLEAN: Rows = {"energy_kgce_per_unit": 1, "emissions_tco2_per_unit": 1}
TABLES: Rows = {
    "header": {"years": 3, "discount_rate_pct": 5},
    "regions": [
        {"id": "hill", "rehired_wage_cny_per_month": 2_000, "tax_pct_of_sales": 5, "vacancies_persons_per_year": 30},
        {"id": "vale", "tax_pct_of_sales": 4},
    ],
    "products": [{"id": "steel"}, {"id": "glass"}],
    "markets": [
        *({"id": each, "product": "steel"} for each in ("north", "mid", "south")),
        *({"id": each, "product": "glass", "clearing": "rationed"} for each in ("war", "truce")),
    ],
    "price_rates": [
        point("war-0", "war", 0, 2),
        point("war-50", "war", 50, 6),
        point("war-100", "war", 100, 12),
        point("truce-0", "truce", 0, 2),
        point("truce-100", "truce", 100, 12),
    ],
    "firms": [
        {"id": "strong", "overhead_mcny_per_year": 7},
        {"id": "weak", "overhead_mcny_per_year": 9},
        {"id": "small", "overhead_mcny_per_year": 8},
        {"id": "other"},
    ],
    "plants": [
        {"id": "mill", "firm": "strong", "region": "hill", "market": "north", "lines": 3, "energy_kgce_per_unit": 3}
        | {"capacity_munit_per_line": 30, "emissions_tco2_per_unit": 2, "reservation_value_mcny_per_line": 9},
        {"id": "forge", "firm": "weak", "region": "hill", "market": "north", "lines": 2, "emissions_tco2_per_unit": 1}
        | {"capacity_munit_per_line": 30, "reservation_value_mcny_per_line": 9, "energy_kgce_per_unit": 1},
        {"id": "kiln", "firm": "small", "region": "vale", "market": "mid", **CLEAN},
        {"id": "port", "firm": "other", "region": "vale", "market": "south", "cash_cost_cny_per_unit": 12, **CLEAN},
        {"id": "new", "firm": "other", "region": "vale", "market": "south", "lines": 2, "start_year": 2026}
        | {"capital_cost_mcny_per_line": 4, "fixed_cost_mcny_per_line": 30, **CLEAN, "emissions_tco2_per_unit": 3},
        {
            "id": "oven",
            "firm": "other",
            "region": "vale",
            "market": "war",
            "lines": 2,
            "capacity_munit_per_line": 60,
            **CLEAN,
        },
        {"id": "pane", "firm": "other", "region": "vale", "market": "truce", "capacity_munit_per_line": 120, **CLEAN},
    ],
    "payers": [
        {"id": "fund"},
        {"id": "state"},
        {"id": "third"},
        {"id": "pot", "levy_product": "glass", "levy_mcny_per_munit": 0.1},
    ],
    "duties": [
        {"purpose": "exit_compensation", "payer": "pot"},
        {"purpose": "severance", "payer": "fund"},
        {"purpose": "income_support", "payer": "fund"},
    ],
    "programmes": [{"region": "hill"}],
    "barriers": [{"id": "wall", "removal_cost_mcny": 5}, {"id": "fence"}],
    "links": [
        {"from_market": "north", "to_market": "south", "tariff_cny_per_unit": 0.5, "barrier": "wall"},
    ],
    "merger_pairs": [pair("first", "weak", barrier="wall"), pair("second", "small", redundant_persons=10)],
    "upgrades": [
        {"id": "finer", "plant": "mill", "market": "war", "capacity_munit_per_line": 20, "cash_cost_cny_per_unit": 4}
        | {"fixed_cost_mcny_per_line": 11, "workers_per_line": 60, "skilled_workers_per_line": 20}
        | {"capital_cost_mcny_per_line": 8, "public_share_pct": 25, "payer": "fund", "ramp_up_years": 1}
        | {"ramp_up_pct": 50, "energy_kgce_per_unit": 3, "emissions_tco2_per_unit": 3},
    ],
    "standards": [
        {"id": "clean", "product": "steel", "ceiling_per_unit": 1.5, "from_year": 2027},
        {"id": "thrifty", "product": "glass", "measure": "energy_kgce_per_unit", "ceiling_per_unit": 2},
        {"id": "lean", "product": "steel", "measure": "energy_kgce_per_unit", "ceiling_per_unit": 2},
    ],
    "vouchers": [
        {"market": "north", "demand_munit_per_tranche": 3, "cost_mcny_per_tranche": 2, "most_tranches_per_year": 2}
    ],
    "transfers": [{"from_payer": "fund", "to_payer": "state", "most_mcny_per_year": 5}],
}
PLAN: Rows = {
    "moves": [
        {"plant": "mill", "year": 2026, "from_state": "unsubsidised", "to_state": "upgraded:finer", "lines": 1},
        {"plant": "mill", "year": 2026, "from_state": "unsubsidised", "to_state": "closed", "lines": 1},
        {"plant": "forge", "year": 2027, "from_state": "integrated:first", "to_state": "closed", "lines": 1},
        {"plant": "new", "year": 2026, "from_state": "planned", "to_state": "closed", "lines": 1},
    ],
    "openings": [{"programme": "school", "year": 2025}],
    "classes": [{"programme": "school", "year": 2026, "classes": 3}],
    "wage_support": [{"region": "hill", "cny_per_month": 2_100}],
    "mergers": [{"pair": "first", "year": 2026}, {"pair": "second", "year": 2026}],
    "conduct": [{"market": "war", "year": 2026, "rule": "joint_cut_20"}],
    "removals": [{"barrier": "wall", "year": 2026}],
    "adoptions": [{"standard": "clean"}, {"standard": "thrifty"}, {"standard": "lean"}],
    "vouchers": [{"voucher": "voucher", "year": 2026, "tranches": 2}],
    "transfers": [{"transfer": "transfer", "year": 2026, "mcny": 5}],
    "levies": [{"payer": "pot", "year": 2026}],
}
SOFT: Rows = {"level": "soft", "breach_price_mcny": 2}
WISHES: Rows = {
    "levers": {"conduct_rules": ["joint_cut_20"], "most_mergers_per_acquirer": 2},
    "limits": {
        "unemployment": {**SOFT, "rise_ceiling_percentage_points": 0.1},
        "income_floor": {**SOFT, "floor_pct_of_average_wage": 40},
        "consumer_price": {**SOFT, "ceiling_pct_of_reference": 60},
        "supply": {**SOFT, "floor_pct_of_reference_demand": 100},
        "budget": SOFT,
        "participation": SOFT,
        "wage_floor": {**SOFT, "floor_pct_of_average_wage": 60},
        "regional_output": {**SOFT, "floor_pct_of_today": 95},
        "regional_revenue": {**SOFT, "floor_pct_of_today": 100},
        "equity": {**SOFT, "ceiling_pct_of_fair_share": 100},
        "emissions": {**SOFT, "ceiling_pct_of_today": 10},
        "concentration": {**SOFT, "room_points": 100, "share_screen_pct": 20},
        "capacity_swap": {**SOFT, "closed_per_opened": 9},
    },
}

FACTS: dict[tuple[str, str], tuple[int, Any]] = {
    ("regions", "rehired_wage_cny_per_month"): (0, 1_900),
    ("regions", "tax_pct_of_sales"): (0, 6),
    ("markets", "clearing"): (3, None),
    ("markets", "location"): (2, "abroad"),
    ("plants", "start_year"): (4, 2027),
    ("plants", "capital_cost_mcny_per_line"): (4, 5),
    ("plants", "energy_kgce_per_unit"): (0, 1),
    ("plants", "emissions_tco2_per_unit"): (0, 1),
    ("payers", "levy_product"): (3, "steel"),
    ("payers", "levy_mcny_per_munit"): (3, 0.2),
    ("barriers", "removal_cost_mcny"): (0, 6),
    ("barriers", "payer"): (0, "state"),
    ("links", "from_market"): (0, "mid"),
    ("links", "to_market"): (0, "mid"),
    ("links", "transport_cost_cny_per_unit"): (0, 2),
    ("links", "tariff_cny_per_unit"): (0, 0.7),
    ("links", "barrier"): (0, "fence"),
    ("price_rates", "market"): (1, "truce"),
    ("price_rates", "operating_rate_pct"): (1, 60),
    ("price_rates", "price_cny_per_unit"): (1, 8),
    ("merger_pairs", "acquirer"): (0, "other"),
    ("merger_pairs", "target"): (0, "other"),
    ("merger_pairs", "overhead_saving_mcny_per_year"): (0, 5),
    ("merger_pairs", "unit_cost_saving_cny_per_unit"): (0, 1.5),
    ("merger_pairs", "integration_cost_mcny"): (0, 7),
    ("merger_pairs", "redundant_persons"): (0, 25),
    ("merger_pairs", "redundancy_region"): (0, "vale"),
    ("merger_pairs", "redundancy_service_years"): (0, 9),
    ("merger_pairs", "redeployed_pct"): (0, 40),
    ("merger_pairs", "barrier"): (0, "fence"),
    ("upgrades", "plant"): (0, "forge"),
    ("upgrades", "market"): (0, "truce"),
    ("upgrades", "capacity_munit_per_line"): (0, 22),
    ("upgrades", "cash_cost_cny_per_unit"): (0, 3),
    ("upgrades", "fixed_cost_mcny_per_line"): (0, 12),
    ("upgrades", "workers_per_line"): (0, 50),
    ("upgrades", "skilled_workers_per_line"): (0, 10),
    ("upgrades", "capital_cost_mcny_per_line"): (0, 9),
    ("upgrades", "public_share_pct"): (0, 30),
    ("upgrades", "payer"): (0, "state"),
    ("upgrades", "ramp_up_years"): (0, 2),
    ("upgrades", "ramp_up_pct"): (0, 60),
    ("upgrades", "energy_kgce_per_unit"): (0, 1),
    ("upgrades", "emissions_tco2_per_unit"): (0, 2),
    ("standards", "product"): (0, "glass"),
    ("standards", "measure"): (0, "energy_kgce_per_unit"),
    ("standards", "ceiling_per_unit"): (0, 0.5),
    ("standards", "from_year"): (0, 2026),
    ("vouchers", "market"): (0, "mid"),
    ("vouchers", "payer"): (0, "state"),
    ("vouchers", "demand_munit_per_tranche"): (0, 4),
    ("vouchers", "cost_mcny_per_tranche"): (0, 3),
    ("vouchers", "most_tranches_per_year"): (0, 1),
    ("transfers", "from_payer"): (0, "third"),
    ("transfers", "to_payer"): (0, "third"),
    ("transfers", "most_mcny_per_year"): (0, 4),
}
"""Table and column to the row in which it is changed, and the other value."""

NEW_LEVERS = ("merge_firms", "upgrade_lines", "remove_barriers", "stop_entry", "adopt_standards")
NEW_LEVERS += ("issue_vouchers", "transfer_budgets", "raise_levies")
MANDATE: dict[tuple[str, ...], Any] = {
    **{("levers", name): False for name in NEW_LEVERS},
    ("levers", "conduct_rules"): [],
    ("levers", "most_mergers_per_acquirer"): 1,
    **{("limits", name, "level"): "hard" for name in WISHES["limits"]},
    **{("limits", name, "breach_price_mcny"): 3 for name in WISHES["limits"]},
    ("limits", "wage_floor", "floor_pct_of_average_wage"): 70,
    ("limits", "regional_output", "floor_pct_of_today"): 90,
    ("limits", "regional_output", "by_region"): {"hill": 90},
    ("limits", "regional_revenue", "floor_pct_of_today"): 90,
    ("limits", "regional_revenue", "by_region"): {"vale": 90},
    ("limits", "equity", "ceiling_pct_of_fair_share"): 110,
    ("limits", "emissions", "ceiling_pct_of_today"): 20,
    ("limits", "concentration", "room_points"): 200,
    ("limits", "concentration", "share_screen_pct"): 25,
    ("limits", "capacity_swap", "closed_per_opened"): 8,
    ("weights", "investment_costs"): 2,
}
"""Path of a wish to its other value."""
