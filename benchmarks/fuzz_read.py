"""Damaged workbooks checked and reviewed until the time is up: no file may give a traceback, hang or fill the memory.

    python benchmarks/fuzz_read.py [--minutes 60] [--seed 1] [--corpus DIR] [--keep fuzz] [--only NUMBER]

Takes the workbooks of `workbooks/` (and, with LibreOffice, the filled ones saved as .xlsx, .ods and .xls; with
--corpus, the files of a folder too), damages one in one to four ways, and has it checked, and its review copy made, in
a worker with the limits that jamxl.toml has when it says nothing. Ways: bytes of the file; bytes and XML of a part;
parts left out, renamed, swapped and doubled. Case number N of a seed is always the same damage to the same file, as
long as the files are.

Prints cases by code, the longest time and the largest memory of a worker. Files that a fault of ours (JX116), a death
(JX125) or a limit (JX123, JX124) refused are kept in a folder, named by code and number; --only makes one case again.
"""

import argparse
import json
import random
import re
import shutil
import subprocess
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

from jamxl import worker
from jamxl.answers import small
from jamxl.checking import refused
from jamxl.consolidation import Delivery, deliver
from jamxl.inspection import delivered, reviewed
from jamxl.project import Limits
from jamxl.workflow import ENDINGS

TODAY, LIMITS = date(2010, 5, 10), Limits()
EXAMPLES = Path(__file__).parents[1] / "workbooks"
KEPT = {"JX116", "JX123", "JX124", "JX125"}
# Seeds larger than this take the time of many small ones.
LARGEST = 1_000_000

TAG = re.compile(rb"<[^<>]*>")
ATTRIBUTE = re.compile(rb'[\w:]+="([^"]*)"')
VALUE = re.compile(rb">([^<>]+)<")
WORDS = [
    b"", b"0", b"-1", b"1", b"65536", b"1048577", b"16777216", b"2147483648", b"4294967296",
    b"18446744073709551616", b"1e308", b"-1e308", b"1e-320", b"NaN", b"INF", b"0.1.2", b"40057", b"9" * 400,
    b"XFD1048576", b"ZZZZ1", b"A0", b"$A$1", b"A1:XFD1048576", b"R1C1", b"#REF!", b"=1+1", b"true", b"s", b"str",
    b"inlineStr", b"b", b"e", b"d", b"n", b"rId1", b"../../etc/passwd", b"/xl/workbook.xml", b"http://example.se/",
    b"&#0;", b"&#xD800;", b"&#x1F600;", b"&x;", b"&amp;", b"_x0000_", b"\x00", b"\xff\xfe", b"\xef\xbf\xbf",
    b"\xc3", b"]]>", b"<![CDATA[", b"<!--", b"<?xml?>", b"PT25H61M61S", b"PT1e9H0M0S", b"1900-02-29",
    b"0000-00-00", b"9999-12-31T23:59:60", b"a" * 40_000, "å\u0308\u202e".encode(),
]  # fmt: skip


# ------------------------------------------------------------------------------------------------ bytes


def flip(data: bytes, dice: random.Random) -> bytes:
    """Some bits changed."""
    changed = bytearray(data)
    for _ in range(dice.choice([1, 1, 2, 8, 64])):
        changed[dice.randrange(len(changed))] ^= 1 << dice.randrange(8)
    return bytes(changed)


def overwrite(data: bytes, dice: random.Random) -> bytes:
    """A few bytes in a row put to the ends of what they can say."""
    at, width = dice.randrange(len(data)), dice.choice([1, 2, 4, 8])
    return (
        data[:at] + dice.choice([b"\x00", b"\xff", b"\x7f\xff", b"\xff\x7f", b"\x00\x01"]) * width + data[at + width :]
    )


def cut(data: bytes, dice: random.Random) -> bytes:
    """The end, or a piece, left out."""
    start = dice.randrange(len(data))
    return data[:start] if dice.random() < 0.3 else data[:start] + data[start + dice.randrange(1, 2_000) :]


def repeat(data: bytes, dice: random.Random) -> bytes:
    """A piece once more, there or elsewhere."""
    start, to = dice.randrange(len(data)), dice.randrange(len(data))
    piece = data[start : start + dice.choice([1, 4, 64, 2_000])]
    return data[:to] + piece * dice.choice([1, 1, 2, 500]) + data[to:]


# ------------------------------------------------------------------------------------------------ XML


