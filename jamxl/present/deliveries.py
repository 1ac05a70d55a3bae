"""Which books were expected, and how they came: the same in both editions, but for what stands in the files."""

from collections.abc import Sequence
from datetime import date

from jamxl import report_texts, texts
from jamxl.consolidation import Consolidated, Delivery
from jamxl.grid import Cell, Value, is_number
from jamxl.present.measures import COUNT, DAY
from jamxl.present.report import View
from jamxl.present.views import where_and_when

DELIVERIES, UNUSED, FILES = "Leveransläge", "Filer som inte är använda", "Filer"
# The Excel table of the expected books, which formulas count in.
TABLE = "Leveranser"

Fact = tuple[str, str, Value, str]


def delivery_facts(data: Consolidated) -> list[Fact]:
    """How many books were expected, and how they came: label, formula, number, number format."""
    arrivals = data.arrivals()
    if not arrivals:
        return []
    facts: list[Fact] = [(report_texts.EXPECTED, f"ROWS({TABLE}[Läge])", len(arrivals), COUNT)]
    for state, label in report_texts.ARRIVED.items():
        count = sum(1 for arrived in arrivals if arrived.state == state)
        facts.append((label, f'COUNTIF({TABLE}[Läge],"{state}")', count, COUNT))
    return facts


def title_of(data: Consolidated, book: str) -> str:
    """A book's title in words."""
    return data.books[book].title if book in data.books else book


def deliveries(data: Consolidated) -> View:
    """Every expected book, and in what state it came."""
    headers = ("Kommun", "Enhet", "Bok", "Läge", "Skick", "Fel", "Varningar", "Notiser", "Rader", "Inkom")
    rows: list[Sequence[Value]] = [
        (
            a.unit.municipality, a.unit.name, title_of(data, a.book), a.state,
            texts.STATUS[a.delivery.status] if a.delivery else "–", *severities(a.delivery),
            a.delivery.rows if a.delivery and a.used else 0, a.delivery.received if a.delivery else None,
        )
        for a in data.arrivals()
    ]  # fmt: skip
    if not data.expected:
        rows = [
            (
                *d.names, title_of(data, d.book), "avvisad" if d.status == "refused" else "med",
                texts.STATUS[d.status], *severities(d), d.rows, d.received,
            )
            for d in (*data.used, *data.refused)
        ]  # fmt: skip
    return listed(data, DELIVERIES, report_texts.DELIVERIES, headers, rows)


def open_deliveries(data: Consolidated) -> View:
    """Which units the open edition is had from."""
    rows: list[Sequence[Value]] = [
        (a.unit.municipality, a.unit.name, title_of(data, a.book), a.state) for a in data.arrivals()
    ]
    if not data.expected:
        rows = [(*delivery.names, title_of(data, delivery.book), "med") for delivery in data.used]
    return listed(data, DELIVERIES, report_texts.OPEN_DELIVERIES, ("Kommun", "Enhet", "Bok", "Läge"), rows)


def unused(data: Consolidated) -> View | None:
    """The files that no expected book was had from, and why; None without any."""
    arrived = [a.delivery for a in data.arrivals()]
    others = [d for d in data.refused if not any(d is one for one in arrived)] if data.expected else []
    reasons = (" ".join(f.message for f in d.findings if f.code.startswith("JX1")) for d in others)
    rows = [(d.path, reason) for d, reason in zip(others, reasons, strict=True)]
    return listed(data, UNUSED, report_texts.UNUSED_FILES, ("Fil", "Skäl"), rows) if rows else None


def files(data: Consolidated) -> View:
    """Every file that was read, and its checksum, by which anybody can tell that it is the same."""
    rows = [
        (d.path, title_of(data, d.book), "med" if at < len(data.used) else "inte med", d.sha256)
        for at, d in enumerate((*data.used, *data.refused))
    ]
    return listed(data, FILES, report_texts.FILES_READ, ("Fil", "Bok", "I rapporten", "Kontrollsumma (SHA-256)"), rows)


def listed(
    data: Consolidated, name: str, intro: str, headers: tuple[str, ...], rows: Sequence[Sequence[Value]]
) -> View:
    """A view of plain rows, named by their first two columns."""
    cells = [[plain_cell(value) for value in row] for row in rows]
    return View(name, f"{name}. {where_and_when(data)}.", intro, headers, cells, min(2, len(headers) - 1))


def plain_cell(value: Value) -> Cell:
    """A value of a list; long texts wrap."""
    if isinstance(value, str):
        return Cell(value, "text", wrap=True)
    formats = {int: COUNT, date: DAY}
    return Cell(value, "text", formats.get(type(value), ""), align="right" if is_number(value) else "")


def severities(delivery: Delivery | None) -> list[Value]:
    """Number of errors, warnings and notes of a file."""
    found = delivery.findings if delivery else []
    return [sum(1 for f in found if f.severity == severity) for severity in texts.SEVERITY]
