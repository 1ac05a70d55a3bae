"""Random sequences of what people do to a filled Projektbok. After every step no cell has changed in silence.

The model knows of each cell what it is (an answer to which column, a formula, the template's own, typed by somebody)
and moves that along with the cell. It knows nothing of how the sheet is found again; it only compares, address by
address, what stands there with what was read from there and what was said about it.

JAMXL_LONG=3000 runs so many examples, of 30 steps, instead of a few.
"""

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from typing import Any

import tables
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from jamxl import columns as col
from jamxl.build import UPRIGHT_HEADERS
from jamxl.checking import Checked, check
from jamxl.columns import Column, Computed
from jamxl.findings import Finding
from jamxl.grid import Area, RawBook, RawSheet
from jamxl.locate import Found, locate
from jamxl.standard import books
from jamxl.standard.projektbok import Projektbok
from jamxl.swedish import fold
from jamxl.wording import template_words

LONG = bool(os.environ.get("JAMXL_LONG"))
SOUGHT = settings(
    max_examples=int(os.environ.get("JAMXL_LONG", "60")) if LONG else 60,
    stateful_step_count=30 if LONG else 15,
    deadline=None,
    derandomize=not LONG,
    suppress_health_check=list(HealthCheck),
)
# Codes that tell of one cell's value; what a row or the book lacks is no excuse for a value that was changed.
NAMING = re.compile("JX2..|JX3..|JX40[23]")
ADDRESS = re.compile(r"([A-Z]+)(\d+)(?::([A-Z]+)(\d+))?")
LOUD = object()


# ------------------------------------------------------------------------------------------------ the model


@dataclass(slots=True)
class Cell:
    """What stands in a cell, and what it is: "input" answers `column` of `part`; "typed" came later, by hand."""

    value: Any = ""
    kind: str = "template"
    part: str = ""
    column: str = ""
    error: str = ""
    stale: bool = False


@dataclass(slots=True)
class Page:
    """A sheet of the model."""

    name: str
    rows: list[list[Cell]]
    visible: bool = True
    merged: list[Area] = field(default_factory=list)
    # The hidden keys stand above what they are the keys of; all headings are there. One of the two is all that a
    # column can be known by, so no edit takes the second away from a sheet that lacks the first.
    keyed: bool = True
    headed: bool = True

    @property
    def width(self) -> int:
        return len(self.rows[0]) if self.rows else 0

    def grow(self, r: int, c: int) -> None:
        for row in self.rows:
            row.extend(Cell() for _ in range(c + 1 - len(row)))
        while len(self.rows) <= r:
            self.rows.append([Cell() for _ in range(max(self.width, c + 1))])

    def where(self, wanted: Callable[[Cell], bool]) -> list[tuple[int, int]]:
        return [(r, c) for r, row in enumerate(self.rows) for c, cell in enumerate(row) if wanted(cell)]


def modelled(raw: RawBook) -> list[Page]:
    """The filled book as a model: which of its cells are answers, which are formulas."""
    found, findings = locate(raw, Projektbok)
    assert findings == []
    pages = []
    for sheet in raw.sheets:
        page = Page(sheet.name, [[Cell(value) for value in row] for row in sheet.rows], sheet.visible)
        for part, column, r, c in answers(found, sheet):
            page.rows[r][c] = replace(page.rows[r][c], kind="formula" if column.computed else "input")
            page.rows[r][c].part, page.rows[r][c].column = part, column.key
        for here in found.values():
            if here.sheet is sheet:
                spots = {(r, c) for c in here.verdicts for r in range(here.first, len(sheet.rows))} | here.formulas
                for r, c in spots:
                    page.rows[r][c].kind = "formula"
        pages.append(page)
    return pages


def answers(found: dict[str, Found], sheet: RawSheet) -> Iterator[tuple[str, Column, int, int]]:
    """Where the answers of an untouched sheet stand: (part, column, row, column of the sheet)."""
    for key, here in found.items():
        if here.sheet is not sheet:
            continue
        for name, r in here.lines.items():
            yield key, here.part.columns[name], r, here.value_column
        last = here.first + 1 if here.part.strip else len(sheet.rows)
        for name, c in here.columns.items():
            yield from ((key, here.part.columns[name], r, c) for r in range(here.first, last))


