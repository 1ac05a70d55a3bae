"""Every sentence the engine says to people, by code. Rules of a book carry their own, beside the rule.

A second language is one more file with the same names.
"""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Text:
    """A finding's sentence and its remedy; format strings over the facts {value}, {header}, {expected}, {taken} ..."""

    severity: Literal["error", "warning", "note"]
    message: str
    fix: str


@dataclass(frozen=True, slots=True)
class ReviewPart:
    """A part of the sheet Granskning, and what its lines are counted as."""

    heading: str
    explanation: str
    one: str
    many: str


def error(message: str, fix: str) -> Text:
    return Text("error", message, fix)


def warning(message: str, fix: str) -> Text:
    return Text("warning", message, fix)


def note(message: str, fix: str = "Du behöver inte göra något om tolkningen stämmer.") -> Text:
    return Text("note", message, fix)


SEND_AGAIN = (
    "Skicka filen igen från originalet. Hjälper inte det: öppna den i Excel och spara den som Excel-arbetsbok (.xlsx)."
)
USE_TEMPLATE = "Be samordnaren om den rätta mallen och för över uppgifterna dit."

TOO_HEAVY = (
    "Kopiera uppgifterna till en ny mall och lämna in den. Samordnaren kan höja gränsen under [granser] i jamxl.toml."
)

