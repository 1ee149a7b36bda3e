r"""Where the families of equations meet: accounts of the objective, payments of payers, cash flows of firms.

Every amount is posted once, under its account, year and scenario, and keeps that name. The objective is

.. math:: \sum_{o} p_o \sum_t \delta_t \sum_a \omega_a \, \mathrm{amount}_{a,t,o}

with the probabilities, the discount factors and the mandate's weights. Amounts posted without a scenario hold in all.
What payers spend is public outlay as well, unless the payer is an industry fund, whose money comes from firms. Beside
money there are books of what regions sell, of what the sector emits, and of whom it displaces.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from solver.instance.instance import Instance
from solver.mandate import Mandate
from solver.model import algebra
from solver.model.algebra import Expression
from solver.model.sums import Sums

At = tuple[str, int, str]
"""Key of a payer, firm or region, year and scenario."""


class Ledger:
    """Collects expressions while the model is built; closed once by the builder.

    Parameters
    ----------
    instance : Instance
        Years, discount rate, scenarios, and which payers are industry funds.
    mandate : Mandate
        Weights of the accounts.
    at_risk : frozenset of str
        The firms whose cash is followed.
    """

    def __init__(self, instance: Instance, mandate: Mandate, at_risk: frozenset[str]) -> None:
        self._instance = instance
        self.at_risk = at_risk
        self._weights = mandate.weights.by_account
        self._posted: dict[str, defaultdict[tuple[int, str | None], list[Expression]]] = {
            account: defaultdict(list) for account in self._weights
        }
        self._spent: defaultdict[At, list[Expression]] = defaultdict(list)
        self._levied: defaultdict[tuple[str, int], list[Expression]] = defaultdict(list)
        self._cash: defaultdict[At, list[Expression]] = defaultdict(list)
        self._sales: defaultdict[At, list[Expression]] = defaultdict(list)
        self._output_value: defaultdict[At, list[Expression]] = defaultdict(list)
        self._emitted: defaultdict[tuple[int, str], list[Expression]] = defaultdict(list)
        self._displaced: defaultdict[tuple[str, int], list[Expression]] = defaultdict(list)

    def post(self, account: str, year: int, scenario: str | None, amount: Expression) -> None:
        """Add an amount, in the account's own unit, to the objective."""
        self._posted[account][year, scenario].append(amount)

    def pay(self, payer: str, year: int, scenario: str | None, amount_mcny: Expression) -> None:
        """Let a payer spend an amount, which is public outlay as well unless the payer is an industry fund."""
        if _is_nothing(amount_mcny):
            return
        if not self._instance.payers[payer].is_industry_fund:
            self.post("public_outlay", year, scenario, amount_mcny)
        for each in self._scenarios(scenario):
            self._spent[payer, year, each].append(amount_mcny)

    def give(self, from_payer: str, to_payer: str, year: int, amount_mcny: Expression) -> None:
        """Let an amount go from one payer's budget to another's; nobody has spent it yet."""
        for each in self._scenarios(None):
            self._spent[from_payer, year, each].append(amount_mcny)
            self._spent[to_payer, year, each].append(-amount_mcny)

    def levy(self, fund: str, year: int, amount_mcny: Expression) -> None:
        """Let an industry fund get an amount from a firm."""
        self._levied[fund, year].append(amount_mcny)

    def receive(self, firm: str, year: int, scenario: str | None, amount_mcny: Expression) -> None:
        """Let a firm's cash grow by an amount, or fall if it is negative; of firms at no risk it is not followed."""
        if firm not in self.at_risk:
            return
        for each in self._scenarios(scenario):
            self._cash[firm, year, each].append(amount_mcny)

    def receive_all(self, keys: Sequence[tuple[str, int, str | None]], amounts_mcny: Sums) -> None:
        """Let the cash of firms grow by amounts, each with its firm, year and scenario."""
        followed = [place for place, (firm, *_) in enumerate(keys) if firm in self.at_risk]
        enter(self.receive, (keys[place] for place in followed), amounts_mcny.taken(followed))

    def displace(self, region: str, year: int, persons: Expression) -> None:
        """Let people of a region lose their posts, and post them."""
        self.post("displaced", year, None, persons)
        self._displaced[region, year].append(persons)

    def sell(self, region: str, year: int, scenario: str, sales_mcny: Expression) -> None:
        """Let a region's plants get an amount for their output."""
        self._sales[region, year, scenario].append(sales_mcny)

    def make(self, region: str, year: int, scenario: str, value_mcny: Expression) -> None:
        """Let a region's plants make output of a value at reference prices."""
        self._output_value[region, year, scenario].append(value_mcny)

    def emit(self, year: int, scenario: str, mtco2: Expression) -> None:
        """Let the sector emit."""
        self._emitted[year, scenario].append(mtco2)

    def spent_mcny(self, payer: str, year: int, scenario: str) -> Expression:
        """Return what a payer spends and gives to others, less what it gets from them."""
        return algebra.quicksum(self._spent[payer, year, scenario])

    def levied_mcny(self, fund: str, year: int) -> Expression:
        """Return what an industry fund gets from firms."""
        return algebra.quicksum(self._levied[fund, year])

    def cash_flow_mcny(self, firm: str, year: int, scenario: str) -> Expression:
        """Return by how much a firm's cash grows."""
        return algebra.quicksum(self._cash[firm, year, scenario])

    def displaced_persons(self, region: str, year: int) -> Expression:
        """Return who loses a post in a region."""
        return algebra.quicksum(self._displaced[region, year])

    @property
    def places_of_displacement(self) -> tuple[tuple[str, int], ...]:
        """Regions and years in which anybody may lose a post, sorted."""
        return tuple(sorted((region, year) for (region, year), persons in self._displaced.items() if persons))

    def sales_mcny(self, region: str, year: int, scenario: str) -> Expression:
        """Return what the plants of a region get for their output."""
        return algebra.quicksum(self._sales[region, year, scenario])

    def output_value_mcny(self, region: str, year: int, scenario: str) -> Expression:
        """Return the output of a region's plants at reference prices."""
        return algebra.quicksum(self._output_value[region, year, scenario])

    def emissions_mtco2(self, year: int, scenario: str) -> Expression:
        """Return what the sector emits."""
        return algebra.quicksum(self._emitted[year, scenario])

    def account_mcny(self, account: str) -> Expression:
        """Return an account's part of the objective."""
        posted = self._posted[account].items()
        return algebra.quicksum(self._factor(account, *at) * algebra.quicksum(amounts) for at, amounts in posted)

    @property
    def accounts(self) -> tuple[str, ...]:
        """Names of all accounts."""
        return tuple(self._posted)

    def _factor(self, account: str, year: int, scenario: str | None) -> float:
        """Return what an amount counts in the objective."""
        probability = 1.0 if scenario is None else self._instance.probability(scenario)
        return self._weights[account] * self._instance.discount_factor(year) * probability

    def _scenarios(self, scenario: str | None) -> tuple[str, ...]:
        return tuple(self._instance.futures) if scenario is None else (scenario,)


def enter(book: Callable[..., None], keys: Iterable[tuple[object, ...]], amounts: Sums) -> None:
    """Enter amounts into a book of the ledger, those of one key as one amount.

    Parameters
    ----------
    book : callable
        A method of the ledger.
    keys : iterable of tuple
        What the method is told of each amount before it.
    """
    for key, amount in amounts.by_key(keys).items():
        book(*key, amount)


def _is_nothing(amount: Expression) -> bool:
    """Return whether an amount is zero whatever is chosen."""
    return isinstance(amount, float) and amount == 0.0
