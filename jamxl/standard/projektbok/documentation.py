"""Dokumentation: what the project leader must document, ticked off with the client."""

from datetime import date
from typing import Any

from jamxl import columns as col
from jamxl.sheets import BookData, Form, Table, rule

LEFT, DONE, AGREED, DROPPED = "Återstår", "Klar", "Avstämd", "Utgår"
OWN = "Eget dokument, se Precisering"
TICKED = ("done_on", "agreed_on", "dropped")
UNUSED = "+".join(f"COUNTA({{.{key}}})" for key in TICKED) + "=0"

CHECKLIST = (
    "Beslut om projektplanen",
    "Resultat vid varje milstolpe",
    "Protokoll och minnesanteckningar",
    "Planerade och använda resurser",
    "Ändringsloggen är komplett",
    "Uppföljning av riskerna",
    "Könskonsekvensanalys",
    "Jämställdhetsanalys",
    "Processkarta före och efter",
    "Rutiner prövade mot de jämställdhetspolitiska målen",
    "Extern kvalitetsgranskning",
    "Dialog med intressenterna",
    "Enkäter: formulär och antal svar",
    "Lärdomar",
    "Överlämning",
    "Slutrapport",
    "Arkivering",
    # For what the project itself must keep besides.
    *[OWN] * 5,
)


def in_use(book: BookData) -> bool:
    """Somebody has begun to tick off the list."""
    return any(book.values(Documentation, key) for key in TICKED)


def state(row: Any, book: BookData) -> str | None:
    """Where a document is; nothing while the list is not used, nor on a line for the project's own that is not."""
    if not book.once(in_use) or (row.what == OWN and row.detail is None):
        return None
    if row.dropped:
        return DROPPED
    return AGREED if row.agreed_on is not None else DONE if row.done_on is not None else LEFT


class Documentation(
    Table,
    sheet="Dokumentation",
    key="documentation",
    new_in="1.1",
    fixed_rows=tuple({"nr": f"DOK-{n:02d}", "what": what} for n, what in enumerate(CHECKLIST, 1)),
):
    """Projektledarens checklista: vad som ska dokumenteras, var det finns och när det stämdes av med beställaren.

    De sista raderna är för projektets egna dokument. Gäller en rad inte ert projekt: välj Ja i kolumnen Utgår.
    """

    nr: str = col.text("Nr", fixed=True, width=9)
    what: str = col.text("Vad som ska dokumenteras", fixed=True, width=30)
    detail: str | None = col.text("Precisering", required=False, width=24, prompt="Vilket dokument eller vilken del.")
    owner: str | None = col.reference(
        "Ansvarig", "roles.person", required=False, loose=True, prompt="Person-kod på bladet Roller, eller roll i ord."
    )
    milestone: str | None = col.text(
        "Milstolpe", required=False, width=20, prompt="När det ska vara klart, t.ex. MS-02 eller slutet av utredningen."
    )
    done_on: date | None = col.day("Klar datum", required=False)
    place: str | None = col.text("Plats", required=False, width=20, prompt="Diarienummer eller mapp.")
    agreed_on: date | None = col.day("Avstämt med beställare", required=False)
    dropped: bool | None = col.yes_no("Utgår", required=False, prompt="Ja om det inte gäller ert projekt.")
    state: str | None = col.computed(
        col.text("Läge", width=11),
        f'IF(OR({UNUSED},AND({{what}}="{OWN}",{{detail}}="")),"",IF({{dropped}}="Ja","{DROPPED}",'
        f'IF({{agreed_on}}<>"","{AGREED}",IF({{done_on}}<>"","{DONE}","{LEFT}"))))',
        state,
    )
    remark: str | None = col.text("Anmärkning", required=False, width=20)

    @rule(
        "J05",
        at=("agreed_on", "done_on"),
        short="Avstämt innan det var klart",
        says="Avstämt med beställare {agreed_on}, men klart {done_on}.",
        fix="Fyll i dagen då det blev klart, eller rätta det datum som är fel.",
        severity="warning",
        excel='OR(AND(ISNUMBER({agreed_on}),{done_on}=""),'
        "AND(ISNUMBER({agreed_on}),ISNUMBER({done_on}),N({agreed_on})<N({done_on})))",
    )
    def done_before_agreed(self) -> bool:
        return self.agreed_on is None or (self.done_on is not None and self.done_on <= self.agreed_on)


def in_state(header: str, wanted: str) -> Any:
    """How many lines are in a state."""
    return col.computed(
        col.whole(header),
        f'COUNTIF({{documentation.state}},"{wanted}")',
        lambda row, book: float(book.values(Documentation, "state").count(wanted)),
    )


class DocumentationTotals(
    Form, sheet="Dokumentation", key="documentation_totals", new_in="1.1", strip=True, generated=True
):
    """Antal för bladet Dokumentation."""

    left: float = in_state("Återstår", LEFT)
    done: float = in_state("Klara, inte avstämda", DONE)
    agreed: float = in_state("Avstämda", AGREED)
    dropped: float = in_state("Utgår", DROPPED)