FINDINGS: dict[str, Text] = {
    # JX1xx: the file
    "JX101": error("Filen går inte att läsa: {detail}.", SEND_AGAIN),
    "JX102": error("Filen är låst med lösenord.", "Ta bort lösenordet (Arkiv > Info > Skydda arbetsbok) och spara om."),
    "JX103": error("Filen är ingen Excel-arbetsbok: {detail}.", SEND_AGAIN),
    "JX104": error("Filen är tom (0 byte).", "Kontrollera att filen hann kopieras färdigt och lämna in den igen."),
    "JX105": error("Det här är inte boken som samordnaren lämnade ut.", USE_TEMPLATE),
    "JX106": error(
        "Mallen är nyare ({found}) än vad det här programmet känner till ({known}).",
        "Filen är det inget fel på: den som samordnar behöver uppdatera jamxl och köra igen.",
    ),
    "JX107": note(
        "Boken är gjord av mall {value}; den gällande är {expected}. Det som har kommit till sedan dess begärs inte."
        "{carried}",
        "Du behöver inte göra något. Använd den nya mallen nästa gång.",
    ),
    "JX108": error(
        "Filen är orimligt stor: {detail}.",
        "Ta bort det som står långt utanför tabellerna (Ctrl+End visar var), eller kopiera uppgifterna till en ny "
        "mall.",
    ),
    "JX109": note(
        "Filen är sparad som {value}. Den är läst, men det går inte att göra en granskad kopia av den.",
        "Spara den gärna som Excel-arbetsbok (.xlsx) nästa gång.",
    ),
    "JX110": error(
        "Enheten {value} finns inte i projektets jamxl.toml.",
        "Lägg till enheten i jamxl.toml, eller för över uppgifterna till en bok som är utlämnad i projektet.",
    ),
    "JX111": error(
        "Samma enhet, bok och period finns i flera filer: {detail}.",
        "Behåll en av filerna i inkorgen, eller höj Versionsnummer på Försättsblad i den som gäller.",
    ),
    "JX112": note("Filen ersätts av en senare version: {detail}.", "Flytta den gamla filen ur inkorgen."),
    "JX113": error(
        "Filen gäller perioden {value}, men sammanställningen gäller {expected}.",
        "Lägg filen i den periodens inkorg, eller för över uppgifterna till boken för {expected}.",
    ),
    "JX114": warning(
        "Boken är utlämnad för {expected}, men på Försättsblad står {value}. Det utlämnade gäller.",
        "Rätta Försättsblad, eller för över uppgifterna till enhetens egen fil.",
    ),
    "JX118": error("Filen finns inte.", "Kontrollera filens namn och mapp."),
    "JX119": warning("Boken har inga rader på {detail}.", "Är den ifylld? Lämna in den på nytt när uppgifterna finns."),
    "JX120": warning("Enheten har återtagit boken.", "Be enheten lämna in en ny, eller räkna den som ej inlämnad."),
    "JX117": warning(
        "Filen innehåller {detail}.", "Det används inte. Ta gärna bort det, eller för över uppgifterna till en ny mall."
    ),
    "JX115": error("Filen är öppen i ett annat program eller får inte läsas.", "Stäng filen och försök igen."),
    "JX116": error(
        "Ett fel i jamxl hindrade läsningen: {detail}.", "Spara filen och den här raden, och rapportera felet."
    ),
    "JX121": warning(
        "Filen är öppen hos någon just nu; det som inte är sparat är inte med.",
        "Spara och stäng filen, och lämna in den igen.",
    ),
    "JX122": note("Filen är en exakt kopia av {detail}; bara den ena räknas.", "Ta bort kopian ur inkorgen."),
    "JX123": error("Filen tog för lång tid att läsa: mer än {detail}.", TOO_HEAVY),
    "JX124": error("Filen kräver för mycket minne: mer än {detail}.", TOO_HEAVY),
    "JX125": error("Filen är trasig på ett sätt som stoppade läsningen: {detail}.", SEND_AGAIN),
    "JX126": error("Filen är granskningens lista, inte er bok.", "Rätta i er egen bok och lämna in den."),
    "JX127": warning(
        "Enheten svarar ”{value}” på granskningen av {place}.", "Stämmer tolkningen inte: rätta i cellen."
    ),
    "JX128": warning(
        "{value} från {unit} har inte kommit in.", "Påminn enheten. Till dess är enheten inte med i bokens summor."
    ),
    "JX129": warning(
        "{value} från {unit} kom in {detail}, efter sista dagen {expected}.",
        "Den är med. Har något redan beslutats utan den: säg det i rapporten.",
    ),
    "JX130": warning(
        "{value} från {unit} har {detail}, men är med i sammanställningen.",
        "Läs enhetens siffror med förbehåll tills felen är rättade.",
    ),
    # JX2xx: structure
    "JX201": error("Bladet {value} saknas.", "Be samordnaren om en ny bok och för över uppgifterna dit."),
    "JX202": note("Bladet {expected} heter {value} i filen.", "Byt gärna tillbaka namnet."),
    "JX203": error("Tabellen på bladet {value} hittas inte: rubrikraden saknas.", USE_TEMPLATE),
    "JX204": error(
        "Kolumnen {header} saknas på bladet.",
        "Skriv rubriken {header} i en tom kolumn i rubrikraden och fyll i den igen.",
    ),
    "JX205": note(
        "Kolumnen {header} hittades på sin rubrik; mallens dolda nyckel ovanför är borta eller flyttad.",
        "Kontrollera att rubriken står över rätt värden.",
    ),
    "JX206": warning(
        "Kolumnen {header} heter {value} i filen; den tolkades som {header}.",
        "Byt tillbaka rubriken till {header}.",
    ),
    "JX207": note(
        "Okänd kolumn: {value}. Innehållet är inte med i sammanställningen.",
        "Flytta uppgifterna till {place} om de ska följa med.",
    ),
    "JX208": note(
        "Här står text utanför tabellen: {value}. Den är inte med i sammanställningen.",
        "Flytta texten till {place} om den ska följa med.",
    ),
    "JX209": note(
        "Okänt blad: {value}. Innehållet är inte med i sammanställningen.",
        "Flytta uppgifterna till ett av bokens egna blad om de ska följa med.",
    ),
    "JX210": note(
        "Rubriken {header} är ändrad till {value}; kolumnen känns igen på sin dolda nyckel.",
        "Byt gärna tillbaka rubriken.",
    ),
    "JX211": error(
        "Raden {value} saknas på bladet.",
        "Skriv {value} på en ny rad under de andra och fyll i raden igen.",
    ),
    "JX212": note("Mallens egen text är ändrad till {value}.", "Ändra inte mallens text; skriv i {place}."),
    "JX213": note("De dolda nycklarna på bladet {value} är borta; kolumnerna hittades på sina rubriker."),
    "JX214": note("Sammanfogade celler: {value}. Värdet är läst från den första cellen.", "Ta bort sammanfogningen."),
    "JX215": note(
        "Rader med uppgifter är dolda eller bortfiltrerade; de är lästa som de andra.",
        "Visa raderna (Data > Filter tar bort filtret). Ska de inte räknas: ta bort dem.",
    ),
    "JX216": warning(
        "Dolt blad som inte hör till mallen: {value}.", "Ta fram bladet och flytta uppgifterna, eller ta bort det."
    ),
    "JX217": note(
        "Kommentar i cellen: ”{value}”. Den är inte med i sammanställningen.",
        "Flytta texten till {place} om den ska följa med.",
    ),
    "JX218": note(
        "Textruta på bladet: ”{value}”. Den är inte med i sammanställningen.",
        "Flytta texten till {place} om den ska följa med.",
    ),
    "JX219": warning(
        "Bladet {value} är en kopia av {expected}. Bara {expected} är läst.",
        "För över det som ska gälla till {expected} och ta bort kopian.",
    ),
    "JX220": note("Rubrikraden står en gång till mitt i tabellen; raden är inte läst.", "Ta bort raden."),
    "JX221": warning(
        "Kolumnen {header} finns två gånger. Den första är läst; här står {value}.",
        "För över det som ska gälla till den första och ta bort den andra.",
    ),
    "JX222": note(
        "Rubrikraden på bladet {value} är borta; kolumnerna hittades på sina dolda nycklar.",
        "Infoga en rad ovanför den första raden med uppgifter och skriv rubrikerna i den igen.",
    ),
    "JX223": warning(
        "Raden ser ut som en summa och är inte läst.", "Ta bort raden. Är den ingen summa: fyll i {header} på den."
    ),
    "JX224": warning(
        "Cellerna {value} är sammanfogade, och bara den första kan ha ett värde: {expected} saknas i de andra.",
        "Ta bort sammanfogningen och fyll i varje cell.",
    ),
    "JX225": note(
        "Här står text som inte hör till bladet: {value}. Den är inte med i sammanställningen.",
        "Flytta texten till ett av bladen som ni fyller i om den ska följa med.",
    ),
    # JX3xx: type
    "JX301": error("”{value}” är inget tal.", "Skriv ett tal i kolumnen {header}, till exempel {example}."),
    "JX302": warning(
        "”{value}” är text, inte ett tal; det togs för {taken}.",
        "Stämmer det inte: rätta värdet. Skriv helst bara talet, till exempel {example}.",
    ),
    "JX303": error("”{value}” kan betyda {readings}.", "Skriv det av dem som stämmer."),
    "JX304": error("”{value}” är inget datum.", "Skriv datumet som 2010-03-15 (år-månad-dag)."),
    "JX305": warning(
        "”{value}” är text, inte ett datum; det togs för {taken}.", "Stämmer det inte: skriv rätt datum som 2010-03-15."
    ),
    "JX306": error(
        "Cellen visar Excels fel {error}.",
        "Rätta formeln, eller skriv värdet i stället för formeln.",
    ),
    "JX307": error(
        "Cellen har en formel som aldrig har räknats ut, så värdet är okänt.",
        "Öppna filen i Excel så att formlerna räknas, spara och lämna in igen.",
    ),
    "JX308": note("”{value}” står som tal; den inledande nollan är återställd: {taken}."),
    "JX309": warning(
        "Kolumnen {header} räknas fram: i filen står {value}, uträkningen ger {expected}. Uträkningen gäller.",
        "Ta tillbaka formeln: kopiera cellen från en annan rad. Eller rätta de värden den bygger på.",
    ),
    "JX310": warning(
        "Excel har gjort om det som skrevs till ett datum eller klockslag: {taken}.",
        "Skriv texten igen med en apostrof först, till exempel '9-10. Apostrofen syns inte.",
    ),
    "JX311": note("”{value}” togs för {taken}."),
    "JX312": error(
        "”{value}” är ett intervall.",
        "Skriv ett enda tal i kolumnen {header}, till exempel {example}{aside}.",
    ),
    "JX313": warning(
        "”{value}” lästes som att talet saknas{reason}.", "Fyll i talet när det finns; det räknas inte som noll."
    ),
    "JX314": error(
        "”{value}” anger ingen dag.",
        "Skriv ett datum som 2010-03-15, en vecka som v. 11 2010 eller en termin som vt 2010.",
    ),
    "JX315": error(
        "”{value}” är ingen rapportperiod.",
        "Skriv perioden som 2010-T1, 2010-VT, 2010-K2, 2010-03, 2010-W11 eller 2010.",
    ),
    "JX316": warning("”{value}” togs för {taken}.", "Kontrollera att det blev rätt, och skriv {taken} i cellen."),
    # JX4xx: constraints
    "JX401": error("{header} är inte ifyllt.", "Fyll i {header}."),
    "JX402": error("”{value}” finns inte i listan för {header}.", "Välj ett av värdena i listan: {expected}."),
    "JX403": error("”{value}” är utanför det tillåtna ({expected}).", "Rätta värdet i kolumnen {header}."),
    "JX404": error(
        "{header} ”{value}” står på flera rader.",
        "Ge varje rad ett eget ID; använd aldrig ett gammalt ID igen.",
    ),
    "JX405": error("{header} ”{value}” är skrivet på fel sätt.", "{header} skrivs med {expected}."),
    "JX406": warning(
        "”{value}” finns inte i listan för {header}; det behålls som eget värde.",
        "Välj ett värde i listan om något passar.",
    ),
    # JX5xx: across sheets
    "JX501": error("{header} ”{value}” finns inte.", "Skriv {expected}."),
    # JX6xx: between rounds
    "JX601": warning(
        "{value} fanns i {period} men inte nu.",
        "Skriv tillbaka det som ska vara kvar, med samma ID. Är det rätt att det är borta behöver ni inte göra mer.",
    ),
    "JX602": error(
        "{what} var ”{before}” i {period}; nu står där ”{value}”.",
        "Ge det nya ett eget ID, och låt {what} vara det som det var. Är det samma sak med nya ord: skriv det i "
        "Anmärkning.",
    ),
    "JX603": warning(
        "{what} har ändrats mycket sedan {period}: {changes}.",
        "Kontrollera talen och vad som räknas. Stämmer de: skriv i Anmärkning vad som har hänt.",
    ),
    "JX604": warning(
        "{header} för {what} har ändrats från ”{before}” i {period} till ”{value}”. "
        "{compared} jämförs inte med {period}.",
        "Mäts samma sak som förut: skriv som det stod. Annars behöver ni inte göra mer; rapporten säger varför.",
    ),
    "JX605": warning(
        "{what} har minskat sedan {period}: {changes}. Det som är använt kan inte bli mindre.",
        "Rätta talet. Var det fel i {period}: skriv det i Anmärkning.",
    ),
    "JX606": warning(
        "{value} från {period} är borta utan att vara besvarad.",
        "Skriv tillbaka raden med samma ID, och fyll i {header}.",
    ),
    "JX607": warning(
        "{what} är ändrad sedan {period}: {value}.",
        "Det som är loggat ska stå kvar. Ta tillbaka det, och skriv det nya på en egen rad.",
    ),
    "JX608": warning(
        "{header} för {what} har ändrats från {before} i {period} till {value}, men {log} har ingen ny rad om {what}.",
        "Skriv en rad i {log}: vad som ändrades, när och av vem.",
    ),
    "JX609": warning(
        "{header} för {what} är {value}, men i {period} stod {before} i kolumnen {source}.",
        "Skriv det som stod i {period}. Var det fel då: skriv det i Anmärkning.",
    ),
    # JX7xx: personal data. What was found is never shown.
    "JX701": error(
        "I {value} står ett personnummer eller samordningsnummer.",
        "Ta bort numret. Behöver ni hålla isär personer: skriv enhetens eget löpnummer. Är det ett annat slags nummer: "
        "skriv det så att det syns, till exempel Tfn 070-123 45 67.",
    ),
    "JX702": error(
        "I filens eller mappens namn står ett personnummer eller samordningsnummer.",
        "Byt namn på filen, och ta bort den gamla där den har skickats eller sparats.",
    ),
    # A book that may hold data about people; no column asks for the number.
    "JX703": note(
        "I {value} står ett personnummer eller samordningsnummer. Boken är märkt Känslig, men ingen kolumn är till för "
        "sådana nummer.",
        "Ta bort numret om det inte måste stå där. Enhetens eget löpnummer räcker för att hålla isär personer.",
    ),
    # JX4xx and JX5xx with a rule ID carry the rule's own sentences (JX410 within a sheet, JX510 across sheets).
}

