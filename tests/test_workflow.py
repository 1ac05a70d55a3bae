"""The verbs: a project's folder, the round's books, reading what came back, writing without leaving a mess."""

import errno
import os
import subprocess
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import tables

from jamxl import demo, publishing, worker, workflow, writing
from jamxl.consolidation import Consolidated, Delivery
from jamxl.dates import Period
from jamxl.grid import Pages
from jamxl.project import FILENAME, Limits, Project, load
from jamxl.standard import books
from jamxl.writing import CannotWrite

PROJECT = """\
[projekt]
namn = "Jämställd service"
id = "JI-2010"
period = "2010-T1"
bocker = ["projektbok", "uppfoljningsbok"]

[skala]
min = 0
max = 5

[[enhet]]
id = "alfa"
namn = "Alfaenheten"
kommun = "Botkyrka"
forvaltning = "Dialog och Service"
uppgiftslamnare = "Enhetschef"

[[enhet]]
id = "beta"
namn = "Betaenheten"
kommun = "Salem"
bocker = ["projektbok"]
"""
ALFA, ALFA_2, BETA = (
    "0127_alfa_projektbok_2010-T1_v01.xlsx",
    "0127_alfa_uppfoljningsbok_2010-T1_v01.xlsx",
    "0128_beta_projektbok_2010-T1_v01.xlsx",
)


def project(folder: Path, more: str = "") -> Project:
    (folder / FILENAME).write_text(PROJECT + more, encoding="utf-8")
    return load(folder)


def new(of: Project, **options: Any) -> list[workflow.Made]:
    return workflow.new(of, today=tables.TODAY, **options)


def filled(path: Path) -> dict[str, list[dict[str, Any]]]:
    """What stands in a file's cells, by part key."""
    return tables.rows_of(tables.check_file(path))


def check(paths: list[Path]) -> list[Delivery]:
    return list(workflow.deliveries(paths, Limits(), tables.TODAY))


# ------------------------------------------------------------------------------------------- init


def test_init_makes_a_project_that_can_be_loaded(tmp_path: Path) -> None:
    made = workflow.init(tmp_path / "nytt" / "projekt")
    assert [path.name for path in made] == [FILENAME, "utskick", "inkorg", "granskat", "rapport"]
    assert all(path.exists() for path in made)
    assert load(made[0]).units


def test_init_refuses_to_overwrite(tmp_path: Path) -> None:
    project(tmp_path)
    with pytest.raises(CannotWrite, match="finns redan"):
        workflow.init(tmp_path)
    assert (tmp_path / FILENAME).read_text(encoding="utf-8") == PROJECT


def test_init_under_a_file(tmp_path: Path) -> None:
    (tmp_path / "fil").write_text("x", encoding="utf-8")
    for folder in (tmp_path / "fil", tmp_path / "fil" / "under"):
        with pytest.raises(CannotWrite, match="går inte att skriva"):
            workflow.init(folder)


# ------------------------------------------------------------------------------------------- new


