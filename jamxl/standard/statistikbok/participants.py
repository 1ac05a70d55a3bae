"""Deltagare: a row for each time somebody starts, without names. Only sums leave the unit's file."""

import re
from collections import Counter
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from jamxl import columns as col
from jamxl import identity
from jamxl.sheets import BookData, Broken, Form, Table, broken, rule
from jamxl.standard.cover import Cover
from jamxl.standard.statistikbok.counting import SexCode, evenness, sex_column, tally
from jamxl.swedish import listed


class Step(StrEnum):
    """The job staircase: from the first visit to a job of one's own."""

    VISIT = "1 AME-besök och utredning"
    LIGHT = "2 Lättare arbetsträning"
    TRAINING = "3 Arbetsträning"
    ADAPTED = "4 Anpassat arbete"
    PLACEMENT = "5 Ute i praktik"
    WORK = "6 Ute i arbete"


class EndReason(StrEnum):
    WORK = "Arbete"
    STUDIES = "Studier"
    SUPPORTED = "Anställning med stöd"
    CARE = "Vård eller behandling"
    MOVED = "Flytt"
    OTHER_EFFORT = "Annan insats"
    DROPPED_OUT = "Avbrott"
    PARENTAL = "Föräldraledighet"
    PENSION = "Pension"
    UNKNOWN = "Okänd"


class LaterState(StrEnum):
    """Ninety days after the end."""

    WORK = "I arbete"
    STUDIES = "I studier"
    SUPPORTED = "I anställning med stöd"
    JOB_SEEKER = "Arbetssökande"
    OTHER_EFFORT = "I annan insats"
    OTHER = "Annat"
    NOT_REACHED = "Ej nådd"


TO_WORK_OR_STUDIES = (EndReason.WORK, EndReason.STUDIES, EndReason.SUPPORTED)
FOLLOW_UP_DAYS = 90

PERSON = "({.person}={person})"
DUE = 'AND(ISNUMBER({due_90}),ISNUMBER({cover.as_of}),N({due_90})<N({cover.as_of}),{status_90}="")'


# A person's code as ten digits, whether it has a century or lost the zero it began with.
BARE = 'SUBSTITUTE(SUBSTITUTE(SUBSTITUTE({person},"-",""),"+","")," ","")'
TEN = f'RIGHT("0"&{BARE},10)'
BORN = f"MOD(MID({TEN},5,2),60)"
# Every second digit twice, the digits of what that gives added up.
DOUBLED = f"MID({TEN},{{1,3,5,7,9}},1)"
CHECK_SUM = f"SUMPRODUCT(2*{DOUBLED}-9*(--{DOUBLED}>4))+SUMPRODUCT(--MID({TEN},{{2,4,6,8,10}},1))"
IS_IDENTITY_NUMBER = (
    f'IFERROR(AND(OR(LEN({BARE})=9,LEN({BARE})=10,AND(LEN({BARE})=12,OR(LEFT({BARE},2)="19",LEFT({BARE},2)="20"))),'
    f"DAY(DATE(2000+LEFT({TEN},2),MID({TEN},3,2),{BORN}))={BORN},--MID({TEN},3,2)>0,--MID({TEN},3,2)<13,"
    f'--MID({TEN},5,2)<92,MID({TEN},7,3)<>"000",MOD({CHECK_SUM},10)=0),FALSE)'
)
# Of two starts: the same day, or one while the other goes on.
AT_ONCE = (
    "ISNUMBER({.start})*((N({start})={.start})+"
    '((({.end}="")+({.end}>N({start}))>0)*((({end}="")+(N({end})>{.start}))>0))>0)'
)


