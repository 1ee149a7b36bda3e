"""Bounds of whole lines: no plan is below them, they say more than the linear bound, and they are taken up in time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import cast

import numpy as np
import pytest
from agreement.test_brute_force import slack_of
from solve.blocks.test_lagrangian import best_of, case_of, own_prices, random_multipliers

from solver.solve.beside import Helpers
from solver.solve.blocks.parts import bound_of_parts
from solver.solve.blocks.whole_lines import ALWAYS, MOST_DIVIDED, WORTH_OF_OUTPUT, Around, WholeLines
from solver.solve.blocks.years import Prices
from solver.solve.highs import Answer, HighsProcess, Settings, Stop
from solver.solve.pool import Solver, local_pool
from solver.solve.problem import Problem

SETTINGS = Settings(relative_gap=1e-6, time_limit_seconds=20.0, threads=1, seed=0)


def proved(
    seed: int, settings: Settings = SETTINGS, shift: float = 1.0, in_parts: bool = False
) -> tuple[float, float | None]:
    """Return the bound of multipliers made at the best plan's prices, and that of whole lines near these prices."""
    case, lagrangian, prices = case_of("first", seed)
    best = best_of("first", seed)
    assert best is not None
    bound = lagrangian.raised(random_multipliers("first", seed, 0), prices)
    around = Around(bound, shift * own_prices(case, best), prices)
    parts = around.halves() if in_parts else (around,)
    whole_lines = WholeLines(case.plans, lagrangian)
    with HighsProcess(lambda _: None, lambda _: None) as highs:
        answer = bound_of_parts(whole_lines, parts, highs, settings, lambda _: False, lambda _: lambda _: False)
    return bound.mcny, answer.bound


def test_no_plan_is_below_the_bound_and_charges_raise_it() -> None:
    raised = 0
    for seed in range(12):
        best = best_of("first", seed)
        if best is None:
            continue
        linear, whole = proved(seed)
        assert whole is not None
        assert linear - 1e-6 * max(1.0, abs(linear)) <= whole <= best.objective_mcny + slack_of(best), seed
        raised += whole > linear + 1
    assert raised > 2


@pytest.mark.parametrize("shift", [1.0, 1.01])
def test_no_plan_is_below_the_bound_of_both_halves_whichever_it_is_in(shift: float) -> None:
    # Prices are cut below those of the best plan, or above them.
    raised = 0
    for seed in range(12):
        best = best_of("first", seed)
        if best is None:
            continue
        _, whole = proved(seed, shift=shift)
        _, halved = proved(seed, shift=shift, in_parts=True)
        assert whole is not None
        assert halved is not None
        assert halved <= best.objective_mcny + slack_of(best), seed
        raised += halved > whole + 1
    assert raised > 0


def around_of(low: list[float], high: list[float]) -> Around:
    """Return prices around 1000 that may lie anywhere between two."""
    _, lagrangian, prices = case_of("first", 0)
    bound = lagrangian.bound(random_multipliers("first", 0, 1), prices)
    return Around(
        bound, np.full(len(low), 1000.0), Prices(np.array(low), np.array(high), np.zeros(len(low), dtype=bool))
    )


def test_lines_pay_what_they_cost_at_the_centre_less_what_their_output_is_valued_at() -> None:
    # Of the charges made at the centre itself; lines that offer at it aside.
    case, lagrangian, prices = case_of("first", 0)
    bound = lagrangian.bound(random_multipliers("first", 0, 1), prices)
    at, uses = bound.multipliers, case.plans.uses
    centre = (prices.low + prices.high) / 2
    made = WholeLines(case.plans, lagrangian).charges(Around(bound, centre, prices))
    paid = [(charge.shares[:, uses.answer] * made.payments).sum(axis=0) for charge in made.charges]
    assert paid[0] == pytest.approx(at.uses)
    apart = uses.offer_cny_per_unit != centre[uses.answer]
    for more, each in zip(WORTH_OF_OUTPUT, paid[1:], strict=False):
        expected = lagrangian.at_prices(at.rows, at.demand + more * centre, centre).uses
        assert each[apart] == pytest.approx(expected[apart])


def test_pieces_of_prices_meet_where_charges_are_made_as_far_as_they_may_go() -> None:
    # The last price cannot move; that of the second begins just below 990, which is no piece of its own.
    edges = around_of([900, 989.5, 1000], [1015, 1005, 1000]).edges()
    assert [list(each) for each in edges] == [
        pytest.approx([900, 970, 990, 1000, 1015]),
        pytest.approx([989.5, 1000, 1005]),
        [1000, 1000],
    ]


@pytest.mark.parametrize(("movable", "pieces"), [(MOST_DIVIDED, 4), (MOST_DIVIDED + 1, 1)])
def test_where_many_prices_can_move_they_have_one_piece_each(movable: int, pieces: int) -> None:
    edges = around_of([900] * movable + [1000], [1100] * movable + [1000]).edges()
    assert [len(each) - 1 for each in edges] == [pieces] * movable + [1]


