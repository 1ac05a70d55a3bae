"""Besöksregister: a log of visits, for units that want to know how the minutes are shared. Only sums leave the file."""

from datetime import date
from enum import StrEnum
from typing import Any

from jamxl import columns as col
from jamxl import ratios
from jamxl.sheets import BookData, Form, Table
from jamxl.standard.statistikbok.counting import SexCode, of_group, sex_column


class Residence(StrEnum):
    OWN = "Egen kommun"
    OTHER = "Annan kommun"
    UNKNOWN = "Okänt"


class Visits(Table, sheet="Besöksregister", key="visits", capacity=150, private=True, carries=False):
    """Frivilligt: en rad för varje besök, utan namn. Summorna överst går att föra in i Könskonsekvensanalys.

    Bladet lämnar aldrig enhetens fil; till sammanställningen går bara summorna. Ett besök är inte en person: den som
    kommer tre gånger har tre rader.
    """

    visit_id: str = col.identity("Besöks-ID", "BE", digits=3)
    day: date = col.day("Datum")
    case_code: str | None = col.code("Ärendekod", required=False, prompt="Enhetens egen kod, t.ex. CV eller Ansökan.")
    sex: str = sex_column()
    age_group: str | None = col.code("Åldersgrupp", required=False, prompt="T.ex. 20–24.", width=12)
    residence: str | None = col.choice("Bostadsort", Residence, required=False)
    in_target: bool | None = col.yes_no(
        "Inom målgruppen", required=False, prompt="Ja om besökaren hör till målgruppen."
    )
    minutes: float | None = col.number("Minuter", required=False, at_least=0, at_most=600, format="#,##0", example="45")
    referred_to: str | None = col.text("Hänvisad till", required=False, width=20, prompt="T.ex. Arbetsförmedlingen.")
    officer_sex: str | None = sex_column(header="Handläggarens kön", required=False)
    language: str | None = col.text("Språk", required=False, width=14, prompt="Om tolk eller annat språk behövdes.")
    remark: str | None = col.text("Anmärkning", required=False, width=20, prompt="Inga namn.")


def visits_of(header: str, code: str | None, adds: tuple[str, ...] = ()) -> Any:
    """How many visits."""
    excel = f'COUNTIFS({{visits.sex}},"{code}")' if code else "COUNTA({visits.visit_id})"

    def by(row: Any, book: BookData) -> float:
        if code is None:
            return float(len(book.values(Visits, "visit_id")))
        return float(book.values(Visits, "sex").count(code))

    return col.computed(col.whole(header), excel, by, people=True, adds=adds)


def minutes_of(header: str, code: str, visits: str) -> Any:
    """The minutes of one sex's visits."""

    def by(row: Any, book: BookData) -> float:
        return float(sum(visit.known("minutes") or 0.0 for visit in book.rows(Visits) if visit.known("sex") == code))

    return col.computed(col.whole(header), f'SUMIFS({{visits.minutes}},{{visits.sex}},"{code}")', by, people=visits)


def each_visit(header: str, code: str, visits: str) -> Any:
    """Minutes by visit, of the visits whose minutes are known."""

    def by(row: Any, book: BookData) -> float | None:
        known = [visit.known("minutes") for visit in book.rows(Visits) if visit.known("sex") == code]
        timed = [minutes for minutes in known if minutes is not None]
        return ratios.share(float(sum(timed)), float(len(timed)))

    counted = f'COUNTIFS({{visits.sex}},"{code}",{{visits.minutes}},">=0")'
    total = f'SUMIFS({{visits.minutes}},{{visits.sex}},"{code}")'
    return col.computed(col.number(header, format="0.0"), f'IF({counted}=0,"",{total}/{counted})', by, people=visits)


class VisitTotals(Form, sheet="Besöksregister", key="visit_totals", strip=True):
    """Besök och minuter, kvinnor och män."""

    visits_k: float = visits_of("Besök kvinnor", SexCode.WOMAN)
    visits_m: float = visits_of("Besök män", SexCode.MAN)
    visits_u: float = visits_of("Besök okänt kön", SexCode.UNKNOWN)
    visits: float = visits_of("Besök totalt", None, adds=("visits_k", "visits_m", "visits_u"))
    min_k: float = minutes_of("Minuter kvinnor", SexCode.WOMAN, "visits_k")
    min_m: float = minutes_of("Minuter män", SexCode.MAN, "visits_m")
    per_visit_k: float | None = each_visit("Min per besök, kvinnor", SexCode.WOMAN, "visits_k")
    per_visit_m: float | None = each_visit("Min per besök, män", SexCode.MAN, "visits_m")
    visit_share_k: float | None = of_group("Besök, andel kvinnor", "visits_k", "visits_m")
    min_share_k: float | None = of_group("Minuter, andel kvinnor", "min_k", "min_m")
