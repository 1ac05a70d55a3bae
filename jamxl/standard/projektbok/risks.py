"""Risker: what may go wrong, how bad it is and who does what about it; and the matrix, a view of the same rows."""

from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from math import prod
from typing import Any

from jamxl import columns as col
from jamxl.sheets import BookData, Broken, Follow, Form, Limited, Table, broken, rule
from jamxl.standard.cover import Cover
from jamxl.swedish import show

# A risk that nobody has looked at for longer than this is not followed up.
FOLLOWED_WITHIN = 90
# So many IDs a cell of the matrix names before it only counts.
NAMED = 4


class RiskKind(StrEnum):
    STAFF = "Personal"
    TIME = "Tid"
    RESOURCE = "Resurs"
    STAKEHOLDER = "Intressent"
    METHOD = "Metod/data"
    EXTERNAL = "Extern"
    SECRECY = "Sekretess"


class RiskStrategy(StrEnum):
    ACCEPT = "Acceptera"
    REDUCE = "Begränsa"
    AVOID = "Undvik"
    TRANSFER = "Överför"


class RiskStatus(StrEnum):
    OPEN = "Öppen"
    OCCURRED = "Inträffad"
    CLOSED = "Stängd"


LOW, MEDIUM, HIGH = "Låg", "Medel", "Hög"
NEW, RISING, SAME, FALLING = "Ny", "Ökar", "Oförändrad", "Minskar"

LIKELY = ("Osannolik", "Mindre trolig", "Möjlig", "Trolig", "Mycket trolig")
GRAVE = ("försumbar", "liten", "kännbar", "stor", "mycket stor")


def level(value: float | None, book: Limited) -> str | None:
    """Low, medium or high, by the project's limits."""
    if value is None:
        return None
    return HIGH if value >= book.limits.risk_high else MEDIUM if value >= book.limits.risk_medium else LOW


def level_excel(value: str) -> str:
    """`level` of a number in Excel."""
    return f'IF({value}>={{limits.risk_high}},"{HIGH}",IF({value}>={{limits.risk_medium}},"{MEDIUM}","{LOW}"))'


def product(row: Any, book: Limited) -> float | None:
    """Probability times consequence; None when either is missing or off the scale."""
    steps = row.known("probability"), row.known("consequence")
    if None in steps or not all(1 <= step <= book.limits.risk_top for step in steps):
        return None
    return float(prod(steps))


def trend(value: float | None, before: float | None) -> str | None:
    """How a risk has moved since last round; new when it was not there."""
    if value is None:
        return None
    if before is None:
        return NEW
    return RISING if value > before else FALLING if value < before else SAME


def step(header: str, words: tuple[str, ...], **more: Any) -> Any:
    """A step of the project's scale, whose ends the prompt puts in words."""
    said = f"Från 1 ({words[0].casefold()}) till skalans högsta ({words[-1].casefold()})."
    return col.whole(header, at_least=1, at_most="risk_totals.top", prompt=said, **more)


