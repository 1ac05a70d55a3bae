"""The spreadsheet program's own charts: which cells they are of, and what the file says of them."""

import io
import subprocess
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise
from pathlib import Path

import libreoffice
import pypdf
import pytest
from lxml import etree

from jamxl.draw import xlsx
from jamxl.grid import Cell, ChartPlace, Grid, Pages, Value
from jamxl.present.behind import Drawn
from jamxl.present.charting import Mark, worth_drawing
from jamxl.present.placing import fitted, follow, pieces, place
from jamxl.present.report import Chart, View
from jamxl.present.signs import HIDDEN
from jamxl.present.tables import put_figures, start_view

NS = {
    "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "xdr": "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing",
}
HOURS, COUNT, SHARE, DAY = "#,##0.0", "#,##0", "0.0%", "yyyy-mm-dd"
Rows = Mapping[str, Sequence[Value]]
PLAN, USED = "Planerade timmar", "Använda timmar"
CHART = Chart("bars", "Timmar per enhet", (PLAN, USED), unit="timmar", palette="plan")


def view(headers: tuple[str, ...], format: str, rows: Rows, total: bool = False) -> View:
    """A view with a municipality and a unit; signs stand as text, as in the open edition."""
    cells = [
        [Cell("Botkyrka"), Cell(name), *(Cell(v, "figure", "" if isinstance(v, str) else format) for v in values)]
        for name, values in rows.items()
    ]
    return View("Timmar", "", "", ("Kommun", "Enhet", *headers), cells, 2, total, ids=("a",))


def on_sheet(of: View, *charts: Chart, live: bool = True) -> tuple[Grid, Drawn]:
    """A view on its sheet with its charts."""
    grid, drawn = start_view(of), Drawn(live, ("2009", "2010"))
    put_figures(grid, of)
    follow(grid, of, drawn)
    place(grid, of, charts, drawn)
    return grid, drawn


def ranges(made: ChartPlace) -> list[str]:
    return [str(made.names), *(str(series.values) for series in made.series)]


def test_a_chart_of_a_whole_table_is_of_its_cells_without_the_total() -> None:
    rows = {"Jobb": (1090.0, 545.0), "Vux": (218.0, 100.0), "Totalt": (1308.0, 645.0)}
    grid, drawn = on_sheet(view((PLAN, USED), HOURS, rows, total=True), CHART)
    (made,) = grid.charts
    # Headings stand in row 4, so the two units are rows 5 and 6; names in B, the series in C and D.
    assert ranges(made) == ["'Timmar'!$B$5:$B$6", "'Timmar'!$C$5:$C$6", "'Timmar'!$D$5:$D$6"]
    assert [series.look for series in made.series] == ["pale", "strong"]
    assert drawn.finished() == []


def test_a_chart_stands_below_all_that_is_on_the_sheet() -> None:
    rows = {"Jobb": (1.0, 2.0), "Vux": (3.0, 4.0)}
    grid, _ = on_sheet(view((PLAN, USED), HOURS, rows), CHART, CHART)
    first, second = grid.charts
    assert first.row > max(row for row, _ in grid.cells)
    assert second.row > first.bottom


def test_a_sign_is_no_nought_but_stands_with_the_name() -> None:
    rows: Rows = {"Jobb": (1090.0, ".."), "Vux": (218.0, "–"), "Hälsan": (None, 3.0)}
    grid, drawn = on_sheet(view((PLAN, USED), HOURS, rows), CHART, live=False)
    (behind,) = drawn.finished()
    # An open edition has no blank cells, and no formulas.
    assert [[behind.cells[row, at].value for at in range(1, 4)] for row in (4, 5, 6)] == [
        ["Jobb (Använda timmar ..)", 1090.0, ".."],
        ["Vux", 218.0, "–"],
        ["Hälsan (Planerade timmar uppgift saknas)", "–", 3.0],
    ]
    # What is no number would be told as a nought.
    assert [series.format for series in grid.charts[0].series] == ["#,##0.0;-#,##0.0;;"] * 2
    assert ranges(grid.charts[0]) == [
        "'Data till diagram'!$B$5:$B$7", "'Data till diagram'!$C$5:$C$7", "'Data till diagram'!$D$5:$D$7",
    ]  # fmt: skip
    assert not any(cell.formula for cell in behind.cells.values())


