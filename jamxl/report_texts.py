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
TITLE = "Sammanställning {period}"
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

# The open edition: its signs and what is said of it.
OPEN_SYMBOLS = {
    "..": "Uppgiften är dold för att ingen ska kunna kännas igen, eller finns inte att få.",
    "–": "Noll, eller inget att redovisa.",
    ".": "Uppgiften kan inte förekomma, till exempel en andel av ingen.",
}
OPEN_INTRO = "Öppen utgåva: små antal och det som skulle avslöja dem är dolt."
OPEN_DELIVERIES = "Vilka enheter som har lämnat in. Det som saknas är inte med i summorna."
OPEN_LEGEND = "Vad tecknen i tabellerna betyder, och vad som är dolt."
OPEN_COUNT = "Lägsta antal personer som visas"
OPEN_MEAN = "Lägsta antal personer bakom ett medel"
OPEN_BASE = "Lägsta antal personer som en andel räknas på, och bakom median, lägsta, högsta och spridning"
OPEN_CELLS = "Tal i utgåvan, visade och dolda"
# Not which are few and which protect them: whoever knew could tell which numbers are small.
OPEN_REASONS = {
    "För få personer, eller skulle avslöja dem": ("few", "protects", "hidden"),
    "Andel eller mått av för få": ("base",),
    "Går inte att pröva": ("unknown",),
}
OPEN_PROMISES = {
    "Summor": "Summor som visas är sanna: tal som är dolda i den här utgåvan är med i dem. Tal som har stannat i en "
    "bok märkt Känslig är inte med; en not till tabellen säger hur många de är.",
    "Avrundning": "Tal är avrundade så som de visas.",
    "Dolda tal": "Det som är dolt går inte att räkna ut ur summor, andelar, andra tabeller eller tidigare öppna "
    "utgåvor. Det är prövat innan utgåvan skrevs.",
    "Texter": "Visas bara från enheter som har granskat dem för spridning.",
}
OPEN_TEXTS = "enheten har inte sagt att texterna är granskade för spridning."
OPEN_NEVER = "Rader om dolda tal är inte med här. Hur många de är, och om det finns några, sägs inte."
OPEN_UNREAD = "Enheten har inte sagt att texterna är granskade för spridning. Ett blad utan andra rader är inte med."
# Under a table of the internal workbook, which can be filtered.
TOTAL_OF_ALL = "Totalen gäller alla rader, även dem som ett filter döljer."
NOT_SORTED = "Staplarna längst till höger följer inte med om tabellen sorteras."
# What a row's name says of where it leads.
WAY_TO_ROWS = "Visa den första av {rows} rader på bladet {sheet}."
WAY_TO_ROW = "Visa raden på bladet {sheet}."
# A note to a table of either edition, of numbers that stayed with their units.
STAYED = "{values} är inte med: färre än {least} i en bok märkt Känslig, eller skulle avslöja dem."
# The report as a document: its headings, and what is said round its tables.
REPORT = {
    "untitled": "Rapport",
    "skip": "Hoppa till",
    "skip_to_summary": "Till sammanfattningen",
    "skip_to_contents": "Till innehållet",
    "summary": "Sammanfattning",
    "figures": "Huvudsiffror",
    "decisions": "Att besluta om",
    "no_decisions": "Inget att besluta om.",
    "observations": "Iakttagelser",
    "no_observations": "Inga iakttagelser.",
    "deliveries": "Leveransläge",
    "answers": "Svar på styrgruppens frågor",
    "no_answer": "Det finns inga uppgifter som svarar på frågan.",
    "contents": "Innehåll",
    "back": "Till innehållet",
    "details": "Bilaga: rader i detalj",
    "appendix": "Bilaga: om rapporten",
    "more": "Rader i detalj står i bilagan:",
    "table": "Tabell {n}",
    "part": ", del {n} av {of}",
    "diagram": "Diagram {n}",
    "rows": "Visa tabellen, rader: {rows}",
    "source": "Källa: {source}.",
    "abridged": "De {shown} första av {rows} rader. Alla står i arbetsboken och på webbsidan.",
    "trend": "{of} över tid",
    "origin": "Står i",
    "place": "{file}, {sheet}, rad {row}",
    "about": "Om filen",
    "page": "Sida",
    "of": "av",
}
EDITIONS = {"intern": "Intern utgåva", "oppen": "Öppen utgåva"}
# By field of the report's cover.
LETTER = {
    "recipient": "Till",
    "registry_no": "Diarienummer",
    "sender": "Från",
    "contact": "Kontakt",
    "received": "Senaste boken kom in",
}
OPEN_EXPOSED = "{where}: det dolda talet går att räkna ut till {limits}."
OPEN_EARLIER = "ett tal i en tidigare utgåva"
OPEN_FORMULA = "{sheet}: en cell har en formel."
OPEN_WRONG = "{sheet}: ett tal är inte det som är prövat."
OPEN_STOPPED = (
    "Den öppna utgåvan skrevs inte: det går att räkna ut dolda tal. {what}{more} Har en tidigare utgåva visat talet "
    "går det inte att dölja i efterhand. Ta annars bort raden som avslöjar det, och sammanställ igen."
)
OPEN_LATER = (
    "Den öppna utgåvan skrevs inte: den skulle visa annat än förut, och {period} har redan en öppen utgåva, som är "
    "prövad mot det som visades då. Tillsammans kan de avslöja dolda tal."
)
OPEN_UNREADABLE = "{path} går inte att läsa. Där står vad en tidigare öppen utgåva visade; hämta filen på nytt."

