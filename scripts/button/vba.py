"""A VBA project from its source ([MS-OVBA]): the vbaProject.bin of a workbook. The same source gives the same bytes.

The project has source only. Its `_VBA_PROJECT` stream is the header that 2.3.4.1 gives those who are not Office, so
that Office compiles the source when the workbook is opened.
"""

import hashlib
import re
import struct
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from button.cfb import Path, compound_file

CODE_PAGE, ENCODING = 1252, "cp1252"
CHUNK = 4096
NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,30}")  # Excel drops a project with other module names
SEED = 0x8D


class Kind(Enum):
    """What a module belongs to: itself, the workbook or a sheet; of these the class that it is based on."""

    STANDARD = ""
    WORKBOOK = "0{00020819-0000-0000-C000-000000000046}"
    SHEET = "0{00020820-0000-0000-C000-000000000046}"


@dataclass(frozen=True)
class Module:
    """A module. Those of the workbook and its sheets are named as their code names."""

    name: str
    kind: Kind
    code: str = ""

    def source(self) -> bytes:
        """The source with its attributes. Raises UnicodeEncodeError for a letter outside the code page."""
        head = [f'Attribute VB_Name = "{self.name}"']
        if self.kind is not Kind.STANDARD:
            head += [
                f'Attribute VB_Base = "{self.kind.value}"',
                "Attribute VB_GlobalNameSpace = False",
                "Attribute VB_Creatable = False",
                "Attribute VB_PredeclaredId = True",
                "Attribute VB_Exposed = True",
                "Attribute VB_TemplateDerived = False",
                "Attribute VB_Customizable = True",
            ]
        return ("\r\n".join([*head, *self.code.splitlines()]) + "\r\n").encode(ENCODING)


# What every project refers to: name, and library as it is registered.
REFERENCES = (
    ("stdole", r"*\G{00020430-0000-0000-C000-000000000046}#2.0#0#C:\Windows\System32\stdole2.tlb#OLE Automation"),
    (
        "Office",
        r"*\G{2DF8D04C-5BFA-101B-BDE5-00AA0044DE52}#2.0#0#"
        r"C:\Program Files\Common Files\Microsoft Shared\OFFICE16\MSO.DLL#Microsoft Office 16.0 Object Library",
    ),
)


def project(modules: Sequence[Module], name: str = "VBAProject") -> bytes:
    """The project's file. Raises ValueError for a name that Excel does not take, or that two modules have."""
    names = [module.name.lower() for module in modules]
    if len(set(names)) != len(names):
        raise ValueError("two modules have the same name")
    for module in modules:
        if not NAME.fullmatch(module.name):
            raise ValueError(f"{module.name!r} is no name for a module")
    digest = hashlib.sha256(b"".join(module.source() for module in modules)).digest()
    identity = "{" + str(uuid.UUID(bytes=digest[:16], version=4)).upper() + "}"
    streams: dict[Path, bytes] = {
        ("PROJECT",): settings(name, identity, modules),
        ("PROJECTwm",): name_map(modules),
        ("VBA", "_VBA_PROJECT"): struct.pack("<HHBH", 0x61CC, 0xFFFF, 0, 1),
        ("VBA", "dir"): compressed(directory(name, modules)),
    }
    return compound_file(streams | {("VBA", module.name): compressed(module.source()) for module in modules})


# --- the streams -------------------------------------------------------------------------------------------------


def settings(name: str, identity: str, modules: Sequence[Module]) -> bytes:
    """The PROJECT stream (2.3.1): not locked, no password, to be seen."""
    lines = [f'ID="{identity}"']
    for module in modules:
        standard = module.kind is Kind.STANDARD
        lines.append(f"Module={module.name}" if standard else f"Document={module.name}/&H00000000")
    lines += [
        f'Name="{name}"',
        'HelpContextID="0"',
        'VersionCompatible32="393222000"',
        f'CMG="{encrypted(bytes(4), identity)}"',
        f'DPB="{encrypted(bytes(1), identity)}"',
        f'GC="{encrypted(bytes([0xFF]), identity)}"',
        "",
        "[Host Extender Info]",
        "&H00000001={3832D640-CF90-11CF-8E43-00A0C911005A};VBE;&H00000000",
        "",
        "[Workspace]",
        *(f"{module.name}=0, 0, 0, 0, C" for module in modules),
    ]
    return ("\r\n".join(lines) + "\r\n").encode(ENCODING)


