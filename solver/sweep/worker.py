"""What a worker does with a case: solves it and sends back all that a run leaves, so that no disk need be shared."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from solver import engine
from solver.instance.read import MANDATE_FILE, read_instance
from solver.language import Language, speaking
from solver.mandate_file import read_mandate
from solver.report.run_files import INPUTS_NAME, input_hashes, keep_inputs, opening_facts, write_run
from solver.report.run_folder import RunFolder
from solver.solve.options import Options
from solver.solve.refine import solve
from solver.solve.search import Standing
from solver.sweep.folder import files_of


@dataclass(frozen=True)
class Order:
    """A case to be solved, with all that it takes."""

    inputs: Mapping[str, bytes]
    """The files of the instance with the mandate, by name; see :func:`solver.report.run_files.read_inputs`."""
    mandate: Path | None
    """What the mandate was called where it is not the instance's own."""
    settings: tuple[str, ...]
    options: Options
    language: Language
    version: str
    """Of the program that asks."""

    @property
    def facts(self) -> dict[str, Any]:
        """What ``run.json`` says from the start."""
        return opening_facts(input_hashes(self.inputs), self.options, self.settings)


def work(order: Order) -> dict[str, bytes]:
    """Solve a case and return the files of its run folder, by name.

    Raises
    ------
    SweepError
        If the worker has another version of the program than whoever asks.
    """
    engine.refuse_other_version(order.version)
    with tempfile.TemporaryDirectory(prefix="fanjuan.") as room, speaking(order.language):
        folder = RunFolder.create(Path(room) / "run", order.facts)
        keep_inputs(folder, order.inputs, order.mandate)
        inputs = folder.path / INPUTS_NAME
        instance = read_instance(inputs)
        mandate = read_mandate(inputs / MANDATE_FILE, instance, order.settings)
        result = solve(instance, mandate, order.options, folder.log, ignore_standing)
        write_run(folder, instance, mandate, result)
        return files_of(folder.path)


def ignore_standing(_standing: Standing) -> None:
    """Take how far a solve has come; nobody watches a single case of a sweep."""
