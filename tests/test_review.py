"""The answer to the unit: its own file with the findings at their cells, and what becomes of it when it comes back."""

import shutil
from pathlib import Path

import openpyxl
import pytest
import tables
from openpyxl.comments import Comment

from jamxl import project as projects
from jamxl import review, texts, workflow
from jamxl.consolidation import Delivery
from jamxl.findings import Finding, Severity
from jamxl.grid import Grid
from jamxl.intake import Count
from jamxl.project import Limits, Project
from jamxl.read import read
from jamxl.standard import books

TOML = """
[projekt]
namn = "Jämställd service"
id = "JI-2010"
period = "2010-T1"

[[enhet]]
id = "jobbcoachingen"
namn = "Jobbcoachenheten"
kommun = "Botkyrka"
"""
NAME = "0127_jobbcoachingen_projektbok_2010-T1_v01.xlsx"


@pytest.fixture
def project_with_book(tmp_path: Path) -> tuple[Project, Path]:
    """A project with one book in its inbox, in which three entries are to be seen to."""
    (tmp_path / projects.FILENAME).write_text(TOML, encoding="utf-8")
    inbox = tmp_path / "inkorg" / "2010-T1"
    inbox.mkdir(parents=True)
    path = tables.fill(inbox / NAME, books()["projektbok"], tables.PROJECT)
    tables.type_in(
        path,
        {
            "Timbudget/B-02/Budget timmar": "två hundra",
            "Timbudget/B-03/Utfall timmar": "95 h",
            "Aktiviteter/A-001/Status": "Pågårr",
        },
    )
    return projects.load(tmp_path), path


def answered(project: Project, *paths: Path) -> list[workflow.Answer]:
    return list(
        workflow.answer(paths, project.limits, tables.TODAY, lambda path: workflow.review_folder(path, project))
    )


def texts_on(path: Path, sheet: str) -> list[list[object]]:
    return [[value for value in row if value is not None] for row in openpyxl.load_workbook(path)[sheet].values]


# ------------------------------------------------------------------------------------------------ the copy


def test_the_copy_says_everything_and_the_original_is_untouched(project_with_book: tuple[Project, Path]) -> None:
    project, path = project_with_book
    before = path.read_bytes()
    (answer,) = answered(project, path)
    assert path.read_bytes() == before
    assert answer.path == project.root / "granskat" / "2010-T1" / f"GRANSKAD_{NAME}"
    assert answer.marked
    raw = read(path)
    workbook = openpyxl.load_workbook(answer.path)
    assert workbook.sheetnames == ["Granskning", *(sheet.name for sheet in raw.sheets)]
    status = tables.address(raw, "Aktiviteter/A-001/Status")
    comment = workbook["Aktiviteter"][status].comment
    assert comment is not None
    assert "Fel: ”Pågårr” finns inte i listan för Status." in comment.text
    assert "Menade du Pågår?" in comment.text
    hours = tables.address(raw, "Timbudget/B-02/Budget timmar")
    comment = workbook["Timbudget"][hours].comment
    assert comment is not None
    assert "till exempel 38,5" in comment.text


def test_the_first_sheet_has_the_gravest_first_and_links_to_the_cells(
    project_with_book: tuple[Project, Path],
) -> None:
    project, path = project_with_book
    (answer,) = answered(project, path)
    raw = read(path)
    lines = texts_on(answer.path, "Granskning")
    assert lines[1] == [f"Granskning av {NAME}"]
    assert lines[2] == ["Jobbcoachenheten · Botkyrka · 2010-T1 · granskad 2010-05-10"]
    first_words = [line[0] for line in lines if line]
    order = [first_words.index(heading) for heading in ("Att rätta", "Så har uppgifterna lästs")]
    assert order == sorted(order)
    status, hours, spent = (
        tables.address(raw, place)
        for place in ("Aktiviteter/A-001/Status", "Timbudget/B-02/Budget timmar", "Timbudget/B-03/Utfall timmar")
    )
    for sheet, cell, word in (
        ("Aktiviteter", status, "Pågårr"),
        ("Timbudget", hours, "två hundra"),
        ("Timbudget", spent, "95 h"),
    ):
        link = f'=HYPERLINK("#\'{sheet}\'!{cell}","{sheet} {cell}")'
        (line,) = [line for line in lines if line[:1] == [link]]
        assert word in line
    taken = next(line for line in lines if "95 h" in line)
    assert "det togs för 95 h" in str(taken[3])
    assert lines.index(taken) > order[1]


