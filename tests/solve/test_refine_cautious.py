"""When the solver contradicts the judge: nothing it said is believed, presolve is off, and the second time is told."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest
from builders import build_instance, build_mandate

from solver.errors import SolveError
from solver.solve import refine
from solver.solve.highs import Answer, HighsProcess, Settings, Stop
from solver.solve.options import Options
from solver.solve.problem import Problem
from solver.solve.refine import Result

LOSING = {"fixed_cost_mcny_per_line": 200, "service_years": 0}
"""Sells 10 at 19, 14 above its cash cost, and loses 60 a year; closing displaces 100 at 0.1 mcny each."""
Reply = Callable[[Settings], Answer | None]
TOO_HIGH = Answer(Stop.OPTIMAL, "", bound=1e6)
NO_SOLUTION = Answer(Stop.INFEASIBLE, "")


class Lying(HighsProcess):
    """A process whose answers may be replaced; what it was asked is kept."""

    reply: Reply
    """Says what to answer, or nothing for the truth."""
    doubt: bool = False
    """Whether all that is probed is said to have no solution."""
    presolve: list[bool]
    """Whether each solve was to be with presolve."""

    def solve(self, problem: Problem, settings: Settings, *rest: object) -> Answer:  # type: ignore[override]
        """Answer with the reply, or truly where there is none."""
        self.presolve.append(settings.presolve)
        said = type(self).reply(settings)
        return said if said is not None else super().solve(problem, settings, *rest)  # type: ignore[arg-type]

    def probe(self, problem: Problem, settings: Settings, columns: Iterable[int]) -> Answer:
        """Answer truly, or that nothing has a solution."""
        known = tuple(columns)
        if self.doubt:
            return Answer(Stop.OPTIMAL, "", least_objectives=dict.fromkeys(known, float("inf")))
        return super().probe(problem, settings, known)


@pytest.fixture
def lying(monkeypatch: pytest.MonkeyPatch) -> type[Lying]:
    class Fresh(Lying):
        presolve: list[bool] = []  # noqa: RUF012 - one list for all processes of a test

    monkeypatch.setattr(refine, "HighsProcess", Fresh)
    # The best plan would be found before the solver is asked for any.
    monkeypatch.setattr(refine, "seek_plans", lambda *_: None)
    return Fresh


def solved(log: Callable[[str], None] = lambda _: None) -> Result:
    instance = build_instance(plants=[LOSING], header={"years": 2})
    return refine.solve(instance, build_mandate(), Options(gap=1e-6), log, lambda _: None)


def test_a_bound_above_a_judged_plan_is_dropped_and_the_search_goes_on_without_presolve(lying: type[Lying]) -> None:
    lying.reply = staticmethod(lambda settings: TOO_HIGH if settings.presolve else None)
    log: list[str] = []
    result = solved(log.append)
    assert lying.presolve[0]
    assert not any(lying.presolve[1:])
    assert [line for line in log if "bounds are dropped" in line and "1000000.0 mcny is claimed" in line]
    assert result.status == "optimal"
    assert result.gap is not None
    assert result.gap <= 1e-6
    lying.reply = staticmethod(lambda _: None)
    assert solved().objective_mcny == pytest.approx(result.objective_mcny)


def test_a_second_contradiction_is_told(lying: type[Lying]) -> None:
    lying.reply = staticmethod(lambda _: TOO_HIGH)
    with pytest.raises(SolveError, match=r"is claimed where the judge accepts .* please report this instance"):
        solved()
    assert lying.presolve == [True, False]


def test_brackets_ruled_out_against_a_judged_plan_are_a_contradiction_too(lying: type[Lying]) -> None:
    lying.reply = staticmethod(lambda _: None)
    lying.doubt = True
    with pytest.raises(SolveError, match=r"no solution is claimed where the judge accepts .* please report"):
        solved()
    assert lying.presolve == []


def test_that_there_is_no_solution_is_believed_only_without_presolve(lying: type[Lying]) -> None:
    lying.reply = staticmethod(lambda settings: NO_SOLUTION if settings.presolve else None)
    result = solved()
    assert result.status == "optimal"
    assert lying.presolve[:2] == [True, False]


def test_no_solution_although_a_plan_is_known_is_told(lying: type[Lying]) -> None:
    # There was no time to rule out any bracket, so the plan must lie in one of those that are left.
    lying.reply = staticmethod(lambda _: NO_SOLUTION)
    lying.probe = lambda *_: Answer(Stop.TIME_LIMIT, "")  # type: ignore[method-assign]
    with pytest.raises(SolveError, match="no solution although the judge accepts a plan"):
        solved()


def test_a_bound_on_the_part_in_which_a_first_plan_is_sought_is_no_bound(lying: type[Lying]) -> None:
    # The firm has 10 and loses 60, so the status quo is no plan and a first one is sought where prices are exact.
    answers = iter([Answer(Stop.ENOUGH, "", bound=1e6)])
    lying.reply = staticmethod(lambda _: next(answers, None))
    log: list[str] = []
    instance = build_instance(plants=[LOSING], firms=[{"cash_mcny": 10}])
    result = refine.solve(instance, build_mandate(), Options(gap=1e-6), log.append, lambda _: None)
    # Closed: harm 500, 100 people at 0.1, 50 of them a year without work at 0.1, with 12 x 1,000 CNY of support each.
    assert result.objective_mcny == pytest.approx(500 + 10 + 5 + 0.6)
    assert result.status == "optimal"
    assert not [line for line in log if "bounds are dropped" in line]
