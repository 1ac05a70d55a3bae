"""Tables that can be filtered on the internal sheets, and ways from their rows to the rows that they are made of."""

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import libreoffice
import openpyxl
import pytest
import reports
from lxml import etree

from jamxl import demo, publishing, workflow
from jamxl.draw import xlsx
from jamxl.grid import Cell, Grid, Pages
from jamxl.present import Report, data_sheets, tables
from jamxl.present.data_sheets import Way, put_ways
from jamxl.present.report import View
from jamxl.project import load

# Names of the open document format.
TABLE, XLINK = "urn:oasis:names:tc:opendocument:xmlns:table:1.0", "http://www.w3.org/1999/xlink"
# The lines of a sheet that hold its headings and its first row.
HEADINGS, FIRST = 4, 5


@dataclass
class Made:
    """The demo project's report, and its workbook as openpyxl sees it (of any types)."""

    report: Report
    book: Any


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    root = tmp_path_factory.mktemp("demo")
    demo.make(root)
    data = workflow.consolidate_project(load(root), today=demo.TODAY)
    path = publishing.report_path(load(root), data.period)
    report, _ = publishing.publish(data, path, root)
    return Made(report, openpyxl.load_workbook(path))


# ------------------------------------------------------------------------------------------- filters


def test_each_section_is_a_table_that_can_be_filtered(made: Made) -> None:
    seen = 0
    for view in (exhibit.view for exhibit in made.report.exhibits() if exhibit.view.body):
        sheet = made.book[view.name]
        (table,) = sheet.tables.values()
        assert table.ref.startswith(f"A{HEADINGS}:")
        assert table.ref.endswith(str(HEADINGS + len(view.rows) - view.total)), view.name
        assert table.autoFilter.ref == table.ref
        headings = [sheet.cell(HEADINGS, at + 1).value for at in range(len(table.tableColumns))]
        assert table.column_names == headings
        assert headings[: len(view.headers)] == list(view.headers)
        assert len({heading.casefold() for heading in headings}) == len(headings)
        seen += 1
    assert seen > 60


def test_no_two_tables_have_one_name(made: Made) -> None:
    names = [name for sheet in made.book for name in sheet.tables]
    assert len(names) > 120
    assert len({name.casefold() for name in names}) == len(names)


def test_a_blank_line_parts_the_total_from_what_is_filtered(made: Made) -> None:
    totals = [exhibit.view for exhibit in made.report.exhibits() if exhibit.view.total]
    assert len(totals) > 20
    for view in totals:
        blank, total = ([cell.value for cell in made.book[view.name][FIRST + len(view.body) + n]] for n in range(2))
        assert set(blank) == {None}
        assert total[0] == view.rows[-1][0].value


def test_what_filtering_and_sorting_do_not_change_is_said() -> None:
    """Of a table with a total and small charts beside it; one without either says nothing of that."""
    total = "Totalen gäller alla rader, även dem som ett filter döljer."
    small = "Staplarna längst till höger följer inte med om tabellen sorteras."
    assert [cell.value for cell in hours().cells.values() if cell.style == "note"][-2:] == [total, small]
    bare = Grid("Deltagare")
    tables.put_figures(bare, reports.second_hours())
    assert not {total, small} & {cell.value for cell in bare.cells.values()}


def test_libreoffice_has_the_filter_over_the_rows_without_the_total(tmp_path: Path) -> None:
    ranges = list(opened(tmp_path, hours()).iter(f"{{{TABLE}}}database-range"))
    (found,) = [one for one in ranges if one.get(f"{{{TABLE}}}name") == "Tabell_timmar_per_enhet"]
    assert found.get(f"{{{TABLE}}}display-filter-buttons") == "true"
    # Two units in lines 5 and 6; the total is in line 8.
    assert found.get(f"{{{TABLE}}}target-range-address") == "'Timmar per enhet'.A4:'Timmar per enhet'.E6"


# ------------------------------------------------------------------------------------------- ways to rows


def ways_on(sheet: Any) -> Iterator[tuple[int, str, str, int, str]]:
    """(line, text, sheet led to, line there, what is said of it) of each name of a row that leads somewhere."""
    for row in sheet.iter_rows(min_row=FIRST):
        for cell in row:
            if cell.hyperlink:
                place, _, spot = cell.hyperlink.location.rpartition("!A")
                yield cell.row, cell.value, place.strip("'"), int(spot), cell.hyperlink.tooltip


def test_each_unit_leads_to_the_first_of_its_own_rows(made: Made) -> None:
    """By the names of the units: of sections with a row for each unit, against what stands on the data sheets."""
    seen = 0
    for view in (one.view for one in made.report.exhibits() if one.view.ids and one.view.headers[1:2] == ("Enhet",)):
        for line, unit, place, there, _ in ways_on(made.book[view.name]):
            if view.headers[: view.labels] != ("Kommun", "Enhet") or unit == "Totalt":
                continue
            data = made.book[place]
            names = [cell.value for cell in data[HEADINGS]]
            whose, town = names.index("Enhet"), names.index("Kommun")
            assert data.cell(there, whose + 1).value == unit
            assert data.cell(there, town + 1).value == made.book[view.name].cell(line, 1).value
            seen += 1
    assert seen == 89


