"""Projektbok: activities, hours budget, change log and roles of one project in one unit."""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Any

from jamxl import columns as col
from jamxl.sheets import Book, BookData, Broken, Form, Hit, Table, Timeline, broken, rule
from jamxl.standard.cover import Cover, Role, Sex


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


class ResourceKind(StrEnum):
    WORK = "Arbetstid"
    SERVICE = "Köpt tjänst"
    MATERIAL = "Material"
    TRAVEL = "Resor"
    PREMISES = "Lokal"
    OTHER = "Övrigt"


class Funding(StrEnum):
    ORDINARY = "Ordinarie"
    EXTRA = "Extra resurs"
    ESF = "ESF+"
    CO = "Medfinansiering"


class ChangeKind(StrEnum):
    TIME = "Tid"
    SCOPE = "Omfattning"
    RESOURCE = "Resurs"
    STAFF = "Personal"
    QUALITY = "Kvalitet"
    GOAL = "Mål"
    SUPPLIER = "Leverantör"


WHOLE_PROJECT = "Projektet"
# Hours are typed with at most two decimals; smaller differences are rounding.
SAME_HOURS = 0.005

# The last day that a state is told for: rules about "passed" go by it, never by the day the file is opened.
LATE = '{status}<>"Klar",{status}<>"Inställd",{status}<>"Utgår",ISNUMBER({plan_end}),{plan_end}<{cover.as_of}'


# How many activities have no hours or no post that exists; how many rows of the log name no activity that exists.
UNPLACED = (
    "SUMPRODUCT((LEN({activities.activity_no})>0)*"
    "((COUNTIF({budget.post_id},{activities.budget_id})=0)+(LEN({activities.plan_hours})=0)>0))"
)
ASTRAY = (
    'SUMPRODUCT((LEN({changes.change_id})>0)*({changes.activity_no}<>"Projektet")*'
    "(COUNTIF({activities.activity_no},{changes.activity_no})=0))"
)


def deviation(row: Any) -> float | None:
    """Hours used beyond plan (negative: under); None until both are reported."""
    planned = row.known("plan_hours")
    return None if row.act_hours is None or planned is None else row.act_hours - planned


def share(part: float | None, whole: float | None) -> float | None:
    """part / whole; None when either is missing or the whole is zero."""
    return None if part is None or not whole else part / whole


class Activities(
    Table,
    sheet="Aktiviteter",
    key="activities",
    capacity=40,
    timeline=Timeline(("plan_start", "plan_end"), ("act_start", "act_end"), "is_milestone", "cover.project_start"),
):
    """En rad för varje aktivitet: vem, när, hur många timmar det skulle ta och hur många det tog."""

    activity_no: str = col.identity("Aktivitetsnr", "A", digits=3)
    text: str = col.text("Aktivitet", width=38)
    wbs: str = col.choice(
        "Område", WorkArea, width=30, extendable=True, prompt="Huvudområde i projektets nedbrytning (WBS)."
    )
    phase: str = col.choice("Fas", Phase)
    is_milestone: bool | None = col.yes_no(
        "Milstolpe", required=False, prompt="Ja om aktivitetens slut är en milstolpe."
    )
    is_qa: bool | None = col.yes_no(
        "Kvalitetssäkrar", required=False, prompt="Ja om aktiviteten kvalitetssäkrar projektet."
    )
    result_ids: str | None = col.reference(
        "Bidrar till resultat", "", many=True, required=False, prompt="T.ex. RE-01, RE-03."
    )
    budget_id: str = col.reference("Budgetpost", "budget.post_id", prompt="Post-ID på bladet Timbudget.")
    owner: str = col.reference("Ansvarig", "roles.person", prompt="Person-kod på bladet Roller.")
    part_k: float | None = col.whole("Deltagare K", required=False, prompt="Antal kvinnor som deltog.")
    part_m: float | None = col.whole("Deltagare M", required=False, prompt="Antal män som deltog.")
    plan_start: date = col.edge("Planerad start", "start", prompt="Datum, vecka (v. 11), månad eller termin.")
    plan_end: date = col.edge("Planerat slut", "end", prompt="Datum, vecka (v. 11), månad eller termin.")
    act_start: date | None = col.day("Verklig start", required=False)
    act_end: date | None = col.day("Verkligt slut", required=False)
    plan_hours: float = col.hours("Planerad tid")
    act_hours: float | None = col.hours("Utfall tid", required=False, prompt="Nedlagd tid hittills.")
    dev_hours: float | None = col.computed(
        col.number("Avvikelse timmar"),
        'IF(AND(ISNUMBER({act_hours}),ISNUMBER({plan_hours})),{act_hours}-{plan_hours},"")',
        lambda row, book: deviation(row),
    )
    dev_share: float | None = col.computed(
        col.percent("Avvikelse procent"),
        'IF(AND(ISNUMBER({act_hours}),N({plan_hours})<>0),({act_hours}-{plan_hours})/{plan_hours},"")',
        lambda row, book: share(deviation(row), row.known("plan_hours")),
    )
    progress: float | None = col.percent("Klart", required=False, prompt="Hur stor del som är gjord.")
    status: str = col.choice("Status", ActivityStatus)
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
        says="Utfallet {act_hours} avviker från planerade {plan_hours} ({dev_hours} h), men orsaken är inte ifylld.",
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


