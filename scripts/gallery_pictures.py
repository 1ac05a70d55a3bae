"""Pictures of marked cells: the neighbourhood of a finding as LibreOffice prints it, with row and column headings."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from jamxl.findings import Finding

PROGRAMS = ("soffice", "pdftoppm", "convert")


@dataclass(frozen=True)
class Shot:
    """A picture to take: of a finding in a file."""

    target: Path
    file: Path
    finding: Finding


def draw(shots: Sequence[Shot]) -> None:
    """Draw them all."""
