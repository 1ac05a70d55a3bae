"""What the consolidated report says about the units' projects: hours, activities, changes."""

from typing import Any

from jamxl.consolidate import Consolidated
from jamxl.present import (
    COUNT, DAY, HOURS, SHARE, Figures, Group, Known, Listing, Section, Sum, by_unit, minus, ratio, section,
)  # fmt: skip
from jamxl.standard.projektbok import Activities, Budget, Changes


def rows_of(data: Consolidated, part: Any) -> list[dict[str, Any]]:
    """All units' rows of a table, in the order of units and sheets."""
    columns = data.stack(part).columns
    return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]


def source(row: dict[str, Any]) -> tuple[str, str, int]:
    """Where a row stands: file, sheet, row."""
    return row["file"], row["sheet"], row["row"]


@section(10)
def hours_by_unit(data: Consolidated) -> Section | None:
    """Planned, used and deviating hours, and what the ordinary budget does not hold."""
    if Budget not in data.parts():
        return None
    plan, used = "Planerade timmar", "Använda timmar"
    return Section(
        "Timmar per enhet",
        "Planerade och använda timmar per enhet, och hur stor del som är extra resurs.",
        [
            Figures(
                "Planerade och använda timmar per enhet, timmar",
                ("Kommun", "Enhet"),
                by_unit(data),
                [
                    Sum(plan, HOURS, Budget, "plan_hours"),
                    Sum(used, HOURS, Budget, "act_hours"),
                    minus("Avvikelse", used, plan),
                    ratio("Använt av plan", used, plan),
                    Sum("Prognos", HOURS, Budget, "forecast"),
                    Sum("Ordinarie", HOURS, Budget, "plan_hours", (("funding", "Ordinarie"),)),
                    Sum("Extra resurs", HOURS, Budget, "plan_hours", (("funding", "<>Ordinarie"),)),
                    ratio("Andel extra", "Extra resurs", plan),
                    Known("Poster med timmar", COUNT, Budget, "plan_hours"),
                    Known("Poster", COUNT, Budget, "unit_id"),
                ],
                basis=(Budget, "plan_hours"),
            )
        ],
    )


@section(20)
def hours_by_post(data: Consolidated) -> Section | None:
    """The same, post for post."""
    if Budget not in data.parts():
        return None
    plan, used = "Planerade timmar", "Använda timmar"
    groups = {
        (row["unit_id"], str(row["post_id"] or "").casefold()): Group(
            (row["municipality"], row["unit"], str(row["post_id"] or ""), row["text"] or ""),
            {"unit_id": row["unit_id"], "post_id": str(row["post_id"] or "")},
        )
        for row in reversed(rows_of(data, Budget))
    }
    return Section(
        "Timmar per post",
        "Varje budgetpost i varje enhet: planerat, använt och avvikelse.",
        [
            Figures(
                "Planerade och använda timmar per budgetpost, timmar",
                ("Kommun", "Enhet", "Post-ID", "Budgetpost"),
                list(reversed(groups.values())),
                [
                    Sum(plan, HOURS, Budget, "plan_hours"),
                    Sum(used, HOURS, Budget, "act_hours"),
                    minus("Avvikelse", used, plan),
                    ratio("Använt av plan", used, plan),
                    Sum("Prognos", HOURS, Budget, "forecast"),
                    Sum("Varav ordinarie", HOURS, Budget, "plan_hours", (("funding", "Ordinarie"),)),
                    Sum("Varav extra resurs", HOURS, Budget, "plan_hours", (("funding", "<>Ordinarie"),)),
                ],
                basis=(Budget, "plan_hours"),
            )
        ],
    )