# The catalogue's rule of a code, where it has one; breaches of demands and rules carry their own.
RULES = {
    "JX111": "C03", "JX112": "C03", "JX117": "C13", "JX122": "C03",
    "JX128": "X01", "JX129": "X01", "JX130": "X01",
    "JX203": "C07", "JX204": "C07", "JX207": "C07", "JX209": "C07", "JX211": "C07", "JX213": "C07", "JX214": "C12",
    "JX215": "C12", "JX216": "C13", "JX219": "C07", "JX224": "C12",
    "JX701": "D04", "JX702": "D04", "JX703": "D04",
    "JX302": "C08", "JX305": "C08", "JX306": "C10", "JX307": "C11", "JX308": "C02", "JX309": "C09", "JX316": "C08",
    "JX602": "C04", "JX603": "S07", "JX604": "M07", "JX606": "F03", "JX608": "A04",
}  # fmt: skip

# What is told of findings that are too many to be told one by one.
MANY_MORE = "{number} till av samma slag på bladet."
# Behind a rule's sentence, when it goes by what an entry was taken for.
TAKEN_FROM = "Läst ur {entries}."
# Findings whose sentence says what an entry was taken for.
TAKEN = frozenset(code for code, text in FINDINGS.items() if "{taken}" in text.message and code[:3] == "JX3")


