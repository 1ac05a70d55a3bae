"""What a unit is told of its file: the sheet Granskning, and the note at a cell. Pure."""

from collections.abc import Sequence
from datetime import date

from jamxl import texts
from jamxl.consolidation import Delivery
from jamxl.findings import SEVERITIES, Finding, together
from jamxl.grid import Grid, Pages, fit_heights
from jamxl.swedish import counted, listed

# Findings about no entry of a cell: a note there would hide what the unit has there.
UNMARKED = ("JX127", "JX214", "JX217")
HEADERS = ("Var", "Gäller", "Det står", "Vad", "Gör så här", "Regel")
WIDTHS = (24, 26, 26, 58, 58, 9, 12)
# So much of an entry, and so many of its cells, are shown; the rest is in the file.
MOST_SHOWN, MOST_CELLS = 120, 12


def pages(delivery: Delivery, today: date, notes: Sequence[str] = (), marked: bool = True) -> Pages:
    """The sheet Granskning: a summary, what to mend, what to look at, and what uncertain entries were taken for.

    `notes`: what could not be done in the copy, as sentences. `marked`: the sheet stands first in the unit's own
    workbook, where its links lead to the cells.
    """
    name = delivery.path.rpartition("/")[2]
    grid = Grid(texts.REVIEW_SHEET, tab="check", hidden_rows={0}, select=(1, 0))
    grid.widths = dict(enumerate(WIDTHS))
    grid.put(0, 0, texts.REVIEW_KEY, "key")
    grid.put(0, 1, f"{delivery.reviewed} {delivery.sha256}".strip(), "key")
    grid.put(1, 0, texts.REVIEW_TITLE.format(name=name), "title")
    grid.heights[1] = 26
    municipality, unit = delivery.names
    whose = [unit or delivery.unit, municipality, delivery.period, texts.REVIEW_DAY.format(day=today.isoformat())]
    parts = grouped(delivery.findings)
    grid.put(2, 0, " · ".join(word for word in whose if word), "intro")
    grid.put(3, 0, counts(parts), "heading" if parts else "state")
    row = 4
    advice = texts.REVIEW_ADVICE if marked else texts.REVIEW_LIST
    for line in (*(advice if parts else ()), *notes):
        grid.put(row, 0, line, "intro")
        row += 1
    for part, findings in parts.items():
        row = put_part(grid, row + 1, part, findings, marked)
    fit_heights(grid)
    return Pages([grid], title=texts.REVIEW_TITLE.format(name=name))


def grouped(findings: Sequence[Finding]) -> dict[texts.ReviewPart, list[Finding]]:
    """The findings of each part that has any: the gravest first, then as they stand in the file."""
    parts: dict[texts.ReviewPart, list[Finding]] = {}
    for finding in sorted(together(findings), key=lambda f: (f.code in texts.TAKEN, SEVERITIES.index(f.severity))):
        part = texts.TO_MEND if finding.severity == "error" else texts.TO_SEE
        parts.setdefault(texts.TO_CONFIRM if finding.code in texts.TAKEN else part, []).append(finding)
    return parts


def counts(parts: dict[texts.ReviewPart, list[Finding]]) -> str:
    """How much there is to do, in words."""
    said = [counted(len(findings), part.one, part.many) for part, findings in parts.items()]
    return f"{listed(said)}." if said else texts.REVIEW_CLEAR


def put_part(grid: Grid, row: int, part: texts.ReviewPart, findings: Sequence[Finding], marked: bool) -> int:
    """A heading and a table from `row`; gives the row after it."""
    grid.put(row, 0, part.heading, "heading")
    grid.put(row + 1, 0, part.explanation, "note")
    asked = marked and part is texts.TO_CONFIRM
    for column, header in enumerate((*HEADERS, texts.REVIEW_REPLY) if asked else HEADERS):
        grid.put(row + 2, column, header, "header", wrap=True)
    for line, finding in enumerate(findings, row + 3):
        where, link = place(finding, marked)
        what = " ".join(word for word in (finding.header, f"({finding.row_id})" if finding.row_id else "") if word)
        grid.put(line, 0, where, "link" if link else "text", formula=link, wrap=True)
        for column, text in enumerate((what, short(finding.value), finding.message, finding.fix, rule(finding)), 1):
            grid.put(line, column, text, "text", wrap=True)
        if asked:
            grid.put(line, len(HEADERS), "", "input")
    return row + 4 + len(findings)


def place(finding: Finding, marked: bool) -> tuple[str, str]:
    """Where a finding is, in words, and the formula of a link there ("" without a cell to go to)."""
    cells = ", ".join(finding.cells[:MOST_CELLS]) + (" …" if len(finding.cells) > MOST_CELLS else "")
    where = f"{finding.sheet} {cells}".strip()
    if not (marked and finding.cells) or texts.REMOVED in finding.sheet:
        return where, ""
    sheet = finding.sheet.replace("'", "''").replace('"', '""')
    first, shown = finding.cells[0].partition(":")[0], where.replace('"', '""')
    return where, f'HYPERLINK("#\'{sheet}\'!{first}","{shown}")'


def short(value: str) -> str:
    """An entry, cut when it is long."""
    return value if len(value) <= MOST_SHOWN else value[: MOST_SHOWN - 1].rstrip() + "…"


def rule(finding: Finding) -> str:
    """What to look up in the field list or the gallery."""
    return finding.rule or finding.code


def note(finding: Finding) -> str:
    """What the note at a cell says."""
    return f"{texts.SEVERITY[finding.severity]}: {finding.message}\n{finding.fix} [{rule(finding)}]"
