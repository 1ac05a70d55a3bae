"""What the consolidated report says about the units' training: who was reached, what they can show, what it changed."""

from jamxl.consolidation import Consolidated
from jamxl.present import (
    COUNT,
    HOURS,
    SHARE,
    Chart,
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
    listed,
    of_both,
    ratio,
    same,
    section,
)  # fmt: skip
from jamxl.standard.counting import both, minus
from jamxl.standard.kompetensbok.ambassadors import Ambassadors, judge, judged
from jamxl.standard.kompetensbok.applications import Applications, Elsewhere, ImpactLevel
from jamxl.standard.kompetensbok.certificates import Certificates, CertificateTotals
from jamxl.standard.kompetensbok.trainings import Trainings, TrainingState, TrainingTotals
from jamxl.swedish import sort_key

HOURS_BY_SEX = ("Deltagartimmar K", "Deltagartimmar M")
HELD = (("state", TrainingState.HELD.value),)
STEP = "+#,##0;-#,##0;0"


def together(header: str, women: str, men: str, format: str = COUNT) -> Derived:
    """Women and men; nothing when either is missing."""
    formula = f'IF(COUNT({{{women}}},{{{men}}})=2,{{{women}}}+{{{men}}},"")'
    return Derived(header, format, formula, both, (women, men))


def reach() -> list[Measure]:
    """Interventions and their participations, alike per unit and per area."""
    return [
        Known("Insatser", COUNT, Trainings, "training_id"),
        Known("Genomförda", COUNT, Trainings, "training_id", HELD),
        Known("Inställda", COUNT, Trainings, "training_id", (("state", TrainingState.CANCELLED.value),)),
        Sum("Deltaganden K", COUNT, Trainings, "attended_k", HELD),
        Sum("Deltaganden M", COUNT, Trainings, "attended_m", HELD),
        together("Deltaganden", "Deltaganden K", "Deltaganden M"),
        of_both("Andel K", "Deltaganden K", "Deltaganden M"),
        Sum("Deltagartimmar K", HOURS, Trainings, "hours_k", HELD),
        Sum("Deltagartimmar M", HOURS, Trainings, "hours_m", HELD),
        together("Deltagartimmar", "Deltagartimmar K", "Deltagartimmar M", HOURS),
        Known("Uppföljda", COUNT, Trainings, "training_id", (*HELD, ("followed_up", "Ja"))),
        ratio("Andel uppföljda", "Uppföljda", "Genomförda"),
    ]


@section(Theme.COMPETENCE)
def trainings(data: Consolidated) -> Section | None:
    """Interventions per unit, with participations and hours of women and men."""
    if Trainings not in data.parts():
        return None
    return Section(
        "Kompetensinsatser",
        "Insatser och deltaganden per enhet. En person som var med på två insatser är två deltaganden.",
        Figures(
            ("Kommun", "Enhet"),
            by_unit(data, Trainings),
            reach(),
            basis=(Trainings, "attended_k", ("insats", "insatser")),
            headline={"Genomförda": "Genomförda kompetensinsatser", "Deltagartimmar": "Deltagartimmar i insatserna"},
        ),
        charts=(by_sex("bars", "Deltagartimmar, kvinnor och män", HOURS_BY_SEX, unit="timmar"),),
    )


@section(Theme.COMPETENCE)
def reached(data: Consolidated) -> Section | None:
    """How many of the staff were reached, each person counted once."""
    if TrainingTotals not in data.parts():
        return None
    return Section(
        "Nådd personal",
        "Hur många av personalen som har deltagit minst en gång. Enhet: personer, var och en räknad en gång.",
        Figures(
            ("Kommun", "Enhet"),
            by_unit(data, TrainingTotals),
            [
                Sum("Personal K", COUNT, TrainingTotals, "staff_k", (("unique_k", "<>"),)),
                Sum("Personal M", COUNT, TrainingTotals, "staff_m", (("unique_m", "<>"),)),
                Sum("Unika deltagare K", COUNT, TrainingTotals, "unique_k", (("staff_k", "<>"),)),
                Sum("Unika deltagare M", COUNT, TrainingTotals, "unique_m", (("staff_m", "<>"),)),
                ratio("Nådda K", "Unika deltagare K", "Personal K"),
                ratio("Nådda M", "Unika deltagare M", "Personal M"),
            ],
            basis=(TrainingTotals, "unique_k", ("enhet", "enheter")),
        ),
        charts=(
            by_sex(
                "shares",
                "Nådda kvinnor och män",
                ("Nådda K", "Nådda M"),
                unit="procent av kvinnorna och av männen i personalen",
            ),
        ),
    )


