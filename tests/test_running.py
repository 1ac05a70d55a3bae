"""The unattended run: what it does, and what is left when it is stopped anywhere."""

import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from rounds_of_units import project, sent

from jamxl import answers, issuing, locking, opening, publishing, reporting, telling, workflow
from jamxl.consolidation import Delivery
from jamxl.locking import Owner
from jamxl.project import Project
from jamxl.reporting import Edition
from jamxl.running import JOURNAL, NO_ANSWER, Unattended
from jamxl.store import open_store
from jamxl.telling import TOLD, Code, Told
from jamxl.trouble import Trouble
from jamxl.worker import Ended

FIRST, THEN = datetime(2010, 5, 10, 7), datetime(2010, 5, 17, 7)
DAY = date(2010, 5, 7)
PERIOD = "2010-T1"


@pytest.fixture
def own(tmp_path: Path) -> Project:
    """A project of three units, two of which have answered."""
    made = project(tmp_path / "projekt", ["skola", "jobb", "verkstad"])
    sent(made, "skola", 100, DAY)
    sent(made, "jobb", 40, DAY)
    return made


def run(of: Project, now: datetime = FIRST, *, fresh: bool = False) -> Told:
    return Unattended(of, PERIOD, now, sleep=lambda seconds: None, fresh=fresh).run()


def journal(of: Project) -> list[dict[str, Any]]:
    text = (of.reports / JOURNAL).read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def answered(of: Project) -> dict[str, str]:
    """The state of each unit's book in its last answer."""
    return {line["fil"].split("_")[1]: line["status"] for line in journal(of) if line["steg"] == "granskad"}


def published(of: Project) -> list[Path]:
    """The files that the steering group's page leads to; all must be there, and whole."""
    page = of.root / "styrgrupp" / issuing.PAGE
    names = re.findall(r'href="([^"]+)"', page.read_text(encoding="utf-8"))
    paths = [page.parent / name for name in names]
    for path in paths:
        whole(path)
    return paths


def whole(path: Path) -> None:
    """A file of a report is not cut off."""
    data = path.read_bytes()
    if path.suffix == ".xlsx":
        assert zipfile.ZipFile(path).testzip() is None
    elif path.suffix == ".pdf":
        assert data.rstrip().endswith(b"%%EOF")
    elif path.suffix == ".html":
        assert data.rstrip().endswith(b"</html>")


def planned(of: Project) -> float:
    """The planned hours in all that the published internal workbook has, in its data."""
    (path,) = [path for path in published(of) if path.name == f"sammanstallning_{PERIOD}.xlsx"]
    rows = CalamineWorkbook.from_path(path).get_sheet_by_name("Data Timbudget").to_python()
    head = next(row for row in rows if "Budget timmar" in row)
    at = head.index("Budget timmar")
    return sum(value for row in rows[rows.index(head) + 1 :] if isinstance(value := row[at], float))


# --- what it does ------------------------------------------------------------------------------------------------


def test_a_round_is_checked_answered_reported_and_published(own: Project) -> None:
    told = run(own)
    assert told.code is Code.WELL
    assert told.lines == [
        "Körning 2010-05-10 07:00, period 2010-T1.",
        "I inkorgen: 2 nya.",
        f"2 granskade kopior i {own.reviews / PERIOD}.",
        f"Rapport 1 i {own.reports}: 2 i tid, 1 saknas.",
        "Böcker saknas från Enhet verkstad.",
        f"Publicerad i {own.root / 'styrgrupp' / '2010-05-10_2010-T1'}.",
    ]
    assert (own.reports / TOLD).read_text(encoding="utf-8") == told.text()
    assert len(list((own.reviews / PERIOD).glob("GRANSKAD_*.xlsx"))) == 2
    assert sorted(path.name for path in published(own)) == sorted(
        f"sammanstallning_{PERIOD}{edition}.{form}" for edition in ("", "_oppen") for form in ("xlsx", "html", "pdf")
    )
    page = (own.root / "styrgrupp" / issuing.PAGE).read_text(encoding="utf-8")
    assert "gjord 2010-05-10 klockan 07.00. Enheternas böcker: 2 i tid, 1 saknas.<" in page
    assert planned(own) == 140
    steps = [line["steg"] for line in journal(own)]
    assert steps == ["start", "fil", "fil", "läst", "granskad", "granskad", "rapport", "publicerad", "slut"]
    assert not (own.root / locking.NAME).exists()


