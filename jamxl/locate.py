"""Where the parts of a book stand in a file that came back: by hidden key, then header, then synonym. Pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from jamxl import build, texts
from jamxl.columns import Code, Column, Text, plain
from jamxl.findings import Finding
from jamxl.grid import RawBook, RawSheet, a1
from jamxl.sheets import Book, Table, per_class
from jamxl.swedish import fold, listed, nearest

Spot = tuple[int, int]
# Where each hidden key stands on a sheet, in the order of reading.
Marks = dict[str, list[Spot]]
# Hidden keys stand near the top; the rest of a sheet is searched only when they do not.
TOP_ROWS = 60
LEAST_HEADERS = 2
HIDDEN_KEY = re.compile(r"[a-z][a-z_]*\.[a-z][a-z0-9_]*")
# What Excel puts after a heading that a table has already: "Budget timmar2".
ONCE_MORE = re.compile(r" ?\(?[0-9]\)?$")


@dataclass(slots=True)
class Found:
    """A part found on a sheet. `columns`: key -> sheet column; `lines`: key -> sheet row, for an upright form.

    `top` is its first row, of keys or headings; `header` the row of headings (None when it was deleted), `first` the
    first row of values. `twice` are sheet columns where a column stands once more. `verdicts` are the columns, and
    `formulas` the cells, that hold the template's own formulas; `prose` the cells of its explanations, with the words.
    """

    part: type[Table]
    sheet: RawSheet
    top: int
    header: int | None
    first: int
    columns: dict[str, int] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    value_column: int = 1
    verdicts: set[int] = field(default_factory=set)
    formulas: set[Spot] = field(default_factory=set)
    prose: dict[Spot, str] = field(default_factory=dict)
    twice: dict[int, str] = field(default_factory=dict)

    @property
    def cells(self) -> dict[str, Spot]:
        """The cells of an upright form's values, by key."""
        return {key: (line, self.value_column) for key, line in self.lines.items()}


@per_class
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


def places(sheet: RawSheet, book: type[Book]) -> dict[str, Marks]:
    """The hidden keys on a sheet, by part."""
    found: dict[str, Marks] = {}
    for mark, r, c in spots(sheet, marks(book)):
        part_key, _, key = mark.partition(".")
        found.setdefault(part_key, {}).setdefault(key, []).append((r, c))
    return found


def locate(raw: RawBook, book: type[Book]) -> tuple[dict[str, Found], list[Finding]]:
    """The parts found, by key, and what is to be said about the file's structure."""
    by_sheet = {sheet.index: places(sheet, book) for sheet in raw.sheets}
    homes = {part.table_key: home(raw, part, by_sheet, sheet_names(book)) for part in book.parts}
    read = {sheet.index for sheet in homes.values() if sheet is not None}
    strange = [s.name for s in raw.sheets if s.index not in read and s.name not in sheet_names(book)]
    found: dict[str, Found] = {}
    findings: list[Finding] = []
    for part in book.parts:
        sheet = homes[part.table_key]
        main = part is book.sheets()[part.sheet][-1]
        if sheet is None:
            if main:
                findings.append(hinted(missing_sheet(book, part), nearest(part.sheet, strange)))
            continue
        if sheet.name != part.sheet and main:
            findings.append(say("JX202", sheet, part, value=sheet.name, expected=part.sheet))
        keys = by_sheet[sheet.index].get(part.table_key, {})
        here = form(part, sheet, keys, findings) if is_upright(part) else table(part, sheet, keys, findings)
        if here is not None:
            found[part.table_key] = here
        elif not any(f.code == "JX204" and f.table == part.table_key for f in findings):
            # A strip above a table that is gone too is no finding of its own.
            findings = [f for f in findings if not (f.code == "JX203" and f.sheet == sheet.name)]
            findings.append(say("JX203", sheet, part, value=sheet.name))
    for here in [here for here in found.values() if below_table(here, found)]:
        # Its headings were pasted among the rows of the table: what stands below them is the table's.
        del found[here.part.table_key]
        findings.append(say("JX203", here.sheet, here.part, value=here.sheet.name))
    return found, findings


def below_table(here: Found, found: Mapping[str, Found]) -> bool:
    """The headings of a strip stand below the beginning of a table of its sheet."""
    start = here.top if here.header is None else here.header
    tables = (o for o in found.values() if o.sheet is here.sheet and not o.part.strip)
    return here.part.strip and any(o.top <= start for o in tables)


