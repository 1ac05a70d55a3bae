"""The project file jamxl.toml: read, checked, and its mistakes told in Swedish with line and remedy.

The co-ordinator writes the file, so its keys are Swedish and ASCII; `KEYS` is the only place that pairs
them with the English attributes.
"""

from __future__ import annotations

import csv
import difflib
import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import (
    AfterValidator,
    AliasGenerator,
    AllowInfNan,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainValidator,
    PrivateAttr,
    Strict,
    StringConstraints,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_core import ErrorDetails, PydanticCustomError

from jamxl.dates import Period

FILENAME: Final = "jamxl.toml"

# attribute: (key in the file, what the value looks like)
KEYS: Final[Mapping[str, tuple[str, str]]] = {
    "about": ("projekt", ""),
    "name": ("namn", '"Jämställd service"'),
    "project_id": ("id", '"JI-2010"'),
    "period": ("period", '"2010-T1"'),
    "start": ("start", "2009-09-01"),
    "end": ("slut", "2010-12-31"),
    "registry_no": ("diarienummer", '"KS 2009/123"'),
    "coordinator": ("samordnare", '"Jämställdhetsstrateg"'),
    "email": ("epost", '"namn@kommunen.se"'),
    "due": ("senast", "2010-05-15"),
    "books": ("bocker", '["projektbok", "uppfoljningsbok"]'),
    "folders": ("mappar", ""),
    "outgoing": ("utskick", '"utskick"'),
    "incoming": ("inkorg", '"inkorg"'),
    "reports": ("rapport", '"rapport"'),
    "limits": ("granser", ""),
    "deviation_share": ("avvikelse_andel", "0.10"),
    "deviation_hours": ("avvikelse_timmar", "8"),
    "share_tolerance": ("andel_tolerans", "0.5"),
    "spread_at_least": ("minst_for_spridning", "3"),
    "detail_at_least": ("minst_for_detalj", "5"),
    "scale": ("skala", ""),
    "low": ("min", "1"),
    "high": ("max", "10"),
    "labels": ("etiketter", '{ 1 = "inte alls", 10 = "helt" }'),
    "units": ("enhet", ""),
    "id": ("id", '"jobbcoachingen"'),
    "municipality": ("kommun", '"Botkyrka"'),
    "municipality_code": ("kommunkod", '"0127"'),
    "department": ("forvaltning", '"Dialog och Service"'),
    "reporter": ("uppgiftslamnare", '"Enhetschef"'),
    "prefill": ("forifyllt", ""),
}

Loc = tuple[int | str, ...]
Scalar = str | bool | int | float | date | datetime | time


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


class ProjectError(Exception):
    """The project file cannot be used; `problems` says why, all at once and in line order."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


# ---------------------------------------------------------------------------------------------- values


def _wrong(message: str, fix: str) -> PydanticCustomError:
    """A mistake with its own sentence; braces are safe, since the texts travel as context."""
    return PydanticCustomError("jamxl", "{message} {fix}", {"message": message, "fix": fix})


def _toml(value: object) -> str:
    """The value as it stands in the file, shortened to fit a message."""
    if isinstance(value, bool):
        text = "true" if value else "false"
    elif isinstance(value, date | time):
        text = value.isoformat()
    elif isinstance(value, list | tuple):
        text = "[" + ", ".join(_toml(item) for item in value) + "]"
    elif isinstance(value, dict):
        text = "{ … }"
    else:
        text = f'"{value}"' if isinstance(value, str) else str(value)
    return text if len(text) <= 60 else text[:57] + "…" + text[-1]


def _guess(written: str, known: list[str]) -> str | None:
    """The known name nearest to what was written, blind to case and to å, ä, ö."""
    plain = {_slug(name): name for name in known}
    near = difflib.get_close_matches(_slug(written), plain, n=1, cutoff=0.65)
    return plain[near[0]] if near else None


def _slug(text: str) -> str:
    """Lower-case letters a-z, digits and hyphens: fit for an identity in a file name."""
    plain = text.casefold().translate(str.maketrans("åäöéü", "aaoeu"))
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def _email(value: str) -> str:
    if value and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", value):
        raise _wrong(f"{_toml(value)} är ingen e-postadress.", 'skriv t.ex. epost = "namn@kommunen.se"')
    return value


def _not_number(value: object) -> object:
    """Pydantic would take a number for seconds since 1970."""
    if isinstance(value, bool | int | float):
        raise PydanticCustomError("date_type", "a number is no date")
    return value


def _identity(value: str) -> str:
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]*", value):
        raise _wrong(
            f"id = {_toml(value)} får bara ha a-z, 0-9 och bindestreck och börjar inte med bindestreck.",
            f'skriv id = "{_slug(value) or "enheten"}"',
        )
    return value


def _book_names(value: tuple[str, ...]) -> tuple[str, ...]:
    twice = sorted({name for name in value if value.count(name) > 1})
    if twice:
        raise _wrong(f'boken "{twice[0]}" står två gånger i bocker.', "låt varje bok stå en gång")
    return value


def _scalar(value: object) -> object:
    if not isinstance(value, Scalar):
        raise _wrong(f"{_toml(value)} kan inte stå i en cell.", "skriv en text, ett tal, ett datum eller true/false")
    return value


Text = Annotated[str, StringConstraints(min_length=1)]
Email = Annotated[str, AfterValidator(_email)]
Day = Annotated[date, BeforeValidator(_not_number)]
Whole = Annotated[int, Strict()]
Amount = Annotated[float, Strict(), AllowInfNan(False)]
Books = Annotated[tuple[Text, ...], Field(min_length=1), AfterValidator(_book_names)]
Row = dict[str, Annotated[Scalar, PlainValidator(_scalar)]]
Prefill = dict[str, tuple[Annotated[Row, Field(min_length=1)], ...]]


# ------------------------------------------------------------------------------------------ the file's parts


class _Section(BaseModel):
    """A table of the file: Swedish keys there, English names in Python, nothing unknown."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        alias_generator=AliasGenerator(validation_alias=lambda name: KEYS[name][0]),
        validate_by_alias=True,
        validate_by_name=True,
        str_strip_whitespace=True,
    )


