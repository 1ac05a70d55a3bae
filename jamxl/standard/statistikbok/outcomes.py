"""What became of the participants, in numbers that may leave the unit: reasons, 90 days later, the job staircase."""

from typing import Any

from jamxl import columns as col
from jamxl import ratios
from jamxl.sheets import BookData, Form, Table
from jamxl.standard.cover import Cover
from jamxl.standard.statistikbok.counting import SexCode, evenness, of_group, quotient, tally
from jamxl.standard.statistikbok.participants import (
    TO_WORK_OR_STUDIES,
    EndReason,
    LaterState,
    Participants,
    Step,
    number_of,
)

STEPS = tuple(Step)


def with_value(header: str, key: str, code: str) -> Any:
    """How many starts of one sex have the row's `name` in a column of Deltagare."""
    return tally(
        header,
        f'COUNTIFS({{participants.start_no}},">0",{{participants.{key}}},{{name}},{{participants.sex}},"{code}")',
        lambda row, book: number_of(book, code, **{key: row.name}),
    )


def together(header: str, *keys: str, **more: Any) -> Any:
    """The sum of counts in the same row."""
    excel = "+".join(f"{{{key}}}" for key in keys)
    return tally(header, excel, lambda row, book: sum(row.known(key) or 0.0 for key in keys), **more)


def of_all(header: str, key: str, part: str) -> Any:
    """The sum of a column, on every row: what its shares are counted on."""
    return col.computed(
        col.whole(header), f"SUM({{.{key}}})", lambda row, book: book.total(part, key), people=True, adds=("." + key,)
    )


class Endings(Table, sheet="Avslut", key="endings", fixed_rows=tuple({"name": reason.value} for reason in EndReason)):
    """Varför deltagarna slutade, kvinnor och män. Räknas fram ur Deltagare; inget skrivs här. Räkneenhet: avslut."""

    name: str = col.text("Orsak", fixed=True, width=26)
    k: float = with_value("Avslut kvinnor", "end_reason", SexCode.WOMAN)
    m: float = with_value("Avslut män", "end_reason", SexCode.MAN)
    u: float = with_value("Avslut okänt kön", "end_reason", SexCode.UNKNOWN)
    t: float = together("Avslut totalt", "k", "m", "u", adds=("k", "m", "u"))
    all_k: float = of_all("Alla avslut kvinnor", "k", "endings")
    all_m: float = of_all("Alla avslut män", "m", "endings")
    rate_k: float | None = quotient(col.percent("Av kvinnors avslut"), "k", "all_k")
    rate_m: float | None = quotient(col.percent("Av mäns avslut"), "m", "all_m")
    share_k: float | None = of_group("Andel kvinnor", "k", "m")
    share_m: float | None = of_group("Andel män", "m", "k")
    even: str | None = evenness("Fördelning", "k", "m")


def to_work(header: str, code: str | None, **more: Any) -> Any:
    """People whose latest start ended with work or studies."""
    of_sex = f',{{participants.sex}},"{code}"' if code else ""
    excel = "+".join(
        f'COUNTIFS({{participants.latest}},"Ja",{{participants.end_reason}},"{reason}"{of_sex})'
        for reason in TO_WORK_OR_STUDIES
    )
    return tally(
        header, excel, lambda row, book: number_of(book, code, latest=True, reasons=TO_WORK_OR_STUDIES), **more
    )


def of_people(header: str, part: str, whole: str) -> Any:
    """A count of people of all that have started."""
    return col.computed(
        col.percent(header),
        ratios.share_excel(f"{{{part}}}", f"{{participant_totals.{whole}}}"),
        lambda row, book: ratios.share(getattr(row, part), people(book, whole)),
    )


def people(book: BookData, whole: str) -> float:
    """How many people have started, of one sex or all."""
    codes = {"people_k": SexCode.WOMAN, "people_m": SexCode.MAN}
    return number_of(book, codes.get(whole), latest=True)


class EndingTotals(Form, sheet="Avslut", key="ending_totals", strip=True):
    """Personer som gått till arbete, med eller utan stöd, eller till studier, av alla personer som har börjat."""

    work_k: float = to_work("Arbete/studier kvinnor", SexCode.WOMAN, within=("participant_totals.people_k",))
    work_m: float = to_work("Arbete/studier män", SexCode.MAN, within=("participant_totals.people_m",))
    work: float = to_work(
        "Arbete/studier totalt", None, adds=("work_k", "work_m"), within=("participant_totals.people",)
    )
    work_rate_k: float | None = of_people("Av alla kvinnor", "work_k", "people_k")
    work_rate_m: float | None = of_people("Av alla män", "work_m", "people_m")
    work_rate: float | None = of_people("Av alla personer", "work", "people")


