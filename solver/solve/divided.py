"""The searches that divide the problem, one after the other, before the whole relaxation is solved."""

from __future__ import annotations

from collections.abc import Callable

from solver.solve.blocks.search import Blocks, fits, has_many_plants
from solver.solve.box import has_many_offers, whole_is_small
from solver.solve.boxes import Boxes
from solver.solve.highs import Answer
from solver.solve.options import Method
from solver.solve.tools import Tools


class Divided:
    """The searches that a method asks for, as far as they have not been run.

    Parameters
    ----------
    tools : Tools
        What they work with.
    take_steps : callable
        Looks for plans without the model.
    method : str
        One of :data:`solver.solve.options.METHODS`.
    """

    def __init__(self, tools: Tools, take_steps: Callable[[], None], method: Method) -> None:
        search = self._search = tools.search
        self._tools, self._take_steps, self._is_auto = tools, take_steps, method == "auto"
        takes: set[str] = {method}
        if self._is_auto:
            takes |= ({"blocks"} if has_many_plants(search) else set()) | (
                {"boxes"} if has_many_offers(search) else set()
            )
        self._left = [run for name, run in (("blocks", self._by_blocks), ("boxes", self._by_boxes)) if name in takes]
        self.have_found_plans = False
        """Whether they have found better plans, so that a dive for such need not."""

    @property
    def are_left(self) -> bool:
        """Whether any search has still to be run."""
        return bool(self._left)

    def run_next(self) -> Answer | None:
        """Run the next search; an answer says what ended it before its time."""
        return self._left.pop(0)()

    def _by_blocks(self) -> Answer | None:
        """Search by blocks where markets allow for it; boxes are left out if they find plans."""
        if not fits(self._search):
            return None
        before = self._search.best
        ended = Blocks(self._tools).run()
        self.have_found_plans = self._search.best is not before
        if self.have_found_plans:
            self._left.clear()
        return ended

    def _by_boxes(self) -> Answer | None:
        """Search through boxes of prices; only for plans where the whole relaxation will tell the better bound."""
        self._take_steps()
        before, only_plans = self._search.best, self._is_auto and whole_is_small(self._search)
        boxes = Boxes(self._tools)
        ended = boxes.run(must_find_plans=self._is_auto, only_plans=only_plans)
        self.have_found_plans |= only_plans and self._search.best is not before
        return ended