# The same findings where a field is a line of a form.
ON_FORMS: dict[str, Text] = {
    "JX205": note(
        "Raden {header} hittades på sin rubrik; mallens dolda nyckel i raden är borta eller flyttad.",
        "Kontrollera att rubriken står bredvid rätt värde.",
    ),
    "JX206": warning(
        "Raden {header} heter {value} i filen; den tolkades som {header}.", "Byt tillbaka rubriken till {header}."
    ),
    "JX210": note(
        "Rubriken {header} är ändrad till {value}; raden känns igen på sin dolda nyckel.",
        "Byt gärna tillbaka rubriken.",
    ),
    "JX213": note("De dolda nycklarna på bladet {value} är borta; raderna hittades på sina rubriker."),
}
# The same findings about several columns, or lines, at once.
OF_SEVERAL: dict[str, Text] = {
    "JX204": error(
        "Kolumnerna {value} saknas på bladet.",
        "Skriv rubrikerna i tomma kolumner i rubrikraden och fyll i kolumnerna igen.",
    ),
    "JX211": error(
        "Raderna {value} saknas på bladet.", "Skriv dem på nya rader under de andra och fyll i raderna igen."
    ),
}
# A sheet that is missing can be made anew where its headings are all that it needs.
NEW_SHEET = (
    "Lägg till ett blad med namnet {value}, skriv rubrikerna på en rad och fyll i uppgifterna under dem: {headers}."
)
# Behind the remedy for an interval, where a remark can hold it.
RANGE_ASIDE = "; intervallet kan stå i {header}"
# Where what stands beside a table may be moved.
COLUMN, VALUES, ANY_CELL = "kolumnen {header}", "en cell i kolumnen Värde", "en cell i tabellen"


