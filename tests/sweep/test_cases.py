"""The cases of a sweep: what is varied, every combination of it, and what they are called."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_folder import write_small_folder

from solver.errors import InputError
from solver.instance.read import read_instance
from solver.sweep.cases import LONGEST_NAME, Variation, check_cases, make_cases, read_variations

CEILING = "limits.unemployment.rise_ceiling_percentage_points"


def test_what_is_varied_is_read_as_it_is_written() -> None:
    read = read_variations([f"{CEILING}=0.1, 0.2", 'levers.conduct_rules=[],["joint_cut_10","joint_cut_20"]'], [])
    assert read == [
        Variation(CEILING, ("0.1", "0.2")),
        Variation("levers.conduct_rules", ("[]", '["joint_cut_10","joint_cut_20"]')),
    ]


@pytest.mark.parametrize(
    ("text", "settings", "said"),
    [
        ("weights.overheads", [], "names no wish with its values; write it as section.key=value,value"),
        ("weights.overheads=", [], "names no wish with its values; write it as section.key=value,value"),
        ("weights.overheads=1,", [], "names no wish with its values; write it as section.key=value,value"),
        ("weights.overheads=1,2,1", [], "'1': is among the values more than once"),
        ("weights.overheads=1,2", ["weights.overheads=3"], "weights.overheads: is given by --set already"),
    ],
)
def test_what_cannot_be_varied_is_refused(text: str, settings: list[str], said: str) -> None:
    with pytest.raises(InputError) as refused:
        read_variations([text], settings)
    assert [said in str(each) for each in refused.value.problems] == [True]


def test_a_wish_is_varied_once() -> None:
    with pytest.raises(InputError, match=r"weights\.overheads: is given by --vary already"):
        read_variations(["weights.overheads=1,2", "weights.overheads=3"], [])


def test_every_combination_is_a_case() -> None:
    # Two values of one and three of the other: 2 x 3 = 6, the last changes fastest.
    cases = make_cases([Variation("weights.a", ("1", "2")), Variation("weights.b", ("x", "y", "z"))], [], ["c.d=0"])
    assert [each.name for each in cases] == ["a=1,b=x", "a=1,b=y", "a=1,b=z", "a=2,b=x", "a=2,b=y", "a=2,b=z"]
    assert cases[3].settings == ("c.d=0", "weights.a=2", "weights.b=x")
    assert cases[3].varied == {"weights.a": "2", "weights.b": "x"}


def test_each_of_several_mandates_makes_cases() -> None:
    cases = make_cases([Variation("a.b", ("1",))], [Path("strict.toml"), Path("mild.toml")], [])
    assert [(each.name, each.mandate) for each in cases] == [
        ("mandate=strict,b=1", Path("strict.toml")),
        ("mandate=mild,b=1", Path("mild.toml")),
    ]


def test_one_mandate_tells_no_case_apart() -> None:
    (case,) = make_cases([Variation("a.b", ("1",))], [Path("strict.toml")], [])
    assert (case.name, case.mandate, case.varied) == ("b=1", Path("strict.toml"), {"a.b": "1"})


def test_names_tell_cases_apart_and_fit_a_folder() -> None:
    levels = [Variation("limits.budget.level", ("off",)), Variation("limits.equity.level", ("off", "hard"))]
    assert [each.name for each in make_cases(levels, [], [])] == [
        "budget.level=off,equity.level=off",
        "budget.level=off,equity.level=hard",
    ]
    # What no folder takes becomes a dash, and two that are then the same are told apart by what they ask for.
    one, two = (each.name for each in make_cases([Variation("a.b", ('["x/y"]', '["x y"]'))], [], []))
    assert one != two
    assert one.startswith("b=-x-y-")
    (long,) = make_cases([Variation("a.b", ("9" * 300,))], [], [])
    assert len(long.name) == LONGEST_NAME


def test_a_case_is_called_the_same_whatever_else_the_values_are() -> None:
    few = make_cases([Variation("a.b", ("1", "2"))], [], [])
    more = make_cases([Variation("a.b", ("0", "1", "2", "3"))], [], [])
    assert {each.name for each in few} < {each.name for each in more}


def test_problems_of_all_cases_are_told_once_and_by_the_option_that_they_came_from(tmp_path: Path) -> None:
    write_small_folder(tmp_path / "small")
    instance = read_instance(tmp_path / "small")
    variations = [Variation(CEILING, ("-1", "0.5")), Variation("weights.overheads", ("1", "2"))]
    with pytest.raises(InputError) as refused:
        check_cases(tmp_path / "small", instance, make_cases(variations, [], ["limits.budget.level=softly"]))
    assert [(each.file, each.column, each.value) for each in refused.value.problems] == [
        ("--vary", CEILING, "-1"),
        ("--set", "limits.budget.level", "softly"),
    ]
