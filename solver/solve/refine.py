"""Solve, judge, split: the certified gap is between the judge's value of a plan and the bound of the relaxation.

Each round solves the relaxation for the present brackets. Every plan the solver finds on its way is judged at once, and
every bound it proves holds for the exact problem, so a round ends as soon as the two are close enough. It ends as well
when the relaxation's own gap has become small against what the relaxation is too kind by; then the brackets that make
it so are split, and the next round begins from the best plan. Before a round, brackets in which even the continuous
relaxation is no better than the best plan are ruled out.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import replace

from solver.errors import SolveError
from solver.evaluate.judge import Judge
from solver.evaluate.outcome import Outcome
from solver.evaluate.rows import market_rows
from solver.instance.instance import Instance
from solver.language import marked
from solver.levers.collect import collect_tables
from solver.levers.modes import Modes
from solver.mandate import Mandate
from solver.solve.collector import collector_paused, collector_restored
from solver.solve.conflict import explain
from solver.solve.conflict_means import Means
from solver.solve.decode import Decoder
from solver.solve.discrepancy import too_kind_at
from solver.solve.dive import dive, is_large, rule_out_by_probing
from solver.solve.divided import Divided
from solver.solve.earlier import Earlier
from solver.solve.highs import Answer, HighsProcess, Settings, Stop
from solver.solve.limit_prices import search_seconds, with_limit_prices
from solver.solve.options import Options
from solver.solve.pool import Pool, local_pool
from solver.solve.problem import Floats, Problem
from solver.solve.restrict import at_steps
from solver.solve.result import Conflict, Result, Status
from solver.solve.round import Round
from solver.solve.search import Search, Standing, WrongBoundError
from solver.solve.seek import seek_plans
from solver.solve.start import Starter
from solver.solve.tools import Tools

CERTIFIED = marked("the certified gap is at most the asked one")
UNSPLIT = marked("no price bracket can be split any further, and the gap is still larger than asked")
SHARE_OF_ASKED = 0.5
"""A round's own gap is never asked to be smaller than this share of the asked certified gap."""
FIRST_PLAN_SECONDS = 10.0
FIRST_PLAN_SHARE = 0.1
"""Looking for a first plan may take so many seconds, or this share of the seconds there are if that is more."""
RULE_OUT_GAP = 0.03
"""A round ends for ruling out when the certified gap is below this and most of it has been closed by better plans."""
RULE_OUT_SECONDS = 10.0
RULE_OUT_SHARE = 0.3
"""Ruling out may take so many seconds, or this share of the seconds that have passed if that is more."""


def solve(
    instance: Instance,
    mandate: Mandate,
    options: Options,
    log: Callable[[str], None],
    on_standing: Callable[[Standing], None],
    pool: Pool | None = None,
    earlier: Earlier | None = None,
) -> Result:
    """Find the best plan, with a bound that certifies how good it is.

    Parameters
    ----------
    log : callable
        Gets the lines of the solver's log.
    on_standing : callable
        Gets the standing whenever it may have changed.
    pool : Pool, optional
        Who solves parts of large problems beside the search; by default processes of this machine, one for each
        thread but the first.
    earlier : Earlier, optional
        What the search begins from.

    Raises
    ------
    SolveError
        If highspy is too old, or HiGHS gives an answer that cannot be.
    """
    shorter = replace(options, time_limit_seconds=search_seconds(options.time_limit_seconds))
    with collector_restored():
        this = _Solve(instance, mandate, shorter, log, on_standing, pool, earlier)
        return this.priced(this.run(), options.time_limit_seconds)