# Remedies that fit better than a code's own.
STORED_AS_TEXT = (
    "Cellen är formaterad som text. Markera kolumnen och välj Data > Text till kolumner > Slutför, eller ändra "
    "formatet till Allmänt och skriv värdet på nytt."
)
MADE_A_DATE = (
    "Excel har troligen gjort om det som skrevs, till exempel 1-2, till ett datum. Ändra cellens format till Allmänt "
    "och skriv ett tal, till exempel {example}."
)
DAY_OR_PERIOD = (
    "Skriv ett datum som 2010-03-15, en vecka som v. 11 2010, en månad som 2010-03 eller en termin som vt 2010."
)
ADD_THE_ROW = "Lägg till {value} på bladet {sheet}, eller skriv ett ID som finns där{other}."
WRITE_ONE = "Skriv bara ett ID i cellen."

# Variants of what is said between rounds.
BETWEEN_ROUNDS: dict[str, Text] = {
    # The same row under another ID.
    "renumbered": warning("{what} hade ID {value} i {period}.", "Ge raden tillbaka ID {value}."),
    # What was promised: without an answer, or with one that is none yet.
    "promise blank": warning(
        "{value} från {period} skulle vara klar {due}, men {header} är tom.",
        "Fyll i {header}. Ska det fortsätta: skriv ett nytt datum i {due_header}.",
    ),
    "promise pending": warning(
        "{value} från {period} skulle vara klar {due}, men {header} är fortfarande {state}.",
        "Ändra {header} när det finns besked. Ska den vänta: skriv ett nytt datum i {due_header}.",
    ),
    # A row of a log that is gone.
    "log gone": warning(
        "{value} fanns i {period} men inte nu.", "Det som är loggat ska stå kvar. Skriv tillbaka det, med samma ID."
    ),
    # A row may go once it says that it is over.
    "say it is over": warning(
        "{value} fanns i {period} men inte nu.",
        "Skriv tillbaka det med samma ID. Ska det inte vara med: låt raden stå och välj {over}.",
    ),
}