def is_upright(part: type[Table]) -> bool:
    """The part has a line for each field."""
    return part.is_form and not part.strip


def sheet_names(book: type[Book]) -> frozenset[str]:
    """The names of a book's sheets, the generated ones too."""
    return frozenset({*book.sheets(), texts.GUIDE_SHEET, texts.CHECK_SHEET, texts.LISTS_SHEET, texts.STAMP_SHEET})


def missing_sheets(book: type[Book], found: Mapping[str, Found]) -> list[str]:
    """The declared sheets of which no part was found."""
    return [name for name, parts in book.sheets().items() if not any(part.table_key in found for part in parts)]


def home(
    raw: RawBook, part: type[Table], by_sheet: dict[int, dict[str, Marks]], declared: frozenset[str]
) -> RawSheet | None:
    """The sheet of a part: the one with its name if the part is there, else with most keys, its name, its headings."""
    on_sheets = {index: keys[part.table_key] for index, keys in by_sheet.items() if part.table_key in keys}
    named = next((s for s in raw.sheets if s.name == part.sheet), None)
    if named and (named.index in on_sheets or not on_sheets or is_on(part, named)):
        return named
    if on_sheets:
        most = max(on_sheets, key=lambda index: (len(on_sheets[index]), -index))
        return next(sheet for sheet in raw.sheets if sheet.index == most)
    others = [s for s in raw.sheets if s.name not in declared or fold(s.name) == fold(part.sheet)]
    return next((s for s in others if fold(s.name) == fold(part.sheet)), None) or next(
        (s for s in others if is_on(part, s)), None
    )


def is_on(part: type[Table], sheet: RawSheet) -> bool:
    """A sheet has a part's headings, or a form's labels."""
    if is_upright(part):
        at = label_column(part, sheet)
        names = {fold(column.header) for column in part.columns.values()}
        return len(names & {fold(text) for text in words_in(sheet, at).values()}) > len(names) // 2
    return header_of(part, sheet) is not None


def copies(raw: RawBook, book: type[Book], found: Mapping[str, Found]) -> dict[int, RawSheet]:
    """The sheets that are copies of one that was read, by index, each with the one it is a copy of."""
    read = {here.sheet.index for here in found.values()}
    result: dict[int, RawSheet] = {}
    generated = sheet_names(book) - set(book.sheets())
    for sheet in raw.sheets:
        # Listor has many tables' headings; renamed, it is known by its title.
        title = sheet.rows[0][0] if sheet.rows and sheet.rows[0] else ""
        if sheet.index in read or sheet.name in generated or title in generated:
            continue
        on_sheet = places(sheet, book)
        for here in found.values():
            keys = on_sheet.get(here.part.table_key, {})
            if len(keys) > len(here.part.columns) // 2 or is_on(here.part, sheet):
                result[sheet.index] = here.sheet
    return result


# --- one heading for each column, one label for each line ---------------------------------------------------------


@dataclass(slots=True)
class Matched:
    """Where a part's columns (or lines) stand, and how each was known when not by key and name: a finding's code."""

    at: dict[str, int] = field(default_factory=dict)
    how: dict[str, str] = field(default_factory=dict)

    def put(self, key: str, position: int, how: str = "") -> None:
        self.at[key] = position
        self.how[key] = how


def match(part: type[Table], names: Mapping[int, str], marked: Mapping[str, list[int]]) -> Matched:
    """The positions of a part's columns (or lines), from the folded names and the hidden keys at each position.

    Key and name together come first, then the name, which is what people see. Then a key alone, unless some cells were
    moved without their keys: no key is sure then. At last a synonym. The leftmost (or topmost) wins.
    """
    result = Matched()
    named = {key: [p for p, name in names.items() if name == fold(part.columns[key].header)] for key in part.columns}
    for key, positions in named.items():
        both = [p for p in marked.get(key, ()) if p in positions]
        if both:
            result.put(key, both[0])
    for key, positions in named.items():
        settle(result, key, "JX205", positions)
    moved = any(how == "JX205" and marked.get(key) for key, how in result.how.items())
    for key in part.columns:
        settle(result, key, "JX210", () if moved else marked.get(key, ()))
    for key, column in part.columns.items():
        synonyms = {fold(synonym) for synonym in column.synonyms}
        settle(result, key, "JX206", [p for p, name in names.items() if name in synonyms])
    return result


