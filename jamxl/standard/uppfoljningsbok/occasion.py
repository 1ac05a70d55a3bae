"""Tillfälle: when the group met, who led the conversation, and on which scale."""

from datetime import date
from typing import Any

from jamxl import columns as col
from jamxl.dates import Period
from jamxl.project import Project, Unit
from jamxl.sheets import BookData, Broken, Form, broken, rule
from jamxl.standard.uppfoljningsbok.parameters import Parameter


def part_of(parameter: Parameter) -> Any:
    """Whether a parameter is part of the occasion."""
    return col.yes_no(
        f"Följs upp {parameter.heading}",
        carry=False,
        default=True,
        prompt="Nej om ni lämnar den utanför.",
    )


class Occasion(Form, sheet="Tillfälle", key="occasion"):
    """När ni träffas, vem som leder samtalet, vad ni följer upp och på vilken skala. Fyll i före mötet."""

    held_on: date = col.day("Datum", carry=False)
    previous_date: date | None = col.day(
        "Föregående tillfälle", required=False, previous="held_on", prompt="Om det här inte är det första."
    )
    facilitator: str = col.text("Samtalsledare", prompt="Roll, inte namn, t.ex. controller. Bedömer inte själv.")
    independent: bool = col.yes_no(
        "Samtalsledaren är fristående",
        prompt="Nej om rollen hör till enheten.",
    )
    part_k: float = col.whole("Deltagare K", carry=False, prompt="Antal kvinnor som bedömer.", people=True)
    part_m: float = col.whole("Deltagare M", carry=False, prompt="Antal män som bedömer.", people=True)
    scale_low: float = col.whole("Skalans lägsta", default=1.0, prompt="Oftast 1.")
    scale_high: float = col.whole(
        "Skalans högsta",
        example="10",
        default=10.0,
        prompt="Oftast 10. Samma skala varje år gör att värdena går att jämföra.",
    )
    label_low: str | None = col.text("Lägsta betyder", required=False, prompt="T.ex. inte alls.")
    label_high: str | None = col.text("Högsta betyder", required=False, prompt="T.ex. helt och hållet.")
    p1: bool = part_of(Parameter.STARTING_POINTS)
    p2: bool = part_of(Parameter.EFFECTS)
    p3: bool = part_of(Parameter.RESULTS)
    p4: bool = part_of(Parameter.MEDIATORS)
    p5: bool = part_of(Parameter.ACTIVITIES)
    p6: bool = part_of(Parameter.RESOURCES)
    p7: bool = part_of(Parameter.STRUCTURE)
    p8: bool = part_of(Parameter.PROCESS)
    p9: bool = part_of(Parameter.OVERALL)

    @classmethod
    def prefill(cls, project: Project, unit: Unit, period: Period) -> dict[str, Any]:
        scale = project.scale
        return {
            "scale_low": float(scale.low),
            "scale_high": float(scale.high),
            "label_low": scale.labels.get(scale.low),
            "label_high": scale.labels.get(scale.high),
        }

    @rule(
        "F01",
        at=("previous_date", "held_on"),
        short="Föregående tillfälle ligger inte före datumet",
        says="Föregående tillfälle {previous_date} ligger inte före {held_on}.",
        fix="Rätta det datum som är fel.",
        excel="AND(ISNUMBER({previous_date}),ISNUMBER({held_on}),{previous_date}>={held_on})",
    )
    def dates_in_order(self) -> bool:
        return self.previous_date is None or self.previous_date < self.held_on

    @rule(
        "F01",
        at=("scale_high", "scale_low"),
        short="Skalans högsta är inte större än dess lägsta",
        says="Skalan går från {scale_low} till {scale_high}.",
        fix="Rätta skalans gränser, t.ex. 1 och 10.",
        excel="AND(ISNUMBER({scale_low}),ISNUMBER({scale_high}),{scale_high}<={scale_low})",
    )
    def scale_rises(self) -> bool:
        return self.scale_high > self.scale_low

    @rule(
        "F02",
        at="independent",
        short="Samtalsledaren är inte fristående från enheten",
        says="Samtalsledaren ({facilitator}) är inte fristående från enheten.",
        fix="Låt någon utanför enheten leda samtalet, t.ex. en strateg, utvecklare eller controller.",
        severity="warning",
        excel='{independent}="Nej"',
    )
    def facilitator_is_independent(self) -> bool:
        return self.independent

    @rule(
        "F02",
        at="facilitator",
        short="Samtalsledaren deltar också i bedömningen",
        says="{facilitator} leder samtalet och står också som deltagare på bladet Personlig bedömning.",
        fix="Låt någon som inte deltar leda samtalet. Är det två olika personer: skilj rollerna åt i ord.",
        severity="warning",
        excel='AND({facilitator}<>"",SUMPRODUCT(({personal.code}={facilitator})+({personal.role}={facilitator}))>0)',
    )
    def facilitator_is_no_participant(self, book: BookData) -> bool:
        taking_part = book.identities("personal.code") | book.identities("personal.role")
        return self.facilitator.casefold() not in taking_part

    @rule(
        "F04",
        at=("part_k", "part_m"),
        short="Antalet deltagare är ett annat än antalet personliga bedömningar",
        says="Deltagarna är {people} (K och M), men Personlig bedömning har {rows} rader.",
        fix="Rätta antalet, eller för in de bedömningar som saknas.",
        severity="note",
        excel="AND(ISNUMBER({part_k}),ISNUMBER({part_m}),N({part_k})+N({part_m})<>COUNTA({personal.code}))",
    )
    def everyone_has_a_row(self, book: BookData) -> bool | Broken:
        people, rows = self.part_k + self.part_m, len(book.values("personal", "code"))
        return people == rows or broken(people=people, rows=rows, expected=rows)
