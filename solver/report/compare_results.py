"""In which results runs differ: how they ended, the headline, accounts, markets, lines, people, payments and limits."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import Literal

from solver.evaluate.outcome import ACCOUNTS, Outcome
from solver.instance.instance import Instance
from solver.language import _, marked
from solver.report import summary, wording
from solver.report.compare_lines import EXACT, Comparison, Line, Nothing, Value, joined, scaled
from solver.report.grid import Mark, expected
from solver.report.limits import by_subject, mark_of
from solver.report.reading import Run
from solver.report.wording import RULES, Scale, money_scale, name_of, plain, subject_name, unit_words

MARKS: Mapping[Mark, str] = {
    "": marked("kept"),
    "binds": marked("binds"),
    "missed": marked("missed"),
    "broken": marked("broken"),
}
"""What is said of a limit in all its years and scenarios."""

Case = Literal["status_quo", "plan"]
Sums = dict[Hashable, Value]

UNITS_OF_PRODUCTS = ("munit", "cny_per_unit")
"""Units that are those of a product; two instances may count a market of one key in two of them."""

OTHER_STATUSES: Mapping[str, str] = {"running": marked("Not ended"), "failed": marked("Failed")}
"""Statuses of runs that left no result."""

QUALITIES: Mapping[str, str] = {
    "objective": marked("Objective"),
    "bound": marked("No plan is below"),
    "gap": marked("Certified gap"),
    "seconds": marked("Solving took"),
}
"""Numbers of ``run.json`` that say how good an answer is."""

MARKET_MEASURES: Mapping[str, str] = {
    "price_cny_per_unit": marked("Price"),
    "output_munit": marked("Output"),
    "capacity_munit": marked("Capacity"),
    "operating_rate_pct": marked("Operating rate"),
    "served_munit": marked("Consumers get"),
    "unserved_munit": marked("Not served"),
}
PEOPLE_MEASURES: Mapping[str, str] = {
    "displaced_persons": marked("Losing a job"),
    "retrained_persons": marked("Retrained"),
    "found_work_persons": marked("Finding work"),
    "without_work_persons": marked("Person-years without work"),
}


def status_comparison(runs: Sequence[Run]) -> Comparison:
    """Return how every run ended, in words."""
    said = {
        "status": (_("How it ended"), [status_words(run.status) for run in runs]),
        "reason": (_("Why"), [wording.sentence(_(str(run.facts["reason"] or ""))) for run in runs]),
    }
    lines = tuple(Line((key,), (name,), tuple(values)) for key, (name, values) in said.items())
    return Comparison("status", _("How the runs ended"), ("measure",), (_("What"),), lines, everything=True)


def quality_comparison(runs: Sequence[Run]) -> Comparison:
    """Return how good every answer is known to be, and what it took."""
    told = {key: tuple(number_or_unknown(run.facts.get(key)) for run in runs) for key in QUALITIES}
    money = scaled((*told["objective"], *told["bound"]), money_scale)
    scales = {"gap": Scale("%", 0.01), "seconds": Scale(_("seconds"), 1.0)}
    lines = tuple(
        Line((key,), (_(QUALITIES[key]),), values, scales.get(key, money), is_effort=key == "seconds")
        for key, values in told.items()
    )
    caption = _("How good the answers are known to be")
    return Comparison("quality", caption, ("measure",), (_("What"),), lines, everything=True)


def status_words(status: str) -> str:
    """Return a status in words."""
    words = {**{str(known): said for known, said in summary.STATUSES.items()}, **OTHER_STATUSES}
    return _(words[status]) if status in words else plain(status)


def number_or_unknown(value: object) -> Value:
    """Return a number of ``run.json``, which is nothing where the run has none."""
    return float(value) if isinstance(value, int | float) else Nothing.UNKNOWN


def headline_comparison(runs: Sequence[Run], case: Case) -> Comparison:
    """Return the measures by which a planner compares plans."""
    names: dict[Hashable, str] = {}
    scales: dict[Hashable, Scale] = {}
    sides: list[Mapping[Hashable, Value] | None] = []
    for run in runs:
        judged = side_of(run, case)
        if run.instance is None or run.status_quo is None or judged is None:
            sides.append(None)
            continue
        values: Sums = {}
        for row in summary.headline(run.instance, run.status_quo, run.plan):
            last = str(run.instance.years[-1])
            unit = row.unit if row.measure.unit in UNITS_OF_PRODUCTS else ""
            key = (row.measure.key, row.measure.subject, last if last in row.label else "", unit)
            read = row.read_plan if case == "plan" else row.read_status_quo
            values[key] = Nothing.UNKNOWN if read is None else read
            names.setdefault(key, row.label)
            scales.setdefault(key, Scale(row.unit, row.measure.scale.size))
            if row.measure.unit == "mcny":
                scales[key] = EXACT
        sides.append(values)
    rows = joined(sides)
    money = scaled((each for key, values in rows.items() if scales[key] is EXACT for each in values), money_scale)
    lines = tuple(
        Line(
            parts_of(key),
            (names[key],),
            values,
            money if scales[key] is EXACT else scales[key],
            "" if place else "total",
        )
        for place, (key, values) in enumerate(rows.items())
    )
    keys = ("measure", "subject", "year", "unit")
    return Comparison(f"{case}_headline", _("The headline"), keys, (_("Measure"),), lines, everything=True)


def accounts_comparison(runs: Sequence[Run], case: Case) -> Comparison:
    """Return the accounts of the objective, which add up to it."""
    judged = [side_of(run, case) for run in runs]
    sides: list[Mapping[Hashable, Value] | None] = [
        None if each is None else dict([*each.accounts.items(), ("objective", each.objective_mcny)]) for each in judged
    ]
    rows = joined(sides)
    scale = scaled((each for values in rows.values() for each in values), money_scale)
    names = {**wording.ACCOUNTS, "objective": marked("Objective")}
    lines = tuple(
        Line((key,), (_(names[key]),), rows[key], scale, "total" if key == "objective" else "")
        for key in (*ACCOUNTS, "objective")
        if key in rows
    )
    caption = _("The objective, account by account: weighted and discounted")
    return Comparison(f"{case}_accounts", caption, ("account",), (_("Account"),), lines, everything=True)


def markets_comparison(runs: Sequence[Run], case: Case) -> Comparison:
    """Return prices and quantities of every market and year; a market with two units is told once in each."""
    sides: list[Sums | None] = []
    for run in runs:
        found = sums(run, case, "markets", ["market", "year"], list(MARKET_MEASURES))
        named = ((parts_of(key), value) for key, value in (found or {}).items())
        told: Sums = {(*parts, own_unit(run, runs, parts[0])): value for parts, value in named}
        sides.append(None if found is None else told)
    lines = []
    for key, values in joined(sides).items():
        market, year, measure, unit = parts_of(key)
        names = (naming(runs, "markets", market), year, _(MARKET_MEASURES[measure]))
        lines.append(Line((market, year, measure, unit), names, values, market_scale(runs, market, measure, unit)))
    keys, titles = ("market", "year", "measure", "unit"), (_("Market"), _("Year"), _("Measure"))
    return Comparison(f"{case}_markets", _("Markets"), keys, titles, tuple(lines))


def own_unit(run: Run, runs: Sequence[Run], market: str) -> str:
    """Return the unit of a market's product in a run where the runs do not agree on it, and nothing where they do."""
    units = {each.products[each.markets[market].product].unit for each in instances(runs) if market in each.markets}
    if len(units) < 2 or run.instance is None:
        return ""
    return run.instance.products[run.instance.markets[market].product].unit