# Why there is no PDF: what stopped the typesetting, by the code of how it ended.
NO_PDF = "Rapporten gick inte att göra som PDF: {why}. Gör de andra formerna så länge, med --form xlsx,html."
NO_PDF_WHY = {"JX123": "det tog mer än {detail}", "JX124": "den kräver mer minne än {detail}"}

# The archive set: how its CSV files are to be read.
ARCHIVE_CSV = (
    "UTF-8, semikolon mellan värdena, decimalkomma, datum som åååå-mm-dd. En text som börjar som en formel har en "
    "apostrof först; i Parquet står den som den är."
)

# The store.
STORE_DAMAGED = (
    "Historiken i {where} går inte att läsa: filen är skadad, eller något annat än en historik. Hämta den ur "
    "säkerhetskopian, eller flytta undan den; då börjar en ny."
)
STORE_NEWER = (
    "Historiken i {where} är gjord av en senare jamxl (den har upplaga {found}, den här känner till {known}). "
    "Uppdatera jamxl och kör igen."
)
STORE_BUSY = "En annan körning skriver i historiken i {where}. Vänta tills den är klar, och kör igen."
STORE_READ_ONLY = "Historiken i {where} går inte att öppna eller skriva. Kontrollera att du får skriva där."
STORE_FULL = "Historiken i {where} får inte plats: disken är full. Gör plats och kör igen."
STORE_UNREACHABLE = (
    "Databasen {where} går inte att nå: {detail}. Kontrollera [historik] i jamxl.toml, nätet och lösenordet "
    "(miljövariabeln PGPASSWORD)."
)
STORE_TROUBLE = "Historiken i {where} gick inte att använda: {detail}."
STORE_URL = (
    "{url} är ingen databas som jamxl kan använda. Skriv t.ex. ”postgresql://namn@server/jamxl” under [historik], "
    "eller ta bort raden: då ligger historiken bredvid jamxl.toml."
)
STORE_NO_DRIVER = (
    "Historik i PostgreSQL kräver ett tillägg till jamxl. Installera jamxl igen från er kopia, i dess mapp: "
    'pip install -c constraints.txt ".[postgres]"'
)

# Earlier reports, out of the store.
NO_RUN = "Körning {run} finns inte i historiken. Kör jamxl history för att se vilka som finns."
NOT_IN_RUN = "Körning {run} gjorde ingen {lacking}, bara {made}. Välj den med --edition."
RUN_FOLDER = "korning_{run}"
SETTINGS_UNKNOWN = (
    "Körning {run} gick inte att göra om: den här jamxl förstår inte inställningarna från då. Använd jamxl {version}."
)
OTHER_CODE = (
    "Körning {run} gjordes med en annan jamxl ({version}) än den här ({now}). Siffrorna är de som stod i rapporten då, "
    "men den kan se annorlunda ut."
)
NO_RUNS = "Inga rapporter har gjorts än. Gör en med jamxl report."
REMINDER_HEADERS = ("Påminnelse", "Period", "Enhet", "Gällde", "Hur")
REMINDER_ABOUT = "{day}, senast {due}"
REMINDER_WAYS = {"sent": "skickad", "draft": "utkast"}
RUN_HEADERS = ("Körning", "Period", "Gjord", "Filer", "Enheter", "Utgåvor", "jamxl")
NO_FIGURE_THEN = "Talet {asked} finns inte i den interna utgåvan av körning {run}. Skriv talets ID.{hint}"
THINNED = (
    "Cellerna bakom talen i körning {run} är gallrade (gallra_efter i jamxl.toml). Gör om rapporten med "
    "jamxl report --run {run}, eller spåra i en senare körning; se jamxl history."
)
TRACED_THEN = "Körning {run}, {period}. Tabellen {sheet}. ID: {id}"
PRINTED_AGAIN = "Körning {run} igen: {period}, gjord {made}."

# jamxl trace: a figure of the report, and the cells that it is made of.
TRACED = "{header} för {row}: {value}"
TRACED_AT = "Bladet {sheet}, cell {cell}. ID: {id}"
TRACED_OF = "Räknas fram av: {figures}"
TRACED_SUM = "Summan av {cells}: {sum}"
TRACED_COUNT = "Antalet är {cells}."
TRACED_CELLS = "Talet kommer ur {cells}."
TRACED_NOTHING = "Inga celler ligger bakom: ingen rad räknas här, eller så saknas uppgifterna."
NO_VALUE = "(inget värde)"
NO_FIGURE = "Talet {asked} finns inte i rapporten.{hint}"
NO_FIGURE_THERE = (
    "{asked} är ingen cell med ett tal. Skriv bladet och cellen så som de står i rapporten: ”Timmar per enhet!C5”."
)
MEANT = " Menade du {ids}?"


def no_pdf(code: str, detail: str) -> str:
    """Why a report was not made as PDF, by how its typesetting ended (see worker.Ended)."""
    return NO_PDF.format(why=NO_PDF_WHY.get(code, "{detail}").format(detail=detail))


def open_stopped(what: str, more: int) -> str:
    """Why no open edition was written: the first number that could be known, and how many more."""
    return OPEN_STOPPED.format(what=what, more=f" Det gäller {more} till." if more else "")
