"""Where the parts of a book stand in a file that came back: by hidden key, then header, then synonym. Pure."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from jamxl import build, texts
from jamxl.columns import Column
from jamxl.findings import Finding
from jamxl.grid import RawBook, RawSheet, a1
from jamxl.sheets import Book, Table, per_book
from jamxl.swedish import fold

Spot = tuple[int, int]
# Hidden keys stand near the top; the rest of a sheet is searched only when they do not.
TOP_ROWS = 60
LEAST_HEADERS = 2


@dataclass(slots=True)
class Found:
    """A part found on a sheet. `columns`: key -> sheet column; `lines`: key -> sheet row, for an upright form.

    `first` is the first row of values; `template` are the cells that should hold the template's own words, `formulas`
    those that hold its formulas.
    """

    part: type[Table]
    sheet: RawSheet
    first: int
    columns: dict[str, int]
    lines: dict[str, int] = field(default_factory=dict)
    value_column: int = 1
    verdict: int | None = None
    template: set[Spot] = field(default_factory=set)
    formulas: set[Spot] = field(default_factory=set)


@per_book
def marks(book: type[Book]) -> frozenset[str]:
    """Every hidden key of a book's sheets."""
    own = ("label", "value", "help", "key", build.VERDICT, build.TIMELINE)
    return frozenset(f"{part.table_key}.{key}" for part in book.parts for key in (*part.columns, *own))


def recognise(raw: RawBook, books: dict[str, type[Book]]) -> type[Book] | None:
    """The book that a file without a stamp was made as: by its hidden keys, else by its sheets' names."""
    names = {fold(sheet.name) for sheet in raw.sheets}
    best, most = None, 0
    for book in books.values():
        known = marks(book) - marks_of_others(book, books)
        keys = sum(1 for sheet in raw.sheets for _ in spots(sheet, known))
        own_sheets = {fold(name) for name in book.sheets()}
        likeness = keys * 10 + (len(own_sheets & names) if own_sheets <= names else 0)
        if likeness > most:
            best, most = book, likeness
    return best


def marks_of_others(book: type[Book], books: dict[str, type[Book]]) -> frozenset[str]:
    """The keys that tell nothing, since another book has them too."""
    return frozenset().union(*(marks(other) for other in books.values() if other is not book))


def spots(sheet: RawSheet, known: frozenset[str]) -> Iterator[tuple[str, int, int]]:
    """(key, row, column) of every hidden key on a sheet."""
    for rows in (sheet.rows[:TOP_ROWS], sheet.rows[TOP_ROWS:]):
        any_found = False
        for r, row in enumerate(rows, 0 if rows is not sheet.rows[TOP_ROWS:] else TOP_ROWS):
            for c, value in enumerate(row):
                if value in known and isinstance(value, str):
                    any_found = True
                    yield value, r, c
        if any_found:
            return


def locate(raw: RawBook, book: type[Book]) -> tuple[dict[str, Found], list[Finding]]:
    """The parts found, by key, and what is to be said about the file's structure."""
    known = marks(book)
    places: dict[str, dict[int, dict[str, Spot]]] = {}
    timelines: dict[tuple[str, int], set[Spot]] = {}
    for sheet in raw.sheets:
        for mark, r, c in spots(sheet, known):
            part_key, _, key = mark.partition(".")
            if key == build.TIMELINE:
                timelines.setdefault((part_key, sheet.index), set()).add((r, c))
            else:
                places.setdefault(part_key, {}).setdefault(sheet.index, {}).setdefault(key, (r, c))
    found: dict[str, Found] = {}
    findings: list[Finding] = []
    for part in book.parts:
        on_sheets = places.get(part.table_key, {})
        own = home(raw, part, on_sheets)
        if own is None:
            if part is book.sheets()[part.sheet][-1]:
                findings.append(say("JX201", None, part, value=part.sheet))
            continue
        sheet = own
        if sheet.name != part.sheet and part is book.sheets()[part.sheet][-1]:
            findings.append(say("JX202", sheet, part, value=sheet.name, expected=part.sheet))
        keys = on_sheets.get(sheet.index, {})
        upright = part.is_form and not part.strip
        here = form(part, sheet, keys, findings) if upright else table(part, sheet, keys, findings)
        if here is None:
            findings.append(say("JX203", sheet, part, value=sheet.name))
            continue
        for r, c in timelines.get((part.table_key, sheet.index), ()):
            here.template.add((r, c))
            here.formulas.add((r + 1, c))
        found[part.table_key] = here
    return found, findings


