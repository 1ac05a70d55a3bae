"""A year of weekly runs over sixty units, beside a model that says what each report must hold."""

import random
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path

from python_calamine import CalamineWorkbook
from rounds_of_units import project, sent

from jamxl import issuing
from jamxl.project import Project
from jamxl.running import NO_ANSWER, Unattended
from jamxl.store import open_store
from jamxl.telling import Code, Told

UNITS = [f"enhet-{number:02d}" for number in range(60)]
CALENDAR = """
[[omgang]]
period = "2010-T1"
oppnar = 2010-01-04
senast = 2010-05-14
[[omgang]]
period = "2010-T2"
oppnar = 2010-06-14
senast = 2010-09-15
[[omgang]]
period = "2010-T3"
oppnar = 2010-11-01
senast = 2010-12-15
"""
ROUNDS = {
    "2010-T1": (date(2010, 1, 4), date(2010, 5, 14)),
    "2010-T2": (date(2010, 6, 14), date(2010, 9, 15)),
    "2010-T3": (date(2010, 11, 1), date(2010, 12, 15)),
}
# The Mondays from which a round's units are to have been reminded once more: the first after 7 days before the due day
# (no Monday lies between the day before it and the due day), after the day after it, and after 7 days after it.
REMINDED = {
    "2010-T1": (date(2010, 5, 10), date(2010, 5, 17), date(2010, 5, 24)),
    "2010-T2": (date(2010, 9, 13), date(2010, 9, 20), date(2010, 9, 27)),
    "2010-T3": (date(2010, 12, 13), date(2010, 12, 20), date(2010, 12, 27)),
}
# What has not been said by this day is not said at all: 31 days after 22 September.
TOO_LATE = {"2010-T2": date(2010, 10, 23)}
MONDAYS = [date(2010, 1, 4) + timedelta(weeks=week) for week in range(52)]


@dataclass
class Inbox:
    """What should be in a round's inbox: hours and day of each unit's book, and the units whose file is broken."""

    books: dict[str, tuple[int, date]] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)

    def line(self, due: date) -> str:
        """How the books came, as the run says it."""
        late = sum(1 for _, day in self.books.values() if day > due)
        missing = len(UNITS) - len(self.books)
        counts = {"i tid": len(self.books) - late, "sen": late, "saknas": missing}
        several = {"i tid": "i tid", "sen": "sena", "saknas": "saknas"}
        # In the order of the units, as they are first met.
        order = dict.fromkeys(self.state(unit, due) for unit in UNITS)
        return ", ".join(f"{counts[state]} {state if counts[state] == 1 else several[state]}" for state in order)

    def state(self, unit: str, due: date) -> str:
        if unit not in self.books:
            return "saknas"
        return "sen" if self.books[unit][1] > due else "i tid"


def happening(
    of: Project, monday: date, inboxes: dict[str, Inbox], chance: random.Random, happened: Counter[str]
) -> bool:
    """What the units did in the week before a Monday; true when they did anything. `happened` counts it."""
    period = of.round_on(monday)
    opened, due = ROUNDS[period]
    inbox, day = inboxes[period], monday - timedelta(days=3)
    # Units report around the due day: most before it, some after, two never.
    if not opened < day or not due - timedelta(days=10) <= day <= due + timedelta(days=14):
        return False
    anything = False
    for unit in UNITS[:-2]:
        known = inbox.books.get(unit)
        path = next((of.incoming / period).glob(f"*_{unit}_*"), None) if (of.incoming / period).is_dir() else None
        if unit in inbox.broken or (known is None and chance.random() < (0.5 if day <= due else 0.7)):
            broken = unit not in inbox.broken and chance.random() < 0.06
        elif known is not None and chance.random() < 0.04:
            broken = False
        else:
            continue
        anything = True
        hours = chance.randrange(10, 400)
        what = {"broken": broken, "mended": unit in inbox.broken, "changed": bool(known), "late": day > due}
        happened.update(kind for kind, true in what.items() if true)
        if broken:
            goal = path or sent(of, unit, hours, day, period)
            goal.write_bytes(b"avbruten kopiering")
            inbox.broken.add(unit)
            inbox.books.pop(unit, None)
        else:
            sent(of, unit, hours, day, period)
            inbox.broken.discard(unit)
            inbox.books[unit] = (hours, day)
    return anything


