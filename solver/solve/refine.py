"""Solve, judge, split: the certified gap is between the judge's value of a plan and the bound of the relaxation.

Each round solves the relaxation for the present brackets, judges every plan the solver found on its way, and splits the
brackets that the judged prices fell into. Every round's bound holds for the exact problem, so the best one is kept. Early
rounds stop at a loose gap of their own; a round never needs to be closer than a share of the gap that is still open.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from solver.errors import SolveError
from solver.evaluate.judge import Judge
from solver.evaluate.outcome import Outcome
from solver.instance.instance import Instance
from solver.levers import conduct
from solver.levers.brackets import Bracket, split
from solver.levers.collect import collect_tables
from solver.levers.conduct import Answer
from solver.levers.tables import Tables
from solver.mandate import Mandate
from solver.model.build import build_model
from solver.plan import Plan
from solver.solve.arrays import Floats, Problem, to_arrays
from solver.solve.conflict import explain
from solver.solve.conflict_means import Means
from solver.solve.decode import Decoder
from solver.solve.highs import Answer, HighsProcess, Progress, Settings, Stop
from solver.solve.result import Conflict, Result, Status, certified_gap

LOOSENESS = 0.25
"""A round's own gap, as a share of the gap still open."""
SHARE_OF_ASKED = 0.4
"""A round's own gap is never asked to be smaller than this share of the asked certified gap."""
FIRST_ROUND_GAP = 0.02


@dataclass(frozen=True)
class Options:
    """How to solve.

    Parameters
    ----------
    gap : float
        Certified gap at which to stop, relative.
    time_limit_seconds : float
        Wall-clock seconds after which to stop with what there is.
    threads : int
        Threads of HiGHS.
    seed : int
        Seed of HiGHS.
    """

    gap: float = 1e-3
    time_limit_seconds: float = 600.0
    threads: int = 1
    seed: int = 0


@dataclass(frozen=True)
class Standing:
    """How far a solve has come."""

    seconds: float
    round: int
    objective_mcny: float | None
    bound_mcny: float | None

    @property
    def gap(self) -> float | None:
        """Certified gap."""
        return certified_gap(self.objective_mcny, self.bound_mcny)


@dataclass
class Search:
    """What is known so far: the best judged plan, the best bound, the brackets."""

    judge: Judge
    tables: Tables
    brackets: dict[Answer, tuple[Bracket, ...]]
    best: Outcome | None = None
    bound_mcny: float | None = None
    rounds: int = 0
    judged: dict[Plan, Outcome] = field(default_factory=dict)

    def weigh(self, plan: Plan) -> Outcome:
        """Judge a plan, once, and keep it if it is the best that keeps every limit."""
        if plan not in self.judged:
            self.judged[plan] = self.judge.evaluate(plan)
        outcome = self.judged[plan]
        if outcome.feasible and (self.best is None or outcome.objective_mcny < self.best.objective_mcny):
            self.best = outcome
        return outcome

    def raise_bound(self, bound_mcny: float | None) -> None:
        """Keep the higher bound; a bound above the best plan's value says that this plan is optimal."""
        if bound_mcny is not None and (self.bound_mcny is None or bound_mcny > self.bound_mcny):
            self.bound_mcny = bound_mcny

    @property
    def objective_mcny(self) -> float | None:
        """Judged objective of the best plan."""
        return None if self.best is None else self.best.objective_mcny

    @property
    def gap(self) -> float | None:
        """Certified gap so far."""
        return certified_gap(self.objective_mcny, self.bound_mcny)

    def split_at(self, outcome: Outcome) -> bool:
        """Split the brackets that an outcome's prices lie in; return whether any could be split."""
        before = dict(self.brackets)
        for row in outcome.tables["markets"].itertuples():
            answer = row.market, row.year, row.scenario
            top = self.judge.instance.demand_curve(*answer).top_price_cny_per_unit
            self.brackets[answer] = split(
                self.brackets[answer],
                row.price_cny_per_unit,
                row.marginal_rate,
                row.unserved_munit > 0,
                conduct.offers_of(self.tables.states, row.market),
                top,
            )
        return before != self.brackets


def solve(
    instance: Instance,
    mandate: Mandate,
    options: Options,
    log: Callable[[str], None],
    on_standing: Callable[[Standing], None],
) -> Result:
    """Find the best plan, with a bound that certifies how good it is.

    Parameters
    ----------
    log : callable
        Gets the lines of the solver's log.
    on_standing : callable
        Gets the standing whenever it may have changed.

    Raises
    ------
    SolveError
        If highspy is too old, or HiGHS gives an answer that cannot be.
    """
    return _Solve(instance, mandate, options, log, on_standing).run()


