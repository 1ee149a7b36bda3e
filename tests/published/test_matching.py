"""Problems of maximum-weight matching: mergers of pairs of firms."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from builders import pick, problems_of
from published.matching import Edge, Matching, chosen_edges, read_matching
from scipy.optimize import Bounds, LinearConstraint, milp

from solver.evaluate.judge import Judge
from solver.solve.options import Options
from solver.solve.refine import solve

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "benchmarks" / "matching"

needs_files = pytest.mark.skipif(not FOLDER.exists(), reason="the published problems are not next to this repository")


def assert_optimum(problem: Matching, optimum: int) -> list[Edge]:
    """Hold a solve against a known optimum; return the edges whose firms merge.

    The gap is less than one unit of weight; since weights are whole numbers, that proves the optimum.
    """
    options = Options(gap=0.9 / problem.all_overheads, time_limit_seconds=600)
    result = solve(problem.instance(), problem.mandate(), options, lambda _: None, lambda _: None)
    assert result.status == "optimal"
    assert result.plan is not None
    assert result.plan.feasible
    assert problem.all_overheads - result.plan.objective_mcny == pytest.approx(optimum, abs=1e-3)
    assert result.bound_mcny is not None
    assert problem.all_overheads - result.bound_mcny < optimum + 1  # no matching weighs as much as one more
    edges = chosen_edges(result.plan.plan)
    assert sum(problem.weights[edge] for edge in edges) == optimum
    return edges


def path_of_four() -> Matching:
    """Return a path of four vertices: the heaviest edge is the middle one, but the two outer ones weigh more."""
    return Matching((1, 2, 3, 4), {(1, 2): 6, (2, 3): 8, (3, 4): 5})


def heaviest_edges(problem: Matching) -> list[Edge]:
    """Return the best matching, by integer programming."""
    edges = list(problem.weights)
    ends = np.array([[vertex in edge for edge in edges] for vertex in problem.vertices], dtype=float)
    answer = milp(
        [-problem.weights[edge] for edge in edges],
        constraints=LinearConstraint(ends, -np.inf, 1),
        integrality=np.ones(len(edges)),
        bounds=Bounds(0, 1),
        options={"mip_rel_gap": 0},
    )
    assert answer.success
    return [edge for edge, chosen in zip(edges, answer.x, strict=True) if chosen > 0.5]


def test_overheads_fall_by_the_weights_of_the_pairs_that_merge() -> None:
    # Overheads are the largest weights: 6 + 8 + 8 + 5 = 27. The middle pair leaves 27 - 8, the outer two 27 - 11.
    problem = path_of_four()
    judge = Judge(problem.instance(), problem.mandate())
    assert judge.status_quo.objective_mcny == pytest.approx(27)
    assert judge.evaluate(problem.plan_of([(2, 3)])).objective_mcny == pytest.approx(19)
    outcome = judge.evaluate(problem.plan_of([(1, 2), (3, 4)]))
    assert outcome.feasible
    assert outcome.objective_mcny == pytest.approx(16)
    # The first firm bears its own 6 and what is left of the second's 8.
    assert pick(outcome, "firms", firm="vertex_1")["overhead_mcny"] == pytest.approx(6 + 8 - 6)


def test_two_pairs_with_a_firm_in_common_break_the_rule() -> None:
    problem = path_of_four()
    outcome = Judge(problem.instance(), problem.mandate()).evaluate(problem.plan_of([(1, 2), (2, 3)]))
    assert {each.rule for each in outcome.violations} == {"merger"}


def test_the_outer_edges_of_a_path_outweigh_the_middle_one() -> None:
    # 6 + 5 is more than 8.
    assert assert_optimum(path_of_four(), 11) == [(1, 2), (3, 4)]


def test_a_triangle_holds_one_pair() -> None:
    # Half of each edge, which a relaxation might like, would weigh (4 + 4 + 3) / 2 = 5.5; the answer is 4.
    problem = Matching((1, 2, 3), {(1, 2): 4, (2, 3): 3, (1, 3): 4})
    assert len(assert_optimum(problem, 4)) == 1


def test_a_matching_is_an_ordinary_instance() -> None:
    assert problems_of(path_of_four().instance()) == []


def test_greedy_takes_the_heaviest_edge_first() -> None:
    assert path_of_four().greedy_edges() == [(2, 3)]
    assert heaviest_edges(path_of_four()) == [(1, 2), (3, 4)]


@needs_files
@pytest.mark.parametrize(("name", "pairs", "weight"), [("pmed1", 49, 3421), ("pmed6", 99, 7995)])
def test_the_heaviest_edges_save_what_is_published(name: str, pairs: int, weight: int) -> None:
    problem = read_matching(FOLDER / f"{name}.txt")
    judge = Judge(problem.instance(), problem.mandate())
    best = heaviest_edges(problem)
    assert len(best) == pairs
    outcome = judge.evaluate(problem.plan_of(best))
    assert outcome.feasible
    assert problem.all_overheads - outcome.objective_mcny == pytest.approx(weight)

    greedy = problem.greedy_edges()
    saved = sum(problem.weights[edge] for edge in greedy)
    assert saved < weight
    assert problem.all_overheads - judge.evaluate(problem.plan_of(greedy)).objective_mcny == pytest.approx(saved)


@needs_files
@pytest.mark.parametrize(("name", "optimum"), [("pmed1", 3421), pytest.param("pmed6", 7995, marks=pytest.mark.long)])
def test_published_optimum(name: str, optimum: int) -> None:
    assert_optimum(read_matching(FOLDER / f"{name}.txt"), optimum)
