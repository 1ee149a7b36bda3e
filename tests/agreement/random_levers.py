"""Small random cases of every lever: each family and seed is one instance and one mandate.

A draft starts as a town of few plants, with whole-number figures so that offers tie and limits are just kept often.
A family adds what its lever needs; a mixed case is of two families. Then limits are drawn, at all levels. While a draft
allows more plans than asked for, it is drawn again.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from agreement.brute_force import count_plans
from agreement.random_instances import FIRST_YEAR
from agreement.random_town import Draft, any_market, ask_for_limits, case_of, new_town

from solver.instance.instance import Instance
from solver.mandate import Mandate

MOST_PLANS = 300


def lever_case(seed: int, family: str, most_plans: int = MOST_PLANS) -> tuple[Instance, Mandate]:
    """Return the instance and the mandate of a family and seed, with at most so many plans."""
    rng = np.random.default_rng([seed, list(FAMILIES).index(family)])
    while True:
        draft = new_town(rng)
        FAMILIES[family](draft)
        ask_for_limits(draft)
        instance, mandate = case_of(draft)
        if 1 < count_plans(instance, mandate) <= most_plans:
            return instance, mandate


def _mergers(draft: Draft) -> None:
    """Offer one or two pairs, sometimes behind a barrier; the target's plant may still be planned."""
    pick, maybe = draft.pick, draft.maybe
    draft.levers |= {"merge_firms": True, "most_mergers_per_acquirer": pick(1, 2)}
    overhead = {row["id"]: row["overhead_mcny_per_year"] for row in draft.rows("firms")}
    joined = [("firm0", "firm1")]
    if maybe(0.4):
        joined.append(("firm0", "firm2") if "firm2" in overhead else ("firm1", "firm0"))
    for number, (acquirer, target) in enumerate(joined):
        redundant = pick(0, 0, 30)
        pair = {
            "id": f"pair{number}",
            "acquirer": acquirer,
            "target": target,
            "overhead_saving_mcny_per_year": pick(0, overhead[target]),
            "unit_cost_saving_cny_per_unit": pick(0, 1, 2, 30),
            "integration_cost_mcny": pick(0, 5, 20),
            "redundant_persons": redundant,
            "redeployed_pct": pick(0, 50, 100),
        }
        if redundant:
            pair |= {"redundancy_region": "region0", "redundancy_service_years": pick(0, 10)}
        if maybe(0.2):
            _add_barrier(draft)
            pair["barrier"] = "barrier"
        draft.rows("merger_pairs").append(pair)
    if maybe(0.2):
        _make_planned(draft, 1)
    if maybe():
        room, screen = pick(400, 1_000, 3_000), pick(40, 60, 100)
        draft.ask_for("concentration", 0.01, room_points=room, share_screen_pct=screen, guidance="assumed")


def _upgrades(draft: Draft) -> None:
    """Offer an upgrade, in the market or to another product, perhaps with skilled posts and a school."""
    pick, maybe = draft.pick, draft.maybe
    draft.levers |= {"upgrade_lines": True, "retrain": True}
    draft.years = pick(1, 2, 2, 3)
    elsewhere = maybe()
    if elsewhere:
        draft.rows("products").extend([{"id": "product"}, {"id": "fine"}])
        market = any_market(draft, "fine") | {"product": "fine", "reference_price_cny_per_unit": 12}
        draft.rows("markets").append(market | {"price_cap_cny_per_unit": pick(16, 24)})
    posts, public, ramp = pick(20, 50, 100), pick(0, 50), pick(0, 0, 1, 2)
    upgrade = {
        "id": "upgrade",
        "plant": "plant0",
        "market": "fine" if elsewhere else "market",
        "capacity_munit_per_line": pick(10, 20, 30),
        "cash_cost_cny_per_unit": pick(2, 4, 6),
        "fixed_cost_mcny_per_line": pick(0, 20, 40),
        "workers_per_line": posts,
        "skilled_workers_per_line": pick(0, 20, posts),
        "capital_cost_mcny_per_line": pick(0, 10, 40),
        "public_share_pct": public,
        "ramp_up_years": ramp,
        "ramp_up_pct": 50 if ramp else 100,
        "energy_kgce_per_unit": pick(0, 10),
        "emissions_tco2_per_unit": pick(0, 1),
    }
    draft.rows("upgrades").append(upgrade | ({"payer": "fund"} if public else {}))
    if upgrade["skilled_workers_per_line"] and maybe(0.7):
        school = {"region": draft.rows("plants")[0]["region"], "setup_cost_mcny": pick(0, 2), "max_classes_per_year": 1}
        classes = {"class_size_persons": 30, "cost_mcny_per_class": pick(0.1, 1), "reemployment_pct": 100}
        draft.rows("programmes").append(school | classes)


