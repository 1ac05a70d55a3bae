"""What the consolidated report says about the units' plans: workshops, comparison, activities, improvements."""

from jamxl.consolidation import Consolidated, Expected
from jamxl.present import (
    COUNT,
    SHARE,
    Chart,
    Figures,
    Group,
    Known,
    Section,
    Sum,
    Theme,
    by_sex,
    by_unit,
    listed,
    ratio,
    section,
)
from jamxl.standard.planbok.board import Board, CardStatus
from jamxl.standard.planbok.plan import Plan, PlanActivities, Profile
from jamxl.standard.planbok.referral import Looked, Referral
from jamxl.standard.planbok.workshops import STEPS, Workshops
from jamxl.standard.projektbok.activities import ActivityStatus
from jamxl.swedish import counted, show, sort_key

# The states in the order of a chart.
STATES = ("Klar", "Pågår", "Inställd", "Ej påbörjad", "Utgår")


@section(Theme.PLANS)
def workshops(data: Consolidated) -> Section | None:
    """Workshops held by every unit that is expected to, and in words which municipalities lack them."""
    if Workshops not in data.parts():
        return None
    return Section(
        "Workshops",
        f"Hållna workshops av de {len(STEPS)} stegen. {coverage(data)}",
        Figures(
            ("Kommun", "Enhet"),
            should_hold(data),
            [
                Known("Hållna workshops", COUNT, Workshops, "held_on"),
                *(Known(f"Steg {nr}", COUNT, Workshops, "held_on", (("nr", nr),)) for nr, *_ in STEPS),
                Sum("Deltaganden K", COUNT, Workshops, "people_k"),
                Sum("Deltaganden M", COUNT, Workshops, "people_m"),
                Known("Hemuppgifter", COUNT, Workshops, "homework"),
                Known("Lämnade", COUNT, Workshops, "delivered", (("homework", "<>"),)),
                ratio("Andel lämnade", "Lämnade", "Hemuppgifter"),
            ],
            basis=(Workshops, "held_on", ("workshop", "workshops")),
        ),
    )


def expected_units(data: Consolidated) -> list[Expected]:
    """The units that are to send in a book with workshops."""
    keys = {key for key, book in data.books.items() if Workshops in book.parts}
    return [unit for unit in data.expected if keys & set(unit.books)]


def should_hold(data: Consolidated) -> list[Group]:
    """A group for each expected unit, answered or not; without a list of units, for each that answered."""
    expected = {(unit.municipality, unit.name, unit.unit_id) for unit in expected_units(data)}
    units = sorted(expected, key=lambda unit: tuple(map(sort_key, unit))) or data.units()
    return [Group((municipality, unit), {"unit_id": key}) for municipality, unit, key in units]


def coverage(data: Consolidated) -> str:
    """How many of the expected municipalities have held a workshop, and which have not."""
    rows = data.stack(Workshops).records()
    held = {row["unit_id"] for row in rows if row["held_on"] is not None}
    every = sorted({unit.municipality for unit in expected_units(data)}, key=sort_key)
    covered = {unit.municipality for unit in expected_units(data) if unit.unit_id in held}
    if not every:
        return f"{counted(len(held), 'enhet', 'enheter')} har hållit minst en."
    missing = [name for name in every if name not in covered]
    share = show(round(100 * len(covered) / len(every), 1))
    told = f"Minst en i {len(covered)} av {counted(len(every), 'kommun', 'kommuner')} ({share} %)."
    return f"{told} Saknas: {', '.join(missing)}." if missing else told


@section(Theme.PLANS)
def board(data: Consolidated) -> Section | None:
    """The improvement boards by status."""
    if Board not in data.parts():
        return None
    return Section(
        "Förbättringstavlor",
        "Lappar på tavlorna efter status, antal, och hur många som kom från deltagare.",
        Figures(
            ("Kommun", "Enhet"),
            by_unit(data, Board),
            [
                Known("Lappar", COUNT, Board, "card_id"),
                *(Known(s.value, COUNT, Board, "card_id", (("status", s.value),)) for s in CardStatus),
                Known("Avvikelser", COUNT, Board, "card_id", (("kind", "Avvikelse"),)),
                Known("Deltagaridéer", COUNT, Board, "card_id", (("from_participant", "Ja"),)),
                Known("Klara deltagaridéer", COUNT, Board, "card_id", (("from_participant", "Ja"), ("status", "Klar"))),
            ],
            basis=(Board, "status", ("lapp", "lappar")),
        ),
        charts=(Chart("stacked", "Lappar efter status", ("Klar", "Pågår", "Avslås", "Ny"), unit="antal lappar"),),
    )