def test_new_makes_every_book_of_every_unit(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    made = new(project(tmp_path), tell=lambda done, of: told.append((done, of)))
    assert [(book.unit, book.book, book.made, book.path.name) for book in made] == [
        ("alfa", "projektbok", True, ALFA),
        ("alfa", "uppfoljningsbok", True, ALFA_2),
        ("beta", "projektbok", True, BETA),
    ]
    assert told == [(1, 3), (2, 3), (3, 3)]
    folder = tmp_path / "utskick" / "2010-T1"
    assert sorted(path.name for path in folder.iterdir()) == [ALFA, ALFA_2, BETA]


def test_new_leaves_a_file_that_is_there(tmp_path: Path) -> None:
    of = project(tmp_path)
    paths = [book.path for book in new(of)]
    before = [path.read_bytes() for path in paths]
    paths[0].write_bytes(b"egen")
    assert [book.made for book in new(of)] == [False, False, False]
    assert paths[0].read_bytes() == b"egen"
    assert [book.made for book in new(of, replace=True)] == [True, True, True]
    assert [path.read_bytes() for path in paths] == before


def test_the_cover_is_filled_from_the_project(tmp_path: Path) -> None:
    (made, *_) = new(project(tmp_path))
    (cover,) = filled(made.path)["cover"]
    expected = {
        "municipality_name": "Botkyrka",
        "municipality_code": "0127",
        "department": "Dialog och Service",
        "unit_name": "Alfaenheten",
        "unit_id": "alfa",
        "project_name": "Jämställd service",
        "project_id": "JI-2010",
        "period": "2010-T1",
        "as_of": date(2010, 4, 30),
        "reporter": "Enhetschef",
        "status": "Utkast",
        "file_version": 1.0,
    }
    assert {key: cover[key] for key in expected} == expected


def test_the_scale_is_the_projects(tmp_path: Path) -> None:
    (occasion,) = filled(new(project(tmp_path))[1].path)["occasion"]
    assert (occasion["scale_low"], occasion["scale_high"]) == (0, 5)


PREFILL = """
[[enhet.forifyllt.cover]]
reporter = "Projektledare"

[[enhet.forifyllt.activities]]
activity_no = "A-001"
text = 2010
plan_start = "v. 37 2010"
plan_hours = 40
is_qa = true
progress = "20 %"

[[enhet.forifyllt.budget]]
post_id = "B-02"

[[forifyllt.budget]]
post_id = "B-01"
plan_hours = 12.5
"""


def test_prefill_of_tables_and_forms(tmp_path: Path) -> None:
    """Values are taken as if they had been typed in the workbook; the project's rows stand before the unit's own."""
    of = project(tmp_path, PREFILL)
    assert workflow.prefill_problems(of) == []
    alfa, _, beta = (book.path for book in new(of))
    rows = filled(beta)
    assert rows["cover"][0]["reporter"] == "Projektledare"
    assert [(row["post_id"], row["plan_hours"]) for row in rows["budget"]] == [("B-01", 12.5), ("B-02", None)]
    (row,) = rows["activities"]
    wanted = {
        "activity_no": "A-001",
        "text": "2010",
        "plan_start": date(2010, 9, 13),
        "plan_hours": 40.0,
        "is_qa": True,
        "progress": 0.2,
    }
    assert {key: row[key] for key in wanted} == wanted
    assert [row["post_id"] for row in filled(alfa)["budget"]] == ["B-01"]


WRONG = {
    "[[forifyllt.budgett]]\npost_id = 'B-01'": "forifyllt.budgett: tabellen finns inte",
    "[[forifyllt.budget]]\npost = 'B-01'": "forifyllt.budget: kolumnen post finns inte eller räknas fram.",
    "[[forifyllt.budget]]\nshare = 0.2": "forifyllt.budget: kolumnen share finns inte eller räknas fram.",
    "[[enhet.forifyllt.budget]]\nplan_hours = 'många'": "forifyllt.budget: plan_hours: ",
    "[[enhet.forifyllt.budget]]\nplan_hours = true": "forifyllt.budget: plan_hours: ",
    "[[enhet.forifyllt.activities]]\nplan_start = 'snart'": "forifyllt.activities: plan_start: ",
    "[[enhet.forifyllt.activities]]\nis_qa = 'kanske'": "forifyllt.activities: is_qa: ",
    "[[enhet.forifyllt.cover]]\nstatus = 'Snart'": "forifyllt.cover: status: ",
}


@pytest.mark.parametrize("written", WRONG)
def test_wrong_prefill_is_said(tmp_path: Path, written: str) -> None:
    (said,) = workflow.prefill_problems(project(tmp_path, "\n" + written))
    assert said.startswith(WRONG[written])


# ------------------------------------------------------------------------------------------- the round before


def returned(of: Project, book: str, rows: Mapping[str, Any], name: str, period: str = "2009-T3") -> Path:
    """A book of alfa's that came back in an earlier round."""
    folder = of.incoming / period
    folder.mkdir(parents=True, exist_ok=True)
    cover = {"cover": [{"unit_id": "alfa", "period": period, **rows.get("cover", {})}]}
    return tables.fill(folder / name, books()[book], {**rows, **cover})


BEFORE = {
    "cover": {
        "registry_no": "KS 2009/1", "status": "Granskad", "file_version": 2.0, "reviewed_by": "Områdeschef",
        "reviewed_on": date(2010, 1, 8), "retention": "Bevaras", "unit_name": "Gamla namnet",
    },
    "activities": [{"activity_no": "A-001", "text": "Utreda", "plan_hours": 40.0, "act_hours": 30.0, "status": "Klar"}],
    "budget": [{"post_id": "B-01", "plan_hours": 40.0, "act_hours": 30.0, "funding": "ESF+"}],
    "budget_totals": [{"stated_total": 40.0}],
    "changes": [{"change_id": "Ä-001", "activity_no": "A-001", "changed_on": date(2009, 12, 1), "d_hours": 4.0}],
    "roles": [{"person": "P-01", "role": "Projektledare", "sex": "K"}],
}  # fmt: skip


def test_the_next_round_takes_up_where_the_last_one_ended(tmp_path: Path) -> None:
    of = project(tmp_path)
    returned(of, "projektbok", BEFORE, "0127_alfa_projektbok_2009-T3_v01.xlsx")
    rows = filled(new(of)[0].path)
    for key in ("activities", "budget", "budget_totals", "changes", "roles"):
        (was,) = BEFORE[key]
        (row,) = rows[key]
        assert {name: row[name] for name in was} == was, key
    (cover,) = rows["cover"]
    # What the project says goes before; reviews, status and version begin anew; the rest follows.
    kept = {key: cover[key] for key in ("unit_name", "period", "as_of", "registry_no", "retention")}
    assert kept == {
        "unit_name": "Alfaenheten",
        "period": "2010-T1",
        "as_of": date(2010, 4, 30),
        "registry_no": "KS 2009/1",
        "retention": "Bevaras",
    }
    anew = [cover[key] for key in ("status", "file_version", "reviewed_by", "reviewed_on")]
    assert anew == ["Utkast", 1.0, None, None]


def test_only_the_units_own_latest_round_counts(tmp_path: Path) -> None:
    of = project(tmp_path)

    def post(post_id: str) -> dict[str, Any]:
        return {"budget": [{"post_id": post_id}]}

    returned(of, "projektbok", post("B-01"), "0127_alfa_projektbok_2009-T1_v01.xlsx", "2009-T1")
    returned(of, "projektbok", post("B-02"), "0127_alfa_projektbok_2009-T3_v01.xlsx", "2009-T3")
    returned(of, "projektbok", post("B-03"), "0127_alfa_projektbok_2010-T1_v01.xlsx", "2010-T1")
    returned(of, "projektbok", post("B-04"), "0127_alfa_projektbok_2010-T2_v01.xlsx", "2010-T2")
    (of.incoming / "gammalt").mkdir()
    paths = [book.path for book in new(of)]
    assert [row["post_id"] for row in filled(paths[0])["budget"]] == ["B-02"]
    assert filled(paths[2])["budget"] == []


def test_of_several_versions_the_highest_is_carried_over(tmp_path: Path) -> None:
    of = project(tmp_path)
    for version in (1, 3, 2):
        rows = {"cover": {"file_version": float(version)}, "budget": [{"post_id": f"B-0{version}"}]}
        returned(of, "projektbok", rows, f"0127_alfa_projektbok_2009-T3_v0{version}.xlsx")
    (of.incoming / "2009-T3" / "0127_alfa_projektbok_2009-T3_v04.xlsx").write_bytes(b"trasig")
    assert [row["post_id"] for row in filled(new(of)[0].path)["budget"]] == ["B-03"]


def test_jamxl_toml_fills_a_table_that_was_left_empty(tmp_path: Path) -> None:
    of = project(tmp_path, "\n[[forifyllt.budget]]\npost_id = 'B-07'\n")
    returned(of, "projektbok", {"roles": BEFORE["roles"]}, "0127_alfa_projektbok_2009-T3_v01.xlsx")
    rows = filled(new(of)[0].path)
    assert [row["post_id"] for row in rows["budget"]] == ["B-07"]
    assert [row["person"] for row in rows["roles"]] == ["P-01"]


def assessment() -> dict[str, Any]:
    """Joint values 1.0 to 9.0 for P1 to P9."""
    scale = {"scale_low": 1.0, "scale_high": 10.0, "held_on": date(2009, 12, 1), "facilitator": "Controller"}
    joint = [{"joint": float(n), "previous": 9.0, "reason": "Så blev det"} for n in range(1, 10)]
    marks = [{"code": "D-01", "role": "Chef", "p1": 4.0}]
    return {"occasion": [{**scale, "part_k": 3.0, "p2": False}], "personal": marks, "joint": joint}


NAME = "0127_alfa_uppfoljningsbok_2009-T3_v01.xlsx"


def test_joint_values_become_the_previous_ones(tmp_path: Path) -> None:
    of = project(tmp_path)
    returned(of, "uppfoljningsbok", assessment(), NAME)
    rows = filled(new(of)[1].path)
    assert [(row["nr"], row["previous"]) for row in rows["joint"]] == [(f"P{n}", float(n)) for n in range(1, 10)]
    assert {(row["joint"], row["reason"]) for row in rows["joint"]} == {(None, None)}
    assert rows["personal"] == []
    (occasion,) = rows["occasion"]
    shown = {key: occasion[key] for key in ("held_on", "previous_date", "facilitator", "part_k", "p2")}
    assert shown == {
        "held_on": None,
        "previous_date": date(2009, 12, 1),
        "facilitator": "Controller",
        "part_k": None,
        "p2": True,
    }


def test_values_follow_their_parameter_when_the_sheet_was_sorted(tmp_path: Path) -> None:
    of = project(tmp_path)
    path = returned(of, "uppfoljningsbok", assessment(), NAME)
    workbook = openpyxl.load_workbook(path)
    sheet = workbook["Samlad bedömning"]
    first = next(row[0].row for row in sheet.iter_rows() if row[0].value == "P1")
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=first, max_row=first + 8)]
    for r, values in enumerate(reversed(rows), first):
        for c, value in enumerate(values, 1):
            sheet.cell(r, c).value = value
    workbook.save(path)
    assert [row["joint"] for row in filled(path)["joint"]] == [float(n) for n in range(9, 0, -1)]
    rows_now = filled(new(of)[1].path)["joint"]
    assert [(row["nr"], row["previous"]) for row in rows_now] == [(f"P{n}", float(n)) for n in range(1, 10)]


