"""What an unattended run costs when nothing has changed, and when one file has, against a run of everything.

    python benchmarks/unattended.py [--units 300] [--rows 100] [--keep DIR] [--edition intern|oppen|bada]

Each unit has one book of about `rows` rows. The runs are a week apart, each in a process of its own: everything for the
first time, nothing new, one file changed, and everything again (--fresh). Prints the seconds of each, of that the
seconds before the report was made (taking stock, reading, checking, review copies), and the ratios of both to those of
the full run.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path

from report import HEAD, unit  # type: ignore[import-not-found]
from roll_up import PERIOD, make_one  # type: ignore[import-not-found]

NOW = datetime(2026, 1, 1, 7)


def prepare(root: Path, units: int, rows: int, edition: str) -> list[str]:
    """The project and its inbox, all files left alone for long. Gives the book of each unit."""
    from concurrent.futures import ProcessPoolExecutor

    from jamxl.standard import books

    keys = list(books())
    (root / "inkorg" / PERIOD).mkdir(parents=True, exist_ok=True)
    runs = f'[korning]\nutgavor = "{edition}"\npublicera = "styrgrupp"\n'
    text = "\n".join((HEAD, runs, *(unit(n, keys[n % len(keys)]) for n in range(units))))
    (root / "jamxl.toml").write_text(text, "utf-8")
    with ProcessPoolExecutor() as pool:
        for done in [pool.submit(make_one, root, n, keys[n % len(keys)], rows) for n in range(units)]:
            done.result()
    for path in (root / "inkorg" / PERIOD).iterdir():
        os.utime(path, (1_000_000_000, 1_000_000_000))
    return keys


def measured(root: Path, week: int, fresh: bool) -> None:
    """A run in this process; prints what it took as JSON."""
    from jamxl import opening, running

    start = time.perf_counter()
    told = running.Unattended(opening.project_of(root), PERIOD, NOW + timedelta(weeks=week), fresh=fresh).run()
    took = time.perf_counter() - start
    steps = [json.loads(line) for line in (root / "rapport" / running.JOURNAL).read_text("utf-8").splitlines()]
    own = steps[max(at for at, step in enumerate(steps) if step["steg"] == "start") :]
    answered = [step["tid"] for step in own if step["steg"] in ("fil", "läst", "granskad", "start")][-1]
    before = (datetime.fromisoformat(answered) - datetime.fromisoformat(own[0]["tid"])).total_seconds()
    print(json.dumps({"s": took, "before": before, "told": told.lines[1]}))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--units", type=int, default=300)
    parser.add_argument("--rows", type=int, default=100)
    parser.add_argument("--edition", choices=("intern", "oppen", "bada"), default="intern")
    parser.add_argument("--keep", type=Path, help="make the project in this folder")
    parser.add_argument("--week", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--fresh", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.week is not None:
        measured(options.keep, options.week, options.fresh)
        return
    with tempfile.TemporaryDirectory() as temporary:
        root = options.keep or Path(temporary)
        keys = prepare(root, options.units, options.rows, options.edition)
        first: dict[str, float] = {}
        for week, name in enumerate(("full", "no change", "one change", "fresh")):
            if name == "one change":
                make_one(root, 0, keys[0], 2 * options.rows + 20)
                changed = next(
                    path for path in (root / "inkorg" / PERIOD).iterdir() if re.search("_enhet-000_", path.name)
                )
                os.utime(changed, (1_000_000_000, 1_000_000_000))
            command = [sys.executable, __file__, "--week", str(week), "--keep", str(root)]
            command += ["--fresh"] if name == "fresh" else []
            told = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
            first = first or told
            print(
                f"{name:10} {told['s']:6.1f} s = {told['s'] / first['s']:5.3f} of the full run; before the report "
                f"{told['before']:5.2f} s = {told['before'] / first['before']:5.3f}. {told['told']}"
            )


if __name__ == "__main__":
    main()