class About(_Section):
    """[projekt]: what the project is called and which round it is in."""

    name: Text
    project_id: Text
    period: Text
    start: Day | None = None
    end: Day | None = None
    registry_no: str = ""
    coordinator: str = ""
    email: Email = ""
    due: Day | None = None
    books: Books = ("projektbok",)

    @field_validator("period")
    @classmethod
    def _readable(cls, value: str) -> str:
        try:
            Period.parse(value)
        except ValueError:
            raise _wrong(
                f"period = {_toml(value)} går inte att läsa som en period.",
                'skriv t.ex. period = "2010", "2010-VT" (termin), "2010-T1" (tertial) eller "2010-03"',
            ) from None
        return value

    @field_validator("end")
    @classmethod
    def _after_start(cls, value: date | None, info: ValidationInfo) -> date | None:
        start = info.data.get("start")
        if value is not None and start is not None and value < start:
            raise _wrong(f"slut = {value} är före start = {start}.", f"skriv ett slut som är {start} eller senare")
        return value


class Folders(_Section):
    """[mappar]: where books are sent from, come back to and are reported."""

    outgoing: Text = "utskick"
    incoming: Text = "inkorg"
    reports: Text = "rapport"

    @field_validator("incoming", "reports")
    @classmethod
    def _apart(cls, value: str, info: ValidationInfo) -> str:
        """No folder is, or lies in, another: what is sent out must not be read as an answer."""
        mine = Path(os.path.normpath(value))
        for name, other in info.data.items():
            theirs = Path(os.path.normpath(other))
            if mine.is_relative_to(theirs) or theirs.is_relative_to(mine):
                key, other_key = KEYS[info.field_name or ""][0], KEYS[name][0]
                raise _wrong(
                    f"{key} = {_toml(value)} och {other_key} = {_toml(other)} är samma mapp eller ligger i varandra.",
                    f"ge {key} en egen mapp, t.ex. {key} = {KEYS[info.field_name or ''][1]}",
                )
        return value


