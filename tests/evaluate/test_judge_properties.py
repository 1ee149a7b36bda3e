"""What holds whatever the numbers: order and names do not matter, markets clear, strangers add up."""

from dataclasses import replace
from typing import Any

import pytest
from builders import build_instance, build_mandate
from hypothesis import given, settings
from hypothesis import strategies as st

from solver.evaluate.judge import Judge
from solver.instance.instance import Instance
from solver.plan import Move, Plan

Rows = list[dict[str, Any]]

FEW = settings(max_examples=40, deadline=None)

PLANT = st.fixed_dictionaries(
    {
        "firm": st.sampled_from(["red", "blue"]),
        "lines": st.integers(1, 3),
        "capacity_munit_per_line": st.integers(1, 60),
        "cash_cost_cny_per_unit": st.integers(0, 22),
        "fixed_cost_mcny_per_line": st.integers(0, 200),
        "closure_cost_mcny_per_line": st.integers(0, 5),
        "subsidy_cny_per_unit": st.integers(0, 3),
        "subsidy_mcny_per_line": st.integers(0, 3),
    }
)
"""A plant; small whole numbers make equal offers likely."""

PLANTS = st.lists(PLANT, min_size=1, max_size=5)
CAP = st.integers(8, 25)
CASH = st.integers(0, 300)


def numbered(plants: Rows, prefix: str = "plant") -> Rows:
    return [{**plant, "id": f"{prefix}{number}"} for number, plant in enumerate(plants)]


def world(plants: Rows, cap: int, cash_mcny: int, names: dict[str, str] | None = None, **tables: Any) -> Instance:
    """Return three years of these plants; firms go by other names where these are given."""
    names = names or {"red": "red", "blue": "blue"}
    return build_instance(
        header={"years": 3, "discount_rate_pct": 4},
        markets=[{"price_cap_cny_per_unit": cap}],
        firms=[{"id": name, "cash_mcny": cash_mcny, "overhead_mcny_per_year": 7} for name in names.values()],
        plants=[{**plant, "firm": names[plant["firm"]]} for plant in plants],
        **tables,
    )


def value(instance: Instance) -> float:
    return Judge(instance, build_mandate()).status_quo.objective_mcny


@FEW
@given(PLANTS, CAP, CASH)
def test_order_and_names_of_plants_and_firms_do_not_matter(plants: Rows, cap: int, cash_mcny: int) -> None:
    renamed = [{**plant, "id": f"works{plant['id'][5:]}"} for plant in reversed(numbered(plants))]
    other = world(renamed, cap, cash_mcny, {"blue": "violet", "red": "amber"})
    assert value(other) == pytest.approx(value(world(numbered(plants), cap, cash_mcny)), rel=1e-9)


@FEW
@given(PLANTS, CAP, CASH, st.integers(50, 200))
def test_a_scenario_split_into_two_halves_changes_nothing(
    plants: Rows, cap: int, cash_mcny: int, demand_pct: int
) -> None:
    def scenarios(copies: int) -> Rows:
        return [
            {"id": f"{name}{copy}", "probability_pct": probability / copies, "demand_factor": factor}
            for name, probability, factor in (("even", 60, 1), ("other", 40, demand_pct / 100))
            for copy in range(copies)
        ]

    whole = world(numbered(plants), cap, cash_mcny, scenarios=scenarios(1))
    halves = world(numbered(plants), cap, cash_mcny, scenarios=scenarios(2))
    assert value(halves) == pytest.approx(value(whole), rel=1e-9)


@FEW
@given(PLANTS, CAP, CASH)
def test_markets_clear_in_merit_order(plants: Rows, cap: int, cash_mcny: int) -> None:
    instance = world(numbered(plants), cap, cash_mcny)
    tables = Judge(instance, build_mandate()).status_quo.tables
    plant_rows = tables["plants"].to_dict("records")
    for market in tables["markets"].to_dict("records"):
        curve = instance.demand_curve("market", market["year"], "base")
        price = market["price_cny_per_unit"]
        wanted = curve.quantity_munit(price)
        assert market["output_munit"] + market["unserved_munit"] == pytest.approx(wanted, abs=1e-9)
        assert market["unserved_munit"] == 0 or price == curve.top_price_cny_per_unit
        for row in plant_rows:
            if row["year"] != market["year"]:
                continue
            rate = row["output_munit"] / row["capacity_munit"]
            if row["offer_cny_per_unit"] < price:
                assert rate == 1
            elif row["offer_cny_per_unit"] > price:
                assert rate == 0
            else:
                assert rate == pytest.approx(market["marginal_rate"])


@FEW
@given(PLANTS, PLANTS, CASH)
def test_two_regions_that_share_nothing_add_up(here: Rows, there: Rows, cash_mcny: int) -> None:
    def placed(plants: Rows, place: str) -> Rows:
        return [
            {**plant, "firm": f"{place}-{plant['firm']}", "region": place, "market": place}
            for plant in numbered(plants, place)
        ]

    def built(*places: tuple[Rows, str]) -> Instance:
        rows = [row for plants, place in places for row in placed(plants, place)]
        firms = [{"id": firm, "cash_mcny": cash_mcny} for firm in dict.fromkeys(row["firm"] for row in rows)]
        return build_instance(header={"years": 3}, firms=firms, plants=rows)

    apart = value(built((here, "here"))) + value(built((there, "there")))
    assert value(built((here, "here"), (there, "there"))) == pytest.approx(apart, rel=1e-9)


@FEW
@given(PLANTS, CAP, CASH, st.data())
def test_accounts_are_the_objective_and_judging_twice_is_the_same(
    plants: Rows, cap: int, cash_mcny: int, data: st.DataObject
) -> None:
    instance = world(numbered(plants), cap, cash_mcny)
    closing = Move(
        plant=data.draw(st.sampled_from(list(instance.plants))),
        year=data.draw(st.sampled_from(instance.years)),
        from_state=data.draw(st.sampled_from(["subsidised", "unsubsidised"])),
        to_state="closed",
        lines=data.draw(st.integers(1, 4)),
        compensation_mcny=data.draw(st.integers(0, 30)),
    )
    judge = Judge(instance, build_mandate())
    outcome = judge.evaluate(Plan(instance="case", moves=(closing,)))
    amounts = outcome.tables["accounts"]["objective_mcny"].sum()
    assert amounts == pytest.approx(outcome.objective_mcny, rel=1e-9)
    assert outcome.feasible == outcome.tables["limits"]["kept"].all()
    again = Judge(instance, build_mandate()).evaluate(outcome.plan)
    assert replace(again, tables={}) == replace(outcome, tables={})