@section(30)
def activities(data: Consolidated) -> Section | None:
    """Activities by state, hours and milestones; then those that need the steering group's eye."""
    if Activities not in data.parts():
        return None
    rows = rows_of(data, Activities)
    late = [row for row in rows if row["state"] == "Försenad"]
    stones = [row for row in rows if row["is_milestone"]]
    off = [row for row in rows if row["dev_reason"]]
    stones.sort(key=lambda row: (row["plan_end"] is None, row["plan_end"], row["unit"]))

    def state(header: str, value: str) -> Known:
        return Known(header, COUNT, Activities, "activity_no", (("state", value),))

    return Section(
        "Aktiviteter",
        "Hur långt aktiviteterna har kommit, vilka som är sena, vad som avviker och hur det går med milstolparna.",
        [
            Figures(
                "Aktiviteter efter läge på avstämningsdagen, antal",
                ("Kommun", "Enhet"),
                by_unit(data),
                [
                    Known("Aktiviteter", COUNT, Activities, "activity_no"),
                    state("Klara", "Klar"),
                    state("Pågår", "Pågår"),
                    state("Ej påbörjade", "Ej påbörjad"),
                    state("Försenade", "Försenad"),
                    state("Inställda", "Inställd"),
                    state("Utgår", "Utgår"),
                    ratio("Andel klara", "Klara", "Aktiviteter"),
                    Known("Milstolpar", COUNT, Activities, "activity_no", (("is_milestone", "Ja"),)),
                    Known("Nådda milstolpar", COUNT, Activities, "activity_no", (("is_milestone", "Ja"), ("state", "Klar"))),
                    Sum("Planerade timmar", HOURS, Activities, "plan_hours"),
                    Sum("Använda timmar", HOURS, Activities, "act_hours"),
                    minus("Avvikelse", "Använda timmar", "Planerade timmar"),
                ],
                basis=(Activities, "plan_hours"),
            ),
            Listing(
                "Försenade aktiviteter",
                ("Kommun", "Enhet", "Aktivitetsnr", "Aktivitet", "Planerat slut", "Status", "Orsak"),
                ("", "", "@", "", DAY, "", ""),
                [
                    (r["municipality"], r["unit"], r["activity_no"], r["text"], r["plan_end"], r["status"], r["dev_reason"])
                    for r in late
                ],
                [source(row) for row in late],
                "Ingen aktivitet är försenad.",
            ),
            Listing(
                "Aktiviteter som avviker, med orsak",
                ("Kommun", "Enhet", "Aktivitetsnr", "Aktivitet", "Plan, timmar", "Utfall, timmar", "Avvikelse", "Andel", "Orsak"),
                ("", "", "@", "", HOURS, HOURS, HOURS, SHARE, ""),
                [
                    (
                        r["municipality"], r["unit"], r["activity_no"], r["text"], r["plan_hours"], r["act_hours"],
                        r["dev_hours"], r["dev_share"], r["dev_reason"],
                    )
                    for r in off
                ],
                [source(row) for row in off],
                "Ingen aktivitet har en angiven orsak till avvikelse.",
            ),
            Listing(
                "Milstolpar i tidsordning",
                ("Kommun", "Enhet", "Aktivitetsnr", "Milstolpe", "Planerat", "Verkligt", "Läge"),
                ("", "", "@", "", DAY, DAY, ""),
                [
                    (r["municipality"], r["unit"], r["activity_no"], r["text"], r["plan_end"], r["act_end"], r["state"])
                    for r in stones
                ],
                [source(row) for row in stones],
                "Inga aktiviteter är märkta som milstolpar.",
            ),
        ],
    )  # fmt: skip


@section(40)
def change_log(data: Consolidated) -> Section | None:
    """The change logs of all units in one order, latest first."""
    if Changes not in data.parts():
        return None
    rows = rows_of(data, Changes)
    rows.sort(key=lambda row: (row["unit"], str(row["change_id"] or "")))
    rows.sort(key=lambda row: (row["changed_on"] is not None, row["changed_on"] or 0), reverse=True)
    return Section(
        "Ändringslogg",
        "Alla enheters ändringar i en följd, den senaste först.",
        [
            Figures(
                "Ändringar per enhet",
                ("Kommun", "Enhet"),
                by_unit(data),
                [
                    Known("Ändringar", COUNT, Changes, "change_id"),
                    Sum("Påverkan timmar", HOURS, Changes, "d_hours"),
                    Known("Med beslut", COUNT, Changes, "decided_by"),
                ],
                basis=(Changes, "change_id"),
            ),
            Listing(
                "Ändringar, senaste först",
                ("Kommun", "Enhet", "Datum", "Ändrings-ID", "Aktivitetsnr", "Åtgärd", "Utförare", "Typ", "Timmar", "Beslutad av"),
                ("", "", DAY, "@", "@", "", "", "", HOURS, ""),
                [
                    (
                        r["municipality"], r["unit"], r["changed_on"], r["change_id"], r["activity_no"], r["action"],
                        r["actor"], r["kind"], r["d_hours"], r["decided_by"],
                    )
                    for r in rows
                ],
                [source(row) for row in rows],
            ),
        ],
    )  # fmt: skip
