"""From a figure of the report to the cells of the units' files that it is made of."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from typer.testing import CliRunner

from jamxl import demo, workflow
from jamxl.cli import app
from jamxl.consolidation import Consolidated
from jamxl.present.lookup import NoFigure, find
from jamxl.present.measures import Derived, Known, Measure, Single, Sum
from jamxl.present.pages import pages
from jamxl.present.sections import Figures, Group, Section
from jamxl.present.sections import made as sections_of
from jamxl.present.tracing import Made, Origin, Tracing, ranges
from jamxl.project import load
from jamxl.standard.projektbok import Budget
from jamxl.standard.uppfoljningsbok import Occasion

BOTKYRKA = "inkorg/2010-T1/0127_jobbcoachingen_projektbok_2010-T1_v01.xlsx"
MISTAKES = "inkorg/2010-T1/0183_jobb-och-utbildning_projektbok_2010-T1_v01.xlsx"
# What the cells of the file with mistakes should say, by hand: texts as the numbers they are, and differences that the
# file holds no result of, or a wrong one.
MENDED = {
    ("Aktiviteter", "Q10"): 38.5, ("Aktiviteter", "Q13"): 40,
    ("Aktiviteter", "S10"): 38.5 - 40, ("Aktiviteter", "S11"): 24 - 80, ("Aktiviteter", "S12"): 38 - 40,
    ("Aktiviteter", "S13"): 40 - 40, ("Aktiviteter", "S14"): 40 - 40, ("Aktiviteter", "S16"): 34 - 40,
    ("Aktiviteter", "S17"): 62 - 60,
    ("Timbudget", "L10"): 62 - 120, ("Timbudget", "L11"): 78 - 80, ("Timbudget", "L12"): 40 - 80,
    ("Timbudget", "L14"): 0 - 60,
}  # fmt: skip


@dataclass
class Traced:
    """The demo project's figures, and its units' files as openpyxl reads them."""

    root: Path
    data: Consolidated
    tracing: Tracing
    sections: dict[str, Section]
    _books: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def figures(self) -> list[tuple[str, Measure, Made, Any]]:
        """Every figure: its sheet, its measure, what it is made of, and its value."""
        found = []
        for section in self.sections.values():
            if isinstance(section.table, Figures):
                figures = values(self.data, section.table)
                for row, line in enumerate(self.tracing.made(section.table)):
                    for measure, made in zip(section.table.measures, line, strict=True):
                        found.append((section.sheet, measure, made, figures[measure.header][row]))
        return found

    def origins(self, sheet: str, row: int, header: str) -> list[Origin]:
        table = self.sections[sheet].table
        assert isinstance(table, Figures)
        return self.tracing.origins(self.tracing.made(table)[row][[m.header for m in table.measures].index(header)])

    def added(self, origins: list[Origin]) -> float:
        """The sum of the cells, as they stand in the files."""
        return sum(self.number(origin, cell) for origin in origins for cell in self.cells(origin))

    def cells(self, origin: Origin) -> Iterator[Any]:
        if origin.file not in self._books:
            self._books[origin.file] = openpyxl.load_workbook(self.root / origin.file, data_only=True)
        for area in origin.cells.split(", "):
            found = self._books[origin.file][origin.sheet][area]
            yield from (cell for row in found for cell in row) if isinstance(found, tuple) else [found]

    def number(self, origin: Origin, cell: Any) -> float:
        mended = MENDED.get((origin.sheet, cell.coordinate)) if origin.file == MISTAKES else None
        return float(cell.value if mended is None else mended)


@pytest.fixture(scope="module")
def traced(tmp_path_factory: pytest.TempPathFactory) -> Traced:
    root = tmp_path_factory.mktemp("demo")
    demo.make(root)
    data = workflow.consolidate_project(load(root), today=demo.TODAY)
    sections = {section.sheet: section for told in sections_of(data).values() for section in told}
    return Traced(root, data, Tracing(data), sections)


def values(data: Consolidated, table: Figures) -> dict[str, list[Any]]:
    """The figures of a table by header, the total last."""
    groups = [group.where for group in table.groups] + ([{}] if table.total else [])
    found: dict[str, list[Any]] = {}
    for measure in table.measures:
        found[measure.header] = measure.values(data, groups, found)
    return found


def test_the_planned_hours_of_the_plan_are_seven_cells(traced: Traced) -> None:
    origins = traced.origins("Timmar per enhet", 0, "Planerade timmar")
    assert origins == [Origin(BOTKYRKA, "Timbudget", "E10:E16")]
    assert traced.added(origins) == 1090


def test_every_sum_is_the_sum_of_its_cells(traced: Traced) -> None:
    sums = [one for one in traced.figures if isinstance(one[1], Sum) and one[3] is not None]
    assert len(sums) > 500
    for sheet, measure, made, value in sums:
        assert traced.added(traced.tracing.origins(made)) == pytest.approx(value), (sheet, measure.header)


def test_every_count_is_the_number_of_its_cells(traced: Traced) -> None:
    counts = [one for one in traced.figures if isinstance(one[1], Known)]
    assert len(counts) > 500
    for sheet, measure, made, value in counts:
        assert len(list(traced.tracing.cells(made))) == value, (sheet, measure.header)


def test_every_figure_but_none_and_zero_has_origins(traced: Traced) -> None:
    for sheet, measure, made, value in traced.figures:
        assert traced.tracing.origins(made) or value in (None, "", 0), (sheet, measure.header)
        assert not (isinstance(measure, Single) and value is None and made), (sheet, measure.header)


def test_a_share_has_the_cells_of_what_it_is_a_share_of(traced: Traced) -> None:
    share = traced.origins("Timmar per enhet", 0, "Använt av plan")
    assert share == [Origin(BOTKYRKA, "Timbudget", "I10:I16, E10:E16")]


def test_a_number_of_an_earlier_round_is_in_that_rounds_file(traced: Traced) -> None:
    origins = traced.origins("Timmar över omgångarna", 0, "Använt 2009-T3")
    assert origins == [Origin(BOTKYRKA.replace("2010-T1", "2009-T3"), "Timbudget", "I10:I16")]


def test_a_form_that_stands_upright_is_traced_to_its_own_cells(traced: Traced) -> None:
    for header in ("Deltagare K", "Deltagare M"):
        origins = traced.origins("Bedömningstillfällen", -1, header)
        assert len(origins) == 4
        for cell in (cell for origin in origins for cell in traced.cells(origin)):
            assert (cell.column_letter, cell.offset(0, -1).value) == ("B", header)


def test_a_count_of_units_is_traced_to_the_rows_ids(traced: Traced) -> None:
    """Which unit it is stands in no cell of a row."""
    assert traced.origins("Timmar per enhet", 0, "Poster") == [Origin(BOTKYRKA, "Timbudget", "A10:A16")]


def test_each_cell_is_told_with_its_heading_and_value(traced: Traced) -> None:
    table = traced.sections["Timmar per enhet"].table
    assert isinstance(table, Figures)
    cells = list(traced.tracing.cells(traced.tracing.made(table)[0][0]))
    assert [(c.cell, c.header) for c in cells] == [(f"E{row}", "Budget timmar") for row in range(10, 17)]
    assert sum(float(str(c.value)) for c in cells) == 1090
    assert [c.shown for c in cells if c.cell == "E13"] == ["280 h"]


def test_a_column_that_the_file_lacks_is_traced_to_what_it_is_worked_out_from(traced: Traced) -> None:
    """A file without the column "Avvikelse timmar", which is planned and used hours."""
    table = Figures(
        ("Enhet",), [Group(("",), {"unit_id": "jobbcoachingen"})], [Sum("Avvikelse", part=Budget, key="dev_hours")]
    )
    batch = next(d for d in traced.data.used if d.path == BOTKYRKA).batches["budget"]
    places = dict(batch.places)
    try:
        del batch.places["dev_hours"]
        (origin,) = Tracing(traced.data).origins(Tracing(traced.data).made(table)[0][0])
        assert sorted(origin.cells.split(", ")) == ["E10:E16", "I10:I16"]
        figure = find(traced.data, "timmar-per-enhet.jobbcoachingen.avvikelse")
        assert (figure.shown, len(figure.cells), figure.total) == ("−460,0", 14, None)
        batch.places.clear()
        (origin,) = Tracing(traced.data).origins(Tracing(traced.data).made(table)[0][0])
        assert origin.cells == "10:16"
    finally:
        batch.places.update(places)


def test_what_is_no_figure_of_rows_has_no_origin(traced: Traced) -> None:
    table = Figures(
        ("Enhet",),
        [Group(("",), {"unit_id": "finns inte"})],
        [
            Known("Poster", part=Budget, key="post_id"),
            Derived("Konstant", by=lambda: 1),
            Single("Deltagare", part=Occasion, key="part_k"),
        ],
    )
    lines = traced.tracing.made(table)
    assert [traced.tracing.origins(made) for made in lines[0]] == [[], [], []]
    assert [bool(made) for made in lines[1]] == [True, False, False]


def test_neighbours_are_told_as_a_range() -> None:
    assert list(ranges({6: {7, 8, 12, 6}, None: {3}})) == ["G6:G8", "G12", "3:3"]
    assert list(ranges({})) == []


# --------------------------------------------------------------------------------- jamxl trace

HOURS = "timmar-per-enhet.jobbcoachingen.planerade-timmar"


@pytest.mark.parametrize(
    "asked",
    [
        HOURS,
        "Timmar-per-enhet.Jobbcoachingen.Planerade-timmar",
        "Timmar per enhet!C5",
        "timmar per enhet!c5",
        "'Timmar per enhet'!$C$5",
        "='[sammanstallning_2010-T1.xlsx]Timmar per enhet'!$C$5",
    ],
)
def test_a_figure_is_found_by_its_id_and_by_its_cell(traced: Traced, asked: str) -> None:
    found = find(traced.data, asked)
    assert (found.id, found.shown, found.total) == (HOURS, "1\u00a0090,0", 1090)
    assert [(one.file, one.cell) for one in found.cells] == [(BOTKYRKA, f"E{row}") for row in range(10, 17)]


def test_a_main_figure_leads_where_the_cell_it_repeats_leads(traced: Traced) -> None:
    grid = next(grid for grid in pages(traced.data).grids if grid.name == "Sammanfattning")
    row = next(row for (row, _), cell in grid.cells.items() if cell.value == "Planerade timmar")
    main = find(traced.data, f"Sammanfattning!B{row + 1}")
    assert main == find(traced.data, "timmar-per-enhet.totalt.planerade-timmar")
    assert main.value == main.total == grid.cells[row, 1].value


def test_a_share_tells_what_it_is_a_share_of(traced: Traced) -> None:
    """630 of the 1 090 hours are used: 57,8 per cent."""
    found = find(traced.data, "timmar-per-enhet.jobbcoachingen.anvant-av-plan")
    assert found.shown == "57,8\u00a0%"
    assert found.of == {"Använda timmar": "630,0", "Plan där utfall finns": "1\u00a0090,0"}
    assert (found.total, len(found.cells)) == (None, 14)


@pytest.mark.parametrize(
    ("asked", "ending"),
    [
        (HOURS, "Summan av 7 celler: 1\u00a0090,0"),
        ("aktiviteter.totalt.okant-lage", "Antalet är 1 cell."),
        ("timmar-per-enhet.jobbcoachingen.anvant-av-plan", "Talet kommer ur 14 celler."),
        (
            "aktiviteter.jobbcoachingen.utgar",
            "Inga celler ligger bakom: ingen rad räknas här, eller så saknas uppgifterna.",
        ),
    ],
)
def test_the_last_line_says_what_the_cells_come_to(traced: Traced, asked: str, ending: str) -> None:
    assert list(find(traced.data, asked).lines())[-1] == ending


def test_the_lines_name_the_file_once_and_each_cell(traced: Traced) -> None:
    lines = list(find(traced.data, HOURS).lines())
    assert lines[0] == "Planerade timmar för Botkyrka, Jobbcoachenheten: 1\u00a0090,0"
    assert lines.count(BOTKYRKA) == 1
    assert "  Timbudget E13  Budget timmar: 280 h" in lines


@pytest.mark.parametrize(
    "asked", ["Timmar per enhet!A5", "Timmar per enhet!C3", "Timmar per enhet!C900", "Finns inte!C5", "Leveransläge!A1"]
)
def test_a_cell_without_a_figure_is_told(traced: Traced, asked: str) -> None:
    with pytest.raises(NoFigure, match="är ingen cell med ett tal"):
        find(traced.data, asked)


def test_of_a_misspelt_figure_the_nearest_are_suggested(traced: Traced) -> None:
    with pytest.raises(NoFigure, match=f"Menade du {HOURS}"):
        find(traced.data, "timmar-per-enhet.jobbcoaching.planerade-timar")
    with pytest.raises(NoFigure, match=r"Talet xx finns inte i rapporten\.$"):
        find(traced.data, "xx")


def test_the_command_prints_it_in_words_and_as_json(traced: Traced) -> None:
    said = CliRunner().invoke(app, ["trace", HOURS, str(traced.root)])
    assert (said.exit_code, said.output.splitlines()) == (0, list(find(traced.data, HOURS).lines()))
    told = json.loads(CliRunner().invoke(app, ["trace", HOURS, str(traced.root), "--format", "json"]).output)
    assert (told["id"], told["value"], len(told["cells"])) == (HOURS, 1090, 7)
    lost = CliRunner().invoke(app, ["trace", "xx", str(traced.root)])
    assert (lost.exit_code, "finns inte i rapporten" in lost.output) == (2, True)