def test_a_file_that_cannot_be_read_is_answered_too(project_with_book: tuple[Project, Path]) -> None:
    project, path = project_with_book
    broken = path.with_name("trasig.xls")
    broken.write_bytes(b"ingen arbetsbok")
    good, bad = answered(project, path, broken)
    assert (good.marked, bad.marked) == (True, False)
    assert bad.path.name == "GRANSKAD_trasig.xlsx"
    lines = texts_on(bad.path, "Granskning")
    assert ["1 sak att rätta."] in lines
    assert any("Filen är ingen Excel-arbetsbok" in str(line) for line in lines)


def test_outside_a_project_the_copy_stands_in_a_folder_beside(project_file: Path, tmp_path: Path) -> None:
    path = Path(shutil.copy(project_file, tmp_path / "bok.xlsx"))
    folders = [workflow.review_folder(path, None)]
    assert folders == [tmp_path / "granskat"]
    (answer,) = workflow.answer([path], Limits(), tables.TODAY, lambda path: workflow.review_folder(path, None))
    assert texts_on(answer.path, "Granskning")[3] == ["Inget att rätta eller se över."]
    # A folder that is checked again does not count its own answers as deliveries.
    assert workflow.workbooks([tmp_path]) == [path]
    assert workflow.workbooks([tmp_path / "granskat"]) == [answer.path]


# ------------------------------------------------------------------------------------------------ it comes back


def mend(copy: Path, to: Path) -> Path:
    """The unit mends two of three entries in the copy and saves it with a program that writes the whole file anew."""
    raw = read(copy)
    workbook = openpyxl.load_workbook(copy)
    for place, value in {"Timbudget/B-02/Budget timmar": 230, "Aktiviteter/A-001/Status": "Pågår"}.items():
        sheet, *_ = place.split("/")
        workbook[sheet][tables.address(raw, place)].value = value
    workbook.save(to)
    return to


def told(delivery: Delivery) -> list[str]:
    return [finding.code for finding in delivery.findings]


def test_a_mended_copy_is_the_units_file(project_with_book: tuple[Project, Path]) -> None:
    project, path = project_with_book
    (answer,) = answered(project, path)
    mended = mend(answer.path, path.with_name("svar.xlsx"))
    found = tables.check_file(mended)
    assert found.reviewed == read(path).sha256
    assert told(answer.delivery) == ["JX402", "JX301", "JX302"]
    assert [finding.code for finding in found.findings] == ["JX302"]
    assert tables.balanced(found)


def test_a_mended_copy_takes_the_place_of_the_file_it_was_made_of(project_with_book: tuple[Project, Path]) -> None:
    project, path = project_with_book
    (answer,) = answered(project, path)
    mended = mend(answer.path, path.with_name(answer.path.name))
    data = workflow.consolidate_project(project, today=tables.TODAY)
    assert [delivery.path for delivery in data.used] == [f"inkorg/2010-T1/{mended.name}"]
    (replaced,) = data.refused
    assert replaced.path.endswith(NAME)
    assert told(replaced)[0] == "JX112"


def test_the_next_round_is_filled_from_the_mended_copy(project_with_book: tuple[Project, Path]) -> None:
    project, path = project_with_book
    (answer,) = answered(project, path)
    mended = mend(answer.path, path.with_name(answer.path.name))
    (made,) = workflow.new(project, period="2010-T2", today=tables.TODAY)
    assert made.source == mended
    rows = tables.rows_of(tables.check_file(made.path))
    assert {row["post_id"]: row["plan_hours"] for row in rows["budget"]}["B-02"] == 230


