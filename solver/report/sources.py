"""What the figures of an instance rest on: how many are measured and how many assumed, and where they come from."""

from __future__ import annotations

from collections import Counter

from solver.instance.instance import Instance
from solver.instance.provenance import assumption_share, figures, provenance_of
from solver.report.grid import Column, Grid, Row
from solver.report.wording import number, percent, plain


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
