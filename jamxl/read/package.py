"""The zip package that .xlsx, .xlsm, .xlsb and .ods all are: opening it, and how its parts hang together."""

import io
import posixpath
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal
from xml.etree import ElementTree

from jamxl.read.look import Refused

MAX_BYTES = 400_000_000
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LOCKED = "EncryptedPackage".encode("utf-16-le")
DAMAGED = "filen är skadad eller inte färdigkopierad"

Kind = Literal["xlsx", "xlsb", "ods", "xls"]
# A package is known by its chief part.
CHIEF: dict[str, Kind] = {"xl/workbook.xml": "xlsx", "xl/workbook.bin": "xlsb", "content.xml": "ods"}


@dataclass(frozen=True, slots=True)
class Relation:
    """What a part refers to: `kind` is the last word of the relation's type, `target` a part's full name."""

    id: str
    kind: str
    target: str


def open_package(data: bytes) -> tuple[Kind, zipfile.ZipFile | None]:
    """What kind of workbook the bytes are, and its package (None for .xls); Refused for all else.

    Raises what `zipfile` does for a damaged one.
    """
    if not data:
        raise Refused("JX104")
    if data.startswith(OLE):
        if LOCKED in data:
            raise Refused("JX102")
        return "xls", None
    if not data.startswith(b"PK"):
        raise Refused("JX103", detail="innehållet är något annat")
    package = zipfile.ZipFile(io.BytesIO(data))
    names = set(package.namelist())
    size = sum(info.file_size for info in package.infolist())
    if size > MAX_BYTES:
        raise Refused("JX108", detail=f"{size // 1_000_000} MB uppackad")
    if any(info.flag_bits & 1 for info in package.infolist()):
        raise Refused("JX102")
    kind = next((kind for chief, kind in CHIEF.items() if chief in names), None)
    if kind is None or (kind == "ods" and not is_spreadsheet(package)):
        raise Refused("JX103", detail="filen är ett annat format")
    if len(names) < len(package.namelist()):
        # Calamine might read another of them than the look does.
        raise zipfile.BadZipFile("two parts of one name")
    return kind, package


def content(package: zipfile.ZipFile, name: str) -> bytes:
    """A part's bytes. BadZipFile when it is not as long as the package says."""
    with package.open(name) as part:
        # Without a length, up to 2 GB would be inflated before it is compared with what the package says.
        return part.read(package.getinfo(name).file_size + 1)


def rewritten(package: zipfile.ZipFile, changes: Mapping[str, bytes]) -> bytes:
    """The package with other bytes in some parts."""
    copy = io.BytesIO()
    with zipfile.ZipFile(copy, "w") as target:
        for name in package.namelist():
            target.writestr(name, changes[name] if name in changes else content(package, name))
    return copy.getvalue()


def is_spreadsheet(package: zipfile.ZipFile) -> bool:
    """An OpenDocument file says what it is in its first part."""
    return "mimetype" in package.namelist() and b"spreadsheet" in content(package, "mimetype")[:100]


def related(package: zipfile.ZipFile, part: str) -> list[Relation]:
    """The relations of a part that lead to parts there are. Raises KeyError, ParseError, BadZipFile."""
    folder, name = posixpath.split(part)
    listed = f"{folder}/_rels/{name}.rels"
    if listed not in package.namelist():
        return []
    there = set(package.namelist())
    found = []
    for relation in ElementTree.fromstring(content(package, listed)):
        target = relation.get("Target", "")
        whole = target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
        if whole in there:
            found.append(Relation(relation.get("Id", ""), relation.get("Type", "").rpartition("/")[2], whole))
    return found
