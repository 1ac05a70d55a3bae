"""The marks of a review: a note and a look at each cell, a first sheet; and all of it taken away again."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from jamxl.findings import SEVERITIES, Severity
from jamxl.grid import Pages, a1, position
from jamxl.mark import graft, looks, notes
from jamxl.mark.package import Package, Sheet
from jamxl.mark.styles import Styles
from jamxl.texts import NOT_PLACED

# Notes that a sheet can bear: each is a shape, and programs grow slow with many.
MOST_NOTES = 1_000


@dataclass(frozen=True, slots=True)
class Mark:
    """What to say at a cell: its A1 address, and a Swedish text of one or more lines."""

    sheet: str
    cell: str
    text: str
    severity: Severity


def mark(data: bytes, marks: Sequence[Mark], page: Callable[[list[str]], Pages]) -> bytes:
    """The review copy of an .xlsx or .xlsm: every mark at its cell, and the one grid that `page` gives as first sheet.

    What an earlier review put there is gone. `page` gets, in Swedish, what could not be placed; its grid's A1 must hold
    texts.REVIEW_KEY. The same input gives the same bytes. Raises CannotMark when the package cannot be patched, and
    ValueError when a mark's cell is no address.
    """
    package = Package(data)
    take_away(package)
    styles = Styles(package)
    missed = list(put_marks(package, styles, marks))
    if any(name.startswith("_xmlsignatures/") for name in package.names):
        missed.append(NOT_PLACED["signed"])
    graft.put_in(package, styles, page(missed))
    return package.to_bytes()


def take_away(package: Package) -> None:
    """Take away the first sheet, the looks and the notes of an earlier review."""
    graft.take_out(package)
    for sheet in package.sheets():
        if sheet.kind == "worksheet":
            looks.take_away(package, sheet)
            notes.take_away(package, sheet)


def put_marks(package: Package, styles: Styles, marks: Sequence[Mark]) -> Iterator[str]:
    """Put the marks at their cells, sheet by sheet; gives what could not be placed, as sentences."""
    sheets = {sheet.name: sheet for sheet in package.sheets() if sheet.kind == "worksheet"}
    cells: dict[str, dict[str, list[Mark]]] = {}
    for one in marks:
        cell = a1(*position(one.cell))
        if one.sheet in sheets:
            cells.setdefault(one.sheet, {}).setdefault(cell, []).append(one)
        else:
            yield NOT_PLACED["sheet"].format(cell=cell, sheet=one.sheet)
    for name, sheet in sheets.items():
        if name in cells:
            yield from put_on_sheet(package, styles, sheet, cells[name])


def put_on_sheet(package: Package, styles: Styles, sheet: Sheet, cells: dict[str, list[Mark]]) -> Iterator[str]:
    """Put one sheet's marks at their cells."""
    gravest = {cell: min((one.severity for one in said), key=SEVERITIES.index) for cell, said in cells.items()}
    looks.write(package, sheet, styles, gravest)
    if not notes.has_room(package, sheet):
        yield NOT_PLACED["drawing"].format(sheet=sheet.name)
        return
    talks = notes.threads(package, sheet)
    for cell in cells:
        if cell in talks:
            yield NOT_PLACED["talk"].format(cell=cell, sheet=sheet.name)
    free = [cell for cell in cells if cell not in talks]
    if len(free) > MOST_NOTES:
        yield NOT_PLACED["many"].format(sheet=sheet.name, most=f"{MOST_NOTES:,}".replace(",", "\N{NO-BREAK SPACE}"))
    said = {cell: "\n\n".join(dict.fromkeys(one.text for one in cells[cell])) for cell in free[:MOST_NOTES]}
    if said:
        for cell in notes.write(package, sheet, said):
            yield NOT_PLACED["full"].format(cell=cell, sheet=sheet.name)