def test_what_a_unit_has_planned_is_a_click_away(made: Made) -> None:
    """Botkyrka's seven posts of 1090 hours, and below them the one post of a second unit."""
    ways = {name: rest for _, name, *rest in ways_on(made.book["Timmar per enhet"])}
    assert ways["Jobbcoachenheten"] == ["Data Timbudget", 5, "Visa den första av 7 rader på bladet Data Timbudget."]
    assert ways["Kommunledningen"] == ["Data Timbudget", 12, "Visa raden på bladet Data Timbudget."]
    assert ways["Totalt"] == ["Data Timbudget", 5, "Visa den första av 35 rader på bladet Data Timbudget."]
    # Fler i arbete has no posts, so that there is nothing to lead to.
    names = [cell.value for cell in made.book["Timmar per enhet"]["B"]]
    assert "Fler i arbete" in names
    assert "Fler i arbete" not in ways


def test_every_section_with_figures_of_rows_leads_to_them(made: Made) -> None:
    lacking = [
        exhibit.view.name
        for exhibit in made.report.exhibits()
        if exhibit.view.ids and exhibit.view.rows and not list(ways_on(made.book[exhibit.view.name]))
    ]
    assert {place for sheet in made.book for _, _, place, *_ in ways_on(sheet)} <= set(made.book.sheetnames)
    # All its numbers stayed with their unit, so that its figures are made of nothing.
    assert lacking == ["Remittering per verksamhet"]


def test_excel_has_room_for_so_many_links(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data_sheets, "MOST_WAYS", 1)
    assert [place for place, cell in hours().cells.items() if cell.link] == [(4, 1)]


def test_libreoffice_keeps_the_ways(tmp_path: Path) -> None:
    links = [link.get(f"{{{XLINK}}}href") for link in opened(tmp_path, hours()).iter("{*}a")]
    assert links == ["#'Data Timbudget'.A5", "#'Data Timbudget'.A12", "#'Data Timbudget'.A5"]


@pytest.mark.parametrize(
    ("headers", "rows", "expected"),
    [
        # One unit of each municipality is named as a unit all the same.
        (("Kommun", "Enhet"), [("Osby", "A"), ("Orust", "B")], [(4, 1), (5, 1)]),
        # Posts of one ID are told apart by their units before them; what they are called stands after.
        (("Kommun", "Enhet", "Post-ID", "Post"), [("O", "A", "B-01", "x"), ("O", "B", "B-01", "x")], [(4, 1), (5, 1)]),
        (("Kommun", "Enhet", "Post-ID", "Post"), [("O", "A", "B-01", "x"), ("O", "A", "B-02", "x")], [(4, 2), (5, 2)]),
        # A blank label is passed over to the left.
        (("Mått", "Ålder", "Period"), [("Antal", "0-19", "T1"), ("Antal", "", "T1")], [(4, 1), (5, 0)]),
        # What only periods tell apart has the name of what there is most kinds of; of equals, the first.
        (("Mått", "Enhet", "Period"), [("Antal", "A", "T1"), ("Antal", "A", "T2")], [(4, 0), (5, 0)]),
        (("Kommun",), [("Osby",), ("Orust",)], [(4, 0), (5, 0)]),
    ],
)
def test_a_row_leads_from_the_label_that_names_it(
    headers: tuple[str, ...], rows: list[tuple[str, ...]], expected: list[tuple[int, int]]
) -> None:
    cells = [[*map(Cell, labels), Cell(1)] for labels in rows]
    view = View("A", "A.", "", (*headers, "Tal"), cells, len(headers), keys=("a", "b"), ids=("",) * (len(headers) + 1))
    grid = tables.start_view(view)
    tables.put_figures(grid, view)
    put_ways(grid, view, {"a": Way("Data", 5, 1), "b": Way("Data", 6, 1)})
    assert [place for place, cell in grid.cells.items() if cell.link] == expected


def hours() -> Grid:
    """A sheet of two units and a total, with a way from each."""
    view: View = reports.hours()
    grid = tables.start_view(view)
    tables.put_figures(grid, view)
    name = "Data Timbudget"
    put_ways(
        grid, view, {"jobbcoachingen": Way(name, 5, 7), "arbetsmarknad": Way(name, 12, 1), "totalt": Way(name, 5, 8)}
    )
    return grid


def opened(folder: Path, grid: Grid) -> etree._Element:
    """The workbook of a sheet with its data sheet, as LibreOffice has it."""
    data = Grid("Data Timbudget")
    for row in range(20):
        data.cells[row, 0] = Cell(f"rad {row}")
    xlsx.write(Pages([grid, data]), folder / "a.xlsx")
    (path,) = libreoffice.saved([folder / "a.xlsx"], folder, "ods")
    with zipfile.ZipFile(path) as package:
        return etree.fromstring(package.read("content.xml"))


def test_a_name_that_xml_cannot_hold_leads_all_the_same(tmp_path: Path) -> None:
    grid = Grid("A")
    grid.put(0, 0, "B-\x01\x0b", "link", link="A", spot="A2", tip="Visa raden på bladet A.")
    xlsx.write(Pages([grid]), tmp_path / "a.xlsx")
    cell: Any = openpyxl.load_workbook(tmp_path / "a.xlsx")["A"]["A1"]
    assert (cell.value, cell.hyperlink.location) == ("B-_x0001__x000B_", "'A'!A2")
