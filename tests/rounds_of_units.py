"""Small projects whose units send their books, for the tests of what runs unattended."""

import os
from collections.abc import Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from jamxl import opening, workflow
from jamxl.dates import Period
from jamxl.project import Project
from jamxl.standard import books
from jamxl.writing import save

POST = {"post_id": "B-01", "text": "Projektledare", "kind": "Arbetstid", "funding": "Ordinarie"}

MILESTONE = {"milestone_id": "MS-01", "kind": "Milstolpe", "name": "Starten", "planned": date(2010, 3, 1)}

HEAD = """\
[projekt]
namn = "Prov"
id = "PROV"
period = "{period}"
start = 2010-01-01
slut = 2012-12-31

[korning]
publicera = "styrgrupp"
utgavor = "{editions}"
orord_sekunder = 0
{more}
"""
UNIT = """
[[enhet]]
id = "{id}"
namn = "Enhet {id}"
kommun = "Botkyrka"
forvaltning = "Dialog och Service"
uppgiftslamnare = "Enhetschef"
epost = "{id}@kommunen.example"
"""


def project(
    root: Path, units: Sequence[str], period: str = "2010-T1", editions: str = "bada", more: str = ""
) -> Project:
    """A project with units, none of which has answered. `more`: other parts of jamxl.toml."""
    text = HEAD.format(period=period, editions=editions, more=more) + "".join(UNIT.format(id=id) for id in units)
    (root / "inkorg" / period).mkdir(parents=True, exist_ok=True)
    (root / "jamxl.toml").write_text(text, encoding="utf-8")
    return opening.project_of(root)


def sent(of: Project, unit: str, hours: float, day: date, period: str = "2010-T1", reached: date | None = None) -> Path:
    """A unit's book with so many planned hours, which came in on a day. `reached`: when its milestone was."""
    (known,) = [one for one in of.units if one.id == unit]
    when, book = Period.parse(period), books()["projektbok"]
    rows: dict[str, list[dict[str, Any]]] = {
        "budget": [POST | {"plan_hours": hours}],
        "budget_totals": [{"stated_total": hours}],
        "milestones": [MILESTONE | {"actual": reached}] if reached else [],
    }
    path = of.incoming / period / workflow.file_name(known, book, when)
    path.parent.mkdir(parents=True, exist_ok=True)
    save(workflow.unit_pages(of, known, book, when, rows, day), path)
    noon = datetime.combine(day, time(12)).timestamp()
    os.utime(path, (noon, noon))
    return path
