"""The open edition of a report: the same tables as values alone, with what must not be known left out. Pure.

Nothing is shown before an audit of the finished pages has found that nothing hidden can be worked out from them.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from textwrap import wrap
from typing import cast

from jamxl import texts
from jamxl.columns import plain
from jamxl.consolidation import Consolidated, Delivery
from jamxl.grid import Grid, Pages, Style, fit_heights, height_of
from jamxl.present.measures import COUNT, DAY
from jamxl.present.origins import NEAR, Atom, Key
from jamxl.present.pages import delivery_facts, put_facts, title_of
from jamxl.present.protection import Cell, Edition, Protection, Reason
from jamxl.present.recalled import Published
from jamxl.present.sections import Figures, Listing, Section
from jamxl.present.signs import HIDDEN, IMPOSSIBLE, NOTHING, is_number, rounded, sign, without_mask
from jamxl.present.tables import NOTE_WIDTH, headers, start, stayed
from jamxl.protect import Interval, Part, audit
from jamxl.swedish import counted, show, sort_key

LEGEND = "Teckenförklaring"
DELIVERIES = "Leveransläge"
SUMMARY = "Sammanfattning"


@dataclass
class Opened:
    """An open edition: its pages, what the next round needs to know of it, and what was done and found.

    `shown`: the figures that this edition and earlier ones of the period showed, with what they were last.
    `hidden`: how many cells are hidden, by reason, which no reader may know. `intervals`: how many the audit worked
    out; `exposed`: what could be known of the hidden, in words. It must not be published unless that is empty.
    """

    pages: Pages
    shown: Mapping[Key, float]
    hidden: Mapping[Reason, int]
    cells: int
    intervals: int
    exposed: list[str]


@dataclass
class _Drawing:
    """An edition as it is drawn: where each cell that tells of people ended up."""

    edition: Edition
    places: dict[tuple[str, int, int], Cell] = field(default_factory=dict)
    hidden: Counter[Reason] = field(default_factory=Counter)
    cells: int = 0

    @cached_property
    def reviewed(self) -> set[str]:
        """The files whose texts their units have gone through."""
        return {delivery.path for delivery in self.edition.data.used if delivery.texts_reviewed}

    def kept(self, section: Section) -> list[int]:
        """The rows of a section that stand in the open edition, in their order there."""
        table, cells = section.table, self.edition.cells[section.sheet]
        if isinstance(table, Listing):
            names, rows = table.keys, [i for i, (file, *_) in enumerate(table.links) if file in self.reviewed]
            labels = [tuple(map(plain, values)) for values in table.rows]
        else:
            names, rows = tuple(measure.header for measure in table.measures), list(range(len(table.groups)))
            labels = [tuple(map(plain, group.labels)) for group in table.groups]
        reasons = [names.index(name) for name in table.because]
        rows = [row for row in rows if not any(self.edition.reason(cells[row][at]) for at in reasons)]
        return sorted(rows, key=lambda row: tuple(map(sort_key, labels[row]))) if section.unranked else rows

    @cached_property
    def gone(self) -> dict[str, int]:
        """The sections with rows that are left out, and how many those are."""
        counts = {section.sheet: rows_of(section) - len(self.kept(section)) for section in self.edition.sections}
        return {sheet: count for sheet, count in counts.items() if count}

    def left_out(self, section: Section) -> bool:
        """A section that has rows, but none that may be shown."""
        return 0 < rows_of(section) == self.gone.get(section.sheet)

    def note(self, section: Section) -> str:
        """How many rows are left out, and why."""
        left_out = self.gone.get(section.sheet, 0)
        if not left_out:
            return ""
        texts_too = isinstance(section.table, Listing)
        why = texts.OPEN_EITHER if texts_too and section.table.because else texts.OPEN_TEXTS
        return f"{counted(left_out, 'rad', 'rader')} visas inte: {why if texts_too else texts.OPEN_ROWS}"

    @cached_property
    def sections(self) -> list[Section]:
        return [section for section in self.edition.sections if not self.left_out(section)]

    def put(self, grid: Grid, at: tuple[int, int], cell: Cell, style: Style, format: str) -> None:
        """A cell, or the sign that stands for it. A blank one says nothing, so there is none."""
        reason = self.edition.reason(cell)
        number = is_number(cell.value)
        self.cells += number
        if reason and cell.value not in (None, ""):
            self.hidden[reason] += 1
        value = HIDDEN if reason else sign(cell, format)
        self.places[grid.name, *at] = cell
        signed = value in (HIDDEN, NOTHING, IMPOSSIBLE)
        # Words stand to the left, and so do the signs that stand for them.
        right = number or style != "text" or (signed and format not in ("", "@", DAY))
        shown = "" if signed else format
        grid.put(*at, value, style, shown, align="right" if right else "", wrap=not right)


def opened(data: Consolidated, published: Mapping[str, Published] | None = None) -> Opened:
    """The open edition of a consolidation; `published`: what earlier ones showed, by period, its own among them."""
    known = published or {}
    protection = Protection(data.limits)
    for earlier in data.earlier:
        protection.add(earlier, known.get(earlier.period))
    edition = protection.add(data, known.get(data.period), again=True)
    drawing = _Drawing(edition)
    grids = [section_grid(drawing, section) for section in drawing.sections]
    first = [summary(drawing), deliveries(data)]
    pages = Pages([*first, *grids, legend(drawing)], title=f"Sammanställning {data.period}", subject=data.title)
    for grid in pages.grids:
        fit_heights(grid)
    shown, wrong = seen(pages, drawing)
    intervals = audited(protection, shown)
    exposed = [in_words(edition, interval) for interval in intervals if interval.exposed]
    told = {**known.get(data.period, {}), **{key: value_of(protection, key) for key in sorted(shown)}}
    return Opened(pages, told, dict(drawing.hidden), drawing.cells, len(intervals), wrong + exposed)


def seen(pages: Pages, drawing: _Drawing) -> tuple[frozenset[Key], list[str]]:
    """The figures that whoever reads the pages knows; and in words the cells that do not show what they should."""
    shown: set[Key] = set()
    wrong = []
    for grid in pages.grids:
        for (row, column), drawn in grid.cells.items():
            cell = drawing.places.get((grid.name, row, column))
            if drawn.formula:
                wrong.append(texts.OPEN_FORMULA.format(sheet=grid.name))
            if cell is None or drawn.value == HIDDEN:
                continue
            shown |= cell.needs
            figure = drawing.edition.figures.get(cell.own) if cell.own else None
            if (
                figure
                and isinstance(drawn.value, int | float)
                and abs(drawn.value - rounded(cell.value, drawn.format)) > NEAR
            ):
                wrong.append(texts.OPEN_WRONG.format(sheet=grid.name))
    return frozenset(shown), wrong


def value_of(protection: Protection, key: Key) -> float:
    """What a figure is."""
    return sum(factor * protection.origins.atoms[atom] for atom, factor in key)


def audited(protection: Protection, shown: frozenset[Key]) -> list[Interval]:
    """What a reader of this edition and of the earlier ones could work out of the hidden figures."""
    atoms, figures, persons = protection.system()
    before = {key for other in protection.editions[:-1] for key in other.figures.keys() - other.hidden}
    hidden = protection.figures.keys() - shown - before - protection.known.keys()
    return audit(atoms, figures, hidden, protection.width, persons)


def in_words(edition: Edition, interval: Interval) -> str:
    """What could be known, and where it stands."""
    limits = f"{show(round(interval.low, 1))}–{show(round(interval.high, 1))}"
    if isinstance(interval.of, Part):
        unit, table, *what = cast("Atom", interval.of.atoms[0])
        where = f"{unit}, {table}, {', '.join(part for part in what if part)}"
        return texts.OPEN_EXPOSED.format(where=where, limits=limits)
    for section in edition.sections:
        for row, cells in enumerate(edition.cells[section.sheet]):
            for column, cell in enumerate(cells):
                if cell.own == interval.of:
                    return texts.OPEN_EXPOSED.format(where=named(section, row, column), limits=limits)
    return texts.OPEN_EXPOSED.format(where=texts.OPEN_EARLIER, limits=limits)


def named(section: Section, row: int, column: int) -> str:
    """A cell of a section in words."""
    table = section.table
    if isinstance(table, Listing):
        return f"{section.sheet}, rad {row + 1}, {table.headers[column]}"
    labels = table.groups[row].labels if row < len(table.groups) else (table.total,)
    return f"{section.sheet}, {', '.join(filter(None, labels))}, {table.measures[column].header}"


def rows_of(section: Section) -> int:
    """How many rows a section has, the total not among them."""
    table = section.table
    return len(table.rows) if isinstance(table, Listing) else len(table.groups)


def section_grid(drawing: _Drawing, section: Section) -> Grid:
    """A section's sheet."""
    grid = start(section.sheet, section.open_intro)
    if isinstance(section.table, Figures):
        draw_figures(grid, drawing, section, section.table)
    else:
        draw_listing(grid, drawing, section, section.table)
    grid.repeat_rows = (3, 3)
    return grid


