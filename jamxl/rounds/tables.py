"""The comparison as tables of the consolidation, so that the formulas of the report can count in it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from jamxl import columns as col
from jamxl.consolidation import ORIGIN, TRACE, Consolidated, Delivery, Stack
from jamxl.rounds.comparing import Comparison, Kind, Pair
from jamxl.rounds.lines import BLANK, Line, Side
from jamxl.sheets import Book, Table
from jamxl.swedish import show

# Between what a cell said and what it says.
BECAME = " → "


class RoundRows(Table, sheet="Ändrade rader", key="round_rows", generated=True):
    """Rader som är nya, ändrade eller borta sedan enhetens förra omgång. De som är borta länkar till den filen."""

    place: str = col.text("Gäller bladet", fixed=True, width=22)
    row_id: str = col.text("Rad-ID", fixed=True, width=11)
    name: str = col.text("Vad raden gäller", fixed=True, width=40)
    kind: str = col.text("Ändring", fixed=True, width=18)
    since: str = col.text("Jämfört med", fixed=True, width=12)
    changes: str = col.text("Vad som är ändrat", fixed=True, width=60)
    earlier: str = col.text("Stod i", fixed=True, width=50)


class RoundNumbers(Table, sheet="Tal över omgångar", key="round_numbers", generated=True):
    """De tal som följs från omgång till omgång, så som de stod i varje omgångs fil."""

    place: str = col.text("Gäller bladet", fixed=True, width=22)
    row_id: str = col.text("Rad-ID", fixed=True, width=11)
    name: str = col.text("Vad raden gäller", fixed=True, width=40)
    what: str = col.text("Tal", fixed=True, width=20)
    number: float = col.number("Värde", fixed=True, format="General")


def derived(data: Consolidated, earlier: Sequence[Consolidated], compared: Sequence[Comparison]) -> tuple[Stack, ...]:
    """The tables of a consolidation with rounds before it."""
    rows = [told for comparison in compared for pair in comparison.pairs if (told := row_of(comparison, pair))]
    rounds = (*earlier, data)
    numbers = [told for each in rounds for delivery in each.used for told in numbers_of(data.books, delivery)]
    return stacked(RoundRows, rows), stacked(RoundNumbers, numbers)


def stacked(part: type[Table], rows: Sequence[dict[str, Any]]) -> Stack:
    """Rows as a table of the consolidation."""
    keys = (*ORIGIN, *part.columns, *TRACE)
    return Stack(Book, part, {key: [row[key] for row in rows] for key in keys}, [row["column"] for row in rows])


def row_of(comparison: Comparison, pair: Pair) -> dict[str, Any] | None:
    """What became of a row; None when nothing did."""
    if pair.kind is Kind.SAME:
        return None
    changes = "; ".join(f"{pair.part.columns[key].header}: {became(pair, key)}" for key in pair.changed)
    identity = pair.part.identity()
    return traced(pair.row, comparison.now, identity.key if identity else "") | {
        "place": pair.part.sheet,
        "row_id": pair.row.row_id,
        "name": pair.row.name,
        "kind": pair.kind.value,
        "since": comparison.before.period,
        "changes": changes,
        "earlier": origin(pair.before) if pair.before else "",
    }


def became(pair: Pair, key: str) -> str:
    """What a cell said and says."""
    before, now = (row.shown(key) if row else "" for row in (pair.before, pair.now))
    return f"{before or BLANK}{BECAME}{now or BLANK}{moved(pair, key)}"


def moved(pair: Pair, key: str) -> str:
    """How far a day was moved, in weeks."""
    if pair.before is None or pair.now is None:
        return ""
    before, now = pair.before.value(key), pair.now.value(key)
    if not (isinstance(before, date) and isinstance(now, date)):
        return ""
    weeks = round((now - before).days / 7, 1)
    return f" ({'+' if weeks > 0 else ''}{show(weeks)} v.)"


def numbers_of(books: Mapping[str, type[Book]], delivery: Delivery) -> Iterator[dict[str, Any]]:
    """Every followed number of a file."""
    side = Side(books[delivery.book], delivery)
    for part in side.book.parts:
        if part.follow is None or part.table_key not in side.has:
            continue
        counting = set(side.subjects(part).values()) if part.follow.by else None
        for row in side.rows(part):
            if counting is None or row in counting:
                for key in part.follow.numbers:
                    if (number := row.number(key)) is not None:
                        told = {"place": part.sheet, "row_id": row.row_id, "name": row.name}
                        yield traced(row, delivery, key) | told | {"what": part.columns[key].header, "number": number}


def traced(row: Line, delivery: Delivery, key: str) -> dict[str, Any]:
    """Whose row it is, in the round of `delivery`, and where it stands; in which column of its sheet."""
    municipality, unit = delivery.names
    whose = {"municipality": municipality, "unit": unit, "unit_id": delivery.unit, "period": delivery.period}
    column = row.batch.places.get(key)
    return whose | {"file": row.delivery.path, "sheet": row.batch.sheet, "row": row.row, "column": column}


def origin(row: Line, key: str = "") -> str:
    """Where a row, or one of its cells, stood: the file's name tells the round."""
    cell = row.cell(key) if key else f"rad {row.row}"
    return f"{row.delivery.path.rpartition('/')[2]}, {row.batch.sheet} {cell}"
