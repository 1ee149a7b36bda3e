"""Who serves whom at least cost: sources, sinks and arcs between places, by successive cheapest paths.

Costs are whole numbers, so that paths compare exactly and ties are ties; quantities are floating-point numbers.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

NOWHERE = 1 << 200
"""Cost of what cannot be reached."""
DUST = 1e-13
"""Quantities below this part of the largest are what rounding has left over."""


@dataclass(frozen=True)
class Source:
    """Goods that can be had at a place, each unit at a cost."""

    place: int
    cost: int
    most_munit: float


@dataclass(frozen=True)
class Sink:
    """Goods that are wanted at a place, each unit as long as it costs no more than it is worth."""

    place: int
    worth: int
    most_munit: float


@dataclass(frozen=True)
class Arc:
    """A way from one place to another, for any quantity."""

    origin: int
    destination: int
    cost: int


@dataclass(frozen=True)
class Dispatch:
    """What is taken from each source, what each sink gets, what goes along each arc."""

    taken_munit: list[float]
    met_munit: list[float]
    sent_munit: list[float]
    next_cost: list[int]
    """By place: what one more unit costs there, from a source or whoever got one; :data:`NOWHERE` if none is left."""


def dispatch(places: int, sources: Sequence[Source], sinks: Sequence[Sink], arcs: Sequence[Arc]) -> Dispatch:
    """Return the flows for which worth less cost is most; where that is a tie between sending and not, they are sent.

    Each step sends as much as it can along the cheapest path that is left, which may take back what was sent before.
    Costs of arcs must not be negative.

    Parameters
    ----------
    places : int
        Number of places; they are counted from 0.
    sources, sinks, arcs : sequence
        What is joined. Of equally good paths the first found is taken, in the order of these.
    """
    state = _State(places, sources, sinks, arcs)
    while (sink := state.best_sink()) is not None:
        state.send_to(sink)
    return Dispatch(
        taken_munit=[each.most_munit - left for each, left in zip(sources, state.source_left, strict=True)],
        met_munit=[each.most_munit - left for each, left in zip(sinks, state.sink_left, strict=True)],
        sent_munit=state.sent,
        next_cost=state.next_costs(),
    )


@dataclass
class _State:
    """What is left of sources and sinks, what has been sent, and the cheapest paths from any source to each place."""

    places: int
    sources: Sequence[Source]
    sinks: Sequence[Sink]
    arcs: Sequence[Arc]
    source_left: list[float] = field(init=False)
    sink_left: list[float] = field(init=False)
    sent: list[float] = field(init=False)
    dust: float = field(init=False)
    leaving: list[list[int]] = field(init=False)
    entering: list[list[int]] = field(init=False)
    distance: list[int] = field(init=False)
    last_step: list[tuple[int, int]] = field(init=False)
    """How each place is reached: the way (1 along an arc, -1 against it, 0 from a source) and the number of that."""

    def __post_init__(self) -> None:
        self.source_left = [each.most_munit for each in self.sources]
        self.sink_left = [each.most_munit for each in self.sinks]
        self.sent = [0.0] * len(self.arcs)
        self.dust = DUST * max([*self.source_left, *self.sink_left], default=0.0)
        self.leaving = [[] for _ in range(self.places)]
        self.entering = [[] for _ in range(self.places)]
        for number, arc in enumerate(self.arcs):
            self.leaving[arc.origin].append(number)
            self.entering[arc.destination].append(number)

    def best_sink(self) -> int | None:
        """Find the cheapest paths; return the sink that gains most by one more unit, ``None`` if none gains."""
        self._find_paths(self._costs_of_sources())
        best, best_loss = None, 1
        for number, sink in enumerate(self.sinks):
            loss = self.distance[sink.place] - sink.worth
            if loss < best_loss and self.sink_left[number] > self.dust:
                best, best_loss = number, loss
        return best

    def send_to(self, sink: int) -> None:
        """Send what can be sent along the cheapest path to a sink."""
        steps = list(self._path_to(self.sinks[sink].place))
        source = steps[-1][1]
        against = [number for way, number in steps if way < 0]
        amount = min([self.sink_left[sink], self.source_left[source], *(self.sent[number] for number in against)])
        self.sink_left[sink] -= amount
        self.source_left[source] -= amount
        for way, number in steps[:-1]:
            rest = self.sent[number] + way * amount
            self.sent[number] = rest if rest > self.dust else 0.0

    def _path_to(self, place: int) -> list[tuple[int, int]]:
        """Return the steps of the cheapest path to a place, the last one first."""
        steps = [self.last_step[place]]
        while steps[-1][0] != 0:
            way, number = steps[-1]
            steps.append(self.last_step[self.arcs[number].origin if way > 0 else self.arcs[number].destination])
        return steps

    def next_costs(self) -> list[int]:
        """Return what one more unit would cost at each place, if those who got one would give it up for its worth."""
        got = ((n, each) for n, each in enumerate(self.sinks) if each.most_munit - self.sink_left[n] > self.dust)
        self._find_paths([*self._costs_of_sources(), *((each.place, each.worth, n) for n, each in got)])
        return self.distance

    def _costs_of_sources(self) -> list[tuple[int, int, int]]:
        """Return place, cost and number of each source that has something left."""
        left = ((n, each) for n, each in enumerate(self.sources) if self.source_left[n] > self.dust)
        return [(each.place, each.cost, n) for n, each in left]

    def _find_paths(self, beginnings: Sequence[tuple[int, int, int]]) -> None:
        """Find the cheapest path from any beginning to each place (labels are corrected until none can be).

        Parameters
        ----------
        beginnings : sequence of tuple
            Place, cost of a unit there, and number of who has it.
        """
        self.distance = [NOWHERE] * self.places
        self.last_step = [(0, 0)] * self.places
        for place, cost, number in beginnings:
            if cost < self.distance[place]:
                self.distance[place] = cost
                self.last_step[place] = (0, number)
        waiting = deque(place for place in range(self.places) if self.distance[place] < NOWHERE)
        queued = set(waiting)
        while waiting:
            place = waiting.popleft()
            queued.discard(place)
            for nearer in self._improve_from(place):
                if nearer not in queued:
                    queued.add(nearer)
                    waiting.append(nearer)

    def _improve_from(self, place: int) -> list[int]:
        """Return the places that are reached more cheaply from a place than was known."""
        base, distance, improved = self.distance[place], self.distance, []
        for number in self.leaving[place]:
            arc = self.arcs[number]
            if base + arc.cost < distance[arc.destination]:
                distance[arc.destination] = base + arc.cost
                self.last_step[arc.destination] = (1, number)
                improved.append(arc.destination)
        for number in self.entering[place]:
            arc = self.arcs[number]
            if self.sent[number] > 0 and base - arc.cost < distance[arc.origin]:
                distance[arc.origin] = base - arc.cost
                self.last_step[arc.origin] = (-1, number)
                improved.append(arc.origin)
        return improved
