"""What is installed, and what will therefore work."""

import importlib.metadata
import importlib.util
import platform
import shutil
import sys
import time
from dataclasses import dataclass

from jamxl.worker import CannotStart, Ended, apart

NEEDED = {
    "openpyxl": "demoprojektet (skriver i färdiga böcker)",
    "xlsxwriter": "skapa mallar och rapporter",
    "python-calamine": "läsa arbetsböcker",
    "personnummer": "känna igen personnummer",
    "xlrd": "läsa .xls",
    "psutil": "se hur mycket minne läsningen tar",
    "lxml": "märka enheternas egna filer",
    "pandas": "sammanställa",
    "scipy": "räkna på vad en läsare kan sluta sig till",
    "sqlalchemy": "spara rapporternas siffror",
    "pyarrow": "skriva arkivets tabeller",
    "watchfiles": "märka när en bok sparas i inkorgen",
    "jinja2": "skriva rapporten som webbsida",
    "typst": "skriva rapporten som pdf",
    "font-source-sans-pro": "pdf:ens typsnitt",
    "fonttools": "mäta texter i pdf:en",
    "pikepdf": "märka upp pdf:ens tabeller",
    "icalendar": "skriva omgångarna som kalender",
    "pydantic": "läsa jamxl.toml",
    "typer": "kommandona",
    "click": "öppna rapporten i datorns eget program",
    "rich": "visa hur långt ett kommando har kommit",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing looked at: its name, what was found, whether that is enough, and what it is for (Swedish)."""

    name: str
    found: str
    well: bool
    purpose: str


def examine() -> list[Line]:
    """Every part that jamxl uses, needed or not."""
    python = platform.python_version()
    lines = [Line("Python", python, sys.version_info >= (3, 11), "behöver vara 3.11 eller senare")]
    for name, purpose in NEEDED.items():
        version = version_of(name)
        lines.append(Line(name, version or "saknas", bool(version), purpose))
    lines.append(reader())
    missing = "saknas" if sys.platform in ("win32", "darwin") else "behövs bara i Windows och macOS"
    found = version_of("xlwings") or missing
    lines.append(Line("xlwings", found, True, "uppgifterna i Excel utan makron; knapparna behöver det inte"))
    window = importlib.util.find_spec("_tkinter")
    lines.append(Line("tkinter", "finns" if window else "saknas", True, "fönstret: jamxl window och jamxl open"))
    office = shutil.which("soffice") or shutil.which("libreoffice")
    lines.append(Line("LibreOffice", "finns" if office else "saknas", True, "behövs inte; används av testerna"))
    return lines


def reader() -> Line:
    """Whether another Python can be started to read files in; some machines forbid it."""
    purpose = "läsa varje fil för sig"
    try:
        started = not isinstance(next(apart([time.monotonic], seconds=30, megabytes=500)), Ended)
    except CannotStart:
        started = False
    return Line("Läsare", "startar" if started else "startar inte", started, purpose)


def version_of(name: str) -> str:
    """The installed version of a package, blank when it is not installed."""
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return ""
