"""Raw cells -> rows, with a count of every cell. Pure.

Every non-empty cell is counted as the template's own, as read, or as reported in a finding; the three make the whole.
"""

import re
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

from jamxl import identity, texts
from jamxl.build import UPRIGHT_HEADERS
from jamxl.columns import Column, Number, Reference, Remark, Symbol, plain, shows_error
from jamxl.findings import Finding
from jamxl.grid import Area, RawBook, RawSheet, a1
from jamxl.locate import LEAST_HEADERS, Found, Spot, marks, remarks_in, say
from jamxl.sheets import Book, BookData, Rows, Table
from jamxl.swedish import fold, listed
from jamxl.wording import reworded, said_by_template

# The values of a strip stand at most so many rows below its headings.
STRIP_ROWS = 3
CLOSE = 1e-6
# What a row says that adds up the others; "Summa av intervjuer" is the name of something.
SUM = re.compile(r"(?:summa|delsumma|totalsumma|slutsumma|totalt|s:a)(?! av\b)(?: \S+){0,2}|summor|total")


@dataclass(slots=True)
class Count:
    """Non-empty cells of a file: all, and the three kinds that they are."""

    filled: int = 0
    template: int = 0
    read: int = 0
    reported: int = 0

    def to_json(self) -> dict[str, int]:
        return {"filled": self.filled, "template": self.template, "read": self.read, "reported": self.reported}


