"""What the figures of synthetic instances rest on: statistics of real plants where there are some, else assumptions."""

from __future__ import annotations

from collections.abc import Mapping

from solver.instance.records import Basis, Provenance, Source

_SYNTHETIC = "fanjuan generate"
_GEM_TERMS = "CC BY 4.0; quantiles and counts derived"

SOURCES: Mapping[str, Source] = {
    source.id: source
    for source in (
        Source(
            id="SYNTHETIC",
            publisher=_SYNTHETIC,
            title="Drawn at random; no such plant, firm or region exists",
            url="-",
            licence="none needed",
        ),
        Source(
            id="GIST",
            publisher="Global Energy Monitor",
            title="Global Iron and Steel Tracker, September 2025",
            url="https://globalenergymonitor.org/projects/global-iron-and-steel-tracker/",
            licence=_GEM_TERMS,
        ),
        Source(
            id="GCMT",
            publisher="Global Energy Monitor",
            title="Global Coal Mine Tracker, April 2024",
            url="https://globalenergymonitor.org/projects/global-coal-mine-tracker/",
            licence=_GEM_TERMS,
        ),
        Source(
            id="NBS",
            publisher="National Bureau of Statistics of China",
            title="Employment, registered unemployment, wages by province 2023 and 2024; capacity utilisation 2024 Q4",
            url="https://data.stats.gov.cn/english/",
            licence="facts",
        ),
    )
}
"""The sources of every synthetic instance."""

_STATED: tuple[tuple[str, str, Basis, str, str], ...] = (
    ("instance", "*", "assumption", "SYNTHETIC", "A round number"),
    ("regions", "*", "assumption", "SYNTHETIC", "Synthetic; fixed shares of labour force and wage"),
    (
        "regions",
        "labour_force_persons",
        "derived",
        "NBS",
        "Synthetic; workers of the region over a lognormal share of median 1 %, 0.85 as provinces' employment has",
    ),
    ("regions", "unemployed_persons", "derived", "NBS", "Synthetic; drawn from the quartiles of the provinces, 2023"),
    (
        "regions",
        "average_wage_cny_per_month",
        "derived",
        "NBS",
        "Synthetic; lognormal, median 7,500 and 0.17, as the provinces in 2023",
    ),
    (
        "markets",
        "*",
        "assumption",
        "SYNTHETIC",
        "Synthetic; lognormal price, median 3,500 and 0.3; cap twice the price",
    ),
    (
        "markets",
        "demand_munit",
        "derived",
        "NBS",
        "Synthetic; 78.1 % of running capacity, as ferrous metals in 2024 Q4",
    ),
    (
        "markets",
        "demand_growth_pct_per_year",
        "derived",
        "NBS",
        "Synthetic; crude steel fell from 1,065 Mt in 2020 to 1,005 Mt in 2024",
    ),
    ("firms", "*", "assumption", "SYNTHETIC", "Synthetic; shares of capacity at the reference price; cash lognormal"),
    (
        "plants",
        "*",
        "assumption",
        "SYNTHETIC",
        "Synthetic; cash cost normal around 88 % of the price, 7 %; the rest fixed shares of capacity at that price",
    ),
    ("plants", "lines", "assumption", "SYNTHETIC", "Synthetic; as many as were asked for"),
    (
        "plants",
        "capacity_munit_per_line",
        "derived",
        "GIST",
        "Synthetic; lognormal, median 2.3 and 0.83 a plant, as 315 steel plants; coal mines (GCMT) spread as much",
    ),
    (
        "plants",
        "workers_per_line",
        "derived",
        "GIST",
        "Synthetic; quantiles of workers per Mt of 309 steel plants: 149, 564, 1,000, 1,461 and 1,964",
    ),
    ("plants", "start_year", "derived", "GIST", "Synthetic; 6 plants in 100, as capacity under construction; any year"),
    ("duties", "*", "assumption", "SYNTHETIC", "Synthetic; halves of severance, the rest by one payer"),
    ("programmes", "*", "assumption", "SYNTHETIC", "Synthetic; round numbers"),
)

PROVENANCE: Mapping[str, Provenance] = {
    row.row_key: row
    for row in (
        Provenance(of_table=table, of_row="*", of_column=column, basis=basis, source=source, reasoning=reasoning)
        for table, column, basis, source, reasoning in _STATED
    )
}
"""What every figure of a synthetic instance rests on."""
