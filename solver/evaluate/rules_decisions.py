"""The rules of plans about all decisions beside lines and classes: what is allowed, and what is given twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from solver.evaluate.findings import Findings, Place
from solver.evaluate.orders import Orders
from solver.instance.instance import Instance
from solver.mandate import Levers
from solver.plan import Plan


def weigh_year(findings: Findings, levers: Levers, place: Place) -> None:
    """Note a decision that is taken too early."""
    if place.year < levers.first_decision_year:
        words = "a decision for {value}, the first that can be decided for is {limit}"
        findings.weigh("lever", place, place.year, ">=", levers.first_decision_year, "year", words)


def weigh_decision_levers(findings: Findings, instance: Instance, levers: Levers, orders: Orders) -> None:
    """Note decisions that the mandate does not allow, or that are taken too early."""
    for place, allowed, what in asked_for(instance, levers, orders.plan):
        if place.year:
            weigh_year(findings, levers, place)
        if not allowed:
            findings.weigh("lever", place, 1, "<=", 0, what, f"{what}: {{value}}, allowed: {{limit}}")


def asked_for(instance: Instance, levers: Levers, plan: Plan) -> Iterator[tuple[Place, bool, str]]:
    """Yield every decision beside lines and classes, with whether it is allowed and what to call several of them."""
    for merger in plan.mergers:
        pair = instance.merger_pairs[merger.pair]
        yield Place(pair.id, pair.name, merger.year), levers.merge_firms, "mergers"
    for conduct in plan.conduct:
        market = instance.markets[conduct.market]
        allowed = conduct.rule in levers.conduct_rules and not market.is_fixed
        yield Place(market.id, market.name, conduct.year), allowed, f"rules of conduct {conduct.rule}"
    for removal in plan.removals:
        barrier = instance.barriers[removal.barrier]
        yield Place(barrier.id, barrier.name, removal.year), levers.remove_barriers, "removals"
    for adoption in plan.adoptions:
        standard = instance.standards[adoption.standard]
        in_time = standard.from_year >= levers.first_decision_year
        yield Place(standard.id, standard.name), levers.adopt_standards and in_time, "adoptions"
    for issue in plan.vouchers:
        voucher = instance.vouchers[issue.voucher]
        yield Place(voucher.id, voucher.name, issue.year), levers.issue_vouchers, "issues of vouchers"
    for sent in plan.transfers:
        transfer = instance.transfers[sent.transfer]
        yield Place(transfer.id, transfer.name, sent.year), levers.transfer_budgets, "transfers"
    for levy in plan.levies:
        payer = instance.payers[levy.payer]
        yield Place(payer.id, payer.name, levy.year), levers.raise_levies, "levies"


def weigh_decisions(findings: Findings, instance: Instance, orders: Orders) -> None:
    """Note decisions that are given twice, that go too far, or that nobody can carry out."""
    weigh_repeated(findings, instance, orders.plan)
    for (key, year), tranches in orders.asked_tranches.items():
        voucher = instance.vouchers[key]
        if tranches > voucher.most_tranches_per_year:
            place, most = Place(key, voucher.name, year), voucher.most_tranches_per_year
            words = "tranches in the year: {value}, possible: {limit}"
            findings.weigh("decision", place, tranches, "<=", most, "tranches", words)
    for (key, year), money in orders.asked_transfers.items():
        transfer = instance.transfers[key]
        if money > transfer.most_mcny_per_year:
            place, room = Place(key, transfer.name, year), transfer.most_mcny_per_year
            words = "{value} million CNY to be transferred in the year, possible {limit}"
            findings.weigh("decision", place, money, "<=", room, "mcny", words)
    for levy in orders.plan.levies:
        payer = instance.payers[levy.payer]
        if not payer.is_industry_fund:
            words = "levies of what is no industry fund: {value}, possible: {limit}"
            findings.weigh("decision", Place(payer.id, payer.name, levy.year), 1, "<=", 0, "levies", words)


def weigh_repeated(findings: Findings, instance: Instance, plan: Plan) -> None:
    """Note decisions that are given more than once where one is all there can be."""
    counted: Counter[tuple[str, str, int, str]] = Counter()
    counted.update(("barriers", each.barrier, 0, "removals") for each in plan.removals)
    counted.update(("standards", each.standard, 0, "adoptions") for each in plan.adoptions)
    counted.update(("markets", each.market, each.year, "rules of conduct") for each in plan.conduct)
    counted.update(("payers", each.payer, each.year, "levies") for each in plan.levies)
    for (table, key, year, what), number in counted.items():
        if number > 1:
            place = Place(key, getattr(instance, table)[key].name, year)
            words = f"{what}: {{value}}, possible: {{limit}}"
            findings.weigh("decision", place, number, "<=", 1, what, words)
