"""What the buttons ask for, and the job folder that the macro and jamxl share."""

import os
import time
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jamxl import jobs, opening, publishing, tasks, workflow
from jamxl.present.report import Edition
from jamxl.tasks import Answer, Status, Task, Wish, perform
from jamxl.writing import put_text

TODAY, NOW = date(2010, 5, 10), datetime(2010, 5, 10, 12)
PROJECT = """\
[projekt]
namn = "Prov"
id = "PROV"
period = "2010-T1"
start = 2009-09-01
slut = 2010-12-31

[[enhet]]
id = "jobb"
namn = "Jobbcoachenheten"
kommun = "Botkyrka"
forvaltning = "Dialog och Service"
uppgiftslamnare = "Enhetschef"

[[enhet]]
id = "skola"
namn = "Skolan"
kommun = "Osby"
forvaltning = "Barn och Skola"
uppgiftslamnare = "Rektor"
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project of two units, one of which has sent its book."""
    folder = tmp_path / "projekt"
    (folder / "inkorg" / "2010-T1").mkdir(parents=True)
    (folder / "jamxl.toml").write_text(PROJECT, encoding="utf-8")
    made = workflow.new(opening.project_of(folder), today=TODAY)
    sent = next(one.path for one in made if one.unit == "jobb")
    sent.rename(folder / "inkorg" / "2010-T1" / sent.name)
    return folder


def asked(root: Path, task: str, period: str = "", edition: str = "", said: list[str] | None = None) -> Answer:
    say = (lambda text: None) if said is None else said.append
    return perform(Wish(task, str(root), period, edition), say, today=TODAY, now=NOW)


def test_no_period_means_the_round_that_goes_on(root: Path) -> None:
    calendar = """
[[omgang]]
period = "2010-T1"
senast = 2010-04-15

[[omgang]]
period = "2010-T2"
oppnar = 2010-05-03
senast = 2010-09-15

[[omgang]]
period = "2010-T3"
oppnar = 2010-11-01
senast = 2010-12-15
"""
    (root / "jamxl.toml").write_text(PROJECT + calendar, encoding="utf-8")
    assert asked(root, Task.BUILD).well
    assert {path.parent.name for path in (root / "utskick").rglob("*_jobb_*")} == {"2010-T2"}
    project = opening.project_of(root)
    assert workflow.consolidate_project(project, today=TODAY).period == "2010-T2"
    assert workflow.consolidate_project(project, today=date(2010, 5, 2)).period == "2010-T1"
    assert opening.periods(project) == ["2010-T3", "2010-T2", "2010-T1"]


def test_checking_tells_of_every_unit_and_leaves_review_copies(root: Path) -> None:
    said: list[str] = []
    answer = asked(root, "kontrollera", said=said)
    assert answer.well
    assert answer.text.startswith("2010-T1: 1 i tid, 1 saknas. ")
    assert [(one.unit, one.state, one.errors is None) for one in answer.units or ()] == [
        ("Jobbcoachenheten", "i tid", False),
        ("Skolan", "saknas", True),
    ]
    assert [path.name for path in (root / "granskat").rglob("*.xlsx")] == [
        "GRANSKAD_0127_jobb_projektbok_2010-T1_v01.xlsx"
    ]
    assert said == ["Granskar: 1 av 2", "Granskar: 2 av 2"]


def test_books_that_are_there_are_not_made_again(root: Path) -> None:
    (left,) = (root / "utskick" / "2010-T1").iterdir()
    before = left.stat().st_mtime_ns
    answer = asked(root, Task.BUILD)
    assert answer.text == f"1 arbetsbok skapades i {root / 'utskick' / '2010-T1'}. 1 fanns redan och är orörda."
    assert left.stat().st_mtime_ns == before
    assert [one.state for one in answer.units or ()] == ["i tid", "saknas"]


def test_a_report_is_made_and_found_again(root: Path) -> None:
    assert "Tryck på Konsolidera först" in asked(root, Task.OPEN).text
    answer = asked(root, Task.CONSOLIDATE, edition="båda")
    reports = root / "rapport"
    assert (answer.well, answer.opens) == (True, reports / "sammanstallning_2010-T1.xlsx")
    assert {path.suffix for path in reports.glob("sammanstallning_2010-T1.*")} == {".xlsx", ".html", ".pdf"}
    assert asked(root, Task.OPEN).opens == answer.opens
    assert asked(root, Task.OPEN, edition="Öppen").opens == reports / "sammanstallning_2010-T1_oppen.xlsx"
    assert asked(root, Task.OPEN, period="T1 2010").opens == answer.opens
    later = asked(root, Task.OPEN, period="2010-T2")
    assert (later.well, later.text) == (
        False,
        "Det finns ingen rapport för 2010-T2 än. Tryck på Konsolidera först.",
    )


def test_the_last_report_is_the_one_made_last(root: Path) -> None:
    project = opening.project_of(root)
    reports = root / "rapport"
    reports.mkdir()
    for at, name in enumerate(("2010-T2", "2010-T1", "2009-T3")):
        path = reports / f"sammanstallning_{name}.xlsx"
        path.touch()
        os.utime(path, (1000 + at % 2, 1000 + at % 2))
    found = publishing.last_report(project, Edition.INTERNAL)
    assert found is not None
    assert found.name == "sammanstallning_2010-T1.xlsx"
    assert publishing.last_report(project, Edition.OPEN) is None


