"""The problem of maximum-weight matching as a year of mergers.

A vertex is a firm with a plant of one line that costs nothing to run, so it never loses. An edge is a pair of firms
that could merge, and its weight is the part of the target's overhead that falls away. A firm takes part in one merger
at most, so the mergers of a plan are a matching, and the overheads that are left are all overheads less its weight.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from builders import build_instance, build_mandate
from published.provenance import derived, weight_alone

from solver.instance.instance import Instance
from solver.mandate import Mandate
from solver.plan import Merger, Plan

YEAR = 2025
TABLES = ("instance", "regions", "markets", "firms", "plants", "duties", "merger_pairs")
"""Tables whose figures need a source."""

Edge = tuple[int, int]
"""The numbers of two vertices, the lower one first."""


@dataclass(frozen=True)
class Matching:
    """One problem: choose edges without a vertex in common so that their weights are most."""

    vertices: tuple[int, ...]
    weights: dict[Edge, int]

    @cached_property
    def overheads(self) -> dict[int, int]:
        """Vertex to the overhead of its firm: its largest weight, which is as much as can fall away."""
        largest = dict.fromkeys(self.vertices, 0)
        for edge, weight in self.weights.items():
            for vertex in edge:
                largest[vertex] = max(largest[vertex], weight)
        return largest

    @property
    def all_overheads(self) -> int:
        """The overheads if nobody merges."""
        return sum(self.overheads.values())

    def instance(self) -> Instance:
        """Return the facts: a firm with a plant for each vertex, a pair for each edge."""
        return build_instance(
            header={"first_year": YEAR},
            firms=[
                {
                    "id": firm(vertex),
                    "cash_mcny": 2 * self.all_overheads,
                    "overhead_mcny_per_year": self.overheads[vertex],
                }
                for vertex in self.vertices
            ],
            plants=[
                {
                    "id": firm(vertex),
                    "firm": firm(vertex),
                    "cash_cost_cny_per_unit": 0,
                    "workers_per_line": 0,
                    "service_years": 0,
                }
                for vertex in self.vertices
            ],
            merger_pairs=[
                {
                    "id": pair(edge),
                    "acquirer": firm(edge[0]),
                    "target": firm(edge[1]),
                    "overhead_saving_mcny_per_year": weight,
                    "unit_cost_saving_cny_per_unit": 0,
                    "integration_cost_mcny": 0,
                    "redundant_persons": 0,
                    "redeployed_pct": 0,
                }
                for edge, weight in self.weights.items()
            ],
            **derived("pmed1, pmed6", TABLES),
        )

    def mandate(self) -> Mandate:
        """Return the wishes: least overheads by mergers alone."""
        return build_mandate(
            levers={
                "first_decision_year": YEAR,
                "close_lines": False,
                "withdraw_subsidies": False,
                "compensate_exits": False,
                "retrain": False,
                "merge_firms": True,
                "most_mergers_per_acquirer": 1,
            },
            weights=weight_alone("overheads"),
        )

    def plan_of(self, edges: Iterable[Edge]) -> Plan:
        """Return the plan in which the firms of some edges merge."""
        return Plan(
            instance=self.instance().header.id, mergers=tuple(Merger(pair=pair(edge), year=YEAR) for edge in edges)
        )

    def greedy_edges(self) -> list[Edge]:
        """Return a matching: the heaviest edge, then the heaviest that has no vertex in common with it, and so on."""
        chosen: list[Edge] = []
        for edge in sorted(self.weights, key=lambda each: (-self.weights[each], each)):
            if not {vertex for other in chosen for vertex in other} & set(edge):
                chosen.append(edge)
        return chosen


def firm(vertex: int) -> str:
    """Return the key of the firm, and of the plant, of a vertex."""
    return f"vertex_{vertex}"


def pair(edge: Edge) -> str:
    """Return the key of the pair of an edge."""
    return f"edge_{edge[0]}_{edge[1]}"


def chosen_edges(plan: Plan) -> list[Edge]:
    """Return the edges whose firms merge in a plan."""
    ends = (merger.pair.split("_")[1:] for merger in plan.mergers)
    return sorted((int(first), int(second)) for first, second in ends)


def read_matching(path: Path) -> Matching:
    """Return the problem of a file of OR-Library's graphs.

    It holds the numbers of vertices and edges and one that does not matter here; then for each edge its two vertices
    and its weight. Of an edge that is given twice the last weight counts.
    """
    numbers = [int(word) for word in path.read_text(encoding="ascii").split()]
    vertices, edges = numbers[:2]
    weights: dict[Edge, int] = {}
    for start in range(3, 3 + 3 * edges, 3):
        first, second, weight = numbers[start : start + 3]
        weights[min(first, second), max(first, second)] = weight
    return Matching(tuple(range(1, vertices + 1)), weights)
