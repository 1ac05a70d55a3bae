"""Milstolpar: phases, milestones and decision points, with what was decided and where that is written."""

from datetime import date
from enum import StrEnum
from typing import Any

from jamxl import columns as col
from jamxl.sheets import BookData, Follow, Table, rule
from jamxl.standard.cover import Cover
from jamxl.standard.projektbok.activities import Phase


class MilestoneType(StrEnum):
    PHASE = "Fas"
    MILESTONE = "Milstolpe"
    DECISION = "Beslutspunkt"
    RECONCILIATION = "Avstämning"
    DELIVERY = "Leverans"


class Decision(StrEnum):
    GO = "Kör"
    CHANGED = "Kör med ändring"
    WAIT = "Avvakta"
    STOP = "Avbryt"


REACHED, LATE, COMING = "Nådd", "Försenad", "Kommande"
WEEK = 7


def slip(row: Any) -> float | None:
    """Weeks later (negative: earlier) than planned; None until both days are known."""
    planned = row.known("planned")
    return None if planned is None or row.actual is None else (row.actual - planned).days / WEEK


def state(row: Any, book: BookData) -> str | None:
    """Reached, late or coming, on the reporting day."""
    if row.actual is not None:
        return REACHED
    return LATE if row.planned < book.form(Cover).as_of else COMING


class Milestones(Table, sheet="Milstolpar", key="milestones", new_in="1.1", capacity=30):
    """Projektets faser, milstolpar och beslutspunkter: när de är planerade, när de nåddes och vad som beslutades.

    En fas är klar den dag den slutar. Vid en beslutspunkt avgör styrgruppen eller beställaren om arbetet går vidare.
    """

    follow = Follow(names="name", steers=("planned", "actual", "decision"))

    milestone_id: str = col.identity("Milstolpe-ID", "MS")
    kind: str = col.choice("Typ", MilestoneType)
    name: str = col.text("Milstolpe", width=44, prompt="T.ex. Ska utredningen starta?")
    phase: str | None = col.choice("Fas", Phase, required=False)
    planned: date = col.edge("Planerad dag", "end", prompt="Datum, vecka (v. 11 2010), månad eller termin.")
    actual: date | None = col.day("Verklig dag", required=False, prompt="Dagen då den nåddes eller beslutet togs.")
    slip: float | None = col.computed(
        col.number("Förskjutning, veckor", prompt="Plus är senare än planerat, minus tidigare.", format="0.0"),
        f'IF(AND(ISNUMBER({{planned}}),ISNUMBER({{actual}})),({{actual}}-{{planned}})/{WEEK},"")',
        lambda row, book: slip(row),
    )
    state: str | None = col.computed(
        col.text("Läge", width=12),
        f'IF({{milestone_id}}="","",IF(ISNUMBER({{actual}}),"{REACHED}",'
        f'IF(AND(ISNUMBER({{planned}}),ISNUMBER({{cover.as_of}})),IF({{planned}}<{{cover.as_of}},"{LATE}","{COMING}"),"")))',
        lambda row, book: None if row.known("milestone_id") is None else state(row, book),
    )
    ready: bool | None = col.yes_no(
        "Underlag klart", required=False, prompt="Ja när resultaten är sammanställda inför beslutet."
    )
    compiled: str | None = col.text(
        "Sammanställning", required=False, width=26, prompt="Var sammanställningen av resultaten finns."
    )
    decision: str | None = col.choice("Beslut", Decision, required=False)
    decided_by: str | None = col.text("Beslutat av", required=False, width=20, prompt="Roll eller organ, inte namn.")
    registry_no: str | None = col.code(
        "Protokoll", required=False, width=18, prompt="Protokoll eller diarienummer, t.ex. KS 2009/123 § 4."
    )
    remark: str | None = col.text("Anmärkning", required=False)

    @rule(
        "J06",
        at=("decision", "planned"),
        short="Beslutspunkten är passerad utan beslut",
        says="Beslutspunkten {milestone_id}, planerad till {planned}, har passerat på avstämningsdagen, men "
        "inget beslut är ifyllt.",
        fix="Fyll i beslutet. Är det uppskjutet: välj Avvakta, eller ändra planerad dag och skriv det i Ändringslogg.",
        severity="warning",
        excel='AND({kind}="Beslutspunkt",{decision}="",ISNUMBER({planned}),ISNUMBER({cover.as_of}),'
        "N({planned})<N({cover.as_of}))",
    )
    def decided_in_time(self, book: BookData) -> bool:
        """Our own ID: the catalogue asks for the rule beside its numbered ones."""
        passed = self.planned < book.form(Cover).as_of
        return self.kind != MilestoneType.DECISION or self.decision is not None or not passed

    @rule(
        "A01",
        at="actual",
        short="Verklig dag ligger i framtiden",
        says="Verklig dag {actual} ligger efter dagens datum.",
        fix="Skriv framtida dagar som planerade, eller rätta årtalet.",
        excel="N({actual})>TODAY()",
    )
    def not_future(self, book: BookData) -> bool:
        return self.actual is None or self.actual <= book.today
