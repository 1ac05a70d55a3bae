"""Reminders in the unattended run: each once, whatever happens in between, and known to the history."""

import json
import signal
import subprocess
import sys
from collections.abc import Sequence
from datetime import date, datetime
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from mail_server import HOST, PASSWORD, USER, certificate, serving
from rounds_of_units import project, sent
from typer.testing import CliRunner

from jamxl import mailing
from jamxl.cli import app
from jamxl.project import Project
from jamxl.reminding import Step
from jamxl.running import JOURNAL, Unattended
from jamxl.store import Reminder, StoreError, open_store
from jamxl.telling import TOLD, Code, Told

PERIOD, DUE = "2010-T1", date(2010, 5, 15)
ROUND = """
[[omgang]]
period = "2010-T1"
senast = 2010-05-15
"""
SERVER = """
[epostserver]
server = "127.0.0.1"
port = {port}
skydd = "tls"
anvandare = "jamstalldhet"
avsandare = "noreply@kommunen.example"
"""


def made(root: Path, more: str = "", units: Sequence[str] = ("skola", "jobb", "verkstad")) -> Project:
    """A project of three units, one of which has answered."""
    of = project(root, units, editions="intern", more=ROUND + more)
    sent(of, "skola", 100, date(2010, 5, 1))
    return of


def at(of: Project, day: str) -> Unattended:
    return Unattended(of, PERIOD, datetime.fromisoformat(f"{day}T07:00"), sleep=lambda seconds: None)


def run(of: Project, day: str) -> Told:
    return at(of, day).run()


def about_reminders(told: Told) -> list[str]:
    return [line for line in told.lines if "åminnelse" in line or "påminn" in line]


def reminded(of: Project) -> list[tuple[str, int, str]]:
    with open_store(of.database, of.about.project_id) as store:
        return [(one.unit, one.days, one.how) for one in store.reminders(PERIOD)]


def drafts(of: Project) -> dict[str, int]:
    return {path.name: path.stat().st_mtime_ns for path in mailing.drafts(of, PERIOD).glob("*")}


# --- drafts --------------------------------------------------------------------------------------------------------


def test_each_is_reminded_once_of_each_day_and_not_after_answering(tmp_path: Path) -> None:
    of = made(tmp_path)
    folder = mailing.drafts(of, PERIOD)
    assert about_reminders(run(of, "2010-05-07")) == []
    told = run(of, "2010-05-10")  # nothing new, and the 8th was missed
    assert told.lines[-2:] == [
        "Inget nytt har kommit sedan den senaste rapporten. Inget publicerades.",
        f"Påminnelser att skicka ligger i {folder}: till Enhet jobb och Enhet verkstad.",
    ]
    assert told.code is Code.LOOK
    before = drafts(of)
    assert sorted(before) == ["paminnelse_jobb.eml", "paminnelse_verkstad.eml"]
    again = run(of, "2010-05-12")
    assert (about_reminders(again), again.code, drafts(of)) == ([], Code.WELL, before)

    sent(of, "jobb", 40, date(2010, 5, 13))
    told = run(of, "2010-05-14")  # one has answered: after the report
    assert told.lines[-2].startswith("Publicerad i ")
    assert told.lines[-1] == f"Påminnelser att skicka ligger i {folder}: till Enhet verkstad."
    assert sorted(drafts(of)) == ["paminnelse_verkstad.eml"]
    assert about_reminders(run(of, "2010-05-30")) == [told.lines[-1]]  # of the 16th and the 22nd only the last
    sent(of, "verkstad", 5, date(2010, 6, 9))
    assert about_reminders(run(of, "2010-06-10")) == []
    assert drafts(of) == {}
    assert reminded(of) == [
        ("jobb", -7, "draft"),
        ("verkstad", -7, "draft"),
        ("verkstad", -1, "draft"),
        ("verkstad", 7, "draft"),
    ]


