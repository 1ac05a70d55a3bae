"""Höja värdet: what the group promises to do, and what came of last year's promises."""

from datetime import date
from enum import StrEnum
from typing import Any

from jamxl import columns as col
from jamxl.sheets import BookData, Broken, Follow, Form, Table, broken, rule
from jamxl.standard.uppfoljningsbok.occasion import Occasion
from jamxl.standard.uppfoljningsbok.parameters import PARAMETER_WORDS, Parameter


class MeasureKind(StrEnum):
    RAISE = "Höja"
    KEEP = "Behålla"


class FollowUp(StrEnum):
    DONE = "Gjort"
    PARTLY = "Delvis"
    NOT = "Ej"


# Answered measures that were due before the last occasion belong to years gone by.
OLD = (
    "IF(ISNUMBER({occasion.previous_date}),"
    'COUNTIFS({measures.outcome},"%s",{measures.due},"<"&{occasion.previous_date}),0)'
)
ANSWERED = 'COUNTIF({measures.outcome},"%s")-' + OLD
# Counted without COUNTIFS: LibreOffice finds no date where a blank cell is the first criterion.
UNANSWERED = (
    "IF(ISNUMBER({occasion.held_on}),"
    'SUMPRODUCT(({measures.outcome}="")*ISNUMBER({measures.due})*({measures.due}<{occasion.held_on})),0)'
)


def due_last_year(book: BookData) -> list["Raise"]:
    """The measures that this occasion looks back on: those answered since the last one, and those overdue."""
    previous, held_on = (book.lookup(f"occasion.{key}") for key in ("previous_date", "held_on"))

    def looked_back_on(row: Raise) -> bool:
        due, outcome = row.known("due"), row.known("outcome")
        if outcome in list(FollowUp):
            return due is None or previous is None or due >= previous
        return outcome is None and due is not None and held_on is not None and due < held_on

    return [row for row in book.rows(Raise) if looked_back_on(row)]


def answered(header: str, outcome: FollowUp | None) -> Any:
    """How many of last year's measures got an answer; or none."""

    def by(row: Any, book: BookData) -> float:
        return float(sum(row.known("outcome") == outcome for row in due_last_year(book)))

    return col.computed(col.whole(header), UNANSWERED if outcome is None else ANSWERED.replace("%s", outcome), by)


class MeasureTotals(Form, strip=True, sheet="Höja värdet", key="measure_totals", new_in="1.1"):
    """Förra årets åtgärder i siffror."""

    promised: float = col.computed(
        col.whole("Förra årets åtgärder", prompt="De som är besvarade nu, och de som skulle ha varit klara."),
        "+".join(ANSWERED.replace("%s", outcome) for outcome in FollowUp) + "+" + UNANSWERED,
        lambda row, book: float(len(due_last_year(book))),
    )
    done: float = answered("Gjorda", FollowUp.DONE)
    partly: float = answered("Delvis gjorda", FollowUp.PARTLY)
    not_done: float = answered("Inte gjorda", FollowUp.NOT)
    unanswered: float = answered("Utan svar", None)
    ahead: float = col.computed(
        col.whole("Nya åtgärder", prompt="De som inte skulle ha varit klara än."),
        'COUNTA({measures.action})-COUNTIF({measures.outcome},"?*")-' + UNANSWERED,
        lambda row, book: float(
            sum(row.known("action") is not None and row.known("outcome") is None for row in book.rows(Raise))
            - sum(row.known("outcome") is None for row in due_last_year(book))
        ),
    )


class Raise(Table, sheet="Höja värdet", key="measures", capacity=30):
    """Vad ger ett högre värde nästa år, eller behåller ett högt? Minst en åtgärd för varje bedömd parameter.

    Förra årets åtgärder följer med hit. Svara på dem i kolumnen Uppföljning innan ni skriver nya.
    """

    follow = Follow(names="action", promise=("outcome", "due"))

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
