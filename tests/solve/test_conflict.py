"""Mandates that cannot be kept, each with the conflict and the amounts that one finds in one's head.

The mill and its valley are those of ``conflict_case``: open, its firm is 30 short; closed, 40 people too many are
without work. Demand is ``200 - 10 * price`` everywhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from builders import build_instance, build_mandate
from conflict_case import MILL, MILLER, VALLEY, KeptProcess, conflict_of, run, town

from solver.evaluate.judge import Judge
from solver.instance.instance import Instance
from solver.levers.collect import collect_tables
from solver.levers.modes import Modes
from solver.mandate import Mandate
from solver.model.build import build_model
from solver.report.conflict_words import conflict_sentence, relaxation_sentence
from solver.solve import refine
from solver.solve.arrays import to_arrays
from solver.solve.highs import HighsProcess, Settings, Stop
from solver.solve.result import Conflict, Relaxation
from solver.solve.search import Search

MORE = 1.001
"""An amount is relaxed by so much more, since a limit that is met to the last digit tests the tolerance alone."""


@pytest.fixture(scope="module")
def process() -> Iterator[HighsProcess]:
    kept = KeptProcess(lambda _: None, lambda _: None)
    yield kept
    kept.kill()


@pytest.fixture(autouse=True)
def _one_process_for_all(process: HighsProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refine, "HighsProcess", lambda *_: process)


def has_plan(instance: Instance, mandate: Mandate) -> bool:
    return run(instance, mandate).status == "optimal"


def by_limit(conflict: Conflict) -> dict[tuple[str, str], Relaxation]:
    return {(each.rule, each.subject): each for each in conflict.relaxations}


def amounts(conflict: Conflict) -> dict[tuple[str, str], Any]:
    """Return what each limit must give way by, within the gap to which it is solved."""
    return {limit: pytest.approx(each.amount, rel=2e-3) for limit, each in by_limit(conflict).items()}


def test_price_ceiling_alone() -> None:
    # The one line makes 10, so the price is 19; the ceiling is 150 % of 10, and closing the line takes the price to 20.
    instance = build_instance()
    conflict = conflict_of(instance, build_mandate(limits={"consumer_price": {}}))
    assert amounts(conflict) == {("consumer_price", "market"): 4}
    (price,) = conflict.relaxations
    assert price.unit == "cny_per_unit"
    assert relaxation_sentence(instance, price) == (
        "The price ceiling of market: it would have to be 4 CNY per kg higher (ceiling 15 CNY per kg)."
    )
    assert conflict_sentence(instance, conflict) == (
        "No plan can keep the price ceiling of market, whatever becomes of the other limits."
    )


@pytest.mark.parametrize(("rise", "kept"), [(4 * MORE, True), (4 / MORE, False)])
def test_price_ceiling_raised_by_the_amount(rise: float, kept: bool) -> None:
    mandate = build_mandate(limits={"consumer_price": {"ceiling_pct_of_reference": 10 * (15 + rise)}})
    assert has_plan(build_instance(), mandate) is kept


def test_supply_floor_alone() -> None:
    # The floor is 50 % of 100, and 10 is all that can be made.
    conflict = conflict_of(build_instance(), build_mandate(limits={"supply": {}}))
    assert amounts(conflict) == {("supply", "market"): 40}
    assert conflict.relaxations[0].unit == "munit"
    assert relaxation_sentence(build_instance(), conflict.relaxations[0]) == (
        "The supply floor of market: it would have to be 40 kt a year lower."
    )


@pytest.mark.parametrize(("fall", "kept"), [(40 * MORE, True), (40 / MORE, False)])
def test_supply_floor_lowered_by_the_amount(fall: float, kept: bool) -> None:
    mandate = build_mandate(limits={"supply": {"floor_pct_of_reference_demand": 50 - fall}})
    assert has_plan(build_instance(), mandate) is kept


def test_unemployment_against_solvency() -> None:
    # The mill goes on, and its firm is 30 short, or it closes, and 50 people less the 10 allowed are too many. The
    # other limits are asked for as well, and have nothing to do with it.
    others = {"consumer_price": {"ceiling_pct_of_reference": 200}, "supply": {"floor_pct_of_reference_demand": 0}}
    conflict = conflict_of(town(), build_mandate(limits={"unemployment": {}, **others}))
    assert amounts(conflict) == {("solvency", "miller"): 30, ("unemployment", "valley"): 40}
    relaxed = by_limit(conflict)
    assert relaxed["unemployment", "valley"].unit == "persons"
    assert relaxation_sentence(town(), relaxed["unemployment", "valley"]) == (
        "The unemployment ceiling in Valley: 40 more people without work would have to be allowed (ceiling 10 people)."
    )
    assert relaxed["solvency", "miller"].unit == "mcny"
    assert relaxation_sentence(town(), relaxed["solvency", "miller"]) == (
        "The solvency of Miller: 30 CNY million of cash would have to come from elsewhere (credit 0 CNY million)."
    )
    assert conflict_sentence(town(), conflict) == (
        "These limits cannot hold together: the solvency of Miller and the unemployment ceiling in Valley. "
        "Without any one of them this contradiction is gone; whether that alone makes room for a plan is said for each."
    )


@pytest.mark.parametrize(("persons", "kept"), [(40 * MORE, True), (40 / MORE, False)])
def test_unemployment_ceiling_raised_by_the_amount(persons: float, kept: bool) -> None:
    mandate = build_mandate(limits={"unemployment": {"by_region": {"valley": (10 + persons) / 1_000 * 100}}})
    assert has_plan(town(), mandate) is kept


@pytest.mark.parametrize(("credit", "kept"), [(30 * MORE, True), (30 / MORE, False)])
def test_credit_raised_by_the_amount(credit: float, kept: bool) -> None:
    instance = town(firms=[{**MILLER, "credit_mcny": credit}])
    assert has_plan(instance, build_mandate(limits={"unemployment": {}})) is kept


def test_of_two_regions_only_the_one_in_conflict_is_named() -> None:
    # Both firms must close their mill: at 18, with both open, each loses 70, at 19 it loses 60. The hill's ceiling of
    # 1000 leaves room for its 50. If the valley's firm were helped, the hill's mill could close, and 30 would do.
    hill = {"id": "hill", "labour_force_persons": 100_000}
    instance = build_instance(
        regions=[VALLEY, hill],
        firms=[MILLER, {"id": "hiller", "cash_mcny": 30}],
        plants=[MILL, {**MILL, "id": "hill-mill", "firm": "hiller", "region": "hill"}],
    )
    conflict = conflict_of(instance, build_mandate(limits={"unemployment": {}}))
    assert amounts(conflict) == {("solvency", "miller"): 30, ("unemployment", "valley"): 40}


def test_three_limits_of_which_any_one_would_do() -> None:
    # At 18 both mills of the firm together lose 140, 40 more than it has; if one closes, the other loses 60 and it is
    # solvent. Neither region has room for the 50.
    hill = {**VALLEY, "id": "hill", "name": "Hill"}
    instance = build_instance(
        regions=[VALLEY, hill],
        firms=[{**MILLER, "cash_mcny": 100}],
        plants=[MILL, {**MILL, "id": "hill-mill", "region": "hill"}],
    )
    conflict = conflict_of(instance, build_mandate(limits={"unemployment": {}}))
    assert amounts(conflict) == {
        ("solvency", "miller"): 40,
        ("unemployment", "hill"): 40,
        ("unemployment", "valley"): 40,
    }


def test_two_conflicts_at_once_make_giving_way_in_one_limit_useless() -> None:
    # Both regions are as the valley alone: one of the two conflicts is named, and resolving it leaves the other.
    hill = {**VALLEY, "id": "hill", "name": "Hill"}
    instance = build_instance(
        regions=[VALLEY, hill],
        firms=[MILLER, {"id": "hiller", "name": "Hiller", "cash_mcny": 30}],
        plants=[MILL, {**MILL, "id": "hill-mill", "firm": "hiller", "region": "hill"}],
    )
    conflict = conflict_of(instance, build_mandate(limits={"unemployment": {}}))
    limits = set(by_limit(conflict))
    assert limits in (
        {("solvency", "miller"), ("unemployment", "valley")},
        {("solvency", "hiller"), ("unemployment", "hill")},
    )
    assert [(each.amount, each.known) for each in conflict.relaxations] == [(None, True)] * 2
    assert all(
        "giving way here alone is not enough, however far." in relaxation_sentence(instance, each)
        for each in conflict.relaxations
    )
    # All together it is: with both mills open, at 18, each firm is 70 - 30 short; with both closed each region has 40
    # people too many.
    assert [(each.rule, each.subject, each.amount) for each in conflict.together] == [
        ("solvency", "", pytest.approx(80, rel=2e-3)),
        ("unemployment", "", pytest.approx(80, rel=2e-3)),
    ]
    assert conflict_sentence(instance, conflict).endswith(
        "The solvency of all firms together: 80 CNY million of cash would have to come from elsewhere. "
        "All unemployment ceilings together: 80 more people without work would have to be allowed."
    )


def test_budget_against_participation_and_solvency() -> None:
    # Closing the mill takes 50 for its owner, and the fund has nothing; staying open takes 30.
    instance = town(
        region={"unemployment_benefit_cny_per_month": 0}, plants=[{**MILL, "reservation_value_mcny_per_line": 50}]
    )
    conflict = conflict_of(instance, build_mandate(limits={"budget": {}, "participation": {}}))
    assert amounts(conflict) == {("budget", "fund"): 50, ("participation", "miller"): 50, ("solvency", "miller"): 30}
    relaxed = by_limit(conflict)
    assert relaxation_sentence(town(), relaxed["budget", "fund"]) == (
        "The budget of fund: 50 CNY million more would be needed, all years together."
    )
    assert relaxation_sentence(town(), relaxed["participation", "miller"]) == (
        "What is due to Miller for closing lines: the owner would have to take 50 CNY million less than is due."
    )


@pytest.mark.parametrize(("added", "due", "kept"), [(50 * MORE, 50, True), (50 / MORE, 50, False), (0, 0, True)])
def test_budget_raised_or_claim_given_up(added: float, due: float, kept: bool) -> None:
    instance = town(
        region={"unemployment_benefit_cny_per_month": 0}, plants=[{**MILL, "reservation_value_mcny_per_line": due}]
    )
    additions = [{"from_year": 2025, "to_year": 2025, "mcny_per_year": added}] if added else []
    mandate = build_mandate(limits={"budget": {}, "participation": {}}, budget_additions=additions)
    assert has_plan(instance, mandate) is kept


def test_budget_is_summed_over_years_and_other_limits_are_not() -> None:
    # Of 100 people 50 are without work in 2025 and 25 in 2026, at 12000 a year: 0.6 and 0.3. Staying open the firm is
    # 30 short in 2025 and 90 in 2026; closing in 2026 would take 0.6 as well.
    instance = town(header={"years": 2})
    conflict = conflict_of(instance, build_mandate(limits={"budget": {}}))
    assert amounts(conflict) == {("budget", "fund"): 0.9, ("solvency", "miller"): 90}


@pytest.mark.parametrize(("factor", "kept"), [(MORE, True), (1 / MORE, False)])
def test_budget_raised_by_the_amounts_of_the_years(factor: float, kept: bool) -> None:
    additions = [
        {"from_year": 2025, "to_year": 2025, "mcny_per_year": 0.6 * factor},
        {"from_year": 2026, "to_year": 2026, "mcny_per_year": 0.3 * factor},
    ]
    mandate = build_mandate(limits={"budget": {}}, budget_additions=additions)
    assert has_plan(town(header={"years": 2}), mandate) is kept


def test_income_floor_against_budget_and_solvency() -> None:
    # The floor is 40 % of 5000, twice the benefit: 50 people cost 1.2 instead of 0.6, and 0.6 is what there is.
    additions = [{"from_year": 2025, "to_year": 2025, "mcny_per_year": 0.6}]
    mandate = build_mandate(limits={"budget": {}, "income_floor": {}}, budget_additions=additions)
    conflict = conflict_of(town(), mandate)
    assert amounts(conflict) == {
        ("budget", "fund"): 0.6,
        ("income_floor", "valley"): 0.6,
        ("solvency", "miller"): 30,
    }
    assert relaxation_sentence(town(), by_limit(conflict)["income_floor", "valley"]) == (
        "The income floor in Valley: income support would have to be at least 0.6 CNY million a year lower."
    )


def test_income_floor_off_is_no_limit() -> None:
    # Without a floor the statutory benefit still needs its 0.6; it is the world's, and not named.
    conflict = conflict_of(town(), build_mandate(limits={"budget": {}}))
    assert amounts(conflict) == {("budget", "fund"): 0.6, ("solvency", "miller"): 30}


def test_price_ceiling_against_solvency() -> None:
    # Two lines of 50 sell at 10: each loses 300 - 5 * 50 = 50, so cash of 60 is 40 short. One line sells at 15, 3 above
    # the ceiling of 120 %, and earns 200.
    mill = {**MILL, "lines": 2, "capacity_munit_per_line": 50, "fixed_cost_mcny_per_line": 300}
    instance = town(plants=[mill], firms=[{**MILLER, "cash_mcny": 60}])
    conflict = conflict_of(instance, build_mandate(limits={"consumer_price": {"ceiling_pct_of_reference": 120}}))
    assert amounts(conflict) == {("consumer_price", "market"): 3, ("solvency", "miller"): 40}


@pytest.mark.parametrize(
    ("ceiling", "credit", "kept"), [(15 * MORE, 0, True), (12, 40 * MORE, True), (14.9, 39.9, False)]
)
def test_price_ceiling_or_credit_raised_by_the_amount(ceiling: float, credit: float, kept: bool) -> None:
    mill = {**MILL, "lines": 2, "capacity_munit_per_line": 50, "fixed_cost_mcny_per_line": 300}
    instance = town(plants=[mill], firms=[{**MILLER, "cash_mcny": 60, "credit_mcny": credit}])
    mandate = build_mandate(limits={"consumer_price": {"ceiling_pct_of_reference": 10 * ceiling}})
    assert has_plan(instance, mandate) is kept


WHOLE_LINES = {**MILL, "lines": 2, "capacity_munit_per_line": 5, "fixed_cost_mcny_per_line": 80}
"""At 19 each of two lines loses 80 - 14 * 5 = 10; one alone, at 19.5, loses 80 - 14.5 * 5 = 7.5."""


def test_conflict_that_whole_lines_alone_make() -> None:
    # With cash of 15 the firm is 5 short, and must close half a line or more. A line leaves 50 people without work, the
    # ceiling of 30 leaves room for 0.6 of one. So half lines would do, and whole ones do not.
    instance = town(region={"labour_force_persons": 3_000}, plants=[WHOLE_LINES], firms=[{**MILLER, "cash_mcny": 15}])
    mandate = build_mandate(limits={"unemployment": {}})
    assert with_parts_of_lines(instance, mandate) is Stop.OPTIMAL
    conflict = conflict_of(instance, mandate)
    assert amounts(conflict) == {("solvency", "miller"): 5, ("unemployment", "valley"): 20}


def with_parts_of_lines(instance: Instance, mandate: Mandate) -> Stop:
    """Solve the relaxation with the brackets at their narrowest around the status quo, and no column whole."""
    judge = Judge(instance, mandate)
    tables = collect_tables(instance, mandate, judge.due_mcny_per_line)
    modes = Modes(instance, mandate, tables)
    search = Search(instance, mandate, judge, tables, modes.initial_brackets())
    search.split_at(judge.status_quo)
    problem = to_arrays(build_model(instance, mandate, tables, tuple(modes.rows(search.brackets)), judge))
    problem.integer[:] = np.False_
    with HighsProcess(lambda _: None, lambda _: None) as highs:
        return highs.solve(problem, Settings(1e-4, 10, 1, 0)).stop
