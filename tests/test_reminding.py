"""Reminders: on which days, to whom, and what they say."""

from collections.abc import Sequence
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from rounds_of_units import project

from jamxl import workflow
from jamxl.checking import refused
from jamxl.consolidation import WITHDRAWN, Delivery, deliver
from jamxl.findings import Finding
from jamxl.intake import Count
from jamxl.project import Project
from jamxl.reminding import Letter, Step, letters, one_line, step_on

PERIOD, DUE, DAY = "2010-T1", date(2010, 5, 15), date(2010, 5, 8)
ROUND = """
[[omgang]]
period = "2010-T1"
oppnar = 2010-04-20
senast = 2010-05-15
"""


def made(root: Path, more: str = "", units: Sequence[str] = ("skola", "jobb")) -> Project:
    """Reminded by default 7 and 1 days before, 1 and 7 after."""
    return project(root, units, more=more + ROUND)


def came(unit: str, book: str = "projektbok", period: str = PERIOD, path: str = "", **more: object) -> Delivery:
    path = path or f"inkorg/{period}/0127_{unit}_{book}_{period}_v01.xlsx"
    delivery = Delivery(path, sha256(path.encode()).hexdigest(), book, unit, period, "ok", [], Count(4, 1, 2, 1))
    for name, value in more.items():
        setattr(delivery, name, value)
    return delivery


def broken(name: str, code: str, **facts: str) -> Delivery:
    return deliver(refused(name, code, **facts))


def sent(of: Project, deliveries: Sequence[Delivery], day: date = DAY, days: int = -7) -> list[Letter]:
    return letters(of, workflow.of_round(of, PERIOD, deliveries), Step(DUE, days), day)


# --- which day ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "days"),
    [
        ("2010-05-07", None),
        ("2010-05-08", -7),
        ("2010-05-09", -7),  # the machine was off
        ("2010-05-13", -7),
        ("2010-05-14", -1),
        ("2010-05-15", -1),  # the due day itself: still before its end
        ("2010-05-16", 1),
        ("2010-05-21", 1),
        ("2010-05-22", 7),
        ("2010-06-22", 7),  # 31 days late
        ("2010-06-23", None),
    ],
)
def test_the_latest_day_that_has_come_counts(tmp_path: Path, day: str, days: int | None) -> None:
    step = step_on(made(tmp_path), PERIOD, date.fromisoformat(day))
    assert (step and step.days) == days
    assert step is None or step.due == DUE


def test_what_was_to_be_said_before_the_due_day_is_not_said_after_it(tmp_path: Path) -> None:
    of = project(tmp_path, ["skola"], more="paminn_efter = []\n" + ROUND)
    assert step_on(of, PERIOD, DUE) == Step(DUE, -1)
    assert step_on(of, PERIOD, DUE + timedelta(days=1)) is None


def test_nothing_is_said_before_the_round_opens(tmp_path: Path) -> None:
    of = project(tmp_path, ["skola"], more="paminn_fore = [30]\n" + ROUND)
    assert step_on(of, PERIOD, date(2010, 4, 19)) is None
    assert step_on(of, PERIOD, date(2010, 4, 20)) == Step(DUE, -30)


def test_the_due_day_itself_may_be_one_of_the_days(tmp_path: Path) -> None:
    of = project(tmp_path, ["skola"], more="paminn_fore = [0]\npaminn_efter = [0]\n" + ROUND)
    assert step_on(of, PERIOD, date(2010, 5, 14)) is None
    assert step_on(of, PERIOD, DUE) == Step(DUE, 0)
    assert Step(DUE, -7).day == date(2010, 5, 8)


def test_a_round_without_a_due_day_reminds_nobody(tmp_path: Path) -> None:
    assert step_on(project(tmp_path, ["skola"]), PERIOD, DUE) is None
    assert step_on(made(tmp_path), "2010-T2", DUE) is None


# --- who ---------------------------------------------------------------------------------------------------------


def test_those_who_have_answered_are_left_alone_and_late_ones_too(tmp_path: Path) -> None:
    late = came("jobb", received=date(2010, 5, 20))
    of = made(tmp_path)
    assert sent(of, [came("skola"), late]) == []
    assert [one.unit.id for one in sent(of, [came("skola")])] == ["jobb"]
    assert [one.unit.id for one in sent(of, [])] == ["skola", "jobb"]


def test_a_unit_has_one_letter_that_names_all_its_missing_books(tmp_path: Path) -> None:
    of = made(tmp_path)
    both = of.units[0].model_copy(update={"books": ("projektbok", "uppfoljningsbok", "statistikbok")})
    of = of.model_copy(update={"units": (both,)})
    (one,) = sent(of, [came("skola", "uppfoljningsbok")])
    lines = one.text.splitlines()
    assert [line for line in lines if line.startswith("- ")] == ["- Projektbok", "- Statistikbok"]


# --- what it says ------------------------------------------------------------------------------------------------

