"""Höja värdet: what the group promises to do, and what came of last year's promises."""

from datetime import date
from enum import StrEnum

from jamxl import columns as col
from jamxl.sheets import BookData, Broken, Table, broken, rule
from jamxl.standard.uppfoljningsbok.occasion import Occasion
from jamxl.standard.uppfoljningsbok.parameters import PARAMETER_WORDS, Parameter


class MeasureKind(StrEnum):
    RAISE = "Höja"
    KEEP = "Behålla"


class FollowUp(StrEnum):
    DONE = "Gjort"
    PARTLY = "Delvis"
    NOT = "Ej"


class Raise(Table, sheet="Höja värdet", key="measures", capacity=30):
    """Vad ger ett högre värde nästa år, eller behåller ett högt? Minst en åtgärd för varje bedömd parameter.

    Förra årets åtgärder följer med hit. Svara på dem i kolumnen Uppföljning innan ni skriver nya.
    """

    measure_id: str = col.identity("Åtgärds-ID", "H")
    parameter: str = col.choice("Parameter", Parameter, width=23, same=PARAMETER_WORDS)
    action: str = col.text("Åtgärd", width=46, prompt="Vad ni ska göra, så att det går att se om det blev gjort.")
    kind: str = col.choice("Typ", MeasureKind, width=11, prompt="Höja värdet, eller behålla ett högt.")
    responsible: str = col.text("Ansvarig", width=22, prompt="Roll, inte namn.")
    due: date = col.edge("Klart senast", "end", prompt="Datum, vecka (v. 11 2010), månad eller termin.")
    plan_no: str | None = col.text(
        "Aktivitetsnr i nästa plan",
        required=False,
        width=15,
        prompt="När åtgärden står i planen, t.ex. A-012.",
    )
    outcome: str | None = col.choice(
        "Uppföljning nästa år", FollowUp, required=False, width=14, prompt="Fylls i vid nästa tillfälle."
    )
    remark: str | None = col.text("Anmärkning", required=False)

    @rule(
        "F03",
        at=("outcome", "due"),
        short="Åtgärden skulle ha varit klar men är inte uppföljd",
        says="{measure_id} skulle vara klar {due}, före {held_on}, men Uppföljning nästa år är tom.",
        fix="Svara Gjort, Delvis eller Ej. Ska åtgärden fortsätta: skriv den på en ny rad med nytt datum.",
        severity="warning",
        excel='AND(ISNUMBER({due}),ISNUMBER({occasion.held_on}),{due}<{occasion.held_on},{outcome}="")',
    )
    def last_years_are_answered(self, book: BookData) -> bool | Broken:
        held_on = book.form(Occasion).held_on
        return self.due >= held_on or self.outcome is not None or broken(held_on=held_on)
