"""What the consolidated report says about the units' projects: hours, activities, changes."""

from datetime import date

from jamxl.consolidation import Consolidated
from jamxl.present import (
    COUNT,
    DAY,
    HOURS,
    SHARE,
    Chart,
    Figures,
    Group,
    Known,
    Measure,
    Section,
    Sum,
    Theme,
    by_unit,
    listed,
    ratio,
    same,
    section,
)  # fmt: skip
from jamxl.standard.projektbok.activities import Activities, ActivityStatus, strays
from jamxl.standard.projektbok.budget import Budget
from jamxl.standard.projektbok.changes import Changes

PLAN, USED = "Planerade timmar", "Använda timmar"
COMPARED = "Plan där utfall finns"
POSTS = ("budgetpost", "budgetposter")
WITHOUT_REASON = "(ingen orsak angiven)"


@section(Theme.HOURS)
def hours_by_unit(data: Consolidated) -> Section | None:
    """Planned, used and deviating hours, and what the ordinary budget does not hold."""
    if Budget not in data.parts():
        return None
    return Section(
        "Timmar per enhet",
        "Planerade och använda timmar enligt budgetposterna, och hur många som är extra resurs. Enhet: timmar.",
        Figures(
            ("Kommun", "Enhet"),
            by_unit(data),
            [
                *hours(),
                ratio("Andel extra", "Extra resurs", PLAN),
                Known("Poster med timmar", COUNT, Budget, "plan_hours"),
                Known("Poster", COUNT, Budget, "unit_id"),
            ],
            basis=(Budget, "plan_hours", POSTS),
            headline={
                PLAN: PLAN,
                USED: USED,
                "Använt av plan": "Använt av plan, där utfall finns",
                "Extra resurs": "Extra resurs av planerade timmar",
            },
            first={"Använt av plan": f"{{{USED}}} av {{{COMPARED}}} timmar"},
            followed=USED,
        ),
        charts=(Chart("bars", "Planerade och använda timmar per enhet", (PLAN, USED), unit="timmar", palette="plan"),),
    )


def hours() -> list[Measure]:
    """The measures of hours, alike per unit and per post."""
    return [
        Sum(PLAN, HOURS, Budget, "plan_hours"),
        Sum(USED, HOURS, Budget, "act_hours"),
        # Like against like: a post that has not reported hours is in neither of the two.
        Sum(COMPARED, HOURS, Budget, "plan_hours", (("act_hours", "<>"),)),
        Sum("Avvikelse", HOURS, Budget, "dev_hours"),
        ratio("Använt av plan", USED, COMPARED),
        Sum("Prognos", HOURS, Budget, "forecast"),
        Sum("Ordinarie", HOURS, Budget, "plan_hours", (("funding", "Ordinarie"),)),
        # As in the unit's own totals: a post without funding is not guessed to be extra.
        Sum("Extra resurs", HOURS, Budget, "plan_hours", (("funding", "<>Ordinarie"), ("funding", "<>"))),
    ]


@section(Theme.HOURS)
def hours_by_post(data: Consolidated) -> Section | None:
    """The same, post for post."""
    if Budget not in data.parts():
        return None
    groups: dict[tuple[str, str], Group] = {}
    for row in data.stack(Budget).records():
        post = row["post_id"] or ""
        labels = (row["municipality"], row["unit"], post, row["text"] or "")
        groups.setdefault((row["unit_id"], same(post)), Group(labels, {"unit_id": row["unit_id"], "post_id": post}))
    return Section(
        "Timmar per post",
        "Planerade och använda timmar för varje budgetpost. Enhet: timmar.",
        Figures(
            ("Kommun", "Enhet", "Post-ID", "Budgetpost"),
            list(groups.values()),
            hours(),
            basis=(Budget, "plan_hours", POSTS),
        ),
        charts=(
            Chart(
                "bars",
                "Planerade och använda timmar per budgetpost",
                (PLAN, USED),
                labels=(1, 3),
                unit="timmar",
                palette="plan",
            ),
        ),
    )


