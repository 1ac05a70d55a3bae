"""The archive set of a report: every table as CSV and Parquet, and a manifest of what it was all made of.

The same input gives the same bytes.
"""

import importlib.metadata
import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from jamxl import report_texts, texts
from jamxl.columns import Day, YesNo
from jamxl.consolidation import Consolidated, Delivery, Stack
from jamxl.draw.archive import Column, DataTable, Kind, column, csv_bytes, parquet_bytes, told
from jamxl.findings import Finding
from jamxl.grid import Cell
from jamxl.present.measures import DAY
from jamxl.present.report import Edition, Report, View, slug
from jamxl.present.signs import HIDDEN, IMPOSSIBLE, NOTHING, WORDS
from jamxl.present.views import unique
from jamxl.project import Project
from jamxl.store import code_checksum
from jamxl.writing import plainly, put_bytes, put_text

MANIFEST = "manifest.json"
# What the names of reports begin with.
WORKBOOKS = "sammanstallning_"
SIGNS = (HIDDEN, NOTHING, IMPOSSIBLE)
WRITERS = {"csv": csv_bytes, "parquet": parquet_bytes}
REQUIRED = re.compile(r"[A-Za-z0-9._-]+")


@dataclass(frozen=True, slots=True)
class Compared:
    """An earlier run: its number in the history, its period and day, and the checksum of what it was made of."""

    run: int
    period: str
    day: date
    input: str


@dataclass(frozen=True, slots=True)
class Making:
    """How a report was made: by which version of jamxl, and the day that its rules went by.

    `sizes`: how many bytes each file had, by its path as shown; None for one that cannot be told. `since`: the run that
    the report says what has changed since.
    """

    version: str
    day: date
    sizes: Mapping[str, int | None] = field(default_factory=dict)
    since: Compared | None = None


def archive(data: Consolidated, report: Report, project: Project, making: Making, folder: Path) -> Path:
    """Write the archive set of a report in a folder; gives its manifest. Raises CannotWrite.

    Of the open edition it has the tables that the edition shows and nothing else: no rows and no files of the units.
    """
    tables, inside = tables_of(report), report.edition == Edition.INTERNAL
    if inside:
        tables += [data_table(data.stack(part)) for part in data.parts()]
    described = [put_table(table, folder) for table in tables]
    remove_others(folder, [file["path"] for one in described for file in one["files"]])
    manifest = {
        "jamxl": {"version": making.version, "code": code_checksum()},
        "libraries": libraries(),
        "project": project.about.project_id,
        "period": data.period,
        "edition": str(report.edition),
        "day": making.day.isoformat(),
        "settings": settings_of(project),
        "compared_with": told_of(making.since, inside=inside) if making.since else None,
        **(inputs(data, making.sizes) if inside else {}),
        "csv": report_texts.ARCHIVE_CSV,
        "tables": described,
    }
    path = folder / MANIFEST
    put_text(json.dumps(manifest, ensure_ascii=False, indent=1) + "\n", path)
    return path


def folder_of(report: Path) -> Path:
    """Where the archive set of a report goes: a folder beside its workbook."""
    return report.with_name(f"arkiv_{report.stem.removeprefix(WORKBOOKS)}")


def put_table(table: DataTable, folder: Path) -> dict[str, Any]:
    """Write a table in all forms; gives what the manifest says of it."""
    files = {f"{form}/{table.name}.{form}": draw(table) for form, draw in WRITERS.items()}
    for name, data in files.items():
        path = folder / name
        with plainly(path.parent):
            path.parent.mkdir(parents=True, exist_ok=True)
        put_bytes(data, path)
    return told(table, files)


def remove_others(folder: Path, names: Sequence[str]) -> None:
    """Take away the tables of an earlier archive set in the folder that this one does not have."""
    for form in WRITERS:
        for path in (folder / form).glob(f"*.{form}"):
            if f"{form}/{path.name}" not in names:
                with plainly(path):
                    path.unlink()


# --- tables


def data_table(stack: Stack) -> DataTable:
    """All units' rows of a table, each with its origin."""
    columns = [column(key, stack.header(key), kind_of(stack, key), values) for key, values in stack.columns.items()]
    return DataTable(f"data_{stack.part.table_key}", stack.part.sheet, columns)


def kind_of(stack: Stack, key: str) -> Kind:
    """What the values of a column are, also of one with none."""
    declared = stack.column(key)
    like = getattr(declared, "like", declared)
    if isinstance(like, Day):
        return "day"
    if isinstance(like, YesNo):
        return "truth"
    return {"float64": "number", "int64": "integer"}.get(stack.dtype(key), "text")  # type: ignore[return-value]


