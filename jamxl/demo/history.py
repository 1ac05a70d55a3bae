"""What the demo's units answered in each round.

`units/<unit id>/*.toml` is the last round, whole: by book, part key and column key. `units/<unit id>/<period>/*.toml`
is an earlier round, told by what was otherwise than in the next round that the unit answered:

    [projektbok]                       # a book that came in then
    outcomes = []                      # a list: these were the table's rows, and no others
    [projektbok.project_card]          # a form: these fields were other; "" is a blank one
    purpose = ""
    [projektbok.activities]            # a table, by its rows' IDs
    absent = ["A-016"]                 # rows that were not there yet
    every = { progress = 0.0 }         # what all rows had
    A-006 = { status = "Pågår" }       # what one row had; an ID that the next round lacks: a row that went

A workbook in such a folder, named by its book, came in as it is. The files of a folder are read as one.
"""

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from jamxl.dates import Period
from jamxl.sheets import Table
from jamxl.standard import books

UNITS = files("jamxl.demo") / "units"

Answer = Mapping[str, Any]
Row = Mapping[str, Any]


def answer(unit_id: str) -> Answer:
    """What a unit's TOML files say of the last round; empty when it has none."""
    return told(UNITS / unit_id)


def earlier(unit_id: str) -> dict[str, Answer]:
    """What a unit said in the rounds before the last, by period, the earliest first."""
    then, found = answer(unit_id), {}
    folders = {folder.name: folder for folder in contents(UNITS / unit_id) if folder.is_dir()}
    for period in sorted(folders, key=Period.parse, reverse=True):
        own = told(folders[period])
        then = {**then, **otherwise(then, own)}
        found[period] = {key: then[key] for key in own}
    return dict(reversed(found.items()))


def kept(unit_id: str, period: str) -> dict[str, Traversable]:
    """The workbooks that a unit sent in an earlier round and that lie here as they came, by book."""
    found = contents(UNITS / unit_id / period)
    return {file.name.removesuffix(".xlsx"): file for file in found if file.name.endswith(".xlsx")}


def contents(folder: Traversable) -> list[Traversable]:
    """What a folder holds, by name; nothing when it is not there."""
    return sorted(folder.iterdir(), key=lambda one: one.name) if folder.is_dir() else []


def told(folder: Traversable) -> Answer:
    """A folder's TOML files as one. Raises KeyError for what two of them say."""
    said: dict[str, Any] = {}
    for file in contents(folder):
        if not file.name.endswith(".toml"):
            continue
        for key, own in tomllib.loads(file.read_text(encoding="utf-8")).items():
            # A book's parts may be spread over several files.
            taken = said.setdefault(key, {}) if key in books() else said
            new = own if key in books() else {key: own}
            if twice := taken.keys() & new.keys():
                raise KeyError(f"{folder.name}/{file.name}: {', '.join(sorted(twice))} stands elsewhere too")
            taken.update(new)
    return said


def otherwise(then: Answer, own: Answer) -> Answer:
    """The answers of a round, from those of the next one and what the round's own files say."""
    said = dict(own)
    if "cover" in own:
        said["cover"] = other_row(then["cover"], own["cover"])
    for key in own.keys() & books().keys():
        parts = dict(then.get(key, {}))
        for name, tale in own[key].items():
            parts[name] = other_rows(books()[key].part(name), parts.get(name, []), tale)
        said[key] = parts
    return said


def other_rows(part: type[Table], rows: list[Row], tale: Any) -> list[Row]:
    """A part's rows in a round, from those of the next one."""
    if isinstance(tale, list):
        return tale
    if part.is_form:
        return [other_row(rows[0] if rows else {}, tale)]
    own = dict(tale)
    absent, every = own.pop("absent", []), own.pop("every", {})
    identity = next(iter(part.columns))
    # Rows that the template holds are named by it.
    held = part.fixed_rows or ({},) * len(rows)
    named = {{**fixed, **row}[identity]: row for fixed, row in zip(held, rows, strict=False)}
    left = [other_row(row, {**every, **own.pop(name, {})}) for name, row in named.items() if name not in absent]
    if strange := [name for name in (*absent, *(own if part.fixed_rows else ())) if name not in named]:
        raise KeyError(f"{part.table_key}: there is no {', '.join(strange)}")
    return left + [{identity: name, **row} for name, row in own.items()]


def other_row(row: Row, tale: Row) -> Row:
    """A row with some cells other than they are; "" leaves a cell blank."""
    return {key: value for key, value in {**row, **tale}.items() if value != ""}
