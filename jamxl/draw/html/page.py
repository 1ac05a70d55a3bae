"""What the template of a report is filled with: its parts in the order of reading. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from jamxl import report_texts
from jamxl.draw import charts
from jamxl.draw.html.safe import Ids, inlined
from jamxl.draw.html.table import ShownTable
from jamxl.present.front import letter, named
from jamxl.present.report import Edition, Exhibit, MainFigure, Report, Statement, View, numbered, slug, text
from jamxl.swedish import show


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
class ShownExhibit:
    """A table with its charts and pictures."""

    table: ShownTable
    drawings: Sequence[Drawing]


@dataclass(frozen=True, slots=True)
class Part:
    """A chapter, or an appendix: its exhibits; `more`: its tables that stand among the appendices."""

    anchor: str
    title: str
    exhibits: Sequence[ShownExhibit]
    more: Sequence[ShownTable] = ()
    folded: bool = False

    @property
    def wide(self) -> bool:
        """It is printed on pages that lie down."""
        return any(exhibit.table.wide for exhibit in self.exhibits)


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


class Page:
    """What the template is filled with."""

    def __init__(self, report: Report) -> None:
        self.report, self.numbers, self.ids = report, numbered(report), Ids()
        cover = report.cover
        self.edition = report_texts.EDITIONS[report.edition]
        self.heading = cover.title or report_texts.REPORT["untitled"]
        self.period = " ".join(filter(None, (cover.period_in_words, f"({cover.period})" if cover.period else "")))
        self.project = cover.project
        self.title = ", ".join(filter(None, (self.heading, cover.project, cover.period_in_words)))
        self.about_edition = report_texts.OPEN_INTRO if report.edition is Edition.OPEN else ""
        self.letter = letter(cover)
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
            yield Part("bilaga", report_texts.REPORT["details"], details, folded=True)
        if self.report.appendix:
            last = [ShownExhibit(self.table(view), ()) for view in self.report.appendix]
            yield Part("om-rapporten", report_texts.REPORT["appendix"], last)

    def exhibit(self, exhibit: Exhibit) -> ShownExhibit:
        """A table with what is drawn of it."""
        return ShownExhibit(self.table(exhibit.view, exhibit.earlier), list(self.drawings(exhibit)))

    def table(self, view: View, earlier: Sequence[str] = ()) -> ShownTable:
        """A table, to which statements may then lead."""
        shown = self.tables[view.name] = ShownTable(
            view, self.numbers.tables[view.name], self.ids, self.report.periods, earlier
        )
        return shown

    def drawings(self, exhibit: Exhibit) -> Iterator[Drawing]:
        """The charts of an exhibit, and its pictures, with their numbers."""
        drawn = [(chart.title, charts.svg(exhibit.view, chart), "chart") for chart in exhibit.charts]
        drawn += [(picture.title, picture.svg, "picture") for picture in exhibit.pictures]
        for number, (title, svg, kind) in zip(self.numbers.diagrams[exhibit.view.name], drawn, strict=True):
            anchor = self.ids.new(f"diagram-{number}")
            said = report_texts.REPORT["diagram"].format(n=number)
            yield Drawing(anchor, said, title, inlined(svg, f"{anchor}."), kind)

    def main_figure(self, figure: MainFigure) -> ShownFigure:
        """A figure of the summary, with the way to its cell."""
        return ShownFigure(named(figure), text(figure.cell), figure.id if figure.view in self.tables else "")

    def said(self, statements: Sequence[Statement]) -> list[Said]:
        """Statements with the ways to their tables."""
        shown = []
        for statement in statements:
            table = self.tables.get(statement.view)
            shown.append(Said(statement.text, table.anchor, table.number) if table else Said(statement.text))
        return shown
