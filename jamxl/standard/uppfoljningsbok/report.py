"""What the consolidated report says about the units' assessments. Never an individual mark."""

from jamxl.consolidation import Consolidated
from jamxl.present import COUNT, DAY, DECIMAL, Figures, Group, Known, Section, Single, Stat, listed, section
from jamxl.standard.uppfoljningsbok import Joint, Occasion, Parameter, Raise

STEP = "+0.0;-0.0;0.0"


@section(50)
def assessments(data: Consolidated) -> Section | None:
    """Every unit's figures for every parameter it followed up."""
    if Joint not in data.parts():
        return None
    rows = [row for row in data.stack(Joint).records() if row["n"] or row["joint"] is not None]
    groups = [
        Group(
            (row["municipality"], row["unit"], f"{row['nr']} {row['name']}"),
            {"unit_id": row["unit_id"], "nr": row["nr"]},
        )
        for row in rows
    ]
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
    )


@section(51)
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
        ),
    )


def scales(data: Consolidated) -> set[tuple[float, float]]:
    """The scales in use, (lowest, highest): values on different scales must not be put together."""
    columns = data.stack(Occasion).columns
    pairs = zip(columns["scale_low"], columns["scale_high"], strict=True)
    return {(low, high) for low, high in pairs if low is not None and high is not None}


@section(52)
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
