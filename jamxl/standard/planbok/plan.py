"""Verksamheten, Plan and the year's activities: what the unit is for, where it stands, and what it will do."""

from datetime import date
from enum import StrEnum
from typing import NamedTuple

from jamxl import columns as col
from jamxl.ratios import share, share_excel
from jamxl.sheets import BookData, Broken, Follow, Form, Table, rule
from jamxl.standard.counting import above_excel, within
from jamxl.standard.cover import Cover
from jamxl.standard.projektbok.activities import STATUS_WORDS, ActivityStatus


class Financing(StrEnum):
    GRANT = "Nämndbidrag"
    INCOME = "Intäkter"
    MIXED = "Blandat"


class Profile(Form, sheet="Verksamheten", key="plan_profile"):
    """Verksamheten i korthet, så att den går att jämföra med andras. Kort text räcker; det utförliga står på Plan."""

    year: str | None = col.text("Planen gäller", required=False, prompt="T.ex. 2010, eller vt 2010.")
    offer: str | None = col.text(
        "Verksamhet", required=False, prompt="T.ex. textil, butik, lokalvård, snickeri, transport."
    )
    financing: str | None = col.choice(
        "Finansiering", Financing, required=False, prompt="Blandat om det är både nämndbidrag och egna intäkter."
    )
    income_share: float | None = col.percent(
        "Andel intäkter", required=False, prompt="Intäkternas del av verksamhetens pengar, ungefär."
    )
    target_group: str | None = col.text(
        "Målgrupp", required=False, prompt="Vilka som kommer hit, och vem som remitterar."
    )
    goals: str | None = col.text("Mål", required=False, prompt="De viktigaste, så att de går att följa upp.")
    execution: str | None = col.text("Genomförande", required=False, prompt="Metoder och arbetssätt.")
    resources: str | None = col.text("Resurser och kompetens", required=False, prompt="Personal, lokaler, utbildning.")
    follow_up: str | None = col.text("Uppföljning", required=False, prompt="Hur och hur ofta, och vem som får veta.")
    participants_k: float | None = col.whole(
        "Deltagare K", required=False, carry=False, prompt="Kvinnor på avstämningsdagen.", people=True
    )
    participants_m: float | None = col.whole(
        "Deltagare M", required=False, carry=False, prompt="Män på avstämningsdagen.", people=True
    )
    plans_k: float | None = col.whole(
        "Med handlingsplan K",
        required=False,
        carry=False,
        prompt="Kvinnor med en egen handlingsplan.",
        people=True,
        within=("participants_k",),
    )
    plans_m: float | None = col.whole(
        "Med handlingsplan M",
        required=False,
        carry=False,
        prompt="Män med en egen handlingsplan.",
        people=True,
        within=("participants_m",),
    )
    share_k: float | None = col.computed(
        col.percent("Andel med handlingsplan K"),
        share_excel("{plans_k}", "{participants_k}"),
        lambda row, book: share(row.plans_k, row.participants_k),
    )
    share_m: float | None = col.computed(
        col.percent("Andel med handlingsplan M"),
        share_excel("{plans_m}", "{participants_m}"),
        lambda row, book: share(row.plans_m, row.participants_m),
    )

    @rule(
        "J51",
        at=("plans_k", "plans_m", "participants_k", "participants_m"),
        short="Fler handlingsplaner än deltagare",
        says="{who} har handlingsplan, men deltagarna är bara {most}.",
        fix="Rätta det antal som är fel. Räkna en handlingsplan för varje deltagare.",
        excel=above_excel(("plans_k", "participants_k"), ("plans_m", "participants_m")),
    )
    def one_plan_each(self) -> bool | Broken:
        return within((self.plans_k, self.participants_k, "kvinnor"), (self.plans_m, self.participants_m, "män"))


class Heading(NamedTuple):
    """A heading of the plan: its number, area, name, and what is asked under it."""

    nr: str
    area: str
    heading: str
    question: str