class Later(
    Table, sheet="Efter 90 dagar", key="later", fixed_rows=tuple({"name": state.value} for state in LaterState)
):
    """Vad deltagarna gör 90 dagar efter slutet. Räknas fram ur Deltagare; inget skrivs här. Räkneenhet: avslut."""

    name: str = col.text("Läge", fixed=True, width=26)
    k: float = with_value("Uppföljda kvinnor", "status_90", SexCode.WOMAN)
    m: float = with_value("Uppföljda män", "status_90", SexCode.MAN)
    u: float = with_value("Uppföljda okänt kön", "status_90", SexCode.UNKNOWN)
    t: float = together("Uppföljda totalt", "k", "m", "u", adds=("k", "m", "u"))
    all_k: float = of_all("Alla uppföljda kvinnor", "k", "later")
    all_m: float = of_all("Alla uppföljda män", "m", "later")
    rate_k: float | None = quotient(col.percent("Av uppföljda kvinnor"), "k", "all_k")
    rate_m: float | None = quotient(col.percent("Av uppföljda män"), "m", "all_m")
    share_k: float | None = of_group("Andel kvinnor", "k", "m")
    share_m: float | None = of_group("Andel män", "m", "k")
    even: str | None = evenness("Fördelning", "k", "m")


def due(header: str, code: str | None, left: bool = False, **more: Any) -> Any:
    """Ends whose 90 days have passed on the reporting day; `left`: those that nobody has followed up."""
    of_sex = f',{{participants.sex}},"{code}"' if code else ""
    unanswered = ',{participants.status_90},""' if left else ""
    return col.computed(
        col.whole(header),
        "IF(ISNUMBER({cover.as_of}),"
        f'COUNTIFS({{participants.due_90}},"<"&{{cover.as_of}},{{participants.latest}},"?*"{of_sex}{unanswered}),"")',
        lambda row, book: passed(book, code, left),
        people=True,
        **more,
    )


def passed(book: BookData, code: str | None, left: bool) -> float:
    """`due`, in Python."""
    as_of = book.form(Cover).as_of
    days = (
        row.known("due_90")
        for row in book.rows(Participants)
        if row.known("person") is not None
        and code in (None, row.known("sex"))
        and not (left and row.known("status_90") is not None)
    )
    return float(sum(day is not None and day < as_of for day in days))


class LaterTotals(Form, sheet="Efter 90 dagar", key="later_totals", strip=True):
    """Hur många som skulle ha följts upp till och med avstämningsdagen, och hur många som är kvar."""

    due_k: float | None = due("Ska följas upp, kvinnor", SexCode.WOMAN)
    due_m: float | None = due("Ska följas upp, män", SexCode.MAN)
    due_t: float | None = due("Ska följas upp, totalt", None, adds=("due_k", "due_m"))
    left_k: float | None = due("Ej uppföljda, kvinnor", SexCode.WOMAN, left=True, within=("due_k",))
    left_m: float | None = due("Ej uppföljda, män", SexCode.MAN, left=True, within=("due_m",))
    left_t: float | None = due("Ej uppföljda, totalt", None, left=True, adds=("left_k", "left_m"))


def now_on(step: Step) -> Any:
    """How many who began on the row's step are on another."""
    return tally(
        f"Nu på steg {step[0]}",
        'COUNTIFS({participants.start_no},">0",{participants.step_start},{step},{participants.sex},{sex},'
        f'{{participants.step_now}},"{step}")',
        lambda row, book: number_of(book, row.sex, step_start=row.step, step_now=step),
        prompt=f"{step}.",
        width=9,
    )


def moved(header: str, which: Any) -> Any:
    """The sum over the steps that lie to one side of the row's own: `which(own, other)`."""
    numbers = range(1, len(STEPS) + 1)
    sums = ["+".join(f"{{n{n}}}" for n in numbers if which(own, n)) or "0" for own in numbers]

    def by(row: Any, book: BookData) -> float:
        own = STEPS.index(row.step) + 1
        return float(sum(row.known(f"n{n}") or 0.0 for n in numbers if which(own, n)))

    return tally(header, f"CHOOSE(VALUE(LEFT({{step}},1)),{','.join(sums)})", by, width=9)


class Staircase(
    Table,
    sheet="Jobbtrappan",
    key="staircase",
    fixed_rows=tuple({"step": step.value, "sex": code.value} for step in Step for code in SexCode),
):
    """Från vilket steg kvinnor och män började och var de är nu. Räknas fram ur Deltagare; inget skrivs här.

    Den som hoppar över ett steg räknas som uppåt. Att vara kvar på ett steg länge kan vara rätt för personen; det är
    skillnader mellan könen som är värda en fråga. Räkneenhet: starter med båda stegen ifyllda.
    """

    step: str = col.text("Steg vid start", fixed=True, width=26)
    sex: str = col.text("Kön", fixed=True, width=16)
    n1: float = now_on(Step.VISIT)
    n2: float = now_on(Step.LIGHT)
    n3: float = now_on(Step.TRAINING)
    n4: float = now_on(Step.ADAPTED)
    n5: float = now_on(Step.PLACEMENT)
    n6: float = now_on(Step.WORK)
    t: float = together(
        "Totalt", "n1", "n2", "n3", "n4", "n5", "n6", width=9, adds=("n1", "n2", "n3", "n4", "n5", "n6")
    )
    up: float = moved("Uppåt", lambda own, other: other > own)
    same: float = moved("Kvar på steget", lambda own, other: other == own)
    down: float = moved("Nedåt", lambda own, other: other < own)
