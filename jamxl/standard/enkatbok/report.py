"""What the consolidated report says about the units' surveys. No share of a group that is too small for one."""

from collections.abc import Mapping
from typing import Any

from jamxl.columns import Column, plain
from jamxl.consolidation import Consolidated
from jamxl.present import (
    COUNT,
    DAY,
    SHARE,
    Chart,
    Figures,
    Group,
    Known,
    Section,
    Single,
    Sum,
    Theme,
    by_sex,
    by_unit,
    listed,
    of_both,
    ratio,
    section,
)  # fmt: skip
from jamxl.sheets import Table
from jamxl.standard.enkatbok.comparisons import Comparisons
from jamxl.standard.enkatbok.goals import CANNOT, NOT_REACHED, REACHED, SurveyGoals
from jamxl.standard.enkatbok.improvements import Sorted, SurveyImprovements
from jamxl.standard.enkatbok.questions import AnswerScale, Questions
from jamxl.standard.enkatbok.surveys import Surveys

COMPARED = "Svar där utskick är känt"
WOMEN, MEN = "Svar K", "Svar M"


@section(Theme.SURVEYS)
def surveys(data: Consolidated) -> Section | None:
    """Who was asked and who answered."""
    if Surveys not in data.parts():
        return None
    groups = [
        Group(
            (row["municipality"], row["unit"], row["name"] or "", row["caution"] or ""),
            {"unit_id": row["unit_id"], "survey_id": row["survey_id"] or ""},
        )
        for row in data.stack(Surveys).records()
    ]
    return Section(
        "Enkäter och svar",
        "Hur många kvinnor och män som fick enkäterna och svarade. Svarsfrekvensen gäller enkäter med känt utskick.",
        Figures(
            ("Kommun", "Enhet", "Enkät", "Läs försiktigt"),
            groups,
            [
                Sum("Utskick K", COUNT, Surveys, "sent_k"),
                Sum("Utskick M", COUNT, Surveys, "sent_m"),
                Sum("Utskick totalt", COUNT, Surveys, "sent_t"),
                Sum(WOMEN, COUNT, Surveys, "ans_k"),
                Sum(MEN, COUNT, Surveys, "ans_m"),
                Sum("Svar okänt", COUNT, Surveys, "ans_u"),
                Sum("Svar totalt", COUNT, Surveys, "ans_t"),
                of_both("Andel kvinnor", WOMEN, MEN),
                # Like against like: a survey that says only one of the two is in neither.
                Sum(COMPARED, COUNT, Surveys, "ans_t", (("sent_t", "<>"),)),
                Sum("Utskick där svar är känt", COUNT, Surveys, "sent_t", (("ans_t", "<>"),)),
                ratio("Svarsfrekvens", COMPARED, "Utskick där svar är känt"),
            ],
            basis=(Surveys, "ans_t", ("enkät", "enkäter")),
            headline={"Svar totalt": "Svar på enkäter", "Svarsfrekvens": "Svarsfrekvens, där utskick är känt"},
        ),
        charts=(Chart("shares", "Svarsfrekvens", ("Svarsfrekvens",), labels=(1, 2), unit="procent av utskicken"),),
    )


@section(Theme.SURVEYS)
def results(data: Consolidated) -> Section | None:
    """The share of women, of men and of all that agrees, question by question."""
    if Questions not in data.parts():
        return None
    rows = [
        row for row in data.stack(Questions).records() if row["n_t"] is not None and row["scale"] != AnswerScale.MANY
    ]
    groups = [
        Group(
            (
                row["municipality"],
                row["unit"],
                row["text"] or "",
                row["measure"] or "",
                row["caution"] or "",
            ),
            {"unit_id": row["unit_id"], "question_id": row["question_id"] or ""},
        )
        for row in rows
    ]
    return Section(
        "Enkätresultat",
        "Andel av alla som svarade på frågan: av kvinnorna, av männen och totalt. Med för få svar visas ingen andel.",
        Figures(
            ("Kommun", "Enhet", "Fråga", "Redovisad andel", "Läs försiktigt"),
            groups,
            [
                Single(WOMEN, COUNT, Questions, "n_k"),
                Single(MEN, COUNT, Questions, "n_m"),
                Single("Svar totalt", COUNT, Questions, "n_t"),
                Single("Andel K", SHARE, Questions, "share_k"),
                Single("Andel M", SHARE, Questions, "share_m"),
                Single("Andel totalt", SHARE, Questions, "share_t"),
            ],
            total="",
            basis=(Questions, "share_t", ("fråga", "frågor")),
        ),
        charts=(
            by_sex(
                "shares",
                "Kvinnors och mäns svar",
                ("Andel K", "Andel M"),
                labels=(1, 2),
                unit="procent av kvinnornas och av männens svar",
            ),
        ),
    )


