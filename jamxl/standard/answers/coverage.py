"""Whose books are in, how sure the figures are, how units may be compared, whether the report may be published."""

from collections.abc import Iterator, Sequence

from jamxl.present.deliveries import DELIVERIES
from jamxl.present.opened import LEGEND
from jamxl.present.reading import (
    MOST_NAMED,
    Row,
    by_number,
    largest,
    rows,
    some,
    tally,
    total,
    where,
)
from jamxl.present.summary import Told, Views, Weight, answer, decider, observer
from jamxl.report_questions import Question
from jamxl.swedish import counted, listed, show

OUT = ("saknas", "avvisad")
# With more of the books out than this, sums say too little of the whole.
MOST_OUT = 0.2
# Shares of fewer goals than this are not ranked: a single goal moves them too much.
LEAST_RANKED = 30
BOOKS = ("arbetsbok", "arbetsböcker")
UNANSWERED = "Svarsfrekvens"


def out(views: Views) -> tuple[list[Row], list[Row]]:
    """The expected books, and those of them that are in no sum."""
    books = rows(views, DELIVERIES)
    return books, where(books, "Läge", *OUT)


def whose(books: Sequence[Row]) -> str:
    """The books that units have not answered with, unit by unit; of many units, how many more there are."""
    titles: dict[str, list[str]] = {}
    for book in books:
        titles.setdefault(book.unit, []).append(book.words("Bok"))
    said = [f"{listed(missing)} från {unit}" for unit, missing in titles.items()]
    more = len(said) - MOST_NAMED
    return "; ".join(said[:MOST_NAMED]) + (f"; och {counted(more, 'enhet', 'enheter')} till" if more > 0 else "")


@answer(Question.MISSING)
def arrived(views: Views) -> Iterator[Told]:
    books, gone = out(views)
    states = dict(tally(books, "Läge"))
    if states and set(states) <= {"med", "avvisad"}:
        said = counted(len(books) - len(gone), *BOOKS)
        yield Told(f"Projektet anger inte vilka enheter som ska svara. {said} är med i rapporten.", DELIVERIES)
    elif states:
        late = f", {show(states['sen'])} av dem efter sista dagen" if states.get("sen") else ""
        inside = show(len(books) - len(gone))
        yield Told(
            f"{inside} av {counted(len(books), 'väntad arbetsbok', 'väntade arbetsböcker')} är med{late}.", DELIVERIES
        )


@answer(Question.MISSING)
def missing_books(views: Views) -> Iterator[Told]:
    _, gone = out(views)
    if gone:
        yield Told(f"Saknas eller är avvisade: {whose(gone)}.", DELIVERIES)


@observer
def missing(views: Views) -> Iterator[Told]:
    books, gone = out(views)
    if gone:
        units = some(book.unit for book in gone)
        said = f"{show(len(gone))} av {counted(len(books), *BOOKS)} är inte med i någon summa: {units}."
        yield Told(said, DELIVERIES, Weight.TOTALS_UNSAFE)


@answer(Question.MISSING)
def safe_to_decide(views: Views) -> Iterator[Told]:
    books, gone = out(views)
    if not books:
        return
    if not gone:
        yield Told("Alla är med, så inget beslut behöver vänta på underlag.", DELIVERIES)
    elif len(gone) <= MOST_OUT * len(books):
        said = "Beslut om helheten kan fattas med förbehåll för det. Beslut om just de enheterna bör vänta."
        yield Told(said, DELIVERIES)
    else:
        said = "Mer än en femtedel av böckerna fattas. Beslut som bygger på summorna bör vänta."
        yield Told(said, DELIVERIES)


@decider
def wait_for_books(views: Views) -> Iterator[Told]:
    _, gone = out(views)
    if gone:
        said = (
            f"Ska {some(book.unit for book in gone)} få mer tid, eller fattas besluten utan dem? "
            f"Tills {'boken' if len(gone) == 1 else 'böckerna'} kommer visar summorna inte helheten."
        )
        yield Told(said, DELIVERIES, Weight.TOTALS_UNSAFE)


@answer(Question.CERTAINTY)
def response(views: Views) -> Iterator[Told]:
    name = "Enkäter och svar"
    if (every := total(views, name)) is None:
        return
    known, sent = "Svar där utskick är känt", "Utskick där svar är känt"
    if every.knows(known, sent, UNANSWERED):
        said = f"Svarsfrekvensen är {every.said(UNANSWERED)}: {every.said(known)} svar av {every.said(sent)} utskick."
        yield Told(said, name)
    surveys = rows(views, name)
    if unknown := sum(1 for survey in surveys if not survey.knows(UNANSWERED)):
        said = f"För {show(unknown)} av {counted(len(surveys), 'enkät', 'enkäter')} finns ingen svarsfrekvens att visa."
        yield Told(said, name)


