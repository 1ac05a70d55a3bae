"""Aktiviteter: what is done, by whom, when, and how many hours it took."""

from datetime import date
from enum import StrEnum
from typing import Any

from jamxl import columns as col
from jamxl.ratios import share
from jamxl.sheets import BookData, Broken, Follow, Form, Limited, Table, Timeline, broken, rule
from jamxl.standard.cover import Cover
from jamxl.standard.projektbok.links import NO_RESOURCE, NO_RESULT, STRUCK, logic
from jamxl.standard.projektbok.logic import unresourced


class WorkArea(StrEnum):
    """The work breakdown's eight main areas."""

    UNIT = "1 Verksamheten"
    PLAN = "2 Planera projektet"
    ANALYSE = "3 Analysera verksamheten"
    TRAIN = "4 Kompetensutveckla personalen"
    ROUTINES = "5 Skapa rutiner för processen"
    TARGET_GROUP = "6 Formulera målgrupp"
    ORGANISE = "7 Skapa projektorganisation"
    EVALUATE = "8 Utvärderingen"


class Phase(StrEnum):
    PRESTUDY = "Förstudie"
    PLANNING = "Planering"
    INQUIRY = "Utredning"
    EXECUTION = "Genomförande"
    CLOSING = "Avslut"


class ActivityStatus(StrEnum):
    NOT_STARTED = "Ej påbörjad"
    ONGOING = "Pågår"
    DONE = "Klar"
    CANCELLED = "Inställd"
    DROPPED = "Utgår"


STATUS_WORDS = {"pågående": ActivityStatus.ONGOING, "påbörjad": ActivityStatus.ONGOING} | dict.fromkeys(
    ("avslutad", "färdig", "slutförd", "genomförd"), ActivityStatus.DONE
)

# Hours are typed with at most two decimals; smaller differences are rounding.
SAME_HOURS = 0.005
LIVE_ROW = ",".join(f'{{status}}<>"{status}"' for status in STRUCK)
# The last day that a state is told for: rules about "passed" go by it, never by the day the file is opened.
LATE = '{status}<>"Klar",{status}<>"Inställd",{status}<>"Utgår",ISNUMBER({plan_end}),{plan_end}<{cover.as_of}'


def deviation(row: Any) -> float | None:
    """Hours used beyond plan (negative: under); None until both are reported."""
    planned = row.known("plan_hours")
    return None if row.act_hours is None or planned is None else row.act_hours - planned


def hours_by_activity(book: BookData) -> dict[str, float]:
    """Hours of the time log by activity (folded number). Raises Unknown when an hour could not be read."""
    book.total("time_log", "hours")
    rows = book.parts["time_log"].columns
    found: dict[str, float] = {}
    for number, hours in zip(rows["activity_no"], rows["hours"], strict=True):
        if number is not None:
            found[number.casefold()] = found.get(number.casefold(), 0.0) + (hours or 0.0)
    return found


def logged_hours(row: Any, book: BookData) -> float | None:
    """The hours that the time log has for an activity; None when it has no row for it."""
    number = row.known("activity_no")
    return None if number is None else book.once(hours_by_activity).get(number.casefold())


def deviation_hours() -> Any:
    """The column of hours used beyond plan, of a table with plan_hours and act_hours."""
    return col.computed(
        col.hours("Avvikelse timmar", at_least=None),
        'IF(AND(ISNUMBER({act_hours}),ISNUMBER({plan_hours})),{act_hours}-{plan_hours},"")',
        lambda row, book: deviation(row),
    )


def deviation_share() -> Any:
    """The same as a share of the plan."""
    return col.computed(
        col.percent("Avvikelse procent"),
        'IF(AND(ISNUMBER({act_hours}),N({plan_hours})<>0),({act_hours}-{plan_hours})/{plan_hours},"")',
        lambda row, book: share(deviation(row), row.known("plan_hours")),
    )


