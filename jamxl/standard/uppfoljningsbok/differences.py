"""Skillnader: where the participants disagree most, which is where there is most to talk about."""

from typing import Any

from jamxl import columns as col
from jamxl.sheets import BookData, Table
from jamxl.standard.lookup import looked_up, number_or_blank
from jamxl.standard.uppfoljningsbok.bars import bar, bar_excel
from jamxl.standard.uppfoljningsbok.joint import Joint
from jamxl.standard.uppfoljningsbok.parameters import Parameter


def ranked(row: Any, book: BookData) -> Joint | None:
    """The parameter at a place in the order of disagreement."""
    return next((joint for joint in book.rows(Joint) if joint.known("rank") == row.place), None)


def taken(like: Any, key: str) -> Any:
    """A cell of the parameter at the row's place."""

    def by(row: Any, book: BookData) -> Any:
        joint = ranked(row, book)
        return None if joint is None else joint.known(key)

    found = looked_up(f"joint.{key}", "place", "rank")
    formula = f'IFERROR({found}&"","")' if like.kind_name == "text" else number_or_blank(found)
    return col.computed(like, formula, by)


def span(row: Any, book: BookData) -> str | None:
    """The marks from the lowest to the highest, drawn on the scale."""
    low, high = row.known("low"), row.known("high")
    first, last = (book.lookup(f"occasion.scale_{end}") for end in ("low", "high"))
    if None in (low, high, first, last):
        return None
    return bar(low - first, high - low + 1, last - high)


SPAN = bar_excel("{low}-{occasion.scale_low}", "{high}-{low}+1", "{occasion.scale_high}-{high}")


class Differences(
    Table,
    sheet="Skillnader",
    key="differences",
    new_in="1.1",
    generated=True,
    fixed_rows=tuple({"place": float(place)} for place in range(1, len(Parameter) + 1)),
):
    """Var bedömer ni mest olika? Parametrarna i ordning efter spridning, störst först. Börja samtalet där.

    Bladet räknas fram ur Samlad bedömning. Det fyllda i sista kolumnen går från den lägsta markeringen till den högsta.
    Parametrar som för få har markerat är inte med.
    """

    place: float = col.whole("Plats", fixed=True, width=7)
    nr: str | None = taken(col.text("Nr", width=6), "nr")
    name: str | None = taken(col.text("Parameter", width=24), "name")
    n: float | None = taken(col.whole("Antal svar", width=9), "n")
    spread: float | None = taken(col.number("Spridning", format="0.0", width=11), "spread")
    deviation: float | None = taken(col.number("Standardavvikelse", format="0.00", width=18), "deviation")
    low: float | None = taken(col.number("Min", format="0.0", width=8), "low")
    high: float | None = taken(col.number("Max", format="0.0", width=8), "high")
    joint: float | None = taken(col.number("Gemensamt värde", format="0.0", width=12), "joint")
    span: str | None = col.computed(
        col.text("Från lägsta till högsta", width=26, prompt="Det fyllda går från lägsta till högsta markeringen."),
        f'IF(COUNT({{low}},{{high}},{{occasion.scale_low}},{{occasion.scale_high}})<4,"",{SPAN})',
        span,
    )
