"""The open edition's workbook: it can be read with a screen reader, and holds nothing of what it hides."""

import dataclasses
import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from test_open_edition import FEW_WOMEN, NOW, consolidated, delivery, stat

from jamxl import demo, present, report_texts, workflow
from jamxl.draw.html import html
from jamxl.draw.pdf import pdf
from jamxl.draw.xlsx import drawn
from jamxl.grid import Cell
from jamxl.present.behind import Drawn
from jamxl.present.open_pages import view_grid
from jamxl.present.report import View
from jamxl.present.views import FIRST
from jamxl.project import load
from jamxl.standard.statistikbok import ServiceMinutes


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> present.Opened:
    """The demo's open edition."""
    root = tmp_path_factory.mktemp("demo")
    demo.make(root)
    return present.opened(workflow.consolidate_project(load(root), today=demo.TODAY))


@pytest.fixture(scope="module")
def content(made: present.Opened) -> bytes:
    return drawn(made.pages)


@pytest.fixture(scope="module")
def book(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content))


# ------------------------------------------------------------------------------------------- to be read by anybody


def test_each_sheet_is_one_tagged_table_with_all_cells_filled(book: Any) -> None:
    for sheet in book:
        if sheet["A4"].value == report_texts.OPEN_NEVER:
            assert (sheet.max_row, len(sheet.tables)) == (4, 0)
            continue
        (table,) = sheet.tables.values()
        cells = [cell for row in sheet[table.ref] for cell in row]
        blank = [cell.coordinate for cell in cells if cell.value in (None, "")]
        assert not blank, f"{sheet.title}: {blank}"
        inside = {cell.coordinate for cell in cells}
        outside = [c.coordinate for row in sheet.iter_rows() for c in row if c.value is not None]
        assert set(outside) - inside <= {"A1", "A2", "A3"}, sheet.title
        assert not sheet.merged_cells.ranges
        assert [cell.value for cell in sheet[table.ref][0]] == table.column_names


def test_only_a_total_has_its_name_in_all_labels() -> None:
    rows = [[Cell("Botkyrka"), Cell(""), Cell(5)], [Cell("Totalt"), Cell(""), Cell(5)]]
    view = View("Antal", "Antal.", "Hur många.", ("Kommun", "Grupp", "Antal"), rows, 2, total=True, ids=("", "", "a"))
    cells = view_grid(view, Drawn(live=False)).cells
    assert [cells[row, 1].value for row in (FIRST, FIRST + 1)] == ["–", "Totalt"]


def test_each_sheet_begins_with_its_title(book: Any) -> None:
    assert [sheet["A1"].value for sheet in book] == book.sheetnames
    assert all(len(sheet["A2"].value) > 10 for sheet in book)


def test_the_reader_begins_in_the_first_cell_of_the_first_sheet(book: Any) -> None:
    assert book.active.title == book.sheetnames[0] == "Sammanfattning"
    for sheet in book:
        assert sheet.sheet_state == "visible"
        assert {s.activeCell for s in sheet.sheet_view.selection} <= {"A1"}


def test_letters_are_large_enough(book: Any) -> None:
    sizes = {c.font.sz for sheet in book for row in sheet.iter_rows() for c in row if c.value is not None}
    assert min(sizes) >= 12


def test_the_file_says_its_title_and_language(content: bytes) -> None:
    core = zipfile.ZipFile(io.BytesIO(content)).read("docProps/core.xml").decode()
    assert "<dc:title>Sammanställning 2010-T1</dc:title>" in core
    assert "<dc:language>sv-SE</dc:language>" in core


def test_notes_stand_on_their_own_sheet_and_are_named_where_they_belong(book: Any) -> None:
    notes = list(book["Noter"].iter_rows(min_row=5, values_only=True))
    assert [int(number) for number, *_ in notes] == list(range(1, len(notes) + 1))
    for number, sheet, _ in notes:
        named = re.search(r"Not ([\d, ]+)\.", str(book[sheet]["A3"].value))
        assert named, sheet
        assert number in named[1].split(", ")


def test_the_contents_lead_to_every_sheet(book: Any) -> None:
    links = {row[1].value: row[1].hyperlink.location for row in book["Innehåll"].iter_rows(min_row=5)}
    own = {"Sammanfattning", "Innehåll"}
    assert links == {name: f"'{name}'!A1" for name in book.sheetnames if name not in own}