def name_map(modules: Sequence[Module]) -> bytes:
    """The PROJECTwm stream (2.3.3): the modules' names in both encodings."""
    names = (m.name.encode(ENCODING) + b"\0" + m.name.encode("utf-16-le") + b"\0\0" for m in modules)
    return b"".join(names) + b"\0\0"


def directory(name: str, modules: Sequence[Module]) -> bytes:
    """The dir stream (2.3.4.2) before it is compressed."""
    parts = [
        record(0x0001, number(3)),  # 64-bit Windows
        record(0x0002, number(0x0409)),
        record(0x0014, number(0x0409)),
        record(0x0003, struct.pack("<H", CODE_PAGE)),
        record(0x0004, name.encode(ENCODING)),
        record(0x0005) + record(0x0040),  # description
        record(0x0006) + record(0x003D),  # help file
        record(0x0007, number(0)),
        record(0x0008, number(0)),
        struct.pack("<HIIH", 0x0009, 4, 1, 1),  # version
        record(0x000C) + record(0x003C),  # constants
    ]
    for called, library in REFERENCES:
        known = library.encode(ENCODING)
        parts += [
            record(0x0016, called.encode(ENCODING)) + record(0x003E, called.encode("utf-16-le")),
            record(0x000D, number(len(known)) + known + bytes(6)),
        ]
    parts += [record(0x000F, struct.pack("<H", len(modules))), record(0x0013, struct.pack("<H", 0xFFFF))]
    for module in modules:
        narrow, wide = module.name.encode(ENCODING), module.name.encode("utf-16-le")
        parts += [
            record(0x0019, narrow) + record(0x0047, wide),
            record(0x001A, narrow) + record(0x0032, wide),
            record(0x001C) + record(0x0048),
            record(0x0031, number(0)),  # the source begins at once: there is nothing compiled before it
            record(0x001E, number(0)),
            record(0x002C, struct.pack("<H", 0xFFFF)),
            record(0x0021 if module.kind is Kind.STANDARD else 0x0022),
            record(0x002B),
        ]
    return b"".join([*parts, record(0x0010)])


def record(identity: int, content: bytes = b"") -> bytes:
    """A record of the dir stream."""
    return struct.pack("<HI", identity, len(content)) + content


def number(value: int) -> bytes:
    return struct.pack("<I", value)


# --- compression and encryption ----------------------------------------------------------------------------------


def compressed(data: bytes) -> bytes:
    """Data in the container of 2.4.1."""
    return b"\x01" + b"".join(chunk(data[start : start + CHUNK]) for start in range(0, len(data), CHUNK))


def chunk(data: bytes) -> bytes:
    """A compressed chunk: groups of eight tokens, each a byte as it is or a copy of what was before."""
    body, at = bytearray(), 0
    while at < len(data):
        flags, tokens = 0, bytearray()
        for bit in range(8):
            if at == len(data):
                break
            offset_bits = max((at - 1).bit_length(), 4) if at > 1 else 4
            length, offset = longest_copy(data, at, (0xFFFF >> offset_bits) + 3)
            if length:
                tokens += struct.pack("<H", ((offset - 1) << (16 - offset_bits)) | (length - 3))
                flags |= 1 << bit
                at += length
            else:
                tokens.append(data[at])
                at += 1
        body += bytes([flags]) + tokens
    if len(body) > CHUNK:
        raise ValueError("a chunk that compression makes longer is no source text")
    return struct.pack("<H", 0xB000 | (len(body) - 1)) + bytes(body)


def longest_copy(data: bytes, at: int, most: int) -> tuple[int, int]:
    """The length and distance of the longest piece before `at` that comes again there; (0, 0) for under three bytes."""
    most = min(most, len(data) - at)
    best = (0, 0)
    if most < 3:
        return best
    found = data.rfind(data[at : at + 3], 0, at + 2)
    while found != -1:
        length = 3
        while length < most and data[found + length] == data[at + length]:
            length += 1
        best = max(best, (length, at - found), key=lambda pair: pair[0])
        if length == most:
            break
        found = data.rfind(data[at : at + 3], 0, found + 2)
    return best


def encrypted(data: bytes, identity: str) -> str:
    """Data as 2.4.3 hides it, with a seed that is always the same."""
    key = sum(identity.encode("ascii")) & 0xFF
    out = [SEED, SEED ^ 2, SEED ^ key]
    before, last, last_but_one = key, SEED ^ key, SEED ^ 2
    for byte in bytes([7]) * ((SEED & 6) // 2) + number(len(data)) + data:
        hidden = byte ^ ((last_but_one + before) & 0xFF)
        out.append(hidden)
        last_but_one, last, before = last, hidden, byte
    return bytes(out).hex().upper()
