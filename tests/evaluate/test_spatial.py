"""Linked markets: prices that trade makes, and fixed markets served at least cost.

Unless a test says otherwise the demand of a market is ``200 - 10 * price`` and ends at a price of 20.
"""

from __future__ import annotations

import pytest
from evaluate.spatial_case import fixed, market, prices, way

from solver.evaluate.spatial import clear_together, serve_at_least_cost

# Competitive markets.


def test_goods_stay_where_moving_them_costs_more_than_the_difference() -> None:
    # West makes 150 at 5, where 150 are asked for; east makes 100 at 10, where 100 are. Moving a unit costs 6.
    trade = clear_together({"west": market((5, 150)), "east": market((10, 100))}, [way("west", "east", 6)])
    assert prices(trade) == {"west": 5, "east": 10}
    assert trade.shipped_munit == {"west_east": 0}
    assert trade.served_munit == {"west": 150, "east": 100}


def test_trade_leaves_a_difference_of_its_cost() -> None:
    # West can make 180 at 2, east nothing. Moving a unit costs 4: 200 - 10 p + 200 - 10 (p + 4) = 180 gives p = 9.
    trade = clear_together({"west": market((2, 180)), "east": market()}, [way("west", "east", 4)])
    assert prices(trade) == pytest.approx({"west": 9, "east": 13})
    assert trade.served_munit == pytest.approx({"west": 110, "east": 70})
    assert trade.shipped_munit == pytest.approx({"west_east": 70})
    assert trade.clearings["west"].rate(2) == 1


def test_imports_push_back_the_marginal_lines_of_the_dearer_market() -> None:
    # East can make 300 at 10 and asks for 100 there. West has 250 at 3; at 8, which is 10 less the cost of 2, it asks
    # for 120 itself and sends 130 - more than the 100 of east. So east is below its offer: 400 - 20 p - 20 = 250 gives
    # p = 6.5 in west and 8.5 in east, where 115 are asked for.
    trade = clear_together({"west": market((3, 250)), "east": market((10, 300))}, [way("west", "east", 2)])
    assert prices(trade) == pytest.approx({"west": 6.5, "east": 8.5})
    assert trade.clearings["east"].rate(10) == 0
    # With 180 in west it sends 180 - 120 = 60, and east makes the other 40 of its 300.
    trade = clear_together({"west": market((3, 180)), "east": market((10, 300))}, [way("west", "east", 2)])
    assert prices(trade) == pytest.approx({"west": 8, "east": 10})
    assert trade.shipped_munit == pytest.approx({"west_east": 60})
    assert trade.clearings["east"].marginal_rate == pytest.approx(40 / 300)


def test_goods_pass_through_a_market_in_the_middle() -> None:
    # Only the first makes anything, 240 at 1. 3 * 200 - 10 (p + p + 3 + p + 5) = 240 gives p = 28 / 3.
    markets = {"first": market((1, 240)), "second": market(), "third": market()}
    trade = clear_together(markets, [way("first", "second", 3), way("second", "third", 2)])
    first = 28 / 3
    assert prices(trade) == pytest.approx({"first": first, "second": first + 3, "third": first + 5})
    assert trade.shipped_munit["second_third"] == pytest.approx(200 - 10 * (first + 5))
    assert trade.shipped_munit["first_second"] == pytest.approx(400 - 10 * (2 * first + 8))


def test_of_two_ways_only_that_to_the_dearer_market_is_used() -> None:
    # East pays 15 alone (50 made), west 5 (150 made); together 400 - 20 p - 10 = 200 gives 9.5 and 10.5.
    markets = {"west": market((1, 150)), "east": market((1, 50))}
    trade = clear_together(markets, [way("east", "west", 1), way("west", "east", 1)])
    assert prices(trade) == pytest.approx({"west": 9.5, "east": 10.5})
    assert trade.shipped_munit == pytest.approx({"east_west": 0, "west_east": 45})


def test_a_way_that_costs_nothing_makes_one_price_and_least_is_moved() -> None:
    # 400 - 20 p = 120 gives 14: 60 in each market, 90 and 30 made: 30 go, none back.
    markets = {"west": market((1, 90)), "east": market((1, 30))}
    trade = clear_together(markets, [way("west", "east", 0), way("east", "west", 0)])
    assert prices(trade) == pytest.approx({"west": 14, "east": 14})
    assert trade.shipped_munit == pytest.approx({"west_east": 30, "east_west": 0})


