"""What the consolidated report says about the units' assessments. Never an individual mark."""

from collections.abc import Iterable, Mapping
from typing import Any

from jamxl.consolidation import Consolidated
from jamxl.present import (
    COUNT,
    DAY,
    DECIMAL,
    Chart,
    Derived,
    Figures,
    Group,
    Known,
    Section,
    Single,
    Stat,
    Sum,
    Theme,
    by_unit,
    listed,
    of_both,
    ratio,
    section,
)  # fmt: skip
from jamxl.standard.uppfoljningsbok import Joint, MeasureTotals, Occasion, Parameter, Questions, Raise, Years
from jamxl.standard.uppfoljningsbok.guide import AREAS, Differs

STEP = "+0.0;-0.0;0.0"


def parameters(rows: Iterable[Mapping[str, Any]]) -> list[Group]:
    """A group for each row of a parameter in a unit."""
    return [
        Group(
            (row["municipality"], row["unit"], f"{row['nr']} {row['name']}"),
            {"unit_id": row["unit_id"], "nr": row["nr"]},
        )
        for row in rows
    ]


@section(Theme.FOLLOW_UP)
def assessments(data: Consolidated) -> Section | None:
    """Every unit's figures for every parameter it followed up."""
    if Joint not in data.parts():
        return None
    rows = [row for row in data.stack(Joint).records() if row["n"] or row["joint"] is not None]
    groups = parameters(rows)
    return Section(
        "Bedömning per enhet",
        "Hur deltagarna bedömde, och vad de enades om. Med få svar visas inte de siffror som skulle röja dem.",
        Figures(
            ("Kommun", "Enhet", "Parameter"),
            groups,
            [
                Single("Svar", COUNT, Joint, "n"),
                Single("Medel", DECIMAL, Joint, "mean"),
                Single("Median", DECIMAL, Joint, "middle"),
                Single("Lägsta", DECIMAL, Joint, "low"),
                Single("Högsta", DECIMAL, Joint, "high"),
                Single("Spridning", DECIMAL, Joint, "spread"),
                Single("Standardavvikelse", "0.00", Joint, "deviation"),
                Single("Gemensamt värde", DECIMAL, Joint, "joint"),
                Single("Föregående", DECIMAL, Joint, "previous"),
                Single("Förändring", STEP, Joint, "change"),
            ],
            total="",
            basis=(Joint, "joint", ("parameter", "parametrar")),
        ),
        charts=(
            Chart(
                "profile",
                "Gemensamt värde, spridning och föregående värde",
                ("Gemensamt värde", "Lägsta", "Högsta", "Föregående"),
                unit="värde på skalan",
                labels=(1, 2),
            ),
        ),
    )


@section(Theme.FOLLOW_UP)
def profile(data: Consolidated) -> Section | None:
    """The units' joint values side by side, parameter by parameter; only where all use one scale."""
    if Joint not in data.parts() or len(scales(data)) != 1:
        return None
    low, high = scales(data).pop()
    return Section(
        "Bedömning samlad",
        f"Enheternas gemensamma värden sammanställda, parameter för parameter. Skala {low:g} till {high:g}.",
        Figures(
            ("Parameter",),
            [Group((f"{p.nr} {p.value}",), {"nr": p.nr}) for p in Parameter],
            [
                Known("Enheter", COUNT, Joint, "joint"),
                Stat("Medel", DECIMAL, Joint, "joint"),
                Stat("Median", DECIMAL, Joint, "joint", function="MEDIAN"),
                Stat("Lägsta", DECIMAL, Joint, "joint", function="MIN"),
                Stat("Högsta", DECIMAL, Joint, "joint", function="MAX"),
                Stat("Standardavvikelse", "0.00", Joint, "joint", function="STDEVP", least=3),
                Known("Med föregående", COUNT, Joint, "change"),
                Stat("Förändring, medel", STEP, Joint, "change"),
            ],
            total="",
            basis=(Joint, "joint", ("parameter", "parametrar")),
            followed="Medel",
        ),
        charts=(
            Chart(
                "profile",
                "Enheternas gemensamma värden: medel, lägsta och högsta",
                ("Medel", "Lägsta", "Högsta"),
                unit=f"värde på skalan {low:g} till {high:g}",
                limits=(low, high),
            ),
        ),
    )


