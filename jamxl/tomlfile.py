"""A TOML file that a person wrote: its text, and its mistakes on their lines, in Swedish."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path
from typing import Any, Final

from jamxl.trouble import Trouble

Loc = tuple[int | str, ...]


@dataclass(frozen=True)
class Problem:
    """One mistake in the project file: where it is, what is wrong, what to write."""

    file: Path
    line: int | None
    message: str
    fix: str

    def __str__(self) -> str:
        where = self.file.name if self.line is None else f"{self.file.name} rad {self.line}"
        return f"{where}: {self.message} Åtgärd: {self.fix}"


class ProjectError(Trouble):
    """The project file cannot be used; `problems` says why, all at once and in line order."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


def as_written(value: object) -> str:
    """The value as it stands in the file, shortened to fit a message."""
    if isinstance(value, bool):
        text = "true" if value else "false"
    elif isinstance(value, date | time):
        text = value.isoformat()
    elif isinstance(value, list | tuple):
        text = "[" + ", ".join(as_written(item) for item in value) + "]"
    elif isinstance(value, dict):
        text = "{ … }"
    else:
        text = f'"{value}"' if isinstance(value, str) else str(value)
    return text if len(text) <= 60 else text[:57] + "…" + text[-1]


def read_file(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except FileNotFoundError:
        pass
    except OSError as error:
        reason = error.strerror or "okänt fel"
        fix = "stäng den i andra program och kontrollera att du får läsa den"
        raise ProjectError([Problem(file, None, f"filen går inte att öppna ({reason}).", fix)]) from None
    misnamed = file.with_name(file.name + ".txt")
    if misnamed.is_file():
        message, fix = f"filen heter {misnamed.name}.", f"byt namn på den till {file.name}"
    elif file.parent.is_dir():
        message = f'mappen "{file.parent.absolute().name}" har ingen {file.name}.'
        fix = "kör jamxl init i mappen"
    else:
        message, fix = f'mappen "{file.parent}" finns inte.', "kontrollera sökvägen, eller kör jamxl init"
    raise ProjectError([Problem(file, None, message, fix)])


def decode(file: Path, data: bytes) -> str:
    """The text of a UTF-8 file, with or without a byte order mark."""
    fix = 'öppna filen i Anteckningar, välj Spara som och kodningen "UTF-8"'
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in data[:200]:
        raise ProjectError([Problem(file, 1, "filen är sparad som UTF-16 (Unicode), inte som UTF-8.", fix)])
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        shown = data.splitlines()[line - 1].decode("cp1252", errors="replace").strip()
        message = f"filen är inte sparad som UTF-8; här står: {shown[:60]}"
        raise ProjectError([Problem(file, line, message, fix)]) from None


def line_map(text: str) -> dict[Loc, int]:
    """The line where each table, key and element of a valid TOML text is first written."""
    lines: dict[Loc, int] = {}
    arrays: dict[Loc, int] = {}  # how many [[tables]] so far
    table: Loc = ()
    for line, statement, parsed in statements(text):
        if not statement.lstrip().startswith("["):
            note_lines(lines, table, parsed, line)
            continue
        table = ()
        inner: Any = parsed
        while inner:
            ((key, inner),) = inner.items()
            table += (key,)
            if isinstance(inner, list):
                arrays[table] = arrays.get(table, 0) + 1
                inner = inner[0]
            lines.setdefault(table, line)
            if table in arrays:
                table += (arrays[table] - 1,)
                lines.setdefault(table, line)
    return lines


def statements(text: str) -> Iterator[tuple[int, str, dict[str, Any]]]:
    """Each header and each key with its value: first line, text, parsed alone; {} for an unfinished one."""
    pending = ""
    first = 1
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), start=1):
        if not pending:
            if not line.strip() or line.lstrip().startswith("#"):
                continue
            first = number
        pending += line + "\n"
        try:
            parsed = tomllib.loads(pending)
        except tomllib.TOMLDecodeError:
            continue  # a value over several lines
        yield first, pending, parsed
        pending = ""
    if pending:
        yield first, pending, {}


def note_lines(lines: dict[Loc, int], loc: Loc, value: object, line: int) -> None:
    pairs: list[tuple[int | str, object]] = []
    if isinstance(value, dict):
        pairs = list(value.items())
    elif isinstance(value, list):
        pairs = list(enumerate(value))
    for key, inner in pairs:
        lines.setdefault((*loc, key), line)
        note_lines(lines, (*loc, key), inner, line)


