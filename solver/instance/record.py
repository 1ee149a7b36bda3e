"""What every record of an instance is made of: its base, and the kinds of its columns."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import BaseModel, ConfigDict, Field

Key = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$", max_length=60)]
Name = Annotated[str, Field(min_length=1, max_length=200)]
Prose = Annotated[str, Field(min_length=1, max_length=1000)]
Year = Annotated[int, Field(ge=1949, le=2100)]
Share = Annotated[float, Field(ge=0, le=100)]
NotNegative = Annotated[float, Field(ge=0)]
Positive = Annotated[float, Field(gt=0)]


class Record(BaseModel):
    """Base of all records: frozen, finite numbers only, unknown columns refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, str_strip_whitespace=True)

    table: ClassVar[str]
    """Name of the table, and of its file without the ending."""
    key: ClassVar[tuple[str, ...]] = ("id",)
    """Columns that tell one row from another."""
    required: ClassVar[bool] = True
    """Whether the file must be there and hold at least one row."""
    stated: ClassVar[bool] = True
    """Whether the table's figures need a row of ``provenance.csv``."""

    @property
    def row_key(self) -> str:
        """The key columns' values joined by ``/``, with ``*`` for a blank one."""
        return "/".join(str(getattr(self, column) or "*") for column in self.key)
