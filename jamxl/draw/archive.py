"""Tables as files that other programs read, today and in years: CSV as Swedish Excel has it, and Parquet.

The same table gives the same bytes.
"""

import csv
import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

from jamxl.columns import plain
from jamxl.grid import Value

if TYPE_CHECKING:
    pass

Kind = Literal["text", "number", "integer", "truth", "day"]
TYPES: dict[Kind, tuple[type, ...]] = {
    "text": (str,), "number": (float, int), "integer": (int,), "truth": (bool,), "day": (date,),
}  # fmt: skip
DELIMITER, DECIMAL_MARK, BOM = ";", ",", "\ufeff"
# What spreadsheets take for the beginning of a formula, also in the wide form of Chinese signs; and what makes it text.
FORMULA, AS_TEXT = "=+-@＝＋－＠", "'"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its key, its heading in words, its kind and its values, None for nothing."""

    key: str
    header: str
    kind: Kind
    values: Sequence[Value]

    def __post_init__(self) -> None:
        """Raise TypeError for a value of another kind."""
        for value in self.values:
            if value is not None and not fits(value, self.kind):
                raise TypeError(f"{self.key}: {value!r} is no {self.kind}")


@dataclass(frozen=True, slots=True)
class DataTable:
    """A table of the archive. `name` is that of its files; a column's values are as many as all others'."""

    name: str
    title: str
    columns: Sequence[Column]

    @property
    def rows(self) -> int:
        """How many rows it has."""
        return len(self.columns[0].values) if self.columns else 0


def fits(value: Value, kind: Kind) -> bool:
    """A value is of a kind. A truth value is no number, though Python says so."""
    return isinstance(value, TYPES[kind]) and (kind == "truth" or not isinstance(value, bool))


def column(key: str, header: str, kind: Kind, values: Sequence[Value]) -> Column:
    """A column of a kind, or of text in words where some value is of another."""
    if all(value is None or fits(value, kind) for value in values):
        return Column(key, header, kind, values)
    return Column(key, header, "text", [None if value is None else plain(value) for value in values])


def csv_bytes(table: DataTable) -> bytes:
    """The table with its headings: semicolons, decimal commas, ISO days, UTF-8 with the mark that Excel knows it by.

    A text that a spreadsheet would take for a formula has an apostrophe first; Parquet has it as it is.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=DELIMITER, lineterminator="\r\n")
    writer.writerow([written(one.header) for one in table.columns])
    writer.writerows(zip(*([written(value) for value in one.values] for one in table.columns), strict=True))
    # A lone surrogate, which a damaged file may hold, is no UTF-8.
    return (BOM + out.getvalue()).encode("utf-8", "replace")


def written(value: Value) -> str:
    """A value as CSV has it."""
    match value:
        case str():
            return AS_TEXT + value if value.lstrip()[:1] in tuple(FORMULA) else value
        case bool() | None:
            return plain(value)
        case int() | float():
            return digits(value).replace(".", DECIMAL_MARK)
        case _:
            return value.isoformat()


def digits(value: float) -> str:
    """A number in as few digits as say it exactly, without an exponent."""
    return str(int(value)) if value == int(value) else format(Decimal(repr(value)), "f")


def parquet_bytes(table: DataTable) -> bytes:
    """The table by its keys, with headings as metadata; typed, so that days are days and no number is text."""
    import pyarrow
    from pyarrow import parquet

    types: dict[Kind, pyarrow.DataType] = {
        "text": pyarrow.string(), "number": pyarrow.float64(), "integer": pyarrow.int64(), "truth": pyarrow.bool_(),
        "day": pyarrow.date32(),
    }  # fmt: skip
    fields = [pyarrow.field(one.key, types[one.kind], metadata={"header": one.header}) for one in table.columns]
    arrays = [pyarrow.array([typed(value) for value in c.values], types[c.kind]) for c in table.columns]
    schema = pyarrow.schema(fields, metadata={"title": table.title})
    out = pyarrow.BufferOutputStream()
    parquet.write_table(pyarrow.Table.from_arrays(arrays, schema=schema), out, compression="snappy")
    return bytes(out.getvalue().to_pybytes())


def typed(value: Value) -> Value:
    """A value as Parquet takes it: text that is UTF-8."""
    return value.encode("utf-8", "replace").decode("utf-8") if isinstance(value, str) else value


def checksum(data: bytes) -> str:
    """The SHA-256 of a file's bytes, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def told(table: DataTable, files: dict[str, bytes]) -> dict[str, Any]:
    """What the manifest says of a table and its files (by name)."""
    return {
        "name": table.name,
        "title": table.title,
        "rows": table.rows,
        "columns": [{"key": c.key, "header": c.header, "kind": c.kind} for c in table.columns],
        "files": [{"path": name, "bytes": len(data), "sha256": checksum(data)} for name, data in files.items()],
    }
