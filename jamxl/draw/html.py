"""A report -> one HTML file: no script, nothing fetched, the drawings in it. The same report gives the same text.

The template has the elements, the style sheet the looks; here is what they are filled with. All text is escaped.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import resources

from jinja2 import Environment, PackageLoader, StrictUndefined
from lxml import etree
from markupsafe import Markup

from jamxl import texts
from jamxl.draw import charts
from jamxl.grid import Cell
from jamxl.present.report import (
    Edition,
    Exhibit,
    MainFigure,
    Report,
    Statement,
    View,
    figure_id,
    numbered,
    slug,
    text,
)
from jamxl.swedish import show

# No page may hold these: controls, halves of characters, and what is no character.
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
# The IDs of the template's own.
OWN_IDS = ("sammanfattning", "svar", "innehall", "innehall.rubrik", "bilaga", "om-rapporten")
# A table of so few columns is never wider than a page; one of so many needs a page that lies down.
FITS, LIES_DOWN = 3, 8
# One of so many needs small letters, too.
SMALL_LETTERS = 16
# Rows that a table may have before its headings follow along.
TALL = 30
# Texts of so many letters are not broken; a column of long ones is at most so many wide before there is need of it.
WHOLE, MOST_LETTERS = 32, 44
# So short a word, code or day is not broken on paper either.
SHORT = 12
REFERENCE = re.compile(r"url\(#([^)]+)\)")
XLINK = "{http://www.w3.org/1999/xlink}href"


@dataclass(frozen=True, slots=True)
class ShownCell:
    """A cell: its text, its ID ("" for none), what its sign means ("" for no sign). `span`: of a heading.

    `kind`: n for what stands to the right, w for what is not to be broken, "" for other words.
    """

    text: str
    id: str = ""
    kind: str = ""
    sign: str = ""
    head: bool = False
    span: int = 1


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: its cells, how it has gone (None: the table has no such column), where it is from."""

    cells: Sequence[ShownCell]
    trend: Markup | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Head:
    """The heading of a column, whether it stands to the right, and how wide the column is at least (letters)."""

    text: str
    right: bool = False
    width: int = 0


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart or picture with its number; `kind` says how the page frames it."""

    anchor: str
    number: str
    title: str
    svg: Markup
    kind: str


@dataclass(frozen=True, slots=True)
class Said:
    """A statement with the way to its table: the ID and the table's number, "" for none."""

    text: str
    to: str = ""
    see: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A chapter, or an appendix: its exhibits; `more`: its tables that stand among the appendices."""

    anchor: str
    title: str
    exhibits: Sequence["ShownExhibit"]
    more: Sequence["ShownTable"] = ()
    folded: bool = False

    @property
    def wide(self) -> bool:
        """It is printed on pages that lie down."""
        return any(exhibit.table.wide for exhibit in self.exhibits)


def html(report: Report) -> str:
    """The report as a page that stands by itself; to be written as UTF-8."""
    environment = Environment(
        loader=PackageLoader("jamxl.draw", ""),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        finalize=printable,
    )
    css = resources.files("jamxl.draw").joinpath("report.css").read_text("utf-8")
    css += f"@media screen and (prefers-color-scheme: dark) {{{charts.dark()}}}\n"
    template = environment.get_template("report.html.jinja")
    return template.render(page=Page(report), words=texts.REPORT, css=Markup(css))


def printable(value: object) -> object:
    """What is put in a page for a value: a text without what no page may hold; a drawing has been through here."""
    return without_controls(value) if type(value) is str else value


def without_controls(said: str) -> str:
    """A text as a page may hold it."""
    return UNPRINTABLE.sub("", said)


@dataclass(frozen=True, slots=True)
class ShownFigure:
    """A figure of the summary, and the ID of its cell, "" for none."""

    label: str
    text: str
    to: str


@dataclass(frozen=True, slots=True)
class ShownAnswer:
    """A question with its answers."""

    question: str
    said: Sequence[Said]


class Ids:
    """The IDs of a page: each given once."""

    def __init__(self) -> None:
        self.given = set(OWN_IDS)

    def new(self, wanted: str) -> str:
        """The wanted ID, or that with the first free number after it."""
        name, n = wanted or "del", 1
        while name in self.given:
            n += 1
            name = f"{wanted or 'del'}-{n}"
        self.given.add(name)
        return name


class ShownTable:
    """A view as a table of the page. Its rows are made while they are written: they may be very many."""

    def __init__(self, page: "Page", view: View) -> None:
        self.page, self.view = page, view
        self.name, self.title, self.intro, self.empty = view.name, view.title, view.intro, view.empty
        self.anchor = page.ids.new(slug(view.name))
        self.number = texts.REPORT["table"].format(n=page.numbers.tables[view.name])
        self.notes, self.filled = [note for note in view.notes if note], bool(view.rows)
        self.notes += [texts.REPORT["source"].format(source=view.source)] if view.source else []
        columns = len(view.headers) + bool(view.links) + bool(view.trend)
        self.wide, self.tall = columns > LIES_DOWN, len(view.rows) > TALL
        self.size = "vast" if columns > SMALL_LETTERS else "wide" if self.wide else ""
        self.scrolls = columns > FITS or self.tall
        self.kind = "figures" if view.ids else "listing"
        self.count = texts.REPORT["rows"].format(rows=show(len(view.body)))

    @property
    def heads(self) -> Iterator[Head]:
        """The headings of the columns; numbers stand to the right, and so do their headings."""
        view = self.view
        for at, header in enumerate(view.headers):
            right = any(is_right(row[at]) for row in view.rows)
            longest = 0 if right else max((len(text(row[at])) for row in view.rows), default=0)
            yield Head(header, right, min(longest, max(WHOLE, min(longest // 4, MOST_LETTERS))))
        if view.trend:
            yield Head(texts.REPORT["trend"].format(of=view.trended))
        if view.links:
            yield Head(texts.REPORT["origin"], width=MOST_LETTERS)

    @property
    def body(self) -> Iterator[Row]:
        """All rows but the total."""
        return map(self.row, range(len(self.view.body)))

    @property
    def total(self) -> Row | None:
        return self.row(len(self.view.rows) - 1) if self.view.total else None

    def row(self, at: int) -> Row:
        """A row of the view."""
        source = ""
        if self.view.links:
            file, sheet, row = self.view.links[at]
            source = texts.REPORT["place"].format(file=file, sheet=sheet, row=row)
        return Row(list(self.cells(at)), self.trend(at), source)

    def cells(self, row: int) -> Iterator[ShownCell]:
        """A row's cells; the first label of a total stands for all of its labels when the others are blank."""
        view, cells = self.view, self.view.rows[row]
        last = view.total and row == len(view.rows) - 1
        spans = last and not any(text(cell) for cell in cells[1 : view.labels])
        for at, cell in enumerate(cells):
            said = text(cell)
            if at >= view.labels:
                own = self.page.ids.new(figure_id(view, row, at)) if view.ids else ""
                yield ShownCell(said, own, "n" if is_right(cell) else whole(said), texts.REPORT_SIGNS.get(said, ""))
            elif at == 0 or not spans:
                yield ShownCell(said, kind=whole(said), head=bool(said), span=view.labels if spans else 1)

    def trend(self, row: int) -> Markup | None:
        """How the row's main figure has gone; None when the table has no such column."""
        if not self.view.trend:
            return None
        return Markup(without_controls(charts.spark(self.view, row, self.page.report.periods)))


