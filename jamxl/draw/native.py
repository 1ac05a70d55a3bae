"""The charts that the spreadsheet program draws itself, through XlsxWriter, as they were placed (`present/placing.py`).

They look as the SVG charts do on white paper: the same colours, hatches and outlines.
"""

from typing import Any, Literal

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from jamxl.draw.charts.paper import COLOURS, HATCHES
from jamxl.grid import USUAL_CHARACTER, WIDEST_PAGE, ChartPlace, Grid, Series, Spark

FONT = {"name": "Calibri", "size": 10, "color": COLOURS["jx-ink"][1]}
EDGE, GRID = COLOURS["jx-edge"][1], COLOURS["jx-grid"][1]
NOWHERE = {"none": True}
# How far apart the bars of two names are, in per cent of a bar.
APART = 60
# What A4 holds within its margins, in px, across and down; px of a point, of a column beside its characters, and of the
# headings; how small a sheet may be printed, with charts and without; and how much of a page is surely there.
PAPERS: dict[Literal["portrait", "landscape"], tuple[float, float]] = {"landscape": (1047, 669), "portrait": (718, 998)}
PX, PADDING, HEADING, SMALLEST, READABLE, SURE = 4 / 3, 5, 64, 0.55, 0.65, 0.92
# How high a row is that nobody has given a height (points).
USUAL_HEIGHT = 15.75


def draw(book: Workbook, sheet: Worksheet, grid: Grid) -> None:
    """Draw a sheet's charts and those in its cells."""
    for place in grid.charts:
        options = {"object_position": 2, "description": place.words}
        sheet.insert_chart(place.row, place.column, drawn(book, place), options)
    for spark in grid.sparks:
        sheet.add_sparkline(spark.row, spark.column, columns(spark))


def set_up_paper(sheet: Worksheet, grid: Grid, characters: float) -> None:
    """Put a sheet with charts, so many characters wide, on one page; or each chart on a page of its own.

    Where a program fits a sheet to pages, it breaks them through charts and heeds no breaks of ours.
    """
    tallest, widest = (max(sizes) for sizes in zip(*((c.height, c.width) for c in grid.charts), strict=True))
    width, height = size(grid, characters, max(place.bottom for place in grid.charts) + 1)
    width = max(width, widest)
    if on_one_page(sheet, width, height):
        return
    sheet.set_landscape()
    across, down = PAPERS["landscape"]
    # A wider sheet takes more pages; on each of them stands the row of headings.
    scale = min(1.0, across / min(width, WIDEST_PAGE * USUAL_CHARACTER), down / (tallest + HEADING))
    sheet.set_print_scale(int(100 * SURE * scale))
    sheet.set_h_pagebreaks([place.row for place in grid.charts])


def on_one_page(sheet: Worksheet, width: float, height: float, smallest: float = SMALLEST) -> bool:
    """Put so many px on one page, standing or lying, if they can be read there; else nothing is set."""
    scales = {paper: min(1.0, across / width, down / height) for paper, (across, down) in PAPERS.items()}
    best = max(scales, key=scales.__getitem__)
    if scales[best] < smallest:
        return False
    if best == "landscape":
        sheet.set_landscape()
    sheet.fit_to_pages(1, 1)
    return True


def size(grid: Grid, characters: float, rows: int) -> tuple[float, float]:
    """How many px a sheet takes across and down that is so many characters wide and so many rows high."""
    heights = dict(grid.heights)
    for block in grid.blocks:
        heights |= {row: height for row, height in enumerate(block.heights, block.top) if height}
    down = sum(heights.get(row, USUAL_HEIGHT) * PX for row in range(rows))
    return characters * USUAL_CHARACTER + len(grid.widths) * PADDING, down


def drawn(book: Workbook, place: ChartPlace) -> Any:
    """A chart of bars."""
    chart = book.add_chart({"type": "bar", **({"subtype": "stacked"} if place.stacked else {})})
    for series in place.series:
        chart.add_series(bars(place, series))
    chart.set_title({"name": place.title, "name_font": {**FONT, "size": 12, "bold": True}, "overlay": False})
    # The first name stands on top, and the axis with numbers below all the same.
    names = {"num_font": FONT, "line": {"color": EDGE}, "major_tick_mark": "none", "interval_unit": 1}
    chart.set_y_axis({"reverse": True, **names})
    unit = place.unit[:1].upper() + place.unit[1:]
    scale = {"min": place.low, "max": place.high, "major_unit": place.step}
    chart.set_x_axis(
        {
            "name": unit,
            "name_font": {**FONT, "bold": False},
            "num_font": FONT,
            "num_format": place.format,
            "major_gridlines": {"visible": True, "line": {"color": GRID}},
            "line": NOWHERE,
            "label_position": "high",
            **{key: value for key, value in scale.items() if value is not None},
        }
    )
    shown = place.legend and len(place.series) > 1
    chart.set_legend({"position": "top", "font": FONT} if shown else {"none": True})
    chart.set_size({"width": place.width, "height": place.height})
    chart.set_chartarea({"border": NOWHERE})
    return chart


def bars(place: ChartPlace, series: Series) -> dict[str, Any]:
    """A series of bars, or of pieces of bars."""
    made: dict[str, Any] = {
        "name": series.name,
        "categories": f"={place.names}",
        "values": f"={series.values}",
        "gap": APART,
        "overlap": 100 if place.stacked else -5,
    }
    if not series.look:
        return made | {"fill": NOWHERE, "border": NOWHERE}
    made |= filled(series.look)
    if series.told:
        where = {"position": "center"} if place.stacked else {"position": "outside_end"}
        font = {**FONT, "color": COLOURS[on(series.look)][1]} if place.stacked else FONT
        format = {"num_format": series.format} if series.format else {}
        made["data_labels"] = {"value": True, "font": font, **where, **format}
    return made


def filled(look: str) -> dict[str, Any]:
    """How bars are filled and outlined."""
    colour, edge = COLOURS[f"jx-{look}"][1], {"border": {"color": EDGE, "width": 0.75}}
    if look not in HATCHES:
        return {"fill": {"color": colour}, **edge}
    hatch = COLOURS[HATCHES[look]][1]
    return {"pattern": {"pattern": "wide_upward_diagonal", "fg_color": hatch, "bg_color": colour}, **edge}


def on(look: str) -> str:
    """The class of a text that stands on a bar."""
    return f"jx-on-{look}" if f"jx-on-{look}" in COLOURS else "jx-ink"


def columns(spark: Spark) -> dict[str, Any]:
    """Columns from nought in a cell, the last one darker: some programs print no lines."""
    return {
        "range": str(spark.values),
        "type": "column",
        "min": 0,
        "series_color": COLOURS["jx-grey"][1],
        "last_point": True,
        "last_color": COLOURS["jx-strong"][1],
        "show_hidden": True,
    }
