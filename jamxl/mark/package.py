"""An .xlsx package as its parts: read, changed part by part, written again with every other part byte for byte.

XML is matched by namespace, never by prefix, and written with the prefixes it came with. A sheet's cells are put
aside while its XML is edited, so that they come out as they went in.
"""

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lxml import etree

from jamxl import texts
from jamxl.read.package import LOCKED, OLE, Relation, content, relations, relations_name

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
COMPATIBILITY = "http://schemas.openxmlformats.org/markup-compatibility/2006"
STRICT = b"http://purl.oclc.org/ooxml/"

CONTENT_TYPES = "[Content_Types].xml"
# The first time a zip file can say: the same input gives the same bytes.
NO_TIME = (1980, 1, 1, 0, 0, 0)
DECLARATION = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

# A sheet's cells, between its tags, in the only encoding that allows cutting and mending.
BODY = re.compile(rb"(<((?:[\w.-]+:)?)sheetData\b[^>]*(?<!/)>)(.*)(</\2sheetData\s*>)", re.S)
OTHER_ENCODING = re.compile(rb"""^\s*<\?xml[^>]*encoding=["'](?!utf-8["'])""", re.I)
CELLS_HERE = b"jamxl:cells"

# How a file says yes.
TRUE = ("1", "true")

Element = etree._Element


class CannotMark(Exception):
    """The package cannot be patched; the message is Swedish and says why."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of the workbook: `kind` is "worksheet", "chartsheet" or another kind of relation."""

    name: str
    id: int
    kind: str
    part: str
    relation: str


