"""Effekter, Resultat, Resurser and Förmedlande instanser: the programme logic, with its links written as IDs."""

from collections.abc import Callable
from datetime import date
from enum import StrEnum

from jamxl import columns as col
from jamxl.sheets import BookData, Follow, Table, rule
from jamxl.standard.projektbok.links import (
    NO_ACTIVITY,
    NO_EFFECT,
    NOT_CARRIED,
    STRUCK,
    UNSUPPORTED,
    activities_by_result,
    logic,
    results_by_effect,
    supporters,
)


class Achieved(StrEnum):
    YES = "Ja"
    PARTLY = "Delvis"
    NO = "Nej"


class ResourceType(StrEnum):
    TIME = "Tid"
    MONEY = "Pengar"
    COMPETENCE = "Kompetens"
    PREMISES = "Lokal"
    OTHER = "Annat"


class MediatorType(StrEnum):
    DECISION = "Beslut"
    PLAN = "Plan eller budget"
    STEERING = "Styrdokument"
    ROUTINE = "Rutin"
    TRAINING = "Utbildning"
    NETWORK = "Nätverk"
    MISSION = "Uppdrag"
    OTHER = "Annat"


class MediatorStatus(StrEnum):
    PLANNED = "Planerad"
    DECIDED = "Beslutad"
    IN_USE = "I bruk"
    REJECTED = "Avslagen"


# Years until an effect can be seen, as the follow-up guide has it.
SOONEST, LATEST = 3, 5


def commas(cell: str) -> str:
    """Excel: the IDs of a cell with a comma on both sides of each."""
    for sign in ('" och "', "CHAR(10)", '";"'):
        cell = f'SUBSTITUTE({cell},{sign},",")'
    return f'","&SUBSTITUTE({cell}," ","")&","'


def names(cell: str, own: str) -> str:
    """Excel: a cell of IDs names this one."""
    return f'ISNUMBER(SEARCH(","&{own}&",",{commas(cell)}))'


def unresourced(at: Callable[[str], str]) -> str:
    """Excel: an activity has no hours, no resource names it, and its post has no kronor. `at`: its cell by key."""
    return (
        f'ISNUMBER({at("plan_hours")}),N({at("plan_hours")})=0,{at("activity_no")}<>"",'
        "N({logic_totals.no_resource})>0,"
        f"SUMIFS({{budget.plan_sek}},{{budget.post_id}},{at('budget_id')})=0,"
        f"SUMPRODUCT(--{names('{resources.activity_ids}', at('activity_no'))})=0"
    )


def uncarried(at: Callable[[str], str]) -> str:
    """Excel: a result is achieved, and no mediating instance carries it further. `at`: its cell by key."""
    return (
        f'{at("result_id")}<>"",{at("achieved")}="Ja",COUNTIF({{mediators.result_id}},{at("result_id")})=0,'
        "SUMPRODUCT((LEN({mediators.mediator_id})>0)*(COUNTIF({results.result_id},{mediators.result_id})=0))=0"
    )


# Excel: the activities that have not been struck.
LIVE = "(LEN({activities.activity_no})>0)*" + "*".join(f'({{activities.status}}<>"{status}")' for status in STRUCK)


class Effects(Table, sheet="Effekter", key="effects", new_in="1.1", capacity=20):
    """Vad arbetet ska leda till på längre sikt, om tre till fem år. Börja här och arbeta bakåt mot resurserna.

    Förväntade effekter är förändringar för kvinnor och män som använder verksamheten eller bor i kommunen.
    """

    follow = Follow(names="text")

    effect_id: str = col.identity("Effekt-ID", "E")
    text: str = col.text("Effekt", width=60, prompt="T.ex. Verksamheten svarar mot kvinnors och mäns behov.")
    horizon: float | None = col.whole(
        "Sikt, år", unit="år", required=False, prompt="Om hur många år effekten väntas, oftast 3–5."
    )
    goal_id: str | None = col.reference(
        "Mål", "goals.goal_id", required=False, prompt="Målet som effekten hör till, på bladet Mål."
    )
    result_count: float | None = col.computed(
        col.whole("Antal resultat", prompt="Så många resultat leder hit."),
        f'IF({{effect_id}}="","",SUMPRODUCT((LEN({{results.result_id}})>0)*'
        f"{names('{results.effect_ids}', '{effect_id}')}))",
        lambda row, book: supporters(row.known("effect_id"), book.once(results_by_effect)),
    )
    remark: str | None = col.text("Anmärkning", required=False)

    @rule(
        "P07",
        at="horizon",
        short="Sikten är inte tre till fem år",
        says="Effekten väntas om {horizon} år. Effekter på lång sikt brukar synas efter 3–5 år.",
        fix="Är det något som nås tidigare: för in det som resultat. Stämmer sikten behöver inget ändras.",
        severity="note",
        excel=f"AND(ISNUMBER({{horizon}}),OR({{horizon}}<{SOONEST},{{horizon}}>{LATEST}))",
    )
    def within_horizon(self) -> bool:
        return self.horizon is None or SOONEST <= self.horizon <= LATEST

    @rule(
        "P04",
        at="effect_id",
        short="Inget resultat leder till effekten",
        says="Inget resultat leder till effekten {effect_id}.",
        fix="Skriv effektens ID vid de resultat som leder dit, på bladet Resultat, eller lägg till ett resultat.",
        severity="warning",
        excel="AND(ISNUMBER({result_count}),N({result_count})=0,N({logic_totals.unsupported})>0)",
    )
    def is_supported(self, book: BookData) -> bool:
        return not book.once(logic).has(UNSUPPORTED, self)


