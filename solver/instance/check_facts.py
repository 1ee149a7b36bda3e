"""Checks of people, purses and futures: regions, firms, subsidies, duties, programmes, scenarios, observations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from math import fsum
from typing import get_args

from solver.errors import Problem
from solver.instance.draft import Draft, nearest_key
from solver.instance.records import Duty, Firm, Observation, Plant, Programme, Purpose, Region, Scenario

SUM_TOLERANCE = 1e-6
"""How far shares may be from summing to 100."""


def some_have_work(draft: Draft) -> Iterator[Problem]:
    """Find regions in which nobody has work."""
    for key, region in draft.rows(Region).items():
        if region.unemployed_persons >= region.labour_force_persons:
            yield Problem(
                "regions.csv",
                key,
                "unemployed_persons",
                f"{region.unemployed_persons:g}",
                f"must be below the labour force, which is {region.labour_force_persons:g}",
                "write people, not thousands of people, in both columns",
            )


def firms_begin_solvent(draft: Draft) -> Iterator[Problem]:
    """Find firms that are insolvent before anything happens, which no plan could mend."""
    for key, firm in draft.rows(Firm).items():
        if firm.cash_mcny + firm.credit_mcny < 0:
            yield Problem(
                "firms.csv",
                key,
                "cash_mcny",
                f"{firm.cash_mcny:g}",
                f"is further below zero than the credit, which is {firm.credit_mcny:g}: the firm would be insolvent"
                " before the first year",
                "correct one of the two, or leave the firm and its plants out",
            )


def subsidies_have_payers(draft: Draft) -> Iterator[Problem]:
    """Find subsidies without a payer, and payers without a subsidy."""
    for key, plant in draft.rows(Plant).items():
        payer = plant.subsidy_payer or ""
        if plant.is_subsidised and not payer:
            rule, cure = "must not be blank where there is a subsidy", "write the key of the payer, or no subsidy"
        elif payer and not plant.is_subsidised:
            rule, cure = "pays a subsidy that is zero", "leave it blank, or write the subsidy"
        else:
            continue
        yield Problem("plants.csv", key, "subsidy_payer", payer, rule, cure)


def duties_sum(draft: Draft) -> Iterator[Problem]:
    """Find purposes in a region of which not all, or more, is paid."""
    if not draft.complete(Duty):
        return
    shares: dict[str, list[float]] = defaultdict(list)
    for duty in draft.rows(Duty).values():
        shares[f"{duty.purpose}/{duty.region or '*'}"].append(duty.share_pct)
    for group, each in shares.items():
        if abs(fsum(each) - 100) > SUM_TOLERANCE:
            rule = "the shares of a purpose in a region must sum to 100"
            yield Problem("duties.csv", group, "share_pct", f"{fsum(each):.10g}", rule, "change the shares")


def duties_cover(draft: Draft) -> Iterator[Problem]:
    """Find purposes that nobody pays for in a region."""
    known = draft.keys[Region.table]
    if known is None or not draft.complete(Duty):
        return
    duties = {(duty.purpose, duty.region) for duty in draft.rows(Duty).values()}
    for purpose in get_args(Purpose):
        if (purpose, None) in duties:
            continue
        for region in known:
            if (purpose, region) not in duties:
                rule = "nobody pays for this purpose in this region"
                cure = "add payers, or payers for every region in rows with a blank region"
                yield Problem("duties.csv", f"{purpose}/{region}", "", "", rule, cure)


def one_programme_a_region(draft: Draft) -> Iterator[Problem]:
    """Find second programmes in a region."""
    first: dict[str, str] = {}
    for key, programme in draft.rows(Programme).items():
        other = first.setdefault(programme.region, key)
        if other != key:
            rule, cure = f"has the programme {other} already", "keep one programme for the region"
            yield Problem("programmes.csv", key, "region", programme.region, rule, cure)


def programmes_help(draft: Draft) -> Iterator[Problem]:
    """Find programmes after which it is harder to find work."""
    for key, programme in draft.rows(Programme).items():
        region = draft.rows(Region).get(programme.region)
        if region and programme.reemployment_pct < region.reemployment_pct:
            yield Problem(
                "programmes.csv",
                key,
                "reemployment_pct",
                f"{programme.reemployment_pct:g}",
                f"must be at least that of the region without retraining, which is {region.reemployment_pct:g}",
                "raise it, or lower that of the region",
            )


def probabilities_sum(draft: Draft) -> Iterator[Problem]:
    """Find probabilities that do not sum to 100."""
    scenarios = draft.rows(Scenario).values()
    total = fsum(scenario.probability_pct for scenario in scenarios)
    if scenarios and draft.complete(Scenario) and abs(total - 100) > SUM_TOLERANCE:
        rule = "the probabilities of all scenarios must sum to 100"
        yield Problem("scenarios.csv", "", "probability_pct", f"{total:.10g}", rule, "change the probabilities")


def observations_fit(draft: Draft) -> Iterator[Problem]:
    """Find observations of nothing that is computed, or with their ends out of order."""
    for key, observation in draft.rows(Observation).items():
        table = "firms" if observation.measure == "firm_loss_mcny" else "markets"
        known = draft.keys[table]
        if known is not None and observation.subject not in known:
            cure = nearest_key(observation.subject, known, f"{table}.csv")
            yield Problem("observations.csv", key, "subject", observation.subject, f"is no key of {table}.csv", cure)
        refusal = draft.year_refusal(observation.year)
        if refusal:
            yield Problem("observations.csv", key, "year", str(observation.year), *refusal)
        if observation.low > observation.high:
            rule, cure = f"must not be above high, which is {observation.high:g}", "swap low and high"
            yield Problem("observations.csv", key, "low", f"{observation.low:g}", rule, cure)
