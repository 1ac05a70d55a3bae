"""Förbättringsförslag: what the answers lead to."""

from datetime import date
from enum import StrEnum

from jamxl import columns as col
from jamxl.sheets import Follow, Table


class Sorted(StrEnum):
    """How staff sort what came out of a survey."""

    NOW = "Kan göras nu"
    NOT_NOW = "Kan inte göras nu"
    EASED = "Kan lindras"


class SurveyImprovements(Table, sheet="Förbättringsförslag", key="survey_improvements", capacity=30):
    """Vad svaren leder till. Sortera förslagen tillsammans: vad kan göras nu, vad kan inte, och vad kan lindras?"""

    follow = Follow(names="proposal", promise=("done", "due"))

    proposal_id: str = col.identity("Förslags-ID", "FB")
    survey_id: str | None = col.reference("Enkät-ID", "surveys.survey_id", required=False, width=11)
    proposal: str = col.text("Förslag", width=40, prompt="Vad de som svarade vill ha annorlunda.")
    sorting: str = col.choice("Sortering", Sorted, width=18)
    measure: str | None = col.text("Åtgärd", required=False, width=34, prompt="Vad ni gör, eller hur det kan lindras.")
    owner: str | None = col.text("Ansvarig", required=False, width=18, prompt="Roll, inte namn.")
    due: date | None = col.edge("Klart senast", "end", required=False, prompt="Datum, vecka, månad eller termin.")
    done: date | None = col.day("Klart datum", required=False, prompt="När åtgärden är gjord.")
    activity_no: str | None = col.text("Aktivitetsnr", required=False, width=12, prompt="I projektboken, t.ex. A-012.")
    remark: str | None = col.text("Anmärkning", required=False, width=18)