def near(pattern: re.Pattern[bytes], data: bytes, dice: random.Random) -> tuple[int, int]:
    """Where the pattern is found, somewhere."""
    found = pattern.search(data, dice.randrange(len(data))) or pattern.search(data)
    return found.span(found.re.groups) if found else (0, 0)


def retell(data: bytes, dice: random.Random) -> bytes:
    """An attribute's value, or a text, changed for another."""
    start, end = near(dice.choice([ATTRIBUTE, ATTRIBUTE, VALUE]), data, dice)
    return data[:start] + dice.choice(WORDS) + data[end:]


def swap_values(data: bytes, dice: random.Random) -> bytes:
    """Two attributes' values, or two tags, change places."""
    pattern = dice.choice([ATTRIBUTE, TAG])
    (a, b), (c, d) = sorted([near(pattern, data, dice), near(pattern, data, dice)])
    return data if b > c else data[:a] + data[c:d] + data[b:c] + data[a:b] + data[d:]


def drop_tag(data: bytes, dice: random.Random) -> bytes:
    """A tag left out."""
    start, end = near(TAG, data, dice)
    return data[:start] + data[end:]


def double_tag(data: bytes, dice: random.Random) -> bytes:
    """A tag many times."""
    start, end = near(TAG, data, dice)
    return data[:end] + data[start:end] * dice.choice([1, 1, 3, 200, 20_000]) + data[end:]


def drop_attribute(data: bytes, dice: random.Random) -> bytes:
    """An attribute left out, with its name."""
    found = ATTRIBUTE.search(data, dice.randrange(len(data)))
    return data[: found.start()] + data[found.end() :] if found else data


Damage = Callable[[bytes, random.Random], bytes]
BYTES: list[Damage] = [flip, overwrite, cut, repeat]
MARKUP: list[Damage] = [retell, retell, retell, swap_values, drop_tag, double_tag, drop_attribute]


# ------------------------------------------------------------------------------------------------ packages

Parts = list[tuple[str, bytes]]


def in_part(parts: Parts, dice: random.Random) -> None:
    """One part damaged; those that are read more often than others."""
    read = [
        i for i, (name, data) in enumerate(parts) if data and re.search(r"sheet|workbook|Strings|styles|content", name)
    ]
    anything = [i for i, (_, data) in enumerate(parts) if data]
    chosen = read if read and dice.random() < 0.8 else anything
    if not chosen:
        return
    at = dice.choice(chosen)
    name, data = parts[at]
    markup = data.lstrip()[:1] == b"<" and dice.random() < 0.85
    parts[at] = name, dice.choice(MARKUP if markup else BYTES)(data, dice)


def of_parts(parts: Parts, dice: random.Random) -> None:
    """A part left out, renamed, doubled, or changed for another."""
    one, other = dice.randrange(len(parts)), dice.randrange(len(parts))
    match dice.randrange(4):
        case 0:
            del parts[one]
        case 1:
            parts[one] = (
                dice.choice(["../" + parts[one][0], parts[one][0].upper(), parts[one][0] + "/"]),
                parts[one][1],
            )
        case 2:
            parts.append((parts[one][0], parts[other][1]))
        case 3:
            parts[one], parts[other] = (parts[one][0], parts[other][1]), (parts[other][0], parts[one][1])


def damaged(book: bytes, dice: random.Random) -> bytes:
    """A workbook damaged in one to four ways."""
    ways = dice.choice([1, 1, 1, 2, 4])
    if not book.startswith(b"PK") or dice.random() < 0.2:
        for _ in range(ways):
            book = dice.choice(BYTES)(book, dice) if book else book
        return book
    with zipfile.ZipFile(BytesIO(book)) as package:
        parts = [(name, package.read(name)) for name in package.namelist()]
    for _ in range(ways):
        if parts:
            (in_part if dice.random() < 0.85 else of_parts)(parts, dice)
    made = BytesIO()
    # Stored: packing would take longer than reading does.
    with zipfile.ZipFile(made, "w") as target:
        for name, data in parts:
            target.NameToInfo.pop(name, None)
            target.writestr(name, data)
    return made.getvalue()


# ------------------------------------------------------------------------------------------------ seeds


def seeds(corpus: Path | None, folder: Path) -> list[list[tuple[str, bytes]]]:
    """(name, bytes) of the workbooks that are damaged, in order of name: ours, then those of the corpus."""
    own = sorted(EXAMPLES.rglob("*.xlsx"))
    others = sorted(path for path in corpus.rglob("*") if path.suffix.lower() in ENDINGS) if corpus else []
    return [
        [whole(path) for path in paths if opens(path)] for paths in ([*own, *resaved(own, folder)], others) if paths
    ]