class Reader:
    """Reads the parts of one file and keeps count of its cells.

    `until`: the last day of the period, for dates without a year. `today`: for the century of identity numbers.
    """

    def __init__(
        self,
        raw: RawBook,
        book: type[Book],
        found: dict[str, Found],
        findings: list[Finding],
        until: date | None,
        today: date,
    ) -> None:
        self.raw, self.book, self.found, self.findings = raw, book, found, findings
        self.until, self.today = until, today
        # Cells that were not read, nor told of here, since an identity number stands where it is none of the kind.
        self.numbers: set[tuple[int, int, int]] = set()
        self.count = Count(filled=sum(filled(sheet) for sheet in raw.sheets))
        # Bodies of each sheet: (first row, row after the last, their columns; None when nothing stands beside them).
        self.bodies: dict[int, list[tuple[int, int, set[int] | None]]] = {}
        self._marked: dict[int, set[int]] = {}
        self._merged: dict[int, dict[Spot, Area]] = {}
        # The headings of required cells that are blank since they lie below another, by sheet and merged area.
        self.below: dict[tuple[int, Area], list[str]] = {}
        # Cells outside the bodies that have their explanation: already counted, or a formula of the template.
        self.claimed: dict[tuple[int, int, int], Literal["counted", "formula"]] = {}
        self.named = {(finding.sheet, cell) for finding in findings for cell in finding.cells}

    def part(self, part: type[Table]) -> Rows:
        """The rows of a part; a part that was not found is one blank record, or no rows."""
        here = self.found.get(part.table_key)
        if here is None:
            rows, there = Rows.of(part, []), set()
        else:
            rows = self.upright(here) if here.lines else self.table(here)
            there = {*here.lines, *here.columns}
        rows.lost = {column.key for column in part.inputs()} - there
        return rows

    # --- upright forms

    def upright(self, here: Found) -> Rows:
        rows = Rows.of(here.part, [{}])
        for key, column in here.part.columns.items():
            if key not in here.lines:
                continue
            r, c = here.lines[key], here.value_column
            raw = here.sheet.rows[r][c] if c < len(here.sheet.rows[r]) else ""
            self.claimed[here.sheet.index, r, c] = "counted"
            if column.computed:
                self.count.template += raw != ""
                continue
            values = self.cells(here, column, [raw], [r], c, rows, [0])
            rows.columns[key] = values
        for spot in here.formulas:
            if self.from_formula(here, spot):
                self.claimed[here.sheet.index, *spot] = "formula"
        for spot, words in here.prose.items():
            if reworded(value_at(here.sheet, spot), words):
                self.claimed[here.sheet.index, *spot] = "formula"
        rows.lines = [here.first]
        return rows

    # --- tables and strips

    def table(self, here: Found) -> Rows:
        part, sheet = here.part, here.sheet
        rows = Rows(part)
        last = body_end(here, self.found.values())
        if part.is_form:
            here.first = strip_line(here, last)
            last = min(here.first + 1, max(here.first, last))
        body = sheet.rows[here.first : last]
        columns = list(zip(*body, strict=True)) if body else []
        inputs = [(key, c) for key, c in here.columns.items() if not part.columns[key].computed and c < len(columns)]
        filled_in = {c for _, c in inputs}
        marked = {r for r, c in (*sheet.errors, *sheet.stale) if c in filled_in}
        live = [
            i
            for i, cells in enumerate(zip(*(columns[c] for _, c in inputs), strict=True))
            if any(not blank(value) for value in cells) or here.first + i in marked
        ]
        if part.is_form:
            live = [0]
        again = set() if part.is_form else self.headings_again(here, columns, inputs)
        sums = set() if part.is_form else self.sums(here, columns, inputs, live)
        live = [i for i in live if i not in again | sums]
        # Spaces on a row that is otherwise blank were read too, as nothing.
        idle = set(range(len(body))).difference(live, again, sums)
        numbers = self.template_rows(here, live, columns) if part.fixed_rows else {}
        if numbers:
            self.strays(here, [here.first + i for i in live if i not in numbers], inputs)
            live = [i for i in live if i in numbers]
        self.count.read += sum(columns[c][i] != "" for _, c in inputs for i in idle)
        rows.lines = [here.first + i for i in live]
        for key, column in part.columns.items():
            c = here.columns.get(key, -1)
            if not 0 <= c < len(columns):
                rows.columns[key] = [None] * len(live)
                continue
            values = columns[c]
            if column.computed:
                self.count.template += len(values) - values.count("")
                rows.columns[key] = [None] * len(live)
                self.idle_constants(here, column, values, idle | again)
            else:
                chosen = [values[i] for i in live] if len(live) != len(values) else list(values)
                rows.columns[key] = self.cells(here, column, chosen, rows.lines, c, rows, range(len(live)))
        self.verdicts(here, columns)
        self.second_columns(here, last)
        own = {*here.columns.values(), *here.verdicts}
        # Most bodies have nothing beside their columns, and then nobody need look there cell by cell.
        beside = any(len(values) != values.count("") for c, values in enumerate(columns) if c not in own)
        self.bodies.setdefault(sheet.index, []).append((here.first, last, own if beside else None))
        self.claimed |= {(sheet.index, r, c): "formula" for r, c in here.formulas}
        self.restore_fixed(here, rows, [numbers[i] for i in live if i in numbers])
        return rows

    def idle_constants(self, here: Found, column: Column, values: Sequence[Any], idle: set[int]) -> None:
        """What was typed in a computed column on a row where nothing else is filled in."""
        c = here.columns[column.key]
        typed = sorted(i for i in idle if not blank(values[i]))
        words = heading_words(here, self.book)[c] if typed else set()
        for i in typed:
            r = here.first + i
            if values[i] not in words and not self.raw.has_formula(here.sheet.index, r, c):
                self.constant(here, column, (r, c), "tomt")
                self.count.template -= 1
                self.count.reported += 1

    def headings_again(self, here: Found, columns: list[tuple[Any, ...]], inputs: list[tuple[str, int]]) -> set[int]:
        """The lines of a body that are its headings or hidden keys once more: reported, and no rows of data."""
        words = heading_words(here, self.book)
        if all(words[c].isdisjoint(columns[c]) for _, c in inputs):
            return set()
        found = set()
        for i, row in enumerate(zip(*columns, strict=True)):
            filled = [c for _, c in inputs if row[c] != ""]
            if len(filled) < min(LEAST_HEADERS, len(inputs)) or not all(row[c] in words[c] for c in filled):
                continue
            found.add(i)
            r = here.first + i
            beside = [c for c in words if c not in here.columns.values() and row[c] in words[c]]
            self.claimed |= {(here.sheet.index, r, c): "counted" for c in beside}
            self.count.reported += len(filled) + len(beside)
            finding = say("JX220", here.sheet, here.part, at=(r, min(filled)))
            self.findings.append(replace(finding, cells=(across(r, {*filled, *beside}),)))
        return found

    def sums(
        self, here: Found, columns: list[tuple[Any, ...]], inputs: list[tuple[str, int]], live: list[int]
    ) -> set[int]:
        """The lines of a body that add up others, without an ID of their own: reported, and no rows of data."""
        own = here.part.identity()
        if own is None:
            return set()
        at, start = here.columns.get(own.key, len(columns)), f"{own.prefix}-".casefold()
        numbers = {c for key, c in inputs if isinstance(here.part.columns[key], Number)}
        computed = [c for key, c in here.columns.items() if here.part.columns[key].computed and c < len(columns)]
        found = set()
        for i in live:
            if at < len(columns) and plain(columns[at][i]).strip().casefold().startswith(start):
                continue
            row = {c: columns[c][i] for _, c in inputs if columns[c][i] != ""}
            if not is_sum(row, numbers):
                continue
            found.add(i)
            r = here.first + i
            typed = {c for c in computed if columns[c][i] != "" and not self.raw.has_formula(here.sheet.index, r, c)}
            self.count.template -= len(typed)
            self.count.reported += len(row) + len(typed)
            finding = say("JX223", here.sheet, here.part, own, (r, min(row)))
            summed = any(part.strip for part in self.book.sheets()[here.part.sheet])
            fix = finding.fix + (texts.SUMMED_ABOVE if summed else "")
            self.findings.append(replace(finding, fix=fix, cells=(across(r, {*row, *typed}),)))
        return found

    def verdicts(self, here: Found, columns: list[tuple[Any, ...]]) -> None:
        """The Kontroll column: what its formula may say is the template's; what somebody typed there is reported."""
        for c in here.verdicts:
            for r, value in enumerate(columns[c] if c < len(columns) else (), here.first):
                if value == "" or self.claimed.get((here.sheet.index, r, c)) == "counted":
                    continue
                if self.from_formula(here, (r, c)):
                    self.count.template += 1
                else:
                    self.count.reported += 1
                    self.findings.append(say("JX208", here.sheet, here.part, at=(r, c), value=plain(value)))

    def from_formula(self, here: Found, spot: Spot) -> bool:
        """A Kontroll cell shows what its formula gives, not what somebody typed over it."""
        return said_by_template(here.part, value_at(here.sheet, spot)) or self.raw.has_formula(here.sheet.index, *spot)

    def second_columns(self, here: Found, last: int) -> None:
        """Columns that stand once more: what they hold is reported, unless the template worked it out."""
        rows = here.sheet.rows
        for c, key in here.twice.items():
            column, read = here.part.columns[key], here.columns[key]
            for r in range(here.top if here.header is None else here.header, min(last, len(rows))):
                value = rows[r][c]
                if value in ("", column.header) or (here.sheet.index, r, c) in self.claimed:
                    continue
                self.claimed[here.sheet.index, r, c] = "counted"
                if column.computed and self.raw.has_formula(here.sheet.index, r, c):
                    self.count.template += 1
                    continue
                shown = "samma sak" if value == rows[r][read] else plain(value)
                self.findings.append(say("JX221", here.sheet, here.part, column, (r, c), shown))
                self.count.reported += 1

    def template_rows(self, here: Found, live: list[int], columns: list[tuple[Any, ...]]) -> dict[int, int]:
        """Line of the body to row of the template: by all its fixed words, else by any of them."""
        keys = [key for key in here.part.fixed_rows[0] if here.columns.get(key, len(columns)) < len(columns)]
        typed = {i: [fold(plain(columns[here.columns[key]][i])) for key in keys] for i in live}
        left = {n: [fold(plain(row[key])) for key in keys] for n, row in enumerate(here.part.fixed_rows)}
        found: dict[int, int] = {}
        for enough in (all, any):
            for number, words in list(left.items()):
                alike = (i for i in live if i not in found and enough(map(str.__eq__, typed[i], words)) and keys)
                for i in alike:
                    found[i] = number
                    del left[number]
                    break
        if keys and left:
            names = listed([plain(here.part.fixed_rows[number][keys[0]]) for number in left])
            text = texts.OF_SEVERAL["JX211"] if len(left) > 1 else None
            self.findings.append(say("JX211", here.sheet, here.part, value=names, text=text))
        return found

    def strays(self, here: Found, lines: list[int], inputs: list[tuple[str, int]]) -> None:
        """Rows that were added to a table whose rows are the template's own: they are no one's answer to anything."""
        for r in lines:
            cells = [c for _, c in sorted(inputs, key=lambda found: found[1]) if here.sheet.rows[r][c] != ""]
            self.count.reported += len(cells)
            for c in cells:
                self.findings.append(say("JX208", here.sheet, here.part, at=(r, c), value=plain(here.sheet.rows[r][c])))

    def restore_fixed(self, here: Found, rows: Rows, numbers: list[int]) -> None:
        """The template's own rows: their fixed cells are what the template says, whatever stands there now."""
        for index, number in enumerate(numbers):
            for key, word in here.part.fixed_rows[number].items():
                typed = rows.columns[key][index]
                if typed != word and key in here.columns:
                    at = (rows.lines[index], here.columns[key])
                    column = here.part.columns[key]
                    self.findings.append(say("JX212", here.sheet, here.part, column, at, str(typed or "(tom)")))
                rows.columns[key][index] = word

    # --- cells

    def cells(
        self, here: Found, column: Column, values: list[Any], lines: list[int], c: int, rows: Rows, indexes: Any
    ) -> list[Any]:
        """The values of one column; findings for what had to be said, counts for all."""
        sheet, until, key = here.sheet, self.until, column.key
        read, own = column.read, here.part.identity()
        taken: list[Any] = []
        errors, stale, merged = sheet.errors, sheet.stale, self.merged(sheet)
        unsure = isinstance(column, Number) and any(map(identity.may_hold_one, values))
        easy = None if unsure or c in self.marked_columns(sheet) else column.native(values)
        if easy is not None:
            self.count.read += len(values) - values.count("")
            return easy
        for index, raw, r in zip(indexes, values, lines, strict=True):
            if raw == "" or blank(raw):
                if (r, c) in errors:
                    value: Any = shows_error(errors[r, c])
                elif (r, c) in stale:
                    value = Remark("JX307")
                else:
                    self.count.read += raw != ""
                    taken.append(None)
                    if column.required and (r, c) in merged:
                        # What is wrong is the merge, and that has its own finding.
                        rows.bad.add((index, key))
                        self.below.setdefault((sheet.index, merged[r, c]), []).append(column.header)
                    continue
                self.count.filled += raw == ""
            else:
                value = read(raw, until)
                if self.is_person(column, raw, value):
                    self.numbers.add((sheet.index, r, c))
                    rows.bad.add((index, key))
                    self.count.reported += 1
                    taken.append(None)
                    continue
            if isinstance(value, Remark):
                known = rows.columns.get(own.key) if own and own is not column else None
                row_id = str(known[index] or "") if known and index < len(known) else ""
                self.remark(here, column, value, raw, r, c, row_id)
                if value.value is None and value.code != "JX313":
                    rows.bad.add((index, key))
                self.count.reported += 1
                value = value.value
            else:
                self.count.read += 1
            if isinstance(value, Symbol):
                rows.put_symbol(index, key, value)
                value = None
            taken.append(value)
        return taken

    def is_person(self, column: Column, raw: Any, value: Any = None) -> bool:
        """A cell that is none for free text holds an identity number, as it stands or as the `value` that was read."""
        remark, amount = isinstance(value, Remark), isinstance(column, Number)
        value = value.value if remark else value
        if not (amount or column.computed or (remark and value is None)):
            return False
        # Here spaces between digits mean nothing, wherever they stand.
        together = "".join(raw.split()) if isinstance(raw, str) else raw
        return any(identity.found(one, self.today, column.header, amount) for one in (raw, together, value))

    def marked_columns(self, sheet: RawSheet) -> set[int]:
        """The columns of a sheet with an Excel error, a formula without value or a merged cell in some row."""
        if sheet.index not in self._marked:
            self._marked[sheet.index] = {c for _, c in (*sheet.errors, *sheet.stale, *self.merged(sheet))}
        return self._marked[sheet.index]

    def merged(self, sheet: RawSheet) -> dict[Spot, Area]:
        """The cells of a sheet that lie below the first one of a merged area."""
        if sheet.index not in self._merged:
            self._merged[sheet.index] = below_merged(sheet)
        return self._merged[sheet.index]

    def merges(self) -> None:
        """Merged cells on the book's sheets: what lies below them is blank, and may be required (both C12)."""
        sheets = {here.sheet.index: here for here in self.found.values()}
        for index, here in sheets.items():
            for area in here.sheet.merged:
                blanks = listed(list(dict.fromkeys(self.below.get((index, area), ()))))
                code, at = "JX224" if blanks else "JX214", (area.top, area.left)
                finding = say(code, here.sheet, here.part, at=at, value=str(area), expected=blanks)
                self.findings.append(replace(finding, cells=(str(area),)))

    def remark(self, here: Found, column: Column, remark: Remark, raw: Any, r: int, c: int, row_id: str = "") -> None:
        """The finding of a cell that was not simply read."""
        text = texts.FINDINGS[remark.code]
        facts = {"value": plain(raw), "header": column.header, "expected": "", "taken": "", **remark.facts}
        remarks = remarks_in(here.part)
        facts["aside"] = texts.RANGE_ASIDE.format(header=remarks) if remarks else ""
        self.findings.append(
            Finding(
                remark.code,
                text.severity,
                text.message.format_map(facts),
                (remark.fix or text.fix).format_map(facts) + texts.hint(remark.facts.get("near")),
                rule=texts.RULES.get(remark.code),
                sheet=here.sheet.name,
                table=here.part.table_key,
                column=column.key,
                header=column.header,
                cells=(a1(r, c),),
                row_id=row_id,
                value=plain(raw),
                expected=remark.facts.get("expected", remark.facts.get("taken", "")),
                at=(here.sheet.index, r, c),
            )
        )

    def settle_references(self, data: BookData) -> None:
        """References that name a row's ID in another spelling (A-5 for A-005) take the row's own; a finding says so."""
        for part_key, here in self.found.items():
            rows = data.parts[part_key]
            for key, column in here.part.columns.items():
                if key not in here.columns or not isinstance(column, Reference) or not column.to:
                    continue
                alike, values = data.by_id_key(column.to), rows.columns[key]
                for index, value in enumerate(values):
                    settled = column.resolve(value, alike) if value else value
                    if settled != value:
                        values[index] = settled
                        r, c = rows.lines[index], here.columns[key]
                        self.remark(here, column, Remark("JX311", facts={"taken": settled}), value, r, c)
                        self.count.read -= 1
                        self.count.reported += 1

    def compare_computed(self, data: BookData) -> None:
        """Computed cells that hold another value than the computation: constants typed over the formula."""
        for part_key, here in self.found.items():
            rows = data.parts[part_key]
            for key, column in here.part.columns.items():
                if not column.computed:
                    continue
                for index, line in enumerate(rows.lines):
                    r, c = line, here.columns.get(key, -1)
                    if here.lines:
                        r, c = here.lines.get(key, -1), here.value_column
                    if r < 0 or c < 0:
                        continue
                    raw, value = value_at(here.sheet, (r, c)), rows.columns[key][index]
                    if blank(raw) or same(raw, value) or self.raw.has_formula(here.sheet.index, r, c):
                        continue
                    self.constant(here, column, (r, c), column.show(value) or "tomt")
                    self.count.template -= 1
                    self.count.reported += 1

    def constant(self, here: Found, column: Column, spot: Spot, expected: str) -> None:
        """What was typed in a computed column."""
        raw = value_at(here.sheet, spot)
        if self.is_person(column, raw):
            self.numbers.add((here.sheet.index, *spot))
        else:
            facts = {"value": column.show_cell(raw), "expected": expected, "header": column.header}
            self.remark(here, column, Remark("JX309", facts=facts), raw, *spot)


