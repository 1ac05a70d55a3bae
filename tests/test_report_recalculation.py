"""The consolidated workbook's figures: what Python wrote, what LibreOffice works out, and what the units' files hold.

Three ways to the same number. The third is openpyxl and plain sums over the files as they came.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import takewhile
from pathlib import Path
from typing import Any

import libreoffice
import openpyxl
import pytest
import tables
from openpyxl.workbook import Workbook

from jamxl import demo, publishing, workflow
from jamxl.consolidation import consolidate
from jamxl.project import Limits, load
from jamxl.standard import books
from jamxl.standard.projektbok.budget import Funding

pytestmark = pytest.mark.libreoffice

# What Excel and LibreOffice may take for something else in a criterion: wildcards, comparisons, quotes, nothing at
# all, upper and lower case, and texts that a formula's literal cannot hold.
AWKWARD = [
    "B-01", "b-02", "B-*", "B-?", "B-~", "B-~*", "*", "?", "~", "<", "<5", ">5", "<>", "<>B-01", "=", "=B-01", "<=B-01",
    'B-"1"', '"', "B-01 ", "B-'1", "B-&<x>", "B-å", "B-Ä", "{row}", "{Prognos}", "[Post-ID]", "#REF", "SANT-1", "B\n2",
    "B-\x01", "B-" + "lång " * 60 + "1", "B-" + "lång " * 60 + "2", None, None, "1", "2,5",
    "3-4", "1e3", "50 %", "1:30", "SANT",
]  # fmt: skip
# What people type over the demo's numbers as text, and what it says.
WORDS = {"1 250,5": 1250.5, "38,5": 38.5, "ca 40": 40.0, "#REF!": None}


@dataclass
class Report:
    """A report with its unit files: as it was written, and as LibreOffice worked it out."""

    inbox: list[Path]
    file: Path
    written: Workbook
    formulas: Workbook
    recalculated: Workbook

    def cells(self) -> Iterator[tuple[str, str, str]]:
        """(sheet, address, formula) of every cell with a formula."""
        for sheet in self.formulas:
            for row in sheet.iter_rows():
                for cell in row:
                    if cell.data_type == "f":
                        yield sheet.title, cell.coordinate, getattr(cell.value, "text", None) or str(cell.value)

    def table(self, sheet: str) -> list[dict[str, Any]]:
        """The rows of a section, as LibreOffice worked them out, by heading."""
        headings, *rows = list(self.recalculated[sheet].iter_rows(min_row=4, values_only=True))
        filled = list(takewhile(lambda row: row[0] is not None, rows))
        # Below a blank row stands the total, or the note on what is behind the figures, which has one cell.
        total = [row for row in rows[len(filled) + 1 : len(filled) + 2] if any(cell is not None for cell in row[1:])]
        return [dict(zip(map(str, headings), row, strict=True)) for row in (*filled, *total)]

    def row(self, sheet: str, **wanted: str) -> dict[str, Any]:
        (row,) = [r for r in self.table(sheet) if all(r[key] == value for key, value in wanted.items())]
        return row


def awkward_project(folder: Path) -> list[Path]:
    """Five units' files: strange posts, posts that differ in case, nothing filled in, too few marks, another scale."""
    project, assessment = books()["projektbok"], books()["uppfoljningsbok"]

    def cover(unit: str) -> dict[str, list[dict[str, Any]]]:
        form = tables.records(project, tables.COVER)["cover"][0]
        return {"cover": [{**form, "unit_id": unit, "unit_name": f'Enhet "{unit}"'}]}

    def posts(ids: list[str | None], first: int) -> list[dict[str, Any]]:
        kinds = [*Funding, None]
        return [
            {
                "post_id": post,
                "text": f"Post {number}",
                "funding": kinds[number % len(kinds)],
                "plan_hours": None if number % 7 == 3 else float(first * 2**number),
                "act_hours": number + 0.25,
            }
            for number, post in enumerate(ids)
        ]

    def assessed(unit: str, people: int, high: float) -> dict[str, list[dict[str, Any]]]:
        marks = [{"code": f"D-{i}", "p1": float(1 + 2 * i), "p5": 2.0} for i in range(people)]
        scale = {"scale_low": 1.0, "scale_high": high, "p1": True, "p2": None}
        joint = [{"joint": 3.5, "previous": 2.0}, {}, {"joint": 0.0, "previous": 4.0}]
        return {**cover(unit), "occasion": [scale], "personal": marks, "joint": joint}

    same = ["B-01", "b-01", "B-Å", "b-å", "B-02"]
    filled = [
        tables.fill(folder / "a.xlsx", project, {**cover("a"), "budget": posts(AWKWARD, 1)}),
        tables.fill(folder / "b.xlsx", project, {**cover("b"), "budget": posts([*same], 3)}),
        tables.fill(folder / "c.xlsx", project, cover("c")),
        tables.fill(folder / "a2.xlsx", assessment, assessed("a", 2, 10.0)),
        tables.fill(folder / "b2.xlsx", assessment, assessed("b", 5, 5.0)),
    ]
    return filled


