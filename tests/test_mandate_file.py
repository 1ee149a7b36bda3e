"""Reading mandates: what is overridden, and every broken mandate with its exact messages."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from breaking import Break, Delete, Edit, Write, broken_folder
from small_folder import FILES, WIDE_FILES, write_small_folder

from solver.errors import MandateError
from solver.instance.read import read_instance
from solver.mandate import Mandate
from solver.mandate_file import check_folder, read_mandate


def read(folder: Path, *settings: str) -> Mandate:
    """Read the mandate of a folder."""
    return read_mandate(folder / "mandate.toml", read_instance(folder), settings)


def messages(folder: Path, *settings: str) -> list[str]:
    """Return what is wrong with the mandate of a folder."""
    with pytest.raises(MandateError) as caught:
        read(folder, *settings)
    return [str(problem) for problem in caught.value.problems]


def test_wishes_arrive_with_their_types(tmp_path: Path) -> None:
    """Numbers written whole are numbers; 1 percentage point of the north's 10000 people is 100."""
    mandate = read(write_small_folder(tmp_path / "small"))
    assert mandate.limits.unemployment.ceiling_persons("north", 10000) == 100
    assert mandate.limits.unemployment.ceiling_persons("south", 20000) == 100  # 0.5 of 20000
    assert mandate.limits.supply.floor_pct_of_reference_demand == 90
    assert mandate.added_mcny("central", 2027) == 50
    assert mandate.added_mcny("central", 2025) == 0


def test_settings_replace_single_wishes(tmp_path: Path) -> None:
    """Numbers, true and false, bare words, quoted words, keys of a region and whole lists; the last one counts."""
    mandate = read(
        write_small_folder(tmp_path / "small"),
        "limits.unemployment.rise_ceiling_percentage_points=0.2",
        "limits.unemployment.by_region.south = 0.3",
        "levers.retrain=false",
        "limits.supply.level=off",
        'limits.budget.level="off"',
        "title=What if",
        "weights.overheads=2",
        "weights.overheads=3",
        "budget_additions=[]",
    )
    assert mandate.limits.unemployment.rise_ceiling_percentage_points == 0.2
    assert mandate.limits.unemployment.by_region == {"north": 1.0, "south": 0.3}
    assert mandate.levers.retrain is False
    assert mandate.levers.close_lines is True
    assert (mandate.limits.supply.level, mandate.limits.budget.level) == ("off", "off")
    assert mandate.title == "What if"
    assert mandate.weights.overheads == 3
    assert mandate.budget_additions == ()


def test_the_highest_wage_floor_that_a_message_names_will_do(tmp_path: Path) -> None:
    """68.33 % of 6000 less 2300 is 1799.8, less than the income floor of 1800; a limit that is off needs no check."""
    folder = broken_folder(
        tmp_path / "small", [LOW_WAGES, limit("wage_floor", "hard", "floor_pct_of_average_wage = 68.33")]
    )
    assert read(folder).limits.wage_floor is not None
    assert read(folder, "limits.wage_floor.floor_pct_of_average_wage=100", "limits.wage_floor.level=report")


def test_optional_limits_and_levers_are_set(tmp_path: Path) -> None:
    """A whole section may be set where there is none, and then single keys of it; 90 % of 50 is 45."""
    folder = write_small_folder(tmp_path / "small")
    equity = "limits.equity={level='hard', ceiling_pct_of_fair_share=90, reason='so', source='made-up'}"
    limits = read(folder, equity, "limits.equity.level=soft", "limits.equity.breach_price_mcny=3").limits
    assert limits.equity is not None
    assert (limits.equity.ceiling_persons(1, 50), limits.equity.price_mcny) == (45, 3)
    assert read(folder, 'levers.conduct_rules=["joint_cut_10"]').levers.conduct_rules == ("joint_cut_10",)


def test_every_limit_is_read(tmp_path: Path) -> None:
    """The wide mandate has all sections, the optional ones soft."""
    limits = read(write_small_folder(tmp_path / "wide", WIDE_FILES)).limits
    assert all(section is not None for _, section in limits)
    assert limits.regional_revenue is not None
    assert limits.regional_revenue.floor_mcny("north", 100) == 60
    assert limits.regional_revenue.floor_mcny("south", 100) == 50


