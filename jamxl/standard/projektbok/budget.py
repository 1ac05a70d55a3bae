"""Timbudget: the project's hours and kronor, post for post."""

from enum import StrEnum
from typing import Any

from jamxl import columns as col
from jamxl.ratios import share
from jamxl.sheets import BookData, Broken, Follow, Form, Table, broken, rule
from jamxl.standard.cover import Cover
from jamxl.standard.projektbok.activities import (
    SAME_HOURS,
    Activities,
    deviates,
    deviation_hours,
    deviation_share,
)
from jamxl.standard.projektbok.changes import WHOLE_PROJECT, Changes
from jamxl.swedish import listed, show_points


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


# How many activities have no hours or no post that exists; how many rows of the log name no activity that exists.
UNPLACED = (
    "SUMPRODUCT((LEN({activities.activity_no})>0)*"
    "((COUNTIF({budget.post_id},{activities.budget_id})=0)+(LEN({activities.plan_hours})=0)>0))"
)


ASTRAY = (
    'SUMPRODUCT((LEN({changes.change_id})>0)*({changes.activity_no}<>"Projektet")*'
    "(COUNTIF({activities.activity_no},{changes.activity_no})=0))"
)


# A sheet without posts has no sums to compare with; that nothing is filled in is a finding of its own.
POSTS = "COUNTA({budget.post_id})>0"


class Budget(Table, sheet="Timbudget", key="budget", capacity=20):
    """Projektets timmar, post för post. Summan av posterna ska bli den angivna totalen överst på bladet."""

    follow = Follow(names="text", grows=("act_hours", "act_sek"), steers=("plan_hours", "plan_sek"))

    post_id: str = col.identity("Post-ID", "B")
    text: str = col.text("Budgetpost", width=42, synonyms=("Budgetposter", "Post", "Benämning"))
    kind: str = col.choice("Resurstyp", ResourceKind)
    funding: str = col.choice("Finansiering", Funding, prompt="Dela posten på två rader om den betalas på två sätt.")
    plan_hours: float | None = col.hours(
        "Budget timmar", required=False, synonyms=("Budgeterade timmar", "Timmar", "Antal timmar")
    )
    plan_sek: float | None = col.kronor("Budget kronor", required=False)
    stated_share: float | None = col.percent(
        "Angiven andel", required=False, prompt="Om planen anger postens andel av projektets timmar."
    )
    share: float | None = col.computed(
        col.percent("Beräknad andel"),
        'IF(OR(N({plan_hours})=0,SUM({.plan_hours})=0),"",{plan_hours}/SUM({.plan_hours}))',
        lambda row, book: share(row.plan_hours or None, book.total(Budget, "plan_hours")),
    )
    act_hours: float | None = col.hours(
        "Utfall timmar", required=False, synonyms=("Använda timmar", "Verkliga timmar"), prompt="Nedlagd tid hittills."
    )
    act_sek: float | None = col.kronor("Utfall kronor", required=False)
    forecast: float | None = col.hours(
        "Prognos timmar", required=False, prompt="Så många timmar posten väntas ta till slut."
    )
    dev_hours: float | None = deviation_hours()
    dev_share: float | None = deviation_share()
    remark: str | None = col.text("Anmärkning", required=False)

    @rule(
        "J02",
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
        says="Angiven andel {stated_share} stämmer inte: {plan_hours} av {total} h är {share} ({points}). "
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
        points = show_points(self.share - self.stated_share)
        return broken(total=total, points=points, would_be=round(self.stated_share * total, 1), expected=shown)

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
        says="Utfallet {act_hours} är {dev_hours} över budget ({plan_hours}), men det saknas {missing}.",
        fix="Förklara i Anmärkning och för in ändringen i Ändringslogg.",
        severity="warning",
        excel="AND(N({dev_hours})>{limits.deviation_hours},N({dev_hours})>{limits.deviation_share}*N({plan_hours}),"
        f"{ASTRAY}=0,"
        'OR({remark}="",COUNTIF({changes.activity_no},"Projektet")+'
        "SUMPRODUCT(({activities.budget_id}={post_id})*COUNTIF({changes.activity_no},{activities.activity_no}))=0))",
    )
    def over_budget_explained(self, book: BookData) -> bool | Broken:
        over = self.dev_hours is not None and self.dev_hours > 0 and deviates(self, book)
        if not over or astray(book):
            return True
        explained, logged = self.remark is not None, self.post_id.casefold() in book.once(posts_with_change)
        missing = [] if explained else ["förklaring i Anmärkning"]
        missing += [] if logged else ["rad i Ändringslogg"]
        return not missing or broken(missing=listed(missing))

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
        return bool((cover.as_of - start) * 2 <= end - start)


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


def no_posts(book: BookData) -> bool:
    """POSTS, in Python."""
    return not book.identities("budget.post_id")


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


def uplifted(amount: float, rate: float, years: int) -> float:
    """What an amount has become after so many years, when it grows by a rate each year."""
    return float(amount * (1 + rate) ** years)


