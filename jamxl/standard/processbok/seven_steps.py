"""Sju steg: a process, or one step of it, followed from description to change."""

from typing import Any

from jamxl import columns as col
from jamxl.sheets import Broken, Table, broken, rule

# The steps in order: heading, and what is written there.
STEPS = (
    ("1 Beskriva", "Vad görs, av vem och för vem? Kort; det utförliga står på bladet Delsteg."),
    ("2 Bidra", "Hur kan det här bidra till jämställdhet?"),
    ("3 Risker", "Vad kan gå snett, och för vem?"),
    ("4 Könsmönster", "Vilka mönster syns mellan kvinnor och män? Hänvisa gärna: KM-01."),
    ("5 Utförarens kön", "Vad betyder det att den som gör jobbet är kvinna eller man?"),
    ("6 Åtgärder", "Vad föreslår ni? Hänvisa gärna: FÅ-01."),
    ("7 Förändra", "Vad är nu ändrat i processen?"),
)
KEYS = tuple(f"step{number}" for number in range(1, len(STEPS) + 1))

# The number of the last step that something is written at; 0 for none.
LAST = "MAX(" + ",".join(f'({{{key}}}<>"")*{n}' for n, key in enumerate(KEYS, 1)) + ")"
DONE = "(" + "+".join(f'({{{key}}}<>"")' for key in KEYS) + ")"


def answer(number: int) -> Any:
    """The column of a step."""
    heading, prompt = STEPS[number - 1]
    return col.text(heading, required=False, width=25, prompt=prompt)


class SevenSteps(Table, sheet="Sju steg", key="seven_steps", capacity=30):
    """Granska en process i taget, eller ett delsteg, i sju steg från vänster till höger.

    Steg 1–5 är analysen, steg 6 förslaget. Steg 7 fylls i när arbetet verkligen görs på ett nytt sätt.
    """

    analysis_id: str = col.identity("Analys-ID", "SJ")
    process_id: str = col.reference("Process-ID", "processes.process_id", prompt="På bladet Processer.")
    step_id: str | None = col.reference(
        "Delstegs-ID", "sub_steps.step_id", required=False, prompt="Tomt om det gäller hela processen."
    )
    step1: str | None = answer(1)
    step2: str | None = answer(2)
    step3: str | None = answer(3)
    step4: str | None = answer(4)
    step5: str | None = answer(5)
    step6: str | None = answer(6)
    step7: str | None = answer(7)
    done: float = col.computed(
        col.whole("Steg gjorda", prompt="Av sju."), DONE, lambda row, book: float(len(steps_done(row)))
    )

    @rule(
        "J44",
        at=KEYS,
        short="Ett steg är överhoppat",
        says="Steg {last} är ifyllt, men steg {missing} är tomt.",
        fix="Fyll i det överhoppade steget. Fanns inget att säga: skriv det.",
        severity="warning",
        excel=f"{DONE}<{LAST}",
    )
    def in_order(self) -> bool | Broken:
        done = steps_done(self)
        missing = sorted(set(range(1, max(done, default=0))) - set(done))
        return not missing or broken(last=max(done), missing=", ".join(map(str, missing)))


def steps_done(row: Any) -> list[int]:
    """The numbers of the steps that something is written at."""
    return [number for number, key in enumerate(KEYS, 1) if row.known(key) is not None]
