"""Types into a finished workbook what people type into theirs; openpyxl opens and saves it."""

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

# openpyxl writes the clock into the file; the demo's files are the same every time.
MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")
NO_TIME = b"2000-01-01T00:00:00Z"


def type_in(mistakes: Sequence[Mapping[str, Any]], path: Path) -> None:
    """Each `typed` value (none: a blank) into its `cell`, or where its `row` (an ID) and `header` meet."""
    book = openpyxl.load_workbook(path)
    # All places first: an ID that is typed over is still found by the mistakes after it.
    places = [(book[mistake["sheet"]], address(book[mistake["sheet"]], mistake)) for mistake in mistakes]
    for (sheet, at), mistake in zip(places, mistakes, strict=True):
        sheet[at] = mistake.get("typed")
    written = io.BytesIO()
    book.save(written)
    path.write_bytes(timeless(written))


def address(sheet: Worksheet, mistake: Mapping[str, Any]) -> str:
    """The A1 address of a mistake. IDs stand in column A; of equal headers the nearest above counts."""
    if "cell" in mistake:
        return str(mistake["cell"])
    row = next(cell.row for cell in sheet["A"] if cell.value == mistake["row"])
    above = sheet.iter_rows(max_row=row - 1)
    headers = [cell for line in above for cell in line if cell.value == mistake["header"]]
    return f"{headers[-1].column_letter}{row}"


def timeless(written: io.BytesIO) -> bytes:
    """The same package without times."""
    result = io.BytesIO()
    with zipfile.ZipFile(written) as old, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "docProps/core.xml":
                data = MODIFIED.sub(rb"\g<1>" + NO_TIME, data)
            new.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return result.getvalue()
