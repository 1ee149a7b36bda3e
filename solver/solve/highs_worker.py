"""The other half of the door: the process in which HiGHS runs, and the only file that imports it."""

from __future__ import annotations

import math
import os
import queue
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import highspy
import numpy as np

from solver.solve.basis import Basis
from solver.solve.frames import frames_of, write_frame
from solver.solve.highs import Giving, Progress, Settings
from solver.solve.problem import Floats, Problem
from solver.solve.scaling import Scaled, scaled
from solver.solve.settled import unsettled

TOLERANCE = 1e-9
"""Rows may be missed by so much; at HiGHS's own 1e-6 a narrow bracket is no bracket, and bounds can be wrong."""
AGGREGATOR, PROBING = 1 << 12, 1 << 15
"""Rules of presolve, by their bits. Probing is always off: with it HiGHS 1.15.1 called 134.1 optimal in a small case
whose optimum is 64.1."""
FOR_SOLUTIONS = (
    "mip_heuristic_run_feasibility_jump",
    "mip_heuristic_run_rins",
    "mip_heuristic_run_rens",
    "mip_heuristic_run_root_reduced_cost",
    "mip_allow_restart",
)
"""What HiGHS does for solutions, or to find them sooner after its cuts."""
SECONDS_BETWEEN_BOUNDS = 0.5
"""HiGHS tells its bound with lines of its log, which are at least so far apart where only bounds are wanted."""
INTERIOR_POINT_COLUMNS = 20_000
"""With more columns than this, relaxations without a basis to start from are solved by an interior-point method."""
COMPLETION_SECONDS, COMPLETION_NODES = 10.0, 500
"""Filling in what a start leaves open may take so long."""

Tell = Callable[[str, Any], None]
"""Sends a kind of frame and its content to the other half."""


def serve() -> None:
    """Be the process: do what is asked until the input ends."""
    out = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # whatever HiGHS prints is no frame
    orders: queue.Queue[tuple[str, Any]] = queue.Queue()
    stop = threading.Event()
    threading.Thread(target=_take_orders, args=(orders, stop), daemon=True).start()
    work: dict[str, Callable[..., None]] = {"solve": _solve, "probe": _probe, "relax": _relax, "ease": _ease}
    while (order := orders.get())[0] in work:
        stop.clear()
        try:
            work[order[0]](*order[1], stop, lambda kind, content: write_frame(out, (kind, content)))
        except Exception as failure:
            write_frame(out, ("failed", f"{type(failure).__name__}: {failure}"))


def _take_orders(orders: queue.Queue[tuple[str, Any]], stop: threading.Event) -> None:
    """Pass on problems, and let an order to stop reach the solve that is running."""
    for kind, content in frames_of(sys.stdin.buffer):
        if kind == "stop":
            stop.set()
        else:
            orders.put((kind, content))
    orders.put(("end", None))


def _highs(problem: Problem, settings: Settings) -> highspy.Highs:
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", True)
    highs.setOptionValue("log_to_console", False)
    highs.setOptionValue("mip_rel_gap", settings.relative_gap)
    highs.setOptionValue("mip_abs_gap", 0.0)
    highs.setOptionValue("time_limit", settings.time_limit_seconds)
    highs.setOptionValue("threads", settings.threads)
    highs.setOptionValue("random_seed", settings.seed)
    highs.setOptionValue("presolve", "choose" if settings.presolve else "off")
    highs.setOptionValue("presolve_rule_off", PROBING | (0 if settings.aggregator else AGGREGATOR))
    if not settings.seeks_solutions:
        highs.setOptionValue("mip_heuristic_effort", 0.0)
        highs.setOptionValue("mip_min_logging_interval", SECONDS_BETWEEN_BOUNDS)
        for option in FOR_SOLUTIONS:
            highs.setOptionValue(option, False)
    highs.setOptionValue("primal_feasibility_tolerance", TOLERANCE)
    highs.setOptionValue("mip_feasibility_tolerance", TOLERANCE)
    if settings.seeks_solutions and problem.matrix.shape[1] > INTERIOR_POINT_COLUMNS:
        highs.setOptionValue("mip_lp_solver", "ipm")
    highs.passModel(_model(problem))
    return highs


def _known(value: float) -> float | None:
    return None if abs(value) >= highspy.kHighsInf else float(value)


