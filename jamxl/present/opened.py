"""The open edition of a report: the same tables as values alone, with what must not be known left out. Pure.

Nothing is shown before an audit of the finished views has found that nothing hidden can be worked out from them.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import cast

from jamxl import report_texts
from jamxl.columns import plain
from jamxl.consolidation import Consolidated
from jamxl.grid import Cell as Shown
from jamxl.grid import Pages, Style, Value, is_number
from jamxl.present.cells import Cell
from jamxl.present.charting import worth_drawing
from jamxl.present.deliveries import listed, open_deliveries
from jamxl.present.making import UNKNOWN, UNSAID, History, Letter, followed, report
from jamxl.present.measures import DAY
from jamxl.present.open_pages import open_pages
from jamxl.present.origins import NEAR, Atom, Key
from jamxl.present.protection import Edition, Protection, Reason
from jamxl.present.recalled import Published
from jamxl.present.report import Chapter, Exhibit, Report, View
from jamxl.present.report import Edition as Audience
from jamxl.present.sections import Figures, Group, Listing, Section
from jamxl.present.signs import HIDDEN, IMPOSSIBLE, NOTHING, rounded, sign, without_mask
from jamxl.present.views import framed, labels, number_format, stayed
from jamxl.protect import Interval, Part, audit
from jamxl.swedish import counted, show, sort_key

LEGEND = "Teckenförklaring"


@dataclass
class Opened:
    """An open edition: the report and its pages, what the next round needs to know of it, and what was done and found.

    `shown`: the figures that this edition and earlier ones of the period showed, with what they were last.
    `cells`: how many numbers it has, the hidden cells among them; `hidden`: how many these are, by reason, which no
    reader may know. `intervals`: how many the audit worked
    out; `exposed`: what could be known of the hidden, in words. It must not be published unless that is empty.
    """

    report: Report
    pages: Pages
    shown: Mapping[Key, float]
    hidden: Mapping[Reason, int]
    cells: int
    intervals: int
    exposed: list[str]


@dataclass
class _Drawing:
    """An edition as it is drawn: where in the views each cell that tells of people ended up."""

    edition: Edition
    places: dict[tuple[str, int, int], Cell] = field(default_factory=dict)
    hidden: Counter[Reason] = field(default_factory=Counter)
    cells: int = 0

    @cached_property
    def reviewed(self) -> set[str]:
        """The files whose texts their units have gone through."""
        return {delivery.path for delivery in self.edition.data.used if delivery.texts_reviewed}

    def told(self, section: Section) -> list[int]:
        """The rows of a section that anybody may know of: not those that stand there for a hidden number."""
        table, cells = section.table, self.edition.cells[section.sheet]
        names = table.keys if isinstance(table, Listing) else tuple(measure.header for measure in table.measures)
        reasons = [names.index(name) for name in table.because]
        return [
            row for row in range(rows_of(section)) if not any(self.edition.reason(cells[row][at]) for at in reasons)
        ]

    def kept(self, section: Section) -> list[int]:
        """The rows of a section that stand in the open edition, in their order there."""
        table, rows = section.table, self.told(section)
        if isinstance(table, Listing):
            rows = [row for row in rows if table.links[row][0] in self.reviewed]
            labels = [tuple(map(plain, values)) for values in table.rows]
        else:
            labels = [tuple(map(plain, group.labels)) for group in table.groups]
        return sorted(rows, key=lambda row: tuple(map(sort_key, labels[row]))) if section.unranked else rows

    @cached_property
    def gone(self) -> dict[str, int]:
        """The sections with rows of unread texts, and how many those are. Of rows for hidden numbers none is told."""
        counts = {sheet.sheet: len(self.told(sheet)) - len(self.kept(sheet)) for sheet in self.edition.sections}
        return {sheet: count for sheet, count in counts.items() if count}

    def left_out(self, section: Section) -> bool:
        """A section that has rows, but only of unread texts."""
        return 0 < len(self.told(section)) == self.gone.get(section.sheet)

    def notes(self, section: Section) -> list[str]:
        """How many rows are left out for their texts; and of a sheet that never has hidden numbers, that it has not.

        How many rows those would be tells what the numbers are: that they have changed, and by how much at least.
        """
        left_out = self.gone.get(section.sheet, 0)
        said = [f"{counted(left_out, 'rad', 'rader')} visas inte: {report_texts.OPEN_TEXTS}"] if left_out else []
        return [*said, *([report_texts.OPEN_NEVER] if section.table.because else [])]

    @cached_property
    def sections(self) -> list[Section]:
        return [section for section in self.edition.sections if not self.left_out(section)]

    def view(self, section: Section) -> View:
        """A section as anybody may see it."""
        table, kept = section.table, self.kept(section)
        every = self.edition.cells[section.sheet]
        notes = self.notes(section)
        if isinstance(table, Figures):
            groups = [(table.groups[row], every[row], self.edition.labels[section.sheet][row]) for row in kept]
            groups += [(Group((table.total,), {}), cells, []) for cells in every[len(table.groups) :]]
            rows = [self.figures(section, table, *group, row) for row, group in enumerate(groups)]
            notes += [coverage(self.edition.data, table), stayed(self.edition.data, table)]
        else:
            rows = [
                [
                    self.cell(section.sheet, (row, at), cell, "text", format)
                    for at, (cell, format) in enumerate(zip(every[line], table.formats, strict=True))
                ]
                for row, line in enumerate(kept)
            ]
        view = framed(self.edition.data, section, rows, kept, notes, section.open_intro)
        # The ways to the files are the project's own.
        empty = report_texts.OPEN_NEVER if table.because else view.empty
        return replace(view, links=(), left_out=self.gone.get(section.sheet, 0), empty=empty)

    def figures(
        self, section: Section, table: Figures, group: Group, cells: Sequence[Cell], left: Sequence[Cell], row: int
    ) -> list[Shown]:
        """A row of figures, with what stands to the left of it (`left`: what that tells; nothing of the total)."""
        last = group.labels == (table.total,) and not group.where
        named = [replace(label, value=without_mask(label.value)) for label in labels(table, group, last)]
        for at, cell in enumerate(left):
            self.places[section.sheet, row, at] = cell
            if self.edition.reason(cell):
                # Also where no word stands, which tells as much.
                named[at] = replace(named[at], value=HIDDEN)
        values = {m.header: [cell.value] for m, cell in zip(table.measures, cells, strict=True)}
        style: Style = "figure-total" if last else "figure"
        made = []
        for at, (cell, measure) in enumerate(zip(cells, table.measures, strict=True), len(named)):
            # How exactly a share is told says how many it is of.
            hidden = self.edition.reason(cell)
            format = measure.format if hidden else number_format(self.edition.data, table, measure, values, 0)
            made.append(self.cell(section.sheet, (row, at), cell, style, format))
        return named + made

    def cell(self, sheet: str, at: tuple[int, int], cell: Cell, style: Style, format: str) -> Shown:
        """A cell, or the sign that stands for it. A blank one says nothing, so there is none."""
        reason = self.edition.reason(cell)
        number = is_number(cell.value)
        self.cells += number or bool(reason)
        if reason:
            # Also where nothing would stand, which only hidden numbers may tell: a share of none.
            self.hidden[reason] += 1
        value = HIDDEN if reason else sign(cell, format)
        self.places[sheet, *at] = cell
        signed = value in (HIDDEN, NOTHING, IMPOSSIBLE)
        # Words stand to the left, and so do the signs that stand for them.
        right = number or style != "text" or (signed and format not in ("", "@", DAY))
        return Shown(value, style, format, align="right" if right else "", wrap=not right)


def opened(
    data: Consolidated,
    published: Mapping[str, Published] | None = None,
    letter: Letter = UNSAID,
    history: History = UNKNOWN,
) -> Opened:
    """The open edition of a consolidation; `published`: what earlier ones showed, by period, its own among them.

    `history` has nothing but what they showed.
    """
    known = published or {}
    protection = Protection(data.limits)
    for earlier in data.earlier:
        protection.add(earlier, known.get(earlier.period))
    edition = protection.add(data, known.get(data.period), again=True)
    drawing = _Drawing(edition)
    made = reported(drawing, letter, history)
    pages = open_pages(made)
    shown, wrong = seen(made, drawing)
    wrong += [
        report_texts.OPEN_FORMULA.format(sheet=grid.name)
        for grid in pages.grids
        if any(cell.formula for cell in grid.cells.values())
    ]
    intervals = audited(protection, shown)
    exposed = [in_words(edition, interval) for interval in intervals if interval.exposed]
    told = {**known.get(data.period, {}), **{key: value_of(protection, key) for key in sorted(shown)}}
    return Opened(made, pages, told, dict(drawing.hidden), drawing.cells, len(intervals), wrong + exposed)


def exhibit(view: View, section: Section, history: History) -> Exhibit:
    """A section's view as it is shown, with its charts."""
    return Exhibit(followed(view, section, history), worth_drawing(view, section.charts), detail=section.detail)


