"""A report -> PDF, by Typst: for reading, for printing and for the archive (PDF/A-2a), open to everybody (PDF/UA-1).

The layout stands in report.typ, which is given the report as JSON: nothing that people have typed is read as Typst. The
same report gives the same bytes, on all machines: no clock, no fonts but jamxl's own.
"""

import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any

import pikepdf
import typst
from lxml import etree

from jamxl import texts
from jamxl.draw import charts
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
from jamxl.draw.lettering import FAMILY, breakable, fonts, showable
from jamxl.grid import Cell
from jamxl.present.charting import over_rounds
from jamxl.present.report import Exhibit, Report, Statement, View, numbered, text
from jamxl.swedish import show

# 1 January 2000, as the workbooks say: a time of making would differ from run to run.
NO_TIME = 946_684_800
SVG = "{http://www.w3.org/2000/svg}"
# Points.
PX = 0.75
Data = dict[str, Any]


def pdf(report: Report) -> bytes:
    """The report as a tagged PDF.

    Raises typst.TypstError where a drawing is no SVG or needs what the standards forbid.
    """
    paper = Paper(report)
    with fonts() as faces:
        made = typst.compile(
            resources.files("jamxl.draw").joinpath("report.typ").read_bytes(),
            format="pdf",
            font_paths=faces,
            sys_inputs={"report": json.dumps(paper.data(), ensure_ascii=False)},
            pdf_standards=["a-2a", "ua-1"],
            timestamp=NO_TIME,
        )
    assert isinstance(made, bytes)
    return with_row_headers(made, paper.labels)


class Paper:
    """What the layout is filled with. `labels`: how many columns name the row, of each table that is drawn in turn."""

    def __init__(self, report: Report) -> None:
        self.report, self.numbers = report, numbered(report)
        self.labels: list[int] = []

    def data(self) -> Data:
        """The report in the layout's terms, its texts in signs that the typeface has."""
        report, cover = self.report, self.report.cover
        title = cover.title or texts.REPORT["untitled"]
        letter = {label: breakable(getattr(cover, key)) for key, label in texts.REPORT_LETTER.items()}
        return {
            "words": texts.REPORT,
            "family": FAMILY,
            "title": showable(" – ".join(filter(None, (title, cover.project)))),
            "heading": breakable(title),
            "project": breakable(cover.project),
            "period": breakable(cover.period_in_words or cover.period),
            "author": showable(cover.sender),
            "registry": breakable(cover.registry_no),
            "edition": texts.REPORT_EDITIONS[report.edition],
            "letter": [[label, said] for label, said in letter.items() if said],
            "facts": [[breakable(label), show(count)] for label, count in report.facts],
            "figures": [[breakable(one.label), breakable(text(one.cell))] for one in report.figures],
            "observations": self.said(report.observations),
            "decisions": self.said(report.decisions),
            "deliveries": self.part("", [Exhibit(report.deliveries)]),
            "answers": [
                {"question": breakable(one.question), "said": self.said(one.said)} for one in report.answers
            ],
            "chapters": list(self.chapters()),
            "about": [[breakable(label), breakable(said)] for label, said in report.about.items()],
        }  # fmt: skip

    def chapters(self) -> Iterator[Data]:
        """The chapters, and as the last ones the appendices."""
        for chapter in self.report.chapters:
            more = [self.way(one.view.name) for one in chapter.exhibits if one.detail]
            yield self.part(chapter.title, chapter.main, more)
        if details := self.report.details():
            yield self.part(texts.REPORT["details"], details)
        if self.report.appendix:
            yield self.part(texts.REPORT["appendix"], [Exhibit(view) for view in self.report.appendix])

    def part(self, title: str, exhibits: Sequence[Exhibit], more: Sequence[Data] = ()) -> Data:
        """Exhibits on pages that lie down when one of their tables needs it."""
        columns = [columns_of(one.view) for one in exhibits]
        lying = any(lies(each) for each in columns)
        page = LYING if lying else STANDING
        shown = [self.exhibit(one, each, page) for one, each in zip(exhibits, columns, strict=True)]
        return {"title": breakable(title), "lies": lying, "exhibits": shown, "more": more}

    def exhibit(self, exhibit: Exhibit, columns: Sequence[Column], page: float) -> Data:
        """A table with what is drawn of it."""
        view = exhibit.view
        source = texts.REPORT["source"].format(source=view.source) if view.source else ""
        made = [*(charts.svg(view, one) for one in exhibit.charts), *(one.svg for one in exhibit.pictures)]
        drawn = [drawing(svg) for svg in made]
        own = page_for([each.size for each in drawn], page)
        return {
            "anchor": self.anchor(view.name),
            "number": texts.REPORT["table"].format(n=self.numbers.tables[view.name]),
            "name": breakable(view.name),
            "title": breakable(view.title),
            "intro": breakable(view.intro),
            "drawings": list(self.drawings(exhibit, drawn, own)),
            "drawings-lie": None if own == page else own == LYING,
            "parts": list(self.tables(view, columns, page)) if view.rows else [],
            "notes": [breakable(note) for note in (*view.notes, source) if note],
            "empty": view.empty,
        }

    def tables(self, view: View, columns: Sequence[Column], page: float) -> Iterator[Data]:
        """A view as a table; one with more columns than a page has room for as several, each with the labels."""
        found = parts(columns, view.labels)
        for nth, places in enumerate(found, 1):
            shown = [columns[at] for at in places]
            fitted = fit(shown, page, sum(map(len, view.notes)))
            self.labels.append(view.labels)
            yield {
                "part": texts.REPORT["part"].format(n=nth, of=len(found)) if len(found) > 1 else "",
                "headers": [each.header for each in shown],
                "rows": [list(row) for row in zip(*(each.cells for each in shown), strict=True)],
                "sparks": list(self.sparks(view)) if nth == len(found) else [],
                "right": [each.right for each in shown],
                "total": view.total,
                "size": fitted.size,
                "widths": fitted.widths,
                "heights": fitted.heights,
                "kept": fitted.kept,
                "broken": fitted.broken,
                "before": fitted.before,
                "after": fitted.size * BESIDE,
                "above": fitted.size * ABOVE,
                "spark": fitted.size * SPARK,
                "hyphenated": fitted.hyphenated,
            }

    def drawings(self, exhibit: Exhibit, drawn: Sequence["Drawing"], page: float) -> Iterator[Data]:
        """The charts of an exhibit, and its pictures, with their numbers."""
        titles = [*(one.title for one in exhibit.charts), *(one.title for one in exhibit.pictures)]
        numbers = self.numbers.diagrams.get(exhibit.view.name, ())
        for number, title, one in zip(numbers, titles, drawn, strict=True):
            name = texts.REPORT["diagram"].format(n=number)
            width = one.size[0] * scale(one.size, page)
            yield {"number": name, "title": breakable(title), "svg": one.svg, "alt": one.alt, "width": width}

    def sparks(self, view: View) -> Iterator[Data | None]:
        """How each row's main figure has gone over the rounds; None for a row of which too little is known."""
        for row in range(len(view.trend)):
            svg = charts.spark(view, row, self.report.periods)
            told = over_rounds(view, row, self.report.periods)
            yield {"svg": svg, "alt": showable(told)} if svg else None

    def said(self, statements: Sequence[Statement]) -> list[Data]:
        """Statements with the ways to their tables."""
        return [{"text": breakable(one.text), **self.way(one.view)} for one in statements]

    def way(self, name: str) -> Data:
        """The way to a view's table: its anchor (None for none), and what to call it."""
        number = self.numbers.tables.get(name)
        if number is None:
            return {"to": None, "see": ""}
        return {"to": self.anchor(name), "see": texts.REPORT["table"].format(n=number)}

    def anchor(self, name: str) -> str:
        return f"tabell-{self.numbers.tables[name]}"


