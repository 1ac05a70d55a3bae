"""Krav: what the client demands of the product and of the project."""

from enum import StrEnum

from jamxl import columns as col
from jamxl.sheets import BookData, Follow, Table, rule
from jamxl.standard.cover import Cover, CoverStatus


class RequirementKind(StrEnum):
    PRODUCT = "Produktkrav"
    PROJECT = "Projektkrav"


class RequirementStatus(StrEnum):
    OPEN = "Öppet"
    MET = "Uppfyllt"
    PARTLY = "Delvis"
    NOT = "Ej uppfyllt"
    DROPPED = "Utgår"


class Requirements(Table, sheet="Krav", key="requirements", new_in="1.1", capacity=30):
    """Beställarens krav, ett på varje rad: på det som ska levereras (produkt) och på hur det görs (projekt)."""

    follow = Follow(names="text", closed=(RequirementStatus.DROPPED,), steers=("status",))

    req_id: str = col.identity("Krav-ID", "K")
    kind: str = col.choice("Typ", RequirementKind)
    text: str = col.text("Krav", width=52)
    source: str | None = col.text("Källa", required=False, prompt="T.ex. beställarens kravspecifikation.")
    met_by_activities: str | None = col.reference(
        "Uppfylls av aktivitet",
        "activities.activity_no",
        many=True,
        required=False,
        prompt="Aktivitetsnr, t.ex. A-003, A-007.",
    )
    met_by_goals: str | None = col.reference(
        "Uppfylls av mål", "goals.goal_id", many=True, required=False, prompt="Mål-ID, t.ex. M-01."
    )
    status: str = col.choice("Status", RequirementStatus)
    remark: str | None = col.text("Anmärkning", required=False)

    @rule(
        "J11",
        at=("met_by_activities", "met_by_goals"),
        short="Inget uppfyller kravet",
        says="Boken lämnas som klar, men kravet {req_id} hör varken till en aktivitet eller till ett mål.",
        fix="Skriv vilken aktivitet eller vilket mål som uppfyller kravet, eller sätt status Utgår.",
        severity="warning",
        excel='AND({req_id}<>"",{met_by_activities}="",{met_by_goals}="",{status}<>"Utgår",'
        'OR({cover.status}="Klar",{cover.status}="Granskad"))',
    )
    def is_met_by_something(self, book: BookData) -> bool:
        ready = book.form(Cover).status in (CoverStatus.DONE, CoverStatus.REVIEWED)
        dropped = self.known("status") == RequirementStatus.DROPPED
        return not ready or dropped or self.met_by_activities is not None or self.met_by_goals is not None