def test_what_could_not_be_read_is_not_carried_over(tmp_path: Path) -> None:
    of = project(tmp_path)
    path = returned(of, "projektbok", BEFORE, "0127_alfa_projektbok_2009-T3_v01.xlsx")
    tables.type_in(path, {"Timbudget/B-01/Budget timmar": "fyrtio eller så"})
    (post,) = filled(new(of)[0].path)["budget"]
    assert (post["post_id"], post["plan_hours"], post["act_hours"]) == ("B-01", None, 30.0)


# ------------------------------------------------------------------------------------------- reading what came back


def test_workbooks_leaves_out_what_programs_leave_behind(tmp_path: Path) -> None:
    names = ["b.xlsx", "a.XLSX", "under/c.xlsm", "under/d.xls", "e.ods", "f.xlsb"]
    junk = ["~$b.xlsx", ".~lock.b.xlsx#", "._b.xlsx", "läs mig.txt", "Thumbs.db", "b.xlsx.tmp", "~$a.XLSX"]
    for name in names + junk:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    (tmp_path / "mapp.xlsx").mkdir()
    found = [path.relative_to(tmp_path).as_posix() for path in workflow.workbooks([tmp_path])]
    assert sorted(found) == sorted(names)
    assert [path.name for path in workflow.workbooks([tmp_path, tmp_path / "b.xlsx"])].count("b.xlsx") == 1
    # A file that is named is wanted, whatever it is called.
    assert workflow.workbooks([tmp_path / "läs mig.txt"]) == [tmp_path / "läs mig.txt"]


COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


@pytest.fixture
def mixed(tmp_path: Path) -> list[Path]:
    """An inbox as bad as it gets, with one good file."""
    tables.fill(tmp_path / "bra.xlsx", books()["projektbok"], tables.PROJECT)
    plain = openpyxl.Workbook()
    plain.active["A1"] = "Min egen lista"  # type: ignore[index]
    plain.save(tmp_path / "egen.xlsx")
    (tmp_path / "tom.xlsx").write_bytes(b"")
    (tmp_path / "gammal.xls").write_bytes(COMPOUND)
    (tmp_path / "hemlig.xlsx").write_bytes(COMPOUND + "EncryptedPackage".encode("utf-16-le"))
    (tmp_path / "halv.xlsx").write_bytes((tmp_path / "bra.xlsx").read_bytes()[:9000])
    (tmp_path / "text.xlsx").write_text("Enhet;Timmar", encoding="utf-8")
    return workflow.workbooks([tmp_path])


def test_each_bad_file_has_one_finding_and_the_others_go_on(mixed: list[Path]) -> None:
    found = {Path(d.path).name: d for d in check(mixed)}
    told = {name: [finding.code for finding in d.findings] for name, d in found.items() if d.status == "refused"}
    assert told == {
        "egen.xlsx": ["JX105"],
        "gammal.xls": ["JX101"],
        "halv.xlsx": ["JX101"],
        "hemlig.xlsx": ["JX102"],
        "text.xlsx": ["JX103"],
        "tom.xlsx": ["JX104"],
    }
    assert found["bra.xlsx"].status == "ok"
    assert found["bra.xlsx"].rows > 0