@dataclass(frozen=True, slots=True)
class ShownExhibit:
    """A table with its charts and pictures."""

    table: ShownTable
    drawings: Sequence[Drawing]


class Page:
    """What the template is filled with."""

    def __init__(self, report: Report) -> None:
        self.report, self.numbers, self.ids = report, numbered(report), Ids()
        cover = report.cover
        self.edition = texts.REPORT_EDITIONS[report.edition]
        self.heading = cover.title or texts.REPORT["untitled"]
        self.period = " ".join(filter(None, (cover.period_in_words, f"({cover.period})" if cover.period else "")))
        self.project = cover.project
        self.title = ", ".join(filter(None, (self.heading, cover.project, cover.period_in_words)))
        self.about_edition = texts.OPEN_INTRO if report.edition is Edition.OPEN else ""
        self.letter = [(label, said) for key, label in texts.REPORT_LETTER.items() if (said := getattr(cover, key))]
        self.facts = [(label, show(number)) for label, number in report.facts]
        self.about = list(report.about.items())
        self.tables: dict[str, ShownTable] = {}
        self.deliveries = self.table(report.deliveries)
        self.chapters = list(self.parts())
        self.main = [self.main_figure(figure) for figure in report.figures]
        self.decisions, self.observations = self.said(report.decisions), self.said(report.observations)
        self.answers = [ShownAnswer(answer.question, self.said(answer.said)) for answer in report.answers]

    def parts(self) -> Iterator[Part]:
        """The chapters, the lists in detail, and what stands last."""
        chapters = [(chapter, [self.exhibit(one) for one in chapter.main]) for chapter in self.report.chapters]
        details = [self.exhibit(one) for one in self.report.details()]
        for chapter, shown in chapters:
            more = [self.tables[one.view.name] for one in chapter.exhibits if one.detail]
            yield Part(self.ids.new(f"kapitel-{slug(chapter.title)}"), chapter.title, shown, more)
        if details:
            yield Part("bilaga", texts.REPORT["details"], details, folded=True)
        if self.report.appendix:
            last = [ShownExhibit(self.table(view), ()) for view in self.report.appendix]
            yield Part("om-rapporten", texts.REPORT["appendix"], last)

    def exhibit(self, exhibit: Exhibit) -> ShownExhibit:
        """A table with what is drawn of it."""
        return ShownExhibit(self.table(exhibit.view), list(self.drawings(exhibit)))

    def table(self, view: View) -> ShownTable:
        """A table, to which statements may then lead."""
        shown = self.tables[view.name] = ShownTable(self, view)
        return shown

    def drawings(self, exhibit: Exhibit) -> Iterator[Drawing]:
        """The charts of an exhibit, and its pictures, with their numbers."""
        drawn = [(chart.title, charts.svg(exhibit.view, chart), "chart") for chart in exhibit.charts]
        drawn += [(picture.title, picture.svg, "picture") for picture in exhibit.pictures]
        for number, (title, svg, kind) in zip(self.numbers.diagrams[exhibit.view.name], drawn, strict=True):
            anchor = self.ids.new(f"diagram-{number}")
            said = texts.REPORT["diagram"].format(n=number)
            yield Drawing(anchor, said, title, inlined(svg, f"{anchor}."), kind)

    def main_figure(self, figure: MainFigure) -> ShownFigure:
        """A figure of the summary, with the way to its cell."""
        return ShownFigure(figure.label, text(figure.cell), figure.id if figure.view in self.tables else "")

    def said(self, statements: Sequence[Statement]) -> list[Said]:
        """Statements with the ways to their tables."""
        shown = []
        for statement in statements:
            table = self.tables.get(statement.view)
            shown.append(Said(statement.text, table.anchor, table.number) if table else Said(statement.text))
        return shown


def is_right(cell: Cell) -> bool:
    """Whether a cell stands to the right: numbers, and the signs that stand for them."""
    return cell.align == "right" or (isinstance(cell.value, int | float) and not isinstance(cell.value, bool))


def whole(said: str) -> str:
    """The kind of a text: one short word, code or day is not broken."""
    return "w" if len(said) <= SHORT and " " not in said else ""


def inlined(svg: str, prefix: str) -> Markup:
    """A drawing as a part of a page: its IDs begin with a prefix, since other drawings may have the same.

    Raises lxml.etree.XMLSyntaxError when it is no XML.
    """
    root = etree.fromstring(without_controls(svg).encode())
    for element in root.iter(etree.Element):
        for name, value in [(str(name), str(value)) for name, value in element.attrib.items()]:
            if name == "id":
                element.set(name, prefix + value)
            elif name in ("aria-labelledby", "aria-describedby"):
                element.set(name, " ".join(prefix + each for each in value.split()))
            elif name in ("href", XLINK) and value.startswith("#"):
                element.set(name, f"#{prefix}{value[1:]}")
            elif "url(#" in value:
                element.set(name, REFERENCE.sub(rf"url(#{prefix}\1)", value))
    return Markup(etree.tostring(root, encoding="unicode"))
