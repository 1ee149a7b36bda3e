"""What a plan decides on lines and firms: closing, stopping, withdrawal, upgrading and mergers."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from solver.evaluate.figures import figures_of
from solver.instance.instance import Instance
from solver.instance.options import Upgrade
from solver.language import _
from solver.plan import Move, Plan
from solver.report.grid import Column, Grid, Row
from solver.report.wording import (
    UNKNOWN,
    Scale,
    listed,
    money_scale,
    name_of,
    number,
    numbers,
    percent,
    quantity,
    who_pays,
)

RUNNING = ("subsidised", "unsubsidised")
"""States that a reader need not tell apart where lines close or are upgraded."""


def place_columns() -> tuple[Column, ...]:
    """Return the columns that say when, where and of how many lines; see :func:`place_of`."""
    return (
        Column(_("Year"), kind="year"),
        Column(_("Plant"), kind="name"),
        Column(_("Firm"), kind="name"),
        Column(_("Region"), kind="name"),
        Column(_("Lines")),
    )


def closures_grid(instance: Instance, plan: Plan) -> Grid:
    """Return which running lines close, in the order of the years."""
    moves = ordered(plan, lambda move: move.to_state == "closed" and move.from_state != "planned")
    scale, amounts = paid_amounts(moves)
    columns = (
        *place_columns(),
        Column(_("Capacity a year")),
        Column(_("People losing a job")),
        Column(_("Paid to owners, {money}").format(money=scale.unit)),
        Column(_("Who pays"), kind="name"),
    )
    figures = figures_of(instance)
    rows = []
    for move, paid in zip(moves, amounts, strict=True):
        line = figures[move.plant, move.from_state]
        people = number(move.lines * line.workers * (1 - line.redeployed), 0)
        capacity = quantity(instance, line.market, move.lines * line.capacity_munit)
        rows.append(Row((*place_of(instance, move), capacity, people, paid, compensation_payers(instance, move))))
    return Grid(_("Lines that close"), columns, tuple(rows))


def stops_grid(instance: Instance, plan: Plan) -> Grid:
    """Return which planned lines are stopped before they start."""
    moves = ordered(plan, lambda move: move.from_state == "planned")
    scale, amounts = paid_amounts(moves)
    columns = (
        *place_columns(),
        Column(_("Capacity a year")),
        Column(_("Would start in"), kind="year"),
        Column(_("Paid to owners, {money}").format(money=scale.unit)),
        Column(_("Who pays"), kind="name"),
    )
    rows = []
    for move, paid in zip(moves, amounts, strict=True):
        plant = instance.plants[move.plant]
        capacity = quantity(instance, plant.market, move.lines * plant.capacity_munit_per_line)
        start = UNKNOWN if plant.start_year is None else str(plant.start_year)
        rows.append(Row((*place_of(instance, move), capacity, start, paid, compensation_payers(instance, move))))
    return Grid(_("Planned lines that are stopped"), columns, tuple(rows))


def withdrawals_grid(instance: Instance, plan: Plan) -> Grid:
    """Return which lines go on without their operating subsidy, in the order of the years."""
    columns = (*place_columns(), Column(_("Paid until then by"), kind="name"))
    rows = []
    for move in ordered(plan, lambda move: move.to_state == "unsubsidised"):
        payer = instance.plants[move.plant].subsidy_payer
        paid_by = UNKNOWN if payer is None else name_of(instance, "payers", payer)
        rows.append(Row((*place_of(instance, move), paid_by)))
    return Grid(_("Lines that go on without their operating subsidy"), columns, tuple(rows))


def upgrades_grid(instance: Instance, plan: Plan) -> Grid:
    """Return which lines are upgraded, to what, and who pays for it."""
    moves = ordered(plan, lambda move: move.to_state.startswith("upgraded:"))
    chosen = [instance.upgrades[move.to_state.removeprefix("upgraded:")] for move in moves]
    costs_mcny = [move.lines * each.capital_cost_mcny_per_line for move, each in zip(moves, chosen, strict=True)]
    scale = money_scale(costs_mcny)
    columns = (
        *place_columns(),
        Column(_("Upgrade"), kind="name"),
        Column(_("Sells in"), kind="name"),
        Column(_("Posts, all lines")),
        Column(_("Of these skilled")),
        Column(_("Capital, {money}").format(money=scale.unit)),
        Column(_("Who pays"), kind="name"),
    )
    rows = []
    for move, upgrade, cost in zip(moves, chosen, numbers(map(scale, costs_mcny)), strict=True):
        cells = (
            name_of(instance, "upgrades", upgrade.id),
            name_of(instance, "markets", upgrade.market),
            number(move.lines * upgrade.workers_per_line, 0),
            number(move.lines * upgrade.skilled_workers_per_line, 0),
            cost,
            upgrade_payers(instance, upgrade),
        )
        rows.append(Row((*place_of(instance, move), *cells)))
    return Grid(_("Lines that are upgraded"), columns, tuple(rows))


def upgrade_payers(instance: Instance, upgrade: Upgrade) -> str:
    """Return who bears which share of the capital for an upgrade."""
    public = upgrade.public_share_pct / 100
    bearers = []
    if public and upgrade.payer is not None:
        bearers.append(f"{name_of(instance, 'payers', upgrade.payer)} {percent(public)}")
    if public < 1:
        bearers.append(_("the owner {share}").format(share=percent(1 - public)))
    return listed(bearers)


def mergers_grid(instance: Instance, plan: Plan) -> Grid:
    """Return which firms merge, what it costs and what it saves."""
    mergers = sorted(plan.mergers, key=lambda each: (each.year, each.pair))
    pairs = [instance.merger_pairs[each.pair] for each in mergers]
    scale = money_scale(
        amount for pair in pairs for amount in (pair.integration_cost_mcny, pair.overhead_saving_mcny_per_year)
    )
    columns = (
        Column(_("Year"), kind="year"),
        Column(_("Takes over"), kind="name"),
        Column(_("Is taken over"), kind="name"),
        Column(_("Integration, {money}").format(money=scale.unit)),
        Column(_("Overhead saved, {money} a year").format(money=scale.unit)),
        Column(_("Saved on a unit, CNY")),
        Column(_("Posts that end")),
    )
    costs = numbers(scale(pair.integration_cost_mcny) for pair in pairs)
    savings = numbers(scale(pair.overhead_saving_mcny_per_year) for pair in pairs)
    unit_savings = numbers(pair.unit_cost_saving_cny_per_unit for pair in pairs)
    rows = []
    for merger, pair, *amounts in zip(mergers, pairs, costs, savings, unit_savings, strict=True):
        firms = (name_of(instance, "firms", firm) for firm in (pair.acquirer, pair.target))
        rows.append(Row((str(merger.year), *firms, *amounts, number(pair.redundant_persons, 0))))
    return Grid(_("Firms that merge"), columns, tuple(rows))


def ordered(plan: Plan, wanted: Callable[[Move], bool]) -> list[Move]:
    """Return moves in the order of years and plants, those that a reader would not tell apart as one."""
    summed: dict[tuple[int, str, str, str], Move] = {}
    for move in plan.moves:
        if wanted(move):
            origin = "running" if move.from_state in RUNNING else move.from_state
            key = (move.year, move.plant, origin, move.to_state)
            known = summed.get(key)
            summed[key] = move if known is None else added(known, move)
    return [summed[key] for key in sorted(summed)]


def added(one: Move, other: Move) -> Move:
    """Return two moves of the same kind as one."""
    return one.model_copy(
        update={
            "lines": one.lines + other.lines,
            "compensation_mcny": one.compensation_mcny + other.compensation_mcny,
        }
    )


def place_of(instance: Instance, move: Move) -> tuple[str, str, str, str, str]:
    """Return year, plant, the firm that runs it by then, region and lines of a move."""
    plant = instance.plants[move.plant]
    firm = plant.firm
    if move.from_state.startswith("integrated:"):
        firm = instance.merger_pairs[move.from_state.removeprefix("integrated:")].acquirer
    names = (("plants", plant.id), ("firms", firm), ("regions", plant.region))
    name, owner, region = (name_of(instance, table, key) for table, key in names)
    return str(move.year), name, owner, region, number(move.lines, 0)


def paid_amounts(moves: Sequence[Move]) -> tuple[Scale, list[str]]:
    """Return what owners are paid for each move, and the unit of it."""
    scale = money_scale(move.compensation_mcny for move in moves)
    return scale, numbers(scale(move.compensation_mcny) for move in moves)


def compensation_payers(instance: Instance, move: Move) -> str:
    """Return who pays the owner, where anybody does."""
    if not move.compensation_mcny:
        return UNKNOWN
    return who_pays(instance, "exit_compensation", instance.plants[move.plant].region)
