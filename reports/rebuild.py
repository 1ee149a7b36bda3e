"""Publish the reports of the shipped instances: solve each with ``fanjuan solve`` and keep what readers look at.

Run it in a clone, as ``.venv/bin/python reports/rebuild.py [NAME ...]``; without a name it takes every instance. The
instances are solved one after the other, each in a process of its own on one thread. Of each run it keeps the files of
``KEPT`` in ``reports/NAME``; then it writes the table in ``reports/README.md`` anew, and the pictures of the README.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from screenshots import find_browser, take_all

ROOT = Path(__file__).resolve().parents[1]
REPORTS = ROOT / "reports"
INSTANCES = ROOT / "instances"
KEPT = ("report.html", "report.xlsx", "plan.json", "outcome.json", "run.json")
COMMAND = "import sys; from solver.cli import main; sys.argv[0] = 'fanjuan'; main()"
"""The program as it is in this clone, whatever else is installed."""
ANSWERED = (0, 4)
"""Exit codes of a run that has a plan: within the asked gap, and not within it."""
FIRST_MARK, LAST_MARK = "<!-- published -->", "<!-- /published -->"
MILLIONS_IN_A_BILLION = 1000


@dataclass(frozen=True)
class Effort:
    """How an instance is solved."""

    gap: float = 0.001
    time_limit_seconds: float = 300


EFFORTS: Mapping[str, Effort] = {"steel-2025": Effort(0.01, 300), "coal-2024": Effort(0.005, 400)}
"""Instances with hundreds of plants, for which the usual gap would take too long."""


def shipped() -> list[str]:
    """Return the names of the instances that come with the program."""
    return sorted(path.parent.name for path in INSTANCES.glob("*/instance.toml"))


def effort_of(name: str, gap: float | None, time_limit_seconds: float | None) -> Effort:
    """Return how to solve an instance: as usual, but for what was asked for."""
    usual = EFFORTS.get(name, Effort())
    return Effort(
        usual.gap if gap is None else gap,
        usual.time_limit_seconds if time_limit_seconds is None else time_limit_seconds,
    )


def publish(name: str, effort: Effort) -> bool:
    """Solve an instance and replace what is published of it; say so and return ``False`` if there is no plan."""
    with tempfile.TemporaryDirectory(prefix="fanjuan-") as room:
        run = Path(room) / name
        options = ["--gap", str(effort.gap), "--time-limit", str(effort.time_limit_seconds), "--threads", "1"]
        call = [sys.executable, "-c", COMMAND, "solve", f"instances/{name}", "--out", str(run), "--quiet", *options]
        code = subprocess.run(call, cwd=ROOT, check=False, stdout=subprocess.DEVNULL).returncode
        if code not in ANSWERED:
            print(f"{name}: fanjuan solve ended with exit code {code}; nothing of it is published", file=sys.stderr)
            return False
        place = REPORTS / name
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir()
        for file in KEPT:
            shutil.copyfile(run / file, place / file)
    print(row(name), flush=True)
    return True


def facts_of(name: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what ``run.json`` and ``outcome.json`` of a published report say."""
    run, outcome = ((REPORTS / name / file).read_text(encoding="utf-8") for file in ("run.json", "outcome.json"))
    return json.loads(run), json.loads(outcome)


def money(mcny: float) -> str:
    """Return an amount in the README's unit, CNY bn, with the digits that its size needs."""
    billions = mcny / MILLIONS_IN_A_BILLION
    return f"{billions:,.{1 if abs(billions) >= 100 else 2 if abs(billions) >= 10 else 3}f}"


def share(value: float | None, decimals: int) -> str:
    """Return a share in per cent, as the program writes it; a run that ends early may know no gap."""
    return "not known" if value is None else f"{100 * value:.{decimals}f} %"


def row(name: str) -> str:
    """Return the line of the table for a published report."""
    run, outcome = facts_of(name)
    cells = (
        f"[{name}]({name}/report.html)",
        money(outcome["status_quo"]["objective_mcny"]),
        money(run["objective"]),
        share(run["gap"], 3),
        share(run["options"]["gap"], 1),
        f"{run['seconds']:,.1f}",
        f"{run['options']['time_limit_seconds']:,.0f}",
        run["finished"][:10],
    )
    return f"| {' | '.join(cells)} |"


def made_with(name: str) -> str:
    """Return the machine and the versions that a published report was made with."""
    run, _ = facts_of(name)
    return f"{run['machine']}; {', '.join(f'{package} {version}' for package, version in run['versions'].items())}"


def index() -> str:
    """Return the table of all published reports, and what they were made with."""
    names = [name for name in shipped() if (REPORTS / name / "run.json").exists()]
    titles = ("Report", "Status quo", "Plan", "Certified gap", "Gap asked for", "Seconds", "Limit, seconds", "Date")
    lines = [f"| {' | '.join(titles)} |", "| --- | ---: | ---: | ---: | ---: | ---: | ---: | --- |", *map(row, names)]
    together: dict[str, list[str]] = {}
    for name in names:
        together.setdefault(made_with(name), []).append(name)
    made = [f"Made with {what}: {'all' if len(together) == 1 else ', '.join(of)}." for what, of in together.items()]
    return "\n\n".join(["\n".join(lines), *made])


def write_index() -> None:
    """Put the table between its marks in ``reports/README.md``."""
    page = REPORTS / "README.md"
    before, _, rest = page.read_text(encoding="utf-8").partition(FIRST_MARK)
    after = rest.partition(LAST_MARK)[2]
    page.write_text(f"{before}{FIRST_MARK}\n\n{index()}\n\n{LAST_MARK}{after}", encoding="utf-8")


def main() -> int:
    """Publish what is named on the command line, and return the exit code."""
    parser = argparse.ArgumentParser(description="Publish the reports of the shipped instances.")
    parser.add_argument("names", nargs="*", metavar="NAME", help="instances to solve; all, if none is named")
    parser.add_argument("--gap", type=float, metavar="SHARE", help="instead of 0.001, or 0.01 for the largest")
    parser.add_argument("--time-limit", type=float, metavar="SECONDS", help="instead of 300, or 400 for coal")
    parser.add_argument("--index-only", action="store_true", help="solve nothing; write the table and the pictures")
    asked = parser.parse_args()
    unknown = sorted(set(asked.names) - set(shipped()))
    if unknown:
        parser.error(f"no shipped instance is called {', '.join(unknown)}; there are {', '.join(shipped())}")
    find_browser()  # it is better known now than after a quarter of an hour
    published = [
        publish(name, effort_of(name, asked.gap, asked.time_limit))
        for name in ([] if asked.index_only else asked.names or shipped())
    ]
    write_index()
    take_all(REPORTS)
    return 0 if all(published) else 1


if __name__ == "__main__":
    sys.exit(main())