def late(row: Any, book: BookData) -> bool:
    """Planned to be over on the reporting day, and neither done, cancelled nor dropped."""
    over = (ActivityStatus.DONE, ActivityStatus.CANCELLED, ActivityStatus.DROPPED)
    as_of, end = book.form(Cover).as_of, row.known("plan_end")
    return row.status not in over and end is not None and end < as_of


def strays(row: Any, book: BookData) -> bool:
    """The activity took more hours than planned, or is done with fewer, by more than both limits.

    Hours left on an activity that goes on are no deviation.
    """
    return deviates(row, book) and (row.dev_hours > 0 or row.known("status") == ActivityStatus.DONE)


def deviates(row: Any, book: BookData) -> bool:
    """Hours differ from plan by more than both limits of the project."""
    off = abs(row.known("dev_hours") or 0.0)
    return off > book.limits.deviation_hours and off > book.limits.deviation_share * (row.known("plan_hours") or 0.0)


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


class Budget(Table, sheet="Timbudget", key="budget", capacity=20):
    """Projektets timmar, post för post. Summan av posterna ska bli den angivna totalen överst på bladet."""

    post_id: str = col.identity("Post-ID", "B")
    text: str = col.text("Budgetpost", width=42)
    kind: str = col.choice("Resurstyp", ResourceKind)
    funding: str = col.choice("Finansiering", Funding, prompt="Dela posten på två rader om den betalas på två sätt.")
    plan_hours: float | None = col.hours("Budget timmar", required=False)
    plan_sek: float | None = col.number("Budget kronor", required=False, at_least=0, format="#,##0", width=12)
    stated_share: float | None = col.percent(
        "Angiven andel", required=False, prompt="Om planen anger postens andel av projektets timmar."
    )
    share: float | None = col.computed(
        col.percent("Beräknad andel"),
        'IF(OR(N({plan_hours})=0,SUM({.plan_hours})=0),"",{plan_hours}/SUM({.plan_hours}))',
        lambda row, book: share(row.plan_hours or None, book.total(Budget, "plan_hours")),
    )
    act_hours: float | None = col.hours("Utfall timmar", required=False, prompt="Nedlagd tid hittills.")
    act_sek: float | None = col.number("Utfall kronor", required=False, at_least=0, format="#,##0", width=12)
    forecast: float | None = col.hours(
        "Prognos timmar", required=False, prompt="Så många timmar posten väntas ta till slut."
    )
    dev_hours: float | None = col.computed(
        col.number("Avvikelse timmar"),
        'IF(AND(ISNUMBER({act_hours}),ISNUMBER({plan_hours})),{act_hours}-{plan_hours},"")',
        lambda row, book: deviation(row),
    )
    dev_share: float | None = col.computed(
        col.percent("Avvikelse procent"),
        'IF(AND(ISNUMBER({act_hours}),N({plan_hours})<>0),({act_hours}-{plan_hours})/{plan_hours},"")',
        lambda row, book: share(deviation(row), row.known("plan_hours")),
    )
    remark: str | None = col.text("Anmärkning", required=False)

    @rule(
        "B06",
        at=("plan_hours", "plan_sek"),
        short="Varken timmar eller kronor är ifyllda",
        says="Posten {post_id} saknar både timmar och kronor.",
        fix="Fyll i postens timmar eller kronor.",
        excel='AND({plan_hours}="",{plan_sek}="")',
    )
    def has_an_amount(self) -> bool:
        return self.plan_hours is not None or self.plan_sek is not None

    @rule(
        "B03",
        at="stated_share",
        short="Angiven andel stämmer inte med timmarna",
        says="Angiven andel {stated_share} stämmer inte: {plan_hours} av {total} h är {share}. "
        "{stated_share} av {total} h vore {would_be} h.",
        fix="Ändra andelen till {share}, eller postens timmar till {would_be}.",
        severity="warning",
        excel="AND(ISNUMBER({stated_share}),ISNUMBER({share}),"
        "ABS(N({stated_share})-N({share}))*100>{limits.share_tolerance})",
    )
    def stated_share_agrees(self, book: BookData) -> bool | Broken:
        if self.stated_share is None or self.share is None:
            return True
        if abs(self.stated_share - self.share) * 100 <= book.limits.share_tolerance:
            return True
        total = book.total(Budget, "plan_hours")
        shown = Budget.columns["share"].show(self.share)
        return broken(total=total, would_be=round(self.stated_share * total, 1), expected=shown)

    @rule(
        "B04",
        at="plan_hours",
        short="Aktiviteterna blir inte postens timmar",
        says="Posten {post_id} har {plan_hours}, men dess aktiviteter är planerade till {planned} h. "
        "Skillnaden är {difference} h.",
        fix="Rätta postens timmar, eller planerad tid på bladet Aktiviteter.",
        severity="warning",
        excel=f"AND(ISNUMBER({{plan_hours}}),SUM({{activities.plan_hours}})>0,{UNPLACED}=0,"
        "ABS(SUMIFS({activities.plan_hours},{activities.budget_id},{post_id})-N({plan_hours}))>0.005)",
    )
    def activities_fill_post(self, book: BookData) -> bool | Broken:
        planned = book.once(hours_by_post)
        if self.plan_hours is None or not book.total(Activities, "plan_hours") or book.once(unplaced):
            return True
        here = planned.get(self.post_id.casefold(), 0.0)
        if abs(here - self.plan_hours) <= SAME_HOURS:
            return True
        return broken(planned=here, difference=self.plan_hours - here, expected=here)

    @rule(
        "B05",
        at=("act_hours", "remark"),
        short="Utfallet är över budget utan förklaring",
        says="Utfallet {act_hours} är {dev_hours} h över budget ({plan_hours}), och det saknas förklaring i Anmärkning "
        "eller rad i Ändringslogg.",
        fix="Förklara i Anmärkning och för in ändringen i Ändringslogg.",
        severity="warning",
        excel="AND(N({dev_hours})>{limits.deviation_hours},N({dev_hours})>{limits.deviation_share}*N({plan_hours}),"
        f"{ASTRAY}=0,"
        'OR({remark}="",COUNTIF({changes.activity_no},"Projektet")+'
        "SUMPRODUCT(({activities.budget_id}={post_id})*COUNTIF({changes.activity_no},{activities.activity_no}))=0))",
    )
    def over_budget_explained(self, book: BookData) -> bool:
        over = self.dev_hours is not None and self.dev_hours > 0 and deviates(self, book)
        return (
            not over
            or astray(book)
            or (self.remark is not None and self.post_id.casefold() in book.once(posts_with_change))
        )

    @rule(
        "B07",
        at="forecast",
        short="Prognos saknas",
        says="Mer än halva projekttiden har gått, men prognosen är inte ifylld.",
        fix="Fyll i hur många timmar posten väntas ta till slut.",
        severity="note",
        excel='AND({plan_hours}<>"",{forecast}="",ISNUMBER({cover.project_start}),ISNUMBER({cover.project_end}),'
        "ISNUMBER({cover.as_of}),(N({cover.as_of})-N({cover.project_start}))*2>N({cover.project_end})-N({cover.project_start}))",
    )
    def forecast_given(self, book: BookData) -> bool:
        cover = book.form(Cover)
        start, end = cover.known("project_start"), cover.known("project_end")
        if self.forecast is not None or self.plan_hours is None or start is None or end is None:
            return True
        return (cover.as_of - start) * 2 <= end - start


