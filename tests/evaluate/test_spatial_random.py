"""Linked markets on random networks: the definition of an equilibrium, and general methods of optimisation beside it.

Whole numbers are drawn from few, so that ties and kinks come often.
"""

from __future__ import annotations

import random
from math import inf

import numpy as np
import pytest
from evaluate.spatial_case import fixed, market, prices, way
from scipy.optimize import linprog, minimize

from solver.evaluate.market import clear
from solver.evaluate.spatial import LocalMarket, Trade, Way, clear_together, serve_at_least_cost
from solver.instance.instance import DemandCurve

Markets = dict[str, LocalMarket]


def random_market(draw: random.Random) -> LocalMarket:
    curve = DemandCurve(draw.choice([0, 40, 100, 100]), 10, draw.choice([-0.5, -1, -2]), draw.choice([12, 14, 100]))
    offers = tuple((float(draw.randint(0, 12)), float(draw.randint(1, 8) * 10)) for _ in range(draw.randint(0, 4)))
    return LocalMarket(curve, 0, offers)


def random_network(draw: random.Random, size: int) -> tuple[Markets, list[Way]]:
    markets = {f"m{number}": random_market(draw) for number in range(size)}
    pairs = [(a, b) for a in markets for b in markets if a != b]
    chosen = draw.sample(pairs, min(len(pairs), draw.randint(1, 3 * size)))
    ways = [way(a, b, draw.choice([0, 1, 1, 2, 3.5])) for a, b in chosen]
    if draw.random() < 0.5:
        markets = {
            key: LocalMarket(each.curve, draw.choice([0, 7.3]), tuple((p + draw.random(), q) for p, q in each.offers))
            for key, each in markets.items()
        }
    return markets, ways


def output_munit(local: LocalMarket, trade: Trade, key: str) -> float:
    return sum(trade.clearings[key].rate(offer) * capacity for offer, capacity in local.offers)


def assert_balanced(markets: Markets, ways: list[Way], trade: Trade) -> None:
    for key, local in markets.items():
        entering = sum(trade.shipped_munit[each.link] for each in ways if each.destination == key)
        leaving = sum(trade.shipped_munit[each.link] for each in ways if each.origin == key)
        made = output_munit(local, trade, key)
        assert made + entering == pytest.approx(trade.served_munit[key] + leaving, abs=1e-7)


def assert_equilibrium(markets: Markets, ways: list[Way], trade: Trade) -> None:
    """Hold prices and quantities against the definition, one condition after another."""
    near = 1e-8
    assert_balanced(markets, ways, trade)
    for each in ways:
        gain = prices(trade)[each.destination] - prices(trade)[each.origin] - each.cost_cny_per_unit
        assert gain <= near
        assert trade.shipped_munit[each.link] >= 0
        assert trade.shipped_munit[each.link] == 0 or gain >= -near
    for key, local in markets.items():
        price, served, top = prices(trade)[key], trade.served_munit[key], local.curve.top_price_cny_per_unit
        asked = local.curve.quantity_munit(min(price, top)) + local.extra_munit
        if price < top - near:
            assert served == pytest.approx(asked, abs=1e-7)
        elif price > top + near:
            assert served == 0
        assert -1e-9 <= served <= asked + 1e-7
        for offer, _ in local.offers:
            rate = trade.clearings[key].rate(offer)
            assert 0 <= rate <= 1 + 1e-9
            assert offer <= price + near or rate == 0
            assert offer >= price - near or rate == pytest.approx(1)


@pytest.mark.parametrize("size", [2, 3, 5, 9])
def test_random_networks_are_in_equilibrium(size: int) -> None:
    draw = random.Random(size)
    for _ in range(100):
        markets, ways = random_network(draw, size)
        assert_equilibrium(markets, ways, clear_together(markets, ways))


def test_a_country_of_provinces_is_in_equilibrium() -> None:
    draw = random.Random(31)
    markets = {
        f"m{n}": market(
            *((draw.uniform(2, 9), draw.uniform(1, 30)) for _ in range(10)), demand=draw.uniform(0, 100), cap=15
        )
        for n in range(31)
    }
    ways = [way(a, b, draw.uniform(0.1, 2)) for a in markets for b in draw.sample(sorted(markets), 5) if a != b]
    assert_equilibrium(markets, ways, clear_together(markets, ways))


