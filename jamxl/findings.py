"""What a check says: findings, as values.

A finding names its place (file is given by the report it stands in), what was found, what was expected, and how to
mend it. It is what `jamxl check --format json` prints, so its fields are an interface.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

from jamxl import texts

Severity = Literal["error", "warning", "note"]
# From so many cells on, entries that only are text are told column by column.
MANY = 5
# A number as it may be typed, with a unit.
NUMBER = re.compile(r"[-–\u2212]?\s?(\d[\d\s.,]*)(?:%|[^\W\d_]+\.?)?")
DATE = re.compile(r"[\d\s./-]+")
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to know about a file. `cells` are A1 addresses on `sheet`; empty strings mean "not applicable"."""

    code: str
    severity: Severity
    message: str
    fix: str
    rule: str | None = None
    sheet: str = ""
    table: str = ""
    column: str = ""
    header: str = ""
    cells: tuple[str, ...] = ()
    row_id: str = ""
    value: str = ""
    expected: str = ""
    # Zero-based (sheet, row, column) of the first cell; only for sorting.
    at: tuple[int, int, int] = (-1, -1, -1)

    def to_json(self) -> dict[str, Any]:
        """The finding as design's JSON object: every field but the sort key."""
        fields = asdict(self)
        del fields["at"]
        fields["cells"] = list(self.cells)
        return fields


def ordered(findings: Iterable[Finding]) -> list[Finding]:
    """Sorted by sheet, row, column; equal messages in one column become one finding with all their cells."""
    alike: dict[tuple[str, ...], list[Finding]] = {}
    for finding in sorted(findings, key=lambda f: (f.at, f.code, f.rule or "", f.message)):
        same = (
            finding.code,
            finding.rule or "",
            finding.sheet,
            finding.table,
            finding.column,
            finding.message,
        )
        alike.setdefault(same, []).append(finding)
    return [merged(each) for each in alike.values()]


def merged(alike: Sequence[Finding]) -> Finding:
    """Findings that say the same, as one with all their cells and rows."""
    if len(alike) == 1:
        return alike[0]
    cells = tuple(dict.fromkeys(cell for finding in alike for cell in finding.cells))
    ids = dict.fromkeys(i for finding in alike for i in finding.row_id.split(", ") if i)
    return replace(alike[0], cells=cells, row_id=", ".join(ids))


def together(findings: Iterable[Finding]) -> list[Finding]:
    """For people: the entries of a column that are text but were read as they stand are one finding, if they are many.

    The order is kept. Entries of which the reader chose a meaning ("ca 40", "v. 11") stay as they are.
    """
    told = list(findings)
    alike: dict[tuple[str, ...], list[int]] = {}
    for i, finding in enumerate(told):
        if says_what_stands(finding):
            kind = finding.code, finding.sheet, finding.table, finding.column
            alike.setdefault(kind, []).append(i)
    instead: dict[int, Finding] = {}
    left_out: set[int] = set()
    for members in alike.values():
        # In one column the longer address is the lower one.
        cells = tuple(sorted((cell for i in members for cell in told[i].cells), key=lambda cell: (len(cell), cell)))
        first = told[members[0]]
        if len(cells) >= MANY:
            message = texts.MANY_AS_TEXT.format(count=len(cells), header=first.header)
            left_out.update(members[1:])
            fix = first.fix if {told[i].fix for i in members} == {first.fix} else texts.MANY_AS_TEXT_FIX
            instead[members[0]] = replace(first, message=message, fix=fix, cells=cells, row_id="")
    return [instead.get(i, finding) for i, finding in enumerate(told) if i not in left_out]


def says_what_stands(finding: Finding) -> bool:
    """The reading of a text is the text itself: the same number, or the same year, month and day."""
    if finding.code == "JX302":
        typed, taken = NUMBER.fullmatch(finding.value.strip()), NUMBER.fullmatch(finding.expected)
        return bool(typed and taken and figure(typed[1]) == figure(taken[1]))
    if finding.code == "JX305" and DATE.fullmatch(finding.value):
        day, typed_parts = finding.expected.split("-"), re.findall(r"\d+", finding.value)
        return "".join(typed_parts) == "".join(day) or list(map(int, typed_parts)) == list(map(int, reversed(day)))
    return False


def figure(digits: str) -> float:
    """Digits as a number: a single comma or point is the decimal mark, several are thousands."""
    bare = re.sub(r"\s", "", digits).replace(",", ".")
    return float(bare if bare.count(".") < 2 else bare.replace(".", ""))


def worst(findings: Iterable[Finding]) -> Severity | None:
    """The gravest severity among the findings, None when there are none."""
    found = {finding.severity for finding in findings}
    return next((severity for severity in SEVERITIES if severity in found), None)
