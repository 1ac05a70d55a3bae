"""Enkätbok: a unit's surveys, from who was asked to what the answers led to.

One module a sheet.
"""

from jamxl.sheets import Book
from jamxl.standard.cover import Cover
from jamxl.standard.enkatbok.answers import Answers
from jamxl.standard.enkatbok.comparisons import Comparisons
from jamxl.standard.enkatbok.goals import SurveyGoals
from jamxl.standard.enkatbok.improvements import SurveyImprovements
from jamxl.standard.enkatbok.questions import Questions
from jamxl.standard.enkatbok.surveys import Surveys

__all__ = ["Answers", "Comparisons", "Enkatbok", "Questions", "SurveyGoals", "SurveyImprovements", "Surveys"]


class Enkatbok(Book, key="enkatbok", title="Enkätbok"):
    """The surveys of one unit."""

    purpose = (
        "Här redovisar ni enkäter, intervjuer och fokusgrupper: vilka som svarade, vad, och vad det ledde till.",
        "Skriv bara antal, aldrig enskilda personers svar. Andelar och förändringar räknas fram.",
    )
    parts = (Cover, Surveys, Questions, Answers, SurveyGoals, Comparisons, SurveyImprovements)
