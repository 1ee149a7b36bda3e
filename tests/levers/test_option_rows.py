"""Rows of mergers, upgrades, entry, standards, barriers, vouchers and budgets."""

from __future__ import annotations

import pytest
from builders import build_instance, build_mandate

from solver.evaluate.judge import Judge
from solver.instance.instance import Instance
from solver.levers.collect import collect_tables
from solver.levers.tables import Tables
from solver.mandate import Mandate


def tables(instance: Instance, mandate: Mandate | None = None) -> Tables:
    mandate = mandate or build_mandate()
    return collect_tables(instance, mandate, Judge(instance, mandate).due_mcny_per_line)


TWO_FIRMS = [{"id": "big", "firm": "buyer", "capacity_munit_per_line": 30}, {"id": "small", "firm": "bought"}]
PAIR = {"id": "deal", "acquirer": "buyer", "target": "bought", "unit_cost_saving_cny_per_unit": 2}


def test_a_target_has_integrated_lines_of_lower_cost_that_its_merger_alone_leads_to() -> None:
    # Cash cost 5 less a saving of 2. The acquirer has a plant in the region: half of the 100 workers stay with it.
    found = tables(build_instance(plants=TWO_FIRMS, merger_pairs=[{**PAIR, "redeployed_pct": 50}]))
    (state,) = [row for row in found.states if row.state == "integrated:deal"]
    assert (state.plant, state.cash_cost_cny_per_unit, state.leaving_persons) == ("small", 3, 50)
    (into,) = [row for row in found.transitions if row.to_state == "integrated:deal"]
    assert (into.from_state, into.by_itself, into.gates) == ("unsubsidised", True, ("merger deal@2025",))
    assert [(row.state, row.gates) for row in found.forbidden] == [("unsubsidised", ("merger deal@2025",))]


def test_a_merger_raises_concentration_by_twice_the_product_of_the_shares() -> None:
    # 30 and 10 of 40: 75 % and 25 %, twice whose product is 3750.
    (row,) = tables(build_instance(plants=TWO_FIRMS, merger_pairs=[PAIR])).mergers
    assert row.increments == (("product", pytest.approx(3750)),)


def test_a_pair_beyond_a_hard_share_screen_has_no_rows() -> None:
    # Together they hold all of the product.
    instance = build_instance(plants=TWO_FIRMS, merger_pairs=[PAIR])
    limit = {"room_points": 9999, "share_screen_pct": 99, "guidance": "a test"}
    assert not tables(instance, build_mandate(limits={"concentration": limit})).mergers
    assert tables(instance, build_mandate(limits={"concentration": {**limit, "level": "report"}})).mergers


def test_a_target_fills_a_firm_and_an_acquirer_takes_one_place_of_several() -> None:
    found = tables(
        build_instance(plants=TWO_FIRMS, merger_pairs=[PAIR]), build_mandate(levers={"most_mergers_per_acquirer": 3})
    )
    assert dict(found.room) == {"firm buyer": 3, "firm bought": 3}
    assert found.gates[0].memberships == (("firm buyer", 1), ("firm bought", 3))


def test_a_pair_behind_a_barrier_needs_its_removal() -> None:
    instance = build_instance(plants=TWO_FIRMS, barriers=[{"id": "wall"}], merger_pairs=[{**PAIR, "barrier": "wall"}])
    merger, removal = tables(instance).gates
    assert (merger.needs, removal.gate) == ((removal.gate,), "removal wall@2025")
    assert not tables(instance, build_mandate(levers={"remove_barriers": False})).mergers


def test_an_upgrade_ramps_up_and_tells_who_goes_and_which_posts_open() -> None:
    # 100 workers; 120 posts, 50 of them skilled: 70 unskilled ones, so 30 go. Ramp-up at half of 8 for a year.
    upgrade = {
        "id": "fine",
        "capacity_munit_per_line": 8,
        "workers_per_line": 120,
        "skilled_workers_per_line": 50,
        "ramp_up_years": 1,
        "ramp_up_pct": 50,
        "capital_cost_mcny_per_line": 40,
        "public_share_pct": 25,
    }
    found = tables(build_instance(header={"years": 2}, upgrades=[upgrade]))
    capacities = {row.state: row.capacity_munit for row in found.states if row.state != "unsubsidised"}
    assert capacities == {"upgraded:fine": 8, "ramping:fine:1": 4}
    first = next(row for row in found.transitions if row.to_state == "ramping:fine:1")
    assert (first.displaced_persons, first.posts_opened, first.skilled_posts_opened) == (30, 0, 50)
    assert (first.capital_cost_mcny, first.public_capital_mcny) == (40, 10)
    onward = [row for row in found.transitions if row.to_state == "upgraded:fine"]
    assert {(row.from_state, row.by_itself) for row in onward} == {("ramping:fine:1", True)}
    closing = [row.year for row in found.transitions if row.from_state == "ramping:fine:1" and row.closes]
    assert closing == [2025, 2026]


