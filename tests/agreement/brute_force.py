"""The truth about a small case: every plan there is, each weighed by the judge.

Written from the problem statement: nothing here knows the levers' rows or the model. A plan is put together from the
decisions that are not about lines, then from what is ordered of each plant's lines (which depends on the mergers and on
the standards), then from what is promised to people. Of the money that may go from one budget to another only amounts
at which some limit begins or ends to be missed are tried.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator
from typing import Any

from agreement.every_course import decision_years, plant_courses, totals

from solver.evaluate.judge import Judge
from solver.evaluate.outcome import Outcome
from solver.instance.instance import Instance
from solver.instance.records import Programme, Region
from solver.mandate import Mandate
from solver.plan import (
    Adoption,
    BudgetTransfer,
    Classes,
    Conduct,
    IncomeSupport,
    Levy,
    Merger,
    Move,
    Opening,
    Plan,
    Removal,
    VoucherIssue,
    WageSupport,
)

Decisions = tuple[Any, ...]


def best_plan(judge: Judge) -> Outcome | None:
    """Return the outcome of the best plan that keeps every limit, or ``None`` where no plan does."""
    kept = (outcome for outcome in every_outcome(judge) if outcome.feasible)
    return min(kept, key=lambda outcome: outcome.objective_mcny, default=None)


def every_outcome(judge: Judge) -> Iterator[Outcome]:
    """Yield what follows from every plan."""
    for plan in every_plan(judge):
        outcome = judge.evaluate(plan)
        yield outcome
        yield from (judge.evaluate(other) for other in with_transfers(judge, outcome))


def every_plan(judge: Judge) -> Iterator[Plan]:
    """Yield every plan that the mandate allows, transfers apart; owners are due what the standards leave them."""
    instance, mandate = judge.instance, judge.mandate
    schools = list(itertools.product(*(programme_courses(instance, mandate, p) for p in instance.programmes.values())))
    others = list(itertools.product(*(every_choice(kind) for kind in other_decisions(instance, mandate))))
    for mergers, adoptions in itertools.product(every_merging(instance, mandate), every_adoption(instance, mandate)):
        courses = [plant_courses(judge, plant, mergers, adoptions) for plant in instance.plants.values()]
        for chosen in itertools.product(*courses):
            moves = tuple(itertools.chain.from_iterable(chosen))
            for promised, held, other in itertools.product(
                promises(instance, mandate, moves, mergers), schools, others
            ):
                taken = (*itertools.chain.from_iterable(held), *itertools.chain.from_iterable(other), *promised)
                yield made_of(instance, (*moves, *mergers, *adoptions, *taken))


FIELDS: dict[type[Any], str] = {
    Move: "moves",
    Opening: "openings",
    Classes: "classes",
    IncomeSupport: "income_support",
    WageSupport: "wage_support",
    Merger: "mergers",
    Conduct: "conduct",
    Removal: "removals",
    Adoption: "adoptions",
    VoucherIssue: "vouchers",
    BudgetTransfer: "transfers",
    Levy: "levies",
}


def made_of(instance: Instance, decisions: Decisions) -> Plan:
    """Return the plan of these decisions."""
    sorted_out: dict[str, list[Any]] = {}
    for decision in decisions:
        sorted_out.setdefault(FIELDS[type(decision)], []).append(decision)
    return Plan(instance=instance.header.id, **{name: tuple(each) for name, each in sorted_out.items()})


def count_plans(instance: Instance, mandate: Mandate) -> int:
    """Return how many plans there are at most (but for soft and reported payments), without judging any."""
    counted = sum(
        math.prod(len(totals(instance, mandate, plant, mergers)) for plant in instance.plants.values())
        for mergers in every_merging(instance, mandate)
    )
    schools = [len(programme_courses(instance, mandate, each)) for each in instance.programmes.values()]
    others = [len(every_choice(kind)) for kind in other_decisions(instance, mandate)]
    return counted * len(every_adoption(instance, mandate)) * math.prod(schools) * math.prod(others)


def every_choice(alternatives: Iterable[Any]) -> list[Decisions]:
    """Return one decision or none."""
    return [(), *((each,) for each in alternatives)]


def every_merging(instance: Instance, mandate: Mandate) -> list[tuple[Merger, ...]]:
    """Return all mergers that can happen together: a target takes part in no other."""
    pairs = instance.merger_pairs.values() if mandate.levers.merge_firms else ()
    years = decision_years(instance, mandate)
    kept = []
    for chosen in itertools.product(*(every_choice(Merger(pair=p.id, year=y) for y in years) for p in pairs)):
        mergers = tuple(itertools.chain.from_iterable(chosen))
        taking_part = [instance.merger_pairs[each.pair] for each in mergers]
        firms = [firm for pair in taking_part for firm in (pair.acquirer, pair.target)]
        if all(firms.count(pair.target) == 1 for pair in taking_part):
            kept.append(mergers)
    return kept


def every_adoption(instance: Instance, mandate: Mandate) -> list[tuple[Adoption, ...]]:
    """Return all sets of standards that can be adopted."""
    standards = instance.standards if mandate.levers.adopt_standards else ()
    chosen = itertools.product(*(every_choice([Adoption(standard=each)]) for each in standards))
    return [tuple(itertools.chain.from_iterable(each)) for each in chosen]


def other_decisions(instance: Instance, mandate: Mandate) -> Iterator[list[Any]]:
    """Yield lists of decisions of which one or none can be taken: removals, conduct, vouchers and levies."""
    levers, years = mandate.levers, decision_years(instance, mandate)
    for barrier in instance.barriers if levers.remove_barriers else ():
        yield [Removal(barrier=barrier, year=year) for year in years]
    for market, year in itertools.product(instance.markets.values(), years):
        if levers.conduct_rules and not market.is_fixed:
            yield [Conduct(market=market.id, year=year, rule=rule) for rule in levers.conduct_rules]
    for voucher, year in itertools.product(instance.vouchers.values() if levers.issue_vouchers else (), years):
        most = voucher.most_tranches_per_year
        yield [VoucherIssue(voucher=voucher.id, year=year, tranches=number + 1) for number in range(most)]
    for payer, year in itertools.product(instance.payers.values() if levers.raise_levies else (), years):
        if payer.is_industry_fund:
            yield [Levy(payer=payer.id, year=year)]


def programme_courses(instance: Instance, mandate: Mandate, programme: Programme) -> list[Decisions]:
    """Return all that a programme can do: nothing, or open in some year and hold classes from then on."""
    courses: list[Decisions] = [()]
    if not mandate.levers.retrain:
        return courses
    years = decision_years(instance, mandate)
    for opened in years:
        later = [year for year in years if year >= opened]
        for counts in itertools.product(range(programme.max_classes_per_year + 1), repeat=len(later)):
            if any(counts):  # a school without a class costs the same or more and changes nothing else
                held = [
                    Classes(programme=programme.id, year=year, classes=count)
                    for year, count in zip(later, counts, strict=True)
                    if count
                ]
                courses.append((Opening(programme=programme.id, year=opened), *held))
    return courses


def promises(
    instance: Instance, mandate: Mandate, moves: Iterable[Move], mergers: Iterable[Merger]
) -> Iterator[Decisions]:
    """Yield what can be promised where anybody may lose a post: the floors, and of soft ones also the least."""
    regions = {instance.plants[move.plant].region for move in moves if may_displace(move)}
    redundant = {instance.merger_pairs[each.pair].redundancy_region for each in mergers}
    promised = []
    for key in sorted(regions | {region for region in redundant if region is not None}):
        region = instance.regions[key]
        promised.append([IncomeSupport(region=key, cny_per_month=each) for each in incomes(mandate, region)])
        wages = wages_promised(mandate, region)
        promised.append([WageSupport(region=key, cny_per_month=each) for each in wages] if wages else [None])
    for chosen in itertools.product(*promised):
        yield tuple(each for each in chosen if each is not None)


def promised_support(
    instance: Instance, mandate: Mandate, moves: Iterable[Move], mergers: Iterable[Merger] = ()
) -> Decisions:
    """Return the highest of what can be promised."""
    return list(promises(instance, mandate, moves, mergers))[-1]


def may_displace(move: Move) -> bool:
    return move.from_state != "planned" and (move.to_state == "closed" or move.to_state.startswith("upgraded:"))


def incomes(mandate: Mandate, region: Region) -> list[float]:
    """Return the monthly incomes that a plan may best promise, rising."""
    benefit, floor = region.unemployment_benefit_cny_per_month, mandate.limits.income_floor
    asked = floor.floor_pct_of_average_wage / 100 * region.average_wage_cny_per_month
    choices = {"hard": {max(benefit, asked)}, "soft": {benefit, max(benefit, asked)}}
    return sorted(choices.get(floor.level, {benefit}))


def wages_promised(mandate: Mandate, region: Region) -> list[float]:
    """Return the monthly wages of the rehired that a plan may best promise, rising; none where none is asked for."""
    floor = mandate.limits.wage_floor
    if floor is None or floor.level not in ("hard", "soft"):
        return []
    asked = floor.floor_pct_of_average_wage / 100 * region.average_wage_cny_per_month
    return [asked] if floor.level == "hard" else [0.0, asked]


def with_transfers(judge: Judge, outcome: Outcome) -> Iterator[Plan]:
    """Yield a plan without transfers again with every choice of amounts at which a budget becomes just enough."""
    mandate, years = judge.mandate, decision_years(judge.instance, judge.mandate)
    if not mandate.levers.transfer_budgets or not judge.instance.transfers:
        return
    budgets = outcome.tables["limits"]
    slack = budgets[budgets["rule"] == "budget"].groupby(["subject", "year"])["slack"].min().to_dict()
    choices = []
    for row, year in itertools.product(judge.instance.transfers.values(), years):
        lacking, room = -slack.get((row.to_payer, year), 0.0), slack.get((row.from_payer, year), 0.0)
        amounts = {min(each, row.most_mcny_per_year) for each in (lacking, room, row.most_mcny_per_year)}
        choices.append(
            every_choice(BudgetTransfer(transfer=row.id, year=year, mcny=each) for each in sorted(amounts) if each > 0)
        )
    for chosen in itertools.product(*choices):
        sent = tuple(itertools.chain.from_iterable(chosen))
        if sent:
            yield outcome.plan.model_copy(update={"transfers": sent})
