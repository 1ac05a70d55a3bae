"""What stands in a cell of the open edition: its value, no more exact than it is shown, or a sign. Pure."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from jamxl import texts
from jamxl.grid import Cell as Shown
from jamxl.grid import Value, is_number
from jamxl.present.cells import Cell
from jamxl.present.measures import COUNT, DAY, DECIMAL, HOURS

HIDDEN, NOTHING, IMPOSSIBLE = "..", "–", "."
# The number formats of columns of words and days.
WORDS = ("", "@", "General", DAY)


def without_mask(value: Value) -> Value:
    """A value; the sign for a text that an identity number was taken out of, for the rest may tell whose it is."""
    return HIDDEN if isinstance(value, str) and texts.REMOVED in value else value


def sign(cell: Cell, format: str) -> Value:
    """A shown cell's value, or the sign that says why there is none."""
    value = without_mask(cell.value)
    if value is None or value == "":
        if cell.base == 0 and not cell.lacking:
            return IMPOSSIBLE
        return HIDDEN if cell.lacking or format not in WORDS else NOTHING
    if not is_number(value):
        return value
    if value == 0 and cell.lacking:
        # What stayed with the unit is no zero.
        return HIDDEN
    if value == 0 and format in (COUNT, HOURS, DECIMAL, "General"):
        return NOTHING
    return rounded(value, format)


def shown_number(cell: Shown) -> float | None:
    """The number that a cell shows; the sign for zero is zero. None for another sign, a text or nothing."""
    if cell.value == NOTHING and cell.format not in WORDS:
        return 0.0
    return float(cell.value) if is_number(cell.value) else None


def rounded(value: Any, format: str) -> float:
    """A number as its format shows it, so that a cell holds no more than can be read. Halves go away from zero."""
    places = decimals(format)
    return float(Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))


def decimals(format: str) -> int:
    """How many decimals of a number its format shows; one where it shows all that there are."""
    if format in WORDS:
        return 1
    one = format.partition(";")[0]
    return len(one.partition(".")[2].rstrip("%")) + 2 * one.endswith("%")