def test_of_many_rows_the_chosen_ones_are_fetched_and_the_title_says_so() -> None:
    rows = {f"E{n}": (float(n), 1.0) for n in range(60)}
    grid, drawn = on_sheet(view((PLAN, USED), HOURS, rows), CHART)
    (behind,) = drawn.finished()
    assert grid.charts[0].title == "Timmar per enhet. De 20 största av 60, störst först."
    assert behind.cells[4, 1].value == "E59"
    table = "Tabell_timmar[Planerade timmar],Tabell_timmar[Kommun],"
    assert behind.cells[4, 2].formula == f'SUMIFS({table}"=Botkyrka",Tabell_timmar[Enhet],"=E59")'
    assert behind.cells[23, 2].formula == f'SUMIFS({table}"=Botkyrka",Tabell_timmar[Enhet],"=E40")'
    assert behind.cells[23, 2].value == 40.0
    # The table ends in row 64; whoever opens the sheet is told of what is below.
    assert str(grid.cells[1, 0].value).endswith("från rad 66.")


def test_rows_of_one_name_are_fetched_by_their_place() -> None:
    """Nor can a formula ask by a heading with brackets."""
    rows: Rows = {"Jobb": (1.0, 2.0), "JOBB": (3.0, 4.0), "Vux": (5.0, "..")}
    _, drawn = on_sheet(view((PLAN, USED), HOURS, rows), CHART)
    (behind,) = drawn.finished()
    by_name = 'Tabell_timmar[Kommun],"=Botkyrka",Tabell_timmar[Enhet],"=Vux"'
    formulas = ["'Timmar'!$C$5", "'Timmar'!$C$6", f"SUMIFS(Tabell_timmar[Planerade timmar],{by_name})"]
    assert [behind.cells[row, 2].formula for row in (4, 5, 6)] == formulas
    odd = Chart("bars", "Timmar", ("Timmar [h]",))
    _, drawn = on_sheet(view(("Timmar [h]",), HOURS, {"Jobb": (1.0,), "Vux": ("..",), "El": (2.0,)}), odd)
    (behind,) = drawn.finished()
    assert [behind.cells[row, 2].formula for row in (4, 6)] == ["'Timmar'!$C$5", "'Timmar'!$C$7"]


def test_bars_begin_at_nought() -> None:
    # Of 32 and 34 alone, a program would begin the axis at 31.
    grid, _ = on_sheet(view((PLAN, USED), HOURS, {"A": (32.0, 34.0)}), CHART)
    assert (grid.charts[0].low, grid.charts[0].high) == (0, None)
    below, _ = on_sheet(view((PLAN, USED), HOURS, {"A": (-2.0, 34.0)}), CHART)
    assert below.charts[0].low is None


def test_charts_share_the_sheet_that_they_are_drawn_of() -> None:
    rows: Rows = {"A": ("..", 2.0), "B": (3.0, 4.0)}
    grid, drawn = on_sheet(view((PLAN, USED), HOURS, rows), CHART, CHART)
    assert ranges(grid.charts[1])[0] == "'Data till diagram'!$B$7:$B$8"
    (behind,) = drawn.finished()
    assert str(behind.tables[0].area) == "A4:D8"
    assert behind.tables[0].headers == ("Diagram", "Rad", "Värde 1", "Värde 2")


def test_a_chart_of_nothing_is_not_drawn() -> None:
    hidden, known = (view((PLAN, USED), HOURS, {"A": values}) for values in ((HIDDEN, HIDDEN), (1.0, 2.0)))
    assert worth_drawing(hidden, [CHART]) == ()
    assert worth_drawing(known, [CHART]) == (CHART,)


# ------------------------------------------------------------------------------------------- marks


def test_a_profile_is_a_bar_of_pieces() -> None:
    # An axis from 0 to 60 has marks one wide. 10 to 40 with the mean 20: nothing, line, mark, line.
    mark = Mark(0, "P1", (20.0, 10.0, 40.0), ("20", "10", "40"))
    assert pieces(mark, 0, 60, days=False) == [("", 10), ("mist", 9.5), ("strong", 1), ("mist", 19.5)]


def test_an_earlier_mark_may_lie_outside_of_the_line() -> None:
    mark = Mark(0, "P1", (20.0, 10.0, 40.0, 50.0), ("20", "10", "40", "50"))
    assert pieces(mark, 0, 60, days=False)[3:] == [("mist", 19.5), ("", 9.5), ("pale", 1)]


def test_a_mark_at_the_end_of_the_axis_stays_on_it() -> None:
    assert pieces(Mark(0, "P1", (60.0, None, None), ("60", "", "")), 0, 60, days=False) == [("", 59), ("strong", 1)]
    assert pieces(Mark(0, "P1", (0.0, None, None), ("0", "", "")), 0, 60, days=False) == [("strong", 1)]


