"""The demo project's data: the same bytes every time, the published figures, and each file's findings."""

import shutil
from datetime import date
from importlib.resources import files
from pathlib import Path
from statistics import fmean

import pytest

from jamxl import demo
from jamxl.checking import Checked
from jamxl.demo.libreoffice import resave
from jamxl.findings import Finding
from jamxl.inspection import check_one
from jamxl.project import Project, load
from jamxl.sheets import Book, Rows
from jamxl.standard import books
from jamxl.writing import CannotWrite

UNITS = sorted(Path(str(files("jamxl.demo") / "units")).iterdir())
BUDGETED = [path for path in UNITS if "budget" in demo.answer(path.name).get("projektbok", {})]
CLEAN = "0127_jobbcoachingen_projektbok_2010-T1_v01.xlsx"
MISTAKEN = "0183_jobb-och-utbildning_projektbok_2010-T1_v01.xlsx"
RESAVED = "0128_daglig-verksamhet_projektbok_2010-T1_v01.xlsx"

# Code, rule, sheet and cells of what Sundbyberg's file is to be told, by hand.
MISTAKES = [
    ("JX308", "C02", "Försättsblad", "B7"),  # 183 for 0183
    ("JX302", "C08", "Aktiviteter", "Q10"),  # "38,5"
    ("JX303", None, "Aktiviteter", "N11"),  # "3/9" is last year's, or after the round
    ("JX309", "C09", "Aktiviteter", "S12"),  # 5 over a formula
    ("JX302", "C08", "Aktiviteter", "Q13"),  # "ca 40"
    ("JX402", None, "Aktiviteter", "V14"),  # "Klart"
    ("JX410", "A01", "Aktiviteter", "L15 M15"),  # end before start
    ("JX305", "C08", "Aktiviteter", "L16"),  # "v. 11"
    ("JX501", "C05", "Aktiviteter", "I17"),  # P-14
    ("JX404", "C04", "Aktiviteter", "A18 A19"),  # A-009 twice
    ("JX401", None, "Aktiviteter", "D18"),  # blank Fas
    ("JX410", "B01", "Timbudget", "A6"),  # 20 hours short of the stated total ...
    ("JX410", "B04", "Timbudget", "E14"),  # ... and of the post's activities
    ("JX306", "C10", "Timbudget", "I13"),  # #REF!
    ("JX302", "C08", "Timbudget", "J15"),  # "1 250,5"
    ("JX208", None, "Timbudget", "R6"),  # a note beside the table
]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    root = tmp_path_factory.mktemp("demo")
    demo.make(root)
    return load(root)


@pytest.fixture(scope="module")
def inbox(project: Project) -> dict[str, Checked]:
    """Every file of the inbox, checked, by file name."""
    folder = project.incoming / "2010-T1"
    return {path.name: check_one(path, project.limits, demo.TODAY) for path in sorted(folder.iterdir())}


def answered(checked: Checked) -> dict[str, Rows]:
    assert checked.data is not None
    return dict(checked.data.parts)


def briefly(findings: list[Finding]) -> list[tuple[str, str | None, str, str]]:
    return [(f.code, f.rule, f.sheet, " ".join(f.cells)) for f in findings]


def told(path: Path, book: type[Book]) -> dict[str, list[dict[str, object]]]:
    """A unit's TOML files as rows: of tables every input column, of forms what the file says."""
    complete = {}
    for key, rows in demo.rows(book, demo.answer(path.name)).items():
        part = book.part(key)
        fixed = part.fixed_rows or ({},) * len(rows)
        blank = {} if part.is_form else {c.key: None for c in part.columns.values() if not c.computed}
        # Of rows that the template holds, a file need not tell those after the last that is filled in.
        whole = [*rows, *([{}] * (len(fixed) - len(rows)))]
        complete[key] = [{**blank, **row, **own} for row, own in zip(whole, fixed, strict=True)]
    return complete


def test_the_same_bytes_every_time(project: Project, tmp_path: Path) -> None:
    demo.make(tmp_path)
    demo.make(tmp_path)
    first = {p.relative_to(project.root): p.read_bytes() for p in project.root.rglob("*") if p.is_file()}
    again = {p.relative_to(tmp_path): p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}
    assert first == again