def draw_figures(grid: Grid, drawing: _Drawing, section: Section, table: Figures) -> None:
    """Groups by measures, the total last."""
    kept, every = drawing.kept(section), drawing.edition.cells[section.sheet]
    cells = [every[row] for row in kept] + every[len(table.groups) :]
    headers(grid, 3, [*table.labels, *(measure.header for measure in table.measures)])
    left = len(table.labels)
    labels = [table.groups[row].labels for row in kept] + ([(table.total,)] if table.total else [])
    for row, (names, line) in enumerate(zip(labels, cells, strict=True), 4):
        last = bool(table.total) and row == 3 + len(labels)
        for at in range(left):
            text = without_mask(plain(names[at])) if at < len(names) else ""
            grid.put(row, at, text, "figure-label-total" if last else "figure-label", wrap=True)
        for at, (cell, measure) in enumerate(zip(line, table.measures, strict=True), left):
            drawing.put(grid, (row, at), cell, "figure-total" if last else "figure", measure.format)
    for at in range(left):
        longest = max((len(plain(names[at])) for names in labels if at < len(names)), default=0)
        grid.widths[at] = min(44, max(12, longest + 2))
    for at, measure in enumerate(table.measures, left):
        grid.widths[at] = max(13, *(len(word) + 3 for word in measure.header.split()))
    grid.freeze = (4, left)
    data = drawing.edition.data
    notes(grid, 5 + len(labels), drawing.note(section), coverage(data, table), stayed(data, table))


