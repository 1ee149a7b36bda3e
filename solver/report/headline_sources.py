"""Which figures of an instance enter each figure of the headline, and what those rest on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from solver.instance.instance import Instance
from solver.instance.provenance import HEADER_TABLE, Figure, figures_with_provenance
from solver.instance.records import Provenance
from solver.language import _, marked
from solver.report import wording
from solver.report.grid import Column, Grid, Row
from solver.report.summary import HeadlineRow
from solver.report.wording import UNKNOWN, number, percent

Columns = Mapping[str, tuple[str, ...]]
"""Table of an instance to columns of it."""
Known = tuple[Figure, Provenance]
"""A figure and what it rests on."""

MAIN = 3
"""Sources that are named; the others are counted."""


def together(*parts: Columns) -> Columns:
    """Return the columns of several parts as one, each column once."""
    tables = dict.fromkeys(table for part in parts for table in part)
    return {table: tuple(dict.fromkeys(column for part in parts for column in part.get(table, ()))) for table in tables}


EXPECTED: Columns = {"scenarios": ("probability_pct",)}
LINES: Columns = together({"plants": ("lines", "start_year")}, EXPECTED)
CAPACITY = together(
    LINES,
    {
        "plants": ("capacity_munit_per_line",),
        "upgrades": ("capacity_munit_per_line", "ramp_up_years", "ramp_up_pct"),
    },
)
SALES = together(
    {
        "markets": (
            "demand_munit",
            "demand_growth_pct_per_year",
            "reference_price_cny_per_unit",
            "price_cap_cny_per_unit",
            "demand_elasticity",
        ),
        "price_rates": ("operating_rate_pct", "price_cny_per_unit"),
        "links": ("transport_cost_cny_per_unit", "tariff_cny_per_unit"),
        "plants": ("cash_cost_cny_per_unit", "subsidy_cny_per_unit"),
        "upgrades": ("cash_cost_cny_per_unit",),
        "merger_pairs": ("unit_cost_saving_cny_per_unit",),
        "vouchers": ("demand_munit_per_tranche",),
        "scenarios": ("demand_factor",),
    },
    CAPACITY,
)
LOSSES = together(
    SALES,
    {"plants": ("fixed_cost_mcny_per_line", "subsidy_mcny_per_line"), "upgrades": ("fixed_cost_mcny_per_line",)},
)
OVERHEADS = together({"firms": ("overhead_mcny_per_year",), "merger_pairs": ("overhead_saving_mcny_per_year",)}, LINES)
CLOSURE_COSTS = together({"plants": ("closure_cost_mcny_per_line",)}, LINES)
INVESTMENT = together(
    {
        "plants": ("capital_cost_mcny_per_line",),
        "upgrades": ("capital_cost_mcny_per_line",),
        "merger_pairs": ("integration_cost_mcny",),
    },
    LINES,
)
DISPLACED = together(
    {
        "plants": ("workers_per_line",),
        "upgrades": ("workers_per_line", "skilled_workers_per_line"),
        "merger_pairs": ("redundant_persons", "redeployed_pct"),
    },
    LINES,
)
WITHOUT_WORK = together(
    {
        "regions": ("reemployment_pct", "vacancies_persons_per_year"),
        "programmes": ("class_size_persons", "reemployment_pct"),
        "scenarios": ("vacancy_factor",),
    },
    DISPLACED,
)
OUTLAY = together(
    {
        "regions": (
            "average_wage_cny_per_month",
            "unemployment_benefit_cny_per_month",
            "rehired_wage_cny_per_month",
        ),
        "plants": (
            "service_years",
            "closure_cost_mcny_per_line",
            "reservation_value_mcny_per_line",
            "subsidy_mcny_per_line",
        ),
        "duties": ("share_pct",),
        "programmes": ("setup_cost_mcny", "cost_mcny_per_class"),
        "barriers": ("removal_cost_mcny",),
        "merger_pairs": ("redundancy_service_years",),
        "upgrades": ("capital_cost_mcny_per_line", "public_share_pct"),
        "vouchers": ("cost_mcny_per_tranche",),
    },
    SALES,
    WITHOUT_WORK,
)
CASH = together(
    {
        "firms": ("cash_mcny", "credit_mcny"),
        "payers": ("levy_mcny_per_munit",),
        "upgrades": ("public_share_pct",),
        "plants": ("reservation_value_mcny_per_line",),
    },
    LOSSES,
    OVERHEADS,
    CLOSURE_COSTS,
    INVESTMENT,
)
EMISSIONS = together(
    {"plants": ("emissions_tco2_per_unit",), "upgrades": ("emissions_tco2_per_unit",)},
    SALES,
)
ALL_ACCOUNTS = together(
    {HEADER_TABLE: ("discount_rate_pct",)},
    LOSSES,
    OVERHEADS,
    CLOSURE_COSTS,
    INVESTMENT,
    OUTLAY,
)

ENTERING: Mapping[str, Columns] = {
    "objective": ALL_ACCOUNTS,
    "operating_losses": LOSSES,
    "overheads": OVERHEADS,
    "closure_costs": CLOSURE_COSTS,
    "investment_costs": INVESTMENT,
    "public_outlay": OUTLAY,
    "consumer_harm": SALES,
    "displaced": DISPLACED,
    "without_work": WITHOUT_WORK,
    "breaches": together(ALL_ACCOUNTS, CASH, EMISSIONS),
    "largest_rise_of_unemployment": together({"regions": ("labour_force_persons",)}, WITHOUT_WORK),
    "insolvent_firms": CASH,
    "open_lines": LINES,
    "emissions": EMISSIONS,
    "price": SALES,
    "capacity": CAPACITY,
    "operating_rate": SALES,
}
"""Key of a measure of the headline to what enters it once it is decided which lines close and which firms stay.

