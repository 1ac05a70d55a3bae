"""What has changed since the last report of the same edition, as a chapter of the new one. Pure.

It is had from the views of both: of an open edition only what both of them showed.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from jamxl import report_texts
from jamxl.grid import Cell, is_number
from jamxl.present.report import Chapter, Exhibit, MainFigure, Report, View, figure_id, slug, text
from jamxl.present.sections import Theme
from jamxl.present.signs import HIDDEN, IMPOSSIBLE, NOTHING, rounded
from jamxl.present.views import unique
from jamxl.ratios import POINTS
from jamxl.report_texts import SINCE_REPORT
from jamxl.swedish import counted, listed, show

# How a book of the deliveries is when it is in.
IN = ("i tid", "sen", "med")
# So many names are told; the others are counted.
MOST_NAMED = 12
# Beyond these decimals two binary fractions differ where nothing can be seen.
DIGITS = 9


@dataclass(frozen=True, slots=True)
class Last:
    """An earlier report of the same edition, and the day that its rules went by."""

    report: Report
    day: date


@dataclass(frozen=True, slots=True)
class Change:
    """A figure that both reports show."""

    id: str
    table: str
    name: str
    before: Cell
    now: Cell

    @property
    def changed(self) -> bool:
        """Its readers see that it is another."""
        return not alike(self.before, self.now)

    def row(self) -> list[Cell]:
        """The figure before and now, with the difference: of shares in percentage points."""
        labels = [Cell(words, "figure-label", wrap=True) for words in (self.table, self.name, self.unit)]
        cells = [Cell(one.value, "figure", one.format, align="right") for one in (self.before, self.now)]
        return [*labels, *cells, self.difference()]

    @property
    def format(self) -> str:
        """The number format; the sign for zero has none."""
        return self.now.format or self.before.format

    @property
    def unit(self) -> str:
        """What it is counted in."""
        share = report_texts.UNITS["0.0%"] if self.format.endswith("%") else report_texts.UNITS["0.0"]
        return report_texts.UNITS.get(self.format, share)

    def difference(self) -> Cell:
        """How much it has changed, as its readers see it; of words there is no difference."""
        before, now = (number(cell, self.format) for cell in (self.before, self.now))
        if before is None or now is None:
            return Cell(IMPOSSIBLE, "figure", align="right")
        share = self.format.endswith("%")
        return Cell(round((now - before) * (100 if share else 1), DIGITS), "figure", signed(self.format), align="right")


def since(
    last: Last,
    figures: Sequence[MainFigure],
    more: Sequence[MainFigure],
    chapters: Sequence[Chapter],
    deliveries: View,
    where: str,
    period: str,
) -> Chapter:
    """The chapter: main figures before and now, the totals that have changed, and in notes what else has.

    `figures`: those of the first page, which are told though they are as they were; `where`: what the title says of
    place and time.
    """
    views = [exhibit.view for chapter in chapters for exhibit in chapter.exhibits]
    before = views_of(last.report)
    what = report_texts.LAST_REPORT.format(day=last.day, period=last.report.cover.period_in_words)
    title, intro = f"{SINCE_REPORT}. {where}.", report_texts.SINCE_INTRO.format(report=what)
    if same_views([deliveries, *views], [last.report.deliveries, *before]):
        empty = report_texts.NOTHING_CHANGED.format(day=last.day)
        view = View(SINCE_REPORT, title, intro, report_texts.SINCE_HEADERS, (), empty=empty)
        return Chapter(SINCE_REPORT, (Exhibit(view),))
    both = list(compared(views, {id: cell for id, _, _, cell in cells_of(before)}))
    names = {figure.id: figure.label for figure in (*figures, *more)}
    always, totals = {figure.id for figure in figures}, set(totals_of(views))
    told = [
        Change(one.id, one.table, names.get(one.id, one.name), one.before, one.now)
        for one in both
        if one.id in always or (one.changed and (one.id in names or one.id in totals))
    ]
    told.sort(key=lambda one: (one.id not in always, one.id not in names))
    others = sum(one.changed for one in both) - sum(one.changed for one in told)
    notes = [*came(deliveries, last.report.deliveries, same=last.report.cover.period == period)]
    figures_changed = counted(others, "annat tal", "andra tal") if others else report_texts.NO_OTHERS
    notes.append(report_texts.OTHERS_CHANGED.format(figures=figures_changed))
    notes += rows_changed(views, before)
    if any(chapter.title == Theme.SINCE for chapter in chapters):
        notes.append(report_texts.SEE_SINCE.format(chapter=Theme.SINCE))
    headers = report_texts.SINCE_HEADERS
    view = View(
        SINCE_REPORT, title, intro, headers, [one.row() for one in told], 3, notes=tuple(notes),
        keys=unique(slug(one.id) for one in told), ids=unique(slug(header) for header in headers),
    )  # fmt: skip
    return Chapter(SINCE_REPORT, (Exhibit(view),))


def views_of(report: Report) -> list[View]:
    """The views of a report's chapters, without what it said itself had changed."""
    return [exhibit.view for exhibit in report.exhibits() if exhibit.view.name != SINCE_REPORT]


