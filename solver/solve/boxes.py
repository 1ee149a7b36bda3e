"""Branch and bound on boxes: one interval of prices for each market, year and scenario.

In a box there is next to no mode to choose, so its continuous relaxation is small and quick, and its objective bounds
every plan whose prices lie in the box. The box with the lowest bound is cut where its relaxation is too kind, until the
bounds of all boxes come close to the best plan. Plans come from narrow boxes around the prices of a relaxation, which
are solved with whole lines; the judge says what they are worth. A box whose relaxation is exact enough, so that only
whole lines tell its bound from its plans, is solved with whole lines as well.
"""

from __future__ import annotations

import heapq
import math
import time
from dataclasses import dataclass, field, replace
from itertools import count, pairwise

from solver.levers.brackets import NARROWEST, Bracket, Point, split
from solver.levers.modes import Place, mode_name
from solver.solve.arrays import relaxation
from solver.solve.box import Box, beside_offers, boxes_with, narrowed, root_box
from solver.solve.highs import Answer, Stop
from solver.solve.kindness import kindness_mcny, prices_cny_per_unit
from solver.solve.problem import Floats, Problem
from solver.solve.restrict import with_settled_links, with_whole_plants
from solver.solve.tools import Tools

REACHES = (0.01, 0.04)
"""How far around the prices of a relaxation, relative, plans are sought; farther if need be."""
FREE_SHARES = (0.05, 0.3)
"""Share of the plants that are free to do otherwise than in the relaxation; more of them if need be."""
PLANS_SECONDS = 8.0
PLANS_SHARE = 0.03
"""Each look for plans in a box may take so many seconds, or this share of those that are left if that is more."""
SHARE_FOR_PLANS = 0.25
"""All of them together may take this share of the seconds that have passed, but for the first ones."""
SURE_LOOKS = 2
"""How often plans are looked for in any case."""
PLANS_GAP = 0.25
"""Relative to the asked gap, the gap at which looking for plans in a box ends."""
SMALL_KINDNESS = 0.25
"""Relative to the asked gap, by how much of the objective a relaxation may be too kind and yet be called exact."""
FIRST_FINISH_SECONDS = 10.0
"""Solving a box with whole lines may take so long at first; each further time twice as long."""
SHARE_OF_LACK = 0.2
"""A relaxation is nearly exact if it is too kind by no more than this share of what its box lacks to the best plan."""
SMALL_COLUMNS = 2_000
"""Boxes with no more columns are solved with whole lines at once."""
LEAST_CLOSED, MOST_BOXES = 0.1, 100
"""So many boxes must close this share of the gap, or the search through them ends."""
LEAST_PART = 0.1
"""A cut leaves at least this share of an interval on each side."""
FEW_OFFERS = 2
"""An interval with no more offers inside is cut at them."""


@dataclass(order=True)
class Node:
    """A box and its relaxation; compared by bound, then by age."""

    bound_mcny: float
    number: int
    box: Box = field(compare=False)
    problem: Problem = field(compare=False)
    solution: Floats = field(compare=False)
    """Of the continuous relaxation, or with whole lines if those have been asked for."""
    finish_seconds: float = field(default=FIRST_FINISH_SECONDS, compare=False)