def reported(drawing: _Drawing, letter: Letter, history: History) -> Report:
    """The report of an edition as it is drawn."""
    edition = drawing.edition
    chapters = [
        Chapter(
            str(theme),
            tuple(exhibit(drawing.view(one), one, history) for one in kept),
        )
        for theme, sections in edition.themes.items()
        if (kept := [one for one in sections if not drawing.left_out(one)])
    ]
    return report(
        edition.data, Audience.OPEN, letter, chapters, drawing.sections, open_deliveries(edition.data),
        [legend(drawing)], history,
    )  # fmt: skip


def seen(made: Report, drawing: _Drawing) -> tuple[frozenset[Key], list[str]]:
    """The figures that whoever reads the report knows; and in words the cells that do not show what they should."""
    shown: set[Key] = set()
    wrong = []
    for exhibit in made.exhibits():
        view = exhibit.view
        for row, line in enumerate(view.rows):
            for column, drawn in enumerate(line):
                cell = drawing.places.get((view.name, row, column))
                if cell is None or drawn.value == HIDDEN:
                    continue
                shown |= cell.needs
                figure = drawing.edition.figures.get(cell.own) if cell.own else None
                if (
                    figure
                    and isinstance(drawn.value, int | float)
                    and abs(drawn.value - rounded(cell.value, drawn.format)) > NEAR
                ):
                    wrong.append(report_texts.OPEN_WRONG.format(sheet=view.name))
    return frozenset(shown), wrong


