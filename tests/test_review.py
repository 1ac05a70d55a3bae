"""The answer to the unit: its own file with the findings at their cells, and what becomes of it when it comes back."""

import copy
import shutil
from pathlib import Path

import openpyxl
import pytest
import tables
from openpyxl.comments import Comment

from jamxl import project as projects
from jamxl import review, texts, workflow
from jamxl.answers import Answer
from jamxl.answers import answer as answer_all
from jamxl.checking import check
from jamxl.consolidation import Delivery, consolidate, deliver
from jamxl.findings import Finding, Severity
from jamxl.grid import Grid, RawSheet
from jamxl.intake import Count
from jamxl.project import Limits, Project
from jamxl.read import read
from jamxl.standard import books
from jamxl.writing import CannotWrite

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


def answered(project: Project, *paths: Path) -> list[Answer]:
    return list(answer_all(paths, project.limits, tables.TODAY, project))


def copy_of(answer: Answer) -> Path:
    assert answer.path is not None
    return answer.path


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
    workbook = openpyxl.load_workbook(copy_of(answer))
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
    lines = texts_on(copy_of(answer), "Granskning")
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
    assert copy_of(bad).name == "GRANSKAD_trasig.xls.xlsx"
    lines = texts_on(copy_of(bad), "Granskning")
    assert ["1 sak att rätta."] in lines
    assert any("Filen är ingen Excel-arbetsbok" in str(line) for line in lines)


def test_outside_a_project_the_copy_stands_in_a_folder_beside(project_file: Path, tmp_path: Path) -> None:
    path = Path(shutil.copy(project_file, tmp_path / "bok.xlsx"))
    (answer,) = answer_all([path], Limits(), tables.TODAY)
    assert answer.path == tmp_path / "granskat" / "GRANSKAD_bok.xlsx"
    assert texts_on(copy_of(answer), "Granskning")[3] == ["Inget att rätta eller se över."]
    # A folder that is checked again does not count its own answers as deliveries.
    assert workflow.workbooks([tmp_path]) == [path]
    # One that was changed is an answer to be read.
    mend(copy_of(answer), copy_of(answer))
    assert workflow.workbooks([tmp_path]) == [path, answer.path]


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
    mended = mend(copy_of(answer), path.with_name("svar.xlsx"))
    found = tables.check_file(mended)
    assert found.reviewed == read(path).sha256
    assert told(answer.delivery) == ["JX402", "JX301", "JX302"]
    assert [finding.code for finding in found.findings] == ["JX302"]
    assert tables.balanced(found)


def test_a_mended_copy_takes_the_place_of_the_file_it_was_made_of(project_with_book: tuple[Project, Path]) -> None:
    project, path = project_with_book
    (answer,) = answered(project, path)
    mended = mend(copy_of(answer), path.with_name(copy_of(answer).name))
    data = workflow.consolidate_project(project, today=tables.TODAY)
    assert [delivery.path for delivery in data.used] == [f"inkorg/2010-T1/{mended.name}"]
    (replaced,) = data.refused
    assert replaced.path.endswith(NAME)
    assert told(replaced)[0] == "JX112"


def test_the_next_round_is_filled_from_the_mended_copy(project_with_book: tuple[Project, Path]) -> None:
    project, path = project_with_book
    (answer,) = answered(project, path)
    mended = mend(copy_of(answer), path.with_name(copy_of(answer).name))
    (made,) = workflow.new(project, period="2010-T2", today=tables.TODAY)
    assert made.source == mended
    rows = tables.rows_of(tables.check_file(made.path))
    assert {row["post_id"]: row["plan_hours"] for row in rows["budget"]}["B-02"] == 230


def test_of_two_that_contradict_each_other_nothing_goes_on(project_with_book: tuple[Project, Path]) -> None:
    project, path = project_with_book
    copied = Path(shutil.copy(path, path.with_name("Slutlig version.xlsx")))
    tables.type_in(copied, {"Timbudget/B-02/Budget timmar": 5})
    (made,) = workflow.new(project, period="2010-T2", today=tables.TODAY)
    assert (made.source, set(made.unusable)) == (None, {path, copied})
    assert tables.rows_of(tables.check_file(made.path))["budget"] == []


def test_a_later_version_of_any_name_goes_on(project_with_book: tuple[Project, Path]) -> None:
    project, path = project_with_book
    later = Path(shutil.copy(path, path.with_name("Slutlig version.xlsx")))
    tables.type_in(later, {"Försättsblad/Versionsnummer": 2})
    (made,) = workflow.new(project, period="2010-T2", today=tables.TODAY)
    assert made.source == later