def written(pages: list[Page]) -> RawBook:
    """The model as it would be read from a file."""
    sheets = []
    for index, page in enumerate(pages):
        sheet = RawSheet(page.name, index, [[cell.value for cell in row] for row in page.rows], page.visible)
        sheet.errors = {spot: page.rows[spot[0]][spot[1]].error for spot in page.where(lambda cell: bool(cell.error))}
        sheet.stale = set(page.where(lambda cell: cell.stale))
        sheet.merged = page.merged
        sheets.append(sheet)
    return RawBook("bok.xlsx", "", sheets, [], lambda index, r, c: pages[index].rows[r][c].kind == "formula")


def silent(column: Column, raw: Any) -> Any:
    """What may be read of a cell without a word, LOUD when something must be said. From the domain, not the reader."""
    match column:
        case col.Number():
            return raw if type(raw) is float and in_bounds(column, raw) else LOUD
        case col.Day():
            return raw if type(raw) is date else raw.date() if type(raw) is datetime else LOUD
        case col.YesNo():
            return {"Ja": True, "Nej": False}.get(raw, LOUD) if type(raw) is str else LOUD
        case col.PeriodName():
            return raw if raw == "2010-T1" else LOUD
        case col.Choice():
            if raw in column.options or not column.extendable:
                return raw if raw in column.options else LOUD
    if isinstance(raw, date | time) or (type(raw) is str and raw.strip().startswith("#")):
        return LOUD
    if isinstance(column, col.Code) and column.digits and type(raw) is float:
        return LOUD
    if type(raw) is float:
        return str(int(raw)) if raw == int(raw) else str(raw).replace(".", ",")
    return {True: "Ja", False: "Nej"}[raw] if type(raw) is bool else raw.strip()


def in_bounds(column: col.Number, value: float) -> bool:
    if isinstance(column, col.Percent):
        return 0 <= value <= 1
    lowest = column.at_least if isinstance(column.at_least, int | float) else -1e15
    return lowest <= value <= 1e15


# ------------------------------------------------------------------------------------------------ what was said


def area(cell: str) -> Area:
    """A1 or A1:C9."""
    found = ADDRESS.fullmatch(cell)
    assert found, cell
    left, top, right, bottom = found.groups()
    return Area(int(top) - 1, number(left), int(bottom or top) - 1, number(right or left))


def number(letters: str) -> int:
    total = 0
    for letter in letters:
        total = total * 26 + ord(letter) - 64
    return total - 1


@dataclass
class Said:
    """The findings that tell of cells, by sheet."""

    cells: set[tuple[str, int, int]] = field(default_factory=set)
    areas: list[tuple[str, Area]] = field(default_factory=list)
    sheets: set[str] = field(default_factory=set)

    @classmethod
    def by(cls, findings: list[Finding]) -> "Said":
        said = cls()
        for finding in findings:
            if not NAMING.fullmatch(finding.code):
                continue
            if finding.code in ("JX209", "JX216", "JX219"):
                said.sheets.add(finding.sheet)
            for cell in finding.cells:
                place = area(cell)
                if ":" in cell and finding.code not in ("JX214", "JX224"):
                    said.areas.append((finding.sheet, place))
                else:
                    said.cells.add((finding.sheet, place.top, place.left))
        return said

    def names(self, sheet: str, r: int, c: int) -> bool:
        if (sheet, r, c) in self.cells:
            return True
        return any(s == sheet and a.top <= r <= a.bottom and a.left <= c <= a.right for s, a in self.areas)


