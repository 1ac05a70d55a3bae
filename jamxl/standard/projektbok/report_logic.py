"""What the consolidated report says about the units' programme logic: counts, overview, gaps; and its pictures."""

from collections.abc import Iterator
from typing import NamedTuple

from jamxl.consolidation import Consolidated
from jamxl.present import (
    COUNT,
    DAY,
    Figures,
    Group,
    Known,
    Picture,
    Section,
    Sum,
    Theme,
    listed,
    picture,
    section,
)  # fmt: skip
from jamxl.present.lanes import Box, Lane
from jamxl.present.lanes import picture as drawn
from jamxl.sheets import Table
from jamxl.standard.projektbok.activities import Activities
from jamxl.standard.projektbok.budget import Budget
from jamxl.standard.projektbok.links import (
    GAPS,
    NO_ACTIVITY,
    NO_EFFECT,
    NO_RESOURCE,
    NO_RESULT,
    NOT_CARRIED,
    UNSUPPORTED,
    Gap,
    Logic,
    logic_of,
)
from jamxl.standard.projektbok.logic import Achieved, Effects, Mediators, Resources, Results
from jamxl.standard.projektbok.overview import LogicTotals, in_words

TABLES = (Resources, Activities, Results, Effects, Mediators, Budget)
LANES = {
    "resources": ("Resurser", (NO_RESOURCE,)),
    "activities": ("Aktiviteter", (NO_RESULT,)),
    "results": ("Resultat", (NO_ACTIVITY,)),
    "effects": ("Effekter", (NO_EFFECT, UNSUPPORTED)),
}


class UnitLogic(NamedTuple):
    """A unit's programme logic with its rows by table key, as they were reported."""

    municipality: str
    unit: str
    unit_id: str
    logic: Logic
    rows: dict[str, list[Table]]


def logics(data: Consolidated) -> list[UnitLogic]:
    """The programme logic of each unit that has one."""
    if Results not in data.parts():
        return []
    rows: dict[str, dict[str, list[Table]]] = {}
    for part in TABLES:
        for record in data.stack(part).records():
            own = rows.setdefault(record["unit_id"], {each.table_key: [] for each in TABLES})[part.table_key]
            own.append(part(record, len(own)))
    units = ((*unit, logic_of(rows[unit[2]]), rows[unit[2]]) for unit in data.units() if unit[2] in rows)
    return [made for unit in units if (made := UnitLogic(*unit)).logic.used]


@section(Theme.LOGIC)
def logic_by_unit(data: Consolidated) -> Section | None:
    """How much of the logic each unit has declared, and its gaps."""
    units = logics(data)
    if not units:
        return None
    groups = [Group((unit.municipality, unit.unit), {"unit_id": unit.unit_id}) for unit in units]
    headers = {gap: LogicTotals.columns[key].header for gap, key in zip(GAPS, LogicTotals.columns, strict=True)}
    return Section(
        "Programlogik per enhet",
        "Hur många resurser, aktiviteter, resultat och effekter enheterna har, och hur många som saknar koppling. "
        "Enhet: antal.",
        Figures(
            ("Kommun", "Enhet"),
            groups,
            [
                Known("Resurser", COUNT, Resources, "resource_id"),
                Known("Aktiviteter", COUNT, Activities, "activity_no"),
                Known("Resultat", COUNT, Results, "result_id"),
                Known("Effekter", COUNT, Effects, "effect_id"),
                *(
                    Sum(headers[gap], COUNT, LogicTotals, key)
                    for gap, key in zip(GAPS, LogicTotals.columns, strict=True)
                ),
                Known("Uppnådda resultat", COUNT, Results, "result_id", (("achieved", Achieved.YES.value),)),
                Known("Förmedlande instanser", COUNT, Mediators, "mediator_id"),
            ],
            total="",
            basis=(Results, "effect_ids", ("resultat", "resultat")),
        ),
    )


