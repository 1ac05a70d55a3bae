"""Försättsblad: who reports what, and when. The first sheet of every book, and the roles that the books refer to."""

from datetime import date
from enum import StrEnum
from typing import Any

from jamxl import columns as col
from jamxl.dates import Period
from jamxl.project import Project, Unit, municipalities
from jamxl.sheets import Broken, Form, broken, rule
from jamxl.swedish import fold, sort_key


class CoverStatus(StrEnum):
    DRAFT = "Utkast"
    DONE = "Klar"
    REVIEWED = "Granskad"
    CORRECTED = "Rättad"
    WITHDRAWN = "Återtagen"


class InfoClass(StrEnum):
    OPEN = "Öppen"
    INTERNAL = "Intern"
    SENSITIVE = "Känslig"


class Retention(StrEnum):
    KEEP = "Bevaras"
    DISCARD = "Gallras"
    BY_PLAN = "Enligt dokumenthanteringsplan"


class Sex(StrEnum):
    WOMAN = "K"
    MAN = "M"


class Role(StrEnum):
    CLIENT = "Beställare"
    OWNER = "Projektägare"
    STEERING = "Styrgrupp"
    LEADER = "Projektledare"
    MEMBER = "Projektmedlem"
    REFERENCE = "Referensgrupp"
    REVIEWER = "Extern granskare"
    EVALUATOR = "Utvärderare"
    AMBASSADOR = "Ambassadör"
    FACILITATOR = "Samtalsledare"


# What people write for the letters of the choice.
SEX_WORDS = dict.fromkeys(("kvinna", "kvinnor"), Sex.WOMAN) | dict.fromkeys(("man", "män"), Sex.MAN)

# Name to code, in the order a Swedish reader looks for them.
CODES = dict(sorted(municipalities().items(), key=lambda item: sort_key(item[0])))

FULL_NAMES = {fold(f"{name}{s} {word}"): name for name in CODES for s in ("", "s") for word in ("kommun", "stad")}

YEAR, KIND = "VALUE(LEFT({period},4))", "MID({period},6,1)"
NUMBER = "VALUE(MID({period},7,1))"
MONTH = (
    f'IF(LEN({{period}})=4,1,IF({KIND}="T",({NUMBER}-1)*4+1,IF({KIND}="K",({NUMBER}-1)*3+1,'
    f'IF({KIND}="V",1,IF({KIND}="H",7,VALUE(MID({{period}},6,2)))))))'
)
MONDAY = f"DATE({YEAR},1,4)-WEEKDAY(DATE({YEAR},1,4),2)+1+(VALUE(MID({{period}},7,2))-1)*7"  # 4 January is in week 1
MONTHS = f'IF(LEN({{period}})=4,12,IF({KIND}="T",4,IF({KIND}="K",3,IF(OR({KIND}="V",{KIND}="H"),6,1))))'