@pytest.mark.parametrize(
    ("folder", "period", "edition", "said"),
    [
        ("", "", "", "Ingen projektmapp är vald."),
        ("https://kommunen.example/delat", "", "", "är en webbadress. Synkronisera"),
        ("file:///C:/projekt", "", "", "är en webbadress."),
        ("{root}/finns-inte", "", "", "finns inte. Kontrollera sökvägen"),
        ("{root}/inkorg", "", "", "jamxl.toml"),
        ("{root}", "i våras", "", "i våras är ingen period."),
        ("{root}", "", "hemlig", "hemlig går inte att välja. Välj Intern, Öppen, Båda."),
    ],
)
def test_what_cannot_be_done_is_said(root: Path, folder: str, period: str, edition: str, said: str) -> None:
    wish = Wish(Task.CONSOLIDATE, folder.format(root=root), period, edition)
    answer = perform(wish, lambda text: None, today=TODAY, now=NOW)
    assert not answer.well
    assert said in answer.text
    assert (answer.opens, answer.units) == (None, None)


@pytest.mark.parametrize("written", ["{root}", ' "{root}" ', "{root}/jamxl.toml", "”{root}”"])
def test_a_folder_is_found_as_people_paste_it(root: Path, written: str) -> None:
    assert opening.folder_of(written.format(root=root)) == root


def test_a_fault_of_ours_is_told_with_a_file_about_it(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("oj")

    monkeypatch.setattr(tasks, "check", broken)
    answer = asked(root, Task.CHECK)
    assert not answer.well
    file = Path(answer.text.removeprefix("Något gick fel i jamxl. Skicka filen ").partition(" till den")[0])
    assert "ZeroDivisionError: oj" in file.read_text(encoding="utf-8")
    file.unlink()


# --- the job folder ----------------------------------------------------------------------------------------------


def job(folder: Path, **said: str) -> Path:
    """A job folder as the macro makes it; on Windows with its own line ends."""
    folder.mkdir()
    text = "".join(f"{key}={jobs.ascii_of(value)}\r\n" for key, value in said.items())
    (folder / jobs.WISH).write_bytes(text.encode("ascii"))
    return folder


def test_a_job_is_done_and_answered(root: Path, tmp_path: Path) -> None:
    folder = job(tmp_path / "jobb", uppgift="Kontrollera", mapp=str(root), period="", utgava="Intern")
    answer = jobs.run(folder, today=TODAY, now=NOW)
    assert answer.well
    lines = (folder / jobs.ANSWER).read_text(encoding="ascii").splitlines()
    assert lines[0].startswith(r"text=2010-T1: 1 i tid, 1 saknas. 0 b\u00F6cker har fel.\u000AGranskade kopior")
    assert lines[1] == "enheter=2"
    assert lines[3] == "rad=Skolan\tProjektbok\tsaknas\t\t"
    assert "slag=" in (folder / jobs.PROGRESS).read_text(encoding="ascii")


def test_a_job_that_the_user_does_not_wait_for_ends(root: Path, tmp_path: Path) -> None:
    folder = job(tmp_path / "jobb", uppgift="Konsolidera", mapp=str(root))
    (folder / jobs.STOP).touch()
    answer = jobs.run(folder, today=TODAY, now=NOW)
    assert (answer.well, answer.text.partition(".")[0]) == (False, "Avbrutet")
    assert not (root / "rapport").exists()


def test_a_folder_without_a_job_is_none(tmp_path: Path) -> None:
    with pytest.raises(jobs.NoJob, match="ingen mapp med ett uppdrag"):
        jobs.run(tmp_path, today=TODAY, now=NOW)


def test_the_folder_tells_that_jamxl_lives(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "BEAT", 0.01)
    seen: set[str] = set()
    with jobs.beating(tmp_path) as say:
        say("Läser: 1 av 2")
        end = time.monotonic() + 10
        while len(seen) < 3 and time.monotonic() < end:
            seen.add((tmp_path / jobs.PROGRESS).read_text(encoding="ascii"))
    assert len(seen) == 3
    assert all(r"text=L\u00E4ser: 1 av 2" in one or "text=Startar" in one for one in seen)


def test_a_beat_that_cannot_be_written_is_not_missed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On Windows the macro may hold the file open; the next beat is written."""
    tries = []

    def held(text: str, path: Path) -> None:
        tries.append(path.name)
        if len(tries) == 2:
            from jamxl.writing import CannotWrite

            raise CannotWrite("upptagen")
        put_text(text, path)

    monkeypatch.setattr(jobs, "BEAT", 0.01)
    monkeypatch.setattr(jobs, "put_text", held)
    with jobs.beating(tmp_path):
        end = time.monotonic() + 10
        while len(tries) < 4 and time.monotonic() < end:
            time.sleep(0.01)
    assert len(tries) >= 4


@given(st.text())
def test_what_is_written_in_ascii_means_the_same(text: str) -> None:
    written = jobs.ascii_of(text)
    assert written.isascii()
    assert not set(written) & {chr(code) for code in [*range(32), 127]}
    assert jobs.plain(written) == text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def test_an_answer_is_a_line_a_fact() -> None:
    status = Status("Enhet\tett\n", "Projektbok", "sen", date(2010, 5, 9), 3)
    text = jobs.as_text(Answer(True, "Två\nrader", Path("/mapp/rapport å.xlsx"), [status]))
    assert text.splitlines() == [
        r"text=Tv\u00E5\u000Arader",
        r"oppna=/mapp/rapport \u00E5.xlsx",
        "enheter=1",
        "rad=Enhet\\u0009ett\\u000A\tProjektbok\tsen\t2010-05-09\t3",
    ]
