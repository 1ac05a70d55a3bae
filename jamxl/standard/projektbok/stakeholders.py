"""Intressenter och kommunikationsplan: whom the project touches, and how each is told."""

from enum import StrEnum
from typing import Any

from jamxl import columns as col
from jamxl.sheets import BookData, Follow, Form, Table, rule
from jamxl.standard.projektbok.reach import BOTH_SEXES, reached_men, reached_unknown, reached_women
from jamxl.swedish import fold


class StakeholderGroup(StrEnum):
    CORE = "Kärnintressent"
    PRIMARY = "Primärintressent"
    SECONDARY = "Sekundärintressent"


class CommunicationStatus(StrEnum):
    PLANNED = "Planerad"
    ONGOING = "Pågår"
    DONE = "Genomförd"
    CANCELLED = "Inställd"


GROUP_WORDS = {
    fold(word): group for group in StakeholderGroup for word in (group.removesuffix("intressent"), f"{group}er")
}

# The IDs of a cell that may hold several, each between commas.
NAMED_IN_CELL = '","&{communication.audience}&","'
for separator in ('" och "', "CHAR(10)", '";"'):
    NAMED_IN_CELL = f'SUBSTITUTE({NAMED_IN_CELL},{separator},",")'
NAMED_IN_CELL = f'SUBSTITUTE({NAMED_IN_CELL}," ","")'


class Stakeholders(Table, sheet="Intressenter", key="stakeholders", new_in="1.1", capacity=30):
    """Vilka projektet påverkar eller påverkas av, och vad de bidrar med. Roller och organisationer, inte namn.

    Kärnintressenter äger eller driver projektet, primära berörs direkt och sekundära på håll. Aktörer som är med i
    arbetet har också roll, bidrag och finansiering ifyllda.
    """

    follow = Follow(names="name")

    stakeholder_id: str = col.identity("Intressent-ID", "I")
    name: str = col.text("Intressent", width=28, prompt="Organisation, enhet eller grupp, t.ex. brukarna.")
    group: str = col.choice("Grupp", StakeholderGroup, width=18, same=GROUP_WORDS)
    positive: str | None = col.text("Positiv påverkan", required=False, width=30, prompt="Vad intressenten vinner.")
    negative: str | None = col.text("Negativ påverkan", required=False, width=30, prompt="Vad det kostar eller stör.")
    expectation: str | None = col.text("Förväntan", required=False, width=24)
    influence: float | None = col.whole(
        "Inflytande", required=False, at_least=1, at_most=5, prompt="Över projektet: 1 litet, 5 stort."
    )
    interest: float | None = col.whole(
        "Intresse", required=False, at_least=1, at_most=5, prompt="För projektet: 1 litet, 5 stort."
    )
    handling: str | None = col.text(
        "Hantering", required=False, width=24, prompt="T.ex. informera, rådfråga, samverka."
    )
    part: str | None = col.text("Roll i projektet", required=False, width=24, prompt="T.ex. plats i styrgruppen.")
    contribution: str | None = col.text("Bidrar med", required=False, width=30, prompt="T.ex. praktikplatser.")
    funding: str | None = col.text("Finansierar", required=False, width=20, prompt="T.ex. deltagarersättning.")
    contact: str | None = col.text("Kontaktroll", required=False, width=18, prompt="Befattning, inte namn.")
    language: str | None = col.text("Språk", required=False, width=16, prompt="Om annat än svenska behövs.")
    remark: str | None = col.text("Anmärkning", required=False, width=20)

    @rule(
        "K01",
        at=("group", "stakeholder_id"),
        short="Saknas i Kommunikationsplan",
        says="{name} är {group} men har ingen rad i Kommunikationsplan.",
        fix="Lägg till en rad i Kommunikationsplan, eller skriv intressentens ID på en rad som redan finns.",
        severity="note",
        excel='AND({stakeholder_id}<>"",OR({group}="Kärnintressent",{group}="Primärintressent"),'
        f'COUNTA({{communication.audience}})>0,SUMPRODUCT(--ISNUMBER(SEARCH(","&{{stakeholder_id}}&",",{NAMED_IN_CELL})))=0)',
    )
    def is_told(self, book: BookData) -> bool:
        told = book.once(audiences)
        return self.group == StakeholderGroup.SECONDARY or not told or self.stakeholder_id.casefold() in told


class Communication(Table, sheet="Kommunikationsplan", key="communication", new_in="1.1", capacity=30):
    """Vem som får veta vad, varför, hur och när. En rad för varje budskap; flera målgrupper får stå i samma rad."""

    communication_id: str = col.identity("Budskaps-ID", "KO", width=13)
    audience: str = col.reference(
        "Målgrupp",
        "stakeholders.stakeholder_id",
        many=True,
        width=26,
        prompt="Intressent-ID på bladet Intressenter, t.ex. I-01, I-03.",
    )
    message: str = col.text("Budskap", width=36)
    purpose: str | None = col.text("Syfte", required=False, width=24)
    channel: str | None = col.text("Kanal", required=False, width=22, prompt="T.ex. möte, föreläsning, anslag.")
    language: str | None = col.text("Språk", required=False, width=18, prompt="T.ex. svenska och arabiska.")
    when: str | None = col.text("När och hur ofta", required=False, width=20, prompt="T.ex. varje månad, våren 2010.")
    owner: str | None = col.reference(
        "Ansvarig", "roles.person", required=False, loose=True, prompt="Person-kod på bladet Roller, eller roll i ord."
    )
    status: str | None = col.choice("Status", CommunicationStatus, required=False)
    reached_k: float | None = reached_women()
    reached_m: float | None = reached_men()
    reached_u: float | None = reached_unknown()
    remark: str | None = col.text("Anmärkning", required=False, width=20)

    both_sexes = BOTH_SEXES


def audiences(book: BookData) -> set[str]:
    """The stakeholders (folded IDs) that the communication plan names."""
    column = Communication.columns["audience"]
    return {
        part.casefold()
        for cell in book.values(Communication, "audience")
        for part in column.parts(cell)  # type: ignore[attr-defined]
    }


def in_group(group: StakeholderGroup, header: str) -> Any:
    """How many stakeholders a group has."""
    return col.computed(
        col.whole(header),
        f'COUNTIF({{stakeholders.group}},"{group}")',
        lambda row, book: float(book.values(Stakeholders, "group").count(group)),
    )


class StakeholderTotals(Form, sheet="Intressenter", key="stakeholder_totals", new_in="1.1", strip=True, generated=True):
    """Antal för bladet Intressenter."""

    core: float = in_group(StakeholderGroup.CORE, "Kärn")
    primary: float = in_group(StakeholderGroup.PRIMARY, "Primär")
    secondary: float = in_group(StakeholderGroup.SECONDARY, "Sekundär")
    total: float = col.computed(
        col.whole("Intressenter"),
        "COUNTA({stakeholders.stakeholder_id})",
        lambda row, book: float(len(book.values(Stakeholders, "stakeholder_id"))),
    )
