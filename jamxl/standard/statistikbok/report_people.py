"""What the consolidated report says of participants and referrals: numbers alone, never a row about a person."""

from jamxl.consolidation import Consolidated
from jamxl.present import COUNT, Figures, Group, Measure, Section, Sum, Theme, by_sex, by_unit, ratio, section
from jamxl.sheets import Table
from jamxl.standard.statistikbok.counting import SexCode
from jamxl.standard.statistikbok.outcomes import Endings, EndingTotals, Later, LaterTotals, Staircase
from jamxl.standard.statistikbok.participants import EndReason, LaterState, ParticipantTotals, Step
from jamxl.standard.statistikbok.referrals import Obstacle, Obstacles, Placements, ReferralTotals
from jamxl.standard.statistikbok.report import counts, groups, shares

PEOPLE_K, PEOPLE_M, PEOPLE = "Kvinnor", "Män", "Personer"


def in_use(data: Consolidated, part: type[Table], key: str) -> set[str]:
    """The units with a count above nought, or with one that stayed in a book marked Känslig: they use the sheet."""
    if part not in data.parts():
        return set()
    columns = data.stack(part).columns
    told = {unit for unit, count in zip(columns["unit_id"], columns[key], strict=True) if count}
    batches = ((delivery.unit, delivery.batches.get(part.table_key)) for delivery in data.used)
    return told | {unit for unit, batch in batches if batch and batch.hidden.get(key)}


def using(data: Consolidated, part: type[Table], key: str) -> list[Group]:
    """A group for each unit that uses the sheet."""
    used = in_use(data, part, key)
    return [group for group in by_unit(data) if group.where["unit_id"] in used]


@section(Theme.PEOPLE)
def participants(data: Consolidated) -> Section | None:
    """Starts and people, and how many went on to work or studies."""
    if not in_use(data, ParticipantTotals, "starts"):
        return None
    return Section(
        "Deltagare",
        "Starter och personer är olika: den som kommer tillbaka är en start till men inte en person till. "
        "Arbete är med eller utan stöd.",
        Figures(
            ("Kommun", "Enhet"),
            using(data, ParticipantTotals, "starts"),
            [
                *counts(ParticipantTotals, ("Starter", "starts"), (PEOPLE_K, "people_k"), (PEOPLE_M, "people_m")),
                *counts(ParticipantTotals, ("Okänt kön", "people_u"), (PEOPLE, "people")),
                *shares(PEOPLE_K, PEOPLE_M),
                *counts(ParticipantTotals, ("Återinskrivningar", "returns"), ("Pågår", "ongoing")),
                *counts(EndingTotals, ("Arbete/studier kvinnor", "work_k"), ("Arbete/studier män", "work_m")),
                *counts(EndingTotals, ("Arbete/studier totalt", "work")),
                ratio("Av kvinnor", "Arbete/studier kvinnor", PEOPLE_K),
                ratio("Av män", "Arbete/studier män", PEOPLE_M),
                ratio("Av alla", "Arbete/studier totalt", PEOPLE),
            ],
            basis=(ParticipantTotals, "people", ("summering", "summeringar")),
            headline={
                PEOPLE: "Deltagare, personer",
                "Starter": "Deltagare, starter",
                "Av kvinnor": "Till arbete eller studier, av kvinnor",
                "Av män": "Till arbete eller studier, av män",
            },
            first={PEOPLE: f"{{{PEOPLE_K}}} kvinnor och {{{PEOPLE_M}}} män"},
            followed=PEOPLE,
        ),
        charts=(
            by_sex("bars", "Deltagare, kvinnor och män", (PEOPLE_K, PEOPLE_M), unit="antal personer"),
            by_sex(
                "shares",
                "Till arbete eller studier",
                ("Av kvinnor", "Av män"),
                unit="procent av kvinnorna och av männen",
            ),
        ),
    )


