"""A report in the terms of report.typ: a first page, then blocks on pages that stand or lie down. Pure.

All texts are in signs that the typeface has, and may be broken where they have no room.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any

from lxml import etree

from jamxl import report_texts
from jamxl.draw import charts
from jamxl.draw.abridging import abridged, most_rows
from jamxl.draw.fitting import (
    ABOVE,
    BESIDE,
    LYING,
    SPARK,
    STANDING,
    Column,
    column,
    fit,
    lies,
    lines,
    page_for,
    parts,
    scale,
)
from jamxl.draw.lettering import FAMILY, breakable, showable
from jamxl.grid import Cell
from jamxl.present import trends
from jamxl.present.charting import over_rounds
from jamxl.present.front import named
from jamxl.present.report import Answer, Edition, Exhibit, Report, Statement, View, numbered, text
from jamxl.swedish import show

SVG = "{http://www.w3.org/2000/svg}"
# A px in points.
PX = 0.75
NO_BREAK = "\u00a0"
Data = dict[str, Any]
# Whether its page lies down, and the block.
Placed = tuple[bool, Data]


class Paper:
    """What the layout is filled with. `labels`: how many columns name the row, of each table that is drawn in turn."""

    def __init__(self, report: Report) -> None:
        self.report, self.numbers, self.most = report, numbered(report), most_rows(report)
        self.labels: list[int] = []

    def data(self) -> Data:
        """The first page, and the blocks after it in runs of pages that stand or lie down."""
        report, cover = self.report, self.report.cover
        title = cover.title or report_texts.REPORT["untitled"]
        letter = [(label, breakable(getattr(cover, key))) for key, label in report_texts.LETTER.items()]
        runs = groupby(self.blocks(), key=itemgetter(0))
        return {
            "words": report_texts.REPORT,
            "family": FAMILY,
            "title": showable(" – ".join(filter(None, (title, cover.project)))),
            "heading": breakable(title),
            "project": breakable(cover.project),
            "period": breakable(cover.period_in_words or cover.period),
            "author": showable(cover.sender),
            "registry": breakable(cover.registry_no),
            "edition": report_texts.EDITIONS[report.edition],
            "note": report_texts.OPEN_INTRO if report.edition is Edition.OPEN else "",
            "letter": [(label, said) for label, said in letter if said],
            "facts": [(breakable(label), show(count)) for label, count in report.facts],
            "figures": [(breakable(named(one)), breakable(text(one.cell))) for one in report.figures],
            "observations": self.said(report.observations),
            "decisions": self.said(report.decisions),
            "runs": [{"lies": lying, "blocks": [block for _, block in run]} for lying, run in runs],
        }

    def blocks(self) -> Iterator[Placed]:
        """What follows the first page."""
        report = self.report
        yield from self.part(report_texts.REPORT["deliveries"], [Exhibit(report.deliveries)], named=False)
        if report.answers:
            yield False, {"kind": "answers", "answers": [self.answer(one) for one in report.answers]}
        yield False, {"kind": "contents"}
        for chapter in report.chapters:
            more = [self.way(one.view.name) for one in chapter.exhibits if one.detail]
            yield from self.part(chapter.title, chapter.main, more)
        if details := report.details():
            yield from self.part(report_texts.REPORT["details"], details)
        if report.appendix:
            yield from self.part(report_texts.REPORT["appendix"], [Exhibit(view) for view in report.appendix])
        if report.about:
            about = [(breakable(label), breakable(said)) for label, said in report.about.items()]
            yield False, {"kind": "about", "about": about}

    def part(
        self, title: str, exhibits: Sequence[Exhibit], more: Sequence[Data] = (), named: bool = True
    ) -> Iterator[Placed]:
        """A heading and exhibits; their pages lie down when one of the tables needs it."""
        columns = [columns_of(abridged(one.view, self.most)) for one in exhibits]
        page = LYING if any(lies(each) for each in columns) else STANDING
        heading: Data | None = {"kind": "part", "title": breakable(title), "more": more}
        for one, each in zip(exhibits, columns, strict=True):
            for lying, block in self.exhibit(one, each, page, named):
                if heading:
                    yield lying, heading
                    heading = None
                yield lying, block
        if heading:
            yield False, heading

    def exhibit(self, exhibit: Exhibit, columns: Sequence[Column], page: float, named: bool) -> Iterator[Placed]:
        """A table, before it what is drawn of it, which may need a page of another kind."""
        view = exhibit.view
        made = [*(charts.svg(view, one) for one in exhibit.charts), *(one.svg for one in exhibit.pictures)]
        drawings = [drawing(svg) for svg in made]
        own = page_for([each.size for each in drawings], page)
        yield (
            own == LYING,
            {
                "kind": "exhibit",
                "name": breakable(view.name) if named else "",
                "intro": breakable(view.intro),
                "drawings": list(self.drawings(exhibit, drawings, own)),
            },
        )
        source = report_texts.REPORT["source"].format(source=view.source) if view.source else ""
        # What is drawn is drawn of all rows.
        view = abridged(view, self.most)
        yield (
            page == LYING,
            {
                "kind": "table",
                "anchor": self.anchor(view.name),
                "number": report_texts.REPORT["table"].format(n=self.numbers.tables[view.name]),
                "title": breakable(view.title),
                "parts": list(self.tables(view, columns, page)) if view.rows else [],
                "notes": [breakable(note) for note in (*view.notes, source) if note],
                "empty": view.empty,
            },
        )

    def tables(self, view: View, columns: Sequence[Column], page: float) -> Iterator[Data]:
        """A view as a table; one with more columns than a page has room for as several, each with the labels."""
        found = parts(columns, view.labels)
        for nth, places in enumerate(found, 1):
            shown = [columns[at] for at in places]
            fitted = fit(shown, page, sum(map(len, view.notes)))
            self.labels.append(view.labels)
            yield {
                "part": report_texts.REPORT["part"].format(n=nth, of=len(found)) if len(found) > 1 else "",
                "headers": [each.header for each in shown],
                "rows": list(zip(*(each.cells for each in shown), strict=True)),
                "sparks": list(self.sparks(view)) if nth == len(found) else [],
                "right": [each.right for each in shown],
                "total": view.total,
                "size": fitted.size,
                "widths": fitted.widths,
                "heights": fitted.heights,
                "kept": fitted.kept,
                "broken": fitted.broken,
                "hyphenated": fitted.hyphenated,
                "before": fitted.before,
                "after": fitted.size * BESIDE,
                "above": fitted.size * ABOVE,
                "spark": fitted.size * SPARK,
            }

    def sparks(self, view: View) -> Iterator[Data | None]:
        """How each row's main figure has gone over the rounds; None for a row of which too little is known."""
        for row in range(len(view.trend)):
            svg = charts.spark(view, row, self.report.periods)
            told = over_rounds(view, row, self.report.periods)
            yield {"svg": svg, "alt": showable(told)} if svg else None

    def drawings(self, exhibit: Exhibit, drawings: Sequence["Drawing"], page: float) -> Iterator[Data]:
        """The charts of an exhibit, and its pictures, with their numbers."""
        titles = [*(one.title for one in exhibit.charts), *(one.title for one in exhibit.pictures)]
        numbers = self.numbers.diagrams.get(exhibit.view.name, ())
        for number, title, one in zip(numbers, titles, drawings, strict=True):
            name = report_texts.REPORT["diagram"].format(n=number)
            width = one.size[0] * scale(one.size, page)
            yield {"number": name, "title": breakable(title), "svg": one.svg, "alt": one.alt, "width": width}

    def answer(self, answer: Answer) -> Data:
        """A question and what is said to it."""
        return {"question": breakable(answer.question), "said": self.said(answer.said)}

    def said(self, statements: Sequence[Statement]) -> list[Data]:
        """Statements with the ways to their tables."""
        return [{"text": breakable(one.text), **self.way(one.view)} for one in statements]

    def way(self, name: str) -> Data:
        """The way to a view's table: its anchor (None for none), and what to call it."""
        number = self.numbers.tables.get(name)
        if number is None:
            return {"to": None, "see": ""}
        return {"to": self.anchor(name), "see": report_texts.REPORT["table"].format(n=number).replace(" ", NO_BREAK)}

    def anchor(self, name: str) -> str:
        """What a view's table is called in links."""
        return f"tabell-{self.numbers.tables[name]}"


