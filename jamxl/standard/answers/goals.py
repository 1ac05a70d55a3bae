"""Goals, the programme logic, what lasts after the project, and who pays for it."""

from collections.abc import Iterator

from jamxl.present.reading import Row, by_number, largest, limited, quoted, rows, some, tally, total, where
from jamxl.present.summary import Told, Views, Weight, answer, decider, observer
from jamxl.report_questions import Question
from jamxl.swedish import counted, show

REACHED, OUTCOMES, UNMEASURED = "Måluppfyllelse", "Mål och utfall", "Kunde inte mätas"
LOGIC, GAPS, MEDIATORS = "Programlogik per enhet", "Luckor i programlogiken", "Förmedlande instanser"
CANNOT, MISSED = "Kan inte mätas", "Ej uppnådda"


@answer(Question.GOALS)
def goals(views: Views) -> Iterator[Told]:
    every = total(views, REACHED)
    if every and every.number("Mål") and every.knows("Uppnådda", "Delvis", MISSED, CANNOT, "Ej bedömda"):
        reached, missed = every.counted("Uppnådda", "uppnått", "uppnådda"), every.said(MISSED)
        partly, cannot, unjudged = every.said("Delvis"), every.said(CANNOT), every.said("Ej bedömda")
        said = (
            f"Av {every.said('Mål')} mål är {reached}, {partly} delvis och {missed} inte. "
            f"{cannot} kan inte mätas och {unjudged} har inte bedömts."
        )
        yield Told(said, REACHED)


@observer
def goals_missed(views: Views) -> Iterator[Told]:
    every = total(views, REACHED)
    if every and every.number(MISSED):
        units = some(row.unit for row in rows(views, REACHED) if row.number(MISSED))
        said = f"{every.said(MISSED)} av {every.said('Bedömda')} bedömda mål är inte uppnådda: {units}."
        yield Told(said, REACHED, Weight.GOAL_MISSED)


@answer(Question.GOALS)
def missed_by_name(views: Views) -> Iterator[Told]:
    if missed := where(rows(views, OUTCOMES), "Status", "Ej uppnått"):
        yield Told(f"Inte uppnådda: {some(row.called('Mål') for row in missed)}.{limited(missed[0].view)}", OUTCOMES)


@observer
def unmeasured(views: Views) -> Iterator[Told]:
    every = total(views, REACHED)
    if every and every.number(CANNOT):
        units = some(row.unit for row in rows(views, REACHED) if row.number(CANNOT))
        said = f"{every.said(CANNOT)} av {every.said('Mål')} mål kan inte mätas: {units}."
        yield Told(said, REACHED, Weight.GOAL_UNMEASURED)


@answer(Question.GOALS)
def why_unmeasured(views: Views) -> Iterator[Told]:
    name = "Varför mål inte kan mätas"
    ranked = by_number(rows(views, name), lambda row: row.number("Mål"))
    if ranked and ranked[0][0]:
        first = largest(ranked)
        reasons = some(quoted(row.words("Orsak")) for row in first)
        alone = not any(count for count, _ in ranked[1:])
        what = "Orsaken" if alone else "Den vanligaste orsaken" if len(first) == 1 else "De vanligaste orsakerna"
        said = f"{what} till att mål inte kan mätas är {reasons}: {show(ranked[0][0])} mål"
        yield Told(f"{said}." if len(first) == 1 else f"{said} vardera.", name)


@answer(Question.GOALS)
def whose_job(views: Views) -> Iterator[Told]:
    goals = rows(views, UNMEASURED)
    if not goals:
        return
    owners = [(owner, count) for owner, count in tally(goals, "Ansvarig") if owner]
    if owners:
        each = some(f"{owner} ({show(count)})" for owner, count in owners)
        yield Told(f"Ansvariga för att målen ska gå att mäta: {each}.{limited(goals[0].view)}", UNMEASURED)
    for header, what in (
        ("Ansvarig", "vem som är ansvarig"),
        ("Så mäts det nästa gång", "hur de ska mätas nästa gång"),
    ):
        if lacking := sum(1 for row in goals if not row.words(header)):
            yield Told(f"För {show(lacking)} av dem står inte {what}.", UNMEASURED)


@decider
def own_goals(views: Views) -> Iterator[Told]:
    """Goals that the steering group itself is to make measurable."""
    if own := [row for row in rows(views, UNMEASURED) if steers(row.words("Ansvarig"))]:
        how = own[0].words("Så mäts det nästa gång")
        said = f"Hur ska {some(row.called('Mål') for row in own)} mätas? Styrgruppen är ansvarig."
        proposal = f" Enhetens förslag: {quoted(how)}." if how and len(own) == 1 else ""
        yield Told(said + proposal, UNMEASURED, Weight.GOAL_UNMEASURED)