def home(raw: RawBook, part: type[Table], on_sheets: dict[int, dict[str, Spot]]) -> RawSheet | None:
    """The sheet of a part: the one with its name if it has the keys, else the one with most keys, else by name."""
    named = next((s for s in raw.sheets if s.name == part.sheet), None)
    if named and (named.index in on_sheets or not on_sheets):
        return named
    if on_sheets:
        most = max(on_sheets, key=lambda index: (len(on_sheets[index]), -index))
        return next(sheet for sheet in raw.sheets if sheet.index == most)
    return next((s for s in raw.sheets if fold(s.name) == fold(part.sheet)), None)


def table(part: type[Table], sheet: RawSheet, keys: dict[str, Spot], findings: list[Finding]) -> Found | None:
    """A table or strip, by its hidden keys; without any, by its row of headers."""
    key_row, keys = in_one_row(keys)
    header_row = key_row + 1 if key_row is not None else header_of(part, sheet)
    if header_row is None or header_row >= len(sheet.rows):
        return None
    headers = [value if isinstance(value, str) else "" for value in sheet.rows[header_row]]
    folded: dict[str, int] = {}
    for c, header in enumerate(headers):
        if header:
            folded.setdefault(fold(header), c)
    own = {fold(column.header): key for key, column in part.columns.items()}
    columns: dict[str, int] = {}
    taken: set[int] = set()
    for key, column in part.columns.items():
        if key not in keys:
            continue
        c = keys[key][1]
        header = headers[c] if c < len(headers) else ""
        claims = own.get(fold(header))
        if claims is not None and claims != key and fold(column.header) in folded:
            # The cells were moved but not the hidden keys above them: the headings followed the values.
            c = folded[fold(column.header)]
            findings.append(say("JX205", sheet, part, column, at=(header_row, c)))
        elif fold(header) != fold(column.header):
            findings.append(say("JX210", sheet, part, column, at=(header_row, c), value=header or "(tom)"))
        columns[key] = c
        taken.add(c)
    for key, column in part.columns.items():
        if key in columns:
            continue
        c_or_none = folded.get(fold(column.header))
        code = "JX205"
        if c_or_none is None or c_or_none in taken:
            c_or_none = next((folded[fold(s)] for s in column.synonyms if fold(s) in folded), None)
            code = "JX206"
        if c_or_none is None or c_or_none in taken:
            if not column.computed:
                findings.append(say("JX204", sheet, part, column, at=(header_row, 0)))
            continue
        if key_row is not None or code == "JX206":
            findings.append(say(code, sheet, part, column, at=(header_row, c_or_none), value=headers[c_or_none]))
        columns[key] = c_or_none
        taken.add(c_or_none)
    if key_row is None and columns:
        findings.append(keyless(sheet, part, header_row))
    here = Found(part, sheet, header_row + 1, columns)
    verdict = keys[build.VERDICT][1] if build.VERDICT in keys else folded.get(fold("Kontroll"))
    here.verdict = None if verdict in taken else verdict
    here.template = {(header_row, c) for c in columns.values()} | set(keys.values())
    if part.timeline:
        # Also where the hidden keys are gone: months that stand as headings to the right of the columns.
        right = max([*columns.values(), -1])
        months = (c for c, value in enumerate(sheet.rows[header_row]) if c > right and isinstance(value, date))
        here.formulas |= {(header_row, c) for c in months}
    if here.verdict is not None:
        here.template.add((header_row, here.verdict))
    return here


