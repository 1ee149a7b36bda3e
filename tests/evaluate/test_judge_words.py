"""Numbers in sentences are as short as a planner likes them, and never look the same where they differ."""

import pytest

from solver.evaluate.findings import spell


@pytest.mark.parametrize(
    ("value", "limit", "spoken"),
    [
        (1240, 1000, ("1,240", "1,000")),
        (0, 27.28, ("0", "27.28")),
        (-1e-5, 0, ("-0.00001", "0")),
        (100.0004, 100, ("100.0004", "100")),
        (123456.4, 123456.1, ("123,456.4", "123,456.1")),
        (2 / 3, 0.5, ("0.6667", "0.5")),
    ],
)
def test_two_numbers_are_spelt_so_that_they_differ(value: float, limit: float, spoken: tuple[str, str]) -> None:
    assert spell(value, limit) == spoken
