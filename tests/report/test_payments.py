"""Every payment to the last fen: the rows add up to the last row, and to the account of public outlay."""

from __future__ import annotations

from fractions import Fraction

from builders import build_instance
from report_case import make_instance, make_result

from solver.report.payments import checked_sentence, cny, payments_fen, payments_grid


def test_payments_are_written_to_the_fen_and_add_up() -> None:
    instance = make_instance()
    result = make_result(instance)
    assert result.plan is not None
    grid = payments_grid(instance, [result.status_quo, result.plan])
    # The plan pays the owner 7 million and 5.6 million beside; the status quo pays nothing.
    assert sum(payments_fen(instance, result.plan).values()) == 1_260_000_000
    assert payments_fen(instance, result.status_quo) == {}
    assert ("2025", "The fund", "Exit compensation", "North", "0.00", "7,000,000.00") in [
        row.cells for row in grid.rows
    ]
    assert grid.rows[-1].cells == ("All years", "", "", "", "0.00", "12,600,000.00")
    written = [Fraction(row.cells[5].replace(",", "")) for row in grid.rows]
    assert sum(written[:-1]) == written[-1]


def test_a_page_says_that_payments_add_up_to_public_outlay() -> None:
    instance = make_instance()
    result = make_result(instance)
    assert result.plan is not None
    assert checked_sentence(instance, result.plan) == (
        "Written out to the fen, all payments add up to CNY 12,600,000.00."
        " That public part is the account of public outlay, to the last fen."
    )


def test_what_industry_funds_pay_is_told_apart() -> None:
    instance = make_instance(payers=[{"id": "fund", "levy_product": "product", "levy_mcny_per_munit": 0.5}])
    result = make_result(instance)
    assert result.plan is not None
    said = checked_sentence(instance, result.plan)
    # All of it is paid by the fund of the industry: public budgets pay nothing, and the account is zero.
    assert "Industry funds pay CNY 12,600,000.00 of it, and public budgets CNY 0.00." in said
    assert said.endswith("to the last fen.")


def test_no_digit_of_a_large_amount_is_rounded() -> None:
    # A float of 17 digits would already round here.
    assert cny(12_345_678_901_234_567) == "123,456,789,012,345.67"
    assert cny(-5) == "-0.05"


def test_without_payments_there_is_no_table() -> None:
    instance = build_instance()
    assert payments_grid(instance, [make_result(make_instance()).status_quo]).rows == ()