def line_of(lines: Mapping[Loc, int], loc: Loc) -> int:
    """The line of a place, or of the nearest table around it; 1 for the file as a whole."""
    return next((lines[loc[:end]] for end in range(len(loc), 0, -1) if loc[:end] in lines), 1)


# what tomllib says (its beginning): what is wrong, what to write
SYNTAX: Final[Mapping[str, tuple[str, str]]] = {
    "Unescaped '\\'": ("ett omvänt snedstreck \\ står i en text.", "skriv sökvägar med /, eller inom '…'"),
    "Invalid hex value": ("ett omvänt snedstreck \\ står i en text.", "skriv sökvägar med /, eller inom '…'"),
    "Illegal character": (
        "texten tar inte slut på raden.",
        'avsluta texten med " (eller ta bort tecknet som inte får stå där)',
    ),
    "Unterminated string": ("en text avslutas aldrig.", 'avsluta texten med "'),
    "Expected '\"": ("en text avslutas aldrig.", 'avsluta texten med """'),
    "Expected \"'": ("en text avslutas aldrig.", "avsluta texten med '''"),
    "Expected newline": (
        "det står något mer efter värdet.",
        'skriv ett värde per rad, text inom "…" och tal med punkt: 0.10',
    ),
    "Invalid value": (
        "värdet efter = går inte att läsa.",
        'skriv text inom "…", tal utan (0.10), datum som 2010-05-15, ja/nej som true/false',
    ),
    "Invalid date": ("datumet finns inte.", "skriv datum som 2010-05-15 (år-månad-dag)"),
    "Cannot overwrite": ("nyckeln står två gånger i samma avsnitt.", "ta bort den ena raden"),
    "Cannot declare": (
        "avsnittet står två gånger.",
        "slå ihop avsnitten; enheter skrivs med dubbla hakar: [[enhet]]",
    ),
    "Cannot mutate": ("avsnittet är redan avslutat.", "skriv alla nycklar på samma ställe"),
    "Duplicate inline": ("nyckeln står två gånger inom { }.", "ta bort den ena"),
    "Unclosed array": ("en lista avslutas aldrig.", "avsluta listan med ]"),
    "Unclosed inline": ("{ avslutas aldrig.", "avsluta med }"),
    "Expected ']'": ("avsnittets rubrik är inte hel.", "skriv rubriken som [projekt] eller [[enhet]]"),
    "Expected ']]'": ("avsnittets rubrik är inte hel.", "skriv rubriken som [projekt] eller [[enhet]]"),
    "Expected '='": ("nyckeln saknar = och värde.", 'skriv raden som nyckel = "värde"'),
}


def syntax_problem(file: Path, text: str, error: str) -> Problem:
    """What tomllib says, with its line, in Swedish."""
    rows = text.replace("\r\n", "\n").split("\n")
    found = re.search(r"\(at line (\d+)", error)
    if found:
        line = int(found[1])
    else:  # at the end of the document: what is unfinished began earlier
        *_, (line, _, _) = statements(text)
    row = rows[line - 1].strip()
    key = row.strip("[] ") if row.startswith("[") else row.partition("=")[0].strip()
    if re.fullmatch(r"\w+", key) and not key.isascii():
        plain = key.translate(str.maketrans("åäöÅÄÖ", "aaoAAO"))
        message, fix = f'"{key}" har å, ä eller ö.', f"skriv nyckeln som {plain}"
    elif re.search(r"=\s*-?\d+,\d+\s*(#|$)", row):
        message, fix = f"talet har decimalkomma: {row}", f"skriv med punkt: {row.replace(',', '.')}"
    elif not found and "=" in row:
        message, fix = (
            f"värdet avslutas aldrig. Raden är: {row[:60]}",
            'avsluta listan med ] eller texten med "',
        )
    else:
        # A month or day that no year has is read as a number with something after it.
        error = "Invalid date" if re.search(r"=\s*\d{4}-\d\d-\d\d\s*(#|$)", row) else error
        unknown = ("raden går inte att läsa.", 'skriv raden som nyckel = "värde"')
        message, fix = next((said for start, said in SYNTAX.items() if error.startswith(start)), unknown)
        message = f"{message} Raden är: {row[:60]}" if row else message
    return Problem(file, line, message, fix)