@pytest.mark.parametrize(
    ("planned", "actual", "looks"),
    [
        (20.0, 30.0, ["", "pale", "mist", "strong"]),
        (30.0, 20.0, ["", "strong", "mist", "pale"]),
        (20.0, 20.0, ["", "pale", "strong"]),
        (20.0, None, ["", "pale"]),
    ],
)
def test_days_are_marks_with_what_is_between(planned: float, actual: float | None, looks: list[str]) -> None:
    found = pieces(Mark(0, "M", (planned, actual), ("", "")), 0, 60, days=True)
    assert [look for look, _ in found] == looks
    ends = [sum(length for _, length in found[: n + 1]) for n in range(len(found))]
    assert all(one < other for one, other in pairwise(ends))


def test_pieces_go_to_the_columns_of_their_look_in_order() -> None:
    assert fitted([("", 2), ("pale", 1), ("strong", 3)]) == {0: 2, 1: 1, 3: 3}
    assert fitted([("", 2), ("strong", 1), ("mist", 3), ("pale", 1)]) == {0: 2, 3: 1, 6: 3, 9: 1}


def test_days_are_excels_days() -> None:
    days = {"Beslut": (date(2010, 3, 1), date(2010, 4, 1)), "Slut": (date(2010, 12, 1), None)}
    chart = Chart("gantt", "Tid", ("Planerad", "Verklig"), labels=(1,))
    grid, drawn = on_sheet(view(("Planerad", "Verklig"), DAY, days), chart)
    (made,), (behind,) = grid.charts, drawn.finished()
    # 1 March 2010 is day 40238, 1 January 2011 day 40544. A mark is a sixtieth of the 306 days, and 1 December 275 of
    # them from the beginning.
    assert (made.low, made.high) == (40238, 40544)
    assert [behind.cells[row, 2].value for row in (4, 5)] == [40238, pytest.approx(40238 + 275 - 306 / 120, abs=0.005)]
    assert (made.legend, made.unit) == (False, "Ljust: Planerad. Mörkt: Verklig. Grått: däremellan")


def test_a_profile_says_its_figures_with_its_names() -> None:
    chart = Chart("profile", "Bedömning", ("Medel", "Lägsta", "Högsta"), labels=(1,), limits=(1, 10))
    grid, drawn = on_sheet(view(chart.series, "0.0", {"P1": (5.5, 2.0, 9.0), "P2": (4.0, 4.0, 4.0)}), chart)
    (behind,) = drawn.finished()
    assert behind.cells[4, 1].value == "P1: 5,5 (2,0–9,0)"
    assert (grid.charts[0].low, grid.charts[0].high) == (1, 10)


# ------------------------------------------------------------------------------------------- the file


def written(*grids: Grid) -> zipfile.ZipFile:
    """The grids as the package of a workbook."""
    file = io.BytesIO()
    xlsx.write(Pages(list(grids)), file)
    return zipfile.ZipFile(file)


def part(package: zipfile.ZipFile, name: str) -> etree._Element:
    return etree.fromstring(package.read(name))


def said(root: etree._Element, path: str) -> list[str]:
    found = root.xpath(path, namespaces=NS)
    assert isinstance(found, list)
    return [str(one) for one in found]


@pytest.fixture(scope="module")
def package() -> zipfile.ZipFile:
    rows = {"Jobb": (1090.0, 545.0), "Vux": (218.0, 100.0)}
    grid, _ = on_sheet(view((PLAN, USED), HOURS, rows), CHART)
    return written(grid)


def test_the_file_says_what_the_chart_is_of(package: zipfile.ZipFile) -> None:
    chart = part(package, "xl/charts/chart1.xml")
    assert said(chart, "//c:ser/c:cat//c:f/text()") == ["'Timmar'!$B$5:$B$6"] * 2
    assert said(chart, "//c:ser/c:val//c:f/text()") == ["'Timmar'!$C$5:$C$6", "'Timmar'!$D$5:$D$6"]
    assert said(chart, "//c:ser/c:tx//text()")[0].strip() == PLAN
    assert said(chart, "//c:barDir/@val") == ["bar"]
    # The first unit on top, and the axis' unit in words.
    assert said(chart, "//c:catAx/c:scaling/c:orientation/@val") == ["maxMin"]
    assert "Timmar" in said(chart, "//c:valAx/c:title//a:t/text()")


def test_a_chart_has_a_title_and_a_text_alternative(package: zipfile.ZipFile) -> None:
    assert said(part(package, "xl/charts/chart1.xml"), "/c:chartSpace/c:chart/c:title//a:t/text()") == [
        "Timmar per enhet"
    ]
    (words,) = said(part(package, "xl/drawings/drawing1.xml"), "//xdr:cNvPr/@descr")
    assert words.startswith("Stapeldiagram: Timmar per enhet, timmar. Jobb: Planerade timmar 1\u00a0090,0")