def steers(words: str) -> bool:
    """Words name the steering group."""
    return words.casefold().startswith("styrgrupp")


@answer(Question.ACTIVITIES)
def without_result(views: Views) -> Iterator[Told]:
    yield from lacking(views, "Aktiviteter", "Aktiviteter utan resultat", "saknar resultat")


@answer(Question.ACTIVITIES)
def stop(views: Views) -> Iterator[Told]:
    if any(row.number("Aktiviteter utan resultat") for row in rows(views, LOGIC)):
        yield Told("Koppla dem till ett resultat, eller pröva om de behövs.")


@observer
def idle(views: Views) -> Iterator[Told]:
    yield from lacking(views, "Aktiviteter", "Aktiviteter utan resultat", weight=Weight.NOT_LEADING)


@answer(Question.RESULTS)
def without_activity(views: Views) -> Iterator[Told]:
    yield from lacking(views, "Resultat", "Resultat utan aktivitet", "saknar aktivitet")


def lacking(views: Views, of: str, header: str, mark: str = "", weight: Weight = Weight.PLAIN) -> Iterator[Told]:
    """How many rows of the units' programme logic lead nowhere or are not supported, and with a `mark` which."""
    known = [row for row in rows(views, LOGIC) if row.knows(header)]
    having = [row for row in known if row.number(header)]
    if having:
        each = some(f"{row.said(header)} av {row.said(of)} i {row.unit}" for row in having)
        yield Told(f"{header}: {each}.", LOGIC, weight)
        if named := where(rows(views, GAPS), "Lucka", mark) if mark else []:
            yield Told(f"Det gäller {some(row.called('Text') for row in named)}.", GAPS)
    elif known and mark:
        yield Told(f"{header}: inga i {counted(len(known), 'enhet', 'enheter')} med programlogik.", LOGIC)


@answer(Question.RESULTS)
def carried_on(views: Views) -> Iterator[Told]:
    units = [row for row in rows(views, LOGIC) if row.knows("Uppnådda resultat", MEDIATORS)]
    having = [row for row in units if row.number("Uppnådda resultat")]
    if units and not having:
        yield Told("Inget resultat är markerat som uppnått, så det finns ännu inget att föra vidare.", LOGIC)
    for row in having[:3]:
        reached = row.said("Uppnådda resultat")
        said = f"{row.unit}: {reached} uppnådda resultat, {row.said(MEDIATORS)} förmedlande instanser."
        yield Told(said, LOGIC)
    if bare := where(rows(views, GAPS), "Lucka", "saknar förmedlande instans"):
        each = some(row.called("Text") for row in bare)
        yield Told(f"Uppnådda men utan någon som för dem vidare: {each}.", GAPS)


@answer(Question.AFTERWARDS)
def taken_over(views: Views) -> Iterator[Told]:
    carried = rows(views, MEDIATORS)
    if carried:
        each = some(f"{quoted(row.words('Vad'))} ({row.unit}{decided(row)})" for row in carried)
        yield Told(f"Förs vidare: {each}.{limited(carried[0].view)}", MEDIATORS)
    hours = total(views, "Timmar per enhet")
    if hours and hours.number("Extra resurs"):
        said = (
            f"{hours.said('Extra resurs')} av planens {hours.said('Planerade timmar')} timmar är extra resurs. "
            "Vad av det som ska rymmas i ordinarie budget, och från vilken dag, är inte redovisat."
        )
        yield Told(said, "Timmar per enhet")
        if not carried:
            said = (
                "Enheterna kan ange vem som tar över, och beslutet om det, bland förmedlande instanser i Projektboken."
            )
            yield Told(said)


def decided(row: Row) -> str:
    """Who carries a result on, and since when that is decided; "" where nothing is said of it."""
    day = row.words("Beslutsdatum")
    parts = (row.words("Aktör"), f"beslutat {day}" if day else "")
    said = ", ".join(filter(None, parts))
    return f": {said}" if said else ""


@answer(Question.FUNDER)
def funding(views: Views) -> Iterator[Told]:
    name = "Projektkort"
    kinds = [(kind, count) for kind, count in tally(rows(views, name), "Finansiering") if kind]
    if kinds:
        each = some(f"{kind} ({counted(count, 'enhet', 'enheter')})" for kind, count in kinds)
        yield Told(f"Finansiering enligt projektkorten: {each}.", name)
        said = "Vad finansiären begär, och när, frågar böckerna inte efter. Stäm av mot finansiärens egen lista."
        yield Told(said)