def test_another_project_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "jamxl.toml").write_text("# mitt", encoding="utf-8")
    with pytest.raises(CannotWrite):
        demo.make(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["jamxl.toml"]


def test_eleven_units_in_eight_municipalities_and_one_has_not_answered(project: Project) -> None:
    assert len(project.units) == 11
    assert len({unit.municipality for unit in project.units}) == 8
    assert {unit.id for unit in project.units} - {path.name for path in UNITS} == {"arbetsmarknad"}
    assert {path.name for path in UNITS} <= {unit.id for unit in project.units}


def test_files_are_named_for_what_they_hold(inbox: dict[str, Checked], project: Project) -> None:
    for name, checked in inbox.items():
        unit = project.unit(checked.unit)
        assert unit is not None
        assert checked.book is not None
        code = unit.municipality_code
        assert name == f"{code}_{unit.id}_{checked.book.key}_{checked.period}_v01.xlsx"
        assert name.isascii()


def test_one_unit_was_late(project: Project) -> None:
    due = project.about.due
    assert due is not None
    arrived = {path: date.fromtimestamp(path.stat().st_mtime) for path in project.incoming.rglob("*.xlsx")}
    late = {path.name.split("_")[1] for path, day in arrived.items() if day > due}
    assert late == {"arbetsmarknadsenheten"}


def test_every_cell_is_accounted_for(inbox: dict[str, Checked]) -> None:
    for name, checked in inbox.items():
        cells = checked.cells
        assert cells.filled == cells.template + cells.read + cells.reported, name


def test_only_sundbybergs_file_has_errors(inbox: dict[str, Checked]) -> None:
    with_errors = {name for name, checked in inbox.items() if checked.status in ("errors", "refused")}
    assert with_errors == {MISTAKEN}


def test_botkyrkas_plan_has_one_finding_the_leaders_share(inbox: dict[str, Checked]) -> None:
    assert briefly(inbox[CLEAN].findings) == [("JX410", "B03", "Timbudget", "G10")]


def test_sundbybergs_findings_are_the_mistakes(inbox: dict[str, Checked]) -> None:
    assert sorted(briefly(inbox[MISTAKEN].findings), key=str) == sorted(MISTAKES, key=str)


def test_botkyrkas_published_figures(inbox: dict[str, Checked]) -> None:
    parts = answered(inbox[CLEAN])
    totals = parts["budget_totals"].records()[0]
    assert parts["budget"].columns["plan_hours"] == [200, 230, 100, 280, 100, 60, 120]
    assert (totals["total"], totals["extra"], totals["ordinary"]) == (1090, 400, 690)
    assert parts["budget"].columns["stated_share"] == [0.2, None, None, None, None, None, None]
    assert [post for post in parts["roles"].columns["post"] if post] == [1.0, 0.5]


def test_the_spread_example(inbox: dict[str, Checked]) -> None:
    parts = answered(inbox[CLEAN.replace("projektbok", "uppfoljningsbok")])
    assert parts["personal"].columns["p5"] == [3, 7, 5, 8, 4]
    assert fmean(parts["personal"].columns["p5"]) == parts["joint"].columns["mean"][4] == 5.4


def test_two_participants_give_no_mean_and_a_part_may_be_left_out(inbox: dict[str, Checked]) -> None:
    two = answered(inbox[RESAVED.replace("projektbok", "uppfoljningsbok")])["joint"]
    assert set(two.columns["n"]) == {2}
    assert set(two.columns["mean"]) == {None}
    left_out = answered(inbox["0181_arbetsmarknadsenheten_uppfoljningsbok_2010-T1_v01.xlsx"])["joint"]
    assert left_out.columns["followed"].count(False) == 1
    assert left_out.columns["joint"][5] is None


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_what_the_files_say_is_what_was_filled_in(path: Path, inbox: dict[str, Checked]) -> None:
    """Also of the book that LibreOffice saved: when it fails there, run python -m jamxl.demo.libreoffice."""
    files_of_unit = [c for name, c in inbox.items() if f"_{path.name}_" in name and name != MISTAKEN]
    for checked in files_of_unit:
        assert checked.book is not None
        assert not [f for f in checked.findings if f.code.startswith(("JX1", "JX2", "JX3"))]
        parts = answered(checked)
        for key, rows in told(path, checked.book).items():
            assert [{name: row[name] for name in rows[0]} for row in parts[key].records()] == rows, key


@pytest.mark.parametrize("path", BUDGETED, ids=lambda path: path.name)
def test_posts_hold_what_their_activities_took(path: Path) -> None:
    said = told(path, books()["projektbok"])
    for post in said["budget"]:
        own = [row for row in said["activities"] if row["budget_id"] == post["post_id"]]
        for key in ("plan_hours", "act_hours"):
            assert sum(float(str(row[key] or 0)) for row in own) == (post[key] or 0), (post["post_id"], key)


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_joint_values_stand_under_their_own_number(path: Path) -> None:
    rows = demo.answer(path.name).get("uppfoljningsbok", {}).get("joint", [])
    numbers = [row["nr"] for row in rows]
    assert numbers in ([], [f"P{n}" for n in range(1, 10)])


@pytest.mark.libreoffice
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_still_saves_the_same_rows(tmp_path: Path, project: Project) -> None:
    for path in resave(tmp_path):
        fresh = answered(check_one(path, project.limits, demo.TODAY))
        kept = answered(check_one(Path(str(demo.FOLDER / path.name)), project.limits, demo.TODAY))
        assert {k: r.records() for k, r in fresh.items()} == {k: r.records() for k, r in kept.items()}
