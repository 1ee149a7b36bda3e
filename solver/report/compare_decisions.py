"""In which decisions plans differ, joined by what they are about and by year."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence

from solver.language import _, marked
from solver.plan import Move, Plan
from solver.report.compare_lines import EXACT, Comparison, Line, Nothing, Value, joined, scaled
from solver.report.compare_results import instances, naming, parts_of
from solver.report.decisions_rules import CONDUCT
from solver.report.reading import Run
from solver.report.wording import UNKNOWN, Scale, money_scale, plain, unit_words

Kind = tuple[str, str, str]
"""What is decided in words, the table that it is about, and the unit of its amount; empty where there is none."""

KINDS: Mapping[str, Kind] = {
    "close_lines": (marked("Lines that close"), "plants", "lines"),
    "stop_lines": (marked("Planned lines that are stopped"), "plants", "lines"),
    "withdraw_subsidy": (marked("Lines that lose their subsidy"), "plants", "lines"),
    "upgrade_lines": (marked("Lines that are upgraded"), "upgrades", "lines"),
    "pay_owner": (marked("Paid to the owner"), "plants", "mcny"),
    "merge": (marked("Merger"), "merger_pairs", ""),
    "open_programme": (marked("Programme set up"), "programmes", ""),
    "hold_classes": (marked("Retraining classes"), "programmes", "classes"),
    "support_incomes": (marked("Income support"), "regions", "cny_per_month"),
    "support_wages": (marked("Wage support"), "regions", "cny_per_month"),
    "set_conduct": (marked("Rule of conduct"), "markets", ""),
    "remove_barrier": (marked("Barrier removed"), "barriers", ""),
    "adopt_standard": (marked("Standard adopted"), "standards", ""),
    "issue_vouchers": (marked("Vouchers issued"), "vouchers", "tranches"),
    "transfer_budget": (marked("Budget transferred"), "transfers", "mcny"),
    "raise_levy": (marked("Levy raised"), "payers", ""),
}

Decided = tuple[str, str, str]
"""Kind, key of what it is about, and year; empty for what holds in all years."""

NOT_SET = marked("none")
"""What stands where no rule of conduct holds."""


def decisions_comparison(runs: Sequence[Run]) -> Comparison:
    """Return every decision that a plan takes; where another does not, it has none of it, or nothing of the kind."""
    sides: list[Mapping[Hashable, Value] | None] = [
        None if run.plan is None else dict(added_up(run.plan.plan)) for run in runs
    ]
    rows = joined(sides)
    paid = (each for key, values in rows.items() if unit_of(key) == "mcny" for each in values)
    money = scaled(paid, money_scale)
    lines = []
    for key, values in sorted(rows.items(), key=lambda row: order_of(row[0])):
        kind, subject, year = parts_of(key)
        words, table, unit = KINDS[kind]
        scale = money if unit == "mcny" else Scale(amount_words(unit), 1.0) if unit else EXACT
        told = tuple(not_decided(run, kind, subject, each) for run, each in zip(runs, values, strict=True))
        names = (_(words), naming(runs, table, subject), place_of(runs, table, subject), year or _("all years"))
        lines.append(Line((kind, subject, year), names, told, scale))
    titles = (_("Decision"), _("About"), _("Of"), _("Year"))
    return Comparison("decisions", _("Decisions"), ("decision", "subject", "year"), titles, tuple(lines))


def added_up(plan: Plan) -> dict[Hashable, Value]:
    """Return what a plan decides; lines that move from several states in one year are one decision."""
    found: dict[Hashable, Value] = {}
    for key, amount in (*moved(plan), *promised(plan)):
        before = found.get(key, 0.0)
        found[key] = before + amount if isinstance(amount, float) and isinstance(before, float) else amount
    return found


def moved(plan: Plan) -> Iterator[tuple[Decided, float]]:
    """Yield what happens to lines, and what their owners are paid."""
    for move in plan.moves:
        yield (*kind_of(move), str(move.year)), float(move.lines)
        if move.compensation_mcny:
            yield ("pay_owner", move.plant, str(move.year)), move.compensation_mcny


def kind_of(move: Move) -> tuple[str, str]:
    """Return what happens to lines, and the key of what it is about."""
    if move.to_state.startswith("upgraded:"):
        return "upgrade_lines", move.to_state.removeprefix("upgraded:")
    if move.from_state == "planned":
        return "stop_lines", move.plant
    return "close_lines" if move.to_state == "closed" else "withdraw_subsidy", move.plant


def promised(plan: Plan) -> Iterator[tuple[Decided, Value]]:
    """Yield all other decisions of a plan."""
    yield from ((("open_programme", each.programme, str(each.year)), True) for each in plan.openings)
    yield from ((("hold_classes", each.programme, str(each.year)), float(each.classes)) for each in plan.classes)
    yield from ((("support_incomes", each.region, ""), each.cny_per_month) for each in plan.income_support)
    yield from ((("support_wages", each.region, ""), each.cny_per_month) for each in plan.wage_support)
    yield from ((("merge", each.pair, str(each.year)), True) for each in plan.mergers)
    yield from ((("set_conduct", each.market, str(each.year)), _(CONDUCT[each.rule])) for each in plan.conduct)
    yield from ((("remove_barrier", each.barrier, str(each.year)), True) for each in plan.removals)
    yield from ((("adopt_standard", each.standard, ""), True) for each in plan.adoptions)
    yield from ((("issue_vouchers", each.voucher, str(each.year)), float(each.tranches)) for each in plan.vouchers)
    yield from ((("transfer_budget", each.transfer, str(each.year)), each.mcny) for each in plan.transfers)
    yield from ((("raise_levy", each.payer, str(each.year)), True) for each in plan.levies)


def not_decided(run: Run, kind: str, subject: str, value: Value) -> Value:
    """Return a value; where a plan does not decide on something that its instance has, that it does not."""
    _words, table, unit = KINDS[kind]
    if value is not Nothing.ABSENT or (run.instance is not None and subject not in run.instance.table(table)):
        return value
    if unit:
        return 0.0
    return _(NOT_SET) if kind == "set_conduct" else False


def unit_of(key: Hashable) -> str:
    """Return the unit of a decision's amount."""
    return KINDS[parts_of(key)[0]][2]


def amount_words(unit: str) -> str:
    """Return a unit of decisions in words."""
    words = {"classes": _("classes"), "tranches": _("tranches")}
    return words.get(unit) or unit_words(unit)


def order_of(key: Hashable) -> tuple[int, str]:
    """Return where a decision stands: by kind, then by year; within both as plans have them."""
    kind, _subject, year = parts_of(key)
    return list(KINDS).index(kind), year


def place_of(runs: Sequence[Run], table: str, subject: str) -> str:
    """Return the firm of a plant, and the plant of an upgrade; all else is of nothing."""
    instance = next((each for each in instances(runs) if subject in each.table(table)), None)
    if instance is None or table not in ("plants", "upgrades"):
        return UNKNOWN
    if table == "upgrades":
        return plain(instance.plants[instance.upgrades[subject].plant].name)
    return plain(instance.firms[instance.plants[subject].firm].name)