def test_a_draft_that_is_not_sent_asks_for_what_is_still_lacking(tmp_path: Path) -> None:
    of = made(tmp_path)
    run(of, "2010-05-10")
    folder = mailing.drafts(of, PERIOD)
    (folder / "paminnelse_verkstad.eml").unlink()  # as when it has been sent
    broken = of.incoming / PERIOD / "0127_jobb_projektbok_2010-T1_v01.xlsx"
    broken.write_bytes(b"avbruten kopiering")
    told = run(of, "2010-05-12")
    assert about_reminders(told) == []
    assert sorted(drafts(of)) == ["paminnelse_jobb.eml"]
    letter = message_from_bytes((folder / "paminnelse_jobb.eml").read_bytes(), policy=default)
    text = letter.get_content()
    assert "\n- Projektbok. Den kom in men gick inte att ta med: " in text
    assert "Om 3 dagar" in text
    assert letter["X-Unsent"] == "1"


def test_a_withdrawn_answer_counts_as_none(tmp_path: Path) -> None:
    of = made(tmp_path)
    run(of, "2010-05-10")
    next((of.incoming / PERIOD).glob("*_skola_*")).unlink()
    assert about_reminders(run(of, "2010-05-11"))[0].endswith(": till Enhet skola.")
    assert reminded(of)[-1] == ("skola", -7, "draft")


def test_a_new_due_day_has_its_own_reminders(tmp_path: Path) -> None:
    of = made(tmp_path)
    run(of, "2010-05-10")
    later = made(tmp_path, more="")
    round_ = later.rounds[0].model_copy(update={"due": date(2010, 6, 15)})
    later = later.model_copy(update={"rounds": (round_,)})
    assert about_reminders(run(later, "2010-05-20")) == []
    assert len(about_reminders(run(later, "2010-06-08"))) == 1
    assert [days for _, days, _ in reminded(later)] == [-7] * 4


def test_who_is_just_writing_in_a_file_waits_for_the_next_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    of = made(tmp_path)
    path = sent(of, "jobb", 40, date(2010, 5, 10))
    opened = Path.open

    def locked(self: Path, *how: Any, **more: Any) -> Any:
        if self == path:
            raise PermissionError(13, "locked")
        return opened(self, *how, **more)

    monkeypatch.setattr(Path, "open", locked)
    run(of, "2010-05-10")
    assert [unit for unit, *_ in reminded(of)] == ["verkstad"]
    monkeypatch.undo()
    path.unlink()
    run(of, "2010-05-11")
    assert [unit for unit, *_ in reminded(of)] == ["verkstad", "jobb"]


def test_a_damaged_history_reminds_nobody_who_has_answered(tmp_path: Path) -> None:
    import sqlite3

    of = made(tmp_path)
    run(of, "2010-05-07")
    with sqlite3.connect(of.root / "jamxl.db") as database:
        database.execute("UPDATE jamxl_deliveries SET data = substr(data, 1, 40)")
    run(of, "2010-05-10")
    assert [unit for unit, *_ in reminded(of)] == ["jobb", "verkstad"]


def test_nothing_is_sent_that_could_not_be_kept(tmp_path: Path) -> None:
    """Who may read the history but not write in it would send the first letter again and again."""
    import sqlite3

    of = made(tmp_path)
    run(of, "2010-05-07")
    history = sqlite3.connect(of.root / "jamxl.db", isolation_level=None)
    history.execute("BEGIN IMMEDIATE")
    with open_store(of.database, of.about.project_id, wait=0.1) as store:
        unattended = at(of, "2010-05-14")
        with pytest.raises(StoreError):
            list(unattended.reminders(store, unattended.come, []).send())
    history.execute("ROLLBACK")
    history.close()
    assert drafts(of) == {}
    run(of, "2010-05-14")
    assert [unit for unit, *_ in reminded(of)] == ["jobb", "verkstad"]


