"""Uppföljningsbok: one occasion of assessment, from each participant's marks to next year's measures.

One module a sheet.
"""

from jamxl.sheets import Book
from jamxl.standard.cover import Cover
from jamxl.standard.uppfoljningsbok.differences import Differences
from jamxl.standard.uppfoljningsbok.guide import Questions
from jamxl.standard.uppfoljningsbok.joint import Joint
from jamxl.standard.uppfoljningsbok.measures import MeasureTotals, Raise
from jamxl.standard.uppfoljningsbok.occasion import Occasion
from jamxl.standard.uppfoljningsbok.parameters import GUIDE, PARTS, Parameter
from jamxl.standard.uppfoljningsbok.personal import Personal
from jamxl.standard.uppfoljningsbok.years import YearDates, Years

__all__ = [
    "GUIDE", "PARTS", "Differences", "Joint", "MeasureTotals", "Occasion", "Parameter", "Personal", "Questions",
    "Raise", "Uppfoljningsbok", "YearDates", "Years",
]  # fmt: skip


class Uppfoljningsbok(Book, key="uppfoljningsbok", title="Uppföljningsbok"):
    """The assessment of one occasion."""

    purpose = (
        "Här bedömer ni tillsammans hur arbetet går: först var och en för sig, sedan ett gemensamt värde.",
        "Skillnaderna mellan er är det intressanta. Åtgärderna för nästa år är det viktiga.",
    )
    parts = (
        Cover, Occasion, Questions, Personal, Joint, Differences, MeasureTotals, Raise, YearDates, Years,
    )  # fmt: skip