class _Solve:
    """One run of :func:`solve`."""

    def __init__(
        self,
        instance: Instance,
        mandate: Mandate,
        options: Options,
        log: Callable[[str], None],
        on_standing: Callable[[Standing], None],
    ) -> None:
        self._began = time.monotonic()
        self._instance, self._mandate, self._options = instance, mandate, options
        self._log, self._on_standing = log, on_standing
        self._highs = HighsProcess(log, self._take_progress)
        judge = Judge(instance, mandate)
        tables = collect_tables(instance, mandate, judge.due_mcny_per_line)
        brackets = conduct.all_initial_brackets(instance, mandate, tables.states)
        self._decoder = Decoder(instance, mandate, tables)
        self._search = Search(judge, tables, brackets)
        self._search.weigh(judge.status_quo.plan)
        self._search.split_at(judge.status_quo)

    @property
    def _seconds(self) -> float:
        return time.monotonic() - self._began

    def run(self) -> Result:
        """Solve round after round until the gap is closed or something else ends it."""
        if self._search.tables.decides_nothing:
            return self._only_the_status_quo()
        try:
            with self._highs:
                return self._refine()
        except KeyboardInterrupt:  # between the solver's turns, such as in building the model or judging
            return self._stopped(Stop.INTERRUPTED, "interrupted by the user")

    def _refine(self) -> Result:
        while True:
            self._search.rounds += 1
            problem = self._problem()
            answer = self._solve_round(problem)
            self._search.raise_bound(answer.bound)
            self._report()
            if answer.stop is Stop.INFEASIBLE:
                return self._no_plan(problem)
            split = self._learn(problem, answer.solutions)
            self._report()
            if self._search.gap is not None and self._search.gap <= self._options.gap:
                return self._result("optimal", "the certified gap is at most the asked one")
            if answer.stop is not Stop.OPTIMAL:
                return self._stopped(answer.stop, answer.detail)
            if not split:
                return self._stopped(Stop.FAILED, "the price brackets cannot be split any further")

    def _problem(self) -> Problem:
        search = self._search
        modes = tuple(conduct.mode_rows(self._instance, self._mandate, search.tables.states, search.brackets))
        return to_arrays(build_model(self._instance, self._mandate, search.tables, modes, search.judge.budget_mcny))

    def _solve_round(self, problem: Problem) -> Answer:
        """Solve the relaxation; that it has no solution is believed only if it is found without presolve as well."""
        search = self._search
        start = self._decoder.start(problem, search.best or search.judge.status_quo, search.brackets)
        answer = self._highs.solve(problem, self._settings(presolve=True), start)
        if answer.stop is Stop.INFEASIBLE:
            return self._highs.solve(problem, self._settings(presolve=False), start)
        return answer

    def _settings(self, presolve: bool) -> Settings:
        gap = self._search.gap
        loose = FIRST_ROUND_GAP if gap is None else min(FIRST_ROUND_GAP, LOOSENESS * gap)
        return Settings(
            relative_gap=max(SHARE_OF_ASKED * self._options.gap, loose),
            time_limit_seconds=self._options.time_limit_seconds - self._seconds,
            threads=self._options.threads,
            seed=self._options.seed,
            presolve=presolve,
        )

    def _learn(self, problem: Problem, solutions: list[Floats]) -> bool:
        """Judge the plans found in a round, and split where the last and best one's prices lie."""
        outcomes = [self._search.weigh(self._decoder.plan(problem, solution)) for solution in solutions]
        return bool(outcomes) and self._search.split_at(outcomes[-1])

    def _take_progress(self, progress: Progress) -> None:
        self._search.raise_bound(progress.bound)
        self._report()

    def _report(self) -> None:
        search = self._search
        self._on_standing(Standing(self._seconds, search.rounds, search.objective_mcny, search.bound_mcny))

    def _result(self, status: Status, reason: str, conflict: Conflict | None = None) -> Result:
        search = self._search
        return Result(
            status=status,
            reason=reason,
            status_quo=search.judge.status_quo,
            plan=search.best,
            bound_mcny=search.bound_mcny,
            seconds=self._seconds,
            rounds=search.rounds,
            conflict=conflict,
        )

    def _stopped(self, stop: Stop, detail: str) -> Result:
        status: Status = "stopped_without_plan" if self._search.best is None else "stopped_with_plan"
        return self._result(status, f"{stop.value} ({detail})" if detail else stop.value)

    def _only_the_status_quo(self) -> Result:
        """No lever may be pulled, so there is one plan, and its judged value is its own bound."""
        search = self._search
        search.raise_bound(search.judge.status_quo.objective_mcny)
        if search.best is not None:
            return self._result("optimal", "the mandate allows no lever, so the status quo is the only plan")
        return self._result("no_plan", "the mandate allows no lever, and the status quo breaks limits")

    def _no_plan(self, problem: Problem) -> Result:
        if self._search.best is not None:
            raise SolveError("the model has no solution although the judge accepts a plan; please report this instance")
        with HighsProcess(self._log, lambda _: None) as highs:  # its bounds are not those of the search
            means = Means(
                self._instance, self._mandate, highs, self._settings, self._problem, self._decoder, self._search
            )
            conflict = explain(problem, means)
        return self._result("no_plan", "no plan keeps all limits", conflict)
