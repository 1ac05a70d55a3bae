"""Närvaro and Flöde: who came, and how many came and went."""

from datetime import date
from typing import Any

from jamxl import columns as col
from jamxl import ratios
from jamxl.sheets import Broken, Follow, Table, broken, rule
from jamxl.standard.statistikbok.counting import count, filled_in, quotient
from jamxl.swedish import listed, show

SEXES = {"k": "kvinnor", "m": "män"}
ABSENT = ("sick", "told", "untold")


def each(template: str, joined: str = ",") -> str:
    """A piece of a formula for women and for men, with {s} for the sex."""
    return joined.join(template.replace("§", sex) for sex in SEXES)


PRESENT, ENROLLED = (f"({each(f'N({{{key}_§}})', '+')})" for key in ("present", "enrolled"))


class Attendance(Table, sheet="Närvaro", key="attendance", capacity=60, carries=False, counted_by=("day", "group")):
    """Hur många som var inskrivna och hur många som kom, en rad för varje dag och grupp. Bara antal, inga namn.

    Sena räknas som närvarande. Praktikanter och andra tillfälliga räknas för sig och är inte med i närvarograden.
    """

    attendance_id: str = col.identity("Närvaro-ID", "NV", digits=3)
    day: date = col.day("Datum")
    group: str = col.text("Grupp", width=20, prompt="T.ex. Snickeri eller Butik.")
    enrolled_k: float | None = count(
        "Inskrivna kvinnor", symbols=True, adds=("present_k", "sick_k", "told_k", "untold_k")
    )
    enrolled_m: float | None = count("Inskrivna män", symbols=True, adds=("present_m", "sick_m", "told_m", "untold_m"))
    present_k: float | None = count("Närvarande kvinnor", symbols=True, width=12)
    present_m: float | None = count("Närvarande män", symbols=True, width=12)
    rate_k: float | None = quotient(col.percent("Närvaro kvinnor"), "present_k", "enrolled_k")
    rate_m: float | None = quotient(col.percent("Närvaro män"), "present_m", "enrolled_m")
    rate: float | None = col.computed(
        col.percent("Närvaro"),
        f'IF(AND({each("ISNUMBER({present_§}),ISNUMBER({enrolled_§})")}),IF({ENROLLED}<>0,{PRESENT}/{ENROLLED},""),"")',
        lambda row, book: rate(row),
    )
    sick_k: float | None = count("Sjuka kvinnor")
    sick_m: float | None = count("Sjuka män")
    told_k: float | None = count("Anmält borta kvinnor", width=13)
    told_m: float | None = count("Anmält borta män", width=13)
    untold_k: float | None = count("Oanmält borta kvinnor", width=13)
    untold_m: float | None = count("Oanmält borta män", width=13)
    late_k: float | None = count("Sena kvinnor", within=("present_k",))
    late_m: float | None = count("Sena män", within=("present_m",))
    late_minutes: float | None = count(
        "Sena minuter", prompt="Alla sena tillsammans, t.ex. 45 för tre kvart.", people=("late_k", "late_m")
    )
    temp_k: float | None = count("Tillfälliga kvinnor", prompt="T.ex. praktikanter.", width=12)
    temp_m: float | None = count("Tillfälliga män", prompt="T.ex. praktikanter.", width=12)
    remark: str | None = col.text("Anmärkning", required=False, width=20)

    @rule(
        "S02",
        at=("enrolled_k", "enrolled_m", "present_k", "present_m"),
        short="Fyll i inskrivna och närvarande för båda könen",
        says="Inte ifyllt: {missing}. En tom cell betyder att uppgiften saknas, inte att det var noll.",
        fix="Skriv antalet, 0 om det inte var någon, eller .. om uppgiften inte finns att få.",
        excel="OR(" + each('{enrolled_§}="",{present_§}=""') + ")",
    )
    def both_sexes(self) -> bool | Broken:
        return filled_in(self, ("enrolled_k", "enrolled_m", "present_k", "present_m"))

    @rule(
        "W01",
        at=("present_k", "present_m", "enrolled_k", "enrolled_m"),
        short="Fler närvarande än inskrivna",
        says="{more}. Tillfälliga räknas för sig.",
        fix="Rätta antalet, eller flytta praktikanter och andra till Tillfälliga.",
        excel="OR(" + each("AND(ISNUMBER({present_§}),ISNUMBER({enrolled_§}),N({present_§})>N({enrolled_§}))") + ")",
    )
    def no_more_than_enrolled(self) -> bool | Broken:
        more = []
        for sex, words in SEXES.items():
            present, enrolled = self.known(f"present_{sex}"), self.known(f"enrolled_{sex}")
            if present is not None and enrolled is not None and present > enrolled:
                more.append(f"{show(present)} närvarande av {show(enrolled)} inskrivna {words}")
        return not more or broken(more=listed(more))

    @rule(
        "W01",
        at=tuple(f"{key}_{sex}" for key in ABSENT for sex in SEXES),
        short="Närvarande och frånvarande blir fler än inskrivna",
        says="{more}.",
        fix="Rätta antalen. Den som är sjuk räknas bara som sjuk, inte också som frånvarande.",
        excel="OR("
        + each(
            "AND(ISNUMBER({present_§}),ISNUMBER({enrolled_§}),N({present_§})<=N({enrolled_§}),"
            "N({present_§})+N({sick_§})+N({told_§})+N({untold_§})>N({enrolled_§}))"
        )
        + ")",
    )
    def everyone_counted_once(self) -> bool | Broken:
        more = []
        for sex, words in SEXES.items():
            present, enrolled = self.known(f"present_{sex}"), self.known(f"enrolled_{sex}")
            absent = sum(self.known(f"{key}_{sex}") or 0.0 for key in ABSENT)
            if present is not None and enrolled is not None and present <= enrolled < present + absent:
                more.append(
                    f"{show(present)} närvarande och {show(absent)} frånvarande {words} är fler än "
                    f"{show(enrolled)} inskrivna"
                )
        return not more or broken(more=listed(more))

    @rule(
        "W01",
        at=("late_k", "late_m"),
        short="Fler sena än närvarande",
        says="{more}. Den som kom sent är också närvarande.",
        fix="Rätta antalet sena eller närvarande.",
        excel="OR(" + each("AND(ISNUMBER({present_§}),N({late_§})>N({present_§}))") + ")",
    )
    def late_are_present(self) -> bool | Broken:
        more = []
        for sex, words in SEXES.items():
            present, late = self.known(f"present_{sex}"), self.known(f"late_{sex}")
            if present is not None and late is not None and late > present:
                more.append(f"{show(late)} sena av {show(present)} närvarande {words}")
        return not more or broken(more=listed(more))


