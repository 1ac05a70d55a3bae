"""What the consolidated report says about recommendations, lessons and documents."""

from jamxl.consolidation import Consolidated
from jamxl.present import (
    COUNT,
    DAY,
    Chart,
    Derived,
    Figures,
    Group,
    Known,
    Section,
    Theme,
    by_unit,
    has_rows,
    listed,
    ratio,
    section,
)
from jamxl.standard.projektbok.documentation import AGREED, DONE, DROPPED, LEFT, Documentation
from jamxl.standard.projektbok.lessons import (
    LessonKind,
    LessonLevel,
    Lessons,
    RecommendationArea,
    Recommendations,
    RecommendationStatus,
)

STATUSES = {
    "Föreslagna": RecommendationStatus.PROPOSED,
    "Antagna": RecommendationStatus.ADOPTED,
    "Genomförda": RecommendationStatus.DONE,
    "Avslagna": RecommendationStatus.REJECTED,
}
UNDECIDED = (RecommendationStatus.PROPOSED, RecommendationStatus.ADOPTED)


@section(Theme.LESSONS)
def recommendations(data: Consolidated) -> Section | None:
    """Recommendations by area and status."""
    if not has_rows(data, Recommendations):
        return None

    def count(header: str, *where: tuple[str, str]) -> Known:
        return Known(header, COUNT, Recommendations, "recommendation_id", where)

    return Section(
        "Rekommendationer per område",
        "Alla enheters rekommendationer efter område och status, antal.",
        Figures(
            ("Område",),
            [Group((area,), {"area": area}) for area in RecommendationArea],
            [count("Rekommendationer"), *(count(header, ("status", status)) for header, status in STATUSES.items())],
        ),
        charts=(
            Chart(
                "stacked",
                "Rekommendationer efter status",
                ("Genomförda", "Antagna", "Avslagna", "Föreslagna"),
                unit="antal",
            ),
        ),
    )


@section(Theme.LESSONS)
def open_recommendations(data: Consolidated) -> Section | None:
    """What is neither done nor turned down."""
    if not has_rows(data, Recommendations):
        return None
    rows = [row for row in data.stack(Recommendations).records() if row["status"] in UNDECIDED]
    columns = {
        "recommendation_id": ("Rekommendations-ID", "@"),
        "area": ("Område", ""),
        "text": ("Rekommendation", ""),
        "addressed_to": ("Riktad till", ""),
        "due": ("Senast", DAY),
        "decision": ("Beslut", ""),
        "status": ("Status", ""),
    }
    return listed("Öppna rekommendationer", "Rekommendationer som varken är genomförda eller avslagna.", columns, rows)


@section(Theme.LESSONS)
def lessons(data: Consolidated) -> Section | None:
    """The lessons, of one kind at a time, from the individual to the system."""
    if not has_rows(data, Lessons):
        return None
    kinds, levels = list(LessonKind), list(LessonLevel)
    rows = data.stack(Lessons).records()
    rows.sort(
        key=lambda row: (
            kinds.index(row["kind"]) if row["kind"] in kinds else len(kinds),
            levels.index(row["level"]) if row["level"] in levels else len(levels),
        )
    )
    columns = {
        "kind": ("Typ", ""),
        "level": ("Nivå", ""),
        "what": ("Vad", ""),
        "why": ("Varför", ""),
        "tip": ("Tips", ""),
        "recipient": ("Mottagare", ""),
    }
    return listed("Lärdomar samlade", "Alla enheters lärdomar, en typ i taget.", columns, rows)


@section(Theme.PROJECTS)
def documentation(data: Consolidated) -> Section | None:
    """How far the checklists have come, in the units that use them."""
    if not has_rows(data, Documentation):
        return None
    using = {row["unit_id"] for row in data.stack(Documentation).records() if row["state"]}
    if not using:
        return None

    def count(header: str, state: str) -> Known:
        return Known(header, COUNT, Documentation, "nr", (("state", state),))

    return Section(
        "Dokumentation per enhet",
        "Dokument i checklistan efter läge, antal, i de enheter som använder den. Det som utgår räknas inte i andelen.",
        Figures(
            ("Kommun", "Enhet"),
            [group for group in by_unit(data) if group.where["unit_id"] in using],
            [
                count(LEFT, LEFT),
                count("Klara, inte avstämda", DONE),
                count("Avstämda", AGREED),
                Derived(
                    "Dokument",
                    COUNT,
                    f"{{{LEFT}}}+{{Klara, inte avstämda}}+{{Avstämda}}",
                    lambda left, done, agreed: left + done + agreed,
                    (LEFT, "Klara, inte avstämda", "Avstämda"),
                ),
                ratio("Andel avstämda", "Avstämda", "Dokument"),
                count(DROPPED, DROPPED),
            ],
        ),
    )
