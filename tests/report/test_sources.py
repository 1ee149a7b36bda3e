"""What the figures rest on: statements with the figures that each holds for."""

from __future__ import annotations

from report_case import SOURCES, make_instance

from solver.instance.provenance import Figure
from solver.report.sources import provenance_grid, range_words, share_sentence


def statement(table: str, row: str, column: str, reasoning: str) -> dict[str, str]:
    place = {"of_table": table, "of_row": row, "of_column": column}
    return {**place, "basis": "assumption", "source": "assumed", "reasoning": reasoning}


def test_every_figure_is_told_with_the_statement_that_holds_for_it() -> None:
    tables = ("instance", "regions", "markets", "firms", "plants", "duties")
    statements = [statement(table, "*", "*", "all of them") for table in tables]
    statements += [
        statement("plants", "*", "workers_per_line", "round"),
        statement("plants", "poor", "lines", "counted"),
        statement("plants", "*", "cash_cost_cny_per_unit", "guessed"),
    ]
    instance = make_instance(provenance=statements, sources=SOURCES)
    cells = {row.cells[0]: row.cells[1:] for row in provenance_grid(instance).rows}
    # Bad has one line; both plants have 100 workers a line; Good makes a unit at 5 and Bad at 10.
    assert cells["plants, row poor, column lines"] == ("1", "1", "assumption", "assumed", "counted")
    assert cells["plants, row all, column workers_per_line"] == ("2", "100", "assumption", "assumed", "round")
    assert cells["plants, row all, column cash_cost_cny_per_unit"][:2] == ("2", "5 to 10")
    assert cells["plants, row all, column all"][1] == "-"
    # All statements together hold for every figure once.
    in_all = share_sentence(instance).split()[2].replace(",", "")
    assert sum(int(each[0]) for each in cells.values()) == int(in_all)


def test_values_are_written_out() -> None:
    large = [Figure("regions", key, "labour_force_persons", value) for key, value in (("a", 12_811_500.0), ("b", 0.25))]
    assert range_words(large) == "0.25 to 12,811,500"
