"""What keeps a plan from being read against an instance: keys and years that are not there."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from difflib import get_close_matches

from solver.errors import Problem
from solver.instance.instance import Instance
from solver.plan import Move, Plan

SECTIONS: tuple[tuple[str, str, str], ...] = (
    ("moves", "plant", "plants"),
    ("openings", "programme", "programmes"),
    ("classes", "programme", "programmes"),
    ("income_support", "region", "regions"),
    ("wage_support", "region", "regions"),
    ("mergers", "pair", "merger_pairs"),
    ("conduct", "market", "markets"),
    ("removals", "barrier", "barriers"),
    ("adoptions", "standard", "standards"),
    ("vouchers", "voucher", "vouchers"),
    ("transfers", "transfer", "transfers"),
    ("levies", "payer", "payers"),
)
"""Section of a plan, its column with a key, and the table that the key is of."""

UNDATED = ("income_support", "wage_support", "adoptions")
"""Sections whose decisions have no year."""

PROMISES = {"income_support": "monthly income", "wage_support": "monthly wage"}
"""Sections of which a region can have one row, and what that row promises."""


def find_problems(instance: Instance, plan: Plan) -> Iterable[Problem]:
    """Yield everything that keeps a plan from being read against an instance."""
    if plan.instance != instance.header.id:
        yield Problem(
            "plan.json",
            "",
            "instance",
            plan.instance,
            f"the instance is {instance.header.id!r}",
            "use a plan that was made for it",
        )
    years = frozenset(instance.years)
    for section, column, table in SECTIONS:
        keys = instance.table(table)
        for number, row in enumerate(getattr(plan, section), start=1):
            if getattr(row, column) not in keys:
                yield unknown_key(f"{section} {number}", column, getattr(row, column), keys)
            if section not in UNDATED and row.year not in years:
                yield unknown_year(f"{section} {number}", row.year, instance)
    for number, move in enumerate(plan.moves, start=1):
        yield from unknown_states(f"moves {number}", move, instance)
    for section, promise in PROMISES.items():
        yield from repeated_regions(section, promise, plan)


def unknown_states(row: str, move: Move, instance: Instance) -> Iterable[Problem]:
    """Yield the states of a move that name an upgrade or a merger pair which the instance does not have."""
    for column in ("from_state", "to_state"):
        kind, _, key = getattr(move, column).partition(":")
        keys = instance.upgrades if kind == "upgraded" else instance.merger_pairs
        if key and key not in keys:
            problem = unknown_key(row, "upgrade" if kind == "upgraded" else "pair", key, keys)
            yield Problem(problem.file, row, column, getattr(move, column), problem.rule, problem.cure)


def repeated_regions(section: str, promise: str, plan: Plan) -> Iterable[Problem]:
    """Yield the rows that promise a region something again."""
    regions = [each.region for each in getattr(plan, section)]
    for number, region in enumerate(regions, start=1):
        if region in regions[: number - 1]:
            yield Problem(
                "plan.json",
                f"{section} {number}",
                "region",
                region,
                f"a region is promised one {promise} only",
                "keep one of its rows",
            )


def unknown_key(row: str, column: str, value: str, keys: Collection[str]) -> Problem:
    """Return the problem of a key that the instance does not have."""
    nearest = get_close_matches(value, keys, n=1, cutoff=0.0)
    cure = f"the nearest is {nearest[0]!r}" if nearest else "take the row out, since there is none"
    return Problem("plan.json", row, column, value, f"the instance has no such {column}", cure)


def unknown_year(row: str, year: int, instance: Instance) -> Problem:
    """Return the problem of a year that is not computed."""
    first, last = instance.years[0], instance.years[-1]
    return Problem(
        "plan.json", row, "year", str(year), "the year is not computed", f"give a year between {first} and {last}"
    )
