"""Plants and mines of the trackers are in the instances with what the trackers say of them."""

from __future__ import annotations

from collections import Counter, defaultdict

import pytest
from instances.shipped import judge_of, raw_rows, readme_of

from solver.instance.instance import Instance
from solver.instance.records import Plant

CAPACITY = "Nominal crude steel capacity (ttpa)"
KINDS = {"operating": "", "operating pre-retirement": "-retiring", "construction": "-building"}
"""Status in the steel tracker, and what is put behind the id of the plant."""
ESTIMATED = {"M0339", "M0341", "M1110", "M3707", "M4369", "M4374", "M4375", "M4376", "M4410"}
"""Mines of which the tracker has an output instead of a capacity."""
WORKERS_ESTIMATED = 12


@pytest.fixture(scope="module")
def steel() -> Instance:
    return judge_of("steel-2025").instance


@pytest.fixture(scope="module")
def coal() -> Instance:
    return judge_of("coal-2024").instance


def capacity_munit(plant: Plant) -> float:
    return plant.lines * plant.capacity_munit_per_line


def test_steel_is_315_plants_in_28_provinces_and_44_that_are_being_built(steel: Instance) -> None:
    building = [plant for plant in steel.plants.values() if plant.id.endswith("-building")]
    running = [plant for plant in steel.plants.values() if not plant.id.endswith("-building")]
    assert len(building) == 44
    assert all(plant.start_year is not None for plant in building)
    assert all(plant.start_year is None for plant in running)
    assert len({plant.id.removesuffix("-retiring") for plant in running}) == 315
    assert sum(map(capacity_munit, running)) == pytest.approx(1053.63, abs=0.005)
    assert sum(map(capacity_munit, building)) == pytest.approx(64.94, abs=0.005)
    assert len(steel.regions) == 28
    assert "1,053.6 Mt of capacity run and 64.9 Mt more are being built" in readme_of("steel-2025")


def test_capacity_of_every_steel_plant(steel: Instance) -> None:
    # Capacity by line is rounded to 0.1 kt, so a plant of several lines is right to a tenth of a kt for each.
    raw: defaultdict[str, float] = defaultdict(float)
    for row in raw_rows("gem_gist_2025-09_china_capacity_status.csv"):
        if row["Status"] in KINDS and row[CAPACITY]:
            raw[row["Plant ID"] + KINDS[row["Status"]]] += float(row[CAPACITY]) / 1000
    assert {key: capacity_munit(plant) for key, plant in steel.plants.items()} == {
        key: pytest.approx(each, abs=2e-3) for key, each in raw.items()
    }


def test_province_of_every_steel_plant(steel: Instance) -> None:
    raw = {
        row["Plant ID"]: row["Subnational unit (province/state)"]
        for row in raw_rows("gem_gist_2025-09_china_plants.csv")
    }
    stated = {key: steel.regions[plant.region].name for key, plant in steel.plants.items()}
    assert stated == {key: raw[key.partition("-")[0]] for key in stated}


def test_coal_is_1797_mines_with_4393_61_mt(coal: Instance) -> None:
    assert len(coal.plants) == 1797
    assert sum(map(capacity_munit, coal.plants.values())) == pytest.approx(4393.61, abs=0.005)
    assert "4,393.6 Mt of the 4,310.9 Mt stated" in readme_of("coal-2024")


def mines() -> dict[str, dict[str, str]]:
    """Return the operating mines of the tracker; where an id stands for two the second one is told apart."""
    seen: Counter[str] = Counter()
    found = {}
    for row in raw_rows("gem_gcmt_2024-05_china_mines.csv"):
        if row["status"] == "operating":
            seen[row["id"]] += 1
            found[row["id"] if seen[row["id"]] == 1 else f"{row['id']}-{seen[row['id']]}"] = row
    return found


def test_capacity_and_province_of_every_mine(coal: Instance) -> None:
    raw = mines()
    assert {key for key, row in raw.items() if not row["capacity_num"]} == ESTIMATED
    assert {key: coal.regions[plant.region].name for key, plant in coal.plants.items()} == {
        key: row["province_derived"] for key, row in raw.items()
    }
    assert {key: capacity_munit(plant) for key, plant in coal.plants.items()} == {
        key: pytest.approx(float(row["capacity_num"] or row["production"])) for key, row in raw.items()
    }
    assert sum(float(row["capacity_num"] or 0) for row in raw.values()) == pytest.approx(4310.91)


def test_workers_of_every_mine_but_for_twelve(coal: Instance) -> None:
    raw = mines()
    other = {
        key
        for key, plant in coal.plants.items()
        if not raw[key]["workforce_num"]
        or plant.lines * plant.workers_per_line != pytest.approx(float(raw[key]["workforce_num"]))
    }
    assert len(other) == WORKERS_ESTIMATED


NATIONAL = ("cars-2020", "cement-2024", "coal-2024", "polysilicon-2025", "pv-glass-2025", "steel-2025")


@pytest.mark.parametrize("name", NATIONAL)
def test_wages_and_unemployed_of_every_province(name: str) -> None:
    raw = {row["province"]: row for row in raw_rows("compiled/province_welfare_params.csv")}
    for region in judge_of(name).instance.regions.values():
        row = raw[region.name]
        unemployed = float(row["registered_unemployed_mean_2016_2019_10k"]) * 10_000
        assert region.average_wage_cny_per_month == float(row["avg_wage_2023_cny_month"])
        assert region.unemployed_persons == pytest.approx(unemployed)
        assert region.labour_force_persons == pytest.approx(
            float(row["urban_unit_employed_2024_10k"]) * 10_000 + unemployed
        )
