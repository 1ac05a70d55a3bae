"""What the consolidated report says about the units' risks."""

from collections.abc import Mapping
from typing import Any

from jamxl.consolidation import Consolidated
from jamxl.present import COUNT, DAY, Chart, Figures, Group, Known, Section, Theme, by_unit, has_rows, listed, section
from jamxl.standard.projektbok.risks import (
    GRAVE,
    HIGH,
    LIKELY,
    LOW,
    MEDIUM,
    NEW,
    RiskKind,
    Risks,
    RiskStatus,
)

LEFT = ("status", f"<>{RiskStatus.CLOSED}")


def count(header: str, *where: tuple[str, str]) -> Known:
    return Known(header, COUNT, Risks, "risk_id", where)


@section(Theme.RISKS)
def levels(data: Consolidated) -> Section | None:
    """How many risks each unit has, by level and status."""
    if not has_rows(data, Risks):
        return None
    return Section(
        "Risker per enhet",
        "Antal risker efter nivå och status. Nivåerna och Ny räknar inte de stängda.",
        Figures(
            ("Kommun", "Enhet"),
            by_unit(data, Risks),
            [
                count("Risker"),
                count("Höga", ("level", HIGH), LEFT),
                count("Medel", ("level", MEDIUM), LEFT),
                count("Låga", ("level", LOW), LEFT),
                count("Nya", ("trend", NEW), LEFT),
                count("Inträffade", ("status", RiskStatus.OCCURRED)),
                count("Stängda", ("status", RiskStatus.CLOSED)),
                count("Personalrisker", ("kind", RiskKind.STAFF)),
            ],
            basis=(Risks, "value", ("risk", "risker")),
            headline={"Höga": "Höga risker", "Inträffade": "Inträffade risker"},
            first={"Inträffade": "av {Risker} risker"},
            followed="Höga",
        ),
        charts=(
            Chart(
                "stacked",
                "Risker efter nivå, utom stängda",
                ("Höga", "Medel", "Låga"),
                unit="antal risker",
                palette="levels",
            ),
        ),
    )


@section(Theme.RISKS)
def matrix(data: Consolidated) -> Section | None:
    """All units' risks by probability and consequence."""
    if not has_rows(data, Risks):
        return None
    groups = [
        Group((f"{n} {LIKELY[n - 1]}",), {"probability": str(n)}) for n in range(data.limits.risk_top, 0, -1)
    ]  # fmt: skip
    return Section(
        "Riskmatris samlad",
        f"Antal risker som inte är stängda, efter sannolikhet och konsekvens. Riskvärdet är de två gånger varandra: "
        f"medel från {data.limits.risk_medium}, hög från {data.limits.risk_high}.",
        Figures(
            ("Sannolikhet",),
            groups,
            [
                count(f"Konsekvens {n} {GRAVE[n - 1]}", ("consequence", str(n)), LEFT)
                for n in range(1, data.limits.risk_top + 1)
            ],
            basis=(Risks, "value", ("risk", "risker")),
        ),
    )


COLUMNS = {
    "risk_id": ("Risk-ID", "@"),
    "text": ("Risk", ""),
    "kind": ("Typ", ""),
    "value": ("Riskvärde", COUNT),
    "level": ("Nivå", ""),
    "trend": ("Trend", ""),
    "measure": ("Motåtgärd", ""),
    "owner": ("Ansvarig", "@"),
}


def greatest_first(row: Mapping[str, Any]) -> tuple[float, str, str]:
    return -(row["value"] or 0.0), row["unit"], row["risk_id"] or ""


@section(Theme.RISKS)
def open_risks(data: Consolidated) -> Section | None:
    """The risks that are open, the greatest first."""
    if not has_rows(data, Risks):
        return None
    rows = [row for row in data.stack(Risks).records() if row["status"] == RiskStatus.OPEN]
    columns = COLUMNS | {"followed_on": ("Uppföljd", DAY)}
    return listed(
        "Öppna risker", "Alla enheters öppna risker, de största först.", columns, sorted(rows, key=greatest_first)
    )


@section(Theme.RISKS)
def occurred_risks(data: Consolidated) -> Section | None:
    """The risks that came true, and the row of the change log that tells of it."""
    if not has_rows(data, Risks):
        return None
    rows = [row for row in data.stack(Risks).records() if row["status"] == RiskStatus.OCCURRED]
    columns = COLUMNS | {"change_id": ("Ändring", "@")}
    return listed(
        "Inträffade risker",
        "Risker som har inträffat, de största först, med raden i enhetens ändringslogg.",
        columns,
        sorted(rows, key=greatest_first),
    )
