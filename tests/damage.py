"""Broken and hostile files for the tests: workbooks taken apart and put together wrongly, byte by byte if need be.

A package is an .xlsx, .xlsb or .ods as bytes. `ROLES` and `COVER` are sheets of the example that the tests change.
"""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable, Mapping

from jamxl.standard import books

WORKBOOK, RELATIONS, SHARED, STYLES = (
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "xl/sharedStrings.xml",
    "xl/styles.xml",
)
# Försättsblad and Roller of the example; the last row of Roller is 35.
# Läs mig stands before the book's own sheets.
COVER, ROLES = (
    f"xl/worksheets/sheet{2 + list(books()['projektbok'].sheets()).index(name)}.xml"
    for name in ("Försättsblad", "Roller")
)
AFTER_ROLES = 40

# What becomes of a part: other bytes, none (left out), or what a function makes of it.
Change = bytes | None | Callable[[bytes], bytes]

# Where a header keeps a field, and how long it is: in the central directory and before the part itself.
CENTRAL = {"flags": (8, "<H"), "method": (10, "<H"), "crc": (16, "<I"), "packed": (20, "<I"), "size": (24, "<I"),
           "offset": (42, "<I")}  # fmt: skip
LOCAL = {"flags": (6, "<H"), "method": (8, "<H"), "crc": (14, "<I"), "packed": (18, "<I"), "size": (22, "<I")}


# ------------------------------------------------------------------------------------------------ packages


def parts(book: bytes) -> dict[str, bytes]:
    """The parts of a package by name."""
    with zipfile.ZipFile(io.BytesIO(book)) as package:
        return {name: package.read(name) for name in package.namelist()}


