"""Processer and Delsteg: how the work is done, step by step, and how many minutes women and men get."""

from enum import StrEnum
from typing import Any

from jamxl import columns as col
from jamxl.ratios import share, share_excel
from jamxl.sheets import BookData, Broken, Follow, Table, broken, rule
from jamxl.standard.counting import minus, minus_excel


class ProcessKind(StrEnum):
    ONE_MEETING = "Enstaka möte"
    ONGOING = "Pågående"


class PerformerSex(StrEnum):
    WOMAN = "K"
    MAN = "M"
    BOTH = "K och M"
    VARIES = "Varierar"


PERFORMER_WORDS = dict.fromkeys(("båda", "k/m", "k+m", "m och k"), PerformerSex.BOTH)


def minutes_of(sex: str) -> Any:
    """A computed sum over the sub-steps of a process: minutes of its women (k) or men (m); None without any."""

    def added(row: Any, book: BookData) -> float | None:
        by_process = book.once(minutes_by_process)
        found = by_process.get((row.process_id.casefold(), sex), [])
        return sum(found) if found else None

    return added


def minutes_by_process(book: BookData) -> dict[tuple[str, str], list[float]]:
    """The known minutes of sub-steps by process (folded ID) and sex."""
    found: dict[tuple[str, str], list[float]] = {}
    for row in book.rows(SubSteps):
        for sex in "km":
            if row.known("process_id") is not None and row.known(f"minutes_{sex}") is not None:
                found.setdefault((row.process_id.casefold(), sex), []).append(row.known(f"minutes_{sex}"))
    return found


def sum_of(key: str) -> str:
    """`minutes_of` in Excel."""
    of_process = "{sub_steps.process_id},{process_id}"
    return (
        f'IF({{process_id}}="","",IF(COUNTIFS({of_process},{{sub_steps.{key}}},">=0")=0,"",'
        f"SUMIFS({{sub_steps.{key}}},{of_process})))"
    )


class Processes(Table, sheet="Processer", key="processes", capacity=20):
    """En rad för varje process ni vill granska: det som börjar med ett behov och slutar när det är tillgodosett."""

    follow = Follow(names="text")

    process_id: str = col.identity("Process-ID", "PR")
    text: str = col.text("Process", width=34, prompt="T.ex. inkommet ärende, anställning, möte med arbetssökande.")
    kind: str | None = col.choice(
        "Processtyp", ProcessKind, required=False, prompt="Klart på ett möte, eller pågår längre tid."
    )
    owner: str | None = col.text("Processägare", required=False, width=22, prompt="Roll, inte namn.")
    begins: str | None = col.text("Börjar med", required=False, width=26)
    ends: str | None = col.text("Slutar med", required=False, width=26)
    per_year: float | None = col.whole("Gånger per år", required=False, prompt="Ungefär hur ofta, t.ex. 450.")
    minutes_k: float | None = col.computed(
        col.number("Minuter K", format="#,##0", prompt="Delstegens minuter för en kvinna."),
        sum_of("minutes_k"),
        minutes_of("k"),
    )
    minutes_m: float | None = col.computed(
        col.number("Minuter M", format="#,##0", prompt="Delstegens minuter för en man."),
        sum_of("minutes_m"),
        minutes_of("m"),
    )
    ratio: float | None = col.computed(
        col.percent("K i förhållande till M", at_most=None, format="0%", width=13, prompt="100 % när tiden är lika."),
        share_excel("{minutes_k}", "{minutes_m}"),
        lambda row, book: share(row.known("minutes_k"), row.known("minutes_m")),
    )
    remark: str | None = col.text("Anmärkning", required=False)


# Every sub-step has its number and a process that is there: else any of them may be the one that is missed.
ALL_PLACED = (
    "SUMPRODUCT((LEN({.step_id})>0)*((COUNTIF({processes.process_id},{.process_id})=0)+(1-ISNUMBER({.order}))>0))=0"
)


def all_placed(book: BookData) -> bool:
    """ALL_PLACED, in Python."""
    known = book.identities("processes.process_id")
    return all(
        row.known("order") is not None and (row.known("process_id") or "").casefold() in known
        for row in book.rows(SubSteps)
        if row.known("step_id") is not None
    )


class SubSteps(Table, sheet="Delsteg", key="sub_steps", capacity=60):
    """Vad som görs i varje process, i ordning från 1: vem som gör det, och hur lång tid det brukar ta."""

    follow = Follow(names="text", figures=("minutes_k", "minutes_m"))

    step_id: str = col.identity("Delstegs-ID", "DS")
    process_id: str = col.reference("Process-ID", "processes.process_id", prompt="På bladet Processer, t.ex. PR-01.")
    order: float = col.whole("Ordning", at_least=1, prompt="1, 2, 3 … i varje process, utan hopp.")
    text: str = col.text("Delsteg", width=40)
    performer: str | None = col.text("Utförare", required=False, width=24, prompt="Roll, inte namn.")
    performer_sex: str | None = col.choice(
        "Utförarens kön", PerformerSex, required=False, width=12, same=PERFORMER_WORDS
    )
    minutes_k: float | None = col.number(
        "Minuter per kvinna", unit="min", at_least=0, required=False, prompt="Vanlig tid i minuter."
    )
    minutes_m: float | None = col.number(
        "Minuter per man", unit="min", at_least=0, required=False, prompt="Vanlig tid i minuter."
    )
    difference: float | None = col.computed(
        col.number("K minus M", format="+#,##0.0#;-#,##0.0#;0"),
        minus_excel("minutes_k", "minutes_m"),
        lambda row, book: minus(row.minutes_k, row.minutes_m),
    )
    remark: str | None = col.text("Anmärkning", required=False)

    @rule(
        "J41",
        at=("order", "process_id"),
        short="Hopp i delstegens ordning",
        says="Delsteg {order} i {process_id} saknar ett steg {before} före sig.",
        fix="Numrera processens delsteg 1, 2, 3 … utan hopp, eller för in det som saknas.",
        excel='AND({process_id}<>"",ISNUMBER({order}),N({order})>1,N({order})=INT(N({order})),'
        f"COUNTIFS({{.process_id}},{{process_id}},{{.order}},N({{order}})-1)=0,{ALL_PLACED})",
    )
    def no_hole(self, book: BookData) -> bool | Broken:
        if self.order <= 1 or self.order != int(self.order) or not book.once(all_placed):
            return True
        before = self.order - 1
        return before in book.once(orders)[self.process_id.casefold()] or broken(before=before)

    @rule(
        "J41",
        at=("order", "process_id"),
        short="Två delsteg med samma ordning",
        says="{process_id} har flera delsteg med ordning {order}.",
        fix="Ge dem olika nummer i den ordning de görs.",
        excel='AND({process_id}<>"",ISNUMBER({order}),COUNTIFS({.process_id},{process_id},{.order},N({order}))>1)',
    )
    def one_of_each(self, book: BookData) -> bool:
        return book.once(orders)[self.process_id.casefold()].count(self.order) < 2


def orders(book: BookData) -> dict[str, list[float]]:
    """The order numbers of sub-steps by process (folded ID)."""
    found: dict[str, list[float]] = {}
    for row in book.rows(SubSteps):
        if row.known("process_id") is not None:
            found.setdefault(row.process_id.casefold(), []).append(row.known("order"))
    return found