def blank(raw: Any) -> bool:
    """Nothing typed, or only spaces."""
    return raw == "" or raw is None or (type(raw) is str and not raw.strip())


def across(r: int, columns: Set[int]) -> str:
    """The cells of a row from the first to the last of some columns."""
    return str(Area(r, min(columns), r, max(columns))) if len(columns) > 1 else a1(r, min(columns))


def is_sum(row: dict[int, Any], numbers: Set[int]) -> bool:
    """A row with a word for a sum and nothing else that is no number; `numbers` are the columns of numbers."""
    words = {c for c, value in row.items() if isinstance(value, str) and SUM.fullmatch(fold(value))}
    return bool(words) and all(c in words or c in numbers or blank(value) for c, value in row.items())


def filled(sheet: RawSheet) -> int:
    """Non-empty cells as calamine gives them."""
    return sum(len(row) - row.count("") for row in sheet.rows)


def below_merged(sheet: RawSheet) -> dict[Spot, Area]:
    """The cells below the first one of each merged area. Areas do not overlap, so together they are no larger than
    the sheet; those of a broken file may, and are not gone through for ever.
    """
    found: dict[Spot, Area] = {}
    height, width = len(sheet.rows), len(sheet.rows[0]) if sheet.rows else 0
    left = height * width
    for area in sheet.merged:
        rows = range(area.top, min(area.bottom + 1, height))
        columns = range(area.left, min(area.right + 1, width))
        left -= len(rows) * len(columns)
        if left < 0:
            break
        found |= {(r, c): area for r in rows for c in columns if (r, c) != (area.top, area.left)}
    return found


