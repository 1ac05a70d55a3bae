"""Workbooks that can be read in the test: filled from tables in text, then typed in as a person would.

A text has a line "## Bladnamn" for each sheet and below it tables with the headings that staff see. A form that stands
upright is a table Uppgift | Värde. Places in a book are written "Blad/ID/Rubrik", "Blad/2/Rubrik" (the table's second
row) and, in forms, "Blad/Rubrik".
"""

# ruff: noqa: E501  (tables in text are read by their columns)

import copy
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl

from jamxl import frame
from jamxl.checking import Checked, check
from jamxl.columns import Column, Day, Number, Symbol, YesNo
from jamxl.demo.samples import sample_rows as sample_rows  # noqa: PLC0414  (tests say tables.sample_rows)
from jamxl.draw import xlsx
from jamxl.findings import Finding
from jamxl.frame import Sender, Stamp
from jamxl.grid import Pages, RawBook, a1
from jamxl.project import Limits as Limits  # noqa: PLC0414  (tests say tables.Limits)
from jamxl.read import read
from jamxl.sheets import Book, Form, Table
from jamxl.standard import books

# What stands where there is no number.
SYMBOLS = ("..", ".")

# The day on which the examples are checked.
TODAY = date(2010, 5, 10)

COVER = """
## Försättsblad
| Uppgift | Värde |
| Kommun | Botkyrka |
| Kommunkod | 0127 |
| Nämnd eller förvaltning | Arbetsmarknads- och vuxenutbildningsnämnden |
| Enhet | Jobbcoachenheten |
| Enhets-ID | jobbcoachingen |
| Projekt | Jämställd service |
| Projekt-ID | JI-2010 |
| Rapportperiod | 2010-T1 |
| Projektstart | 2009-09-01 |
| Projektslut | 2010-12-31 |
| Avstämningsdag | 2010-04-30 |
| Uppgiftslämnare | Projektledare |
| Status | Utkast |
| Versionsnummer | 1 |
| Informationsklass | Intern |
"""

# The hours of the plan (200 of them said to be 20 % of the project). It does not say which posts the 400 extra hours
# are; process mapping and closing make 400.
BOTKYRKA = (
    COVER
    + """
## Timbudget
| Angiven total timmar | Extra resurs enligt planen | Ordinarie enligt planen |
| 1090 | 400 | 690 |

| Post-ID | Budgetpost | Resurstyp | Finansiering | Budget timmar | Angiven andel |
| B-01 | Projektledare | Arbetstid | Ordinarie | 200 | 20 % |
| B-02 | Utredning | Arbetstid | Ordinarie | 230 | |
| B-03 | Utbildning och kompetensutveckling | Arbetstid | Ordinarie | 100 | |
| B-04 | Processkartläggning och nya rutiner | Arbetstid | Extra resurs | 280 | |
| B-05 | Utvärdering med extern kvalitetsgranskare | Arbetstid | Ordinarie | 100 | |
| B-06 | Sammanställning för pilotprojekt | Arbetstid | Ordinarie | 60 | |
| B-07 | Avslutning med kompetensöverföring | Arbetstid | Extra resurs | 120 | |
"""
)

