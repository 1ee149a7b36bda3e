"""The harness: families are what they say, runs are counted rightly, and the smallest one goes through."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.comparing import Limits, compare, run_file
from benchmarks.competitors import COMPETITORS
from benchmarks.events import Order
from benchmarks.families import FAMILIES, SETS
from benchmarks.joined import join, moved_to
from benchmarks.machine import commit
from benchmarks.plots import draw, growth_points, powers
from benchmarks.runs import Run, Standing, run
from benchmarks.table import better_elsewhere, every_run, markdown, middle
from solver.evaluate.judge import Judge


def made_run(family: str, competitor: str, seconds: float, certifies: bool = True, seed: int = 1) -> Run:
    """Return a run that has a plan after a second, a gap of 10 % at half of the seconds, and none in the end."""
    trace = [Standing(1.0, 100.0, None), Standing(seconds / 2, 100.0, 90.0), Standing(seconds, 95.0, 95.0)]
    return Run(family, seed, competitor, certifies, 0.005, 300.0, 2, "done", "1", seconds, 50.0, trace, 95.0, True)


def test_a_run_counts_seconds() -> None:
    # (100 - 90) / 100 = 10 % after 5 s, nothing left after 10 s.
    done = made_run("plants-200", "ours", 10.0)
    assert done.seconds_to_plan == 1.0
    assert done.seconds_to_gap(0.1) == 5.0
    assert done.seconds_to_gap(0.09) == 10.0
    assert done.judged_gap == 0.0
    assert Run.from_json(done.to_json()) == done


def test_a_plan_that_the_judge_refuses_certifies_nothing() -> None:
    done = made_run("plants-200", "SCIP, textbook", 10.0)
    done.judged_feasible = False
    assert done.judged_gap is None


def test_what_never_came_is_later_than_all() -> None:
    assert middle([3.0, 1.0, None]) == 3.0
    assert middle([1.0, None]) is None
    assert middle([1.0, 2.0]) == 1.5
    assert middle([None]) is None


def test_tight_ceilings_are_a_share_of_workers() -> None:
    # 3 % of the sector's workers in each region, whatever its labour force.
    instance, mandate = FAMILIES["small-60-tight"].case(1)
    limit = mandate.limits.unemployment
    for region in instance.regions.values():
        workers = sum(
            plant.lines * plant.workers_per_line
            for plant in instance.plants.values()
            if plant.region == region.id and plant.start_year is None
        )
        assert limit.ceiling_persons(region.id, region.labour_force_persons) == pytest.approx(0.03 * workers)
    assert FAMILIES["small-60"].case(1)[1].limits.unemployment.level == "off"


@pytest.mark.parametrize("name", ["small-60-tight", "tight-200"])
def test_a_plan_exists_where_firms_are_sound(name: str) -> None:
    assert Judge(*FAMILIES[name].case(1)).status_quo.feasible


def test_sets_name_families() -> None:
    assert {name for names in SETS.values() for name in names} == set(FAMILIES)


def test_two_instances_stand_side_by_side_in_one() -> None:
    # Nothing couples the two but labour and money, and the status quo moves neither: its accounts add up.
    parts = {name: FAMILIES["smoke"].case(seed)[0] for name, seed in (("one", 1), ("two", 2))}
    mandate = FAMILIES["smoke"].case(1)[1]
    both = join("both", "Both", parts)
    assert len(both.plants) == 24
    assert len(both.regions) == 3
    assert {plant.market for plant in both.plants.values()} == {"one-market-1", "two-market-1"}
    apart = [Judge(part, mandate).status_quo.accounts["operating_losses"] for part in parts.values()]
    assert Judge(both, mandate).status_quo.accounts["operating_losses"] == pytest.approx(sum(apart))


def test_an_instance_is_cut_and_its_years_called_otherwise() -> None:
    # The fifth of six years is the last one left; what was to start in the sixth is left out.
    whole = FAMILIES["plants-200"].case(1)[0]
    cut = moved_to(whole, 2025, 5)
    assert cut.years == (2025, 2026, 2027, 2028, 2029)
    assert set(whole.plants) - set(cut.plants) == {
        key for key, plant in whole.plants.items() if plant.start_year == 2030
    }
    with pytest.raises(ValueError, match="planned plants"):
        moved_to(whole, 2026, 5)


def test_instances_of_other_years_are_not_joined() -> None:
    instance = FAMILIES["smoke"].case(1)[0]
    with pytest.raises(ValueError, match="other years"):
        join("both", "Both", {"one": instance, "two": moved_to(instance, 2025, 2)})


def test_what_others_do_better_is_said() -> None:
    runs = [made_run("plants-200", "ours", 10.0), made_run("plants-200", "HiGHS, textbook", 4.0)]
    assert better_elsewhere(runs) == [
        "- plants-200: HiGHS, textbook reached the asked gap, certified, in 4.0 s; ours: 10.0 s."
    ]
    assert better_elsewhere(runs[:1]) == []


def test_growth_is_a_power() -> None:
    # Ten times the plants take a hundred times as long: the power is 2.
    runs = [made_run("plants-200", "ours", 1.0), made_run("plants-2000", "ours", 100.0)]
    assert growth_points(runs, "plants")["seconds"].tolist() == [1.0, 100.0]
    assert powers(runs, "plants") == {"ours": pytest.approx(2.0)}


def test_tables_and_pictures_are_written(tmp_path: Path) -> None:
    runs = [made_run("plants-200", "ours", 10.0), made_run("plants-2000", "ours", 90.0, seed=2)]
    runs[0].commit, runs[1].version = "abc12", "2"
    page = markdown(runs, ["Machine: a good one"])
    line = "| ours | 1.0 | 10.0 | 10.0 | 10.0 | 10.0 | 0.00 % | 0.00 % | yes | 95 | 95 | 300 | 2 | 50 | 0.0 | abc12 |"
    assert line in page.splitlines()
    assert "- Solvers: 1, 2" in page.splitlines()
    assert every_run(runs)["seconds_to_asked_gap"].tolist() == [10.0, 90.0]
    assert {file.name for file in draw(runs, tmp_path)} == {
        "gap-over-time-plants-200.svg",
        "gap-over-time-plants-2000.svg",
        "time-to-gap.svg",
        "growth-with-plants.svg",
    }


def test_a_process_that_fails_says_why(tmp_path: Path) -> None:
    file = str(tmp_path / "nothing.mps")
    order = Order(file, 1, 0.01, 1.0, "", str(tmp_path / "x.npy"))
    done = run(COMPETITORS["HiGHS, textbook"], order, Run("smoke", 1, "HiGHS, textbook", True, 0.01, 1.0))
    assert f"RuntimeError: HiGHS cannot read {file}" in done.status
    assert done.last == Standing(done.seconds, None, None)


@pytest.mark.parametrize(
    "names",
    [
        ["HiGHS, textbook"],
        pytest.param([each.name for each in COMPETITORS.values() if each.is_there], marks=pytest.mark.long),
    ],
    ids=["one competitor", "all competitors"],
)
def test_the_smallest_family_goes_through(tmp_path: Path, names: list[str]) -> None:
    competitors = [COMPETITORS[name] for name in names]
    lines: list[str] = []
    for _ in range(2):
        compare([Limits(0.05, 2.0).of(FAMILIES["smoke"])], [1], competitors, tmp_path, lines.append)
    assert len(lines) == len(names), "runs that are there are not run again"
    for name in names:
        kept = json.loads(run_file(tmp_path, "smoke", 1, name).read_text())
        assert "ended with code" not in kept["status"]
        assert kept["peak_mib"] > 10
        assert kept["version"]
        assert kept["commit"] == commit()