class Participants(Table, sheet="Deltagare", key="participants", capacity=120, private=True):
    """En rad för varje gång någon börjar, utan namn. Den som kommer tillbaka får en ny rad med samma personkod.

    Bladet lämnar aldrig enhetens fil: till sammanställningen går bara antal. Skriv aldrig namn eller personnummer, och
    välj Känslig som informationsklass på Försättsblad. Nyckeln mellan kod och person förvaras på annan plats. Den som
    har skyddad identitet räknas i summorna men ska inte kunna kännas igen: lämna grupp och verksamhet tomma.
    """

    start_id: str = col.identity("Start-ID", "SN", digits=3)
    person: str = col.code("Personkod", width=11, prompt="Enhetens eget löpnummer, t.ex. 17. Aldrig personnummer.")
    sex: str = sex_column()
    born: float | None = col.whole(
        "Födelseår", required=False, at_least=1900, at_most=2100, format="0", example="1985", width=10
    )
    start: date = col.day("Startdatum")
    end: date | None = col.day("Slutdatum", required=False)
    start_no: float | None = col.computed(
        col.whole("Startnr", width=8, prompt="Vilken gång i ordningen personen börjar."),
        f'IF({{person}}="","",SUMPRODUCT({PERSON}*(ROW({{.person}})<=ROW())))',
        lambda row, book: row.person and float(book.once(order_of_starts)[row.index]),
    )
    latest: bool | None = col.computed(
        col.yes_no("Senaste starten", width=10, prompt="Ja på personens sista rad: den räknas som personens läge."),
        f'IF({{person}}="","",IF(SUMPRODUCT({PERSON}*(ROW({{.person}})>ROW()))=0,"Ja","Nej"))',
        lambda row, book: bool(row.person) and row.index in book.once(latest_starts),
    )
    referred_by: str | None = col.text(
        "Inremitterad av", required=False, width=20, prompt="T.ex. Arbetsförmedlingen, socialtjänsten eller själv."
    )
    group: str | None = col.text("Grupp", required=False, width=14)
    activity: str | None = col.text("Verksamhet", required=False, width=18)
    step_start: str | None = col.choice("Steg vid start", Step, required=False, width=22)
    step_now: str | None = col.choice(
        "Steg nu eller vid slut", Step, required=False, width=22, prompt="Steget på avstämningsdagen, eller det sista."
    )
    osa: bool | None = col.yes_no("OSA", required=False, width=8, prompt="Ja vid offentligt skyddat arbete.")
    protected: bool | None = col.yes_no(
        "Skyddad identitet", required=False, width=10, prompt="Ja om personen har skyddade personuppgifter."
    )
    end_reason: str | None = col.choice("Avslutsorsak", EndReason, required=False, width=20)
    due_90: date | None = col.computed(
        col.day("90 dagar efter slut"),
        f'IF(ISNUMBER({{end}}),{{end}}+{FOLLOW_UP_DAYS},"")',
        lambda row, book: None if row.end is None else row.end + timedelta(days=FOLLOW_UP_DAYS),
    )
    status_90: str | None = col.choice(
        "Läge efter 90 dagar", LaterState, required=False, width=20, prompt="Fråga när dagen har kommit."
    )
    remark: str | None = col.text("Anmärkning", required=False, width=20, prompt="Inga namn och inget om hälsa.")

    @rule(
        "J01",
        at=("start", "end"),
        short="Slutdatum ligger före startdatum",
        says="Slutdatum {end} ligger före startdatum {start}.",
        fix="Rätta det datum som är fel.",
        excel="AND(ISNUMBER({start}),ISNUMBER({end}),{end}<{start})",
    )
    def in_order(self) -> bool:
        return self.end is None or self.start <= self.end

    @rule(
        "J21",
        at=("end", "end_reason"),
        short="Slutdatum och avslutsorsak hör ihop",
        says="{given} är ifyllt, men inte {missing}.",
        fix="Fyll i båda när någon slutar. Vet ni inte varför: välj Okänd.",
        severity="warning",
        excel='({end}="")<>({end_reason}="")',
    )
    def end_has_a_reason(self) -> bool | Broken:
        names = ("Slutdatum", "avslutsorsak") if self.end is not None else ("Avslutsorsak", "slutdatum")
        return (self.end is None) == (self.end_reason is None) or broken(given=names[0], missing=names[1])

    @rule(
        "M08",
        at=("status_90", "due_90"),
        short="Uppföljningen efter 90 dagar är inte gjord",
        says="{start_id} skulle ha följts upp {due_90}, men Läge efter 90 dagar är tomt.",
        fix="Ta kontakt och fyll i läget. Går det inte att nå personen: välj Ej nådd.",
        severity="warning",
        excel=DUE,
    )
    def followed_up_in_time(self, book: BookData) -> bool:
        due = self.known("due_90")
        return self.status_90 is not None or due is None or bool(due >= book.form(Cover).as_of)

    @rule(
        "I01",
        at="person",
        short="Personkoden är ett personnummer",
        says="Personkoden på {start_id} är ett personnummer eller samordningsnummer.",
        fix="Skriv ett eget löpnummer, och förvara nyckeln mellan nummer och person på annan plats.",
        excel=IS_IDENTITY_NUMBER,
    )
    def person_is_no_identity_number(self, book: BookData) -> bool:
        digits = re.sub("[-+ ]", "", self.person)
        return not (re.fullmatch("[0-9]{9,12}", digits) and identity.found(digits, book.today))

    @rule(
        "I02",
        at=("person", "start"),
        short="Samma person har två starter samtidigt",
        says="Personkod {person} börjar {start} här, men har en start som pågår då på {others}.",
        fix="Är det samma start två gånger: ta bort den ena raden. Är det en ny start: fyll i slutdatum på den förra. "
        "Är det två personer: ge den ena en egen kod.",
        severity="warning",
        excel=f'AND({{person}}<>"",ISNUMBER({{start}}),SUMPRODUCT({PERSON}*(ROW({{.person}})<ROW())*{AT_ONCE})>0)',
    )
    def one_start_at_a_time(self, book: BookData) -> bool | Broken:
        earlier = [row for row in book.once(rows_by_person)[self.person.casefold()] if row.index < self.index]
        others = [row for row in earlier if at_once(self.start, self.end, row.known("start"), row.known("end"))]
        return not others or broken(others=listed([row.known("start_id") or f"rad {row.index + 1}" for row in others]))

    @rule(
        "J22",
        at=("person", "sex"),
        short="Samma personkod med olika kön",
        says="Personkod {person} har kön {sex} här, men ett annat kön på {others}.",
        fix="Är det samma person: rätta könet. Är det två personer: ge den ena en egen kod.",
        severity="warning",
        excel=f'AND({{person}}<>"",{{sex}}<>"",SUMPRODUCT({PERSON}*({{.sex}}<>"")*({{.sex}}<>{{sex}}))>0)',
    )
    def one_sex_a_person(self, book: BookData) -> bool | Broken:
        mine = book.once(rows_by_person)[self.person.casefold()]
        others = [row for row in mine if (row.known("sex") or self.sex) != self.sex]
        return not others or broken(others=listed([row.known("start_id") or f"rad {row.index + 1}" for row in others]))


