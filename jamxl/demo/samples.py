"""A filled book from each column's own sample, for a book that no unit of the demo answers."""

from typing import Any

from jamxl.columns import Column, Reference
from jamxl.sheets import Book

ROWS = 3


def sample_rows(book: type[Book]) -> dict[str, list[dict[str, Any]]]:
    """Rows for every part of a book, by part key and column key, with references to rows that are there."""
    return {
        part.table_key: [
            {column.key: sample(book, column, i) for column in part.inputs()} | dict(fixed)
            for i, fixed in enumerate(part.fixed_rows or [{}] * (1 if part.is_form else ROWS))
        ]
        for part in book.parts
    }


def sample(book: type[Book], column: Column, number: int) -> Any:
    """A column's value on row `number` (from 0)."""
    if isinstance(column, Reference) and column.to:
        table, _, key = column.to.partition(".")
        return book.part(table).columns[key].sample(number)
    return column.sample(number)