def test_links_of_the_published_workbook_lead_to_the_units_files(own: Project) -> None:
    run(own)
    (path,) = [path for path in published(own) if path.name == f"sammanstallning_{PERIOD}.xlsx"]
    with zipfile.ZipFile(path) as package:
        sheets = [package.read(name).decode() for name in package.namelist() if name.startswith("xl/worksheets/sheet")]
    ways = {way for sheet in sheets for way in re.findall(r'HYPERLINK\("([^"]*)"&amp;', sheet)}
    rows = CalamineWorkbook.from_path(path).get_sheet_by_name("Data Timbudget").to_python()
    head = next(row for row in rows if "Fil" in row)
    files = {str(row[head.index("Fil")]) for row in rows[rows.index(head) + 1 :]} - {""}
    assert len(ways) == 1
    assert len(files) == 2
    for file in files:
        assert (path.parent / ways.copy().pop() / file).is_file()


def test_nothing_new_publishes_nothing_and_says_so(own: Project) -> None:
    run(own)
    before = {path: path.stat().st_mtime_ns for path in (own.root / "styrgrupp").rglob("*")}
    told = run(own, THEN)
    assert told.lines[1:] == [
        "I inkorgen: 2 oförändrade.",
        "Inget nytt har kommit sedan den senaste rapporten. Inget publicerades.",
    ]
    assert told.code is Code.WELL
    assert {path: path.stat().st_mtime_ns for path in (own.root / "styrgrupp").rglob("*")} == before


@pytest.mark.parametrize(
    "gone",
    [
        "rapport/sammanstallning_2010-T1.pdf",
        "styrgrupp/senaste.html",
        "styrgrupp/2010-05-10_2010-T1/sammanstallning_2010-T1_oppen.html",
    ],
)
def test_a_report_that_has_gone_is_made_again(own: Project, gone: str) -> None:
    run(own)
    (own.root / gone).unlink()
    assert run(own, THEN).lines[-1].startswith("Publicerad i ")
    assert len(published(own)) == 6
    assert all(path.is_file() for path in publishing.files(own, PERIOD, Edition.INTERNAL))
    assert run(own, THEN).lines[-1].startswith("Inget nytt")


def test_only_what_changed_is_answered_and_all_is_reported(own: Project) -> None:
    run(own)
    kept = own.reviews / PERIOD / "GRANSKAD_0127_skola_projektbok_2010-T1_v01.xlsx"
    stamp = kept.stat().st_mtime_ns
    sent(own, "jobb", 60, date(2010, 5, 14))
    sent(own, "verkstad", 5, date(2010, 5, 14))
    told = run(own, THEN)
    assert told.lines[1] == "I inkorgen: 1 ändrad, 1 oförändrad och 1 ny."
    assert told.lines[2].startswith("2 granskade kopior")
    assert kept.stat().st_mtime_ns == stamp
    assert planned(own) == 165
    assert [path.name for path in sorted((own.root / "styrgrupp").iterdir())] == [
        "2010-05-10_2010-T1",
        "2010-05-17_2010-T1",
        "senaste.html",
    ]


def test_a_withdrawn_file_leaves_the_report_and_a_moved_one_stays(own: Project) -> None:
    run(own)
    inbox = own.incoming / PERIOD
    (inbox / "omtag").mkdir()
    path = next(inbox.glob("*_skola_*"))
    path.rename(inbox / "omtag" / path.name)
    next(inbox.glob("*_jobb_*")).unlink()
    told = run(own, THEN)
    assert told.lines[1] == "I inkorgen: 1 flyttad och 1 borttagen."
    assert planned(own) == 100