def columns_of(view: View) -> list[Column]:
    """A view's columns as their readers see them; one of numbers stands to the right, and so do its signs."""
    made = [
        column(
            breakable(header),
            [breakable(text(row[at])) for row in view.rows],
            at >= view.labels and any(is_right(row[at]) for row in view.rows),
            view.total,
        )
        for at, header in enumerate(view.headers)
    ]
    if view.trend:
        made.append(lines(breakable(trends.heading(view)), len(view.rows)))
    return made


def is_right(cell: Cell) -> bool:
    """Whether a cell stands to the right: numbers, and the signs that stand for them."""
    return cell.align == "right" or (isinstance(cell.value, int | float) and not isinstance(cell.value, bool))


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawing in the report's typeface, what it shows in words, and its width and height (points)."""

    svg: str
    alt: str
    size: tuple[float, float]


def drawing(svg: str) -> Drawing:
    """A drawing from its SVG, whose width and height are in px. Raises lxml.etree.XMLSyntaxError when it is no XML."""
    root = etree.fromstring(showable(svg).encode())
    root.set("font-family", FAMILY)
    wide, high = (float(root.get(side, "")) * PX for side in ("width", "height"))
    return Drawing(etree.tostring(root, encoding="unicode"), root.findtext(f"{SVG}desc", ""), (wide, high))