def reads(raw: RawBook, checked: Checked) -> dict[tuple[str, int, int], tuple[str, Column, Any]]:
    """Address to (part, column, value) of all that was read."""
    assert checked.data is not None
    found, _ = locate(raw, Projektbok)
    result: dict[tuple[str, int, int], tuple[str, Column, Any]] = {}
    for key, here in found.items():
        rows = checked.data.parts[key]
        for name, r in here.lines.items():
            place = here.sheet.name, r, here.value_column
            assert place not in result, f"{place} was read twice"
            result[place] = (key, here.part.columns[name], rows.columns[name][0])
        for name, c in here.columns.items():
            for line, value in zip(rows.lines, rows.columns[name], strict=True):
                place = here.sheet.name, line, c
                assert place not in result, f"{place} was read twice"
                result[place] = (key, here.part.columns[name], value)
    return result


def quiet(page: Page, words: set[str], r: int, c: int) -> bool:
    """A typed cell that is taken for the template's own: it says the same, or stands on a generated sheet."""
    typed = page.rows[r][c].value
    if page.name not in Projektbok.sheets() and page.name in ("Läs mig", "Kontroll", "Listor", "_jamxl"):
        return True
    return fold(col.plain(typed)) in words


def violations(pages: list[Page]) -> list[str]:
    """What changed in silence; empty when nothing did."""
    raw = written(pages)
    checked = check(raw, books(), tables.Limits(), tables.TODAY)
    if checked.data is None:
        assert [f.code for f in checked.findings] == ["JX105"]
        assert not any(page.name == "_jamxl" for page in pages)
        return []
    said, read = Said.by(checked.findings), reads(raw, checked)
    words = {fold(word) for own in template_words(Projektbok).values() for word in own.known}
    wrong = [] if tables.balanced(checked) else [f"cells: {checked.cells}"]
    for page in pages:
        for r, row in enumerate(page.rows):
            for c, cell in enumerate(row):
                hushed = cell.kind not in ("input", "typed") or (cell.kind == "typed" and quiet(page, words, r, c))
                if not hushed and not accounted(cell, (page.name, r, c), said, read):
                    wrong.append(f"{page.name} r{r} c{c} {cell}: read {read.get((page.name, r, c))}")
    return wrong


def accounted(
    cell: Cell, place: tuple[str, int, int], said: Said, read: dict[tuple[str, int, int], tuple[str, Column, Any]]
) -> bool:
    """The cell is blank, or named in a finding, or read as what it says."""
    marked = bool(cell.error) or cell.stale
    if not marked and (cell.value == "" or (type(cell.value) is str and not cell.value.strip())):
        return True
    if place[0] in said.sheets or said.names(*place):
        return True
    if marked:
        return place not in read or isinstance(read[place][1], Computed)
    if place not in read:
        return False
    part, column, value = read[place]
    if isinstance(column, Computed):
        return isinstance(value, float) and isinstance(cell.value, float) and abs(value - cell.value) < 1e-4
    if cell.kind == "input" and (part, column.key) != (cell.part, cell.column):
        return False
    expected = silent(column, cell.value)
    return expected is not LOUD and (type(expected), expected) == (type(value), value)


# ------------------------------------------------------------------------------------------------ the edits

JUNK = (
    "", "  ", "\xa0", "hej", "ca 400", "1.090", "1 090", "1\xa0090", "38,5", "38.5", "1 h 30 min", "20 %", "400–450",
    "minst 2", "–", "..", ".", "x", "?", "saknas", "v. 37", "3/9", "i höst", "löpande", "2009-09-03", "JA", "n", "SANT",
    "kanske", "#REF!", "#SAKNAS!", "B-01", "B-1", " A-001 ", "P-02; P-01", "Klart", "Klar", "2010-T1", "T1 2010",
    "Projektet", "'=1+1", "0127", 0.0, 0.2, 20.0, 127.0, -5.0, 90903.0, 40252.0, 1e16, 1.5, True, False,
    date(2010, 2, 1), datetime(2010, 2, 1, 9, 30), time(1, 30),
)  # fmt: skip
NOTES = ("Obs! Kolla", "Ring Anna", "Summa", 4711.0, date(2010, 5, 3))
HEADERS = ("Planerat, vår benämning", "", "Hours", 2010.0, "budget timmar:", " BUDGET TIMMAR ")
SHEETS = tuple(Projektbok.sheets())
at = st.integers(0, 10_000)
seeds = st.integers(0, 1_000_000)


