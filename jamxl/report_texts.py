"""What a report says of itself. The sentences of its sections stand beside them."""

# What a column's number format says of its unit.
UNITS = {
    "#,##0.0": "timmar",
    "#,##0": "antal",
    "0.0%": "procent",
    "0.0": "tal",
    "+0.0;-0.0;0.0": "procentenheter",
}
NO_DATA = "Inget underlag"
EACH_OF = "vart och ett av {headers}"
SOURCE = "enheternas arbetsböcker{books}"
RECEIVED = "Underlaget inkom till och med {day}."
TITLE = "Sammanställning {period}"
EDITIONS = {"intern": "Intern utgåva", "oppen": "Öppen utgåva"}

EXPECTED = "Väntade arbetsböcker"
# By how a book came.
ARRIVED = {
    "i tid": "Inlämnade i tid",
    "sen": "Inlämnade för sent",
    "saknas": "Saknade arbetsböcker",
    "avvisad": "Avvisade arbetsböcker",
}
DELIVERIES = "En rad för varje väntad arbetsbok. Det som saknas eller är avvisat är inte med i summorna."
UNUSED_FILES = "Filer som ingen väntad arbetsbok togs ur, och varför."
FILES_READ = "Varje fil som lästes. Kontrollsumman visar att det är samma fil."

# The appendix.
DEFINITIONS, QUALITY, MOST_FOUND = "Definitioner", "Datakvalitet", "Vanligaste avvikelserna"
DEFINED = (
    "Hur talen i tabellerna är räknade. Ett tal som inte står här är summan av bokens kolumn med samma namn, eller "
    "enhetens eget tal i den."
)
DEFINITION_HEADERS = ("Tal", "Så är det räknat", "Räknas i", "Tabeller")
# By kind of figure; {what}, {a} and {b} are headings in quotes.
WORKED_OUT = {
    "Sum": "Summan av {what} på bladet {sheet}",
    "Single": "Enhetens eget tal: {what} på bladet {sheet}",
    "Known": "Antal rader på bladet {sheet}",
    "AVERAGE": "Medelvärdet av {what} på bladet {sheet}",
    "MEDIAN": "Medianen av {what} på bladet {sheet}",
    "MIN": "Det lägsta av {what} på bladet {sheet}",
    "MAX": "Det högsta av {what} på bladet {sheet}",
    "STDEVP": "Standardavvikelsen för {what} på bladet {sheet}",
    # Of figures in the same row.
    "ratio": "{a} delat med {b}.",
    "of both": "{a} delat med {a} och {b} tillsammans.",
    "Derived": "Räknat ur {what}.",
}
CONDITIONS = {
    "is": "{what} är {value}",
    "not": "{what} inte är {value}",
    "known": "{what} är ifylld",
    "blank": "{what} är tom",
}
QUALITY_INTRO = "Hur många arbetsböcker som väntades och kom, bok för bok. De sena är med bland dem som är med."
ALL_BOOKS = "Alla böcker"
KNOWN_OF_ALL = (
    "Summorna gäller de enheter som har svarat. Böckerna känner inte befolkningen, så hur stor del av den som täcks "
    "går inte att säga.",
    "Tomt är inte noll: en summa är tom när ingen har fyllt i talet.",
    "Andelar är räknade på summor, aldrig som medelvärden av andelar. Skillnader mellan andelar är procentenheter.",
    "Jämn fördelning betyder att kvinnor och män är minst 40 procent var.",
    "Uppskattade och ungefärliga tal är med i summorna; tabeller som har sådana tal säger det.",
    "Summor kan avvika på grund av avrundning.",
)
KNOWN_INSIDE = (
    "För få personer: antal under {least} i böcker märkta Känslig stannar hos enheten, och det som skulle avslöja dem. "
    "De är inte med i summorna."
)
ASK = "Frågor om siffrorna: {contact}."
MOST_FOUND_INTRO = "Hur ofta varje regel är bruten i varje bok, fel först. Var och en står i arbetsboken."
FOUND_HEADERS = ("Regel", "Allvar", "Bok", "Antal", "Enheter", "Exempel")

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
CHART_FEW_MOVED = "{kept} av {of} i tidsordning: {moved} som har flyttats och {rest} till."
CHART_SOME = "De {kept} av {of} som har mer än noll, störst först."
CHART_KNOWN = "{kept} av {of} har värden att visa."
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
CHART_PARTS = "{parts} delar {sign}"
CHART_PROFILE = "{value} ({low}–{high})"

# What the spreadsheet program's own charts need beside that.
CHART_SLIP = "däremellan"
CHART_LOOKS = {"pale": "Ljust: {name}", "strong": "Mörkt: {name}", "mist": "Grått: {name}"}
NATIVE = {
    "charts": "Data till diagram",
    "charts intro": "Det som diagrammen är ritade av, där de inte är ritade av tabellen. Siffrorna står i tabellerna.",
    "charts table": "Diagramdata",
    "chart": "Diagram",
    "rounds": "Data över omgångar",
    "rounds intro": "Det som staplarna i tabellerna är ritade av: varje rads siffra i rapporterna hittills.",
    "rounds table": "Omgångsdata",
    "view": "Tabell",
    "row": "Rad",
    "value": "Värde",
    "below": "Diagram finns under tabellen, från rad {row}.",
}

# What stands first in a workbook.
STATE, ABOUT = "Läget", "Om siffrorna"
SUMMARY, ANSWERS, CONTENTS, NOTES = "Sammanfattning", "Svar på frågor", "Innehåll", "Noter"
LETTER = ("Till", "Diarienummer", "Från", "Kontakt")
SUMMARY_PARTS = {
    "letter": "Rapporten",
    "answered": "Svar",
    "figures": "Huvudsiffror",
    "decisions": "Att besluta om",
    "observations": "Iakttagelser",
    "more": "Fler siffror",
}
SUMMARY_HEADERS = ("Del", "Vad", "Uppgift")
ANSWERS_INTRO = "Vad rapporten säger om det en styrgrupp brukar fråga, och var det står."
ANSWER_HEADERS = ("Fråga", "Svar", "Blad")
CONTENTS_INTRO = "Bladen i den här arbetsboken."
CONTENTS_HEADERS = ("Kapitel", "Blad", "Vad det visar")
NOTES_INTRO = "Det som är värt att veta om tabellerna. Varje blad säger vilka noter som gäller det."
NOTE_HEADERS = ("Not", "Blad", "Vad")
NOTE_REFERENCE = "Not {numbers}."

# A figure of a round that nobody knows.
TREND_UNKNOWN = ".."

# What has changed since the last report of the same edition.
SINCE_REPORT = "Sedan förra rapporten"
LAST_REPORT = "rapporten {day} för {period}"
SINCE_INTRO = "Jämfört med {report}. Skillnader mellan andelar är procentenheter."
SINCE_HEADERS = ("Tabell", "Tal", "Räknat i", "Före", "Nu", "Skillnad")
NOTHING_CHANGED = "Inget har ändrats sedan rapporten {day}."
CAME_IN = "Har kommit in sedan dess: {books}."
WENT_OUT = "Är inte längre med: {books}."
NO_OTHERS = "Inga andra tal"
OTHERS_CHANGED = "{figures} i tabellerna har ändrats."
ROWS_CHANGED = "Raderna har ändrats i {tables}."
SEE_SINCE = "Vad enheterna har ändrat i aktiviteter, risker och annat sedan förra omgången står under ”{chapter}”."