def test_the_second_review_knows_nothing_of_the_first(project_with_book: tuple[Project, Path]) -> None:
    project, path = project_with_book
    (answer,) = answered(project, path)
    mended = mend(copy_of(answer), path.with_name(copy_of(answer).name))
    (again,) = answered(project, mended)
    assert copy_of(again).name == f"GRANSKAD_{NAME}"
    workbook = openpyxl.load_workbook(copy_of(again))
    assert workbook.sheetnames.count("Granskning") == 1
    raw = read(path)
    assert workbook["Aktiviteter"][tables.address(raw, "Aktiviteter/A-001/Status")].comment is None
    assert workbook["Timbudget"][tables.address(raw, "Timbudget/B-03/Utfall timmar")].comment is not None
    # The chain leads by way of the first copy to the file that came first.
    assert workbook["Granskning"]["B1"].value == f"{read(path).sha256} {read(mended).sha256}"


def test_the_units_own_comment_is_told_of_and_ours_is_not(project_with_book: tuple[Project, Path]) -> None:
    project, path = project_with_book
    cell = tables.address(read(path), "Timbudget/B-02/Budget timmar")
    workbook = openpyxl.load_workbook(path)
    workbook["Timbudget"][cell].comment = Comment("Osäkert, frågar Åsa i ekonomi", "Projektledare")
    workbook.save(path)
    (answer,) = answered(project, path)
    for file in (path, copy_of(answer)):
        (told_of,) = [f for f in tables.check_file(file).findings if f.code == "JX217"]
        assert (told_of.cells, told_of.value) == ((cell,), "Osäkert, frågar Åsa i ekonomi")


@pytest.mark.parametrize("owner", ["~${}", ".~lock.{}#"])
def test_a_file_that_someone_has_open(project_file: Path, tmp_path: Path, owner: str) -> None:
    path = Path(shutil.copy(project_file, tmp_path / "bok.xlsx"))
    (tmp_path / owner.format(path.name)).write_bytes(b"someone")
    (delivery,) = workflow.deliveries(workflow.workbooks([tmp_path]), Limits(), tables.TODAY)
    assert told(delivery) == ["JX121"]


# ---------------------------------------------------------------------------------------- nothing is written over


def test_an_answer_never_takes_the_place_of_a_file_that_was_sent_in(
    project_with_book: tuple[Project, Path], tmp_path: Path
) -> None:
    """A mended copy that lies where the next answer would go is another file's answer's neighbour, not its place."""
    project, path = project_with_book
    (answer,) = answered(project, path)
    mended = mend(copy_of(answer), copy_of(answer))
    before = mended.read_bytes()
    (again,) = answered(project, path)
    assert mended.read_bytes() == before
    assert copy_of(again).name == f"GRANSKAD_{Path(NAME).stem} (2).xlsx"
    # What jamxl wrote and nobody touched is written anew.
    (third,) = answered(project, path)
    assert copy_of(third) == copy_of(again)


def test_the_inbox_is_no_place_for_answers(project_with_book: tuple[Project, Path]) -> None:
    project, path = project_with_book
    with pytest.raises(CannotWrite, match="inkorgen"):
        list(answer_all([path], project.limits, tables.TODAY, project, path.parent))
    assert [file.name for file in path.parent.iterdir()] == [NAME]


def test_answers_of_one_name_are_two_files(project_file: Path, tmp_path: Path) -> None:
    files = []
    for folder, ending in (("a", "xlsx"), ("b", "xlsx"), ("b", "ods")):
        (tmp_path / folder).mkdir(exist_ok=True)
        files.append(Path(shutil.copy(project_file, tmp_path / folder / f"bok.{ending}")))
    files[2].write_bytes(b"ingen arbetsbok")
    made = list(answer_all(files, Limits(), tables.TODAY, into=tmp_path / "ut"))
    assert [copy_of(answer).name for answer in made] == [
        "GRANSKAD_bok.xlsx", "GRANSKAD_bok (2).xlsx", "GRANSKAD_bok.ods.xlsx",
    ]  # fmt: skip


def test_a_copy_that_cannot_be_written_stops_no_other(project_file: Path, tmp_path: Path) -> None:
    long = "x" * 245
    files = [Path(shutil.copy(project_file, tmp_path / f"{name}.xlsx")) for name in (long, "b")]
    bad, good = answer_all(files, Limits(), tables.TODAY)
    assert (bad.path, "Namnet är för långt." in bad.trouble) == (None, True)
    assert copy_of(good).exists()