class Activities(
    Table,
    sheet="Aktiviteter",
    key="activities",
    capacity=40,
    timeline=Timeline(("plan_start", "plan_end"), ("act_start", "act_end"), "milestone_id", "cover.project_start"),
):
    """En rad för varje aktivitet: vem, när, hur många timmar det skulle ta och hur många det tog."""

    follow = Follow(
        names="text",
        grows=("act_hours",),
        closed=(ActivityStatus.DROPPED, ActivityStatus.CANCELLED),
        steers=("plan_end", "status"),
        logged=("plan_end", "plan_hours"),
    )

    activity_no: str = col.identity("Aktivitetsnr", "A", digits=3, synonyms=("Aktivitetsnummer", "Aktivitet nr", "Nr"))
    text: str = col.text("Aktivitet", width=38)
    wbs: str = col.choice(
        "Område", WorkArea, width=30, extendable=True, prompt="Huvudområde i projektets nedbrytning (WBS)."
    )
    phase: str = col.choice("Fas", Phase)
    milestone_id: str | None = col.reference(
        "Milstolpe",
        "milestones.milestone_id",
        required=False,
        new_in="1.1",
        prompt="ID på bladet Milstolpar, om milstolpen är nådd när aktiviteten är slut.",
    )
    is_qa: bool | None = col.yes_no(
        "Kvalitetssäkrar", required=False, prompt="Ja om aktiviteten kvalitetssäkrar projektet."
    )
    result_ids: str | None = col.reference(
        "Bidrar till resultat", "results.result_id", many=True, required=False, prompt="T.ex. RE-01, RE-03."
    )
    budget_id: str = col.reference("Budgetpost", "budget.post_id", prompt="Post-ID på bladet Timbudget.")
    owner: str = col.reference("Ansvarig", "roles.person", prompt="Person-kod på bladet Roller.")
    part_k: float | None = col.whole("Deltagare K", required=False, prompt="Antal kvinnor som deltog.", people=True)
    part_m: float | None = col.whole("Deltagare M", required=False, prompt="Antal män som deltog.", people=True)
    plan_start: date = col.edge(
        "Planerad start",
        "start",
        synonyms=("Startdatum", "Start"),
        prompt="Datum, vecka (v. 11 2010), månad eller termin.",
    )
    plan_end: date = col.edge(
        "Planerat slut", "end", synonyms=("Slutdatum", "Slut"), prompt="Datum, vecka (v. 11 2010), månad eller termin."
    )
    act_start: date | None = col.day("Verklig start", required=False)
    act_end: date | None = col.day("Verkligt slut", required=False)
    plan_hours: float = col.hours("Planerad tid", synonyms=("Planerade timmar", "Plan tid", "Beräknad tid"))
    act_hours: float | None = col.hours(
        "Utfall tid", required=False, synonyms=("Verklig tid", "Nedlagd tid", "Utfall"), prompt="Nedlagd tid hittills."
    )
    log_hours: float | None = col.computed(
        col.hours("Enligt Tidrapport", prompt="Timmarna på bladet Tidrapport, när aktiviteten finns där."),
        'IF({activity_no}="","",IF(COUNTIF({time_log.activity_no},{activity_no})=0,"",'
        "SUMIFS({time_log.hours},{time_log.activity_no},{activity_no})))",
        logged_hours,
        new_in="1.1",
    )
    dev_hours: float | None = deviation_hours()
    dev_share: float | None = deviation_share()
    progress: float | None = col.percent("Klart", required=False, prompt="Hur stor del som är gjord.")
    status: str = col.choice("Status", ActivityStatus, near=STATUS_WORDS)
    state: str | None = col.computed(
        col.text("Läge", width=13),
        f'IF({{status}}="","",IF(AND({LATE}),"Försenad",{{status}}))',
        lambda row, book: "Försenad" if late(row, book) else row.status,
    )
    dev_reason: str | None = col.text("Orsak till avvikelse", required=False)
    depends_on: str | None = col.reference(
        "Förutsätter",
        "activities.activity_no",
        many=True,
        required=False,
        prompt="Aktivitetsnr som ska vara klara först.",
    )
    remark: str | None = col.text("Anmärkning", required=False)

    @rule(
        "A01",
        at=("plan_start", "plan_end"),
        short="Planerat slut ligger före planerad start",
        says="Planerat slut {plan_end} ligger före planerad start {plan_start}.",
        fix="Rätta det datum som är fel.",
        excel="AND(ISNUMBER({plan_start}),ISNUMBER({plan_end}),{plan_end}<{plan_start})",
    )
    def plan_in_order(self) -> bool:
        return self.plan_start <= self.plan_end

    @rule(
        "A01",
        at=("act_start", "act_end"),
        short="Verkligt slut ligger före verklig start",
        says="Verkligt slut {act_end} ligger före verklig start {act_start}.",
        fix="Rätta det datum som är fel.",
        excel="AND(ISNUMBER({act_start}),ISNUMBER({act_end}),{act_end}<{act_start})",
    )
    def actual_in_order(self) -> bool:
        return self.act_start is None or self.act_end is None or self.act_start <= self.act_end

    @rule(
        "A01",
        at=("act_start", "act_end"),
        short="Verkligt datum ligger i framtiden",
        says="Ett verkligt datum ligger efter dagens datum: start {act_start}, slut {act_end}.",
        fix="Skriv framtida datum som planerade, eller rätta årtalet.",
        excel="OR(N({act_start})>TODAY(),N({act_end})>TODAY())",
    )
    def actual_not_future(self, book: BookData) -> bool:
        return all(value is None or value <= book.today for value in (self.act_start, self.act_end))

    @rule(
        "A02",
        at=("act_end", "act_hours"),
        short="Klar utan verkligt slut eller utfall",
        says="Status är Klar, men allt är inte ifyllt: verkligt slut {act_end}, utfall tid {act_hours}.",
        fix="Fyll i när aktiviteten blev klar och hur många timmar den tog.",
        severity="warning",
        excel='AND({status}="Klar",OR({act_end}="",{act_hours}=""))',
    )
    def done_has_outcome(self) -> bool:
        return self.status != ActivityStatus.DONE or (self.act_end is not None and self.act_hours is not None)

    @rule(
        "A02",
        at=("act_start", "act_end", "act_hours"),
        short="Ej påbörjad men har verklig tid",
        says="Status är Ej påbörjad, men verkligt datum eller utfall tid är ifyllt.",
        fix="Ändra status till Pågår eller Klar, eller ta bort det som inte har hänt.",
        severity="warning",
        excel='AND({status}="Ej påbörjad",OR({act_start}<>"",{act_end}<>"",N({act_hours})>0))',
    )
    def not_started_is_empty(self) -> bool:
        return self.status != ActivityStatus.NOT_STARTED or (
            self.act_start is None and self.act_end is None and not self.act_hours
        )

    @rule(
        "A03",
        at=("status", "plan_end"),
        short="Försenad",
        says="Planerat slut {plan_end} har passerat på avstämningsdagen, men status är {status}.",
        fix="Uppdatera status, eller flytta planerat slut och för in ändringen i Ändringslogg.",
        severity="note",
        excel=f"AND({LATE})",
    )
    def not_late(self, book: BookData) -> bool:
        return not late(self, book)

    @rule(
        "A04",
        at=("dev_reason", "act_hours"),
        short="Avvikelse utan orsak",
        says="Utfallet {act_hours} avviker från planerade {plan_hours} ({dev_hours}), men orsaken är inte ifylld.",
        fix="Skriv i ord varför det blev mer eller mindre tid.",
        severity="warning",
        excel='AND({dev_reason}="",OR(N({dev_hours})>0,{status}="Klar"),ABS(N({dev_hours}))>{limits.deviation_hours},'
        "ABS(N({dev_hours}))>{limits.deviation_share}*N({plan_hours}))",
    )
    def deviation_explained(self, book: BookData) -> bool:
        return self.dev_reason is not None or not strays(self, book)

    @rule(
        "A04",
        at="dev_reason",
        short="Inställd utan orsak",
        says="Aktiviteten är inställd, men orsaken är inte ifylld.",
        fix="Skriv i ord varför aktiviteten ställdes in.",
        severity="warning",
        excel='AND({dev_reason}="",{status}="Inställd")',
    )
    def cancelling_explained(self) -> bool:
        return self.dev_reason is not None or self.status != ActivityStatus.CANCELLED

    @rule(
        "P01",
        at="result_ids",
        short="Bidrar inte till något resultat",
        says="Aktiviteten {activity_no} bidrar inte till något resultat.",
        fix="Skriv vilka resultat aktiviteten bidrar till, eller fundera på varför den ska göras.",
        severity="warning",
        excel=f'AND({{activity_no}}<>"",{{result_ids}}="",{LIVE_ROW},COUNTA({{results.result_id}})>0)',
    )
    def leads_to_result(self, book: BookData) -> bool:
        return not book.once(logic).has(NO_RESULT, self)

    @rule(
        "P05",
        at=("plan_hours", "budget_id"),
        short="Inga resurser för aktiviteten",
        says="Aktiviteten {activity_no} har inga timmar, ingen resurs och inga kronor i sin post.",
        fix="Fyll i planerad tid, eller skriv aktivitetens nummer vid en resurs på bladet Resurser.",
        severity="warning",
        excel=f"AND({LIVE_ROW},{unresourced(lambda key: f'{{{key}}}')})",
    )
    def has_resource(self, book: BookData) -> bool:
        return not book.once(logic).has(NO_RESOURCE, self)

    @rule(
        "T01",
        at=("act_hours", "log_hours"),
        short="Utfall tid är inte tidrapportens timmar",
        says="Utfall tid är {act_hours}, men Tidrapport har {log_hours} för {activity_no}.",
        fix="Rätta Utfall tid, eller raderna på bladet Tidrapport.",
        severity="warning",
        excel="AND(ISNUMBER({log_hours}),ABS(N({act_hours})-N({log_hours}))>0.005,{time_log_totals.astray}=0)",
    )
    def outcome_is_logged(self, book: BookData) -> bool:
        if self.log_hours is None or book.once(log_astray):
            return True
        return abs((self.act_hours or 0.0) - self.log_hours) <= SAME_HOURS

    @rule(
        "A05",
        at=("plan_start", "plan_end"),
        short="Planerad utanför projektets tid",
        says="Aktiviteten är planerad {plan_start} till {plan_end}, utanför projektet ({start} till {end}).",
        fix="Rätta datumen, eller projektets start och slut på Försättsblad.",
        severity="warning",
        excel="OR(AND(ISNUMBER({plan_start}),ISNUMBER({cover.project_start}),{plan_start}<{cover.project_start}),"
        "AND(ISNUMBER({plan_end}),ISNUMBER({cover.project_end}),{plan_end}>{cover.project_end}))",
    )
    def inside_project(self, book: BookData) -> bool | Broken:
        cover = book.form(Cover)
        start, end = cover.known("project_start"), cover.known("project_end")
        begins, ends = self.known("plan_start"), self.known("plan_end")
        early = begins is not None and start is not None and begins < start
        over = ends is not None and end is not None and ends > end
        return not (early or over) or broken(start=start, end=end)


