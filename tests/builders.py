"""Small instances and mandates for tests: a test states the data that matter to it, the rest is as below.

An instance without overrides is one plant of one line in one region, selling 10 million units in a market whose demand
is ``200 - 10 * price``; its years start in 2025. A mandate without overrides allows every lever from 2025 on, turns
every limit off, counts money as it is and a person 0.1 mcny.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from solver.evaluate.outcome import Outcome
from solver.instance.instance import Instance
from solver.instance.records import (
    Duty,
    Firm,
    Header,
    Market,
    Observation,
    Payer,
    Plant,
    Product,
    Programme,
    Provenance,
    Record,
    Region,
    Scenario,
    Source,
)
from solver.mandate import Mandate

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
SCENARIO: Row = {"id": "base", "probability_pct": 100, "demand_factor": 1, "vacancy_factor": 1}
PURPOSES = ("exit_compensation", "severance", "income_support")

LEVERS: Row = {
    "first_decision_year": 2025,
    "close_lines": True,
    "withdraw_subsidies": True,
    "compensate_exits": True,
    "retrain": True,
}
LIMITS: Mapping[str, Row] = {
    "unemployment": {"level": "off", "rise_ceiling_percentage_points": 1},
    "income_floor": {"level": "off", "floor_pct_of_average_wage": 40},
    "consumer_price": {"level": "off", "ceiling_pct_of_reference": 150},
    "supply": {"level": "off", "floor_pct_of_reference_demand": 50},
    "budget": {"level": "off"},
    "participation": {"level": "off"},
}
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


def build_instance(
    *,
    header: Row | None = None,
    regions: Iterable[Row] = (),
    products: Iterable[Row] = (),
    markets: Iterable[Row] = (),
    firms: Iterable[Row] = (),
    plants: Iterable[Row] = ({},),
    payers: Iterable[Row] = ({},),
    duties: Iterable[Row] | None = None,
    programmes: Iterable[Row] = (),
    scenarios: Iterable[Row] = (),
    observations: Iterable[Row] = (),
    sources: Iterable[Row] = (),
    provenance: Iterable[Row] = (),
) -> Instance:
    """Return an instance of the rows given, each completed from the defaults above.

    Regions, markets and firms that a plant names, and products that a market names, are made with the defaults where
    no row states them. Without ``duties`` the first payer bears everything everywhere; it is also the payer of a plant
    with a subsidy and of a programme that name none.
    """
    payer_rows = table(Payer, PAYER, payers)
    purse = next(iter(payer_rows))
    plant_rows = table(Plant, PLANT, [with_payer(row, purse) for row in plants]).values()
    market_rows = table(Market, MARKET, completed(MARKET, markets, (plant.market for plant in plant_rows)))
    duty_rows = [{"purpose": purpose, "payer": purse} for purpose in PURPOSES] if duties is None else duties
    return Instance(
        header=Header(**{**HEADER, **(header or {})}),
        regions=table(Region, REGION, completed(REGION, regions, (plant.region for plant in plant_rows))),
        products=table(
            Product, PRODUCT, completed(PRODUCT, products, (market.product for market in market_rows.values()))
        ),
        markets=market_rows,
        firms=table(Firm, FIRM, completed(FIRM, firms, (plant.firm for plant in plant_rows))),
        plants={plant.id: plant for plant in plant_rows},
        payers=payer_rows,
        duties=table(Duty, {"share_pct": 100}, duty_rows),
        programmes=table(Programme, {**PROGRAMME, "payer": purse}, programmes),
        scenarios=table(Scenario, SCENARIO, scenarios),
        observations=table(Observation, {}, observations),
        sources=table(Source, {}, sources),
        provenance=table(Provenance, {}, provenance),
    )


def build_mandate(
    *,
    levers: Row | None = None,
    limits: Mapping[str, Row] | None = None,
    weights: Row | None = None,
    budget_additions: Iterable[Row] = (),
) -> Mandate:
    """Return a mandate with the keys given replaced; a limit that is given is hard unless its row says ``off``."""
    sections = {
        name: {**STATED, **row, **({"level": "hard"} | dict((limits or {})[name]) if name in (limits or {}) else {})}
        for name, row in LIMITS.items()
    }
    unknown = set(limits or {}) - set(LIMITS)
    if unknown:
        raise KeyError(f"no such limits: {sorted(unknown)}")
    return Mandate.model_validate(
        {
            "format": 1,
            "title": "Wishes",
            "levers": {**STATED, **LEVERS, **(levers or {})},
            "limits": sections,
            "weights": {**STATED, **WEIGHTS, **(weights or {})},
            "budget_additions": [{**STATED, "payer": "fund", **row} for row in budget_additions],
        }
    )


def pick(outcome: Outcome, name: str, **keys: Any) -> dict[str, Any]:
    """Return the one row of an outcome's table in which the columns given have the values given."""
    rows = [row for row in outcome.tables[name].to_dict("records") if all(row[key] == keys[key] for key in keys)]
    if len(rows) != 1:
        raise LookupError(f"{len(rows)} rows of {name} have {keys}")
    return {str(column): value for column, value in rows[0].items()}


def table(record: type[Record], defaults: Row, rows: Iterable[Row]) -> dict[str, Any]:
    """Return the rows as records by key, completed from the defaults; the name of a row is its key."""
    records = []
    for row in rows:
        facts = {**defaults, **row}
        if "name" in record.model_fields:
            facts.setdefault("name", facts["id"])
        records.append(record.model_validate(facts))
    return {each.row_key: each for each in records}


def completed(defaults: Row, rows: Iterable[Row], named: Iterable[str]) -> list[Row]:
    """Return the rows, and a bare one for every key that is named elsewhere and not stated."""
    stated = list(rows)
    keys = {row.get("id", defaults["id"]) for row in stated}
    return stated + [{"id": key} for key in dict.fromkeys(named) if key not in keys]


def with_payer(row: Row, purse: str) -> Row:
    """Return a plant's row with a payer if it has a subsidy and names none."""
    subsidised = row.get("subsidy_cny_per_unit") or row.get("subsidy_mcny_per_line")
    return {"subsidy_payer": purse, **row} if subsidised else row
