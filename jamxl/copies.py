"""Which files are review copies as jamxl wrote them: a list in their folder has their checksums.

A copy that somebody has changed is a file like any other: it may be the unit's answer.
"""

import hashlib
import json
from pathlib import Path

WRITTEN = ".jamxl.json"


def untouched(path: Path) -> bool:
    """The file is a review copy, as jamxl wrote it."""
    known = checksums(path.parent).get(path.name)
    try:
        return known is not None and known == hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return False


def checksums(folder: Path) -> dict[str, str]:
    """The copies written in a folder, by name; nothing where the list is gone or damaged."""
    try:
        known = json.loads((folder / WRITTEN).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(name): str(checksum) for name, checksum in known.items()} if isinstance(known, dict) else {}


def listed(folder: Path, name: str, copy: bytes) -> str:
    """The folder's list with one more copy, as it is to be written."""
    known = checksums(folder) | {name: hashlib.sha256(copy).hexdigest()}
    # A name may hold bytes that are no text.
    return json.dumps(known, ensure_ascii=True, indent=1, sort_keys=True)
