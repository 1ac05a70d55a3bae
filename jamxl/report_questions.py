"""What a steering group asks of a report, and what it takes to answer each question."""

from enum import StrEnum


class Question(StrEnum):
    """What a steering group asks, in the order that the answers stand in."""

    MISSING = "Vilka enheter har inte svarat, och går det att besluta ändå?"
    TIME = "Håller tidplanen, och vilka milstolpar har förskjutits?"
    HOURS = "Räcker timmarna och den extra resursen?"
    GOALS = "Vilka mål är uppnådda, vilka är det inte, och vilka kan inte mätas?"
    DIFFERENCE = "Skiljer sig utfallet mellan kvinnor och män, och är skillnaden mer än slump?"
    SERVICE = "Får kvinnor och män lika mycket av verksamhetens tid?"
    REFERRAL = "Vem hänvisas vart, och vem väljer?"
    WORK = "Hur många går vidare till arbete eller studier, och är de kvar efter 90 dagar?"
    ACTIVITIES = "Vilka aktiviteter leder inte till något resultat?"
    RESULTS = "Vilka resultat saknar aktivitet eller någon som för dem vidare?"
    CHANGES = "Vad har ändrats sedan förra omgången, och vem beslutade?"
    RISKS = "Vilka risker är nya eller har inträffat, och hänger arbetet på någon enskild?"
    DISAGREEMENT = "Var är deltagarna mest oense om hur långt arbetet har kommit?"
    PROMISES = "Vad lovade enheterna förra gången, och blev det gjort?"
    CERTAINTY = "Hur säkra är siffrorna?"
    COMPARISON = "Hur står sig enheterna mot varandra?"
    TRAINING = "Har alla utbildats, och används det?"
    DECISIONS = "Vad behöver beslutas, och vad händer om det dröjer?"
    AFTERWARDS = "Vad blir ordinarie arbete när projektet är slut?"
    PUBLISHING = "Kan rapporten publiceras?"
    RECOMMENDATIONS = "Vilka rekommendationer är fortfarande öppna?"
    FUNDER = "Vad behöver finansiären, och är det inne?"


UNANSWERED = "Frågan går inte att besvara med det som redovisas här. Ett svar kräver {needed}."
# What the units have to report for each question to have an answer.
NEEDED = {
    Question.MISSING: "att projektet anger vilka enheter som ska svara, och att någon av dem gör det",
    Question.TIME: "att enheterna fyller i Milstolpar och Aktiviteter i Projektboken",
    Question.HOURS: "att enheterna fyller i Timbudget i Projektboken",
    Question.GOALS: "att enheterna fyller i Mål och Måluppföljning i Projektboken",
    Question.DIFFERENCE: "att enheterna fyller i Könsuppdelad statistik, med nämnare, i Statistikboken",
    Question.SERVICE: "att enheterna fyller i brukare, besök och minuter i Könskonsekvensanalys i Statistikboken",
    Question.REFERRAL: "att enheterna fyller i Remittering i Statistikboken och checklistan i Planboken",
    Question.WORK: "att enheterna fyller i Deltagare i Statistikboken, med läget efter 90 dagar",
    Question.ACTIVITIES: "att enheterna fyller i programlogikens resultat och kopplar sina aktiviteter till dem",
    Question.RESULTS: "att enheterna fyller i programlogikens resultat och förmedlande instanser",
    Question.CHANGES: "att enheterna för Ändringslogg i Projektboken, och en tidigare omgång att jämföra med",
    Question.RISKS: "att enheterna fyller i Risker i Projektboken",
    Question.DISAGREEMENT: "en gemensam bedömning i Uppföljningsboken, med flera som bedömer i varje enhet",
    Question.PROMISES: "att enheterna följer upp sina åtgärder, och en tidigare omgång att jämföra med",
    Question.CERTAINTY: "att enheterna anger underlag och svarsfrekvens i Statistikboken och Enkätboken",
    Question.COMPARISON: "att minst två enheter redovisar samma mått",
    Question.TRAINING: "att enheterna fyller i insatser, personal och tillämpning i Kompetensboken",
    Question.DECISIONS: "att enheterna fyller i beslutspunkter i Milstolpar i Projektboken",
    Question.AFTERWARDS: "att enheterna anger vem som tar över, i vilken budget och från vilken dag. Det kan stå "
    "bland förmedlande instanser i Projektboken",
    Question.PUBLISHING: "att den öppna utgåvan har gjorts",
    Question.RECOMMENDATIONS: "att enheterna fyller i Rekommendationer i Projektboken",
    Question.FUNDER: "finansiärens egen lista. Böckerna frågar inte efter vad finansiären begär eller när, bara efter "
    "finansieringen, på Projektkort",
}
