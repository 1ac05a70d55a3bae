"""Uppföljningsbok: one occasion of assessment, from each participant's marks to next year's measures.

One module a sheet.
"""

from jamxl.sheets import Book
from jamxl.standard.cover import Cover
from jamxl.standard.uppfoljningsbok.joint import Joint
from jamxl.standard.uppfoljningsbok.measures import Raise
from jamxl.standard.uppfoljningsbok.occasion import Occasion
from jamxl.standard.uppfoljningsbok.parameters import GUIDE, PARTS, Parameter
from jamxl.standard.uppfoljningsbok.personal import Personal

__all__ = ["GUIDE", "PARTS", "Joint", "Occasion", "Parameter", "Personal", "Raise", "Uppfoljningsbok"]


class Uppfoljningsbok(Book, key="uppfoljningsbok", title="Uppföljningsbok", version="1.0"):
    """The assessment of one occasion."""

    purpose = (
        "Här bedömer ni tillsammans hur arbetet går: först var och en för sig, sedan ett gemensamt värde.",
        "Skillnaderna mellan er är det intressanta. Åtgärderna för nästa år är det viktiga.",
    )
    parts = (Cover, Occasion, Personal, Joint, Raise)
