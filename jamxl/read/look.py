"""What a look at a sheet finds beside its values, whatever the format; and the refusal all formats share."""

from collections.abc import Callable
from dataclasses import dataclass, field

Spot = tuple[int, int]

# Calamine and Python hold 50 to 100 bytes for every cell of the area that a sheet's values span, blank ones too.
MAX_CELLS = 4_000_000


class Refused(Exception):
    """A file that cannot be read: a code of `texts.FINDINGS` and its facts."""

    def __init__(self, code: str, **facts: str) -> None:
        super().__init__(code, facts)
        self.code, self.facts = code, facts


def refuse_absurd(rows: int, columns: int) -> None:
    """Refused when a sheet's values span more rows and columns than anyone can hold."""
    if rows * columns > MAX_CELLS:
        raise Refused("JX108", detail=f"ett blad går ända till rad {rows}, kolumn {columns}")


@dataclass(slots=True)
class Look:
    """One sheet, beside its values; rows and columns from 0.

    `errors`: cells that show an Excel error; `stale`: formulas whose value was never stored; `hidden`: rows that are
    not shown; `notes`: comments by cell; `boxes`: texts of boxes and shapes; `formula`: whether a cell holds one.
    """

    errors: dict[Spot, str] = field(default_factory=dict)
    stale: set[Spot] = field(default_factory=set)
    hidden: set[int] = field(default_factory=set)
    notes: dict[Spot, str] = field(default_factory=dict)
    boxes: list[str] = field(default_factory=list)
    # Where formulas cannot be seen, a computed cell is taken to hold one.
    formula: Callable[[int, int], bool] = lambda row, column: True
    # The part of the package it was found in, when that holds a number larger than any date.
    huge: str = ""
