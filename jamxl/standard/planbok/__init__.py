"""Planbok: the unit's plan of the year, the workshops behind it, and the daily improvements.

One module a sheet, or a group of kin sheets.
"""

from jamxl.sheets import Book
from jamxl.standard.cover import Cover
from jamxl.standard.planbok.board import Board, WorkAnalysis
from jamxl.standard.planbok.plan import Plan, PlanActivities, Profile
from jamxl.standard.planbok.referral import Referral
from jamxl.standard.planbok.workshops import Workshops

__all__ = ["Board", "Plan", "PlanActivities", "Planbok", "Profile", "Referral", "WorkAnalysis", "Workshops"]


class Planbok(Book, key="planbok", title="Planbok"):
    """The plan of a unit's year and its improvements."""

    purpose = (
        "Här gör enheten sin verksamhetsplan tillsammans, och följer förbättringarna under året.",
        "Börja med Workshops eller Plan. Inget blad är obligatoriskt: fyll i det ni använder.",
    )
    parts = (Cover, Profile, Workshops, Plan, PlanActivities, Board, WorkAnalysis, Referral)
