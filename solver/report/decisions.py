"""The decisions of a plan as timetables: what happens when, where, to whom, and who pays."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from solver.evaluate.figures import figures_of
from solver.instance.instance import Instance
from solver.instance.options import MergerPair, Upgrade
from solver.language import _, marked
from solver.plan import Plan
from solver.report import decisions_lines, decisions_people, decisions_rules
from solver.report.grid import Column, Grid, Row
from solver.report.wording import decimals_for, money_scale, number

ALL_YEARS = marked("All years")
SCHEDULE: Mapping[str, str] = {
    "closed": marked("Lines that close"),
    "stopped": marked("Planned lines stopped"),
    "upgraded": marked("Lines upgraded"),
    "mergers": marked("Mergers"),
    "displaced": marked("People losing a job"),
    "paid": marked("Paid to owners, {money}"),
    "off": marked("Lines that lose their subsidy"),
    "places": marked("Places in retraining"),
}
"""What is summed over the decisions of a year; what there is none of in any year is left out."""


def decision_grids(instance: Instance, plan: Plan) -> tuple[Grid, ...]:
    """Return a plan's decisions, the sums of each year first; what there is none of is left out."""
    grids = (
        schedule_grid(instance, plan),
        decisions_lines.closures_grid(instance, plan),
        decisions_lines.stops_grid(instance, plan),
        decisions_lines.withdrawals_grid(instance, plan),
        decisions_lines.upgrades_grid(instance, plan),
        decisions_lines.mergers_grid(instance, plan),
        decisions_rules.conduct_grid(instance, plan),
        decisions_rules.removals_grid(instance, plan),
        decisions_rules.adoptions_grid(instance, plan),
        decisions_rules.vouchers_grid(instance, plan),
        decisions_rules.levies_grid(instance, plan),
        decisions_rules.transfers_grid(instance, plan),
        decisions_people.retraining_grid(instance, plan),
        decisions_people.support_grid(instance, plan),
        decisions_people.wages_grid(instance, plan),
    )
    return tuple(grid for grid in grids if grid.rows)


def schedule_grid(instance: Instance, plan: Plan) -> Grid:
    """Return what happens in each year in which anything happens, and in all of them."""
    listed = [{"year": float(year), measure: amount} for year, measure, amount in scheduled(instance, plan)]
    table = pd.DataFrame(listed, columns=("year", *SCHEDULE)).fillna(0.0)
    sums = table.astype(float).groupby("year").sum()
    measures = [measure for measure in SCHEDULE if sums[measure].any()]
    scale = money_scale([float(sums["paid"].sum())])
    sums["paid"] = sums["paid"].map(scale)
    titles = (_(SCHEDULE[measure]).format(money=scale.unit) for measure in measures)
    columns = (Column(_("Year"), kind="year"), *map(Column, titles))
    if not measures:
        return Grid(_("Year by year"), columns, ())
    decimals = [decimals_for(sums[measure]) for measure in measures]
    rows = [
        Row((f"{year:.0f}", *(number(each, places) for each, places in zip(amounts, decimals, strict=True))))
        for year, *amounts in sums[measures].itertuples(name=None)
    ]
    totals = (number(float(sums[measure].sum()), places) for measure, places in zip(measures, decimals, strict=True))
    return Grid(_("Year by year"), columns, (*rows, Row((_(ALL_YEARS), *totals), "total")))


def scheduled(instance: Instance, plan: Plan) -> Iterator[tuple[int, str, float]]:
    """Yield year, measure and amount of what each decision adds to the sums of its year."""
    figures = figures_of(instance)
    for move in plan.moves:
        yield move.year, "paid", move.compensation_mcny
        if move.from_state == "planned":
            yield move.year, "stopped", move.lines
        elif move.to_state == "closed":
            line = figures[move.plant, move.from_state]
            yield move.year, "closed", move.lines
            yield move.year, "displaced", move.lines * line.workers * (1 - line.redeployed)
        elif move.to_state.startswith("upgraded:"):
            yield move.year, "upgraded", move.lines
            upgrade = instance.upgrades[move.to_state.removeprefix("upgraded:")]
            yield move.year, "displaced", move.lines * workers_let_go(instance, upgrade)
        else:
            yield move.year, "off", move.lines
    for merger in plan.mergers:
        yield merger.year, "mergers", 1
        yield merger.year, "displaced", redundant_persons(instance, instance.merger_pairs[merger.pair])
    for each in plan.classes:
        yield each.year, "places", each.classes * instance.programmes[each.programme].class_size_persons


def workers_let_go(instance: Instance, upgrade: Upgrade) -> float:
    """Return the workers of a line for whom there is no post that an unskilled person can take once it is upgraded."""
    unskilled = upgrade.workers_per_line - upgrade.skilled_workers_per_line
    return max(0.0, instance.plants[upgrade.plant].workers_per_line - unskilled)


def redundant_persons(instance: Instance, pair: MergerPair) -> float:
    """Return the people who lose a redundant post of a merger and are not redeployed."""
    at_home = any(plant.region == pair.redundancy_region for plant in instance.plants_of(pair.acquirer))
    return pair.redundant_persons * (1 - (pair.redeployed_pct / 100 if at_home else 0.0))