def in_one_row(keys: dict[str, Spot]) -> tuple[int | None, dict[str, Spot]]:
    """The row that most keys stand in, and those keys: one typed anywhere else is only a text."""
    rows = Counter(r for r, _ in keys.values())
    key_row = rows.most_common(1)[0][0] if rows else None
    return key_row, {key: spot for key, spot in keys.items() if spot[0] == key_row}


def header_of(part: type[Table], sheet: RawSheet) -> int | None:
    """The row that holds most of a part's headers (or their synonyms), at least half of them."""
    names = {fold(name) for column in part.columns.values() for name in (column.header, *column.synonyms)}
    best, most = None, max(LEAST_HEADERS, len(part.columns) // 2) - 1
    for r, row in enumerate(sheet.rows[:TOP_ROWS]):
        hits = sum(1 for value in row if isinstance(value, str) and value and fold(value) in names)
        if hits > most:
            best, most = r, hits
    return best


def form(part: type[Table], sheet: RawSheet, keys: dict[str, Spot], findings: list[Finding]) -> Found | None:
    """An upright form, line by line: by its hidden keys, else by its labels."""
    labels: dict[str, Spot] = {}
    for r, row in enumerate(sheet.rows):
        for c, value in enumerate(row[:4]):
            if isinstance(value, str) and value:
                labels.setdefault(fold(value), (r, c))
    label_at = keys["label"][1] if "label" in keys else None
    value_at = keys["value"][1] if "value" in keys else None
    lines: dict[str, int] = {}
    for key, column in part.columns.items():
        spot = labels.get(fold(column.header))
        if key in keys:
            lines[key] = r = keys[key][0]
            label = sheet.rows[r][label_at] if label_at is not None and label_at < len(sheet.rows[r]) else ""
            if fold(str(label)) != fold(column.header):
                findings.append(say("JX210", sheet, part, column, (r, label_at or 0), str(label) or "(tom)"))
        elif spot is not None:
            lines[key] = spot[0]
            if keys:
                findings.append(say("JX205", sheet, part, column, at=spot))
        elif not column.computed:
            findings.append(say("JX211", sheet, part, column, value=column.header))
    if not lines:
        return None
    if label_at is None:
        label_at = next((labels[fold(c.header)][1] for c in part.columns.values() if fold(c.header) in labels), 0)
    if value_at is None:
        value_at = label_at + 1
    if not keys:
        findings.append(keyless(sheet, part, min(lines.values())))
    here = Found(part, sheet, min(lines.values()), {}, lines, value_at)
    here.verdict = keys[build.VERDICT][1] if build.VERDICT in keys else value_at + 2
    help_at = keys["help"][1] if "help" in keys else value_at + 1
    here.template = set(keys.values())
    header_row = here.first - 1
    if "label" in keys:
        header_row = keys["label"][0] + 1
    here.template |= {(header_row, c) for c in range(len(sheet.rows[0])) if header_row >= 0}
    for r in lines.values():
        # The explanations may be worded otherwise by another version; a label is what a line is known by.
        here.formulas |= {(r, help_at), (r, here.verdict)}
    return here


def say(
    code: str,
    sheet: RawSheet | None,
    part: type[Table],
    column: Column | None = None,
    at: Spot | None = None,
    value: str = "",
    expected: str = "",
) -> Finding:
    """A finding about the structure."""
    text = texts.FINDINGS[code]
    facts = {"value": value, "expected": expected, "header": column.header if column else ""}
    return Finding(
        code,
        text.severity,
        text.message.format_map(facts),
        text.fix.format_map(facts),
        rule="C07" if code in ("JX203", "JX204", "JX207", "JX211") else None,
        sheet=sheet.name if sheet else part.sheet,
        table=part.table_key,
        column=column.key if column else "",
        header=column.header if column else "",
        cells=(a1(*at),) if at else (),
        value=value,
        expected=expected,
        at=(sheet.index if sheet else -1, *(at or (-1, -1))),
    )


def keyless(sheet: RawSheet, part: type[Table], row: int) -> Finding:
    """One finding for a whole part that was found by its headings: the hidden keys are gone."""
    return replace(say("JX213", sheet, part, at=(row, 0), value=sheet.name), rule="C07")