class Limits(_Section):
    """[granser]: when a deviation needs a reason, and how near is near enough."""

    deviation_share: Amount = Field(default=0.10, ge=0, le=1)
    deviation_hours: Amount = Field(default=8.0, ge=0)
    share_tolerance: Amount = Field(default=0.5, ge=0, le=100)
    spread_at_least: Whole = Field(default=3, ge=3)
    detail_at_least: Whole = Field(default=5, ge=3)


class Scale(_Section):
    """[skala]: the scale of the assessments."""

    low: Whole = 1
    high: Whole = Field(default=10, validate_default=True)
    labels: dict[int, Text] = {}

    @field_validator("high")
    @classmethod
    def _above_low(cls, value: int, info: ValidationInfo) -> int:
        low = info.data.get("low")
        if low is not None and value <= low:
            raise _wrong(f"max = {value} är inte större än min = {low}.", f"skriv t.ex. max = {low + 9}")
        return value

    @field_validator("labels")
    @classmethod
    def _on_scale(cls, value: dict[int, str], info: ValidationInfo) -> dict[int, str]:
        low, high = info.data.get("low"), info.data.get("high")
        outside = [] if low is None or high is None else [step for step in value if not low <= step <= high]
        if outside:
            raise _wrong(
                f"etiketten {outside[0]} ligger utanför skalan {low}-{high}.",
                f"skriv etiketter från {low} till {high}",
            )
        return value


class Unit(_Section):
    """[[enhet]]: a unit that answers, one file per book and period."""

    id: Annotated[str, AfterValidator(_identity)]
    name: Text
    municipality: Text
    municipality_code: str = Field(default="", validate_default=True)
    department: str = ""
    reporter: str = ""
    email: Email = ""
    books: Books | None = None
    prefill: Prefill = {}

    @field_validator("municipality")
    @classmethod
    def _is_municipality(cls, value: str) -> str:
        known = municipalities()
        if value not in known:
            bare = re.sub(r"\s+(kommun|stad)$", "", value, flags=re.IGNORECASE)
            near = next((n for n in known if n.casefold() in (bare.casefold(), bare.casefold()[:-1])), None)
            near = near or _guess(bare, list(known))
            raise _wrong(
                f"kommun = {_toml(value)} finns inte bland de 290 kommunerna.",
                f'menade du kommun = "{near}"?' if near else "skriv kommunens namn utan ordet kommun",
            )
        return value

    @field_validator("municipality_code")
    @classmethod
    def _agrees(cls, value: str, info: ValidationInfo) -> str:
        """The code goes with the name; left out, it is filled in."""
        name = info.data.get("municipality")
        code = municipalities().get(name or "", value)
        if value and value != code:
            raise _wrong(
                f"kommunkod = {_toml(value)} hör inte till {name}.",
                f'skriv kommunkod = "{code}" eller ta bort raden',
            )
        return code


class Project(_Section):
    """A read and checked jamxl.toml."""

    about: About
    folders: Folders = Folders()
    limits: Limits = Limits()
    scale: Scale = Scale()
    units: Annotated[tuple[Unit, ...], Field(min_length=1)]
    prefill: Prefill = {}
    _root: Path = PrivateAttr(default=Path())

    @property
    def root(self) -> Path:
        """The folder of the file; relative folders start here."""
        return self._root

    def at(self, root: Path) -> Project:
        """The same project in another folder."""
        moved = self.model_copy()
        moved._root = root
        return moved

    @property
    def outgoing(self) -> Path:
        """Where the units' empty books are put."""
        return self._root / self.folders.outgoing

    @property
    def incoming(self) -> Path:
        """Where the units' answers lie."""
        return self._root / self.folders.incoming

    @property
    def reports(self) -> Path:
        """Where reports are put."""
        return self._root / self.folders.reports

    def unit(self, unit_id: str) -> Unit | None:
        """The unit with this id."""
        return next((unit for unit in self.units if unit.id == unit_id), None)

    def books_of(self, unit: Unit) -> tuple[str, ...]:
        """The unit's own books, or else the project's."""
        return unit.books or self.about.books

    def prefill_of(self, unit: Unit) -> dict[str, tuple[Row, ...]]:
        """Table key to rows: those for all units first, then the unit's own."""
        tables = dict.fromkeys([*self.prefill, *unit.prefill])
        return {table: self.prefill.get(table, ()) + unit.prefill.get(table, ()) for table in tables}


