"""A sheet that writes exactly what it is given.

XlsxWriter writes numbers with 16 digits where some need 17, takes a text between ``<r>`` and ``</r>`` for markup, and
escapes only the first of two escapes that share an underscore. Texts are written in their cells, not in a table of
their own, so that this sheet has them in its hands.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from xlsxwriter.worksheet import Worksheet

Attributes = Sequence[tuple[str, object]]

_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_NOT_IN_XML = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")


class ExactSheet(Worksheet):  # type: ignore[misc]
    """A sheet of a workbook that was opened with ``constant_memory``."""

    def _xml_number_element(self, number: float, attributes: Attributes = ()) -> None:
        """Write a number with as many digits as it takes to read the same number back."""
        written = "".join(f' {name}="{value}"' for name, value in attributes)
        self.fh.write(f"<c{written}><v>{number!r}</v></c>")

    def _xml_rich_inline_string(self, string: str, attributes: Attributes = ()) -> None:
        """Write a text that looks like markup as the text that it is."""
        self._xml_inline_string(string, True, attributes)

    @staticmethod
    def _escape_control_characters(data: Any) -> Any:
        """Write what XML cannot hold, and what looks like an escape, as spreadsheets do; what is no text as it is."""
        if not isinstance(data, str):
            return data
        data = _LOOKS_ESCAPED.sub("_x005F_", data)
        return _NOT_IN_XML.sub(lambda found: f"_x{ord(found[0]):04X}_", data)
