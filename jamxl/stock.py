"""What has come into an inbox since the last run, and which of its files can be read now."""

import stat
import time
import zipfile
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from jamxl.consolidation import copies_last
from jamxl.copies import sha256_of

# A file that is being written is looked at so many times before it is left for the next run.
LOOKS = 3
# What is a zip file when it is whole; with a password it begins so instead.
PACKAGES = (".xlsx", ".xlsm", ".xlsb", ".ods")
COMPOUND = b"\xd0\xcf\x11\xe0"


class Change(StrEnum):
    """What has become of a file since the last run. The value is what people read."""

    NEW = "ny"
    CHANGED = "ändrad"
    MOVED = "flyttad"
    WITHDRAWN = "borttagen"
    DUPLICATE = "dubblett"
    TURNED = "att bedöma på nytt"
    SAME = "oförändrad"
    BUSY = "skrivs just nu"


@dataclass(frozen=True, slots=True)
class Item:
    """A file of the inbox, as shown. `other`: of one that moved its old path, of a duplicate the file it is like."""

    path: str
    change: Change
    sha256: str = ""
    other: str = ""


@dataclass(frozen=True, slots=True)
class Look:
    """What a file was like at one look; `sha256` is "" for one that nobody may read just now."""

    size: int
    changed: int
    sha256: str
    whole: bool


def take(
    paths: Mapping[str, Path],
    before: Mapping[str, str],
    quiet: float,
    sleep: Callable[[float], None] = time.sleep,
    clock: Callable[[], float] = time.time,
) -> list[Item]:
    """The files of an inbox by the paths that are shown, with what has become of each; those withdrawn last.

    `before`: the checksums of the last run's files. A file that was changed less than `quiet` seconds ago, that is not
    whole or that nobody may read is looked at again after as long; one that still changes is BUSY.
    """
    looks = {shown: look(path) for shown, path in paths.items()}
    for _ in range(LOOKS - 1):
        unsure = [shown for shown, seen in looks.items() if not settled(seen, clock() - quiet)]
        if not unsure:
            break
        sleep(quiet)
        again = {shown: look(paths[shown]) for shown in unsure}
        looks |= {shown: still(looks[shown], seen) for shown, seen in again.items()}
    busy = [shown for shown, seen in looks.items() if not settled(seen, clock() - quiet)]
    return [*judged({shown: seen.sha256 for shown, seen in looks.items() if shown not in busy}, before, busy)]


def look(path: Path) -> Look:
    """A look at a file."""
    try:
        about, checksum, complete = path.stat(), sha256_of(path), whole(path)
    except OSError:
        return Look(0, 0, "", False)
    return Look(about.st_size, about.st_mtime_ns, checksum, complete)


def whole(path: Path) -> bool:
    """The file has the end that its kind has, as far as can be told. Raises OSError when it may not be read."""
    if not stat.S_ISREG(path.stat().st_mode):
        # A pipe would be waited for without end; whoever is to read it says what it is.
        return True
    with path.open("rb") as file:
        return path.suffix.lower() not in PACKAGES or file.read(len(COMPOUND)) == COMPOUND or zipfile.is_zipfile(file)


def settled(seen: Look, until: float) -> bool:
    """The file was readable, whole and left alone since `until` (seconds since 1970)."""
    return bool(seen.sha256) and seen.whole and seen.changed / 1e9 <= until


def still(first: Look, second: Look) -> Look:
    """The second look; one that is like the first is of a file left alone, whatever its clock says or holds."""
    same = bool(second.sha256) and (first.size, first.changed, first.sha256) == (
        second.size,
        second.changed,
        second.sha256,
    )
    return Look(second.size, 0, second.sha256, True) if same else second


def judged(now: Mapping[str, str], before: Mapping[str, str], busy: Sequence[str]) -> list[Item]:
    """What has become of each file, by the checksums now and before."""
    gone = {shown: sha for shown, sha in before.items() if shown not in now and shown not in busy}
    places: defaultdict[str, list[str]] = defaultdict(list)
    for shown, sha in gone.items():
        places[sha].append(shown)
    # Of files that are alike the one that was there before is no duplicate.
    first: dict[str, str] = {}
    for shown in sorted(now, key=lambda one: (before.get(one) != now[one], *copies_last(one))):
        first.setdefault(now[shown], shown)
    items = []
    for shown, sha in now.items():
        other = first[sha]
        if before.get(shown) == sha:
            items.append(Item(shown, Change.SAME, sha))
        elif shown in before:
            items.append(Item(shown, Change.CHANGED, sha))
        elif places[sha]:
            old = places[sha].pop(0)
            gone.pop(old)
            items.append(Item(shown, Change.MOVED, sha, old))
        elif other != shown:
            items.append(Item(shown, Change.DUPLICATE, sha, other))
        else:
            items.append(Item(shown, Change.NEW, sha))
    items += [Item(shown, Change.BUSY) for shown in busy]
    return [*items, *(Item(shown, Change.WITHDRAWN, sha) for shown, sha in gone.items())]
