"""A delivery as few bytes, and the delivery again: equal to the one that was packed, days as days."""

import json
import zlib
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any

from jamxl.consolidation import Batch, Delivery
from jamxl.findings import Finding
from jamxl.intake import Count

# No key of a table or column begins so.
DAY = "$day"
# Beyond this a file is hardly smaller, but takes longer.
LEVEL = 5


def packed(delivery: Delivery) -> bytes:
    """The delivery as compressed JSON. A word of a list comes back as plain text, which is equal to it."""
    told = json.dumps(delivery, default=plain, ensure_ascii=False, separators=(",", ":"))
    # A lone surrogate, which a damaged file may hold, is no UTF-8.
    return zlib.compress(told.encode("utf-8", "surrogatepass"), LEVEL)


def unpacked(data: bytes) -> Delivery:
    """The delivery that was packed. Raises ValueError for what is none.

    One of an earlier jamxl has what it knew then; what has been added since is as it is by default.
    """
    try:
        told = json.loads(zlib.decompress(data).decode("utf-8", "surrogatepass"), object_hook=day)
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
    if is_dataclass(value):
        return {field.name: getattr(value, field.name) for field in fields(value)}
    raise TypeError(f"{type(value).__name__} is no value of a delivery")


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
