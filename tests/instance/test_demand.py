"""Demand: a falling straight line that ends exactly where it ends."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from solver.instance.instance import DemandCurve


def test_demand_falls_in_a_straight_line_to_its_end() -> None:
    # 100 at 10 with an elasticity of -1: 200 - 10 P, which ends at 20.
    curve = DemandCurve(100, 10, -1, price_cap_cny_per_unit=50)
    assert [curve.quantity_munit(price) for price in (0, 10, 15, 20, 30)] == [200, 100, 50, 0, 0]
    assert curve.price_cny_per_unit(50) == 15
    assert curve.top_price_cny_per_unit == 20


@given(st.floats(0.1, 1e4), st.floats(0.1, 1e4), st.floats(-20, -0.01))
def test_nothing_is_asked_for_at_the_end_whatever_the_rounding(
    reference: float, price: float, elasticity: float
) -> None:
    curve = DemandCurve(reference, price, elasticity, price_cap_cny_per_unit=1e9)
    assert curve.quantity_munit(curve.top_price_cny_per_unit) == 0
