"""What the consolidated report says about stakeholders, communication, dissemination and who governs the projects."""

from datetime import date

from jamxl.consolidation import Consolidated
from jamxl.present import (
    COUNT,
    DAY,
    Derived,
    Figures,
    Group,
    Known,
    Measure,
    Section,
    Sum,
    Theme,
    by_sex,
    by_unit,
    has_rows,
    listed,
    of_both,
    section,
)
from jamxl.ratios import balance, balance_excel
from jamxl.sheets import Table
from jamxl.standard.cover import Role, Sex
from jamxl.standard.projektbok.lessons import Dissemination
from jamxl.standard.projektbok.roles import LEAST_IN_GROUP, Roles
from jamxl.standard.projektbok.stakeholders import Communication, CommunicationStatus, StakeholderGroup, Stakeholders

WOMEN, MEN, UNKNOWN = "Nådda kvinnor", "Nådda män", "Nådda okänt kön"


def reached(part: type[Table]) -> list[Measure]:
    """Women, men and those of unknown sex who were reached, and the share of women among women and men."""
    return [
        Sum(WOMEN, COUNT, part, "reached_k"),
        Sum(MEN, COUNT, part, "reached_m"),
        Sum(UNKNOWN, COUNT, part, "reached_u"),
        of_both("Andel kvinnor", WOMEN, MEN),
        of_both("Andel män", MEN, WOMEN),
    ]


@section(Theme.STAKEHOLDERS)
def stakeholders(data: Consolidated) -> Section | None:
    """How many stakeholders each unit has, by group."""
    if not has_rows(data, Stakeholders):
        return None

    def count(header: str, *where: tuple[str, str]) -> Known:
        return Known(header, COUNT, Stakeholders, "stakeholder_id", where)

    return Section(
        "Intressenter per enhet",
        "Antal intressenter i varje grupp. Samma organisation räknas en gång i varje enhet som har den.",
        Figures(
            ("Kommun", "Enhet"),
            by_unit(data, Stakeholders),
            [*(count(f"{group}er", ("group", group)) for group in StakeholderGroup), count("Intressenter")],
            headline={"Intressenter": "Intressenter"},
        ),
    )


@section(Theme.STAKEHOLDERS)
def actors(data: Consolidated) -> Section | None:
    """The stakeholders who take part, with what they bring."""
    if not has_rows(data, Stakeholders):
        return None
    keys = ("part", "contribution", "funding")
    rows = [row for row in data.stack(Stakeholders).records() if any(row[key] for key in keys)]
    columns = {
        "stakeholder_id": ("Intressent-ID", "@"),
        "name": ("Aktör", ""),
        "group": ("Grupp", ""),
        "part": ("Roll i projektet", ""),
        "contribution": ("Bidrar med", ""),
        "funding": ("Finansierar", ""),
    }
    return listed("Aktörer", "Intressenter som deltar i arbetet, med vad de bidrar med.", columns, rows)


@section(Theme.STAKEHOLDERS)
def communication(data: Consolidated) -> Section | None:
    """Messages by status, and whom they reached."""
    if not has_rows(data, Communication):
        return None
    statuses = {
        "Genomförda": CommunicationStatus.DONE,
        "Pågår": CommunicationStatus.ONGOING,
        "Planerade": CommunicationStatus.PLANNED,
        "Inställda": CommunicationStatus.CANCELLED,
    }
    return Section(
        "Kommunikation",
        "Budskap i kommunikationsplanerna, antal, och hur många personer de nådde. "
        "Den som nåddes av flera budskap räknas varje gång.",
        Figures(
            ("Kommun", "Enhet"),
            by_unit(data, Communication),
            [
                Known("Budskap", COUNT, Communication, "communication_id"),
                *(
                    Known(header, COUNT, Communication, "communication_id", (("status", status),))
                    for header, status in statuses.items()
                ),
                *reached(Communication),
            ],
            basis=(Communication, "reached_k", ("budskap", "budskap")),
        ),
    )