def empty_project(folder: Path) -> list[Path]:
    """Two books in which no row is filled in."""
    cover = tables.records(books()["projektbok"], tables.COVER)
    return [tables.fill(folder / f"{key}.xlsx", book, cover) for key, book in books().items()]


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Report]:
    """The reports, through one run of LibreOffice."""
    libreoffice.program()
    folder = tmp_path_factory.mktemp("reports")
    root = folder / "demo"
    demo.make(root)
    data = workflow.consolidate_project(load(root), today=demo.TODAY)
    publishing.publish(data, folder / "exempel.xlsx", root)
    inboxes = {"exempel": sorted((root / "inkorg" / "2010-T1").iterdir())}
    for name, make in (("krångel", awkward_project), ("tomt", empty_project)):
        (folder / name).mkdir()
        inboxes[name] = make(folder / name)
        found = workflow.deliveries(inboxes[name], Limits(), tables.TODAY, folder)
        publishing.publish(consolidate(found, books()), folder / f"{name}.xlsx", folder)
    bare = [libreoffice.without_values(folder / f"{name}.xlsx", folder / f"{name}-utan.xlsx") for name in inboxes]
    results = libreoffice.saved(bare, folder)
    return {
        name: Report(
            inboxes[name],
            folder / f"{name}.xlsx",
            openpyxl.load_workbook(folder / f"{name}.xlsx", data_only=True),
            openpyxl.load_workbook(folder / f"{name}.xlsx"),
            openpyxl.load_workbook(result, data_only=True),
        )
        for name, result in zip(inboxes, results, strict=True)
    }


NAMES = ["exempel", "krångel", "tomt"]


def alike(ours: Any, theirs: Any) -> bool:
    """Numbers to the last digit that is printed, all else exactly; an empty text is nothing."""
    if isinstance(ours, int | float) and isinstance(theirs, int | float):
        return abs(ours - theirs) <= 1e-9 * max(1.0, abs(ours))
    return (ours or "") == (theirs or "")


@pytest.mark.parametrize("name", NAMES)
def test_libreoffice_shows_what_python_wrote(reports: dict[str, Report], name: str) -> None:
    report = reports[name]
    different = {}
    for sheet, cell, formula in report.cells():
        ours, theirs = report.written[sheet][cell].value, report.recalculated[sheet][cell].value
        if not alike(ours, theirs):
            different[f"{sheet}!{cell}"] = (ours, theirs, formula)
    assert different == {}


def test_libreoffice_really_worked_them_out(reports: dict[str, Report]) -> None:
    """The files it was given had no values; in the ones it saved the figures stand."""
    bare = openpyxl.load_workbook(reports["exempel"].file.with_name("exempel-utan.xlsx"), data_only=True)
    found = list(reports["exempel"].cells())
    assert len(found) > 800
    assert {bare[sheet][cell].value for sheet, cell, _ in found} == {None}
    figures = [reports["exempel"].recalculated[sheet][cell].value for sheet, cell, _ in found]
    assert sum(isinstance(value, int | float) for value in figures) > 400


# ------------------------------------------------------------------------------------------- against the unit files


