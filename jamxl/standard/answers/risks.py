"""Risks, where participants disagree, and what training has led to."""

from collections.abc import Iterator

from jamxl.present.reading import by_number, largest, limited, rows, some, total, where
from jamxl.present.summary import Told, Views, Weight, answer, observer
from jamxl.report_questions import Question

RISKS, OCCURRED, OPEN = "Risker per enhet", "Inträffade risker", "Öppna risker"
WITHIN, BETWEEN = "Oenighet inom enheter", "Oenighet mellan enheter"
REACHED, TRAININGS, APPLIED = "Nådd personal", "Kompetensinsatser", "Tillämpning"


@answer(Question.RISKS)
def risks(views: Views) -> Iterator[Told]:
    every = total(views, RISKS)
    if every and every.number("Risker"):
        said = (
            f"Av {every.said('Risker')} risker har {every.said('Inträffade')} inträffat och "
            f"{every.said('Stängda')} stängts. "
            f"{every.said('Höga')} är {'hög' if every.number('Höga') == 1 else 'höga'} och "
            f"{every.counted('Nya', 'ny', 'nya')}."
        )
        yield Told(said, RISKS)


@answer(Question.RISKS)
def occurred(views: Views) -> Iterator[Told]:
    if found := rows(views, OCCURRED):
        yield Told(
            f"Har inträffat, de största först: {some(row.called('Risk') for row in found)}.{limited(found[0].view)}",
            OCCURRED,
        )


@observer
def happened(views: Views) -> Iterator[Told]:
    every = total(views, RISKS)
    if every and every.number("Inträffade"):
        units = some(row.unit for row in rows(views, RISKS) if row.number("Inträffade"))
        said = f"{every.said('Inträffade')} av {every.said('Risker')} risker har inträffat: {units}."
        yield Told(said, RISKS, Weight.RISK_OCCURRED)


@answer(Question.RISKS)
def one_person(views: Views) -> Iterator[Told]:
    every = total(views, RISKS)
    if every and every.knows("Personalrisker"):
        yield Told(f"{every.said('Personalrisker')} av {every.said('Risker')} risker gäller personal.", RISKS)
    if staff := where(rows(views, OPEN), "Typ", "Personal"):
        yield Told(f"Öppna personalrisker: {some(row.called('Risk') for row in staff)}.{limited(staff[0].view)}", OPEN)


@answer(Question.DISAGREEMENT)
def within(views: Views) -> Iterator[Told]:
    ranked = by_number(rows(views, WITHIN), lambda row: row.number("Spridning"))
    if ranked and ranked[0][0]:
        first = largest(ranked)
        each = some(f"{row.words('Parameter')} ({row.unit})" for row in first)
        yield Told(f"Störst redovisad spridning inom en enhet, {first[0].said('Spridning')}: {each}.", WITHIN)


@answer(Question.DISAGREEMENT)
def between(views: Views) -> Iterator[Told]:
    ranked = by_number(rows(views, BETWEEN), lambda row: row.number("Skillnad"))
    if ranked and ranked[0][0]:
        first = largest(ranked)
        what = some(row.words("Parameter") for row in first)
        yield Told(
            f"Störst skillnad mellan enheternas gemensamma värden, {first[0].said('Skillnad')}: {what}.", BETWEEN
        )
    elif ranked:
        yield Told("Enheternas gemensamma värden är lika.", BETWEEN)


@answer(Question.DISAGREEMENT)
def why(views: Views) -> Iterator[Told]:
    if WITHIN in views or BETWEEN in views:
        yield Told("Varför de är oense står inte i böckerna, och inte heller vem som bedömde hur.")


@answer(Question.TRAINING)
def reached(views: Views) -> Iterator[Told]:
    every = total(views, REACHED)
    if every and every.knows("Nådda K", "Nådda M"):
        women, men = every.said("Nådda K"), every.said("Nådda M")
        said = f"Minst en insats har nått {women} av kvinnorna och {men} av männen i personalen."
        yield Told(said, REACHED)
        said = "Vilka nivåer av personalen som har nåtts frågar böckerna inte efter."
        yield Told(said)


@answer(Question.TRAINING)
def applied(views: Views) -> Iterator[Told]:
    every = total(views, APPLIED)
    if every and every.number("Ändringar"):
        said = (
            f"Efter insatserna är {every.said('Ändringar')} ändringar rapporterade: {every.said('Individ')} hos "
            f"enskilda, {every.said('Grupp')} i grupper, {every.said('Organisation')} i organisationen och "
            f"{every.said('System och struktur')} i system och struktur."
        )
        yield Told(said, APPLIED)
    elif every and every.knows("Ändringar"):
        yield Told("Ingen ändring efter insatserna är rapporterad.", APPLIED)
    followed = total(views, TRAININGS)
    if followed and followed.knows("Uppföljda", "Genomförda"):
        said = f"{followed.said('Uppföljda')} av {followed.said('Genomförda')} genomförda insatser är uppföljda."
        yield Told(said, TRAININGS)
