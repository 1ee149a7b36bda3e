"""Synthetic instances: in order, of the size asked for, the same for a seed, and like what they are drawn from."""

from __future__ import annotations

import time
from statistics import quantiles

import pytest
from builders import problems_of
from hypothesis import given, settings
from hypothesis import strategies as st

from solver.instance.draws import Draws, rounded
from solver.instance.generate import Size, generate_instance
from solver.instance.generate_files import page_text
from solver.instance.provenance import assumption_share

SIZES = st.builds(
    Size,
    plants=st.integers(4, 60),
    products=st.integers(1, 4),
    regions=st.integers(1, 30),
    years=st.integers(1, 12),
    lines=st.integers(1, 20),
)


@given(size=SIZES, seed=st.integers(0, 2**31 - 1))
@settings(max_examples=60, deadline=None)
def test_any_size_and_seed_is_in_order_and_as_large_as_asked_for(size: Size, seed: int) -> None:
    instance = generate_instance("synthetic", size, seed)
    assert problems_of(instance) == []
    assert len(instance.plants) == size.plants
    assert len(instance.products) == len(instance.markets) == size.products
    assert len(instance.regions) == len(instance.programmes) == size.regions
    assert len(instance.years) == size.years
    assert {plant.lines for plant in instance.plants.values()} == {size.lines}
    running = {plant.market for plant in instance.plants.values() if plant.start_year is None}
    assert running == set(instance.markets)
    assert {plant.firm for plant in instance.plants.values()} == set(instance.firms)


@given(size=SIZES, seed=st.integers(0, 2**31 - 2))
@settings(max_examples=20, deadline=None)
def test_a_seed_gives_one_instance_and_another_seed_another(size: Size, seed: int) -> None:
    instance = generate_instance("synthetic", size, seed)
    assert generate_instance("synthetic", size, seed) == instance
    assert generate_instance("synthetic", size, seed + 1).plants != instance.plants


def test_a_seed_gives_the_same_on_every_machine() -> None:
    """The first plant of seed 1, as it was when this was written."""
    plant = generate_instance("synthetic", Size(plants=3), seed=1).plants["plant-1"]
    assert (plant.capacity_munit_per_line, plant.cash_cost_cny_per_unit, plant.workers_per_line) == (2.278, 2282, 3624)


def test_ten_thousand_plants_are_like_the_real_ones_and_soon_there() -> None:
    """Median of 2.3 Mt; 564, 1,000 and 1,461 workers per Mt at the quartiles; 315 plants of 226 firms; 6 % planned."""
    began = time.monotonic()
    plants = generate_instance("synthetic", Size(plants=10_000), seed=0).plants.values()
    assert time.monotonic() - began < 20
    assert quantiles([plant.capacity_munit_per_line for plant in plants])[1] == pytest.approx(2.3, rel=0.05)
    density = [plant.workers_per_line / plant.capacity_munit_per_line for plant in plants]
    assert quantiles(density) == pytest.approx([564, 1000, 1461], rel=0.05)
    assert len(plants) / len({plant.firm for plant in plants}) == pytest.approx(315 / 226, rel=0.05)
    assert sum(plant.start_year is not None for plant in plants) == pytest.approx(600, rel=0.1)


def test_every_figure_says_that_it_is_synthetic() -> None:
    """None is measured or reported."""
    instance = generate_instance("synthetic", Size(plants=20), seed=0)
    bases = assumption_share(instance)
    assert bases["derived"] > 0
    assert bases["assumption"] > 0
    assert bases["measured"] == bases["reported"] == bases["estimate"] == 0
    figures = [row for row in instance.provenance.values() if row.of_table != "instance"]
    assert all(row.reasoning.startswith("Synthetic; ") for row in figures)
    assert "--plants 20 --products 1 --regions 10 --years 5 --lines 1 --seed 0" in page_text("T", Size(plants=20), 0)


def test_a_product_without_a_plant_is_refused() -> None:
    with pytest.raises(ValueError, match="every product needs a plant"):
        generate_instance("synthetic", Size(plants=1, products=2), seed=0)


def test_rounding_keeps_four_digits() -> None:
    assert [rounded(value) for value in (0.0, 1.23456, 123456, -0.00123456)] == [0, 1.235, 123500, -0.001235]


def test_draws_keep_within_their_bounds() -> None:
    """A normal draw within three deviations, a draw of quantiles within its ends, a position of weight zero never."""
    draws = Draws(0)
    assert all(abs(draws.normal(10, 2) - 10) <= 6.001 for _ in range(1000))
    assert all(5 <= draws.of_quantiles(((0, 5), (0.5, 6), (1, 9))) <= 9 for _ in range(1000))
    assert {draws.position([1, 1, 2]) for _ in range(1000)} == {0, 2}  # weights 1, 0 and 1, added up
    assert not any(draws.chance(0) for _ in range(100))
