"""A unit's own workbook -> its review copy: the package is patched, so that all the unit had is still there."""

from jamxl.mark.marking import Mark, mark
from jamxl.mark.package import CannotMark

__all__ = ["CannotMark", "Mark", "mark"]