@section(Theme.LOGIC)
def overview(data: Consolidated) -> Section | None:
    """Each unit's logic with its columns side by side."""
    units = logics(data)
    if not units:
        return None
    places = {row["unit_id"]: row for row in data.stack(LogicTotals).records()}
    rows = [
        {key: places[unit.unit_id][key] for key in ("municipality", "unit", "file", "sheet", "row")} | line
        for unit in units
        for line in lines(unit)
    ]
    columns = {key: (header, "") for key, (header, _) in LANES.items()}
    return listed(
        "Programlogik",
        "Enheternas programlogik. Rader bredvid varandra hör inte ihop: pilen visar vart något leder. "
        "Bilderna av den ligger också som filer bredvid rapporten.",
        columns,
        rows,
        dict.fromkeys(columns, ()),
    )


def lines(unit: UnitLogic) -> Iterator[dict[str, str]]:
    """The lines of a unit's overview: the assessment, then the rows of each column."""
    yield {key: "Bedömning: " + assessment(unit.logic, gaps) for key, (_, gaps) in LANES.items()}
    shown = {key: [in_words(node, ", ".join(node.names)) for node in unit.logic.nodes[key]] for key in LANES}
    for n in range(max(map(len, shown.values()))):
        yield {key: texts[n] if n < len(texts) else "" for key, texts in shown.items()}


def assessment(logic: Logic, gaps: tuple[Gap, ...]) -> str:
    """What is said of the gaps of a column; nothing where it cannot be said."""
    counts = ((gap, logic.count(gap)) for gap in gaps)
    return " ".join(gap.sentence(count) for gap, count in counts if count is not None)


@section(Theme.LOGIC)
def gaps(data: Consolidated) -> Section | None:
    """Every gap, with a link to its row."""
    units = logics(data)
    if not units:
        return None
    rows = []
    for gap in (*GAPS, NOT_CARRIED):
        for unit in units:
            for node in unit.logic.nodes[gap.table]:
                if gap in node.gaps:
                    record = vars(unit.rows[gap.table][node.index])
                    rows.append({**record, "id": node.id, "text": node.text, "gap": gap.mark})
    columns = {"gap": ("Lucka", ""), "id": ("ID", "@"), "text": ("Text", "")}
    return listed(
        "Luckor i programlogiken",
        "Det som inte leder någonstans eller inte stöds av något, slag för slag.",
        columns,
        rows,
        {"id": ()},
    )


@section(Theme.LOGIC)
def mediators(data: Consolidated) -> Section | None:
    """What carries the results further."""
    if Mediators not in data.parts() or not len(data.stack(Mediators)):
        return None
    results = {(row["unit_id"], row["result_id"]): row["text"] for row in data.stack(Results).records()}
    rows = [
        {**row, "result": results.get((row["unit_id"], row["result_id"]))} for row in data.stack(Mediators).records()
    ]
    columns = {
        "result_id": ("Resultat-ID", "@"),
        "result": ("Resultat", ""),
        "kind": ("Slag", ""),
        "text": ("Vad", ""),
        "actor": ("Aktör", ""),
        "decided_on": ("Beslutsdatum", DAY),
        "registry_no": ("Diarienummer", "@"),
        "status": ("Status", ""),
    }
    intro = "Vad som gör att resultaten består: beslut, rutiner och aktörer."
    return listed("Förmedlande instanser", intro, columns, rows, {"result": ()})


@picture("Programlogik")
def pictures(data: Consolidated) -> Iterator[Picture]:
    """A picture of each unit's programme logic."""
    for unit in logics(data):
        lanes = [
            Lane(
                header,
                assessment(unit.logic, gaps_of),
                [
                    Box(node.id, node.text, node.names, [gap.mark for gap in node.gaps], node.struck)
                    for node in unit.logic.nodes[key]
                ],
            )
            for key, (header, gaps_of) in LANES.items()
        ]
        title = f"Programlogik {data.period}: {unit.unit}, {unit.municipality}"
        yield Picture(f"programlogik_{unit.unit_id}", drawn(title, lanes), title)