def test_two_files_of_one_unit_are_told_of(tmp_path: Path) -> None:
    of = project(tmp_path)
    for number in (1, 2):
        rows = {"budget": [{"post_id": f"B-0{number}"}]}
        returned(of, "projektbok", rows, f"alfa ({number}).xlsx", "2010-T1")
    data = workflow.consolidate_project(of, today=tables.TODAY)
    assert data.used == []
    assert ["JX111" in {finding.code for finding in d.findings} for d in data.refused] == [True, True]


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    (delivery,) = check([tmp_path / "borta.xlsx"])
    assert [finding.code for finding in delivery.findings] == ["JX118"]


def test_many_files_give_what_few_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In several processes the files come in the same order with the same contents."""
    demo.make(tmp_path)
    of = load(tmp_path)
    monkeypatch.setattr(worker, "SHARE", 10_000)
    few = workflow.consolidate_project(of, today=demo.TODAY)
    monkeypatch.setattr(worker, "SHARE", 2)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    told: list[tuple[int, int]] = []
    many = workflow.consolidate_project(of, today=demo.TODAY, tell=lambda done, n: told.append((done, n)))
    count = sum(len(data.used) + len(data.refused) for data in (many, *many.earlier))
    assert told == [(n, count) for n in range(1, count + 1)]
    assert many.used == few.used
    assert many.refused == few.refused


def test_paths_are_shown_from_the_projects_folder(tmp_path: Path) -> None:
    (tmp_path / "inkorg").mkdir()
    (tmp_path / "inkorg" / "a.xlsx").write_bytes(b"")
    assert workflow.relative(tmp_path / "inkorg" / "a.xlsx", tmp_path) == "inkorg/a.xlsx"
    assert workflow.relative(tmp_path / "a.xlsx", tmp_path / "inkorg") == (tmp_path / "a.xlsx").as_posix()


# ------------------------------------------------------------------------------------------- links


@pytest.mark.parametrize(
    ("report", "prefix"),
    [("rapport/r.xlsx", "../"), ("r.xlsx", ""), ("a/b/r.xlsx", "../../"), ("../utanför/r.xlsx", "../projekt/")],
)
def test_links_lead_from_the_report_to_the_project(tmp_path: Path, report: str, prefix: str) -> None:
    root = tmp_path / "projekt"
    root.mkdir()
    of = project(root)
    returned(of, "projektbok", BEFORE, "alfa.xlsx", "2010-T1")
    data = workflow.consolidate_project(of, today=tables.TODAY)
    path = root / report
    publishing.publish(data, path, root)
    assert data.prefix == prefix
    assert (path.parent / (data.prefix + data.used[0].path)).is_file()


def test_links_to_an_inbox_elsewhere_are_whole_paths(tmp_path: Path) -> None:
    inbox = tmp_path / "delad" / "inkorg"
    root = tmp_path / "projekt"
    root.mkdir()
    of = project(root, f'\n[mappar]\ninkorg = "{inbox.as_posix()}"\n')
    returned(of, "projektbok", BEFORE, "alfa.xlsx", "2010-T1")
    data = workflow.consolidate_project(of, today=tables.TODAY)
    publishing.publish(data, root / "rapport" / "r.xlsx", root)
    assert data.prefix + data.used[0].path == (inbox / "2010-T1" / "alfa.xlsx").as_posix()


def test_links_to_another_disk_are_whole_paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_way(goal: object, start: object) -> str:
        raise ValueError("path is on mount 'D:', start on mount 'C:'")

    monkeypatch.setattr(os.path, "relpath", no_way)
    assert writing.way(tmp_path / "rapport", tmp_path) == f"{tmp_path.as_posix()}/"


# ------------------------------------------------------------------------------------------- writing


@pytest.fixture(scope="module")
def pages() -> Pages:
    return tables.pages(books()["projektbok"], tables.PROJECT)


def left(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_saved_file_is_whole_and_alone(tmp_path: Path, pages: Pages) -> None:
    target = tmp_path / "bok.xlsx"
    target.write_bytes(b"den gamla")
    writing.save(pages, target)
    assert left(tmp_path) == ["bok.xlsx"]
    assert tables.check_file(target).status == "ok"
    assert target.stat().st_mode & 0o777 == 0o644


def test_a_target_that_is_a_folder(tmp_path: Path, pages: Pages) -> None:
    (tmp_path / "bok.xlsx").mkdir()
    with pytest.raises(CannotWrite, match=r"bok\.xlsx går inte att skriva\. Det finns redan en mapp med det namnet\."):
        writing.save(pages, tmp_path / "bok.xlsx")
    assert left(tmp_path) == ["bok.xlsx"]


def test_a_folder_that_is_a_file(tmp_path: Path, pages: Pages) -> None:
    (tmp_path / "fil").write_text("x", encoding="utf-8")
    with pytest.raises(CannotWrite, match=r"En del av sökvägen är en fil, inte en mapp\."):
        writing.save(pages, tmp_path / "fil" / "bok.xlsx")
    data = Consolidated("2010-T1", books(), (), None, [], [])
    with pytest.raises(CannotWrite, match="går inte att skriva"):
        publishing.publish(data, tmp_path / "fil" / "under" / "rapport.xlsx", tmp_path)
    assert left(tmp_path) == ["fil"]


def test_new_where_the_folder_cannot_be_made(tmp_path: Path) -> None:
    of = project(tmp_path)
    (tmp_path / "utskick").write_text("x", encoding="utf-8")
    with pytest.raises(CannotWrite, match="går inte att skriva"):
        new(of)


def test_a_file_that_is_open_in_excel(tmp_path: Path, pages: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows refuses to replace it; a superuser on Linux may do anything, so it is said for him."""
    target = tmp_path / "bok.xlsx"
    target.write_bytes(b"den gamla")

    def refuse(self: Path, goal: Path) -> Path:
        raise PermissionError(errno.EACCES, "Permission denied", str(goal))

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(CannotWrite, match=r"bok\.xlsx går inte att skriva\. Stäng filen om den är öppen i Excel"):
        writing.save(pages, target)
    assert target.read_bytes() == b"den gamla"
    assert left(tmp_path) == ["bok.xlsx"]