def log_astray(book: BookData) -> int:
    """How many rows of the time log name no activity that exists: any activity may lack their hours."""
    known, rows = book.identities("activities.activity_no"), book.parts["time_log"].columns
    pairs = zip(rows["log_id"], rows["activity_no"], strict=True)
    return sum(1 for log_id, number in pairs if log_id is not None and (number or "").casefold() not in known)


def late(row: Any, book: BookData) -> bool:
    """Planned to be over on the reporting day, and neither done, cancelled nor dropped."""
    over = (ActivityStatus.DONE, ActivityStatus.CANCELLED, ActivityStatus.DROPPED)
    as_of, end = book.form(Cover).as_of, row.known("plan_end")
    return row.status not in over and end is not None and end < as_of


def strays(row: Any, book: Limited) -> bool:
    """The activity took more hours than planned, or is done with fewer, by more than both limits.

    Hours left on an activity that goes on are no deviation.
    """
    return deviates(row, book) and (row.dev_hours > 0 or row.known("status") == ActivityStatus.DONE)


def deviates(row: Any, book: Limited) -> bool:
    """Hours differ from plan by more than both limits of the project."""
    off = abs(float(row.known("dev_hours") or 0.0))
    planned = float(row.known("plan_hours") or 0.0)
    return off > book.limits.deviation_hours and off > book.limits.deviation_share * planned