@cache
def rows_of(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """A unit's file as openpyxl reads it, by sheet."""
    return {sheet.title: list(sheet.values) for sheet in openpyxl.load_workbook(path, data_only=True)}


def column_of(path: Path, key: str) -> list[Any]:
    """A table's column in a unit's file, found by its hidden key; blanks left out."""
    values = []
    for rows in rows_of(path).values():
        for r, row in enumerate(rows):
            if key in row:
                values += [below[row.index(key)] for below in rows[r + 2 :]]
    return [value for value in values if value not in (None, "")]


def total(paths: list[Path], key: str) -> float:
    """The sum of a column over unit files, with the numbers that were typed as text."""
    values = [WORDS.get(value, value) for path in paths for value in column_of(path, key)]
    return float(sum(value for value in values if value is not None))


def by_unit(report: Report, book: str = "_projektbok_") -> dict[str, list[Path]]:
    files: dict[str, list[Path]] = {}
    for path in report.inbox:
        if book in path.name:
            files.setdefault(path.name.split("_")[1], []).append(path)
    return files


def test_botkyrkas_published_figures(reports: dict[str, Report]) -> None:
    row = reports["exempel"].row("Timmar per enhet", Enhet="Jobbcoachenheten")
    assert (row["Planerade timmar"], row["Ordinarie"], row["Extra resurs"]) == (1090, 690, 400)
    assert row["Andel extra"] == pytest.approx(400 / 1090)
    assert (row["Poster"], row["Poster med timmar"]) == (7, 7)


UNIT_NAMES = {
    "jobbcoachingen": "Jobbcoachenheten",
    "medborgarkontoret": "Medborgarkontoret",
    "daglig-verksamhet": "Daglig verksamhet",
    "arbetsmarknadsenheten": "Arbetsmarknadsenheten",
    "second-hand": "Second hand",
    "jobb-och-utbildning": "Jobb och utbildning",
}
FIGURES = [
    ("Timmar per enhet", "Planerade timmar", "budget.plan_hours"),
    ("Timmar per enhet", "Använda timmar", "budget.act_hours"),
    ("Timmar per enhet", "Prognos", "budget.forecast"),
    ("Aktiviteter", "Planerat enligt aktiviteter", "activities.plan_hours"),
    ("Aktiviteter", "Använt enligt aktiviteter", "activities.act_hours"),
]


@pytest.mark.parametrize(("sheet", "heading", "key"), FIGURES)
def test_every_unit_and_the_total_are_sums_over_the_files(
    reports: dict[str, Report], sheet: str, heading: str, key: str
) -> None:
    report = reports["exempel"]
    files = by_unit(report)
    # The other units follow up their goals alone and have no hours.
    for unit, paths in ((unit, files[unit]) for unit in UNIT_NAMES):
        assert report.row(sheet, Enhet=UNIT_NAMES[unit])[heading] == pytest.approx(total(paths, key)), unit
    everything = [path for paths in files.values() for path in paths]
    assert report.row(sheet, Kommun="Totalt")[heading] == pytest.approx(total(everything, key))


def test_posts_add_up_to_their_unit_and_to_the_total(reports: dict[str, Report]) -> None:
    for name in ("exempel", "krångel"):
        report = reports[name]
        posts, units = report.table("Timmar per post"), report.table("Timmar per enhet")
        for heading in ("Planerade timmar", "Använda timmar", "Ordinarie", "Extra resurs"):
            whole = sum(row[heading] or 0.0 for row in posts if row["Kommun"] != "Totalt")
            assert whole == pytest.approx(report.row("Timmar per enhet", Kommun="Totalt")[heading]), (name, heading)
            assert whole == pytest.approx(report.row("Timmar per post", Kommun="Totalt")[heading]), (name, heading)
            for unit in (row for row in units if row["Kommun"] != "Totalt"):
                own = sum(row[heading] or 0.0 for row in posts if row["Enhet"] == unit["Enhet"])
                assert own == pytest.approx(unit[heading] or 0.0), (name, heading, unit["Enhet"])


def test_each_awkward_post_has_its_own_hours(reports: dict[str, Report]) -> None:
    """Hours are powers of two: a post that took another's along would show. Of long texts the end is not compared."""
    report = reports["krångel"]
    expected: dict[tuple[str, str], float | None] = {}
    for unit, ids, first in (("a", AWKWARD, 1), ("b", ["B-01", "b-01", "B-Å", "b-å", "B-02"], 3)):
        for number, post in enumerate(ids):
            key = f'Enhet "{unit}"', (post or "").strip().casefold()[:120]
            hours = None if number % 7 == 3 else float(first * 2**number)
            before = expected.get(key)
            # A post without hours shows none, which is not zero.
            expected[key] = hours if before is None else before + (hours or 0.0)
    # openpyxl leaves control characters as the file writes them.
    shown = {
        (row["Enhet"], (row["Post-ID"] or "").replace("_x0001_", "\x01").casefold()[:120]): row["Planerade timmar"]
        for row in report.table("Timmar per post")
        if row["Kommun"] != "Totalt"
    }
    assert shown == expected


def test_hours_without_funding_are_neither_ordinary_nor_extra(reports: dict[str, Report]) -> None:
    """As the unit's own totals have it: a blank is not guessed to be extra."""
    row = reports["krångel"].row("Timmar per enhet", Enhet='Enhet "a"')
    hours = {number: 0.0 if number % 7 == 3 else float(2**number) for number in range(len(AWKWARD))}
    assert row["Ordinarie"] == sum(hours[number] for number in hours if number % 5 == 0)
    assert row["Extra resurs"] == sum(hours[number] for number in hours if number % 5 in (1, 2, 3))


def test_few_marks_show_only_their_number(reports: dict[str, Report]) -> None:
    rows: Mapping[tuple[str, str], dict[str, Any]] = {
        (row["Enhet"], row["Parameter"]): row for row in reports["krångel"].table("Bedömning per enhet")
    }
    few, many = rows['Enhet "a"', "P1 Utgångspunkter"], rows['Enhet "b"', "P1 Utgångspunkter"]
    shown = ("Svar", "Medel", "Median", "Lägsta", "Högsta", "Spridning", "Gemensamt värde", "Förändring")
    assert [few[key] or None for key in shown] == [2, None, None, None, None, None, 3.5, 1.5]
    # 1, 3, 5, 7 and 9; some are off the unit's scale, which the check says, but they were marked.
    assert [many[key] for key in shown] == [5, 5, 5, 1, 9, 8, 3.5, 1.5]


def test_values_on_different_scales_are_not_put_together(reports: dict[str, Report]) -> None:
    assert "Bedömning samlad" in reports["exempel"].written.sheetnames
    assert "Bedömning samlad" not in reports["krångel"].written.sheetnames


def test_joint_values_are_weighed_together_over_the_units(reports: dict[str, Report]) -> None:
    report = reports["exempel"]
    files = [paths[0] for paths in by_unit(report, "_uppfoljningsbok_").values()]
    values = [column_of(path, "joint.joint")[0] for path in files]
    row = report.row("Bedömning samlad", Parameter="P1 Utgångspunkter")
    assert row["Enheter"] == len(values) == 4
    assert row["Medel"] == pytest.approx(sum(values) / 4)
    assert (row["Lägsta"], row["Högsta"]) == (min(values), max(values))


def test_g50_and_g52_certificates_and_ambassadors_of_two_municipalities(reports: dict[str, Report]) -> None:
    """199 + 152 = 351 persons with 452 + 252 certificates; 13 + 14 ambassadors of 40, which is not enough."""
    certificates = reports["exempel"].row("Intyg", Kommun="Totalt")
    assert (certificates["Intyg"], certificates["Unika personer"], certificates["Angivet antal"]) == (704, 351, 351)
    # Pooled, and not the mean of 2,27 and 1,66.
    assert certificates["Intyg per person"] == pytest.approx(704 / 351)
    ambassadors = reports["exempel"].row("Ambassadörer", Kommun="Totalt")
    assert (ambassadors["Utfall"], ambassadors["Mål"], ambassadors["Skillnad"]) == (27, 40, -13)
    assert (ambassadors["Andel av målet"], ambassadors["Måluppfyllelse"]) == (0.675, "Ej uppnått")


def test_g35_the_municipality_without_workshops_has_its_row(reports: dict[str, Report]) -> None:
    report = reports["exempel"]
    held = {row["Kommun"]: row["Hållna workshops"] for row in report.table("Workshops")}
    assert held == {"Nynäshamn": 0, "Salem": 4, "Sundbyberg": 4, "Södertälje": 4, "Totalt": 12}
    assert "3 av 4 kommuner (75 %). Saknas: Nynäshamn." in report.written["Workshops"]["A2"].value


# Sheet, row, heading, and the figure counted by hand in the demo's TOML files.
COUNTED = [
    ("Risker per enhet", {"Enhet": "Jobbcoachenheten"}, "Höga", 1),
    ("Risker per enhet", {"Enhet": "Fler i arbete"}, "Stängda", 1),
    ("Risker per enhet", {"Kommun": "Totalt"}, "Inträffade", 8),
    ("Risker per enhet", {"Kommun": "Totalt"}, "Personalrisker", 5),
    ("Riskmatris samlad", {"Sannolikhet": "3 Möjlig"}, "Konsekvens 4 stor", 4),
    ("Intressenter per enhet", {"Enhet": "Jobbcoachenheten"}, "Sekundärintressenter", 6),
    ("Intressenter per enhet", {"Kommun": "Totalt"}, "Intressenter", 24),
    ("Kommunikation", {"Kommun": "Totalt"}, "Nådda kvinnor", 62),
    ("Kommunikation", {"Kommun": "Totalt"}, "Andel kvinnor", 62 / 134),
    ("Spridning per typ", {"Typ": "Transnationellt"}, "Tillfällen", 3),
    ("Rekommendationer per område", {"Område": "Innehåll"}, "Rekommendationer", 11),
    ("Dokumentation per enhet", {"Kommun": "Totalt"}, "Andel avstämda", 6 / 17),
    ("Styrgrupper", {"Enhet": "Fler i arbete"}, "Fördelning 40/60", "jämn"),
    ("Styrgrupper", {"Enhet": "Jobbcoachenheten"}, "Fördelning 40/60", "ej beräknad"),
]


@pytest.mark.parametrize(("sheet", "row", "heading", "figure"), COUNTED)
def test_figures_counted_by_hand(
    reports: dict[str, Report], sheet: str, row: dict[str, str], heading: str, figure: float | str
) -> None:
    shown = reports["exempel"].row(sheet, **row)[heading]
    assert shown == (figure if isinstance(figure, str) else pytest.approx(figure))