def test_the_second_review_knows_nothing_of_the_first(project_with_book: tuple[Project, Path]) -> None:
    project, path = project_with_book
    (answer,) = answered(project, path)
    mended = mend(answer.path, path.with_name(answer.path.name))
    (again,) = answered(project, mended)
    assert again.path.name == f"GRANSKAD_{NAME}"
    workbook = openpyxl.load_workbook(again.path)
    assert workbook.sheetnames.count("Granskning") == 1
    raw = read(path)
    assert workbook["Aktiviteter"][tables.address(raw, "Aktiviteter/A-001/Status")].comment is None
    assert workbook["Timbudget"][tables.address(raw, "Timbudget/B-03/Utfall timmar")].comment is not None
    # The chain leads to the file that came first.
    assert workbook["Granskning"]["B1"].value == read(path).sha256


def test_the_units_own_comment_is_told_of_and_ours_is_not(project_with_book: tuple[Project, Path]) -> None:
    project, path = project_with_book
    cell = tables.address(read(path), "Timbudget/B-02/Budget timmar")
    workbook = openpyxl.load_workbook(path)
    workbook["Timbudget"][cell].comment = Comment("Osäkert, frågar Åsa i ekonomi", "Projektledare")
    workbook.save(path)
    (answer,) = answered(project, path)
    for file in (path, answer.path):
        (told_of,) = [f for f in tables.check_file(file).findings if f.code == "JX217"]
        assert (told_of.cells, told_of.value) == ((cell,), "Osäkert, frågar Åsa i ekonomi")


@pytest.mark.parametrize("owner", ["~${}", ".~lock.{}#"])
def test_a_file_that_someone_has_open(project_file: Path, tmp_path: Path, owner: str) -> None:
    path = Path(shutil.copy(project_file, tmp_path / "bok.xlsx"))
    (tmp_path / owner.format(path.name)).write_bytes(b"someone")
    (delivery,) = workflow.deliveries(workflow.workbooks([tmp_path]), Limits(), tables.TODAY)
    assert told(delivery) == ["JX121"]


# ------------------------------------------------------------------------------------------------ the page alone


def finding(code: str, severity: Severity, **more: object) -> Finding:
    return Finding(code, severity, f"{code} här.", "Gör så.", **more)  # type: ignore[arg-type]


def page(*findings: Finding, marked: bool = True) -> Grid:
    delivery = Delivery("in/bok.xlsx", "abc", "projektbok", "a", "2010-T1", "ok", list(findings), Count())
    (grid,) = review.pages(delivery, tables.TODAY, marked=marked).grids
    return grid


def test_no_sheet_name_becomes_another_formula() -> None:
    sheet = 'Å\'r"2010"&A1'
    where, link = review.place(finding("JX301", "error", sheet=sheet, cells=("E7", "E9")), marked=True)
    assert where == f"{sheet} E7, E9"
    assert link == """HYPERLINK("#'Å''r""2010""&A1'!E7","Å'r""2010""&A1 E7, E9")"""


def test_long_entries_and_many_cells_are_cut() -> None:
    many = tuple(f"A{row}" for row in range(1, 21))
    grid = page(finding("JX301", "error", sheet="S", cells=many, value="x" * 500))
    shown = {str(cell.value) for cell in grid.cells.values()}
    assert "S " + ", ".join(many[:12]) + " …" in shown
    assert "x" * 119 + "…" in shown


def test_text_that_looks_like_a_formula_is_text() -> None:
    grid = page(finding("JX301", "error", sheet="S", cells=("A1",), value="=HYPERLINK(1)"), marked=False)
    assert [cell.formula for cell in grid.cells.values() if cell.value == "=HYPERLINK(1)"] == [""]
    assert not any(cell.formula for cell in grid.cells.values())


@pytest.mark.parametrize(
    ("findings", "expected"),
    [
        ((), texts.REVIEW_CLEAR),
        ((finding("JX301", "error"),), "1 sak att rätta."),
        (
            (
                finding("JX302", "warning"),
                finding("JX301", "error"),
                finding("JX208", "note"),
                finding("JX311", "note"),
            ),
            "1 sak att rätta, 1 sak att se över och 2 tolkningar att bekräfta.",
        ),
    ],
)
def test_the_count_in_words(findings: tuple[Finding, ...], expected: str) -> None:
    assert page(*findings).cells[3, 0].value == expected
