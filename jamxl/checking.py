"""Raw grids + declaration -> rows and findings. Pure: bad data never raises past `check`."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from jamxl import leftovers, privacy, texts
from jamxl.columns import plain
from jamxl.dates import Period
from jamxl.findings import Finding, ordered, worst
from jamxl.frame import Stamp
from jamxl.grid import Area, RawBook, RawSheet, a1
from jamxl.intake import Count, Reader
from jamxl.leftovers import about_sheet
from jamxl.locate import Found, locate, recognise, say
from jamxl.migration import as_of, migrate, numbers, said_version
from jamxl.rules import Breach, breaches
from jamxl.sheets import Book, BookData, Limits, Rows, Table
from jamxl.swedish import Unreadable, show, yes_no

# So many findings of one kind are told one by one for a sheet.
MOST_OF_A_KIND = 300
Status = Literal["ok", "warnings", "errors", "refused"]


@dataclass(slots=True)
class Checked:
    """A file after the check. `data` is None when it was refused; `unit` and `period` as stamped or as on the cover."""

    path: str
    sha256: str = ""
    book: type[Book] | None = None
    version: str = ""
    unit: str = ""
    period: str = ""
    findings: list[Finding] = field(default_factory=list)
    cells: Count = field(default_factory=Count)
    data: BookData | None = None
    sheets: dict[str, str] = field(default_factory=dict)
    # The parts that came after the template that the file was made of.
    newer: frozenset[str] = frozenset()
    columns: dict[str, dict[str, int]] = field(default_factory=dict)
    # The cells, (row, column) from 0, of forms that stand line under line.
    upright: dict[str, dict[str, tuple[int, int]]] = field(default_factory=dict)
    # Checksums of the files that this was mended from, by way of review copies, the first one first.
    reviewed: str = ""

    @property
    def status(self) -> Status:
        if self.data is None:
            return "refused"
        gravest = worst(self.findings)
        return "errors" if gravest == "error" else "warnings" if gravest == "warning" else "ok"


def refused(path: str, code: str, sha256: str = "", **facts: str) -> Checked:
    """A file that no rows can be had from."""
    return Checked(path, sha256, findings=[about_file(code, **facts)])


def about_file(code: str, **facts: str) -> Finding:
    """A finding about a file as a whole."""
    text = texts.FINDINGS[code]
    return Finding(
        code,
        text.severity,
        text.message.format_map(facts),
        text.fix.format_map(facts),
        rule=texts.RULES.get(code),
        value=facts.get("value", facts.get("detail", "")),
        expected=facts.get("expected", ""),
    )


def check(raw: RawBook, books: dict[str, type[Book]], limits: Limits, today: date) -> Checked:
    """Everything that can be said about one file, in one go."""
    everything = raw.sheets
    raw, sheet = without_review(raw)
    stamp = stamp_of(raw)
    book = books.get(stamp.book) if stamp else recognise(raw, books)
    if book is None:
        return refused(raw.path, "JX126" if sheet else "JX105", raw.sha256)
    version = (stamp.version if stamp else "") or said_version(raw, book) or book.version
    if numbers(version) > numbers(book.version):
        return refused(raw.path, "JX106", raw.sha256, found=version, known=book.version)
    findings: list[Finding] = []
    findings += [about_file("JX117", detail=words) for words in raw.foreign]
    findings += [about_file("JX109", value=raw.format)] if raw.format else []
    then = as_of(book, version, raw)
    found, structure = locate(raw, then)
    findings += structure
    reader = Reader(raw, then, found, findings, until(stamp), today)
    migrated = migrate(book, then, {part.table_key: reader.part(part) for part in then.parts}, found)
    parts = migrated.parts
    if then is not book:
        carried = "".join(f" {said}" for said in migrated.said)
        findings.append(about_file("JX107", value=version, expected=book.version, carried=carried))
    data = BookData(book, limits, today, parts)
    reader.settle_references(data)
    data.compute()
    empty = nothing_in(data)
    findings += [empty] if empty else []
    reader.compare_computed(data)
    typed = {(f.sheet, cell): f.value for f in findings if f.code in texts.TAKEN for cell in f.cells}
    # Rows that were made of others are nobody's entries: what is wrong with them was said where it was typed.
    own = (breach for breach in breaches(data) if breach.part.table_key not in migrated.made)
    judged = [as_typed(located(breach, found, data), typed) for breach in own]
    # What a book that nobody has written in still lacks is no error of anybody's: the empty book has its own finding.
    findings += [replace(f, severity="warning") if empty and f.code == "JX401" else f for f in judged]
    leftovers.account(reader, book)
    findings += oddities(raw, found, data)
    findings = [f for found_ in findings for f in heeded(found_, data)]
    findings += replies(sheet, book) if sheet else []
    cover = parts[book.parts[0].table_key]
    unit, period = field_of(cover, "unit_id"), field_of(cover, "period")
    if stamp:
        findings += disagreements(stamp, cover, found, book)
    told = {(f.sheet, cell) for f in findings if f.rule == privacy.OF_CODES for cell in f.cells}
    sensitive = field_of(cover, "info_class") == privacy.SENSITIVE
    search = privacy.Search(raw, book, found, sensitive, today, told, reader.numbers)
    numbers_told = [f for one in search.findings(everything) for f in heeded(one, data)]
    findings = [search.cleaned(finding) for finding in search.joined(findings, numbers_told)]
    checked = Checked(
        raw.path, raw.sha256, book, version, findings=limited(ordered(findings)), cells=reader.count, data=data,
        newer=migrated.newer,
    )  # fmt: skip
    checked.reviewed = str(sheet.rows[0][1]) if sheet and len(sheet.rows[0]) > 1 else ""
    checked.unit = (stamp.unit if stamp else "") or unit
    checked.period = (stamp.period if stamp else "") or period
    checked.sheets = {key: here.sheet.name for key, here in found.items()} | migrated.made
    checked.columns = {key: here.columns for key, here in found.items()}
    checked.upright = {key: here.cells for key, here in found.items()}
    return checked


def heeded(finding: Finding, data: BookData) -> Iterator[Finding]:
    """The finding as grave as the project says; nothing when its rule is off."""
    severity = data.severity(finding.rule, finding.severity)
    if severity is not None:
        yield replace(finding, severity=severity)


def limited(findings: list[Finding]) -> list[Finding]:
    """The findings, where those of one kind on one sheet are so many that nobody reads them, told together."""
    kinds: dict[tuple[str, str | None, str], list[Finding]] = {}
    for finding in findings:
        kinds.setdefault((finding.code, finding.rule, finding.sheet), []).append(finding)
    crowds = {id(rest): crowd for crowd in kinds.values() for rest in crowd[MOST_OF_A_KIND:]}
    told = [finding for finding in findings if id(finding) not in crowds]
    return told + [crowded(crowd[MOST_OF_A_KIND:]) for crowd in kinds.values() if len(crowd) > MOST_OF_A_KIND]


def crowded(findings: Sequence[Finding]) -> Finding:
    """One finding for many of a kind: how many, and the rectangle that they lie in."""
    spots = [finding.at for finding in findings]
    (sheet, *_), rows, columns = spots[0], [row for _, row, _ in spots], [column for *_, column in spots]
    area = Area(min(rows), min(columns), max(rows), max(columns))
    said = texts.MANY_MORE.format(number=show(len(findings)))
    first = findings[0]
    return Finding(
        first.code, first.severity, said, first.fix, rule=first.rule, sheet=first.sheet, table=first.table,
        cells=(str(area),) if area.top >= 0 <= area.left else (), at=(sheet, max(rows), max(columns)),
    )  # fmt: skip


def without_review(raw: RawBook) -> tuple[RawBook, RawSheet | None]:
    """A mended review copy as the unit's own file, and the sheet of the review, which names the file reviewed."""
    sheet = next((s for s in raw.sheets if s.rows and s.rows[0][:1] == [texts.REVIEW_KEY]), None)
    return (raw, None) if sheet is None else (replace(raw, sheets=[s for s in raw.sheets if s is not sheet]), sheet)


