"""Processbok: how the unit's work is done, what it means for women and men, and what was made better.

One module a sheet or two.
"""

from jamxl.sheets import Book
from jamxl.standard.cover import Cover
from jamxl.standard.processbok.four_r import FourR
from jamxl.standard.processbok.measures import ProcessMeasures
from jamxl.standard.processbok.patterns import Patterns
from jamxl.standard.processbok.processes import Processes, SubSteps
from jamxl.standard.processbok.seven_steps import SevenSteps

__all__ = ["FourR", "Patterns", "ProcessMeasures", "Processbok", "Processes", "SevenSteps", "SubSteps"]


class Processbok(Book, key="processbok", title="Processbok"):
    """Process mapping and gender analysis of one unit."""

    purpose = (
        "Här kartlägger enheten sina processer ur ett jämställdhetsperspektiv, och vad som blir bättre av det.",
        "Börja med Processer och Delsteg. Välj sedan metod: Sju steg, 4R eller JämKAS. Alla leder till Förbättringar.",
    )
    parts = (Cover, Processes, SubSteps, SevenSteps, FourR, Patterns, ProcessMeasures)
