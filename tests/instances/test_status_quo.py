"""The status quo of the instances of industries: their headline numbers, and what their pages say of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise

import pytest
from instances.shipped import FOLDERS, INSTANCES, judge_of, readme_of

from solver.evaluate.judge import Judge

HEADLINES: dict[str, tuple[float, dict[str, tuple[float, float]]]] = {
    "cars-2020": (681_239.596, {"combustion": (112_000, 52.660), "electric": (130_000, 52.174)}),
    "cement-2024": (
        70_340.527,
        {
            "anhui": (160, 58.784),
            "sichuan": (200, 54.918),
            "guangdong": (214, 80.000),
            "guangxi": (200, 66.279),
            "henan": (200, 50),
            "yunnan": (160, 28.020),
            "hunan": (200, 58.046),
            "guizhou": (160, 23),
        },
    ),
    "coal-2024": (603_274.293, {"china": (540, 73.903)}),
    "fine-goods": (
        6_763.842,
        {
            "toys": (20, 76.923),
            "keyboards": (100, 73.810),
            "designer-toys": (120, 100),
            "premium-keyboards": (1_068, 100),
            "premium-keyboards-abroad": (1_258, 0),
        },
    ),
    "polysilicon-2025": (110_451.398, {"china": (36.25, 42.271)}),
    "pv-glass-2025": (20_611.013, {"china": (9.297, 70.941)}),
    "steel-2025": (361_318.830, {"china": (2_820, 93.202)}),
    "tangshan-entry": (6_929.168, {"china": (900.184, 52.034)}),
    "teaching-town": (279, {"home": (7, 55)}),
    "teaching-two-plants": (34, {"home": (8, 55)}),
}
"""Objective of the status quo, and price and operating rate by market in the first year."""


def test_every_instance_has_its_headline() -> None:
    assert set(HEADLINES) == set(FOLDERS)


@pytest.mark.parametrize("name", HEADLINES)
def test_the_headline_of_the_status_quo(name: str) -> None:
    objective, markets = HEADLINES[name]
    judge = judge_of(name)
    rows = judge.status_quo.tables["markets"]
    rows = rows[rows["year"] == judge.instance.header.first_year]
    pairs = zip(rows["price_cny_per_unit"], rows["operating_rate_pct"], strict=True)
    assert judge.status_quo.objective_mcny == pytest.approx(objective, abs=1e-3)
    assert dict(zip(rows["market"], pairs, strict=True)) == {
        market: pytest.approx(each, abs=1e-3) for market, each in markets.items()
    }


# Tables of what was computed and observed


def price(market: str) -> Callable[[Judge], float]:
    return lambda judge: first_year(judge, market)["price_cny_per_unit"]


def rate(market: str) -> Callable[[Judge], float]:
    return lambda judge: first_year(judge, market)["operating_rate_pct"]


def first_year(judge: Judge, market: str) -> dict[str, float]:
    rows = judge.status_quo.tables["markets"]
    (row,) = rows[(rows["market"] == market) & (rows["year"] == judge.instance.header.first_year)].to_dict("records")
    return {str(column): value for column, value in row.items()}


def rate_of_all(judge: Judge) -> float:
    rows = judge.status_quo.tables["markets"]
    rows = rows[rows["year"] == judge.instance.header.first_year]
    return float(100 * rows["output_munit"].sum() / rows["capacity_munit"].sum())


def sales_abroad(judge: Judge) -> float:
    shipped = judge.status_quo.tables["shipments"]
    (sent,) = shipped.loc[shipped["year"] == judge.instance.header.first_year, "shipped_munit"]
    return float(sent) * first_year(judge, "premium-keyboards-abroad")["price_cny_per_unit"]


def makers_below_60(judge: Judge) -> float:
    rows = judge.status_quo.tables["plants"]
    rows = rows[rows["year"] == judge.instance.header.first_year].copy()
    rows["firm"] = [judge.instance.plants[plant].firm for plant in rows["plant"]]
    sums = rows.groupby("firm")[["output_munit", "capacity_munit"]].sum()
    return int((sums["output_munit"] < 0.6 * sums["capacity_munit"]).sum())


TOLD: dict[tuple[str, str], Callable[[Judge], float]] = {
    ("pv-glass-2025", "price, CNY per m2 without VAT"): price("china"),
    ("fine-goods", "price of keyboards at home, CNY"): price("keyboards"),
    ("fine-goods", "price of premium keyboards abroad, CNY"): price("premium-keyboards-abroad"),
    ("fine-goods", "Lofree's sales abroad, mcny"): sales_abroad,
    ("cement-2024", "use in Guizhou, %"): rate("guizhou"),
    ("cement-2024", "use in Yunnan, %"): rate("yunnan"),
    ("cement-2024", "use in the eight provinces, %"): rate_of_all,
    ("cars-2020", "operating rate, combustion cars, %"): rate("combustion"),
    ("cars-2020", "operating rate, all cars, %"): rate_of_all,
    ("cars-2020", "makers below 60%"): makers_below_60,
}
"""Instance and first column of a row of the table in its page, and what is computed."""
TABLED = {name for name, _ in TOLD}


def rows_told(name: str) -> Iterator[tuple[str, str]]:
    """Yield first column and computed value of the table of a page."""
    text = (INSTANCES / name / "README.md").read_text(encoding="utf-8")
    table = text[text.index("| Observation | Observed | Computed | |") :].split("\n\n")[0]
    for line in table.splitlines()[2:]:
        label, _, computed, _ = (cell.strip() for cell in line.strip("|").split("|"))
        yield label, computed


@pytest.mark.parametrize("name", sorted(TABLED))
def test_every_row_of_a_page_is_what_the_judge_computes(name: str) -> None:
    rows = dict(rows_told(name))
    assert {(name, label) for label in rows} == {each for each in TOLD if each[0] == name}
    for label, said in rows.items():
        figure = said.split()[0].replace(",", "")
        decimals = len(figure.partition(".")[2])
        assert f"{TOLD[name, label](judge_of(name)):.{decimals}f}" == figure, label


# Sentences of the pages, and what they rest on


def by_year(judge: Judge, column: str, market: str = "china") -> dict[int, float]:
    rows = judge.status_quo.tables["markets"]
    rows = rows[rows["market"] == market]
    return dict(zip(rows["year"], rows[column], strict=True))


def failed(judge: Judge) -> dict[str, int]:
    """Return the firms that become insolvent, and the year at whose end they do."""
    firms = judge.status_quo.tables["firms"]
    firms = firms[firms["insolvent"].astype(bool)]
    return dict(zip(firms["firm"], firms["year"], strict=True))


def assert_said(name: str, *sentences: str) -> None:
    page = re.sub(r"\*\*", "", readme_of(name))
    assert [each for each in sentences if each not in page] == []


def test_two_small_makers_of_pv_glass_fail_and_the_price_recovers() -> None:
    judge = judge_of("pv-glass-2025")
    assert_said(
        "pv-glass-2025",
        "At the end of 2026 two of the three small groups are insolvent.",
        "The rate rises from 71 to 86%, the price to 11.4",
    )
    assert failed(judge) == {"small-a": 2026, "small-c": 2026}
    assert [round(each) for each in by_year(judge, "operating_rate_pct").values()] == [71, 71, 86]
    assert round(by_year(judge, "price_cny_per_unit")[2027], 1) == 11.4


def test_toys_stay_cheap_and_finer_goods_get_dearer() -> None:
    judge = judge_of("fine-goods")
    assert_said(
        "fine-goods",
        "Toys stay at 20 CNY and keyboards at 100",
        "nobody is insolvent before the end of 2028. Finer goods get dearer every year",
    )
    assert set(by_year(judge, "price_cny_per_unit", "toys").values()) == {20.0}
    assert set(by_year(judge, "price_cny_per_unit", "keyboards").values()) == {100.0}
    assert failed(judge) == {}
    for market in ("designer-toys", "premium-keyboards", "premium-keyboards-abroad"):
        prices = list(by_year(judge, "price_cny_per_unit", market).values())
        assert all(later > earlier for earlier, later in pairwise(prices))


def test_the_city_that_opens_factories_pays_ever_more() -> None:
    judge = judge_of("tangshan-entry")
    assert_said(
        "tangshan-entry",
        "the rate stays between 52 and 56% and the price near 900 CNY. The city's subsidies grow from 172 to 463 mcny",
        "The weaker firms of 2024 are insolvent at the end of 2028, two more cohorts a year later.",
    )
    rates = by_year(judge, "operating_rate_pct").values()
    assert (round(min(rates)), round(max(rates))) == (52, 56)
    assert all(abs(each - 900) < 20 for each in by_year(judge, "price_cny_per_unit").values())
    payments = judge.status_quo.tables["payments"]
    paid = payments[payments["purpose"] == "operating_subsidy"].groupby("year")["spent_mcny"].sum()
    assert (round(paid[2025]), round(paid[2029])) == (172, 463)
    assert failed(judge) == {"tangshan-2024-b": 2028, "tangshan-before-2024-b": 2029, "tangshan-2025": 2029}
    assert "budget" in {violation.rule for violation in judge.status_quo.violations}


def test_the_works_of_guizhou_fail_between_neighbours_with_other_prices() -> None:
    judge = judge_of("cement-2024")
    assert_said(
        "cement-2024",
        "(160 in Guizhou and Yunnan, 200 in Sichuan)",
        "the local works of Guizhou are insolvent at the end of 2026 and put 22,500 people out at once",
    )
    prices = [by_year(judge, "price_cny_per_unit", each)[2024] for each in ("guizhou", "yunnan", "sichuan")]
    assert prices == [160, 160, 200]
    assert failed(judge) == {"guizhou-works": 2026}
    assert judge.status_quo.tables["regions"]["displaced_persons"].sum() == pytest.approx(22_500)


def test_electric_cars_get_scarce_and_two_fed_makers_fail() -> None:
    judge = judge_of("cars-2020")
    assert_said(
        "cars-2020",
        "From 2022 on electric cars are scarce; in 2023 their price is above the 156,000 CNY",
        "two of them are insolvent all the same at the end of 2023",
    )
    electric = by_year(judge, "price_cny_per_unit", "electric")
    rates = by_year(judge, "operating_rate_pct", "electric")
    assert [year for year, each in rates.items() if each > 99.999] == [2022, 2023]
    assert [year for year, each in electric.items() if each > 156_000] == [2023]
    assert failed(judge) == {"fed-01": 2023, "fed-13": 2023}
