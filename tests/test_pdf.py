"""The report as PDF: its standards, its tags, its texts."""

import io
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any

import pikepdf
import pypdf
import pytest
import reports

from jamxl import publishing
from jamxl.draw.abridging import abridged, cells_of, most_rows
from jamxl.draw.lettering import showable
from jamxl.draw.pdf import pdf
from jamxl.present.report import Chapter, Exhibit, Report, View, text
from jamxl.writing import CannotWrite

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
        assert file.check_pdf_syntax() == []
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


def shown_outside_of_tags(page: pikepdf.Page) -> list[str]:
    """What a page shows that no mark says is content or decoration; and the numbers of its marked content."""
    depth, loose = 0, []
    for instruction in pikepdf.parse_content_stream(page):
        name = str(instruction.operator)
        depth += {"BDC": 1, "BMC": 1, "EMC": -1}.get(name, 0)
        if not depth and name in SHOWS:
            loose.append(f"{name} {instruction.operands}")
    return loose


SHOWS = {"Tj", "TJ", "'", '"', "Do", "S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "sh", "EI"}


@pytest.mark.parametrize("name", ["small", "hostile"])
def test_all_that_is_shown_is_content_with_a_tag_or_decoration(name: str) -> None:
    with opened(drawn(name)) as file:
        for page in file.pages:
            assert shown_outside_of_tags(page) == []


def marked(element: pikepdf.Object, page: Any = None) -> Iterator[tuple[tuple[int, int], int]]:
    """The marked content below an element: the page's object number, and the content's number in it."""
    page = element.get("/Pg", page)
    below: Any = element.get("/K", [])
    for child in below if isinstance(below, pikepdf.Array) else [below]:
        if isinstance(child, int):
            yield page.objgen, child
        elif "/S" in child:
            yield from marked(child, page)
        elif "/MCID" in child:
            yield child.get("/Pg", page).objgen, int(child.MCID)


def test_each_marked_content_has_its_place_in_the_structure_once() -> None:
    with opened(drawn("small")) as file:
        placed = list(marked(file.Root.StructTreeRoot))
        there = [
            (page.obj.objgen, int(one.operands[1].MCID))
            for page in file.pages
            for one in pikepdf.parse_content_stream(page)
            if str(one.operator) == "BDC" and "/MCID" in one.operands[1]
        ]
        assert len(placed) == len(set(placed))
        assert set(placed) == set(there)


def test_the_first_page_has_the_summary_and_the_decisions() -> None:
    first, *_ = pypdf.PdfReader(io.BytesIO(drawn("small"))).pages
    said = solid(first.extract_text())
    for wanted in ("KS 2010:123", "Styrgruppen", "Godkänn rapporten", "Av 1 490,5 planerade", "1 490,5Planerade"):
        assert solid(wanted) in said


def test_details_come_after_the_chapters_and_pages_are_counted() -> None:
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(drawn("small"))).pages]
    for number, page in enumerate(pages, 1):
        assert f"Sida {number} av {len(pages)}" in page
    said = words_of(drawn("small"))
    titles = ("Tabell 5. Deltagare efter kön", "Tabell 6. Risker", "Tabell 7. Teckenförklaring")
    places = [said.index(solid(title)) for title in titles]
    assert places == sorted(places)


def test_contents_and_statements_lead_to_their_places() -> None:
    reader = pypdf.PdfReader(io.BytesIO(drawn("small")))
    bookmarks = [one.title for one in flat(reader.outline)]
    assert bookmarks[:3] == ["Sammanfattning", "Leveransläge", "Svar på styrgruppens frågor"]
    assert {"Timmar per enhet", "Bilaga: rader i detalj", "Risker i rader", "Om filen"} <= set(bookmarks)
    links = [annotation.get_object() for page in reader.pages for annotation in page.get("/Annots", [])]
    assert len(links) >= 15
    assert all("/Dest" in link or "/A" in link for link in links)
    assert not any("/URI" in link.get("/A", {}) for link in links)