@section(Theme.SURVEYS)
def changes(data: Consolidated) -> Section | None:
    """The same question asked twice: number of answers both times, and the change in percentage points."""
    if Comparisons not in data.parts():
        return None
    columns = {"text_now": ("Fråga", ""), **shown(Comparisons, "group", "same", "earlier_n", "n_now")}
    columns |= shown(Comparisons, "earlier_share", "share_now", "change")
    return listed(
        "Enkäter, förändring",
        "Frågor som har ställts förut. Förändringen är i procentenheter, och finns bara där lydelse och skala är lika.",
        columns,
        [{**row, "same": plain(row["same"])} for row in data.stack(Comparisons).records()],
    )


@section(Theme.SURVEYS)
def goals(data: Consolidated) -> Section | None:
    """How many goals were reached, how many not, and how many nobody can tell."""
    if SurveyGoals not in data.parts():
        return None

    def count(header: str, *where: tuple[str, str]) -> Known:
        return Known(header, COUNT, SurveyGoals, "target_id", where)

    return Section(
        "Enkätmål",
        "Mål som följs med enkäter, antal efter utfall. Lika med målet räknas som uppnått.",
        Figures(
            ("Kommun", "Enhet"),
            by_unit(data, SurveyGoals),
            [
                count("Mål"),
                count("Uppnådda", ("status", REACHED)),
                count("Ej uppnådda", ("status", NOT_REACHED)),
                count("Kan inte mätas", ("status", CANNOT)),
                count("Ännu inte mätta", ("status", "")),
                count("Indirekta mått", ("proxy", "Ja")),
                ratio("Andel uppnådda", "Uppnådda", "Mål"),
            ],
            basis=(SurveyGoals, "share_t", ("mål", "mål")),
            headline={"Mål": "Mål som följs med enkäter", "Uppnådda": "Uppnådda enkätmål"},
        ),
        charts=(
            Chart(
                "stacked",
                "Enkätmål efter utfall",
                ("Uppnådda", "Ej uppnådda", "Kan inte mätas", "Ännu inte mätta"),
                unit="antal mål",
                palette="either",
            ),
        ),
    )


@section(Theme.SURVEYS)
def each_goal(data: Consolidated) -> Section | None:
    """Every goal with its outcome, and why it cannot be measured."""
    if SurveyGoals not in data.parts():
        return None
    texts = by_id(data, Questions, "question_id", "text")
    rows = [
        {**row, "text": texts.get((row["unit_id"], folded(row["question_id"])), ""), "proxy": plain(row["proxy"])}
        for row in data.stack(SurveyGoals).records()
    ]
    keys = ("target", "n_t", "share_k", "share_m", "share_t", "deviation", "status", "reason", "proxy")
    return listed(
        "Enkätmål, utfall",
        "Varje mål med utfall. Ett indirekt mått säger något närliggande, inte om målet självt är nått.",
        {"text": ("Fråga", ""), **shown(SurveyGoals, *keys)},
        rows,
    )


@section(Theme.SURVEYS)
def improvements(data: Consolidated) -> Section | None:
    """What the answers have led to, by what can be done now."""
    if SurveyImprovements not in data.parts():
        return None
    order = {name: at for at, name in enumerate(Sorted)}
    rows = sorted(data.stack(SurveyImprovements).records(), key=lambda row: order.get(row["sorting"], len(order)))
    return listed(
        "Förbättringsförslag",
        "Vad svaren leder till: först det som kan göras nu.",
        shown(
            SurveyImprovements, "proposal_id", "sorting", "proposal", "measure", "owner", "due", "done", "activity_no"
        ),
        rows,
    )


def shown(part: type[Table], *keys: str) -> dict[str, tuple[str, str]]:
    """Columns for a listing, with the headings and the formats that they have in the book."""

    def format_of(column: Column) -> str:
        return column.format if column.format == DAY or column.align == "right" else ""

    return {key: (part.columns[key].header, format_of(part.columns[key])) for key in keys}


def folded(identity: Any) -> str:
    return str(identity or "").casefold()


def by_id(data: Consolidated, part: type[Table], key: str, wanted: str) -> Mapping[tuple[str, str], str]:
    """A column of another table by unit and ID."""
    if part not in data.parts():
        return {}
    return {(row["unit_id"], folded(row[key])): row[wanted] or "" for row in data.stack(part).records()}
