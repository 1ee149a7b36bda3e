"""What a search knows: the best judged plan, the best bound, and the brackets."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cached_property

from solver.errors import SolveError
from solver.evaluate.judge import Judge
from solver.evaluate.outcome import Outcome
from solver.instance.instance import Instance
from solver.levers.brackets import Bracket, cut_at
from solver.levers.modes import Modes, Place, mode_name
from solver.levers.tables import ModeRow, Tables
from solver.mandate import Mandate
from solver.plan import Plan
from solver.solve.answers import answers
from solver.solve.arrays import relaxation
from solver.solve.problem import Floats, Problem
from solver.solve.restrict import with_settled_links
from solver.solve.result import certified_gap

ROUNDING = 1e-6
"""By how much, relative, a bound may stand above a judged plan before it is called wrong."""


Answer = tuple[str, int, str]
"""Market, year and scenario."""
Way = tuple[str, int, str]
"""Link, year and scenario."""


class WrongBoundError(Exception):
    """The solver's bound contradicts a plan that the judge accepts."""


@dataclass(frozen=True)
class Standing:
    """How far a search has come."""

    seconds: float
    round: int
    objective_mcny: float | None
    bound_mcny: float | None
    plan: Plan | None = None
    """The best plan."""

    @property
    def gap(self) -> float | None:
        """Certified gap."""
        return certified_gap(self.objective_mcny, self.bound_mcny)