# ------------------------------------------------------------------------------------------------ what will count


def test_a_replaced_file_gets_no_answer_and_a_conflict_is_told(project_with_book: tuple[Project, Path]) -> None:
    project, path = project_with_book
    (answer,) = answered(project, path)
    mended = mend(copy_of(answer), path.with_name(copy_of(answer).name))
    answers = answered(project, path, mended)
    assert [(answer.path is None, told(answer.delivery)[:1]) for answer in answers] == [
        (True, ["JX112"]),
        (False, ["JX302"]),
    ]
    copied = Path(shutil.copy(path, path.with_name("Kopia av boken.xlsx")))
    tables.type_in(copied, {"Timbudget/B-02/Budget timmar": 5})
    first, second = answered(project, path, copied)
    assert [told(answer.delivery)[0] for answer in (first, second)] == ["JX111", "JX111"]
    assert "Kopia av boken.xlsx (namnet ser ut som en kopias)" in str(texts_on(copy_of(second), "Granskning"))


def test_what_the_unit_replies_is_told(project_with_book: tuple[Project, Path]) -> None:
    project, path = project_with_book
    (answer,) = answered(project, path)
    workbook = openpyxl.load_workbook(copy_of(answer))
    sheet = workbook["Granskning"]
    (heading,) = [cell for row in sheet.iter_rows() for cell in row if cell.value == texts.REVIEW_REPLY]
    reply = sheet.cell(heading.row + 1, heading.column)
    assert not reply.protection.locked
    reply.value = "Nej, 59"
    workbook.save(path)
    (found,) = [f for f in tables.check_file(path).findings if f.code == "JX127"]
    # openpyxl does not keep what a link shows; then the heading says what is meant.
    assert (found.severity, found.message) == (
        "warning",
        "Enheten svarar ”Nej, 59” på granskningen av Utfall timmar (B-03).",
    )


def test_a_list_that_comes_back_is_no_book(project_with_book: tuple[Project, Path]) -> None:
    project, path = project_with_book
    path.write_bytes(b"ingen arbetsbok")
    (answer,) = answered(project, path)
    assert ["Det här är bara en lista." in str(line) for line in texts_on(copy_of(answer), "Granskning")].count(
        True
    ) == 1
    assert [finding.code for finding in tables.check_file(copy_of(answer)).findings] == ["JX126"]


def test_a_rule_says_what_stands_in_the_cell(project_with_book: tuple[Project, Path]) -> None:
    """A04 goes by the hours that a text was taken for; the unit looks for the text."""
    _, path = project_with_book
    tables.type_in(path, {"Aktiviteter/A-002/Utfall tid": "ca 300"})
    (found,) = [f for f in tables.check_file(path).findings if f.rule == "A04"]
    cell = tables.address(read(path), "Aktiviteter/A-002/Utfall tid")
    assert f"Läst ur ”ca 300” i {cell}." in found.message


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


def test_what_stays_with_the_unit_is_not_quoted_from_a_copied_sheet_or_a_reply(tmp_path: Path) -> None:
    """A comment on a copy of Personlig bedömning, and an answer about a mark there: the report quotes neither."""
    book = books()["uppfoljningsbok"]
    path = tables.fill(tmp_path / "bok.xlsx", book, tables.sample_rows(book))
    raw = read(path)
    copied = copy.deepcopy(raw.sheet("Personlig bedömning"))
    assert copied is not None
    copied.name, copied.index, copied.notes = "Personlig bedömning (2)", len(raw.sheets), {(9, 3): "Hon satte 2"}
    rows = [
        [texts.REVIEW_KEY, "x", "", "", "", "", ""],
        ["", "", "", "", "", "", texts.REVIEW_REPLY],
        ["Personlig bedömning D6", "", "", "", "", "", "Nej, hon menade 3"],
    ]
    answers = RawSheet("Granskning", copied.index + 1, rows)
    raw.sheets += [copied, answers]
    checked = check(raw, books(), tables.Limits(), tables.TODAY)
    assert {"JX127", "JX217"} <= {finding.code for finding in checked.findings}
    data = consolidate([deliver(checked)], books())
    said = str([finding for _, finding in data.findings()])
    assert "Hon satte 2" not in said
    assert "hon menade 3" not in said
