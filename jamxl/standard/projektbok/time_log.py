"""Tidrapport: who worked when on what. It stays with the unit; the activities carry its sums."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from jamxl import columns as col
from jamxl.sheets import BookData, Broken, Form, Table, broken, rule
from jamxl.standard.cover import Cover
from jamxl.standard.projektbok.activities import log_astray
from jamxl.standard.projektbok.budget import Funding
from jamxl.standard.projektbok.roles import Roles


class HourType(StrEnum):
    ORDINARY = "Ordinarie"
    EXTRA = "Extra"
    OVERTIME = "Övertid"


# What the fund takes of one person's hours, and what a day has.
ESF_DAY, ESF_YEAR, DAY = 13, 1720, 24
SLACK = 1e-6


def week_of(day: date) -> str:
    """The ISO week, "2009-W53"."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"


def funding_of(row: Any, book: BookData) -> str | None:
    """How the post of the row's activity is funded."""
    number = row.known("activity_no")
    return None if number is None else book.once(funding_by_activity).get(number.casefold())


def funding_by_activity(book: BookData) -> dict[str, str | None]:
    """The funding of each activity's post, by the activity's folded number. Raises Unknown without the sheets."""
    for table, key in (("budget", "funding"), ("activities", "budget_id")):
        book.values(table, key)
    posts = book.parts["budget"].columns
    funded = dict(zip(map(folded, posts["post_id"]), posts["funding"], strict=True))
    rows = book.parts["activities"].columns
    numbers, owners = map(folded, rows["activity_no"]), map(folded, rows["budget_id"])
    # The first of two alike, as Excel finds it.
    pairs = reversed(list(zip(numbers, owners, strict=True)))
    return {number: funded.get(post) for number, post in pairs if number and post}


def folded(value: str | None) -> str | None:
    """An ID as Excel compares it."""
    return None if value is None else value.casefold()


Key = tuple[Any, ...]


def summed(book: BookData, key: Any) -> dict[Key, float]:
    """Hours by what `key` gives of a row (None: not counted). Raises Unknown when an hour could not be read."""
    book.total(TimeLog, "hours")
    found: dict[Key, float] = {}
    for row in book.rows(TimeLog):
        person, day = folded(row.known("person")), row.known("day")
        hours = row.known("hours")
        if person is not None and day is not None and hours is not None and (own := key(row, person, day)):
            found[own] = found.get(own, 0.0) + hours
    return found


def by_day(book: BookData) -> Mapping[Key, float]:
    """Hours by person and day."""
    return summed(book, lambda row, person, day: (person, day))


def esf_by_day(book: BookData) -> Mapping[Key, float]:
    """The fund's hours by person and day."""
    return summed(book, lambda row, person, day: (person, day) if row.known("funding") == Funding.ESF else None)


def esf_by_year(book: BookData) -> Mapping[Key, float]:
    """The fund's hours by person and calendar year."""
    return summed(book, lambda row, person, day: (person, day.year) if row.known("funding") == Funding.ESF else None)


def periods(book: BookData) -> dict[str | None, tuple[date | None, date | None]]:
    """The days between which each person (folded code) has a role; a role that ends before it begins has none."""
    found = ((folded(row.known("person")), row.known("start"), row.known("end")) for row in book.rows(Roles))
    return {who: (None, None) if start and end and end < start else (start, end) for who, start, end in found}


MINE = "{time_log.hours},{time_log.person},{person}"
OF_ESF = '{time_log.funding},"ESF+"'
START, END = (f"SUMIFS({{roles.{key}}},{{roles.person}},{{person}})" for key in ("start", "end"))