@dataclass
class Search:
    """What is known so far."""

    instance: Instance
    mandate: Mandate
    judge: Judge
    tables: Tables
    brackets: dict[Place, tuple[Bracket, ...]]
    best: Outcome | None = None
    bound_mcny: float | None = None
    rounds: int = 0
    ruled_out: dict[Place, set[Bracket]] = field(default_factory=dict)
    """Brackets in which no plan is better than :attr:`floor_mcny`."""
    floor_mcny: float = math.inf
    settled: set[Way] = field(default_factory=set)
    """Links, years and scenarios in which a link is either used or not; elsewhere the relaxation may use it in part."""
    built: tuple[object, Problem] | None = None
    """What the last problem was built of, and the problem."""
    judged: dict[Plan, Outcome] = field(default_factory=dict)

    @cached_property
    def modes(self) -> Modes:
        """How brackets become rows."""
        return Modes(self.instance, self.mandate, self.tables)

    def weigh(self, plan: Plan) -> Outcome:
        """Judge a plan, once, and keep it if it is the best that keeps every limit.

        Raises
        ------
        WrongBoundError
            If the judge accepts the plan and it is better than the bound, by more than rounding.
        """
        if plan not in self.judged:
            self.judged[plan] = self.judge.evaluate(plan)
        outcome = self.judged[plan]
        if outcome.feasible and (self.best is None or outcome.objective_mcny < self.best.objective_mcny):
            self.best = outcome
            self._reconcile()
        return outcome

    def raise_bound(self, bound_mcny: float | None) -> None:
        """Keep the higher bound: each holds for all plans in the brackets that are left.

        Raises
        ------
        WrongBoundError
            If a plan that the judge accepts is better than the bound, by more than rounding.
        """
        if bound_mcny is None:
            return
        bound = min(bound_mcny, self.floor_mcny)
        if self.bound_mcny is None or bound > self.bound_mcny:
            self.bound_mcny = bound
            self._reconcile()

    def _reconcile(self) -> None:
        if self.best is None or self.bound_mcny is None:
            return
        objective = self.best.objective_mcny
        if self.bound_mcny > objective + ROUNDING * max(1.0, abs(objective)):
            bound = "no solution" if math.isinf(self.bound_mcny) else f"a bound of {self.bound_mcny} mcny"
            raise WrongBoundError(f"{bound} is claimed where the judge accepts a plan of {objective} mcny")
        self.bound_mcny = min(self.bound_mcny, objective)

    def forget_bounds(self) -> None:
        """Drop every bound, and take back every bracket that one of them ruled out."""
        self.bound_mcny = None
        self.ruled_out.clear()
        self.floor_mcny = math.inf

    @property
    def open_brackets(self) -> dict[Place, tuple[Bracket, ...]]:
        """The brackets that may still hold a better plan."""
        return {
            at: tuple(bracket for bracket in brackets if bracket not in self.ruled_out.get(at, ()))
            for at, brackets in self.brackets.items()
        }

    def rule_out(self, answer: Answer, mode: str, least_objective_mcny: float) -> None:
        """Leave a bracket aside for good, because every plan in it costs at least so much."""
        for place, brackets in self.brackets.items():
            if place[:3] == answer:
                found = (each for each in brackets if mode_name(place[3], each) == mode)
                self.ruled_out.setdefault(place, set()).update(found)
        self.floor_mcny = min(self.floor_mcny, least_objective_mcny)

    def narrow(self, answer: Answer, low: float, high: float, least_objective_mcny: float) -> None:
        """Leave aside for good the prices of an answer outside a range, as every plan there costs at least so much.

        Edges of the range move outwards to where nobody offers, since prices at an offer belong to a step.
        """
        for place, brackets in self.brackets.items():
            if place[:3] != answer:
                continue
            offers, top = self.modes.offers(place[0], place[3]), self.modes.top_price_cny_per_unit(*answer)
            least = (max((each for each in offers if each < low), default=0.0) + low) / 2
            most = (high + min((each for each in offers if each > high), default=top)) / 2
            self.brackets[place] = cut_at(brackets, (least, most))
            outside = (
                each
                for each in self.brackets[place]
                if (each.high_cny_per_unit <= least and each.high_cny_per_unit < low)
                or (each.low_cny_per_unit >= most and each.low_cny_per_unit > high)
            )
            self.ruled_out.setdefault(place, set()).update(outside)
        self.floor_mcny = min(self.floor_mcny, least_objective_mcny)

    def _mode_rows(self) -> tuple[ModeRow, ...]:
        return tuple(self.modes.rows(self.open_brackets))

    def is_exhausted(self) -> bool:
        """Return whether some market has no mode left in some year and scenario."""
        return {row.key[:3] for row in self._mode_rows()} != {place[:3] for place in self.brackets}

    def problem(self) -> Problem:
        """Return the relaxation for the brackets that are left; made anew only where they have changed."""
        now = self.open_brackets, frozenset(self.settled)
        if self.built is None or self.built[0] != now:
            problem = relaxation(self.instance, self.mandate, self.tables, self._mode_rows(), self.judge)
            self.built = now, with_settled_links(problem, self.settled)
        return self.built[1]

    def exhaust(self) -> None:
        """Take note that the brackets left hold no plan at all: what has been ruled out is the bound.

        Raises
        ------
        SolveError
            If nothing has been ruled out, so that the brackets should have held every plan.
        """
        if not self.ruled_out:
            raise SolveError("the price brackets leave out what a market may answer; please report this instance")
        self.raise_bound(self.floor_mcny)

    @property
    def objective_mcny(self) -> float | None:
        """Judged objective of the best plan."""
        return None if self.best is None else self.best.objective_mcny

    @property
    def gap(self) -> float | None:
        """Certified gap so far."""
        return certified_gap(self.objective_mcny, self.bound_mcny)

    def is_certified(self, gap: float) -> bool:
        """Return whether the certified gap is at most an asked one."""
        return self.gap is not None and self.gap <= gap

    def split_at(self, outcome: Outcome, only: Collection[Answer] | None = None, settle: bool = True) -> bool:
        """Split the brackets that an outcome's prices lie in, and settle links there; return whether any could be.

        Parameters
        ----------
        only : collection of tuple, optional
            Markets, years and scenarios to split; all if it is left out.
        settle : bool, optional
            Whether links of these markets are to be either used or not from now on.
        """
        before = dict(self.brackets), set(self.settled)
        only = None if only is None else self._with_linked_fixed(only)
        for at, point in answers(outcome):
            if at not in self.brackets or (only is not None and at[:3] not in only):
                continue
            if settle:
                self._settle_links(at[:3])
            self.brackets[at] = self.modes.split(at, self.brackets[at], point, keep=self.ruled_out.get(at, ()))
        return before != (self.brackets, self.settled)

    def split_fixed_where_relaxed(
        self, problem: Problem, solution: Floats, outcome: Outcome, only: Collection[Answer] | None = None
    ) -> bool:
        """Split the brackets of fixed markets that a solution of the relaxation uses; return whether any was.

        Where capacity is just what is asked for, a shadow price may be one of many, and those of the solution and of
        the judge need not lie in the same bracket.

        Parameters
        ----------
        outcome : Outcome
            What the judge says of the solution's plan: brackets are split next to its answers.
        only : collection of tuple, optional
            Markets, years and scenarios to split; all if it is left out.
        """
        before = dict(self.brackets)
        only = None if only is None else self._with_linked_fixed(only)
        used = {index for at, (name, index) in enumerate(problem.columns) if name == "in_mode" and solution[at] > 0.5}
        for at, point in answers(outcome):
            if self.instance.markets[at[0]].is_fixed and (only is None or at[:3] in only):
                parts: list[Bracket] = []
                for bracket in self.brackets[at]:
                    is_used = (*at[:3], mode_name(at[3], bracket)) in used
                    parts += self.modes.split(at, (bracket,), bracket.nearest(point)) if is_used else (bracket,)
                self.brackets[at] = tuple(parts)
        return before != self.brackets

    def _with_linked_fixed(self, asked: Collection[Answer]) -> set[Answer]:
        """Return answers with those of the fixed markets that links join: shadow prices are of all of them together."""
        fixed = [answer for answer in asked if self.instance.markets[answer[0]].is_fixed]
        joined = ((each, year, scenario) for market, year, scenario in fixed for each in self.modes.linked(market))
        return {*asked, *joined}

    def _settle_links(self, answer: Answer) -> None:
        """From now on let links of a market be used or not, in a year and scenario."""
        for row in self.tables.links:
            if row.year == answer[1] and answer[0] in (row.from_market, row.to_market):
                self.settled.add((row.link, *answer[1:]))