# A small project in which nothing is wrong, though much is near the edge: A-002 took 8 h too long (the limit), half of
# the project's time has all but gone, and 18,3 % is within half a point of 200 / 1090.
PROJECT = (
    BOTKYRKA.replace("| 20 % |", "| 18,3 % |")
    + """
## Aktiviteter
| Aktivitetsnr | Aktivitet | Område | Fas | Milstolpe | Budgetpost | Ansvarig | Planerad start | Planerat slut | Verklig start | Verkligt slut | Planerad tid | Utfall tid | Status | Orsak till avvikelse | Förutsätter |
| A-001 | Leda projektet | 2 Planera projektet | Genomförande | | B-01 | P-01 | 2009-09-01 | 2010-12-31 | 2009-09-01 | | 200 | | Pågår | | |
| A-002 | Utreda väntetider | 3 Analysera verksamheten | Utredning | MS-01 | B-02 | P-02 | 2009-09-07 | 2010-01-31 | 2009-09-07 | 2010-01-29 | 230 | 238 | Klar | | |
| A-003 | Utbilda personalen | 4 Kompetensutveckla personalen | Genomförande | | B-03 | P-01 | 2010-02-01 | 2010-03-31 | 2010-02-01 | 2010-03-26 | 100 | 120 | Klar | En grupp till | |
| A-004 | Kartlägga processer | 5 Skapa rutiner för processen | Genomförande | MS-02 | B-04 | P-02 | 2010-05-03 | 2010-06-30 | | | 280 | | Ej påbörjad | | A-002 |
| A-005 | Utvärdera | 8 Utvärderingen | Avslut | | B-05 | P-02 | 2010-09-01 | 2010-11-30 | | | 100 | | Ej påbörjad | | |
| A-006 | Sammanställa för piloter | 1 Verksamheten | Avslut | | B-06 | P-01 | 2010-10-01 | 2010-11-30 | | | 60 | | Ej påbörjad | | A-003, A-004 |
| A-007 | Avsluta och lämna över | 7 Skapa projektorganisation | Avslut | MS-03 | B-07 | P-01 | 2010-12-01 | 2010-12-31 | | | 120 | | Ej påbörjad | | A-005; A-006 |

## Milstolpar
| Milstolpe-ID | Typ | Milstolpe | Fas | Planerad dag | Verklig dag | Underlag klart | Sammanställning | Beslut | Beslutat av | Protokoll |
| MS-01 | Beslutspunkt | Går vi vidare? | Utredning | 2010-01-31 | 2010-01-29 | Ja | Utredningens rapport | Kör | Styrgruppen | KS 2009/123 § 4 |
| MS-02 | Milstolpe | Processerna är kartlagda | Genomförande | 2010-06-30 | | Nej | | | | |
| MS-03 | Fas | Projektet är avslutat | Avslut | 2010-12-31 | | | | | | |

## Ändringslogg
| Ändrings-ID | Aktivitetsnr | Datum för ändring | Åtgärd | Utförare | Typ | Före | Efter | Påverkan timmar | Beslutad av | Beslutsdatum |
| Ä-001 | A-003 | 2010-02-15 | En grupp till i utbildningen | P-01 | Tid | 100 h | 120 h | 20 | Styrgruppen | 2010-02-12 |
| Ä-002 | A-002 | 2010-01-11 | Ny projektmedlem | P-01 | Personal | | | | | |

## Roller
| Person-kod | Benämning | Roll | Kön | Från | Till | Andel tjänst |
| P-01 | Jobbcoach heltid | Projektledare | K | 2009-09-01 | 2010-12-31 | 100 % |
| P-02 | Jobbcoach halvtid | Projektmedlem | M | 2009-09-01 | | 50 % |
"""
)


# ------------------------------------------------------------------------------------------------ text -> workbook


def records(book: type[Book], text: str) -> dict[str, list[dict[str, Any]]]:
    """The rows that a text holds, by part key, with typed values."""
    found: dict[str, list[dict[str, Any]]] = {}
    sheet = ""
    headers: list[str] = []
    for line in [*text.splitlines(), ""]:
        if line.startswith("## "):
            sheet, headers = line[3:].strip(), []
        elif not line.startswith("|"):
            headers = []
        elif not headers:
            headers = split(line)
        else:
            add_row(found, book, sheet, headers, split(line))
    return found