@section(Theme.COMPETENCE)
def by_area(data: Consolidated) -> Section | None:
    """The same by area, all units together."""
    if Trainings not in data.parts():
        return None
    # Two spellings that differ in upper and lower case are one area to Excel.
    areas = {same(area): area for area in data.stack(Trainings).columns["area"] if area}
    return Section(
        "Insatser per ämne",
        "Alla enheters insatser och deltaganden efter ämnesområde.",
        Figures(
            ("Ämnesområde",),
            [Group((area,), {"area": area}) for area in sorted(areas.values(), key=sort_key)],
            reach(),
            basis=(Trainings, "attended_k", ("insats", "insatser")),
        ),
        charts=(by_sex("bars", "Deltagartimmar efter ämne", HOURS_BY_SEX, unit="timmar"),),
    )


@section(Theme.COMPETENCE)
def certificates(data: Consolidated) -> Section | None:
    """Certificates against the persons who got them; pooled only where all count the same kind."""
    if CertificateTotals not in data.parts():
        return None
    kinds = {kind for kind in data.stack(CertificateTotals).columns["instrument"] if kind}
    told = (("people", "<>"),)
    per_person = 'IF(OR({Intyg}="",N({Unika personer})=0),"",{Intyg}/{Unika personer})'
    return Section(
        "Intyg",
        "Utdelade intyg och hur många personer som har fått dem, för enheter som anger båda."
        + ("" if len(kinds) < 2 else " Olika slags bevis läggs inte ihop."),
        Figures(
            ("Kommun", "Enhet"),
            by_unit(data, CertificateTotals),
            [
                Sum("Intyg", COUNT, CertificateTotals, "count", told),
                Sum("Personer K", COUNT, CertificateTotals, "people_k", told),
                Sum("Personer M", COUNT, CertificateTotals, "people_m", told),
                Sum("Unika personer", COUNT, CertificateTotals, "people"),
                Derived(
                    "Intyg per person",
                    "0.00",
                    per_person,
                    lambda n, persons: n / persons if persons and n is not None else None,
                    ("Intyg", "Unika personer"),
                ),
                Sum("Angivet antal", COUNT, CertificateTotals, "stated"),
                Sum("Började K", COUNT, CertificateTotals, "started_k", (("people_k", "<>"),)),
                Sum("Började M", COUNT, CertificateTotals, "started_m", (("people_m", "<>"),)),
                Sum("Av dem med intyg K", COUNT, CertificateTotals, "people_k", (("started_k", "<>"),)),
                Sum("Av dem med intyg M", COUNT, CertificateTotals, "people_m", (("started_m", "<>"),)),
                ratio("Andel med intyg K", "Av dem med intyg K", "Började K"),
                ratio("Andel med intyg M", "Av dem med intyg M", "Började M"),
            ],
            total="Totalt" if len(kinds) < 2 else "",
            basis=(Certificates, "count", ("rad", "rader")),
            headline={"Intyg": "Utdelade intyg", "Unika personer": "Personer med intyg"},
        ),
    )


