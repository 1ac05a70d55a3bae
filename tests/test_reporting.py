"""Reports and the history: the same input gives the same report, an earlier one comes out as it was, and a report says
what has changed since the last one."""

import json
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import tables
from test_cli import run as command

from jamxl import __version__, reporting, reprinting
from jamxl.consolidation import Consolidated
from jamxl.grid import Cell
from jamxl.keeping import figures_then, sections
from jamxl.present import Figures, Last, trends
from jamxl.present.changes import since
from jamxl.present.report import Chapter, Cover, Exhibit, MainFigure, Report, View, text
from jamxl.project import FILENAME, Project, load
from jamxl.report_texts import SINCE_REPORT
from jamxl.reporting import Edition, Form, Outcome
from jamxl.reprinting import CannotReprint
from jamxl.standard import books
from jamxl.store import open_store

PROJECT = """\
[projekt]
namn = "Jämställd service"
id = "JI-2010"
period = "2010-T1"
start = 2009-09-01
slut = 2010-12-31
senast = 2010-05-15

[[enhet]]
id = "jobbcoachingen"
namn = "Jobbcoachenheten"
kommun = "Botkyrka"

[[enhet]]
id = "arbetsmarknad"
namn = "Arbetsmarknad"
kommun = "Osby"
"""
DAY, NEXT, NOW = date(2010, 5, 10), date(2010, 5, 11), datetime(2010, 5, 10, 12, 30)
FIRST, SECOND = "0127_jobbcoachingen_projektbok_2010-T1_v01.xlsx", "1273_arbetsmarknad_projektbok_2010-T1_v01.xlsx"


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, bytes]:
    """The files of both units, the second one Osby's."""
    folder = tmp_path_factory.mktemp("sent")
    book = books()["projektbok"]
    first = tables.fill(folder / FIRST, book, tables.PROJECT, DAY)
    rows = tables.records(book, tables.PROJECT)
    rows["cover"][0] |= {"unit_id": "arbetsmarknad", "unit_name": "Arbetsmarknad", "municipality_name": "Osby"}
    second = tables.fill(folder / SECOND, book, rows, DAY)
    return {path.name: path.read_bytes() for path in (first, second)}


@pytest.fixture
def project(tmp_path: Path, sent: Mapping[str, bytes]) -> Project:
    """A project that the first unit has answered."""
    root = tmp_path / "projekt"
    inbox = root / "inkorg" / "2010-T1"
    inbox.mkdir(parents=True)
    (root / FILENAME).write_text(PROJECT, encoding="utf-8")
    (inbox / FIRST).write_bytes(sent[FIRST])
    return load(root)


def made(project: Project, *editions: Edition, day: date = DAY, forms: tuple[Form, ...] = ()) -> Outcome:
    return reporting.report(project, editions=editions or tuple(Edition), forms=forms, today=day, now=NOW)


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def changes(project: Project, edition: Edition) -> View | None:
    """What the last run says has changed."""
    with open_store(project.database, project.about.project_id) as store:
        printed = store.printed(store.runs()[-1], edition)
        return printed.report.view(SINCE_REPORT) if printed else None


def rows(view: View | None) -> dict[str, list[str]]:
    """Its rows as their readers see them, by the figure."""
    assert view is not None
    return {
        f"{row[0].value}: {row[1].value}": [text(cell).replace("\xa0", " ") for cell in row[3:]] for row in view.rows
    }


def fewer_hours(project: Project) -> None:
    """The post of 230 hours has 210."""
    tables.type_in(project.incoming / "2010-T1" / FIRST, {"Timbudget/B-02/Budget timmar": 210})


def test_a_round_that_was_is_worked_out_and_let_go(demo_data: Consolidated) -> None:
    """The tables of all rounds at once would take nearly as much memory as their rows."""
    followed = {
        section.sheet: section.table.followed
        for section in sections(demo_data)
        if isinstance(section.table, Figures) and section.table.followed
    }
    then = replace(demo_data.earlier[-1], _stacks={}, _memo={})
    before = {**vars(then), "_stacks": {}, "_memo": {}}
    assert any(figures_then(then, followed).values())
    assert vars(then) == before


