"""What the consolidated report says about the units' milestones and decision points."""

from dataclasses import replace
from datetime import date

from jamxl.consolidation import Consolidated
from jamxl.present import (
    COUNT,
    DAY,
    DECIMAL,
    Chart,
    Figures,
    Known,
    Section,
    Theme,
    by_unit,
    listed,
    ratio,
    section,
)  # fmt: skip
from jamxl.standard.projektbok.milestones import COMING, LATE, REACHED, Milestones, MilestoneType


@section(Theme.ACTIVITIES)
def milestones_by_unit(data: Consolidated) -> Section | None:
    """How many milestones are reached, late or to come, and how many decisions remain."""
    if Milestones not in data.parts() or not len(data.stack(Milestones)):
        return None

    def count(header: str, *where: tuple[str, str]) -> Known:
        return Known(header, COUNT, Milestones, "milestone_id", where)

    decision = ("kind", MilestoneType.DECISION.value)
    return Section(
        "Milstolpar per enhet",
        "Faser, milstolpar, beslutspunkter, avstämningar och leveranser efter läge på avstämningsdagen. Enhet: antal.",
        Figures(
            ("Kommun", "Enhet"),
            by_unit(data, Milestones),
            [
                count("Alla"),
                count("Nådda", ("state", REACHED)),
                count("Försenade", ("state", LATE)),
                count("Kommande", ("state", COMING)),
                ratio("Andel nådda", "Nådda", "Alla"),
                count("Beslutspunkter", decision),
                count("Beslutade", decision, ("decision", "<>")),
                count("Kommande beslut", decision, ("decision", ""), ("state", COMING)),
                count("Beslut saknas", decision, ("decision", ""), ("state", f"<>{COMING}")),
            ],
            basis=(Milestones, "planned", ("rad i Milstolpar", "rader i Milstolpar")),
            headline={"Försenade": "Försenade milstolpar", "Kommande beslut": "Beslutspunkter framöver"},
        ),
        charts=(Chart("stacked", "Milstolpar efter läge", ("Nådda", "Kommande", "Försenade"), unit="antal"),),
    )


@section(Theme.ACTIVITIES)
def milestones(data: Consolidated) -> Section | None:
    """All units' milestones in order of time, with what was decided."""
    if Milestones not in data.parts() or not len(data.stack(Milestones)):
        return None
    rows = data.stack(Milestones).records()
    rows.sort(key=lambda row: (row["planned"] or date.max, row["unit"], row["milestone_id"] or ""))
    columns = {
        "milestone_id": ("Milstolpe-ID", "@"),
        "kind": ("Typ", ""),
        "name": ("Milstolpe", ""),
        "phase": ("Fas", ""),
        "planned": ("Planerad", DAY),
        "actual": ("Verklig", DAY),
        "slip": ("Förskjutning, veckor", DECIMAL),
        "state": ("Läge", ""),
        "decision": ("Beslut", ""),
        "decided_by": ("Beslutat av", ""),
        "registry_no": ("Protokoll", "@"),
    }
    made = listed("Milstolpar", "Alla enheters milstolpar och beslutspunkter i tidsordning.", columns, rows)
    days = Chart("gantt", "Milstolpar, planerad och verklig dag", ("Planerad", "Verklig"), labels=(1, 4))
    return replace(made, charts=(days,))
