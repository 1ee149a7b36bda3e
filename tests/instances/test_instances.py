"""The polysilicon of 2025 and the instances that teach: they state the raw facts, and their arithmetic holds."""

from __future__ import annotations

import pytest
from instances.shipped import judge_of, raw_rows

from solver.evaluate.judge import Judge
from solver.instance.instance import Instance
from solver.plan import Classes, IncomeSupport, Move, Opening, Plan

SITES = {
    "tongwei-leshan": ("Tongwei", "Leshan"),
    "tongwei-baoshan": ("Tongwei", "Baoshan"),
    "tongwei-baotou": ("Tongwei", "Baotou"),
    "gcl-xuzhou": ("GCL", "Xuzhou"),
    "gcl-leshan": ("GCL", "Leshan"),
    "gcl-baotou": ("GCL", "Baotou"),
    "gcl-hohhot": ("GCL", "Hohhot"),
    "daqo-shihezi": ("Daqo", "Shihezi"),
    "daqo-baotou": ("Daqo", "Baotou"),
    "xinte-urumqi": ("Xinte", "Urumqi (Ganquanpu)"),
    "xinte-baotou": ("Xinte", "Inner Mongolia (Baotou)"),
    "xinte-zhundong": ("Xinte", "Zhundong"),
    "baofeng-guazhou": ("Baofeng", "Guazhou"),
    "hoshine-xinjiang": ("Hoshine", "Xinjiang"),
}
"""Plants of the instance, and firm and site of the raw table."""


@pytest.fixture(scope="module")
def polysilicon() -> Judge:
    return judge_of("polysilicon-2025")


# What is measured or reported is what the raw tables say


def test_capacity_by_site(polysilicon: Judge) -> None:
    raw = {
        (row["firm"], row["site"]): float(row["capacity_t_per_year"])
        for row in raw_rows("compiled/polysilicon_plants.csv")
    }
    plants = polysilicon.instance.plants
    stated = {SITES[key]: plants[key].lines * plants[key].capacity_munit_per_line * 1000 for key in SITES}
    assert stated == pytest.approx(raw)


def test_wages_benefits_and_labour_force_by_province(polysilicon: Judge) -> None:
    raw = {row["province"]: row for row in raw_rows("compiled/province_welfare_params.csv")}
    for region in polysilicon.instance.regions.values():
        row = raw[region.name]
        unemployed = float(row["registered_unemployed_mean_2016_2019_10k"]) * 10_000
        employed = float(row["urban_unit_employed_2024_10k"]) * 10_000
        assert region.average_wage_cny_per_month == float(row["avg_wage_2023_cny_month"])
        assert region.unemployment_benefit_cny_per_month == float(row["ui_benefit_at_90pct_min_wage"])
        assert region.unemployed_persons == pytest.approx(unemployed)
        assert region.labour_force_persons == pytest.approx(employed + unemployed)


def test_cash_cost_of_gcl(polysilicon: Judge) -> None:
    raw = {row["firm"]: row["cash_cost_cny_per_kg_or_as_stated"] for row in raw_rows("compiled/polysilicon_firms.csv")}
    (cost,) = {plant.cash_cost_cny_per_unit for plant in polysilicon.instance.plants_of("gcl")}
    assert raw["GCL Technology"].startswith(f"{cost} (Jan-Feb 2025)")


def test_cited_sources_are_those_of_the_raw_list(polysilicon: Judge) -> None:
    raw = {row["id"]: row["url"] for row in raw_rows("compiled/sources.csv")}
    own = {"NBS", "ASSUMPTION"}
    cited = {key: source.url for key, source in polysilicon.instance.sources.items() if key not in own}
    assert cited == {key: raw[key] for key in cited}


# The numbers that the README prints


def test_the_weak_fail_one_after_the_other_and_nobody_in_2025(polysilicon: Judge) -> None:
    firms = polysilicon.status_quo.tables["firms"]
    failed = firms[firms["insolvent"].astype(bool)]
    assert set(zip(failed["year"], failed["firm"], strict=True)) == {
        (2026, "others"),
        (2027, "lihao"),
        (2027, "hongyuan"),
        (2027, "guoneng"),
        (2028, "asia-silicon"),
        (2029, "xinte"),
        (2029, "east-hope"),
    }


def test_numbers_of_the_readme(polysilicon: Judge) -> None:
    losses = polysilicon.status_quo.tables["firms"].groupby("year")["loss_mcny"].sum()
    assert losses[2025] == pytest.approx(18_398.3, abs=0.1)
    assert losses[2030] == pytest.approx(9_345.5, abs=0.1)
    regions = polysilicon.status_quo.tables["regions"]
    assert regions.loc[regions["region"] == "qinghai", "without_work_persons"].max() == pytest.approx(7_000)