# ------------------------------------------------------------------------------------------- the same again


def test_the_same_input_gives_the_same_bytes_in_all_forms(project: Project) -> None:
    made(project, forms=tuple(Form))
    first = files(project.reports)
    assert {Path(name).suffix for name in first} == {".xlsx", ".html", ".pdf", ".json", ".csv", ".parquet"}
    shutil.rmtree(project.reports)
    made(project, forms=tuple(Form))
    second = files(project.reports)
    assert second.keys() == first.keys()
    assert [name for name in first if first[name] != second[name]] == []


def test_an_earlier_report_comes_out_of_the_history_alone(project: Project, sent: Mapping[str, bytes]) -> None:
    """After it the files are changed and taken away, a unit more answers, and limits are others."""
    first = made(project, forms=tuple(Form)).run
    before = files(project.reports)
    fewer_hours(project)
    (project.incoming / "2010-T1" / SECOND).write_bytes(sent[SECOND])
    (project.root / FILENAME).write_text(PROJECT + "\n[granser]\nminst_for_antal = 9\n", encoding="utf-8")
    second = made(load(project.root), day=NEXT).run
    assert files(project.reports) != before
    shutil.rmtree(project.incoming)
    shutil.rmtree(project.reports)
    done = reprinting.reprint(load(project.root), first.id, editions=tuple(Edition), into=project.reports)
    again = files(project.reports)
    # What an open edition has shown is remembered where it was published.
    assert before.keys() - again.keys() == {"sammanstallning_2010-T1_oppen.json"}
    assert [name for name in again if again[name] != before[name]] == []
    assert done.run == first
    shutil.rmtree(project.reports)
    reprinting.reprint(load(project.root), second.id, forms=())
    there = project.reports / f"korning_{second.id}"
    manifest = json.loads((there / "arkiv_2010-T1" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["settings"]["limits"]["count_at_least"] == 9
    assert manifest["compared_with"]["run"] == first.id
    assert [Path(file["path"]).name for file in manifest["inputs"] if file["used"]] == [FIRST, SECOND]


def test_a_report_without_files_comes_out_again(project: Project) -> None:
    (project.incoming / "2010-T1" / FIRST).unlink()
    run = made(project, Edition.INTERNAL).run
    done = reprinting.reprint(project, run.id, forms=(), into=project.root / "igen")
    assert (done.data.period, done.data.used) == ("2010-T1", [])
    assert files(project.root / "igen") == files(project.reports)


def test_another_jamxl_says_that_the_report_may_look_different(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = made(project, Edition.INTERNAL).run
    assert len(list(reprinting.again(run))) == 1
    monkeypatch.setattr(reprinting, "code_checksum", lambda: "en annan")
    assert "Siffrorna är de som stod i rapporten då" in list(reprinting.again(run))[1]


def test_what_the_history_does_not_have_is_said(project: Project) -> None:
    run = made(project, Edition.INTERNAL).run
    with pytest.raises(CannotReprint, match=f"Körning {run.id} gjorde ingen öppen utgåva, bara intern utgåva"):
        reprinting.reprint(project, run.id, editions=tuple(Edition))
    with pytest.raises(CannotReprint, match="Körning 7 finns inte"):
        reprinting.reprint(project, 7)
    with open_store(project.database, "JI-2010") as store:
        strange = store.save(replace(run, settings={**run.settings, "framtid": 1}), [], [], [], [])
        report = store.printed(run, "intern")
        assert report
        kept = store.save(replace(strange, id=0), [], [], [], [report])
    with pytest.raises(CannotReprint, match="förstår inte inställningarna"):
        reprinting.reprint(project, kept.id)


# ------------------------------------------------------------------------------------------- since the last report


def test_the_first_report_has_nothing_to_be_compared_with(project: Project) -> None:
    made(project)
    assert changes(project, Edition.INTERNAL) is None
    assert changes(project, Edition.OPEN) is None


@pytest.mark.parametrize("edition", Edition)
def test_a_changed_number_is_told_before_and_now(project: Project, edition: Edition) -> None:
    """210 hours where there were 230: 1070 of 1090, of which 400 are extra: 37,4 % of 36,7 %."""
    made(project)
    fewer_hours(project)
    made(project)
    view = changes(project, edition)
    assert view
    told = rows(view)
    assert told["Timmar per enhet: Planerade timmar"] == ["1 090,0", "1 070,0", "−20,0"]
    assert told["Timmar per enhet: Ordinarie, Totalt"] == ["690,0", "670,0", "−20,0"]
    assert told["Timmar per enhet: Andel extra, Totalt"] == ["36,7 %", "37,4 %", "+0,7"]
    # A figure of the first page that is as it was.
    assert told["Aktiviteter: Klara aktiviteter"] == ["2", "2", "0"]
    assert "Timmar per enhet: Extra resurs av planerade timmar" not in told
    # Of the unit and of the post: planned and ordinary hours; and the unit's share.
    assert view.notes[0] == "5 andra tal i tabellerna har ändrats."
    assert view.intro.startswith("Jämfört med rapporten 2010-05-10 för tertial 1 2010.")


def test_a_book_that_has_come_in_is_told(project: Project, sent: Mapping[str, bytes]) -> None:
    made(project)
    (project.incoming / "2010-T1" / SECOND).write_bytes(sent[SECOND])
    made(project)
    for edition in Edition:
        view = changes(project, edition)
        assert view
        assert view.notes[0] == "Har kommit in sedan dess: Arbetsmarknad, Osby (Projektbok)."
        assert rows(view)["Timmar per enhet: Planerade timmar"] == ["1 090,0", "2 180,0", "+1 090,0"]
    (project.incoming / "2010-T1" / SECOND).unlink()
    made(project, day=NEXT)
    view = changes(project, Edition.INTERNAL)
    assert view
    assert view.notes[0] == "Är inte längre med: Arbetsmarknad, Osby (Projektbok)."


def test_the_same_button_twice_gives_the_same_report(project: Project) -> None:
    """Also after a change: the report is compared with the last one that was made of something else."""
    first = made(project).run
    fewer_hours(project)
    made(project, forms=(Form.XLSX, Form.HTML))
    before = files(project.reports)
    for _ in range(2):
        made(project, forms=(Form.XLSX, Form.HTML))
        again = files(project.reports)
        assert [name for name in before if before[name] != again.get(name)] == []
    for folder in ("arkiv_2010-T1", "arkiv_2010-T1_oppen"):
        manifest = json.loads(before[f"{folder}/manifest.json"])
        told = {"run": first.id, "period": "2010-T1", "day": "2010-05-10"}
        # Whoever guesses a hidden number could see by a checksum of the files that it is right.
        assert manifest["compared_with"] == (told if folder.endswith("oppen") else told | {"input": first.input})
        assert (first.input in before[f"{folder}/manifest.json"].decode()) is not folder.endswith("oppen")


def test_nothing_has_changed_the_next_day(project: Project) -> None:
    made(project)
    made(project, day=NEXT)
    for edition in Edition:
        view = changes(project, edition)
        assert view
        assert (list(view.rows), view.notes) == ([], ())
        assert view.empty == "Inget har ändrats sedan rapporten 2010-05-10."


def test_an_edition_is_compared_with_one_of_its_own(project: Project) -> None:
    made(project, Edition.INTERNAL)
    fewer_hours(project)
    made(project)
    assert changes(project, Edition.INTERNAL)
    assert changes(project, Edition.OPEN) is None


def test_a_report_is_not_compared_with_a_later_periods(project: Project) -> None:
    shutil.copytree(project.incoming / "2010-T1", project.incoming / "2010-T2")
    run = partial_report(project, "2010-T1")
    partial_report(project, "2010-T2")
    view = changes(project, Edition.INTERNAL)
    assert view
    assert view.intro.startswith("Jämfört med rapporten 2010-05-10 för tertial 1 2010.")
    fewer_hours(project)
    partial_report(project, "2010-T1")
    view = changes(project, Edition.INTERNAL)
    assert view
    assert rows(view)["Timmar per enhet: Planerade timmar"] == ["1 090,0", "1 070,0", "−20,0"]
    assert run.run.period == "2010-T1"


def partial_report(project: Project, period: str) -> Outcome:
    """A period's internal edition in no form."""
    return reporting.report(project, period=period, forms=(), today=DAY, now=NOW)


def test_the_open_edition_tells_only_what_its_audit_knows(project: Project, tmp_path: Path) -> None:
    """Where the record of the last one is not the one that the audit goes by, nothing is told of it."""
    made(project, Edition.OPEN)
    fewer_hours(project)
    # The record is the project's, wherever the report goes.
    reporting.report(project, editions=(Edition.OPEN,), forms=(), into=tmp_path, today=DAY, now=NOW)
    assert changes(project, Edition.OPEN)
    record = project.reports / "sammanstallning_2010-T1_oppen.json"
    kept = record.read_bytes()
    record.write_bytes(kept + b"\n")
    made(project, Edition.OPEN, day=NEXT)
    assert changes(project, Edition.OPEN) is None
    record.unlink()
    made(project, Edition.OPEN, day=date(2010, 5, 12))
    assert changes(project, Edition.OPEN) is None
    made(project, Edition.OPEN, day=date(2010, 5, 13))
    assert changes(project, Edition.OPEN)


THEN, LATER, HOURS = "2010-T1", "2010-T2", "Timmar per enhet"


@pytest.fixture
def two_periods(project: Project) -> Project:
    """A project whose unit has answered in two periods: no hours of a post are used, then 238."""
    used = "Timbudget/B-02/Utfall timmar"
    tables.type_in(project.incoming / THEN / FIRST, {used: 0})
    book = books()["projektbok"]
    rows = tables.records(book, tables.PROJECT)
    rows["cover"][0] |= {"period": LATER}
    later = project.incoming / LATER / FIRST.replace(THEN, LATER)
    later.parent.mkdir()
    tables.type_in(tables.fill(later, book, rows, DAY), {used: 238})
    return project


def period_report(project: Project, period: str, *editions: Edition) -> Outcome:
    """A period's report in no form."""
    return reporting.report(project, period=period, editions=editions, forms=(), today=DAY, now=NOW)


def trend(outcome: Outcome, edition: Edition) -> dict[str, float | None]:
    """The hours used in all, by period; empty without a trend."""
    made = outcome.reports[edition]
    view = made.view(HOURS)
    assert view
    return dict(zip(made.periods, view.trend[-1], strict=True)) if view.trend else {}


@pytest.mark.parametrize("edition", Edition)
def test_a_zero_is_a_number_of_the_trend(two_periods: Project, edition: Edition) -> None:
    """It has a sign of its own in the open edition; so it does when it is the last one, and printed again."""
    first = period_report(two_periods, THEN, edition)
    view = first.reports[edition].view(HOURS)
    assert view
    assert view.rows[-1][view.column("Använda timmar")].value == ("–" if edition is Edition.OPEN else 0)
    last = period_report(two_periods, LATER, edition)
    assert trend(last, edition) == {THEN: 0.0, LATER: 238.0}
    again = reprinting.reprint(two_periods, last.run.id, editions=(edition,), forms=())
    assert trend(again, edition) == {THEN: 0.0, LATER: 238.0}
    tables.type_in(two_periods.incoming / LATER / FIRST.replace(THEN, LATER), {"Timbudget/B-02/Utfall timmar": 0})
    last = period_report(two_periods, LATER, edition)
    assert trend(last, edition) == {THEN: 0.0, LATER: 0.0}
    view = last.reports[edition].view(HOURS)
    assert view
    # The number format is that of the column, though a sign stands in the cell.
    assert trends.in_words(view, -1) == "0,0 → 0,0"


@pytest.mark.parametrize(
    ("editions", "told"),
    [
        ((Edition.INTERNAL,), {}),
        # An internal report after the open one takes nothing away.
        ((Edition.OPEN, Edition.INTERNAL), {THEN: 0.0, LATER: 238.0}),
    ],
)
def test_the_open_trend_has_the_periods_with_an_open_edition(
    two_periods: Project, editions: tuple[Edition, ...], told: dict[str, float]
) -> None:
    for edition in editions:
        period_report(two_periods, THEN, edition)
    assert trend(period_report(two_periods, LATER, Edition.OPEN), Edition.OPEN) == told


@pytest.mark.parametrize("harm", ["gone", "damaged", "another period's"])
def test_the_open_trend_has_no_period_whose_record_is_lost(two_periods: Project, harm: str) -> None:
    """The files of the first period are no longer there, so nothing else asks for its record."""
    period_report(two_periods, THEN, Edition.OPEN)
    record = two_periods.reports / f"sammanstallning_{THEN}_oppen.json"
    whole = record.read_text(encoding="utf-8")
    shutil.rmtree(two_periods.incoming / THEN)
    first = period_report(two_periods, LATER, Edition.OPEN)
    assert trend(first, Edition.OPEN) == {THEN: 0.0, LATER: 238.0}
    record.unlink()
    if harm != "gone":
        broken = whole[:-9] if harm == "damaged" else whole.replace(THEN, "2009-T3", 1)
        record.write_text(broken, encoding="utf-8")
    assert trend(period_report(two_periods, LATER, Edition.OPEN), Edition.OPEN) == {}
    # What was published with the trend is printed again as it was, and is no record.
    again = reprinting.reprint(two_periods, first.run.id, editions=(Edition.OPEN,), forms=())
    assert trend(again, Edition.OPEN) == {THEN: 0.0, LATER: 238.0}
    assert trend(period_report(two_periods, LATER, Edition.OPEN), Edition.OPEN) == {}


def view_of(name: str, columns: Mapping[str, list[Cell]], **more: Any) -> View:
    """A table of figures whose first column names the rows; the last row is the total."""
    lines = [list(line) for line in zip(*columns.values(), strict=True)]
    keys = [str(line[0].value).lower() for line in lines]
    ids = [header.lower() for header in columns]
    return View(name, f"{name}.", "", tuple(columns), lines, 1, True, keys=keys, ids=ids, **more)


def report_of(view: View, period: str = "2010-T1") -> Report:
    """A report with one table."""
    deliveries = View("Leveransläge", "", "", ("Kommun", "Enhet", "Bok", "Läge"), ())
    chapters = (Chapter("Timmar", (Exhibit(view),)),)
    return Report(Cover("", period, period), Edition.OPEN, (), (), (), (), (), deliveries, chapters, ())


NAMES = [Cell("A"), Cell("B"), Cell("Totalt")]


def count(*values: Any) -> list[Cell]:
    return [Cell(value, format="" if isinstance(value, str) else "#,##0") for value in values]


def told_of(before: View, now: View, *figures: MainFigure) -> View:
    """What is told of two reports of a period."""
    report = report_of(now)
    last = Last(report_of(before), DAY)
    return since(last, figures, (), report.chapters, report.deliveries, "Botkyrka", "2010-T1").exhibits[0].view


def test_what_one_of_the_editions_hid_is_not_told() -> None:
    before = view_of(
        "Antal", {"Enhet": NAMES, "Män": count("..", 7, 9), "Kvinnor": count(5, 6, ".."), "Alla": count(1, 2, 3)}
    )
    now = view_of(
        "Antal", {"Enhet": NAMES, "Män": count(8, 7, ".."), "Kvinnor": count(5, 7, 12), "Alla": count(1, "..", 8)}
    )
    view = told_of(before, now)
    assert rows(view) == {"Antal: Alla, Totalt": ["3", "8", "+5"]}
    assert view.notes[0] == "1 annat tal i tabellerna har ändrats."


def test_the_sign_for_zero_is_a_number() -> None:
    view = told_of(
        view_of("Antal", {"Enhet": NAMES, "Män": count("–", 7, "–"), "Alla": count(3, 3, 8)}),
        view_of("Antal", {"Enhet": NAMES, "Män": count(8, "–", 8), "Alla": count(3, 3, "–")}),
    )
    assert rows(view) == {"Antal: Män, Totalt": ["–", "8", "+8"], "Antal: Alla, Totalt": ["8", "–", "−8"]}
    assert [row[2].value for row in view.rows] == ["antal", "antal"]
    assert view.notes[0] == "2 andra tal i tabellerna har ändrats."


@pytest.mark.parametrize(
    ("format", "before", "now", "said"),
    [
        # Each as it is shown: 18,3 and 20,0 per cent.
        ("0.0%", 0.18349, 0.2, ["18,3 %", "20,0 %", "+1,7"]),
        ("0%", 0.25, 1 / 3, ["25 %", "33 %", "+8"]),
        ("+0.0;-0.0;0.0", -3.5, 1.25, ["−3,5", "+1,3", "+4,8"]),
        ("#,##0.0", 1090.0, 90.04, ["1 090,0", "90,0", "−1 000,0"]),
        ("", "jämn", "ojämn", ["jämn", "ojämn", "."]),
    ],
)
def test_a_difference_is_of_what_is_shown(format: str, before: Any, now: Any, said: list[str]) -> None:
    names = NAMES[2:]
    one, other = (view_of("T", {"Enhet": names, "X": [Cell(value, format=format)]}) for value in (before, now))
    assert rows(told_of(one, other)) == {"T: X, Totalt": said}


def test_rows_that_are_others_are_told_by_their_list() -> None:
    before, now = (View("Risker", "", "", ("Enhet", "Risk"), [[Cell("A"), Cell(risk)]], 1) for risk in ("Eld", "Flytt"))
    view = told_of(before, now)
    assert (list(view.rows), view.notes) == (
        [],
        ("Inga andra tal i tabellerna har ändrats.", "Raderna har ändrats i Risker."),
    )


# ------------------------------------------------------------------------------------------- whole or not at all

ALONE = """
import sys
from datetime import date, datetime
from pathlib import Path
from jamxl.project import load
from jamxl.reporting import Edition, Form, report
print("begun", flush=True)
day, forms = date.fromisoformat(sys.argv[2]), (Form.XLSX, Form.HTML)
report(load(Path(sys.argv[1])), editions=tuple(Edition), forms=forms, today=day, now=datetime(2010, 5, 10))
"""


def begun(project: Project, day: date) -> subprocess.Popen[str]:
    """A report in a process of its own that has begun."""
    command = [sys.executable, "-c", ALONE, str(project.root), day.isoformat()]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "begun\n"
    return process


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="the system has no such signal")
def test_a_report_that_is_killed_leaves_whole_files_and_the_last_run(project: Project) -> None:
    """Killed at ten moments from its beginning to its end: each file is that of the report before or the new one."""
    forms = (Form.XLSX, Form.HTML)
    made(project, forms=forms)
    old = files(project.reports)
    spare = project.root.with_name("reserv")
    shutil.copytree(project.root, spare)
    fewer_hours(project)
    start = time.monotonic()
    whole = begun(project, DAY)
    assert whole.wait(timeout=120) == 0
    took = time.monotonic() - start
    new = files(project.reports)
    changed = (project.incoming / "2010-T1" / FIRST).relative_to(project.root)
    shutil.copy2(project.root / changed, spare / changed)
    project, drawn = load(spare), random.Random(6)
    for part in range(10):
        process = begun(project, DAY)
        time.sleep(took * (part + drawn.random()) / 10)
        process.kill()
        process.wait()
        there = {name: data for name, data in files(project.reports).items() if not name.endswith(".tmp")}
        assert old.keys() <= there.keys() <= old.keys() | new.keys()
        wrong = [name for name, data in there.items() if data not in (old.get(name), new.get(name))]
        assert wrong == []
        with open_store(project.database, "JI-2010") as store:
            assert all(store.printed(run, Edition.INTERNAL) for run in store.runs())
            assert len(store.deliveries_of(store.runs()[0])) == 1
    done = made(project, forms=forms)
    assert done.run.id >= 2
    assert not [name for name in files(project.reports) if name.endswith(".tmp")]


def test_of_two_reports_at_once_the_second_waits(project: Project) -> None:
    ended: list[str] = []
    with open_store(project.database, "JI-2010") as store, store.turn():
        second = threading.Thread(target=lambda: ended.append(f"körning {made(project, Edition.INTERNAL).run.id}"))
        second.start()
        second.join(timeout=3)
        assert ended == []
        assert not project.reports.exists()
    second.join(timeout=60)
    assert ended == ["körning 1"]


# ------------------------------------------------------------------------------------------- the commands


def test_the_history_is_listed_and_printed_again(project: Project) -> None:
    assert "Inga rapporter har gjorts än." in command("history", project.root).stdout
    made(project)
    made(project, Edition.INTERNAL, day=NEXT)
    lines = command("history", project.root).stdout.splitlines()
    assert [line.split() for line in lines] == [
        ["Körning", "Period", "Gjord", "Filer", "Enheter", "Utgåvor", "jamxl"],
        ["1", "2010-T1", "2010-05-10", "12:30", "1", "1", "intern", "och", "oppen", __version__],
        ["2", "2010-T1", "2010-05-10", "12:30", "1", "1", "intern", __version__],
    ]
    result = command("report", project.root, "--run", "1", "--edition", "oppen", "--form", "html")
    assert result.exit_code == 0
    html = project.reports / "korning_1" / "sammanstallning_2010-T1_oppen.html"
    assert result.stdout.splitlines() == [
        "Körning 1 igen: 2010-T1, gjord 2010-05-10 12:30.",
        html.as_posix(),
        (html.parent / "arkiv_2010-T1_oppen").as_posix(),
    ]
    assert html.is_file()
    assert "Körning 5 finns inte" in command("report", project.root, "--run", "5").stderr
    assert "antingen --period eller --run" in command("report", project.root, "--run", "1", "--period", "2010").stderr


def test_a_report_that_was_thinned_out_says_so_and_is_made_again(project: Project) -> None:
    toml = project.root / FILENAME
    toml.write_text(toml.read_text(encoding="utf-8") + "[historik]\ngallra_efter = 1\n", encoding="utf-8")
    thinned = load(project.root)
    for days in range(3):
        when = NOW + timedelta(days)
        reporting.report(thinned, forms=(), today=when.date(), now=when)
    figure = "timmar-per-enhet.jobbcoachingen.planerade-timmar"
    told = [command("trace", figure, project.root, "--run", run) for run in ("1", "2", "3")]
    assert [one.exit_code for one in told] == [2, 0, 0]
    assert "talen i körning 1 är gallrade" in told[0].stderr
    before = reprinting.reprint(thinned, 3, forms=()).reports[Edition.INTERNAL]
    again = reprinting.reprint(thinned, 1, forms=()).reports[Edition.INTERNAL]
    assert again.view("Timmar per enhet") == before.view("Timmar per enhet")


def test_a_figure_of_an_earlier_report_is_traced(project: Project) -> None:
    """The seven posts of the plan, though the file is not there any more."""
    made(project, Edition.INTERNAL)
    shutil.rmtree(project.incoming)
    figure = "timmar-per-enhet.jobbcoachingen.planerade-timmar"
    assert command("trace", figure, project.root, "--run", "1").stdout.replace("\xa0", " ").splitlines() == [
        "Planerade timmar för Botkyrka, Jobbcoachenheten: 1 090,0",
        f"Körning 1, 2010-T1. Tabellen Timmar per enhet. ID: {figure}",
        "",
        f"inkorg/2010-T1/{FIRST}",
        "  Timbudget E10:E16",
    ]
    told = json.loads(command("trace", figure, project.root, "--run", "1", "--format", "json").stdout)
    assert (told["run"], told["value"]) == (1, 1090.0)
    assert [(cell["sheet"], cell["cells"]) for cell in told["cells"]] == [("Timbudget", "E10:E16")]
    wrong = command("trace", figure.replace("ingen", "inge"), project.root, "--run", "1")
    assert wrong.exit_code == 2
    assert f"Menade du {figure}" in wrong.stderr