@section(Theme.PLANS)
def compared(data: Consolidated) -> Section | None:
    """The units side by side in the dimensions where they were found to differ."""
    if Profile not in data.parts():
        return None
    columns = {
        "year": ("Planen gäller", "@"),
        "offer": ("Verksamhet", ""),
        "financing": ("Finansiering", ""),
        "income_share": ("Andel intäkter", SHARE),
        "target_group": ("Målgrupp", ""),
        "goals": ("Mål", ""),
        "execution": ("Genomförande", ""),
        "resources": ("Resurser och kompetens", ""),
        "follow_up": ("Uppföljning", ""),
    }
    intro = "Verksamheterna bredvid varandra: olika förutsättningar ger olika resultat."
    return listed("Verksamheter", intro, columns, data.stack(Profile).records())


@section(Theme.PLANS)
def action_plans(data: Consolidated) -> Section | None:
    """Participants with an action plan of their own."""
    if Profile not in data.parts():
        return None
    measures = []
    for sex in ("k", "m"):
        other = ((f"plans_{sex}", "<>"),)
        measures += [
            Sum(f"Deltagare {sex.upper()}", COUNT, Profile, f"participants_{sex}", other),
            Sum(f"Med handlingsplan {sex.upper()}", COUNT, Profile, f"plans_{sex}", ((f"participants_{sex}", "<>"),)),
        ]
    return Section(
        "Handlingsplaner",
        "Deltagare som har en egen handlingsplan, för enheter som anger båda talen. Enhet: personer.",
        Figures(
            ("Kommun", "Enhet"),
            by_unit(data, Profile),
            [
                *measures,
                ratio("Andel K", "Med handlingsplan K", "Deltagare K"),
                ratio("Andel M", "Med handlingsplan M", "Deltagare M"),
            ],
            basis=(Profile, "plans_k", ("enhet", "enheter")),
        ),
        charts=(
            by_sex(
                "shares",
                "Deltagare med egen handlingsplan",
                ("Andel K", "Andel M"),
                unit="procent av kvinnorna och av männen",
            ),
        ),
    )


@section(Theme.PLANS)
def development(data: Consolidated) -> Section | None:
    """What the units want to change, heading by heading."""
    if Plan not in data.parts():
        return None
    columns = {
        "area": ("Område", ""),
        "heading": ("Rubrik", ""),
        "now": ("Nuläge", ""),
        "perspective": ("Kvinnor och män", ""),
        "development": ("Utvecklingsområde", ""),
        "goal": ("Mål", ""),
    }
    rows = [row for row in data.stack(Plan).records() if row["development"] or row["goal"]]
    return listed("Utvecklingsområden", "Vad enheterna vill ändra enligt verksamhetsplanerna.", columns, rows)


@section(Theme.PLANS)
def activities(data: Consolidated) -> Section | None:
    """The year's activities by status."""
    if PlanActivities not in data.parts():
        return None

    def count(header: str, *where: tuple[str, str]) -> Known:
        return Known(header, COUNT, PlanActivities, "activity_id", where)

    return Section(
        "Årets aktiviteter",
        "Aktiviteterna i verksamhetsplanerna efter status, antal.",
        Figures(
            ("Kommun", "Enhet"),
            by_unit(data, PlanActivities),
            [
                count("Aktiviteter"),
                *(count(status.value, ("status", status.value)) for status in ActivityStatus),
                ratio("Andel klara", "Klar", "Aktiviteter"),
            ],
            basis=(PlanActivities, "status", ("aktivitet", "aktiviteter")),
        ),
        charts=(Chart("stacked", "Aktiviteter efter status", STATES, unit="antal aktiviteter"),),
    )


@section(Theme.PLANS)
def referral(data: Consolidated) -> Section | None:
    """The checklist of equal referral, question by question."""
    if Referral not in data.parts():
        return None
    rows = {row["nr"]: row for row in data.stack(Referral).records()}
    return Section(
        "Jämställd remittering",
        "Enheternas svar i checklistan, antal enheter.",
        Figures(
            ("Nr", "Rubrik", "Fråga"),
            [Group((nr, row["heading"], row["question"]), {"nr": nr}) for nr, row in rows.items()],
            [Known(answer.value, COUNT, Referral, "answer", (("answer", answer.value),)) for answer in Looked],
            total="",
            basis=(Referral, "answer", ("fråga", "frågor")),
        ),
        charts=(Chart("stacked", "Svar i checklistan", tuple(map(str, Looked)), labels=(0, 2), unit="antal enheter"),),
    )
