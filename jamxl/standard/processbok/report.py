"""What the consolidated report says about the units' processes: their steps, their patterns, what became better."""

from jamxl.consolidation import Consolidated
from jamxl.present import (
    COUNT,
    DAY,
    DECIMAL,
    SHARE,
    Figures,
    Group,
    Known,
    Section,
    Sum,
    Theme,
    by_sex,
    by_unit,
    listed,
    ratio,
    same,
    section,
)  # fmt: skip
from jamxl.ratios import POINTS
from jamxl.standard.processbok.four_r import FourR
from jamxl.standard.processbok.measures import ProcessMeasures
from jamxl.standard.processbok.patterns import Patterns
from jamxl.standard.processbok.processes import Processes, SubSteps
from jamxl.standard.processbok.seven_steps import KEYS, STEPS, SevenSteps


@section(Theme.PROCESSES)
def processes(data: Consolidated) -> Section | None:
    """Every process with its sub-steps and minutes; processes are not added, so there is no total."""
    if SubSteps not in data.parts():
        return None
    groups: dict[tuple[str, str], Group] = {}
    for row in data.stack(Processes).records():
        if process := row["process_id"]:
            labels = (row["municipality"], row["unit"], process, row["text"] or "", row["kind"] or "")
            where = {"unit_id": row["unit_id"], "process_id": process}
            groups.setdefault((row["unit_id"], same(process)), Group(labels, where))
    return Section(
        "Processer",
        "Kartlagda processer, delsteg och minuter för en kvinna och för en man. 100 % betyder lika lång tid.",
        Figures(
            ("Kommun", "Enhet", "Process-ID", "Process", "Processtyp"),
            list(groups.values()),
            [
                Known("Delsteg", COUNT, SubSteps, "step_id"),
                Sum("Minuter K", DECIMAL, SubSteps, "minutes_k"),
                Sum("Minuter M", DECIMAL, SubSteps, "minutes_m"),
                ratio("K i förhållande till M", "Minuter K", "Minuter M"),
            ],
            total="",
            basis=(SubSteps, "minutes_k", ("delsteg", "delsteg")),
        ),
        charts=(
            by_sex(
                "bars",
                "Minuter för en kvinna och för en man",
                ("Minuter K", "Minuter M"),
                labels=(1, 3),
                unit="minuter",
            ),
        ),
    )


@section(Theme.PROCESSES)
def seven_steps(data: Consolidated) -> Section | None:
    """How far the units have come in the seven steps."""
    if SevenSteps not in data.parts():
        return None
    return Section(
        "Sju steg",
        "Hur många analyser som har kommit till vart och ett av processkartläggningens sju steg.",
        Figures(
            ("Kommun", "Enhet"),
            by_unit(data, SevenSteps),
            [
                Known("Analyser", COUNT, SevenSteps, "analysis_id"),
                *(Known(STEPS[at][0], COUNT, SevenSteps, key) for at, key in enumerate(KEYS)),
            ],
            basis=(SevenSteps, "done", ("analys", "analyser")),
        ),
    )


@section(Theme.PROCESSES)
def resources(data: Consolidated) -> Section | None:
    """What women and men get against how many they are; each resource by itself."""
    if FourR not in data.parts():
        return None
    columns = {
        "group": ("Grupp", ""),
        "people_k": ("Antal K", COUNT),
        "people_m": ("Antal M", COUNT),
        "share_k": ("Andel K", SHARE),
        "resource": ("Resurs", ""),
        "counted_in": ("Räknas i", ""),
        "resource_k": ("Resurs K", "#,##0.0"),
        "resource_m": ("Resurs M", "#,##0.0"),
        "resource_share": ("Resursandel K", SHARE),
        "gap": ("Skillnad, procentenheter", POINTS),
        "per_woman": ("Per kvinna", DECIMAL),
        "per_man": ("Per man", DECIMAL),
    }
    intro = "Får kvinnor och män så stor del av resursen som de är av gruppen? Minus i Skillnad: kvinnor får mindre."
    return listed("Resurser 4R", intro, columns, data.stack(FourR).records())


@section(Theme.PROCESSES)
def patterns(data: Consolidated) -> Section | None:
    """Gender patterns: the tried ones first, with what is done about them."""
    if Patterns not in data.parts():
        return None
    columns = {
        "pattern_id": ("Mönster-ID", "@"),
        "pattern": ("Könsmönster", ""),
        "confirmed": ("Bekräftat", ""),
        "observation": ("Iakttagelse", ""),
        "for_women": ("Följd för kvinnor", ""),
        "for_men": ("Följd för män", ""),
        "measure_ids": ("Åtgärd", "@"),
        "no_measure": ("Skäl till ingen åtgärd", ""),
    }
    rows = sorted(data.stack(Patterns).records(), key=lambda row: ORDER[row["confirmed"]])
    intro = "Könsmönster som enheterna ser: bekräftade först, sedan de som inte är prövade, sist de förkastade."
    return listed("Könsmönster", intro, columns, rows)


ORDER = {True: 0, None: 1, False: 2}


@section(Theme.PROCESSES)
def measures(data: Consolidated) -> Section | None:
    """What became better, before and after, and how that is known."""
    if ProcessMeasures not in data.parts():
        return None
    columns = {
        "measure_id": ("Åtgärds-ID", "@"),
        "text": ("Åtgärd", ""),
        "done_on": ("Gjord", DAY),
        "what": ("Mått", ""),
        "counted_in": ("Räknas i", ""),
        "before": ("Före", DECIMAL),
        "after": ("Efter", DECIMAL),
        "gain": ("Vinst", DECIMAL),
        "target": ("Mål för vinsten", DECIMAL),
        "reached": ("Andel av målet", SHARE),
        "ground": ("Vinsten är", ""),
        "method": ("Hur det är mätt", ""),
    }
    intro = "Förbättringar i processerna, före och efter. Vinster i olika processer läggs inte ihop."
    return listed("Processförbättringar", intro, columns, data.stack(ProcessMeasures).records())
