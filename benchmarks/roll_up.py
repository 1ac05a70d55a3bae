"""jamxl against the scripts people write today, side by side in one run.

    python benchmarks/roll_up.py [--books 300] [--rows 300] [--runs 3] [--keep DIR]

Generates unit books of all kinds, of about 300 rows each, then runs three contenders in turn, each in a process of its
own:

  jamxl      check and consolidate, everything included: findings, origins, summary formulas, links
  openpyxl   pandas.read_excel(engine="openpyxl") of every sheet, concat, to_excel
  calamine   the same with engine="calamine"

Prints each one's median time and peak memory, and the ratios. The scripts write with pandas' own default writer.
"""

import argparse
import json
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

from jamxl.columns import Reference

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "scripts"))
TODAY = date(2026, 1, 1)
PERIOD = "2010-T1"
CONTENDERS = ("jamxl", "openpyxl", "calamine")
ID = re.compile(r"(.*-)(\d+)")

Rows = list[dict[str, Any]]


def toml(files: int, keys: Sequence[str]) -> str:
    """A project with so many files: units that each answer all of the books, the last one perhaps fewer."""
    units = ""
    for n, start in enumerate(range(0, files, len(keys))):
        own = ", ".join(f'"{key}"' for key in keys[: files - start])
        units += (
            f'[[enhet]]\nid = "enhet-{n:03d}"\nnamn = "Enhet {n:03d}"\nkommun = "Botkyrka"\n'
            f'uppgiftslamnare = "Enhetschef"\nforvaltning = "Dialog och Service"\nbocker = [{own}]\n'
        )
    return (
        f'[projekt]\nnamn = "Prov"\nid = "PROV"\nperiod = "{PERIOD}"\nstart = 2010-01-01\nslut = 2010-12-31\n' + units
    )


