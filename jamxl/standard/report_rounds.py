"""What the consolidated report says of a round beside the one before: what came, changed and went, and how far the
numbers can be compared. For all books alike.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

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
    fell,
    jumped,
    moved,
    origin,
    overdue,
    pending,
    reckoned,
)  # fmt: skip
from jamxl.swedish import listed, show

WHOSE = ("Kommun", "Enhet")
SHEET = "På bladet"
NUMBER = "General"
LARGE, LESS, APART = "Stor ändring", "Har minskat", "Jämförs inte"


@dataclass(frozen=True, slots=True)
class Told:
    """A line of a listing: the row that it is of, its values, and where the row stood last round."""

    row: Line
    values: Sequence[Value]
    before: str = ""
    # The row's numbers may stand elsewhere in the book.
    other: Line | None = None
    # The column that they are of.
    key: str = ""


def listing(
    sheet: str,
    intro: str,
    columns: Mapping[str, tuple[str, str]],
    lines: Sequence[Told],
    made_of: Mapping[str, tuple[str, ...]] | None = None,
    because: tuple[str, ...] = (),
) -> Section:
    """A sheet of rows: `columns` by key (header, number format), after municipality and unit.

    What stands as words tells no number of people; `Told.key` is the column of the row, or of the other row, that its
    numbers are of. `made_of`: the columns of either row that a column's numbers of this round are made of. `because`:
    as in Listing.
    """
    shown = {"municipality": ("Kommun", ""), "unit": ("Enhet", ""), **columns}
    headers, formats = zip(*shown.values(), strict=True)
    values = [(*told.row.delivery.names, *told.values) for told in lines]
    others = [[place(told.other)] if told.other else [] for told in lines]
    links, before = [place(told.row) for told in lines], [told.before for told in lines]
    words: dict[str, tuple[str, ...]] = {**dict.fromkeys(columns, ()), **(made_of or {})}
    keys = [told.key for told in lines]
    table = Listing(
        headers, formats, values, links, keys=tuple(shown), others=others, made_of=words, earlier=before,
        number_of=keys, because=because,
    )  # fmt: skip
    return Section(sheet, intro, table)


def place(row: Line) -> tuple[str, str, int]:
    """File, sheet and row."""
    return row.delivery.path, row.batch.sheet, row.row


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
                count("Bytt ID", Kind.RENUMBERED),
                count("Återanvänt ID", Kind.REUSED),
            ],
            headline={"Nya": "Nya rader", "Ändrade": "Ändrade rader", "Borta": "Rader som är borta"},
            because=("Ändrade",),
        ),
    )


@section(Theme.SINCE)
def steering(data: Consolidated) -> Section | None:
    """The changes that a steering group wants to know of: each changed cell, and the rows that came and went."""
    if not data.earlier:
        return None
    columns = {
        "place": (SHEET, ""),
        "id": ("Rad-ID", "@"),
        "what": ("Vad", ""),
        "change": ("Ändring", ""),
        "before": ("Före", ""),
        "now": ("Nu", ""),
        "difference": ("Skillnad", ""),
    }
    return listing(
        "Ändringar att känna till",
        "Mål, tidplan, milstolpar, budget, risker, krav och rekommendationer: vad som är nytt, ändrat eller borta.",
        columns,
        [told for comparison in comparisons(data) for pair in comparison.pairs for told in to_steer(pair)],
        because=("before", "now", "difference"),
    )


def to_steer(pair: Pair) -> Iterator[Told]:
    """What a steering group is told of a row."""
    row, before = pair.row, pair.before
    if not row.follow.steers or pair.kind is Kind.SAME:
        return
    what = (pair.part.sheet, row.row_id, row.name)
    if pair.kind is Kind.CHANGED and before:
        for key in pair.changed:
            if key in row.follow.steers:
                change = (f"{pair.part.columns[key].header} ändrat", *(shown(line, key) for line in (before, row)))
                yield Told(row, (*what, *change, difference(pair, key)), origin(before, key), key=key)
    else:
        reused = before is not None and pair.kind is Kind.REUSED
        words = (before.name, row.name) if before and reused else ("", "")
        yield Told(row, (*what, pair.kind.value, *words, ""), origin(before) if before else "")


def shown(row: Line, key: str) -> Value:
    """A cell in words; a number of people as the number it is, which an open edition may have to hide."""
    return row.number(key) if row.part.columns[key].people else row.shown(key)


def difference(pair: Pair, key: str) -> Value:
    """How much a day or a number was changed; a number of people as the number it is."""
    assert pair.before is not None
    assert pair.now is not None
    before, now = pair.before.number(key), pair.now.number(key)
    if before is not None and now is not None:
        if pair.part.columns[key].people:
            return now - before
        return f"{'+' if now > before else ''}{show(now - before)}"
    return moved(pair, key).strip(" ()")


@section(Theme.SINCE)
def numbers(data: Consolidated) -> Section | None:
    """The numbers to read with care: those that changed by much, and those that are not compared, and why."""
    if not data.earlier:
        return None
    columns = {
        "place": (SHEET, ""),
        "id": ("Rad-ID", "@"),
        "what": ("Vad", ""),
        "number": ("Tal", ""),
        "before": ("Före", NUMBER),
        "now": ("Nu", NUMBER),
        "change": ("Ändring", NUMBER),
        "known": ("Att veta", ""),
        "remark": ("Enhetens förklaring", ""),
    }
    return listing(
        "Tal mot förra omgången",
        f"Tal som har ändrats med mer än {show(data.limits.jump_share * 100)} procent och mer än "
        f"{show(data.limits.jump_count)}, och tal som inte jämförs, med skälet. Andelar i procent.",
        columns,
        [number_row(n, why) for told in comparisons(data) for n in told.numbers if (why := care(n, data))],
        because=("before", "now"),
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


def number_row(number: Number, why: str) -> Told:
    """A number before and now, and what is to be known of it."""
    before, now = number.values
    row, remark = number.now, number.now.value("remark") if "remark" in number.now.part.columns else None
    what = (row.part.sheet, row.row_id, row.name, row.part.columns[number.key].header)
    change = now - before if number.compared else None
    values = (*what, before, now, change, why, plain(remark))
    return Told(row, values, origin(number.before, number.key), key=number.key)


@section(Theme.SINCE)
def promises(data: Consolidated) -> Section | None:
    """What was promised last round, and what came of it."""
    found = [(told, pair) for told in comparisons(data) for pair in told.pairs if promised(pair)]
    if not found:
        return None
    columns = {
        "place": (SHEET, ""),
        "id": ("ID", "@"),
        "what": ("Åtgärd", ""),
        "due": ("Skulle vara klar", DAY),
        "answer": ("Svar", ""),
        "later": ("Nytt datum", DAY),
    }
    return listing(
        "Förra omgångens åtgärder",
        "Åtgärder och förslag som inte var besvarade förra omgången, och vad enheterna svarar nu.",
        columns,
        [promise_row(told, pair) for told, pair in found],
    )


def promised(pair: Pair) -> bool:
    """The row was a promise that had no answer yet."""
    return pair.before is not None and bool(pair.before.follow.promise) and pending(pair.before)


def promise_row(told: Comparison, pair: Pair) -> Told:
    """A promise, the day it was due, its answer now, and another day if it was put off."""
    before, now = pair.before, pair.now
    assert before is not None
    answer, due = before.follow.promise
    day = pair.row.value(due)
    waits = "Inget svar" if day is None or overdue(pair.row, due, reckoned(told.now)) else "Ska vara klar senare"
    answered = "Borta ur boken" if now is None else waits if pending(now) else now.shown(answer)
    what = (pair.part.sheet, before.row_id, before.name, before.value(due), answered)
    return Told(pair.row, (*what, day if day != before.value(due) else None), origin(before))
