"""Workshops: the four steps of gender mainstreaming, with the work to be done at home between them."""

from datetime import date

from jamxl import columns as col
from jamxl.sheets import BookData, Broken, Table, broken, rule
from jamxl.standard.cover import Cover

STEPS = (
    (
        "1",
        "Förstå och inventera",
        "Grunder i jämställdhet. Vilka uppgifter har ni, och hur påverkar de målen och planen?",
    ),
    ("2", "Hitta könsmönster", "Vilka könsmönster ser ni? Vilka vill ni gå vidare med och kartlägga på hemmaplan?"),
    ("3", "Analysera och föreslå", "Vad visar kartläggningen? Vilka åtgärder ska ni förankra på hemmaplan?"),
    ("4", "Planera åtgärder", "Vem gör vad och när, och hur ska åtgärderna följas upp?"),
)


class Workshops(
    Table,
    sheet="Workshops",
    key="workshops",
    fixed_rows=tuple({"nr": nr, "name": name, "question": question} for nr, name, question in STEPS),
):
    """Fyra workshops, och arbete på hemmaplan mellan dem. Fyll i raden när workshopen har hållits."""

    nr: str = col.text("Steg", fixed=True, width=6)
    name: str = col.text("Workshop", fixed=True, width=22)
    question: str = col.text("Vad den handlar om", fixed=True, width=42)
    held_on: date | None = col.day("Datum", required=False)
    people_k: float | None = col.whole("Deltog K", required=False, prompt="Antal kvinnor från enheten.", people=True)
    people_m: float | None = col.whole("Deltog M", required=False, prompt="Antal män från enheten.", people=True)
    conclusion: str | None = col.text("Vad ni kom fram till", required=False, width=36)
    homework: str | None = col.text(
        "Hemuppgift", required=False, width=32, prompt="Vad enheten ska göra till nästa gång."
    )
    due: date | None = col.day("Klar senast", required=False, prompt="Hemuppgiften.")
    delivered: date | None = col.day("Lämnad", required=False, prompt="Dagen hemuppgiften blev klar.")

    @rule(
        "J52",
        at=("people_k", "people_m", "held_on"),
        short="Workshop utan antal deltagare",
        says="Workshop {nr} hölls {held_on}, men antalet kvinnor och män är inte ifyllt.",
        fix="Fyll i Deltog K och Deltog M. Skriv 0 om ingen av ett kön var med.",
        severity="warning",
        excel='AND({held_on}<>"",OR({people_k}="",{people_m}=""))',
    )
    def held_has_participants(self) -> bool:
        return self.held_on is None or None not in (self.people_k, self.people_m)

    @rule(
        "J52",
        at=("delivered", "due"),
        short="Hemuppgiften är inte lämnad i tid",
        says="Hemuppgiften till workshop {nr} skulle vara klar {due}, men är inte lämnad.",
        fix="Fyll i när den blev klar, eller kom överens om en ny dag.",
        severity="warning",
        excel='AND(ISNUMBER({due}),{delivered}="",ISNUMBER({cover.as_of}),N({due})<N({cover.as_of}))',
    )
    def homework_is_done(self, book: BookData) -> bool:
        return self.due is None or self.delivered is not None or self.due >= book.form(Cover).as_of

    @rule(
        "J52",
        at="held_on",
        short="Hölls före ett tidigare steg",
        says="Workshop {nr} hölls {held_on}, före workshop {earlier}.",
        fix="Rätta datumen: varje steg bygger på det förra.",
        severity="warning",
        excel="AND(ISNUMBER({held_on}),SUMPRODUCT(({.nr}<{nr})*ISNUMBER({.held_on})*({.held_on}>N({held_on})))>0)",
    )
    def steps_in_order(self, book: BookData) -> bool | Broken:
        if self.held_on is None:
            return True
        before = [w.nr for w in book.rows(Workshops) if w.nr < self.nr and (w.held_on or date.min) > self.held_on]
        return not before or broken(earlier=", ".join(before))