@cache
def municipalities() -> dict[str, str]:
    """The 290 municipalities, name to four-digit code."""
    text = (files("jamxl") / "data" / "municipalities.csv").read_text(encoding="utf-8")
    return {row["municipality"]: row["code"] for row in csv.DictReader(text.splitlines())}


# ---------------------------------------------------------------------------------------------- reading


def load(path: Path) -> Project:
    """Read the project file, given it or its folder; every mistake at once as a ProjectError."""
    file = path / FILENAME if path.is_dir() else path
    text = _decode(file, _read(file))
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ProjectError([_syntax_problem(file, text, str(error))]) from None
    faults = list(_duplicate_ids(data))
    project = None
    try:
        project = Project.model_validate(data, by_alias=True, by_name=False)
    except ValidationError as error:
        told = [details for details in error.errors() if not _is_echo(details)]
        faults += [(details["loc"], *_explain(details)) for details in told]
    if faults or project is None:
        lines = line_map(text)
        problems = [Problem(file, line_of(lines, loc), *sentences) for loc, *sentences in faults]
        raise ProjectError(sorted(problems, key=lambda problem: problem.line or 0))
    return project.at(file.parent)


def _read(file: Path) -> bytes:
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


def _decode(file: Path, data: bytes) -> str:
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


def _duplicate_ids(data: Mapping[str, Any]) -> Iterator[tuple[Loc, str, str]]:
    """Unit ids used twice; looked for in the raw data, so that they are told along with other mistakes."""
    seen: dict[str, int] = {}
    units = data.get(KEYS["units"][0])
    for index, unit in enumerate(units if isinstance(units, list) else []):
        written = unit.get("id") if isinstance(unit, dict) else None
        if not isinstance(written, str):
            continue
        if written in seen:
            message = f'id = "{written}" har redan använts av enhet nr {seen[written]}.'
            yield ("enhet", index, "id"), message, "ge varje enhet ett eget id"
        seen.setdefault(written, index + 1)


# ---------------------------------------------------------------------------------------------- lines


def line_map(text: str) -> dict[Loc, int]:
    """The line where each table, key and element of a valid TOML text is first written."""
    lines: dict[Loc, int] = {}
    arrays: dict[Loc, int] = {}  # how many [[tables]] so far
    table: Loc = ()
    for line, statement, parsed in _statements(text):
        if not statement.lstrip().startswith("["):
            _note(lines, table, parsed, line)
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


def _statements(text: str) -> Iterator[tuple[int, str, dict[str, Any]]]:
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


def _note(lines: dict[Loc, int], loc: Loc, value: object, line: int) -> None:
    pairs: list[tuple[int | str, object]] = []
    if isinstance(value, dict):
        pairs = list(value.items())
    elif isinstance(value, list):
        pairs = list(enumerate(value))
    for key, inner in pairs:
        lines.setdefault((*loc, key), line)
        _note(lines, (*loc, key), inner, line)


def line_of(lines: Mapping[Loc, int], loc: Loc) -> int:
    """The line of a place, or of the nearest table around it; 1 for the file as a whole."""
    return next((lines[loc[:end]] for end in range(len(loc), 0, -1) if loc[:end] in lines), 1)


# ---------------------------------------------------------------------------------------------- sentences

_SECTIONS: Final[Mapping[str, type[_Section]]] = {
    KEYS["about"][0]: About,
    KEYS["folders"][0]: Folders,
    KEYS["limits"][0]: Limits,
    KEYS["scale"][0]: Scale,
    KEYS["units"][0]: Unit,
}