def test_a_file_that_is_being_written_is_said_and_what_it_was_counts(
    own: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(own)
    sent(own, "verkstad", 5, DAY)
    path = next((own.incoming / PERIOD).glob("*_skola_*"))
    opened = Path.open

    def locked(self: Path, *how: Any, **more: Any) -> Any:
        if self == path:
            raise PermissionError(13, "locked")
        return opened(self, *how, **more)

    monkeypatch.setattr(Path, "open", locked)
    told = run(own, THEN)
    assert told.code is Code.LOOK
    assert "skrivs just nu eller är låst, och läses vid nästa körning." in told.text()
    assert planned(own) == 145
    monkeypatch.undo()
    assert run(own, THEN).lines[1] == "I inkorgen: 3 oförändrade."


def test_a_broken_file_is_left_out_and_the_scheduler_is_told(own: Project) -> None:
    (own.incoming / PERIOD / "trasig.xlsx").write_bytes(b"ingen arbetsbok")
    told = run(own)
    assert told.code is Code.LOOK
    assert "* inkorg/2010-T1/trasig.xlsx är inte med. Filen är ingen Excel-arbetsbok: " in told.text()
    assert planned(own) == 140
    again = run(own, THEN)
    assert again.lines[2].startswith("Inget nytt")
    assert again.marked == told.marked
    assert again.code is Code.LOOK


def test_what_is_left_out_is_told_as_long_as_it_is(own: Project) -> None:
    """Also what can be read, but stands against another file."""
    path = next((own.incoming / PERIOD).glob("*_skola_*"))
    other = path.with_name("skolans andra bok.xlsx")
    path.rename(other)
    sent(own, "skola", 7, DAY)
    told = run(own)
    assert [line for line in told.lines if " är inte med. " in line]
    again = run(own, THEN)
    assert "Inget nytt" in again.text()
    assert (again.marked, again.code) == (told.marked, Code.LOOK)


def test_a_file_that_another_takes_the_place_of_is_nothing_to_look_at(own: Project) -> None:
    path = next((own.incoming / PERIOD).glob("*_skola_*"))
    copy = path.with_name(f"{path.stem} (1).xlsx")
    shutil.copy2(path, copy)
    told = run(own)
    assert told.code is Code.WELL
    assert f"Räknas inte, eftersom en annan fil gäller i stället: inkorg/2010-T1/{copy.name}." in told.lines


def test_a_round_that_nobody_has_answered_leaves_the_last_rounds_report(own: Project) -> None:
    run(own)
    nothing = Unattended(own, "2010-T2", datetime(2010, 9, 1, 7), sleep=lambda seconds: None)
    not_sent = "Böckerna för 2010-T2 är inte skapade än. Kör jamxl new, och skicka dem till enheterna."
    assert nothing.plan().lines[1:] == nothing.run().lines[1:] == ["I inkorgen: inga filer.", NO_ANSWER, not_sent]
    (own.outgoing / "2010-T2").mkdir(parents=True)
    assert nothing.run().code is Code.WELL
    (own.incoming / "2010-T2").mkdir()
    (own.incoming / "2010-T2" / "trasig.xlsx").write_bytes(b"ingen arbetsbok")
    told = nothing.run()
    assert (told.lines[1], told.lines[3]) == ("I inkorgen: 1 ny.", NO_ANSWER)
    assert told.code is Code.LOOK
    assert planned(own) == 140
    assert not list(own.reports.glob("*2010-T2*"))


def test_what_lies_where_nothing_reads_it_is_said(own: Project) -> None:
    lost = sent(own, "verkstad", 5, DAY)
    lost.rename(own.incoming / lost.name)
    (own.incoming / "Nya svar").mkdir()
    shutil.copy2(own.incoming / lost.name, own.incoming / "Nya svar" / "kopia.xlsx")
    (own.incoming / "~$lås.xlsx").write_bytes(b"x")
    (own.incoming / PERIOD / "svar.pdf").write_bytes(b"x")
    told = run(own)
    assert told.code is Code.LOOK
    assert told.lines[2:4] == [
        f"inkorg/{lost.name} och inkorg/Nya svar/kopia.xlsx ligger inte i mappen för någon period, och läses inte. "
        "Flytta det som gäller nu till inkorg/2010-T1.",
        "Inte lästa, eftersom de inte är arbetsböcker: svar.pdf.",
    ]
    assert planned(own) == 140


@pytest.mark.parametrize("code", ["JX115", "JX118", "JX123", "JX125"])
def test_a_file_that_could_not_be_read_this_time_is_read_the_next(
    own: Project, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Held when it was its turn, though not when stock was taken; or its reader was slow, or was ended."""
    deliveries = workflow.deliveries

    def once(*arguments: Any, **more: Any) -> Iterator[Delivery]:
        for one in deliveries(*arguments, **more):
            yield workflow.stopped(Ended(code, ""), one.path, DAY) if "_skola_" in one.path else one

    monkeypatch.setattr(workflow, "deliveries", once)
    assert run(own).code is Code.LOOK
    assert planned(own) == 40
    monkeypatch.undo()
    assert run(own, THEN).code is Code.WELL
    assert planned(own) == 140
    assert run(own, THEN).lines[-1].startswith("Inget nytt")


def test_names_that_read_the_same_when_numbers_are_taken_out_are_two_files(own: Project) -> None:
    for number, unit in (("19850101-1236", "skola"), ("19850102-1235", "jobb")):
        path = next((own.incoming / PERIOD).glob(f"*_{unit}_*"))
        path.rename(path.with_name(f"bok {number}.xlsx"))
    assert run(own).lines[1] == "I inkorgen: 2 nya."
    assert planned(own) == 140
    told = run(own, THEN)
    assert told.lines[1] == "I inkorgen: 2 oförändrade."
    assert told.lines[-1].startswith("Inget nytt")


def test_a_pipe_among_the_files_is_told_of_and_not_waited_for(own: Project) -> None:
    os.mkfifo(own.incoming / PERIOD / "ror.xlsx")
    told = run(own)
    assert told.code is Code.LOOK
    assert "* inkorg/2010-T1/ror.xlsx är inte med. " in told.text()
    assert planned(own) == 140
    assert run(own, THEN).lines[2].startswith("Inget nytt")


def test_links_that_lead_in_a_circle_stop_nothing(own: Project) -> None:
    folder = own.incoming / PERIOD
    (folder / "ring.xlsx").symlink_to(folder / "ring.xlsx")
    (folder / "mapp").symlink_to(folder)
    told = run(own)
    assert told.code is Code.LOOK
    assert "* inkorg/2010-T1/ring.xlsx skrivs just nu eller är låst, och läses vid nästa körning." in told.text()
    assert planned(own) == 140
    assert [one.status for one in workflow.deliveries([folder / "ring.xlsx"], own.limits, DAY)] == ["refused"]
    assert len(list(answers.answer(workflow.workbooks([folder]), own.limits, DAY, own))) == 3


def test_a_copy_that_cannot_be_written_is_told_of_and_how_it_is_made(own: Project) -> None:
    path = next((own.incoming / PERIOD).glob("*_skola_*"))
    path = path.rename(path.with_name("a" * 250 + ".xlsx"))
    told = run(own)
    assert told.code is Code.LOOK
    (line,) = [line for line in told.lines if "Namnet är för långt." in line]
    assert line.endswith(f"Kopian görs med: jamxl review inkorg/2010-T1/{path.name}")
    assert planned(own) == 140


@pytest.mark.parametrize("name", [b"a" * 244 + b"\xe5.xlsx", b"a" * 122 + b"\n" + b"b" * 122 + b".xlsx"])
def test_a_name_that_is_no_line_of_text_is_told_of_too(own: Project, name: bytes) -> None:
    """Neither may be shown as it is, and no copy can have such a long name."""
    path = next((own.incoming / PERIOD).glob("*_skola_*"))
    path.rename(path.with_name(os.fsdecode(name)))
    told = run(own)
    assert told.code is Code.LOOK
    text = (own.reports / TOLD).read_text(encoding="utf-8")
    assert text == told.text()
    assert "Namnet är för långt." in text
    assert telling.marked(own.reports / TOLD) == told.marked


def test_a_dry_run_writes_nothing(own: Project) -> None:
    def files() -> dict[Path, int]:
        return {path: path.stat().st_mtime_ns for path in own.root.rglob("*")}

    before = files()
    told = Unattended(own, PERIOD, FIRST, sleep=lambda seconds: None).plan()
    assert told.lines[1:] == [
        "I inkorgen: 2 nya.",
        "2 filer skulle kontrolleras och få en granskad kopia.",
        "Rapporten skulle göras: intern utgåva och öppen utgåva.",
        f"Den skulle publiceras i {own.root / 'styrgrupp'}.",
    ]
    assert files() == before


def test_fresh_reads_everything_again(own: Project) -> None:
    run(own)
    told = run(own, FIRST, fresh=True)
    assert told.lines[2].startswith("2 granskade kopior")
    assert told.lines[-1].startswith("Publicerad")


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The units whose files are read."""
    units: list[str] = []
    deliveries = workflow.deliveries

    def noted(paths: Sequence[Path], *rest: Any, **more: Any) -> Iterator[Delivery]:
        units.extend(path.name.split("_")[1] for path in paths)
        return deliveries(paths, *rest, **more)

    monkeypatch.setattr(workflow, "deliveries", noted)
    return units


@pytest.mark.parametrize("then", [FIRST, THEN, THEN.replace(year=2020)])
def test_what_was_read_before_is_not_read_again(own: Project, asked: list[str], then: datetime) -> None:
    run(own)
    assert sorted(asked) == ["jobb", "skola"]
    asked.clear()
    sent(own, "verkstad", 5, DAY)
    run(own, then)
    assert asked == ["verkstad"]
    assert planned(own) == 145


def test_what_the_day_decides_is_judged_on_its_day(own: Project, asked: list[str]) -> None:
    # Reached on Friday, says a book that came in a week before: too early on Monday, but not on the next one.
    sent(own, "skola", 100, DAY, reached=date(2010, 5, 14))
    run(own)
    assert answered(own)["skola"] == "errors"
    asked.clear()
    assert run(own, datetime(2010, 5, 13, 7)).lines[-1].startswith("Inget nytt")
    assert asked == []
    told = run(own, THEN)
    assert told.lines[1:3] == [
        "I inkorgen: 1 oförändrad och 1 att bedöma på nytt.",
        f"1 granskad kopia i {own.reviews / PERIOD}.",
    ]
    assert asked == ["skola"]
    assert answered(own)["skola"] != "errors"
    assert run(own, THEN).lines[1] == "I inkorgen: 2 oförändrade."


def test_what_had_to_be_ended_is_read_again(own: Project, asked: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as slow:
        slow.setattr(workflow, "apart", lambda tasks, *limits: [Ended("JX123", "60") for _ in tasks])
        assert run(own).code is Code.LOOK
    asked.clear()
    sent(own, "verkstad", 5, DAY)
    assert run(own, THEN).code is Code.WELL
    assert sorted(asked) == ["jobb", "skola", "verkstad"]
    assert planned(own) == 145


@pytest.mark.parametrize("how", ["damaged", "of another file"])
def test_what_the_history_says_is_not_trusted_when_it_cannot_be(own: Project, how: str) -> None:
    import sqlite3

    run(own)
    with sqlite3.connect(own.root / "jamxl.db") as database:
        if how == "damaged":
            database.execute("UPDATE jamxl_deliveries SET data = substr(data, 1, 40)")
        else:
            (some,) = database.execute("SELECT data FROM jamxl_deliveries LIMIT 1").fetchone()
            database.execute("UPDATE jamxl_deliveries SET data = ?", (some,))
    sent(own, "verkstad", 5, DAY)
    assert run(own).code is Code.WELL
    assert planned(own) == 145


def test_a_clock_that_was_moved_back_does_no_harm(own: Project) -> None:
    run(own, THEN)
    sent(own, "verkstad", 5, DAY)
    told = run(own, FIRST)
    assert told.code is Code.WELL
    assert planned(own) == 145


def test_two_runs_at_once_do_the_work_once(own: Project) -> None:
    with locking.alone(own.root, FIRST):
        told = run(own)
    assert told.code is Code.BUSY
    assert "En annan körning pågår" in told.text()
    assert not own.reports.exists()


@pytest.mark.parametrize("gone", [False, True])
@pytest.mark.parametrize("step", ["answer", "report"])
def test_a_run_that_another_one_took_over_from_publishes_nothing(
    own: Project, step: str, gone: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The machine slept for an hour, and what was read before that is old."""
    lock = own.root / locking.NAME
    done = getattr(Unattended, step)

    def slept(*arguments: Any) -> Any:
        other = replace(Owner.own(THEN), machine="en-annan-dator")
        lock.unlink()
        if not gone:
            lock.write_text(json.dumps(asdict(other)), encoding="utf-8")
        return done(*arguments)

    monkeypatch.setattr(Unattended, step, slept)
    told = run(own)
    assert told.code is Code.FAILED
    assert told.lines[-1].startswith("En annan körning har tagit över")
    assert not (own.root / "styrgrupp").exists()
    assert lock.exists() is not gone
    lock.unlink(missing_ok=True)
    monkeypatch.undo()
    assert run(own, THEN).code is Code.WELL
    assert planned(own) == 140


def test_a_folder_that_nobody_may_write_in_is_a_clear_end(own: Project) -> None:
    (own.root / "styrgrupp").write_text("en fil där mappen skulle vara")
    told = run(own)
    assert told.code is Code.FAILED
    assert "styrgrupp" in told.lines[-1]
    (own.root / "styrgrupp").unlink()
    assert run(own).code is Code.WELL
    assert planned(own) == 140


@pytest.mark.parametrize("gone", ["inkorg", f"inkorg/{PERIOD}"])
def test_an_inbox_that_cannot_be_reached_is_no_empty_one(own: Project, gone: str) -> None:
    """Of a share that is not there a machine may show the empty folder that it is put in."""
    run(own)
    (own.root / gone).rename(own.root / "borta")
    told = run(own, THEN)
    assert told.code is Code.FAILED
    assert told.lines[-1] == f"Inkorgen {own.root / gone} finns inte eller går inte att nå. Inget har ändrats."
    assert planned(own) == 140
    (own.root / "borta").rename(own.root / gone)
    assert run(own, THEN).lines[-1].startswith("Inget nytt")


def test_a_folder_of_the_inbox_that_nobody_may_read_is_no_empty_one(
    own: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody has changed who may read a unit's folder."""
    closed = own.incoming / PERIOD / "skola"
    closed.mkdir()
    path = next((own.incoming / PERIOD).glob("*_skola_*"))
    path.rename(closed / path.name)
    run(own)
    look = os.scandir

    def refused(folder: Any) -> Any:
        if Path(folder) == closed:
            raise PermissionError(13, "Permission denied", str(folder))
        return look(folder)

    monkeypatch.setattr(os, "scandir", refused)
    told = run(own, THEN)
    assert told.code is Code.FAILED
    assert told.lines[-1].startswith(f"Mappen {closed} går inte att nå (Permission denied).")
    monkeypatch.undo()
    assert planned(own) == 140
    assert run(own, THEN).lines[-1].startswith("Inget nytt")


def test_what_stopped_a_run_is_told_where_the_rest_of_it_is(own: Project) -> None:
    run(own)
    own.incoming.rename(own.root / "borta")
    told = run(own, THEN)
    assert (own.reports / TOLD).read_text(encoding="utf-8") == told.text()
    assert [line["steg"] for line in journal(own)][-3:] == ["start", "fel", "slut"]
    assert journal(own)[-2]["text"] == told.lines[-1]


def test_what_the_system_refuses_in_the_middle_is_a_clear_end(own: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """A share may go at any reading; what it says then may have a name that is not to be shown."""
    path = own.incoming / PERIOD / "bok 19850101-1236.xlsx"

    def gone(*_: object, **__: object) -> None:
        raise OSError(116, "Stale file handle", str(path))

    monkeypatch.setattr(reporting, "report", gone)
    told = run(own)
    assert told.code is Code.FAILED
    assert told.lines[-1] == (
        f"{path.with_name('bok personnummer-borttaget.xlsx')} går inte att nå (Stale file handle). "
        "Den förra rapporten ligger kvar."
    )
    monkeypatch.undo()
    assert run(own).code is Code.WELL


def test_two_projects_do_not_share_a_folder(own: Project, tmp_path: Path) -> None:
    run(own)
    other = project(tmp_path / "annat", ["skola"])
    text = (other.root / "jamxl.toml").read_text(encoding="utf-8").replace('id = "PROV"', 'id = "ANNAT"')
    text = text.replace('"styrgrupp"', '"../projekt/styrgrupp"')
    (other.root / "jamxl.toml").write_text(text, encoding="utf-8")
    sent(other, "skola", 1, DAY)
    told = run(opening.project_of(other.root))
    assert told.code is Code.FAILED
    assert "har redan ett annat projekts rapport" in told.lines[-1]
    assert run(own, THEN).lines[-1].startswith("Inget nytt")


@pytest.mark.parametrize("folder", [".", "inkorg", f"inkorg/{PERIOD}", "rapport/logg", f"granskat/{PERIOD}"])
@pytest.mark.parametrize("whole", [False, True])
def test_a_report_is_not_published_where_jamxl_reads_or_clears(own: Project, folder: str, whole: bool) -> None:
    file = own.root / "jamxl.toml"
    wanted = str(own.root / folder) if whole else folder
    file.write_text(file.read_text(encoding="utf-8").replace('"styrgrupp"', f'"{wanted}"'), encoding="utf-8")
    with pytest.raises(opening.CannotUse, match=r"publicera: .* är projektets egen mapp eller ligger i en av dess"):
        opening.project_of(own.root)


def test_what_stands_in_the_steering_groups_folder_is_left_alone(own: Project, tmp_path: Path) -> None:
    """Also what has our names, and what a link that looks like a stopped run's leads to."""
    folder, elsewhere = own.root / "styrgrupp", tmp_path / "annat"
    for made in (folder / "2010-05-10_2010-T1", folder / ".jamxl-x.tmp", elsewhere):
        made.mkdir(parents=True)
        (made / "fil.txt").write_text("en fil")
    (folder / ".jamxl-y.tmp").symlink_to(elsewhere)
    (folder / "2010-05-10_2010-T1_2").write_text("en fil")
    assert run(own).code is Code.WELL
    assert {path.parent.name for path in published(own)} == {"2010-05-10_2010-T1_3"}
    assert sorted(path.name for path in folder.iterdir()) == [
        "2010-05-10_2010-T1",
        "2010-05-10_2010-T1_2",
        "2010-05-10_2010-T1_3",
        "senaste.html",
    ]
    assert (elsewhere / "fil.txt").is_file()


def test_what_stopped_runs_left_is_cleared_wherever_it_is(own: Project) -> None:
    for name in ("", "rapport/logg", f"granskat/{PERIOD}", f"granskat/{PERIOD}/omtag"):
        (own.root / name).mkdir(parents=True, exist_ok=True)
        (own.root / name / ".jamxl-x.tmp").write_bytes(b"halv")
    run(own)
    assert list(own.root.rglob(".jamxl-*.tmp")) == []


def test_a_share_that_goes_in_the_middle_is_a_clear_end(own: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """It goes between taking stock and reading."""
    run(own)
    sent(own, "verkstad", 5, DAY)
    read_rounds = workflow.read_rounds

    def gone(*arguments: Any, **more: Any) -> Any:
        own.incoming.rename(own.root / "borta")
        return read_rounds(*arguments, **more)

    monkeypatch.setattr(workflow, "read_rounds", gone)
    told = run(own, THEN)
    assert told.code is Code.FAILED
    assert told.lines[-1].endswith("försvann medan körningen pågick. Den förra rapporten ligger kvar.")
    assert planned(own) == 140
    monkeypatch.undo()
    (own.root / "borta").rename(own.incoming)
    assert run(own, THEN).code is Code.WELL
    assert planned(own) == 145


def test_a_report_that_is_open_in_excel_is_a_clear_end(own: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows does not let an open file be replaced; here that is what replacing says."""
    run(own)
    sent(own, "verkstad", 5, DAY)
    replace = Path.replace

    def held(self: Path, goal: Path) -> Path:
        if Path(goal).name == f"sammanstallning_{PERIOD}.xlsx":
            raise PermissionError(13, "used by another process")
        return replace(self, goal)

    monkeypatch.setattr(Path, "replace", held)
    told = run(own, THEN)
    assert told.code is Code.FAILED
    assert told.lines[-1].endswith("Stäng filen om den är öppen i Excel, och kör igen.")
    assert planned(own) == 140
    monkeypatch.undo()
    assert run(own, THEN).code is Code.WELL
    assert planned(own) == 145


def summary(of: Project) -> list[str]:
    """What the coordinator finds in the morning."""
    return (of.reports / TOLD).read_text(encoding="utf-8").splitlines()


def test_the_summary_says_that_a_run_failed_and_not_how_the_one_before_went(own: Project) -> None:
    run(own)
    assert summary(own)[1] == "Klart."
    own.incoming.rename(own.root / "borta")
    run(own, THEN)
    assert summary(own) == [
        "Körning 2010-05-17 07:00, period 2010-T1.",
        "Körningen gick inte att göra klart. Nästa körning försöker igen.",
        f"* Inkorgen {own.incoming} finns inte eller går inte att nå. Inget har ändrats.",
    ]
    assert journal(own)[-1]["kod"] == 2


def test_a_fault_of_ours_fails_the_run_and_is_told_with_a_file_about_it(
    own: Project, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(workflow, "read_rounds", lambda *rest, **more: 1 / 0)
    told = run(own)
    assert told.code is Code.FAILED
    (about,) = tmp_path.glob("jamxl-fel-*.txt")
    assert "ZeroDivisionError" in about.read_text(encoding="utf-8")
    assert str(about) in summary(own)[-1]
    assert journal(own)[-1]["kod"] == 2


def test_a_project_that_cannot_be_opened_is_told_of_where_the_summary_lies(own: Project) -> None:
    run(own)
    (own.root / "jamxl.toml").write_text("[projekt", encoding="utf-8")
    with pytest.raises(Trouble) as said:
        telling.opened(own.root, THEN)
    assert summary(own)[0] == "Körning 2010-05-17 07:00."
    assert summary(own)[2] == f"* {str(said.value).splitlines()[0]}"


# --- stopped anywhere --------------------------------------------------------------------------------------------

# A run in a process of its own, which kills itself at its Nth note in the journal.
KILLED = """
import os, signal, sys
from datetime import datetime
from pathlib import Path
from jamxl import opening, running
at, notes = int(sys.argv[2]), 0
own = running.journal
from contextlib import contextmanager
@contextmanager
def counted(*arguments):
    with own(*arguments) as note:
        def one(*step, **facts):
            global notes
            notes += 1
            if notes == at:
                os.kill(os.getpid(), signal.SIGKILL)
            note(*step, **facts)
        yield one
running.journal = counted
project = opening.project_of(Path(sys.argv[1]))
print(running.Unattended(project, "2010-T1", datetime(2010, 5, 17, 7), sleep=lambda s: None).run().text())
"""


def left_whole(of: Project) -> None:
    """What a stopped run leaves: reports that are whole, a page that leads to a whole report, a history that opens."""
    for path in [*of.reports.glob("sammanstallning_*"), *of.reviews.rglob("GRANSKAD_*")]:
        whole(path)
    assert planned(of) in (140, 165)
    with open_store(of.database, of.about.project_id) as store:
        for one in store.runs():
            assert len(store.files(one)) in (2, 3)
            assert store.printed(one, "intern") is not None


def comes_right(of: Project) -> None:
    """The next run does what was left to do, and nothing is left of the stopped one."""
    told = run(of, datetime(2010, 5, 18, 7))
    assert told.code is Code.WELL
    assert planned(of) == 165
    assert [path for path in of.root.rglob(".jamxl-*") if path.name != ".jamxl.json"] == []
    assert run(of, datetime(2010, 5, 19, 7)).lines[-1].startswith("Inget nytt")


@pytest.mark.parametrize("step", range(1, 10))
def test_a_run_killed_at_any_step_leaves_the_last_report_and_the_next_one_completes(own: Project, step: int) -> None:
    run(own)
    sent(own, "jobb", 60, date(2010, 5, 14))
    sent(own, "verkstad", 5, date(2010, 5, 14))
    killed = subprocess.run([sys.executable, "-c", KILLED, str(own.root), str(step)], check=False, capture_output=True)
    assert killed.returncode == -signal.SIGKILL, killed.stdout
    left_whole(own)
    comes_right(own)


@pytest.mark.parametrize("seed", range(4))
def test_a_run_killed_at_any_moment_leaves_the_last_report_and_the_next_one_completes(own: Project, seed: int) -> None:
    run(own)
    sent(own, "jobb", 60, date(2010, 5, 14))
    sent(own, "verkstad", 5, date(2010, 5, 14))
    process = subprocess.Popen([sys.executable, "-c", KILLED, str(own.root), "0"], stdout=subprocess.DEVNULL)
    try:
        process.wait(random.Random(seed).uniform(0.3, 8))
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    left_whole(own)
    comes_right(own)


# --- a full disk -------------------------------------------------------------------------------------------------


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of four megabytes."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(folder)], check=False, capture_output=True
    )
    if mounted.returncode:
        if os.environ.get("JAMXL_REQUIRE_TMPFS"):
            pytest.fail(f"a small disk is required here: {mounted.stderr!r}")
        pytest.skip("no disk can be mounted here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=False)


@pytest.mark.parametrize("left", [0, 60_000, 300_000, 700_000])
def test_a_full_disk_is_a_clear_end_and_the_next_run_completes(small_disk: Path, left: int) -> None:
    """So many bytes are left when a second run begins."""
    of = project(small_disk / "projekt", ["skola", "jobb", "verkstad"])
    sent(of, "skola", 100, DAY)
    sent(of, "jobb", 40, DAY)
    assert run(of).code is Code.WELL
    sent(of, "jobb", 60, date(2010, 5, 14))
    sent(of, "verkstad", 5, date(2010, 5, 14))
    ballast = small_disk / "fylla"
    ballast.write_bytes(bytes(max(0, shutil.disk_usage(small_disk).free - left)))
    told = run(opening.project_of(of.root), THEN)
    if told.code is Code.FAILED:
        assert re.search("Disken är full|full", told.text()), told.text()
    left_whole(of)
    ballast.unlink()
    comes_right(of)
