"""What a sentence about a report reads in its views: numbers as their readers see them, names, counts of rows. Pure."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from jamxl.grid import is_number
from jamxl.present.report import View, text
from jamxl.present.signs import HIDDEN, IMPOSSIBLE, NOTHING, rounded
from jamxl.swedish import counted, listed

# So many are named in a sentence; the others are counted.
MOST_NAMED = 5
SIGNS = (HIDDEN, IMPOSSIBLE, NOTHING)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a view."""

    view: View
    at: int

    def number(self, header: str) -> float | None:
        """A number, no more exact than it is shown; None for a sign or nothing, but the sign for zero is zero."""
        cell = self.view.rows[self.at][self.view.column(header)]
        if cell.value == NOTHING:
            return 0.0
        return rounded(cell.value, cell.format) if is_number(cell.value) else None

    def said(self, header: str) -> str:
        """A cell of a number as its readers see it; zero as 0."""
        cell = self.view.rows[self.at][self.view.column(header)]
        return "0" if cell.value == NOTHING else text(cell)

    def counted(self, header: str, one: str, many: str) -> str:
        """A cell of a count with what it counts: 1 mål, 2 mål."""
        return f"{self.said(header)} {one if self.number(header) == 1 else many}"

    def words(self, header: str) -> str:
        """A cell of words; "" for none, and for a sign that stands for them."""
        said = text(self.view.rows[self.at][self.view.column(header)])
        return "" if said in SIGNS else said

    def knows(self, *headers: str) -> bool:
        """All these are numbers, none of them hidden."""
        return all(self.number(header) is not None for header in headers)

    @property
    def unit(self) -> str:
        """The row's unit, with its municipality."""
        unit, municipality = self.words("Enhet"), self.words("Kommun")
        return f"{unit} i {municipality}" if municipality else unit

    def called(self, header: str) -> str:
        """What the unit wrote in a column, in quotes, and the unit; the unit alone where that is hidden or blank."""
        words = self.words(header)
        return f"{quoted(words)} ({self.unit})" if words else self.unit


def rows(views: Mapping[str, View], name: str) -> list[Row]:
    """The rows of a view, without its total; none where there is no such view."""
    view = views.get(name)
    return [Row(view, at) for at in range(len(view.body))] if view else []


def total(views: Mapping[str, View], name: str) -> Row | None:
    """The total of a view; None where there is none."""
    view = views.get(name)
    return Row(view, len(view.rows) - 1) if view and view.total else None


def where(found: Iterable[Row], header: str, *wanted: str) -> list[Row]:
    """The rows that say one of some words in a column."""
    return [row for row in found if row.words(header) in wanted]


def tally(found: Iterable[Row], header: str) -> list[tuple[str, int]]:
    """What stands in a column of words and in how many rows, the most common first; "" where nothing does."""
    return Counter(row.words(header) for row in found).most_common()


def by_number(found: Iterable[Row], number: Callable[[Row], float | None]) -> list[tuple[float, Row]]:
    """The rows that have a number, with it, the largest first."""
    having = [(value, row) for row in found if (value := number(row)) is not None]
    return sorted(having, key=lambda pair: pair[0], reverse=True)


def largest(found: Sequence[tuple[float, Row]]) -> list[Row]:
    """Those that have the largest number, of rows in the order of it: one, or several alike."""
    return [row for value, row in found if value == found[0][0]]


def some(names: Iterable[str], most: int = MOST_NAMED) -> str:
    """Names in a row, each once; of more than one above `most` the first ones, and how many more there are."""
    every = list(dict.fromkeys(filter(None, names)))
    if len(every) <= most + 1:
        return listed(every)
    return f"{', '.join(every[:most])} och {len(every) - most} till"


def quoted(words: str) -> str:
    """What a unit wrote, in quotes, without the full stop."""
    return f"”{words.rstrip('. ')}”"


def limited(view: View) -> str:
    """What must be added to a count of a view's rows when the edition does not show them all."""
    return f" {counted(view.left_out, 'rad', 'rader')} visas inte här och är inte med." if view.left_out else ""