def test_charts_say_in_words_what_they_show(content: bytes) -> None:
    package = zipfile.ZipFile(io.BytesIO(content))
    drawings = [package.read(name).decode() for name in package.namelist() if name.startswith("xl/drawings/drawing")]
    told = [match for text in drawings for match in re.findall(r'<xdr:cNvPr [^>]*descr="([^"]+)"', text)]
    assert len(told) == len([name for name in package.namelist() if name.startswith("xl/charts/chart")]) > 10


# ------------------------------------------------------------------------------------------- nothing of what is hidden


def parts(made: present.Opened) -> Iterator[tuple[str, bytes]]:
    """Every byte of every form, unpacked."""
    package = zipfile.ZipFile(io.BytesIO(drawn(made.pages)))
    for name in package.namelist():
        yield name, package.read(name)
    yield "html", html(made.report).encode()
    yield "pdf", pdf(made.report)


def test_a_workbook_holds_no_part_that_could_tell_more(content: bytes) -> None:
    names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    kinds = {re.sub(r"\d+", "", name) for name in names}
    assert kinds == {
        "[Content_Types].xml", "_rels/.rels", "docProps/app.xml", "docProps/core.xml", "xl/_rels/workbook.xml.rels",
        "xl/charts/chart.xml", "xl/drawings/_rels/drawing.xml.rels", "xl/drawings/drawing.xml", "xl/sharedStrings.xml",
        "xl/styles.xml", "xl/tables/table.xml", "xl/theme/theme.xml", "xl/workbook.xml",
        "xl/worksheets/_rels/sheet.xml.rels", "xl/worksheets/sheet.xml",
    }  # fmt: skip


def test_no_formula_and_no_way_out(content: bytes) -> None:
    package = zipfile.ZipFile(io.BytesIO(content))
    for name in package.namelist():
        text = package.read(name).decode("utf-8")
        assert "<f>" not in text, name
        assert 'TargetMode="External"' not in text, name
        assert ".xlsx" not in text.replace("sheet1.xlsx", ""), name


UNLIKE_ANY = 73_193.0


def test_a_hidden_amount_stands_in_no_byte_of_any_form() -> None:
    """Three women got so many minutes, which nobody else has a number like."""
    row = {"service": "Råd", "users_k": 3, "users_m": 40, "visits_k": 3, "visits_m": 50}
    few = delivery("a", NOW, [{**row, "min_k": UNLIKE_ANY, "min_m": 900.0}], ServiceMinutes)
    made = present.opened(consolidated([few]))
    told = [cell.value for grid in made.pages.grids for cell in grid.cells.values()]
    assert 40.0 in told
    assert UNLIKE_ANY not in told
    spelt = re.compile(rb"73.{0,2}193|73.{0,6}193")
    assert [name for name, content in parts(made) if spelt.search(content)] == []


def test_files_that_differ_only_in_what_is_hidden_give_the_same_bytes() -> None:
    """Two women in Alfa and nine in Beta, or four and seven: nobody can tell from anything that is written."""

    def world(alfa: tuple[int, int], beta: tuple[int, int]) -> dict[str, bytes]:
        rows = {"a": stat(*alfa), "b": stat(*beta), "c": stat(14, 6)}
        made = present.opened(consolidated([delivery(unit, NOW, [row]) for unit, row in rows.items()]))
        assert made.exposed == []
        return dict(parts(made))

    one, other = world((2, 13), (9, 8)), world((4, 11), (7, 10))
    assert [name for name in one if one[name] != other.get(name)] == []
    # What is not hidden does tell.
    assert one != world((2, 14), (9, 8))


def test_what_the_next_round_needs_is_not_in_the_edition() -> None:
    made = present.opened(FEW_WOMEN)
    assert all(b"gender_stats" not in content for _, content in parts(made))
    assert dataclasses.is_dataclass(made)


def test_the_other_forms_show_the_same_signs(made: present.Opened, tmp_path: Path) -> None:
    page = html(made.report)
    signs = sum(cell.value == ".." for e in made.report.exhibits() for row in e.view.rows for cell in row)
    assert signs > 100
    assert len(re.findall(r">\.\.</(?:abbr|td|th)>", page)) >= signs
