"""Plans as files: they come back as they were, and what does not fit the instance is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_folder import write_small_folder

from solver.errors import PlanError
from solver.instance.instance import Instance
from solver.instance.read import read_instance
from solver.plan import Classes, IncomeSupport, Move, Opening, Plan, plan_json, status_quo
from solver.plan_file import read_plan


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Instance:
    """The small instance."""
    return read_instance(write_small_folder(tmp_path_factory.mktemp("plan") / "small"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A place for plan files."""
    return tmp_path_factory.mktemp("plans")


@given(
    lines=st.integers(1, 4),
    compensation=st.floats(0, 1e9),
    support=st.floats(0, 1e5),
    year=st.sampled_from([2025, 2026, 2027]),
)
def test_any_plan_comes_back(
    small: Instance, folder: Path, lines: int, compensation: float, support: float, year: int
) -> None:
    """Decisions of every kind, amounts to the last bit."""
    move = Move(
        plant="one",
        year=year,
        from_state="subsidised",
        to_state="closed",
        lines=lines,
        compensation_mcny=compensation,
    )
    plan = Plan(
        instance="small",
        moves=(move,),
        openings=(Opening(programme="school", year=year),),
        classes=(Classes(programme="school", year=year, classes=lines),),
        income_support=(IncomeSupport(region="north", cny_per_month=support),),
    )
    (folder / "plan.json").write_text(plan_json(plan), encoding="utf-8")
    assert read_plan(folder / "plan.json", small) == plan


def test_the_status_quo_comes_back(small: Instance, folder: Path) -> None:
    """A plan without decisions, and one that does not even list them."""
    for text in (plan_json(status_quo(small)), '{"instance": "small"}'):
        (folder / "plan.json").write_text(text, encoding="utf-8")
        assert read_plan(folder / "plan.json", small) == status_quo(small)


MOVE = '{"plant": "one", "year": 2026, "from_state": "subsidised", "to_state": "closed", "lines": 1}'

BROKEN: dict[str, list[str]] = {
    "{": ["plan.json, line 1: is not valid JSON; write the file with fanjuan, or mend the JSON"],
    "[" * 100_000: ["plan.json: is not valid JSON; write the file with fanjuan, or mend the JSON"],
    '{"instance": "small", "instance": "small"}': ["plan.json, key instance: is there twice; keep one of them"],
    "[]": ["plan.json is 'a list': must be a section; write it as a section with keys of its own"],
    '{"instance": "large"}': [
        "plan.json, key instance is 'large': the plan is for another instance than small; read it with its own instance"
    ],
    '{"instance": "small", "move": []}': [
        "plan.json, key move: is not a key of this section; rename it to 'moves', the nearest one, or delete it"
    ],
    '{"instance": "small", "format": 2}': [
        "plan.json, key format is '2': is a version of the file format that this program does not know; "
        "write 1, or use the version of fanjuan that wrote the file"
    ],
    '{"instance": "small", "moves": [' + MOVE.replace('"one"', '"oen"').replace("2026", "2030") + "]}": [
        "plan.json, key moves[1].plant is 'oen': is no key of plants.csv; write 'one', the nearest key, or add the row",
        "plan.json, key moves[1].year is '2030': is not a computed year; "
        "write a year from 2025 to 2027, or change the years of instance.toml",
    ],
    '{"instance": "small", "moves": [' + MOVE + ", " + MOVE.replace("closed", "shut").replace(": 1", ": 0") + "]}": [
        "plan.json, key moves[2].to_state is 'shut': must be one of subsidised, unsubsidised, closed; "
        "write one of them",
        "plan.json, key moves[2].lines is '0': must be at least 1; write a number that is at least 1",
    ],
    '{"instance": "small", "openings": [{"programme": "school"}]}': [
        "plan.json, key openings[1].year: is missing; add it (year at whose start it is set up)"
    ],
    '{"instance": "small", "openings": [{"programme": "school", "year": 1900}]}': [
        "plan.json, key openings[1].year is '1900': must be at least 1949; "
        "write a number that is at least 1949 and at most 2100"
    ],
    '{"instance": "small", "openings": [{"programme": "scool", "year": 2026}]}': [
        "plan.json, key openings[1].programme is 'scool': is no key of programmes.csv; "
        "write 'school', the nearest key, or add the row"
    ],
    '{"instance": "small", "classes": [{"programme": "school", "year": "2026", "classes": 1.5}]}': [
        "plan.json, key classes[1].year is '2026': must be a whole number; "
        "write a whole number that is at least 1949 and at most 2100",
        "plan.json, key classes[1].classes is '1.5': must be a whole number; write a whole number that is at least 1",
    ],
    '{"instance": "small", "income_support": [{"region": "north", "cny_per_month": NaN}]}': [
        "plan.json, key income_support[1].cny_per_month is 'nan': must be a finite number; "
        "write a finite number, as an assumption if it is not known"
    ],
    '{"instance": "small", "income_support": '
    '[{"region": "north", "cny_per_month": 1}, {"region": "north", "cny_per_month": 2}]}': [
        "plan.json, key income_support[2].region is 'north': the region has an income promised already; "
        "keep one promise for each region"
    ],
}
"""A plan file, to the messages that say what is wrong with it."""


@pytest.mark.parametrize("text", BROKEN, ids=range(len(BROKEN)))
def test_the_message_is_exact(text: str, small: Instance, folder: Path) -> None:
    """What is wrong is said in these words, and nothing else is."""
    (folder / "plan.json").write_text(text, encoding="utf-8")
    with pytest.raises(PlanError) as caught:
        read_plan(folder / "plan.json", small)
    assert [str(problem) for problem in caught.value.problems] == BROKEN[text]


def test_a_missing_plan_is_told(small: Instance, folder: Path) -> None:
    """With the path as it was given: the user named it."""
    with pytest.raises(PlanError) as caught:
        read_plan(folder / "none.json", small)
    assert str(caught.value) == f"{folder / 'none.json'}: is missing; add the file"