AREAS = {
    "Förutsättningar": (
        ("Processer", "Hur går arbetet till, från att någon kommer hit till att någon slutar?"),
        ("Värdegrund", "Vad står ni för, och hur märks det?"),
        ("Intressenter och behov", "Vilka berörs, och vad behöver de? Skiljer det sig mellan kvinnor och män?"),
        ("Profil och namn", "Vad säger namnet och bilden av verksamheten, och vilka känner sig välkomna?"),
        ("Resurser", "Räcker kompetens, tid och arbetsbeskrivningar? Hur fördelas de?"),
        ("Arbetsplatsen", "Är lokaler, utrustning och klimat bra för alla?"),
    ),
    "Uppdrag": (
        ("Uppdrag", "Vem har gett uppdraget, och vad ingår?"),
        ("Avtal", "Vilka överenskommelser finns, och vad säger de om jämställdhet?"),
        ("Samverkan", "Vilka arbetar ni med, och vem gör vad?"),
        ("Målgrupper", "Vilka kommer hit? Hur många kvinnor och män, och varför?"),
        ("Mål", "Vad ska vara uppnått i år, och hur ska det mätas?"),
    ),
    "Genomförande och uppföljning": (
        ("Deltagarens val", "Hur är deltagaren med och väljer insats? Får kvinnor och män se samma utbud?"),
        ("Metoder", "Vilka metoder använder ni, och hur vet ni att de fungerar?"),
        ("Återrapportering", "Hur och när får uppdragsgivaren veta hur det går?"),
    ),
    "Utvärdering": (
        ("Nytta för deltagaren", "Vad har insatsen gett kvinnor och män?"),
        ("Nytta för verksamheten", "Vad har arbetet gett enheten och kommunen?"),
        ("Nytta för handledaren", "Vad har ni som leder arbetet lärt er?"),
        ("Dialog inför nästa år", "Vad tar ni med er, och vem pratar ni med om det?"),
    ),
}  # fmt: skip
HEADINGS = tuple(
    Heading(f"{area[0]}{n}" if area != "Utvärdering" else f"V{n}", area, heading, question)
    for area, headings in AREAS.items()
    for n, (heading, question) in enumerate(headings, 1)
)


class Plan(Table, sheet="Plan", key="plan_areas", fixed_rows=tuple(heading._asdict() for heading in HEADINGS)):
    """Ta en rubrik i taget, ungefär en timme var, med alla som arbetar här. Hoppa över det som inte behövs i år.

    Rubrikerna är till för samtalet, inte för att fyllas i. Det som är viktigast är vad ni vill ändra.
    """

    nr: str = col.text("Nr", fixed=True, width=6)
    area: str = col.text("Område", fixed=True, width=16)
    heading: str = col.text("Rubrik", fixed=True, width=20)
    question: str = col.text("Att prata om", fixed=True, width=34)
    now: str | None = col.text("Nuläge", required=False, width=34)
    perspective: str | None = col.text(
        "Kvinnor och män", required=False, width=28, prompt="Vad det betyder för kvinnor och för män."
    )
    development: str | None = col.text("Utvecklingsområde", required=False, width=30, prompt="Vad ni vill ändra.")
    goal: str | None = col.text("Mål", required=False, width=22, prompt="I ord, eller ID i Projektboken, t.ex. M-03.")
    discussed_on: date | None = col.day("Genomgånget", required=False, carry=False, prompt="Dagen ni pratade om det.")


class PlanActivities(Table, sheet="Aktivitets- och tidsplan", key="plan_activities", capacity=30):
    """Årets aktiviteter, en rad var. Stora projekt har sin egen Projektbok; här räcker vad, vem och när."""

    follow = Follow(names="text", steers=("plan_end", "status"))

    activity_id: str = col.identity("Aktivitets-ID", "PA")
    plan_nr: str | None = col.reference(
        "Rubrik i planen", "plan_areas.nr", required=False, prompt="Nr på bladet Plan, t.ex. F3."
    )
    text: str = col.text("Aktivitet", width=42)
    responsible: str | None = col.text("Ansvarig", required=False, width=22, prompt="Roll, inte namn.")
    plan_start: date | None = col.edge("Start", "start", required=False, prompt="Datum, vecka, månad eller termin.")
    plan_end: date | None = col.edge("Slut", "end", required=False, prompt="Datum, vecka, månad eller termin.")
    status: str = col.choice("Status", ActivityStatus, near=STATUS_WORDS)
    follow_up: str | None = col.text(
        "Uppföljning", required=False, width=34, prompt="Hur och när ni ser om det hjälpte."
    )
    remark: str | None = col.text("Anmärkning", required=False)

    @rule(
        "A01",
        at=("plan_start", "plan_end"),
        short="Slut ligger före start",
        says="Slut {plan_end} ligger före start {plan_start}.",
        fix="Rätta det datum som är fel.",
        excel="AND(ISNUMBER({plan_start}),ISNUMBER({plan_end}),{plan_end}<{plan_start})",
    )
    def in_order(self) -> bool:
        return self.plan_start is None or self.plan_end is None or self.plan_start <= self.plan_end

    @rule(
        "A03",
        at=("status", "plan_end"),
        short="Försenad",
        says="Slut {plan_end} har passerat på avstämningsdagen, men status är {status}.",
        fix="Uppdatera status, eller flytta slutet.",
        severity="note",
        excel='AND(OR({status}="Ej påbörjad",{status}="Pågår"),ISNUMBER({plan_end}),ISNUMBER({cover.as_of}),'
        "N({plan_end})<N({cover.as_of}))",
    )
    def not_late(self, book: BookData) -> bool:
        open_ = self.status in (ActivityStatus.NOT_STARTED, ActivityStatus.ONGOING)
        return not open_ or self.plan_end is None or self.plan_end >= book.form(Cover).as_of