def scales(data: Consolidated) -> set[tuple[float, float]]:
    """The scales in use, (lowest, highest): values on different scales must not be put together."""
    columns = data.stack(Occasion).columns
    pairs = zip(columns["scale_low"], columns["scale_high"], strict=True)
    return {(low, high) for low, high in pairs if low is not None and high is not None}


@section(Theme.FOLLOW_UP)
def measures(data: Consolidated) -> Section | None:
    """What the units have promised to do to raise or keep their values."""
    if Raise not in data.parts():
        return None
    columns = {key: (column.header, DAY if column.format == DAY else "") for key, column in Raise.columns.items()}
    return listed(
        "Höja värdet",
        "Vad enheterna ska göra för att höja eller behålla värdet.",
        columns,
        data.stack(Raise).records(),
    )


@section(Theme.FOLLOW_UP)
def occasions(data: Consolidated) -> Section | None:
    """How many women and men took part, and when."""
    if Occasion not in data.parts():
        return None
    women, men = "Deltagare K", "Deltagare M"
    groups = [
        Group((row["municipality"], row["unit"], str(row["held_on"] or "")), {"unit_id": row["unit_id"]})
        for row in data.stack(Occasion).records()
    ]
    both = f"N({{{women}}})+N({{{men}}})"
    return Section(
        "Bedömningstillfällen",
        "När enheterna träffades, och hur många kvinnor och män som bedömde.",
        Figures(
            ("Kommun", "Enhet", "Datum"),
            groups,
            [
                Sum(women, COUNT, Occasion, "part_k"),
                Sum(men, COUNT, Occasion, "part_m"),
                Derived("Deltagare totalt", COUNT, both, lambda k, m: (k or 0) + (m or 0), (women, men)),
                of_both("Andel kvinnor", women, men),
                Known("Fristående samtalsledare", COUNT, Occasion, "independent", (("independent", "Ja"),)),
            ],
            basis=(Occasion, "part_k", ("tillfälle", "tillfällen")),
            headline={"Deltagare totalt": "Deltagare i bedömningar"},
        ),
    )


@section(Theme.FOLLOW_UP)
def over_the_years(data: Consolidated) -> Section | None:
    """Every unit's joint values, oldest first."""
    if Years not in data.parts():
        return None
    keys = ("fourth", "third", "second", "last", "now")
    rows = [row for row in data.stack(Years).records() if any(row[key] is not None for key in keys)]
    groups = parameters(rows)
    return Section(
        "Värden över åren",
        "Enheternas gemensamma värden vid de senaste tillfällena, äldst först.",
        Figures(
            ("Kommun", "Enhet", "Parameter"),
            groups,
            [
                *(Single(Years.columns[key].header, DECIMAL, Years, key) for key in keys),
                Single("Sedan första värdet", STEP, Years, "change"),
            ],
            total="",
            basis=(Years, "now", ("parameter", "parametrar")),
        ),
    )


@section(Theme.FOLLOW_UP)
def where_persons_disagree(data: Consolidated) -> Section | None:
    """The parameters that the participants of a unit marked most differently, first."""
    if Joint not in data.parts():
        return None
    rows = [row for row in data.stack(Joint).records() if row["spread"] is not None]
    rows.sort(key=lambda row: (-row["spread"], row["unit"], row["rank"]))
    groups = parameters(rows)
    return Section(
        "Oenighet inom enheter",
        "Där deltagarna bedömde mest olika, störst spridning först. Vem som markerade vad framgår aldrig.",
        Figures(
            ("Kommun", "Enhet", "Parameter"),
            groups,
            [
                Single("Svar", COUNT, Joint, "n"),
                Single("Spridning", DECIMAL, Joint, "spread"),
                Single("Plats i enheten", COUNT, Joint, "rank"),
                Single("Gemensamt värde", DECIMAL, Joint, "joint"),
            ],
            total="",
            basis=(Joint, "spread", ("parameter", "parametrar")),
            because=("Spridning",),
        ),
        unranked="Hur olika deltagarna bedömde. Vem som markerade vad framgår aldrig.",
    )