def flat(outline: list[Any]) -> Iterator[Any]:
    """All bookmarks of an outline."""
    for one in outline:
        if isinstance(one, list):
            yield from flat(one)
        else:
            yield one


def test_another_python_gives_the_same_bytes() -> None:
    """Sets and folders have another order there."""
    script = "import reports, sys; from jamxl.draw.pdf import pdf; sys.stdout.buffer.write(pdf(reports.small()))"
    environment = {**os.environ, "PYTHONHASHSEED": "7", "PYTHONPATH": os.pathsep.join(sys.path)}
    made = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True, env=environment)
    assert made.stdout == drawn("small")


def test_a_process_of_its_own_gives_the_same_bytes() -> None:
    assert publishing.print_out(reports.small()) == drawn("small")


@pytest.mark.parametrize(
    ("limit", "most", "why"),
    [
        ("TYPESET_SECONDS", 0.01, "det tog mer än 0,01 sekunder"),
        ("TYPESET_MEGABYTES", 1, "den kräver mer minne än 1 MB"),
    ],
)
def test_typesetting_that_must_be_stopped_is_told_of(
    monkeypatch: pytest.MonkeyPatch, limit: str, most: float, why: str
) -> None:
    monkeypatch.setattr(publishing, limit, most)
    with pytest.raises(CannotWrite) as told:
        publishing.print_out(reports.small())
    remedy = "Gör de andra formerna så länge, med --form xlsx,html."
    assert str(told.value) == f"Rapporten gick inte att göra som PDF: {why}. {remedy}"


def test_a_table_wider_than_any_page_is_drawn_in_parts() -> None:
    view = reports.large(3, 1, measures=40).chapters[0].exhibits[0].view
    report = replace(reports.small(), chapters=(Chapter("Brett", (Exhibit(view),)),))
    made = pdf(report)
    said = words_of(made)
    assert solid("Tabell 2, del 1 av 2. Avsnitt 1") in said
    assert solid("Tabell 2, del 2 av 2. Avsnitt 1") in said
    assert said.count(solid("Enheten för nummer 2")) == 2
    for header in view.headers:
        assert solid(header) in said
    with opened(made) as file:
        boxes = {tuple(float(side) for side in page.mediabox) for page in file.pages}
    assert len(boxes) == 2


def test_a_row_longer_than_a_page_goes_on_on_the_next() -> None:
    long = " ".join(f"ord{n}" for n in range(4000))
    view = View("Text", "Text", "", ("Enhet", "Text"), (reports.cells("Botkyrka", long),), labels=1)
    said = words_of(pdf(replace(reports.small(), chapters=(Chapter("Text", (Exhibit(view),)),))))
    assert all(word in said for word in long.split())


def test_a_huge_report_has_the_first_rows_of_its_tables_and_says_so() -> None:
    """As many rows of each as let all tables together have so many cells: of 30 and 4 rows of 5 columns, 10 and 4."""
    small, large = reports.large(4, 1, 3), reports.large(30, 1, 3)
    (view,) = (exhibit.view for exhibit in large.exhibits())
    own = len(view.headers)
    fixed = cells_of([(len(v.body), len(v.headers)) for v in (large.deliveries, *large.appendix)], 10)
    assert most_rows(large, fixed + 10 * own) == 10
    assert most_rows(large, fixed + 11 * own - 1) == 10
    assert most_rows(small) == max(len(small.deliveries.body), 4, *(len(v.body) for v in small.appendix), 0)
    cut = abridged(view, 10)
    assert [row[1].value for row in cut.rows] == [row[1].value for row in (*view.rows[:10], view.rows[-1])]
    assert cut.notes[0] == "De 10 första av 30 rader. Alla står i arbetsboken och på webbsidan."
    assert abridged(view, 30) is view
