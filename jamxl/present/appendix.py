"""What stands last in a report: how each figure is worked out, how good the data is, which rules were broken most."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import takewhile

from jamxl import report_texts, texts
from jamxl.columns import plain
from jamxl.consolidation import Consolidated, Delivery
from jamxl.findings import Finding
from jamxl.grid import Cell, Value
from jamxl.present.deliveries import listed, title_of
from jamxl.present.measures import SHARE, Derived, Known, Measure, OfColumn, Single, Stat, Sum
from jamxl.present.reading import quoted
from jamxl.present.report import View
from jamxl.present.sections import Figures, Section
from jamxl.present.signs import NOTHING
from jamxl.swedish import listed as in_a_row
from jamxl.swedish import sort_key

# What a book's column counts of how the expected ones came; of none: all.
STATES = {"Väntade": (), "Med": ("i tid", "sen"), "Sena": ("sen",), "Saknas": ("saknas",), "Avvisade": ("avvisad",)}
ROWS = ("Rader lästa", "Rader med", "Rader avvisade")
# Where a prompt's sentences, and the parts of those, begin; and words that speak to whoever fills in a book.
SENTENCE, PART = re.compile(r"(?<=\.) (?=[A-ZÅÄÖ])"), re.compile(r"(?=[,;] )")
TO_UNITS = re.compile(r"\b(ni|skriv|ifyllt|decimal|väljs|t\.ex|tomt om|om en)\b", re.IGNORECASE)
VALUES = ("Oläsliga värden", "Utan uppgift", "För få personer")


def definitions(data: Consolidated, sections: Iterable[Section]) -> View:
    """How each figure of the sections' tables is worked out, once what is worked out alike in several.

    The sum of a column of the same name says itself what it is.
    """
    told: dict[tuple[str, str, str], list[str]] = {}
    for section in sections:
        if isinstance(section.table, Figures):
            for measure in section.table.measures:
                if says_itself(data, measure):
                    continue
                unit = report_texts.UNITS.get(measure.format, "")
                told.setdefault((measure.header, defined(data, measure), unit), []).append(section.sheet)
    rows = [(name, how, unit, in_a_row(list(dict.fromkeys(sheets)))) for (name, how, unit), sheets in told.items()]
    rows.sort(key=lambda row: sort_key(row[0]))
    return listed(data, report_texts.DEFINITIONS, report_texts.DEFINED, report_texts.DEFINITION_HEADERS, rows)


def says_itself(data: Consolidated, measure: Measure) -> bool:
    """A figure is all of a column of the same name, of which its book says no more."""
    if not isinstance(measure, Sum | Single) or measure.where:
        return False
    return data.stack(measure.part).header(measure.key) == measure.header and not meaning(measure)


def defined(data: Consolidated, measure: Measure) -> str:
    """How a figure is worked out, in words."""
    match measure:
        case Sum() | Single() | Stat():
            words = report_texts.WORKED_OUT[measure.function if isinstance(measure, Stat) else type(measure).__name__]
            said = words.format(what=quoted(data.stack(measure.part).header(measure.key)), sheet=measure.part.sheet)
            return " ".join(filter(None, (f"{said}{narrowed(data, measure)}.", meaning(measure))))
        case Known():
            column = measure.part.columns.get(measure.key)
            # That a row has its ID need not be said, nor that it has what it must have to count.
            told = column is None or is_name(measure) or measure.key in dict(measure.where)
            holds = "" if column is None or told else report_texts.CONDITIONS["known"].format(what=column.header)
            said = report_texts.WORKED_OUT["Known"].format(sheet=measure.part.sheet)
            return f"{said}{narrowed(data, measure, holds)}."
        case Derived(of=(a, b), base=base) if base == (b,):
            return report_texts.WORKED_OUT["ratio"].format(a=quoted(a), b=quoted(b))
        case Derived(of=(a, b), base=base) if base == (a, b):
            return report_texts.WORKED_OUT["of both"].format(a=quoted(a), b=quoted(b))
        case Derived(of=of):
            return report_texts.WORKED_OUT["Derived"].format(what=in_a_row([quoted(header) for header in of]))
    raise ValueError(measure.header)


def meaning(measure: OfColumn) -> str:
    """What a figure's column is of, as its book says."""
    return without_orders(getattr(measure.part.columns.get(measure.key), "prompt", ""))


def without_orders(prompt: str) -> str:
    """What a prompt says of its column, less what it says to those who fill it in."""
    told = (PART.split(sentence.rstrip(".")) for sentence in SENTENCE.split(prompt))
    kept = ("".join(takewhile(lambda part: not TO_UNITS.search(part), parts)) for parts in told)
    return " ".join(f"{sentence}." for sentence in kept if sentence)


def is_name(measure: OfColumn) -> bool:
    """The column is its table's first, which names the row."""
    return measure.key == next(iter(measure.part.columns))