@section(Theme.ACTIVITIES)
def activities(data: Consolidated) -> Section | None:
    """Activities by state, and hours."""
    if Activities not in data.parts():
        return None

    def count(header: str, *where: tuple[str, str]) -> Known:
        return Known(header, COUNT, Activities, "activity_no", where)

    return Section(
        "Aktiviteter",
        "Aktiviteter efter läge på avstämningsdagen, antal, och deras timmar.",
        Figures(
            ("Kommun", "Enhet"),
            by_unit(data),
            [
                count("Aktiviteter"),
                *(count(header, ("state", state)) for header, state in STATES.items()),
                ratio("Andel klara", "Klara", "Aktiviteter"),
                Sum("Planerat enligt aktiviteter", HOURS, Activities, "plan_hours"),
                Sum("Använt enligt aktiviteter", HOURS, Activities, "act_hours"),
                Sum("Avvikelse", HOURS, Activities, "dev_hours"),
            ],
            basis=(Activities, "plan_hours", ("aktivitet", "aktiviteter")),
            headline={"Aktiviteter": "Aktiviteter", "Klara": "Klara aktiviteter", "Försenade": "Försenade aktiviteter"},
            first={"Försenade": "av {Aktiviteter} aktiviteter"},
            followed="Andel klara",
        ),
        charts=(Chart("stacked", "Aktiviteter efter läge", CHARTED, unit="antal aktiviteter"),),
    )


STATES = {
    "Klara": "Klar",
    "Pågår": "Pågår",
    "Ej påbörjade": "Ej påbörjad",
    "Försenade": "Försenad",
    "Inställda": "Inställd",
    "Utgår": "Utgår",
    "Okänt läge": "",
}
# The states in the order of a chart: done, partly, not in time, and the others.
CHARTED = ("Klara", "Pågår", "Försenade", "Ej påbörjade", "Inställda", "Utgår", "Okänt läge")


@section(Theme.ACTIVITIES)
def late_activities(data: Consolidated) -> Section | None:
    """The activities that should have been done."""
    if Activities not in data.parts():
        return None
    rows = [row for row in data.stack(Activities).records() if row["state"] == "Försenad"]
    columns = {
        "activity_no": ("Aktivitetsnr", "@"),
        "text": ("Aktivitet", ""),
        "plan_end": ("Planerat slut", DAY),
        "status": ("Status", ""),
        "progress": ("Klart", SHARE),
        "dev_reason": ("Orsak", ""),
    }
    return listed("Försenade", "Aktiviteter vars planerade slut har passerat.", columns, rows)


@section(Theme.ACTIVITIES)
def deviations(data: Consolidated) -> Section | None:
    """The activities that took other hours than planned, or were cancelled, with the unit's reason."""
    if Activities not in data.parts():
        return None
    rows = [
        {**row, "dev_reason": row["dev_reason"] or WITHOUT_REASON}
        for row in data.stack(Activities).records()
        if row["status"] == ActivityStatus.CANCELLED or strays(Activities(row), data)
    ]
    columns = {
        "activity_no": ("Aktivitetsnr", "@"),
        "text": ("Aktivitet", ""),
        "plan_hours": ("Plan, timmar", HOURS),
        "act_hours": ("Utfall, timmar", HOURS),
        "dev_hours": ("Avvikelse, timmar", HOURS),
        "dev_share": ("Avvikelse, andel", SHARE),
        "status": ("Status", ""),
        "dev_reason": ("Orsak", ""),
    }
    return listed(
        "Avvikande", "Aktiviteter som tog annan tid än planerat eller ställdes in, med enhetens orsak.", columns, rows
    )


@section(Theme.CHANGES)
def change_log(data: Consolidated) -> Section | None:
    """The change logs of all units in one order, latest first."""
    if Changes not in data.parts():
        return None
    rows = data.stack(Changes).records()
    rows.sort(key=lambda row: (row["unit"], row["change_id"] or ""))
    rows.sort(key=lambda row: row["changed_on"] or date.min, reverse=True)
    columns = {
        "changed_on": ("Datum", DAY),
        "change_id": ("Ändrings-ID", "@"),
        "activity_no": ("Aktivitetsnr", "@"),
        "action": ("Åtgärd", ""),
        "actor": ("Utförare", ""),
        "kind": ("Typ", ""),
        "d_hours": ("Påverkan, timmar", HOURS),
        "d_days": ("Påverkan, dagar", COUNT),
        "decided_by": ("Beslutad av", ""),
    }
    return listed("Ändringslogg", "Alla enheters ändringar i en följd, den senaste först.", columns, rows)