class TimeLog(Table, sheet="Tidrapport", key="time_log", new_in="1.1", capacity=200, private=True):
    """Nedlagd tid, en rad för varje person, dag och aktivitet. Bladet stannar i enhetens bok.

    Timmarna summeras i Aktiviteter, i kolumnen Enligt Tidrapport; bara summorna följer med till sammanställningen.
    Behövs inte om tiden redovisas på annat sätt.
    """

    log_id: str = col.identity("Rad-ID", "TR", digits=3)
    day: date = col.day("Datum")
    week: str | None = col.computed(
        col.text("Vecka", width=11),
        'IFERROR(IF(ISNUMBER({day}),YEAR({day}-WEEKDAY({day},2)+4)&"-W"&TEXT(WEEKNUM({day},21),"00"),""),"")',
        lambda row, book: week_of(row.day),
    )
    person: str = col.reference("Person-kod", "roles.person", prompt="Person-kod på bladet Roller. Aldrig namn.")
    activity_no: str = col.reference("Aktivitetsnr", "activities.activity_no")
    hours: float = col.hours("Timmar", at_most=DAY, prompt="Mer än 0 och högst 24 per rad.")
    kind: str | None = col.choice("Typ", HourType, required=False)
    funding: str | None = col.computed(
        col.text("Finansiering", width=15, prompt="Som aktivitetens budgetpost."),
        "IFERROR(INDEX({budget.funding},MATCH(INDEX({activities.budget_id},"
        'MATCH({activity_no},{activities.activity_no},0)),{budget.post_id},0))&"","")',
        funding_of,
    )
    text: str | None = col.text("Beskrivning", required=False, width=40)
    signed_on: date | None = col.day("Signerad", required=False)
    remark: str | None = col.text("Anmärkning", required=False)

    @rule(
        "T02",
        at="day",
        short="Datum utanför projektets tid",
        says="Datum {day} ligger utanför projektet ({start} till {end}).",
        fix="Rätta datumet, eller projektets start och slut på Försättsblad.",
        severity="warning",
        excel="AND(ISNUMBER({day}),OR(AND(ISNUMBER({cover.project_start}),{day}<N({cover.project_start})),"
        "AND(ISNUMBER({cover.project_end}),{day}>N({cover.project_end}))))",
    )
    def inside_project(self, book: BookData) -> bool | Broken:
        cover = book.form(Cover)
        start, end = cover.known("project_start"), cover.known("project_end")
        return within(self.day, start, end) or broken(start=start, end=end)

    @rule(
        "T02",
        at=("day", "person"),
        short="Personen har ingen roll den dagen",
        says="{person} har timmar {day}, men har sin roll {start} till {end}.",
        fix="Rätta datumet, eller Från och Till på bladet Roller.",
        severity="warning",
        excel=f"AND(ISNUMBER({{day}}),OR({END}=0,{END}>={START}),OR({START}>N({{day}}),AND({END}>0,{END}<N({{day}}))))",
    )
    def inside_role(self, book: BookData) -> bool | Broken:
        start, end = book.once(periods).get(folded(self.person), (None, None))
        return within(self.day, start, end) or broken(start=start or "…", end=end or "…")

    @rule(
        "T03",
        at="hours",
        short="Timmar ska vara mer än noll",
        says="Raden {log_id} har inga timmar.",
        fix="Fyll i timmarna, eller ta bort raden: dagar utan tid rapporteras inte.",
        excel="AND(ISNUMBER({hours}),N({hours})=0)",
    )
    def has_hours(self) -> bool:
        return self.hours != 0

    @rule(
        "T03",
        at=("hours", "person", "day"),
        short="Mer än 24 timmar på ett dygn",
        says="{person} har {sum} h den {day}. Ett dygn har 24 timmar.",
        fix="Rätta dagens rader.",
        excel=f"AND(ISNUMBER({{hours}}),ISNUMBER({{day}}),SUMIFS({MINE},{{time_log.day}},{{day}})>{DAY})",
    )
    def fits_in_a_day(self, book: BookData) -> bool | Broken:
        worked = book.once(by_day).get((folded(self.person), self.day), 0.0)
        return worked <= DAY + SLACK or broken(sum=worked)

    @rule(
        "T03",
        at=("hours", "person", "day"),
        short="Mer än 13 timmar ESF+ på en dag",
        says="{person} har {sum} h ESF+ den {day}. Högst 13 timmar per dag godtas.",
        fix="Rätta dagens rader, eller för en del av tiden på en aktivitet med annan finansiering.",
        excel=f'AND({{funding}}="ESF+",ISNUMBER({{hours}}),ISNUMBER({{day}}),'
        f"SUMIFS({MINE},{OF_ESF},{{time_log.day}},{{day}})>{ESF_DAY})",
    )
    def fund_takes_the_day(self, book: BookData) -> bool | Broken:
        if self.funding != Funding.ESF:
            return True
        worked = book.once(esf_by_day).get((folded(self.person), self.day), 0.0)
        return worked <= ESF_DAY + SLACK or broken(sum=worked)

    @rule(
        "T03",
        at=("hours", "person"),
        short="Mer än 1720 timmar ESF+ på ett år",
        says="{person} har {sum} h ESF+ under {year}. Högst 1 720 timmar per kalenderår godtas.",
        fix="Rätta årets rader, eller för en del av tiden på en aktivitet med annan finansiering.",
        excel=f'IFERROR(AND({{funding}}="ESF+",ISNUMBER({{hours}}),ISNUMBER({{day}}),SUMIFS({MINE},{OF_ESF},'
        '{time_log.day},">="&DATE(YEAR({day}),1,1),{time_log.day},"<="&DATE(YEAR({day}),12,31))'
        f">{ESF_YEAR}),FALSE)",
    )
    def fund_takes_the_year(self, book: BookData) -> bool | Broken:
        if self.funding != Funding.ESF:
            return True
        worked = book.once(esf_by_year).get((folded(self.person), self.day.year), 0.0)
        return worked <= ESF_YEAR + SLACK or broken(sum=worked, year=str(self.day.year))

    @rule(
        "T04",
        at=("signed_on", "day"),
        short="Signerad före arbetsdagen",
        says="Raden är signerad {signed_on}, före arbetsdagen {day}.",
        fix="Rätta det datum som är fel. Tid signeras när den är arbetad.",
        excel="AND(ISNUMBER({day}),ISNUMBER({signed_on}),{signed_on}<{day})",
    )
    def signed_afterwards(self) -> bool:
        return self.signed_on is None or self.signed_on >= self.day


