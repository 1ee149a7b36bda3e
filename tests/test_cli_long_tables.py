"""Long tables on the command line: their first rows, and how many more there are."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_cli import TOWN, run

import solver.cli.printing as printing


def test_long_tables_end_unless_all_is_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # The plan of the town closes lines in two years, and three limits bind or are broken today.
    monkeypatch.setattr(printing, "MOST_ROWS", 1)
    in_report, of_all = "and 1 more row, which is in the report\n", "and 2 more rows; --all shows them\n"
    solved = run("solve", TOWN, "--out", str(tmp_path / "some")).stdout
    assert in_report in solved
    assert "and 2 more rows, which are in the report\n\nReport: " in solved
    in_full = run("solve", TOWN, "--out", str(tmp_path / "full"), "--all").stdout
    judged = "evaluate", TOWN, "--plan", str(tmp_path / "full" / "plan.json")
    assert of_all in run(*judged).stdout
    assert "more row" not in in_full + run(*judged, "--all").stdout
