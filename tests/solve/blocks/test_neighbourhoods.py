"""Few plants are free at a time; the best solution is kept, and how many are free follows how it went."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sp
from builders import build_instance

from solver.solve.blocks.neighbourhoods import (
    DOUBTFUL,
    FEWER,
    LEAST_SHARE,
    MORE,
    MOST_SHARE,
    Neighbourhoods,
    first_share,
)
from solver.solve.problem import Floats, Problem

REGIONS, PLANTS_EACH = 5, 8
NUMBER = REGIONS * PLANTS_EACH
IN_DOUBT = round(DOUBTFUL * NUMBER)


def neighbourhoods(seed: int = 1, begin: Floats | None = None) -> Neighbourhoods:
    """Return those of forty plants in five regions and one market; each line costs 1, and so does a gate.

    The first plants of each region are in doubt.
    """
    regions = [f"region-{number}" for number in range(REGIONS)]
    instance = build_instance(
        regions=[{"id": region} for region in regions],
        plants=[{"id": f"{region}-{number}", "region": region} for region in regions for number in range(PLANTS_EACH)],
    )
    columns = (*(("lines", (plant, "standing", 2025)) for plant in instance.plants), ("gate_open", "gate"))
    size = NUMBER + 1
    problem = Problem(
        cost=np.ones(size),
        offset=5.0,
        lower=np.zeros(size),
        upper=np.full(size, 3.0),
        integer=np.ones(size, dtype=bool),
        matrix=sp.csc_array((0, size)),
        row_lower=np.zeros(0),
        row_upper=np.zeros(0),
        columns=columns,
        rows=(),
    )
    doubtful = sorted(instance.plants, key=lambda plant: int(plant.rsplit("-", 1)[1]))
    return Neighbourhoods(instance, problem, np.full(size, 2.0) if begin is None else begin, doubtful, seed)


def free(problem: Problem) -> set[str]:
    return {
        index[0]
        for column, (name, index) in enumerate(problem.columns)
        if name == "lines" and problem.upper[column] == 3
    }


def regions(plants: set[str]) -> set[str]:
    return {plant.rsplit("-", 1)[0] for plant in plants}


def test_doubtful_plants_of_few_regions_are_free_then_as_many_of_any_and_then_plants_in_no_doubt_as_well() -> None:
    near = neighbourhoods()
    tried = [near.next() for _ in range(4)]
    by_region, by_lot, all_by_region, all_by_lot = (free(each.problem) for each in tried)
    assert [each.free_share for each in tried] == [MOST_SHARE] * 4
    in_doubt = {f"region-{region}-{number}" for region in range(REGIONS) for number in range(PLANTS_EACH // 2)}
    assert by_region | by_lot <= in_doubt
    assert len(regions(by_region)) == 4
    assert len(regions(all_by_region)) == 2
    assert not all_by_region | all_by_lot <= in_doubt


@pytest.mark.parametrize(("plants", "share"), [(0, 0.4), (500, 0.4), (1600, 0.25), (2000, 0.2), (10_000, 0.15)])
def test_about_as_many_plants_are_free_at_first_however_many_there_are(plants: int, share: float) -> None:
    assert first_share(plants) == share
    assert LEAST_SHARE <= share <= MOST_SHARE


def test_plants_that_are_not_free_do_what_they_did() -> None:
    near = neighbourhoods()
    first = near.next().problem
    fixed = [
        column for column, (name, index) in enumerate(first.columns) if name == "lines" and index[0] not in free(first)
    ]
    assert np.all(first.lower[fixed] == 2)
    assert np.all(first.upper[fixed] == 2)
    # What belongs to no plant stays free.
    assert (first.lower[-1], first.upper[-1]) == (0, 3)


def test_plants_of_markets_are_free_together_only_where_there_are_many_markets() -> None:
    near = neighbourhoods()
    drawn = [free(near.next().problem) for _ in range(6)]
    assert all(len(plants) < NUMBER for plants in drawn)


def test_others_are_free_with_another_seed_and_the_same_with_the_same() -> None:
    drawn = [tuple(sorted(free(neighbourhoods(seed).next().problem))) for seed in (1, 1, *range(2, 9))]
    assert drawn[0] == drawn[1]
    assert len(set(drawn)) > 1


def test_the_best_solution_is_kept_with_what_is_gained() -> None:
    near = neighbourhoods()
    assert near.objective_mcny == 5 + 2 * (NUMBER + 1)
    first, second = near.next(), near.next()
    better = np.full(NUMBER + 1, 1.0)
    assert near.take(first, [np.full(NUMBER + 1, 3.0), better], is_done=False) == NUMBER + 1
    assert near.solution is better
    # The other was begun before and is worse, though better than what it was begun from.
    assert near.take(second, [np.full(NUMBER + 1, 1.5)], is_done=False) == 0
    assert near.solution is better
    begun = near.next()
    assert np.all(begun.solution == 1)
    assert begun.start == dict.fromkeys(range(NUMBER + 1), 1.0)


@pytest.mark.parametrize(
    ("solutions", "is_done", "factor"),
    [
        ([], True, MORE),
        ([], False, FEWER),
        ([np.full(NUMBER + 1, 2.0 - 1e-12)], False, FEWER),
        ([np.ones(NUMBER + 1)], False, 1.0),
        ([np.ones(NUMBER + 1)], True, MORE),
    ],
)
def test_fewer_are_free_where_nothing_is_found_in_time_and_more_where_time_is_left(
    solutions: list[Floats], is_done: bool, factor: float
) -> None:
    near = neighbourhoods()
    for _ in range(3):
        near.next()
    near.take(near.next(), solutions, is_done)  # all plants one by one
    for _ in range(3):
        near.next()
    assert len(free(near.next().problem)) == np.ceil(MOST_SHARE * factor * NUMBER)


def test_nothing_is_left_once_all_plants_were_free_and_the_solver_has_come_to_its_end() -> None:
    near = neighbourhoods()
    numbers = []
    for _ in range(40):
        tried = near.next()
        near.take(tried, [], is_done=True)
        numbers.append(len(free(tried.problem)))
        if near.are_exhausted:
            break
    assert near.are_exhausted
    assert numbers[-1] == NUMBER
    # Once all plants in doubt have been free together there is no use in freeing only these.
    assert 1 <= numbers.count(IN_DOUBT) <= 2
    stopped = neighbourhoods()
    for _ in range(40):
        stopped.take(stopped.next(), [], is_done=False)
    assert not stopped.are_exhausted


def changed(solution: Floats, places: range, value: float) -> Floats:
    made = solution.copy()
    made[list(places)] = value
    return made


@pytest.mark.parametrize("first_is_better", [True, False])
def test_two_solutions_found_at_once_are_brought_together_where_they_differ(first_is_better: bool) -> None:
    near = neighbourhoods()
    first, second = near.next(), near.next()
    one = changed(first.solution, range(3), 0.0 if first_is_better else 1.0)
    other = changed(first.solution, range(2, 5), 0.4)
    near.take(first, [one], is_done=False)
    near.take(second, [other], is_done=False)
    together = near.next()
    assert together.solution is (one if first_is_better else other)
    assert together.kind is None
    plants = [name[1][0] for name in near.problem.columns[:5]]
    # Both solutions round to the same lines where one has 0 and the other 0.4.
    assert free(together.problem) == set(plants) - ({plants[2]} if first_is_better else set())
    near.take(together, [], is_done=True)
    assert near.next().kind is not None


def test_what_brought_nothing_is_not_brought_together_with_the_best() -> None:
    near = neighbourhoods()
    first, second, third = near.next(), near.next(), near.next()
    near.take(first, [changed(first.solution, range(3), 0.0)], is_done=False)
    near.take(second, [], is_done=False)
    near.take(third, [changed(first.solution, range(4), 3.0)], is_done=False)
    assert near.next().kind is not None