def test_equal_offers_serve_their_own_market_first() -> None:
    # Everybody offers at 5: 150 are asked for in each market. West has 200, east 100 and gets the 50 it lacks.
    markets = {"west": market((5, 200)), "east": market((5, 100))}
    trade = clear_together(markets, [way("west", "east", 0)])
    assert prices(trade) == {"west": 5, "east": 5}
    assert trade.shipped_munit == pytest.approx({"west_east": 50})
    assert trade.clearings["west"].marginal_rate == 1
    # With 200 in east, nothing needs to move.
    trade = clear_together({"west": market((5, 200)), "east": market((5, 200))}, [way("west", "east", 0)])
    assert trade.shipped_munit == {"west_east": 0}
    assert [each.marginal_rate for each in trade.clearings.values()] == [0.75, 0.75]


def test_nobody_buys_above_the_own_top_price() -> None:
    # At home nobody pays more than 8. Abroad 60 are worth 200 - 10 p = 60, a price of 14; moving costs 3, so the maker
    # gets 11 and sells nothing at home.
    trade = clear_together({"home": market((2, 60), cap=8), "abroad": market()}, [way("home", "abroad", 3)])
    assert prices(trade) == pytest.approx({"home": 11, "abroad": 14})
    assert trade.served_munit == pytest.approx({"home": 0, "abroad": 60})
    assert trade.clearings["home"].unserved_munit == 0


def test_consumers_at_their_top_price_get_what_is_left() -> None:
    # At home 120 are asked for at the top price of 8. Abroad takes what leaves it at 8 + 3 = 11: 90. Of 150 made, 60
    # stay and 60 are lacking.
    trade = clear_together({"home": market((2, 150), cap=8), "abroad": market()}, [way("home", "abroad", 3)])
    assert prices(trade) == pytest.approx({"home": 8, "abroad": 11})
    assert trade.served_munit == pytest.approx({"home": 60, "abroad": 90})
    assert trade.clearings["home"].unserved_munit == pytest.approx(60)


def test_at_the_top_price_own_lines_serve_and_goods_from_elsewhere_do_not_come() -> None:
    # The cap is 8 in east. Its own lines offer 50 at 8; west's 500 offered at 5 would come for just 8.
    markets = {"west": market((5, 500)), "east": market((8, 50), cap=8)}
    trade = clear_together(markets, [way("west", "east", 3)])
    assert prices(trade) == {"west": 5, "east": 8}
    assert trade.served_munit == {"west": 150, "east": 50}
    assert trade.shipped_munit == {"west_east": 0}
    assert trade.clearings["east"].unserved_munit == pytest.approx(70)
    assert trade.clearings["east"].rate(8) == 1


def test_vouchers_are_asked_for_up_to_the_top_price() -> None:
    # 200 - 10 p + 40 + 200 - 10 p = 200 gives 12; in the market with vouchers 120 are asked for, in the other 80.
    markets = {"here": market(extra=40), "there": market((1, 200))}
    trade = clear_together(markets, [way("there", "here", 0)])
    assert prices(trade) == pytest.approx({"here": 12, "there": 12})
    assert trade.served_munit == pytest.approx({"here": 120, "there": 80})


def test_nobody_makes_anything() -> None:
    # The rich would pay their top price of 15. Goods in the poor market would bring 15 - 4 there, more than its own 8.
    markets = {"poor": market(cap=8), "rich": market(cap=15)}
    trade = clear_together(markets, [way("poor", "rich", 4)])
    assert prices(trade) == {"poor": 11, "rich": 15}
    assert trade.served_munit == {"poor": 0, "rich": 0}


def test_a_province_that_only_makes_and_one_that_only_passes_on() -> None:
    # 100 are asked for in the city at 10, which is 6 + 1 + 3; the works run at a quarter.
    markets = {"works": market((6, 400), demand=0), "port": market(demand=0), "city": market()}
    ways = [way("works", "port", 1), way("port", "city", 3)]
    trade = clear_together(markets, ways)
    assert prices(trade) == {"works": 6, "port": 7, "city": 10}
    assert trade.clearings["works"].marginal_rate == pytest.approx(0.25)
    assert trade.shipped_munit == pytest.approx({"works_port": 100, "port_city": 100})


