"""Rekommendationer, lärdomar och spridning: what the project leaves behind."""

from datetime import date
from enum import StrEnum

from jamxl import columns as col
from jamxl.sheets import Follow, Table
from jamxl.standard.projektbok.reach import BOTH_SEXES, reached_men, reached_unknown, reached_women


class RecommendationArea(StrEnum):
    OVERALL = "Övergripande"
    ORGANISATION = "Organisation"
    CONTENT = "Innehåll"
    QUALITY = "Kvalitet"


class RecommendationStatus(StrEnum):
    PROPOSED = "Föreslagen"
    ADOPTED = "Antagen"
    DONE = "Genomförd"
    REJECTED = "Avslagen"


class LessonKind(StrEnum):
    WELL = "Gick bra"
    LESS_WELL = "Gick mindre bra"
    SUCCESS = "Framgångsfaktor"
    SIDE_EFFECT = "Bieffekt"
    IMPACT = "Genomslag"


class LessonLevel(StrEnum):
    INDIVIDUAL = "Individ"
    ORGANISATION = "Organisation"
    SYSTEM = "System och struktur"


class DisseminationKind(StrEnum):
    PRESS = "Press"
    LECTURE = "Föreläsning"
    CONFERENCE = "Konferens"
    TRANSNATIONAL = "Transnationellt"
    VISIT = "Studiebesök"
    WEB = "Webb och trycksak"


class Recommendations(Table, sheet="Rekommendationer", key="recommendations", new_in="1.1", capacity=30):
    """Vad projektet föreslår att någon ska göra, och hur det gick med förslaget. En rekommendation på varje rad."""

    follow = Follow(
        names="text",
        closed=(RecommendationStatus.DONE, RecommendationStatus.REJECTED),
        steers=("status", "decision"),
        promise=("status", "due"),
        pending=(RecommendationStatus.PROPOSED,),
    )

    recommendation_id: str = col.identity("Rekommendations-ID", "REK", width=19)
    area: str = col.choice("Område", RecommendationArea)
    text: str = col.text("Rekommendation", width=44)
    addressed_to: str | None = col.text(
        "Riktad till", required=False, width=22, prompt="Nämnd, förvaltning eller roll."
    )
    due: date | None = col.edge("Senast", "end", required=False)
    decision: str | None = col.text("Beslut", required=False, width=24, prompt="Vad som beslutades, av vem och när.")
    activity_no: str | None = col.reference(
        "Aktivitet", "activities.activity_no", required=False, prompt="Aktiviteten som genomför rekommendationen."
    )
    status: str = col.choice("Status", RecommendationStatus)
    remark: str | None = col.text("Anmärkning", required=False, width=20)


class Lessons(Table, sheet="Lärdomar", key="lessons", new_in="1.1", capacity=30):
    """Vad ni har lärt er: vad som gick bra och mindre bra, vad som var avgörande, och vad som hände vid sidan av.

    Genomslag är det som ändrades. Nivån säger för vem: enskilda personer, organisationen, eller system och struktur.
    """

    lesson_id: str = col.identity("Lärdoms-ID", "LÄ")
    kind: str = col.choice("Typ", LessonKind, width=17)
    level: str | None = col.choice("Nivå", LessonLevel, required=False, width=18)
    what: str = col.text("Vad", width=38, prompt="Vad som hände.")
    why: str | None = col.text("Varför", required=False, width=32)
    tip: str | None = col.text("Tips", required=False, width=32, prompt="Vad ni råder andra att göra.")
    recipient: str | None = col.text("Mottagare", required=False, width=20, prompt="Vem som har nytta av lärdomen.")
    remark: str | None = col.text("Anmärkning", required=False, width=20)


class Dissemination(Table, sheet="Spridning", key="dissemination", new_in="1.1", capacity=30):
    """När och hur ni har berättat om projektet för andra, en rad för varje tillfälle."""

    dissemination_id: str = col.identity("Spridnings-ID", "SP")
    held_on: date = col.edge("Datum", "start")
    kind: str = col.choice("Typ", DisseminationKind, width=18, extendable=True)
    what: str = col.text("Vad", width=40, prompt="T.ex. föreläsning om arbetsmetoden.")
    audience: str | None = col.text("Mottagare", required=False, width=28)
    reached_k: float | None = reached_women()
    reached_m: float | None = reached_men()
    reached_u: float | None = reached_unknown()
    remark: str | None = col.text("Anmärkning", required=False, width=20)

    both_sexes = BOTH_SEXES
