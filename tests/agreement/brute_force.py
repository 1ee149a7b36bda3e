"""The truth about a small case: every plan there is, each weighed by the judge.

Plans are counted by what each single line does over the years; lines of a plant are alike, so it matters only how many
do what. Nothing here knows the levers' rows or the model.
"""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Iterator

from solver.evaluate.judge import Judge
from solver.evaluate.outcome import Outcome
from solver.instance.instance import Instance
from solver.instance.records import Plant, Programme
from solver.mandate import Mandate
from solver.plan import Classes, IncomeSupport, Move, Opening, Plan, State

Step = tuple[int, State, State]
"""Year, and the states between which a line goes."""
Path = tuple[Step, ...]
"""What a line does over all years."""
Held = tuple[Opening | Classes, ...]


def best_plan(judge: Judge) -> Outcome | None:
    """Return the outcome of the best plan that keeps every limit, or ``None`` where no plan does."""
    kept = (outcome for plan in every_plan(judge) if (outcome := judge.evaluate(plan)).feasible)
    return min(kept, key=lambda outcome: outcome.objective_mcny, default=None)


def every_plan(judge: Judge) -> Iterator[Plan]:
    """Yield every plan that the mandate allows; owners get what is due, and where lines close the floor is promised."""
    instance, mandate = judge.instance, judge.mandate
    moves = [plant_courses(judge, plant) for plant in instance.plants.values()]
    schools = [programme_courses(instance, mandate, each) for each in instance.programmes.values()]
    for chosen in itertools.product(*moves):
        moved = tuple(itertools.chain.from_iterable(chosen))
        promised = promised_support(instance, mandate, moved)
        for held in itertools.product(*schools):
            decisions = tuple(itertools.chain.from_iterable(held))
            yield Plan(
                instance=instance.header.id,
                moves=moved,
                openings=tuple(each for each in decisions if isinstance(each, Opening)),
                classes=tuple(each for each in decisions if isinstance(each, Classes)),
                income_support=promised,
            )


def count_plans(instance: Instance, mandate: Mandate) -> int:
    """Return how many plans there are at most, without judging any."""
    moves = [len(set(totals(instance, mandate, plant))) for plant in instance.plants.values()]
    schools = [len(programme_courses(instance, mandate, each)) for each in instance.programmes.values()]
    return math.prod(moves) * math.prod(schools)


def decision_years(instance: Instance, mandate: Mandate) -> list[int]:
    return [year for year in instance.years if year >= mandate.levers.first_decision_year]


def line_paths(instance: Instance, mandate: Mandate, plant: Plant) -> Iterator[Path]:
    """Yield what one line of a plant can do: stay, lose its subsidy, close, or close after losing its subsidy."""
    years = decision_years(instance, mandate)
    subsidised = plant.subsidy_cny_per_unit > 0 or plant.subsidy_mcny_per_line > 0
    start: State = "subsidised" if subsidised else "unsubsidised"
    yield ()
    if mandate.levers.close_lines:
        for year in years:
            yield ((year, start, "closed"),)
    if subsidised and mandate.levers.withdraw_subsidies:
        for year in years:
            yield ((year, start, "unsubsidised"),)
            if mandate.levers.close_lines:
                for later in years:
                    if later > year:
                        yield ((year, start, "unsubsidised"), (later, "unsubsidised", "closed"))


def totals(instance: Instance, mandate: Mandate, plant: Plant) -> Iterator[frozenset[tuple[Step, int]]]:
    """Yield how many lines of a plant take which steps, perhaps more than once."""
    paths = list(line_paths(instance, mandate, plant))
    for chosen in itertools.combinations_with_replacement(paths, plant.lines):
        yield frozenset(Counter(itertools.chain.from_iterable(chosen)).items())


def plant_courses(judge: Judge, plant: Plant) -> list[tuple[Move, ...]]:
    """Return all that can be ordered of a plant; without the lever nobody is paid who would have to be."""
    courses = []
    for steps in set(totals(judge.instance, judge.mandate, plant)):
        moves = []
        for (year, from_state, to_state), lines in sorted(steps):
            due = judge.due_mcny_per_line(plant.id, year) if to_state == "closed" else 0.0
            moves.append(
                Move(
                    plant=plant.id,
                    year=year,
                    from_state=from_state,
                    to_state=to_state,
                    lines=lines,
                    compensation_mcny=due * lines,
                )
            )
        if judge.mandate.levers.compensate_exits or not any(move.compensation_mcny for move in moves):
            courses.append(tuple(moves))
    return courses


def programme_courses(instance: Instance, mandate: Mandate, programme: Programme) -> list[Held]:
    """Return all that a programme can do: nothing, or open in some year and hold classes from then on."""
    courses: list[Held] = [()]
    if not mandate.levers.retrain:
        return courses
    years = decision_years(instance, mandate)
    for opened in years:
        later = [year for year in years if year >= opened]
        for counts in itertools.product(range(programme.max_classes_per_year + 1), repeat=len(later)):
            if any(counts):  # a school without a class costs the same or more and changes nothing else
                held = [
                    Classes(programme=programme.id, year=year, classes=count)
                    for year, count in zip(later, counts, strict=True)
                    if count
                ]
                courses.append((Opening(programme=programme.id, year=opened), *held))
    return courses


def promised_support(instance: Instance, mandate: Mandate, moves: tuple[Move, ...]) -> tuple[IncomeSupport, ...]:
    """Return the income floor for every region in which a line closes."""
    regions = sorted({instance.plants[move.plant].region for move in moves if move.to_state == "closed"})
    floors = []
    for region in regions:
        facts = instance.regions[region]
        share = mandate.limits.income_floor.floor_pct_of_average_wage / 100
        asked = share * facts.average_wage_cny_per_month if mandate.limits.income_floor.level == "hard" else 0.0
        floors.append(IncomeSupport(region=region, cny_per_month=max(asked, facts.unemployment_benefit_cny_per_month)))
    return tuple(floors)