def test_nobody_makes_anything_and_the_way_costs_too_much() -> None:
    # 8 + 9 is above both top prices, so each market is at its own.
    trade = clear_together({"poor": market(cap=8), "rich": market(cap=15)}, [way("poor", "rich", 9)])
    assert prices(trade) == {"poor": 8, "rich": 15}
    assert [each.unserved_munit for each in trade.clearings.values()] == [120, 50]


def test_an_idle_province_has_its_lowest_offer_as_its_price_unless_goods_would_come_for_less() -> None:
    markets = {"idle": market((18, 10), demand=0), "city": market((5, 500))}
    assert prices(clear_together(markets, [way("idle", "city", 1)])) == {"idle": 18, "city": 5}
    assert prices(clear_together(markets, [way("city", "idle", 1)])) == {"idle": 6, "city": 5}
    # If the city has only 10, it pays 19 for them.
    markets["city"] = market((5, 10))
    assert prices(clear_together(markets, [way("city", "idle", 1)])) == {"idle": 18, "city": 19}


# Fixed markets.


def test_the_nearest_supplier_serves_until_it_is_full() -> None:
    # Near delivers at 1 + 1, but has 30; far delivers at 1 + 3. Near's 30 and 20 from far serve the 50.
    markets = {"near": fixed((1, 30)), "far": fixed((1, 80)), "town": fixed(demand=50)}
    trade = serve_at_least_cost(markets, [way("near", "town", 1), way("far", "town", 3)])
    assert trade.shipped_munit == {"near_town": 30, "far_town": 20}
    assert trade.served_munit == {"near": 0, "far": 0, "town": 50}
    # One more unit would come from far: 1 there, 4 in town, and 3 where near would send one less to town.
    assert {key: each.price_cny_per_unit for key, each in trade.clearings.items()} == {"near": 3, "far": 1, "town": 4}
    assert [each.marginal_rate for each in trade.clearings.values()] == [0, 0.25, 0]


def test_what_was_sent_is_taken_back_where_another_needs_it_more() -> None:
    # Yard 1 reaches both towns at 1 and 2, yard 2 only the first town, at 4. Each has 10, each town asks for 10. The
    # cheapest first step, yard 1 to town 1, must be undone: 10 * 2 + 10 * 4 = 60 serves both.
    markets = {"yard1": fixed((0, 10)), "yard2": fixed((0, 10)), "town1": fixed(demand=10), "town2": fixed(demand=10)}
    ways = [way("yard1", "town1", 1), way("yard1", "town2", 2), way("yard2", "town1", 4)]
    trade = serve_at_least_cost(markets, ways)
    assert trade.shipped_munit == {"yard1_town1": 0, "yard1_town2": 10, "yard2_town1": 10}


def test_a_unit_is_served_only_if_its_cost_is_at_most_the_cap() -> None:
    # 4 + 2 + 1 reaches the cap of 7 exactly, 5 + 3 exceeds it.
    markets = {"yard": fixed((4, 10), (5, 10)), "port": fixed(), "town": fixed(demand=25, cap=7)}
    trade = serve_at_least_cost(markets, [way("yard", "port", 2), way("port", "town", 1)])
    assert trade.served_munit["town"] == 10
    assert trade.clearings["town"].unserved_munit == 15
    assert (trade.clearings["yard"].rate(4), trade.clearings["yard"].rate(5)) == (1, 0)


def test_cheaper_offers_run_full_before_dearer_ones_of_the_same_market() -> None:
    markets = {"yard": fixed((4, 10), (6, 20), (8, 5), demand=15)}
    found = serve_at_least_cost(markets, []).clearings["yard"]
    assert [found.rate(offer) for offer in (4, 6, 8)] == [1, 0.25, 0]


def test_of_equal_costs_the_way_over_fewer_links_is_taken() -> None:
    # 0.1 + 0.2 by the port and 0.3 straight cost the same, though not in floating-point numbers.
    markets = {"yard": fixed((1, 10)), "port": fixed(), "town": fixed(demand=5)}
    ways = [way("yard", "port", 0.1), way("port", "town", 0.2), way("yard", "town", 0.3)]
    assert serve_at_least_cost(markets, ways).shipped_munit == {"yard_port": 0, "port_town": 0, "yard_town": 5}