def hint(meant: str | None) -> str:
    """What is added to a remedy when something near is known."""
    return f" Menade du {meant}?" if meant else ""


# Behind the remedy for a row that adds up others, on a sheet that does so itself.
SUMMED_ABOVE = " Summan räknas högst upp på bladet."

# Instead of a line for each, when many entries of a column are text that says just what they were taken for.
MANY_AS_TEXT = "{count} värden i {header} står som text; alla gick att läsa."
# Its remedy, when they are written in several ways.
MANY_AS_TEXT_FIX = (
    "Markera kolumnen och välj Data > Text till kolumner > Slutför. Skriv om de celler där det inte hjälper."
)

# On the terminal and on Sammanfattning: files with identity numbers.
WITH_NUMBERS = "{files} innehåller personnummer: {names}. {then}"
NOT_IN_REPORT = "Numren är inte med i rapporten, men står kvar i filerna."
NOT_CARRIED = "Det som står i de cellerna är inte med i de nya böckerna, men står kvar i filerna."
IN_THE_COPY = "Kopian har kvar det som enheten skrev, också personnummer. Skicka den bara på ett säkert sätt."
NUMBERS_IN_FILES = "Filer med personnummer"

# Under a table: what stayed in books marked Känslig.
TOO_FEW = " {values} i {header} visas inte: för få personer, eller skulle avslöja dem ({units})."

# Where an identity number may stand.
IN_CELL, IN_NOTE, IN_BOX, IN_NAME = "cellen", "en kommentar i cellen", "en textruta på bladet", "bladets namn"
# What stands for an identity number, in a text and in the name of a file.
REMOVED, REMOVED_IN_NAME = "[personnummer borttaget]", "personnummer-borttaget"

# Behind the name of a file in a conflict.
LOOKS_COPIED = " (namnet ser ut som en kopias)"

# What Läs mig says of people's data.
PRIVACY = "Skriv roller, inte namn. Den här boken får inte innehålla personnummer eller känsliga personuppgifter."

OPEN_CELL, OPEN_SHEET = "Gå till cellen", "Gå till bladet"

# Lines of Läs mig that differ from unit to unit begin with these words.
SEND_IN, QUESTIONS = "Lämna in:", "Frågor:"

# The line of Läs mig that says what a file was made of.
MADE_OF = "Mall {book} {version}."

# The third row of a sheet: nothing to mend, or how many rows (a number before the words).
# Counted on Kontroll among the values that cannot be used, by its ": ".
EXCEL_ERROR = "Excelfel: rätta cellen som visar ett fel"
SHEET_CLEAR, SHEET_LOOK = "Inget att rätta på bladet.", " att rätta: se kolumnen Kontroll."

# The generated sheets of a workbook.
GUIDE_SHEET = "Läs mig"
CHECK_SHEET = "Kontroll"
LISTS_SHEET = "Listor"
STAMP_SHEET = "_jamxl"

