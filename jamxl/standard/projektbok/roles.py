"""Roller: who works in the project, by role."""

from datetime import date

from jamxl import columns as col
from jamxl.sheets import Table, rule
from jamxl.standard.cover import SEX_WORDS, Role, Sex


class Roles(Table, sheet="Roller", key="roles", capacity=30):
    """Vilka som arbetar i projektet, med roll i stället för namn. Person-koden används i de andra bladen."""

    person: str = col.identity("Person-kod", "P")
    name: str | None = col.text("Benämning", required=False, prompt="Befattning, t.ex. jobbcoach heltid. Inte namn.")
    role: str = col.choice("Roll", Role, width=20)
    organisation: str | None = col.text("Organisation", required=False)
    sex: str = col.choice("Kön", Sex, width=8, same=SEX_WORDS, prompt="K eller M.")
    start: date | None = col.day("Från", required=False)
    end: date | None = col.day("Till", required=False)
    post: float | None = col.percent("Andel tjänst", required=False, prompt="Del av heltid i projektet.")
    remark: str | None = col.text("Anmärkning", required=False)

    @rule(
        "J01",
        at=("start", "end"),
        short="Till ligger före Från",
        says="Till {end} ligger före Från {start}.",
        fix="Rätta det datum som är fel.",
        excel="AND(ISNUMBER({start}),ISNUMBER({end}),{end}<{start})",
    )
    def in_order(self) -> bool:
        return self.start is None or self.end is None or self.start <= self.end
