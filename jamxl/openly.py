"""Open editions as files: the workbook, and beside it what the next round needs to know of it.

That file has the figures that were shown, in this edition of the period or in an earlier one, with what they were last,
and nothing of those that were not. A figure is named by what it is a sum of: [[[["unit", "table", …], factor], …], 12].
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jamxl.present import Opened
from jamxl.present.origins import Atom
from jamxl.present.recalled import Published

SHOWN, PERIOD = "visade", "period"


def record(made: Opened, period: str) -> str:
    """What the next edition needs to know of an open edition, as JSON. Nothing that was hidden."""
    shown = sorted([[[list(atom), factor] for atom, factor in key], value] for key, value in made.shown.items())
    lines = ",\n".join(json.dumps(figure, ensure_ascii=False) for figure in shown)
    head = json.dumps({PERIOD: period}, ensure_ascii=False)[:-1]
    return f'{head}, "{SHOWN}": [\n{lines}\n]}}\n'


def remembered(path: Path, period: str) -> Published | None:
    """The figures that a period's open editions showed; None without a record. Raises ValueError for another file."""
    if not path.is_file():
        return None
    try:
        told: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        # Each text and each atom once in memory, though it stands in many sums.
        texts, atoms = dict[str, str]().setdefault, dict[Atom, Atom]().setdefault
        shown = {}
        for key, value in told[SHOWN]:
            named = [(tuple(texts(text, text) for text in atom), float(factor)) for atom, factor in key]
            shown[tuple((atoms(atom, atom), factor) for atom, factor in named)] = float(value)
        return shown if told[PERIOD] == period else None
    except (KeyError, TypeError, ValueError) as trouble:
        raise ValueError(path.as_posix()) from trouble
