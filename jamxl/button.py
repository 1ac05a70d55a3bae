"""The tasks in the open workbook, by "Run main" of xlwings; nothing of its subpackage `pro`, licensed otherwise."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jamxl.draw.launcher import EDITION, FOLDER, MESSAGE, PERIOD, TABLE, TABLE_ROWS, TASK
from jamxl.tasks import HEADINGS, Answer, Status, Wish, fault, perform
from jamxl.trouble import Trouble

if TYPE_CHECKING:
    from xlwings import App, Book, Range

NOT_INSTALLED = (
    "xlwings saknas i den Python som kör jamxl. Be IT installera jamxl igen från er kopia, i dess mapp: "
    'pip install -c constraints.txt ".[excel]"'
)
NOT_CALLED = "Ingen arbetsbok anropade jamxl. Öppna Konsolidering.xlsx i Excel och tryck på Run main på fliken xlwings."


class CannotShow(Trouble):
    """The workbook is not as it was made."""


def main() -> None:
    """Do the task chosen in the calling workbook and show the answer there. Raises only SystemExit, with a sentence."""
    try:
        from xlwings import Book

        book = Book.caller()
        app = book.app
    except Exception as missing:
        raise SystemExit(NOT_INSTALLED if isinstance(missing, ImportError) else NOT_CALLED) from None
    try:
        answer = press(book)
    except Trouble as trouble:
        answer = Answer(False, str(trouble))
    except Exception:
        answer = fault()
    finally:
        with suppress(Exception):
            app.status_bar = False
    with suppress(Exception):
        cell(book, MESSAGE).value = answer.text
    if not answer.well:
        with suppress(Exception):
            app.alert(answer.text, "jamxl", mode="critical")


def press(book: "Book") -> Answer:
    """Do the task, fill the table and open the file. Raises CannotShow, and what xlwings raises when Excel fails."""
    task, folder, period, edition = (typed(cell(book, name).value) for name in (TASK, FOLDER, PERIOD, EDITION))
    message, table, app = cell(book, MESSAGE), cell(book, TABLE), book.app

    def say(text: str) -> None:
        # A task does not end because Excel is busy just now.
        with suppress(Exception):
            app.status_bar = f"jamxl: {text} ..."

    message.number_format = "@"
    message.value = ""
    say(task)
    answer = perform(Wish(task, folder, period, edition), say, today=date.today(), now=datetime.now())
    said = [answer.text]
    if answer.units is not None:
        with app.properties(screen_updating=False):
            said += fill(table, answer.units)
    if answer.opens:
        # A task that looks at the units has made the file just now.
        said += opened(app, answer.opens, made=answer.units is not None)
    return Answer(answer.well and len(said) == 1, "\n".join(said))


def cell(book: "Book", name: str) -> "Range":
    """A cell by its name in the workbook. Raises CannotShow."""
    try:
        return book.names[name].refers_to_range
    except Exception:
        raise CannotShow(f"Cellen {name} saknas. Gör en ny arbetsbok med jamxl button -o Konsolidering.xlsx.") from None


def typed(value: Any) -> str:
    """What was typed in a cell: Excel may have made a number of 2010 and the first of March of 2010-03."""
    if isinstance(value, date):
        return f"{value:%Y-%m}" if value.day == 1 else f"{value:%Y-%m-%d}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


def fill(table: "Range", units: Sequence[Status]) -> list[str]:
    """Put the units below the headings, in place of those of an earlier task; a sentence when it did not succeed."""
    area = table.offset(1).resize(TABLE_ROWS, len(HEADINGS))
    # Excel neither empties rows that a filter hides nor fills a block that has such rows as it should.
    table.resize(1 + TABLE_ROWS, len(HEADINGS)).autofilter.clear()
    area.clear_contents()
    if units:
        # Else a name such as "=1+1" is a formula to Excel.
        area.resize(len(units), HEADINGS.index("Inlämnad")).number_format = "@"
        # xlwings for macOS does not promise to take a date without a time.
        days = [one.received and datetime.combine(one.received, time()) for one in units]
        lines = zip(units, days, strict=True)
        area.resize(len(units)).value = [(one.unit, one.book, one.state, day, one.errors) for one, day in lines]
    there = area.columns[0].options(ndim=1).value
    if there == [*(one.unit for one in units), *[None] * (TABLE_ROWS - len(units))]:
        return []
    return ["Tabellen över enheterna stämmer inte, för den har dolda rader. Ta bort filtret och tryck igen."]


def opened(app: "App", path: Path, *, made: bool) -> list[str]:
    """Open a file; a sentence when it is not what the user sees then. `made`: it was written just now."""
    try:
        known = path.name in [book.name for book in app.books]
        book = app.books.open(path)
        if known and not made:
            book.activate()
    except Exception:
        return [f"Filen gick inte att öppna. Stäng andra arbetsböcker som heter {path.name}, och öppna {path}."]
    return [f"{path.name} var redan öppen och är inte den nya. Stäng den och öppna {path}."] if known and made else []