FULL = """
import resource, signal, sys
from pathlib import Path
from jamxl import publishing, workflow, writing
from jamxl.grid import Block, Grid, Pages
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]),) * 2)
grid = Grid("Blad")
grid.put(0, 0, "Rubrik")
grid.blocks.append(Block(2, 0, [[f"text {n * 7919 % 10007}" for n in range(5000)]], ("",)))
try:
    writing.save(Pages([grid]), Path(sys.argv[1]))
except writing.CannotWrite as trouble:
    print(trouble)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limits on a process's files")
@pytest.mark.parametrize("size", [100, 20_000, 100_000, 1_000_000])
def test_a_full_disk_leaves_what_was_there(tmp_path: Path, size: int) -> None:
    """Files may not grow beyond `size`, in the report's folder and in the one for temporary files."""
    target, temporary = tmp_path / "r" / "rapport.xlsx", tmp_path / "t"
    target.parent.mkdir()
    temporary.mkdir()
    target.write_bytes(b"den gamla")
    environment = {**os.environ, "TMPDIR": str(temporary), "PYTHONDONTWRITEBYTECODE": "1"}
    run = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", FULL, str(target), str(size)],
        capture_output=True, encoding="utf-8", env=environment, timeout=60, check=False,
    )  # fmt: skip
    assert run.stderr == ""
    if size < 1_000_000:
        assert run.stdout == f"{target} går inte att skriva. Filen blir för stor för disken.\n"
        assert target.read_bytes() == b"den gamla"
    else:
        assert run.stdout == ""
        assert target.read_bytes()[:2] == b"PK"
    assert left(target.parent) == ["rapport.xlsx"]
    assert left(temporary) == []