def rate(row: Attendance) -> float | None:
    """Women and men present of those enrolled."""
    numbers = (row.present_k, row.present_m, row.enrolled_k, row.enrolled_m)
    if None in numbers:
        return None
    present_k, present_m, enrolled_k, enrolled_m = (number or 0.0 for number in numbers)
    return ratios.share(present_k + present_m, enrolled_k + enrolled_m)


def balance(header: str, sex: str) -> Any:
    """What the closing number should be."""
    keys = [f"{key}_{sex}" for key in ("open", "new", "ended")]
    known = ",".join(f"ISNUMBER({{{key}}})" for key in keys)
    return col.computed(
        col.whole(header, width=11),
        f'IF(AND({known}),{{{keys[0]}}}+{{{keys[1]}}}-{{{keys[2]}}},"")',
        lambda row, book: closing(*(getattr(row, key) for key in keys)),
    )


def closing(opening: float | None, new: float | None, ended: float | None) -> float | None:
    """Those who were there, came and did not go."""
    return None if opening is None or new is None or ended is None else opening + new - ended


FLOWS = tuple(f"{key}_{sex}" for key in ("open", "new", "ended", "close") for sex in SEXES)


class Flow(Table, sheet="Flöde", key="flow", capacity=20, counted_by=("what", "period")):
    """Hur många som fanns med, började och slutade under perioden. Ingående och nya minus avslutade blir utgående."""

    follow = Follow(names="what", figures=("new_k", "new_m", "ended_k", "ended_m"), by=("what",), when="period")

    flow_id: str = col.identity("Flödes-ID", "FL")
    what: str = col.text("Verksamhet", width=24, prompt="T.ex. Hela projektet eller Snickeri.")
    period: str = col.period("Period", carry=False, width=10)
    open_k: float | None = col.whole("Ingående kvinnor", required=False, symbols=True, previous="close_k", people=True)
    open_m: float | None = col.whole("Ingående män", required=False, symbols=True, previous="close_m", people=True)
    new_k: float | None = count("Nya kvinnor", symbols=True)
    new_m: float | None = count("Nya män", symbols=True)
    ended_k: float | None = count("Avslutade kvinnor", symbols=True, width=11)
    ended_m: float | None = count("Avslutade män", symbols=True, width=11)
    close_k: float | None = count("Utgående kvinnor", symbols=True, adds=("open_k", "new_k", "-ended_k"))
    close_m: float | None = count("Utgående män", symbols=True, adds=("open_m", "new_m", "-ended_m"))
    calc_k: float | None = balance("Beräknat kvinnor", "k")
    calc_m: float | None = balance("Beräknat män", "m")
    remark: str | None = col.text("Anmärkning", required=False, carry=False)

    @rule(
        "S02",
        at=FLOWS,
        short="Fyll i hela flödet för båda könen",
        says="Inte ifyllt: {missing}. En tom cell betyder att uppgiften saknas, inte att det var noll.",
        fix="Skriv antalet, 0 om det inte var någon, eller .. om uppgiften inte finns att få.",
        excel="OR(" + ",".join(f'{{{key}}}=""' for key in FLOWS) + ")",
    )
    def both_sexes(self) -> bool | Broken:
        return filled_in(self, FLOWS)

    @rule(
        "W01",
        at=("close_k", "close_m"),
        short="Ingående, nya och avslutade blir inte utgående",
        says="{wrong}.",
        fix="Rätta det tal som är fel. Ingående är förra periodens utgående.",
        excel="OR(" + each("AND(ISNUMBER({close_§}),ISNUMBER({calc_§}),N({close_§})<>N({calc_§}))") + ")",
    )
    def it_balances(self) -> bool | Broken:
        wrong = []
        for sex, words in SEXES.items():
            there, new, ended, close, calc = (
                self.known(f"{key}_{sex}") for key in ("open", "new", "ended", "close", "calc")
            )
            if close is not None and calc is not None and close != calc:
                wrong.append(
                    f"{words.capitalize()}: {show(there)} + {show(new)} − {show(ended)} = {show(calc)}, "
                    f"men utgående är {show(close)}"
                )
        return not wrong or broken(wrong="; ".join(wrong))
