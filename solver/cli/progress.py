"""How far a solve has come: one line that moves on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import time
from typing import Self

from rich.console import Console
from rich.live import Live
from rich.text import Text

from solver.cli.console import SECONDS_BETWEEN_LINES, say
from solver.language import _
from solver.report.summary import gap_words
from solver.report.wording import UNKNOWN, money_scale, numbers
from solver.solve.search import Standing


class Progress:
    """Shows standings as they come in; a context, so that the terminal is left in order.

    Parameters
    ----------
    console : Console
        Where to show them.
    """

    def __init__(self, console: Console) -> None:
        self._console = console
        self._began = time.monotonic()
        self._standing: Standing | None = None
        self._said_at = -SECONDS_BETWEEN_LINES
        self._best_said: float | None = None
        self._live = Live(self, console=console, refresh_per_second=4, transient=True) if console.is_terminal else None

    def __enter__(self) -> Self:
        """Start to show."""
        if self._live is not None:
            self._live.start(refresh=True)  # the first line at once, however soon there is a second
        return self

    def __exit__(self, *_: object) -> None:
        """Stop to show."""
        if self._live is not None:
            self._live.stop()

    def __rich__(self) -> Text:
        """Return the line of this moment; its seconds go on while the solver is silent."""
        seconds = time.monotonic() - self._began
        words = _("preparing") if self._standing is None else standing_words(self._standing)
        return Text(_("{seconds} s  {words}").format(seconds=f"{seconds:4.0f}", words=words))

    def take(self, standing: Standing) -> None:
        """Take in how far the solve has come."""
        self._standing = standing
        better = standing.objective_mcny is not None and standing.objective_mcny != self._best_said
        due = standing.seconds - self._said_at >= SECONDS_BETWEEN_LINES
        if self._live is None and (better or due):
            self._said_at, self._best_said = standing.seconds, standing.objective_mcny
            words = standing_words(standing)
            say(self._console, _("{seconds} s  {words}").format(seconds=f"{standing.seconds:6.1f}", words=words))


def standing_words(standing: Standing) -> str:
    """Return a standing in words: round, best plan, bound and certified gap."""
    values = (standing.objective_mcny, standing.bound_mcny)
    scale = money_scale(value for value in values if value is not None)
    best, bound = numbers(None if value is None else scale(value) for value in values)
    amount = _("{amount} {unit}")
    plan = (
        _("no plan yet")
        if best == UNKNOWN
        else _("best plan {amount}").format(amount=amount.format(amount=best, unit=scale.unit))
    )
    floor = _("not known") if bound == UNKNOWN else amount.format(amount=bound, unit=scale.unit)
    gap = _("not known") if standing.gap is None else rough_gap(standing.gap)
    return _("round {round}: {plan}, bound {bound}, gap {gap}").format(
        round=standing.round, plan=plan, bound=floor, gap=gap
    )


def rough_gap(gap: float) -> str:
    """Return a gap in words; one beyond the whole objective says no more than that the bound is still far away."""
    return gap_words(gap) if gap <= 1 else f">{gap_words(1.0)}"