def insert_row(page: Page, r: int) -> None:
    page.rows.insert(r, [Cell() for _ in range(page.width)])


def insert_column(page: Page, c: int, cells: list[Cell] | None = None) -> None:
    for r, row in enumerate(page.rows):
        row.insert(c, cells[r] if cells else Cell())


def take_column(page: Page, c: int, below: int = 0) -> list[Cell]:
    return [row.pop(c) for row in page.rows[below:]]


def key_rows(page: Page) -> list[int]:
    marks = re.compile(r"(?:cover|activity_totals|activities|budget_totals|budget|changes|roles)\.[a-z_]+")
    return [
        r
        for r, row in enumerate(page.rows)
        if sum(isinstance(cell.value, str) and bool(marks.fullmatch(cell.value)) for cell in row) > 2
    ]


def header_rows(page: Page) -> list[int]:
    known = {column.header for part in Projektbok.parts for column in part.columns.values()} | {*UPRIGHT_HEADERS}
    return [r for r, row in enumerate(page.rows) if sum(cell.value in known for cell in row) > 3]


def main_header(page: Page) -> int | None:
    """The row of headings of the sheet's own table; rows pasted further down are not it."""
    return max(header_rows(page), key=lambda r: (sum(cell.value != "" for cell in page.rows[r]), -r), default=None)


def body(page: Page) -> list[int]:
    """The rows between the first and the last answer of the sheet's table, or of its form."""
    parts = [p[-1].table_key for name, p in Projektbok.sheets().items() if page.name.startswith(name)]
    return sorted({r for r, _ in page.where(lambda cell: cell.kind == "input" and cell.part in parts)})


def typed(cell: Cell, value: Any, **more: Any) -> Cell:
    """A cell after typing in it: an answer stays an answer to its column, a formula is gone."""
    kind = "input" if cell.kind == "input" else "typed"
    return Cell(value, kind, cell.part if kind == "input" else "", cell.column if kind == "input" else "", **more)