class Package:
    """The parts of a workbook by name, in the order of the file."""

    def __init__(self, data: bytes) -> None:
        """Open the package. Raises CannotMark for what is none, is locked or strict, or holds a part twice."""
        self._packed: dict[str, int] = {}
        self._parts = self._read(data)
        self._names = {name.lower(): name for name in self._parts}
        self._trees: dict[str, Element] = {}
        self._cells: dict[str, bytes] = {}
        self._changed: set[str] = set()
        if CONTENT_TYPES.lower() not in self._names:
            raise CannotMark(texts.CANNOT_MARK["kind"])
        books = [relation.target for relation in self.relations("") if relation.kind == "officeDocument"]
        if not books or not books[0]:
            raise CannotMark(texts.CANNOT_MARK["kind"])
        self.workbook = books[0]
        if STRICT in self._parts[self.workbook]:
            raise CannotMark(texts.CANNOT_MARK["strict"])
        root = self.read(self.workbook)
        if root.tag != f"{{{MAIN}}}workbook" or root.find(f"{{{MAIN}}}sheets/{{{MAIN}}}sheet") is None:
            raise CannotMark(texts.CANNOT_MARK["kind"])

    def _read(self, data: bytes) -> dict[str, bytes]:
        if data.startswith(OLE):
            raise CannotMark(texts.CANNOT_MARK["locked" if LOCKED in data else "kind"])
        if not data.startswith(b"PK"):
            raise CannotMark(texts.CANNOT_MARK["kind"])
        parts: dict[str, bytes] = {}
        seen: set[str] = set()
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as package:
                for info in package.infolist():
                    if info.flag_bits & 1:
                        raise CannotMark(texts.CANNOT_MARK["locked"])
                    if info.filename.lower() in seen:
                        raise CannotMark(texts.CANNOT_MARK["twice"])
                    seen.add(info.filename.lower())
                    parts[info.filename] = content(package, info.filename)
                    self._packed[info.filename] = info.compress_type
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError) as trouble:
            raise CannotMark(texts.CANNOT_MARK["damaged"]) from trouble
        return parts

    # -------------------------------------------------------------------------------------------- parts

    @property
    def names(self) -> list[str]:
        """The names of all parts."""
        return list(self._parts)

    def data(self, name: str) -> bytes:
        """A part as it came, or as it was put; what was changed in its XML since is not in it."""
        return self._parts[name]

    def put(self, name: str, data: bytes) -> None:
        """Set a part's bytes; a new part comes last."""
        self._parts[name] = data
        self._names[name.lower()] = name
        self._trees.pop(name, None)
        self._cells.pop(name, None)
        self._changed.discard(name)

    def read(self, name: str) -> Element:
        """A part's XML, to look at. Raises CannotMark when it is broken or missing."""
        if name not in self._trees:
            if name not in self._parts:
                raise CannotMark(texts.CANNOT_MARK["damaged"])
            data = self._parts[name]
            cells = None if OTHER_ENCODING.search(data) else BODY.search(data)
            if cells:
                self._cells[name] = cells[3]
                data = data[: cells.start(3)] + CELLS_HERE + data[cells.end(3) :]
            self._trees[name] = parse(data)
        return self._trees[name]

    def edit(self, name: str) -> Element:
        """A part's XML, to change: the part is written anew."""
        self._changed.add(name)
        return self.read(name)

    def cells(self, name: str) -> bytes:
        """The XML inside a sheet's sheetData."""
        self.read(name)
        return self._cells.get(name, b"")

    def free_name(self, pattern: str) -> str:
        """A part's name that is not taken: `pattern` has {} for a number."""
        number = 1
        while pattern.format(number).lower() in self._names:
            number += 1
        return pattern.format(number)

    def to_bytes(self) -> bytes:
        """The package as a file."""
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w") as package:
            for name in self._parts:
                info = zipfile.ZipInfo(name, NO_TIME)
                info.create_system = 0
                stored = self._packed.get(name) == zipfile.ZIP_STORED
                info.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
                package.writestr(info, self._serialised(name) if name in self._changed else self._parts[name])
        return target.getvalue()

    def _serialised(self, name: str) -> bytes:
        data = serialise(self._trees[name])
        if name in self._cells:
            before, _, after = data.partition(b">" + CELLS_HERE + b"<")
            data = before + b">" + self._cells[name] + b"<" + after
        return data

    # -------------------------------------------------------------------------------------------- relations, types

    def relations(self, part: str) -> list[Relation]:
        """The relations of a part; "" stands for the package itself."""
        listed = self._names.get(relations_name(part).lower())
        if listed is None:
            return []
        return relations(part, self.read(listed).iter(f"{{{RELS}}}Relationship"), self._names)

    def related(self, part: str, kind: str) -> str:
        """The first part of a kind that a part refers to, "" when there is none."""
        return next((relation.target for relation in self.relations(part) if relation.kind == kind), "")

    def relate(self, part: str, kind: str, target: str) -> str:
        """Add a relation between parts; gives its id."""
        listed = self._names.get(relations_name(part).lower())
        if listed is None:
            listed = relations_name(part)
            self.put(listed, DECLARATION + f'<Relationships xmlns="{RELS}"/>'.encode())
        tree = self.edit(listed)
        taken = {relation.id for relation in self.relations(part)}
        number = len(taken) + 1
        while f"rId{number}" in taken:
            number += 1
        way = posixpath.relpath("/" + target, "/" + posixpath.dirname(part))
        etree.SubElement(tree, f"{{{RELS}}}Relationship", Id=f"rId{number}", Type=f"{REL}/{kind}", Target=way)
        return f"rId{number}"

    def unrelate(self, part: str, identity: str) -> None:
        """Take away a relation, and the part it leads to when nothing else does."""
        listed = self._names.get(relations_name(part).lower())
        if listed is None:
            return
        targets = [relation.target for relation in self.relations(part) if relation.id == identity]
        tree = self.edit(listed)
        for element in tree.findall(f"{{{RELS}}}Relationship"):
            if element.get("Id") == identity:
                tree.remove(element)
        if not len(tree):
            self._forget(listed)
        self._drop_unneeded(targets)

    def _drop_unneeded(self, parts: Iterable[str]) -> None:
        """Take away those parts that nothing refers to, and what only they referred to."""
        for part in parts:
            if part not in self._parts or self._needed(part):
                continue
            targets = [relation.target for relation in self.relations(part)]
            types = self.edit(self._names[CONTENT_TYPES.lower()])
            for element in types.findall(f"{{{TYPES}}}Override"):
                if element.get("PartName", "").lower() == f"/{part}".lower():
                    types.remove(element)
            listed = self._names.get(relations_name(part).lower())
            if listed is not None:
                self._forget(listed)
            self._forget(part)
            self._drop_unneeded(targets)

    def _needed(self, part: str) -> bool:
        """Whether some part refers to this one."""
        owners = (owner_of(name) for name in self._parts if name.lower().endswith(".rels"))
        return any(relation.target == part for owner in owners for relation in self.relations(owner))

    def _forget(self, name: str) -> None:
        del self._parts[name], self._names[name.lower()]
        self._trees.pop(name, None)
        self._changed.discard(name)

    def declare(self, part: str, content_type: str) -> None:
        """State a part's content type."""
        types = self.edit(self._names[CONTENT_TYPES.lower()])
        etree.SubElement(types, f"{{{TYPES}}}Override", PartName=f"/{part}", ContentType=content_type)

    def declare_extension(self, extension: str, content_type: str) -> None:
        """State the content type of all parts with an extension, unless it is stated."""
        name = self._names[CONTENT_TYPES.lower()]
        defaults = self.read(name).findall(f"{{{TYPES}}}Default")
        if extension not in (default.get("Extension", "").lower() for default in defaults):
            element = etree.Element(f"{{{TYPES}}}Default", Extension=extension, ContentType=content_type)
            self.edit(name).insert(len(defaults), element)

    # -------------------------------------------------------------------------------------------- sheets

    def sheets(self) -> list[Sheet]:
        """The workbook's sheets in order; those without a part are left out."""
        relations = {relation.id: relation for relation in self.relations(self.workbook)}
        found = []
        for element in self.read(self.workbook).iterfind(f"{{{MAIN}}}sheets/{{{MAIN}}}sheet"):
            relation = relations.get(element.get(f"{{{REL}}}id", ""))
            if relation is not None and relation.target:
                number, kind = whole(element.get("sheetId")), relation.kind
                found.append(Sheet(element.get("name", ""), number, kind, relation.target, relation.id))
        return found


