"""The report as PDF: its standards, its tags, its texts."""

import io
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pikepdf
import pypdf
import pytest
import reports

from jamxl.draw.lettering import showable
from jamxl.draw.pdf import pdf
from jamxl.present.report import Report, View, text

BLANK = re.compile(r"[\s\u00ad\u200b-]+")


@cache
def drawn(name: str) -> bytes:
    """One of the reports made by hand, as PDF."""
    return pdf(getattr(reports, name)())


def opened(made: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(made))


def solid(said: str) -> str:
    """A text without what a line's end may change."""
    return BLANK.sub("", said)


def words_of(made: bytes) -> str:
    """All that stands on the pages."""
    return solid("".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(made)).pages))


def elements(of: pikepdf.Object, kind: str) -> Iterator[pikepdf.Object]:
    """The elements of a kind in a structure, in their order."""
    below: Any = of.get("/K", [])
    for child in below if isinstance(below, pikepdf.Array) else [below]:
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            if kind == child.S:
                yield child
            yield from elements(child, kind)


def views(report: Report) -> list[View]:
    """All tables of a report, as they are drawn."""
    exhibits = [one for chapter in report.chapters for one in chapter.main]
    return [report.deliveries, *(one.view for one in [*exhibits, *report.details()]), *report.appendix]


@pytest.mark.parametrize("name", ["small", "empty", "hostile"])
def test_it_says_that_it_follows_the_standards(name: str) -> None:
    """Typst has looked before it said so: it gives no file that breaks them."""
    with opened(drawn(name)) as file, file.open_metadata(set_pikepdf_as_editor=False) as told:
        assert [told[key] for key in ("pdfaid:part", "pdfaid:conformance", "pdfuaid:part")] == ["2", "A", "1"]
        assert str(file.Root.Lang) == "sv-SE"
        assert file.Root.MarkInfo.Marked
        assert file.Root.ViewerPreferences.DisplayDocTitle


@pytest.mark.parametrize("name", ["small", "hostile"])
def test_all_that_the_tables_say_can_be_read(name: str) -> None:
    report, said = getattr(reports, name)(), words_of(drawn(name))
    for view in views(report):
        for said_of_it in (view.title, view.intro, *view.headers, *view.notes, view.source):
            assert solid(showable(said_of_it)) in said
        for row in view.rows:
            assert "".join(solid(showable(text(cell))) for cell in row) in said


def test_a_table_has_headings_of_columns_and_of_rows() -> None:
    with opened(drawn("small")) as file:
        found = list(elements(file.Root.StructTreeRoot, "/Table"))
        filled = [view for view in views(reports.small()) if view.rows]
        assert len(found) == len(filled)
        for table, view in zip(found, filled, strict=True):
            head, body = (next(elements(table, part)) for part in ("/THead", "/TBody"))
            columns = len(view.headers) + bool(view.trend)
            assert [str(cell.A[0].Scope) for cell in elements(head, "/TH")] == ["/Column"] * columns
            assert len(body.K) == len(view.rows)
            for row in body.K:
                kinds = [(str(cell.S), str(cell.A[0].Scope) if "/A" in cell else "") for cell in row.K]
                assert kinds == [("/TH", "/Row")] * view.labels + [("/TD", "")] * (columns - view.labels)


def test_what_is_drawn_is_also_said_in_words() -> None:
    with opened(drawn("small")) as file:
        told = [str(element.Alt) for element in elements(file.Root.StructTreeRoot, "/Figure")]
    bars, first_line, total_line, days, *lanes = told
    assert "Jobbcoachingen" in bars
    assert "1\u00a0090,0" in bars
    assert "150,0 (2009-T3)" in first_line
    assert "230,0 (2009-T3)" in total_line
    assert "Milstolpar" in days
    assert len(lanes) == 2


def test_the_same_report_gives_the_same_bytes() -> None:
    assert pdf(reports.small()) == drawn("small")


def test_nothing_of_a_report_is_read_as_typst() -> None:
    said = words_of(drawn("hostile"))
    assert "#let$x$`kod`" in said
    assert "\\u0001" not in said


def test_fonts_are_in_the_file() -> None:
    with opened(drawn("small")) as file:
        fonts = {id(font): font for page in file.pages for font in page.resources.get("/Font", {}).values()}
        assert fonts
        for font in fonts.values():
            inner = font.DescendantFonts[0]
            assert "SourceSansPro" in str(inner.BaseFont)
            assert "/FontFile3" in inner.FontDescriptor
            assert "/ToUnicode" in font
