r"""Markets: every market is in one mode, and the mode says what its lines make and lose.

``in_mode[market, year, scenario, mode]`` (binary, a response), ``lines_in_mode`` (lines of a state while the market is
in the mode), ``output`` and ``loss`` (only where a state runs in part):

.. math:: \sum_g z_g = 1, \qquad n_s = \sum_g w_{s,g}, \qquad w_{s,g} \le N_s z_g

.. math:: \mathrm{least}_{s,g} C_s w_{s,g} \le q_{s,g} \le \mathrm{most}_{s,g} C_s w_{s,g}, \qquad
          \underline{D}_g z_g \le \sum_s q_{s,g} \le \overline{D}_g z_g

.. math:: l_{s,g} \ge F_s w_{s,g} - (P_g - c_s) q_{s,g}, \qquad l_{s,g} \ge 0

with :math:`P_g` the upper edge of the bracket. Where ``least = most`` output and loss are constants times ``w``. Losses
stay inside mode, state and plant, so nothing nets them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import pyomo.environ as pyo

from solver.levers.tables import ModeRow, StateRow, Tables
from solver.model.ledger import Expression, Ledger

Use = tuple[str, str, int, str, str]
"""Plant, state, year, scenario and mode."""


def add_markets(
    model: pyo.ConcreteModel, ledger: Ledger, tables: Tables, modes: tuple[ModeRow, ...]
) -> dict[tuple[str, int, str], Expression]:
    """Add modes, output and losses; return each market's output by market, year and scenario, in munit."""
    states = {row.key: row for row in tables.states}
    rows = {row.key: row for row in modes}
    uses: dict[Use, tuple[ModeRow, float, float]] = {
        (*state, row.year, row.scenario, row.mode): (row, least, most)
        for row in modes
        for state, least, most in row.running
    }
    partial = [use for use, (_, least, most) in uses.items() if least < most]
    model.in_mode = pyo.Var(list(rows), domain=pyo.Binary)
    model.lines_in_mode = pyo.Var(list(uses), domain=pyo.NonNegativeReals)
    model.output = pyo.Var(partial, domain=pyo.NonNegativeReals)
    model.loss = pyo.Var(
        [use for use in partial if _may_profit(states[use[0], use[1]], *uses[use])], domain=pyo.NonNegativeReals
    )
    _add_modes(model, states, rows, uses)
    _add_partial_use(model, states, uses)
    made = {use: _output(model, states, uses, use) for use in uses}
    _add_balance(model, rows, made)
    _post(model, ledger, states, rows, uses, made)
    return _market_outputs(rows, made)


def _may_profit(state: StateRow, row: ModeRow, _: float, most: float) -> bool:
    """Return whether a line could earn more than its fixed cost; if not, its loss needs no floor at zero."""
    margin = row.price_high_cny_per_unit - state.cash_cost_cny_per_unit
    return margin * most * state.capacity_munit > state.fixed_cost_mcny


def _output(
    model: pyo.ConcreteModel,
    states: dict[tuple[str, str], StateRow],
    uses: dict[Use, tuple[ModeRow, float, float]],
    use: Use,
) -> Expression:
    _, least, most = uses[use]
    if least < most:
        return model.output[use]
    return least * states[use[0], use[1]].capacity_munit * model.lines_in_mode[use] if least else 0.0


def _add_modes(
    model: pyo.ConcreteModel,
    states: dict[tuple[str, str], StateRow],
    rows: dict[tuple[str, int, str, str], ModeRow],
    uses: dict[Use, tuple[ModeRow, float, float]],
) -> None:
    """One mode for each market, year and scenario; lines are in the mode their market is in."""
    modes_of: defaultdict[tuple[str, int, str], list[str]] = defaultdict(list)
    for market, year, scenario, mode in rows:
        modes_of[market, year, scenario].append(mode)
    uses_of: defaultdict[tuple[str, str, int, str], list[Use]] = defaultdict(list)
    for use in uses:
        uses_of[use[:4]].append(use)

    @model.Constraint(list(modes_of))
    def one_mode(model: pyo.ConcreteModel, *answer: object) -> object:
        return pyo.quicksum(model.in_mode[(*answer, mode)] for mode in modes_of[answer]) == 1  # type: ignore[index]

    @model.Constraint(list(uses_of))
    def lines_split_by_mode(model: pyo.ConcreteModel, plant: str, state: str, year: int, scenario: str) -> object:
        split = pyo.quicksum(model.lines_in_mode[use] for use in uses_of[plant, state, year, scenario])
        return split - model.lines[plant, state, year] == 0

    plants_of: defaultdict[tuple[str, int, str, str], list[Use]] = defaultdict(list)
    for use in uses:
        plants_of[use[0], *use[2:]].append(use)

    @model.Constraint(list(plants_of))
    def lines_only_in_mode(model: pyo.ConcreteModel, *at: object) -> object:
        together = plants_of[at]  # type: ignore[index]
        row = uses[together[0]][0]
        most = states[together[0][:2]].most_lines
        return pyo.quicksum(model.lines_in_mode[use] for use in together) - most * model.in_mode[row.key] <= 0