def limit(name: str, level: str, keys: str) -> Edit:
    """Return the edit that adds a limit to the mandate."""
    section = f'[limits.{name}]\nlevel = "{level}"\n{keys}\nreason = "so"\nsource = "made-up"\n'
    return Edit("mandate.toml", "[weights]", f"{section}\n[weights]")


LOW_WAGES = Write(
    "regions.csv",
    FILES["regions.csv"]
    .replace("per_year\n", "per_year,rehired_wage_cny_per_month\n")
    .replace(",300\n", ",300,2300\n")
    .replace(",800\n", ",800,\n")
    .encode(),
)
"""In the north the rehired earn 2300 of 6000; where the cell is blank, the average wage."""

BROKEN: dict[str, tuple[Sequence[Break], list[str]]] = {
    "malformed": (
        [Edit("mandate.toml", "[weights]", "[weights")],
        ["mandate.toml, line 48: is not valid TOML; write key = value lines and [section] headings, each key once"],
    ),
    "a key twice": (
        [Edit("mandate.toml", "overheads = 1.0", "overheads = 1.0\noverheads = 2.0")],
        ["mandate.toml, line 51: is not valid TOML; write key = value lines and [section] headings, each key once"],
    ),
    "missing section": (
        [Edit("mandate.toml", "[limits.supply]", "[limits.consumer_price.supply]")],
        [
            "mandate.toml, key limits.consumer_price.supply: is not a key of this section; "
            "use one of reason, source, level, breach_price_mcny, ceiling_pct_of_reference, or delete it",
            "mandate.toml, key limits.supply: is missing; add it",
        ],
    ),
    "misspelt key": (
        [Edit("mandate.toml", "public_outlay", "public_outlays")],
        [
            "mandate.toml, key weights.public_outlay: is missing; add it (factor of what payers spend)",
            "mandate.toml, key weights.public_outlays: is not a key of this section; "
            "rename it to 'public_outlay', the nearest one, or delete it",
        ],
    ),
    "text for yes or no": (
        [Edit("mandate.toml", "retrain = true", 'retrain = "true"')],
        ["mandate.toml, key levers.retrain is 'true': must be true or false; write true or false, without quotes"],
    ),
    "number in quotes": (
        [Edit("mandate.toml", "rise_ceiling_percentage_points = 0.5", 'rise_ceiling_percentage_points = "0.5"')],
        [
            "mandate.toml, key limits.unemployment.rise_ceiling_percentage_points is '0.5': must be a number; "
            "write digits with a decimal point"
        ],
    ),
    "negative weight": (
        [Edit("mandate.toml", "public_outlay = 0.2", "public_outlay = -0.2")],
        ["mandate.toml, key weights.public_outlay is '-0.2': must be at least 0; write a number that is at least 0"],
    ),
    "endless weight": (
        [Edit("mandate.toml", "public_outlay = 0.2", "public_outlay = inf")],
        [
            "mandate.toml, key weights.public_outlay is 'inf': must be a finite number; "
            "write a finite number, as an assumption if it is not known"
        ],
    ),
    "unknown level": (
        [Edit("mandate.toml", 'level = "hard"\nreason = "nobody is forced"', 'level = "sof"\nreason = "so"')],
        [
            "mandate.toml, key limits.participation.level is 'sof': must be one of hard, soft, report, off; "
            "write 'soft', the nearest of them"
        ],
    ),
    "soft without a price": (
        [Edit("mandate.toml", 'level = "hard"\nreason = "nobody is forced"', 'level = "soft"\nreason = "so"')],
        [
            "mandate.toml, key limits.participation: a soft limit needs a breach_price_mcny; "
            "add it, or write another level"
        ],
    ),
    "unknown rule of conduct": (
        [Edit("mandate.toml", "retrain = true", 'retrain = true\nconduct_rules = ["joint_cut_10", "joint_cut_25"]')],
        [
            "mandate.toml, key levers.conduct_rules[2] is 'joint_cut_25': must be one of joint_cut_10, joint_cut_20, "
            "joint_cut_30, full_cost_offers; write 'joint_cut_20', the nearest of them"
        ],
    ),
    "emissions that nobody knows": (
        [limit("emissions", "report", "ceiling_pct_of_today = 90")],
        [
            "mandate.toml, key limits.emissions.level is 'report': cannot be told, as emissions_tco2_per_unit is blank "
            "for one, two; fill it in for all plants and upgrades, or write level off"
        ],
    ),
    # In the south the rehired get the average wage of 7000, as in the north; its floor of 100 % adds nothing.
    "work dearer than none": (
        [LOW_WAGES, limit("wage_floor", "hard", "floor_pct_of_average_wage = 70")],
        [
            # 70 % of 6000 less 2300 is 1900, more than 30 % of 6000; (2300 + 1800) / 6000 is 68.33 %.
            "mandate.toml, key limits.wage_floor.floor_pct_of_average_wage is '70.0': would add 1900 CNY a month to "
            "wages in north, where people without work get 1800: leaving them without work would be cheaper than "
            "hiring them; write 68.33 or less, or a higher income floor that is hard"
        ],
    ),
    "work dearer than the benefit": (
        [
            LOW_WAGES,
            limit("wage_floor", "soft", "breach_price_mcny = 1\nfloor_pct_of_average_wage = 68"),
            Edit(
                "mandate.toml", 'level = "hard"\nfloor_pct_of_average_wage', 'level = "off"\nfloor_pct_of_average_wage'
            ),
        ],
        [
            # 68 % of 6000 less 2300 is 1780, more than the benefit of 1500; (2300 + 1500) / 6000 is 63.33 %.
            "mandate.toml, key limits.wage_floor.floor_pct_of_average_wage is '68.0': would add 1780 CNY a month to "
            "wages in north, where people without work get 1500: leaving them without work would be cheaper than "
            "hiring them; write 63.33 or less, or a higher income floor that is hard"
        ],
    ),
    "no reason": (
        [Edit("mandate.toml", 'reason = "no new money"\n', "")],
        ["mandate.toml, key limits.budget.reason: is missing; add it (why this is wished)"],
    ),
    "unknown source": (
        [Edit("mandate.toml", '"everything may be done"\nsource = "made-up"', '"so"\nsource = "madeup"')],
        [
            "mandate.toml, key levers.source is 'madeup': is no key of sources.csv; "
            "write 'made-up', the nearest key, or add the row"
        ],
    ),
    "unknown region": (
        [Edit("mandate.toml", "{ north = 1.0 }", "{ noth = 1.0 }")],
        [
            "mandate.toml, key limits.unemployment.by_region.noth is '1.0': is no key of regions.csv; "
            "write 'north', the nearest key, or add the row"
        ],
    ),
    "unknown payer": (
        [Edit("mandate.toml", 'payer = "central"', 'payer = "center"')],
        [
            "mandate.toml, key budget_additions[1].payer is 'center': is no key of payers.csv; "
            "write 'central', the nearest key, or add the row"
        ],
    ),
    "years upside down": (
        [Edit("mandate.toml", "from_year = 2026\nto_year = 2027", "from_year = 2027\nto_year = 2026")],
        [
            "mandate.toml, key budget_additions[1].to_year is '2026': must not be before from_year, which is 2027; "
            "swap the years"
        ],
    ),
    "decisions too late": (
        [Edit("mandate.toml", "first_decision_year = 2026", "first_decision_year = 2028")],
        [
            "mandate.toml, key levers.first_decision_year is '2028': is not a computed year; "
            "write a year from 2025 to 2027, or change the years of instance.toml"
        ],
    ),
    "other format": (
        [Edit("mandate.toml", "format = 1", "format = 0")],
        [
            "mandate.toml, key format is '0': is a version of the file format that this program does not know; "
            "write 1, or use the version of fanjuan that wrote the file"
        ],
    ),
    "additions that are no list": (
        [Edit("mandate.toml", "[[budget_additions]]", "[budget_additions]")],
        ["mandate.toml, key budget_additions is 'a section': must be a list; write it as a list"],
    ),
    "no text at all": (
        [Write("mandate.toml", b"\xff\xfet\x00")],
        ["mandate.toml, line 1: is not UTF-8 text; save the file as UTF-8"],
    ),
}
"""What is broken, to the edits that break it and the messages that say so."""