def _conduct(draft: Draft) -> None:
    """Allow one or two rules of conduct."""
    rules = ["joint_cut_10", "joint_cut_20", "joint_cut_30", "full_cost_offers"]
    draft.levers["conduct_rules"] = tuple(draft.rng.choice(rules, size=draft.pick(1, 2), replace=False).tolist())
    if draft.maybe(0.25):
        draft.rows("markets").append(any_market(draft, "other"))
        draft.rows("plants")[-1]["market"] = "other"


def _rationed(draft: Draft) -> None:
    """Ration the market: all lines at one rate; exits raise it, and a rule of conduct may end it."""
    draft.rows("markets")[0]["clearing"] = "rationed"
    points = [(0, draft.pick(0, 2, 4)), (60, 6), (100, draft.pick(8, 12))]
    for rate, price in points if draft.maybe(0.6) else (points[0], points[-1]):
        point = {"id": f"at{rate}", "operating_rate_pct": rate, "price_cny_per_unit": price}
        draft.rows("price_rates").append(point)
    draft.levers["close_lines"] = True
    if draft.maybe(0.4):
        draft.levers["conduct_rules"] = (draft.pick("joint_cut_20", "full_cost_offers"),)


def _add_barrier(draft: Draft) -> None:
    if not draft.rows("barriers"):
        draft.rows("barriers").append({"id": "barrier", "removal_cost_mcny": draft.pick(0, 5, 20), "payer": "fund"})
        draft.levers["remove_barriers"] = draft.maybe(0.9)


def _second_market(draft: Draft, ways: list[tuple[str, str]]) -> None:
    """Add a market on the other side of a barrier, with some of the plants, perhaps abroad."""
    pick, maybe = draft.pick, draft.maybe
    other = any_market(draft, "other") | {"reference_price_cny_per_unit": pick(8, 10)}
    draft.rows("markets").append(other | ({"location": "abroad"} if maybe(0.25) else {}))
    draft.rows("plants")[-1]["market"] = "other"
    _add_barrier(draft)
    for number, (origin, destination) in enumerate(ways):
        link = {"id": f"link{number}", "from_market": origin, "to_market": destination}
        link |= {"transport_cost_cny_per_unit": pick(0, 1, 2), "tariff_cny_per_unit": pick(None, None, 1)}
        draft.rows("links").append(link | ({"barrier": "barrier"} if maybe(0.7) else {}))


def _trade(draft: Draft) -> None:
    """Link two competitive markets."""
    ways = [("market", "other"), ("other", "market")]
    _second_market(draft, draft.pick(ways, ways, ways[:1]))
    draft.levers["close_lines"] = draft.maybe(0.7)


def _fixed(draft: Draft) -> None:
    """Link two or three markets of given prices and demands; no link leaves one that a link enters."""
    ways = [("market", "other")]
    if draft.maybe(0.4):
        draft.rows("markets").append(any_market(draft, "third"))
        ways.append(draft.pick(("market", "third"), ("third", "other")))
        draft.rows("plants")[0]["market"] = draft.pick("market", "third")
    _second_market(draft, ways)
    draft.levers["close_lines"] = draft.maybe(0.7)
    for market in draft.rows("markets"):
        market |= {"clearing": "fixed", "demand_elasticity": None, "price_cap_cny_per_unit": draft.pick(10, 12)}


def _make_planned(draft: Draft, plant: int) -> None:
    draft.years = max(draft.years, 2)
    draft.rows("plants")[plant] |= {
        "start_year": FIRST_YEAR + draft.pick(1, draft.years - 1),
        "capital_cost_mcny_per_line": draft.pick(0, 20),
    }


def _entry(draft: Draft) -> None:
    """Plan a plant or two, which may be stopped, and ask for a swap."""
    draft.years = draft.pick(2, 2, 3)
    draft.levers |= {"stop_entry": True, "close_lines": draft.maybe(0.6)}
    _make_planned(draft, 0)
    if draft.maybe(0.2):
        _make_planned(draft, 1)
    if draft.maybe(0.6):
        draft.ask_for("capacity_swap", draft.pick(0.5, 5), closed_per_opened=draft.pick(0.5, 1, 1.5))


