"""What makes a delivery the same: the file, how it is called, what the project has decided, and jamxl's own code."""

import hashlib
import json
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

# What of the package is not made anew with each Python.
MADE_ANEW = "__pycache__"


def delivery_key(sha256: str, path: str, settings: str, code: str) -> str:
    """The key of a file's delivery. `settings`: the checksum of all else that its check goes by, the day too."""
    return checksum([sha256, path, settings, code])


def checksum(told: Any) -> str:
    """The SHA-256 of what JSON can hold, in hexadecimal; days as text."""
    text = json.dumps(told, ensure_ascii=True, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode("ascii")).hexdigest()


@cache
def code_checksum() -> str:
    """The SHA-256 of the package's own files: another jamxl may read the same file otherwise."""
    total = hashlib.sha256()
    for name, data in sorted(contents(files("jamxl"), "")):
        total.update(f"{name}\n{len(data)}\n".encode())
        total.update(data)
    return total.hexdigest()


def contents(folder: Traversable, above: str) -> list[tuple[str, bytes]]:
    """The files of a folder of the package, to the bottom: their names and bytes."""
    found = []
    for entry in folder.iterdir():
        name = f"{above}{entry.name}"
        if entry.is_dir() and entry.name != MADE_ANEW:
            found += contents(entry, f"{name}/")
        elif entry.is_file():
            found.append((name, entry.read_bytes()))
    return found
