"""A report before any form: what Excel, HTML and PDF all draw, with the same figures to the last digit. Pure.

An edition is made once, of views (tables as their readers see them). All that is said beside the tables, charts and
sentences alike, is had from the views: what an edition hides is nowhere else in it.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from jamxl import report_texts
from jamxl.columns import plain
from jamxl.grid import Cell, Value
from jamxl.swedish import show

NO_ID = re.compile(r"[^a-z0-9]+")


class Edition(StrEnum):
    """Who a report is for: the project itself, with live formulas and ways to the files, or anybody."""

    INTERNAL = "intern"
    OPEN = "oppen"


@dataclass(frozen=True, slots=True)
class View:
    """A table as its readers see it: what it is called, its cells in rows, and what is to be known of them.

    `title` says what, where, when and in which unit. The first `labels` columns name the row. Of a table of figures the
    last row is the total when `total`; `keys` names each row and `ids` each column, for `figure_id`. A list of rows
    has neither, but `links`: the file, sheet and row that each row stands in. `left_out`: how many rows the edition has
    but does not show. `trend` has, for a row, what its main figure (the column `trended`) was in the periods of the
    report's `periods`, the last one now; None where unknown.
    """

    name: str
    title: str
    intro: str
    headers: tuple[str, ...]
    rows: Sequence[Sequence[Cell]]
    labels: int = 0
    total: bool = False
    notes: tuple[str, ...] = ()
    source: str = ""
    empty: str = "Inget att redovisa."
    keys: Sequence[str] = ()
    ids: Sequence[str] = ()
    links: Sequence[tuple[str, str, int]] = ()
    left_out: int = 0
    trended: str = ""
    trend: Sequence[Sequence[float | None]] = ()

    def column(self, header: str) -> int:
        """The place of a column. Raises ValueError without one."""
        return self.headers.index(header)

    def name_of(self, row: int, labels: Sequence[int] = ()) -> str:
        """What a row is called: its labels, or some of them."""
        chosen = labels or range(self.labels)
        return ", ".join(filter(None, (text(self.rows[row][at]) for at in chosen)))

    @property
    def body(self) -> Sequence[Sequence[Cell]]:
        """The rows without the total."""
        return self.rows[:-1] if self.total else self.rows


Kind = Literal["bars", "stacked", "shares", "profile", "gantt"]
# What the series' colours mean: done, partly, not, and others; women, men and those of unknown sex; planned and used;
# done or not, with nothing between; from much to little.
Palette = Literal["plain", "sexes", "plan", "either", "levels"]


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart of some columns of a view, a group of marks a row (the total is not drawn).

    `kind`: bars beside each other; stacked, parts of a whole; shares, bars on an axis from 0 to 100 per cent; profile,
    the first column as a mark between the second and third (lowest, highest), with a fourth as an earlier mark; gantt,
    days: planned, actual. `series`: the columns' headers, `names` what they are called in the legend when other than
    that. `labels`: which of the view's columns name a mark; none: all its labels. `unit`: what the axis counts, as a
    word in the middle of a sentence. `limits`: where the axis begins and ends, when the numbers are of a scale.
    """

    kind: Kind
    title: str
    series: tuple[str, ...]
    names: tuple[str, ...] = ()
    labels: tuple[int, ...] = ()
    unit: str = ""
    palette: Palette = "plain"
    limits: tuple[float, float] | None = None

    @property
    def legend(self) -> tuple[str, ...]:
        """What each series is called."""
        return self.names or self.series


def by_sex(kind: Kind, title: str, series: tuple[str, ...], unit: str, labels: tuple[int, ...] = ()) -> Chart:
    """A chart of women, men and, of a third series, those of unknown sex, in that order."""
    return Chart(kind, title, series, report_texts.SEXES[: len(series)], labels, unit, "sexes")


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that goes with the report: the beginning of its file's name, its title, and the picture as SVG.

    The SVG has its own title and description.
    """

    name: str
    svg: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A view with what is drawn of it.

    `detail`: it belongs among the appendices of what is read from first to last. `earlier`: where the rows of a list
    stood last round.
    """

    view: View
    charts: tuple[Chart, ...] = ()
    pictures: tuple[Picture, ...] = ()
    detail: bool = False
    earlier: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Chapter:
    """Exhibits about one thing."""

    title: str
    exhibits: tuple[Exhibit, ...]

    @property
    def main(self) -> Sequence[Exhibit]:
        """Those that are read with the chapter; the others are among the appendices."""
        return [exhibit for exhibit in self.exhibits if not exhibit.detail]


