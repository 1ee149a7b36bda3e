"""The instances that come with the program, their judges, and the raw tables that they were made from."""

from __future__ import annotations

import csv
import re
from functools import cache
from pathlib import Path

import pytest

from solver.evaluate.judge import Judge
from solver.instance.read import read_instance
from solver.mandate import Levers, Mandate
from solver.mandate_file import read_mandate

ROOT = Path(__file__).resolve().parents[2]
INSTANCES = ROOT / "instances"
RAW = ROOT.parent / "shared" / "data" / "raw"
FOLDERS = sorted(path.name for path in INSTANCES.iterdir() if (path / "instance.toml").exists())
NO_LEVERS = {"reason", "source", "first_decision_year", "most_mergers_per_acquirer"}


@cache
def judge_of(name: str) -> Judge:
    """Return the judge of an instance under its own mandate."""
    instance = read_instance(INSTANCES / name)
    return Judge(instance, read_mandate(INSTANCES / name / "mandate.toml", instance))


def without_levers(mandate: Mandate) -> Mandate:
    """Return a mandate that allows nothing, and is otherwise the same."""
    names = [name for name in Levers.model_fields if name not in NO_LEVERS]
    off = {name: () if name == "conduct_rules" else False for name in names}
    return mandate.model_copy(update={"levers": mandate.levers.model_copy(update=off)})


def raw_rows(name: str) -> list[dict[str, str]]:
    """Return the rows of a raw table, or skip the test where it is not."""
    path = RAW / name
    if not path.exists():
        pytest.skip(f"the raw table {name} is not here")
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def readme_of(name: str) -> str:
    """Return the page of an instance, its lines joined."""
    return " ".join((INSTANCES / name / "README.md").read_text(encoding="utf-8").split())


def section_of(name: str, title: str) -> str:
    """Return what the page of an instance says under a title that begins so, its lines kept."""
    text = (INSTANCES / name / "README.md").read_text(encoding="utf-8")
    found = re.search(rf"^## {re.escape(title)}.*?\n(.*?)(?=^## |\Z)", text, flags=re.MULTILINE | re.DOTALL)
    assert found, title
    return found[1]
