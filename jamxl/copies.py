"""Which files are review copies as jamxl wrote them: a list in their folder has their checksums.

A copy that somebody has changed is a file like any other: it may be the unit's answer.
"""

import hashlib
import json
import stat
from pathlib import Path

WRITTEN = ".jamxl.json"


def untouched(path: Path) -> bool:
    """The file is a review copy, as jamxl wrote it."""
    known = checksums(path.parent).get(path.name)
    try:
        return known is not None and known == sha256_of(path)
    except OSError:
        return False


def sha256_of(path: Path) -> str:
    """A file's checksum, read piece by piece; that of nothing for a pipe, which would be waited for. Raises OSError."""
    if not stat.S_ISREG(path.stat().st_mode):
        return hashlib.sha256().hexdigest()
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


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
