"""Över åren: the joint values of this occasion and the four before it."""

from datetime import date
from typing import Any

from jamxl import columns as col
from jamxl.sheets import BookData, Broken, Form, Table, broken, rule
from jamxl.standard.lookup import looked_up, number_or_blank
from jamxl.standard.uppfoljningsbok.bars import bar, bar_excel
from jamxl.standard.uppfoljningsbok.joint import Joint
from jamxl.standard.uppfoljningsbok.occasion import Occasion
from jamxl.standard.uppfoljningsbok.parameters import Parameter
from jamxl.swedish import listed, round_half_up

STEP = "+0.0;-0.0;0.0"
# Oldest first, as a row is read.
EARLIER = ("fourth", "third", "second", "last")


def of_occasion(like: Any, key: str) -> Any:
    """A field of Tillfälle."""
    return col.computed(like, number_or_blank(f"{{occasion.{key}}}"), lambda row, book: book.lookup(f"occasion.{key}"))


def earlier_day(header: str, came_after: str) -> Any:
    return col.day(header, required=False, previous=came_after, prompt="Tillfällets datum; oftast redan ifyllt.")


class YearDates(Form, strip=True, sheet="Över åren", key="year_dates", new_in="1.1"):
    """Tillfällenas datum."""

    scale_low: float | None = of_occasion(col.whole("Skala från"), "scale_low")
    scale_high: float | None = of_occasion(col.whole("Skala till"), "scale_high")
    fourth: date | None = earlier_day("Datum 4 gånger sedan", "third")
    third: date | None = earlier_day("Datum 3 gånger sedan", "second")
    second: date | None = earlier_day("Datum 2 gånger sedan", "last")
    last: date | None = of_occasion(col.day("Datum förra gången"), "previous_date")
    now: date | None = of_occasion(col.day("Datum nu"), "held_on")


def of_joint(like: Any, key: str) -> Any:
    """A value of the row's parameter on Samlad bedömning."""

    def by(row: Any, book: BookData) -> Any:
        return next((joint.known(key) for joint in book.rows(Joint) if joint.nr == row.nr), None)

    return col.computed(like, number_or_blank(looked_up(f"joint.{key}", "nr", "nr")), by)


def earlier(header: str, came_after: str) -> Any:
    """An earlier joint value, which the next round hands on."""
    return col.number(
        header, required=False, previous=came_after, format="0.0", width=12, prompt="Gemensamt värde; oftast ifyllt."
    )


def change(row: Any, book: BookData) -> float | None:
    """From the oldest value that is known to this one."""
    oldest = next((value for key in EARLIER if (value := getattr(row, key)) is not None), None)
    return None if oldest is None or row.now is None else round(row.now - oldest, 6)


OLDEST = "IF(ISNUMBER({fourth}),{fourth},IF(ISNUMBER({third}),{third},IF(ISNUMBER({second}),{second},{last})))"
CHANGE = f'IF(AND(ISNUMBER({{now}}),COUNT({{fourth}},{{third}},{{second}},{{last}})>0),ROUND({{now}}-{OLDEST},6),"")'


def profile(row: Any, book: BookData) -> str | None:
    """The value as so many steps of the scale."""
    first, last = (book.lookup(f"occasion.scale_{end}") for end in ("low", "high"))
    now = row.known("now")
    if None in (now, first, last):
        return None
    return bar(0, round_half_up(now, 0) - first + 1, last - round_half_up(now, 0))


PROFILE = bar_excel("0", "ROUND({now},0)-{occasion.scale_low}+1", "{occasion.scale_high}-ROUND({now},0)")
OFF_SCALE = ",".join(
    f"AND(ISNUMBER({{{key}}}),OR(N({{{key}}})<{{occasion.scale_low}},N({{{key}}})>{{occasion.scale_high}}))"
    for key in EARLIER[:3]
)


class Years(
    Table,
    sheet="Över åren",
    key="years",
    new_in="1.1",
    fixed_rows=tuple({"nr": p.nr, "name": p.value} for p in Parameter),
):
    """Hur de gemensamma värdena har ändrats, tillfälle för tillfälle. Det mesta är ifyllt när boken kommer.

    Värdet nu och förra gången hämtas från Samlad bedömning. De äldre följer med från förra årets bok; har ni dem på
    annat håll går det bra att skriva in dem. Värden på olika skalor går inte att jämföra.
    """

    nr: str = col.text("Nr", fixed=True, width=11)
    name: str = col.text("Parameter", fixed=True, width=24)
    fourth: float | None = earlier("4 gånger sedan", "third")
    third: float | None = earlier("3 gånger sedan", "second")
    second: float | None = earlier("2 gånger sedan", "last")
    last: float | None = of_joint(col.number("Förra gången", format="0.0", width=12), "previous")
    now: float | None = of_joint(col.number("Nu", format="0.0", width=12), "joint")
    change: float | None = col.computed(
        col.number("Sedan första värdet", format=STEP, width=12, prompt="Nu minus det äldsta värdet på raden."),
        CHANGE,
        change,
    )
    profile: str | None = col.computed(
        col.text("Profil nu", width=26, prompt="Det gemensamma värdet som en stapel på skalan."),
        f'IF(COUNT({{now}},{{occasion.scale_low}},{{occasion.scale_high}})<3,"",{PROFILE})',
        profile,
    )

    @rule(
        "F01",
        at=EARLIER[:3],
        short="Tidigare värde ligger utanför skalan",
        says="{name} har tidigare värden utanför skalan, {scale_low} till {scale_high}: {values}.",
        fix="Har ni bytt skala går värdena inte att jämföra: töm cellerna. Annars rätta värdet.",
        severity="note",
        excel=f"IF(COUNT({{occasion.scale_low}},{{occasion.scale_high}})<2,FALSE,OR({OFF_SCALE}))",
    )
    def on_the_scale(self, book: BookData) -> bool | Broken:
        scale = book.form(Occasion)
        low, high = scale.scale_low, scale.scale_high
        values = [value for key in EARLIER[:3] if (value := getattr(self, key)) is not None]
        off = [Years.columns["now"].show(value) for value in values if not low <= value <= high]
        return not off or broken(scale_low=low, scale_high=high, values=listed(off))