@section(Theme.FOLLOW_UP)
def where_units_disagree(data: Consolidated) -> Section | None:
    """The parameters whose joint values differ most between units, first; only where all use one scale."""
    if Joint not in data.parts() or len(scales(data)) != 1:
        return None
    values: dict[str, list[float]] = {}
    for row in data.stack(Joint).records():
        if row["joint"] is not None:
            values.setdefault(row["nr"], []).append(row["joint"])
    order = sorted(Parameter, key=lambda p: (-apart(values.get(p.nr, [])), p.nr))
    low, high = "Lägsta", "Högsta"
    return Section(
        "Oenighet mellan enheter",
        "Hur långt isär enheternas gemensamma värden är, störst skillnad först.",
        Figures(
            ("Parameter",),
            [Group((p.heading,), {"nr": p.nr}) for p in order],
            [
                Known("Enheter", COUNT, Joint, "joint"),
                Stat(low, DECIMAL, Joint, "joint", function="MIN", least=2),
                Stat(high, DECIMAL, Joint, "joint", function="MAX", least=2),
                Derived(
                    "Skillnad",
                    DECIMAL,
                    f'IF({{{low}}}="","",{{{high}}}-{{{low}}})',
                    lambda least, most: None if least is None else most - least,
                    (low, high),
                ),
            ],
            total="",
            basis=(Joint, "joint", ("parameter", "parametrar")),
        ),
    )


def apart(values: list[float]) -> float:
    """From the lowest to the highest."""
    return max(values) - min(values) if values else 0.0


@section(Theme.FOLLOW_UP)
def promises(data: Consolidated) -> Section | None:
    """What came of the measures that the units promised last year."""
    if MeasureTotals not in data.parts():
        return None
    return Section(
        "Förra årets åtgärder",
        "Vad som blev av åtgärderna från förra året, antal.",
        Figures(
            ("Kommun", "Enhet"),
            by_unit(data, MeasureTotals),
            [
                Sum("Åtgärder", COUNT, MeasureTotals, "promised"),
                Sum("Gjorda", COUNT, MeasureTotals, "done"),
                Sum("Delvis gjorda", COUNT, MeasureTotals, "partly"),
                Sum("Inte gjorda", COUNT, MeasureTotals, "not_done"),
                Sum("Utan svar", COUNT, MeasureTotals, "unanswered"),
                ratio("Andel gjorda", "Gjorda", "Åtgärder"),
            ],
            basis=(MeasureTotals, "promised", ("enhet", "enheter")),
            headline={"Åtgärder": "Förra årets åtgärder", "Gjorda": "Förra årets åtgärder som är gjorda"},
        ),
        charts=(
            Chart(
                "stacked",
                "Förra årets åtgärder",
                ("Gjorda", "Delvis gjorda", "Inte gjorda", "Utan svar"),
                unit="antal åtgärder",
            ),
        ),
    )


@section(Theme.FOLLOW_UP)
def guide(data: Consolidated) -> Section | None:
    """How far the conversations went, and where they found that women and men differ."""
    if Questions not in data.parts():
        return None

    def differing(header: str, answer: Differs) -> Known:
        return Known(header, COUNT, Questions, "differs", (("differs", answer),))

    return Section(
        "Samtalen",
        "Besvarade frågor i frågeguiden, och hur ofta svaret skiljer mellan kvinnor och män, antal.",
        Figures(
            ("Område",),
            [Group((area,), {"area": area}) for area in AREAS],
            [
                Known("Besvarade frågor", COUNT, Questions, "answer"),
                differing("Skiljer mellan könen", Differs.YES),
                differing("Skiljer inte", Differs.NO),
                differing("Vet ej", Differs.UNKNOWN),
            ],
            basis=(Questions, "answer", ("fråga", "frågor")),
        ),
    )


@section(Theme.FOLLOW_UP)
def found_differences(data: Consolidated) -> Section | None:
    """The differences between women and men that the units have put into words."""
    if Questions not in data.parts():
        return None
    columns = {"area": ("Område", ""), "question": ("Fråga", ""), "how": ("Hur det skiljer", "")}
    rows = [row for row in data.stack(Questions).records() if row["differs"] == Differs.YES]
    return listed(
        "Skillnader i samtalen", "Där enheterna säger att svaret är olika för kvinnor och män.", columns, rows
    )
