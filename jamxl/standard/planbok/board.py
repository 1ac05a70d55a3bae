"""Förbättringstavla and Arbetsanalys: the daily improvements, and what each task asks of the one who does it."""

from datetime import date
from enum import StrEnum

from jamxl import columns as col
from jamxl.sheets import Table, rule


class CardKind(StrEnum):
    DEVIATION = "Avvikelse"
    IDEA = "Förbättringsidé"
    GOAL = "Mål"
    DAILY = "Daglig drift"


class CardSort(StrEnum):
    """What the staff can do about what participants bring up."""

    NOW = "Kan göras nu"
    NOT_NOW = "Kan inte göras nu"
    EASED = "Kan lindras"


class CardStatus(StrEnum):
    NEW = "Ny"
    ONGOING = "Pågår"
    DONE = "Klar"
    TURNED_DOWN = "Avslås"


class Board(Table, sheet="Förbättringstavla", key="board", capacity=60):
    """Det som kommer upp vid tavlan: avvikelser, idéer, mål och daglig drift. En rad för varje lapp."""

    card_id: str = col.identity("Lapp-ID", "F")
    raised_on: date = col.day("Datum")
    kind: str = col.choice("Typ", CardKind, width=15)
    text: str = col.text("Avvikelse eller idé", width=38)
    raised_by: str | None = col.text("Upplagd av", required=False, width=18, prompt="Roll, inte namn.")
    from_participant: bool | None = col.yes_no("Deltagaridé", required=False, prompt="Ja om en deltagare kom med den.")
    cause: str | None = col.text("Orsak", required=False, width=26)
    sort: str | None = col.choice(
        "Sorterad", CardSort, required=False, width=17, prompt="Vad ni själva kan göra åt det."
    )
    action: str | None = col.text("Åtgärd", required=False, width=32)
    responsible: str | None = col.text("Ansvarig", required=False, width=18, prompt="Roll, inte namn.")
    status: str = col.choice("Status", CardStatus, width=10)
    effect: str | None = col.text(
        "Effekt eller svar",
        required=False,
        width=30,
        prompt="Vad det gav. Vid avslag: varför, så att den som frågade får veta.",
    )

    @rule(
        "J53",
        at=("action", "responsible", "status"),
        short="Pågår utan åtgärd eller ansvarig",
        says="{card_id} pågår, men åtgärd och ansvarig är inte båda ifyllda.",
        fix="Skriv vad som görs och vem som ser till att det blir av.",
        severity="warning",
        excel='AND({status}="Pågår",OR({action}="",{responsible}=""))',
    )
    def ongoing_has_an_owner(self) -> bool:
        return self.status != CardStatus.ONGOING or None not in (self.action, self.responsible)

    @rule(
        "J53",
        at=("effect", "status"),
        short="Avslutad lapp utan effekt eller svar",
        says="{card_id} har status {status}, men det står inte vad det gav eller varför den avslås.",
        fix="Skriv en mening i Effekt eller svar.",
        severity="warning",
        excel='AND(OR({status}="Klar",{status}="Avslås"),{effect}="")',
    )
    def closed_has_an_answer(self) -> bool:
        return self.status not in (CardStatus.DONE, CardStatus.TURNED_DOWN) or self.effect is not None


class WorkAnalysis(Table, sheet="Arbetsanalys", key="work_analysis", capacity=60):
    """Vad varje arbetsuppgift består av och kräver, så att remissen kan säga vad som ska tränas eller prövas.

    Beskriv uppgiften, aldrig personen.
    """

    row_id: str = col.identity("Rad-ID", "AA")
    task: str = col.text("Arbetsuppgift", width=28, prompt="Samma ord på alla uppgiftens rader.")
    order: float | None = col.whole("Ordning", required=False, at_least=1, prompt="1, 2, 3 … i uppgiften.")
    step: str = col.text("Delmoment", width=34)
    demands: str | None = col.text(
        "Funktionskrav", required=False, width=36, prompt="T.ex. komma i tid, uthållighet, planera, samarbeta, styrka."
    )
    safety: str | None = col.text(
        "Skydd", required=False, width=24, prompt="T.ex. skyddsglasögon, körkort, introduktion."
    )
    minutes: float | None = col.number(
        "Minuter", unit="min", required=False, at_least=0, prompt="Vanlig tid för momentet."
    )
    useful_in: str | None = col.text(
        "Efterfrågas av", required=False, width=28, prompt="Yrken eller arbetsgivare som behöver kunskapen."
    )
