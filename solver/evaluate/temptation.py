"""What a firm would gain by breaking a joint cut while all others keep to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from solver.evaluate.network import Component
from solver.evaluate.rows import TemptationRow
from solver.evaluate.sales import Sale, Stall, sell


@dataclass(frozen=True)
class Cartel:
    """A joint cut in a market and year, with the markets that hang together with it."""

    scenario: str
    year: int
    market: str
    component: Component
    stalls: Mapping[str, Stall]
    sales: Mapping[str, Sale]

    def temptations(self) -> Iterator[TemptationRow]:
        """Yield the gain of every firm that offers in the market, each with the markets cleared anew."""
        stall = self.stalls[self.market]
        for firm in dict.fromkeys(good.firm for good in stall.goods):
            broken = {**self.stalls, self.market: replace(stall, alone=firm)}
            sales, _ = sell(self.component, broken)
            gain = cash_result(firm, broken, sales) - cash_result(firm, self.stalls, self.sales)
            yield TemptationRow(self.scenario, self.year, self.market, firm, gain)


def cash_result(firm: str, stalls: Mapping[str, Stall], sales: Mapping[str, Sale]) -> float:
    """Return what a firm's lines bring in some markets, fixed costs and subsidies per line apart.

    Both are the same whatever the lines make, so that they are not in the difference of two results.
    """
    return sum(
        (sales[market].brings - good.figures.cash_cost + good.figures.subsidy)
        * sales[market].rate(stall, good.figures)
        * stall.offered_munit(good)
        for market, stall in stalls.items()
        for good in stall.goods
        if good.firm == firm
    )
