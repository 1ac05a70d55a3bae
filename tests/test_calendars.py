"""The calendar file: what other calendars read of it, and that it is the same for the same project."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar
from rounds_of_units import project
from typer.testing import CliRunner

from jamxl import calendars
from jamxl.calendars import NoRounds, calendar
from jamxl.cli import app
from jamxl.project import Project

ROUNDS = """
[[omgang]]
period = "2010-T2"
senast = {due}

[[omgang]]
period = "2010-T1"
oppnar = 2010-04-20
senast = 2010-05-15
"""


def made(root: Path, due: str = "2010-09-15", **about: str) -> Project:
    of = project(root, ["skola"], more=ROUNDS.format(due=due))
    return of.model_copy(update={"about": of.about.model_copy(update=about)})


def events(file: bytes) -> list[Any]:
    """The events as another program has them; what a key holds depends on the key."""
    return list(Calendar.from_ical(file).walk("VEVENT"))


def test_each_round_opens_and_is_due_on_a_whole_day(tmp_path: Path) -> None:
    found = events(calendar(made(tmp_path, coordinator="Jämställdhetsstrateg", email="s@kommunen.example")))
    assert [(str(one["summary"]), one["dtstart"].dt, one["dtend"].dt) for one in found] == [
        ("Prov: dags att svara för tertial 1 2010", date(2010, 4, 20), date(2010, 4, 21)),
        ("Prov: sista dag att svara för tertial 1 2010", date(2010, 5, 15), date(2010, 5, 16)),
        ("Prov: sista dag att svara för tertial 2 2010", date(2010, 9, 15), date(2010, 9, 16)),
    ]
    assert str(found[0]["description"]) == "Arbetsböckerna skickas ut. Sista dag att svara är 2010-05-15."
    whom = "Jämställdhetsstrateg, s@kommunen.example"
    assert str(found[1]["description"]) == f"Skicka de ifyllda arbetsböckerna till {whom}."
    assert {str(one["transp"]) for one in found} == {"TRANSPARENT"}


def test_the_due_day_rings_in_the_morning_of_the_days_for_reminders(tmp_path: Path) -> None:
    """By default 7 and 1 days before."""
    opens, due, _ = events(calendar(made(tmp_path)))
    at_nine = timedelta(hours=9)
    assert [alarm["trigger"].dt for alarm in due.walk("VALARM")] == [
        at_nine - timedelta(days=7),
        at_nine - timedelta(days=1),
    ]
    assert {str(alarm["action"]) for alarm in due.walk("VALARM")} == {"DISPLAY"}
    assert opens.walk("VALARM") == []


def test_lines_are_folded_and_signs_escaped(tmp_path: Path) -> None:
    name = "Mål; delmål, och\n sedan \\ allt\r\nBEGIN:VEVENT " + "åäö " * 30
    file = calendar(made(tmp_path, name=name))
    assert file.endswith(b"END:VCALENDAR\r\n")
    lines = file.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert not any(b"\n" in line or b"\r" in line for line in lines)
    for line in lines:
        line.decode("utf-8")
    found = events(file)
    assert len(found) == 3
    said = "Mål; delmål, och sedan \\ allt BEGIN:VEVENT " + " ".join(["åäö"] * 30)
    assert str(found[0]["summary"]) == f"{said}: dags att svara för tertial 1 2010"


def test_the_same_project_gives_the_same_bytes(tmp_path: Path) -> None:
    first = calendar(made(tmp_path / "a"))
    assert calendar(made(tmp_path / "b")) == first
    assert calendar(made(tmp_path / "b"), first) == first


def test_a_day_that_moves_keeps_its_event_with_a_higher_number(tmp_path: Path) -> None:
    first = calendar(made(tmp_path / "a"))
    moved = calendar(made(tmp_path / "b", due="2010-09-20"), first)
    back = calendar(made(tmp_path / "a"), moved)
    for before, then in ((first, moved), (moved, back)):
        *same, old = events(before)
        *still, new = events(then)
        assert [one.to_ical() for one in still] == [one.to_ical() for one in same]
        assert new["uid"] == old["uid"]
        assert new["sequence"] == old["sequence"] + 1
        assert new["dtstamp"].dt > old["dtstamp"].dt
    assert [one["sequence"] for one in events(back)] == [0, 0, 2]
    assert len({str(one["uid"]) for one in events(back)}) == 3


def test_another_projects_events_are_others(tmp_path: Path) -> None:
    own, other = (events(calendar(made(tmp_path, project_id=name))) for name in ("PROV", "ANNAT"))
    assert not {str(one["uid"]) for one in own} & {str(one["uid"]) for one in other}


def test_a_project_with_one_due_day_of_its_own(tmp_path: Path) -> None:
    of = project(tmp_path, ["skola"])
    of = of.model_copy(update={"about": of.about.model_copy(update={"due": date(2010, 5, 14)})})
    (one,) = events(calendar(of))
    assert one["dtstart"].dt == date(2010, 5, 14)


@pytest.mark.parametrize("before", [b"", b"ingen kalender", b"\xff\xfe\x00", b"BEGIN:VCALENDAR\r\nEND:VEVENT\r\n"])
def test_what_is_no_calendar_is_written_over(tmp_path: Path, before: bytes) -> None:
    assert calendar(made(tmp_path), before) == calendar(made(tmp_path))


# --- the command ---------------------------------------------------------------------------------------------------


def test_the_command_writes_the_file_and_again_the_same(tmp_path: Path) -> None:
    made(tmp_path)
    result = CliRunner().invoke(app, ["calendar", str(tmp_path)])
    path = tmp_path / calendars.NAME
    assert (result.exit_code, result.stdout) == (0, f"Skapade {path.as_posix()}\n")
    first = path.read_bytes()
    assert len(events(first)) == 3
    CliRunner().invoke(app, ["calendar", str(tmp_path), "-o", str(tmp_path / "annan.ics")])
    CliRunner().invoke(app, ["calendar", str(tmp_path)])
    assert path.read_bytes() == (tmp_path / "annan.ics").read_bytes() == first


def test_a_project_without_days_says_what_to_write(tmp_path: Path) -> None:
    with pytest.raises(NoRounds, match=r"Skriv \[\[omgang\]\] med period och senast"):
        calendar(project(tmp_path, ["skola"]))
    result = CliRunner().invoke(app, ["calendar", str(tmp_path)])
    assert result.exit_code == 2
    assert not (tmp_path / calendars.NAME).exists()