def at_once(start: date, end: date | None, other: date | None, other_end: date | None) -> bool:
    """Two starts are on the same day, or one while the other goes on."""
    if other is None:
        return False
    return start == other or ((other_end is None or other_end > start) and (end is None or end > other))


def rows_by_person(book: BookData) -> dict[str, list[Participants]]:
    """Each person's rows, in their order, by the folded code."""
    found: dict[str, list[Participants]] = {}
    for row in book.rows(Participants):
        if row.known("person") is not None:
            found.setdefault(row.person.casefold(), []).append(row)
    return found


def order_of_starts(book: BookData) -> dict[int, int]:
    """Row index to which of the person's starts it is, in the order of the rows."""
    return {row.index: n for rows in book.once(rows_by_person).values() for n, row in enumerate(rows, 1)}


def latest_starts(book: BookData) -> set[int]:
    """The indexes of each person's last row."""
    return {rows[-1].index for rows in book.once(rows_by_person).values()}


class Kind(NamedTuple):
    """What the counts ask of a start."""

    sex: str | None
    latest: bool | None
    ongoing: bool
    end_reason: str | None
    status_90: str | None
    step_start: str | None
    step_now: str | None


def kinds(book: BookData) -> Counter[Kind]:
    """How many starts there are of each kind: far fewer than starts, and asked for many counts."""
    return Counter(
        Kind(ongoing=row.known("end") is None, **{key: row.known(key) for key in Kind._fields if key != "ongoing"})
        for rows in book.once(rows_by_person).values()
        for row in rows
    )


def number_of(book: BookData, code: str | None = None, **wanted: Any) -> float:
    """How many starts have a sex (None: any) and other values; among an end's `reasons` where several will do."""
    needed = wanted | ({} if code is None else {"sex": code})
    reasons = needed.pop("reasons", None)
    return float(
        sum(
            count
            for kind, count in book.once(kinds).items()
            if all(getattr(kind, key) == value for key, value in needed.items())
            and (reasons is None or kind.end_reason in reasons)
        )
    )


# A row counts when it has a person. `latest` is Ja or Nej then, and nothing where there is none.
ROWS = {
    "starts": '{participants.start_no},">0"',
    "people": '{participants.latest},"Ja"',
    "ongoing": '{participants.latest},"Ja",{participants.end},""',
}


def counting(
    header: str, what: str, code: str | None, adds: tuple[str, ...] = (), within: str = "", **wanted: Any
) -> Any:
    """A figure of the strip: starts, people or those who are still there, of one sex or all."""
    of_sex = f',{{participants.sex}},"{code}"' if code else ""
    return tally(
        header,
        f"COUNTIFS({ROWS[what]}{of_sex})",
        lambda row, book: number_of(book, code, **wanted),
        adds,
        within=tuple(filter(None, [within])),
    )


class ParticipantTotals(Form, sheet="Deltagare", key="participant_totals", strip=True):
    """Starter och personer. Den som kommer tillbaka är en start till, men inte en person till."""

    starts_k: float = counting("Starter kvinnor", "starts", SexCode.WOMAN)
    starts_m: float = counting("Starter män", "starts", SexCode.MAN)
    starts: float = counting("Starter totalt", "starts", None, adds=("starts_k", "starts_m"))
    people_k: float = counting("Personer kvinnor", "people", SexCode.WOMAN, latest=True, within="starts_k")
    people_m: float = counting("Personer män", "people", SexCode.MAN, latest=True, within="starts_m")
    people_u: float = counting("Personer okänt kön", "people", SexCode.UNKNOWN, latest=True)
    people: float = counting("Personer totalt", "people", None, latest=True, adds=("people_k", "people_m", "people_u"))
    people_even: str | None = evenness("Personer, fördelning", "people_k", "people_m")
    returns: float = tally(
        "Återinskrivningar",
        "{starts}-{people}",
        lambda row, book: number_of(book) - number_of(book, latest=True),
        prompt="Starter minus personer.",
        adds=("starts", "-people"),
    )
    ongoing_k: float = counting("Pågår kvinnor", "ongoing", SexCode.WOMAN, latest=True, ongoing=True, within="people_k")
    ongoing_m: float = counting("Pågår män", "ongoing", SexCode.MAN, latest=True, ongoing=True, within="people_m")
    ongoing: float = counting(
        "Pågår totalt", "ongoing", None, latest=True, ongoing=True, adds=("ongoing_k", "ongoing_m"), within="people"
    )