def test_the_name_of_a_file_says_what_it_is(tmp_path: Path) -> None:
    unit = project(tmp_path).units[0]
    assert workflow.file_name(unit, books()["projektbok"], Period.parse("2010-T1"), 3) == (
        "0127_alfa_projektbok_2010-T1_v03.xlsx"
    )


# ------------------------------------------------------------------------------------------------ sheets left out


def states(path: Path) -> dict[str, str]:
    """Each sheet of a file and whether it is shown."""
    return {sheet.title: sheet.sheet_state for sheet in openpyxl.load_workbook(path)}


def test_a_sheet_that_the_project_does_without_is_hidden(tmp_path: Path) -> None:
    """It is there for the formulas; nothing leads to it, and the book is read without a word about it."""
    (tmp_path / FILENAME).write_text(
        PROJECT.replace("bocker", 'utan_blad = ["Ändringslogg"]\nbocker', 1), encoding="utf-8"
    )
    made = new(load(tmp_path))[0]
    assert [sheet for sheet, state in states(made.path).items() if state == "hidden"] == ["Ändringslogg"]
    book = openpyxl.load_workbook(made.path)
    shown = [str(value) for name in ("Läs mig", "Kontroll") for row in book[name].values for value in row]
    assert [text for text in shown if "'Ändringslogg'!A1" in text or text == "Ändringslogg"] == []
    assert not [f for f in tables.check_file(made.path).findings if f.code.startswith("JX2")]


def test_a_sheet_with_rows_is_never_hidden(tmp_path: Path) -> None:
    prefilled = '\n[[forifyllt.changes]]\nchange_id = "Ä-001"\n'
    text = PROJECT.replace("bocker", 'utan_blad = ["Ändringslogg", "Försättsblad"]\nbocker', 1)
    (tmp_path / FILENAME).write_text(text + prefilled, encoding="utf-8")
    made = new(load(tmp_path))[0]
    assert "hidden" not in states(made.path).values()


def test_a_sheet_that_there_is_none_of(tmp_path: Path) -> None:
    (tmp_path / FILENAME).write_text(
        PROJECT.replace("bocker", 'utan_blad = ["Ändringslog"]\nbocker', 1), encoding="utf-8"
    )
    assert workflow.sheet_problems(load(tmp_path)) == [
        "utan_blad: bladet Ändringslog finns inte. Menade du Ändringslogg?"
    ]
