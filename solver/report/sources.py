"""What the figures of an instance rest on: how many are measured and how many assumed, and where they come from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from solver.instance.instance import Instance
from solver.instance.provenance import ANY, Figure, assumption_share, figures, provenance_of
from solver.report.grid import Column, Grid, Row
from solver.report.wording import UNKNOWN, number, percent, plain


def share_sentence(instance: Instance) -> str:
    """Say how much of the input is assumption."""
    counts = assumption_share(instance)
    figures_in_all = sum(counts.values())
    share = percent(counts["assumption"] / figures_in_all, 1)
    return (
        f"Of the {number(figures_in_all, 0)} figures of the instance, {number(counts['assumption'], 0)} ({share}) are"
        " assumptions."
    )


def basis_grid(instance: Instance) -> Grid:
    """Return how many figures rest on each basis."""
    counts = assumption_share(instance)
    figures_in_all = sum(counts.values())
    rows = tuple(
        Row((basis.capitalize(), number(count, 0), percent(count / figures_in_all, 1)))
        for basis, count in counts.items()
    )
    columns = (Column("Basis", kind="name"), Column("Figures"), Column("Share"))
    return Grid("How well the figures are known", columns, rows)


def provenance_grid(instance: Instance) -> Grid:
    """Return every statement on what figures rest on, with the figures that it holds for."""
    held: dict[str, list[Figure]] = {}
    for figure in figures(instance):
        row = provenance_of(instance, figure.table, figure.row, figure.column)
        held.setdefault(row.row_key, []).append(figure)
    columns = (
        Column("Of", kind="name"),
        Column("Figures"),
        Column("Values"),
        Column("Basis", kind="name"),
        Column("Source", kind="name"),
        Column("Reasoning", kind="name"),
    )
    rows = []
    for key, stated in held.items():
        row = instance.provenance[key]
        count, values = number(len(stated), 0), range_words(stated)
        where, what = (named if named != ANY else "all" for named in (plain(row.of_row), plain(row.of_column)))
        place = f"{plain(row.of_table)}, row {where}, column {what}"
        rows.append(Row((place, count, values, row.basis, row.source, plain(row.reasoning))))
    return Grid("Every figure and what it rests on", columns, tuple(rows))


def range_words(stated: Sequence[Figure]) -> str:
    """Return the value of figures of one column, or the lowest and the highest where they differ."""
    low, high = min(each.value for each in stated), max(each.value for each in stated)
    if len({each.column for each in stated}) > 1:
        return UNKNOWN  # figures of different units have no range
    ends = (f"{end:,.6f}".rstrip("0").rstrip(".") for end in ((low,) if low == high else (low, high)))
    return " to ".join(ends)


def sources_grid(instance: Instance) -> Grid:
    """Return the sources and how many figures rest on each."""
    used = Counter(provenance_of(instance, each.table, each.row, each.column).source for each in figures(instance))
    columns = (
        Column("Source", kind="name"),
        Column("Publisher", kind="name"),
        Column("Title", kind="name"),
        Column("Address", kind="link"),
        Column("Licence", kind="name"),
        Column("Figures"),
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
    return Grid("Sources", columns, rows)