@section(Theme.STAKEHOLDERS)
def dissemination(data: Consolidated) -> Section | None:
    """How the projects were told of, by kind."""
    if not has_rows(data, Dissemination):
        return None
    kinds = sorted({row["kind"] for row in data.stack(Dissemination).records() if row["kind"]})
    return Section(
        "Spridning per typ",
        "Tillfällen då enheterna har berättat om sina projekt, antal, och hur många personer de nådde.",
        Figures(
            ("Typ",),
            [Group((kind,), {"kind": kind}) for kind in kinds],
            [Known("Tillfällen", COUNT, Dissemination, "dissemination_id"), *reached(Dissemination)],
            basis=(Dissemination, "reached_k", ("tillfälle", "tillfällen")),
            headline={"Tillfällen": "Tillfällen för spridning"},
        ),
        charts=(
            by_sex(
                "bars", "Nådda kvinnor och män efter typ av spridning", (WOMEN, MEN, UNKNOWN), unit="antal personer"
            ),
        ),
    )


@section(Theme.STAKEHOLDERS)
def dissemination_log(data: Consolidated) -> Section | None:
    """Every occasion, latest first."""
    if not has_rows(data, Dissemination):
        return None
    rows = data.stack(Dissemination).records()
    rows.sort(key=lambda row: row["held_on"] or date.min, reverse=True)
    columns = {
        "held_on": ("Datum", DAY),
        "kind": ("Typ", ""),
        "what": ("Vad", ""),
        "audience": ("Mottagare", ""),
        "reached_k": ("Nådda K", COUNT),
        "reached_m": ("Nådda M", COUNT),
        "reached_u": (UNKNOWN, COUNT),
    }
    return listed("Spridningslogg", "Alla enheters spridning i en följd, den senaste först.", columns, rows)


@section(Theme.PROJECTS)
def steering_groups(data: Consolidated) -> Section | None:
    """Women and men in the steering groups on the reporting day."""
    if not has_rows(data, Roles):
        return None
    rows = data.stack(Roles).records()
    having = {row["unit_id"] for row in rows if row["role"] == Role.STEERING and row["active"]}

    def count(header: str, *where: tuple[str, str]) -> Known:
        return Known(header, COUNT, Roles, "person", (("role", Role.STEERING), ("active", "Ja"), *where))

    return Section(
        "Styrgrupper",
        "Kvinnor och män i styrgrupperna på avstämningsdagen. Jämn är en grupp där båda könen är minst 40 procent; "
        f"om färre än {LEAST_IN_GROUP} sägs inget.",
        Figures(
            ("Kommun", "Enhet"),
            [group for group in by_unit(data) if group.where["unit_id"] in having],
            [
                count("Kvinnor", ("sex", Sex.WOMAN)),
                count("Män", ("sex", Sex.MAN)),
                count("Personer"),
                of_both("Andel kvinnor", "Kvinnor", "Män"),
                of_both("Andel män", "Män", "Kvinnor"),
                Derived(
                    "Fördelning 40/60",
                    "",
                    balance_excel("{Kvinnor}", "{Män}", LEAST_IN_GROUP),
                    lambda women, men: balance(women, men, LEAST_IN_GROUP),
                    ("Kvinnor", "Män"),
                ),
            ],
        ),
        charts=(
            by_sex(
                "stacked",
                "Kvinnor och män i styrgrupperna",
                ("Andel kvinnor", "Andel män"),
                unit="procent av kvinnor och män",
            ),
        ),
    )


@section(Theme.PROJECTS)
def replaced(data: Consolidated) -> Section | None:
    """Who took over from whom."""
    if not has_rows(data, Roles):
        return None
    rows = [row for row in data.stack(Roles).records() if row["replaces"]]
    rows.sort(key=lambda row: (row["start"] is None, row["start"], row["unit"]))
    columns = {
        "start": ("Från", DAY),
        "role": ("Roll", ""),
        "person": ("Person-kod", "@"),
        "name": ("Benämning", ""),
        "replaces": ("Ersätter", "@"),
    }
    return listed("Byten", "Personer som har bytts ut i projektens grupper, i tidsordning.", columns, rows)
