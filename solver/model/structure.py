r"""Structure of an industry: how much mergers may concentrate it, and what must close before anything opens.

From the first decision year on, for each product and year, with the increments :math:`c_p` of pairs, the capacity
closed by the plan and that of planned lines that have started:

.. math:: \sum_p c_p \,\mathrm{merged}_{p,t} \le \mathrm{room}, \qquad
          \sum_{t' \le t} \mathrm{closed}_{t'} \ge \mathrm{ratio} \sum_{t' \le t} \mathrm{started}_{t'}

(``concentration``, ``capacity_swap``.) Pairs above a hard share screen have no gates; above a soft one a merger is a
breach of its own. All of it hangs on decisions alone.
"""

from __future__ import annotations

from collections import defaultdict

from solver.instance.instance import Instance
from solver.levers.tables import Tables
from solver.mandate import Mandate
from solver.model import algebra
from solver.model.algebra import Expression
from solver.model.ledger import Ledger
from solver.model.limits import add_limit, is_kept

Missed = dict[tuple[str, int], Expression]
"""Product and year to by how much a limit is missed."""


def add_concentration_room(
    model: algebra.Model, ledger: Ledger, instance: Instance, mandate: Mandate, tables: Tables
) -> None:
    """Mergers concentrate no product beyond its room, nor join more than the screen allows."""
    limit = mandate.limits.concentration
    if limit is None or not is_kept(limit):
        return
    raised: defaultdict[str, list[tuple[int, Expression]]] = defaultdict(list)
    for row in tables.mergers:
        for product, points in row.increments:
            raised[product].append((row.year, points * model.gate_open[row.gate]))
    missed: Missed = {}
    for product, terms in raised.items():
        for year in mandate.decision_years(instance.years):
            by_then = algebra.quicksum(points for since, points in terms if since <= year)
            missed[product, year] = by_then - limit.room_points
    add_limit(model, ledger, "concentration", limit, missed, in_scenarios=False)
    for row in tables.mergers:
        beyond = row.joint_share_pct - limit.share_screen_pct
        if beyond > 0:
            price = limit.price_mcny * beyond
            ledger.post("breaches", instance.years[0], None, price * model.gate_open[row.gate])


def add_capacity_swap(
    model: algebra.Model, ledger: Ledger, instance: Instance, mandate: Mandate, tables: Tables
) -> None:
    """Capacity opens only where enough of the same product has been closed."""
    limit = mandate.limits.capacity_swap
    if limit is None or not is_kept(limit):
        return
    states = {row.key: row for row in tables.states}
    closed: defaultdict[str, list[tuple[int, Expression]]] = defaultdict(list)
    started: defaultdict[str, list[tuple[int, Expression]]] = defaultdict(list)
    for row in tables.transitions:
        starts = row.from_state == "planned" and not row.closes
        if not starts and not (row.closes and row.from_state != "planned"):
            continue
        state = states[row.plant, row.to_state if starts else row.from_state]
        capacity = state.full_capacity_munit * model.lines_moved[row.key]
        (started if starts else closed)[state.product].append((row.year, capacity))
    years = mandate.decision_years(instance.years)
    missed: Missed = {}
    for product, terms in started.items():
        for year in years:
            opened = algebra.quicksum(capacity for at, capacity in terms if years[0] <= at <= year)
            gone = algebra.quicksum(capacity for at, capacity in closed[product] if years[0] <= at <= year)
            if algebra.is_variable(opened):
                missed[product, year] = limit.closed_per_opened * opened - gone
    add_limit(model, ledger, "capacity_swap", limit, missed, in_scenarios=False)
