"""What holds whatever the numbers, for mergers, links, vouchers and levies."""

from typing import Any

import pytest
from builders import build_instance, build_mandate
from hypothesis import given, settings
from hypothesis import strategies as st

from solver.evaluate.judge import Judge
from solver.instance.instance import Instance
from solver.plan import Levy, Merger, Plan, VoucherIssue

FEW = settings(max_examples=40, deadline=None)

PLANT = st.fixed_dictionaries(
    {
        "firm": st.sampled_from(["red", "blue", "green"]),
        "market": st.sampled_from(["here", "there"]),
        "lines": st.integers(1, 3),
        "capacity_munit_per_line": st.integers(1, 60),
        "cash_cost_cny_per_unit": st.integers(0, 22),
        "fixed_cost_mcny_per_line": st.integers(0, 200),
    }
)
PLANTS = st.lists(PLANT, min_size=1, max_size=6)


def world(plants: list[dict[str, Any]], **tables: Any) -> Instance:
    """Return two years of these plants; firms are so rich that none fails."""
    return build_instance(
        header={"years": 2, "discount_rate_pct": 4},
        markets=[{"id": "here"}, {"id": "there", "demand_munit": 60}],
        firms=[{"id": firm, "cash_mcny": 1e6, "overhead_mcny_per_year": 7} for firm in ("red", "blue", "green")],
        plants=[{**plant, "id": f"plant{number}"} for number, plant in enumerate(plants)],
        **tables,
    )


@FEW
@given(PLANTS)
def test_a_merger_that_saves_and_costs_nothing_changes_nothing(plants: list[dict[str, Any]]) -> None:
    # The overhead of an acquirer without lines of its own is the one thing that it would add.
    plants = [*plants, {**plants[0], "firm": "red"}]
    judge = Judge(world(plants, merger_pairs=[{"acquirer": "red", "target": "blue"}]), build_mandate())
    merged = judge.evaluate(Plan(instance="case", mergers=(Merger(pair="pair", year=2026),)))
    assert merged.feasible
    assert merged.accounts == pytest.approx(dict(judge.status_quo.accounts), rel=1e-9)


@FEW
@given(PLANTS, st.integers(0, 8), st.integers(0, 8))
def test_what_is_made_is_used_and_prices_differ_by_no_more_than_a_link(
    plants: list[dict[str, Any]], out: int, back: int
) -> None:
    links = [
        {"id": "out", "from_market": "here", "to_market": "there", "transport_cost_cny_per_unit": out},
        {"id": "back", "from_market": "there", "to_market": "here", "transport_cost_cny_per_unit": back},
    ]
    tables = Judge(world(plants, links=links), build_mandate()).status_quo.tables
    for year in (2025, 2026):
        here, there = (
            next(row for row in tables["markets"].to_dict("records") if (row["year"], row["market"]) == (year, market))
            for market in ("here", "there")
        )
        sent = {
            row["link"]: row["shipped_munit"] for row in tables["shipments"].to_dict("records") if row["year"] == year
        }
        gained = sent["back"] - sent["out"]
        assert here["output_munit"] + gained == pytest.approx(here["served_munit"], abs=1e-6)
        assert there["output_munit"] - gained == pytest.approx(there["served_munit"], abs=1e-6)
        rise = there["price_cny_per_unit"] - here["price_cny_per_unit"]
        assert -back - 1e-6 <= rise <= out + 1e-6
        assert sent["out"] == 0 or rise == pytest.approx(out)


@FEW
@given(PLANTS)
def test_a_link_that_costs_more_than_any_price_changes_nothing(plants: list[dict[str, Any]]) -> None:
    link = {"from_market": "here", "to_market": "there", "transport_cost_cny_per_unit": 1_000}
    linked = Judge(world(plants, links=[link]), build_mandate()).status_quo
    alone = Judge(world(plants), build_mandate()).status_quo
    assert linked.accounts == pytest.approx(dict(alone.accounts), rel=1e-9)


@FEW
@given(PLANTS, st.integers(1, 9))
def test_vouchers_never_lower_a_price(plants: list[dict[str, Any]], tranches: int) -> None:
    judge = Judge(world(plants, vouchers=[{"market": "here"}]), build_mandate())
    issued = judge.evaluate(
        Plan(instance="case", vouchers=(VoucherIssue(voucher="voucher", year=2025, tranches=tranches),))
    )
    before = judge.status_quo.tables["markets"]["price_cny_per_unit"]
    assert (issued.tables["markets"]["price_cny_per_unit"] >= before - 1e-9).all()


@FEW
@given(PLANTS)
def test_a_levy_moves_money_and_nothing_else(plants: list[dict[str, Any]]) -> None:
    pot = {"id": "pot", "levy_product": "product", "levy_mcny_per_munit": 2}
    judge = Judge(world(plants, payers=[{}, pot]), build_mandate())
    levied = judge.evaluate(Plan(instance="case", levies=(Levy(payer="pot", year=2025),)))
    assert levied.objective_mcny == pytest.approx(judge.status_quo.objective_mcny)
    capacity = judge.status_quo.tables["plants"].query("year == 2025")["capacity_munit"].sum()
    assert levied.tables["firms"]["levy_mcny"].sum() == pytest.approx(2 * capacity)
