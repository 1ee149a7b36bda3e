"""Candidate merger pairs by the rule, on cases that can be done in one's head."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from builders import build_instance, problems_of
from hypothesis import given, settings
from hypothesis import strategies as st

from solver.errors import InputError
from solver.instance.generate import Size, generate_instance
from solver.instance.instance import Instance
from solver.instance.pairs import SOURCE, PairRule, refuse_replacing, with_pairs


def plant(key: str, capacity: float, **facts: Any) -> Mapping[str, Any]:
    """Return a plant of the firm that is named by the first letter of its key."""
    return {"id": key, "firm": key[0], "capacity_munit_per_line": capacity, **facts}


def pairs_of(instance: Instance, **rule: Any) -> list[tuple[str, str]]:
    """Return acquirer and target of each pair."""
    return [(pair.acquirer, pair.target) for pair in with_pairs(instance, PairRule(**rule)).merger_pairs.values()]


def test_a_pair_in_figures() -> None:
    """The target has 20 munit at a mean cash cost of (10 * 4 + 10 * 6) / 20 = 5 and a reference price of 10."""
    instance = build_instance(
        plants=[
            plant("a1", 80),
            plant("b1", 5, lines=2, cash_cost_cny_per_unit=4, workers_per_line=400, service_years=8, region="north"),
            plant("b2", 10, cash_cost_cny_per_unit=6, workers_per_line=200, region="south"),
        ],
        firms=[{"id": "b", "name": "B", "overhead_mcny_per_year": 30}, {"id": "a", "name": "A"}],
    )
    changed = with_pairs(instance, PairRule(screen_pct=100, overhead_saving_pct=40, cost_saving_pct=10))
    (pair,) = changed.merger_pairs.values()
    assert (pair.name, pair.acquirer, pair.target) == ("A takes over B", "a", "b")
    assert pair.overhead_saving_mcny_per_year == 12  # 40 % of 30
    assert pair.unit_cost_saving_cny_per_unit == 0.5  # 10 % of 5
    assert pair.integration_cost_mcny == 2  # 1 % of 20 * 10
    assert pair.redundant_persons == 20  # 2 % of 800 + 200
    assert (pair.redundancy_region, pair.redundancy_service_years, pair.redeployed_pct) == ("north", 8, 50)
    assert changed.sources[SOURCE.id] == SOURCE
    assert "40 % of the target's overhead and 10 % of its cash cost" in changed.provenance["merger_pairs/*/*"].reasoning


def test_nobody_is_redundant_where_few_work() -> None:
    """2 % of 20 people is nobody, and then there is no region of theirs."""
    instance = build_instance(plants=[plant("a1", 80), plant("b1", 20, workers_per_line=20)])
    (pair,) = with_pairs(instance, PairRule(screen_pct=100)).merger_pairs.values()
    assert (pair.redundant_persons, pair.redundancy_region, pair.redundancy_service_years) == (0, None, None)


def test_the_screen_bars_what_is_too_large_together() -> None:
    """Of 100 munit a has 50, b 30 and c 20: together 80, 70 and 50 %."""
    instance = build_instance(plants=[plant("a1", 50), plant("b1", 30), plant("c1", 20)])
    assert pairs_of(instance, screen_pct=100) == [("a", "b"), ("a", "c"), ("b", "c")]
    assert pairs_of(instance, screen_pct=70) == [("a", "c"), ("b", "c")]
    assert pairs_of(instance, screen_pct=50) == [("b", "c")]
    assert pairs_of(instance, screen_pct=49) == []


def test_the_screen_holds_for_each_product_that_both_make() -> None:
    """In toys a and b have 60 and 30 of 100; in tools 10 and 5 of 100, where c has the rest."""
    markets = [{"id": "toys", "product": "toy"}, {"id": "tools", "product": "tool"}]
    plants = [
        plant("a1", 60, market="toys"),
        plant("b1", 30, market="toys"),
        plant("d1", 10, market="toys"),
        plant("a2", 10, market="tools"),
        plant("b2", 5, market="tools"),
        plant("c2", 85, market="tools"),
    ]
    instance = build_instance(markets=markets, plants=plants)
    # c and a have 95 % of tools, a and d 70 % of toys, b and d 40 %; c and b have 90 % of tools.
    assert pairs_of(instance, screen_pct=70) == [("a", "d"), ("b", "d")]
    assert ("c", "d") not in pairs_of(instance, screen_pct=100)  # they meet in no market


def test_only_what_runs_counts() -> None:
    """The planned plant makes b no larger and c no candidate."""
    years = {"years": 3}
    planned = {"start_year": 2026}
    plants = [plant("a1", 20), plant("b1", 15), plant("b2", 50, **planned), plant("c1", 10, **planned)]
    instance = build_instance(header=years, plants=plants)
    assert pairs_of(instance, screen_pct=100) == [("a", "b")]


def test_no_firm_is_in_more_pairs_than_the_most() -> None:
    """Targets that save most come first: b, then c, then d."""
    instance = build_instance(plants=[plant("a1", 40), plant("b1", 30), plant("c1", 20), plant("d1", 10)])
    assert pairs_of(instance, screen_pct=100, most_per_firm=1) == [("a", "b"), ("c", "d")]
    assert pairs_of(instance, screen_pct=100, most_per_firm=2) == [
        ("a", "b"),
        ("a", "c"),
        ("b", "c"),
    ]


def test_firms_of_the_region_come_first() -> None:
    """For c, which saves least, b is nearer and a larger."""
    plants = [plant("a1", 40, region="south"), plant("b1", 30, region="north"), plant("c1", 20, region="north")]
    instance = build_instance(plants=plants)
    assert pairs_of(instance, screen_pct=60, most_per_firm=1) == [("b", "c")]


def test_pairs_and_what_they_rest_on_are_replaced() -> None:
    """A second rule leaves nothing of the first; a rule that nobody fits leaves no row that fits no figure."""
    instance = build_instance(plants=[plant("a1", 80), plant("b1", 20)])
    first = with_pairs(instance, PairRule(screen_pct=100))
    with pytest.raises(InputError, match="holds 1 pairs already; replace them with --replace"):
        refuse_replacing(first)
    assert with_pairs(first, PairRule(screen_pct=100)) == first
    assert with_pairs(first, PairRule(screen_pct=1)) == instance
    refuse_replacing(instance)


@given(plants=st.integers(2, 80), seed=st.integers(0, 1000), most=st.integers(1, 4))
@settings(max_examples=40, deadline=None)
def test_pairs_of_any_instance_are_in_order_and_within_the_most(plants: int, seed: int, most: int) -> None:
    instance = with_pairs(generate_instance("synthetic", Size(plants, 2), seed), PairRule(most_per_firm=most))
    assert problems_of(instance) == []
    pairs = instance.merger_pairs.values()
    assert len({(pair.acquirer, pair.target) for pair in pairs}) == len(pairs)
    for firm in instance.firms:
        assert sum(firm in (pair.acquirer, pair.target) for pair in pairs) <= most
