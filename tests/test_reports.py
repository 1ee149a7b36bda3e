"""What is published in ``reports/`` is of the instances as they are shipped, and the table says what the files say."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import rebuild
from screenshots import SHOTS

from solver.evaluate.judge import Judge
from solver.instance.read import read_instance
from solver.mandate_file import read_mandate
from solver.plan_file import read_plan
from solver.report.run_files import input_hashes, read_inputs

ROOT = Path(__file__).parents[1]
REPORTS = ROOT / "reports"
NAMES = sorted(path.parent.name for path in (ROOT / "instances").glob("*/instance.toml"))
MOST_BYTES, MOST_BYTES_OF_A_PICTURE = 30_000_000, 200_000


def facts(name: str, file: str) -> Any:
    return json.loads((REPORTS / name / file).read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", NAMES)
def test_every_shipped_instance_is_published_as_it_is_now(name: str) -> None:
    """If this fails, an instance has changed: ``python reports/rebuild.py NAME`` solves it again."""
    assert {path.name for path in (REPORTS / name).iterdir()} == set(rebuild.KEPT)
    assert facts(name, "run.json")["inputs"] == input_hashes(read_inputs(ROOT / "instances" / name))
    assert f"!reports/{name}/" in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("name", NAMES)
def test_a_published_plan_is_judged_as_it_was(name: str) -> None:
    instance = read_instance(ROOT / "instances" / name)
    mandate = read_mandate(ROOT / "instances" / name / "mandate.toml", instance)
    judged = Judge(instance, mandate).evaluate(read_plan(REPORTS / name / "plan.json", instance))
    assert judged.objective_mcny == pytest.approx(facts(name, "run.json")["objective"], rel=1e-9)
    assert judged.violations == ()


def test_the_table_says_what_the_files_say() -> None:
    text = (REPORTS / "README.md").read_text(encoding="utf-8")
    assert text.partition(rebuild.FIRST_MARK)[2].partition(rebuild.LAST_MARK)[0].strip() == rebuild.index()
    for name in NAMES:
        assert f"[{name}]({name}/report.html)" in text
    run, outcome = facts("teaching-town", "run.json"), facts("teaching-town", "outcome.json")
    # 279.0 and 151.6 million, see the README of the instance.
    assert (outcome["status_quo"]["objective_mcny"], run["objective"]) == pytest.approx((279.0, 151.6), abs=0.05)
    assert "| 0.279 | 0.152 | 0.000 % |" in rebuild.row("teaching-town")


def test_every_picture_is_shown_and_small() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert {path.stem for path in (REPORTS / "screenshots").iterdir()} == {shot.name for shot in SHOTS}
    for shot in SHOTS:
        assert f"reports/screenshots/{shot.name}.png" in readme
        assert (REPORTS / "screenshots" / f"{shot.name}.png").stat().st_size < MOST_BYTES_OF_A_PICTURE


def test_all_that_is_published_stays_small() -> None:
    published = [path for name in (*NAMES, "screenshots") for path in (REPORTS / name).iterdir()]
    assert sum(path.stat().st_size for path in published) < MOST_BYTES
