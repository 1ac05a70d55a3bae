"""Consolidated tables -> the pages of the report: figures as live formulas over the data sheets. Pure.

A report section is a function marked @section that gives one table: Figures (a row a group, a column a measure) or a
Listing of rows. Every measure knows both its Excel formula and its value by pandas, and they must agree.
"""

from jamxl.present.changes import Last
from jamxl.present.making import UNKNOWN, UNSAID, History, Letter, internal
from jamxl.present.measures import (
    COUNT,
    DAY,
    DECIMAL,
    HOURS,
    SHARE,
    Derived,
    Known,
    Measure,
    Single,
    Stat,
    Sum,
    of_both,
    ratio,
    same,
)
from jamxl.present.open_pages import open_pages
from jamxl.present.opened import Opened, opened
from jamxl.present.pages import pages
from jamxl.present.report import Chart, Picture, Report, by_sex
from jamxl.present.sections import (
    Figures,
    Group,
    Listing,
    Section,
    Theme,
    by_unit,
    has_rows,
    listed,
    picture,
    pictures,
    section,
)
from jamxl.present.views import made as view

__all__ = [
    "COUNT", "DAY", "DECIMAL", "HOURS", "SHARE", "UNKNOWN", "UNSAID", "Chart", "Derived", "Figures", "Group", "History",
    "Known", "Last", "Letter", "Listing", "Measure", "Opened", "Picture", "Report", "Section", "Single", "Stat", "Sum",
    "Theme", "by_sex", "by_unit", "has_rows", "internal", "listed", "of_both", "open_pages", "opened", "pages",
    "picture", "pictures", "ratio", "same", "section", "view",
]  # fmt: skip
