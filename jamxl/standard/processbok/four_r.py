"""Analys 4R: who is there, what they get, on which terms, and what is to be done about it."""

from enum import StrEnum
from typing import Any

from jamxl import columns as col
from jamxl.ratios import POINTS, of_both, of_both_excel, points, points_excel, share, share_excel
from jamxl.sheets import Table, rule


class ResourceUnit(StrEnum):
    MINUTES = "minuter"
    HOURS = "timmar"
    KRONOR = "kronor"
    PLACES = "platser"
    VISITS = "besök"
    INTERVENTIONS = "insatser"


def per_head(sex: str, who: str) -> Any:
    """What each woman (k) or man (m) gets of the resource."""
    return col.computed(
        col.number(f"Resurs per {who}", format="#,##0.0", width=12),
        share_excel(f"{{resource_{sex}}}", f"{{people_{sex}}}"),
        lambda row, book: share(row.known(f"resource_{sex}"), row.known(f"people_{sex}")),
    )


class FourR(Table, sheet="Analys 4R", key="four_r", capacity=30):
    """Representation, resurser, realia och realisera. En rad för varje grupp och resurs som ni jämför.

    Får kvinnor och män så stor del av resursen som de är av gruppen? Minus i Skillnad: kvinnor får mindre.
    Olika slags resurser (minuter, kronor, platser) läggs aldrig ihop.
    """

    row_id: str = col.identity("4R-ID", "FR")
    process_id: str | None = col.reference("Process-ID", "processes.process_id", required=False)
    group: str = col.text("Grupp", width=26, prompt="T.ex. besökare, deltagare, styrgrupp.")
    people_k: float | None = col.whole("Antal K", required=False, prompt="Representation: antal kvinnor.", people=True)
    people_m: float | None = col.whole("Antal M", required=False, prompt="Representation: antal män.", people=True)
    share_k: float | None = col.computed(
        col.percent("Andel K", width=9),
        of_both_excel("{people_k}", "{people_m}"),
        lambda row, book: of_both(row.people_k, row.people_m),
    )
    resource: str | None = col.text("Resurs", required=False, width=24, prompt="T.ex. samtalstid, bidrag, OSA-platser.")
    counted_in: str | None = col.choice("Räknas i", ResourceUnit, required=False, width=12, extendable=True)
    resource_k: float | None = col.number("Resurs K", required=False, at_least=0, people="people_k")
    resource_m: float | None = col.number("Resurs M", required=False, at_least=0, people="people_m")
    resource_share: float | None = col.computed(
        col.percent("Resursandel K", width=11),
        of_both_excel("{resource_k}", "{resource_m}"),
        lambda row, book: of_both(row.resource_k, row.resource_m),
    )
    gap: float | None = col.computed(
        col.number("Skillnad, p.e.", format=POINTS, width=10, prompt="Resursandel K minus andel K, procentenheter."),
        points_excel("{resource_share}", "{share_k}"),
        lambda row, book: points(row.known("resource_share"), row.known("share_k")),
    )
    per_woman: float | None = per_head("k", "kvinna")
    per_man: float | None = per_head("m", "man")
    realia: str | None = col.text(
        "Realia", required=False, width=34, prompt="Varför ser det ut så? Villkor och normer."
    )
    goal: str | None = col.text("Realisera, mål", required=False, width=28, prompt="Hur det ska vara i stället.")
    measure_ids: str | None = col.reference(
        "Realisera, åtgärd", "process_measures.measure_id", many=True, required=False, prompt="Åtgärds-ID, t.ex. FÅ-01."
    )

    @rule(
        "S03",
        at=("counted_in", "resource_k", "resource_m"),
        short="Resursen saknar enhet",
        says="{group} har {resource_k} för kvinnor och {resource_m} för män, men det står inte vad som räknas.",
        fix="Välj i kolumnen Räknas i: minuter, kronor, platser …",
        excel='AND({counted_in}="",OR(ISNUMBER({resource_k}),ISNUMBER({resource_m})))',
    )
    def has_a_unit(self) -> bool:
        return self.counted_in is not None or self.resource_k is self.resource_m is None
