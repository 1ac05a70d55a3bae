"""The cells that no part of a book took: the template's own words, notes beside the tables, other sheets. Pure."""

from collections.abc import Iterator, Set
from dataclasses import replace

from jamxl import texts
from jamxl.columns import plain
from jamxl.findings import Finding
from jamxl.grid import Area, RawSheet, a1
from jamxl.intake import Reader, filled
from jamxl.locate import Found, Spot, copies, hinted, missing_sheets, say, sheet_names
from jamxl.sheets import Book
from jamxl.swedish import fold, nearest
from jamxl.wording import STATE, Words, template_word, template_words

# A finding names at most so many cells; beyond that it names the rectangle they lie in.
MOST_CELLS = 200
# One about loose texts on a sheet shows at most so many of them.
MOST_SHOWN = 3


def account(reader: Reader, book: type[Book]) -> None:
    """Every cell that is not yet accounted for: the template's words, or a finding; and merged cells.

    `book` is today's; the file may be read as an earlier one.
    """
    reader.merges()
    known = words_of(reader.book, book)
    declared = {here.sheet.index: here for here in reader.found.values()}
    copied = copies(reader.raw, reader.book, reader.found)
    missing = missing_sheets(reader.book, reader.found)
    generated = sheet_names(reader.book) - set(reader.book.sheets())
    lost = {finding.sheet: finding for finding in reader.findings if finding.code == "JX203"}
    for sheet in reader.raw.sheets:
        if sheet.index in copied:
            reader.count.reported += filled(sheet)
            reader.findings.append(copied_sheet(sheet, copied[sheet.index]))
            continue
        strange = list(strangers(reader, sheet, known, sheet.index in declared or sheet.name in known))
        if not strange:
            continue
        reader.count.reported += len(strange)
        if sheet.index in declared:
            for r, c in strange:
                reader.findings.append(outside(reader, declared[sheet.index], sheet, r, c))
        elif sheet.name in generated:
            reader.findings.append(about_sheet("JX225", sheet, strange, value=some_of(sheet, strange)))
        elif sheet.name in lost:
            at = reader.findings.index(lost[sheet.name])
            reader.findings[at] = replace(lost[sheet.name], cells=cells_of(strange))
        else:
            reader.findings.append(hinted(unknown_sheet(sheet, strange), nearest(sheet.name, missing)))


def words_of(then: type[Book], book: type[Book]) -> dict[str, Words]:
    """What the sheets say of the book as it was `then`: today's words, with the headings and keys that it had."""
    if then is book:
        return template_words(book)
    found = {}
    for name in sheet_names(then) & template_words(book).keys():
        words = template_words(book)[name]
        found[name] = words._replace(known=words.known - heads(book, name) | heads(then, name))
    return found


def heads(book: type[Book], sheet: str) -> Set[str]:
    """The headings and hidden keys of a sheet's columns, folded."""
    columns = [(part.table_key, column) for part in book.sheets().get(sheet, ()) for column in part.columns.values()]
    return {fold(text) for table, column in columns for text in (column.header, f"{table}.{column.key}")}


def strangers(reader: Reader, sheet: RawSheet, known: dict[str, Words], ours: bool) -> Iterator[tuple[int, int]]:
    """The positions of cells that nobody explained; template words are counted on the way."""
    declared = declared_name(reader, sheet)
    template = known.get(sheet.name) or known.get(declared) or Words()
    inside: dict[int, set[int] | None] = {}
    for first, last, columns in reader.bodies.get(sheet.index, []):
        for r in range(first, min(last, len(sheet.rows))):
            inside[r] = columns
    for r, row in enumerate(sheet.rows):
        columns = inside.get(r, set())
        if columns is None:
            continue
        for c, value in enumerate(row):
            if value == "" or c in columns:
                continue
            kind = reader.claimed.get((sheet.index, r, c))
            if kind == "counted":
                continue
            said = kind == "formula" or (ours and template_word(value, r, c, template))
            # Looking for formulas in a sheet costs as much as all else.
            if said or ((r, c) == STATE and reader.raw.has_formula(sheet.index, r, c)):
                reader.count.template += 1
            elif (sheet.name, a1(r, c)) in reader.named:
                reader.count.reported += 1
            else:
                yield r, c


def declared_name(reader: Reader, sheet: RawSheet) -> str:
    """The declared name of a sheet that was renamed."""
    return next((here.part.sheet for here in reader.found.values() if here.sheet is sheet), "")


def outside(reader: Reader, here: Found, sheet: RawSheet, r: int, c: int) -> Finding:
    """A cell outside the tables of one of our sheets: of an unknown column, or loose text."""
    for first, last, _ in reader.bodies.get(sheet.index, []):
        header = plain(sheet.rows[first - 1][c]).strip() if first - 1 <= r < last else ""
        if header:
            missing = [column.header for column in here.part.inputs() if column.key not in here.columns]
            return hinted(say("JX207", sheet, here.part, at=(r, c), value=header), nearest(header, missing))
    return say("JX208", sheet, here.part, at=(r, c), value=plain(sheet.rows[r][c]))


def unknown_sheet(sheet: RawSheet, spots: list[tuple[int, int]]) -> Finding:
    """One finding for a sheet that is not the template's, or for the strange cells of a generated sheet."""
    if sheet.visible or sheet.name == texts.STAMP_SHEET:
        return about_sheet("JX209", sheet, spots)
    return about_sheet("JX216", sheet, spots)


def copied_sheet(sheet: RawSheet, original: RawSheet) -> Finding:
    """One finding for a copy of a sheet: it names the cells that hold something else than the original's."""
    spots = [
        (r, c)
        for r, row in enumerate(sheet.rows)
        for c, value in enumerate(row)
        if value != "" and not (r < len(original.rows) and c < len(original.rows[r]) and value == original.rows[r][c])
    ]
    return about_sheet("JX219", sheet, spots, original.name)


def some_of(sheet: RawSheet, spots: list[Spot]) -> str:
    """The first few texts of some cells."""
    shown = ", ".join(plain(sheet.rows[r][c]) for r, c in spots[:MOST_SHOWN])
    return shown + (" …" if len(spots) > MOST_SHOWN else "")


def cells_of(spots: list[Spot]) -> tuple[str, ...]:
    """The cells that a finding names, or the rectangle they lie in."""
    if len(spots) <= MOST_CELLS:
        return tuple(a1(r, c) for r, c in spots)
    rows, columns = [r for r, _ in spots], [c for _, c in spots]
    return (str(Area(min(rows), min(columns), max(rows), max(columns))),)


def about_sheet(code: str, sheet: RawSheet, spots: list[Spot], expected: str = "", value: str = "") -> Finding:
    """One finding for a whole sheet and the cells on it; `value` is what it is about, if not the sheet."""
    text = texts.FINDINGS[code]
    facts = {"value": value or sheet.name, "expected": expected, "place": texts.ANY_CELL}
    return Finding(
        code,
        text.severity,
        text.message.format_map(facts),
        text.fix.format_map(facts),
        rule=texts.RULES.get(code),
        sheet=sheet.name,
        cells=cells_of(spots),
        value=value or sheet.name,
        expected=expected,
        at=(sheet.index, *(spots[0] if spots else (-1, -1))),
    )
