"""Plans as files: they come back as they were, and what does not fit the instance is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_folder import WIDE_FILES, write_small_folder

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
def wide(tmp_path_factory: pytest.TempPathFactory) -> Instance:
    """The small instance with all options."""
    return read_instance(write_small_folder(tmp_path_factory.mktemp("plan") / "wide", WIDE_FILES))


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
        "plan.json, key moves[2].to_state is 'shut': must be planned, subsidised, unsubsidised, closed, upgraded: or "
        "integrated:; write one of them, after upgraded: the key of the upgrade, after integrated: that of the merger "
        "pair",
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
        "plan.json, key income_support[2].region is 'north': is the region of income_support[1] already; "
        "keep one of them"
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


def with_moves(*states: tuple[str, str]) -> str:
    """Return a plan for the wide instance that moves lines of plant one between states."""
    moves = [
        {"plant": "one", "year": 2026, "from_state": before, "to_state": after, "lines": 1} for before, after in states
    ]
    return json.dumps({"instance": "small", "moves": moves})


BROKEN_WIDE: dict[str, list[str]] = {
    with_moves(("upgraded:fin", "closed"), ("subsidised", "upgraded:fine"), ("subsidised", "upgraded:")): [
        "plan.json, key moves[3].to_state is 'upgraded:': must be planned, subsidised, unsubsidised, closed, upgraded: "
        "or integrated:; write one of them, after upgraded: the key of the upgrade, after integrated: that of the "
        "merger pair",
    ],
    with_moves(("upgraded:fin", "closed"), ("subsidised", "upgraded:fine")): [
        "plan.json, key moves[1].from_state is 'upgraded:fin': fin is no key of upgrades.csv; "
        "write 'fine', the nearest key, or add the row"
    ],
    with_moves(("subsidised", "upgraded:fine")).replace('"one"', '"two"'): [
        "plan.json, key moves[1].to_state is 'upgraded:fine': fine is an upgrade of one; write an upgrade of two"
    ],
    with_moves(("integrated:bot", "closed")): [
        "plan.json, key moves[1].from_state is 'integrated:bot': bot is no key of merger_pairs.csv; "
        "write 'both', the nearest key, or add the row"
    ],
    with_moves(("integrated:both", "closed")): [
        "plan.json, key moves[1].from_state is 'integrated:both': the target of both does not own one; "
        "write a pair whose target is alpha"
    ],
    with_moves(("subsidised", "upgraded:fine")).replace('"one"', '"oen"'): [
        "plan.json, key moves[1].plant is 'oen': is no key of plants.csv; write 'one', the nearest key, or add the row"
    ],
    '{"instance": "small", "mergers": [{"pair": "bth", "year": 2028}], "conduct": [{"market": "domestik", "year": '
    '2026, "rule": "joint_cut_10"}], "removals": [{"barrier": "bordr", "year": 2024}], "adoptions": [{"standard": '
    '"lea"}]}': [
        "plan.json, key mergers[1].pair is 'bth': is no key of merger_pairs.csv; "
        "write 'both', the nearest key, or add the row",
        "plan.json, key mergers[1].year is '2028': is not a computed year; "
        "write a year from 2025 to 2027, or change the years of instance.toml",
        "plan.json, key conduct[1].market is 'domestik': is no key of markets.csv; "
        "write 'domestic', the nearest key, or add the row",
        "plan.json, key removals[1].barrier is 'bordr': is no key of barriers.csv; "
        "write 'border', the nearest key, or add the row",
        "plan.json, key removals[1].year is '2024': is not a computed year; "
        "write a year from 2025 to 2027, or change the years of instance.toml",
        "plan.json, key adoptions[1].standard is 'lea': is no key of standards.csv; "
        "write 'lean', the nearest key, or add the row",
    ],
    '{"instance": "small", "vouchers": [{"voucher": "trade", "year": 2026, "tranches": 1}], "transfers": [{"transfer": '
    '"dawn", "year": 2026, "mcny": 1}], "levies": [{"payer": "found", "year": 2026}], "wage_support": [{"region": '
    '"noth", "cny_per_month": 1}]}': [
        "plan.json, key wage_support[1].region is 'noth': is no key of regions.csv; "
        "write 'north', the nearest key, or add the row",
        "plan.json, key vouchers[1].voucher is 'trade': is no key of vouchers.csv; "
        "write 'trade-in', the nearest key, or add the row",
        "plan.json, key transfers[1].transfer is 'dawn': is no key of transfers.csv; "
        "write 'down', the nearest key, or add the row",
        "plan.json, key levies[1].payer is 'found': is no key of payers.csv; "
        "write 'fund', the nearest key, or add the row",
    ],
    '{"instance": "small", "conduct": [{"market": "domestic", "year": 2026, "rule": "joint_cut_15"}], "transfers": '
    '[{"transfer": "down", "year": 2026, "mcny": 0}]}': [
        "plan.json, key conduct[1].rule is 'joint_cut_15': must be one of joint_cut_10, joint_cut_20, joint_cut_30, "
        "full_cost_offers; write 'joint_cut_10', the nearest of them",
        "plan.json, key transfers[1].mcny is '0': must be above 0; write a number that is above 0",
    ],
}
"""A plan file for the wide instance, to the messages that say what is wrong with it."""


@pytest.mark.parametrize("text", BROKEN_WIDE, ids=range(len(BROKEN_WIDE)))
def test_the_message_about_an_option_is_exact(text: str, wide: Instance, folder: Path) -> None:
    """Keys, years and states of all options are held against the instance."""
    (folder / "plan.json").write_text(text, encoding="utf-8")
    with pytest.raises(PlanError) as caught:
        read_plan(folder / "plan.json", wide)
    assert [str(problem) for problem in caught.value.problems] == BROKEN_WIDE[text]


DECISIONS: dict[str, tuple[dict[str, object], str]] = {
    "wage_support": ({"region": "north", "cny_per_month": 5000}, "region"),
    "mergers": ({"pair": "both", "year": 2026}, "pair"),
    "conduct": ({"market": "domestic", "year": 2026, "rule": "joint_cut_10"}, "market and year"),
    "removals": ({"barrier": "border", "year": 2026}, "barrier"),
    "adoptions": ({"standard": "lean"}, "standard"),
    "vouchers": ({"voucher": "trade-in", "year": 2026, "tranches": 2}, "voucher and year"),
    "transfers": ({"transfer": "down", "year": 2026, "mcny": 12.5}, "transfer and year"),
    "levies": ({"payer": "fund", "year": 2026}, "payer and year"),
}
"""A decision of each new kind, and the columns that no second one may have the same."""


def test_decisions_of_every_kind_come_back(wide: Instance, folder: Path) -> None:
    """Once each, with moves into and out of the states of upgrades and mergers."""
    moves = [
        Move(plant="one", year=2026, from_state="subsidised", to_state="upgraded:fine", lines=1),
        Move(plant="two", year=2027, from_state="integrated:both", to_state="closed", lines=1, compensation_mcny=3.5),
        Move(plant="three", year=2026, from_state="planned", to_state="closed", lines=1),
    ]
    plan = Plan.model_validate(
        {"instance": "small", "moves": moves, **{name: [row] for name, (row, _) in DECISIONS.items()}}
    )
    (folder / "plan.json").write_text(plan_json(plan), encoding="utf-8")
    assert read_plan(folder / "plan.json", wide) == plan
    assert set(DECISIONS) == set(Plan.model_fields) - {
        "format", "instance", "moves", "openings", "classes", "income_support"
    }  # fmt: skip


@pytest.mark.parametrize("name", DECISIONS)
def test_a_decision_that_is_there_twice_is_refused(name: str, wide: Instance, folder: Path) -> None:
    """Nobody could say which counts; in another year it is another decision."""
    row, columns = DECISIONS[name]
    key = columns.split(" and ")[0]
    (folder / "plan.json").write_text(json.dumps({"instance": "small", name: [row, row]}), encoding="utf-8")
    with pytest.raises(PlanError) as caught:
        read_plan(folder / "plan.json", wide)
    same = f"is the {key} of {name}[1] already"
    if " and " in columns:
        same = f"the {columns} are those of {name}[1] already"
        other = {"instance": "small", name: [row, {**row, "year": 2027}]}
        (folder / "other.json").write_text(json.dumps(other), encoding="utf-8")
        assert len(getattr(read_plan(folder / "other.json", wide), name)) == 2
    assert str(caught.value) == f"plan.json, key {name}[2].{key} is '{row[key]}': {same}; keep one of them"


def test_a_missing_plan_is_told(small: Instance, folder: Path) -> None:
    """With the path as it was given: the user named it."""
    with pytest.raises(PlanError) as caught:
        read_plan(folder / "none.json", small)
    assert str(caught.value) == f"{folder / 'none.json'}: is missing; add the file"
