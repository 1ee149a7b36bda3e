"""Checks of what could be done beside closing lines: planned lines, mergers, upgrades, standards, purses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from solver.errors import Problem
from solver.instance.draft import Draft
from solver.instance.options import MergerPair, Standard, Transfer, Upgrade
from solver.instance.records import Firm, Market, Payer, Plant
from solver.instance.wording import few


def planned_plants_start_in_time(draft: Draft) -> Iterator[Problem]:
    """Find planned plants that run already or never start, and capital costs of plants that are not planned."""
    for key, plant in draft.rows(Plant).items():
        if plant.start_year is None:
            if plant.capital_cost_mcny_per_line is not None:
                value = f"{plant.capital_cost_mcny_per_line:g}"
                rule = "is the cost of starting planned lines, and the plant has no start_year"
                yield Problem(
                    "plants.csv", key, "capital_cost_mcny_per_line", value, rule, "leave one blank or fill both"
                )
        elif draft.header is not None:
            refusal = _start_refusal(plant.start_year, draft.header.first_year, draft.header.years)
            if refusal:
                yield Problem("plants.csv", key, "start_year", str(plant.start_year), *refusal)


def _start_refusal(start: int, first: int, years: int) -> tuple[str, str] | None:
    last = first + years - 1
    if start <= first:
        return f"must be after the first year, which is {first}", "leave it blank: the lines run already"
    if start > last:
        return f"must not be after the last year, which is {last}", "leave the plant out, or compute more years"
    return None


def mergers_join_two_firms(draft: Draft) -> Iterator[Problem]:
    """Find pairs of one firm, and savings beyond what there is to save."""
    for key, pair in draft.rows(MergerPair).items():
        if pair.acquirer == pair.target:
            rule, cure = "is the acquirer as well", "write another firm, or delete the pair"
            yield _of_pair(key, "target", pair.target, rule, cure)
        target = draft.rows(Firm).get(pair.target)
        saving = pair.overhead_saving_mcny_per_year
        if target and saving > target.overhead_mcny_per_year:
            rule = f"must not be above the overhead of {pair.target}, which is {target.overhead_mcny_per_year:g}"
            yield _of_pair(key, "overhead_saving_mcny_per_year", f"{saving:g}", rule, "lower it")


def redundant_posts_are_placed(draft: Draft) -> Iterator[Problem]:
    """Find redundant posts without region or years of service, and these two without redundant posts."""
    for key, pair in draft.rows(MergerPair).items():
        for column in ("redundancy_region", "redundancy_service_years"):
            value = getattr(pair, column)
            if pair.redundant_persons > 0 and value is None:
                rule, cure = (
                    "must not be blank where posts become redundant",
                    "fill it in, or write no redundant persons",
                )
                yield _of_pair(key, column, "", rule, cure)
            elif pair.redundant_persons == 0 and value is not None:
                shown = value if isinstance(value, str) else f"{value:g}"
                rule, cure = (
                    "must be blank where no post becomes redundant",
                    "leave it blank, or write redundant persons",
                )
                yield _of_pair(key, column, shown, rule, cure)


def upgrades_hold_together(draft: Draft) -> Iterator[Problem]:
    """Find upgrades with more skilled posts than posts, that nobody pays for, or that never make anything."""
    for key, upgrade in draft.rows(Upgrade).items():
        if upgrade.skilled_workers_per_line > upgrade.workers_per_line:
            value = f"{upgrade.skilled_workers_per_line:g}"
            rule = f"must not be above workers_per_line, which is {upgrade.workers_per_line:g}"
            yield _of_upgrade(key, "skilled_workers_per_line", value, rule, "count skilled posts among all posts")
        if upgrade.public_share_pct > 0 and not upgrade.payer:
            rule, cure = "must not be blank where there is a public share", "write the key of the payer, or no share"
            yield _of_upgrade(key, "payer", "", rule, cure)
        elif upgrade.payer and upgrade.public_share_pct == 0:
            rule, cure = "pays a public share that is zero", "leave it blank, or write the share"
            yield _of_upgrade(key, "payer", upgrade.payer, rule, cure)
        if upgrade.ramp_up_years > 0 and upgrade.ramp_up_pct == 0:
            rule, cure = "must be above 0 where there are ramp-up years", "write a number above 0, or no ramp-up years"
            yield _of_upgrade(key, "ramp_up_pct", "0", rule, cure)


def standards_can_be_measured(draft: Draft) -> Iterator[Problem]:
    """Find standards that bind too late to matter, and lines of which nobody says how they stand to one."""
    for key, standard in draft.rows(Standard).items():
        header = draft.header
        if header and standard.from_year >= header.first_year + header.years:
            rule = f"must not be after the last year, which is {header.first_year + header.years - 1}"
            cure = "write an earlier year, or compute more years"
            yield Problem("standards.csv", key, "from_year", str(standard.from_year), rule, cure)
        makers: tuple[tuple[str, Iterable[Plant | Upgrade]], ...] = (
            ("plants.csv", draft.rows(Plant).values()),
            ("upgrades.csv", draft.rows(Upgrade).values()),
        )
        for file, rows in makers:
            made = (row for row in rows if _product(draft, row.market) == standard.product)
            blank = [row.id for row in made if getattr(row, standard.measure) is None]
            if blank:
                rule = f"must not be blank, as standard {key} is held against it"
                yield Problem(file, few(blank), standard.measure, "", rule, "fill it in; blank is not zero")


def levies_are_whole(draft: Draft) -> Iterator[Problem]:
    """Find industry funds of which only the product or only the levy is told."""
    for key, payer in draft.rows(Payer).items():
        columns = ("levy_product", "levy_mcny_per_munit")
        blank = [column for column in columns if getattr(payer, column) is None]
        if len(blank) == 1:
            other = next(column for column in columns if column not in blank)
            rule, cure = f"must not be blank where {other} is there", "fill in both for an industry fund, or none"
            yield Problem("payers.csv", key, blank[0], "", rule, cure)


def transfers_join_two_budgets(draft: Draft) -> Iterator[Problem]:
    """Find transfers from a payer to itself, and to or from industry funds."""
    payers = draft.rows(Payer)
    for key, transfer in draft.rows(Transfer).items():
        if transfer.from_payer == transfer.to_payer:
            rule, cure = "is the payer that gives as well", "write another payer, or delete the transfer"
            yield Problem("transfers.csv", key, "to_payer", transfer.to_payer, rule, cure)
            continue
        for column in ("from_payer", "to_payer"):
            payer = payers.get(getattr(transfer, column))
            if payer and payer.is_industry_fund:
                rule, cure = "is an industry fund, whose money is not the public's", "write another payer"
                yield Problem("transfers.csv", key, column, payer.id, rule, cure)


def _product(draft: Draft, market: str) -> str | None:
    facts = draft.rows(Market).get(market)
    return facts.product if facts else None


def _of_pair(key: str, column: str, value: str, rule: str, cure: str) -> Problem:
    return Problem("merger_pairs.csv", key, column, value, rule, cure)


def _of_upgrade(key: str, column: str, value: str, rule: str, cure: str) -> Problem:
    return Problem("upgrades.csv", key, column, value, rule, cure)