def test_a_dry_run_says_who_and_writes_nothing(tmp_path: Path) -> None:
    of = made(tmp_path)
    unit = of.units[2].model_copy(update={"email": ""})
    of = of.model_copy(update={"units": (*of.units[:2], unit)})
    said = [
        "Påminnelser skulle läggas som utkast till Enhet jobb.",
        "Enhet verkstad skulle inte påminnas. E-postadress saknas i jamxl.toml.",
    ]
    assert at(of, "2010-05-10").plan().lines[-2:] == said  # before there is any history
    run(of, "2010-05-07")
    files = {path: path.stat().st_mtime_ns for path in of.root.rglob("*")}
    assert at(of, "2010-05-10").plan().lines[-2:] == said
    assert at(of, "2010-05-07").plan().lines[-1].startswith("Inget nytt")
    sent(of, "jobb", 40, date(2010, 5, 8))
    assert at(of, "2010-05-10").plan().lines[-1] == said[1]
    assert {path for path in of.root.rglob("*")} - set(files) == {next((of.incoming / PERIOD).glob("*_jobb_*"))}


# --- by a server ---------------------------------------------------------------------------------------------------


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """A certificate that this machine trusts."""
    made = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(made[0]))
    monkeypatch.setenv(mailing.PASSWORD, PASSWORD)
    return made


server = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")


@server
def test_what_cannot_be_sent_is_said_and_sent_at_the_next_run(tmp_path: Path, files: tuple[Path, Path]) -> None:
    with serving("tls", files) as own:
        of = made(tmp_path / "projekt", SERVER.format(port=own.port))
        own.refused = {"jobb@kommunen.example"}
        told = run(of, "2010-05-10")
        assert about_reminders(told) == [
            "Påminnelser är skickade till Enhet verkstad.",
            f"Ingen påminnelse gick till Enhet jobb. {HOST} tog inte emot mottagarens adress (svar 550). Kontrollera "
            "epost i jamxl.toml. Nästa körning försöker igen.",
        ]
        assert told.code is Code.LOOK
        own.refused = set()
        told = run(of, "2010-05-11")
    assert about_reminders(told) == ["Påminnelser är skickade till Enhet jobb."]
    assert told.code is Code.WELL
    assert own.recipients == ["verkstad@kommunen.example", "jobb@kommunen.example"]
    assert reminded(of) == [("verkstad", -7, "sent"), ("jobb", -7, "sent")]
    assert drafts(of) == {}


@server
def test_the_coordinator_is_told_once_of_what_is_to_be_looked_at(tmp_path: Path, files: tuple[Path, Path]) -> None:
    with serving("tls", files) as own:
        of = made(tmp_path / "projekt", SERVER.format(port=own.port))
        about = of.about.model_copy(update={"coordinator": "Jämställdhetsstrateg", "email": "strateg@kommunen.example"})
        of = of.model_copy(update={"about": about})
        assert run(of, "2010-04-28").code is Code.WELL
        broken = of.incoming / PERIOD / "trasig.xlsx"
        broken.write_bytes(b"ingen arbetsbok")
        own.answers = {1: "452 senare"}
        told = run(of, "2010-04-29")
        assert told.lines[-1].startswith(f"Inget besked gick till samordnaren. {HOST} tog inte emot brevet (svar 452).")
        assert own.recipients == []
        run(of, "2010-04-30")  # tried again
        assert own.recipients == ["strateg@kommunen.example"]
        told = run(of, "2010-05-01")
        of.incoming.rename(of.root / "borta")
        run(of, "2010-05-02")
        assert run(of, "2010-05-03").code is Code.FAILED
    first, second = own.got
    assert first["Subject"] == "Prov: Klart, men se över det som är märkt med *."
    assert "* inkorg/2010-T1/trasig.xlsx är inte med. Filen är ingen Excel-arbetsbok" in first.get_content()
    assert second["Subject"] == "Prov: Körningen gick inte att göra klart. Nästa körning försöker igen."
    assert f"* Inkorgen {of.incoming} finns inte" in second.get_content()
    assert second["Auto-Submitted"] == "auto-generated"


