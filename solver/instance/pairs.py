"""Candidate merger pairs of an instance, by a stated rule."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from heapq import merge
from itertools import product
from math import fsum

from solver.errors import InputError, Problem
from solver.instance.draws import rounded
from solver.instance.instance import Instance
from solver.instance.options import MergerPair
from solver.instance.records import Provenance, Source

SOURCE = Source(
    id="fanjuan-pairs",
    publisher="fanjuan pairs",
    title="Candidate merger pairs by a rule; nobody has proposed them",
    url="-",
    licence="none needed",
)

INTEGRATION_PCT = 1.0
REDUNDANT_PCT = 2.0
REDEPLOYED_PCT = 50.0


@dataclass(frozen=True)
class PairRule:
    """Which firms could merge, and what that would save.

    Two firms are a candidate pair if plants of both run and sell in one market, and if in no product
    they have together more than the screen of the capacity that runs. The firm with more capacity, valued at
    reference prices, is the acquirer; of two alike, the one that is named first.

    The merger saves a share of the target's overhead and a share of the mean cash cost of its lines. It costs 1 % of
    its capacity valued at reference prices, once. 2 % of the workers of its lines are redundant, in the region where
    it has most of them; half of those who lose a post there are employed elsewhere in the merged firm.

    Targets are taken by what they save in a year with all capacity in use, most first; for each, acquirers that have
    a plant in the region of the redundant posts first, then larger ones first. No firm is in more pairs than the most
    that are asked for.

    Parameters
    ----------
    screen_pct : float
        Most that the two may hold together of a product's capacity.
    overhead_saving_pct : float
        Share of the target's overhead that falls away.
    cost_saving_pct : float
        Share of the target's cash cost that falls away.
    most_per_firm : int
        Most pairs that a firm is in.
    """

    screen_pct: float = 35.0
    overhead_saving_pct: float = 50.0
    cost_saving_pct: float = 1.0
    most_per_firm: int = 3

    @property
    def words(self) -> str:
        """The rule as the reasoning of a row of ``provenance.csv``."""
        return (
            f"By rule: firms that sell in one market, with at most {self.screen_pct:g} % of a product's capacity, each"
            f" in at most {self.most_per_firm} pairs; they save {self.overhead_saving_pct:g} % of the target's"
            f" overhead and {self.cost_saving_pct:g} % of its cash cost; integration at {INTEGRATION_PCT:g} % of its"
            f" capacity at reference prices; of its workers {REDUNDANT_PCT:g} % redundant, of these"
            f" {REDEPLOYED_PCT:g} % redeployed"
        )


@dataclass
class _Side:
    """What the rule asks of a firm."""

    key: str
    markets: set[str] = field(default_factory=set)
    shares_pct: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    capacity_munit: float = 0.0
    value_mcny: float = 0.0
    cash_cost_mcny: float = 0.0
    workers: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    service: dict[str, float] = field(default_factory=lambda: defaultdict(float))

    @property
    def main_region(self) -> str:
        """The region with most of its workers."""
        return max(self.workers, key=lambda region: self.workers[region])

    @property
    def places(self) -> list[tuple[str, str]]:
        """Its markets, each with each of its regions and with none."""
        return list(product(sorted(self.markets), (*self.workers, "")))


def with_pairs(instance: Instance, rule: PairRule) -> Instance:
    """Return an instance with the candidate pairs of a rule in place of its own, and what they rest on.

    Parameters
    ----------
    instance : Instance
        The facts.
    rule : PairRule
        Which firms could merge, and what that would save.
    """
    pairs = {pair.id: pair for pair in _pairs(instance, rule)}
    provenance = {key: row for key, row in instance.provenance.items() if row.of_table != MergerPair.table}
    sources = {key: row for key, row in instance.sources.items() if key != SOURCE.id}
    if pairs:
        row = Provenance(
            of_table=MergerPair.table,
            of_row="*",
            of_column="*",
            basis="assumption",
            source=SOURCE.id,
            reasoning=rule.words,
        )
        provenance[row.row_key] = row
        sources[SOURCE.id] = SOURCE
    return instance.with_tables(merger_pairs=pairs, provenance=provenance, sources=sources)


def refuse_replacing(instance: Instance) -> None:
    """Raise an :class:`InputError` if an instance has pairs already."""
    if instance.merger_pairs:
        rule = f"holds {len(instance.merger_pairs)} pairs already"
        raise InputError([Problem("merger_pairs.csv", "", "", "", rule, "replace them with --replace")])


def _pairs(instance: Instance, rule: PairRule) -> Iterator[MergerPair]:
    """Yield the pairs, in the order in which the rule takes them."""
    sides = _sides(instance)
    by_size = sorted(sides, key=lambda key: (-sides[key].value_mcny, key))
    rank = {key: place for place, key in enumerate(by_size)}
    rivals = _rivals(sides, by_size)
    saving = {key: _saving_mcny(instance, side, rule) for key, side in sides.items()}
    count = dict.fromkeys(sides, 0)
    number = 0
    for target in sorted(sides, key=lambda key: (-saving[key], key)):
        chosen: list[str] = []
        for acquirer in _larger_rivals(sides[target], rivals, rank):
            if count[target] + len(chosen) >= rule.most_per_firm:
                break
            if _passes(sides[acquirer], sides[target], rule):
                chosen.append(acquirer)
        for acquirer in chosen:
            number += 1
            yield _pair(instance, f"pair-{number}", acquirer, sides[target], rule)
        count[target] += len(chosen)
        for key in (target, *chosen):
            count[key] += key != target
            if count[key] >= rule.most_per_firm:
                _withdraw(sides[key], rivals)


_Rivals = Mapping[tuple[str, str], dict[str, None]]
"""Market and region, the latter empty for all, to the firms there that have room for a pair, the largest first."""


def _sides(instance: Instance) -> dict[str, _Side]:
    """Return the firms with plants that run."""
    running = [plant for plant in instance.plants.values() if plant.start_year is None]
    of_product: dict[str, float] = defaultdict(float)
    for plant in running:
        of_product[instance.markets[plant.market].product] += plant.lines * plant.capacity_munit_per_line
    sides: dict[str, _Side] = {}
    for plant in running:
        market = instance.markets[plant.market]
        capacity = plant.lines * plant.capacity_munit_per_line
        workers = plant.lines * plant.workers_per_line
        side = sides.setdefault(plant.firm, _Side(plant.firm))
        side.markets.add(plant.market)
        side.shares_pct[market.product] += 100 * capacity / of_product[market.product]
        side.capacity_munit += capacity
        side.value_mcny += capacity * market.reference_price_cny_per_unit
        side.cash_cost_mcny += capacity * plant.cash_cost_cny_per_unit
        side.workers[plant.region] += workers
        side.service[plant.region] += workers * plant.service_years
    return sides


def _rivals(sides: Mapping[str, _Side], by_size: Iterable[str]) -> _Rivals:
    rivals: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
    for key in by_size:
        for place in sides[key].places:
            rivals[place][key] = None
    return rivals


def _withdraw(side: _Side, rivals: _Rivals) -> None:
    """Take a firm out that is in as many pairs as it may be."""
    for place in side.places:
        rivals[place].pop(side.key, None)


def _larger_rivals(target: _Side, rivals: _Rivals, rank: Mapping[str, int]) -> Iterator[str]:
    """Yield firms larger than the target in its markets: those in its main region first, then larger ones first."""
    seen = set()
    for region in (target.main_region, ""):
        for key in merge(*(rivals[market, region] for market in sorted(target.markets)), key=rank.__getitem__):
            if rank[key] >= rank[target.key]:
                break
            if key not in seen:
                seen.add(key)
                yield key


def _passes(acquirer: _Side, target: _Side, rule: PairRule) -> bool:
    """Return whether two firms together hold no more of any product that both make than the screen allows."""
    both = acquirer.shares_pct.keys() & target.shares_pct.keys()
    return all(acquirer.shares_pct[each] + target.shares_pct[each] <= rule.screen_pct for each in both)


def _saving_mcny(instance: Instance, target: _Side, rule: PairRule) -> float:
    """Return what a merger saves in a year with all of the target's capacity in use."""
    overhead = rule.overhead_saving_pct / 100 * instance.firms[target.key].overhead_mcny_per_year
    return overhead + rule.cost_saving_pct / 100 * target.cash_cost_mcny


def _pair(instance: Instance, key: str, acquirer: str, target: _Side, rule: PairRule) -> MergerPair:
    firm, region = instance.firms[target.key], target.main_region
    redundant = round(REDUNDANT_PCT / 100 * fsum(target.workers.values()))
    overhead = rounded(rule.overhead_saving_pct / 100 * firm.overhead_mcny_per_year)
    return MergerPair(
        id=key,
        name=f"{instance.firms[acquirer].name} takes over {firm.name}"[:200],
        acquirer=acquirer,
        target=target.key,
        overhead_saving_mcny_per_year=min(overhead, firm.overhead_mcny_per_year),
        unit_cost_saving_cny_per_unit=rounded(
            rule.cost_saving_pct / 100 * target.cash_cost_mcny / target.capacity_munit
        ),
        integration_cost_mcny=rounded(INTEGRATION_PCT / 100 * target.value_mcny),
        redundant_persons=redundant,
        redundancy_region=region if redundant else None,
        redundancy_service_years=rounded(target.service[region] / target.workers[region]) if redundant else None,
        redeployed_pct=REDEPLOYED_PCT,
    )