def _standards(draft: Draft) -> None:
    """Offer one or two standards, and a retrofit that keeps the first."""
    pick, maybe = draft.pick, draft.maybe
    draft.levers |= {"adopt_standards": True, "close_lines": True}
    draft.years = pick(1, 2)
    measures = [("emissions_tco2_per_unit", 1), ("energy_kgce_per_unit", 10)]
    for number, (measure, ceiling) in enumerate(measures if maybe(0.3) else measures[:1]):
        standard = {"id": f"standard{number}", "measure": measure, "ceiling_per_unit": ceiling}
        # A standard that binds before anything can be decided cannot be adopted, so the first year is left out.
        draft.rows("standards").append(standard | {"from_year": FIRST_YEAR + draft.years - 1})
    draft.rows("plants")[0]["emissions_tco2_per_unit"] = 2
    if maybe(0.5):
        draft.levers["upgrade_lines"] = True
        same = ("capacity_munit_per_line", "fixed_cost_mcny_per_line", "workers_per_line")
        retrofit = {column: draft.rows("plants")[0][column] for column in same} | {"id": "retrofit", "plant": "plant0"}
        retrofit |= {"cash_cost_cny_per_unit": pick(4, 6), "capital_cost_mcny_per_line": pick(5, 20)}
        draft.rows("upgrades").append(retrofit | {"emissions_tco2_per_unit": pick(0, 1), "energy_kgce_per_unit": 0})
    draft.ask_for("participation", pick(0.5, 2))
    if maybe(0.5):
        draft.ask_for("emissions", pick(0.5, 2), ceiling_pct_of_today=pick(50, 80))


def _vouchers(draft: Draft) -> None:
    """Offer vouchers of one to three tranches a year."""
    draft.levers["issue_vouchers"] = True
    draft.rows("vouchers").append(
        {
            "id": "voucher",
            "payer": draft.pick("fund", "insurance"),
            "demand_munit_per_tranche": draft.pick(5, 10, 20),
            "cost_mcny_per_tranche": draft.pick(1, 5, 20),
            "most_tranches_per_year": draft.pick(1, 2, 3),
        }
    )


def _levies(draft: Draft) -> None:
    """Let an industry fund pay for exits, from a levy on those who stay."""
    draft.levers |= {"raise_levies": True, "close_lines": True, "compensate_exits": True}
    draft.rows("payers").append(
        {"id": "industry", "levy_product": "product", "levy_mcny_per_munit": draft.pick(0.1, 0.5, 1, 2)}
    )
    draft.rows("duties")[0]["payer"] = "industry"
    draft.limits["budget"] = {"level": "hard"}
    draft.limits["participation"] = {"level": draft.pick("hard", "off")}


def _transfers(draft: Draft) -> None:
    """Let money go to the fund, which pays for exits."""
    draft.levers |= {"transfer_budgets": True, "close_lines": True, "compensate_exits": True}
    draft.rows("payers").append({"id": "state"})
    draft.rows("duties")[0]["payer"] = "state"
    sent = {"id": "transfer", "from_payer": "fund", "to_payer": "state", "most_mcny_per_year": draft.pick(10, 20, 100)}
    draft.rows("transfers").append(sent)
    draft.ask_for("budget", draft.pick(0.2, 2))


def _soft(draft: Draft) -> None:
    """Close lines under many limits at all levels."""
    draft.levers["close_lines"] = True
    for limit in ("income_floor", "unemployment", "wage_floor", "equity", "regional_output", "regional_revenue"):
        if draft.maybe(0.4):
            draft.limits.pop(limit, None)
            figure = {
                "income_floor": {"floor_pct_of_average_wage": 40},
                "unemployment": {"rise_ceiling_percentage_points": 0.5},
                "wage_floor": {"floor_pct_of_average_wage": 60},
                "equity": {"ceiling_pct_of_fair_share": 100},
            }
            draft.ask_for(limit, draft.pick(0.1, 1, 3), **figure.get(limit, {"floor_pct_of_today": 80}))


def _mixed(draft: Draft) -> None:
    """Put two families together."""
    families = [each for each in FAMILIES.values() if each not in (_mixed, _fixed, _rationed)]
    for place in draft.rng.choice(len(families), size=2, replace=False):
        families[place](draft)


FAMILIES: dict[str, Callable[[Draft], None]] = {
    "mergers": _mergers,
    "upgrades": _upgrades,
    "conduct": _conduct,
    "rationed": _rationed,
    "trade": _trade,
    "fixed": _fixed,
    "entry": _entry,
    "standards": _standards,
    "vouchers": _vouchers,
    "levies": _levies,
    "transfers": _transfers,
    "soft": _soft,
    "mixed": _mixed,
}
"""Family to what it adds to a town."""
