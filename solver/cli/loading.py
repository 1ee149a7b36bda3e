"""Reading what every command starts from: the facts and the wishes."""

from __future__ import annotations

from pathlib import Path

from solver.errors import InputError, InstanceError
from solver.instance.instance import Instance
from solver.instance.read import MANDATE_FILE, read_instance
from solver.mandate import Mandate
from solver.mandate_file import check_folder, read_mandate


def load(folder: Path, mandate: Path | None, settings: tuple[str, ...]) -> tuple[Instance, Mandate]:
    """Return an instance and its mandate.

    Parameters
    ----------
    folder : Path
        The instance.
    mandate : Path or None
        The mandate; ``None`` for the instance's own.
    settings : tuple of str
        Wishes that replace those of the mandate.

    Raises
    ------
    InputError
        With every problem of both.
    """
    try:
        instance = read_instance(folder)
    except InstanceError as error:
        raise InputError(check_folder(folder, mandate, settings)) from error
    return instance, read_mandate(mandate or folder / MANDATE_FILE, instance, settings)
