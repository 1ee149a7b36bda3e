"""Runs as tables: every run as a line of CSV, medians over seeds as Markdown, with what has to be said about them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from statistics import median

import pandas as pd

from benchmarks.families import FAMILIES, REGIONS, TIGHT_SHARE, Family
from benchmarks.runs import Run

GAPS = (0.05, 0.02, 0.01, 0.005)
OURS = "ours"
"""How the names of our methods begin."""
CEILINGS = {
    "none": "no ceilings of unemployment",
    "default": "ceilings of 0.2 percentage points of the labour force",
    "tight": f"tight ceilings: {100 * TIGHT_SHARE:g} % of the sector's workers in a region without work",
}
FOOTNOTES = """
How to read it:

- *Seconds to a gap* are those from the start of the work until plan and bound were so close; a dash says that it was
  not reached within the time limit (*at most*, in seconds), in the median of the seeds. The *gap* is
  (objective - bound) / |objective| for all.
- *Certifies*: ours and the textbook formulation state objective and bound for the exact responses of markets. On fixed
  brackets both are those of a relaxation: no number of seconds there certifies a plan. The *judged gap* does: it holds
  the bound against what the judge says of the solver's last plan; a dash says that there was no plan, or that the judge
  refused it.
- Our seconds count building and everything else from instance and mandate in memory. Those of others begin when they
  open the file; building and writing it is not counted.
- Every run is a process of its own, with as many threads as stated; ours solves two problems at a time with two, and
  one after the other with one. *Load* is how many other processes wanted to run on the machine in
  the minute before: figures with more of them than there are cores left are too slow. Memory is the most that the
  process and its children held at once. *Commit* is that of this program, which built the problem for others, too; of
  older runs it was not kept.
- Brackets, first: our model as it is first built. Many: a fixed grid of 8 steps and the intervals between them. Both
  are scaled as for our own use. The textbook formulation has the same decisions, labour, money and limits, a continuous
  price, and equilibrium by complementarity with the smallest big-M there is (see `tests/benchmarks/textbook.py`).
- HiGHS runs as it comes, and on the first brackets also with its interior-point method; SCIP runs as it comes.
  The mixed-integer solver of OR-Tools is a SCIP of its own; it tells its bound only when it finds a plan. CP-SAT works
  with whole numbers alone; it may call a problem infeasible that is not, since an equation of continuous columns may
  have no solution in whole numbers.
