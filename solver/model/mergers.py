r"""Mergers: an acquirer bears its targets' overheads less what is saved, and shares its cash with them.

``merged[pair, year]`` is the sum of the pair's gates up to the year. ``overhead_saved[pair, year]`` (the part of the
saving that is there) and ``cash_moved_mcny`` (from target to acquirer, in a year and scenario) are responses:

.. math:: v_{p,t} \le \mathrm{merged}_{p,t}, \qquad v_{p,t} \le y_{\mathrm{target},t}, \qquad
          -M \,\mathrm{merged}_{p,t} \le \tau_{p,t} \le M \,\mathrm{merged}_{p,t}

(``saved_if_merged``, ``saved_if_runs``, ``cash_moved_most``, ``cash_moved_least``.) The saving is no more than the
target's overhead, so pretending to run its lines gains nothing. The acquirer runs lines if those of a target run that
it has taken over (``runs_if_target_runs``):

.. math:: n_{i,s,t} \le N_i (y_{\mathrm{acquirer},t} + 1 - \mathrm{merged}_{p,t})

All flows stay posted with the firm that owned the lines at first. One purse is as good as two between which cash goes
freely: it is enough to empty the target's at the end of every year, so that no more need ever go than it had at the
merger and gets, or pays, in a year. :math:`M` bounds that from all lines at the highest price.
"""

from __future__ import annotations

from typing import Any

from solver.instance.instance import Instance
from solver.levers.tables import MergerRow, StateRow, Tables, TransitionRow
from solver.model import algebra
from solver.model.ledger import Ledger


def add_mergers(model: algebra.Model, ledger: Ledger, instance: Instance, tables: Tables) -> None:
    """Add what mergers save, cost and share; to be called when it is known which firms run lines."""
    pairs = {row.pair: row for row in tables.mergers}
    gates = {(row.pair, row.year): row.gate for row in tables.mergers}
    since = {pair: min(year for each, year in gates if each == pair) for pair in pairs}
    index = [(pair, year) for pair in pairs for year in instance.years if year >= since[pair]]
    model.merged = algebra.Expressions(
        index,
        rule=lambda model, pair, year: algebra.quicksum(
            model.gate_open[gate] for (each, opened), gate in gates.items() if each == pair and opened <= year
        ),
    )
    for row in tables.mergers:
        cost = row.integration_cost_mcny * model.gate_open[row.gate]
        ledger.post("investment_costs", row.year, None, cost)
        ledger.receive(row.acquirer, row.year, None, -cost)
    _add_savings(model, ledger, pairs)
    _add_acquirers_that_run(model, tables, pairs)
    _add_common_cash(model, ledger, instance, tables, pairs)


def _add_savings(model: algebra.Model, ledger: Ledger, pairs: dict[str, MergerRow]) -> None:
    saving = [at for at in model.merged if pairs[at[0]].overhead_saving_mcny > 0]
    model.overhead_saved = algebra.Var(saving, domain=algebra.NonNegativeReals)

    @model.Constraint(saving)
    def saved_if_merged(model: algebra.Model, *at: Any) -> object:
        return model.overhead_saved[at] - model.merged[at] <= 0

    @model.Constraint(saving)
    def saved_if_runs(model: algebra.Model, pair: str, year: int) -> object:
        return model.overhead_saved[pair, year] - model.runs[pairs[pair].target, year] <= 0

    for pair, year in saving:
        saved = pairs[pair].overhead_saving_mcny * model.overhead_saved[pair, year]
        ledger.post("overheads", year, None, -saved)
        ledger.receive(pairs[pair].target, year, None, saved)