@dataclass(frozen=True, slots=True)
class MainFigure:
    """A main figure: what it is, the cell it stands in (view, row, column), and that cell.

    `beside`: what it is seen against, in words: "av 31 mål".
    """

    label: str
    view: str
    row: int
    column: int
    cell: Cell
    id: str
    beside: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence of the summary, and the view that it is seen in ("" for none)."""

    text: str
    view: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """A question that a steering group asks, and what the report says to it."""

    question: str
    said: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Cover:
    """What stands first: the letter that goes with the report. Blank what the project has not said.

    `title` is the report's, `project` whose it is.
    """

    title: str
    period: str
    period_in_words: str
    project: str = ""
    recipient: str = ""
    registry_no: str = ""
    sender: str = ""
    contact: str = ""
    received: str = ""


@dataclass(frozen=True)
class Report:
    """A report in one edition. `facts`: how many books were expected and how they came (label, number).

    `figures` are those of the first page, `more` the other main figures. `appendix`: what stands last in all forms:
    definitions, signs, files. `periods`: of the trends, the last one now.
    """

    cover: Cover
    edition: Edition
    facts: Sequence[tuple[str, int]]
    figures: Sequence[MainFigure]
    observations: Sequence[Statement]
    decisions: Sequence[Statement]
    answers: Sequence[Answer]
    deliveries: View
    chapters: Sequence[Chapter]
    appendix: Sequence[View]
    periods: Sequence[str] = ()
    more: Sequence[MainFigure] = ()
    about: Mapping[str, str] = field(default_factory=dict)

    def exhibits(self) -> Iterable[Exhibit]:
        """All exhibits, in the order of the chapters."""
        return (exhibit for chapter in self.chapters for exhibit in chapter.exhibits)

    def details(self) -> Sequence[Exhibit]:
        """The exhibits that belong among the appendices, in the order of the chapters."""
        return [exhibit for exhibit in self.exhibits() if exhibit.detail]

    def view(self, name: str) -> View | None:
        """The view with a name."""
        views = (self.deliveries, *(exhibit.view for exhibit in self.exhibits()), *self.appendix)
        return next((view for view in views if view.name == name), None)


@dataclass(frozen=True, slots=True)
class Numbers:
    """The numbers of tables and diagrams, by the name of their view, the same in all forms that have them.

    A view's diagrams are its charts, and after them its pictures.
    """

    tables: Mapping[str, int]
    diagrams: Mapping[str, range]


def numbered(report: Report) -> Numbers:
    """Numbers from 1 in the order of reading: deliveries, chapters, what is marked `detail`, the report's appendix."""
    exhibits = [*(exhibit for chapter in report.chapters for exhibit in chapter.main), *report.details()]
    views = (report.deliveries, *(exhibit.view for exhibit in exhibits), *report.appendix)
    diagrams, next_one = {}, 1
    for exhibit in exhibits:
        after = next_one + len(exhibit.charts) + len(exhibit.pictures)
        diagrams[exhibit.view.name] = range(next_one, after)
        next_one = after
    return Numbers({view.name: at for at, view in enumerate(views, 1)}, diagrams)


def text(cell: Cell) -> str:
    """A cell as its readers see it, in all forms: the value by its number format, in Swedish."""
    return shown(cell.value, cell.format)


def shown(value: Value, format: str) -> str:
    """A value by an Excel number format, as Swedish Excel shows it: 1 090,0 (U+00A0 between thousands), 18,3 %."""
    if isinstance(value, bool) or not isinstance(value, int | float) or format in ("", "@", "General"):
        return plain(value)
    rising, _, _ = format.partition(";")
    signed, per_cent = rising.startswith("+"), rising.endswith("%")
    decimals = len(rising.rstrip("%").partition(".")[2])
    said = show(value * 100 if per_cent else value, decimals)
    if "," not in rising:
        # Years and the like have no spaces.
        said = said if per_cent or decimals else said.replace("\u00a0", "")
    if signed and value > 0 and said.strip("0,"):
        said = f"+{said}"
    return f"{said}\u00a0%" if per_cent else said


def slug(words: str) -> str:
    """Words as a part of an ID: a-z, 0-9 and hyphens; "" of nothing."""
    bare = unicodedata.normalize("NFKD", words.casefold()).encode("ascii", "ignore").decode()
    return NO_ID.sub("-", bare).strip("-")


def figure_id(view: View, row: int, column: int) -> str:
    """The ID of a figure, the same from round to round: timmar-per-enhet.jobbcoachingen.planerade-timmar."""
    return f"{slug(view.name)}.{view.keys[row]}.{view.ids[column]}"