@pytest.mark.parametrize("name", BROKEN)
def test_the_message_is_exact(name: str, tmp_path: Path) -> None:
    """What is wrong is said in these words, and nothing else is."""
    breaks, expected = BROKEN[name]
    assert messages(broken_folder(tmp_path / "small", breaks)) == expected


SETTINGS: dict[str, list[str]] = {
    "limits.unemployment.rise=0.2": [
        "--set, key limits.unemployment.rise: is not a key of this section; "
        "rename it to 'rise_ceiling_percentage_points', the nearest one, or delete it"
    ],
    "lever.retrain=false": [
        "--set, key lever.retrain: is not a key of this section; rename it to 'levers', the nearest one, or delete it"
    ],
    "limits.unemployment.by_region.sout=1": [
        "--set, key limits.unemployment.by_region.sout is '1': is no key of regions.csv; "
        "write 'south', the nearest key, or add the row"
    ],
    "levers.retrain=no": [
        "--set, key levers.retrain is 'no': must be true or false; write true or false, without quotes"
    ],
    "levers.retrain": ["--set is 'levers.retrain': has no equals sign; write it as section.key=value"],
    "budget_additions.1.payer=local": [
        "--set, key budget_additions.1.payer: has no keys that can be set one by one; set budget_additions as a whole"
    ],
    "limits.emissions.level=hard": [
        "--set, key limits.emissions.level: the mandate has no section [limits.emissions]; "
        "write [limits.emissions] in the mandate, with all of its keys"
    ],
    "limits.participation.level=soft": [
        "mandate.toml, key limits.participation: a soft limit needs a breach_price_mcny; add it, or write another level"
    ],
    'levers.conduct_rules=["cartel"]': [
        "--set, key levers.conduct_rules[1] is 'cartel': must be one of joint_cut_10, joint_cut_20, joint_cut_30, "
        "full_cost_offers; write one of them"
    ],
    "levers.conduct_rules=joint_cut_10": [
        "--set, key levers.conduct_rules is 'joint_cut_10': must be a list; write it as a list"
    ],
    "title.long=x": ["--set, key title.long: has no keys that can be set one by one; set title as a whole"],
    "weights.overheads=": ["--set, key weights.overheads: must be a number; write digits with a decimal point"],
}
"""A setting that is wrong, to the messages that say so."""