def settle(matched: Matched, key: str, how: str, positions: Sequence[int]) -> None:
    """Give a column that has no position yet the first free one."""
    free = next((p for p in positions if p not in matched.at.values()), None)
    if key not in matched.at and free is not None:
        matched.put(key, free, how)


def tell(
    matched: Matched, part: type[Table], sheet: RawSheet, names: Mapping[int, str], row: int | None, column: int = 0
) -> Iterator[Finding]:
    """What is to be said of how the columns (of a form: the lines, with `column` of the labels) were known."""
    keyed = any(how in ("", "JX210") for how in matched.how.values())
    unknown = [
        name
        for position, name in names.items()
        if name and position not in matched.at.values() and fold(name) not in map(fold, headers(part))
    ]
    yield from missing(
        [c for c in part.columns.values() if not (c.computed or c.key in matched.at)], part, sheet, unknown, row
    )
    for key, how in matched.how.items():
        declared = part.columns[key]
        if how in ("JX206", "JX210") or (how == "JX205" and keyed):
            position = matched.at[key]
            spot = (position, column) if row is None else (row, position)
            yield say(how, sheet, part, declared, at=spot, value=names.get(position, "") or "(tom)")


def missing(
    lost: Sequence[Column], part: type[Table], sheet: RawSheet, unknown: Sequence[str], row: int | None
) -> Iterator[Finding]:
    """The columns (of a form: the lines) that are not there: in one finding, but for each that may have a new name."""
    code, at = ("JX211", None) if row is None else ("JX204", (row, 0))
    meant = {column.key: nearest(column.header, unknown) for column in lost}
    rest = [column for column in lost if not meant[column.key]]
    for column in lost if len(rest) < 2 else [column for column in lost if meant[column.key]]:
        yield hinted(say(code, sheet, part, column, at=at, value=column.header), meant[column.key])
    if len(rest) > 1:
        names = listed([column.header for column in rest])
        yield say(code, sheet, part, at=at, value=names, text=texts.OF_SEVERAL[code])


def missing_sheet(book: type[Book], part: type[Table]) -> Finding:
    """A sheet that is not there, with its headings when the unit can write them itself."""
    finding = say("JX201", None, part, value=part.sheet)
    if part.is_form or part.fixed_rows or len(book.sheets()[part.sheet]) > 1:
        return finding
    names = listed([column.header for column in part.inputs()])
    return replace(finding, fix=texts.NEW_SHEET.format(value=part.sheet, headers=names))


def headers(part: type[Table]) -> list[str]:
    """The declared headings of a part."""
    return [column.header for column in part.columns.values()]


def stands_twice(
    part: type[Table], matched: Matched, names: Mapping[int, str], marked: Mapping[str, list[int]]
) -> dict[int, str]:
    """The positions where a column that was found stands once more: with its heading, or its key and no heading."""
    own = {fold(column.header): key for key, column in part.columns.items()}
    keyed = {position: key for key, positions in marked.items() for position in positions}
    found = {}
    for position in {*names, *keyed} - set(matched.at.values()):
        name = fold(names.get(position, ""))
        key = own.get(name) or own.get(ONCE_MORE.sub("", name)) or ("" if name else keyed.get(position, ""))
        if key in matched.at:
            found[position] = key
    return found


# --- tables and strips --------------------------------------------------------------------------------------------


def table(part: type[Table], sheet: RawSheet, keys: Marks, findings: list[Finding]) -> Found | None:
    """A table or strip, by its hidden keys; without any, by its row of headers."""
    key_row, in_row = in_one_line(keys, 0)
    marked = {key: columns for key, columns in in_row.items() if key in part.columns}
    header_row = header_of(part, sheet) if key_row is None else heading_row(part, sheet, key_row, marked)
    top = min((r for r in (key_row, header_row) if r is not None), default=None)
    if top is None or top + 1 >= len(sheet.rows):
        return None
    names = {} if header_row is None else words(sheet.rows[header_row])
    if header_row is None:
        # Only the hidden keys are left: they stand for the headings.
        matched = Matched()
        for key, columns in marked.items():
            matched.put(key, columns[0])
        findings.append(say("JX222", sheet, part, at=(top, 0), value=sheet.name))
    else:
        matched = match(part, {c: fold(name) for c, name in names.items()}, marked)
    said_at = top if header_row is None else header_row
    findings += tell(matched, part, sheet, names, said_at)
    if key_row is None and matched.at:
        findings.append(keyless(sheet, part, said_at))
    here = Found(part, sheet, top, header_row, top + 1 if header_row is None else header_row + 1, matched.at)
    here.twice = stands_twice(part, matched, names, marked)
    taken = {*matched.at.values(), *here.twice}
    verdicts = {c for c, name in names.items() if fold(name) == "kontroll"} | set(in_row.get(build.VERDICT, ()))
    here.verdicts = verdicts - taken
    if part.timeline and header_row is not None:
        # Also where the hidden keys are gone: months that stand as headings to the right of the columns.
        right = max([*matched.at.values(), -1])
        months = (c for c, value in enumerate(sheet.rows[header_row]) if c > right and is_month(value))
        here.formulas |= {(header_row, c) for c in months}
    return here


