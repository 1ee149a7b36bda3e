"""The errors a user can cause or meet; each carries every problem found, ready to print.

A :class:`Problem` names the place (file, row, column), the offending value, the rule it breaks and the cure, so that
one reading is enough to mend the file.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One thing wrong with one input.

    Parameters
    ----------
    file : str
        Name of the file, relative to the instance folder.
    row : str
        The row's key, or its line number where the key itself is at fault; empty for the whole file.
    column : str
        The column of a table, or the key of any other file; empty for the whole row.
    value : str
        The offending value as written; empty where something is missing.
    rule : str
        The rule that is broken, as a sentence without a full stop.
    cure : str
        What to do about it, as a sentence without a full stop.
    """

    file: str
    row: str
    column: str
    value: str
    rule: str
    cure: str

    @property
    def of_table(self) -> bool:
        """Whether it is in a table, which has columns; other files, and settings of the command line, have keys."""
        return self.file.endswith(".csv")

    def __str__(self) -> str:
        """Return the problem as one line: place, value, rule and cure."""
        place = ", ".join(
            part
            for part in (
                self.file,
                self.row if self.row.startswith("line ") else f"row {self.row}" if self.row else "",
                f"{'column' if self.of_table else 'key'} {self.column}" if self.column else "",
            )
            if part
        )
        value = f" is {self.value!r}" if self.value else ""
        return f"{place}{value}: {self.rule}; {self.cure}"


class FanjuanError(Exception):
    """Base of every error that is shown to a user without a traceback."""


class InputError(FanjuanError):
    """Input that cannot be used, with every problem found.

    Parameters
    ----------
    problems : list of Problem
        At least one.
    """

    def __init__(self, problems: list[Problem]) -> None:
        if not problems:
            raise ValueError("an InputError needs at least one problem")
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in problems))


class InstanceError(InputError):
    """The facts are not usable."""


class MandateError(InputError):
    """The wishes are not usable."""


class PlanError(InputError):
    """A plan file cannot be read against its instance."""


class SolveError(FanjuanError):
    """The solver cannot be used, or did something that has no honest answer."""


class RunFolderError(FanjuanError):
    """The run folder cannot be written."""


class FolderInUseError(RunFolderError):
    """The run folder holds something already, which is not overwritten."""


class FolderError(FanjuanError):
    """A folder or file of an instance cannot be written."""


class SweepError(FanjuanError):
    """What shares work out over processes and machines cannot be used."""


class ReportError(FanjuanError):
    """A report cannot be made in the form that was asked for."""