def named(part: type[Table], words: str) -> list[Measure]:
    """A row's counts by sex, and what part of its sex's all it is."""
    k, m = f"{words} kvinnor", f"{words} män"
    return [
        *counts(part, (k, "k"), (m, "m"), ("Okänt kön", "u"), ("Totalt", "t")),
        *counts(part, ("Alla kvinnor", "all_k"), ("Alla män", "all_m")),
        ratio("Av kvinnor", k, "Alla kvinnor"),
        ratio("Av män", m, "Alla män"),
        *shares(k, m),
    ]


@section(Theme.PEOPLE)
def endings(data: Consolidated) -> Section | None:
    """Why women and men ended."""
    if not in_use(data, Endings, "t"):
        return None
    return Section(
        "Avslutsorsaker",
        "Varför deltagarna slutade, alla enheter tillsammans. Räkneenhet: avslut.",
        Figures(
            ("Orsak",),
            [Group((reason.value,), {"name": reason.value}) for reason in EndReason],
            named(Endings, "Avslut"),
            total="",
            basis=(Endings, "t", ("rad", "rader")),
        ),
        charts=(
            by_sex(
                "shares",
                "Kvinnors och mäns avslut efter orsak",
                ("Av kvinnor", "Av män"),
                unit="procent av kvinnornas och av männens avslut",
            ),
        ),
    )


@section(Theme.PEOPLE)
def later(data: Consolidated) -> Section | None:
    """What they did ninety days later."""
    if not in_use(data, Later, "t"):
        return None
    return Section(
        "Läge efter 90 dagar",
        "Vad de som slutat gör 90 dagar senare, av dem som är uppföljda, alla enheter tillsammans. Räkneenhet: avslut.",
        Figures(
            ("Läge",),
            [Group((state.value,), {"name": state.value}) for state in LaterState],
            named(Later, "Uppföljda"),
            total="",
            basis=(Later, "t", ("rad", "rader")),
        ),
        charts=(
            by_sex(
                "shares",
                "Kvinnor och män efter läge 90 dagar senare",
                ("Av kvinnor", "Av män"),
                unit="procent av de uppföljda kvinnorna och männen",
            ),
        ),
    )


@section(Theme.PEOPLE)
def follow_up(data: Consolidated) -> Section | None:
    """Who was to be followed up, and who is left."""
    if not in_use(data, LaterTotals, "due_t"):
        return None
    return Section(
        "Uppföljning 90 dagar",
        "Avslut vars 90 dagar har gått på avstämningsdagen, och hur många av dem som ingen har följt upp.",
        Figures(
            ("Kommun", "Enhet"),
            using(data, LaterTotals, "due_t"),
            [
                *counts(LaterTotals, ("Ska följas upp, kvinnor", "due_k"), ("Ska följas upp, män", "due_m")),
                *counts(LaterTotals, ("Ska följas upp, totalt", "due_t"), ("Ej uppföljda, kvinnor", "left_k")),
                *counts(LaterTotals, ("Ej uppföljda, män", "left_m"), ("Ej uppföljda, totalt", "left_t")),
                ratio("Andel ej uppföljda", "Ej uppföljda, totalt", "Ska följas upp, totalt"),
            ],
            basis=(LaterTotals, "due_t", ("summering", "summeringar")),
        ),
    )


@section(Theme.PEOPLE)
def staircase(data: Consolidated) -> Section | None:
    """Movements on the job staircase, women beside men."""
    if not in_use(data, Staircase, "t"):
        return None
    sexes = {"kvinnor": SexCode.WOMAN.value, "män": SexCode.MAN.value}
    measures: list[Measure] = []
    for words, code in sexes.items():
        where = (("sex", code),)
        moves = {"Uppåt": "up", "Kvar": "same", "Nedåt": "down", "Alla": "t"}
        measures += [Sum(f"{move} {words}", COUNT, Staircase, key, where) for move, key in moves.items()]
        measures.append(ratio(f"Andel uppåt {words}", f"Uppåt {words}", f"Alla {words}"))
    return Section(
        "Jobbtrappans rörelser",
        "Från steget vid starten till steget nu, alla enheter tillsammans. Räkneenhet: starter med båda stegen.",
        Figures(
            ("Steg vid start",),
            [Group((step.value,), {"step": step.value}) for step in Step],
            [*measures, Sum("Alla okänt kön", COUNT, Staircase, "t", (("sex", SexCode.UNKNOWN.value),))],
            basis=(Staircase, "t", ("rad", "rader")),
        ),
        charts=(
            by_sex(
                "shares",
                "Har gått uppåt på jobbtrappan, efter steg vid start",
                ("Andel uppåt kvinnor", "Andel uppåt män"),
                unit="procent av kvinnorna och av männen på steget",
            ),
        ),
    )