def _solve(problem: Problem, settings: Settings, start: Mapping[int, float], stop: threading.Event, tell: Tell) -> None:
    began, is_mip = time.monotonic(), bool(problem.integer.any())
    end = _run(problem, settings, _completed(problem, settings, start), stop, tell)
    # Presolve of HiGHS 1.15.1 may claim that nothing is better than the start, which can be wrong, without a bound.
    is_doubtful = is_mip and bool(start) and end[:2] == ("kOptimal", None)
    if is_doubtful or end[0] == "kSolveError":
        seconds = max(0.0, settings.time_limit_seconds - (time.monotonic() - began))
        presolve = settings.presolve and is_doubtful
        end = _run(problem, replace(settings, time_limit_seconds=seconds, presolve=presolve), {}, stop, tell)
    tell("done", end)


def _run(
    problem: Problem, settings: Settings, start: Mapping[int, float], stop: threading.Event, tell: Tell
) -> tuple[str, float | None, Floats | None]:
    """Solve from a start; return status, bound and solution, the last two as far as they are known."""
    rest = unsettled(problem)
    units = scaled(rest.problem)
    highs = _highs(units.problem, settings)
    given = [place for place, column in enumerate(rest.columns) if column in start]
    if given:
        values = np.array([start[rest.columns[place]] for place in given])
        highs.setSolution(len(given), np.array(given, dtype=np.int32), values / units.column_factors[given])

    def heed(event: Any) -> None:
        event.data_in.user_interrupt = stop.is_set()

    def report(event: Any) -> None:
        found = event.data_out
        tell("progress", Progress(_known(found.mip_primal_bound), _known(found.mip_dual_bound)))

    highs.cbMipInterrupt += heed
    highs.cbMipLogging += report
    highs.cbLogging += lambda event: tell("log", event.message.rstrip("\n"))
    highs.cbMipImprovingSolution += lambda event: tell(
        "solution", rest.whole(units.own_units(np.array(event.data_out.mip_solution)))
    )
    highs.run()
    status, bound, solution = _end(highs, units)
    return status, bound, None if solution is None else rest.whole(solution)


def _completed(problem: Problem, settings: Settings, start: Mapping[int, float]) -> Mapping[int, float]:
    """Return a start with the integer columns filled in that it leaves open, or none if no values of them fit.

    HiGHS can do that by itself, but reports the bounds of this smaller problem as if they were those of the whole.
    """
    whole = problem.integer.nonzero()[0]
    if not start or start.keys() >= set(whole.tolist()):
        return start
    seconds = min(settings.time_limit_seconds, COMPLETION_SECONDS)
    units = scaled(problem)
    highs = _highs(units.problem, replace(settings, time_limit_seconds=seconds))
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("mip_max_nodes", COMPLETION_NODES)
    for column, value in start.items():
        own = value / units.column_factors[column]
        highs.changeColBounds(int(column), own, own)
    highs.run()
    if highs.getInfo().primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return {}
    values = highs.getSolution().col_value
    return {int(column): round(values[column]) for column in whole}


def _end(highs: highspy.Highs, units: Scaled) -> tuple[str, float | None, Floats | None]:
    """Return status, bound and solution, the last two as far as they are known."""
    status, info = highs.getModelStatus(), highs.getInfo()
    if units.problem.integer.any():
        bound = _known(info.mip_dual_bound)
    else:
        bound = float(info.objective_function_value) if status == highspy.HighsModelStatus.kOptimal else None
    holds = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    return status.name, bound, units.own_units(np.array(highs.getSolution().col_value)) if holds else None


def _relax(
    problem: Problem, settings: Settings, interior_point: bool, basis: Basis | None, stop: threading.Event, tell: Tell
) -> None:
    """Solve the continuous relaxation down to a basis, which duals belong to."""
    units = scaled(problem)
    units = replace(units, problem=_relaxed(units.problem))
    highs = _highs(units.problem, settings)
    highs.setOptionValue("solver", "ipm" if interior_point else "simplex")
    highs.setOptionValue("run_crossover", "on")

    def heed(event: Any) -> None:
        event.data_in.user_interrupt = stop.is_set()

    highs.cbIpmInterrupt += heed
    highs.cbSimplexInterrupt += heed
    highs.cbLogging += lambda event: tell("log", event.message.rstrip("\n"))
    if basis is not None:
        highs.setBasis(_highs_basis(basis))
    highs.run()
    if highs.getModelStatus() == highspy.HighsModelStatus.kOptimal:
        duals, reached = highs.getSolution(), highs.getBasis()
        columns, rows = np.array(duals.col_dual), np.array(duals.row_dual)
        found = (np.array([int(each) for each in of], dtype=np.int8) for of in (reached.col_status, reached.row_status))
        tell("duals", (units.own_reduced_costs(columns), units.own_row_duals(rows), Basis(*found)))
    tell("done", _end(highs, units))