def moved_least(markets: Markets, ways: list[Way], found: Trade) -> float:
    """Return the least that can be moved at the prices found if as much is used as there, by linear programming."""
    keys, near = list(markets), 1e-8
    used = [e for e in ways if prices(found)[e.destination] - prices(found)[e.origin] >= e.cost_cny_per_unit - near]
    limits: list[tuple[float, float]] = [(0, inf)] * len(used)
    balance = np.zeros((len(keys), len(used) + len(keys)))
    for column, each in enumerate(used):
        balance[keys.index(each.origin), column] -= 1
        balance[keys.index(each.destination), column] += 1
    right = np.array([found.served_munit[key] for key in keys])
    for row, key in enumerate(keys):
        price = prices(found)[key]
        right[row] -= sum(capacity for offer, capacity in markets[key].offers if offer < price)
        limits.append((0, sum(capacity for offer, capacity in markets[key].offers if offer == price)))
        balance[row, len(used) + row] = 1
    answer = linprog([1] * len(used) + [0] * len(keys), A_eq=balance, b_eq=right, bounds=limits)
    assert answer.status == 0
    return float(answer.fun)


def test_least_is_moved_among_all_quantities_that_fit_the_prices() -> None:
    draw = random.Random(17)
    for _ in range(60):
        markets, ways = random_network(draw, 5)
        trade = clear_together(markets, ways)
        assert sum(trade.shipped_munit.values()) == pytest.approx(moved_least(markets, ways, trade), abs=1e-6)


def welfare(markets: Markets, ways: list[Way], served: np.ndarray, cost_of_offers: float, sent: np.ndarray) -> float:
    """Return what consumers would pay at most for what they get, less all costs."""
    worth = 0.0
    for local, quantity in zip(markets.values(), served, strict=True):
        curve = local.curve
        if curve.reference_munit > 0:
            at_top = curve.quantity_munit(curve.top_price_cny_per_unit)
            cheap = max(0.0, quantity - at_top)
            lowest = curve.price_cny_per_unit(at_top + cheap)
            worth += min(quantity, at_top) * curve.top_price_cny_per_unit
            worth += cheap * (curve.top_price_cny_per_unit + lowest) / 2
    return worth - cost_of_offers - sum(e.cost_cny_per_unit * q for e, q in zip(ways, sent, strict=True))


def best_welfare(markets: Markets, ways: list[Way]) -> float:
    """Return the most welfare, by a general method of optimisation."""
    offers = [(place, *offer) for place, local in enumerate(markets.values()) for offer in local.offers]
    keys, first = list(markets), len(markets) + len(offers)
    most = [each.curve.quantity_munit(0) for each in markets.values()]
    balance = np.zeros((len(keys), first + len(ways)))
    for row in range(len(keys)):
        balance[row, row] = -1
    for column, (place, _, _) in enumerate(offers):
        balance[place, len(keys) + column] = 1
    for column, each in enumerate(ways):
        balance[keys.index(each.origin), first + column] -= 1
        balance[keys.index(each.destination), first + column] += 1

    def loss(x: np.ndarray) -> float:
        cost = sum(price * q for (_, price, _), q in zip(offers, x[len(keys) : first], strict=True))
        return -welfare(markets, ways, x[: len(keys)], cost, x[first:])

    answer = minimize(
        loss,
        np.zeros(first + len(ways)),
        bounds=[(0, q) for q in most] + [(0, q) for _, _, q in offers] + [(0, 1000)] * len(ways),
        constraints=[{"type": "eq", "fun": lambda x: balance @ x, "jac": lambda x: balance}],
        method="SLSQP",
        options={"maxiter": 1000, "ftol": 1e-10},
    )
    return -float(answer.fun)


def test_no_other_quantities_bring_more_welfare() -> None:
    draw = random.Random(3)
    for _ in range(10):
        markets, ways = random_network(draw, 3)
        markets = {key: LocalMarket(each.curve, 0, each.offers) for key, each in markets.items()}
        trade = clear_together(markets, ways)
        cost = sum(
            trade.clearings[key].rate(offer) * capacity * offer
            for key, local in markets.items()
            for offer, capacity in local.offers
        )
        served = np.array([trade.served_munit[key] for key in markets])
        reached = welfare(markets, ways, served, cost, np.array([trade.shipped_munit[each.link] for each in ways]))
        assert reached == pytest.approx(best_welfare(markets, ways), rel=1e-5, abs=1e-3)


