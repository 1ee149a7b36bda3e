"""A small valid instance folder as text, in sight of the tests that break it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

FILES = {
    "instance.toml": """\
format = 1
id = "small"
title = "Two plants"
currency = "CNY"
price_year = 2024
first_year = 2025
years = 3
discount_rate_pct = 4.0
""",
    "regions.csv": """\
id,name,labour_force_persons,unemployed_persons,average_wage_cny_per_month,unemployment_benefit_cny_per_month,\
reemployment_pct,vacancies_persons_per_year
north,North,10000,500,6000,1500,40,300
south,South,20000,900,7000,1700,50,800
""",
    "products.csv": """\
id,name,unit
silicon,Silicon,kg
""",
    "markets.csv": """\
id,name,product,demand_munit,demand_growth_pct_per_year,reference_price_cny_per_unit,price_cap_cny_per_unit,\
demand_elasticity
domestic,Domestic,silicon,100,2,50,120,-0.5
""",
    "firms.csv": """\
id,name,ownership,cash_mcny,credit_mcny,overhead_mcny_per_year
alpha,"Alpha, Inc.",private,1000,500,20
beta,Beta,state,-200,800,10
""",
    "plants.csv": """\
id,name,firm,region,market,lines,capacity_munit_per_line,cash_cost_cny_per_unit,fixed_cost_mcny_per_line,\
workers_per_line,service_years,closure_cost_mcny_per_line,reservation_value_mcny_per_line,subsidy_cny_per_unit,\
subsidy_mcny_per_line,subsidy_payer
one,One,alpha,north,domestic,4,25,38.5,60,200,8,30,100,2,0,central
two,Two,beta,south,domestic,2,20,45,50,300,12,25,0,0,0,
""",
    "payers.csv": """\
id,name
central,Central budget
local,Local budgets
""",
    "duties.csv": """\
purpose,region,payer,share_pct
exit_compensation,,central,100
severance,,central,60
severance,,local,40
severance,north,local,100
income_support,,local,100
""",
    "programmes.csv": """\
id,name,region,payer,setup_cost_mcny,class_size_persons,cost_mcny_per_class,max_classes_per_year,reemployment_pct
school,School,north,local,5,50,0.4,6,70
""",
    "scenarios.csv": """\
id,name,probability_pct,demand_factor,vacancy_factor
base,Base,60,1,1
weak,Weak,40,0.9,0.8
""",
    "observations.csv": """\
id,measure,subject,year,low,high,period
price,price_cny_per_unit,domestic,2025,35,45,first half of 2025
loss,firm_loss_mcny,alpha,2025,100,200,year 2025
""",
    "sources.csv": """\
id,publisher,title,url,licence
made-up,Nobody,Numbers made up for tests,-,facts
""",
    "provenance.csv": """\
of_table,of_row,of_column,basis,source,reasoning
instance,*,*,assumption,made-up,a round number
regions,*,*,assumption,made-up,round numbers
regions,north,*,estimate,made-up,the north is known better
regions,*,labour_force_persons,reported,made-up,counted
regions,north,labour_force_persons,measured,made-up,counted twice
markets,*,*,assumption,made-up,round numbers
firms,*,*,assumption,made-up,round numbers
plants,*,*,assumption,made-up,round numbers
duties,*,*,assumption,made-up,round numbers
programmes,*,*,assumption,made-up,round numbers
scenarios,*,*,assumption,made-up,round numbers
observations,*,*,assumption,made-up,round numbers
""",
    "mandate.toml": """\
format = 1
title = "All limits"

[levers]
first_decision_year = 2026
close_lines = true
withdraw_subsidies = true
compensate_exits = true
retrain = true
reason = "everything may be done"
source = "made-up"

[limits.unemployment]
level = "hard"
rise_ceiling_percentage_points = 0.5
by_region = { north = 1.0 }
reason = "nobody is left behind"
source = "made-up"

[limits.income_floor]
level = "hard"
floor_pct_of_average_wage = 30
reason = "everybody can live"
source = "made-up"

[limits.consumer_price]
level = "hard"
ceiling_pct_of_reference = 120
reason = "no cartel"
source = "made-up"

[limits.supply]
level = "hard"
floor_pct_of_reference_demand = 90
reason = "no cartel"
source = "made-up"

[limits.budget]
level = "hard"
reason = "no new money"
source = "made-up"

[limits.participation]
level = "hard"
reason = "nobody is forced"
source = "made-up"

[weights]
operating_losses = 1.0
overheads = 1.0
closure_costs = 1.0
investment_costs = 1.0
public_outlay = 0.2
consumer_harm = 1.0
displaced_mcny_per_person = 0.02
without_work_mcny_per_person_year = 0.1
reason = "a yuan is a yuan"
source = "made-up"

