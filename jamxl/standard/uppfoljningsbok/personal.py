"""Personlig bedömning: each participant's own marks, which never leave the unit's file."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from jamxl import columns as col
from jamxl.sheets import BookData, Broken, Table, broken, rule
from jamxl.standard.cover import SEX_WORDS, Sex
from jamxl.standard.uppfoljningsbok.occasion import Occasion
from jamxl.standard.uppfoljningsbok.parameters import GUIDE, PARTS, Parameter


@dataclass(frozen=True, kw_only=True)
class Step(col.Whole):
    """A whole step on the occasion's scale.

    One demand where Whole has four: a row has nine marks, and an Excel formula holds 8,192 characters.
    """

    at_least: float | str | None = "occasion.scale_low"
    at_most: float | str | None = "occasion.scale_high"

    def bound_text(self) -> str:
        return "helt steg på skalan"

    def scale_text(self, book: BookData) -> str:
        return f"{super().scale_text(book)}, hela steg"

    def demands(self) -> Iterator[col.Constraint]:
        cell, low, high = f"{{{self.key}}}", "{occasion.scale_low}", "{occasion.scale_high}"
        yield col.Constraint(
            "JX403",
            "F01",
            f"{self.header}: ska vara ett {self.bound_text()}",
            f'AND({cell}<>"",OR(NOT(ISNUMBER({cell})),N({cell})<>INT(N({cell})),'
            f"AND(COUNT({low},{high})=2,OR(N({cell})<{low},N({cell})>{high}))))",
            off_scale,
            expected=self.bound_text(),
            about=self.about,
        )


def off_scale(values: Sequence[float | None], book: BookData) -> list[int]:
    """Indexes of marks that are no step of the scale; while it is unknown every whole number is one."""
    low, high = (book.lookup(f"occasion.scale_{end}") for end in ("low", "high"))
    unknown = low is None or high is None
    return [
        i
        for i, value in enumerate(values)
        if value is not None and not (value == int(value) and (unknown or low <= value <= high))
    ]


def mark(parameter: Parameter) -> Any:
    """A participant's own mark, with the judgement's question in the heading's prompt."""
    prompt = f"{GUIDE[parameter].judgement} Ett helt steg på skalan."
    return Step(header=parameter.heading, required=False, width=15, prompt=prompt)


class Personal(Table, sheet="Personlig bedömning", key="personal", capacity=30, private=True, carries=False):
    """Bedöm var och en för sig, före samtalet. Kod i stället för namn. Skalan står på bladet Tillfälle.

    Bladet följer med filen men kommer aldrig med i sammanställningen. Dit går bara antal svar, medelvärde och
    spridning när minst tre har svarat, och lägsta, högsta, median och standardavvikelse när minst fem har svarat.
    """

    code: str = col.identity("Deltagarkod", "D", prompt="D-01, D-02 … Aldrig namn.")
    role: str = col.text("Roll eller nivå", width=22, prompt="T.ex. handläggare eller chef. Inte namn.")
    sex: str | None = col.choice("Kön", Sex, required=False, width=8, same=SEX_WORDS, prompt="K eller M.")
    p1: float | None = mark(Parameter.STARTING_POINTS)
    p2: float | None = mark(Parameter.EFFECTS)
    p3: float | None = mark(Parameter.RESULTS)
    p4: float | None = mark(Parameter.MEDIATORS)
    p5: float | None = mark(Parameter.ACTIVITIES)
    p6: float | None = mark(Parameter.RESOURCES)
    p7: float | None = mark(Parameter.STRUCTURE)
    p8: float | None = mark(Parameter.PROCESS)
    p9: float | None = mark(Parameter.OVERALL)
    comment: str | None = col.text("Kommentar", required=False, prompt="Att minnas till samtalet. Inga namn.")

    @rule(
        "F01",
        at=PARTS,
        short="Markering för en parameter som inte följs upp",
        says="{code} har markerat {parameters}, som inte följs upp vid det här tillfället.",
        fix="Ta bort markeringen, eller skriv Ja för parametern på bladet Tillfälle.",
        severity="warning",
        excel="OR(" + ",".join(f'AND(ISNUMBER({{{p}}}),{{occasion.{p}}}="Nej")' for p in PARTS) + ")",
    )
    def only_what_is_followed_up(self, book: BookData) -> bool | Broken:
        occasion = book.form(Occasion)
        extra = [p.upper() for p in PARTS if self.known(p) is not None and occasion.known(p) is False]
        return not extra or broken(parameters=", ".join(extra))