def grown(key: str, rows: int) -> dict[str, Rows]:
    """The gallery's sound book with its rows many times over, so many in all, each time with IDs of their own."""
    from gallery_cases import sound_rows

    from jamxl.standard import books

    book, sound = books()[key], sound_rows(key)
    many = [part for part in book.parts if sound[part.table_key] and not part.is_form and not part.fixed_rows]
    identities = [(part.table_key, own.key) for part in many if (own := part.identity())]
    steps = {f"{table}.{name}": step(sound[table], name) for table, name in identities}
    copies = -(-rows // sum(len(sound[part.table_key]) for part in many))
    # What a strip states is of the few rows.
    filled = {part.table_key: [] if part.strip else sound[part.table_key] for part in book.parts}
    for part in many:
        columns = part.columns
        homes = {own.key: f"{part.table_key}.{own.key}" for own in [part.identity()] if own}
        homes |= {name: column.to for name, column in columns.items() if isinstance(column, Reference)}
        filled[part.table_key] = [
            {name: moved(value, n * steps.get(homes.get(name, ""), 0)) for name, value in row.items()}
            for n in range(copies)
            for row in sound[part.table_key]
        ]
    return filled


def step(rows: Rows, key: str) -> int:
    """The highest number among the IDs of a column."""
    return max((int(match[2]) for row in rows if (match := ID.fullmatch(str(row.get(key))))), default=0)


def moved(value: Any, by: int) -> Any:
    """The IDs in a cell with higher numbers."""
    if not by or not isinstance(value, str):
        return value
    return re.sub(r"([^\W\d]+-)(\d+)", lambda m: f"{m[1]}{int(m[2]) + by:0{len(m[2])}d}", value)


def make_one(root: Path, number: int, key: str, rows: int) -> None:
    """One filled book of unit `number` in the inbox."""
    from jamxl import project as projects
    from jamxl import workflow, writing
    from jamxl.dates import Period
    from jamxl.standard import books

    project = projects.load(root)
    unit, book, period = project.units[number], books()[key], Period.parse(PERIOD)
    filled = grown(key, rows)
    # The unit is the project's own; the rest of the cover is the gallery's.
    cover = book.parts[0].table_key
    own = book.parts[0].prefill(project, unit, period)
    filled[cover] = [{**filled[cover][0], **{name: value for name, value in own.items() if value is not None}}]
    pages = workflow.unit_pages(project, unit, book, period, filled, TODAY)
    writing.save(pages, root / "inkorg" / PERIOD / workflow.file_name(unit, book, period))


def make(root: Path, files: int, rows: int) -> None:
    """The project, its inbox, and where the scripts find the tables: for each book, sheet to row of headings."""
    from jamxl.build import prepare
    from jamxl.project import Limits
    from jamxl.standard import books

    keys = list(books())
    (root / "inkorg" / PERIOD).mkdir(parents=True, exist_ok=True)
    (root / "jamxl.toml").write_text(toml(files, keys), encoding="utf-8")
    headings: dict[str, dict[str, int]] = {}
    for key, book in books().items():
        places = prepare(book, {}, Limits(), TODAY).places.values()
        headings[key] = {p.part.sheet: p.header for p in places if not p.part.is_form and not p.part.generated}
    (root / "rubriker.json").write_text(json.dumps(headings), encoding="utf-8")
    jobs = [(n // len(keys), keys[n % len(keys)]) for n in range(files)]
    with ProcessPoolExecutor() as pool:
        for done in [pool.submit(make_one, root, unit, key, rows) for unit, key in jobs]:
            done.result()


def run_jamxl(root: Path) -> int:
    """The product's own way."""
    from jamxl import project as projects
    from jamxl import publishing, workflow

    project = projects.load(root)
    data = workflow.consolidate_project(project, today=TODAY)
    publishing.publish(data, root / "rapport" / "jamxl.xlsx", root)
    return sum(delivery.rows for delivery in data.used)


def run_script(root: Path, engine: Any) -> int:
    """What people write: read every sheet, put them below each other, write a workbook."""
    import pandas as pd

    headings = json.loads((root / "rubriker.json").read_text(encoding="utf-8"))
    found: dict[str, list[pd.DataFrame]] = {}
    for path in sorted((root / "inkorg" / PERIOD).glob("*.xlsx")):
        book = path.name.split("_")[2]
        for sheet, skip in headings[book].items():
            frame = pd.read_excel(path, sheet_name=sheet, skiprows=skip, engine=engine).dropna(how="all")
            frame.insert(0, "fil", path.name)
            found.setdefault(sheet, []).append(frame)
    target = root / "rapport" / f"{engine}.xlsx"
    target.parent.mkdir(exist_ok=True)
    rows = 0
    with pd.ExcelWriter(target) as writer:
        for sheet, frames in found.items():
            together = pd.concat(frames)
            rows += len(together)
            together.to_excel(writer, sheet_name=sheet, index=False)
    return rows


def contend(name: str, root: Path) -> None:
    """Run one contender in this process and print its figures as JSON."""
    from jamxl import worker

    start = time.perf_counter()
    rows = run_jamxl(root) if name == "jamxl" else run_script(root, name)
    took = time.perf_counter() - start
    # Workers count when they have ended.
    worker.dismiss()
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    print(json.dumps({"seconds": took, "rows": rows, "mb": own / 1024, "child_mb": children / 1024}))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--books", type=int, default=300)
    parser.add_argument("--rows", type=int, default=300)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--keep", type=Path, help="make, or use again, the books in this folder")
    parser.add_argument("--only", choices=CONTENDERS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.only:
        contend(options.only, options.keep)
        return
    with tempfile.TemporaryDirectory() as temporary:
        root = options.keep or Path(temporary)
        if not (root / "jamxl.toml").exists():
            start = time.perf_counter()
            make(root, options.books, options.rows)
            print(f"made {options.books} books of {options.rows} rows in {time.perf_counter() - start:.0f} s")
        results: dict[str, list[dict[str, float]]] = {name: [] for name in CONTENDERS}
        for _ in range(options.runs):
            for name in CONTENDERS:
                command = [sys.executable, __file__, "--only", name, "--keep", str(root)]
                done = subprocess.run(command, check=True, capture_output=True, text=True)
                results[name].append(json.loads(done.stdout))
        medians = {name: statistics.median(run["seconds"] for run in runs) for name, runs in results.items()}
        print(f"{'':10} {'median s':>9} {'min–max':>13} {'rows':>8} {'peak MB':>8} {'worker MB':>9} {'jamxl is':>9}")
        for name, runs in results.items():
            times = [run["seconds"] for run in runs]
            print(
                f"{name:10} {medians[name]:9.2f} {min(times):6.2f}–{max(times):<6.2f} {runs[0]['rows']:8.0f} "
                f"{max(run['mb'] for run in runs):8.0f} {max(run['child_mb'] for run in runs):9.0f} "
                f"{medians['jamxl'] / medians[name]:8.2f}x"
            )


if __name__ == "__main__":
    main()
