"""The look at an .xls, through xlrd: error cells, hidden rows, comments."""

from math import isfinite

import xlrd
from xlrd.compdoc import CompDoc

from jamxl.read.look import Look, Refused, refuse_absurd

MACROS = "_VBA_PROJECT_CUR".encode("utf-16-le")


def look_at(data: bytes) -> dict[str, Look]:
    """The sheets by name. Refused for one with a password; ValueError for what xlrd cannot follow."""
    try:
        if endless(CompDoc(data, logfile=_Silent())):
            raise ValueError("a chain of sectors has no end")
        # With formatting, since xlrd knows only then which rows are hidden.
        book = xlrd.open_workbook(file_contents=data, formatting_info=True, ragged_rows=True, logfile=_Silent())
    except xlrd.biffh.XLRDError as trouble:
        if "encrypted" in str(trouble):
            raise Refused("JX102") from trouble
        raise ValueError(str(trouble)) from trouble
    except Exception as trouble:
        # xlrd follows offsets as the file gives them: a damaged one may lead it into any exception.
        raise ValueError(str(trouble)) from trouble
    return {sheet.name: look(sheet) for sheet in book.sheets()}


def endless(document: CompDoc) -> bool:
    """Whether some chain of short sectors bites its own tail: xlrd would follow it until the memory is full."""
    links = document.SSAT
    shortest = document.min_size_std_stream  # type: ignore[attr-defined]
    for stream in document.dirlist:
        steps, sector = 0, stream.first_SID
        while stream.tot_size < shortest and 0 <= sector < len(links) and steps <= len(links):
            steps, sector = steps + 1, links[sector]
        if steps > len(links):
            return True
    return False


def look(sheet: xlrd.sheet.Sheet) -> Look:
    """One sheet."""
    found, rows, columns = Look(), 0, 0
    for r in range(sheet.nrows):
        for c, kind in enumerate(sheet.row_types(r)):
            if kind in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
                continue
            rows, columns = r + 1, max(columns, c + 1)
            if kind in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE) and not isfinite(float(sheet.cell_value(r, c))):
                raise ValueError("a number that is none")
            if kind == xlrd.XL_CELL_ERROR:
                found.errors[r, c] = xlrd.error_text_from_code.get(int(sheet.cell_value(r, c)), "#N/A")
    refuse_absurd(rows, columns)
    found.hidden = {r for r, row in sheet.rowinfo_map.items() if row.hidden and r < sheet.nrows}
    found.notes = {spot: note.text.strip() for spot, note in sheet.cell_note_map.items() if note.text.strip()}
    return found


class _Silent:
    """Takes xlrd's remarks to the programmer."""

    def write(self, text: str) -> None:
        pass

    def flush(self) -> None:
        pass
