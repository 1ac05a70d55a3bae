"""What a report says of itself. The sentences of its sections stand beside them, and so do those of its answers."""

from enum import StrEnum

# What a column's number format says of its unit.
UNITS = {
    "#,##0.0": "timmar",
    "#,##0": "antal",
    "0.0%": "procent",
    "0.0": "tal",
    "+0.0;-0.0;0.0": "procentenheter",
}
NO_DATA = "Inget underlag"
SOURCE = "enheternas arbetsböcker{books}"
RECEIVED = "Underlaget inkom till och med {day}."
TITLE = "Sammanställning {period}"
EDITIONS = {"intern": "Intern utgåva", "oppen": "Öppen utgåva"}

DELIVERIES = "En rad för varje väntad arbetsbok. Det som saknas eller är avvisat är inte med i summorna."
UNUSED_FILES = "Filer som ingen väntad arbetsbok togs ur, och varför."
FILES_READ = "Varje fil som lästes. Kontrollsumman visar att det är samma fil."

# What the series of a chart of women and men are called.
SEXES = ("Kvinnor", "Män", "Okänt kön")
# What a chart says in words; {name} is what a series is called.
CHART_KINDS = {
    "bars": "Stapeldiagram",
    "stacked": "Staplar med delar av en helhet",
    "shares": "Stapeldiagram från 0 till 100 procent",
    "profile": "Profil med en punkt mellan lägsta och högsta värdet",
    "gantt": "Tidslinje",
}
CHART_NOTHING = "{rows} utan uppgift är inte med i diagrammet."
CHART_LARGEST = "De {kept} största av {of}, störst först."
CHART_MOVED = "De {kept} av {of} som har flyttats mest, i tidsordning."
CHART_KNOWN = "De {kept} av {of} som har värden."
CHART_APART = "De {kept} av {of} där {series} och {other} skiljer sig mest."
CHART_ENDS = "De {half} högsta och de {half} lägsta av {of} efter {series}."
CHART_BLANK = "uppgift saknas"
# The signs as they are read aloud.
CHART_SIGNS = {"": CHART_BLANK, "..": "visas inte", "–": "noll", ".": "kan inte förekomma"}
CHART_NUMBERS = "{name}: högst {high}, lägst {low}."
CHART_DAYS = "{name}: tidigast {low}, senast {high}."
CHART_SAME = "{name}: {value} överallt."
CHART_ALIKE = " och {count} till"
CHART_LACKING = " För {count} visas inget värde."
CHART_TABLE = "Alla värden står i tabellen {name}."
CHART_PROFILE = "{value} ({low}–{high})"


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
