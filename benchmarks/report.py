"""A report over many units and rounds: how long it takes and how much memory, step by step.

    python benchmarks/report.py [--units 300] [--rounds 8] [--rows 100] [--keep DIR] [--edition intern|oppen|bada]

Each unit answers one book each round. The last round's books are made as files, about `rows` rows each. The rounds
before it are in the project's history, as they are when their own reports were made: their files are there and are
looked at, but what is in them is had from the history. Of each an open edition was published in its time, and what it
showed is remembered. Two reports are made in turn, each in a process of its own: the first one takes the earlier
rounds' deliveries from the history; the second is the same again. Prints the seconds and the peak memory of the
process, and of it and its workers together as looked at ten times a second.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import psutil
from roll_up import PERIOD, make_one  # type: ignore[import-not-found]

from jamxl.consolidation import Delivery
from jamxl.workflow import Round

PERIODS = ("2007-T2", "2007-T3", "2008-T1", "2008-T2", "2008-T3", "2009-T1", "2009-T2", "2009-T3")
HEAD = f'[projekt]\nnamn = "Prov"\nid = "PROV"\nperiod = "{PERIOD}"\nstart = 2007-01-01\nslut = 2010-12-31\n'
TODAY, NOW = date(2026, 1, 1), datetime(2026, 1, 1, 12)


def unit(number: int, book: str) -> str:
    """A unit of jamxl.toml."""
    return (
        f'[[enhet]]\nid = "enhet-{number:03d}"\nnamn = "Enhet {number:03d}"\nkommun = "Botkyrka"\n'
        f'uppgiftslamnare = "Enhetschef"\nforvaltning = "Dialog och Service"\nbocker = ["{book}"]\n'
    )


def earlier(root: Path, deliveries: Sequence[Delivery], periods: Sequence[str]) -> list[Round]:
    """Fill the history with the same units' deliveries of earlier rounds, each with a file that it was read of."""
    from jamxl import project as projects
    from jamxl.copies import sha256_of
    from jamxl.keeping import Memory
    from jamxl.store import Input, Run, code_checksum, open_store

    project = projects.load(root)
    rounds = []
    with open_store(project.database, project.about.project_id) as store:
        memory = Memory(store, project)
        for period in periods:
            keyed = []
            for one in deliveries:
                path = root / one.path.replace(PERIOD, period)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(f"{path.name} of {period}", encoding="utf-8")
                shown, sha256 = memory.shown(path), sha256_of(path)
                known = replace(one, path=shown, period=period, sha256=sha256)
                keyed.append(Input(memory.key(sha256, shown), known, period))
            run = Run(project.about.project_id, period, NOW, TODAY, "", code_checksum(), memory.settings)
            store.save(run, keyed, [], [])
            rounds.append(Round(period, [one.delivery for one in keyed]))
    return rounds


def published(root: Path, rounds: Sequence[Round]) -> None:
    """Publish the open edition of one round after another, in no form: what is kept is what it showed."""
    from jamxl import project as projects
    from jamxl import publishing, workflow

    project = projects.load(root)
    for number, last in enumerate(rounds, 1):
        data = workflow.consolidate_rounds(project, rounds[:number])
        publishing.publish_open(data, publishing.report_path(project, last.period), forms=())


def prepare(root: Path, units: int, rounds: int, rows: int) -> None:
    """The project, its inbox, and its history."""
    from jamxl import project as projects
    from jamxl import workflow
    from jamxl.standard import books

    keys = list(books())
    (root / "inkorg" / PERIOD).mkdir(parents=True, exist_ok=True)
    (root / "jamxl.toml").write_text("\n".join((HEAD, *(unit(n, keys[n % len(keys)]) for n in range(units)))), "utf-8")
    with ProcessPoolExecutor() as pool:
        for done in [pool.submit(make_one, root, n, keys[n % len(keys)], rows) for n in range(units)]:
            done.result()
    (last,) = workflow.read_rounds(projects.load(root), today=TODAY)
    published(root, earlier(root, last.deliveries, PERIODS[len(PERIODS) - rounds + 1 :]))


def measured(root: Path, edition: str) -> None:
    """Make the report in this process and print what it took as JSON."""
    from jamxl import project as projects
    from jamxl.reporting import Edition, report

    start = time.perf_counter()
    editions = list(Edition) if edition == "bada" else [Edition(edition)]
    done = report(projects.load(root), editions=editions, today=TODAY, now=NOW)
    took = time.perf_counter() - start
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    rounds, rows = 1 + len(done.data.earlier), sum(delivery.rows for delivery in done.data.used)
    print(json.dumps({"s": took, "mb": own, "rounds": rounds, "rows": rows}))


def together(process: subprocess.Popen[str]) -> float:
    """The most megabytes that a process and its workers hold at the same time, as looked at until it ends."""
    most, itself = 0, psutil.Process(process.pid)
    while process.poll() is None:
        # A worker may end meanwhile.
        with suppress(psutil.Error):
            most = max(most, sum(one.memory_info().rss for one in (itself, *itself.children(recursive=True))))
        time.sleep(0.1)
    return most / 1024**2


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--units", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=8)
    parser.add_argument("--rows", type=int, default=100)
    parser.add_argument("--edition", choices=("intern", "oppen", "bada"), default="intern")
    parser.add_argument("--keep", type=Path, help="make, or use again, the project in this folder")
    parser.add_argument("--only", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.only:
        measured(options.keep, options.edition)
        return
    with tempfile.TemporaryDirectory() as temporary:
        root = options.keep or Path(temporary)
        if not (root / "jamxl.toml").exists():
            start = time.perf_counter()
            # In a process of its own: what a starter holds is counted as a peak of those that it starts.
            with ProcessPoolExecutor(1) as pool:
                pool.submit(prepare, root, options.units, options.rounds, options.rows).result()
            print(f"made {options.units} books and the earlier rounds in {time.perf_counter() - start:.0f} s")
        for run in ("first", "again"):
            command = [sys.executable, __file__, "--only", "--keep", str(root), "--edition", options.edition]
            with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
                most = together(process)
                assert process.stdout is not None
                told = json.load(process.stdout) | {"mb together": most}
            print(f"{run:6} " + ", ".join(f"{name} {value:.1f}" for name, value in told.items()))


if __name__ == "__main__":
    main()
