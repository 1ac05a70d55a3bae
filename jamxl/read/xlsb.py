"""The look at an .xlsb: error cells and hidden rows, record by record (MS-XLSB 2.1.4)."""

import struct
import zipfile
from collections.abc import Iterator
from math import isfinite

from jamxl.read.look import Look, refuse_absurd
from jamxl.read.package import content, related

ROW, ERROR, FORMULA_ERROR, SHEET = 0, 3, 11, 156
# Cells that hold something.
VALUES = range(2, 12)
NUMBERS = (5, 9)
HIDDEN = 0x10
ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}


def look_at(package: zipfile.ZipFile) -> dict[str, Look]:
    """The sheets by name. Raises ValueError, KeyError or struct.error where the records break off;
    Refused when a sheet is absurdly large."""
    parts = {relation.id: relation.target for relation in related(package, "xl/workbook.bin")}
    found = {}
    for kind, record in records(content(package, "xl/workbook.bin")):
        if kind == SHEET:
            relation, end = wide_string(record, 8)
            name, _ = wide_string(record, end)
            if parts.get(relation, "").startswith("xl/worksheets/"):
                found[name] = look(content(package, parts[relation]))
    return found


def look(data: bytes) -> Look:
    """One sheet."""
    found, row, rows, columns = Look(), 0, 0, 0
    for kind, record in records(data):
        if kind == ROW:
            (row,) = struct.unpack_from("<I", record)
            if record[11] & HIDDEN:
                found.hidden.add(row)
        elif kind in VALUES:
            (column,) = struct.unpack_from("<I", record)
            rows, columns = max(rows, row + 1), max(columns, column + 1)
            if kind in NUMBERS and not isfinite(struct.unpack_from("<d", record, 8)[0]):
                raise ValueError("a number that is none")
            if kind in (ERROR, FORMULA_ERROR):
                found.errors[row, column] = ERRORS.get(record[8], "#N/A")
    refuse_absurd(rows, columns)
    return found


def records(data: bytes) -> Iterator[tuple[int, bytes]]:
    """(kind, content) of each record: both kind and length are numbers of seven bits a byte."""
    at = 0
    while at < len(data):
        kind, at = number(data, at, 2)
        length, at = number(data, at, 4)
        yield kind, data[at : at + length]
        at += length


def number(data: bytes, at: int, most: int) -> tuple[int, int]:
    """A number of at most so many bytes, and where it ends. The kind of a record keeps its high bit of byte one."""
    value = 0
    for index in range(most):
        if at >= len(data):
            raise ValueError("a record breaks off")
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << (7 * index)
        if not byte & 0x80:
            break
    return value, at


def wide_string(record: bytes, at: int) -> tuple[str, int]:
    """A string behind its length, and where it ends."""
    (length,) = struct.unpack_from("<I", record, at)
    end = at + 4 + 2 * length
    return record[at + 4 : end].decode("utf-16-le", "replace"), end
