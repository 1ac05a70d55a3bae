"""Women and men: outcome, time, referral, and what became of those who left."""

from collections.abc import Iterator

from jamxl.present.chance import RULE, beyond_chance, judged
from jamxl.present.reading import Row, by_number, largest, quoted, rows, some, total, where
from jamxl.present.summary import Told, Views, Weight, answer, observer
from jamxl.ratios import MORE_MEN, MORE_WOMEN
from jamxl.report_questions import Question
from jamxl.standard.answers.coverage import measure_of
from jamxl.swedish import counted, show

OUTCOME, SERVICE, BEFORE = "Könsuppdelat samlat", "Brukare och minuter", "Statistik mot förra omgången"
WOMEN, OF_WOMEN, MEN, OF_MEN = "Kvinnor med nämnare", "Nämnare kvinnor", "Män med nämnare", "Nämnare män"
PARTICIPANTS = "Deltagare"
GAP = "Skillnad, procentenheter"
# So many percentage points between women's share of the users and of the time are worth a steering group's attention.
WIDE = 5
MOST_TOLD = 3
NOT_SHOWN = "Talen visas inte: de gäller för få personer, eller saknas."


def apart(row: Row, women: str, men: str) -> float | None:
    """How many percentage points women's share is above men's, of the shares as they are shown."""
    one, other = row.number(women), row.number(men)
    return None if one is None or other is None else round((one - other) * 100, 1)


def points(difference: float) -> str:
    """A difference between women and men in words."""
    if not difference:
        return "ingen skillnad"
    said = counted(abs(difference), "procentenhet", "procentenheter")
    return f"{said} {'högre' if difference > 0 else 'lägre'} för kvinnor"


def outcomes(views: Views) -> list[tuple[float, Row]]:
    """The measures with a share of all women and of all men, and the difference, the widest first."""
    found = [row for row in rows(views, OUTCOME) if row.knows(WOMEN, OF_WOMEN, MEN, OF_MEN)]
    having = [
        (difference, row) for row in found if (difference := apart(row, "Av alla kvinnor", "Av alla män")) is not None
    ]
    return sorted(having, key=lambda pair: abs(pair[0]), reverse=True)


def people(row: Row, *headers: str) -> tuple[float, ...]:
    """Numbers of a row that has them."""
    return tuple(row.number(header) or 0.0 for header in headers)


def outcome(difference: float, row: Row) -> str:
    """A measure's outcome for women and men, and whether the difference says anything."""
    women, of_women, men, of_men = people(row, WOMEN, OF_WOMEN, MEN, OF_MEN)
    return (
        f"{measure_of(row)}: {row.said('Av alla kvinnor')} av kvinnorna och {row.said('Av alla män')} av männen, "
        f"{points(difference)}. Med {row.said(OF_WOMEN)} kvinnor och {row.said(OF_MEN)} män "
        f"{judged(women, of_women, men, of_men)}."
    )


@answer(Question.DIFFERENCE)
def different(views: Views) -> Iterator[Told]:
    found = outcomes(views)
    for difference, row in found[:MOST_TOLD]:
        yield Told(outcome(difference, row), OUTCOME)
    if len(found) > MOST_TOLD:
        left = counted(len(found) - MOST_TOLD, "mått", "mått")
        yield Told(f"{left} till, med mindre skillnad, står i tabellen.", OUTCOME)
    if found:
        yield Told(RULE)


@observer
def surely_different(views: Views) -> Iterator[Told]:
    for difference, row in outcomes(views):
        if beyond_chance(*people(row, WOMEN, OF_WOMEN, MEN, OF_MEN)):
            yield Told(outcome(difference, row), OUTCOME, Weight.UNEQUAL)
            return


@answer(Question.DIFFERENCE)
def growing(views: Views) -> Iterator[Told]:
    change = "Ändring, p.e."
    ranked = by_number(rows(views, BEFORE), lambda row: abs(row.number(change) or 0) if row.knows(change) else None)
    if not ranked:
        return
    yield Told("Om skillnaden växer går inte att säga: förra omgångens nämnare jämförs inte.")
    first = largest(ranked)
    if len(first) == 1 and ranked[0][0]:
        row = first[0]
        said = (
            f"Kvinnornas andel av dem som räknas har ändrats mest för {row.words('Mått')} ({row.unit}): från "
            f"{row.said('Andel kvinnor förra')} till {row.said('Andel kvinnor nu')}."
        )
        yield Told(said, BEFORE)


def service(row: Row) -> str:
    """How users and time are shared, and how much a woman and a man get."""
    said = (
        f"{row.words('Tjänst')} ({row.unit}): kvinnor är {row.said('Andel kvinnor, brukare')} av brukarna och får "
        f"{row.said('Andel kvinnor, minuter')} av tiden."
    )
    one, other = "Min per brukare, kvinnor", "Min per brukare, män"
    return (
        f"{said} Minuter per brukare: kvinnor {row.said(one)}, män {row.said(other)}."
        if row.knows(one, other)
        else said
    )


