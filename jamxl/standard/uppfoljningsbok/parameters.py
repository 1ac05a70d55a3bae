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
    """What is asked about a parameter: the judgement, and by area the prompts that lead up to it.

    Most parameters are one area, without a name.
    """

    judgement: str
    areas: dict[str, tuple[str, ...]]

    @property
    def sub_questions(self) -> int:
        return sum(map(len, self.areas.values()))


GUIDE = {
    Parameter.STARTING_POINTS: Guide(
        "Hur tydlig och rimlig är bilden av det som arbetet ska förändra?",
        {
            "": (
                "Vilka jämställdhetsmål styr arbetet: enhetens egna, kommunens eller de nationella?",
                "Vilket problem ska arbetet lösa, och varifrån kommer kunskapen om det?",
            )
        },
    ),
    Parameter.EFFECTS: Guide(
        "Hur tydligt och rimligt är det ni hoppas se om tre till fem år?",
        {
            "": (
                "Vad ska ha blivit annorlunda för kvinnor och män om tre till fem år?",
                "Gäller det ni skrev i fjol, eller behöver det skrivas om?",
                "Vilka tecken ser ni på att förändringen är på väg?",
                "Vad måste hända för att ni ska komma ända fram?",
                "Är det möjligt med de förutsättningar ni har, eller ska ni sikta på något annat?",
                "På vilket sätt följer effekterna av målen och problemet under P1?",
            )
        },
    ),
    Parameter.RESULTS: Guide(
        "Hur långt kom ni i år, jämfört med de resultat ni räknade med?",
        {
            "": (
                "Vad räknade ni för ett år sedan med att ha uppnått nu?",
                "Vilka har arbetet nått? Hur många kvinnor och män?",
                "Vilka har det inte nått, varför, och vad skulle få dem med?",
                "Vad ska vara uppnått om ett år?",
                "Hur för resultaten er närmare effekterna under P2?",
            )
        },
    ),
    Parameter.MEDIATORS: Guide(
        "Hur väl är det planerat vem och vad som gör resultaten bestående?",
        {
            "": (
                "Vilka resultat kan leva kvar när ingen längre driver på?",
                "I vilka planer, beslut eller rutiner behöver de skrivas in?",
                "Vem tar dem vidare: vilka chefer, nämnder eller samarbetspartner?",
                "Vad mer återstår för att de ska bestå?",
            )
        },
    ),
    Parameter.ACTIVITIES: Guide(
        "Hur väl blev de planerade aktiviteterna genomförda?",
        {
            "": (
                "Vad hade ni bestämt er för att göra under året?",
                "Vad blev gjort, och hur gick det?",
                "Vad blev inte gjort, och vad berodde det på?",
                "Gav det ni gjorde de resultat ni var ute efter?",
                "Vad ska ni göra under nästa år?",
            )
        },
    ),
    Parameter.RESOURCES: Guide(
        "Hur väl räcker tid, pengar och personal till det som ska göras?",
        {
            "": (
                "Hur mycket tid, pengar och personal hade ni att arbeta med?",
                "Har ni sett att resurser behöver flyttas mellan kvinnor och män?",
                "Behöver något skaffas eller byggas upp för att resultaten ska bestå?",
                "Vad tänker ni om resurserna, jämfört med det ni skulle göra?",
                "Vad krävs för nästa års arbete?",
                "Hur stort är steget mellan det ni behöver och det ni får?",
            )
        },
    ),
    Parameter.STRUCTURE: Guide(
        "Hur mycket hjälper organisation och styrning arbetet framåt?",
        {
            "vad": (
                "Går målen att utvärdera: märks det när de är nådda?",
                "Hur håller ledningen reda på om arbetet går åt rätt håll?",
            ),
            "hur": (
                "Hur mycket har ledningen själv gjort för arbetet under året?",
                "Hur har ledningen visat vad den vill?",
                "Vilka vägval har ledningen beslutat om?",
                "Hur många kvinnor och män sitter i ledningen?",
                "Har ledningen talat om makt och kön, och vad kom fram?",
                "Vad kan ledningen göra bättre?",
            ),
        },
    ),
    Parameter.PROCESS: Guide(
        "Hur mycket hjälper delaktighet och lärande arbetet framåt?",
        {
            "delaktighet": (
                "Vilka har varit med: personal, andra avdelningar, brukare, invånare?",
                "Hur många kvinnor och män var de?",
                "Hur var de med, och var det olika för kvinnor och män?",
                "Hur stort var intresset i de olika grupperna?",
                "Vad säger det om makt och kön?",
                "Vilka kan fortsätta att vara med, och vad krävs för det?",
            ),
            "lärande": (
                "Vilka tillfällen att lära har de olika grupperna haft?",
                "Hur mycket har de lärt sig?",
                "Hur många kvinnor och män deltog?",
                "Är de fler än förra gången?",
                "Vad gör enskilda, grupper och organisationen annorlunda nu?",
                "Vad behöver ni utveckla för att lära mer?",
            ),
        },
    ),
    Parameter.OVERALL: Guide("Hur mycket bidrar arbetet som helhet till ökad jämställdhet?", {}),
}
PARAMETER_WORDS = {fold(words): parameter for parameter in Parameter for words in (parameter.nr, parameter.heading)}
PARTS = tuple(parameter.nr.lower() for parameter in Parameter)
