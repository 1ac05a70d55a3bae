"""Where the parts of a book stand, and Excel's references to them. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from jamxl.grid import Area, absolute
from jamxl.sheets import PLACE, Limits, Table


@dataclass(frozen=True, slots=True)
class Place:
    """Where a part stands on its sheet (zero-based). `header` is the row of its headings or labels.

    Tables and strips: `columns` gives each key's sheet column, and the rows run from `first`. Upright forms:
    `lines` gives each key's sheet row, values stand in sheet column 1.
    """

    part: type[Table]
    name: str
    header: int
    first: int
    count: int
    columns: Mapping[str, int]
    lines: Mapping[str, int]
    verdict: int

    @property
    def upright(self) -> bool:
        return bool(self.lines)

    @property
    def last(self) -> int:
        return self.first + self.count - 1

    def cell(self, key: str, index: int = 0) -> tuple[int, int]:
        """The (row, column) of a value."""
        return (self.lines[key], 1) if self.upright else (self.first + index, self.columns[key])

    def verdicts(self) -> str:
        """Excel's reference to the Kontroll cells."""
        if self.part.strip:
            return absolute(self.part.sheet, Area(self.first, self.verdict, self.first, self.verdict))
        return f"{self.name}[Kontroll]"


Places = Mapping[str, Place]


def table_name(part: type[Table]) -> str:
    """The Excel table's name: its own, or its sheet's with letters, digits and _ only."""
    return part.excel_name or re.sub(r"\W", "_", part.sheet)


def resolve(template: str, places: Places, here: Place, limits: Limits) -> str:
    """A formula template with Excel's references in place of {key}, {.key}, {table.key} and {limits.name}."""

    def reference(match: re.Match[str]) -> str:
        table, dotted, key = match[1], match[2], match[3]
        if dotted and table == "limits":
            return format(getattr(limits, key), "g")
        place = here if not table else places[table]
        column = place.part.columns.get(key)
        if place.part.is_form:
            row, col = place.cell(key)
            return absolute(place.part.sheet, Area(row, col, row, col))
        header = column.header if column else key
        return f"{place.name}[{header}]" if dotted else f"{place.name}[[#This Row],[{header}]]"

    return PLACE.sub(reference, template)