# what tomllib says (its beginning): what is wrong, what to write
_SYNTAX: Final[Mapping[str, tuple[str, str]]] = {
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


def _syntax_problem(file: Path, text: str, error: str) -> Problem:
    """What tomllib says, with its line, in Swedish."""
    rows = text.replace("\r\n", "\n").split("\n")
    found = re.search(r"\(at line (\d+)", error)
    if found:
        line = int(found[1])
    else:  # at the end of the document: what is unfinished began earlier
        *_, (line, _, _) = _statements(text)
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
        unknown = ("raden går inte att läsa.", 'skriv raden som nyckel = "värde"')
        message, fix = next((said for start, said in _SYNTAX.items() if error.startswith(start)), unknown)
        message = f"{message} Raden är: {row[:60]}" if row else message
    return Problem(file, line, message, fix)


def _is_echo(details: ErrorDetails) -> bool:
    """A list pydantic calls too short only because its entries are wrong, which it has told already."""
    return details["type"] == "too_short" and bool(details["input"])


def _explain(details: ErrorDetails) -> tuple[str, str]:
    """What is wrong and what to write, for one error of pydantic."""
    loc, kind, context, value = details["loc"], details["type"], details.get("ctx", {}), details["input"]
    named = [part for part in loc if isinstance(part, str) and part != "[key]"]
    key = named[-1] if named else ""
    example = _example(loc, key)
    should = f"{key} = {example}" if example else _header(key)
    if kind == "jamxl":
        return context["message"], context["fix"]
    if kind == "extra_forbidden":
        return _unknown(loc, key)
    if kind == "missing":
        message = f"{_place(loc[:-1])} saknar {key}." if example else f"avsnittet {should} saknas."
        return message, f"lägg till {should}"
    wanted = next((text for start, text in _WANTED.items() if kind.startswith(start)), "godtas inte.")
    written = f"{key} = {_toml(value)}"
    if isinstance(loc[-1], int):
        written = f"{_toml(value)} i {key}"
    fix = f"skriv t.ex. {should}"
    if key == KEYS["units"][0]:
        fix = "skriv enheternas rubrik med dubbla hakar: [[enhet]]"
    elif loc[-1] == "[key]":
        written = f"etiketten {key}"
        fix = f"skriv heltal före =, som i {KEYS['labels'][1]}"
    elif not example and named[0] == KEYS["prefill"][0]:
        fix = "skriv raderna som [[forifyllt.tabell]] med nyckel = värde under"
    return f"{written} {wanted.format_map(context)}", fix


# the beginning of pydantic's error type: what the value should be
_WANTED: Final[Mapping[str, str]] = {
    "string_too_short": "får inte vara tom.",
    "string": "ska vara en text.",
    "int": "ska vara ett heltal.",
    "float": "ska vara ett tal utan citattecken, med decimalpunkt.",
    "finite_number": "ska vara ett vanligt tal.",
    "date": "ska vara ett datum.",
    "greater_than_equal": "ska vara minst {ge}.",
    "less_than_equal": "ska vara högst {le}.",
    "tuple": "ska vara en lista.",
    "dict": "ska vara ett eget avsnitt.",
    "model": "ska vara ett eget avsnitt.",
    "too_short": "ska ha minst en post.",
}


def _header(key: str) -> str:
    return f"[[{key}]]" if key == KEYS["units"][0] else f"[{key}]"


def _place(loc: Loc) -> str:
    """The table as the co-ordinator sees it."""
    if not loc:
        return "filen"
    if loc[0] == KEYS["units"][0] and len(loc) > 1 and isinstance(loc[1], int):
        return f"[[enhet]] nr {loc[1] + 1}"
    return f"[{'.'.join(str(part) for part in loc if isinstance(part, str))}]"


def _model(loc: Loc) -> type[_Section]:
    return _SECTIONS.get(str(loc[0]), Project) if len(loc) > 1 else Project


def _example(loc: Loc, key: str) -> str:
    """What the value of the key looks like; empty for a section or a free key."""
    return next((KEYS[name][1] for name in _model(loc).model_fields if KEYS[name][0] == key), "")


def _unknown(loc: Loc, key: str) -> tuple[str, str]:
    """A key that does not belong here: another section's, or misspelt."""
    known = [KEYS[name][0] for name in _model(loc).model_fields]
    message = f"{key} är ingen nyckel i {_place(loc[:-1])}."
    if len(loc) > 1 and key in (KEYS[name][0] for name in Project.model_fields):
        return message, f"skriv {_header(key)} på en egen rad"
    home = next((s for s, m in _SECTIONS.items() if key in (KEYS[name][0] for name in m.model_fields)), None)
    near = _guess(key, known)
    if near:
        return message, f"menade du {near if len(loc) > 1 else _header(near)}?"
    if home:
        return message, f"flytta raden till {_header(home)}"
    return message, f"ta bort raden; här kan stå {', '.join(known)}"


TEMPLATE: Final = """\
# Projektfil för jamxl. Rader som börjar med # är förklaringar eller förslag.
# Text skrivs inom "…", tal med decimalpunkt (0.10), datum som 2010-05-15.
# Spara filen som UTF-8.

[projekt]
namn = "Jämställd service"      # projektets namn, står på alla försättsblad
id = "JI-2010"                  # projektets beteckning
period = "2010-T1"              # omgången: 2010, 2010-VT (termin), 2010-T1 (tertial), 2010-03 (månad)
# start = 2009-09-01            # projektets första dag
# slut = 2010-12-31             # projektets sista dag
# diarienummer = "KS 2009/123"
# samordnare = "Jämställdhetsstrateg"   # den som skickar ut och tar emot
# epost = "namn@kommunen.se"    # samordnarens e-post
# senast = 2010-05-15           # dag då enheterna ska ha svarat
bocker = ["projektbok"]         # böcker som varje enhet får

# Mappar, räknade från den här filen. En hel sökväg går också bra; skriv den med /.
[mappar]
utskick = "utskick"             # böcker att skicka till enheterna
inkorg = "inkorg"               # ifyllda böcker från enheterna
rapport = "rapport"             # sammanställning och rapporter

# När en avvikelse måste förklaras, och hur lika tal ska vara.
[granser]
avvikelse_andel = 0.10          # orsak krävs när avvikelsen är större än 10 procent …
avvikelse_timmar = 8            # … och större än så många timmar
andel_tolerans = 0.5            # angiven och beräknad andel får skilja så många procentenheter
minst_for_spridning = 3         # medel och spridning visas när minst så många har bedömt (lägst 3)
minst_for_detalj = 5            # lägsta, högsta och median kommer med i rapporten när minst så många har bedömt

# Skalan i bedömningarna.
[skala]
min = 1
max = 10

[skala.etiketter]               # vad stegen heter; alla behöver inte ha namn
1 = "inte alls"
10 = "helt"

# En [[enhet]] för varje enhet som ska svara.
[[enhet]]
id = "jobbcoachingen"           # a-z, 0-9 och bindestreck; används i filnamn
namn = "Jobbcoachenheten"
kommun = "Botkyrka"             # kommunens namn utan ordet kommun
# kommunkod = "0127"            # behövs inte; kontrolleras mot kommunen om den står här
forvaltning = "Dialog och Service"
uppgiftslamnare = "Enhetschef"
# epost = "namn@kommunen.se"    # uppgiftslämnarens e-post

[[enhet]]
id = "medborgarkontoret"
namn = "Medborgarkontoret"
kommun = "Botkyrka"
# bocker = ["projektbok", "uppfoljningsbok"]   # om enheten ska ha andra böcker än de övriga

# Rader som står ifyllda när boken kommer till enheten: ett [[enhet.forifyllt.tabell]] per rad
# för enheten närmast ovanför … (tabellernas och kolumnernas nycklar står i fältlistorna)
# [[enhet.forifyllt.activities]]
# activity_no = "A-001"
# text = "Kartlägga besöken"
# plan_hours = 40

# … eller ett [[forifyllt.tabell]] per rad för alla enheter.
# [[forifyllt.budget]]
# post_id = "B-01"
# text = "Utredning"
# plan_hours = 230
"""