def run(of: Project, monday: date) -> Told:
    now = datetime.combine(monday, time(7))
    return Unattended(of, of.round_on(monday), now, sleep=lambda seconds: None).run()


def published(of: Project) -> Path:
    """The folder that the steering group's page leads to."""
    text = (of.root / "styrgrupp" / issuing.PAGE).read_text(encoding="utf-8")
    return of.root / "styrgrupp" / text.split('href="', 1)[1].split("/", 1)[0]


def hours_in(folder: Path, period: str) -> Iterator[float]:
    """The planned hours of each row in a published report."""
    book = CalamineWorkbook.from_path(folder / f"sammanstallning_{period}.xlsx")
    rows = book.get_sheet_by_name("Data Timbudget").to_python()
    head = next(row for row in rows if "Budget timmar" in row)
    at = head.index("Budget timmar")
    return (value for row in rows[rows.index(head) + 1 :] if isinstance(value := row[at], float))


@dataclass
class Reminding:
    """Who has been reminded from which Monday on."""

    had: dict[date, set[str]] = field(default_factory=dict)

    def on(self, monday: date, period: str, inbox: Inbox) -> list[str]:
        """The units that are to be reminded."""
        come = [day for day in REMINDED[period] if day <= monday]
        if not come or monday > TOO_LATE.get(period, date.max):
            return []
        had = self.had.setdefault(come[-1], set())
        now = [unit for unit in UNITS if unit not in inbox.books and unit not in had]
        had |= set(now)
        return now


def reminded(told: Told) -> list[str]:
    """The units that a run says it has put drafts for."""
    lines = [line for line in told.lines if line.startswith("Påminnelser att skicka ligger i ")]
    return re.findall("Enhet (enhet-[0-9]+)", lines[0]) if lines else []


def test_a_year(tmp_path: Path) -> None:
    of = project(tmp_path / "projekt", UNITS, editions="intern", more=CALENDAR)
    inboxes = {period: Inbox() for period in ROUNDS}
    chance = random.Random(2010)
    reported: dict[str, date] = {}
    happened: Counter[str] = Counter()
    publications, reminding = 0, Reminding()
    for monday in MONDAYS:
        anything = happening(of, monday, inboxes, chance, happened)
        period = of.round_on(monday)
        inbox, due = inboxes[period], ROUNDS[period][1]
        told = run(of, monday)
        lacking = reminding.on(monday, period, inbox)
        assert reminded(told) == lacking, (monday, told.text())
        happened["reminded"] += len(lacking)
        if period in reported and not anything:
            assert told.lines[2].startswith("Inget nytt"), (monday, told.text())
            continue
        if period not in reported and not inbox.books:
            # A report of nothing does not take the place of the last round's.
            assert NO_ANSWER in told.lines, (monday, told.text())
            continue
        reported[period] = monday
        publications += 1
        expected = Code.LOOK if inbox.broken or lacking else Code.WELL
        assert told.code is expected, (monday, told.text())
        (line,) = [line for line in told.lines if line.startswith("Rapport ")]
        assert line.endswith(f": {inbox.line(due)}."), (monday, line)
        folder = published(of)
        assert folder.name == f"{monday}_{period}"
        planned = list(hours_in(folder, period)) if inbox.books else []
        assert sorted(planned) == sorted(float(hours) for hours, _ in inbox.books.values()), monday
    assert list(reported) == list(ROUNDS)
    assert all(len(inbox.books) >= 50 for inbox in inboxes.values())
    # The year had all that it should have.
    assert min(happened["late"], happened["changed"], happened["broken"], happened["mended"]) >= 3, happened
    assert len(list((of.root / "styrgrupp").iterdir())) == publications + 1
    with open_store(of.database, of.about.project_id) as store:
        assert len(store.runs()) == publications
        assert len(store.reminders()) == happened["reminded"] > 30
    assert 8 < publications < 30
