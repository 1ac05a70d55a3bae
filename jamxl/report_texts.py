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
