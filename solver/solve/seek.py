"""Looking for plans without the model: a first one that keeps all limits, then better ones."""

from __future__ import annotations

from collections.abc import Callable

from solver.evaluate.judge import Judge
from solver.evaluate.outcome import Outcome
from solver.levers.tables import Tables
from solver.solve.climb import Climber
from solver.solve.decode import Decoder
from solver.solve.draft import Board
from solver.solve.first_plan import first_plan
from solver.solve.improve import improved
from solver.solve.steps import Steps
from solver.solve.trial import Trial
from solver.solve.worth import Worth


def seek_plans(
    judge: Judge,
    tables: Tables,
    decoder: Decoder,
    keep: Callable[[Outcome], None],
    is_over: Callable[[], bool],
    seed: int,
) -> None:
    """Look for plans from the status quo on, until none is found any more or time is up.

    Parameters
    ----------
    judge : Judge
        The judge.
    tables : Tables
        The levers' rows.
    decoder : Decoder
        Writes plans from the model's columns.
    keep : callable
        Gets the outcome of every plan that keeps all limits, the worse ones as well.
    is_over : callable
        Says whether time is up; asked before each plan but the first.
    seed : int
        Says in which order decisions are tried of which nothing is known.
    """
    board = Board(judge.instance, tables, decoder)
    worth = Worth(judge.instance, judge.mandate, tables)
    climber = Climber(Trial(judge, board, keep, is_over), Steps(board, worth), worth)
    found = first_plan(climber)
    if not found.missed:
        improved(climber, found, seed)
