"""Charts of money: streams from payers to purposes, as wide as what is paid."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import altair as alt

from solver.evaluate.outcome import Outcome
from solver.instance.instance import Instance
from solver.language import _, counted
from solver.report.charts import INK, WIDTH, AnyChart, Rows, data, distinct_names, labels, picture, side_names, tidy
from solver.report.grid import Column, Grid, Row, Sides, expected
from solver.report.picture import Picture
from solver.report.wording import PURPOSES, Scale, decimals_for, money_scale, number, percent

MOST_PAYERS = 8
"""Payers that are drawn one by one, those who pay most; the others are drawn together."""

OTHERS = ""
"""Stands for the payers that are drawn together; no key is empty."""

PAYER_CELLS = 30
"""Latin letters that the name of a payer may take."""

TALLEST = 240.0
"""Pixels that all payments of the larger side are wide, laid side by side."""

LABEL = 17.0
"""Pixels that the name of a node needs, however little flows through it."""

GAP = 5.0
NODE = 8
"""Pixels that a node is wide."""

STEPS = 16
"""Straight pieces that the edge of a stream is drawn with."""

COLORS: Mapping[str, str] = dict(
    zip(
        PURPOSES,
        ("#5f6b7a", "#0b5cad", "#b45309", "#0f766e", "#8a3ffc", "#a16207", "#9f1853", "#4d7c0f", "#0e7490"),
        strict=True,
    )
)

Payments = Mapping[tuple[str, str], float]
"""Mcny by payer and purpose."""


@dataclass(frozen=True)
class Node:
    """A payer or a purpose: a bar from the top down, in pixels."""

    key: str
    mcny: float
    top: float
    bottom: float


@dataclass(frozen=True)
class Stream:
    """What goes from a payer to a purpose: where it leaves and where it arrives, in pixels from the top."""

    payer: str
    purpose: str
    mcny: float
    leaves: float
    arrives: float
    width: float


@dataclass(frozen=True)
class Flow:
    """All nodes and streams of a side."""

    payers: tuple[Node, ...]
    purposes: tuple[Node, ...]
    streams: tuple[Stream, ...]

    @property
    def height(self) -> float:
        """Pixels from the top to the lowest node or name."""
        return max(max(node.bottom, node.top + LABEL) for node in (*self.payers, *self.purposes))


def money_pictures(instance: Instance, sides: Sides) -> tuple[Picture, ...]:
    """Return the streams of each side that pays anything, the plan first; one width is one amount in both."""
    paid = [payments_of(instance, side) for side in sides]
    most = max(sum(payments.values()) for payments in paid)
    if not most:
        return ()
    scale = money_scale([most])
    told = list(zip(paid, side_names(sides), ("money-status-quo", "money-plan"), strict=False))
    return tuple(
        money_picture(instance, payments, TALLEST / most, name, identity, scale)
        for payments, name, identity in reversed(told)
        if payments
    )


def payments_of(instance: Instance, side: Outcome) -> dict[tuple[str, str], float]:
    """Return what each payer spends on each purpose in all years, expected over the scenarios."""
    spent = expected(instance, side.tables["payments"], ["payer", "purpose"], ["spent_mcny"])["spent_mcny"]
    return {
        (payer, purpose): spent[payer, purpose]
        for payer in instance.payers
        for purpose in PURPOSES
        if spent.get((payer, purpose), 0.0) > 0
    }


def merged(payments: Payments) -> dict[tuple[str, str], float]:
    """Return the payments with all payers but the largest as one."""
    by_payer: dict[str, float] = {}
    for (payer, _purpose), mcny in payments.items():
        by_payer[payer] = by_payer.get(payer, 0.0) + mcny
    if len(by_payer) <= MOST_PAYERS:
        return dict(payments)
    largest = set(sorted(by_payer, key=lambda payer: -by_payer[payer])[: MOST_PAYERS - 1])
    together: dict[tuple[str, str], float] = {}
    for (payer, purpose), mcny in payments.items():
        key = (payer if payer in largest else OTHERS, purpose)
        together[key] = together.get(key, 0.0) + mcny
    return together


def flow(payments: Payments, pixels_per_mcny: float) -> Flow:
    """Lay out nodes and streams; streams leave and arrive in the order of the nodes, so that few of them cross."""
    payers = nodes_of(payments, 0, pixels_per_mcny)
    purposes = nodes_of(payments, 1, pixels_per_mcny)
    left = {node.key: node.top for node in payers}
    right = {node.key: node.top for node in purposes}
    streams = []
    for payer in payers:
        for purpose in purposes:
            mcny = payments.get((payer.key, purpose.key), 0.0)
            if not mcny:
                continue
            width = mcny * pixels_per_mcny
            streams.append(Stream(payer.key, purpose.key, mcny, left[payer.key], right[purpose.key], width))
            left[payer.key] += width
            right[purpose.key] += width
    return Flow(payers, purposes, tuple(streams))


def nodes_of(payments: Payments, end: int, pixels_per_mcny: float) -> tuple[Node, ...]:
    """Return the payers (end 0) or the purposes (end 1) one below the other, the largest first, other payers last."""
    sums: dict[str, float] = {}
    for ends, mcny in payments.items():
        sums[ends[end]] = sums.get(ends[end], 0.0) + mcny
    nodes, top = [], 0.0
    for key in sorted(sums, key=lambda each: (each == OTHERS, -sums[each])):
        height = sums[key] * pixels_per_mcny
        nodes.append(Node(key, sums[key], top, top + height))
        top += max(height, LABEL) + GAP
    return tuple(nodes)


def money_picture(
    instance: Instance, payments: Payments, pixels_per_mcny: float, name: str, identity: str, scale: Scale
) -> Picture:
    """Return where the money of each payer goes on one side."""
    title = _("Where each payer's money goes: {side}").format(side=name)
    drawn = merged(payments)
    payers = distinct_names(instance, "payers", dict.fromkeys(payer for payer, _purpose in payments))
    others = len(payers) - len({payer for payer, _purpose in drawn if payer != OTHERS})
    words = labels(payers, PAYER_CELLS) | {
        OTHERS: counted("other payer ({n})", "other payers ({n})", others).format(n=others)
    }
    chart = flow_chart(flow(drawn, pixels_per_mcny), words, scale)
    return picture(
        identity, title, money_words(payments, payers, name, scale), chart, money_grid(payments, payers, title, scale)
    )


def money_words(payments: Payments, payers: Mapping[str, str], name: str, scale: Scale) -> str:
    """Say how much is paid in all, and which stream is the widest."""
    total, (payer, purpose) = sum(payments.values()), max(payments, key=payments.__getitem__)
    decimals = decimals_for([scale(total)])
    return _(
        "{side}: {total} {unit} are paid in all years together. The largest part, {amount} {unit} or {share}, goes from"
        " {payer} to {purpose}."
    ).format(
        side=name,
        total=number(scale(total), decimals),
        unit=scale.unit,
        amount=number(scale(payments[payer, purpose]), decimals),
        share=percent(payments[payer, purpose] / total),
        payer=payers[payer],
        purpose=_(PURPOSES[purpose]).lower(),
    )


def money_grid(payments: Payments, payers: Mapping[str, str], title: str, scale: Scale) -> Grid:
    """Return what each payer spends on each purpose, those together that are drawn together one by one as well."""
    decimals = decimals_for(scale(mcny) for mcny in payments.values())
    rows = [
        Row((payers[payer], _(PURPOSES[purpose]), number(scale(mcny), decimals)))
        for (payer, purpose), mcny in sorted(payments.items(), key=lambda each: -each[1])
    ]
    rows.append(Row((_("All together"), "", number(scale(sum(payments.values())), decimals)), "total"))
    columns = (Column(_("Payer"), kind="name"), Column(_("Purpose"), kind="name"), Column(scale.unit))
    return Grid(title, columns, tuple(rows))


def flow_chart(laid: Flow, payers: Mapping[str, str], scale: Scale) -> AnyChart:
    """Return nodes at both ends with their names and amounts, and streams between them."""
    purposes = {node.key: _(PURPOSES[node.key]) for node in laid.purposes}
    height = round(laid.height)
    color = alt.Color(
        "purpose:N",
        scale=alt.Scale(domain=list(purposes.values()), range=[COLORS[key] for key in purposes]),
        legend=None,
    )
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, 1], range=[NODE, INNER], nice=False))
    y = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[height, 0], nice=False, zero=False))
    tooltip = [alt.Tooltip(f"{each}:N", title=" ") for each in ("payer", "purpose", "amount")]
    streams = alt.Chart(data(stream_rows(laid, payers, purposes, scale))).mark_area(opacity=0.35)
    nodes = alt.Chart(data(node_rows(laid, payers, purposes, scale)))
    ends: list[AnyChart] = []
    for is_payer, left, right in ((True, 0, NODE), (False, INNER, WIDTH)):
        there = nodes.transform_filter(alt.datum.is_payer == is_payer)
        ends.append(there.mark_bar(color=INK).encode(x=alt.value(left), x2=alt.value(right), y=y, y2=alt.Y2("y2:Q")))
        side = -1 if is_payer else 1
        words = there.mark_text(align="left" if is_payer else "right", dx=-6 * side, limit=HALF)
        ends.append(
            words.encode(
                x=alt.value(right if is_payer else left), y=alt.Y("middle:Q", axis=None), text=alt.Text("label:N")
            )
        )
    ribbons = streams.encode(x=x, y=y, y2=alt.Y2("y2:Q"), detail=alt.Detail("stream:N"), color=color, tooltip=tooltip)
    unit = alt.Title(
        _("{unit}, all years together").format(unit=scale.unit),
        anchor="start",
        color=INK,
        fontSize=12,
        fontWeight="normal",
    )
    return alt.layer(ribbons, *ends, height=height, title=unit)


INNER = alt.ExprRef(f"width - {NODE}")
"""Where the nodes on the right start."""

HALF = alt.ExprRef("width / 2 - 16")
"""Pixels that the name of a node may take."""


def stream_rows(laid: Flow, payers: Mapping[str, str], purposes: Mapping[str, str], scale: Scale) -> Rows:
    """Return points along the edges of the streams, which bend as softly as possible from one end to the other."""
    decimals = decimals_for(scale(stream.mcny) for stream in laid.streams)
    rows: Rows = []
    for position, stream in enumerate(laid.streams):
        for step in range(STEPS + 1):
            share = step / STEPS
            bend = share * share * (3 - 2 * share)
            top = stream.leaves + (stream.arrives - stream.leaves) * bend
            rows.append(
                {
                    "stream": position,
                    "payer": payers[stream.payer],
                    "purpose": purposes[stream.purpose],
                    "amount": f"{number(scale(stream.mcny), decimals)} {scale.unit}",
                    "x": tidy(share),
                    "y": round(top, 3),
                    "y2": round(top + stream.width, 3),
                }
            )
    return rows


def node_rows(laid: Flow, payers: Mapping[str, str], purposes: Mapping[str, str], scale: Scale) -> Rows:
    """Return the nodes, each with its name and amount."""
    decimals = decimals_for(scale(node.mcny) for node in (*laid.payers, *laid.purposes))
    ends: tuple[tuple[Sequence[Node], Mapping[str, str], bool], ...] = (
        (laid.payers, payers, True),
        (laid.purposes, purposes, False),
    )
    return [
        {
            "is_payer": is_payer,
            "label": f"{number(scale(node.mcny), decimals)} {words[node.key]}",
            "value": tidy(scale(node.mcny)),
            "y": round(node.top, 3),
            "y2": round(node.bottom, 3),
            "middle": round(max(node.top + node.bottom, 2 * node.top + LABEL) / 2, 3),
        }
        for nodes, words, is_payer in ends
        for node in nodes
    ]
