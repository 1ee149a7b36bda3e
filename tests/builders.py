"""Small instances and mandates for tests: a test states the data that matter to it.

An instance without overrides is one plant of one line in one region, selling 10 million units in a market whose demand
is ``200 - 10 * price``; its years start in 2025. A mandate without overrides allows every lever but rules of conduct
from 2025 on, turns every limit off, counts money as it is and a person 0.1 mcny. All that is not stated is in
:mod:`default_rows`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from default_rows import (
    BARRIER,
    FIRM,
    HEADER,
    LEVERS,
    LIMITS,
    LINK,
    MARKET,
    MERGER_PAIR,
    OPTIONAL_LIMITS,
    PAYER,
    PLANT,
    PRODUCT,
    PROGRAMME,
    PURPOSES,
    REGION,
    SCENARIO,
    STANDARD,
    STATED,
    TRANSFER,
    UPGRADE,
    VOUCHER,
    WEIGHTS,
    Row,
)

from solver.errors import Problem
from solver.evaluate.outcome import Outcome
from solver.instance.check import check_draft
from solver.instance.draft import Draft, unknown_references
from solver.instance.instance import Instance
from solver.instance.options import Barrier, Link, MergerPair, PriceRate, Standard, Transfer, Upgrade, Voucher
from solver.instance.records import (
    RECORDS,
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
    barriers: Iterable[Row] = (),
    links: Iterable[Row] = (),
    price_rates: Iterable[Row] = (),
    merger_pairs: Iterable[Row] = (),
    upgrades: Iterable[Row] = (),
    standards: Iterable[Row] = (),
    vouchers: Iterable[Row] = (),
    transfers: Iterable[Row] = (),
    scenarios: Iterable[Row] = (),
    observations: Iterable[Row] = (),
    sources: Iterable[Row] = (),
    provenance: Iterable[Row] = (),
) -> Instance:
    """Return an instance of the rows given, each completed from the defaults.

    Regions, markets and firms that a plant names, and products that a market names, are made with the defaults where
    no row states them; so are markets of upgrades, vouchers and links, firms of merger pairs and payers of transfers.
    Without ``duties`` the first payer bears everything everywhere; it is also the payer of a plant with a subsidy, of a
    programme, a barrier, vouchers and an upgrade with a public share that name none.
    """
    transfer_rows = table(Transfer, TRANSFER, transfers).values()
    stated_payers = table(Payer, PAYER, payers)
    purse = next(iter(stated_payers))
    named_payers = [payer for each in transfer_rows for payer in (each.from_payer, each.to_payer)]
    payer_rows = stated_payers | table(Payer, PAYER, [{"id": key} for key in named_payers if key not in stated_payers])
    plant_rows = table(Plant, PLANT, [with_payer(row, purse) for row in plants]).values()
    upgrade_rows = table(Upgrade, UPGRADE, [with_public_payer(row, purse) for row in upgrades]).values()
    voucher_rows = table(Voucher, {**VOUCHER, "payer": purse}, vouchers).values()
    link_rows = table(Link, LINK, links).values()
    pair_rows = table(MergerPair, MERGER_PAIR, merger_pairs).values()
    selling = [each.market for rows in (plant_rows, upgrade_rows, voucher_rows) for each in rows]
    linked = [market for each in link_rows for market in (each.from_market, each.to_market)]
    market_rows = table(Market, MARKET, completed(MARKET, markets, selling + linked))
    owners = [plant.firm for plant in plant_rows] + [
        firm for each in pair_rows for firm in (each.acquirer, each.target)
    ]
    duty_rows = [{"purpose": purpose, "payer": purse} for purpose in PURPOSES] if duties is None else duties
    return Instance(
        header=Header(**{**HEADER, **(header or {})}),
        regions=table(Region, REGION, completed(REGION, regions, (plant.region for plant in plant_rows))),
        products=table(
            Product, PRODUCT, completed(PRODUCT, products, (market.product for market in market_rows.values()))
        ),
        markets=market_rows,
        firms=table(Firm, FIRM, completed(FIRM, firms, owners)),
        plants={plant.id: plant for plant in plant_rows},
        payers=payer_rows,
        duties=table(Duty, {"share_pct": 100}, duty_rows),
        programmes=table(Programme, {**PROGRAMME, "payer": purse}, programmes),
        barriers=table(Barrier, {**BARRIER, "payer": purse}, barriers),
        links={each.id: each for each in link_rows},
        price_rates=table(PriceRate, {"market": "market"}, price_rates),
        merger_pairs={each.id: each for each in pair_rows},
        upgrades={each.id: each for each in upgrade_rows},
        standards=table(Standard, STANDARD, standards),
        vouchers={each.id: each for each in voucher_rows},
        transfers={each.id: each for each in transfer_rows},
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
    """Return a mandate with the keys given replaced; a limit that is given is hard unless its row says otherwise."""
    given = {name: {"level": "hard", **row} for name, row in (limits or {}).items()}
    sections = {
        name: {**STATED, **row, **given.get(name, {})}
        for name, row in (LIMITS | OPTIONAL_LIMITS).items()
        if name in LIMITS or name in given
    }
    unknown = set(given) - set(LIMITS) - set(OPTIONAL_LIMITS)
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


def problems_of(instance: Instance) -> list[Problem]:
    """Return everything that is wrong with an instance made in memory, as when its folder is read."""
    draft, problems = Draft.of(instance), []
    for record in RECORDS:
        for key, row in draft.tables[record.table].items():
            problems += unknown_references(draft, f"{record.table}.csv", key, dict(row))
    return problems + check_draft(draft)


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


def with_public_payer(row: Row, purse: str) -> Row:
    """Return an upgrade's row with a payer if it has a public share and names none."""
    return {"payer": purse, **row} if row.get("public_share_pct") else row
