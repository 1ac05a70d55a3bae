"""Projektkort: why the project is run, for whom, with what bounds and by which methods."""

from enum import StrEnum
from typing import Any

from jamxl import columns as col
from jamxl.dates import Span, span
from jamxl.sheets import BookData, Broken, Form, broken, rule
from jamxl.standard.cover import Cover
from jamxl.swedish import Unreadable


class MainFunding(StrEnum):
    ORDINARY = "Ordinarie budget"
    ORDINARY_AND_EXTRA = "Ordinarie budget och extra resurs"
    ESF = "ESF+"
    OTHER = "Annan"


RANKS = ("rank_quality", "rank_resources", "rank_time")


def rank(header: str) -> Any:
    """One of the three that are ranked against each other."""
    return col.whole(
        header,
        required=False,
        at_least=1,
        at_most=3,
        example="1",
        prompt="1 för det som går först, 3 för det som får vika.",
    )


def method(name: str) -> Any:
    """Whether a method of gender mainstreaming is used."""
    return col.yes_no(f"Metod: {name}", required=False, prompt="Ja om ni arbetar efter den.")


class ProjectCard(Form, sheet="Projektkort", key="project_card", new_in="1.1"):
    """Varför projektet drivs, för vem, med vilka gränser och hur. Fyll i det som gäller; inget fält är tvingande."""

    background: str | None = col.text("Bakgrund", required=False, prompt="Vad som ledde till projektet.")
    purpose: str | None = col.text("Syfte", required=False, prompt="Varför projektet drivs. Det mätbara står på Mål.")
    overall_goal: str | None = col.text("Övergripande mål", required=False, prompt="Det projektet ska ha lett till.")
    target_group: str | None = col.text("Målgrupp", required=False, prompt="Vilka projektet är till för.")
    client: str | None = col.text("Beställare", required=False, prompt="Förvaltning eller roll, inte namn.")
    owner: str | None = col.text("Projektägare", required=False, prompt="Roll, inte namn.")
    leader: str | None = col.text("Projektledare", required=False, prompt="Roll, inte namn.")
    period_in_words: str | None = col.text(
        "Projektperiod i ord",
        required=False,
        prompt="Som i planen, t.ex. höstterminen 2009 – höstterminen 2010. Dagarna står på Försättsblad.",
    )
    scope: str | None = col.text("Omfattning", required=False, prompt="Vad som ingår.")
    delimitation: str | None = col.text("Avgränsningar", required=False, prompt="Vad som inte ingår.")
    rank_quality: float | None = rank("Prioritet kvalitet")
    rank_resources: float | None = rank("Prioritet resurser")
    rank_time: float | None = rank("Prioritet tid")
    is_pilot: bool | None = col.yes_no("Pilotprojekt", required=False, prompt="Ja om andra ska kunna ta efter.")
    funding: str | None = col.choice("Huvudsaklig finansiering", MainFunding, required=False, width=30)
    process_mapping: bool | None = method("Processkartläggning")
    four_r: bool | None = method("4R")
    jamkas_bas: bool | None = method("JämKAS Bas")
    jamkas_plus: bool | None = method("JämKAS Plus")
    mums: bool | None = method("MUMS")
    staircase: str | None = col.code(
        "Metod: Trappan, steg", required=False, prompt="T.ex. 5–6. Tomt om ni inte arbetar efter Trappan."
    )
    other_method: str | None = col.text("Metod: annan", required=False, width=30)
    reviewer: str | None = col.text("Externt granskad av", required=False, prompt="Roll och organisation, inte namn.")
    cemr_signed: bool | None = col.yes_no(
        "CEMR-deklarationen", required=False, prompt="Ja om kommunen har undertecknat den."
    )
    cemr_articles: str | None = col.code("CEMR-artiklar", required=False, prompt="Artikelnummer som arbetet gäller.")
    remark: str | None = col.text("Anmärkning", required=False)

    @rule(
        "J10",
        at=RANKS,
        short="Samma prioritet på två ställen",
        says="Kvalitet har prioritet {rank_quality}, resurser {rank_resources} och tid {rank_time}.",
        fix="Ge 1, 2 och 3 var sin gång: det som går först, det som kommer därnäst och det som får vika.",
        excel="OR(AND(ISNUMBER({rank_quality}),{rank_quality}={rank_resources}),"
        "AND(ISNUMBER({rank_quality}),{rank_quality}={rank_time}),"
        "AND(ISNUMBER({rank_resources}),{rank_resources}={rank_time}))",
    )
    def ranked_once_each(self) -> bool:
        given = [value for value in map(self.known, RANKS) if value is not None]
        return len(set(given)) == len(given)

    @rule(
        "C01",
        at="period_in_words",
        short="Projektperioden går inte att läsa som tid",
        says="”{period_in_words}” går inte att läsa som en period.",
        fix="Skriv till exempel höstterminen 2009 – höstterminen 2010, våren 2010 eller 2009–2010.",
        severity="warning",
    )
    def period_is_readable(self) -> bool:
        return self.period_in_words is None or spelt_out(self.period_in_words) is not None

    @rule(
        "C01",
        at="period_in_words",
        short="Projektperioden rymmer inte projektets datum",
        says="Projektperioden {period_in_words} är {first} till {last}, men på Försättsblad är projektet "
        "{start} till {end}.",
        fix="Rätta perioden, eller Projektstart och Projektslut på Försättsblad. Datumen där är de som räknas.",
        severity="warning",
    )
    def period_holds_the_project(self, book: BookData) -> bool | Broken:
        told = spelt_out(self.period_in_words) if self.period_in_words else None
        if told is None or told.approx or told.start is None or told.end is None:
            return True
        cover = book.form(Cover)
        start, end = cover.known("project_start"), cover.known("project_end")
        early = start is not None and start < told.start
        over = end is not None and end > told.end
        return not (early or over) or broken(first=told.start, last=told.end, start=start, end=end)


def spelt_out(words: str) -> Span | None:
    """The days that a period in words means; None when it cannot be read."""
    try:
        return span(words)
    except Unreadable:
        return None