class Risks(Table, sheet="Risker", key="risks", new_in="1.1", capacity=30):
    """Vad som kan gå fel, en rad för varje risk: hur troligt, hur illa, och vem som gör vad åt det.

    Hoten på bladet Nuläge är en bra början. Ta alltid med vad som händer om en nyckelperson slutar eller blir sjuk.
    """

    follow = Follow(names="text", closed=(RiskStatus.CLOSED,), steers=("value", "status"))

    risk_id: str = col.identity("Risk-ID", "R")
    text: str = col.text("Risk", width=36, prompt="Vad som kan hända, t.ex. projektledaren slutar.")
    kind: str = col.choice("Typ", RiskKind, width=13)
    cause: str | None = col.text("Orsak", required=False, width=24, prompt="Varför det kan hända.")
    effect: str | None = col.text("Följd", required=False, width=24, prompt="Vad det leder till för projektet.")
    probability: float = step("Sannolikhet", LIKELY, width=12)
    consequence: float = step("Konsekvens", GRAVE, width=12)
    value: float | None = col.computed(
        col.whole("Riskvärde"),
        "IF(AND(ISNUMBER({probability}),ISNUMBER({consequence}),MIN({probability},{consequence})>=1,"
        'MAX({probability},{consequence})<={limits.risk_top}),{probability}*{consequence},"")',
        product,
    )
    level: str | None = col.computed(
        col.text("Nivå", width=9),
        f'IF(ISNUMBER({{value}}),{level_excel("{value}")},"")',
        lambda row, book: level(row.value, book),
    )
    previous_value: float | None = col.whole(
        "Föregående riskvärde", required=False, previous="value", prompt="Förra rundans, om risken fanns då."
    )
    trend: str | None = col.computed(
        col.text("Trend", width=12),
        f'IF(ISNUMBER({{value}}),IF(ISNUMBER({{previous_value}}),IF({{value}}>{{previous_value}},"{RISING}",'
        f'IF({{value}}<{{previous_value}},"{FALLING}","{SAME}")),IF({{previous_value}}="","{NEW}","")),"")',
        lambda row, book: trend(row.value, row.previous_value),
    )
    strategy: str | None = col.choice("Strategi", RiskStrategy, required=False, width=12)
    measure: str | None = col.text(
        "Motåtgärd", required=False, width=32, prompt="Vad som görs, och när. Måste finnas om nivån är Hög."
    )
    activity_no: str | None = col.reference(
        "Aktivitet", "activities.activity_no", required=False, prompt="Om åtgärden är en aktivitet."
    )
    owner: str | None = col.reference(
        "Ansvarig", "roles.person", required=False, width=11, prompt="Person-kod på bladet Roller."
    )
    followed_on: date | None = col.day("Uppföljd", required=False, prompt="Dagen då risken senast gicks igenom.")
    status: str = col.choice("Status", RiskStatus, width=12)
    change_id: str | None = col.reference(
        "Ändring",
        "changes.change_id",
        required=False,
        width=11,
        prompt="Har risken inträffat: Ändrings-ID för raden i Ändringslogg.",
    )
    remark: str | None = col.text("Anmärkning", required=False, width=24)

    @rule(
        "R01",
        at=("measure", "owner"),
        short="Hög risk utan motåtgärd eller ansvarig",
        says="Riskvärdet är {value} (Hög), men motåtgärd och ansvarig är inte båda ifyllda.",
        fix="Skriv vad som görs åt risken och vem som ansvarar. Är den inte längre aktuell: sätt status Stängd.",
        excel=f'AND({{level}}="{HIGH}",{{status}}<>"",{{status}}<>"Stängd",OR({{measure}}="",{{owner}}=""))',
    )
    def high_is_met(self) -> bool:
        met = self.measure is not None and self.owner is not None
        return met or self.status == RiskStatus.CLOSED or self.level != HIGH

    @rule(
        "R01",
        at=("change_id", "status"),
        short="Inträffad risk utan rad i Ändringslogg",
        says="Risken har inträffat, men ingen rad i Ändringslogg är angiven.",
        fix="För in det som hände i Ändringslogg, och skriv radens Ändrings-ID här.",
        severity="warning",
        excel='AND({status}="Inträffad",{change_id}="")',
    )
    def occurred_is_logged(self) -> bool:
        return self.change_id is not None or self.status != RiskStatus.OCCURRED

    @rule(
        "R01",
        at="followed_on",
        short=f"Inte uppföljd på {FOLLOWED_WITHIN} dagar",
        says=f"Risken är öppen och senast uppföljd {{followed_on}}, inte de senaste {FOLLOWED_WITHIN} dagarna.",
        fix="Gå igenom risken och skriv dagen, eller sätt status Stängd.",
        severity="note",
        excel='AND({status}="Öppen",ISNUMBER({cover.as_of}),OR({followed_on}="",ISNUMBER({followed_on})),'
        f"N({{cover.as_of}})-N({{followed_on}})>{FOLLOWED_WITHIN})",
    )
    def followed_up(self, book: BookData) -> bool:
        as_of, followed = book.form(Cover).as_of, self.followed_on
        recent = followed is not None and (as_of - followed).days <= FOLLOWED_WITHIN
        return recent or self.status != RiskStatus.OPEN


def count_where(key: str, wanted: str) -> Any:
    """How many risks have a word in a column."""
    return f'COUNTIF({{risks.{key}}},"{wanted}")', lambda row, book: float(book.values(Risks, key).count(wanted))


def kinds_known(book: BookData) -> bool:
    """Every risk says of which kind it is."""
    return all(row.known("kind") in set(RiskKind) for row in book.rows(Risks) if row.known("risk_id"))


