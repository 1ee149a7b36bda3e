"""What the mandate asks for and allows, each with its reason and its source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import cast

from solver.language import _, marked
from solver.mandate import Level, Limits, Mandate, Stated
from solver.report.decisions_rules import CONDUCT
from solver.report.grid import Column, Grid, Row
from solver.report.wording import UNKNOWN, listed, lists, plain

REASONS = ("reason", "source")
"""Keys of a section that say why it is as it is."""

SETTINGS: Mapping[str, str] = {
    "first_decision_year": marked("first decision year"),
    "close_lines": marked("close lines"),
    "withdraw_subsidies": marked("withdraw subsidies"),
    "compensate_exits": marked("compensate exits"),
    "retrain": marked("retrain"),
    "merge_firms": marked("merge firms"),
    "most_mergers_per_acquirer": marked("most mergers per acquirer"),
    "upgrade_lines": marked("upgrade lines"),
    "conduct_rules": marked("conduct rules"),
    "remove_barriers": marked("remove barriers"),
    "stop_entry": marked("stop entry"),
    "adopt_standards": marked("adopt standards"),
    "issue_vouchers": marked("issue vouchers"),
    "transfer_budgets": marked("transfer budgets"),
    "raise_levies": marked("raise levies"),
    "level": marked("level"),
    "breach_price_mcny": marked("breach price mcny"),
    "rise_ceiling_percentage_points": marked("rise ceiling percentage points"),
    "by_region": marked("by region"),
    "floor_pct_of_average_wage": marked("floor pct of average wage"),
    "ceiling_pct_of_reference": marked("ceiling pct of reference"),
    "floor_pct_of_reference_demand": marked("floor pct of reference demand"),
    "floor_pct_of_today": marked("floor pct of today"),
    "ceiling_pct_of_fair_share": marked("ceiling pct of fair share"),
    "ceiling_pct_of_today": marked("ceiling pct of today"),
    "room_points": marked("room points"),
    "share_screen_pct": marked("share screen pct"),
    "guidance": marked("guidance"),
    "closed_per_opened": marked("closed per opened"),
    "operating_losses": marked("operating losses"),
    "overheads": marked("overheads"),
    "closure_costs": marked("closure costs"),
    "investment_costs": marked("investment costs"),
    "public_outlay": marked("public outlay"),
    "consumer_harm": marked("consumer harm"),
    "displaced_mcny_per_person": marked("displaced mcny per person"),
    "without_work_mcny_per_person_year": marked("without work mcny per person year"),
    "payer": marked("payer"),
    "from_year": marked("from year"),
    "to_year": marked("to year"),
    "mcny_per_year": marked("mcny per year"),
}
LIMITS: Mapping[str, str] = {
    "unemployment": marked("Limit: unemployment"),
    "income_floor": marked("Limit: income floor"),
    "consumer_price": marked("Limit: consumer price"),
    "supply": marked("Limit: supply"),
    "budget": marked("Limit: budget"),
    "participation": marked("Limit: participation"),
    "wage_floor": marked("Limit: wage floor"),
    "regional_output": marked("Limit: regional output"),
    "regional_revenue": marked("Limit: regional revenue"),
    "equity": marked("Limit: equity"),
    "emissions": marked("Limit: emissions"),
    "concentration": marked("Limit: concentration"),
    "capacity_swap": marked("Limit: capacity swap"),
}
LEVELS: Mapping[Level, str] = {
    "hard": marked("hard"),
    "soft": marked("soft"),
    "report": marked("report"),
    "off": marked("off"),
}


def wishes_grid(mandate: Mandate) -> Grid:
    """Return every section of the mandate: what it says, why, and on what ground."""
    titles = (_("Section"), _("What is asked"), _("Why"), _("Source"))
    columns = tuple(Column(title, kind="name") for title in titles)
    rows = tuple(
        Row((name, lists(settings(section)) or UNKNOWN, plain(section.reason), section.source))
        for name, section in sections(mandate)
    )
    return Grid(_("What the mandate asks for, and why"), columns, rows)


def sections(mandate: Mandate) -> Iterator[tuple[str, Stated]]:
    """Yield the sections with their names, in the order of the file."""
    yield _("Levers"), mandate.levers
    for name in Limits.model_fields:
        limit = getattr(mandate.limits, name)
        if limit is not None:
            yield _(LIMITS[name]), limit
    yield _("Weights"), mandate.weights
    for addition in mandate.budget_additions:
        yield _("Budget addition"), addition


def settings(section: Stated) -> Iterator[str]:
    """Yield what a section sets, in words."""
    for key in type(section).model_fields:
        value = getattr(section, key)
        if key not in REASONS and value is not None and value not in ({}, ()):
            yield _("{setting}: {value}").format(setting=_(SETTINGS[key]), value=value_words(key, value))


def value_words(key: str, value: object) -> str:
    """Return what a key of a section is set to, in words."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Mapping):
        return listed(f"{each} {amount:g}" for each, amount in value.items())
    if isinstance(value, tuple):
        return listed(_(CONDUCT[rule]) for rule in value)
    if key == "level":
        return _(LEVELS[cast("Level", value)])
    return plain(f"{value:g}" if isinstance(value, float) else str(value))
