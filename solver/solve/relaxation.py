"""How little one limit must give way for a plan to exist, all other limits of the mandate kept.

The relaxation is solved with slack for the rows of that limit alone. As in the search for a plan, its solution is
judged and the brackets are split where the judged prices lie, until its amount meets that of a real plan.
"""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np

from solver.evaluate.judge import Judge
from solver.evaluate.outcome import TOLERANCE, Outcome, Violation
from solver.instance.instance import Instance
from solver.mandate import Mandate
from solver.plan import Move, Plan
from solver.solve.conflict_means import Means
from solver.solve.highs import Stop
from solver.solve.problem import Floats, Problem
from solver.solve.result import Relaxation
from solver.solve.slack import RULES, UNITS, Limit, limit_of, limits_of, missed, shortfall_mcny, with_slack

MEETING = 1e-3
"""How close, relative, the amount of a judged plan must come to that of the relaxation to be called the least."""
MOST_ROUNDS = 12
"""How often brackets are split for one limit."""
MOST_SECONDS = 30.0
"""How long is spent on one amount: a planner waits for the reason, not for its last digit."""
MOST_IN_VAIN = 3
"""How many rounds in a row may bring nothing new."""
ENDLESS_CREDIT_MCNY = 1e9


def find_relaxation(limits: tuple[Limit, ...], means: Means, share_of_time: float) -> Relaxation:
    """Return the least by which limits of one rule must give way, all other limits of the mandate kept."""
    ends = time.monotonic() + min(MOST_SECONDS, share_of_time * means.seconds_left)
    trial = Trial(limits, means)
    while trial.goes_on and time.monotonic() < ends:
        trial.step(ends)
    unknown = unknown_relaxation(limits)
    if trial.impossible:
        return replace(unknown, known=True)
    least = trial.enough if trial.met and trial.enough is not None else trial.least
    if least <= TOLERANCE:
        return unknown
    present = present_amount(means.instance, means.mandate, limits[0]) if len(limits) == 1 else None
    return replace(unknown, known=True, amount=least, enough=trial.enough, present=present)


def unknown_relaxation(limits: tuple[Limit, ...]) -> Relaxation:
    """Return that it was not found by how much limits must give way."""
    return Relaxation(*_named(limits), None, UNITS[limits[0].rule], known=False)


def present_amount(instance: Instance, mandate: Mandate, limit: Limit) -> float | None:
    """Return a limit as it stands, where it is one number."""
    if limit.rule == "unemployment":
        force = instance.regions[limit.subject].labour_force_persons
        return mandate.limits.unemployment.ceiling_persons(limit.subject, force)
    if limit.rule == "consumer_price":
        reference = instance.markets[limit.subject].reference_price_cny_per_unit
        return mandate.limits.consumer_price.ceiling_cny_per_unit(reference)
    if limit.rule == "solvency":
        return instance.firms[limit.subject].credit_mcny
    concentration = mandate.limits.concentration
    if limit.rule == "concentration" and concentration is not None:
        return concentration.room_points
    return None


def _named(limits: tuple[Limit, ...]) -> Limit:
    """Return the limit that a relaxation is of, or its rule without a subject where it is of several."""
    return limits[0] if len(limits) == 1 else Limit(limits[0].rule, "")


