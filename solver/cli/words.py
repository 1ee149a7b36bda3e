"""What tables, levers and limits are called where ``fanjuan check`` counts and lists them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_args

from solver.instance.records import Basis
from solver.language import _, both, counted, marked
from solver.mandate import ConductRule, Levers, Limits

TABLES: Mapping[str, tuple[str, str]] = {
    "regions": both("{n} region", "{n} regions"),
    "markets": both("{n} market", "{n} markets"),
    "firms": both("{n} firm", "{n} firms"),
    "payers": both("{n} payer", "{n} payers"),
    "programmes": both("{n} programme", "{n} programmes"),
    "barriers": both("{n} barrier", "{n} barriers"),
    "links": both("{n} link", "{n} links"),
    "price_rates": both("{n} price rate", "{n} price rates"),
    "merger_pairs": both("{n} merger pair", "{n} merger pairs"),
    "upgrades": both("{n} upgrade", "{n} upgrades"),
    "standards": both("{n} standard", "{n} standards"),
    "vouchers": both("{n} voucher", "{n} vouchers"),
    "transfers": both("{n} transfer", "{n} transfers"),
    "scenarios": both("{n} scenario", "{n} scenarios"),
    "observations": both("{n} observation", "{n} observations"),
}
"""One row and several of each table that is counted: not of plants, which are told beside their lines, nor of tables
whose number of rows says little."""

LEVERS: Mapping[str, str] = {
    "close_lines": marked("close lines"),
    "withdraw_subsidies": marked("withdraw subsidies"),
    "compensate_exits": marked("compensate exits"),
    "retrain": marked("retrain"),
    "merge_firms": marked("merge firms"),
    "upgrade_lines": marked("upgrade lines"),
    "remove_barriers": marked("remove barriers"),
    "stop_entry": marked("stop entry"),
    "adopt_standards": marked("adopt standards"),
    "issue_vouchers": marked("issue vouchers"),
    "transfer_budgets": marked("transfer budgets"),
    "raise_levies": marked("raise levies"),
}
CONDUCT: Mapping[ConductRule, str] = {
    "joint_cut_10": marked("joint cut of 10 %"),
    "joint_cut_20": marked("joint cut of 20 %"),
    "joint_cut_30": marked("joint cut of 30 %"),
    "full_cost_offers": marked("offers at full cost"),
}
LIMITS: Mapping[str, str] = {
    "unemployment": marked("unemployment"),
    "income_floor": marked("income floor"),
    "consumer_price": marked("consumer price"),
    "supply": marked("supply"),
    "budget": marked("budget"),
    "participation": marked("participation"),
    "wage_floor": marked("wage floor"),
    "regional_output": marked("regional output"),
    "regional_revenue": marked("regional revenue"),
    "equity": marked("equity"),
    "emissions": marked("emissions"),
    "concentration": marked("concentration"),
    "capacity_swap": marked("capacity swap"),
}
LEVELS: Mapping[str, str] = {
    "hard": marked("Limits: {limits}"),
    "soft": marked("Soft limits: {limits}"),
    "report": marked("Reported limits: {limits}"),
}
BASES: Mapping[Basis, str] = {
    "measured": marked("{n} measured"),
    "reported": marked("{n} reported"),
    "derived": marked("{n} derived"),
    "estimate": marked("{n} estimated"),
    "assumption": marked("{n} assumed"),
}


def rows_of(table: str, number: int) -> str:
    """Return a number of rows in words, such as "2 regions"."""
    return counted(*TABLES[table], number).format(n=number)


def levers_of(levers: Levers) -> list[str]:
    """Return the keys of the levers that are allowed, in the order of the file."""
    return [name for name in LEVERS if getattr(levers, name)]


def conduct_of(levers: Levers) -> list[str]:
    """Return what the rules of conduct that are allowed are called."""
    return [_(CONDUCT[rule]) for rule in get_args(ConductRule) if rule in levers.conduct_rules]


def limits_of(limits: Limits, level: str) -> list[str]:
    """Return the keys of the limits of a level, in the order of the file."""
    stated = {name: getattr(limits, name) for name in LIMITS}
    return [name for name, limit in stated.items() if limit is not None and limit.level == level]