def unplaced(book: BookData) -> bool:
    """An activity lacks its hours or names no post that exists: then no post's hours can be summed from activities."""
    posts = book.identities("budget.post_id")
    return any(
        row.known("plan_hours") is None or (row.known("budget_id") or "").casefold() not in posts
        for row in book.rows(Activities)
        if row.known("activity_no")
    )


def astray(book: BookData) -> bool:
    """A row of the change log names no activity that exists: any activity may be the one it is about."""
    known = book.identities("activities.activity_no") | {WHOLE_PROJECT.casefold()}
    return any(
        (row.known("activity_no") or "").casefold() not in known for row in book.rows(Changes) if row.known("change_id")
    )


def hours_by_post(book: BookData) -> dict[str, float]:
    """Planned activity hours by budget post (folded ID)."""
    found: dict[str, float] = {}
    for row in book.rows(Activities):
        post, planned = row.known("budget_id"), row.known("plan_hours")
        if post is not None and planned is not None:
            found[post.casefold()] = found.get(post.casefold(), 0.0) + planned
    return found


def posts_with_change(book: BookData) -> set[str]:
    """The budget posts (folded IDs) that a row of the change log is about; all of them when it is about the project."""
    logged = book.identities("changes.activity_no")
    if WHOLE_PROJECT.casefold() in logged:
        return book.identities("budget.post_id")
    found = set()
    for row in book.rows(Activities):
        number, post = row.known("activity_no"), row.known("budget_id")
        if number is not None and post is not None and number.casefold() in logged:
            found.add(post.casefold())
    return found


