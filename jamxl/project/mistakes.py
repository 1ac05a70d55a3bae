"""The mistakes of a jamxl.toml, as sentences: what is wrong and what to write."""

from collections.abc import Mapping
from typing import Final

from pydantic_core import ErrorDetails

from jamxl.project.keys import KEYS
from jamxl.project.parts import (
    About,
    Folders,
    History,
    Limits,
    Mail,
    Part,
    Project,
    Round,
    Scale,
    Switch,
    Unattended,
    Unit,
)
from jamxl.project.values import guess
from jamxl.tomlfile import Loc, as_written

PARTS: Final[Mapping[str, type[Part]]] = {
    KEYS["about"][0]: About,
    KEYS["folders"][0]: Folders,
    KEYS["history"][0]: History,
    KEYS["rounds"][0]: Round,
    KEYS["unattended"][0]: Unattended,
    KEYS["mail"][0]: Mail,
    KEYS["limits"][0]: Limits,
    KEYS["switches"][0]: Switch,
    KEYS["scale"][0]: Scale,
    KEYS["units"][0]: Unit,
}


def is_echo(details: ErrorDetails) -> bool:
    """A list pydantic calls too short only because its entries are wrong, which it has told already."""
    return details["type"] == "too_short" and bool(details["input"])


def explained(details: ErrorDetails) -> tuple[str, str]:
    """What is wrong and what to write, for one error of pydantic."""
    loc, kind, context, value = details["loc"], details["type"], details.get("ctx", {}), details["input"]
    named = [part for part in loc if isinstance(part, str) and part != "[key]"]
    key = named[-1] if named else ""
    example = example_of(loc, key)
    should = f"{key} = {example}" if example else header_of(key)
    if kind == "jamxl":
        return context["message"], context["fix"]
    if kind == "extra_forbidden":
        return unknown(loc, key)
    if kind == "missing":
        message = f"{place_of(loc[:-1])} saknar {key}." if example else f"avsnittet {should} saknas."
        return message, f"lägg till {should}"
    wanted = next((text for start, text in WANTED.items() if kind.startswith(start)), "godtas inte.")
    written = f"{key} = {as_written(value)}"
    if isinstance(loc[-1], int):
        written = f"{as_written(value)} i {key}"
    fix = f"skriv t.ex. {should}"
    if key in MANY:
        fix = f"skriv rubriken med dubbla hakar: {header_of(key)}"
    elif loc[-1] == "[key]":
        written = f"etiketten {key}"
        fix = f"skriv heltal före =, som i {KEYS['labels'][1]}"
    elif not example and named[0] == KEYS["prefill"][0]:
        fix = "skriv raderna som [[forifyllt.tabell]] med nyckel = värde under"
    return f"{written} {wanted.format_map(context)}", fix


# the beginning of pydantic's error type: what the value should be
WANTED: Final[Mapping[str, str]] = {
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


# Parts that there may be several of.
MANY: Final = (KEYS["units"][0], KEYS["rounds"][0])


def header_of(key: str) -> str:
    return f"[[{key}]]" if key in MANY else f"[{key}]"


def place_of(loc: Loc) -> str:
    """The table as the co-ordinator sees it."""
    if not loc:
        return "filen"
    if loc[0] in MANY and len(loc) > 1 and isinstance(loc[1], int):
        return f"[[{loc[0]}]] nr {loc[1] + 1}"
    return f"[{'.'.join(str(part) for part in loc if isinstance(part, str))}]"


def model_of(loc: Loc) -> type[Part]:
    return PARTS.get(str(loc[0]), Project) if len(loc) > 1 else Project


def example_of(loc: Loc, key: str) -> str:
    """What the value of the key looks like; empty for a section or a free key."""
    return next((KEYS[name][1] for name in model_of(loc).model_fields if KEYS[name][0] == key), "")


def unknown(loc: Loc, key: str) -> tuple[str, str]:
    """A key that does not belong here: another section's, or misspelt."""
    known = [KEYS[name][0] for name in model_of(loc).model_fields]
    message = f"{key} är ingen nyckel i {place_of(loc[:-1])}."
    if len(loc) > 1 and key in (KEYS[name][0] for name in Project.model_fields):
        return message, f"skriv {header_of(key)} på en egen rad"
    home = next((s for s, m in PARTS.items() if key in (KEYS[name][0] for name in m.model_fields)), None)
    near = guess(key, known)
    if near:
        return message, f"menade du {near if len(loc) > 1 else header_of(near)}?"
    if home:
        return message, f"flytta raden till {header_of(home)}"
    return message, f"ta bort raden; här kan stå {', '.join(known)}"