@section(Theme.COMPETENCE)
def ambassadors(data: Consolidated) -> Section | None:
    """Ambassadors against their target, over the departments that have told both."""
    if Ambassadors not in data.parts():
        return None
    told = (("now", "<>"), ("target", "<>"))
    return Section(
        "Ambassadörer",
        "Ambassadörer (nyckelpersoner) mot målet, för de avdelningar som anger både mål och utfall.",
        Figures(
            ("Kommun", "Enhet"),
            by_unit(data, Ambassadors),
            [
                Known("Avdelningar", COUNT, Ambassadors, "department", told),
                Known("Når målet", COUNT, Ambassadors, "department", (*told, ("status", "Uppnått"))),
                Sum("Före projektet", COUNT, Ambassadors, "before", told),
                Sum("Mål", COUNT, Ambassadors, "target", told),
                Sum("Utfall K", COUNT, Ambassadors, "now_k", told),
                Sum("Utfall M", COUNT, Ambassadors, "now_m", told),
                Sum("Utfall", COUNT, Ambassadors, "now", told),
                Derived(
                    "Skillnad",
                    STEP,
                    'IF(COUNT({Utfall},{Mål})=2,{Utfall}-{Mål},"")',
                    minus,
                    ("Utfall", "Mål"),
                ),
                ratio("Andel av målet", "Utfall", "Mål"),
                Derived("Måluppfyllelse", "General", judged("{Utfall}", "{Mål}"), judge, ("Utfall", "Mål")),
            ],
            basis=(Ambassadors, "now", ("avdelning", "avdelningar")),
            headline={"Utfall": "Ambassadörer", "Mål": "Ambassadörer, mål"},
        ),
        charts=(
            Chart("bars", "Ambassadörer, mål och utfall", ("Mål", "Utfall"), unit="antal personer", palette="plan"),
        ),
    )


@section(Theme.COMPETENCE)
def applied(data: Consolidated) -> Section | None:
    """How many changes the units report, by level."""
    if Applications not in data.parts():
        return None
    return Section(
        "Tillämpning",
        "Vad som är ändrat efter insatserna, antal ändringar efter nivå. Ändringarna själva står på nästa blad.",
        Figures(
            ("Kommun", "Enhet"),
            by_unit(data, Applications),
            [
                Known("Ändringar", COUNT, Applications, "application_id"),
                *(Known(lv.value, COUNT, Applications, "application_id", (("level", lv.value),)) for lv in ImpactLevel),
                Known("Sidoeffekter", COUNT, Applications, "application_id", (("expected", "Nej"),)),
            ],
            basis=(Applications, "level", ("ändring", "ändringar")),
        ),
        charts=(
            Chart(
                "stacked",
                "Ändringar efter nivå",
                tuple(level.value for level in ImpactLevel),
                unit="antal ändringar",
                palette="levels",
            ),
        ),
    )


@section(Theme.COMPETENCE)
def changes(data: Consolidated) -> Section | None:
    """What the units do otherwise now."""
    if Applications not in data.parts():
        return None
    columns = {
        "level": ("Nivå", ""),
        "text": ("Vad som är ändrat", ""),
        "evidence": ("Rutin eller dokument", ""),
        "training_ids": ("Insatser", "@"),
        "lacking": ("Fattas mest", ""),
    }
    levels = list(ImpactLevel)
    rows = [row for row in data.stack(Applications).records() if row["text"]]
    rows.sort(key=lambda row: levels.index(row["level"]) if row["level"] in levels else len(levels))
    return listed("Ändrat efter insatser", "Enheternas egna ord om vad de gör annorlunda, efter nivå.", columns, rows)


@section(Theme.COMPETENCE)
def elsewhere(data: Consolidated) -> Section | None:
    """Figures from those that the units have visited; no figures of the units' own."""
    if Elsewhere not in data.parts() or not len(data.stack(Elsewhere)):
        return None
    columns = {
        "place": ("Plats eller verksamhet", ""),
        "text": ("Vad som räknas", ""),
        "count": ("Antal", COUNT),
        "whole": ("Av totalt", COUNT),
        "share": ("Andel", SHARE),
        "lesson": ("Vad vi tar med oss", ""),
        "source": ("Källa", ""),
    }
    return listed(
        "Omvärld", "Jämförelsetal från dem som enheterna har besökt.", columns, data.stack(Elsewhere).records()
    )
