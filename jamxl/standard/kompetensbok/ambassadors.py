"""Ambassadörer: key persons who carry the knowledge on, department by department, against their target."""

from enum import StrEnum
from typing import Any

from jamxl import columns as col
from jamxl.ratios import share, share_excel
from jamxl.sheets import BookData, Follow, Form, Table
from jamxl.standard.counting import both, both_excel, minus, minus_excel


class Reached(StrEnum):
    YES = "Uppnått"
    NO = "Ej uppnått"


def judged(outcome: str, target: str) -> str:
    """Excel: whether a target is reached; equal is reached."""
    return f'IF(AND(ISNUMBER({outcome}),ISNUMBER({target})),IF({outcome}>={target},"{Reached.YES}","{Reached.NO}"),"")'


def judge(outcome: float | None, target: float | None) -> str | None:
    """`judged`, in Python."""
    if outcome is None or target is None:
        return None
    return (Reached.YES if outcome >= target else Reached.NO).value


class Ambassadors(Table, sheet="Ambassadörer", key="ambassadors", capacity=40):
    """Hur många ambassadörer (nyckelpersoner) varje avdelning ska ha, och hur många kvinnor och män det blev."""

    follow = Follow(names="department", figures=("now_k", "now_m"))

    row_id: str = col.identity("Avdelnings-ID", "AVD")
    department: str = col.text("Avdelning", width=34)
    target: float | None = col.whole("Mål", required=False, prompt="Minsta antal, t.ex. 2.")
    before: float | None = col.whole(
        "Före projektet", required=False, prompt="Hur många ni hade när projektet började.", people=True
    )
    now_k: float | None = col.whole("Utfall K", required=False, prompt="Kvinnor nu. Ingen: skriv 0.", people=True)
    now_m: float | None = col.whole("Utfall M", required=False, prompt="Män nu. Ingen: skriv 0.", people=True)
    now: float | None = col.computed(
        col.whole("Utfall"),
        both_excel("now_k", "now_m"),
        lambda row, book: both(row.now_k, row.now_m),
        people=True,
        adds=("now_k", "now_m"),
    )
    status: str | None = col.computed(
        col.text("Måluppfyllelse", width=15),
        judged("{now}", "{target}"),
        lambda row, book: judge(row.known("now"), row.target),
    )
    voluntary: bool | None = col.yes_no("Frivilliga", required=False, prompt="Ja om de själva har valt uppdraget.")
    remark: str | None = col.text("Anmärkning", required=False, prompt="T.ex. varför målet inte nås.")


# Departments whose outcome is told, with their targets: like is compared with like.
TOLD_TARGETS = "SUMPRODUCT(ISNUMBER({ambassadors.now})*ISNUMBER({ambassadors.target}))"


def of_told(key: str) -> Any:
    """A computed sum over the departments that have both a target and an outcome."""

    def added(row: Any, book: BookData) -> float | None:
        pairs = [r for r in book.rows(Ambassadors) if r.known("now") is not None and r.known("target") is not None]
        return sum(r.known(key) for r in pairs) if pairs else None

    return added


def sum_of_told(key: str) -> str:
    """`of_told` in Excel."""
    return (
        f'IF({TOLD_TARGETS}=0,"",SUMIFS({{ambassadors.{key}}},{{ambassadors.now}},">=0",{{ambassadors.target}},">=0"))'
    )


class AmbassadorTotals(Form, sheet="Ambassadörer", key="ambassador_totals", strip=True):
    """Alla avdelningar som har både mål och utfall."""

    target: float | None = col.computed(col.whole("Mål, summa"), sum_of_told("target"), of_told("target"))
    now: float | None = col.computed(
        col.whole("Utfall, summa"), sum_of_told("now"), of_told("now"), people=True, adds=("ambassadors.now?target",)
    )
    difference: float | None = col.computed(
        col.number("Skillnad", format="+#,##0;-#,##0;0"),
        minus_excel("now", "target"),
        lambda row, book: minus(row.now, row.target),
    )
    reached: float | None = col.computed(
        col.percent("Andel av målet"), share_excel("{now}", "{target}"), lambda row, book: share(row.now, row.target)
    )
    status: str | None = col.computed(
        col.text("Status", width=15),
        judged("{now}", "{target}"),
        lambda row, book: judge(row.now, row.target),
    )
