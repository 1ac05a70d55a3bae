"""A compound file ([MS-CFB], version 3), which is what a VBA project is kept in.

The same streams give the same bytes.
"""

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

SECTOR, SHORT_SECTOR, SHORT = 512, 64, 4096  # a stream below SHORT bytes lies in short sectors
FREE, END_OF_CHAIN, FAT_SECTOR, NONE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
STORAGE, STREAM, ROOT = 1, 2, 5
RED, BLACK = 0, 1
IN_HEADER = 109  # FAT sectors that the header has room for: files up to 7 MB
SIGNATURE = bytes.fromhex("D0CF11E0A1B11AE1")
UNUSED = bytes(68) + struct.pack("<III", NONE, NONE, NONE) + bytes(48)  # a directory entry

# The storages that a stream lies in, and its own name.
Path = tuple[str, ...]


@dataclass
class Entry:
    """A directory entry: a storage, with the numbers of what it holds, or a stream, with its bytes."""

    name: str
    kind: int
    data: bytes = b""
    holds: list[int] = field(default_factory=list)
    left: int = NONE
    right: int = NONE
    child: int = NONE
    colour: int = BLACK
    start: int = 0
    size: int = 0

    def packed(self) -> bytes:
        name = self.name.encode("utf-16-le") + b"\0\0"
        head = struct.pack("<HBBIII", len(name), self.kind, self.colour, self.left, self.right, self.child)
        return name.ljust(64, b"\0") + head + bytes(36) + struct.pack("<IQ", self.start, self.size)


class Sectors:
    """Sectors of one size with their allocation table, a chain a stream."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.data = bytearray()
        self.table: list[int] = []

    def add(self, stream: bytes) -> int:
        """Put a stream last; gives its first sector."""
        if not stream:
            return END_OF_CHAIN
        first, count = len(self.table), -(-len(stream) // self.size)
        self.data += stream.ljust(count * self.size, b"\0")
        self.table += [*range(first + 1, first + count), END_OF_CHAIN]
        return first


def compound_file(streams: Mapping[Path, bytes]) -> bytes:
    """The file's bytes. `streams`: by path, such as ("VBA", "dir"). Raises ValueError above 7 MB."""
    entries = tree_of(streams)
    for entry in entries:
        arrange(entry, entries)
    sectors, short = Sectors(SECTOR), Sectors(SHORT_SECTOR)
    for entry in entries:
        if entry.kind == STREAM:
            entry.size = len(entry.data)
            entry.start = (short if entry.size < SHORT else sectors).add(entry.data)
    root = entries[0]
    root.start, root.size = sectors.add(bytes(short.data)), len(short.data)
    short_start = sectors.add(table_bytes(short.table))
    short_count = -(-len(short.table) // (SECTOR // 4))
    directory = b"".join(entry.packed() for entry in entries)
    directory += UNUSED * (-len(entries) % (SECTOR // len(UNUSED)))
    directory_start = sectors.add(directory)
    return whole(sectors, directory_start, short_start, short_count)


def tree_of(streams: Mapping[Path, bytes]) -> list[Entry]:
    """The root, and every storage and stream below it."""
    entries = [Entry("Root Entry", ROOT)]
    storages: dict[Path, int] = {(): 0}
    for path, data in sorted(streams.items()):
        for depth in range(1, len(path)):
            if path[:depth] not in storages:
                storages[path[:depth]] = added(entries, storages[path[: depth - 1]], Entry(path[depth - 1], STORAGE))
        added(entries, storages[path[:-1]], Entry(path[-1], STREAM, data))
    return entries


def added(entries: list[Entry], to: int, entry: Entry) -> int:
    """Put an entry into a storage; gives its number."""
    entries[to].holds.append(len(entries))
    entries.append(entry)
    return len(entries) - 1


def arrange(storage: Entry, entries: Sequence[Entry]) -> None:
    """Make a balanced red-black tree of what a storage holds, ordered as 2.6.4 says: by length, then by letters."""
    held = sorted(storage.holds, key=lambda at: (len(entries[at].name), entries[at].name.upper()))
    full_levels = (len(held) + 1).bit_length() - 1

    def tree(low: int, high: int, level: int) -> int:
        if low >= high:
            return NONE
        middle = (low + high) // 2
        node = entries[held[middle]]
        # Every way down has the same number of black nodes when those of a last, unfilled level are red.
        node.colour = BLACK if level < full_levels else RED
        node.left, node.right = tree(low, middle, level + 1), tree(middle + 1, high, level + 1)
        return held[middle]

    storage.child = tree(0, len(held), 0)


def table_bytes(table: Sequence[int]) -> bytes:
    """An allocation table as whole sectors."""
    padded = [*table, *[FREE] * (-len(table) % (SECTOR // 4))]
    return struct.pack(f"<{len(padded)}I", *padded)


def whole(sectors: Sectors, directory_start: int, short_start: int, short_count: int) -> bytes:
    """The header, all sectors, and last the table of them all, which has its own sectors in it too."""
    per_sector, used = SECTOR // 4, len(sectors.table)
    count = 1
    while count * per_sector < used + count:
        count += 1
    if count > IN_HEADER:
        raise ValueError("the compound file would be larger than 7 MB")
    table = table_bytes([*sectors.table, *[FAT_SECTOR] * count])
    header = struct.pack(
        "<8s16sHHHHH6s9I",
        SIGNATURE, bytes(16), 0x3E, 3, 0xFFFE, 9, 6, bytes(6), 0, count, directory_start, 0, SHORT,
        short_start, short_count, END_OF_CHAIN, 0,
    )  # fmt: skip
    places = [*range(used, used + count), *[FREE] * (IN_HEADER - count)]
    return header + struct.pack(f"<{IN_HEADER}I", *places) + bytes(sectors.data) + table
