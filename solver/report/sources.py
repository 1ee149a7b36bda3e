"""What the figures of an instance rest on: how many are measured and how many assumed, and where they come from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from solver.instance import provenance
from solver.instance.instance import Instance
from solver.instance.provenance import ANY, assumption_share, figures_with_provenance
from solver.instance.records import Basis
from solver.language import _, marked
from solver.report.grid import Column, Grid, Row
from solver.report.wording import UNKNOWN, Figure, number, percent, plain

BASES: Mapping[Basis, str] = {
    "measured": marked("measured"),
    "reported": marked("reported"),
    "derived": marked("derived"),
    "estimate": marked("estimate"),
    "assumption": marked("assumption"),
}


def share_sentence(instance: Instance) -> str:
    """Say how much of the input is assumption."""
    counts = assumption_share(instance)
    figures_in_all = sum(counts.values())
    share = percent(counts["assumption"] / figures_in_all, 1)
    said = _("Of the {figures} figures of the instance, {assumptions} ({share}) are assumptions.")
    return said.format(figures=number(figures_in_all, 0), assumptions=number(counts["assumption"], 0), share=share)


def basis_grid(instance: Instance) -> Grid:
    """Return how many figures rest on each basis."""
    counts = assumption_share(instance)
    figures_in_all = sum(counts.values())
    rows = tuple(
        Row((_(BASES[basis]).capitalize(), number(count, 0), percent(count / figures_in_all, 1)))
        for basis, count in counts.items()
    )
    columns = (Column(_("Basis"), kind="name"), Column(_("Figures")), Column(_("Share")))
    return Grid(_("How well the figures are known"), columns, rows)


def provenance_grid(instance: Instance) -> Grid:
    """Return every statement on what figures rest on, with the figures that it holds for."""
    held: dict[str, list[provenance.Figure]] = {}
    for figure, row in figures_with_provenance(instance):
        held.setdefault(row.row_key, []).append(figure)
    columns = (
        Column(_("Of"), kind="name"),
        Column(_("Figures")),
        Column(_("Values")),
        Column(_("Basis"), kind="name"),
        Column(_("Source"), kind="name"),
        Column(_("Reasoning"), kind="name"),
    )
    rows = []
    for key, stated in held.items():
        row = instance.provenance[key]
        count, values = number(len(stated), 0), range_words(stated)
        where, what = (named if named != ANY else _("all") for named in (plain(row.of_row), plain(row.of_column)))
        place = _("{table}, row {row}, column {column}").format(table=plain(row.of_table), row=where, column=what)
        rows.append(Row((place, count, values, _(BASES[row.basis]), row.source, plain(row.reasoning))))
    return Grid(_("Every figure and what it rests on"), columns, tuple(rows))


def range_words(stated: Sequence[provenance.Figure]) -> str:
    """Return the value of figures of one column, or the lowest and the highest where they differ."""
    low, high = min(each.value for each in stated), max(each.value for each in stated)
    if len({each.column for each in stated}) > 1:
        return UNKNOWN  # figures of different units have no range
    if low == high:
        return exact(low)
    return _("{low} to {high}").format(low=exact(low), high=exact(high))


def exact(value: float) -> Figure:
    """Return a figure with all the digits that it is given with."""
    text = f"{value:,.6f}".rstrip("0").rstrip(".")
    return Figure(text, value, len(text.partition(".")[2]))


def sources_grid(instance: Instance) -> Grid:
    """Return the sources and how many figures rest on each."""
    used = Counter(row.source for _figure, row in figures_with_provenance(instance))
    columns = (
        Column(_("Source"), kind="name"),
        Column(_("Publisher"), kind="name"),
        Column(_("Title"), kind="name"),
        Column(_("Address"), kind="link"),
        Column(_("Licence"), kind="name"),
        Column(_("Figures")),
    )
    rows = tuple(
        Row(
            (
                source.id,
                plain(source.publisher),
                plain(source.title),
                plain(source.url),
                plain(source.licence),
                number(used[source.id], 0),
            )
        )
        for source in instance.sources.values()
    )
    return Grid(_("Sources"), columns, rows)
