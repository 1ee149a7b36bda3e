"""What follows from a plan beside the status quo for people and for the objective, expected over the scenarios."""

from __future__ import annotations

from solver.evaluate.outcome import ACCOUNTS, TOLERANCE, Outcome
from solver.instance.instance import Instance
from solver.language import _
from solver.mandate import Mandate
from solver.report import wording
from solver.report.grid import Column, Grid, Mark, Row, Sides, cases, expected
from solver.report.wording import decimals_for, difference, name_of, number


def accounts_grid(sides: Sides) -> Grid:
    """Return the accounts of the objective, which add up to it."""
    scale = wording.money_scale(abs(amount) for side in sides for amount in side.accounts.values())
    titles = (_("Status quo"), _("Plan"), _("Difference"))[: 3 if len(sides) > 1 else 1]
    amounts = [[scale(side.accounts[account]) for side in sides] for account in ACCOUNTS]
    amounts.append([scale(side.objective_mcny) for side in sides])
    # Three decimals at least, so that what is added up by hand agrees with the last line.
    decimals = max(3, decimals_for(each for row in amounts for each in row))
    rows: list[Row] = []
    labels = [*(_(wording.ACCOUNTS[each]) for each in ACCOUNTS), _("Objective")]
    for label, row in zip(labels, amounts, strict=True):
        cells = [number(each, decimals) for each in row]
        if len(row) > 1:
            cells.append(difference(row[1], row[0], decimals))
        rows.append(Row((label, *cells), "total" if len(rows) == len(ACCOUNTS) else ""))
    caption = _("The objective, account by account: weighted and discounted, {money}").format(money=scale.unit)
    return Grid(caption, (Column(_("Account"), kind="name"), *(Column(title) for title in titles)), tuple(rows))


def weights_sentence(instance: Instance, mandate: Mandate) -> str:
    """Say what turns the amounts of the accounts into their parts of the objective."""
    weights = mandate.weights
    factors = wording.listed(
        f"{_(wording.ACCOUNTS[account]).lower()} {getattr(weights, account):g}"
        for account in ACCOUNTS
        if account not in (*wording.PEOPLE, "breaches")
    )
    prices = (weights.displaced_mcny_per_person, weights.without_work_mcny_per_person_year)
    scale = wording.money_scale(prices)
    said = _(
        "Weights of the mandate: {factors}; {money} {displaced} for each person losing a job and {without_work} for"
        " each person-year without work. Later years are discounted at {rate} % a year."
    )
    return said.format(
        factors=factors,
        money=scale.unit,
        displaced=f"{scale(prices[0]):g}",
        without_work=f"{scale(prices[1]):g}",
        rate=f"{instance.header.discount_rate_pct:g}",
    )


def peaks_grid(instance: Instance, mandate: Mandate, sides: Sides) -> Grid:
    """Return for each region the most people without work in any year and scenario, against the ceiling."""
    limit = mandate.limits.unemployment
    first = mandate.levers.first_decision_year
    planned = len(sides) > 1
    over_mark: Mark = "broken" if limit.binds else "missed"
    columns = (
        Column(_("Region"), kind="name"),
        Column(_("Labour force, persons")),
        *cases(_("People losing a job, all years"), planned),
        *cases(_("Person-years without work"), planned),
        *cases(_("Most without work from {year} on, persons").format(year=first), planned),
        Column(_("Ceiling, persons")),
    )
    measures = ["displaced_persons", "without_work_persons"]
    sums = [expected(instance, side.tables["regions"], ["region"], measures) for side in sides]
    highest = [most_without_work(side, first) for side in sides]
    rows = []
    for region, facts in instance.regions.items():
        people = [table[measure].get(region, 0.0) for measure in measures for table in sums]
        people += [each.get(region, 0.0) for each in highest]
        if not any(people):
            continue
        ceiling = None if limit.level == "off" else limit.ceiling_persons(region, facts.labour_force_persons)
        over = ceiling is not None and people[-1] > ceiling * (1 + TOLERANCE)
        texts = (number(each, 0) for each in (facts.labour_force_persons, *people, ceiling))
        rows.append(Row((name_of(instance, "regions", region), *texts), over_mark if over else ""))
    return Grid(_("Regions where people lose a job"), columns, tuple(rows))


def most_without_work(outcome: Outcome, first_year: int) -> dict[str, float]:
    """Return for each region the most people without work in any scenario and year, from a year on."""
    table = outcome.tables["regions"]
    counted = table[table["year"] >= first_year]
    return {str(region): float(rows.max()) for region, rows in counted.groupby("region")["without_work_persons"]}


def people_grid(instance: Instance, sides: Sides) -> Grid:
    """Return people by region and year, where anybody loses a job or is without work."""
    measures = {
        "displaced_persons": _("Losing a job"),
        "retrained_persons": _("Retrained"),
        "found_work_persons": _("Finding work"),
        "without_work_persons": _("Without work"),
    }
    tables = [expected(instance, side.tables["regions"], ["region", "year"], list(measures)) for side in sides]
    columns = [Column(_("Region"), kind="name"), Column(_("Year"), kind="year")]
    for title in measures.values():
        columns += cases(title, planned=len(sides) > 1)
    rows = []
    for region in instance.regions:
        for year in instance.years:
            people = [table[measure].get((region, year), 0.0) for measure in measures for table in tables]
            if any(people):
                texts = (number(each, 0) for each in people)
                rows.append(Row((name_of(instance, "regions", region), str(year), *texts)))
    return Grid(_("People from the sector, region by region and year by year"), tuple(columns), tuple(rows))