What decides on insolvencies stands with the firms that become insolvent, and is not told again with everything else
that an insolvency changes. Offers are those of firms that no rule of conduct binds.
"""

LABELS: Mapping[str, str] = {
    "price": marked("Price in {year}"),
    "capacity": marked("Capacity in {year}"),
    "operating_rate": marked("Operating rate in {year}"),
}
"""What is told of several markets, told once."""


def headline_sources_sentence() -> str:
    """Say what the table of the headline's figures leaves out."""
    return _(
        "Each figure of the headline follows from the figures of the instance that are counted beside it, from what the"
        " plan decides, and, where it is the objective, from the weights of the mandate."
    )


def headline_sources_grid(instance: Instance, rows: Sequence[HeadlineRow]) -> Grid:
    """Return how many figures enter each measure of the headline, how many are assumed, and where they come from."""
    columns = (Column(_("Figure of the headline"), kind="name"), *counted_columns(), Column(_("Tables"), kind="name"))
    told = tuple(
        Row((label, *counts(instance, entering), tables_of(entering)))
        for label, entering in entering_by_label(instance, rows)
    )
    return Grid(_("What enters the figures of the headline"), columns, told)


def headline_columns_grid(instance: Instance, rows: Sequence[HeadlineRow]) -> Grid:
    """Return the same table by table, with the columns of each as files call them."""
    columns = (
        Column(_("Figure of the headline"), kind="name"),
        Column(_("Table"), kind="name"),
        Column(_("Columns"), kind="name"),
        *counted_columns(),
    )
    told = []
    for label, entering in entering_by_label(instance, rows):
        for table in dict.fromkeys(figure.table for figure, _row in entering):
            within = [each for each in entering if each[0].table == table]
            names = wording.listed(dict.fromkeys(figure.column for figure, _row in within))
            told.append(Row((label, table, names, *counts(instance, within))))
    return Grid(_("What enters the figures of the headline, table by table"), columns, tuple(told))


def entering_by_label(instance: Instance, rows: Sequence[HeadlineRow]) -> Iterator[tuple[str, list[Known]]]:
    """Yield what each measure of the headline is called, with the figures that enter it; markets are told together."""
    known = figures_with_provenance(instance)
    for key, label in {row.measure.key: row.label for row in rows}.items():
        name = _(LABELS[key]).format(year=instance.years[-1]) if key in LABELS else label
        yield name, [each for each in known if each[0].column in ENTERING[key].get(each[0].table, ())]


def counted_columns() -> tuple[Column, ...]:
    """Return the columns of :func:`counts`."""
    return Column(_("Figures")), Column(_("Assumptions")), Column(_("Main sources"), kind="name")


def counts(instance: Instance, entering: Sequence[Known]) -> tuple[str, str, str]:
    """Return how many figures there are, the share of assumptions among them, and the sources of most of them."""
    if not entering:
        return number(0, 0), UNKNOWN, UNKNOWN
    assumed = sum(row.basis == "assumption" for _figure, row in entering)
    used = Counter(row.source for _figure, row in entering)
    named = [
        _("{source} ({figures})").format(source=source_name(instance, source), figures=number(count, 0))
        for source, count in used.most_common(MAIN)
    ]
    if len(used) > MAIN:
        named.append(_("{n} more").format(n=len(used) - MAIN))
    return number(len(entering), 0), percent(assumed / len(entering), 1), wording.lists(named)


def source_name(instance: Instance, source: str) -> str:
    """Return the key of a source with its publisher, where the table of sources has it."""
    known = instance.sources.get(source)
    return wording.plain(source if known is None else f"{source} {known.publisher}")


def tables_of(entering: Sequence[Known]) -> str:
    """Return the tables of figures, each with how many are in it."""
    found = Counter(figure.table for figure, _row in entering)
    return wording.listed(
        _("{table} ({figures})").format(table=table, figures=number(count, 0)) for table, count in found.items()
    )