class Edits(RuleBasedStateMachine):
    """People at work on one book. Every rule is an edit; after each of them nothing may have changed in silence."""

    filled: list[Page]

    @initialize()
    def open(self) -> None:
        self.pages = [
            Page(page.name, [list(row) for row in page.rows], page.visible, list(page.merged)) for page in self.filled
        ]

    def page(self, n: int) -> Page:
        """One of the sheets that people fill in, or a copy of one, as long as there are any."""
        ours = [page for page in self.pages if page.name not in ("Läs mig", "Kontroll", "Listor", "_jamxl")]
        return ours[n % len(ours)] if ours else Page("", [[Cell()]])

    @rule(n=at, r=at, count=st.integers(1, 3))
    def insert_blank_rows(self, n: int, r: int, count: int) -> None:
        page = self.page(n)
        for _ in range(count):
            insert_row(page, r % (len(page.rows) + 1))

    @rule(n=at, r=at)
    def delete_a_row(self, n: int, r: int) -> None:
        page = self.page(n)
        if page.rows and (page.keyed or r % len(page.rows) not in header_rows(page)):
            del page.rows[r % len(page.rows)]

    @rule(n=at, k=at)
    def delete_the_key_row(self, n: int, k: int) -> None:
        page = self.page(n)
        if rows := key_rows(page):
            del page.rows[rows[k % len(rows)]]

    @rule(n=at, k=at)
    def delete_the_header_row(self, n: int, k: int) -> None:
        page = self.page(n)
        rows = header_rows(page)
        if rows and page.keyed:
            del page.rows[rows[k % len(rows)]]

    @rule(n=at)
    def delete_the_title(self, n: int) -> None:
        page = self.page(n)
        if page.rows and page.rows[0] and page.rows[0][0].value in SHEETS:
            del page.rows[0]

    @rule(n=at, c=at)
    def insert_a_blank_column(self, n: int, c: int) -> None:
        page = self.page(n)
        insert_column(page, c % (page.width + 1))

    @rule(n=at, c=at)
    def delete_a_column(self, n: int, c: int) -> None:
        page = self.page(n)
        if page.width > 1:
            take_column(page, c % page.width)

    @rule(n=at, c=at, to=at)
    def move_a_column(self, n: int, c: int, to: int) -> None:
        page = self.page(n)
        if page.width:
            insert_column(page, to % page.width, take_column(page, c % page.width))

    @rule(n=at, c=at, to=at)
    def move_a_column_without_its_key(self, n: int, c: int, to: int) -> None:
        page = self.page(n)
        below = main_header(page)
        if below is not None and page.headed:
            page.keyed = False
            c, to = c % page.width, to % page.width
            for row in page.rows[below:]:
                row.insert(to, row.pop(c))

    @rule(n=at, c=at, to=at)
    def duplicate_a_column(self, n: int, c: int, to: int) -> None:
        page = self.page(n)
        if page.width:
            cells = [replace(row[c % page.width]) for row in page.rows]
            insert_column(page, to % (page.width + 1), cells)

    @rule(n=at, c=at, name=st.sampled_from(HEADERS))
    def rename_a_heading(self, n: int, c: int, name: Any) -> None:
        page = self.page(n)
        head = main_header(page)
        if head is not None and page.keyed:
            page.headed = False
            row, own = page.rows[head], Projektbok.sheets().get(page.name, [None])[-1]
            synonyms = [s for column in own.columns.values() if column.header == row[c % page.width].value
                        for s in column.synonyms] if own else []  # fmt: skip
            spot = c % page.width
            if str(row[spot].value) not in ("", "Budget timmar") and "udget" not in str(name).casefold():
                row[spot] = replace(row[spot], value=synonyms[c % len(synonyms)] if synonyms and c % 2 else name)
            elif row[spot].value == "Budget timmar":
                row[spot] = replace(row[spot], value=name)

    @rule(n=at, name=st.sampled_from(("Budget 2010", "Aktivitet", "roller", "Blad1", "TIMBUDGET")))
    def rename_a_sheet(self, n: int, name: str) -> None:
        if fold(name) not in {fold(page.name) for page in self.pages if page is not self.page(n)}:
            self.page(n).name = name

    @rule(n=at, to=at)
    def copy_a_sheet(self, n: int, to: int) -> None:
        page = self.page(n)
        names = (f"{page.name[:25]} ({i})" for i in range(2, 99))
        name = next(name for name in names if name not in {page.name for page in self.pages})
        rows = [[replace(cell) for cell in row] for row in page.rows]
        copied = Page(name, rows, True, list(page.merged), page.keyed, page.headed)
        self.pages.insert(to % (len(self.pages) + 1), copied)

    @rule(to=at, value=st.sampled_from(NOTES))
    def add_a_sheet(self, to: int, value: Any) -> None:
        name = next(name for i in range(1, 99) if (name := f"Blad{i}") not in {page.name for page in self.pages})
        self.pages.insert(to % (len(self.pages) + 1), Page(name, [[Cell()], [Cell(), Cell(value, "typed")][:1]]))
        self.pages[to % len(self.pages)].grow(1, 1)

    @rule(n=at, to=at)
    def move_a_sheet(self, n: int, to: int) -> None:
        self.pages.insert(to % len(self.pages), self.pages.pop(n % len(self.pages)))

    @rule(n=at)
    def delete_a_sheet(self, n: int) -> None:
        if len(self.pages) > 2:
            del self.pages[n % len(self.pages)]

    @rule(n=at, r=at, c=at, height=st.integers(1, 3), width=st.integers(1, 3))
    def merge(self, n: int, r: int, c: int, height: int, width: int) -> None:
        page = self.page(n)
        if not page.rows:
            return
        r, c = r % len(page.rows), c % page.width
        page.grow(r + height, c + width)
        if any(r <= head <= r + height for head in header_rows(page)):
            if not page.keyed:
                return
            page.headed = False
        for i in range(r, r + height + 1):
            for j in range(c, c + width + 1):
                if (i, j) != (r, c):
                    page.rows[i][j] = Cell()
        page.merged.append(Area(r, c, r + height, c + width))

    @rule(n=at, random=st.randoms(use_true_random=False))
    def sort_the_rows(self, n: int, random: Any) -> None:
        page = self.page(n)
        if lines := body(page):
            rows = page.rows[lines[0] : lines[-1] + 1]
            random.shuffle(rows)
            page.rows[lines[0] : lines[-1] + 1] = rows

    @rule(n=at, a=at, b=at)
    def swap_two_rows(self, n: int, a: int, b: int) -> None:
        page = self.page(n)
        if lines := body(page):
            a, b = lines[a % len(lines)], lines[b % len(lines)]
            page.rows[a], page.rows[b] = page.rows[b], page.rows[a]

    @rule(n=at, a=at)
    def clear_a_row(self, n: int, a: int) -> None:
        page = self.page(n)
        if lines := body(page):
            page.rows[lines[a % len(lines)]] = [Cell() for _ in range(page.width)]

    @rule(n=at, k=at, r=at, over=st.booleans())
    def paste_a_header_row(self, n: int, k: int, r: int, over: bool) -> None:
        page = self.page(n)
        if rows := header_rows(page) + key_rows(page):
            copied = [replace(cell) for cell in page.rows[rows[k % len(rows)]]]
            r = max(rows) + 1 + r % (len(page.rows) - max(rows))
            page.rows[r : r + over] = [copied]

    @rule(n=at, k=at, r=at, value=st.sampled_from(JUNK))
    def type_in_an_answer(self, n: int, k: int, r: int, value: Any) -> None:
        page = self.page(n)
        if spots := page.where(lambda cell: cell.kind == "input" and cell.value != ""):
            r, c = spots[k % len(spots)]
            page.rows[r][c] = typed(page.rows[r][c], value)

    @rule(n=at, r=at, c=at, value=st.sampled_from(JUNK))
    def type_anywhere_below_the_headings(self, n: int, r: int, c: int, value: Any) -> None:
        page = self.page(n)
        heads = header_rows(page)
        top = max(heads) + 1 if heads else 0
        r, c = top + r % (len(page.rows) - top + 2), c % (page.width + 2)
        page.grow(r, c)
        page.rows[r][c] = typed(page.rows[r][c], value)

    @rule(n=at, r=at, c=at, value=st.sampled_from(NOTES))
    def write_a_note(self, n: int, r: int, c: int, value: Any) -> None:
        """In any blank cell: above, beside and below the tables."""
        page = self.page(n)
        r, c = r % (len(page.rows) + 3), c % (page.width + 3)
        page.grow(r, c)
        if page.rows[r][c].value == "":
            page.rows[r][c] = typed(page.rows[r][c], value)

    @rule(n=at, k=at, error=st.sampled_from(("#REF!", "#N/A", "stale")))
    def break_a_formula(self, n: int, k: int, error: str) -> None:
        page = self.page(n)
        if spots := page.where(lambda cell: cell.kind == "input"):
            r, c = spots[k % len(spots)]
            more = {"stale": True} if error == "stale" else {"error": error}
            page.rows[r][c] = typed(page.rows[r][c], "", **more)

    @rule(n=at, k=at, by=st.integers(1, 9))
    def change_a_value_rightly(self, n: int, k: int, by: int) -> None:
        page = self.page(n)
        if spots := page.where(lambda cell: cell.kind == "input"):
            r, c = spots[k % len(spots)]
            cell = page.rows[r][c]
            column = Projektbok.part(cell.part).columns[cell.column]
            value = column.sample(by)
            if value is None or isinstance(column, col.PeriodName):
                return
            page.rows[r][c] = typed(cell, {True: "Ja", False: "Nej"}[value] if type(value) is bool else value)

    @invariant()
    def nothing_changed_in_silence(self) -> None:
        if hasattr(self, "pages"):
            assert violations(self.pages) == []


def test_nothing_changes_in_silence(project: RawBook) -> None:
    Edits.filled = modelled(project)
    assert violations(Edits.filled) == []
    state_machine(Edits)


def state_machine(machine: type[RuleBasedStateMachine]) -> None:
    from hypothesis.stateful import run_state_machine_as_test

    run_state_machine_as_test(machine, settings=SOUGHT)