def test_a_market_without_ways_clears_as_a_market_alone() -> None:
    draw = random.Random(5)
    for _ in range(200):
        alone = random_market(draw)
        found = clear_together({"alone": alone}, []).clearings["alone"]
        expected = clear(alone.curve, alone.offers)
        assert found.price_cny_per_unit == pytest.approx(expected.price_cny_per_unit, rel=1e-12)
        assert found.unserved_munit == pytest.approx(expected.unserved_munit, abs=1e-9)
        for offer, _ in alone.offers:
            assert found.rate(offer) == pytest.approx(expected.rate(offer), abs=1e-9)


LINK, SERVED = 0.001, 0.1
"""Cost of a unit on a link and worth of a served one beside the real figures: too little to count unless these,
which are multiples of a half, are equal."""


def test_random_fixed_networks_cost_least_and_of_equal_costs_move_least() -> None:
    draw = random.Random(23)
    for _ in range(100):
        size = draw.randint(1, 8)
        markets = {
            f"m{n}": fixed(
                *((float(draw.randint(0, 9)), draw.uniform(1, 9)) for _ in range(draw.randint(0, 3))),
                demand=draw.choice([0, 3, 7.7]),
                cap=draw.choice([6, 9, 12]),
            )
            for n in range(size)
        }
        pairs = [(a, b) for a in markets for b in markets if a != b]
        ways = [way(a, b, draw.choice([0, 0.5, 1, 2])) for a, b in draw.sample(pairs, draw.randint(0, len(pairs)))]
        trade = serve_at_least_cost(markets, ways)
        assert_balanced(markets, ways, trade)
        cost = sum((e.cost_cny_per_unit + LINK) * trade.shipped_munit[e.link] for e in ways)
        for key, local in markets.items():
            cost += sum(p * q * trade.clearings[key].rate(p) for p, q in local.offers)
            cost -= trade.served_munit[key] * (local.curve.price_cap_cny_per_unit + SERVED)
        assert cost == pytest.approx(least_cost(markets, ways), abs=1e-6)
        assert_shadow_prices(markets, ways, trade)


def assert_shadow_prices(markets: Markets, ways: list[Way], trade: Trade) -> None:
    """Assert that the prices are those at which makers, carriers and users would choose just these quantities."""
    near, price = 1e-8, prices(trade)
    for each in ways:
        gain = price[each.destination] - price[each.origin] - each.cost_cny_per_unit
        assert gain <= near
        assert gain >= -near or trade.shipped_munit[each.link] == 0
    for key, local in markets.items():
        for offer, _ in local.offers:
            rate = trade.clearings[key].rate(offer)
            assert rate == 1 or offer >= price[key] - near
            assert rate == 0 or offer <= price[key] + near
        cap, unserved = local.curve.price_cap_cny_per_unit, trade.clearings[key].unserved_munit
        assert price[key] >= cap - near or unserved <= near
        assert price[key] <= cap + near or trade.served_munit[key] <= near


def least_cost(markets: Markets, ways: list[Way]) -> float:
    """Return the least of costs less served units at the price cap, by linear programming."""
    keys = list(markets)
    columns = [
        (local.curve.reference_munit, -local.curve.price_cap_cny_per_unit - SERVED) for local in markets.values()
    ]
    rows = [np.eye(len(keys)) * -1]
    for row, local in enumerate(markets.values()):
        for price, capacity in local.offers:
            columns.append((capacity, price))
            rows.append(np.eye(len(keys))[:, [row]])
    for each in ways:
        columns.append((inf, each.cost_cny_per_unit + LINK))
        change = np.zeros((len(keys), 1))
        change[keys.index(each.origin)], change[keys.index(each.destination)] = -1, 1
        rows.append(change)
    answer = linprog(
        [cost for _, cost in columns],
        A_eq=np.hstack(rows),
        b_eq=np.zeros(len(keys)),
        bounds=[(0, most) for most, _ in columns],
    )
    assert answer.status == 0
    return float(answer.fun)