def body_end(here: Found, others: Iterable[Found]) -> int:
    """The first row below a table's body: the next part on the sheet, or the sheet's end."""
    below = [o.top for o in others if o.sheet is here.sheet and o.top > here.top]
    return min([*below, len(here.sheet.rows)])


def strip_line(here: Found, last: int) -> int:
    """The line of a strip's values: the first filled one, for somebody may have put a blank row above it."""
    near = range(here.first, min(last, here.first + STRIP_ROWS, len(here.sheet.rows)))
    filled = (r for r in near if any(here.sheet.rows[r][c] != "" for c in here.columns.values()))
    return next(filled, here.first)


def heading_words(here: Found, book: type[Book]) -> dict[int, set[Any]]:
    """What stands above each column, as declared and as it is in the file, and the sheet's other headings and keys."""
    headers = {column.header for part in book.sheets()[here.part.sheet] for column in part.columns.values()}
    others = headers | marks(book) | {*UPRIGHT_HEADERS}
    above = [here.sheet.rows[r] for r in (here.top, here.header) if r is not None]
    words = {c: {row[c] for row in above} - {""} for c in range(len(here.sheet.rows[0]))}
    for key, c in here.columns.items():
        words[c] |= {here.part.columns[key].header, f"{here.part.table_key}.{key}"}
    return {c: found | (others if c in here.columns.values() else set()) for c, found in words.items() if found}


def same(raw: Any, value: Any) -> bool:
    """A computed cell shows what the computation gives."""
    if value is None:
        return False
    if isinstance(raw, float | int) and isinstance(value, float | int):
        return abs(raw - value) <= CLOSE * max(1.0, abs(value))
    return plain(raw) == plain(value) or fold(plain(raw)) == fold(plain(value))


def value_at(sheet: RawSheet, spot: Spot) -> Any:
    """What stands in a cell, "" beyond the sheet's last."""
    r, c = spot
    return sheet.rows[r][c] if r < len(sheet.rows) and c < len(sheet.rows[r]) else ""
