"""Checklista remittering: is it the person or the sex that decides who is sent where?"""

from enum import StrEnum

from jamxl import columns as col
from jamxl.sheets import Table, rule


class Looked(StrEnum):
    YES = "Ja"
    PARTLY = "Delvis"
    NO = "Nej"
    NOT_LOOKED = "Ej undersökt"


QUESTIONS = (
    ("R1", "Område", "OSA-anställningar", "Har kvinnor och män samma möjlighet att få en OSA-anställning?"),
    ("R2", "Område", "Kvinnofrid", "Frågar ni om hot och våld, och tas det hänsyn till i valet av plats?"),
    ("R3", "Område", "Avslutsorsaker", "Är orsakerna till att insatsen slutar desamma för kvinnor och män?"),
    ("R4", "Område", "Föräldraledighet", "Behåller den som är föräldraledig sin plats i processen?"),
    ("R5", "Steg i processen", "Utredning", "Ställs samma frågor till kvinnor och män?"),
    ("R6", "Steg i processen", "Remittering", "Visas alla verksamheter för alla, och får deltagaren välja?"),
    ("R7", "Steg i processen", "Mål", "Är målen lika högt satta för kvinnor och män?"),
    ("R8", "Steg i processen", "Genomförande", "Är stöd, krav och resurser lika för kvinnor och män?"),
    ("R9", "Steg i processen", "Utvärdering", "Följs det upp hur det går för kvinnor och för män?"),
)


class Referral(
    Table,
    sheet="Checklista remittering",
    key="referral",
    fixed_rows=tuple({"nr": n, "kind": k, "heading": h, "question": q} for n, k, h, q in QUESTIONS),
):
    """Gå igenom hela vägen från utredning till utvärdering: remitteras kvinnor och män lika? Ta det ni hinner.

    Checklistan är under arbete i kommunerna. Saknas något: skriv det i Vad ni ser.
    """

    nr: str = col.text("Nr", fixed=True, width=6)
    kind: str = col.text("Gäller", fixed=True, width=16)
    heading: str = col.text("Rubrik", fixed=True, width=20)
    question: str = col.text("Fråga", fixed=True, width=44)
    answer: str | None = col.choice("Svar", Looked, required=False, width=14)
    women: str | None = col.text(
        "Vad ni ser för kvinnor", required=False, width=30, prompt="Gärna antal, och hur ni vet."
    )
    men: str | None = col.text("Vad ni ser för män", required=False, width=30, prompt="Gärna antal, och hur ni vet.")
    action: str | None = col.text("Åtgärd", required=False, width=32)
    responsible: str | None = col.text("Ansvarig", required=False, width=20, prompt="Roll, inte namn.")

    @rule(
        "J54",
        at=("action", "answer"),
        short="Brist i remitteringen utan åtgärd",
        says="{heading} har svaret {answer}, men ingen åtgärd.",
        fix="Skriv vad ni ska göra, eller varför ni inte kan göra något nu.",
        severity="warning",
        excel='AND(OR({answer}="Nej",{answer}="Delvis"),{action}="")',
    )
    def shortcomings_lead_on(self) -> bool:
        return self.answer not in (Looked.NO, Looked.PARTLY) or self.action is not None