def hours_of(book: BookData, ordinary: bool) -> float:
    """Planned hours of the posts that are (not) inside the ordinary budget; Unknown when a post could not be read."""
    book.total(Budget, "plan_hours")
    return float(
        sum(
            row.known("plan_hours") or 0.0
            for row in book.rows(Budget)
            if row.known("funding") is not None and (row.known("funding") == Funding.ORDINARY) is ordinary
        )
    )


class BudgetTotals(Form, sheet="Timbudget", key="budget_totals", strip=True):
    """Totaler för bladet Timbudget: det som planen anger, och det som posterna ger."""

    stated_total: float | None = col.hours(
        "Angiven total timmar", required=False, prompt="Projektets timmar enligt planen."
    )
    total: float = col.computed(
        col.hours("Beräknad total timmar"),
        "SUM({budget.plan_hours})",
        lambda row, book: book.total(Budget, "plan_hours"),
    )
    difference: float | None = col.computed(
        col.number("Differens timmar"),
        'IF({stated_total}="","",N({stated_total})-{total})',
        lambda row, book: None if row.stated_total is None else row.stated_total - row.total,
    )
    stated_extra: float | None = col.hours(
        "Angivet varav extra", required=False, prompt="Timmar utöver ordinarie budget enligt planen."
    )
    extra: float = col.computed(
        col.hours("Beräknat varav extra"),
        'SUMIFS({budget.plan_hours},{budget.funding},"?*",{budget.funding},"<>Ordinarie")',
        lambda row, book: hours_of(book, ordinary=False),
    )
    stated_ordinary: float | None = col.hours(
        "Angivet varav ordinarie", required=False, prompt="Timmar som ryms i ordinarie budget enligt planen."
    )
    ordinary: float = col.computed(
        col.hours("Beräknat varav ordinarie"),
        'SUMIFS({budget.plan_hours},{budget.funding},"Ordinarie")',
        lambda row, book: hours_of(book, ordinary=True),
    )
    act_hours: float = col.computed(
        col.hours("Utfall timmar, summa"), "SUM({budget.act_hours})", lambda row, book: book.total(Budget, "act_hours")
    )
    stated_sek: float | None = col.number("Angiven total kronor", required=False, at_least=0, format="#,##0")
    total_sek: float = col.computed(
        col.number("Beräknad total kronor", format="#,##0"),
        "SUM({budget.plan_sek})",
        lambda row, book: book.total(Budget, "plan_sek"),
    )

    @rule(
        "B01",
        at="stated_total",
        short="Posterna blir inte angiven total timmar",
        says="Posterna blir {total}, men angiven total är {stated_total}. Skillnaden är {difference} h.",
        fix="Rätta den post som är fel, eller den angivna totalen.",
        excel='AND({stated_total}<>"",ABS(N({difference}))>0.005,'
        "SUMPRODUCT((LEN({budget.post_id})>0)*(LEN({budget.plan_hours})=0)*(LEN({budget.plan_sek})=0))=0)",
    )
    def posts_make_total(self, book: BookData) -> bool | Broken:
        if self.stated_total is None or abs(self.stated_total - self.total) <= SAME_HOURS:
            return True
        if any(row.known("post_id") and row.plan_hours is row.plan_sek is None for row in book.rows(Budget)):
            return True  # the post without hours and kronor is the cause, and has its own finding
        return broken(expected=self.total)

    @rule(
        "B01",
        at="stated_sek",
        short="Posterna blir inte angiven total kronor",
        says="Posterna blir {total_sek} kronor, men angiven total är {stated_sek} kronor.",
        fix="Rätta den post som är fel, eller den angivna totalen.",
        excel='AND({stated_sek}<>"",ABS(N({stated_sek})-{total_sek})>0.5)',
    )
    def posts_make_total_sek(self) -> bool | Broken:
        if self.stated_sek is None or abs(self.stated_sek - self.total_sek) <= 0.5:
            return True
        return broken(expected=self.total_sek)

    @rule(
        "B02",
        at=("stated_extra", "stated_ordinary"),
        short="Extra och ordinarie blir inte totalen",
        says="Extra resurs {stated_extra} och ordinarie {stated_ordinary} blir {sum} h, men totalen är {whole} h.",
        fix="Extra resurs och ordinarie ska tillsammans bli totalen; rätta det tal som är fel.",
        excel='AND({stated_extra}<>"",{stated_ordinary}<>"",'
        'ABS(N({stated_extra})+N({stated_ordinary})-IF({stated_total}="",{total},N({stated_total})))>0.005)',
    )
    def parts_make_total(self) -> bool | Broken:
        if self.stated_extra is None or self.stated_ordinary is None:
            return True
        whole = self.total if self.stated_total is None else self.stated_total
        added = self.stated_extra + self.stated_ordinary
        return abs(added - whole) <= SAME_HOURS or broken(sum=added, whole=whole)

    @rule(
        "B02",
        at="stated_extra",
        short="Posternas finansiering ger en annan extra resurs",
        says="Poster med annan finansiering än ordinarie blir {extra}, men angiven extra resurs är {stated_extra}.",
        fix="Rätta kolumnen Finansiering, dela en post på två rader, eller rätta den angivna extra resursen.",
        excel='AND({stated_extra}<>"",ABS(N({stated_extra})-{extra})>0.005,'
        "SUMPRODUCT((LEN({budget.plan_hours})>0)*(COUNTIF(lista_funding,{budget.funding})=0))=0)",
    )
    def posts_make_extra(self, book: BookData) -> bool | Broken:
        if self.stated_extra is None or abs(self.stated_extra - self.extra) <= SAME_HOURS:
            return True
        paid = {row.known("funding") for row in book.rows(Budget) if row.known("plan_hours") is not None}
        if not paid <= set(Funding):
            return True
        return broken(expected=self.extra)


