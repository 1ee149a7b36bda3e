"""The rules of the house: who may import whom, who may print, and how long a file may be."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOLVER = ROOT / "solver"
FILES = sorted(SOLVER.rglob("*.py"))
MOST_LINES = 400

BASE = {"errors", "instance", "language"}
WISHES = BASE | {"plan", "mandate"}
ALLOWED: dict[str, set[str]] = {
    "errors": set(),
    "language": set(),
    "engine": {"errors"},
    "instance": BASE,
    "plan": {"instance", "mandate"},
    "mandate": {"instance"},
    "plan_file": WISHES,
    "mandate_file": WISHES,
    "schema": WISHES,
    "evaluate": WISHES | {"evaluate"},
    "levers": WISHES | {"levers"},
    "model": WISHES | {"levers", "model"},
    "solve": WISHES | {"engine", "levers", "model", "evaluate", "solve"},
    "report": WISHES | {"mandate_file", "evaluate", "solve", "report"},
    "sweep": WISHES | {"engine", "mandate_file", "evaluate", "solve", "report", "sweep"},
    "cli": WISHES | {"plan_file", "mandate_file", "schema", "evaluate", "solve", "report", "engine", "sweep", "cli"},
}
"""Each room of the house, and the rooms that it may import from."""

LEVERS = {
    "barriers",
    "budgets",
    "conduct",
    "entry",
    "exits",
    "mergers",
    "retraining",
    "standards",
    "subsidies",
    "upgrades",
    "vouchers",
}
FAMILIES = {
    "budgets",
    "cash",
    "clearing",
    "firms",
    "gates",
    "hiring",
    "labour",
    "mergers",
    "network",
    "structure",
    "support",
    "welfare",
}


def room_of(path: Path) -> str:
    return path.relative_to(SOLVER).parts[0].removesuffix(".py")


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imports_of(path: Path) -> Iterator[str]:
    """Yield the full names of all that a file imports, wherever in the file."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} has a relative import"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def outside_of(path: Path) -> set[str]:
    """Return the top names of the packages that a file imports."""
    return {name.split(".")[0] for name in imports_of(path)}


def calls_of(path: Path) -> Iterator[str]:
    """Yield what a file calls, as it is written."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(SOLVER)))
def test_a_room_imports_only_from_below(path: Path) -> None:
    if path == SOLVER / "__init__.py":
        return
    rooms = {name.split(".")[1] for name in imports_of(path) if name.startswith("solver.")}
    # The version of the program is in its top package.
    assert rooms - {"__version__"} <= ALLOWED[room_of(path)]


def test_every_room_is_listed() -> None:
    assert {room_of(path) for path in FILES} == {*ALLOWED, "__init__"}


def test_no_lever_imports_another_lever() -> None:
    found = {
        (path.stem, name)
        for path in (SOLVER / "levers").glob("*.py")
        if path.stem in LEVERS
        for name in imports_of(path)
        if name.startswith("solver.levers.") and name.split(".")[2] in LEVERS
    }
    assert found == set()
    assert {path.stem for path in (SOLVER / "levers").glob("*.py")} >= LEVERS


def test_no_family_of_equations_imports_another() -> None:
    found = {
        (path.stem, name)
        for path in (SOLVER / "model").glob("*.py")
        if path.stem in FAMILIES
        for name in imports_of(path)
        if name.startswith("solver.model.") and name.split(".")[2] in FAMILIES
    }
    assert found == set()
    assert {path.stem for path in (SOLVER / "model").glob("*.py")} >= FAMILIES


@pytest.mark.parametrize(("library", "file"), [("highspy", "solve/highs_worker.py"), ("pyomo", "model/pyomo_model.py")])
def test_one_file_names_highs_and_one_pyomo(library: str, file: str) -> None:
    assert [path.relative_to(SOLVER).as_posix() for path in FILES if library in outside_of(path)] == [file]


def test_one_file_names_what_shares_work_out() -> None:
    named = [path for path in FILES if {"dask", "distributed"} & outside_of(path)]
    assert [path.relative_to(SOLVER).as_posix() for path in named] == ["engine.py"]


def test_only_the_command_line_prints_or_exits() -> None:
    speaking = re.compile(r"^(print|exit|quit|sys\.exit|os\._exit|click\.echo|sys\.std(out|err)\.write)$")
    found = {(room_of(path), call) for path in FILES for call in calls_of(path) if speaking.match(call)}
    assert {room for room, _ in found} == {"cli"}
    assert {room_of(path) for path in FILES if "click" in outside_of(path)} == {"cli"}


def test_only_reading_writing_and_report_touch_files() -> None:
    touching = re.compile(r"(^open|\.(read_text|write_text|read_bytes|write_bytes|unlink|mkdir|iterdir))$")
    found = {
        path.relative_to(SOLVER).as_posix() for path in FILES if any(touching.search(call) for call in calls_of(path))
    }
    assert found == {
        "instance/files.py",
        "instance/read.py",
        "instance/write.py",
        "report/run_folder.py",
        "report/run_files.py",
        "report/reading.py",
        "sweep/folder.py",
        "cli/solving.py",  # what went wrong, through the run folder
    }


def test_the_top_package_holds_a_docstring_and_the_version() -> None:
    body = ast.parse((SOLVER / "__init__.py").read_text(encoding="utf-8")).body
    assert [type(node) for node in body] == [ast.Expr, ast.Assign]
    assert isinstance(body[1], ast.Assign)
    assert ast.unparse(body[1].targets[0]) == "__version__"


@pytest.mark.parametrize(
    "path", [*FILES, *sorted((ROOT / "tests").rglob("*.py"))], ids=lambda path: str(path.relative_to(ROOT))
)
def test_no_file_is_too_long(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MOST_LINES
