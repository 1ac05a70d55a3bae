"""Tillämpning: what the training changed, from the person to the system; and figures from elsewhere to compare with."""

from datetime import date
from enum import StrEnum

from jamxl import columns as col
from jamxl.ratios import share, share_excel
from jamxl.sheets import Follow, Table, rule


class ImpactLevel(StrEnum):
    PERSON = "Individ"
    GROUP = "Grupp"
    ORGANISATION = "Organisation"
    SYSTEM = "System och struktur"


class Condition(StrEnum):
    """The four things that must be there before knowledge is used."""

    OCCASION = "Tillfälle"
    ABILITY = "Förmåga"
    KNOWLEDGE = "Kunskap"
    WILL = "Vilja och motivation"


LEVEL_WORDS = {
    "system": ImpactLevel.SYSTEM,
    "struktur": ImpactLevel.SYSTEM,
    "system- och strukturnivå": ImpactLevel.SYSTEM,
}


class Applications(Table, sheet="Tillämpning", key="applications", capacity=30):
    """Vad ni gör annorlunda efter insatserna, på vilken nivå, och var det går att se.

    Kunskap räcker inte ensam: det behövs också tillfälle, förmåga och vilja. Skriv vilket av dem som fattas mest.
    """

    follow = Follow(names="text")

    application_id: str = col.identity("Tillämpnings-ID", "T", width=13)
    training_ids: str | None = col.reference(
        "Insatser", "trainings.training_id", many=True, required=False, prompt="Vad det bygger på, t.ex. U-01, U-03."
    )
    level: str = col.choice("Gäller nivå", ImpactLevel, width=18, same=LEVEL_WORDS)
    text: str = col.text("Vad som är ändrat", width=46, prompt="Så att en utomstående kan se skillnaden.")
    evidence: str | None = col.text(
        "Rutin eller dokument", required=False, width=30, prompt="Där ändringen står, t.ex. ny rutin för diarieföring."
    )
    since: date | None = col.edge("Gäller från", "start", required=False, prompt="Datum, månad eller termin.")
    expected: bool | None = col.yes_no("Väntad", required=False, prompt="Nej om det är en sidoeffekt.")
    lacking: str | None = col.choice(
        "Fattas mest", Condition, required=False, width=19, prompt="Vad som behövs för att det ska hålla i sig."
    )
    remark: str | None = col.text("Anmärkning", required=False)


class Elsewhere(Table, sheet="Omvärld", key="elsewhere", capacity=15):
    """Jämförelsetal från kommuner och länder som ni har besökt, och vad ni tar med er hem. Bladet är frivilligt."""

    row_id: str = col.identity("Jämförelse-ID", "JT", width=12)
    place: str = col.text("Plats eller verksamhet", width=28)
    text: str = col.text("Vad som räknas", width=36, prompt="T.ex. personer i arbetsför ålder som nåddes.")
    count: float | None = col.whole("Antal", required=False)
    whole: float | None = col.whole("Av totalt", required=False, prompt="Om det är en del.")
    stated: float | None = col.percent("Angiven andel", required=False, prompt="Om källan bara anger procent.")
    share: float | None = col.computed(
        col.percent("Andel"),
        f'IF({{count}}&{{whole}}="",IF(ISNUMBER({{stated}}),{{stated}},""),{share_excel("{count}", "{whole}")})',
        lambda row, book: row.stated if row.count is None and row.whole is None else share(row.count, row.whole),
    )
    lesson: str | None = col.text("Vad vi tar med oss", required=False, width=40)
    source: str | None = col.text("Källa", required=False, width=26)

    @rule(
        "J31",
        at=("count", "whole"),
        short="Antalet är större än det hela",
        says="{count} av {whole} går inte ihop: delen är större än det hela.",
        fix="Rätta det tal som är fel.",
        severity="warning",
        excel="AND(ISNUMBER({count}),ISNUMBER({whole}),{count}>{whole})",
    )
    def part_of_the_whole(self) -> bool:
        return self.count is None or self.whole is None or self.count <= self.whole