@answer(Question.CERTAINTY)
def estimated(views: Views) -> Iterator[Told]:
    name = "Könsuppdelat samlat"
    told = rows(views, name)
    marked = [row for row in told if row.words("Märkning")]
    if told and marked:
        lines = counted(len(told), "rad", "rader")
        yield Told(f"Minst {show(len(marked))} av {lines} med könsuppdelad statistik bygger på uppskattade tal.", name)
    elif told and all(row.said("Märkning") == "" for row in told):
        yield Told("Inga tal i den könsuppdelade statistiken är märkta som uppskattade.", name)


@answer(Question.CERTAINTY)
def redefined(views: Views) -> Iterator[Told]:
    name = "Tal mot förra omgången"
    told = rows(views, name)
    apart = [row for row in told if row.words("Att veta").startswith("Jämförs inte")]
    if apart:
        what = some(f"{row.words('Vad')} ({row.unit})" for row in apart)
        said = counted(len(apart), "tal jämförs", "tal jämförs")
        yield Told(f"{said} inte med förra omgången, eftersom det som mäts har ändrats: {what}.", name)
    elif told:
        yield Told("Alla tal mäts på samma sätt som förra omgången, så vitt det går att se i böckerna.", name)


@observer
@answer(Question.CERTAINTY)
def with_errors(views: Views) -> Iterator[Told]:
    books = rows(views, DELIVERIES)
    if not books or "Skick" not in books[0].view.headers:
        return
    if wrong := where(books, "Skick", "med fel"):
        names = some(f"{book.words('Bok')} från {book.unit}" for book in wrong)
        yield Told(f"{counted(len(wrong), *BOOKS)} är med trots fel: {names}.", DELIVERIES, Weight.UNCERTAIN)


@answer(Question.COMPARISON)
def used_hours(views: Views) -> Iterator[Told]:
    name, share = "Timmar per enhet", "Använt av plan"
    if said := spread(rows(views, name), share):
        yield Told(f"Andelen använda timmar av planen går från {said}.", name)


@answer(Question.COMPARISON)
def reached(views: Views) -> Iterator[Told]:
    name, share = "Måluppfyllelse", "Andel uppnådda"
    judged = rows(views, name)
    if not (said := spread(judged, share)):
        return
    most = max(row.number("Bedömda") or 0 for row in judged)
    small = f" Ingen har fler än {show(most)} bedömda mål: rangordna dem inte." if most < LEAST_RANKED else ""
    yield Told(f"Andelen uppnådda mål går från {said}.{small}", name)


@answer(Question.COMPARISON)
def same_measure(views: Views) -> Iterator[Told]:
    """The measure that most units have a share of, for women and for men."""
    name, share = "Könsuppdelat per enhet", "Av alla kvinnor"
    alike: dict[str, list[Row]] = {}
    for row in rows(views, name):
        if row.knows(share, "Av alla män"):
            alike.setdefault(measure_of(row), []).append(row)
    measure, having = max(alike.items(), key=lambda one: len(one[1]), default=("", []))
    women, men = spread(having, share), spread(having, "Av alla män")
    if women and men:
        yield Told(f"{measure}: av alla kvinnor från {women}, av alla män från {men}.", name)


def measure_of(row: Row) -> str:
    """What a row of sex-disaggregated statistics counts."""
    how = ", ".join(filter(None, map(row.words, ("Räkneenhet", "Redovisningsgrupp", "Period"))))
    return f"{row.words('Mått')} ({how})"


def spread(found: Sequence[Row], header: str) -> str:
    """From the lowest to the highest of some units, in words; "" where not two units differ."""
    known = by_number(found, lambda row: row.number(header))
    if not known or known[0][0] == known[-1][0]:
        return ""
    low = [row for value, row in known if value == known[-1][0]]
    ends = (f"{at[0].said(header)} ({some(row.unit for row in at)})" for at in (low, largest(known)))
    return " till ".join(ends)


@answer(Question.COMPARISON)
def fairly(views: Views) -> Iterator[Told]:
    if any(told for teller in (used_hours, reached, same_measure) for told in teller(views)):
        said = "Enheterna har olika uppdrag och målgrupper. Jämför hellre en enhet med sig själv över omgångarna."
        yield Told(said)


@answer(Question.PUBLISHING)
def open_to_all(views: Views) -> Iterator[Told]:
    if LEGEND in views:
        said = (
            "Ja. Det som är dolt går inte att räkna ut ur det som visas, och texter är bara med från enheter som har "
            "granskat dem. Hur mycket som är dolt, och varför, står i teckenförklaringen."
        )
        yield Told(said, LEGEND)
    else:
        said = (
            "Nej, inte den här utgåvan: den visar små antal och leder till enheternas filer. Sprid den öppna utgåvan "
            "i stället. Där är små antal dolda, och allt som skulle avslöja dem."
        )
        yield Told(said)