def within(day: date, start: date | None, end: date | None) -> bool:
    """A day between two others, as far as they are known."""
    return not ((start is not None and day < start) or (end is not None and day > end))


class TimeLogTotals(Form, sheet="Tidrapport", key="time_log_totals", new_in="1.1", strip=True):
    """Summor för bladet Tidrapport."""

    hours: float = col.computed(
        col.hours("Timmar, summa"), "SUM({time_log.hours})", lambda row, book: book.total(TimeLog, "hours")
    )
    extra: float = col.computed(
        col.hours("Varav extra"),
        'SUMIFS({time_log.hours},{time_log.kind},"Extra")',
        lambda row, book: hours_of_kind(book, HourType.EXTRA),
    )
    overtime: float = col.computed(
        col.hours("Varav övertid"),
        'SUMIFS({time_log.hours},{time_log.kind},"Övertid")',
        lambda row, book: hours_of_kind(book, HourType.OVERTIME),
    )
    astray: float = col.computed(
        col.whole("Rader utan känd aktivitet"),
        "SUMPRODUCT((LEN({time_log.log_id})>0)*(COUNTIF({activities.activity_no},{time_log.activity_no})=0))",
        lambda row, book: float(log_astray(book)),
    )


def hours_of_kind(book: BookData, kind: HourType) -> float:
    """The hours of a kind; Unknown when an hour could not be read."""
    book.total(TimeLog, "hours")
    return float(sum(row.known("hours") or 0.0 for row in book.rows(TimeLog) if row.known("kind") == kind))
