"""From a figure of the report to the cells of the units' files that it is made of."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from jamxl import demo, workflow
from jamxl.consolidation import Consolidated
from jamxl.present.measures import Derived, Known, Single, Sum
from jamxl.present.sections import Figures, Group, Section, made
from jamxl.present.tracing import Origin, Tracing, ranges
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

    def figures(self) -> Iterator[tuple[Section, Figures]]:
        for section in self.sections.values():
            if isinstance(section.table, Figures):
                yield section, section.table

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
    sections = {section.sheet: section for sections in made(data).values() for section in sections}
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
    count = 0
    for section, table in traced.figures():
        lines, figures = traced.tracing.made(table), values(traced.data, table)
        for at, measure in enumerate(table.measures):
            if isinstance(measure, Sum):
                for line, figure in zip(lines, figures[measure.header], strict=True):
                    origins = traced.tracing.origins(line[at])
                    assert traced.added(origins) == pytest.approx(figure or 0), (section.sheet, measure.header)
                    count += figure is not None
    assert count > 500


def test_every_count_is_the_number_of_its_cells(traced: Traced) -> None:
    for section, table in traced.figures():
        lines, figures = traced.tracing.made(table), values(traced.data, table)
        for at, measure in enumerate(table.measures):
            if isinstance(measure, Known):
                for line, figure in zip(lines, figures[measure.header], strict=True):
                    cells = list(traced.tracing.cells(line[at]))
                    assert len(cells) == figure, (section.sheet, measure.header)


def test_every_figure_but_none_and_zero_has_origins(traced: Traced) -> None:
    for section, table in traced.figures():
        lines, figures = traced.tracing.made(table), values(traced.data, table)
        for at, measure in enumerate(table.measures):
            for line, figure in zip(lines, figures[measure.header], strict=True):
                if figure not in (None, "", 0):
                    assert traced.tracing.origins(line[at]), (section.sheet, measure.header)
                if isinstance(measure, Single) and figure is None:
                    assert not line[at]


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