def _add_acquirers_that_run(model: algebra.Model, tables: Tables, pairs: dict[str, MergerRow]) -> None:
    """Let an acquirer run lines where its target does; only where it matters whether it runs any."""
    states: dict[tuple[str, str], list[StateRow]] = {}
    for row in tables.states:
        if row.is_open:
            states.setdefault((row.firm, row.plant), []).append(row)
    index = [
        (pair, plant, year)
        for pair, year in model.merged
        for firm, plant in states
        if firm == pairs[pair].target and (pairs[pair].acquirer, year) in model.runs
    ]

    @model.Constraint(index)
    def runs_if_target_runs(model: algebra.Model, pair: str, plant: str, year: int) -> object:
        rows = states[pairs[pair].target, plant]
        most = rows[0].most_lines
        open_lines = algebra.quicksum(model.lines[row.plant, row.state, year] for row in rows)
        idle = most * model.merged[pair, year] - most * model.runs[pairs[pair].acquirer, year]
        return open_lines + idle <= most


def _add_common_cash(
    model: algebra.Model, ledger: Ledger, instance: Instance, tables: Tables, pairs: dict[str, MergerRow]
) -> None:
    index = [(pair, year, scenario) for pair, year in model.merged for scenario in instance.futures]
    yearly = {row.target: most_flow_mcny(instance, tables, row.target) for row in pairs.values()}
    model.cash_moved_mcny = algebra.Var(index, domain=algebra.Reals)

    def most(pair: str, year: int) -> float:
        """Return the most that a target can have, or owe, and get, or pay, by the end of a year."""
        target = instance.firms[pairs[pair].target]
        years = year - instance.years[0] + 1
        return abs(target.cash_mcny) + years * yearly[target.id]

    @model.Constraint(index)
    def cash_moved_most(model: algebra.Model, pair: str, year: int, scenario: str) -> object:
        return model.cash_moved_mcny[pair, year, scenario] - most(pair, year) * model.merged[pair, year] <= 0

    @model.Constraint(index)
    def cash_moved_least(model: algebra.Model, pair: str, year: int, scenario: str) -> object:
        return -model.cash_moved_mcny[pair, year, scenario] - most(pair, year) * model.merged[pair, year] <= 0

    for pair, year, scenario in index:
        moved = model.cash_moved_mcny[pair, year, scenario]
        ledger.receive(pairs[pair].acquirer, year, scenario, moved)
        ledger.receive(pairs[pair].target, year, scenario, -moved)


def most_flow_mcny(instance: Instance, tables: Tables, firm: str) -> float:
    """Return more than a firm can get or pay within a year: all its lines at the highest price of their products."""
    highest: dict[str, float] = {}
    for market in instance.markets.values():
        highest[market.product] = max(highest.get(market.product, 0.0), market.price_cap_cny_per_unit)
    levies: dict[str, float] = {}
    for levy in {(row.payer, row.product, row.mcny_per_munit) for row in tables.levies}:
        levies[levy[1]] = levies.get(levy[1], 0.0) + levy[2]
    running: dict[str, float] = {}
    moving: dict[str, float] = {}
    for state in tables.states:
        if state.firm == firm:
            in_state = _flow_in_state_mcny(state, highest[state.product], levies.get(state.product, 0.0))
            running[state.plant] = max(running.get(state.plant, 0.0), state.most_lines * in_state)
    for row in tables.transitions:
        if row.firm == firm:
            moving[row.plant] = max(moving.get(row.plant, 0.0), row.most_lines * _flow_of_move_mcny(row))
    overhead = instance.firms[firm].overhead_mcny_per_year
    return overhead + sum(running.values()) + sum(moving.values())


def _flow_in_state_mcny(state: StateRow, price_cny_per_unit: float, levy_mcny_per_munit: float) -> float:
    per_unit = price_cny_per_unit + state.cash_cost_cny_per_unit + state.subsidy_cny_per_unit
    levied = levy_mcny_per_munit * state.full_capacity_munit
    return per_unit * state.capacity_munit + state.fixed_cost_mcny + state.subsidy_mcny + levied


def _flow_of_move_mcny(row: TransitionRow) -> float:
    return row.due_mcny + row.closure_cost_mcny + row.capital_cost_mcny