# The first sheet of a review copy, and what its first cell holds so that it is known again.
REVIEW_SHEET = "Granskning"
REVIEW_KEY = "jamxl.review"
# What stands between these two lines in a note is the review's.
REVIEW_OPENS, REVIEW_CLOSES = "— Granskning (jamxl) —", "— Slut på granskningen —"

# The sheet of a review copy.
REVIEW_TITLE = "Granskning av {name}"
REVIEW_DAY = "granskad {day}"
REVIEW_CLEAR = "Inget att rätta eller se över."
REVIEW_ADVICE = (
    "Rätta i den här kopian och lämna in den; bladet Granskning och märkena räknas inte när den läses. Eller rätta i "
    "er egen bok, och höj Versionsnummer på Försättsblad med 1.",
    "Allt ni har skrivit står kvar. Cellerna har en kommentar och en ram: hel ram ska rättas, streckad bör ses över. "
    "Märkena står kvar tills boken granskas igen.",
)
REVIEW_LIST = (
    "Det här är bara en lista. Rätta i er egen bok, höj Versionsnummer på Försättsblad med 1 och lämna in den.",
)
# The heading of the column where the unit may answer; what stands there is read when the copy comes back.
REVIEW_REPLY = "Stämmer det? (Ja/Nej)"
TO_MEND = ReviewPart(
    "Att rätta", "Det här går inte att använda som det står.", "sak att rätta", "saker att rätta"
)  # fmt: skip
TO_SEE = ReviewPart(
    "Att se över", "Det här är läst, men kan vara fel eller saknas i sammanställningen.",
    "sak att se över", "saker att se över",
)  # fmt: skip
TO_CONFIRM = ReviewPart(
    "Så har uppgifterna lästs",
    "Stämmer det kan det stå kvar, men skriv det gärna så som det lästes: då slutar bokens Kontroll att anmärka. "
    "Stämmer det inte: rätta i cellen.",
    "tolkning att bekräfta", "tolkningar att bekräfta",
)  # fmt: skip

# Why a file cannot be answered with a review copy.
CANNOT_MARK = {
    "kind": "Filen är ingen Excel-arbetsbok av den sort som går att märka (.xlsx eller .xlsm).",
    "locked": "Filen är låst med lösenord och går inte att märka.",
    "damaged": "Filen är skadad: någon av dess delar går inte att läsa.",
    "twice": "Filen är skadad: någon av dess delar finns två gånger.",
    "strict": "Filen är sparad som ”Strict Open XML-kalkylblad” och går inte att märka; spara den som vanlig "
    "Excel-arbetsbok (.xlsx).",
}
# When the reading of files cannot go on.
CANNOT_START = (
    "Läsaren startar inte på den här datorn ({detail}). Kontrollera med jamxl doctor; kanske hindrar ett skyddsprogram "
    "att Python startas."
)
READER_ENDED = "läsaren avbröts (kod {code})"
INTERRUPTED = "avbruten"
MEMORY_THERE_IS = "det som finns"
CHANGED_SINCE = "Filen har ändrats sedan den kontrollerades. Kör granskningen en gång till."
# What a review copy could not show at the cell, and says on its first sheet.
NOT_PLACED = {
    "talk": "Cell {cell} på {sheet} har en konversation; granskningens kommentar står bara här.",
    "full": "Kommentaren i cell {cell} på {sheet} är så lång att granskningens inte får plats; den står bara här.",
    "many": "{sheet} har fler än {most} celler att se över. Alla är märkta; de sista har sina kommentarer bara här.",
    "drawing": "På {sheet} går det inte att lägga till kommentarer. Cellerna är märkta; kommentarerna står bara här.",
    "sheet": "Cell {cell} på {sheet} går inte att märka; kommentaren står bara här.",
    "signed": "Filen är digitalt signerad. Signaturen gäller originalet, inte den här kopian.",
}

SEVERITY = {"error": "Fel", "warning": "Varning", "note": "Notis"}
# How a book came, and how several are spoken of.
ARRIVALS = {"i tid": "i tid", "sen": "sena", "saknas": "saknas", "avvisad": "avvisade"}
STATUS = {"ok": "utan anmärkning", "warnings": "med varningar", "errors": "med fel", "refused": "avvisad"}
