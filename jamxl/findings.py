"""What a check says: findings, as values.

A finding names its place (file is given by the report it stands in), what was found, what was expected, and how to
mend it. It is what `jamxl check --format json` prints, so its fields are an interface.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

Severity = Literal["error", "warning", "note"]
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
    merged: dict[tuple[str, ...], Finding] = {}
    for finding in sorted(findings, key=lambda f: (f.at, f.code, f.rule or "", f.message)):
        same = (
            finding.code,
            finding.rule or "",
            finding.sheet,
            finding.table,
            finding.column,
            finding.message,
        )
        first = merged.get(same)
        if first is None:
            merged[same] = finding
        else:
            cells = first.cells + tuple(cell for cell in finding.cells if cell not in first.cells)
            ids = ", ".join(dict.fromkeys(i for i in (*first.row_id.split(", "), finding.row_id) if i))
            merged[same] = replace(first, cells=cells, row_id=ids)
    return list(merged.values())


def worst(findings: Iterable[Finding]) -> Severity | None:
    """The gravest severity among the findings, None when there are none."""
    found = {finding.severity for finding in findings}
    return next((severity for severity in SEVERITIES if severity in found), None)