def replies(sheet: RawSheet, book: type[Book]) -> Iterator[Finding]:
    """What the unit wrote on the sheet of the review, beside what its entries were taken for."""
    text = texts.FINDINGS["JX127"]
    headings = next((row for row in sheet.rows if texts.REVIEW_REPLY in row), [])
    for r, row in enumerate(sheet.rows):
        said = plain(row[headings.index(texts.REVIEW_REPLY)]).strip() if headings else ""
        if said and said != texts.REVIEW_REPLY:
            # A link that another program saved may have lost its words.
            place = plain(row[0]) or plain(row[1])
            facts = {"value": said, "place": place}
            on = next((part for part in book.parts if place.startswith(part.sheet)), guarded(book))
            yield Finding(
                "JX127",
                "note" if confirms(said) else text.severity,
                text.message.format_map(facts),
                text.fix.format_map(facts),
                sheet=on.sheet,
                table=on.table_key,
                value=said,
                at=(sheet.index, r, 0),
            )


def confirms(said: str) -> bool:
    """The unit answers yes."""
    try:
        return yes_no(said)
    except Unreadable:
        return False


def guarded(book: type[Book]) -> type[Table]:
    """The part that words from an unknown place are taken to be about: one that stays with the unit, if any does."""
    return next((part for part in book.parts if part.private), book.parts[0])


