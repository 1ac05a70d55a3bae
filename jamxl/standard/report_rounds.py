"""What the consolidated report says of a round beside the one before: what came, changed and went, and how far the
numbers can be compared. For all books alike.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from jamxl.columns import plain
from jamxl.consolidation import Consolidated
from jamxl.grid import Value
from jamxl.present import COUNT, DAY, Figures, Group, Known, Listing, Section, Theme, section
from jamxl.rounds import (
    BLANK,
    Comparison,
    Kind,
    Line,
    Number,
    Pair,
    RoundRows,
    comparisons,
    end_of,
    fell,
    jumped,
    moved,
    origin,
    overdue,
    pending,
)  # fmt: skip
from jamxl.swedish import listed, show

WHOSE = ("Kommun", "Enhet")
SHEET = "På bladet"
EARLIER = "Stod förra gången i"
NUMBER = "General"
LARGE, LESS, APART = "Stor ändring", "Har minskat", "Jämförs inte"


def listing(
    sheet: str, intro: str, headers: Sequence[tuple[str, str]], rows: Sequence[tuple[Line, Sequence[Value]]]
) -> Section:
    """A sheet of rows (header, number format), after municipality and unit, each with a link to the line it is of."""
    names, formats = zip(*((name, "") for name in WHOSE), strict=True)
    more, shown = zip(*headers, strict=True)
    values = [(*line.delivery.names, *told) for line, told in rows]
    links = [(line.delivery.path, line.batch.sheet, line.row) for line, _ in rows]
    return Section(sheet, intro, Listing((*names, *more), (*formats, *shown), values, links))


@section(Theme.SINCE)
def counts(data: Consolidated) -> Section | None:
    """How many rows came, changed and went, by unit and sheet."""
    if not data.earlier:
        return None
    rows = data.stack(RoundRows).records()
    groups = dict.fromkeys((row["municipality"], row["unit"], row["place"], row["unit_id"]) for row in rows)
    since = listed(sorted({comparison.before.period for comparison in comparisons(data)}))

    def count(header: str, kind: Kind) -> Known:
        return Known(header, COUNT, RoundRows, "place", (("kind", kind.value),))

    return Section(
        "Sedan förra omgången",
        f"Rader i böckerna som är nya, ändrade eller borta sedan enhetens förra omgång ({since}), antal.",
        Figures(
            (*WHOSE, SHEET),
            [Group(group[:3], {"unit_id": group[3], "place": group[2]}) for group in groups],
            [
                count("Nya", Kind.NEW),
                count("Ändrade", Kind.CHANGED),
                count("Borta", Kind.GONE),
                count("Med nytt ID", Kind.RENUMBERED),
                count("ID för något annat", Kind.REUSED),
            ],
            headline={"Nya": "Nya rader", "Ändrade": "Ändrade rader", "Borta": "Rader som är borta"},
        ),
    )


@section(Theme.SINCE)
def steering(data: Consolidated) -> Section | None:
    """The changes that a steering group wants to know of: each changed cell, and the rows that came and went."""
    if not data.earlier:
        return None
    rows = [told for comparison in comparisons(data) for pair in comparison.pairs for told in to_steer(pair)]
    headers = (SHEET, "Rad-ID", "Vad", "Ändring", "Uppgift", "Före", "Nu", "Skillnad", EARLIER)
    return listing(
        "Ändringar att känna till",
        "Mål, tidplan, milstolpar, budget, risker, krav och rekommendationer: vad som är nytt, ändrat eller borta.",
        [(header, "@" if header == "Rad-ID" else "") for header in headers],
        rows,
    )


def to_steer(pair: Pair) -> Iterator[tuple[Line, Sequence[Value]]]:
    """What a steering group is told of a row."""
    follow, row = pair.row.follow, pair.row
    if not follow.steers or pair.kind is Kind.SAME:
        return
    what = (pair.part.sheet, row.row_id, row.name, pair.kind.value)
    keys = [key for key in pair.changed if key in follow.steers] if pair.kind is Kind.CHANGED else []
    for key in keys:
        assert pair.before is not None
        column = pair.part.columns[key]
        told = (column.header, pair.before.shown(key), row.shown(key), difference(pair, key), origin(pair.before, key))
        yield row, (*what, *told)
    if pair.kind is not Kind.CHANGED:
        was = origin(pair.before) if pair.before else ""
        before = pair.before.name if pair.before and pair.kind is Kind.REUSED else ""
        yield row, (*what, "", before, row.name if before else "", "", was)


def difference(pair: Pair, key: str) -> str:
    """How much a day or a number was changed."""
    assert pair.before is not None
    assert pair.now is not None
    before, now = pair.before.number(key), pair.now.number(key)
    if before is not None and now is not None:
        return f"{'+' if now > before else ''}{show(now - before)}"
    return moved(pair, key).strip(" ()")


@section(Theme.SINCE)
def numbers(data: Consolidated) -> Section | None:
    """The numbers to read with care: those that changed by much, and those that are not compared, and why."""
    if not data.earlier:
        return None
    told = [(n, c) for comparison in comparisons(data) for n in comparison.numbers if (c := care(n, data))]
    rows = [(number.now, number_row(number, why)) for number, why in told]
    headers = [
        (SHEET, ""), ("Rad-ID", "@"), ("Vad", ""), ("Tal", ""), ("Före", NUMBER), ("Nu", NUMBER), ("Ändring", NUMBER),
        ("Att veta", ""), ("Enhetens förklaring", ""), (EARLIER, ""),
    ]  # fmt: skip
    return listing(
        "Tal mot förra omgången",
        f"Tal som har ändrats med mer än {show(data.limits.jump_share * 100)} procent och mer än "
        f"{show(data.limits.jump_count)}, och tal som inte jämförs, med skälet. Andelar i procent.",
        headers,
        rows,
    )


def care(number: Number, data: Consolidated) -> str:
    """What a reader of a number must know of it; blank for nothing."""
    if not number.compared:
        return f"{APART}: {reason(number)}"
    return LESS if fell(number) else LARGE if jumped(number, data.limits) else ""


def reason(number: Number) -> str:
    """Why a number is not compared with the round before; blank when it is."""
    if number.periods:
        return "perioderna {} och {} är olika långa".format(*number.periods)
    changes = (
        f"{d.now.part.columns[d.key].header} var {said(d.before, d.key)}, är {said(d.now, d.key)}"
        for d in number.redefined
    )
    return "; ".join(changes)


def said(row: Line, key: str) -> str:
    """What stands in a cell, in quotes."""
    return f"”{row.shown(key)}”" if row.value(key) is not None else BLANK


def number_row(number: Number, why: str) -> tuple[Value, ...]:
    """A number before and now, and what is to be known of it."""
    before, now = number.values
    row, remark = number.now, number.now.value("remark") if "remark" in number.now.part.columns else None
    change = now - before if number.compared else None
    header = row.part.columns[number.key].header
    return (
        row.part.sheet, row.row_id, row.name, header, before, now, "" if change is None else change, why,
        plain(remark), origin(number.before, number.key),
    )  # fmt: skip


@section(Theme.SINCE)
def promises(data: Consolidated) -> Section | None:
    """What was promised last round, and what came of it."""
    found = [(told, pair) for told in comparisons(data) for pair in told.pairs if promised(pair)]
    if not found:
        return None
    headers = [
        (SHEET, ""), ("ID", "@"), ("Åtgärd", ""), ("Skulle vara klar", DAY), ("Svar", ""), ("Nytt datum", DAY),
        (EARLIER, ""),
    ]  # fmt: skip
    return listing(
        "Förra omgångens åtgärder",
        "Åtgärder och förslag som inte var besvarade förra omgången, och vad enheterna svarar nu.",
        headers,
        [(pair.row, promise_row(told, pair)) for told, pair in found],
    )


def promised(pair: Pair) -> bool:
    """The row was a promise that had no answer yet."""
    return pair.before is not None and bool(pair.before.follow.promise) and pending(pair.before)


def promise_row(told: Comparison, pair: Pair) -> tuple[Any, ...]:
    """A promise, the day it was due, its answer now, and another day if it was put off."""
    before, now = pair.before, pair.now
    assert before is not None
    answer, due = before.follow.promise
    waits = "Inget svar" if overdue(pair.row, due, end_of(told.now)) else "Ska vara klar senare"
    answered = "Borta ur boken" if now is None else waits if pending(now) else now.shown(answer)
    later = now.value(due) if now and now.value(due) != before.value(due) else None
    return pair.part.sheet, before.row_id, before.name, before.value(due), answered, later, origin(before)