def package(content: Mapping[str, bytes] | Iterable[tuple[str, bytes]], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of these parts, in order; a name may come twice when they are given as pairs."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as target:
        for name, data in content.items() if isinstance(content, Mapping) else content:
            # Written by the header, since a name that is there already is warned of otherwise.
            target.NameToInfo.pop(name, None)
            target.writestr(name, data)
    return made.getvalue()


def changed(book: bytes, changes: Mapping[str, Change]) -> bytes:
    """A package with some parts changed, added or left out."""
    content = parts(book)
    for name, change in changes.items():
        if change is None:
            del content[name]
        else:
            content[name] = change(content[name]) if callable(change) else change
    return package(content)


def swapped(old: str, new: str) -> Callable[[bytes], bytes]:
    """Puts one text in place of another that must be there."""

    def change(data: bytes) -> bytes:
        assert old.encode() in data, old
        return data.replace(old.encode(), new.encode(), 1)

    return change


def with_dimension(area: str) -> Callable[[bytes], bytes]:
    """Says that a sheet's cells lie in another area."""

    def change(data: bytes) -> bytes:
        changed, count = re.subn(rb'<dimension ref="[^"]*"', f'<dimension ref="{area}"'.encode(), data)
        assert count == 1
        return changed

    return change


def with_rows(rows: str) -> Callable[[bytes], bytes]:
    """Adds rows at the end of a sheet."""
    return swapped("</sheetData>", rows + "</sheetData>")


def with_text(text: str, row: int = AFTER_ROLES) -> Callable[[bytes], bytes]:
    """Adds a row with a text beside the table; `text` stands as it is in the XML."""
    return with_rows(f'<row r="{row}"><c r="N{row}" t="inlineStr"><is><t>{text}</t></is></c></row>')


def with_sheet(book: bytes, name: str, kind: str, part: str, content: str, more: Mapping[str, bytes]) -> bytes:
    """A package with one more sheet; `name` stands as it is in the XML, `kind` is the relation's."""
    relation = f"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}"
    target = f'<Relationship Id="rId99" Type="{relation}" Target="{part}"/></Relationships>'
    return changed(
        book,
        {
            WORKBOOK: swapped("</sheets>", f'<sheet name="{name}" sheetId="99" r:id="rId99"/></sheets>'),
            RELATIONS: swapped("</Relationships>", target),
            f"xl/{part}": content.encode(),
            **more,
        },
    )


def restamped(book: bytes, name: str, *, local: Mapping[str, int] | None = None, **central: int) -> bytes:
    """A package with other fields in the headers of one part: `central` in the directory, `local` before the part."""
    data = bytearray(book)
    with zipfile.ZipFile(io.BytesIO(book)) as package:
        start = package.getinfo(name).header_offset
        entry = data.find(b"PK\x01\x02", package.start_dir)
    while data[entry + 46 : entry + 46 + struct.unpack_from("<H", data, entry + 28)[0]] != name.encode():
        entry = data.find(b"PK\x01\x02", entry + 4)
    for at, fields, values in ((entry, CENTRAL, central), (start, LOCAL, local or {})):
        for field, value in values.items():
            offset, form = fields[field]
            struct.pack_into(form, data, at + offset, value)
    return bytes(data)


def bomb(size: int, start: bytes = b"", end: bytes = b"") -> tuple[bytes, int]:
    """(deflated bytes, CRC) of `size` spaces between a start and an end; the spaces are never all in memory."""
    packer, crc, spaces = zlib.compressobj(9, zlib.DEFLATED, -15), zlib.crc32(start), b" " * 1_000_000
    # After a full flush the same spaces are packed the same.
    first = packer.compress(start) + packer.flush(zlib.Z_FULL_FLUSH)
    again = packer.compress(spaces) + packer.flush(zlib.Z_FULL_FLUSH)
    times = size // len(spaces)
    for _ in range(times):
        crc = zlib.crc32(spaces, crc)
    return first + again * times + packer.compress(end) + packer.flush(), zlib.crc32(end, crc)


def with_bomb(book: bytes, name: str, size: int, told: int | None = None) -> bytes:
    """A package with so many spaces before the root of a part; the directory says `told` bytes."""
    data = parts(book)[name]
    cut = data.index(b"<", 2)
    packed, crc = bomb(size, data[:cut], data[cut:])
    whole = len(data) + size
    # Stored as it is, then said to be deflated.
    stored = package([(n, packed if n == name else d) for n, d in parts(book).items()], zipfile.ZIP_STORED)
    fields = {"method": zipfile.ZIP_DEFLATED, "crc": crc, "size": whole if told is None else told}
    return restamped(stored, name, local=fields, **fields)


def overlapping(book: bytes, name: str, copies: int) -> bytes:
    """A package whose directory has many names for one and the same part."""
    end = book.rindex(b"PK\x05\x06")
    count, length = struct.unpack_from("<HI", book, end + 10)
    with zipfile.ZipFile(io.BytesIO(book)) as package:
        info = package.getinfo(name)
    entries = b"".join(
        struct.pack(
            "<4s6H3I5H2I", b"PK\x01\x02", 20, 20, 0, info.compress_type, 0, 33, info.CRC, info.compress_size,
            info.file_size, len(f"xl/{i:08}"), 0, 0, 0, 0, 0, info.header_offset,
        ) + f"xl/{i:08}".encode()
        for i in range(copies)
    )  # fmt: skip
    tail = bytearray(book[end:])
    struct.pack_into("<HHI", tail, 8, count + copies, count + copies, length + len(entries))
    return book[:end] + entries + bytes(tail)


# ------------------------------------------------------------------------------------------------ other formats


def ods(rows: str, manifest: str = "", *, doctype: str = "") -> bytes:
    """A small .ods with one sheet."""
    spaces = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for short, name in (("office", "office"), ("table", "table"), ("text", "text"))
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?>{doctype}<office:document-content {spaces}><office:body>'
        f'<office:spreadsheet><table:table table:name="Blad1">{rows}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    space = 'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"'
    return package(
        {
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": f"<manifest:manifest {space}>{manifest}</manifest:manifest>".encode(),
            "content.xml": content.encode(),
        }
    )


def ods_cell(text: str, more: str = "") -> str:
    return f'<table:table-cell office:value-type="string" {more}><text:p>{text}</text:p></table:table-cell>'


def compound(streams: Mapping[str, bytes]) -> bytes:
    """An OLE compound file, which .xls and encrypted .xlsx are, with these streams below its root."""
    free, last, table = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    # A stream of 4,096 bytes or more lies in sectors of its own.
    filled = {name: data.ljust(4096, b"\0") for name, data in streams.items()}
    chains, sectors = [], b""
    for data in filled.values():
        begun = len(sectors) // 512
        sectors += data + b"\0" * (-len(data) % 512)
        chains.append((begun, len(sectors) // 512))
    entries = [entry("Root Entry", 5, child=1, start=last)]
    for number, ((name, data), (start, _)) in enumerate(zip(filled.items(), chains, strict=True), 1):
        right = number + 1 if number < len(filled) else free
        entries.append(entry(name, 2, right=right, start=start, size=len(data)))
    directory = b"".join(entries)
    directory += bytes(-len(directory) % 512)
    chains.append((len(sectors) // 512, (len(sectors) + len(directory)) // 512))
    sectors += directory
    used = len(sectors) // 512
    tables = -(-used // 127)
    links = [next_ for start, end in chains for next_ in (*range(start + 1, end), last)] + [table] * tables
    links += [free] * (tables * 128 - len(links))
    places = [used + i for i in range(tables)] + [free] * (109 - tables)
    header = struct.pack(
        "<8s16sHHHHH6sIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 0x3E, 3, 0xFFFE, 9, 6, b"", 0, tables,
        chains[-1][0], 0, 4096, last, 0, last, 0,
    )  # fmt: skip
    return header + struct.pack("<109I", *places) + sectors + struct.pack(f"<{len(links)}I", *links)


def entry(
    name: str, kind: int, *, right: int = 0xFFFFFFFF, child: int = 0xFFFFFFFF, start: int, size: int = 0
) -> bytes:
    """An entry of a compound file's directory."""
    wide = name.encode("utf-16-le")
    words = struct.pack("<64sHBBIII", wide, len(wide) + 2, kind, 1, 0xFFFFFFFF, right, child)
    return words + bytes(36) + struct.pack("<IQ", start, size)


def record(kind: int, content: bytes = b"") -> bytes:
    """A record of an .xls."""
    return struct.pack("<HH", kind, len(content)) + content


def xls(cells: Mapping[tuple[int, int], float], before: bytes = b"") -> bytes:
    """An .xls with numbers on one sheet; `before` are records at the beginning of the workbook."""
    beginning = struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 0)
    name = b"Blad1"
    bound = struct.pack("<IBBBB", 0, 0, 0, len(name), 0) + name
    front = record(0x809, beginning) + before
    globals_ = front + record(0x85, struct.pack("<I", len(front) + len(bound) + 8) + bound[4:]) + record(0x0A)
    sheet = record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 0))
    sheet += b"".join(record(0x203, struct.pack("<HHHd", r, c, 0, value)) for (r, c), value in cells.items())
    return compound({"Workbook": globals_ + sheet + record(0x0A)})


def endless_xls() -> bytes:
    """An .xls whose workbook is said to lie in short sectors, each of which leads to the first."""
    data = bytearray(compound({"Workbook": bytes(4096), "Links": bytes(4096)}))
    # The list of short sectors is the first sector of Links, all noughts; the directory follows the two streams.
    struct.pack_into("<II", data, 60, 8, 1)
    root, workbook = 512 + 16 * 512, 512 + 16 * 512 + 128
    struct.pack_into("<IQ", data, root + 116, 0, 4096)
    struct.pack_into("<IQ", data, workbook + 116, 0, 100)
    return bytes(data)


def records(content: Iterable[tuple[int, bytes]]) -> bytes:
    """A part of an .xlsb: kind and length of each record in seven bits a byte."""
    return b"".join(number(kind) + number(len(data)) + data for kind, data in content)


def number(value: int) -> bytes:
    said = b""
    while value > 0x7F:
        said, value = said + bytes([value & 0x7F | 0x80]), value >> 7
    return said + bytes([value])


def wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def xlsb(cells: Mapping[tuple[int, int], float]) -> bytes:
    """An .xlsb with numbers on one sheet."""
    rows = [
        each
        for (r, c), value in cells.items()
        for each in ((0, struct.pack("<I", r) + bytes(21)), (5, struct.pack("<IId", c, 0, value)))
    ]
    sheet = records([(129, b""), (148, bytes(16)), (145, b""), *rows, (146, b""), (130, b"")])
    workbook = records([(131, b""), (143, b""), (156, bytes(8) + wide("rId1") + wide("Blad1")), (144, b""), (132, b"")])
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{kind}" Target="worksheets/sheet1.bin"/></Relationships>'
    )
    return package(
        {
            "xl/workbook.bin": workbook,
            "xl/_rels/workbook.bin.rels": relations.encode(),
            "xl/worksheets/sheet1.bin": sheet,
        }
    )