def columns_of(view: View) -> list[Column]:
    """A view's columns as their readers see them; one of numbers stands to the right, and so do its signs."""
    made = [
        column(
            breakable(header),
            [breakable(text(row[at])) for row in view.rows],
            at >= view.labels and any(is_right(row[at]) for row in view.rows),
        )
        for at, header in enumerate(view.headers)
    ]
    if view.trend:
        made.append(lines(breakable(texts.REPORT["trend"].format(of=view.trended)), len(view.rows)))
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


def with_row_headers(made: bytes, labels: Sequence[int]) -> bytes:
    """A PDF of Typst's, which knows no headings of rows, with them: in each table's rows as many cells as `labels` say.

    A cell's headings are then known from their scope. Typst's own lists of them have those of the columns only, and are
    taken away.
    """
    row_scope = pikepdf.Array([pikepdf.Dictionary(O=pikepdf.Name.Table, Scope=pikepdf.Name.Row)])
    saved = io.BytesIO()
    with pikepdf.open(io.BytesIO(made)) as file:
        for table, count in zip(tables(file.Root.StructTreeRoot), labels, strict=True):
            body = next(part for part in table.K if part.S == "/TBody")
            for row in body.K:
                for at, cell in enumerate(row.K):
                    del cell.A
                    if at < count:
                        cell.S, cell.A = pikepdf.Name.TH, row_scope
        file.save(saved, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return saved.getvalue()


def tables(element: pikepdf.Object) -> Iterator[pikepdf.Object]:
    """The tables below an element of a structure, in their order."""
    below: Any = element.get("/K", [])
    for child in below if isinstance(below, pikepdf.Array) else [below]:
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            if child.S == "/Table":
                yield child
            else:
                yield from tables(child)