class RiskTotals(Form, sheet="Risker", key="risk_totals", new_in="1.1", strip=True, generated=True):
    """Läget och skalan för bladet Risker."""

    count: float = col.computed(
        col.whole("Antal risker"),
        "COUNTA({risks.risk_id})",
        lambda row, book: float(len(book.values(Risks, "risk_id"))),
    )
    top: float = col.computed(
        col.whole("Skalans högsta", prompt="Projektets skala går från 1 hit."),
        "{limits.risk_top}",
        lambda row, book: float(book.limits.risk_top),
    )
    medium: float = col.computed(
        col.whole("Medel från", prompt="Från det här riskvärdet är nivån Medel."),
        "{limits.risk_medium}",
        lambda row, book: float(book.limits.risk_medium),
    )
    high: float = col.computed(
        col.whole("Hög från", prompt="Från det här riskvärdet är nivån Hög."),
        "{limits.risk_high}",
        lambda row, book: float(book.limits.risk_high),
    )
    high_count: float = col.computed(col.whole("Höga"), *count_where("level", HIGH))
    occurred: float = col.computed(col.whole("Inträffade"), *count_where("status", RiskStatus.OCCURRED))
    staff: float = col.computed(col.whole("Personalrisker"), *count_where("kind", RiskKind.STAFF))

    @rule(
        "R02",
        at=("staff", "count"),
        short="Ingen risk gäller personalen",
        says="Ingen av riskerna ({count}) är av typen Personal.",
        fix="Pröva vad som händer om en nyckelperson slutar eller blir sjuk, och för in det som en risk.",
        severity="note",
        excel='AND({count}>0,{staff}=0,SUMPRODUCT(({risks.risk_id}<>"")*(COUNTIF(lista_risk_kind,{risks.kind})=0))=0)',
    )
    def staff_is_thought_of(self, book: BookData) -> bool | Broken:
        thought_of = bool(self.staff) or not self.count or not kinds_known(book)
        return thought_of or broken(count=show(self.count))


# --- the matrix --------------------------------------------------------------------------------------------------


def cell_of(consequence: int) -> Any:
    """The matrix's column of one consequence: risk value, level and IDs of the risks that are not closed."""
    likely = "VALUE(LEFT({likely},1))"
    here = (
        f"({{risks.probability}}={likely})*({{risks.consequence}}={consequence})"
        '*({risks.status}<>"Stängd")*({risks.risk_id}<>"")'
    )
    count = f"SUMPRODUCT({here})"
    line = "(ROW({risks.risk_id})-ROW(INDEX({risks.risk_id},1))+1)"
    names = "".join(
        f'&IF({count}<{nth},"","{", " if nth > 1 else ": "}"&'
        f"INDEX({{risks.risk_id}},SUMPRODUCT(SMALL({line}+(1-{here})*1000000,{nth}))))"
        for nth in range(1, NAMED + 1)
    )
    more = f'&IF({count}>{NAMED}," och "&({count}-{NAMED})&" till","")'
    value = f"{likely}*{consequence}"
    inside = f"AND({likely}<={{limits.risk_top}},{consequence}<={{limits.risk_top}})"
    return col.computed(
        col.text(f"Konsekvens {consequence} {GRAVE[consequence - 1]}", width=25),
        f'IF({inside},({value})&" "&{level_excel(value)}{names}{more},"")',
        shown_in(consequence),
    )


def shown_in(consequence: int) -> Callable[[Any, BookData], str]:
    """The same by Python."""

    def show_cell(row: Any, book: BookData) -> str:
        likely = int(row.likely[0])
        if max(likely, consequence) > book.limits.risk_top:
            return ""
        ids = in_matrix(book).get((likely, consequence), [])
        more = f" och {len(ids) - NAMED} till" if len(ids) > NAMED else ""
        named = f": {', '.join(ids[:NAMED])}{more}" if ids else ""
        return f"{likely * consequence} {level(likely * consequence, book)}{named}"

    return show_cell


def in_matrix(book: BookData) -> Mapping[tuple[float, float], list[str]]:
    """The IDs of the risks that are not closed, by probability and consequence."""
    found: dict[tuple[float, float], list[str]] = {}
    for row in book.rows(Risks):
        at, risk_id = (row.known("probability"), row.known("consequence")), row.known("risk_id")
        if risk_id and None not in at and row.known("status") != RiskStatus.CLOSED:
            found.setdefault(at, []).append(risk_id)
    return found


class RiskMatrix(
    Table,
    sheet="Riskmatris",
    key="risk_matrix",
    new_in="1.1",
    generated=True,
    fixed_rows=tuple({"likely": f"{n} {LIKELY[n - 1]}"} for n in range(5, 0, -1)),
):
    """Riskerna som inte är stängda, efter sannolikhet och konsekvens. Räknas fram från bladet Risker.

    I varje ruta står riskvärdet, nivån i ord och de risker som hör dit.
    """

    likely: str = col.text("Sannolikhet", fixed=True, width=18)
    c1: str = cell_of(1)
    c2: str = cell_of(2)
    c3: str = cell_of(3)
    c4: str = cell_of(4)
    c5: str = cell_of(5)