class Changes(Table, sheet="Ändringslogg", key="changes", capacity=60):
    """Små och stora ändringar, en rad var, så att den som tar över kan följa vad som hände. Ändrad tid förs in även i Aktiviteter."""

    change_id: str = col.identity("Ändrings-ID", "Ä", digits=3)
    activity_no: str = col.reference(
        "Aktivitetsnr",
        "activities.activity_no",
        also=(WHOLE_PROJECT,),
        rule="L01",
        prompt="Aktivitetsnr, eller Projektet om ändringen gäller allt.",
    )
    changed_on: date = col.day("Datum för ändring")
    action: str = col.text("Åtgärd", width=46, prompt="Vad som ändrades.")
    actor: str = col.reference(
        "Utförare", "roles.person", loose=True, prompt="Person-kod på bladet Roller, eller roll i ord."
    )
    kind: str | None = col.choice("Typ", ChangeKind, required=False)
    before: str | None = col.text("Före", required=False, width=20)
    after: str | None = col.text("Efter", required=False, width=20)
    d_hours: float | None = col.number("Påverkan timmar", required=False, prompt="Fler (+) eller färre (-) timmar.")
    d_days: float | None = col.number(
        "Påverkan slutdatum", required=False, prompt="Dagar senare (+) eller tidigare (-)."
    )
    decided_by: str | None = col.text("Beslutad av", required=False, width=20)
    decided_on: date | None = col.day("Beslutsdatum", required=False)
    remark: str | None = col.text("Anmärkning", required=False)

    @rule(
        "L02",
        at="changed_on",
        short="Ändringsdatum ligger i framtiden",
        says="Ändringsdatum {changed_on} ligger efter dagens datum.",
        fix="Rätta datumet; planerade ändringar förs in när de är gjorda.",
        excel="N({changed_on})>TODAY()",
    )
    def not_future(self, book: BookData) -> bool:
        return self.changed_on <= book.today

    @rule(
        "L02",
        at="changed_on",
        short="Ändringsdatum ligger långt utanför projektet",
        says="Ändringsdatum {changed_on} ligger mer än 60 dagar utanför projektet.",
        fix="Kontrollera årtalet.",
        severity="warning",
        excel="AND(ISNUMBER({changed_on}),OR(AND(ISNUMBER({cover.project_start}),{changed_on}<N({cover.project_start})-60),"
        "AND(ISNUMBER({cover.project_end}),{changed_on}>N({cover.project_end})+60)))",
    )
    def near_project(self, book: BookData) -> bool:
        cover = book.form(Cover)
        start, end = cover.known("project_start"), cover.known("project_end")
        early = start is not None and (start - self.changed_on).days > 60
        over = end is not None and (self.changed_on - end).days > 60
        return not (early or over)

    @rule(
        "L04",
        at=("decided_by", "decided_on"),
        short="Beslut saknas för stor ändring",
        says="Ändringen påverkar {d_hours} timmar, men beslutad av och beslutsdatum är inte båda ifyllda.",
        fix="Fyll i vem som beslutade och när.",
        severity="warning",
        excel='AND(ABS(N({d_hours}))>{limits.deviation_hours},OR({decided_by}="",{decided_on}=""))',
    )
    def large_is_decided(self, book: BookData) -> bool:
        large = self.d_hours is not None and abs(self.d_hours) > book.limits.deviation_hours
        return not large or (self.decided_by is not None and self.decided_on is not None)


