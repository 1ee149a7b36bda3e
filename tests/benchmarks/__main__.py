"""The command: run what is asked for, one run after the other, and write tables and pictures of all runs there are.

In the folder ``tests``: ``python -m benchmarks --set targets``. Runs that are there already are not run again.
"""

from __future__ import annotations

from pathlib import Path

import click

from benchmarks.comparing import Limits, compare
from benchmarks.competitors import COMPETITORS
from benchmarks.families import FAMILIES, SETS
from benchmarks.machine import machine_lines
from benchmarks.plots import GROWTH, draw, powers
from benchmarks.runs import Run
from benchmarks.table import every_run, markdown

FOLDER = Path(__file__).parents[2] / "reports" / "benchmarks"


@click.command(help=(__doc__ or "").split("\n\n")[0], context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--set", "sets", multiple=True, type=click.Choice(list(SETS)), help="A set of families.")
@click.option("--family", "families", multiple=True, type=click.Choice(list(FAMILIES)), help="A family.")
@click.option("--competitor", "names", multiple=True, type=click.Choice(list(COMPETITORS)), help="Default: all.")
@click.option("--seeds", default="1", show_default=True, help="Seeds of instances, with commas between them.")
@click.option("--time-limit", type=click.FloatRange(min=0, min_open=True), help="Seconds instead of the family's own.")
@click.option("--gap", type=click.FloatRange(min=0), help="Gap instead of the family's own.")
@click.option("--out", default=FOLDER, show_default=True, type=click.Path(path_type=Path), help="Folder of answers.")
def main(
    sets: tuple[str, ...],
    families: tuple[str, ...],
    names: tuple[str, ...],
    seeds: str,
    time_limit: float | None,
    gap: float | None,
    out: Path,
) -> None:
    """Run, and write what came of it."""
    limits = Limits(gap, time_limit)
    wanted = dict.fromkeys([*families, *(name for each in sets for name in SETS[each])])
    competitors = [COMPETITORS[name] for name in names or COMPETITORS]
    for missing in (each for each in competitors if not each.is_there):
        click.echo(f"{missing.name} is left out: {missing.needs} is not installed", err=True)
    there = [each for each in competitors if each.is_there]
    drawn = [int(seed) for seed in seeds.split(",")]
    compare([limits.of(FAMILIES[name]) for name in wanted], drawn, there, out / "runs", click.echo)
    write_answers(out)
    click.echo(f"Tables and pictures in {out}")


def write_answers(out: Path) -> None:
    """Write tables and pictures of all runs in a folder."""
    runs = [Run.from_json(file.read_text(encoding="utf-8")) for file in sorted((out / "runs").glob("*.json"))]
    if not runs:
        raise click.UsageError("there are no runs yet: ask for a --set or a --family")
    order = {name: number for number, name in enumerate(COMPETITORS)}
    runs.sort(key=lambda run: (run.family, order.get(run.competitor, len(order)), run.seed))
    every_run(runs).to_csv(out / "runs.csv", index=False)
    pictures = draw(runs, out)
    lines = [markdown(runs, machine_lines()), "## Growth", ""]
    for what in GROWTH:
        for who, power in powers(runs, what).items():
            lines.append(f"- {who}: seconds to the asked gap grow with {what} to the power {power:.2f}")
    lines += ["", "## Pictures", "", *(f"![{file.stem}]({file.name})" for file in pictures), ""]
    (out / "README.md").write_text("\n".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
