"""A delivery or a report as few bytes, and as it was again: equal to the one that was packed, days as days."""

import json
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from functools import cache
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from jamxl.consolidation import Batch, Delivery
from jamxl.findings import Finding
from jamxl.intake import Count
from jamxl.present.report import Report

# No key of a table or column begins so.
DAY = "$day"
# Beyond this a file is hardly smaller, but takes longer.
LEVEL = 5


def packed(delivery: Delivery) -> bytes:
    """The delivery as compressed JSON. A word of a list comes back as plain text, which is equal to it."""
    return pressed(delivery, plain)


def packed_report(report: Report) -> bytes:
    """The report as compressed JSON. Its sequences come back as lists, where they may be any kind of sequence."""
    return pressed(report, brief)


def unpacked_report(data: bytes) -> Report:
    """The report that was packed. Raises ValueError for what is none; one of an earlier jamxl has what it knew then."""
    try:
        made: Report = rebuilt(Report, opened(data))
        return made
    except (AttributeError, KeyError, TypeError, zlib.error) as trouble:
        raise ValueError(str(trouble)) from trouble


def pressed(record: Any, told_as: Callable[[Any], Any]) -> bytes:
    """A record as compressed JSON; `told_as` makes what JSON knows of what it does not."""
    told = json.dumps(record, default=told_as, ensure_ascii=False, separators=(",", ":"))
    # A lone surrogate, which a damaged file may hold, is no UTF-8.
    return zlib.compress(told.encode("utf-8", "surrogatepass"), LEVEL)


def opened(data: bytes) -> Any:
    """What was pressed, records as dictionaries. Raises ValueError and zlib.error."""
    return json.loads(zlib.decompress(data).decode("utf-8", "surrogatepass"), object_hook=day)


def unpacked(data: bytes) -> Delivery:
    """The delivery that was packed. Raises ValueError for what is none.

    One of an earlier jamxl has what it knew then; what has been added since is as it is by default.
    """
    try:
        told = opened(data)
        told["findings"] = [Finding(**finding(one)) for one in told["findings"]]
        told["cells"] = Count(**known(Count, told["cells"]))
        told["batches"] = {key: batch(one) for key, one in told["batches"].items()}
        return Delivery(**known(Delivery, told) | {"names": tuple(told["names"])})
    except (KeyError, TypeError, zlib.error) as trouble:
        raise ValueError(str(trouble)) from trouble


def plain(value: Any) -> Any:
    """A record or a day as JSON knows them."""
    if isinstance(value, date):
        return {DAY: value.isoformat()}
    if is_dataclass(value) and not isinstance(value, type):
        return {name: getattr(value, name) for name in names(type(value))}
    raise TypeError(f"{type(value).__name__} is no value of a record")


def brief(value: Any) -> Any:
    """As `plain`, without the fields of a record that are as they are by default: most of a cell's are."""
    if isinstance(value, date):
        return plain(value)
    kind: Any = type(value)
    return {name: one for name, default in defaults(kind) if (one := getattr(value, name)) != default}


def day(told: dict[str, Any]) -> Any:
    """A day of JSON as a day; other objects as they are."""
    return date.fromisoformat(told[DAY]) if DAY in told else told


def finding(told: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a finding."""
    return known(Finding, told) | {"cells": tuple(told["cells"]), "at": tuple(told["at"])}


def batch(told: Mapping[str, Any]) -> Batch:
    """The rows of a table; JSON has texts for the numbers of rows, and lists for places."""
    made = Batch(**known(Batch, told))
    made.symbols = {key: {int(row): sign for row, sign in signs.items()} for key, signs in made.symbols.items()}
    made.cells = {key: (row, column) for key, (row, column) in made.cells.items()}
    return made


def known(kind: type[Any], told: Mapping[str, Any]) -> dict[str, Any]:
    """What is told of a record's fields."""
    return {field.name: told[field.name] for field in fields(kind) if field.name in told}


def rebuilt(hint: Any, told: Any) -> Any:
    """What JSON has of a value, as its type says: records, tuples and words of a list; all else as it is."""
    inner = get_args(hint)
    if is_dataclass(hint):
        assert isinstance(hint, type)
        kept = told if told.keys() <= hints(hint).keys() else {name: told[name] for name in hints(hint) if name in told}
        return hint(**kept | {name: rebuilt(kind, kept[name]) for name, kind in apart(hint) if name in kept})
    match get_origin(hint):
        case kind if kind is tuple and inner[1:] != (...,):
            return tuple(rebuilt(one, value) for one, value in zip(inner, told, strict=True))
        case kind if kind in (tuple, Sequence):
            return (list if kind is Sequence else tuple)([rebuilt(inner[0], value) for value in told])
        case kind if kind is UnionType and isinstance(told, list):
            return rebuilt(inner[0], told)
    return hint(told) if isinstance(hint, type) and issubclass(hint, Enum) else told


@cache
def hints(kind: Any) -> dict[str, Any]:
    """The types of a record's fields."""
    return get_type_hints(kind)


@cache
def apart(kind: Any) -> tuple[tuple[str, Any], ...]:
    """The fields of a record that JSON has otherwise; a report has very many records with none of them."""
    return tuple((name, hint) for name, hint in hints(kind).items() if other_in_json(hint))


def other_in_json(hint: Any) -> bool:
    """Values of a type come out of JSON as something else."""
    own = get_origin(hint) is tuple or is_dataclass(hint) or (isinstance(hint, type) and issubclass(hint, Enum))
    return own or any(other_in_json(one) for one in get_args(hint) if one is not ...)


@cache
def names(kind: Any) -> tuple[str, ...]:
    """The names of a record's fields."""
    return tuple(field.name for field in fields(kind))


@cache
def defaults(kind: Any) -> tuple[tuple[str, Any], ...]:
    """A record's fields with what they are by default. Raises TypeError for what is no record."""
    return tuple((field.name, field.default) for field in fields(kind))
