"""Identity numbers in a file: told of wherever they stand, and taken out of all that is said of the file. Pure."""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from jamxl import identity, texts
from jamxl.columns import Column, Number, plain
from jamxl.findings import Finding
from jamxl.grid import RawBook, RawSheet, a1
from jamxl.leftovers import about_sheet
from jamxl.locate import Found, Spot, is_upright, say, sheet_names
from jamxl.sheets import Book, Table

# The rule of columns for people's codes, which tells of an identity number itself.
OF_CODES = "I01"
# Nine digits as a cell's value is told of; no part of a longer number.
NINE = re.compile(
    rf"(?<![0-9])(?<![0-9][{identity.SPACES}])[0-9]{{3}}(?:[{identity.SPACES}]?[0-9]{{3}}){{2}}"
    rf"(?![{identity.SPACES}]?[0-9])"
)
# As many digits as a sum has in which an identity number was counted.
LONG = re.compile(rf"[0-9](?:[{identity.SPACES}]?[0-9]){{9,}}")
WORDS = re.compile(r"[^0-9]+")
# What is told of texts beside the tables, which is no more to be done once the number must go.
OF_CELLS, OF_TEXTS = ("JX207", "JX208", "JX225"), ("JX217", "JX218")
# The codes of what tells of a number.
CODES = ("JX701", "JX702", "JX703")
# The cover's word for a book that may hold data about people.
SENSITIVE = "Känslig"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a cell is: the part whose sheet it is on, and the column it is in; None where there is none."""

    part: type[Table] | None
    column: Column | None


@dataclass(slots=True)
class Search:
    """The search for identity numbers in one file.

    `told`: cells that a rule has told of already, by sheet and address. `numbers`: cells for numbers and the like that
    were not read because of one (sheet, row, column). `bare` gathers the numbers of nine digits, which are known only
    by filling a cell, and `cells` those that a finding tells of.
    """

    raw: RawBook
    book: type[Book]
    found: Mapping[str, Found]
    sensitive: bool
    today: date
    told: Set[tuple[str, str]]
    numbers: Set[tuple[int, int, int]] = frozenset()
    bare: set[str] = field(default_factory=set)
    cells: set[tuple[str, str]] = field(default_factory=set)
    _headings: dict[tuple[int, int], list[tuple[int, str]]] = field(default_factory=dict)

    def findings(self, sheets: Iterable[RawSheet]) -> Iterator[Finding]:
        """One finding for each cell, comment, box and name of a sheet with a number in it."""
        for sheet in sheets:
            parts = [here for here in self.found.values() if here.sheet is sheet]
            if identity.found(sheet.name, self.today):
                yield self.finding(sheet, Place(parts[0].part if parts else None, None), None, texts.IN_NAME)
            for r, c, value in candidates(sheet, self.today, self.numbers):
                place = place_of(parts, (r, c))
                if self.is_told(sheet, place, (r, c), value):
                    self.cells.add((sheet.name, a1(r, c)))
                    yield self.finding(sheet, place, (r, c), texts.IN_CELL)
            for spot, said in sheet.notes.items():
                if identity.found(said, self.today):
                    yield self.finding(sheet, place_of(parts, spot), spot, texts.IN_NOTE)
            if any(identity.found(said, self.today) for said in sheet.boxes):
                yield self.finding(sheet, Place(parts[0].part if parts else None, None), None, texts.IN_BOX)

    def is_told(self, sheet: RawSheet, place: Place, spot: Spot, value: Any) -> bool:
        """A cell holds a number that somebody typed there."""
        about = place.column.header if place.column else self.heading(sheet, spot)
        unread = (sheet.index, *spot) in self.numbers
        if not (unread or identity.found(value, self.today, about, isinstance(place.column, Number))):
            return False
        if NINE.fullmatch(plain(value).strip()):
            self.bare.add(digits_in(plain(value)))
        ours = place.part is not None or sheet.name in sheet_names(self.book)
        shown = ours and (place.column is None or place.column.computed)
        # A formula of the template shows what stands in another cell.
        echo = shown and self.raw.has_formula(sheet.index, *spot)
        return not echo and (sheet.name, a1(*spot)) not in self.told

    def heading(self, sheet: RawSheet, spot: Spot) -> str:
        """The nearest text without digits above a cell that has none of our headings."""
        r, c = spot
        known = self._headings.get((sheet.index, c))
        if known is None:
            column = enumerate(row[c] if c < len(row) else "" for row in sheet.rows)
            known = [(n, value) for n, value in column if isinstance(value, str) and WORDS.fullmatch(value)]
            self._headings[sheet.index, c] = known
        above = bisect_left(known, (r, ""))
        return known[above - 1][1] if above else ""

    def finding(self, sheet: RawSheet, place: Place, spot: Spot | None, where: str) -> Finding:
        """The finding, without the number."""
        code = "JX703" if self.sensitive else "JX701"
        if place.part is None:
            made = about_sheet(code, sheet, [spot] if spot else [], value=where)
        else:
            made = say(code, sheet, place.part, place.column, spot, where)
        return replace(made, value=texts.REMOVED)

    def joined(self, others: Iterable[Finding], told: Sequence[Finding]) -> Iterator[Finding]:
        """What is `told` of numbers and the others, but none of where to move a text that a number must go from."""
        for finding in others:
            if told and finding.code in OF_TEXTS and identity.found(finding.value, self.today):
                continue
            left = tuple(cell for cell in finding.cells if (finding.sheet, cell) not in self.cells)
            if not told or finding.code not in OF_CELLS or left == finding.cells:
                yield finding
            elif left:
                yield replace(finding, cells=left)
        yield from told

    def cleaned(self, finding: Finding) -> Finding:
        """A finding that quotes no number."""

        def bare(match: re.Match[str]) -> str:
            return texts.REMOVED if digits_in(match[0]) in self.bare else match[0]

        def clean(said: str) -> str:
            known = identity.masked(NINE.sub(bare, said) if self.bare else said, self.today)
            # A sum of the file's own, loose or typed over a formula, tells the number to who knows the rest.
            return LONG.sub(texts.REMOVED, known) if self.numbers else known

        return with_texts(finding, clean)


def holds_number(findings: Iterable[Finding]) -> bool:
    """A file with these findings has an identity number somewhere."""
    return any(finding.code in CODES or finding.rule == OF_CODES for finding in findings)


def candidates(sheet: RawSheet, today: date, known: Set[tuple[int, int, int]]) -> Iterator[tuple[int, int, Any]]:
    """The cells with a number, as far as is known without their headings: (row, column, value)."""
    for r, row in enumerate(sheet.rows):
        for c, value in enumerate(row):
            if value != "" and identity.may_hold_one(value):
                held = (sheet.index, r, c) in known or identity.found(value, today)
                if held:
                    yield r, c, value


def digits_in(said: str) -> str:
    """The digits alone."""
    return re.sub("[^0-9]", "", said)


def place_of(parts: Sequence[Found], spot: Spot) -> Place:
    """The part and column of a cell on a sheet that has `parts`."""
    r, c = spot
    above = [here for here in parts if here.top <= r]
    if not above:
        return Place(parts[0].part if parts else None, None)
    here = max(above, key=lambda one: one.top)
    if is_upright(here.part):
        key = next((key for key, line in here.lines.items() if line == r and c == here.value_column), "")
    else:
        key = next((key for key, column in here.columns.items() if column == c and r >= here.first), "")
    return Place(here.part, here.part.columns.get(key))


def unnamed(path: str, findings: Sequence[Finding], today: date) -> tuple[str, list[Finding]]:
    """A file's path and its findings without identity numbers, and with what is to be said of its name."""
    shown = identity.masked(path, today, texts.REMOVED_IN_NAME)
    clean = [with_texts(finding, lambda said: identity.masked(said, today)) for finding in findings]
    if shown == path:
        return path, clean
    text = texts.FINDINGS["JX702"]
    told = Finding("JX702", text.severity, text.message, text.fix, rule=texts.RULES["JX702"], value=texts.REMOVED)
    return shown, [told, *clean]


def with_texts(finding: Finding, clean: Callable[[str], str]) -> Finding:
    """A finding whose texts have been gone through."""
    keys = ("message", "fix", "value", "expected", "row_id", "sheet", "header")
    said = {key: clean(getattr(finding, key)) for key in keys}
    changed: dict[str, Any] = {key: text for key, text in said.items() if text != getattr(finding, key)}
    return replace(finding, **changed) if changed else finding