def market_scale(runs: Sequence[Run], market: str, measure: str, unit: str) -> Scale:
    """Return the unit of a measure of a market, as the first run with the market and the unit has it."""
    if measure.endswith("_pct"):
        return Scale("%", 1.0)
    having = (each for each in instances(runs) if market in each.markets)
    instance = next((each for each in having if unit in ("", each.products[each.markets[market].product].unit)), None)
    if measure.endswith("_munit"):
        return wording.quantity_scale(instance, market) if instance else Scale(unit_words("munit"), 1.0)
    return Scale(wording.price_unit(instance, market) if instance else unit_words("cny_per_unit"), 1.0)


def lines_comparison(runs: Sequence[Run], case: Case) -> Comparison:
    """Return how many lines each plant runs in the last year that all runs have computed."""
    sides = [sums(run, case, "plants", ["plant", "year"], ["lines"]) for run in runs]
    years = [{parts_of(key)[1] for key in side} for side in sides if side]
    shared = set.intersection(*years) if years else set()
    last = max(shared, default="")
    kept = [None if side is None else open_lines(run, side, last) for run, side in zip(runs, sides, strict=True)]
    scale = Scale(unit_words("lines"), 1.0)
    rows = joined(kept) if shared else {}
    lines = tuple(Line((str(key),), (naming(runs, "plants", str(key)),), values, scale) for key, values in rows.items())
    caption = _("Open lines in {year}, plant by plant").format(year=last)
    return Comparison(f"{case}_lines", caption, ("plant",), (_("Plant"),), lines)


