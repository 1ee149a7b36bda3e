"""The solver against every plan there is, for each lever.

A longer run: ``python -m pytest tests/agreement/test_levers_brute_force.py --seeds 200 --first-seed 8``.
"""

from __future__ import annotations

from collections import Counter
from itertools import islice

import pytest
from agreement.brute_force import best_plan
from agreement.conftest import LEVER_SEEDS, Solve
from agreement.random_levers import FAMILIES, lever_case
from agreement.test_brute_force import assert_best
from builders import problems_of

from solver.evaluate.judge import Judge
from solver.evaluate.outcome import LIMITS
from solver.mandate import Mandate

ONCE_WRONG = (
    ("rationed", 0),  # a soft limit was all that the relaxation was too kind by, and no market was split for it
    ("trade", 15),  # the same
    ("levies", 59),  # HiGHS told no bound, as it found nothing better than the start
    ("mixed", 125),  # the same, and the start was not the best
    ("soft", 82),  # bounds of the problem of filling in a start were taken for those of the whole
    ("entry", 310),  # presolve of HiGHS never ended
    ("upgrades", 48),  # lines could not close in the year in which they had ramped up
    ("fixed", 17),  # the optimiser could choose who serves a fixed market, and found a plan where there is none
    ("fixed", 1),  # of equal costs it could take the way over a link
    ("fixed", 119),  # it could leave a market's own consumers without what they are as ready to pay for as others
    ("fixed", 207),  # capacity was just what was asked for, and another shadow price fitted as well
)
"""Families and seeds that have shown what was wrong, and what it was."""


@pytest.mark.parametrize("family", FAMILIES)
def test_the_solver_finds_the_best_of_all_plans(family: str, lever_seed: int, solve_exactly: Solve) -> None:
    assert_best(*lever_case(lever_seed, family), solve_exactly)


@pytest.mark.parametrize(("family", "number"), ONCE_WRONG)
def test_what_was_wrong_once_is_right(family: str, number: int, solve_exactly: Solve) -> None:
    assert_best(*lever_case(number, family), solve_exactly)


@pytest.mark.parametrize("family", FAMILIES)
def test_the_cases_of_levers_are_sound_instances(family: str) -> None:
    for seed in range(LEVER_SEEDS):
        instance, _ = lever_case(seed, family)
        assert [each for each in problems_of(instance) if "provenance.csv" not in each.cure] == []


def test_the_cases_of_levers_have_every_limit_at_every_level() -> None:
    asked: Counter[tuple[str, str]] = Counter()
    for family in FAMILIES:
        for seed in range(4 * LEVER_SEEDS):
            asked.update(limits_of(lever_case(seed, family)[1]))
    wished = set(LIMITS) - {"windfall", "solvency", "share_screen", "standard"}
    assert {(limit, level) for limit in wished for level in ("hard", "soft", "report")} <= set(asked)


def limits_of(mandate: Mandate) -> list[tuple[str, str]]:
    """Return the limits that a mandate asks for, with their levels."""
    sections = ((name, getattr(mandate.limits, name)) for name in type(mandate.limits).model_fields)
    return [(name, section.level) for name, section in sections if section is not None]


@pytest.mark.parametrize("family", FAMILIES)
def test_the_best_plans_of_each_lever_pull_it(family: str) -> None:
    # A family is worth what its cases are: in some the lever that it is named after is in the best plan.
    fields = {
        "mergers": "mergers",
        "upgrades": "moves",
        "conduct": "conduct",
        "rationed": "moves",
        "trade": "removals",
        "fixed": "moves",
        "entry": "moves",
        "standards": "adoptions",
        "vouchers": "vouchers",
        "levies": "levies",
        "transfers": "transfers",
        "soft": "moves",
        "mixed": "moves",
    }
    best = (best_plan(Judge(*lever_case(seed, family))) for seed in range(3 * LEVER_SEEDS))
    pulled = (outcome for outcome in best if outcome is not None and getattr(outcome.plan, fields[family]))
    assert len(list(islice(pulled, 2))) == 2