def owner_of(relations: str) -> str:
    """The part whose relations these are."""
    folder, name = posixpath.split(relations)
    return posixpath.join(posixpath.dirname(folder), name[: -len(".rels")])


def parse(data: bytes) -> Element:
    """XML to its root. Raises CannotMark when it is broken or declares entities."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as trouble:
        raise CannotMark(texts.CANNOT_MARK["damaged"]) from trouble
    if b"<!DOCTYPE" in data:
        raise CannotMark(texts.CANNOT_MARK["damaged"])
    return root


def serialise(root: Element) -> bytes:
    """A root to a part's bytes."""
    return DECLARATION + etree.tostring(root.getroottree(), encoding="UTF-8", xml_declaration=False)


def add(parent: Element, name: str, /, **attributes: str) -> Element:
    """A new last child in the main namespace."""
    return etree.SubElement(parent, f"{{{MAIN}}}{name}", attributes)


def local(element: Element) -> str:
    """An element's name without its namespace; "" for a comment."""
    return str(element.tag).rpartition("}")[2] if isinstance(element.tag, str) else ""


def insert_in_order(parent: Element, child: Element, order: Sequence[str]) -> None:
    """Put a child where the schema's order has it; a wrapper for compatibility stands where its content does."""

    def rank(element: Element) -> int:
        if element.tag == f"{{{COMPATIBILITY}}}AlternateContent":
            return max((rank(inner) for choice in element for inner in choice), default=-1)
        name = local(element)
        return order.index(name) if name in order else -1

    mine = rank(child)
    at = next((i for i, element in enumerate(parent) if rank(element) > mine), len(parent))
    parent.insert(at, child)


def children(parent: Element | None, name: str) -> Iterable[Element]:
    """A parent's children of a name in the main namespace; none without a parent."""
    return [] if parent is None else parent.findall(f"{{{MAIN}}}{name}")


def whole(text: str | None) -> int:
    """A whole number as the file has it; 0 for none."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0
