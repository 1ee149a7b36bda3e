"""Every payment to the last fen, and whether all of them add up to the accounts."""

from __future__ import annotations

from solver.evaluate.outcome import Outcome
from solver.instance.instance import Instance
from solver.language import _
from solver.report.grid import Column, Grid, Row, Sides, cases, expected
from solver.report.wording import PURPOSES, Figure, name_of, number

FEN_PER_MCNY = 10**8
FEN_PER_CNY = 100
KEYS = ["year", "payer", "purpose", "region"]

Payment = tuple[int, str, str, str]
"""Year, payer, purpose, and the region, which is empty where there is none."""


def payments_fen(instance: Instance, side: Outcome) -> dict[Payment, int]:
    """Return every payment that is expected, in whole fen."""
    spent = expected(instance, side.tables["payments"], KEYS, ["spent_mcny"])["spent_mcny"]
    return {payment: round(mcny * FEN_PER_MCNY) for payment, mcny in spent.items() if round(mcny * FEN_PER_MCNY)}


def payments_grid(instance: Instance, sides: Sides) -> Grid:
    """Return every payment in CNY with two decimals; the last row is the sum of the rows as they are written."""
    paid = [payments_fen(instance, side) for side in sides]
    columns = (
        Column(_("Year"), kind="year"),
        Column(_("Payer"), kind="name"),
        Column(_("Purpose"), kind="name"),
        Column(_("Region"), kind="name"),
        *cases(_("CNY"), planned=len(sides) > 1),
    )
    rows = [
        Row(
            (
                str(year),
                name_of(instance, "payers", payer),
                _(PURPOSES[purpose]),
                name_of(instance, "regions", region) if region else "",
                *(cny(side.get((year, payer, purpose, region), 0)) for side in paid),
            )
        )
        for year, payer, purpose, region in sorted({payment for side in paid for payment in side})
    ]
    if rows:
        rows.append(Row((_("All years"), "", "", "", *(cny(sum(side.values())) for side in paid)), "total"))
    return Grid(_("Every payment to the last fen"), columns, tuple(rows))


def cny(fen: int) -> str:
    """Return an amount in CNY; the text is made from whole fen, so that no digit of it is rounded."""
    yuan, rest = divmod(abs(fen), FEN_PER_CNY)
    return Figure(f"{'-' if fen < 0 else ''}{yuan:,}.{rest:02d}", fen / FEN_PER_CNY, 2)


def checked_sentence(instance: Instance, side: Outcome) -> str:
    """Say what the payments of a side add up to, and by how much that differs from the account of public outlay."""
    paid = payments_fen(instance, side)
    funds = {key for key, payer in instance.payers.items() if payer.is_industry_fund}
    by_funds = sum(fen for (_year, payer, _purpose, _region), fen in paid.items() if payer in funds)
    public = sum(paid.values()) - by_funds
    accounts = side.tables["accounts"]
    outlay = accounts[accounts["account"] == "public_outlay"]
    account = expected(instance, outlay, ["account"], ["amount"])["amount"].get("public_outlay", 0.0)
    apart = abs(public - round(account * FEN_PER_MCNY))
    said = _("Written out to the fen, all payments add up to CNY {total}.").format(total=cny(public + by_funds))
    if by_funds:
        said += " " + _("Industry funds pay CNY {funds} of it, and public budgets CNY {public}.").format(
            funds=cny(by_funds), public=cny(public)
        )
    if not apart:
        return f"{said} " + _("That public part is the account of public outlay, to the last fen.")
    return f"{said} " + _(
        "The account of public outlay differs from the public part by {fen} fen: each payment is rounded to the fen."
    ).format(fen=number(float(apart), 0))