class Cover(Form, sheet="Försättsblad", key="cover"):
    """Vem som rapporterar, för vilken enhet och vilken period. Fyll i de vita cellerna i kolumnen Värde."""

    municipality_name: str = col.Choice(  # type: ignore[assignment]
        header="Kommun",
        options=tuple(CODES),
        list_name="lista_kommun",
        same=FULL_NAMES,
        prompt="Kommunens namn utan ordet kommun.",
    )
    municipality_code: str = col.code(
        "Kommunkod",
        digits=4,
        options=tuple(CODES.values()),
        list_name="lista_kommunkod",
        prompt="Fyra siffror med inledande nolla, t.ex. 0127. Står på bladet Listor.",
    )
    department: str = col.text("Nämnd eller förvaltning")
    unit_name: str = col.text("Enhet", prompt="Enhetens namn som det skrivs i rapporten.")
    unit_id: str = col.code("Enhets-ID", prompt="Delas ut av samordnaren; ändra det inte.")
    project_name: str = col.text("Projekt")
    project_id: str = col.code("Projekt-ID", prompt="Samma i alla projektets böcker.")
    registry_no: str | None = col.code(
        "Diarienummer", required=False, prompt="T.ex. KS 2009/123, när ärendet är registrerat."
    )
    period: str = col.period(
        "Rapportperiod", prompt="T.ex. 2010-T1 (tertial), 2010-VT, 2010-K2, 2010-03, 2010-W11 (vecka) eller 2010."
    )
    period_start: date | None = col.computed(
        col.day("Period från"),
        f'IFERROR(IF({KIND}="W",{MONDAY},DATE({YEAR},{MONTH},1)),"")',
        lambda row, book: Period.parse(row.period).start,
    )
    period_end: date | None = col.computed(
        col.day("Period till"),
        f'IFERROR(IF({KIND}="W",{MONDAY}+6,DATE({YEAR},{MONTH}+{MONTHS},0)),"")',
        lambda row, book: Period.parse(row.period).end,
    )
    project_start: date | None = col.day("Projektstart", required=False)
    project_end: date | None = col.day("Projektslut", required=False)
    as_of: date = col.day("Avstämningsdag", prompt="Läget redovisas den här dagen, oftast periodens sista.")
    reporter: str = col.text("Uppgiftslämnare", prompt="Roll, inte namn.")
    reporter_email: str | None = col.text("E-post", required=False, prompt="Gärna enhetens funktionsadress.")
    reviewed_by: str | None = col.text(
        "Granskad av", required=False, carry=False, prompt="Roll. Inte samma som uppgiftslämnaren."
    )
    reviewed_on: date | None = col.day("Granskad datum", required=False, carry=False)
    texts_reviewed: bool | None = col.yes_no(
        "Texter granskade för spridning",
        required=False,
        carry=False,
        new_in="1.2",
        prompt="Ja när ni har läst igenom alla texter och de kan visas för vem som helst. Annars visas bara siffrorna.",
    )
    status: str = col.choice("Status", CoverStatus, carry=False, default=CoverStatus.DRAFT.value)
    file_version: float = col.whole(
        "Versionsnummer", at_least=1, carry=False, default=1.0, prompt="Höj med 1 när du lämnar in på nytt."
    )
    info_class: str = col.choice("Informationsklass", InfoClass, default=InfoClass.INTERNAL.value)
    retention: str | None = col.choice("Gallras eller bevaras", Retention, required=False)

    @classmethod
    def prefill(cls, project: Project, unit: Unit, period: Period) -> dict[str, Any]:
        about = project.about
        return {
            "municipality_name": unit.municipality,
            "municipality_code": unit.municipality_code,
            "department": unit.department or None,
            "unit_name": unit.name,
            "unit_id": unit.id,
            "project_name": about.name,
            "project_id": about.project_id,
            "registry_no": about.registry_no or None,
            "period": period.code,
            "project_start": about.start,
            "project_end": about.end,
            "as_of": period.end,
            "reporter": unit.reporter or None,
            "reporter_email": unit.email or None,
        }

    @rule(
        "C02",
        at="municipality_code",
        short="Kommunkoden hör inte till kommunen",
        says="Kommunkod {municipality_code} hör inte till {municipality_name}; koden ska vara {expected}.",
        fix="Skriv {expected} som kommunkod, eller välj rätt kommun.",
        excel='AND({municipality_name}<>"",{municipality_code}<>"",'
        "IFERROR(INDEX(lista_kommunkod,MATCH({municipality_name},lista_kommun,0)),{municipality_code})<>{municipality_code})",
    )
    def code_of_municipality(self) -> bool | Broken:
        known = municipalities().get(self.municipality_name, self.municipality_code)
        return known == self.municipality_code or broken(expected=known)

    @rule(
        "C01",
        at=("reviewed_by", "reviewed_on"),
        short="Granskning saknas trots status Klar",
        says="Status är {status}, men granskad av och granskad datum är inte båda ifyllda.",
        fix="Låt någon annan än uppgiftslämnaren granska, och fyll i roll och datum.",
        excel='AND(OR({status}="Klar",{status}="Granskad"),OR({reviewed_by}="",{reviewed_on}=""))',
    )
    def done_is_reviewed(self) -> bool:
        return self.status not in (CoverStatus.DONE, CoverStatus.REVIEWED) or (
            self.reviewed_by is not None and self.reviewed_on is not None
        )

    @rule(
        "C01",
        at="reviewed_by",
        short="Granskaren är samma som uppgiftslämnaren",
        says="{reviewed_by} både lämnar och granskar uppgifterna.",
        fix="Låt en annan roll granska.",
        excel='AND({reviewed_by}<>"",{reviewed_by}={reporter})',
    )
    def reviewer_is_another(self) -> bool:
        return self.reviewed_by is None or self.reviewed_by.casefold() != self.reporter.casefold()