class ActivityTotals(Form, sheet="Aktiviteter", key="activity_totals", strip=True):
    """Summor för bladet Aktiviteter."""

    count: float = col.computed(
        col.whole("Antal aktiviteter"),
        "SUMPRODUCT(--(LEN({activities.activity_no})>0))",
        lambda row, book: float(len(book.values(Activities, "activity_no"))),
    )
    plan_hours: float = col.computed(
        col.hours("Planerad tid, summa"),
        "SUM({activities.plan_hours})",
        lambda row, book: book.total(Activities, "plan_hours"),
    )
    act_hours: float = col.computed(
        col.hours("Utfall tid, summa"),
        "SUM({activities.act_hours})",
        lambda row, book: book.total(Activities, "act_hours"),
    )
    done: float = col.computed(
        col.whole("Klara"),
        'COUNTIF({activities.status},"Klar")',
        lambda row, book: float(book.values(Activities, "status").count("Klar")),
    )
    late: float = col.computed(
        col.whole("Försenade"),
        'COUNTIF({activities.state},"Försenad")',
        lambda row, book: float(book.values(Activities, "state").count("Försenad")),
    )


def time_moved(row: Activities) -> bool:
    """The activity's actual time differs from its plan in hours or days."""
    days = ((row.known("plan_start"), row.act_start), (row.known("plan_end"), row.act_end))
    return bool(row.known("dev_hours")) or any(actual is not None and actual != plan for plan, actual in days)


def references_of(row: Activities) -> list[str]:
    """The activities that a row depends on."""
    column = Activities.columns["depends_on"]
    return column.parts(row.depends_on) if row.depends_on else []  # type: ignore[attr-defined]