@pytest.mark.parametrize("setting", SETTINGS)
def test_the_message_of_a_setting_is_exact(setting: str, tmp_path: Path) -> None:
    """Wrong settings are told as such, not as faults of the file."""
    assert messages(write_small_folder(tmp_path / "small"), setting) == SETTINGS[setting]


def test_check_tells_of_instance_mandate_and_settings_at_once(tmp_path: Path) -> None:
    """A broken cell of the instance does not hide a wrong wish, nor a broken wish one that does not fit."""
    breaks = [
        Edit("plants.csv", ",4,25,", ",four,25,"),
        Edit("mandate.toml", "public_outlay = 0.2", "public_outlay = -0.2"),
        Edit("mandate.toml", 'payer = "central"', 'payer = "center"'),
    ]
    folder = broken_folder(tmp_path / "small", breaks)
    assert [str(problem) for problem in check_folder(folder, None, ["title"])] == [
        "plants.csv, row one, column lines is 'four': must be a number; write digits with a decimal point",
        "--set is 'title': has no equals sign; write it as section.key=value",
        "mandate.toml, key weights.public_outlay is '-0.2': must be at least 0; write a number that is at least 0",
        "mandate.toml, key budget_additions[1].payer is 'center': is no key of payers.csv; "
        "write 'central', the nearest key, or add the row",
    ]


def test_a_missing_mandate_is_named_as_it_was_given(tmp_path: Path) -> None:
    """By its name within its own folder, and else by its path."""
    folder = broken_folder(tmp_path / "small", [Delete("mandate.toml")])
    assert [str(problem) for problem in check_folder(folder)] == ["mandate.toml: is missing; add the file"]
    assert messages(folder) == [f"{folder / 'mandate.toml'}: is missing; add the file"]


def test_check_of_a_valid_folder_finds_nothing(tmp_path: Path) -> None:
    """With its own mandate or another one."""
    folder = write_small_folder(tmp_path / "small")
    other = tmp_path / "other.toml"
    other.write_text((folder / "mandate.toml").read_text(encoding="utf-8"), encoding="utf-8")
    assert check_folder(folder) == []
    assert check_folder(folder, other, ["levers.retrain=false"]) == []
    none = tmp_path / "none.toml"
    assert [str(problem) for problem in check_folder(folder, none)] == [f"{none}: is missing; add the file"]
    other.write_text("format = 1", encoding="utf-8")
    assert {problem.file for problem in check_folder(folder, other)} == {"other.toml"}


def test_check_of_no_folder_is_one_problem(tmp_path: Path) -> None:
    """A mandate within a folder that is not there is not missed as well."""
    assert [problem.rule for problem in check_folder(tmp_path / "none")] == ["there is no such folder"]