def whole(path: Path) -> tuple[str, bytes]:
    return path.name, path.read_bytes()


def opens(path: Path) -> bool:
    """Whether a file is neither empty nor large, and its parts can be had when it is a package."""
    if not path.is_file() or not 0 < path.stat().st_size <= LARGEST:
        return False
    try:
        with zipfile.ZipFile(path) as package:
            return bool(package.namelist()) and package.testzip() is None
    except Exception:
        return not path.read_bytes().startswith(b"PK")


def resaved(books: list[Path], folder: Path) -> Iterator[Path]:
    """The filled workbooks saved by LibreOffice; none where it is not."""
    program = shutil.which("soffice")
    filled = [str(path) for path in books if "exempel" in str(path)]
    if program is None or not filled:
        return
    for ending in ("xlsx", "ods", "xls"):
        out = folder / ending
        command = [
            program,
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--headless",
            "--convert-to",
            ending,
        ]
        subprocess.run([*command, "--outdir", str(out), *filled], capture_output=True, check=True, timeout=300)
        yield from sorted(out.iterdir())


# ------------------------------------------------------------------------------------------------ the run


def apart(task: Callable[[], Any], name: str) -> Any:
    """What a worker gave; the delivery of a refused file when it had to be ended."""
    (result,) = worker.apart([task], LIMITS.seconds, LIMITS.megabytes)
    ended = isinstance(result, worker.Ended)
    return deliver(refused(name, result.code, detail=result.detail)) if ended else result


def checked(path: Path) -> tuple[Delivery, float, float]:
    """(delivery, seconds, MB): the file checked and answered in a worker, and the most memory that worker has held."""
    begun = time.perf_counter()
    delivery: Delivery = apart(partial(delivered, path, LIMITS, TODAY, path.name), path.name)
    answer = apart(partial(reviewed, path, small(delivery), TODAY), path.name)
    seconds = time.perf_counter() - begun
    if isinstance(answer, Delivery):
        delivery = answer
    # What is said of the file must also be possible to print.
    json.dumps(delivery.to_json(), ensure_ascii=False).encode()
    status = Path(f"/proc/{worker.idle[-1].process.pid}/status") if worker.idle else Path("none")
    said = re.search(r"VmHWM:\s*(\d+) kB", status.read_text()) if status.exists() else None
    return delivery, seconds, int(said[1]) / 1000 if said else 0.0


def outcome(delivery: Delivery) -> str:
    """The code that refused a file, or how it was read."""
    return delivery.findings[0].code if delivery.status == "refused" else f"read, {delivery.status}"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--minutes", type=float, default=60)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--corpus", type=Path)
    options.add_argument("--keep", type=Path, default=Path("fuzz"))
    options.add_argument("--only", type=int)
    chosen = options.parse_args()
    chosen.keep.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        run(chosen, seeds(chosen.corpus, Path(temporary)), Path(temporary))


def run(chosen: argparse.Namespace, books: list[list[tuple[str, bytes]]], folder: Path) -> None:
    """Case after case until the time is up."""
    counts: Counter[str] = Counter()
    longest, largest = (0.0, ""), (0.0, "")
    end = time.monotonic() + 60 * chosen.minutes
    number = chosen.only or 0
    while time.monotonic() < end:
        dice = random.Random(f"{chosen.seed}/{number}")
        name, book = dice.choice(dice.choice(books))
        path = folder / f"{number}_{name}"
        path.write_bytes(damaged(book, dice))
        delivery, seconds, megabytes = checked(path)
        result = outcome(delivery)
        counts[result] += 1
        longest, largest = max(longest, (seconds, path.name)), max(largest, (megabytes, path.name))
        if result in KEPT or chosen.only is not None:
            print(result, path.name, delivery.findings[0].message if delivery.findings else "", flush=True)
            shutil.move(path, chosen.keep / f"{result}_{path.name}")
        path.unlink(missing_ok=True)
        number += 1
        if chosen.only is not None:
            break
        if number % 5_000 == 0:
            print(f"{number} cases; {dict(counts.most_common())}", flush=True)
    print(f"\n{counts.total()} cases of {sum(map(len, books))} workbooks, seed {chosen.seed}")
    for result, count in counts.most_common():
        print(f"{count:>9}  {result}")
    print(f"longest {longest[0]:.2f} s ({longest[1]}), largest {largest[0]:.0f} MB ({largest[1]})")


if __name__ == "__main__":
    main()