def test_lines_in_the_midst_of_their_ramp_up_cannot_close() -> None:
    found = tables(
        build_instance(header={"years": 3}, upgrades=[{"id": "fine", "ramp_up_years": 2, "ramp_up_pct": 50}])
    )
    closing = {row.from_state for row in found.transitions if row.closes}
    assert closing == {"unsubsidised", "ramping:fine:2", "upgraded:fine"}


def test_planned_lines_start_by_themselves_and_can_be_stopped_until_then() -> None:
    instance = build_instance(header={"years": 3}, plants=[{"start_year": 2026, "capital_cost_mcny_per_line": 9}])
    found = tables(instance)
    (start,) = [row for row in found.transitions if row.from_state == "planned" and not row.closes]
    assert (start.year, start.to_state, start.by_itself, start.capital_cost_mcny) == (2026, "unsubsidised", True, 9)
    assert start.posts_opened == 100
    stops = [row for row in found.transitions if row.from_state == "planned" and row.closes]
    assert [(row.year, row.displaced_persons, row.closure_cost_mcny) for row in stops] == [(2025, 0, 0), (2026, 0, 0)]
    assert [(row.state, row.year) for row in found.forbidden] == [("planned", 2026), ("planned", 2027)]
    without = tables(instance, build_mandate(levers={"stop_entry": False}))
    assert not [row for row in without.transitions if row.from_state == "planned" and row.closes]


def test_a_standard_empties_states_above_it_and_waives_what_is_due() -> None:
    # 6 and 4 kgce a unit against a standard of 5 from 2026 on.
    plants = [
        {"id": "dirty", "energy_kgce_per_unit": 6, "reservation_value_mcny_per_line": 3},
        {"id": "clean", "energy_kgce_per_unit": 4, "reservation_value_mcny_per_line": 3},
    ]
    standard = {"id": "rule", "measure": "energy_kgce_per_unit", "ceiling_per_unit": 5, "from_year": 2026}
    instance = build_instance(header={"years": 2}, plants=plants, standards=[standard])
    found = tables(instance, build_mandate(limits={"participation": {}}))
    assert [(row.plant, row.year, row.gates) for row in found.forbidden] == [("dirty", 2026, ("standard rule",))]
    waived = {(row.plant, row.year): row.waived_by for row in found.transitions}
    assert waived["dirty", 2026] == ("standard rule",)
    assert waived["dirty", 2025] == waived["clean", 2026] == ()
    # Without money for owners only what is waived can close, and only once the standard is adopted.
    asked = build_mandate(levers={"compensate_exits": False}, limits={"participation": {}})
    assert [(row.plant, row.year, row.gates) for row in tables(instance, asked).transitions] == [
        ("dirty", 2026, ("standard rule",))
    ]
    late = build_mandate(levers={"first_decision_year": 2026})
    assert tables(instance, late).gates
    early = {**standard, "from_year": 2025}
    assert not tables(build_instance(header={"years": 2}, plants=plants, standards=[early]), late).gates


def test_a_link_behind_a_barrier_opens_with_one_of_its_removals_up_to_the_year() -> None:
    markets = [{"id": "market"}, {"id": "south"}]
    link = {"id": "road", "from_market": "market", "to_market": "south", "barrier": "wall"}
    link |= {"transport_cost_cny_per_unit": 2, "tariff_cny_per_unit": 1}
    instance = build_instance(header={"years": 2}, markets=markets, barriers=[{"id": "wall"}], links=[link])
    first, second = tables(instance).links
    assert (first.gates, first.cost_cny_per_unit) == (("removal wall@2025",), 3)
    assert second.gates == ("removal wall@2025", "removal wall@2026")
    assert not tables(instance, build_mandate(levers={"remove_barriers": False})).links


@pytest.mark.parametrize(
    ("lever", "name"), [("issue_vouchers", "vouchers"), ("transfer_budgets", "transfers"), ("raise_levies", "levies")]
)
def test_money_levers_have_a_row_a_decision_year_where_they_are_allowed(lever: str, name: str) -> None:
    instance = build_instance(
        header={"years": 3},
        payers=[{"id": "fund"}, {"id": "pool", "levy_product": "product", "levy_mcny_per_munit": 2}],
        vouchers=[{"id": "trade-in"}],
        transfers=[{"id": "down", "from_payer": "fund", "to_payer": "pool"}],
    )
    levers = {"first_decision_year": 2026}
    assert [row.year for row in getattr(tables(instance, build_mandate(levers=levers)), name)] == [2026, 2027]
    assert not getattr(tables(instance, build_mandate(levers={**levers, lever: False})), name)