def split(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def add_row(
    found: dict[str, list[dict[str, Any]]], book: type[Book], sheet: str, headers: list[str], cells: list[str]
) -> None:
    """One row of a table in the text: to the part of the sheet that has its headings."""
    upright = headers == ["Uppgift", "Värde"]
    names = cells[:1] if upright else headers
    part = next(p for p in book.sheets()[sheet] if {c.header for c in p.columns.values()} >= set(names))
    keys = {column.header: key for key, column in part.columns.items()}
    rows = found.setdefault(part.table_key, [])
    if upright and not rows:
        rows.append({})
    row = rows[0] if upright else {}
    for name, cell in zip(names, cells[1:] if upright else cells, strict=True):
        if cell:
            row[keys[name]] = typed_value(part.columns[keys[name]], cell)
    if not upright:
        rows.append(row)


def typed_value(column: Column, text: str) -> Any:
    """What Excel stores when `text` is typed into a cell of the column's format."""
    if isinstance(column, Number):
        if text in SYMBOLS:
            return Symbol(text)
        number = float(text.rstrip(" %").replace(",", "."))
        return number / 100 if text.endswith("%") else number
    if isinstance(column, Day):
        return date.fromisoformat(text)
    return text == "Ja" if isinstance(column, YesNo) else text


def pages(book: type[Book], filled: str | Mapping[str, Any], today: date = TODAY) -> Pages:
    """The workbook's pages, filled from a text or from records."""
    rows = records(book, filled) if isinstance(filled, str) else filled
    cover = rows.get(book.parts[0].table_key, [{}])[0]
    stamp = Stamp(
        book.key, book.version, cover.get("unit_id", ""), cover.get("period", ""), cover.get("project_id", "")
    )
    sender = Sender(cover.get("project_name", ""), cover.get("unit_name", ""), "Samordnaren", "samordnare@example.se")
    return frame.build(book, stamp, sender, rows, Limits(), today)


def fill(path: Path, book: type[Book], filled: str | Mapping[str, Any], today: date = TODAY) -> Path:
    """Write the filled workbook to `path`."""
    xlsx.write(pages(book, filled, today), path)
    return path


def check_file(path: Path, today: date = TODAY) -> Checked:
    """Read and check a file against all built-in books."""
    return check(read(path), books(), Limits(), today)


# ------------------------------------------------------------------------------------------------ typing in a workbook


def spot(sheets: Mapping[str, list[list[Any]]], place: str) -> tuple[str, int, int]:
    """(sheet, row, column), zero-based, of "Blad/ID/Rubrik", "Blad/2/Rubrik" or "Blad/Rubrik", by what stands there."""
    sheet, *row_id, header = place.split("/")
    rows = sheets[sheet]
    # A table stands below the strip of its sheet, and both have a Kontroll.
    found = [(r, c) for r, row in enumerate(rows) for c, value in enumerate(row) if value == header]
    r, c = found[-1 if row_id else 0]
    if not row_id:
        # An upright form has its value beside the label, a strip below it.
        return (sheet, r, c + 1) if any(row[1] == "Värde" for row in rows[:r]) else (sheet, r + 1, c)
    if row_id[0].isdigit():
        return sheet, r + int(row_id[0]), c
    return sheet, next(i for i, row in enumerate(rows) if row[0] == row_id[0]), c


def values_of(raw: RawBook) -> dict[str, list[list[Any]]]:
    return {sheet.name: sheet.rows for sheet in raw.sheets}


def typed(raw: RawBook, entries: Mapping[str, Any]) -> RawBook:
    """A copy of a workbook that was read, with other values in some cells, as calamine would give them."""
    changed = copy.deepcopy(raw)
    for place, value in entries.items():
        sheet, r, c = spot(values_of(raw), place)
        values_of(changed)[sheet][r][c] = value
    return changed


def typed_lines(raw: RawBook, sheet: str, lines: Mapping[str, Any]) -> RawBook:
    """A copy with other values beside the labels in a sheet's first column."""
    changed = copy.deepcopy(raw)
    for row in values_of(changed)[sheet]:
        row[1] = lines.get(str(row[0]), row[1])
    return changed


def without_sheets(raw: RawBook, *names: str) -> RawBook:
    """A copy that lacks some sheets."""
    changed = copy.deepcopy(raw)
    changed.sheets = [sheet for sheet in changed.sheets if sheet.name not in names]
    return changed


def type_in(path: Path, entries: Mapping[str, Any], to: Path | None = None) -> Path:
    """Type values into cells of a file with openpyxl, as raw as given (text in a number cell stays text)."""
    workbook = openpyxl.load_workbook(path)
    rows = {sheet.title: [list(row) for row in sheet.values] for sheet in workbook}
    for place, value in entries.items():
        sheet, r, c = spot(rows, place)
        workbook[sheet].cell(r + 1, c + 1).value = value
    workbook.save(to or path)
    return to or path


def address(raw: RawBook, place: str) -> str:
    """The A1 address of a place."""
    _, r, c = spot(values_of(raw), place)
    return a1(r, c)


# ------------------------------------------------------------------------------------------------ what was read


def rows_of(checked: Checked) -> dict[str, list[dict[str, Any]]]:
    """What was read, by part key, without computed columns."""
    assert checked.data is not None
    parts: Mapping[str, Any] = checked.data.parts
    return {
        key: [
            {name: value for name, value in record.items() if not rows.part.columns[name].computed}
            for record in rows.records()
        ]
        for key, rows in parts.items()
    }


def told(findings: list[Finding]) -> list[str]:
    """Findings as one line each: code, rule, severity, sheet!cells."""
    return [f"{f.code} {f.rule or '-'} {f.severity} {f.sheet}!{','.join(f.cells)}".strip() for f in findings]


def balanced(checked: Checked) -> bool:
    """Every non-empty cell is the template's, read or reported."""
    count = checked.cells
    return count.filled == count.template + count.read + count.reported


def upright(part: type[Table]) -> bool:
    return issubclass(part, Form) and not part.strip


def as_date(value: object) -> object:
    """A midnight datetime as its date."""
    return value.date() if isinstance(value, datetime) else value
