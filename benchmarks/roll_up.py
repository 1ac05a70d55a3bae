"""jamxl against the scripts people write today, side by side in one run.

    python benchmarks/roll_up.py [--books 300] [--rows 300] [--runs 3] [--keep DIR]

Generates unit books of about 300 rows, then runs three contenders in turn, each in a process of its own:

  jamxl      check and consolidate, everything included: findings, origins, summary formulas, links
  openpyxl   pandas.read_excel(engine="openpyxl") of every sheet, concat, to_excel
  calamine   the same with engine="calamine"

Prints each one's median time and peak memory, and the ratios. The scripts write with pandas' own default writer.
"""

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from typing import Any

TODAY = date(2026, 1, 1)
SHEETS = {"Aktiviteter": 8, "Timbudget": 8, "Ändringslogg": 4, "Roller": 4}
CONTENDERS = ("jamxl", "openpyxl", "calamine")


def toml(books: int) -> str:
    """A project with so many units."""
    units = "".join(
        f'[[enhet]]\nid = "enhet-{n:03d}"\nnamn = "Enhet {n:03d}"\nkommun = "Botkyrka"\n'
        f'uppgiftslamnare = "Enhetschef"\nforvaltning = "Dialog och Service"\n'
        for n in range(books)
    )
    return (
        '[projekt]\nnamn = "Prov"\nid = "PROV"\nperiod = "2010-T1"\nstart = 2009-09-01\nslut = 2010-12-31\n'
        'bocker = ["projektbok"]\n' + units
    )


def records(rows: int, seed: int) -> dict[str, list[dict[str, Any]]]:
    """A filled book: half activities, a third changes, the rest posts and roles."""
    from jamxl.standard.projektbok.activities import ActivityStatus, Phase, WorkArea

    areas, phases, states = list(WorkArea), list(Phase), list(ActivityStatus)
    roles, posts = max(3, rows // 12), max(3, rows // 12)
    activities = rows // 2
    changes = rows - activities - roles - posts
    start = date(2009, 9, 1)
    per_post: dict[int, float] = {}
    acts = []
    for i in range(activities):
        planned = float(5 + (i * 7 + seed) % 40)
        per_post[i % posts] = per_post.get(i % posts, 0.0) + planned
        done = (i + seed) % 3 == 0
        begins = start + timedelta(days=i % 200 if done or i % 50 == 0 else 245 + i % 200)
        acts.append(
            {
                "activity_no": f"A-{i + 1:03d}",
                "text": f"Aktivitet nummer {i + 1} i enhet {seed}",
                "wbs": areas[i % len(areas)].value,
                "phase": phases[i % len(phases)].value,
                "milestone_id": f"MS-{i // 10 + 1:02d}" if i % 10 == 0 else None,
                "budget_id": f"B-{i % posts + 1:02d}",
                "owner": f"P-{i % roles + 1:02d}",
                "part_k": float(i % 9),
                "part_m": float(i % 7),
                "plan_start": begins,
                "plan_end": begins + timedelta(days=20),
                "act_start": begins if done else None,
                "act_end": begins + timedelta(days=22) if done else None,
                "plan_hours": planned,
                "act_hours": planned + (i % 5) if done else None,
                "progress": 1.0 if done else 0.0,
                "status": "Klar" if done else states[i % 2].value if (i % 2) else "Ej påbörjad",
            }
        )
    return {
        "activities": acts,
        "milestones": [
            {"milestone_id": f"MS-{i + 1:02d}", "kind": "Milstolpe", "name": f"Steg {i + 1}", "planned": start}
            for i in range((activities + 9) // 10)
        ],
        "budget": [
            {
                "post_id": f"B-{i + 1:02d}",
                "text": f"Post {i + 1}",
                "kind": "Arbetstid",
                "funding": "Extra resurs" if i % 4 == 0 else "Ordinarie",
                "plan_hours": per_post.get(i, 10.0),
                "act_hours": per_post.get(i, 10.0) / 2,
                "forecast": per_post.get(i, 10.0),
            }
            for i in range(posts)
        ],
        "changes": [
            {
                "change_id": f"Ä-{i + 1:03d}",
                "activity_no": f"A-{i % activities + 1:03d}",
                "changed_on": start + timedelta(days=i),
                "action": f"Flyttade moment {i} till en senare vecka",
                "actor": f"P-{i % roles + 1:02d}",
                "kind": "Omfattning",
                "d_hours": float(i % 6),
            }
            for i in range(changes)
        ],
        "roles": [
            {"person": f"P-{i + 1:02d}", "role": "Projektmedlem", "sex": "K" if i % 2 else "M", "post": 0.5}
            for i in range(roles)
        ],
    }


def make_one(root: Path, number: int, rows: int) -> None:
    """Unit `number`'s filled book in the inbox."""
    from jamxl import project as projects
    from jamxl import workflow
    from jamxl.dates import Period
    from jamxl.standard import books

    project = projects.load(root)
    unit, book, period = project.units[number], books()["projektbok"], Period.parse("2010-T1")
    filled: dict[str, Any] = records(rows, number)
    pages = workflow.unit_pages(project, unit, book, period, filled, TODAY)
    workflow.save(pages, root / "inkorg" / "2010-T1" / workflow.file_name(unit, book, period))


def make(root: Path, books: int, rows: int) -> None:
    """The project and its inbox."""
    (root / "inkorg" / "2010-T1").mkdir(parents=True, exist_ok=True)
    (root / "jamxl.toml").write_text(toml(books), encoding="utf-8")
    with ProcessPoolExecutor() as pool:
        list(pool.map(make_one, [root] * books, range(books), [rows] * books, chunksize=5))


def run_jamxl(root: Path) -> int:
    """The product's own way."""
    from jamxl import project as projects
    from jamxl import workflow

    project = projects.load(root)
    data = workflow.consolidate_project(project, today=TODAY)
    workflow.publish(data, root / "rapport" / "jamxl.xlsx", root)
    return sum(delivery.rows for delivery in data.used)


def run_script(root: Path, engine: Any) -> int:
    """What people write: read every sheet, put them below each other, write a workbook."""
    import pandas as pd

    found: dict[str, list[pd.DataFrame]] = {sheet: [] for sheet in SHEETS}
    for path in sorted((root / "inkorg" / "2010-T1").glob("*.xlsx")):
        for sheet, skip in SHEETS.items():
            frame = pd.read_excel(path, sheet_name=sheet, skiprows=skip, engine=engine).dropna(how="all")
            frame.insert(0, "fil", path.name)
            found[sheet].append(frame)
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