WHOLE = """\
Hej!

Det här är en påminnelse till Enhet jobb (Enhetschef) i Prov. Om 7 dagar, 2010-05-15, är sista dagen att svara för \
tertial 1 2010.

Det här har vi inte fått än:
- Projektbok

Fyll i och skicka till Jämställdhetsstrateg, samordnare@kommunen.example.

Har ni redan skickat, eller behöver ni mer tid eller hjälp? Svara gärna på det här brevet, så löser vi det.

Vänliga hälsningar
Jämställdhetsstrateg
Prov
"""


def of_coordinator(root: Path) -> Project:
    of = made(root)
    facts = {"coordinator": "Jämställdhetsstrateg", "email": "samordnare@kommunen.example"}
    return of.model_copy(update={"about": of.about.model_copy(update=facts)})


def test_a_letter_from_beginning_to_end(tmp_path: Path) -> None:
    (one,) = sent(of_coordinator(tmp_path), [came("skola")])
    assert one.subject == "Påminnelse: Prov, svar för tertial 1 2010 senast 2010-05-15"
    assert one.text == WHOLE


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2010-05-13", "Om 2 dagar, 2010-05-15, är sista dagen"),
        ("2010-05-14", "I morgon, 2010-05-15, är sista dagen"),
        ("2010-05-15", "I dag, 2010-05-15, är sista dagen"),
        ("2010-05-16", "Sista dagen att svara för tertial 1 2010 var 2010-05-15."),
    ],
)
def test_a_letter_says_how_long_there_is_on_its_own_day(tmp_path: Path, day: str, said: str) -> None:
    (one,) = sent(made(tmp_path), [came("skola")], date.fromisoformat(day))
    assert said in one.text


def book_line(of: Project, delivery: Delivery, *more: Delivery) -> str:
    (one,) = sent(of, [came("skola"), delivery, *more])
    (line,) = [line for line in one.text.splitlines() if line.startswith("- ")]
    return line


def test_a_refused_book_is_told_with_what_was_wrong(tmp_path: Path) -> None:
    of = made(tmp_path)
    name = "inkorg/2010-T1/0127_jobb_projektbok_2010-T1_v01.xlsx"
    said = "- Projektbok. Den kom in men gick inte att ta med: "
    assert book_line(of, broken(name, "JX102")) == said + (
        "filen är låst med lösenord. Ta bort lösenordet (Arkiv > Info > Skydda arbetsbok) och spara om."
    )
    assert book_line(of, came("jobb", period="2010-T2")).startswith(said + "den gäller en annan period.")
    rivals = [came("jobb", path="inkorg/2010-T1/a.xlsx"), came("jobb", path="inkorg/2010-T1/b.xlsx")]
    assert book_line(of, *rivals) == said + (
        "den finns i flera filer som säger emot varandra. Skriv till oss vilken som gäller."
    )


def test_a_withdrawn_answer_is_a_missing_one(tmp_path: Path) -> None:
    assert book_line(made(tmp_path), came("jobb", marked=WITHDRAWN)) == "- Projektbok"


def test_a_broken_file_of_another_name_is_nobodys(tmp_path: Path) -> None:
    assert book_line(made(tmp_path), broken("inkorg/2010-T1/bok.xlsx", "JX104")) == "- Projektbok"


@pytest.mark.parametrize("code", ["JX106", "JX115", "JX116"])
def test_what_the_co_ordinator_has_to_mend_is_not_asked_of_the_unit(tmp_path: Path, code: str) -> None:
    name = "inkorg/2010-T1/0127_jobb_projektbok_2010-T1_v01.xlsx"
    facts = {"found": "9.0", "known": "1.0", "detail": "x"}
    assert sent(made(tmp_path), [came("skola"), broken(name, code, **facts)]) == []


def test_a_refusal_without_a_reason_of_its_own_still_says_something(tmp_path: Path) -> None:
    odd = Finding("JX214", "error", "Något.", "Rätta.")
    gone = came("jobb", findings=[odd], status="refused")
    of = made(tmp_path)
    data = workflow.of_round(of, PERIOD, [came("skola")])
    data.refused.append(gone)
    (one,) = letters(of, data, Step(DUE, -7), DAY)
    assert "gick inte att ta med: filen går inte att använda. Skriv till oss" in one.text


# --- names that are no names ---------------------------------------------------------------------------------------


def test_a_name_with_line_breaks_makes_no_header_and_no_line(tmp_path: Path) -> None:
    of = made(tmp_path)
    name = "Skolan\r\nBcc: alla@kommunen.example\u2028\x00\t Norr"
    about = of.about.model_copy(update={"name": "Prov\nX-Ond: ja"})
    unit = of.units[0].model_copy(update={"name": name})
    of = of.model_copy(update={"about": about, "units": (unit,)})
    (one,) = sent(of, [])
    assert one.subject.startswith("Påminnelse: Prov X-Ond: ja, svar")
    assert "Skolan Bcc: alla@kommunen.example Norr (Enhetschef)" in one.text
    assert one_line(name) == "Skolan Bcc: alla@kommunen.example Norr"


def test_an_identity_number_in_a_name_is_not_sent(tmp_path: Path) -> None:
    of = made(tmp_path)
    unit = of.units[0].model_copy(update={"name": "Skolan 19811218-9876"})
    (one,) = sent(of.model_copy(update={"units": (unit,)}), [])
    assert "9876" not in one.subject + one.text
    assert "Skolan" in one.text