@section(Theme.PEOPLE)
def referrals(data: Consolidated) -> Section | None:
    """Where women and men are referred, and whose choice it was."""
    if Placements not in data.parts() or not len(data.stack(Placements)):
        return None
    keys = ("unit_id", "activity_id")
    return Section(
        "Remittering per verksamhet",
        "Vad kvinnor och män erbjöds, vad det blev, och hur ofta de valde själva.",
        Figures(
            ("Kommun", "Enhet", "Verksamhet"),
            groups(data, Placements, keys, ("municipality", "unit", "activity")),
            [
                *counts(Placements, ("Erbjudna kvinnor", "offered_k"), ("Erbjudna män", "offered_m")),
                *counts(Placements, ("Valda av kvinnor", "chosen_k"), ("Valda av män", "chosen_m")),
                *shares("Valda av kvinnor", "Valda av män"),
                *counts(Placements, ("Eget val kvinnor", "own_k"), ("Eget val män", "own_m")),
                ratio("Eget val, av kvinnor", "Eget val kvinnor", "Valda av kvinnor"),
                ratio("Eget val, av män", "Eget val män", "Valda av män"),
            ],
            basis=(Placements, "chosen_k", ("verksamhet", "verksamheter")),
        ),
        charts=(
            by_sex("bars", "Kvinnor och män efter verksamhet", ("Valda av kvinnor", "Valda av män"), unit="antal"),
            by_sex(
                "shares",
                "Eget val av verksamhet",
                ("Eget val, av kvinnor", "Eget val, av män"),
                unit="procent av kvinnorna och av männen",
            ),
        ),
    )


@section(Theme.PEOPLE)
def referral_quality(data: Consolidated) -> Section | None:
    """Own choice, obstacles and the five rights by sex."""
    part = ReferralTotals
    if not (units := using(data, part, "referred_k") or using(data, part, "referred_m")):
        return None
    pairs = {"Eget val": "own", "Med hinder": "hindered", "Alla 5R": "right"}
    measures = counts(part, ("Remitterade kvinnor", "referred_k"), ("Remitterade män", "referred_m"))
    for words, key in pairs.items():
        for sex, code in (("kvinnor", "k"), ("män", "m")):
            measures += [
                Sum(f"{words}, {sex}", COUNT, part, f"{key}_{code}"),
                ratio(f"{words}, andel {sex}", f"{words}, {sex}", f"Remitterade {sex}"),
            ]
    return Section(
        "Remitteringens kvalitet",
        "Eget val, hinder, och rätt person, insats, tid, aktör och kostnad (5R). Andelar av alla remitterade.",
        Figures(("Kommun", "Enhet"), units, measures, basis=(part, "referred_k", ("summering", "summeringar"))),
    )


@section(Theme.PEOPLE)
def obstacles(data: Consolidated) -> Section | None:
    """What stood in the way."""
    if not any(in_use(data, Obstacles, key) for key in ("k", "m", "u")):
        return None
    return Section(
        "Hinder i remitteringen",
        "Vad som främst hindrade kvinnor och män från någon verksamhet, alla enheter tillsammans.",
        Figures(
            ("Hinder",),
            [Group((obstacle.value,), {"name": obstacle.value}) for obstacle in Obstacle],
            [*counts(Obstacles, ("Kvinnor", "k"), ("Män", "m"), ("Okänt kön", "u")), *shares()],
            basis=(Obstacles, "k", ("rad", "rader")),
        ),
        charts=(by_sex("bars", "Hinder för kvinnor och män", ("Kvinnor", "Män", "Okänt kön"), unit="antal"),),
    )