def notes(grid: Grid, row: int, *said: str) -> None:
    """What is to be known of a table, a line each, and last its signs."""
    lines = (line for sentence in (*said, texts.OPEN_SIGNS) for line in wrap(sentence, NOTE_WIDTH))
    for at, line in enumerate(lines, row):
        grid.put(at, 0, line, "note")


def coverage(data: Consolidated, table: Figures) -> str:
    """How many units a table is had from, and which are missing."""
    if not table.basis:
        return ""
    part = table.basis[0]
    units = len({delivery.unit for delivery in data.used if part.table_key in delivery.batches})
    missing = data.missing_units(part)
    return f"{counted(units, 'enhet', 'enheter')} har svarat." + (f" Saknas: {', '.join(missing)}." if missing else "")


def draw_listing(grid: Grid, drawing: _Drawing, section: Section, table: Listing) -> None:
    """The rows of the units that have gone through their texts, in their own words."""
    cells = drawing.edition.cells[section.sheet]
    kept = [cells[row] for row in drawing.kept(section)]
    if not kept:
        grid.put(3, 0, table.empty, "note")
        return
    headers(grid, 3, table.headers)
    columns = [[plain(line[at].value) for line in kept] for at in range(len(table.headers))]
    widths = [min(46, max(12, *(len(text) + 2 for text in column))) for column in columns]
    for row, line in enumerate(kept, 4):
        for at, (cell, format) in enumerate(zip(line, table.formats, strict=True)):
            drawing.put(grid, (row, at), cell, "text", format)
        height = max(height_of(plain(cell.value), width) for cell, width in zip(line, widths, strict=True))
        grid.heights[row] = max(height, 15.5)
    for at, width in enumerate(widths):
        grid.widths[at] = width
    notes(grid, 5 + len(kept), drawing.note(section))
    grid.freeze = (4, 2)


