"""Views as the tables of a page: what their cells, headings and rows are to the template. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from markupsafe import Markup

from jamxl import report_texts
from jamxl.draw import charts
from jamxl.draw.html.safe import Ids, without_controls
from jamxl.grid import Cell
from jamxl.present import trends
from jamxl.present.report import View, figure_id, slug, text
from jamxl.present.tables import EARLIER
from jamxl.swedish import show

# A table of so few columns is never wider than a page; one of so many needs a page that lies down.
FITS, LIES_DOWN = 3, 8
# One of so many needs small letters, too.
SMALL_LETTERS = 16
# Rows that a table may have before its headings follow along.
TALL = 30
# Texts of so many letters are not broken; a column of long ones is at most so many wide before there is need of it.
WHOLE, MOST_LETTERS = 32, 52
# So short a word, code or day is not broken on paper either.
SHORT = 12


@dataclass(frozen=True, slots=True)
class ShownCell:
    """A cell: its text, its ID ("" for none), what its sign means ("" for no sign), whether it is a row's heading.

    `kind`: n for what stands to the right, w for what is not to be broken, k for the heading that stays in sight.
    """

    text: str
    id: str = ""
    kind: str = ""
    sign: str = ""
    head: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: its cells, how it has gone (None: no such column), where it stands in files."""

    cells: Sequence[ShownCell]
    trend: Markup | None = None
    places: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Head:
    """The heading of a column, how wide that is at least (letters; 0 when its numbers say), `kind` as of a cell."""

    text: str
    kind: str = ""
    width: int = 0


class ShownTable:
    """A view as a table of the page. Its rows are made while they are written: they may be very many.

    `number` is the table's, `periods` are those of its trend, and `earlier` says where the rows of a list stood.
    """

    def __init__(
        self, view: View, number: int, ids: Ids, periods: Sequence[str] = (), earlier: Sequence[str] = ()
    ) -> None:
        self.view, self.ids, self.periods, self.earlier = view, ids, periods, earlier
        self.name, self.title, self.intro, self.empty = view.name, view.title, view.intro, view.empty
        self.anchor = ids.new(slug(view.name))
        self.number = report_texts.REPORT["table"].format(n=number)
        self.notes, self.filled = [note for note in view.notes if note], bool(view.rows)
        self.notes += [report_texts.REPORT["source"].format(source=view.source)] if view.source else []
        # What a row's places are is not printed.
        printed = len(view.headers) + bool(view.trend)
        self.wide, self.tall = printed > LIES_DOWN, len(view.rows) > TALL
        self.size = "vast" if printed > SMALL_LETTERS else "wide" if self.wide else ""
        self.scrolls = printed + bool(view.links) + bool(earlier) > FITS or self.tall
        self.kind = "figures" if view.ids else "listing"
        self.count = report_texts.REPORT["rows"].format(rows=show(len(view.body)))

    @property
    def heads(self) -> Iterator[Head]:
        """The headings of the columns; numbers stand to the right, and so do their headings."""
        view = self.view
        for at, header in enumerate(view.headers):
            if any(is_right(row[at]) for row in view.rows):
                yield Head(header, "n")
                continue
            longest = max((len(text(row[at])) for row in view.rows), default=0)
            width = min(longest, max(WHOLE, min(longest // 2, MOST_LETTERS)))
            yield Head(header, "k" if at == self.telling else "", width)
        if view.trend:
            yield Head(trends.heading(view))
        if view.links:
            yield Head(report_texts.REPORT["origin"], "origin", MOST_LETTERS)
        if self.earlier:
            yield Head(EARLIER, "origin", MOST_LETTERS)

    @property
    def body(self) -> Iterator[Row]:
        """All rows but the total."""
        return map(self.row, range(len(self.view.body)))

    @property
    def total(self) -> Row | None:
        return self.row(len(self.view.rows) - 1) if self.view.total else None

    def row(self, at: int) -> Row:
        """A row of the view."""
        places = []
        if self.view.links:
            file, sheet, row = self.view.links[at]
            places.append(report_texts.REPORT["place"].format(file=file, sheet=sheet, row=row))
        if self.earlier:
            places.append(self.earlier[at])
        return Row(list(self.cells(at)), self.trend(at), places)

    def cells(self, row: int) -> Iterator[ShownCell]:
        """A row's cells."""
        view = self.view
        stays = 0 if view.total and row == len(view.rows) - 1 else self.telling
        for at, cell in enumerate(view.rows[row]):
            said = text(cell)
            if at < view.labels:
                kinds = (whole(said), "k" if at == stays else "")
                yield ShownCell(said, kind=" ".join(filter(None, kinds)), head=bool(said))
                continue
            right = is_right(cell)
            sign = report_texts.CHART_SIGNS.get(said, "") if right and said else ""
            own = self.ids.new(figure_id(view, row, at)) if view.ids else ""
            yield ShownCell(said, own, "n" if right else whole(said), sign)

    @cached_property
    def telling(self) -> int:
        """Which label stays in sight when figures are scrolled: that which tells most rows apart; -1 of a list."""
        if not self.view.ids:
            return -1
        names = [{text(row[at]) for row in self.view.body} for at in range(self.view.labels)]
        return max(range(len(names)), key=lambda at: len(names[at]), default=-1)

    def trend(self, row: int) -> Markup | None:
        """How the row's main figure has gone; None when the table has no such column."""
        if not self.view.trend:
            return None
        return Markup(without_controls(charts.spark(self.view, row, self.periods)))


def is_right(cell: Cell) -> bool:
    """Whether a cell stands to the right: numbers, and the signs that stand for them."""
    return cell.align == "right" or (isinstance(cell.value, int | float) and not isinstance(cell.value, bool))


def whole(said: str) -> str:
    """The kind of a text: one short word, code or day is not broken."""
    return "w" if len(said) <= SHORT and " " not in said else ""
