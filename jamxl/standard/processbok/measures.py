"""Förbättringar: what was changed in the processes, and what it gave: before, after, and how that is known."""

from datetime import date
from enum import StrEnum
from typing import Any

from jamxl import columns as col
from jamxl.ratios import share, share_excel
from jamxl.sheets import Broken, Follow, Table, broken, rule

# Two figures that only differ by how they were typed.
SAME = 0.005


class MeasuredIn(StrEnum):
    CALENDAR_DAYS = "kalenderdagar"
    WORKING_DAYS = "arbetsdagar"
    HOURS = "timmar"
    MINUTES = "minuter"
    CASES = "ärenden"


class Ground(StrEnum):
    MEASURED = "Mätt"
    RECKONED = "Beräknat"
    ESTIMATED = "Uppskattat"


def saved(row: Any) -> float | None:
    """What the change saved: before - after, else what is stated."""
    if row.before is not None and row.after is not None:
        return float(row.before - row.after)
    return row.stated  # type: ignore[no-any-return]


class ProcessMeasures(Table, sheet="Förbättringar", key="process_measures", capacity=30):
    """Åtgärder i processerna: vem som gör dem och när, hur det var före och efter, och hur det är mätt.

    Finns både före och efter räknas vinsten fram. Känner ni bara vinsten, som när en arbetsgrupp har räknat ut den:
    skriv den i Angiven vinst, och hur ni kom fram till den.
    """

    follow = Follow(names="text", defines=("what", "counted_in"), figures=("after",), promise=("done_on", "due"))

    measure_id: str = col.identity("Åtgärds-ID", "FÅ")
    process_id: str | None = col.reference("Process-ID", "processes.process_id", required=False)
    text: str = col.text("Åtgärd", width=40)
    plan_no: str | None = col.text("Aktivitetsnr", required=False, width=13, prompt="Om den står i plan eller projekt.")
    responsible: str | None = col.text("Ansvarig", required=False, width=20, prompt="Roll, inte namn.")
    due: date | None = col.edge("Klart senast", "end", required=False, prompt="Datum, vecka, månad eller termin.")
    done_on: date | None = col.day("Gjord", required=False, prompt="Dagen då det nya arbetssättet började gälla.")
    what: str | None = col.text("Mått", required=False, width=24, prompt="T.ex. handläggningstid från in till beslut.")
    counted_in: str | None = col.choice("Räknas i", MeasuredIn, required=False, width=14, extendable=True)
    before: float | None = col.number("Före", required=False, at_least=0)
    after: float | None = col.number("Efter", required=False, at_least=0)
    stated: float | None = col.number(
        "Angiven vinst", required=False, prompt="Minskningen, om före och efter inte är kända."
    )
    gain: float | None = col.computed(
        col.number("Vinst", prompt="Före minus efter, annars angiven vinst."),
        'IF(AND(ISNUMBER({before}),ISNUMBER({after})),{before}-{after},IF(ISNUMBER({stated}),{stated},""))',
        lambda row, book: saved(row),
    )
    target: float | None = col.number(
        "Mål för vinsten", required=False, prompt="I samma enhet, t.ex. 14 kalenderdagar."
    )
    reached: float | None = col.computed(
        col.percent("Andel av målet", at_least=None, at_most=None),
        share_excel("{gain}", "{target}"),
        lambda row, book: share(row.known("gain"), row.target),
    )
    ground: str | None = col.choice("Vinsten är", Ground, required=False, width=13)
    method: str | None = col.text("Hur det är mätt", required=False, width=34, prompt="Underlag, period och antal.")
    remark: str | None = col.text("Anmärkning", required=False, prompt="T.ex. ett villkor för vinsten.")

    @rule(
        "J43",
        at=("method", "ground", "gain"),
        short="Vinst utan uppgift om hur den är mätt",
        says="Vinsten är {gain} {counted_in}, men det står inte om den är mätt eller hur.",
        fix="Välj Mätt, Beräknat eller Uppskattat och skriv hur ni vet.",
        severity="warning",
        excel='AND(ISNUMBER({gain}),OR({ground}="",{method}=""))',
    )
    def known_how(self) -> bool:
        return self.known("gain") is None or (self.ground is not None and self.method is not None)

    @rule(
        "S03",
        at=("counted_in", "gain"),
        short="Vinsten saknar enhet",
        says="Vinsten är {gain}, men det står inte vad som räknas.",
        fix="Välj i kolumnen Räknas i. Kalenderdagar och arbetsdagar är inte samma sak.",
        excel='AND({counted_in}="",ISNUMBER({gain}))',
    )
    def has_a_unit(self) -> bool:
        return self.known("gain") is None or self.counted_in is not None

    @rule(
        "J43",
        at=("stated", "before", "after"),
        short="Angiven vinst är inte före minus efter",
        says="Före {before} och efter {after} ger vinsten {gain}, men angiven vinst är {stated}.",
        fix="Rätta det tal som är fel, eller töm Angiven vinst.",
        severity="warning",
        excel="AND(ISNUMBER({stated}),ISNUMBER({before}),ISNUMBER({after}),"
        f"ABS(N({{stated}})-(N({{before}})-N({{after}})))>{SAME})",
    )
    def stated_is_right(self) -> bool | Broken:
        if self.stated is None or self.before is None or self.after is None:
            return True
        return abs(self.stated - (self.before - self.after)) <= SAME or broken(expected=self.before - self.after)
