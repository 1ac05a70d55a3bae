"""Frågeguide: the prompts that lead up to each judgement, with the group's answers."""

from enum import StrEnum

from jamxl import columns as col
from jamxl.sheets import Table
from jamxl.standard.uppfoljningsbok.parameters import GUIDE, Parameter


class Differs(StrEnum):
    YES = "Ja"
    NO = "Nej"
    UNKNOWN = "Vet ej"


def prompts() -> list[dict[str, str]]:
    """Every prompt: number, area and words. The numbers run through a parameter: P7.1 to P7.8."""
    return [
        {"nr": f"{parameter.nr}.{nr}", "area": area, "question": question}
        for parameter, guide in GUIDE.items()
        for nr, (area, question) in enumerate(
            ((area_of(parameter, name), question) for name, asked in guide.areas.items() for question in asked), 1
        )
    ]


def area_of(parameter: Parameter, name: str) -> str:
    """What the prompts are about: the parameter, or a part of it."""
    return f"{parameter.heading}: {name}" if name else parameter.heading


AREAS = tuple(dict.fromkeys(row["area"] for row in prompts()))


class Questions(Table, sheet="Frågeguide", key="guide", new_in="1.1", fixed_rows=tuple(prompts())):
    """Frågor att samtala om före varje bedömning. Välj dem som hjälper er, och skriv kort vad ni kom fram till.

    Inget behöver fyllas i. Nästa år står svaren kvar i kolumnen Svar förra gången, så att ni kan se vad som har hänt.
    """

    nr: str = col.text("Nr", fixed=True, width=6)
    area: str = col.text("Område", fixed=True, width=24)
    question: str = col.text("Fråga", fixed=True, width=42)
    last_answer: str | None = col.text(
        "Svar förra gången", required=False, previous="answer", width=30, prompt="Oftast redan ifyllt."
    )
    answer: str | None = col.text(
        "Svar", required=False, carry=False, width=46, prompt="Det ni kom fram till tillsammans. Inga namn."
    )
    differs: str | None = col.choice(
        "Skiljer mellan könen",
        Differs,
        required=False,
        carry=False,
        width=12,
        prompt="Är svaret olika för kvinnor och män?",
    )
    how: str | None = col.text(
        "Hur det skiljer", required=False, carry=False, width=28, prompt="T.ex. att fler kvinnor än män var med."
    )
