"""What the template says itself, so that it is not taken for something the unit wrote. Pure."""

from collections.abc import Set
from datetime import date
from typing import Any, NamedTuple

from jamxl import texts
from jamxl.columns import plain
from jamxl.frame import Sender, Stamp, build
from jamxl.locate import Spot
from jamxl.project import Limits
from jamxl.sheets import Book, Table, constraints, per_class
from jamxl.swedish import fold

# Where a sheet says what it is for, and what is to be mended on it.
INTRODUCTION, STATE = (1, 0), (2, 0)


class Words(NamedTuple):
    """What a sheet of the template says itself.

    `known` are its texts; `places` those of a generated sheet, where a later jamxl may say something else and people
    do not write; `introduction` is that of a sheet to fill in.
    """

    known: Set[str] = frozenset()
    places: Set[Spot] = frozenset()
    introduction: str = ""


@per_class
def template_words(book: type[Book]) -> dict[str, Words]:
    """For each sheet of a blank book, what it says itself."""
    blank_book = build(book, Stamp(book.key, book.version), Sender(), {}, Limits(), date(2000, 1, 1))
    found: dict[str, Words] = {}
    for grid in blank_book.grids:
        words = {fold(cell.value) for cell in grid.cells.values() if isinstance(cell.value, str) and cell.value}
        occupied = {spot for spot, cell in grid.cells.items() if cell.formula or cell.value not in (None, "")}
        filled_in = grid.name in book.sheets()
        introduction = plain(grid.cells[INTRODUCTION].value) if filled_in else ""
        found[grid.name] = Words(words, set() if filled_in else occupied, introduction)
    # The stamp differs from file to file; its sheet holds nothing else.
    found[texts.STAMP_SHEET] = Words(set(), {(row, column) for row in range(20) for column in range(2)})
    return found


def template_word(value: Any, r: int, c: int, words: Words) -> bool:
    """The cell holds the template's own text, or stands in a place of such a text."""
    if (r, c) in words.places or not isinstance(value, str):
        return (r, c) in words.places
    typed = value
    if typed == texts.SHEET_CLEAR or typed.endswith(texts.SHEET_LOOK):
        return True
    if words.introduction:
        return fold(typed) in words.known or ((r, c) == INTRODUCTION and reworded(value, words.introduction))
    return fold(typed) in words.known or typed.startswith((texts.SEND_IN, texts.QUESTIONS))


def reworded(value: Any, words: str) -> bool:
    """A text of the template, perhaps as another version words it: a third of the words are the same."""
    typed, own = (set(fold(plain(text)).split()) for text in (value, words))
    return len(typed & own) * 3 >= max(len(typed), len(own), 1)


def said_by_template(part: type[Table], value: Any) -> bool:
    """A text that a Kontroll cell may show."""
    rest = plain(value)
    for short in verdict_words(part):
        rest = rest.replace(f"{short}.", "")
    return not rest.strip()


@per_class
def verdict_words(part: type[Table]) -> tuple[str, ...]:
    """The short sentences of a part's Kontroll cells, the longest first: one may begin as another."""
    shorts = [constraint.short for _, constraint in constraints(part)] + [rule.short for rule in part.rules]
    return (*sorted(shorts, key=len, reverse=True), texts.EXCEL_ERROR)
