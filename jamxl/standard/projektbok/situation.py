"""Nuläge: strengths, weaknesses, opportunities and threats, and the problem tree."""

from enum import StrEnum

from jamxl import columns as col
from jamxl.sheets import Table


class SituationKind(StrEnum):
    STRENGTH = "Styrka"
    WEAKNESS = "Svaghet"
    OPPORTUNITY = "Möjlighet"
    THREAT = "Hot"
    CAUSE = "Orsak"
    PROBLEM = "Kärnproblem"
    EFFECT = "Effekt"


class Situation(Table, sheet="Nuläge", key="situation", new_in="1.1", capacity=40):
    """Hur det ser ut innan ni börjar: styrkor, svagheter, möjligheter och hot, eller ett problemträd. En rad var.

    I ett problemträd är orsakerna rötterna, kärnproblemet stammen och effekterna kronan.
    """

    item_id: str = col.identity("Nuläges-ID", "N")
    kind: str = col.choice("Typ", SituationKind)
    text: str = col.text("Vad", width=40, prompt="T.ex. Personalens nätverk och erfarenhet.")
    part_of: str | None = col.reference(
        "Del av", "situation.item_id", required=False, prompt="Nuläges-ID på den rad som det här är en del av."
    )
    strategy: str | None = col.text(
        "Strategi", required=False, width=36, prompt="Hur ni tar vara på det eller möter det."
    )
    source: str | None = col.text(
        "Underlag", required=False, width=24, prompt="Hur ni vet det, t.ex. besök, samtal eller statistik."
    )
    remark: str | None = col.text("Anmärkning", required=False)
