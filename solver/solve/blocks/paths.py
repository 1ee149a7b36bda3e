"""Shortest ways of lines through their states, for all plants at once.

Lines of a plant pay alike, so the least they cost together is their number times the cheapest way of one. Overheads of
a firm with several plants are borne until the last of these is closed: the least is over that year, its *pattern*.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from solver.solve.blocks.network import Group, Network
from solver.solve.blocks.plans import Ints
from solver.solve.problem import Floats


@dataclass(frozen=True)
class Costs:
    """What lines in a node cost, moves along an arc, and firms that run (by the columns of the problem)."""

    nodes: Floats
    arcs: Floats
    columns: Floats


@dataclass(frozen=True)
class Ways:
    """The cheapest ways of all lines."""

    mcny: float
    """What they cost together."""
    lines: Floats
    """How many lines are in each node."""
    margins_mcny: Floats
    """By how much a line in a node would have to be cheaper before it came there, or, below zero, dearer before it
    left; shape (nodes,). Infinite where it never would."""


@dataclass(frozen=True)
class _Swept:
    """What the least costs from every place on are, by pattern, and where each origin's cheapest way leads."""

    onward: Floats
    targets: list[Ints]


def cheapest_ways(network: Network, costs: Costs) -> Ways:
    """Return the cheapest ways of all lines, and the margin of each node."""
    mcny, lines = 0.0, np.zeros(network.size)
    spare = np.full(network.size, np.inf)
    leaving = np.full((network.plants, len(network.years)), np.inf)
    for group in network.groups:
        swept = _sweep(network, group, costs)
        begun, flow = _begin(network, group, costs, swept)
        mcny += begun
        lines += _flow(network, group, swept, flow)
        arriving = _arrive(network, group, costs, swept, leaving)
        spare = np.fmin(spare, (arriving + swept.onward)[:, : network.size].min(axis=0))
    return Ways(mcny, lines, _margins(network, lines, spare, leaving))


def _local(network: Network, group: Group, costs: Costs) -> Floats:
    """Return what places cost by pattern; no line of a group is open once its firm has ended, by pattern."""
    local = np.zeros((group.patterns, network.places))
    local[:, : network.size] = np.where(network.is_barred, np.inf, costs.nodes)
    if group.patterns > 1:
        for pattern in range(group.patterns):
            local[pattern, : network.size][network.is_open & (network.year >= pattern)] = np.inf
    return local


def _arc_costs(arcs: Ints, costs: Costs) -> Floats:
    return np.append(costs.arcs, 0.0)[arcs]  # the last one, -1, is that of staying


def _sweep(network: Network, group: Group, costs: Costs) -> _Swept:
    """Find the least costs from every place on, from the last year to the first."""
    onward, targets = _local(network, group, costs), []
    for stage in group.stages:
        if not len(stage.origins):
            targets.append(stage.targets)
            continue
        ways = onward[:, stage.targets] + _arc_costs(stage.arcs, costs)
        least = np.minimum.reduceat(ways, stage.starts, axis=1)
        places = np.arange(len(stage.targets))
        is_least = ways == np.repeat(least, stage.ways, axis=1)
        first = np.minimum.reduceat(np.where(is_least, places, len(places) - 1), stage.starts, axis=1)
        targets.append(stage.targets[first])
        onward[:, stage.origins] += least
    return _Swept(onward, targets)


def _begin(network: Network, group: Group, costs: Costs, swept: _Swept) -> tuple[float, Floats]:
    """Return the least cost of a group, and how many lines start where in the pattern that each firm has."""
    flow = np.zeros((group.patterns, network.places))
    if group.patterns == 1:
        flow[0, group.starts] = group.lines
        return float(swept.onward[0, group.starts] @ group.lines), flow
    by_firm = _by_firm(group, costs, swept)
    pattern = by_firm.argmin(axis=0)
    flow[pattern[group.firm], group.starts] = group.lines
    return float(by_firm.min(axis=0).sum()), flow


def _by_firm(group: Group, costs: Costs, swept: _Swept) -> Floats:
    """Return what each firm costs by pattern, its overhead included; shape (patterns, firms)."""
    by_firm = np.zeros((group.patterns, len(group.runs)))
    by_firm[1:] = np.cumsum(np.maximum(0.0, costs.columns[group.runs]), axis=1).T
    for pattern in range(group.patterns):
        np.add.at(by_firm[pattern], group.firm, swept.onward[pattern, group.starts] * group.lines)
    return by_firm


def _flow(network: Network, group: Group, swept: _Swept, flow: Floats) -> Floats:
    """Send lines along their cheapest ways; return how many come to each node."""
    for stage, targets in zip(reversed(group.stages), reversed(swept.targets), strict=True):
        if not len(stage.origins):
            continue
        for pattern in range(group.patterns):
            sent = flow[pattern, stage.origins]
            if sent.any():
                flow[pattern] += np.bincount(targets[pattern], sent, minlength=network.places)
    total: Floats = flow[:, : network.size].sum(axis=0)
    return total


def _arrive(network: Network, group: Group, costs: Costs, swept: _Swept, leaving: Floats) -> Floats:
    """Return by how much a line's cheapest way to a place is dearer, before it pays for it, than all of its cheapest.

    What ways out of the market are dearer is noted in ``leaving``, by plant and year.
    """
    arriving = np.full((group.patterns, network.places), np.inf)
    if group.patterns == 1:
        dearer = np.zeros((1, len(group.starts)))
    else:
        by_firm = _by_firm(group, costs, swept)
        dearer = (by_firm - by_firm.min(axis=0))[:, group.firm] / group.lines
    onward = swept.onward[:, group.starts]
    can = np.isfinite(dearer) & np.isfinite(onward)
    arriving[:, group.starts] = np.where(can, dearer - np.where(can, onward, 0.0), np.inf)
    local, gone = _local(network, group, costs), network.size
    out = np.full(leaving.shape, np.inf)
    for stage in reversed(group.stages):
        if not len(stage.origins):
            continue
        origins = np.repeat(stage.origins, stage.ways)
        ways = arriving[:, origins] + local[:, origins] + _arc_costs(stage.arcs, costs)
        stays = stage.targets != gone
        for pattern in range(group.patterns):
            np.minimum.at(arriving[pattern], stage.targets[stays], ways[pattern, stays])
        left = ways[:, ~stays].min(axis=0)
        np.minimum.at(out, (network.plant[origins[~stays]], stage.year), left)
    np.minimum(leaving, np.minimum.accumulate(out, axis=1), out=leaving)
    return arriving


def _margins(network: Network, lines: Floats, spare: Floats, leaving: Floats) -> Floats:
    """Return the margins of nodes; zero where a plant's lines are in several states at once."""
    place = network.plant[: network.size] * len(network.years) + network.year
    used = lines > 0
    otherwise = leaving.ravel().copy()
    np.minimum.at(otherwise, place, np.where(used, np.inf, spare))
    states_used = np.bincount(place, used, minlength=len(otherwise))
    return np.where(used, np.where(states_used[place] > 1, 0.0, -otherwise[place]), spare)