[[budget_additions]]
payer = "central"
from_year = 2026
to_year = 2027
mcny_per_year = 50.0
reason = "a fund for the start"
source = "made-up"
""",
}
"""Name of a file to its content."""

WIDE_FILES = FILES | {
    "products.csv": FILES["products.csv"] + "wafer,Wafer,piece\n",
    "markets.csv": """\
id,name,product,demand_munit,demand_growth_pct_per_year,reference_price_cny_per_unit,price_cap_cny_per_unit,\
demand_elasticity,clearing,location
domestic,Domestic,silicon,100,2,50,120,-0.5,,
export,Export,silicon,20,0,60,150,-1,competitive,abroad
war,War,wafer,30,0,10,40,-0.5,rationed,home
order,Order,wafer,5,0,8,20,,fixed,
""",
    "plants.csv": FILES["plants.csv"]
    .replace(
        "subsidy_payer\n",
        "subsidy_payer,start_year,capital_cost_mcny_per_line,energy_kgce_per_unit,emissions_tco2_per_unit\n",
    )
    .replace(",central\n", ",central,,,8,0.02\n")
    .replace("12,25,0,0,0,\n", "12,25,0,0,0,,,,9,0.03\n")
    + """\
three,Three,beta,south,domestic,1,10,30,20,50,0,5,0,0,0,,2026,40,6,0.01
four,Four,alpha,north,war,2,20,6,5,40,3,1,0,0,0,,,,,0.2
""",
    "payers.csv": """\
id,name,levy_product,levy_mcny_per_munit
central,Central budget,,
local,Local budgets,,
fund,Makers' fund,silicon,2
""",
    "barriers.csv": """\
id,name,removal_cost_mcny,payer
border,Border of the north,12,central
""",
    "links.csv": """\
id,from_market,to_market,transport_cost_cny_per_unit,tariff_cny_per_unit,barrier
out,domestic,export,3,2,border
""",
    "price_rates.csv": """\
id,market,operating_rate_pct,price_cny_per_unit
idle,war,0,4
half,war,50,7
full,war,100,12
""",
    "merger_pairs.csv": """\
id,name,acquirer,target,overhead_saving_mcny_per_year,unit_cost_saving_cny_per_unit,integration_cost_mcny,\
redundant_persons,redundancy_region,redundancy_service_years,redeployed_pct,barrier
both,Alpha takes over Beta,alpha,beta,8,1,20,30,south,11,50,border
""",
    "upgrades.csv": """\
id,name,plant,market,capacity_munit_per_line,cash_cost_cny_per_unit,fixed_cost_mcny_per_line,workers_per_line,\
skilled_workers_per_line,capital_cost_mcny_per_line,public_share_pct,payer,ramp_up_years,ramp_up_pct,\
energy_kgce_per_unit,emissions_tco2_per_unit
fine,Fine silicon,one,export,10,45,70,220,60,90,40,central,1,50,5,0.01
""",
    "standards.csv": """\
id,name,product,measure,ceiling_per_unit,from_year
lean,Energy standard,silicon,energy_kgce_per_unit,8.5,2026
""",
    "vouchers.csv": """\
id,name,market,payer,demand_munit_per_tranche,cost_mcny_per_tranche,most_tranches_per_year
trade-in,Trade-in,domestic,central,2,15,3
""",
    "transfers.csv": """\
id,name,from_payer,to_payer,most_mcny_per_year
down,Central to local,central,local,25
""",
    "mandate.toml": FILES["mandate.toml"].replace(
        "[weights]",
        "".join(
            f'[limits.{name}]\nlevel = "soft"\nbreach_price_mcny = 1.5\n{keys}\nreason = "so"\nsource = "made-up"\n\n'
            for name, keys in {
                "wage_floor": "floor_pct_of_average_wage = 60",
                "regional_output": "floor_pct_of_today = 50",
                "regional_revenue": "floor_pct_of_today = 50\nby_region = { north = 60 }",
                "equity": "ceiling_pct_of_fair_share = 150",
                "emissions": "ceiling_pct_of_today = 90",
                "concentration": 'room_points = 150\nshare_screen_pct = 35\nguidance = "made up"',
                "capacity_swap": "closed_per_opened = 1.25",
            }.items()
        )
        + "[weights]",
    ),
    "provenance.csv": FILES["provenance.csv"]
    + "".join(
        f"{table},*,*,assumption,made-up,round numbers\n"
        for table in (
            "payers",
            "barriers",
            "links",
            "price_rates",
            "merger_pairs",
            "upgrades",
            "standards",
            "vouchers",
            "transfers",
        )
    ),
}
"""The small instance with all optional tables, columns and limits."""


def write_small_folder(folder: Path, files: Mapping[str, str] = FILES) -> Path:
    """Write the small instance, or a wider one, into a folder that is made for it."""
    folder.mkdir()
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder
