"""The workbook's own formulas, worked out by LibreOffice, say what Python says: figures, Kontroll, counts.

The rules stand twice in a declaration, in Python and as an Excel formula; here the two are held against each other.
"""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import libreoffice
import pytest
import tables

from jamxl.build import prepare
from jamxl.checking import check
from jamxl.draw import xlsx
from jamxl.grid import Pages, RawBook, a1
from jamxl.read import read
from jamxl.sheets import Book
from jamxl.standard import books

pytestmark = pytest.mark.libreoffice

# In the texts of tests/broken every rule with an Excel face is broken in some row, and every kind of constraint. A file
# is named by its book, and by its sheets where a book has several. Days to come are far away, since the workbook asks
# for the day on which it is opened.
BROKEN = {
    file.stem: file.read_text(encoding="utf-8") for file in sorted((Path(__file__).parent / "broken").glob("*.txt"))
}

# References that lead nowhere silence the rules that go by them, so they have a book of their own.
ASTRAY = (
    tables.PROJECT.replace("| B-03 | P-01 |", "| B-99 | P-99 |")
    .replace("| Ä-001 | A-003 |", "| Ä-001 | A-099 |")
    .replace("| B-05 | Utvärdering med extern kvalitetsgranskare | Arbetstid | Ordinarie | 100 |",
             "| B-05 | Utvärdering med extern kvalitetsgranskare | Arbetstid | Gåva | |")
)  # fmt: skip
# The same of a programme logic: IDs that are not found keep it from being judged.
LOGIC_ASTRAY = (
    BROKEN["projektbok-logik"]
    .replace("| RE-03 | B-01 |", "| RE-09 | B-01 |")
    .replace("| FI-01 | RE-01 |", "| FI-01 | RE-09 |")
)
# Activities that deviate, and a log without rows.
UNLOGGED = tables.PROJECT.partition("## Ändringslogg")[0] + "## Roller" + tables.PROJECT.partition("## Roller")[2]

# Each kind of reporting period, whose days the cover's formulas work out; the weeks lie over a turn of the year.
PERIODS = ("2010", "2010-HT", "2010-T3", "2010-K2", "2010-02", "2009-W01", "2009-W53")

TEXTS = {
    **{f"processbok-{period}": tables.COVER.replace("2010-T1", period) for period in PERIODS},
    "projektbok-botkyrka": tables.BOTKYRKA,
    "projektbok-utan-fel": tables.PROJECT,
    "projektbok-vilse": ASTRAY,
    "projektbok-logik-vilse": LOGIC_ASTRAY,
    "projektbok-utan-logg": UNLOGGED,
    **BROKEN,
}


def book_of(name: str) -> type[Book]:
    """The book of a text, which its name begins with."""
    return books()[name.partition("-")[0]]


# What is typed over the project's book, and what the row's Kontroll cell is to say of it.
TYPED = {
    "Timbudget/B-01/Utfall timmar": ("tolv", "Utfall timmar: ska vara timmar, minst 0 h."),
    "Timbudget/B-02/Budget kronor": (-5, "Budget kronor: ska vara kronor, minst 0 kr."),
    "Timbudget/B-03/Budgetpost": (None, "Fyll i Budgetpost."),
    "Timbudget/B-04/Resurstyp": ("Arbete", "Resurstyp: finns inte i listan."),
    "Timbudget/B-06/Post-ID": ("B-05", "Post-ID: samma ID på flera rader."),
    "Timbudget/B-07/Post-ID": ("7", "Post-ID: ska börja med B-."),
    "Aktiviteter/A-001/Kvalitetssäkrar": ("kanske", "Kvalitetssäkrar: välj Ja eller Nej."),
    "Aktiviteter/A-002/Milstolpe": ("Ja", "Milstolpe: ID finns inte."),
    "Aktiviteter/A-002/Deltagare K": (1.5, "Deltagare K: ska vara heltal, minst 0."),
    "Aktiviteter/A-003/Verkligt slut": ("i går", "Verkligt slut: inte ett datum."),
    "Aktiviteter/A-004/Klart": (1.5, "Klart: ska vara procent, minst 0 %, högst 100 %."),
    "Aktiviteter/A-005/Ansvarig": ("P-09", "Ansvarig: ID finns inte."),
    "Ändringslogg/Ä-002/Aktivitetsnr": ("A-099", "Aktivitetsnr: ID finns inte."),
}


class Example:
    """A book as it was built, as its file was read, and as LibreOffice saved it."""

    def __init__(self, pages: Pages, file: Path, saved: Path) -> None:
        self.pages, self.file, self.saved = pages, file, saved
        self.raw, self.recalculated = read(file), read(saved)


@pytest.fixture(scope="module")
def examples(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Example]:
    """All examples, through one run of LibreOffice."""
    libreoffice.program()
    folder = tmp_path_factory.mktemp("recalculation")
    book = books()["projektbok"]
    filled: dict[str, Pages] = {name: tables.pages(book_of(name), text) for name, text in TEXTS.items()}
    for key, other in books().items():
        filled[f"mall-{key}"] = tables.pages(other, {})
        filled[f"prov-{key}"] = tables.pages(other, tables.sample_rows(other))
    files = []
    for name, pages in filled.items():
        xlsx.write(pages, folder / f"{name}.xlsx")
        files.append(libreoffice.without_values(folder / f"{name}.xlsx", folder / f"{name}-utan.xlsx"))
    file = tables.fill(folder / "inskrivet.xlsx", book, tables.PROJECT)
    files.append(tables.type_in(file, {place: value for place, (value, _) in TYPED.items()}))
    for key, other in books().items():
        file = tables.fill(
            folder / f"skräp-{key}.xlsx", other, tables.PROJECT if other is book else tables.sample_rows(other)
        )
        files.append(tables.type_in(file, {place: "skräp" for place in places(other)}))
    results = libreoffice.saved(files, folder)
    made = {
        name: Example(pages, folder / f"{name}.xlsx", result)
        for (name, pages), result in zip(filled.items(), results, strict=False)
    }
    typed = zip(files[len(filled) :], results[len(filled) :], strict=True)
    return made | {file.stem: Example(Pages([]), file, result) for file, result in typed}


def places(book: type[Book]) -> list[str]:
    """Every cell that is filled in: of forms and strips, and of the first row of each table."""
    return [
        f"{part.sheet}/{'' if part.is_form else '1/'}{column.header}" for part in book.parts for column in part.inputs()
    ]


NAMES = [*TEXTS, *(f"{kind}-{key}" for key in books() for kind in ("mall", "prov"))]


def formulas(pages: Pages) -> Mapping[tuple[str, int, int], Any]:
    """Every formula cell and the value that Python wrote in it."""
    return {
        (grid.name, r, c): "" if cell.value is None else cell.value
        for grid in pages.grids
        for (r, c), cell in grid.cells.items()
        if cell.formula
    }


def shown(raw: RawBook, sheet: str, r: int, c: int) -> Any:
    rows = tables.values_of(raw)[sheet]
    return rows[r][c] if r < len(rows) and c < len(rows[r]) else ""


def alike(ours: Any, theirs: Any) -> bool:
    """Numbers to the last digit that is printed, all else exactly."""
    if isinstance(ours, int | float) and isinstance(theirs, int | float):
        return abs(ours - theirs) <= 1e-9 * max(1.0, abs(ours))
    return bool(ours == theirs) and isinstance(ours, date) == isinstance(theirs, date)


@pytest.mark.parametrize("name", NAMES)
def test_libreoffice_shows_what_python_wrote(examples: dict[str, Example], name: str) -> None:
    example = examples[name]
    different = {}
    for (sheet, r, c), ours in formulas(example.pages).items():
        theirs = shown(example.recalculated, sheet, r, c)
        if not alike(ours, theirs):
            different[f"{sheet}!{a1(r, c)}"] = (ours, theirs)
    assert different == {}


def test_libreoffice_really_worked_them_out(examples: dict[str, Example]) -> None:
    """The files it was given had formulas without values; the ones it saved have values."""
    example = examples["projektbok"]
    given = read(example.file.with_name("projektbok-utan.xlsx"))
    filled = formulas(example.pages).items()
    cells = [place for place, value in filled if value != "" and place[0] != "Läs mig"]
    assert len(cells) > 100
    assert {shown(given, *place) for place in cells} == {""}
    assert "" not in {shown(example.recalculated, *place) for place in cells}


@pytest.mark.parametrize("name", NAMES)
def test_what_libreoffice_saves_is_read_alike(examples: dict[str, Example], name: str) -> None:
    example = examples[name]
    ours, theirs = (check(raw, books(), tables.Limits(), tables.TODAY) for raw in (example.raw, example.recalculated))
    assert tables.rows_of(theirs) == tables.rows_of(ours)
    assert theirs.findings == ours.findings
    assert tables.balanced(theirs)


@pytest.mark.parametrize("place", TYPED)
def test_kontroll_says_what_was_typed_wrong(examples: dict[str, Example], project: RawBook, place: str) -> None:
    example, (_, sentence) = examples["inskrivet"], TYPED[place]
    sheet, r, _ = tables.spot(tables.values_of(project), place)
    _, _, verdict = tables.spot(tables.values_of(project), f"{sheet}/1/Kontroll")
    assert sentence in shown(example.recalculated, sheet, r, verdict)
    cell = tables.address(project, place)
    said = check(example.raw, books(), tables.Limits(), tables.TODAY).findings
    assert any(finding.sheet == sheet and cell in finding.cells for finding in said)


@pytest.mark.parametrize("key", books())
def test_no_formula_breaks_when_words_are_typed_everywhere(examples: dict[str, Example], key: str) -> None:
    sheets = examples[f"skräp-{key}"].recalculated.sheets
    errors = {f"{sheet.name}!{a1(*cell)}": error for sheet in sheets for cell, error in sheet.errors.items()}
    assert errors == {}


@pytest.mark.parametrize("key", sorted({name.partition("-")[0] for name in BROKEN}))
def test_every_rule_with_a_formula_is_broken_in_an_example(key: str) -> None:
    book = books()[key]
    broken = {
        breach.short
        for name, text in TEXTS.items()
        if book_of(name) is book
        for breach in prepare(book, tables.records(book, text), tables.Limits(), tables.TODAY).found
    }
    declared = {rule.short for part in book.parts for rule in part.rules if rule.excel}
    declared |= {rule.short for rule in book.rules if rule.excel}
    assert declared - broken == set()