def charges_in(problem: Problem) -> set[tuple[int, str, int, str]]:
    """Return the numbers of charges in a problem, and their answers."""
    return {(at[-1], *at[:-1]) for name, at in problem.rows if name == "market_charges"}


Where = tuple[str, int, str]


@dataclass
class Noted:
    """Finds that some charges bind, and notes what is to be solved with whole lines, and how."""

    are_binding: Callable[[int, Where], bool]
    solved: list[tuple[Problem, Settings]] = field(default_factory=list)

    def relax(self, problem: Problem, settings: Settings, interior_point: bool) -> Answer:
        """Say which charges bind; all other rows do."""
        duals = [float(name != "market_charges" or self.are_binding(at[-1], at[:-1])) for name, at in problem.rows]
        return Answer(Stop.OPTIMAL, "", 7.0, row_duals=np.array(duals))

    def solve(self, problem: Problem, settings: Settings, *_: object) -> Answer:
        """Say nothing."""
        self.solved.append((problem, settings))
        return Answer(Stop.TIME_LIMIT, "")


def solved(are_binding: Callable[[int, Where], bool], is_enough: bool = False) -> list[tuple[Problem, Settings]]:
    """Return what is solved with whole lines where some charges bind in the relaxation."""
    case, lagrangian, prices = case_of("first", 5)
    bound = lagrangian.bound(random_multipliers("first", 5, 1), prices)
    noted = Noted(are_binding)
    WholeLines(case.plans, lagrangian).bound(
        Around(bound, np.array(prices.high), prices), cast("Solver", noted), SETTINGS, lambda _: is_enough
    )
    return noted.solved


def test_the_solver_gets_the_charges_that_bind_and_a_few_more() -> None:
    answers = case_of("first", 5)[0].plans.answers
    always = {(number, *answer) for number in ALWAYS for answer in answers}
    [(none, _)] = solved(lambda number, answer: False)
    assert charges_in(none) == always
    [(some, _)] = solved(lambda number, answer: (number, answer) == (2, answers[1]))
    assert charges_in(some) == always | {(2, *answers[1])}


def test_the_solver_seeks_only_a_bound_and_puts_payments_into_no_other_rows() -> None:
    [(_, settings)] = solved(lambda number, answer: False)
    assert settings.time_limit_seconds < SETTINGS.time_limit_seconds
    asked = replace(SETTINGS, time_limit_seconds=settings.time_limit_seconds, aggregator=False, seeks_solutions=False)
    assert settings == asked


def test_where_the_relaxation_says_enough_nothing_is_solved_with_whole_lines() -> None:
    assert solved(lambda number, answer: False, is_enough=True) == []


def test_the_widest_price_is_cut_a_little_below_the_centre() -> None:
    # The second price is wider than the first; the third, the widest, lies above where it would be cut.
    whole = around_of([990, 900, 996], [1010, 1005, 1400])
    above, below = whole.halves()
    assert (list(below.left.low), list(below.left.high)) == ([990, 900, 996], [1010, 995, 1400])
    assert (list(above.left.low), list(above.left.high)) == ([990, 995, 996], [1010, 1005, 1400])


def test_where_plans_are_expected_at_a_price_of_nothing_it_is_not_cut() -> None:
    whole = replace(around_of([0, 990], [5000, 1010]), centre_cny_per_unit=np.array([0.0, 1000.0]))
    with np.errstate(all="raise"):
        above, below = whole.halves()
    assert (list(below.left.high), list(above.left.low)) == ([5000, 995], [0, 995])


def test_only_the_part_with_the_highest_price_may_be_scarce_there() -> None:
    whole = around_of([900, 990], [1100, 1010])
    whole = replace(whole, left=replace(whole.left, may_be_scarce=np.array([True, True])))
    assert [list(part.left.may_be_scarce) for part in whole.halves()] == [[True, True], [False, True]]


@pytest.mark.parametrize(
    "whole",
    [
        around_of([996, 900], [1100, 994]),  # no price reaches over where it would be cut
        around_of([900] * (MOST_DIVIDED + 1), [1100] * (MOST_DIVIDED + 1)),  # too many prices
    ],
)
def test_there_is_one_part_where_nothing_is_cut(whole: Around) -> None:
    assert whole.halves() == (whole,)


def test_without_time_nothing_is_proved() -> None:
    seed = next(seed for seed in range(12) if best_of("first", seed) is not None)
    assert proved(seed, Settings(1e-6, 0.0, 1, 0))[1] is None


def test_what_still_runs_beside_ends_with_its_process() -> None:
    case, lagrangian, prices = case_of("first", 0)
    bound = lagrangian.bound(random_multipliers("first", 0, 1), prices)
    around = Around(bound, np.array(prices.high), prices)
    rounds = []

    def work(solver: Solver, must_stop: Callable[[Answer], bool]) -> Answer:
        while True:
            answer = WholeLines(case.plans, lagrangian).bound(around, solver, SETTINGS, must_stop)
            rounds.append(answer.stop)
            if must_stop(answer):
                return answer

    with Helpers(local_pool(2), lambda _: None) as helpers:
        beside = helpers.idle()
        assert beside is not None
        beside.begin(work)
    assert rounds
