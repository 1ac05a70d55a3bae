"""The built-in books: a Python file, or a package, each. A new one with a Book in it is found by itself."""

import importlib
import pkgutil
from collections.abc import Iterable
from functools import cache

from jamxl.sheets import Book, DeclarationError, Table


@cache
def books() -> dict[str, type[Book]]:
    """Every built-in book by key, in the order of their titles."""
    for module in pkgutil.walk_packages(__path__, f"{__name__}."):
        importlib.import_module(module.name)
    found = sorted(Book.__subclasses__(), key=lambda book: book.title)
    own = {book.key: book for book in found if book.__module__.startswith(f"{__name__}.")}
    apart(own.values())
    return own


def apart(books: Iterable[type[Book]]) -> None:
    """Raise DeclarationError where two books have a table of the same key or sheets of the same name.

    The cover is the same in all. In a consolidation every other table that somebody fills in has its own data sheet.
    """
    homes: dict[str, type[Table]] = {}
    for book in books:
        for part in book.parts:
            names = [part.table_key] if part.generated else [part.table_key, data_sheet(part)]
            for name in names:
                if homes.setdefault(name, part) is not part:
                    raise DeclarationError(f"{book.__name__}: {name!r} is {homes[name].__name__}'s already")


def data_sheet(part: type[Table]) -> str:
    """What a table's data sheet is known by."""
    return f"{part.sheet} (strip)" if part.strip else part.sheet