def by_gap(views: Views) -> list[tuple[float, Row]]:
    """The services by how far women's share of the time is from their share of the users, the widest first."""
    return by_number(rows(views, SERVICE), lambda row: abs(row.number(GAP) or 0) if row.knows(GAP) else None)


@answer(Question.SERVICE)
def minutes(views: Views) -> Iterator[Told]:
    ranked = by_gap(views)
    if len(ranked) > 1:
        less = sum(1 for _, row in ranked if (row.number(GAP) or 0) < 0)
        more = sum(1 for _, row in ranked if (row.number(GAP) or 0) > 0)
        said = (
            f"I {show(less)} av {show(len(ranked))} redovisade tjänster får kvinnor en mindre del av tiden än de är av "
            f"brukarna, i {show(more)} en större."
        )
        yield Told(said, SERVICE)
    for _, row in ranked[:MOST_TOLD]:
        yield Told(service(row), SERVICE)
    if not ranked and SERVICE in views:
        yield Told(NOT_SHOWN, SERVICE)


@observer
def less_time(views: Views) -> Iterator[Told]:
    ranked = by_gap(views)
    if ranked and ranked[0][0] >= WIDE:
        yield Told(service(ranked[0][1]), SERVICE, Weight.UNEQUAL)


@answer(Question.REFERRAL)
def referred(views: Views) -> Iterator[Told]:
    name = "Remittering per verksamhet"
    places, every = rows(views, name), total(views, name)
    for state, who in ((MORE_WOMEN, "kvinnor"), (MORE_MEN, "män")):
        if uneven := where(places, "Jämn fördelning", state):
            each = some(f"{row.words('Verksamhet')} ({row.unit})" for row in uneven)
            yield Told(f"Fler {who} än en jämn fördelning: {each}.", name)
    own, men = "Eget val, av kvinnor", "Eget val, av män"
    if every and every.knows(own, men):
        yield Told(f"Valde själva: {every.said(own)} av kvinnorna och {every.said(men)} av männen.", name)
    elif places and not any(row.knows("Valda av kvinnor", "Valda av män") for row in places):
        yield Told(NOT_SHOWN, name)


@answer(Question.REFERRAL)
def checklist(views: Views) -> Iterator[Told]:
    name = "Jämställd remittering"
    for header, what in (
        ("Nej", "Minst en enhet svarar nej i checklistan"),
        ("Ej undersökt", "Inte undersökt av minst en enhet"),
    ):
        if found := [row for row in rows(views, name) if row.number(header)]:
            yield Told(f"{what}: {some(quoted(row.words('Fråga')) for row in found)}.", name)


@answer(Question.WORK)
def onward(views: Views) -> Iterator[Told]:
    every = total(views, PARTICIPANTS)
    if every is None:
        return
    women, men = "Arbete/studier kvinnor", "Arbete/studier män"
    if not every.knows("Av kvinnor", "Av män", women, men, "Kvinnor", "Män"):
        yield Told(NOT_SHOWN, PARTICIPANTS)
        return
    said = (
        f"{every.said('Av kvinnor')} av {every.said('Kvinnor')} kvinnor och {every.said('Av män')} av "
        f"{every.said('Män')} män har gått till arbete eller studier. Med så många "
        f"{judged(*people(every, women, 'Kvinnor', men, 'Män'))}."
    )
    yield Told(said, PARTICIPANTS)


@answer(Question.WORK)
def still_there(views: Views) -> Iterator[Told]:
    name = "Läge efter 90 dagar"
    states = [
        row for row in rows(views, name) if row.words("Läge") in ("I arbete", "I studier", "I anställning med stöd")
    ]
    known = [row for row in states if row.knows("Uppföljda kvinnor", "Uppföljda män")]
    if known:
        each = "; ".join(
            f"{row.words('Läge').lower()} {row.said('Uppföljda kvinnor')} kvinnor och {row.said('Uppföljda män')} män"
            for row in known
        )
        yield Told(f"Efter 90 dagar, av de uppföljda: {each}.", name)
    if len(known) < len(states):
        what = some(row.words("Läge").lower() for row in states if row not in known)
        yield Told(
            f"Hur många som efter 90 dagar är {what} visas inte: talen gäller för få personer, eller saknas.", name
        )
    follow = "Uppföljning 90 dagar"
    every = total(views, follow)
    if every and every.knows("Ej uppföljda, totalt", "Ska följas upp, totalt"):
        said = (
            f"{every.said('Ej uppföljda, totalt')} av {every.said('Ska följas upp, totalt')} avslut är inte uppföljda."
        )
        yield Told(said, follow)