def tables_of(report: Report) -> list[DataTable]:
    """The tables that an edition shows, in its order."""
    views = (report.deliveries, *(exhibit.view for exhibit in report.exhibits()), *report.appendix)
    return [view_table(view) for view in views]


def view_table(view: View) -> DataTable:
    """A table as its edition shows it: figures unrounded in the internal one, as shown in the open one.

    A row has the key, and a column the ID, that with the table's name make up a figure's ID. Signs that stand for
    numbers have a column of their own beside them.
    """
    ids = view.ids or unique(slug(header) for header in view.headers)
    columns = [Column("rad_id", "Rad-ID", "text", list(view.keys))] if view.keys else []
    for at, (key, header) in enumerate(zip(ids, view.headers, strict=True)):
        columns += shown_columns(key, header, [row[at] for row in view.rows])
    return DataTable(slug(view.name), view.title, columns)


def shown_columns(key: str, header: str, cells: Sequence[Cell]) -> list[Column]:
    """A column of a shown table, and that of the signs in it that stand for no number, where it has some."""
    values = [None if cell.value == "" else cell.value for cell in cells]
    formats = {cell.format for cell in cells} - {""}
    kind: Kind = "day" if formats == {DAY} else "number" if formats - set(WORDS) else "text"
    if kind == "number":
        values = [0.0 if value == NOTHING else value for value in values]
    signs = [value if kind != "text" and value in SIGNS else None for value in values]
    if not any(signs):
        return [column(key, header, kind, values)]
    known = [None if sign else value for sign, value in zip(signs, values, strict=True)]
    return [column(key, header, kind, known), Column(f"{key}_tecken", f"{header}, tecken", "text", signs)]


# --- the manifest


def told_of(run: Compared, *, inside: bool) -> dict[str, Any]:
    """What the manifest says of the run that the report was compared with.

    Whoever guesses what a file holds could see by a checksum of it that the guess is right.
    """
    told = {"run": run.run, "period": run.period, "day": run.day.isoformat()}
    return {**told, "input": run.input} if inside else told


def inputs(data: Consolidated, sizes: Mapping[str, int | None]) -> dict[str, Any]:
    """The files that a report was made of, also those of the rounds before, and what became of their rows."""
    rounds = (*data.earlier, data)
    balance = data.balance()
    return {
        "inputs": [
            file_of(delivery, used, sizes.get(delivery.path))
            for each in rounds
            for used, deliveries in ((True, each.used), (False, each.refused))
            for delivery in deliveries
        ],
        "counts": {
            "files": len(data.used) + len(data.refused),
            "used": len(data.used),
            "rows_read": sum(read for _, _, read, _, _ in balance),
            "rows_consolidated": sum(out for _, _, _, out, _ in balance),
            "rows_refused": sum(refused for *_, refused in balance),
            "findings": counts(finding for _, finding in data.findings()),
        },
    }


def file_of(delivery: Delivery, used: bool, size: int | None) -> dict[str, Any]:
    """What the manifest says of a file."""
    return {
        "path": delivery.path,
        "sha256": delivery.sha256,
        "bytes": size,
        "unit": delivery.unit,
        "book": delivery.book,
        "template": delivery.version,
        "period": delivery.period,
        "status": delivery.status,
        "used": used,
        "rows": delivery.rows,
        "findings": counts(delivery.findings),
    }


def counts(findings: Iterable[Finding]) -> dict[str, int]:
    """How many findings of each severity."""
    found = Counter(str(finding.severity) for finding in findings)
    return {severity: found[severity] for severity in texts.SEVERITY}


def settings_of(project: Project) -> Mapping[str, Any]:
    """What a project has decided that its figures depend on; whom its letters go to is not among that."""
    about = project.about
    return {
        "books": list(about.books),
        "without": list(about.without),
        "due": about.due.isoformat() if about.due else None,
        "rounds": {one.period: one.due.isoformat() for one in project.rounds},
        "limits": project.limits.model_dump(mode="json"),
        "rules": {rule: switch.model_dump(mode="json") for rule, switch in sorted(project.switches.items())},
        "scale": project.scale.model_dump(mode="json"),
    }


def libraries() -> dict[str, str]:
    """The versions of the libraries that jamxl demands, by name; none when it is not installed as a package."""
    try:
        lines = importlib.metadata.requires("jamxl") or []
    except importlib.metadata.PackageNotFoundError:
        return {}
    names = [match[0] for line in lines if "extra ==" not in line and (match := REQUIRED.match(line))]
    return {name: importlib.metadata.version(name) for name in sorted(names)}