""".strip()


def every_run(runs: Iterable[Run]) -> pd.DataFrame:
    """Return a row for each run."""
    return pd.DataFrame([_row(run) for run in runs])


def _row(run: Run) -> dict[str, object]:
    last = run.last
    return {
        "family": run.family,
        "seed": run.seed,
        "competitor": run.competitor,
        "certifies": run.certifies,
        "asked_gap": run.asked_gap,
        "time_limit_seconds": run.time_limit_seconds,
        "threads": run.threads,
        "seconds": run.seconds,
        "seconds_to_plan": run.seconds_to_plan,
        **{f"seconds_to_{100 * gap:g}_pct": run.seconds_to_gap(gap) for gap in GAPS},
        "seconds_to_asked_gap": run.seconds_to_gap(run.asked_gap),
        "objective_mcny": last.objective,
        "bound_mcny": last.bound,
        "gap": last.gap,
        "judged_objective_mcny": run.judged_objective,
        "judged_feasible": run.judged_feasible,
        "judged_gap": run.judged_gap,
        "peak_mib": run.peak_mib,
        "load": run.load,
        "rows": run.details.get("rows"),
        "columns": run.details.get("columns"),
        "status": run.status,
        "version": run.version,
        "commit": run.commit,
    }


def middle(values: Sequence[float | None]) -> float | None:
    """Return the median, in which what never came counts as later than all; ``None`` if it is one of these."""
    known = sorted(value for value in values if value is not None)
    least = len(values) // 2 + 1
    if len(known) < least:
        return None
    return median(known + [float("inf")] * (len(values) - len(known))) if len(known) < len(values) else median(known)


def seconds_to_asked(runs: Iterable[Run]) -> dict[tuple[str, str], float | None]:
    """Return family and competitor to the median of the seconds to the asked gap."""
    together: dict[tuple[str, str], list[float | None]] = {}
    for run in runs:
        together.setdefault((run.family, run.competitor), []).append(run.seconds_to_gap(run.asked_gap))
    return {key: middle(values) for key, values in together.items()}


def markdown(runs: Sequence[Run], machine: Sequence[str]) -> str:
    """Return the page of all families."""
    solvers = "Solvers: " + ", ".join(sorted({run.version for run in runs if run.version}))
    lines = ["# Benchmarks", "", *(f"- {line}" for line in (*machine, solvers)), "", FOOTNOTES, ""]
    for name in FAMILIES:
        own = [run for run in runs if run.family == name]
        if own:
            lines += _family_lines(FAMILIES[name], own)
    lines += ["## What others do better", "", *(better_elsewhere(runs) or ["Nothing in these runs."]), ""]
    return "\n".join(lines)


def _family_lines(family: Family, runs: list[Run]) -> list[str]:
    seeds = sorted({run.seed for run in runs})
    asked = f"{100 * runs[0].asked_gap:g} %"
    which = f"seeds {', '.join(map(str, seeds))}" if family.make is None else "no draws, seed of solvers 1"
    head = ["family", "plan", *(f"{100 * gap:g} %" for gap in GAPS), "gap", "judged gap", "certifies"]
    head = ["competitor", *head[1:], "objective", "bound", "at most", "threads", "MiB", "load", "commit"]
    lines = [f"## {family.name}", "", f"{_what(family)}; gap asked for: {asked}; {which}. Seconds to:", ""]
    lines += [f"| {' | '.join(head)} |", "| --- |" + " ---: |" * (len(head) - 1)]
    for competitor in dict.fromkeys(run.competitor for run in runs):
        lines.append(_competitor_line(competitor, [run for run in runs if run.competitor == competitor]))
    ended = {f"{run.competitor} ({run.status})" for run in runs if run.last.gap is None}
    lines += ["", *(["Without a gap: " + "; ".join(sorted(ended)) + ".", ""] if ended else [])]
    return lines


def _what(family: Family) -> str:
    if family.size is None:
        return "The instances of steel and coal together, 2025 to 2029, " + CEILINGS[family.ceiling]
    size = family.size
    products = f"{size.products} products" if size.products > 1 else "one product"
    firms = "sound firms" if family.sound else "firms as generated, of which a fifth run out of money"
    regions = f"{min(size.regions, REGIONS)} regions"
    return f"{size.plants} plants, {products}, {regions}, {size.years} years, {firms}, {CEILINGS[family.ceiling]}"


def _competitor_line(competitor: str, runs: list[Run]) -> str:
    cells = [
        competitor,
        _seconds(middle([run.seconds_to_plan for run in runs])),
        *(_seconds(middle([run.seconds_to_gap(gap) for run in runs])) for gap in GAPS),
        _percent(middle([run.last.gap for run in runs])),
        _percent(middle([run.judged_gap for run in runs])),
        "yes" if runs[0].certifies else "no",
        _number(middle([run.last.objective for run in runs])),
        _number(middle([run.last.bound for run in runs])),
        "/".join(f"{each:g}" for each in sorted({run.time_limit_seconds for run in runs})),
        "/".join(str(each) for each in sorted({run.threads for run in runs})),
        f"{median(run.peak_mib for run in runs):.0f}",
        f"{median(run.load for run in runs):.1f}",
        "/".join(sorted({run.commit or "-" for run in runs})),
    ]
    return f"| {' | '.join(cells)} |"


def _seconds(value: float | None) -> str:
    return "-" if value is None else f"{value:.1f}"


def _percent(value: float | None) -> str:
    return "-" if value is None else f"{100 * value:.2f} %"


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:,.0f}"


def better_elsewhere(runs: Sequence[Run]) -> list[str]:
    """Return a line for each family in which another came to the asked gap sooner than the best of our methods."""
    seconds = seconds_to_asked(runs)
    lines = []
    for family in dict.fromkeys(run.family for run in runs):
        mine = [value for (of, who), value in seconds.items() if of == family and who.startswith(OURS) and value]
        own = min(mine, default=None)
        theirs = {who: value for (of, who), value in seconds.items() if of == family and not who.startswith(OURS)}
        certifying = {run.competitor for run in runs if run.certifies}
        for who, value in theirs.items():
            if value is not None and (own is None or value < own):
                what = "certified" if who in certifying else "of its own relaxation"
                ours = "never within the limit" if own is None else f"{own:.1f} s"
                lines.append(f"- {family}: {who} reached the asked gap, {what}, in {value:.1f} s; ours: {ours}.")
    return lines
