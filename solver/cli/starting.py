"""The commands that write instances: a copy to begin from, a synthetic one, and candidate merger pairs."""

from __future__ import annotations

from pathlib import Path

import click

from solver.errors import InputError, Problem
from solver.instance.generate import Size, generate_instance
from solver.instance.generate_files import mandate_text, page_text
from solver.instance.options import MergerPair
from solver.instance.pairs import PairRule, refuse_replacing, with_pairs
from solver.instance.read import MANDATE_FILE, read_instance
from solver.instance.record import Record
from solver.instance.records import Provenance, Source
from solver.instance.start import README_FILE, find_instance, refuse_unless_key, start_files
from solver.instance.write import instance_files, replace_files, table_text, write_new_folder
from solver.language import _, counted

PAIR_TABLES: tuple[type[Record], ...] = (Source, MergerPair, Provenance)
"""The tables that pairs stand in, sources before what refers to them."""


def run_new(name: str, source: Path, to: Path | None) -> None:
    """Copy an instance under a new key and say where it is."""
    origin = find_instance(source)
    folder = to or Path(name)
    write_new_folder(folder, start_files(origin, name))
    words = _("New instance {name} in {folder}, begun from {origin}. Look through its figures, then:")
    click.echo(words.format(name=name, folder=folder, origin=origin.name))
    click.echo(f"  fanjuan check {folder}")


def run_generate(folder: Path, size: Size, seed: int) -> None:
    """Make a synthetic instance with a mandate and say where it is."""
    refuse_unless_key(folder.name)
    if size.plants < size.products:
        rule, cure = f"every product needs a plant, and there are {size.products}", "ask for more plants"
        raise InputError([Problem("--plants", "", "", str(size.plants), rule, cure)])
    instance = generate_instance(folder.name, size, seed)
    page = page_text(instance.header.title, size, seed)
    files = instance_files(instance) | {MANDATE_FILE: mandate_text(instance), README_FILE: page}
    write_new_folder(folder, files)
    click.echo(_("{title}: written to {folder}. See what is in it:").format(title=instance.header.title, folder=folder))
    click.echo(f"  fanjuan show {folder}")


def run_pairs(folder: Path, rule: PairRule, replace: bool) -> None:
    """Write the candidate pairs of a rule into an instance and say how many there are."""
    before = read_instance(folder)
    if not replace:
        refuse_replacing(before)
    after = with_pairs(before, rule)
    if not before.merger_pairs and not after.merger_pairs:
        click.echo(_("No two firms could merge by this rule; nothing is written."))
        return
    replace_files(folder, {f"{each.table}.csv": table_text(each, after.table(each.table)) for each in PAIR_TABLES})
    words = counted("{n} pair in {path}", "{n} pairs in {path}", len(after.merger_pairs))
    click.echo(words.format(n=len(after.merger_pairs), path=folder / f"{MergerPair.table}.csv"))