def test_a_stack_tells_its_parts_apart_without_colours() -> None:
    parts = view(("Uppnådda", "Delvis", "Ej"), COUNT, {"A": (2, 1, 1), "B": (1, 2, 3)})
    grid, _ = on_sheet(parts, Chart("stacked", "Mål", ("Uppnådda", "Delvis", "Ej")))
    chart = part(written(grid), "xl/charts/chart1.xml")
    assert said(chart, "//c:grouping/@val") == ["stacked"]
    assert said(chart, "//c:ser/c:spPr/a:solidFill/a:srgbClr/@val") == ["1F5A66", "A9CDD3"]
    assert said(chart, "//c:ser/c:spPr/a:pattFill/@prst") == ["wdUpDiag"]


def test_a_hidden_value_is_nowhere_in_a_chart() -> None:
    grid, drawn = on_sheet(view((PLAN, USED), HOURS, {"A": ("..", 7.0), "B": (3.0, "..")}), CHART, live=False)
    chart = part(written(grid, *drawn.finished()), "xl/charts/chart1.xml")
    assert said(chart, "//c:val//c:pt[@idx]/c:v/text()") == ["0", "3", "7", "0"]


def test_a_sheet_with_its_charts_is_printed_on_one_page(package: zipfile.ZipFile) -> None:
    sheet = part(package, "xl/worksheets/sheet1.xml")
    found = sheet.find("{*}pageSetup")
    assert found is not None
    assert found.get("fitToHeight") is None
    assert package.read("xl/worksheets/sheet1.xml").count(b"fitToPage") == 1


def test_a_long_table_has_its_chart_on_a_page_of_its_own() -> None:
    rows = {f"E{n}": (float(n), 1.0) for n in range(200)}
    grid, drawn = on_sheet(view((PLAN, USED), HOURS, rows), CHART)
    sheet = part(written(grid, *drawn.finished()), "xl/worksheets/sheet1.xml")
    breaks = sheet.find("{*}rowBreaks/{*}brk")
    assert breaks is not None
    assert breaks.get("id") == str(grid.charts[0].row)
    assert sheet.find("{*}sheetPr/{*}pageSetUpPr") is None


def test_what_a_figure_has_been_is_a_chart_in_a_cell() -> None:
    rows = [
        [Cell("Botkyrka"), Cell(unit), Cell(value, "figure", HOURS)] for unit, value in (("Jobb", 20.0), ("Vux", 5.0))
    ]
    trend = [(10.0, 20.0), (None, 5.0)]
    followed = View("Timmar", "", "", ("Kommun", "Enhet", PLAN), rows, 2, ids=("a",), trended=PLAN, trend=trend)
    grid, drawn = on_sheet(followed)
    (behind,) = drawn.finished()
    assert behind.name == "Data över omgångar"
    assert behind.tables[0].headers == ("Tabell", "Rad", "2009", "2010")
    assert [behind.cells[4, at].value for at in (1, 2, 3)] == ["Botkyrka, Jobb", 10.0, 20.0]
    (spark,) = grid.sparks
    assert (spark.row, spark.column, str(spark.values)) == (4, 3, "'Data över omgångar'!$C$5:$D$5")
    sheet = part(written(grid, behind), "xl/worksheets/sheet1.xml")
    assert [(one[0].text, one[1].text) for one in sheet.iter("{*}sparkline")] == [
        ("'Data över omgångar'!C5:D5", "D5"),
    ]


def test_the_same_charts_give_the_same_bytes() -> None:
    rows: Rows = {"Jobb": (1090.0, ".."), "Vux": (218.0, 100.0)}
    once, again = (
        written(grid, *drawn.finished())
        for grid, drawn in (on_sheet(view((PLAN, USED), HOURS, rows), CHART) for _ in range(2))
    )
    assert {name: once.read(name) for name in once.namelist()} == {name: again.read(name) for name in again.namelist()}


@pytest.mark.libreoffice
def test_libreoffice_draws_the_charts(tmp_path: Path) -> None:
    """Names and values that are drawn stand in its picture of the sheet; what is hidden is a sign there too."""
    rows: Rows = {"Jobbcoachningen": (1090.0, ".."), "Hälsan": (218.0, 100.0)}
    grid, drawn = on_sheet(view((PLAN, USED), HOURS, rows), CHART)
    xlsx.write(Pages([grid, *drawn.finished()]), tmp_path / "t.xlsx")
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [libreoffice.program(), profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
    subprocess.run([*command, str(tmp_path / "t.xlsx")], check=True, capture_output=True, timeout=180)
    page = pypdf.PdfReader(tmp_path / "t.pdf").pages[0].extract_text()
    for words in ("Timmar per enhet", "Timmar", "Jobbcoachningen (Använda timmar ..)", USED):
        assert words in page
    # In the table and at the bar.
    assert page.replace(",", ".").count("100.0") == 2