def uplifted_total(header: str, years: int) -> Any:
    """The posts' kronor after so many years; nothing without a rate or without kronor."""
    return col.computed(
        col.kronor(header),
        f'IF(AND(ISNUMBER({{uplift}}),{{total_sek}}<>0),{{total_sek}}*(1+N({{uplift}}))^{years},"")',
        lambda row, book: (
            None if row.uplift is None or not row.total_sek else uplifted(row.total_sek, row.uplift, years)
        ),
        new_in="1.1",
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
        col.hours("Differens timmar", at_least=None),
        'IF({stated_total}="","",N({stated_total})-{total})',
        lambda row, book: None if row.stated_total is None else row.stated_total - row.total,
    )
    stated_extra: float | None = col.hours(
        "Extra resurs enligt planen", required=False, prompt="Timmar utöver ordinarie budget enligt planen."
    )
    extra: float = col.computed(
        col.hours("Extra resurs enligt posterna"),
        'SUMIFS({budget.plan_hours},{budget.funding},"?*",{budget.funding},"<>Ordinarie")',
        lambda row, book: hours_of(book, ordinary=False),
    )
    stated_ordinary: float | None = col.hours(
        "Ordinarie enligt planen", required=False, prompt="Timmar som ryms i ordinarie budget enligt planen."
    )
    ordinary: float = col.computed(
        col.hours("Ordinarie enligt posterna"),
        'SUMIFS({budget.plan_hours},{budget.funding},"Ordinarie")',
        lambda row, book: hours_of(book, ordinary=True),
    )
    act_hours: float = col.computed(
        col.hours("Utfall timmar, summa"), "SUM({budget.act_hours})", lambda row, book: book.total(Budget, "act_hours")
    )
    stated_sek: float | None = col.kronor("Angiven total kronor", required=False)
    total_sek: float = col.computed(
        col.kronor("Beräknad total kronor"),
        "SUM({budget.plan_sek})",
        lambda row, book: book.total(Budget, "plan_sek"),
    )
    uplift: float | None = col.percent(
        "Uppräkning per år",
        required=False,
        new_in="1.1",
        prompt="Så mycket dyrare antas kronorna bli för varje år, t.ex. 2 %.",
    )
    sek_next: float | None = uplifted_total("Kronor om ett år", 1)
    sek_third: float | None = uplifted_total("Kronor om tre år", 3)
    sek_fifth: float | None = uplifted_total("Kronor om fem år", 5)

    @rule(
        "B01",
        at="stated_total",
        short="Posterna blir inte angiven total timmar",
        says="Posterna blir {total}, men angiven total är {stated_total}. Skillnaden är {difference}.",
        fix="Rätta den post som är fel. Eller rätta den angivna totalen, och då även Extra resurs enligt planen och "
        "Ordinarie enligt planen.",
        excel=f'AND({{stated_total}}<>"",{POSTS},ABS(N({{difference}}))>0.005,'
        "SUMPRODUCT((LEN({budget.post_id})>0)*(LEN({budget.plan_hours})=0)*(LEN({budget.plan_sek})=0))=0)",
    )
    def posts_make_total(self, book: BookData) -> bool | Broken:
        if self.stated_total is None or no_posts(book) or abs(self.stated_total - self.total) <= SAME_HOURS:
            return True
        if any(row.known("post_id") and row.plan_hours is row.plan_sek is None for row in book.rows(Budget)):
            return True  # the post without hours and kronor is the cause, and has its own finding
        return broken(expected=self.total)

    @rule(
        "B01",
        at="stated_sek",
        short="Posterna blir inte angiven total kronor",
        says="Posterna blir {total_sek}, men angiven total är {stated_sek}.",
        fix="Rätta den post som är fel, eller den angivna totalen.",
        excel=f'AND({{stated_sek}}<>"",{POSTS},ABS(N({{stated_sek}})-{{total_sek}})>0.5)',
    )
    def posts_make_total_sek(self, book: BookData) -> bool | Broken:
        if self.stated_sek is None or no_posts(book) or abs(self.stated_sek - self.total_sek) <= 0.5:
            return True
        return broken(expected=self.total_sek)

    @rule(
        "B02",
        at=("stated_extra", "stated_ordinary"),
        short="Extra och ordinarie blir inte totalen",
        says="Extra resurs {stated_extra} och ordinarie {stated_ordinary} blir {sum} h, men totalen är {whole} h.",
        fix="Extra resurs och ordinarie ska tillsammans bli totalen; rätta det tal som är fel.",
        excel=f'AND({{stated_extra}}<>"",{{stated_ordinary}}<>"",OR({{stated_total}}<>"",{POSTS}),'
        'ABS(N({stated_extra})+N({stated_ordinary})-IF({stated_total}="",{total},N({stated_total})))>0.005)',
    )
    def parts_make_total(self, book: BookData) -> bool | Broken:
        if self.stated_extra is None or self.stated_ordinary is None:
            return True
        if self.stated_total is None and no_posts(book):
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
        excel=f'AND({{stated_extra}}<>"",{POSTS},ABS(N({{stated_extra}})-{{extra}})>0.005,'
        "SUMPRODUCT((LEN({budget.plan_hours})>0)*(COUNTIF(lista_funding,{budget.funding})=0))=0)",
    )
    def posts_make_extra(self, book: BookData) -> bool | Broken:
        if self.stated_extra is None or no_posts(book) or abs(self.stated_extra - self.extra) <= SAME_HOURS:
            return True
        paid = {row.known("funding") for row in book.rows(Budget) if row.known("plan_hours") is not None}
        if not paid <= set(Funding):
            return True
        return broken(expected=self.extra)