def _add_partial_use(
    model: pyo.ConcreteModel,
    states: dict[tuple[str, str], StateRow],
    uses: dict[Use, tuple[ModeRow, float, float]],
) -> None:
    """Output within its range and loss at the upper edge, for states that run in part."""
    partial = list(model.output)

    @model.Constraint([use for use in partial if uses[use][1] > 0])
    def output_least(model: pyo.ConcreteModel, *use: object) -> object:
        capacity = uses[use][1] * states[use[0], use[1]].capacity_munit  # type: ignore[index]
        return capacity * model.lines_in_mode[use] - model.output[use] <= 0

    @model.Constraint(partial)
    def output_most(model: pyo.ConcreteModel, *use: object) -> object:
        capacity = uses[use][2] * states[use[0], use[1]].capacity_munit  # type: ignore[index]
        return model.output[use] - capacity * model.lines_in_mode[use] <= 0

    @model.Constraint(list(model.loss))
    def loss_least(model: pyo.ConcreteModel, *use: object) -> object:
        state = states[use[0], use[1]]  # type: ignore[index]
        margin = uses[use][0].price_high_cny_per_unit - state.cash_cost_cny_per_unit  # type: ignore[index]
        fixed = state.fixed_cost_mcny * model.lines_in_mode[use]
        return fixed - margin * model.output[use] - model.loss[use] <= 0


def _uses_by_mode(
    made: Iterable[Use], rows: dict[tuple[str, int, str, str], ModeRow]
) -> dict[tuple[str, int, str, str], list[Use]]:
    return {
        key: [use for (state, _, _) in row.running if (use := (*state, row.year, row.scenario, row.mode)) in made]
        for key, row in rows.items()
    }


def _add_balance(
    model: pyo.ConcreteModel, rows: dict[tuple[str, int, str, str], ModeRow], made: dict[Use, Expression]
) -> None:
    """Output of a mode lies within demand at the bracket's edges."""
    uses = _uses_by_mode(made, rows)

    @model.Constraint(list(rows))
    def demand_served(model: pyo.ConcreteModel, *key: object) -> object:
        total = pyo.quicksum(made[use] for use in uses[key])  # type: ignore[index]
        return rows[key].output_low_munit * model.in_mode[key] - total <= 0  # type: ignore[index]

    @model.Constraint(list(rows))
    def demand_not_exceeded(model: pyo.ConcreteModel, *key: object) -> object:
        total = pyo.quicksum(made[use] for use in uses[key])  # type: ignore[index]
        return total - rows[key].output_high_munit * model.in_mode[key] <= 0  # type: ignore[index]


def _post(
    model: pyo.ConcreteModel,
    ledger: Ledger,
    states: dict[tuple[str, str], StateRow],
    rows: dict[tuple[str, int, str, str], ModeRow],
    uses: dict[Use, tuple[ModeRow, float, float]],
    made: dict[Use, Expression],
) -> None:
    """Post losses, consumer harm, operating subsidies and the firms' cash from operation."""
    for key, row in rows.items():
        ledger.post("consumer_harm", row.year, row.scenario, row.consumer_harm_mcny * model.in_mode[key])
    for use, (row, least, most) in uses.items():
        state = states[use[0], use[1]]
        price = row.price_high_cny_per_unit
        if use in model.loss:
            loss = model.loss[use]
        elif least < most:
            loss = state.fixed_cost_mcny * model.lines_in_mode[use] - (price - state.cash_cost_cny_per_unit) * made[use]
        else:
            loss = state.loss_mcny(price, least * state.capacity_munit) * model.lines_in_mode[use]
        ledger.post("operating_losses", row.year, row.scenario, loss)
        subsidy = state.subsidy_cny_per_unit * made[use] + state.subsidy_mcny * model.lines_in_mode[use]
        if state.subsidy_payer is not None:
            ledger.pay(state.subsidy_payer, row.year, row.scenario, subsidy)
        earned = (price - state.cash_cost_cny_per_unit) * made[use]
        fixed = state.fixed_cost_mcny * model.lines_in_mode[use]
        ledger.receive(state.firm, row.year, row.scenario, earned - fixed + subsidy)


def _market_outputs(
    rows: dict[tuple[str, int, str, str], ModeRow], made: dict[Use, Expression]
) -> dict[tuple[str, int, str], Expression]:
    uses = _uses_by_mode(made, rows)
    outputs: dict[tuple[str, int, str], list[Expression]] = {}
    for key in rows:
        outputs.setdefault(key[:3], []).extend(made[use] for use in uses[key])
    return {answer: pyo.quicksum(parts) for answer, parts in outputs.items()}