def is_month(value: Any) -> bool:
    """A heading of the timeline."""
    return isinstance(value, date) and value.day == 1


def words(row: list[Any]) -> dict[int, str]:
    """What stands in a row, by column, as text."""
    return {c: plain(value) for c, value in enumerate(row) if value != ""}


def in_one_line(keys: Marks, axis: int) -> tuple[int | None, dict[str, list[int]]]:
    """The row (axis 0) or column (1) that most keys stand in, and their places along it: keys elsewhere are texts."""
    lines: dict[int, dict[str, list[int]]] = {}
    for key, found in keys.items():
        for spot in found:
            lines.setdefault(spot[axis], {}).setdefault(key, []).append(spot[1 - axis])
    best = max(lines, key=lambda line: (len(lines[line]), -line), default=None)
    return best, {} if best is None else lines[best]


def header_of(part: type[Table], sheet: RawSheet) -> int | None:
    """The row that holds most of a part's headers (or their synonyms), at least half of them."""
    best, most = None, max(LEAST_HEADERS, len(part.columns) // 2) - 1
    for r, row in enumerate(sheet.rows[:TOP_ROWS]):
        hits = count_headers(part, row)
        if hits > most:
            best, most = r, hits
    return best


def count_headers(part: type[Table], row: list[Any]) -> int:
    """How many cells of a row are a part's headers or their synonyms."""
    known = header_names(part)
    return sum(1 for value in row if isinstance(value, str) and value and fold(value) in known)


@per_class
def header_names(part: type[Table]) -> frozenset[str]:
    """A part's headers and their synonyms, folded."""
    return frozenset(fold(name) for column in part.columns.values() for name in (column.header, *column.synonyms))


def heading_row(part: type[Table], sheet: RawSheet, key_row: int, marked: Mapping[str, list[int]]) -> int | None:
    """The row of headings below the hidden keys; above them, when the keys were pasted among the rows."""
    below = headings_below(part, sheet, key_row, marked)
    if below is not None:
        return below
    anywhere = header_of(part, sheet)
    return anywhere if anywhere is not None and anywhere < key_row else None


def headings_below(part: type[Table], sheet: RawSheet, key_row: int, marked: Mapping[str, list[int]]) -> int | None:
    """The first filled row below the hidden keys, unless that is a row of values already."""
    own = [columns[0] for columns in marked.values()]
    for r in range(key_row + 1, len(sheet.rows)):
        row = sheet.rows[r]
        filled = [row[c] for c in own if row[c] != ""]
        if filled and all(isinstance(value, str) and HIDDEN_KEY.fullmatch(value) for value in filled):
            # The next part begins here.
            return None
        if filled:
            identity = part.identity()
            named = plain(row[marked[identity.key][0]]) if identity and identity.key in marked else ""
            if identity and named.casefold().startswith(f"{identity.prefix}-".casefold()):
                return None
            texts_only = all(isinstance(value, str) for value in filled)
            return r if texts_only or count_headers(part, row) >= LEAST_HEADERS else None
    return key_row + 1


# --- upright forms ------------------------------------------------------------------------------------------------


def form(part: type[Table], sheet: RawSheet, keys: Marks, findings: list[Finding]) -> Found | None:
    """An upright form, line by line: by its hidden keys, else by its labels."""
    _, marked = in_one_line({key: found for key, found in keys.items() if key in part.columns}, 1)
    key_row, in_row = in_one_line({key: found for key, found in keys.items() if key not in part.columns}, 0)
    label_at = in_row["label"][0] if "label" in in_row else label_column(part, sheet)
    names = words_in(sheet, label_at)
    matched = match(part, {r: fold(name) for r, name in names.items()}, marked)
    if not matched.at:
        return None
    findings += tell(matched, part, sheet, names, None, label_at)
    first = min(matched.at.values())
    if not marked:
        findings.append(keyless(sheet, part, first))
    at = form_columns(sheet, first, {"label": label_at} | {name: columns[0] for name, columns in in_row.items()})
    if "value" not in at:
        findings.append(say("JX204", sheet, part, at=(first - 1, label_at), value=build.UPRIGHT_HEADERS[1]))
        return None
    here = Found(part, sheet, first if key_row is None else key_row, first - 1, first, lines=matched.at)
    here.value_column = at["value"]
    for key, r in matched.at.items():
        here.formulas |= {(r, at[build.VERDICT])} if build.VERDICT in at else set()
        here.prose |= {(r, at["help"]): build.prompt_text(part.columns[key])} if "help" in at else {}
    return here


def label_column(part: type[Table], sheet: RawSheet) -> int:
    """The column with most of a form's labels."""
    names = {fold(column.header) for column in part.columns.values()}
    width = len(sheet.rows[0]) if sheet.rows else 0
    hits = [sum(fold(text) in names for text in words_in(sheet, c).values()) for c in range(min(width, TOP_ROWS))]
    return hits.index(max(hits)) if hits else 0


def words_in(sheet: RawSheet, column: int) -> dict[int, str]:
    """The texts of a column, by row."""
    return {
        r: row[column]
        for r, row in enumerate(sheet.rows)
        if column < len(row) and isinstance(row[column], str) and row[column]
    }


def form_columns(sheet: RawSheet, first: int, keyed: dict[str, int]) -> dict[str, int]:
    """The columns of a form: by its headings above the first line, then by key; without any, as the template has them.

    Headings first, since cells may have been moved without the hidden keys above them.
    """
    names = dict(zip(("label", "value", "help", build.VERDICT), build.UPRIGHT_HEADERS, strict=False))
    for row in sheet.rows[:first]:
        standing = {fold(text): c for c, text in reversed(words(row).items())}
        at = {name: standing[fold(heading)] for name, heading in names.items() if fold(heading) in standing}
        if len(at) >= LEAST_HEADERS:
            rest = {name: c for name, c in keyed.items() if c not in at.values()}
            return rest | at
    return {name: keyed["label"] + i for i, name in enumerate(names)} if len(keyed) == 1 else keyed


# --- what is said -------------------------------------------------------------------------------------------------


def say(
    code: str,
    sheet: RawSheet | None,
    part: type[Table],
    column: Column | None = None,
    at: Spot | None = None,
    value: str = "",
    expected: str = "",
    text: texts.Text | None = None,
) -> Finding:
    """A finding about the structure; `text` where it is said in other words than the code's own."""
    text = text or (texts.ON_FORMS.get(code) if is_upright(part) else None) or texts.FINDINGS[code]
    header = column.header if column else value
    facts = {"value": value, "expected": expected, "header": header, "place": place_for_text(part)}
    return Finding(
        code,
        text.severity,
        text.message.format_map(facts),
        text.fix.format_map(facts),
        rule=texts.RULES.get(code),
        sheet=sheet.name if sheet else part.sheet,
        table=part.table_key,
        column=column.key if column else "",
        header=column.header if column else "",
        cells=(a1(*at),) if at else (),
        value=value,
        expected=expected,
        at=(sheet.index if sheet else -1, *(at or (-1, -1))),
    )


@per_class
def remarks_in(part: type[Table]) -> str:
    """The heading of a table's column for remarks, its last for any text that may be blank; "" when it has none."""
    free = [c.header for c in part.inputs() if isinstance(c, Text) and not isinstance(c, Code) and not c.required]
    return free[-1] if free and not part.is_form else ""


def place_for_text(part: type[Table]) -> str:
    """Where on its sheet a unit may write what has no column, in words."""
    if is_upright(part):
        return texts.VALUES
    return texts.COLUMN.format(header=remarks_in(part)) if remarks_in(part) else texts.ANY_CELL


def hinted(finding: Finding, meant: str | None) -> Finding:
    """The finding with what may have been meant, in its remedy."""
    return replace(finding, fix=finding.fix + texts.hint(meant))


def keyless(sheet: RawSheet, part: type[Table], row: int) -> Finding:
    """One finding for a whole part that was found by its headings: the hidden keys are gone."""
    return say("JX213", sheet, part, at=(row, 0), value=sheet.name)
