"""Ändringslogg: what was changed, when and by whom."""

from datetime import date
from enum import StrEnum

from jamxl import columns as col
from jamxl.sheets import BookData, Follow, Table, rule
from jamxl.standard.cover import Cover


class ChangeKind(StrEnum):
    TIME = "Tid"
    SCOPE = "Omfattning"
    RESOURCE = "Resurs"
    STAFF = "Personal"
    QUALITY = "Kvalitet"
    GOAL = "Mål"
    SUPPLIER = "Leverantör"


WHOLE_PROJECT = "Projektet"


class Changes(Table, sheet="Ändringslogg", key="changes", capacity=60):
    """Små och stora ändringar, en rad var, så att den som tar över kan följa vad som hände.

    Ändrad tid förs in även i Aktiviteter.
    """

    follow = Follow(names="action", log=True)

    change_id: str = col.identity("Ändrings-ID", "Ä", digits=3)
    activity_no: str = col.reference(
        "Aktivitetsnr",
        "activities.activity_no",
        also=(WHOLE_PROJECT,),
        rule="L01",
        prompt="Aktivitetsnr, eller Projektet om ändringen gäller allt.",
    )
    changed_on: date = col.day("Datum för ändring", synonyms=("Ändringsdatum", "Datum"))
    action: str = col.text("Åtgärd", width=46, prompt="Vad som ändrades.")
    actor: str = col.reference(
        "Utförare", "roles.person", loose=True, prompt="Person-kod på bladet Roller, eller roll i ord."
    )
    kind: str | None = col.choice("Typ", ChangeKind, required=False)
    before: str | None = col.text("Före", required=False, width=20)
    after: str | None = col.text("Efter", required=False, width=20)
    d_hours: float | None = col.hours(
        "Påverkan timmar", required=False, at_least=None, prompt="Fler (+) eller färre (-) timmar."
    )
    d_days: float | None = col.number(
        "Påverkan slutdatum", unit="dagar", required=False, prompt="Dagar senare (+) eller tidigare (-)."
    )
    decided_by: str | None = col.text("Beslutad av", required=False, width=20)
    decided_on: date | None = col.day("Beslutsdatum", required=False)
    remark: str | None = col.text("Anmärkning", required=False)

    @rule(
        "L02",
        at="changed_on",
        short="Ändringsdatum ligger i framtiden",
        says="Ändringsdatum {changed_on} ligger efter dagens datum.",
        fix="Rätta datumet; planerade ändringar förs in när de är gjorda.",
        excel="N({changed_on})>TODAY()",
    )
    def not_future(self, book: BookData) -> bool:
        return self.changed_on <= book.today

    @rule(
        "L02",
        at="changed_on",
        short="Ändringsdatum ligger långt utanför projektet",
        says="Ändringsdatum {changed_on} ligger mer än 60 dagar utanför projektet.",
        fix="Kontrollera årtalet.",
        severity="warning",
        excel="AND(ISNUMBER({changed_on}),OR(AND(ISNUMBER({cover.project_start}),{changed_on}<N({cover.project_start})-60),"
        "AND(ISNUMBER({cover.project_end}),{changed_on}>N({cover.project_end})+60)))",
    )
    def near_project(self, book: BookData) -> bool:
        cover = book.form(Cover)
        start, end = cover.known("project_start"), cover.known("project_end")
        early = start is not None and (start - self.changed_on).days > 60
        over = end is not None and (self.changed_on - end).days > 60
        return not (early or over)

    @rule(
        "L04",
        at=("decided_by", "decided_on"),
        short="Beslut saknas för stor ändring",
        says="Ändringen påverkar {d_hours}, men beslutad av och beslutsdatum är inte båda ifyllda.",
        fix="Fyll i vem som beslutade och när.",
        severity="warning",
        excel='AND(ABS(N({d_hours}))>{limits.deviation_hours},OR({decided_by}="",{decided_on}=""))',
    )
    def large_is_decided(self, book: BookData) -> bool:
        large = self.d_hours is not None and abs(self.d_hours) > book.limits.deviation_hours
        return not large or (self.decided_by is not None and self.decided_on is not None)