def narrowed(data: Consolidated, measure: OfColumn, first: str = "") -> str:
    """Which rows count, in words; "" for all."""
    stack = data.stack(measure.part)
    told = [first] if first else []
    for key, wanted in measure.where:
        words = {"": "blank", "<>": "known"}.get(wanted, "not" if wanted.startswith("<>") else "is")
        told.append(report_texts.CONDITIONS[words].format(what=stack.header(key), value=wanted.removeprefix("<>")))
    return f" där {in_a_row(told)}" if told else ""


def quality(data: Consolidated, contact: str, *, inside: bool) -> View:
    """How many books were expected and came; and in notes what is to be known of all figures.

    What the books hold is told `inside` only: the rows of a table may be people.
    """
    titles = list(data.books) if not data.expected else [key for key in data.books if expected(data, key)]
    headers = ["Bok", *(STATES if data.expected else ()), *(("Andel med",) if data.expected else ())]
    if inside:
        headers += [*ROWS, *VALUES]
    lines = [line for key in titles if (line := counted_book(data, key, inside=inside))]
    lines.append([report_texts.ALL_BOOKS, *map(added, zip(*(line[1:] for line in lines), strict=True))])
    if data.expected:
        lines = [with_share(line) for line in lines]
    view = listed(data, report_texts.QUALITY, report_texts.QUALITY_INTRO, tuple(headers), lines)
    rows = [[share_cell(cell, zero=0 if inside else NOTHING) for cell in row] for row in view.rows]
    return replace(view, rows=rows, labels=1, notes=tuple(known(data, contact, inside=inside)))


def expected(data: Consolidated, book: str) -> bool:
    """Some unit is to answer with a book."""
    return any(arrived.book == book for arrived in data.arrivals())


def counted_book(data: Consolidated, book: str, *, inside: bool) -> list[Value]:
    """A book's title and its numbers; empty for a book of a project without units that nobody has sent."""
    mine = [delivery for delivery in data.used if delivery.book == book]
    refused = [delivery for delivery in data.refused if delivery.book == book]
    if not data.expected and not mine and not refused:
        return []
    states = [arrived.state for arrived in data.arrivals() if arrived.book == book]
    counts = [sum(1 for state in states if not wanted or state in wanted) for wanted in STATES.values()]
    line: list[Value] = [title_of(data, book), *(counts if data.expected else ())]
    return [*line, *rows_of(mine, refused), *values_of(mine)] if inside else line


def rows_of(used: Sequence[Delivery], refused: Sequence[Delivery]) -> tuple[int, ...]:
    """Rows read, consolidated, and refused with their file."""
    inside, outside = (sum(len(b.lines) for d in group for b in d.batches.values()) for group in (used, refused))
    return inside + outside, inside, outside


def values_of(used: Sequence[Delivery]) -> tuple[int, ...]:
    """Values that could not be read, that units have a sign for, and that stayed in a book marked Känslig."""
    batches = [batch for delivery in used for batch in delivery.batches.values()]
    unread = sum(sum(batch.unreadable.values()) for batch in batches)
    stayed = sum(len(lines) for batch in batches for lines in batch.hidden.values())
    signs = sum(len(signs) for batch in batches for signs in batch.symbols.values())
    return unread, signs - stayed, stayed


def added(column: Iterable[Value]) -> int:
    """The sum of a column of counts."""
    return sum(value for value in column if isinstance(value, int))


def with_share(line: list[Value]) -> list[Value]:
    """A line with the share of the expected books that is in, after how they came."""
    wanted, inside = line[1], line[2]
    assert isinstance(wanted, int)
    assert isinstance(inside, int)
    at = 1 + len(STATES)
    return [*line[:at], inside / wanted if wanted else None, *line[at:]]


def share_cell(cell: Cell, zero: Value) -> Cell:
    """A cell of the view, whose only fractions are shares; zero by its sign in the open edition."""
    if isinstance(cell.value, float):
        return replace(cell, format=SHARE)
    return cell if cell.value != 0 else replace(cell, value=zero)


def known(data: Consolidated, contact: str, *, inside: bool) -> Iterator[str]:
    """What is to be known of all figures."""
    yield from report_texts.KNOWN_OF_ALL
    if inside:
        yield report_texts.KNOWN_INSIDE.format(least=data.limits.count_at_least)
    if contact:
        yield report_texts.ASK.format(contact=contact)


def most_found(data: Consolidated) -> View:
    """How often each rule was broken in each book, the gravest and the most often broken first."""
    found: Counter[tuple[str, str, str]] = Counter()
    units: dict[tuple[str, str, str], set[str]] = {}
    example: dict[tuple[str, str, str], Finding] = {}
    for delivery, finding in data.findings():
        key = (finding.severity, finding.rule or finding.code, title_of(data, delivery.book))
        found[key] += 1
        units.setdefault(key, set()).add(delivery.unit)
        example.setdefault(key, finding)
    severities = list(texts.SEVERITY)
    order = sorted(found, key=lambda key: (severities.index(key[0]), -found[key], key[1:]))
    rows = [
        (rule, texts.SEVERITY[severity], book, found[key], len(units[key]), plain(example[key].message))
        for key in order
        for severity, rule, book in [key]
    ]
    return listed(data, report_texts.MOST_FOUND, report_texts.MOST_FOUND_INTRO, report_texts.FOUND_HEADERS, rows)
