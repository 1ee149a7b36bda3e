"""Markets, links and options that do not fit together: each broken instance with its exact messages."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from breaking import Break, Edit, broken_folder, messages
from small_folder import WIDE_FILES

from solver.instance.read import read_instance

OUT = "out,domestic,export"
BOTH = "alpha,beta,8,1,20,30,south,11,50"
FINE = "10,45,70,220,60,90,40,central,1,50,5,0.01"
THREE = ",2026,40,6,0.01"

CASES: dict[str, tuple[Sequence[Break], list[str]]] = {
    "competitive_without_elasticity": (
        [Edit("markets.csv", "50,120,-0.5,,", "50,120,,,")],
        [
            "markets.csv, row domestic, column demand_elasticity: must not be blank unless clearing is fixed; "
            "write a negative number, or clearing fixed"
        ],
    ),
    "fixed_with_elasticity": (
        [Edit("markets.csv", "8,20,,fixed", "8,20,-1,fixed")],
        [
            "markets.csv, row order, column demand_elasticity is '-1': "
            "must be blank in a fixed market, whose demand never answers to the price; leave it blank"
        ],
    ),
    "nothing_asked_for": (
        [Edit("markets.csv", "silicon,20,0,60", "silicon,0,0,60")],
        [
            "markets.csv, row export, column demand_munit is '0': must be above 0 unless clearing is fixed; "
            "write a number above 0, or clearing fixed"
        ],
    ),
    "price_of_zero": (
        [Edit("markets.csv", "wafer,30,0,10", "wafer,30,0,0")],
        [
            "markets.csv, row war, column reference_price_cny_per_unit is '0': must be above 0 unless clearing is "
            "fixed; write a number above 0, or clearing fixed"
        ],
    ),
    "cap_below_fixed_price": (
        [Edit("markets.csv", "8,20,,fixed", "8,7,,fixed")],
        [
            "markets.csv, row order, column price_cap_cny_per_unit is '7': must not be below the reference price, "
            "which is 8; raise the cap, or lower the reference price"
        ],
    ),
    "war_without_its_end": (
        [Edit("price_rates.csv", "full,war,100", "full,war,99")],
        [
            "markets.csv, row war, column clearing is 'rationed': has no point of operating rate 100 in "
            "price_rates.csv; add the point, or clear the market otherwise"
        ],
    ),
    "two_points_of_a_rate": (
        [Edit("price_rates.csv", "half,war,50", "half,war,0")],
        [
            "price_rates.csv, row half, column operating_rate_pct is '0': is the rate of point idle already; "
            "keep one of them"
        ],
    ),
    "points_that_do_not_rise": (
        [Edit("price_rates.csv", "half,war,50,7", "half,war,50,4")],
        [
            "price_rates.csv, row half, column price_cny_per_unit is '4': must be above the price at the next lower "
            "rate, which is 4; write prices that rise with the rate"
        ],
    ),
    "point_above_the_cap": (
        [Edit("price_rates.csv", "full,war,100,12", "full,war,100,41")],
        [
            "price_rates.csv, row full, column price_cny_per_unit is '41': must not be above the price cap of the "
            "market, which is 40; lower it, or raise the cap"
        ],
    ),
    "point_of_another_market": (
        [Edit("price_rates.csv", "half,war,", "half,export,")],
        [
            "price_rates.csv, row half, column market is 'export': is not a rationed market; "
            "write clearing rationed for the market, or delete the point"
        ],
    ),
    "link_to_itself": (
        [Edit("links.csv", OUT, "out,export,export")],
        [
            "links.csv, row out, column to_market is 'export': is the market that goods leave as well; "
            "write another market, or delete the link"
        ],
    ),
    "link_between_products": (
        [Edit("links.csv", OUT, "out,domestic,order")],
        [
            "links.csv, row out, column to_market is 'order': sells wafer, while domestic sells silicon; "
            "link markets of one product, or delete the link"
        ],
    ),
    "link_to_a_price_war": (
        [Edit("links.csv", OUT, "out,order,war")],
        [
            "links.csv, row out, column to_market is 'war': war is rationed, and no goods go to or from it; "
            "delete the link"
        ],
    ),
    "link_from_fixed_to_competitive": (
        [Edit("markets.csv", "60,150,-1,competitive", "60,150,,fixed")],
        [
            "links.csv, row out, column to_market is 'export': export is fixed and domestic is not; "
            "make both fixed or both competitive, or delete the link"
        ],
    ),
    "through_a_fixed_market": (
        [
            Edit("markets.csv", "8,20,,fixed,", "8,20,,fixed,\nyard,Yard,wafer,5,0,8,20,,fixed,"),
            Edit("links.csv", OUT, f"in,yard,order,1,,\nback,order,yard,1,,\n{OUT}"),
        ],
        [
            "links.csv, row in, column from_market is 'yard': is a fixed market that a link enters, so no link may "
            "leave it; link the market where goods are made with the one where they are used",
            "links.csv, row back, column from_market is 'order': is a fixed market that a link enters, so no link may "
            "leave it; link the market where goods are made with the one where they are used",
        ],
    ),
    "planned_from_the_first_year": (
        [Edit("plants.csv", THREE, ",2025,40,6,0.01")],
        [
            "plants.csv, row three, column start_year is '2025': must be after the first year, which is 2025; "
            "leave it blank: the lines run already"
        ],
    ),
    "planned_for_never": (
        [Edit("plants.csv", THREE, ",2028,40,6,0.01")],
        [
            "plants.csv, row three, column start_year is '2028': must not be after the last year, which is 2027; "
            "leave the plant out, or compute more years"
        ],
    ),
    "capital_cost_of_what_runs": (
        [Edit("plants.csv", THREE, ",,40,6,0.01")],
        [
            "plants.csv, row three, column capital_cost_mcny_per_line is '40': is the cost of starting planned lines, "
            "and the plant has no start_year; leave one blank or fill both"
        ],
    ),
    "levy_without_product": (
        [Edit("payers.csv", "silicon,2", ",2")],
        [
            "payers.csv, row fund, column levy_product: must not be blank where levy_mcny_per_munit is there; "
            "fill in both for an industry fund, or none"
        ],
    ),
    "fund_without_levy": (
        [Edit("payers.csv", "silicon,2", "silicon,")],
        [
            "payers.csv, row fund, column levy_mcny_per_munit: must not be blank where levy_product is there; "
            "fill in both for an industry fund, or none"
        ],
    ),
    "pair_of_one_firm": (
        [Edit("merger_pairs.csv", "alpha,beta", "beta,beta")],
        [
            "merger_pairs.csv, row both, column target is 'beta': is the acquirer as well; "
            "write another firm, or delete the pair"
        ],
    ),
    "saving_beyond_the_overhead": (
        [Edit("merger_pairs.csv", BOTH, BOTH.replace(",8,", ",10.5,"))],
        [
            "merger_pairs.csv, row both, column overhead_saving_mcny_per_year is '10.5': "
            "must not be above the overhead of beta, which is 10; lower it"
        ],
    ),
    "redundant_nowhere": (
        [Edit("merger_pairs.csv", BOTH, BOTH.replace("south,11", ","))],
        [
            "merger_pairs.csv, row both, column redundancy_region: must not be blank where posts become redundant; "
            "fill it in, or write no redundant persons",
            "merger_pairs.csv, row both, column redundancy_service_years: must not be blank where posts become "
            "redundant; fill it in, or write no redundant persons",
        ],
    ),
    "nobody_redundant_somewhere": (
        [Edit("merger_pairs.csv", BOTH, BOTH.replace(",30,", ",0,"))],
        [
            "merger_pairs.csv, row both, column redundancy_region is 'south': must be blank where no post becomes "
            "redundant; leave it blank, or write redundant persons",
            "merger_pairs.csv, row both, column redundancy_service_years is '11': must be blank where no post becomes "
            "redundant; leave it blank, or write redundant persons",
        ],
    ),
    "more_skilled_than_all": (
        [Edit("upgrades.csv", FINE, FINE.replace("220,60", "220,221"))],
        [
            "upgrades.csv, row fine, column skilled_workers_per_line is '221': must not be above workers_per_line, "
            "which is 220; count skilled posts among all posts"
        ],
    ),
    "share_without_payer": (
        [Edit("upgrades.csv", FINE, FINE.replace("central", ""))],
        [
            "upgrades.csv, row fine, column payer: must not be blank where there is a public share; "
            "write the key of the payer, or no share"
        ],
    ),
    "payer_without_share": (
        [Edit("upgrades.csv", FINE, FINE.replace("40,central", "0,central"))],
        [
            "upgrades.csv, row fine, column payer is 'central': pays a public share that is zero; "
            "leave it blank, or write the share"
        ],
    ),
    "ramp_up_to_nothing": (
        [Edit("upgrades.csv", FINE, FINE.replace("1,50,5", "1,0,5"))],
        [
            "upgrades.csv, row fine, column ramp_up_pct is '0': must be above 0 where there are ramp-up years; "
            "write a number above 0, or no ramp-up years"
        ],
    ),
    "upgrade_into_no_market": (
        [Edit("upgrades.csv", "one,export", "one,exports")],
        [
            "upgrades.csv, row fine, column market is 'exports': is no key of markets.csv; "
            "write 'export', the nearest key, or add the row"
        ],
    ),
    "standard_of_what_is_not_measured": (
        [Edit("standards.csv", "lean,Energy standard,silicon", "lean,Energy standard,wafer")],
        [
            "plants.csv, row four, column energy_kgce_per_unit: must not be blank, as standard lean is held against "
            "it; fill it in; blank is not zero"
        ],
    ),
    "standard_of_an_upgrade_that_is_not_measured": (
        [Edit("upgrades.csv", FINE, FINE.replace(",5,0.01", ",,0.01"))],
        [
            "upgrades.csv, row fine, column energy_kgce_per_unit: must not be blank, as standard lean is held against "
            "it; fill it in; blank is not zero"
        ],
    ),
    "standard_too_late": (
        [Edit("standards.csv", "8.5,2026", "8.5,2028")],
        [
            "standards.csv, row lean, column from_year is '2028': must not be after the last year, which is 2027; "
            "write an earlier year, or compute more years"
        ],
    ),
    "vouchers_in_a_fixed_market": (
        [Edit("vouchers.csv", "domestic", "order")],
        [
            "vouchers.csv, row trade-in, column market is 'order': is a fixed market, where vouchers change nothing; "
            "write a market that is not fixed, or delete the vouchers"
        ],
    ),
    "transfer_to_itself": (
        [Edit("transfers.csv", "central,local", "local,local")],
        [
            "transfers.csv, row down, column to_payer is 'local': is the payer that gives as well; "
            "write another payer, or delete the transfer"
        ],
    ),
    "transfer_from_a_fund": (
        [Edit("transfers.csv", "central,local", "fund,local")],
        [
            "transfers.csv, row down, column from_payer is 'fund': is an industry fund, whose money is not the "
            "public's; write another payer"
        ],
    ),
}
"""What is broken, to the edits that break it and the messages that say so."""


@pytest.mark.parametrize("name", CASES)
def test_the_message_is_exact(name: str, tmp_path: Path) -> None:
    """What is wrong is said in these words, and nothing else is."""
    breaks, told = CASES[name]
    assert messages(broken_folder(tmp_path / "wide", breaks, WIDE_FILES)) == told


def test_a_fixed_market_may_ask_for_nothing_at_no_price(tmp_path: Path) -> None:
    """Demand and price of zero, and a cap at the price, are right where nothing answers to the price."""
    edits = [Edit("markets.csv", "wafer,5,0,8,20,,fixed", "wafer,0,0,8,8,,fixed")]
    market = read_instance(broken_folder(tmp_path / "cap", edits, WIDE_FILES)).markets["order"]
    assert (market.demand_munit, market.price_cap_cny_per_unit) == (0, 8)
    edits = [Edit("markets.csv", "wafer,5,0,8,20,,fixed", "wafer,5,0,0,20,,fixed")]
    assert read_instance(broken_folder(tmp_path / "price", edits, WIDE_FILES)).markets["order"].is_fixed
