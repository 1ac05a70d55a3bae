"""The zip package that .xlsx, .xlsm, .xlsb and .ods all are: opening it, and how its parts hang together."""

import io
import posixpath
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import unquote
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
    """What a part refers to: `kind` is the last word of its type, `target` a part's name, "" when it is no part."""

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
    names = {name.lower(): name for name in package.namelist()}
    listed = names.get(relations_name(part).lower())
    if listed is None:
        return []
    found = relations(part, ElementTree.fromstring(content(package, listed)), names)
    return [relation for relation in found if relation.target]


def relations_name(part: str) -> str:
    """The part that holds a part's relations; "" stands for the package itself."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def relations(part: str, elements: Iterable[Any], names: Mapping[str, str]) -> list[Relation]:
    """A part's relations by their XML elements; `names`: what the package calls its parts, by name in lower case."""
    found = []
    for element in elements:
        outside = element.get("TargetMode") == "External"
        target = "" if outside else resolved(part, element.get("Target", ""), names)
        found.append(Relation(element.get("Id", ""), element.get("Type", "").rpartition("/")[2], target))
    return found


def resolved(part: str, target: str, names: Mapping[str, str]) -> str:
    """The name of the part that a relation's target leads to, "" when there is none."""
    for way in (target, unquote(target)):
        whole = posixpath.normpath(posixpath.join("/" + posixpath.dirname(part), way)).lstrip("/")
        if whole.lower() in names:
            return names[whole.lower()]
    return ""
