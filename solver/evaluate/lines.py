"""How many lines of every plant are in which state, moved by orders and by themselves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

from solver.evaluate.figures import LineState
from solver.evaluate.world import World, running_state
from solver.instance.options import MergerPair, Upgrade
from solver.instance.records import Plant


class Fleet:
    """All lines; a year goes from :meth:`begin` over orders to :meth:`settle`.

    Parameters
    ----------
    world : World
        The facts.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self.lines: dict[tuple[str, LineState], int] = dict(world.lines_at_start)
        """Plant and state to the lines in it, planned ones included, closed ones not."""
        self._integrated_by: dict[str, MergerPair] = {}
        self._arriving: dict[tuple[str, LineState], int] = defaultdict(int)
        self._ramping: dict[int, list[tuple[Upgrade, int]]] = defaultdict(list)

    def begin(self, year: int) -> None:
        """Let upgrades end their ramp-up at the start of a year."""
        for upgrade, lines in self._ramping.pop(year, ()):
            # An insolvency may have closed them.
            left = self.leave(upgrade.plant, f"ramping:{upgrade.id}", lines)
            self._add(upgrade.plant, f"upgraded:{upgrade.id}", left)

    def leave(self, plant: str, state: LineState, wanted: int) -> int:
        """Take lines out of a state, as many as wanted or as there are, and return how many."""
        there = self.lines.get((plant, state), 0)
        taken = min(wanted, there)
        if taken == there:
            self.lines.pop((plant, state), None)
        else:
            self.lines[plant, state] = there - taken
        return taken

    def enter(self, plant: str, state: LineState, lines: int) -> None:
        """Put lines into a state that they can leave in the next year; those that close are gone."""
        if state != "closed":
            self._arriving[plant, state] += lines

    def upgrade(self, upgrade: Upgrade, year: int, lines: int) -> None:
        """Put lines into an upgrade, or into its ramp-up."""
        if upgrade.ramp_up_years:
            self._ramping[year + upgrade.ramp_up_years].append((upgrade, lines))
            self.enter(upgrade.plant, f"ramping:{upgrade.id}", lines)
        else:
            self.enter(upgrade.plant, f"upgraded:{upgrade.id}", lines)

    def settle(
        self, year: int, merging: list[MergerPair], may_start: Callable[[Plant], bool]
    ) -> list[tuple[Plant, int]]:
        """End the moves of a year, integrate lines of the targets of mergers, and start planned lines.

        Parameters
        ----------
        year : int
            The year.
        merging : list of MergerPair
            Pairs that merge in the year.
        may_start : callable
            Whether planned lines of a plant may start, which an insolvent firm's never do.

        Returns
        -------
        list of tuple
            Plants and the planned lines of theirs that start.
        """
        for (plant, state), lines in self._arriving.items():
            self._add(plant, state, lines)
        self._arriving.clear()
        for pair in merging:
            self._integrated_by[pair.target] = pair
            for each in self.world.plants_of[pair.target]:
                for state in ("subsidised", "unsubsidised"):
                    lines = self.leave(each.id, state, each.lines)
                    self._add(each.id, f"integrated:{pair.id}", lines)
        started = []
        for each in self.world.planned.get(year, ()):
            if may_start(each) and (lines := self.leave(each.id, "planned", each.lines)):
                started.append((each, lines))
                owner = self._integrated_by.get(each.firm)
                self._add(each.id, f"integrated:{owner.id}" if owner else running_state(each), lines)
        return started

    def shut_down(self, plant: Plant) -> dict[LineState, int]:
        """Take all lines of a plant away and return state to the open ones among them."""
        self.lines.pop((plant.id, "planned"), None)
        states = [state for state in self.world.states_of[plant.id] if (plant.id, state) in self.lines]
        return {state: self.lines.pop((plant.id, state)) for state in states}

    def _add(self, plant: str, state: LineState, lines: int) -> None:
        if lines:
            self.lines[plant, state] = self.lines.get((plant, state), 0) + lines
