"""The built-in books: a Python file, or a package, each. A new one with a Book in it is found by itself."""

import importlib
import pkgutil
from functools import cache

from jamxl.sheets import Book


@cache
def books() -> dict[str, type[Book]]:
    """Every built-in book by key, in the order of their titles."""
    for module in pkgutil.walk_packages(__path__, f"{__name__}."):
        importlib.import_module(module.name)
    found = sorted(Book.__subclasses__(), key=lambda book: book.title)
    return {book.key: book for book in found if book.__module__.startswith(f"{__name__}.")}