class Roles(Table, sheet="Roller", key="roles", capacity=30):
    """Vilka som arbetar i projektet, med roll i stället för namn. Person-koden används i de andra bladen."""

    person: str = col.identity("Person-kod", "P")
    name: str | None = col.text("Benämning", required=False, prompt="Befattning, t.ex. jobbcoach heltid. Inte namn.")
    role: str = col.choice("Roll", Role, width=20)
    organisation: str | None = col.text("Organisation", required=False)
    sex: str = col.choice("Kön", Sex, width=8, prompt="K eller M.")
    start: date | None = col.day("Från", required=False)
    end: date | None = col.day("Till", required=False)
    post: float | None = col.percent("Andel tjänst", required=False, prompt="Del av heltid i projektet.")
    remark: str | None = col.text("Anmärkning", required=False)

    @rule(
        "C05",
        at=("start", "end"),
        short="Till ligger före Från",
        says="Till {end} ligger före Från {start}.",
        fix="Rätta det datum som är fel.",
        excel="AND(ISNUMBER({start}),ISNUMBER({end}),{end}<{start})",
    )
    def in_order(self) -> bool:
        return self.start is None or self.end is None or self.start <= self.end


DEVIATING = (
    "(IF(ISNUMBER({activities.dev_hours}),ABS({activities.dev_hours}),0)>{limits.deviation_hours})*"
    "(IF(ISNUMBER({activities.dev_hours}),ABS({activities.dev_hours}),0)>{limits.deviation_share}*"
    "IF(ISNUMBER({activities.plan_hours}),{activities.plan_hours},0))*"
    '((IF(ISNUMBER({activities.dev_hours}),{activities.dev_hours},0)>0)+({activities.status}="Klar")>0)'
)


def deviating(book: BookData) -> list[Activities]:
    """The activities whose hours stray from plan by more than the project's limits."""
    return [row for row in book.rows(Activities) if row.known("activity_no") and strays(row, book)]


