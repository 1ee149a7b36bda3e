"""Rows of small instances and sections of mandates for tests, which :mod:`builders` completes what is stated from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Row = Mapping[str, Any]

HEADER: Row = {
    "format": 1,
    "id": "case",
    "title": "Case",
    "currency": "CNY",
    "price_year": 2025,
    "first_year": 2025,
    "years": 1,
    "discount_rate_pct": 0,
}
REGION: Row = {
    "id": "region",
    "labour_force_persons": 10_000,
    "unemployed_persons": 0,
    "average_wage_cny_per_month": 5_000,
    "unemployment_benefit_cny_per_month": 1_000,
    "reemployment_pct": 50,
    "vacancies_persons_per_year": 1_000,
}
PRODUCT: Row = {"id": "product", "unit": "kg"}
MARKET: Row = {
    "id": "market",
    "product": "product",
    "demand_munit": 100,
    "demand_growth_pct_per_year": 0,
    "reference_price_cny_per_unit": 10,
    "price_cap_cny_per_unit": 100,
    "demand_elasticity": -1,
}
FIRM: Row = {"id": "firm", "ownership": "private", "cash_mcny": 1_000, "credit_mcny": 0, "overhead_mcny_per_year": 0}
PLANT: Row = {
    "id": "plant",
    "firm": "firm",
    "region": "region",
    "market": "market",
    "lines": 1,
    "capacity_munit_per_line": 10,
    "cash_cost_cny_per_unit": 5,
    "fixed_cost_mcny_per_line": 0,
    "workers_per_line": 100,
    "service_years": 10,
    "closure_cost_mcny_per_line": 0,
    "reservation_value_mcny_per_line": 0,
    "subsidy_cny_per_unit": 0,
    "subsidy_mcny_per_line": 0,
}
PAYER: Row = {"id": "fund"}
PROGRAMME: Row = {
    "id": "school",
    "region": "region",
    "payer": "fund",
    "setup_cost_mcny": 0,
    "class_size_persons": 10,
    "cost_mcny_per_class": 1,
    "max_classes_per_year": 10,
    "reemployment_pct": 100,
}
BARRIER: Row = {"id": "barrier", "removal_cost_mcny": 0, "payer": "fund"}
LINK: Row = {"id": "link", "from_market": "market", "to_market": "other", "transport_cost_cny_per_unit": 1}
MERGER_PAIR: Row = {
    "id": "pair",
    "acquirer": "firm",
    "target": "target",
    "overhead_saving_mcny_per_year": 0,
    "unit_cost_saving_cny_per_unit": 0,
    "integration_cost_mcny": 0,
    "redundant_persons": 0,
    "redeployed_pct": 0,
}
UPGRADE: Row = {
    "id": "upgrade",
    "plant": "plant",
    "market": "market",
    "capacity_munit_per_line": 10,
    "cash_cost_cny_per_unit": 5,
    "fixed_cost_mcny_per_line": 0,
    "workers_per_line": 100,
    "skilled_workers_per_line": 0,
    "capital_cost_mcny_per_line": 0,
    "public_share_pct": 0,
    "ramp_up_years": 0,
    "ramp_up_pct": 100,
}
STANDARD: Row = {
    "id": "standard",
    "product": "product",
    "measure": "emissions_tco2_per_unit",
    "ceiling_per_unit": 1,
    "from_year": 2025,
}
VOUCHER: Row = {
    "id": "voucher",
    "market": "market",
    "payer": "fund",
    "demand_munit_per_tranche": 1,
    "cost_mcny_per_tranche": 1,
    "most_tranches_per_year": 10,
}
TRANSFER: Row = {"id": "transfer", "from_payer": "fund", "to_payer": "other", "most_mcny_per_year": 10}
SCENARIO: Row = {"id": "base", "probability_pct": 100, "demand_factor": 1, "vacancy_factor": 1}
PURPOSES = ("exit_compensation", "severance", "income_support")

LEVERS: Row = {
    "first_decision_year": 2025,
    "close_lines": True,
    "withdraw_subsidies": True,
    "compensate_exits": True,
    "retrain": True,
    "merge_firms": True,
    "most_mergers_per_acquirer": 1,
    "upgrade_lines": True,
    "conduct_rules": (),  # unlawful unless a test says so: a market that may be under a rule has many more modes
    "remove_barriers": True,
    "stop_entry": True,
    "adopt_standards": True,
    "issue_vouchers": True,
    "transfer_budgets": True,
    "raise_levies": True,
}
LIMITS: Mapping[str, Row] = {
    "unemployment": {"level": "off", "rise_ceiling_percentage_points": 1},
    "income_floor": {"level": "off", "floor_pct_of_average_wage": 40},
    "consumer_price": {"level": "off", "ceiling_pct_of_reference": 150},
    "supply": {"level": "off", "floor_pct_of_reference_demand": 50},
    "budget": {"level": "off"},
    "participation": {"level": "off"},
}
OPTIONAL_LIMITS: Mapping[str, Row] = {
    "wage_floor": {"floor_pct_of_average_wage": 40},
    "regional_output": {"floor_pct_of_today": 50},
    "regional_revenue": {"floor_pct_of_today": 50},
    "equity": {"ceiling_pct_of_fair_share": 150},
    "emissions": {"ceiling_pct_of_today": 100},
    "concentration": {"room_points": 200, "share_screen_pct": 50, "guidance": "assumed"},
    "capacity_swap": {"closed_per_opened": 1},
}
"""Limits that a mandate has only where they are given."""
WEIGHTS: Row = {
    "operating_losses": 1,
    "overheads": 1,
    "closure_costs": 1,
    "investment_costs": 1,
    "public_outlay": 1,
    "consumer_harm": 1,
    "displaced_mcny_per_person": 0.1,
    "without_work_mcny_per_person_year": 0.1,
}
STATED: Row = {"reason": "chosen for a test", "source": "assumed"}
