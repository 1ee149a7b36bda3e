"""Checks of markets, and of what belongs to them: points of price and rate, links, vouchers."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from solver.errors import Problem
from solver.instance.draft import Draft
from solver.instance.options import Link, PriceRate, Voucher
from solver.instance.records import Market


def markets_can_clear(draft: Draft) -> Iterator[Problem]:
    """Find markets whose demand line is missing, or is there although demand never answers to the price."""
    for key, market in draft.rows(Market).items():
        elasticity = market.demand_elasticity
        if market.is_fixed:
            if elasticity is not None:
                rule = "must be blank in a fixed market, whose demand never answers to the price"
                yield _of_market(key, "demand_elasticity", f"{elasticity:g}", rule, "leave it blank")
            continue
        if elasticity is None:
            cure = "write a negative number, or clearing fixed"
            yield _of_market(key, "demand_elasticity", "", "must not be blank unless clearing is fixed", cure)
        for column in ("demand_munit", "reference_price_cny_per_unit"):
            if getattr(market, column) == 0:
                rule, cure = "must be above 0 unless clearing is fixed", "write a number above 0, or clearing fixed"
                yield _of_market(key, column, "0", rule, cure)


def cap_above_reference(draft: Draft) -> Iterator[Problem]:
    """Find markets whose price cap is not above the reference price; below it, where the market is fixed."""
    for key, market in draft.rows(Market).items():
        cap, reference = market.price_cap_cny_per_unit, market.reference_price_cny_per_unit
        if cap > reference or (market.is_fixed and cap == reference):
            continue
        words = "must not be below" if market.is_fixed else "must be above"
        rule = f"{words} the reference price, which is {reference:g}"
        cure = "raise the cap, or lower the reference price"
        yield _of_market(key, "price_cap_cny_per_unit", f"{cap:g}", rule, cure)


def rationed_markets_have_points(draft: Draft) -> Iterator[Problem]:
    """Find rationed markets whose points do not go from rate 0 to 100."""
    if not draft.complete(PriceRate):
        return
    for key, market in draft.rows(Market).items():
        if not market.is_rationed:
            continue
        rates = {point.operating_rate_pct for _, point in _points(draft, key)}
        for end in (0, 100):
            if end not in rates:
                rule = f"has no point of operating rate {end} in price_rates.csv"
                yield _of_market(key, "clearing", "rationed", rule, "add the point, or clear the market otherwise")


def points_rise(draft: Draft) -> Iterator[Problem]:
    """Find points of price and rate that do not rise together, or rise above what anybody pays."""
    markets = draft.rows(Market)
    for key, market in markets.items():
        points = _points(draft, key)
        for (_, lower), (name, upper) in pairwise(points):
            if upper.operating_rate_pct == lower.operating_rate_pct:
                rule, cure = f"is the rate of point {lower.id} already", "keep one of them"
                yield Problem(
                    "price_rates.csv", name, "operating_rate_pct", f"{upper.operating_rate_pct:g}", rule, cure
                )
            elif upper.price_cny_per_unit <= lower.price_cny_per_unit:
                rule = f"must be above the price at the next lower rate, which is {lower.price_cny_per_unit:g}"
                cure = "write prices that rise with the rate"
                yield Problem(
                    "price_rates.csv", name, "price_cny_per_unit", f"{upper.price_cny_per_unit:g}", rule, cure
                )
        if points and points[-1][1].price_cny_per_unit > market.price_cap_cny_per_unit:
            name, last = points[-1]
            rule = f"must not be above the price cap of the market, which is {market.price_cap_cny_per_unit:g}"
            cure = "lower it, or raise the cap"
            yield Problem("price_rates.csv", name, "price_cny_per_unit", f"{last.price_cny_per_unit:g}", rule, cure)


def points_belong_to_rationed_markets(draft: Draft) -> Iterator[Problem]:
    """Find points of price and rate in markets whose price is found otherwise."""
    for key, point in draft.rows(PriceRate).items():
        market = draft.rows(Market).get(point.market)
        if market and not market.is_rationed:
            cure = "write clearing rationed for the market, or delete the point"
            yield Problem("price_rates.csv", key, "market", point.market, "is not a rationed market", cure)


def links_join(draft: Draft) -> Iterator[Problem]:
    """Find links between markets that cannot exchange goods."""
    for key, link in draft.rows(Link).items():
        origin, target = draft.rows(Market).get(link.from_market), draft.rows(Market).get(link.to_market)
        if origin is None or target is None:
            continue
        refusal = _link_refusal(origin, target)
        if refusal:
            yield Problem("links.csv", key, "to_market", link.to_market, *refusal)


def fixed_markets_are_served_directly(draft: Draft) -> Iterator[Problem]:
    """Find links that leave a fixed market that a link enters: whose goods passed through could not be told."""
    entered = {link.to_market for link in draft.rows(Link).values()}
    for key, link in draft.rows(Link).items():
        market = draft.rows(Market).get(link.from_market)
        if market and market.is_fixed and market.id in entered:
            rule = "is a fixed market that a link enters, so no link may leave it"
            cure = "link the market where goods are made with the one where they are used"
            yield Problem("links.csv", key, "from_market", link.from_market, rule, cure)


def vouchers_can_shift_demand(draft: Draft) -> Iterator[Problem]:
    """Find vouchers for markets whose demand is given."""
    for key, voucher in draft.rows(Voucher).items():
        market = draft.rows(Market).get(voucher.market)
        if market and market.is_fixed:
            rule = "is a fixed market, where vouchers change nothing"
            cure = "write a market that is not fixed, or delete the vouchers"
            yield Problem("vouchers.csv", key, "market", voucher.market, rule, cure)


def _link_refusal(origin: Market, target: Market) -> tuple[str, str] | None:
    if origin.id == target.id:
        return "is the market that goods leave as well", "write another market, or delete the link"
    if origin.product != target.product:
        rule = f"sells {target.product}, while {origin.id} sells {origin.product}"
        return rule, "link markets of one product, or delete the link"
    for market in (origin, target):
        if market.is_rationed:
            return f"{market.id} is rationed, and no goods go to or from it", "delete the link"
    if origin.is_fixed != target.is_fixed:
        fixed, other = (origin, target) if origin.is_fixed else (target, origin)
        return f"{fixed.id} is fixed and {other.id} is not", "make both fixed or both competitive, or delete the link"
    return None


def _points(draft: Draft, market: str) -> list[tuple[str, PriceRate]]:
    """Return the points of a market by rising rate, those of one rate in the order of the file."""
    points = [(key, point) for key, point in draft.rows(PriceRate).items() if point.market == market]
    return sorted(points, key=lambda each: each[1].operating_rate_pct)


def _of_market(key: str, column: str, value: str, rule: str, cure: str) -> Problem:
    return Problem("markets.csv", key, column, value, rule, cure)
