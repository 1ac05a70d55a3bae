"""The nine parameters that are assessed, and what is asked about each."""

from enum import StrEnum
from typing import NamedTuple

from jamxl.swedish import fold


class Parameter(StrEnum):
    """What is assessed, in the order of the conversation."""

    STARTING_POINTS = "Utgångspunkter"
    EFFECTS = "Förväntade effekter"
    RESULTS = "Förväntade resultat"
    MEDIATORS = "Förmedlande instanser"
    ACTIVITIES = "Aktiviteter"
    RESOURCES = "Resurser"
    STRUCTURE = "Struktur"
    PROCESS = "Process"
    OVERALL = "Samlad bedömning"

    @property
    def nr(self) -> str:
        """P1 to P9: what marks and joint values are found by."""
        return f"P{list(Parameter).index(self) + 1}"

    @property
    def heading(self) -> str:
        return f"{self.nr} {self.value}"


class Guide(NamedTuple):
    """What is asked about a parameter: the judgement, and how many questions lead up to it."""

    judgement: str
    sub_questions: int


GUIDE = {
    Parameter.STARTING_POINTS: Guide("Hur tydlig och rimlig är bilden av det som arbetet ska förändra?", 2),
    Parameter.EFFECTS: Guide("Hur tydligt och rimligt är det ni hoppas se om tre till fem år?", 6),
    Parameter.RESULTS: Guide("Hur långt kom ni i år, jämfört med de resultat ni räknade med?", 5),
    Parameter.MEDIATORS: Guide("Hur väl är det planerat vem och vad som gör resultaten bestående?", 4),
    Parameter.ACTIVITIES: Guide("Hur väl blev de planerade aktiviteterna genomförda?", 5),
    Parameter.RESOURCES: Guide("Hur väl räcker tid, pengar och personal till det som ska göras?", 6),
    Parameter.STRUCTURE: Guide("Hur mycket hjälper organisation och styrning arbetet framåt?", 8),
    Parameter.PROCESS: Guide("Hur mycket hjälper delaktighet och lärande arbetet framåt?", 12),
    Parameter.OVERALL: Guide("Hur mycket bidrar arbetet som helhet till ökad jämställdhet?", 0),
}
PARAMETER_WORDS = {fold(words): parameter for parameter in Parameter for words in (parameter.nr, parameter.heading)}
PARTS = tuple(parameter.nr.lower() for parameter in Parameter)