def same_views(now: Sequence[View], before: Sequence[View]) -> bool:
    """Readers see the same in views."""
    return [view.name for view in now] == [view.name for view in before] and all(
        same_rows(one, other) for one, other in zip(now, before, strict=True)
    )


def same_rows(now: View, before: View) -> bool:
    """Readers see the same rows in two views."""
    return len(now.rows) == len(before.rows) and all(
        len(line) == len(other) and all(map(alike, line, other))
        for line, other in zip(now.rows, before.rows, strict=True)
    )


def alike(one: Cell, other: Cell) -> bool:
    """Two cells are the same to their readers."""
    return (one.value == other.value and one.format == other.format) or text(one) == text(other)


def cells_of(views: Iterable[View]) -> Iterator[tuple[str, View, tuple[int, int], Cell]]:
    """The figures of views that are shown: ID, view, place and cell."""
    for view in views:
        for row in range(len(view.keys)):
            for column in range(view.labels, len(view.headers)):
                cell = view.rows[row][column]
                if cell.value not in (None, "", HIDDEN, IMPOSSIBLE):
                    yield figure_id(view, row, column), view, (row, column), cell


def compared(views: Iterable[View], before: Mapping[str, Cell]) -> Iterator[Change]:
    """The figures that both reports show."""
    for id, view, (row, column), cell in cells_of(views):
        if id in before:
            yield Change(id, view.name, f"{view.headers[column]}, {view.name_of(row)}", before[id], cell)


def totals_of(views: Iterable[View]) -> Iterator[str]:
    """The IDs of the totals of tables."""
    for view in views:
        if view.total and view.keys:
            yield from (figure_id(view, len(view.rows) - 1, at) for at in range(view.labels, len(view.headers)))


def came(now: View, before: View, *, same: bool) -> Iterator[str]:
    """The books that have come in, or are in no longer, since a report of the same period."""
    if not same:
        return
    then, there = books(before), books(now)
    for sentence, these, others in ((report_texts.CAME_IN, there, then), (report_texts.WENT_OUT, then, there)):
        if names := [name for key, name in these.items() if key not in others]:
            yield sentence.format(books=some(names))


def books(deliveries: View) -> dict[tuple[str, ...], str]:
    """The books that are in."""
    state = deliveries.column("Läge")
    rows = ([text(cell) for cell in row] for row in deliveries.rows)
    return {tuple(row[:3]): f"{row[1]}, {row[0]} ({row[2]})" for row in rows if row[state] in IN}


def rows_changed(views: Iterable[View], before: Iterable[View]) -> Iterator[str]:
    """Which lists have other rows than they had."""
    then = {view.name: view for view in before if not view.ids}
    names = [view.name for view in views if view.name in then and not view.ids and not same_rows(view, then[view.name])]
    if names:
        yield report_texts.ROWS_CHANGED.format(tables=some(names))


def some(names: Sequence[str]) -> str:
    """Names in a row, some of many."""
    left = len(names) - MOST_NAMED
    return listed([*names[:MOST_NAMED], *([f"{show(left)} till"] if left > 0 else [])])


def number(cell: Cell, format: str) -> float | None:
    """A number, no more exact than it is shown; the sign for zero is zero."""
    if cell.value == NOTHING:
        return 0.0
    return rounded(cell.value, format) if is_number(cell.value) else None


def signed(format: str) -> str:
    """The number format of a difference between two numbers of a format."""
    if format.endswith("%"):
        return POINTS if "." in format else "+0;-0;0"
    if format in ("", "General") or format.startswith("+"):
        return format
    return f"+{format};-{format};{format}"