class Results(Table, sheet="Resultat", key="results", new_in="1.1"):
    """Vad som ska vara uppnått inom året, och vilka effekter det leder till.

    Ett resultat är något som går att se när aktiviteterna är gjorda. Vilka aktiviteter som leder till det skrivs på
    bladet Aktiviteter, i kolumnen Bidrar till resultat.
    """

    follow = Follow(names="text", steers=("achieved",))

    result_id: str = col.identity("Resultat-ID", "RE")
    text: str = col.text("Resultat", width=60, prompt="T.ex. All individbaserad statistik är könsuppdelad.")
    year: float | None = col.whole(
        "År", required=False, format="0", prompt="Året då resultatet ska vara uppnått, t.ex. 2010."
    )
    effect_ids: str | None = col.reference(
        "Leder till effekter", "effects.effect_id", many=True, required=False, width=18, prompt="T.ex. E-01, E-03."
    )
    achieved: str | None = col.choice("Uppnått", Achieved, required=False)
    activity_count: float | None = col.computed(
        col.whole("Antal aktiviteter", prompt="Så många aktiviteter bidrar; inte inställda och sådana som utgår."),
        f'IF({{result_id}}="","",SUMPRODUCT({LIVE}*{names("{activities.result_ids}", "{result_id}")}))',
        lambda row, book: supporters(row.known("result_id"), book.once(activities_by_result)),
    )
    remark: str | None = col.text("Anmärkning", required=False)

    @rule(
        "P02",
        at="result_id",
        short="Ingen aktivitet bidrar till resultatet",
        says="Ingen aktivitet bidrar till resultatet {result_id}.",
        fix="Skriv resultatets ID vid de aktiviteter som bidrar, på bladet Aktiviteter, eller planera en aktivitet.",
        severity="warning",
        excel="AND(ISNUMBER({activity_count}),N({activity_count})=0,N({logic_totals.no_activity})>0)",
    )
    def has_activity(self, book: BookData) -> bool:
        return not book.once(logic).has(NO_ACTIVITY, self)

    @rule(
        "P03",
        at="effect_ids",
        short="Resultatet leder inte till någon effekt",
        says="Resultatet {result_id} leder inte till någon effekt.",
        fix="Skriv vilka effekter resultatet leder till.",
        severity="warning",
        excel='AND({result_id}<>"",{effect_ids}="",COUNTA({effects.effect_id})>0)',
    )
    def has_effect(self, book: BookData) -> bool:
        return not book.once(logic).has(NO_EFFECT, self)

    @rule(
        "P06",
        at="achieved",
        short="Uppnått resultat utan förmedlande instans",
        says="Resultatet {result_id} är uppnått, men inget på bladet Förmedlande instanser för det vidare.",
        fix="Skriv vilket beslut, vilken rutin eller vem som gör att resultatet består.",
        severity="warning",
        excel=f"AND({uncarried(lambda key: f'{{{key}}}')})",
    )
    def is_carried(self, book: BookData) -> bool:
        """Asked even when the other sheet is empty: that somebody takes over is what an achieved result needs."""
        return not book.once(logic).has(NOT_CARRIED, self)


class Resources(Table, sheet="Resurser", key="resources", new_in="1.1"):
    """Vad som är avsatt för aktiviteterna: tid, pengar, kompetens och lokaler."""

    follow = Follow(names="text")

    resource_id: str = col.identity("Resurs-ID", "RS")
    text: str = col.text("Resurs", width=50, prompt="T.ex. Jämställdhetsstrateg och en konsult.")
    kind: str | None = col.choice("Slag", ResourceType, required=False)
    amount: float | None = col.number("Mängd", required=False, at_least=0, prompt="Hur mycket, om det går att ange.")
    amount_unit: str | None = col.text(
        "Enhet för mängden", required=False, width=16, prompt="T.ex. timmar, kronor, personer."
    )
    activity_ids: str | None = col.reference(
        "Till aktiviteter", "activities.activity_no", many=True, required=False, width=22, prompt="T.ex. A-001, A-004."
    )
    remark: str | None = col.text("Anmärkning", required=False)


class Mediators(Table, sheet="Förmedlande instanser", key="mediators", new_in="1.1"):
    """Vad som gör att ett resultat består: ett beslut, en plan, en rutin, eller någon som tar det vidare."""

    follow = Follow(names="text", steers=("status",))

    mediator_id: str = col.identity("Instans-ID", "FI")
    result_id: str = col.reference("Resultat", "results.result_id")
    kind: str = col.choice("Slag", MediatorType, width=20)
    text: str | None = col.text("Vad", required=False, width=38, prompt="T.ex. Rutinen står i verksamhetsplanen.")
    actor: str | None = col.text("Aktör", required=False, width=20, prompt="Vem som för det vidare. Roll, inte namn.")
    decided_on: date | None = col.day("Beslutsdatum", required=False)
    registry_no: str | None = col.code("Diarienummer", required=False, prompt="T.ex. KS 2010/45.")
    status: str | None = col.choice("Status", MediatorStatus, required=False)
    remark: str | None = col.text("Anmärkning", required=False)