def summary(drawing: _Drawing) -> Grid:
    """The first sheet: who has answered, the main figures, and where to read on."""
    edition = drawing.edition
    data = edition.data
    grid = start(SUMMARY, f"{data.title or 'Sammanställning'}, period {data.period}. {texts.OPEN_INTRO}", "info")
    grid.widths = {0: 34, 1: 14, 2: 80}
    grid.portrait = True
    facts = [(label, "", value, format) for label, _, value, format in delivery_facts(data)]
    row = put_facts(grid, 3, "Svar", facts)
    grid.put(row, 0, "Huvudsiffror", "heading")
    for section in drawing.sections:
        table = section.table
        for at, measure in enumerate(table.measures if isinstance(table, Figures) and table.total else ()):
            if measure.header in table.headline:  # type: ignore[union-attr]
                row += 1
                grid.put(row, 0, table.headline[measure.header], "label", wrap=True)  # type: ignore[union-attr]
                drawing.put(grid, (row, 1), edition.cells[section.sheet][-1][at], "figure", measure.format)
    row += 2
    about = [(DELIVERIES, texts.OPEN_DELIVERIES), (LEGEND, texts.OPEN_LEGEND)]
    told = {"Innehåll": about}
    for theme, made in edition.themes.items():
        told[str(theme)] = [(section.sheet, section.open_intro) for section in made if not drawing.left_out(section)]
    for heading, lines in ((heading, lines) for heading, lines in told.items() if lines):
        grid.put(row, 0, heading, "heading")
        for line, (name, intro) in enumerate(lines, row + 1):
            grid.put(line, 0, name, "text")
            grid.put(line, 2, intro, "text", wrap=True)
        row += len(lines) + 2
    return grid


def deliveries(data: Consolidated) -> Grid:
    """Which units the report is had from."""
    grid = start(DELIVERIES, texts.OPEN_DELIVERIES)
    headers(grid, 3, ("Kommun", "Enhet", "Bok", "Läge"))
    rows = [(a.unit.municipality, a.unit.name, title_of(data, a.book), a.state) for a in data.arrivals()]
    if not data.expected:
        rows = [(*names_of(delivery), title_of(data, delivery.book), "i tid") for delivery in data.used]
    for row, values in enumerate(rows, 4):
        for at, value in enumerate(values):
            grid.put(row, at, value, "text")
    grid.widths = dict(enumerate((16, 28, 20, 12)))
    grid.freeze = (4, 2)
    return grid


def names_of(delivery: Delivery) -> tuple[str, str]:
    """Municipality and unit."""
    return delivery.names


def legend(drawing: _Drawing) -> Grid:
    """Teckenförklaring: the signs, the thresholds, and how much is hidden for which reason."""
    limits = drawing.edition.data.limits
    grid = start(LEGEND, texts.OPEN_LEGEND, "info")
    grid.widths = {0: 34, 1: 12, 2: 70}
    grid.portrait = True
    row = 3
    grid.put(row, 0, "Tecken", "heading")
    for symbol, meaning in texts.OPEN_SYMBOLS.items():
        row += 1
        grid.put(row, 0, symbol, "label")
        grid.put(row, 2, meaning, "text", wrap=True)
    row += 2
    grid.put(row, 0, "Gränser", "heading")
    for label, value in (
        (texts.OPEN_COUNT, limits.count_at_least),
        (texts.OPEN_MEAN, limits.detail_at_least),
        (texts.OPEN_BASE, limits.base_at_least),
    ):
        row += 1
        grid.put(row, 0, label, "label", wrap=True)
        grid.put(row, 1, value, "figure", COUNT, align="right")
    row += 2
    grid.put(row, 0, "Dolt i den här utgåvan", "heading")
    row += 1
    grid.put(row, 0, texts.OPEN_CELLS, "label", wrap=True)
    grid.put(row, 1, drawing.cells, "figure", COUNT, align="right")
    for meaning, reasons in texts.OPEN_REASONS.items():
        row += 1
        count = sum(drawing.hidden[reason] for reason in cast("tuple[Reason, ...]", reasons))
        grid.put(row, 0, meaning, "label", wrap=True)
        grid.put(row, 1, count or NOTHING, "figure", COUNT, align="right")
    row += 2
    grid.put(row, 0, "Att veta", "heading")
    for label, meaning in texts.OPEN_PROMISES.items():
        row += 1
        grid.put(row, 0, label, "label")
        grid.put(row, 2, meaning, "text", wrap=True)
    row += 2
    if drawing.gone:
        grid.put(row, 0, "Rader som inte visas", "heading")
        row += 1
        grid.put(row, 0, "Varför", "label")
        grid.put(row, 2, texts.OPEN_UNREAD, "text", wrap=True)
        for sheet, rows in drawing.gone.items():
            row += 1
            grid.put(row, 0, sheet, "label", wrap=True)
            grid.put(row, 1, rows, "figure", COUNT, align="right")
    return grid