def value_of(protection: Protection, key: Key) -> float:
    """What a figure is."""
    return sum(factor * protection.origins.atoms[atom] for atom, factor in key)


def audited(protection: Protection, shown: frozenset[Key]) -> list[Interval]:
    """What a reader of this edition and of the earlier ones could work out of the hidden figures."""
    atoms, figures, persons = protection.system()
    before = {key for other in protection.editions[:-1] for key in other.figures.keys() - other.hidden}
    hidden = protection.figures.keys() - shown - before - protection.known
    return audit(atoms, figures, hidden, protection.width, persons)


def in_words(edition: Edition, interval: Interval) -> str:
    """What could be known, and where it stands."""
    limits = f"{show(round(interval.low, 1))}–{show(round(interval.high, 1))}"
    if isinstance(interval.of, Part):
        unit, table, *what = cast("Atom", interval.of.atoms[0])
        where = f"{unit}, {table}, {', '.join(part for part in what if part)}"
        return report_texts.OPEN_EXPOSED.format(where=where, limits=limits)
    for section in edition.sections:
        for row, cells in enumerate(edition.cells[section.sheet]):
            for column, cell in enumerate(cells):
                if cell.own == interval.of:
                    return report_texts.OPEN_EXPOSED.format(where=named(section, row, column), limits=limits)
    return report_texts.OPEN_EXPOSED.format(where=report_texts.OPEN_EARLIER, limits=limits)


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


def coverage(data: Consolidated, table: Figures) -> str:
    """How many units a table is had from, and which are missing."""
    if not table.basis:
        return ""
    part = table.basis[0]
    units = len({delivery.unit for delivery in data.used if part.table_key in delivery.batches})
    missing = data.missing_units(part)
    return f"{counted(units, 'enhet', 'enheter')} har svarat." + (f" Saknas: {', '.join(missing)}." if missing else "")


def legend(drawing: _Drawing) -> View:
    """The signs, the thresholds, how much is hidden for which reason, and which rows are not shown."""
    data = drawing.edition.data
    lines: list[tuple[str, Value, str]] = [
        ("Tecken", symbol, meaning) for symbol, meaning in report_texts.OPEN_SYMBOLS.items()
    ]
    lines += [
        ("Gräns", data.limits.count_at_least, report_texts.OPEN_COUNT),
        ("Gräns", data.limits.detail_at_least, report_texts.OPEN_MEAN),
        ("Gräns", data.limits.base_at_least, report_texts.OPEN_BASE),
        ("Dolt", drawing.cells, report_texts.OPEN_CELLS),
    ]
    for meaning, reasons in report_texts.OPEN_REASONS.items():
        count = sum(drawing.hidden[reason] for reason in cast("tuple[Reason, ...]", reasons))
        lines.append(("Dolt", count or NOTHING, meaning))
    lines += [("Att veta", label, meaning) for label, meaning in report_texts.OPEN_PROMISES.items()]
    lines += [("Rader som inte visas", rows, sheet) for sheet, rows in drawing.gone.items()]
    view = listed(data, LEGEND, report_texts.OPEN_LEGEND, ("Vad", "Tecken eller tal", "Betydelse"), lines)
    return replace(view, notes=(report_texts.OPEN_UNREAD,) if drawing.gone else ())