class _Solve:
    """One run of :func:`solve`."""

    def __init__(
        self,
        instance: Instance,
        mandate: Mandate,
        options: Options,
        log: Callable[[str], None],
        on_standing: Callable[[Standing], None],
        pool: Pool | None = None,
        earlier: Earlier | None = None,
    ) -> None:
        self._began = time.monotonic()
        self._earlier, self._begins_from_plan = earlier, False
        self._instance, self._mandate, self._options = instance, mandate, options
        self._log, self._on_standing = log, on_standing
        self._highs = HighsProcess(log, lambda _: self._report())
        with collector_paused():
            judge = Judge(instance, mandate)
            tables = collect_tables(instance, mandate, judge.due_mcny_per_line)
            brackets = Modes(instance, mandate, tables).initial_brackets()
            self._decoder = Decoder(instance, mandate, tables)
            self._starter = Starter(instance, tables)
            self._search = Search(instance, mandate, judge, tables, brackets)
        self._presolve = True
        self._may_split = True
        self._ruled_out_below_mcny = math.inf
        """Objective of the best plan when brackets were last ruled out."""
        pool, settings = pool or local_pool(options.threads), lambda: self._settings(self._presolve)
        tools = Tools(self._search, self._highs, settings, self._judge_each, options.gap, pool, log, self._start_of)
        self._divided = Divided(tools, self._take_steps, options.method)
        self._search.weigh(judge.status_quo.plan)
        # Most plans leave fixed markets to whoever serves them best anyway, so these are divided only if one does not.
        rows = market_rows(judge.status_quo.tables)
        priced = [(row.market, row.year, row.scenario) for row in rows if not instance.markets[row.market].is_fixed]
        self._search.split_at(judge.status_quo, priced, settle=False)

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
            try:
                result = self._begin() or (self._search_divided() if self._divided.are_left else self._next_round())
            except WrongBoundError as contradiction:
                if not self._presolve:
                    raise SolveError(f"{contradiction}; please report this instance") from contradiction
                self._log(f"{contradiction}; all bounds are dropped, and the search goes on without presolve")
                self._presolve = False
                self._highs.kill()
                self._search.forget_bounds()
            else:
                if result is not None:
                    return result

    def _begin(self) -> Result | None:
        """Take in what an earlier search has found, if that has not been done."""
        earlier, self._earlier = self._earlier, None
        if earlier is None:
            return None
        if earlier.plan is not None:
            self._begins_from_plan = self._search.weigh(earlier.plan).feasible
            if not self._begins_from_plan:
                self._log("the earlier plan does not keep what it has to here, and is left aside")
        self._search.raise_bound(earlier.bound_mcny)
        self._report()
        return self._result("optimal", CERTIFIED) if self._is_certified() else None

    def _start_of(self, problem: Problem) -> dict[int, float] | None:
        """Return values of a problem's integer columns that say the best plan, where the search began from a plan."""
        if not self._begins_from_plan or self._search.best is None:
            return None
        return self._starter.start(problem, self._search.best, self._search.brackets)

    def _next_round(self) -> Result | None:
        """Solve one relaxation; return the result if that ends the search."""
        self._search.rounds += 1
        for prepare in (self._seek_first_plan, self._dive, self._narrow):
            answer = prepare()
            if answer is not None and answer.stop in (Stop.INTERRUPTED, Stop.DIED):
                return self._stopped(answer.stop, answer.detail)
        if self._search.is_exhausted():
            self._search.exhaust()
            return self._result("optimal", marked("no price bracket is left that could hold a better plan"))
        this = Round(self._search.problem(), self._seconds)
        answer = self._solve_round(this)
        self._take(this, answer)
        if answer.stop is Stop.INFEASIBLE and self._search.ruled_out:
            self._search.exhaust()
        elif answer.stop is Stop.INFEASIBLE:
            return self._no_plan(this.problem)
        if self._is_certified():
            return self._result("optimal", CERTIFIED)
        if answer.stop not in (Stop.OPTIMAL, Stop.ENOUGH):
            return self._stopped(answer.stop, answer.detail)
        self._may_split = self._split(this)
        if answer.stop is Stop.OPTIMAL and not self._may_split:
            return self._result(self._open_status, UNSPLIT)
        return None

    def _search_divided(self) -> Result | None:
        """Run a search that divides the problem; nothing where the whole relaxation has to end what it has begun."""
        ended = self._divided.run_next()
        if ended is not None:
            return self._stopped(ended.stop, ended.detail)
        return self._result("optimal", CERTIFIED) if self._is_certified() else None

    def _seek_first_plan(self) -> Answer | None:
        """Look for plans that the judge accepts, for a while before the first round.

        If steps from the status quo lead to none, the relaxation is asked for one in which prices are exact.
        """
        if self._search.rounds > 1:
            return None
        self._take_steps()
        if self._search.best is not None:
            return None
        this = Round(at_steps(self._search.problem()), self._seconds)

        def is_enough(held: Answer) -> bool:
            self._judge_new(this, held)
            return self._search.best is not None

        settings = replace(self._settings(self._presolve), time_limit_seconds=self._first_plan_seconds)
        answer = self._highs.solve(this.problem, settings, None, is_enough)
        self._judge_new(this, answer)
        return answer

    @property
    def _first_plan_seconds(self) -> float:
        """Seconds that looking for a first plan may take from now on."""
        left = self._options.time_limit_seconds - self._seconds
        return min(left, max(FIRST_PLAN_SECONDS, FIRST_PLAN_SHARE * left))

    def _take_steps(self) -> None:
        """Look for plans without the model, and keep those that are better; long only while there is none."""
        search, began, most = self._search, self._seconds, self._first_plan_seconds

        def is_over() -> bool:
            passed = self._seconds - began
            return passed >= (most if search.best is None else min(most, FIRST_PLAN_SECONDS))

        def keep(outcome: Outcome) -> None:
            if search.best is None or outcome.objective_mcny < search.best.objective_mcny:
                search.judged[outcome.plan] = outcome
                search.weigh(outcome.plan)
                self._report()

        seek_plans(search.judge, search.tables, self._decoder, keep, is_over, self._options.seed)

    def _dive(self) -> Answer | None:
        """Look into a large problem before it is solved: for its bound, and for plans in the modes it uses most."""
        problem = self._search.problem()
        if not is_large(problem) or self._divided.have_found_plans:
            return None
        this = Round(problem, self._seconds)
        return dive(
            problem,
            self._search,
            self._highs,
            lambda: self._settings(self._presolve),
            lambda held: self._judge_new(this, held),
            SHARE_OF_ASKED * self._options.gap,
        )

    def _narrow(self) -> Answer | None:
        """Rule out the brackets in which even the continuous relaxation is no better than the best plan."""
        search = self._search
        if search.best is None:
            return None
        self._ruled_out_below_mcny = search.best.objective_mcny
        problem = search.problem()
        if is_large(problem):
            return None
        seconds = max(RULE_OUT_SECONDS, RULE_OUT_SHARE * self._seconds)
        settings = self._settings(presolve=False)
        settings = replace(settings, time_limit_seconds=min(settings.time_limit_seconds, seconds))
        return rule_out_by_probing(problem, search, self._highs, settings, self._options.gap * SHARE_OF_ASKED)

    def _solve_round(self, this: Round) -> Answer:
        """Solve the relaxation; that it has no solution is believed only if it is found without presolve as well."""
        search = self._search
        start = self._starter.start(this.problem, search.best or search.judge.status_quo, search.brackets)
        answer = self._highs.solve(
            this.problem, self._settings(self._presolve), start, lambda held: self._is_enough(this, held)
        )
        if answer.stop is Stop.INFEASIBLE and self._presolve:
            return self._highs.solve(this.problem, self._settings(presolve=False), start)
        return answer

    def _settings(self, presolve: bool) -> Settings:
        options, left = self._options, self._options.time_limit_seconds - self._seconds
        return Settings(SHARE_OF_ASKED * options.gap, left, options.threads, options.seed, presolve)

    def priced(self, result: Result, time_limit_seconds: float) -> Result:
        """Return the result with the prices of its limits."""
        settings = replace(self._settings(self._presolve), time_limit_seconds=time_limit_seconds - self._seconds)
        return with_limit_prices(result, self._search, self._starter, settings, self._log)

    def _take(self, this: Round, answer: Answer) -> None:
        """Keep the bound, and judge the solutions that are new."""
        self._search.raise_bound(answer.bound)
        self._judge_new(this, answer)

    def _judge_each(self, problem: Problem, solutions: Sequence[Floats]) -> None:
        for solution in solutions:
            self._search.weigh(self._decoder.plan(problem, solution))
        self._report()

    def _judge_new(self, this: Round, answer: Answer) -> None:
        for solution in answer.solutions[this.seen :]:
            this.last = solution, self._search.weigh(self._decoder.plan(this.problem, solution))
        this.seen = len(answer.solutions)
        self._report()

    def _is_certified(self) -> bool:
        return self._search.is_certified(self._options.gap)

    def _is_enough(self, this: Round, answer: Answer) -> bool:
        """Return whether a round may end: the gap is certified, or splitting promises more than going on."""
        self._take(this, answer)
        if self._is_certified() or self._ruling_out_promises_more(this):
            return True
        return self._may_split and this.is_close_enough(answer.bound, self._search.rounds)

    def _ruling_out_promises_more(self, this: Round) -> bool:
        """Return whether a better plan has just come, early in a round, that gained more than there is left to gain."""
        search = self._search
        if search.best is None or search.bound_mcny is None or search.gap is None or search.gap > RULE_OUT_GAP:
            return False
        objective = search.best.objective_mcny
        has_just_come, this.best_mcny = objective < this.best_mcny, objective
        is_early = self._seconds - this.began_seconds < RULE_OUT_SECONDS
        gained = self._ruled_out_below_mcny - objective
        return has_just_come and is_early and gained > objective - search.bound_mcny

    def _split(self, this: Round) -> bool:
        """Split where the relaxation is too kind to the last plan, and everywhere if the judge rejects it."""
        if this.last is None:
            return False
        solution, judged = this.last
        where = too_kind_at(self._instance, self._mandate, this.problem, solution, judged)
        for only in (None,) if where is None else (where, None):
            is_split = self._search.split_at(judged, only)
            if self._search.split_fixed_where_relaxed(this.problem, solution, judged, only) or is_split:
                return True
        return False

    def _report(self) -> None:
        search = self._search
        plan = None if search.best is None else search.best.plan
        self._on_standing(Standing(self._seconds, search.rounds, search.objective_mcny, search.bound_mcny, plan))

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
        return replace(self._result(self._open_status, stop.value), detail=detail)

    @property
    def _open_status(self) -> Status:
        """What the search ends with where the gap is still open."""
        return "stopped_without_plan" if self._search.best is None else "stopped_with_plan"

    def _only_the_status_quo(self) -> Result:
        """No lever may be pulled, so there is one plan, and its judged value is its own bound."""
        search = self._search
        search.raise_bound(search.judge.status_quo.objective_mcny)
        if search.best is not None:
            return self._result("optimal", marked("the mandate allows no lever, so the status quo is the only plan"))
        return self._result("no_plan", marked("the mandate allows no lever, and the status quo breaks limits"))

    def _no_plan(self, problem: Problem) -> Result:
        if self._search.best is not None:
            raise SolveError("the model has no solution although the judge accepts a plan; please report this instance")
        with HighsProcess(self._log, lambda _: None) as highs:  # its bounds are not those of the search
            means = Means(
                self._instance, self._mandate, highs, self._settings, self._search.problem, self._decoder, self._search
            )
            conflict = explain(problem, means)
        self._search.forget_bounds()  # a bound on plans that do not exist says nothing
        return self._result("no_plan", marked("no plan keeps all limits"), conflict)