def closing(plant: str, year: int, lines: int, compensation_mcny: float, *, subsidised: bool = False) -> Move:
    return Move(
        plant=plant,
        year=year,
        from_state="subsidised" if subsidised else "unsubsidised",
        to_state="closed",
        lines=lines,
        compensation_mcny=compensation_mcny,
    )


# The arithmetic is that of ``instances/teaching-two-plants/README.md``


@pytest.fixture(scope="module")
def two_plants() -> Judge:
    return judge_of("teaching-two-plants")


def test_two_plants_status_quo_costs_34(two_plants: Judge) -> None:
    assert two_plants.status_quo.objective_mcny == pytest.approx(34)
    assert two_plants.status_quo.feasible
    assert set(two_plants.status_quo.tables["markets"]["price_cny_per_unit"]) == {8.0}


@pytest.mark.parametrize(
    ("plant", "year", "compensation_mcny", "objective_mcny", "broken"),
    [
        ("beta-works", 2026, 10, 23.44, set()),
        ("beta-works", 2027, 10, 37.6, set()),
        ("alpha-works", 2026, 34, 35.44, {"budget"}),
    ],
)
def test_two_plants_closing_one(
    two_plants: Judge,
    plant: str,
    year: int,
    compensation_mcny: float,
    objective_mcny: float,
    broken: set[str],
) -> None:
    plan = Plan(
        instance="teaching-two-plants",
        moves=(closing(plant, year, 1, compensation_mcny),),
        income_support=(IncomeSupport(region="county", cny_per_month=2500),),
    )
    outcome = two_plants.evaluate(plan)
    assert two_plants.due_mcny_per_line(plant, year) == pytest.approx(compensation_mcny)
    assert outcome.objective_mcny == pytest.approx(objective_mcny)
    assert {violation.rule for violation in outcome.violations} == broken


def staged(instance: Instance, first: int, second: int, classes: tuple[int, int, int]) -> Plan:
    """Close lines of the old works in 2026 and 2027, each for the 20 mcny that are due; withdraw what stays in 2026."""
    year = instance.header.first_year
    stays = 3 - first
    moves = [closing("old-works", year, first, 20 * first, subsidised=True)]
    if stays:
        moves.append(Move(plant="old-works", year=year, from_state="subsidised", to_state="unsubsidised", lines=stays))
    if second:
        moves.append(closing("old-works", year + 1, second, 20 * second))
    held = [Classes(programme="town-school", year=year + k, classes=n) for k, n in enumerate(classes) if n]
    return Plan(
        instance=instance.header.id,
        moves=tuple(moves),
        openings=(Opening(programme="town-school", year=year),) if held else (),
        classes=tuple(held),
        income_support=(IncomeSupport(region="town", cny_per_month=1600),),
    )


# The arithmetic is that of ``instances/teaching-town/README.md``


@pytest.fixture(scope="module")
def town() -> Judge:
    return judge_of("teaching-town")


def test_town_status_quo_costs_279_and_ends_in_insolvency(town: Judge) -> None:
    assert town.status_quo.objective_mcny == pytest.approx(279)
    broken = [(each.rule, each.subject, each.year, each.value) for each in town.status_quo.violations]
    assert broken == [("solvency", "old", 2028, pytest.approx(-95))]


def test_town_plan_costs_151_56_and_keeps_every_limit(town: Judge) -> None:
    outcome = town.evaluate(staged(town.instance, 2, 1, (4, 4, 3)))
    assert outcome.feasible
    assert outcome.objective_mcny == pytest.approx(151.5612)
    assert outcome.accounts == pytest.approx(
        {
            "operating_losses": 20,
            "overheads": 20,
            "closure_costs": 12,
            "investment_costs": 0,
            "public_outlay": 42.3612,
            "consumer_harm": 0,
            "displaced": 30,
            "without_work": 27.2,
            "breaches": 0,
        }
    )


@pytest.mark.parametrize(
    ("first", "second", "classes", "broken"),
    [
        # 600 * 0.5 = 300 people without work in 2026; 400 * 0.5 + 200 * 0.2 = 240 with four classes; 60 mcny for 40
        (3, 0, (0, 0, 0), {"unemployment", "budget"}),
        (3, 0, (4, 4, 3), {"unemployment", "budget"}),
        # 400 * 0.5 = 200 people in 2026
        (2, 1, (0, 0, 0), {"unemployment"}),
        # 2026 as in the plan, then (340 - 50) * 0.5 + 50 * 0.2 = 155 in 2027
        (2, 1, (4, 1, 0), {"unemployment"}),
        # and with two classes (340 - 100) * 0.5 + 100 * 0.2 = 140
        (2, 1, (4, 2, 0), set()),
    ],
)
def test_town_faster_or_untrained_breaks_limits(
    town: Judge, first: int, second: int, classes: tuple[int, int, int], broken: set[str]
) -> None:
    outcome = town.evaluate(staged(town.instance, first, second, classes))
    assert {violation.rule for violation in outcome.violations} == broken