@server
def test_the_password_is_nowhere_and_no_address_in_the_log(tmp_path: Path, files: tuple[Path, Path]) -> None:
    with serving("tls", files) as own:
        of = made(tmp_path / "projekt", SERVER.format(port=own.port))
        own.refused = {"jobb@kommunen.example"}
        run(of, "2010-05-10")
    lines = [json.loads(line) for line in (of.reports / JOURNAL).read_text(encoding="utf-8").splitlines()]
    steps = [(line["enhet"], line["dag"], line["hur"]) for line in lines if line["steg"] == "påminnelse"]
    assert steps[1] == ("verkstad", "2010-05-08", "sent")
    assert (steps[0][0], steps[0][2][:30]) == ("jobb", f"{HOST} tog inte emot mottag")
    kept = [path for path in of.root.rglob("*") if path.is_file()]
    assert {of.root / "jamxl.db", of.reports / JOURNAL, of.reports / TOLD} <= set(kept)
    assert [path for path in kept if PASSWORD.encode() in path.read_bytes()] == []
    assert [path for path in kept if path.parent == (of.reports / JOURNAL).parent and b"@" in path.read_bytes()] == []


# A run in a process of its own, which kills itself when its second letter is sent and not yet kept.
KILLED = """
import os, signal, sys
from datetime import datetime
from pathlib import Path
from jamxl import opening, running
from jamxl.store import Store
keep, kept = Store.keep_reminders, []
def killed(self, reminders):
    if kept:
        os.kill(os.getpid(), signal.SIGKILL)
    kept.extend(reminders)
    keep(self, reminders)
Store.keep_reminders = killed
project = opening.project_of(Path(sys.argv[1]))
running.Unattended(project, "2010-T1", datetime(2010, 5, 10, 7), sleep=lambda s: None).run()
"""


@server
def test_a_run_killed_between_sending_and_keeping_sends_one_letter_again(
    tmp_path: Path, files: tuple[Path, Path]
) -> None:
    with serving("tls", files) as own:
        of = made(tmp_path / "projekt", SERVER.format(port=own.port), ["skola", "jobb", "verkstad", "park"])
        done = subprocess.run([sys.executable, "-c", KILLED, str(of.root)], check=False, capture_output=True)
        assert done.returncode == -signal.SIGKILL, done.stderr
        told = run(of, "2010-05-10")
    assert about_reminders(told) == ["Påminnelser är skickade till Enhet verkstad och Enhet park."]
    assert own.recipients == [f"{unit}@kommunen.example" for unit in ("jobb", "verkstad", "verkstad", "park")]
    assert own.got[1]["Message-ID"] == own.got[2]["Message-ID"]
    assert [unit for unit, *_ in reminded(of)] == ["jobb", "verkstad", "park"]


def test_a_server_that_is_away_leaves_the_report_published(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(mailing.PASSWORD, PASSWORD)
    of = made(tmp_path, SERVER.format(port=9))
    told = run(of, "2010-05-10")
    assert told.code is Code.LOOK
    assert told.lines[-2].startswith("Publicerad i ")
    assert told.lines[-1].startswith(
        f"Ingen påminnelse gick till Enhet jobb och Enhet verkstad. {HOST} går inte att nå"
    )
    assert reminded(of) == []
    assert USER not in told.text()


# --- the history ---------------------------------------------------------------------------------------------------


def test_the_history_tells_who_was_reminded_when(tmp_path: Path) -> None:
    of = made(tmp_path)
    run(of, "2010-05-07")
    before = CliRunner().invoke(app, ["history", str(tmp_path)]).stdout
    assert "Påminnelse" not in before
    with open_store(of.database, of.about.project_id) as store:
        for unit, days, how in (("jobb", -7, "sent"), ("nedlagd", 0, "draft"), ("jobb", 1, "draft")):
            moment = datetime.combine(Step(DUE, days).day, datetime(2010, 1, 1, 7, 5).time())
            store.keep_reminders([Reminder(PERIOD, unit, DUE, days, moment, how)])
    said = CliRunner().invoke(app, ["history", str(tmp_path)]).stdout
    assert said.removeprefix(before).splitlines() == [
        "",
        "Påminnelse        Period   Enhet       Gällde                           Hur",
        "2010-05-08 07:05  2010-T1  Enhet jobb  7 dagar före, senast 2010-05-15  skickad",
        "2010-05-15 07:05  2010-T1  nedlagd     den dagen, senast 2010-05-15     utkast",
        "2010-05-16 07:05  2010-T1  Enhet jobb  1 dag efter, senast 2010-05-15   utkast",
    ]