def _highs_basis(basis: Basis) -> highspy.HighsBasis:
    made = highspy.HighsBasis()
    made.col_status = [highspy.HighsBasisStatus(each) for each in basis.columns.tolist()]
    made.row_status = [highspy.HighsBasisStatus(each) for each in basis.rows.tolist()]
    made.valid = True
    return made


def _relaxed(problem: Problem) -> Problem:
    return replace(problem, integer=np.zeros_like(problem.integer))


def _probe(problem: Problem, settings: Settings, columns: Sequence[int], stop: threading.Event, tell: Tell) -> None:
    """Solve the continuous relaxation again and again, each time from where the last one ended."""
    began = time.monotonic()
    highs = _highs(_relaxed(scaled(problem).problem), replace(settings, presolve=False))
    highs.setOptionValue("output_flag", False)
    highs.run()
    status = highs.getModelStatus()
    for column in columns:
        if stop.is_set() or time.monotonic() - began > settings.time_limit_seconds:
            break
        highs.changeColBounds(int(column), 1.0, 1.0)
        highs.run()
        status = highs.getModelStatus()
        if status == highspy.HighsModelStatus.kOptimal:
            tell("least_objective", (column, float(highs.getInfo().objective_function_value)))
        elif status == highspy.HighsModelStatus.kInfeasible:
            tell("least_objective", (column, math.inf))
        highs.changeColBounds(int(column), problem.lower[column], problem.upper[column])
    tell("done", (status.name, None, None))


def _ease(problem: Problem, settings: Settings, steps: Sequence[Giving], stop: threading.Event, tell: Tell) -> None:
    """Solve the continuous relaxation with some rows giving way, each time from where the last one ended.

    Only the first one has nowhere to start from, and may be presolved; HiGHS does not presolve what has a basis.
    """
    began = time.monotonic()
    rest = unsettled(problem)
    place_of = {row: place for place, row in enumerate(rest.rows.tolist())}
    units = scaled(rest.problem)
    made = _relaxed(units.problem)
    highs = _highs(made, settings)
    highs.setOptionValue("output_flag", False)
    status = highspy.HighsModelStatus.kNotset
    for number, (rows, amounts) in enumerate(steps):
        left = settings.time_limit_seconds - (time.monotonic() - began)
        if stop.is_set() or left <= 0:
            break
        highs.setOptionValue("time_limit", highs.getRunTime() + left)
        giving = {place_of[row]: amount for row, amount in zip(rows, amounts, strict=True) if row in place_of}
        for row, amount in giving.items():
            gives = amount * units.row_factors[row]
            highs.changeRowBounds(row, made.row_lower[row] - gives, made.row_upper[row] + gives)
        highs.run()
        status = highs.getModelStatus()
        if status == highspy.HighsModelStatus.kOptimal:
            tell("least_objective", (number, float(highs.getInfo().objective_function_value)))
        for row in giving:
            highs.changeRowBounds(row, made.row_lower[row], made.row_upper[row])
    tell("done", (status.name, None, None))


def _model(problem: Problem) -> highspy.HighsLp:
    lp = highspy.HighsLp()
    rows, columns = problem.matrix.shape
    lp.num_col_, lp.num_row_ = columns, rows
    lp.col_cost_, lp.offset_ = problem.cost, problem.offset
    lp.col_lower_, lp.col_upper_ = problem.lower, problem.upper
    lp.row_lower_, lp.row_upper_ = problem.row_lower, problem.row_upper
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_ = problem.matrix.indptr
    lp.a_matrix_.index_ = problem.matrix.indices
    lp.a_matrix_.value_ = problem.matrix.data
    kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
    lp.integrality_ = [kinds[int(flag)] for flag in problem.integer]
    return lp