class Projektbok(Book, key="projektbok", title="Projektbok", version="1.0"):
    """The project's own book."""

    purpose = (
        "Här följer enheten sitt projekt: aktiviteter, timmar, ändringar och roller.",
        "Uppgifterna vägs samman med andra enheters i en rapport till styrgruppen.",
    )
    parts = (Cover, ActivityTotals, Activities, BudgetTotals, Budget, Changes, Roles)

    @rule(
        "A04",
        at=("activities.act_hours", "changes.activity_no"),
        short="Avvikelse i tid utan rad i Ändringslogg",
        says="Aktivitet {activity_no} avviker {dev_hours} h från plan, men saknar rad i Ändringslogg.",
        fix="För in ändringen på bladet Ändringslogg med aktivitetsnumret.",
        severity="warning",
        excel=f"IF(COUNTA({{changes.activity_no}})=0,0,IF({ASTRAY}>0,0,SUMPRODUCT({DEVIATING}*"
        "(COUNTIF({changes.activity_no},{activities.activity_no})=0))))",
    )
    def deviation_is_logged(self: BookData) -> Iterator[Hit]:  # type: ignore[misc]
        logged = self.identities("changes.activity_no")
        for row in deviating(self) if logged and not astray(self) else []:
            if row.activity_no.casefold() not in logged:
                yield Hit(Activities, ("act_hours",), row)

    @rule(
        "L03",
        at=("changes.activity_no",),
        short="Ändringsloggen är tom trots avvikelser",
        says="{count} aktiviteter avviker i tid från plan, men Ändringslogg har inga rader.",
        fix="För in ändringarna på bladet Ändringslogg, en rad för varje.",
        severity="warning",
        excel=f"IF(AND(COUNTA({{changes.change_id}})+COUNTA({{changes.activity_no}})=0,SUMPRODUCT({DEVIATING})>0),1,0)",
    )
    def log_is_kept(self: BookData) -> Iterator[Hit]:  # type: ignore[misc]
        count = len(deviating(self))
        if count and not self.identities("changes.change_id") | self.identities("changes.activity_no"):
            yield Hit(Changes, ("activity_no",), None, {"count": str(count)})

    @rule(
        "A04",
        at=("changes.kind", "activities.act_hours"),
        short="Ändrad tid i loggen syns inte i Aktiviteter",
        says="Ändringen gäller tid för {activity_no}, men i Aktiviteter är utfallet lika med planen eller saknas.",
        fix="För in den nya tiden på bladet Aktiviteter. Är planen redan ändrad: skriv det i Anmärkning i loggen.",
        severity="warning",
    )
    def logged_time_is_listed(self: BookData) -> Iterator[Hit]:  # type: ignore[misc]
        moved = {row.known("activity_no") for row in self.rows(Activities) if time_moved(row)}
        listed = {row.known("activity_no") for row in self.rows(Activities)} - {None}
        for row in self.rows(Changes):
            no = row.known("activity_no")
            if row.kind == ChangeKind.TIME and row.remark is None and no in listed and no not in moved:
                yield Hit(Changes, ("kind",), row)

    @rule(
        "C06",
        at=("activities.depends_on",),
        short="Aktiviteter förutsätter varandra i en ring",
        says="{activity_no} förutsätter sig själv genom {chain}.",
        fix="Ta bort en av hänvisningarna i kolumnen Förutsätter.",
    )
    def no_cycles(self: BookData) -> Iterator[Hit]:  # type: ignore[misc]
        needs = {row.activity_no: references_of(row) for row in self.rows(Activities) if row.known("activity_no")}
        seen: set[str] = set()
        for row in self.rows(Activities):
            chain = cycle_from(row.known("activity_no"), needs)
            if chain and not seen & set(chain):
                seen |= set(chain)
                yield Hit(Activities, ("depends_on",), row, {"chain": " – ".join(chain)})


def time_moved(row: Activities) -> bool:
    """The activity's actual time differs from its plan in hours or days."""
    days = ((row.known("plan_start"), row.act_start), (row.known("plan_end"), row.act_end))
    return bool(row.known("dev_hours")) or any(actual is not None and actual != plan for plan, actual in days)


def references_of(row: Activities) -> list[str]:
    """The activities that a row depends on."""
    column = Activities.columns["depends_on"]
    return column.parts(row.depends_on) if row.depends_on else []  # type: ignore[attr-defined]


def cycle_from(start: str | None, needs: dict[str, list[str]]) -> list[str]:
    """The chain of activities from `start` back to itself, empty when there is none."""
    trail: list[tuple[str, list[str]]] = [(start, [start])] if start else []
    visited: set[str] = set()
    while trail:
        here, path = trail.pop()
        for before in needs.get(here, []):
            if before == start:
                return [*path, before]
            if before not in visited:
                visited.add(before)
                trail.append((before, [*path, before]))
    return []