def open_lines(run: Run, side: Mapping[Hashable, Value], year: str) -> Sums:
    """Return the lines open in a year of every plant of a run, also of one that has none."""
    plants = dict.fromkeys(parts_of(key)[0] for key in side)
    known = plants if run.instance is None else dict.fromkeys(run.instance.plants)
    found = {parts_of(key)[0]: value for key, value in side.items() if parts_of(key)[1] == year}
    return {plant: found.get(plant, 0.0) for plant in known}


def people_comparison(runs: Sequence[Run], case: Case) -> Comparison:
    """Return people by region over all years."""
    sides = [sums(run, case, "regions", ["region"], list(PEOPLE_MEASURES)) for run in runs]
    lines = []
    for key, values in joined(sides).items():
        region, measure = parts_of(key)
        scale = Scale(unit_words("person_years" if measure == "without_work_persons" else "persons"), 1.0)
        names = (naming(runs, "regions", region), _(PEOPLE_MEASURES[measure]))
        lines.append(Line((region, measure), names, values, scale))
    keys, titles = ("region", "measure"), (_("Region"), _("Measure"))
    return Comparison(f"{case}_people", _("People by region, all years"), keys, titles, tuple(lines))


def payments_comparison(runs: Sequence[Run], case: Case) -> Comparison:
    """Return what every payer spends on what over all years; who pays nothing in one run only has 0 there."""
    sides = [sums(run, case, "payments", ["payer", "purpose"], ["spent_mcny"]) for run in runs]
    lines = []
    rows = joined(sides)
    scale = scaled((each for values in rows.values() for each in values), money_scale)
    for key, values in rows.items():
        payer, purpose, _measure = parts_of(key)
        told = tuple(
            0.0 if each is Nothing.ABSENT and (run.instance is None or payer in run.instance.payers) else each
            for run, each in zip(runs, values, strict=True)
        )
        names = (naming(runs, "payers", payer), _(wording.PURPOSES.get(purpose, purpose)))
        lines.append(Line((payer, purpose), names, told, scale))
    keys, titles = ("payer", "purpose"), (_("Payer"), _("Purpose"))
    return Comparison(f"{case}_payments", _("Payments, all years"), keys, titles, tuple(lines))


def limits_comparison(runs: Sequence[Run], case: Case) -> Comparison:
    """Return which limits are kept, bind, or are broken or missed."""
    sides: list[Mapping[Hashable, Value] | None] = []
    for run in runs:
        judged = side_of(run, case)
        sides.append(
            None if judged is None else {key: _(MARKS[mark_of(rows)]) for key, rows in by_subject(judged).items()}
        )
    lines = []
    for key, values in joined(sides).items():
        rule, subject = parts_of(key)
        named = (subject_name(each, rule, subject) for each in instances(runs))
        name = plain(next((each for each in named if each != subject), subject))
        lines.append(Line((rule, subject), (_(RULES.get(rule, rule)), name), values))
    caption = _("Limits: whether they are kept, bind, or are broken")
    return Comparison(f"{case}_limits", caption, ("rule", "subject"), (_("Limit"), _("Of")), tuple(lines))


def sums(run: Run, case: Case, name: str, keys: list[str], measures: list[str]) -> Sums | None:
    """Return measures of a table of a run, expected over the scenarios, by key and measure.

    Without the instance nobody knows how likely its scenarios are; a table of several can then not be compared.
    """
    judged = side_of(run, case)
    if judged is None:
        return None
    table = judged.tables[name]
    found: Mapping[str, Mapping[Hashable, float]]
    if run.instance is not None:
        found = expected(run.instance, table, keys, measures)
    elif table["scenario"].nunique() <= 1:
        grouped = table.groupby(keys)[measures].sum(min_count=1)
        found = {measure: grouped[measure].to_dict() for measure in measures}
    else:
        return None
    return {
        (*(key if isinstance(key, tuple) else (key,)), measure): value
        for key in found[measures[0]]
        for measure, value in ((each, found[each][key]) for each in measures)
        if value == value  # a price that nobody pays is not a number
    }


def parts_of(key: Hashable) -> tuple[str, ...]:
    """Return the parts of a key as text."""
    return tuple(str(each) for each in key) if isinstance(key, tuple) else (str(key),)


def side_of(run: Run, case: Case) -> Outcome | None:
    """Return the plan or the status quo of a run."""
    return run.plan if case == "plan" else run.status_quo


def instances(runs: Sequence[Run]) -> Iterator[Instance]:
    """Yield the instances that can be read."""
    return (run.instance for run in runs if run.instance is not None)


def naming(runs: Sequence[Run], table: str, key: str) -> str:
    """Return the name that the first run with the row gives it, or the key where no run has it."""
    return next((name_of(each, table, key) for each in instances(runs) if key in each.table(table)), plain(key))
