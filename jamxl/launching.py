"""The workbook with the co-ordinator's buttons: what stands in it, and the file that the way without macros needs."""

from pathlib import Path

from jamxl import opening
from jamxl.draw.launcher import MACROS, Button, Launcher, launcher
from jamxl.project import Project
from jamxl.tasks import HEADINGS, Task, Wanted
from jamxl.writing import plainly, put_bytes, put_text

NAME = "Konsolidering.xlsm"

BUTTONS = (
    Button("JamxlKontrollera", Task.CHECK, 140),
    Button("JamxlSkapa", Task.BUILD, 170),
    Button("JamxlKonsolidera", Task.CONSOLIDATE, 150),
    Button("JamxlOppna", Task.OPEN, 190),
)

# xlwings runs main() of the file that is named as the workbook.
RUN_MAIN = '''"""Körs av Run main på fliken xlwings i arbetsboken med samma namn."""

from jamxl.button import main

__all__ = ["main"]
'''

TASKS = (
    "Vad uppgifterna gör",
    (
        f"{Task.CHECK}: läser periodens arbetsböcker i inkorgen och gör en granskad kopia av var och en, med det som "
        "ska rättas utmärkt. Kopiorna läggs i mappen granskat; enheternas egna filer ändras aldrig.",
        f"{Task.BUILD}: gör periodens förifyllda arbetsböcker, en för varje enhet och bok, i mappen utskick. De som "
        "redan finns rörs inte.",
        f"{Task.CONSOLIDATE}: kontrollerar, sammanställer och gör styrgruppens rapport som arbetsbok, webbsida och "
        "pdf i mappen rapport. Arbetsboken öppnas när den är klar.",
        f"{Task.OPEN}: öppnar den rapport som gjordes senast. Ingenting läses om, och tabellen över enheterna rörs "
        "inte.",
    ),
)
CHOICES = (
    "Vad du väljer",
    (
        "Projektmapp: mappen som har jamxl.toml, på datorn, på en filserver eller i en synkroniserad "
        "OneDrive-mapp. En webbadress (https://…) går inte: synkronisera biblioteket till datorn först.",
        "Period: till exempel 2010-T1, 2010-VT, 2010-K2, 2010-03 eller 2010. Tom betyder den omgång som "
        "pågår enligt jamxl.toml.",
        "Utgåva: Intern har allt. Öppen döljer det som kan röja enskilda och kan lämnas ut. Båda gör båda.",
    ),
)
TABLE_HELP = (
    "Tabellen över enheterna",
    (
        "En rad för varje enhet och bok: hur den kom (i tid, sen, saknas eller avvisad), dagen då filen kom in och "
        "hur många fel som ska rättas. Den skrivs om efter varje uppgift utom den sista. Filtrera med pilarna i "
        "rubrikraden.",
    ),
)
TROUBLE = (
    "Om inget händer när du trycker",
    (
        "Excel säger att makron är blockerade: be IT att lita på platsen där filen ligger. Filen ska vara gjord på "
        "din egen dator med jamxl button, inte hämtad från e-post eller webben.",
        "Besked säger att jamxl inte hittas eller inte går att starta: IT har kanske stoppat att Excel startar "
        "program. Starta då utan knappen: dra projektmappen till genvägen jamxl, eller starta fönstret jamxl window, "
        "som har samma fyra knappar.",
        "Besked säger att jamxl inte svarar: vänta en stund och försök igen. Med Esc avbryter du en uppgift som pågår.",
    ),
)
RUN_MAIN_HELP = (
    "Utan makron",
    (
        "Den här arbetsboken har inga makron. Den behöver tillägget xlwings i Excel, och filen med samma namn och "
        "ändelsen .py i samma mapp.",
        "Välj uppgift i cellen Uppgift och tryck på Run main på fliken xlwings.",
    ),
)
PRIVATE = (
    "Vad som lämnar datorn",
    (
        "Ingenting när du trycker på knapparna: jamxl läser och skriver bara i projektmappen och i datorns mapp för "
        "tillfälliga filer. Körningen som går av sig själv (jamxl run) skickar dessutom brev, om [epostserver] "
        "i jamxl.toml har en server.",
    ),
)


def write(path: Path, project: Project | None) -> list[Path]:
    """Write the workbook to `path`: .xlsm with buttons, .xlsx with the file for xlwings. Gives the files.

    Raises CannotWrite.
    """
    with plainly(path.parent):
        path.parent.mkdir(parents=True, exist_ok=True)
    macros = MACROS.read_bytes() if path.suffix.lower() == ".xlsm" else b""
    put_bytes(workbook(project, macros), path)
    if macros:
        return [path]
    beside = path.with_suffix(".py")
    put_text(RUN_MAIN, beside)
    return [path, beside]


def workbook(project: Project | None, macros: bytes) -> bytes:
    """The workbook's bytes, for a project or for one that is chosen in it. `macros`: its VBA project, b"" for none."""
    about = f"Projektet {project.about.name}." if project else "Välj projektets mapp."
    return launcher(
        Launcher(
            title="Konsolidering",
            intro=f"{about} Välj nedan och tryck på en knapp." if macros else f"{about} Välj nedan.",
            folder=str(project.root.resolve()) if project else "",
            periods=opening.periods(project)[::-1] if project else (),
            editions=list(Wanted),
            tasks=list(Task),
            headings=HEADINGS,
            helps=(TASKS, CHOICES, TABLE_HELP, TROUBLE if macros else RUN_MAIN_HELP, PRIVATE),
            buttons=BUTTONS if macros else (),
            macros=macros,
        )
    )