class Trial:
    """Solves, judges and splits for limits of one rule.

    Parameters
    ----------
    limits : tuple of Limit
        The limits that may give way.
    means : Means
        What it works with.
    """

    def __init__(self, limits: tuple[Limit, ...], means: Means) -> None:
        self._limits, self._rule = limits, limits[0].rule
        self._means = means
        self._judge = means.prices.judge
        if self._rule == "solvency":
            self._judge = Judge(_with_endless_credit(means.instance, limits), means.mandate)
        self._rounds = self._rounds_in_vain = 0
        self.least = 0.0
        """Less is proven not to be enough."""
        self.enough: float | None = None
        """What a judged plan misses the limit by that keeps all others."""
        self.impossible = False
        """Whether no plan exists however far the limit gives way."""
        self.goes_on = True

    @property
    def met(self) -> bool:
        """Whether both amounts are as good as the same."""
        return self.enough is not None and self.enough <= self.least * (1 + MEETING) + TOLERANCE

    def step(self, ends: float) -> None:
        """Solve for the present brackets, judge the solution and split the brackets at its prices.

        Parameters
        ----------
        ends : float
            Monotonic time at which the solver must stop.
        """
        self._rounds += 1
        problem = self._problem()
        answer = self._means.solve(problem, ends - time.monotonic())
        if answer.stop is Stop.INFEASIBLE:
            answer = self._means.solve(problem, ends - time.monotonic(), presolve=False)
            self.impossible = answer.stop is Stop.INFEASIBLE
        if answer.stop is Stop.INTERRUPTED:
            raise KeyboardInterrupt
        self.goes_on = False
        known_before = self.least, self.enough
        if answer.bound is not None and not self.impossible:
            self.least = max(self.least, answer.bound)
        if answer.stop is Stop.OPTIMAL:
            outcome = self._judge.evaluate(self._plan(problem, answer.solutions[-1]))
            self._weigh(outcome)
            split = self._means.prices.split_at(outcome)
            in_vain = (self.least, self.enough) == known_before
            self._rounds_in_vain = self._rounds_in_vain + 1 if in_vain else 0
            self.goes_on = split and not self.met and self._rounds_in_vain < MOST_IN_VAIN and self._rounds < MOST_ROUNDS

    def _problem(self) -> Problem:
        means = self._means
        problem = means.problem()
        rows_of = limits_of(problem, means.instance, means.mandate)
        rows = np.concatenate([rows_of[limit] for limit in self._limits])
        return with_slack(problem, means.instance, self._rule, rows)

    def _plan(self, problem: Problem, solution: Floats) -> Plan:
        """Return the plan of a solution; what owners get is the solution's where just this may be too little."""
        plan = self._means.decoder.plan(problem, solution)
        if self._rule != "participation":
            return plan
        paid = {index: solution[at] for at, (name, index) in enumerate(problem.columns) if name == "compensation_mcny"}
        moves = tuple(
            move.model_copy(update={"compensation_mcny": max(0.0, paid.get(_key(move), 0.0))}) for move in plan.moves
        )
        return plan.model_copy(update={"moves": moves})

    def _weigh(self, outcome: Outcome) -> None:
        """Keep by how much the plan misses the limit if it breaks no other."""
        means = self._means
        broken = [v for v in outcome.violations if self._counts(v.rule)]
        if any(_limit_of(means.instance, each) not in self._limits for each in broken):
            return
        amount = missed(means.instance, broken)
        if self._rule == "solvency":
            firms = [means.instance.firms[limit.subject] for limit in self._limits]
            amount = sum(shortfall_mcny(outcome, firm.id, firm.credit_mcny) for firm in firms)
        self.enough = amount if self.enough is None else min(amount, self.enough)

    def _counts(self, rule: str) -> bool:
        """Return whether a violation counts: what is due is another amount where a firm has endless credit."""
        return self._rule != "solvency" or rule not in ("participation", "windfall")


def _key(move: Move) -> tuple[str, int, str, str]:
    return move.plant, move.year, move.from_state, move.to_state


def _limit_of(instance: Instance, violation: Violation) -> Limit:
    if violation.rule not in RULES:
        return Limit(violation.rule, violation.subject)
    return limit_of(instance, violation.rule, violation.subject)


def _with_endless_credit(instance: Instance, limits: tuple[Limit, ...]) -> Instance:
    helped = {limit.subject: instance.firms[limit.subject] for limit in limits}
    credit = {"credit_mcny": ENDLESS_CREDIT_MCNY}
    return instance.with_tables(
        firms={**instance.firms, **{key: firm.model_copy(update=credit) for key, firm in helped.items()}}
    )