class Boxes:
    """The search through boxes.

    Parameters
    ----------
    tools : Tools
        What it works with.
    """

    def __init__(self, tools: Tools) -> None:
        self._search, self._highs = tools.search, tools.highs
        self._settings, self._judge, self._gap = tools.settings, tools.judge, tools.gap
        self._open: list[Node] = []
        self._numbers = count()
        self._floor_mcny = math.inf
        """Least bound of the boxes that have been closed."""
        self._began, self._seconds_for_plans, self._looks = time.monotonic(), 0.0, 0
        self._gap_before: float | None = None
        self._boxes_since = 0
        self._is_trying = False
        """Whether it is still open if boxes pay."""

    def run(self, must_find_plans: bool, only_plans: bool = False) -> Answer | None:
        """Cut boxes until the gap is closed, or hardly closes any more; an answer says what ended the search before.

        Parameters
        ----------
        must_find_plans : bool
            Whether to give up if the first box leads to no better plan than the best known.
        only_plans : bool, optional
            Whether to end once plans have been looked for twice.
        """
        before, self._is_trying = self._search.best, must_find_plans
        ended = self._consider(root_box(self._search), -math.inf)
        while self._open and ended is None:
            self._raise_bound()
            if self._is_certified() or self._is_stalled():
                return None
            node = heapq.heappop(self._open)
            ended = self._work_on(node)
            if self._is_trying and self._search.best is before:
                break
            self._is_trying = False
            if only_plans and self._looks >= SURE_LOOKS:
                break
        if ended is None:
            self._raise_bound()
        return ended

    def _work_on(self, node: Node) -> Answer | None:
        """Look for plans in a box if that is due, and close it, cut it, or solve it with whole lines."""
        self._search.rounds += 1
        if self._looks < SURE_LOOKS or self._seconds_for_plans <= SHARE_FOR_PLANS * (time.monotonic() - self._began):
            began = time.monotonic()
            self._looks += 1
            ended = self._seek_plans(node)
            self._seconds_for_plans += time.monotonic() - began
            if ended is not None:
                return ended
        if self._is_hopeless(node.bound_mcny):
            self._floor_mcny = min(self._floor_mcny, node.bound_mcny)
            return None
        known = self._with_whole_lines(node) if self._is_nearly_exact(node) else node
        if known is None:
            return None
        if isinstance(known, Answer):
            heapq.heappush(self._open, node)
            return known
        for part in self._cut(known):
            ended = self._consider(part, known.bound_mcny)
            if ended is not None:
                heapq.heappush(self._open, known)  # what has not been looked at is still bounded by the whole
                return ended
        return None

    def _is_nearly_exact(self, node: Node) -> bool:
        """Return whether most of what a box lacks to the best plan is for whole lines to tell.

        Small boxes are solved with whole lines nearly as quickly as without. Links that are used in part are not told
        by prices, so where there are any, whole decisions are asked for first.
        """
        if len(node.solution) <= SMALL_COLUMNS or self._search.tables.links:
            return True
        kindness = sum(kindness_mcny(self._search, node.problem, node.solution).values())
        best = self._search.objective_mcny
        if best is None:
            return kindness <= SMALL_KINDNESS * self._gap * abs(node.bound_mcny)
        return kindness <= max(SMALL_KINDNESS * self._gap * abs(best), SHARE_OF_LACK * (best - node.bound_mcny))

    def _with_whole_lines(self, node: Node) -> Node | Answer | None:
        """Solve a box with whole lines for a while; return it with what that has told, unless it is closed by that.

        Where it cannot be cut any further, it is kept open until its time, longer each time, is enough to close it.
        """
        answer = self._solve(node.problem, node.finish_seconds, PLANS_GAP * self._gap)
        if answer.stop in (Stop.INTERRUPTED, Stop.DIED):
            return answer
        if answer.stop is Stop.INFEASIBLE:
            return None
        bound = max(node.bound_mcny, -math.inf if answer.bound is None else answer.bound)
        solution = answer.solutions[-1] if answer.solutions else node.solution
        told = replace(node, bound_mcny=bound, solution=solution, finish_seconds=2 * node.finish_seconds)
        if self._is_hopeless(bound):
            self._floor_mcny = min(self._floor_mcny, bound)
        elif self._cut(told):
            return told
        elif answer.stop is Stop.OPTIMAL:
            self._floor_mcny = min(self._floor_mcny, bound)
        else:
            heapq.heappush(self._open, told)
            if self._settings().time_limit_seconds <= 0:
                return answer
        return None

    def _consider(self, box: Box, bound_mcny: float) -> Answer | None:
        """Bound a box, and keep it open unless no better plan can be in it."""
        problem = self._problem(box)
        if problem is None:
            return None
        answer = self._highs.relax(problem, self._settings(), interior_point=False)
        if answer.stop is Stop.INFEASIBLE:  # believed only if it is found without presolve as well
            answer = self._highs.relax(problem, replace(self._settings(), presolve=False), interior_point=False)
        if answer.stop is Stop.INFEASIBLE:
            return None
        if answer.stop is Stop.FAILED:  # all that is known of the box is what the whole that it is a part of costs
            self._floor_mcny = min(self._floor_mcny, bound_mcny)
            return None
        if answer.stop is not Stop.OPTIMAL or answer.bound is None:
            return answer
        bound = max(bound_mcny, answer.bound)
        if self._is_hopeless(bound):
            self._floor_mcny = min(self._floor_mcny, bound)
        else:
            heapq.heappush(self._open, Node(bound, next(self._numbers), box, problem, answer.solutions[-1]))
        return None

    def _problem(self, box: Box) -> Problem | None:
        """Return the relaxation of a box, or nothing where some market has no answer left in it."""
        search = self._search
        rows = tuple(search.modes.rows(box))
        if {row.key[:3] for row in rows} != {place[:3] for place in box}:
            return None
        return relaxation(search.instance, search.mandate, search.tables, rows, search.judge)

    def _seek_plans(self, node: Node) -> Answer | None:
        """Solve narrow boxes around the prices of a relaxation with whole lines; what is found is judged."""
        prices = prices_cny_per_unit(node.problem, node.solution)
        for reach in REACHES:
            problem = self._problem(narrowed(node.box, prices, reach))
            if problem is None:
                continue
            relaxed = self._highs.relax(problem, self._settings(), interior_point=False)
            if relaxed.stop in (Stop.INFEASIBLE, Stop.FAILED):
                continue
            if relaxed.stop is not Stop.OPTIMAL or relaxed.reduced_costs is None:
                return relaxed
            for share in FREE_SHARES:
                restricted = with_whole_plants(problem, relaxed.solutions[-1], relaxed.reduced_costs, share)
                seconds = max(PLANS_SECONDS, PLANS_SHARE * self._settings().time_limit_seconds)
                answer = self._solve(restricted, seconds, PLANS_GAP * self._gap)
                if answer.stop in (Stop.INTERRUPTED, Stop.DIED):
                    return answer
                if answer.solutions or self._is_trying:
                    return None
        return None

    def _solve(self, problem: Problem, seconds: float, gap: float) -> Answer:
        """Solve a problem with whole lines, in which all links are either used or not."""
        whole = with_settled_links(problem, [index for name, index in problem.columns if name == "link_used"])
        limits = self._settings()
        limits = replace(limits, relative_gap=gap, time_limit_seconds=min(seconds, limits.time_limit_seconds))
        answer = self._highs.solve_judged(whole, limits, self._judge, self._is_certified)
        if answer.stop is Stop.INFEASIBLE:  # believed only if it is found without presolve as well
            unaided = replace(limits, presolve=False)
            answer = self._highs.solve_judged(whole, unaided, self._judge, self._is_certified)
        return answer

    def _is_hopeless(self, bound_mcny: float) -> bool:
        """Return whether no plan above a bound is better than the best one by more than the asked gap."""
        best = self._search.objective_mcny
        return best is not None and bound_mcny >= best - self._gap * abs(best)

    def _is_certified(self) -> bool:
        return self._search.is_certified(self._gap)

    def _is_stalled(self) -> bool:
        """Return whether many boxes have closed hardly any of the gap, so that the whole relaxation is better asked."""
        gap, before = self._search.gap, self._gap_before
        if gap is not None and (before is None or gap <= (1 - LEAST_CLOSED) * before):
            self._gap_before, self._boxes_since = gap, 0
        self._boxes_since += 1
        return self._boxes_since > MOST_BOXES

    def _raise_bound(self) -> None:
        """Tell the search what all boxes together are bounded by; that of none at all says nothing."""
        bound = min(self._floor_mcny, self._open[0].bound_mcny if self._open else math.inf)
        if math.isfinite(bound):
            self._search.raise_bound(bound)

    def _cut(self, node: Node) -> list[Box]:
        """Return boxes that hold together what a box holds, cut where its solution is most too kind; or none."""
        kindness = kindness_mcny(self._search, node.problem, node.solution)
        prices = prices_cny_per_unit(node.problem, node.solution)
        for mode in sorted(kindness, key=lambda each: -kindness[each]):
            for place, brackets in node.box.items():
                for bracket in brackets:
                    if (*place[:3], mode_name(place[3], bracket)) == mode:
                        parts = self._parts(place, bracket, prices.get(mode, bracket.low_cny_per_unit))
                        found = list(boxes_with(node.box, place, bracket, parts))
                        if len(found) > 1:
                            return found
        return []

    def _parts(self, place: Place, bracket: Bracket, price: float) -> list[Bracket]:
        """Return the parts of a bracket; itself alone where it is not to be cut."""
        modes = self._search.modes
        low, high = bracket.low_cny_per_unit, bracket.high_cny_per_unit
        top = modes.top_price_cny_per_unit(*place[:3])
        is_priced = bracket.kind in ("interval", "rated") and bracket.brings is None
        if not is_priced or high - low <= NARROWEST * top:
            return [bracket]
        offers = modes.offers(place[0], place[3])
        inside = [offer for offer in offers if low < offer < high]
        if bracket.kind == "interval" and 0 < len(inside) <= FEW_OFFERS:
            return list(split((bracket,), Point(price, 0.0, False), offers, top))
        least = LEAST_PART * (high - low)
        edges = [low, beside_offers(min(max(price, low + least), high - least), inside), high]
        return [replace(bracket, low_cny_per_unit=left, high_cny_per_unit=right) for left, right in pairwise(edges)]
