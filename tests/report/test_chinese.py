"""The report in Chinese: with Chinese names in the instance, no word of English is left beside keys and file names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from builders import build_mandate
from report_case import RUN, make_conflict, make_instance, make_result
from test_decisions_levers import every_decision, every_lever

from solver.evaluate.outcome import RULES
from solver.instance.instance import Instance
from solver.language import speaking
from solver.mandate import Mandate
from solver.report.grid import Grid
from solver.report.limits import label_of, violation_sentence
from solver.report.section import Section
from solver.report.sections import report_sections
from solver.report.summary import status_sentence
from solver.solve.result import Result

ENGLISH = re.compile(r"[A-Za-z]{2,}")
NAMES = re.compile(
    r"SHA-256|HiGHS|fanjuan|Office|Yearbook|Authors|\bCC\b|MIT|https?://\S+|a=b|[a-z]+\.csv|[0-9a-f]{64}"
)
"""What is called the same in every language."""
KEYED = {"sources", "run"}
"""Sections whose rows hold keys of tables, names of programs, and texts of the instance."""


def with_chinese_names(instance: Instance) -> Instance:
    tables: dict[str, Any] = {}
    for table in Instance.table_names():
        rows = instance.table(table)
        if any(hasattr(row, "name") for row in rows.values()):
            tables[table] = {
                key: row.model_copy(update={"name": f"甲{number}"}) for number, (key, row) in enumerate(rows.items())
            }
    return instance.with_tables(**tables)


def limits_of_all_levels() -> dict[str, Any]:
    return {
        "unemployment": {"rise_ceiling_percentage_points": 0.1},
        "income_floor": {"floor_pct_of_average_wage": 50},
        "consumer_price": {"ceiling_pct_of_reference": 50, "level": "soft", "breach_price_mcny": 1},
        "supply": {"floor_pct_of_reference_demand": 100, "level": "report"},
        "budget": {},
        "participation": {},
        "wage_floor": {"floor_pct_of_average_wage": 90},
        "regional_output": {"floor_pct_of_today": 100},
        "emissions": {"ceiling_pct_of_today": 10},
        "concentration": {"room_points": 1, "share_screen_pct": 10, "guidance": "指南"},
        "capacity_swap": {"closed_per_opened": 1.25},
    }


def texts_of(section: Section) -> Iterator[str]:
    yield from (section.title, *section.sentences, *section.warnings)
    grids: list[Grid] = [*section.grids, *section.folded]
    for picture in section.pictures:
        yield from (picture.title, picture.description)
        grids.append(picture.table)
    for grid in grids:
        yield grid.caption
        for column in grid.columns:
            yield from (column.title, column.group)
        if section.id not in KEYED:
            yield from (cell for row in grid.rows for cell in row.cells)


def english_left(instance: Instance, mandate: Mandate, result: Result) -> list[str]:
    with speaking("zh-CN"):
        texts = [status_sentence(result)]
        for section in report_sections(instance, mandate, result, RUN):
            texts += texts_of(section)
    return [text for text in texts if ENGLISH.search(NAMES.sub("", text))]


def test_a_report_of_few_decisions_is_all_chinese() -> None:
    instance, mandate = with_chinese_names(make_instance()), build_mandate(limits=limits_of_all_levels())
    assert not english_left(instance, mandate, make_result(instance, mandate))


def test_a_report_of_every_decision_is_all_chinese() -> None:
    instance = with_chinese_names(every_lever())
    levers = {"conduct_rules": ("joint_cut_10",), "reason": "理由"}
    mandate = build_mandate(levers=levers, limits=limits_of_all_levels())
    assert not english_left(instance, mandate, make_result(instance, mandate, every_decision()))


def test_a_report_without_a_plan_is_all_chinese() -> None:
    instance = with_chinese_names(make_instance())
    result = replace(make_conflict(instance), reason="no plan keeps all limits")
    assert not english_left(instance, build_mandate(), result)


def test_violations_are_said_in_chinese_from_their_numbers() -> None:
    # 50 of 10,000 are without work, and 0.1 % of them are 10. In English the judge's own sentence is said.
    instance = with_chinese_names(make_instance())
    mandate = build_mandate(limits=limits_of_all_levels())
    plan = make_result(instance, mandate).plan
    assert plan is not None
    (broken,) = [each for each in plan.violations if each.rule == "unemployment"]
    assert violation_sentence(instance, broken) == "甲0, 2025: 50 people without work, ceiling 10"
    with speaking("zh-CN"):
        assert violation_sentence(instance, broken) == "甲0\uff0c2025年：失业上限：实际为50，限值为10（人）"  # noqa: RUF001
        assert not [each for each in plan.violations if ENGLISH.search(violation_sentence(instance, each))]


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_has_its_words(rule: str) -> None:
    with speaking("zh-CN"):
        assert not ENGLISH.search(label_of(rule, "hard"))