def as_typed(finding: Finding, typed: dict[tuple[str, str], str]) -> Finding:
    """A rule's finding about cells that were taken for something: with what stands in them."""
    known = {cell: typed[finding.sheet, cell] for cell in finding.cells if (finding.sheet, cell) in typed}
    if not known:
        return finding
    words = " och ".join(f"”{said}” i {cell}" for cell, said in known.items())
    first = known.get(finding.cells[0], finding.value)
    return replace(finding, value=first, message=f"{finding.message} {texts.TAKEN_FROM.format(entries=words)}")


def nothing_in(data: BookData) -> Finding | None:
    """A book whose tables have no rows at all: sent in by mistake, or before it was filled in."""
    tables = [part for part in data.book.parts if not part.is_form and not part.fixed_rows]
    if any(len(data.parts[part.table_key]) for part in tables):
        return None
    return about_file("JX119", detail=", ".join(part.sheet for part in tables))


def oddities(raw: RawBook, found: dict[str, Found], data: BookData) -> Iterator[Finding]:
    """On the book's sheets, beside the cells' values: comments, boxes and hidden rows (C12)."""
    for here in {here.sheet.index: here for here in found.values()}.values():
        sheet = here.sheet
        for spot, said in sheet.notes.items():
            yield say("JX217", sheet, here.part, at=spot, value=said)
        for said in sheet.boxes:
            yield say("JX218", sheet, here.part, value=said)
    ours = {here.sheet.index for here in found.values()}
    # Another sheet may be a copy of one that stays with the unit.
    table = guarded(data.book).table_key
    for sheet in raw.sheets:
        if sheet.index not in ours:
            for spot, said in sheet.notes.items():
                yield replace(about_sheet("JX217", sheet, [spot], value=said), table=table)
            for said in sheet.boxes:
                yield replace(about_sheet("JX218", sheet, [], value=said), table=table)
    for key, here in found.items():
        hidden = [line for line in data.parts[key].lines if line in here.sheet.hidden and not here.lines]
        if hidden:
            at = min(here.columns.values(), default=0)
            cells = tuple(a1(line, at) for line in hidden)
            yield replace(say("JX215", here.sheet, here.part, at=(hidden[0], at)), cells=cells)


def stamp_of(raw: RawBook) -> Stamp | None:
    """The hidden stamp, None when the sheet is gone or empty."""
    sheet = raw.sheet(texts.STAMP_SHEET)
    if sheet is None:
        return None
    said = {str(row[0]): str(row[1]) for row in sheet.rows if len(row) > 1}
    if not said.get("jamxl"):
        return None
    return Stamp(
        said["jamxl"],
        said.get("schema_version", ""),
        said.get("unit", ""),
        said.get("period", ""),
        said.get("project", ""),
    )


def until(stamp: Stamp | None) -> date | None:
    """The last day of the reporting period, for dates typed without a year."""
    try:
        return Period.parse(stamp.period).end if stamp and stamp.period else None
    except Unreadable:
        return None


def field_of(cover: Rows, key: str) -> str:
    """A text on the cover, blank when missing."""
    return str((cover.columns.get(key) or [None])[0] or "")


def disagreements(stamp: Stamp, rows: Rows, found: dict[str, Found], book: type[Book]) -> Iterator[Finding]:
    """The cover names another unit, period or project than the file was sent out for."""
    cover = book.parts[0]
    here = found.get(cover.table_key)
    for key, sent in (("unit_id", stamp.unit), ("period", stamp.period), ("project_id", stamp.project)):
        said = field_of(rows, key)
        if sent and said and sent != said and here is not None:
            at = (here.lines[key], here.value_column)
            yield say("JX114", here.sheet, cover, cover.columns[key], at, said, sent)


def located(breach: Breach, found: dict[str, Found], data: BookData) -> Finding:
    """A breach as a finding: with sheet, cells and row ID."""
    here = found.get(breach.part.table_key)
    rows = data.parts[breach.part.table_key]
    cells: list[tuple[int, int]] = []
    if here is not None and breach.index is not None:
        for key in breach.at:
            if key in here.lines:
                cells.append((here.lines[key], here.value_column))
            elif key in here.columns and breach.index < len(rows.lines):
                cells.append((rows.lines[breach.index], here.columns[key]))
    column = breach.part.columns[breach.at[0]]
    identity = breach.part.identity()
    row_id = rows.columns[identity.key][breach.index] if identity and breach.index is not None else ""
    return Finding(
        breach.code,
        breach.severity,
        breach.message,
        breach.fix,
        rule=breach.rule,
        sheet=here.sheet.name if here else breach.part.sheet,
        table=breach.part.table_key,
        column=column.key,
        header=column.header,
        cells=tuple(a1(*cell) for cell in cells),
        row_id=str(row_id or ""),
        value=breach.value,
        expected=breach.expected,
        at=(here.sheet.index if here else -1, *(cells[0] if cells else (-1, -1))),
    )
