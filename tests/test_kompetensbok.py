"""Kompetensbok: its rules on both sides of their edges, its figures, and the published ones of Tranemo and Orust."""

# ruff: noqa: E501  (tables in text are read by their columns)

from pathlib import Path

import pytest
import tables
from cases import BLANK, Case, after, data_of, demanded, found, measured, said, unbroken, untouched

from jamxl import workflow
from jamxl.consolidation import consolidate
from jamxl.grid import RawBook
from jamxl.present import Figures, Section
from jamxl.read import read
from jamxl.standard import books
from jamxl.standard.kompetensbok import (
    AmbassadorTotals,
    Certificates,
    CertificateTotals,
    Elsewhere,
    TrainingTotals,
    report,
)

# Nothing is wrong, though much is at the edge: as many came as were asked, as many certificates as persons.
SOUND = (
    tables.COVER
    + """
## Insatser
| Personal K | Personal M | Unika deltagare K | Unika deltagare M |
| 10 | 5 | 10 | 4 |

| Insats-ID | Insats | Ämnesområde | Timmar per deltagare | Läge | Orsak om inställd | Inbjudna K | Inbjudna M | Deltog K | Deltog M |
| U-01 | Grundkurs | Jämställdhet | 3 | Genomförd | | 10 | 5 | 10 | 0 |
| U-02 | Fördjupning | Jämställdhet | 6,5 | Genomförd | | | | 2 | 4 |
| U-03 | Personuppgifter | Personuppgifter | | Inställd | Föreläsaren blev sjuk | 10 | 5 | | |
| U-04 | Handledning | Motiverande samtal (MI) | 6 | Planerad | | 10 | 5 | | |

## Intyg
| Slag av bevis | Började K | Började M | Unika personer K | Unika personer M | Angivet antal personer |
| Intyg | 10 | 4 | 10 | 4 | 14 |

| Intygsrad | Insats | Intyget gäller | Antal intyg | Personer K | Personer M |
| IN-01 | U-01 | Grund | 10 | 10 | 0 |
| IN-02 | U-02 | Fördjupning | 12 | 2 | 4 |

## Ambassadörer
| Avdelnings-ID | Avdelning | Mål | Utfall K | Utfall M |
| AVD-01 | Kansli | 2 | 1 | 1 |
| AVD-02 | Skola | 2 | 1 | 0 |
| AVD-03 | Teknik | 2 | | |

## Tillämpning
| Tillämpnings-ID | Insatser | Gäller nivå | Vad som är ändrat |
| T-01 | U-01, U-02 | Grupp | Alla skriver på samma mall |

## Omvärld
| Jämförelse-ID | Plats eller verksamhet | Vad som räknas | Antal | Av totalt | Angiven andel |
| JT-01 | Edinburgh | Nådda i arbetsför ålder | 1200 | 1400 | |
| JT-02 | Edinburgh | Utan ersättning | | | 75 % |
| JT-03 | Edinburgh | Interventioner | 800 | | |
"""
)

CASES: dict[str, Case] = {
    "W02: one woman more than were asked": (
        {"Insatser/U-01/Inbjudna K": 9.0},
        [
            "W02 warning Insatser/U-01/Deltog K + Insatser/U-01/Deltog M + Insatser/U-01/Inbjudna K + Insatser/U-01/Inbjudna M: "
            "10 kvinnor deltog, men bara 9 var inbjudna."
        ],
    ),
    "W02: both sexes": (
        {"Insatser/U-02/Inbjudna K": 1.0, "Insatser/U-02/Inbjudna M": 3.0},
        [
            "W02 warning Insatser/U-02/Deltog K + Insatser/U-02/Deltog M + Insatser/U-02/Inbjudna K + Insatser/U-02/Inbjudna M: "
            "2 kvinnor och 4 män deltog, men bara 1 och 3 var inbjudna."
        ],
    ),
    "W02: nobody was counted as asked": ({"Insatser/U-01/Inbjudna K": BLANK, "Insatser/U-01/Inbjudna M": BLANK}, []),
    "W02: more persons than staff": (
        {"Insatser/Personal K": 9.0},
        [
            "W02 warning Insatser/Unika deltagare K + Insatser/Unika deltagare M + Insatser/Personal K + Insatser/Personal M: "
            "10 kvinnor har deltagit, men personalen är bara 9."
        ],
    ),
    "W02: more persons than participations": (
        {"Insatser/Unika deltagare M": 5.0},
        [
            "W02 warning Insatser/Unika deltagare K + Insatser/Unika deltagare M: "
            "5 män har deltagit, men insatserna har tillsammans bara 4 deltaganden."
        ],
    ),
    "W02: participations are not all counted": (
        {"Insatser/Unika deltagare M": 5.0, "Insatser/U-02/Deltog M": BLANK},
        [
            "J31 warning Insatser/U-02/Deltog K + Insatser/U-02/Deltog M + Insatser/U-02/Läge: "
            "Fördjupning är genomförd, men deltog K och deltog M är inte båda ifyllda."
        ],
    ),
    "J31: cancelled without a reason": (
        {"Insatser/U-03/Orsak om inställd": BLANK},
        [
            "J31 warning Insatser/U-03/Orsak om inställd + Insatser/U-03/Läge: "
            "Personuppgifter är inställd, men orsaken är inte ifylld."
        ],
    ),
    "J31: participants at what is only planned": (
        {"Insatser/U-04/Deltog K": 1.0},
        [
            "J31 warning Insatser/U-04/Deltog K + Insatser/U-04/Deltog M + Insatser/U-04/Läge: "
            "Handledning har deltagare, men läget är Planerad."
        ],
    ),
    "J31: nobody came to what is only planned": (
        {"Insatser/U-04/Deltog K": 0.0, "Insatser/U-04/Deltog M": 0.0},
        [],
    ),
    "S04: a certificate too few on the row": (
        {"Intyg/IN-01/Antal intyg": 9.0},
        [
            "S04 error Intyg/IN-01/Antal intyg + Intyg/IN-01/Personer K + Intyg/IN-01/Personer M: "
            "9 intyg till 10 personer går inte ihop: var och en har fått minst ett."
        ],
    ),
    "S04: fewer certificates than persons in all": (
        {
            "Intyg/IN-01/Antal intyg": 1.0, "Intyg/IN-01/Personer K": 1.0,
        },
        [
            "S04 error Intyg/Unika personer K + Intyg/Unika personer M: "
            "Raderna har 13 intyg, men 14 personer sägs ha fått minst ett var."
        ],
    ),
    "S04: no certificates are told row by row": (
        {
            f"Intyg/{row}/{header}": BLANK
            for row in ("IN-01", "IN-02")
            for header in ("Intygsrad", "Insats", "Intyget gäller", "Antal intyg", "Personer K", "Personer M")
        },
        [],
    ),
    "S01: the sexes do not make the stated number": (
        {"Intyg/Angivet antal personer": 15.0},
        [
            "S01 error Intyg/Angivet antal personer + Intyg/Unika personer K + Intyg/Unika personer M: "
            "10 kvinnor och 4 män blir 14, men angivet antal är 15."
        ],
    ),
    "S01: one sex is not told": ({"Intyg/Unika personer M": BLANK, "Intyg/Angivet antal personer": 15.0}, []),
    "W02: more have a certificate than began": (
        {"Intyg/Började M": 3.0},
        [
            "W02 warning Intyg/Unika personer K + Intyg/Unika personer M + Intyg/Började K + Intyg/Började M: "
            "4 män har intyg, men bara 3 började."
        ],
    ),
    "J31: a part larger than its whole": (
        {"Omvärld/JT-01/Antal": 1401.0},
        [
            "J31 warning Omvärld/JT-01/Antal + Omvärld/JT-01/Av totalt: "
            "1 401 av 1 400 går inte ihop: delen är större än det hela."
        ],
    ),
    "C05: an intervention that is not there": (
        {"Tillämpning/T-01/Insatser": "U-01, U-09"},
        ["C05 error Tillämpning/T-01/Insatser: Insatser ”U-09” finns inte."],
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> RawBook:
    return read(tables.fill(tmp_path_factory.mktemp("kompetens") / "bok.xlsx", books()["kompetensbok"], SOUND))


@pytest.mark.parametrize("name", CASES)
def test_rule(sound: RawBook, name: str) -> None:
    entries, expected = CASES[name]
    checked = after(sound, entries)
    assert found(checked) == said(sound, expected)
    assert tables.balanced(checked)


def test_every_rule_is_broken_in_some_case() -> None:
    assert unbroken("kompetensbok", CASES) == set()


def test_a_sound_book_is_without_remark(sound: RawBook) -> None:
    assert found(after(sound, {})) == []


@pytest.mark.parametrize("place", demanded("kompetensbok", SOUND))
def test_a_blank_cell_is_said_once(sound: RawBook, place: str) -> None:
    header = place.rpartition("/")[2]
    assert found(after(sound, {place: BLANK})) == said(sound, [f"JX401 error {place}: {header} är inte ifyllt."])


@pytest.mark.parametrize("place", measured("kompetensbok", SOUND))
def test_a_word_in_place_of_a_value_is_said_once(sound: RawBook, place: str) -> None:
    (finding,) = after(sound, {place: "vet nog"}).findings
    assert (finding.cells, finding.severity) == ((tables.address(sound, place),), "error")


def test_an_untouched_book_is_only_said_to_be_empty() -> None:
    assert untouched("kompetensbok") == ["JX119"]


# ------------------------------------------------------------------------------------------------ figures


def test_participations_and_hours_are_counted_for_women_and_men(sound: RawBook) -> None:
    totals = data_of(after(sound, {})).form(TrainingTotals)
    assert (totals.times_k, totals.times_m) == (12.0, 4.0)
    # 10 women for 3 hours and 2 for 6,5; 4 men for 6,5.
    assert (totals.hours_k, totals.hours_m) == (43.0, 26.0)
    assert (totals.reached_k, totals.reached_m) == (1.0, 0.8)


def test_ambassadors_are_compared_where_both_are_told(sound: RawBook) -> None:
    totals = data_of(after(sound, {})).form(AmbassadorTotals)
    assert (totals.target, totals.now, totals.difference, totals.reached) == (4.0, 3.0, -1.0, 0.75)
    assert totals.status == "Ej uppnått"


def test_equal_to_the_target_is_reached(sound: RawBook) -> None:
    data = data_of(after(sound, {"Ambassadörer/AVD-02/Utfall M": 1.0}))
    assert data.form(AmbassadorTotals).status == "Uppnått"
    assert [row.known("status") for row in data.parts["ambassadors"].view()] == ["Uppnått", "Uppnått", None]


def test_figures_from_edinburgh(sound: RawBook) -> None:
    assert data_of(after(sound, {})).values(Elsewhere, "share") == [pytest.approx(1200 / 1400), 0.75]


@pytest.mark.parametrize(
    ("certificates", "women", "men", "each"),
    [(452.0, 171.0, 28.0, 2.27), (252.0, 131.0, 21.0, 1.66)],
    ids=["Orust", "Tranemo"],
)
def test_certificates_per_person(sound: RawBook, certificates: float, women: float, men: float, each: float) -> None:
    typed = {
        "Intyg/IN-01/Antal intyg": certificates - 12,
        "Intyg/Unika personer K": women,
        "Intyg/Unika personer M": men,
        "Intyg/Angivet antal personer": women + men,
        "Intyg/Började K": BLANK,
        "Intyg/Började M": BLANK,
    }
    checked = after(sound, typed)
    totals = data_of(checked).form(CertificateTotals)
    assert found(checked) == []
    assert totals.per_person == pytest.approx(each, abs=0.005)
    assert (totals.count, totals.people) == (certificates, women + men)
    # How many began is not told, so their share is not known.
    assert (totals.share_k, totals.share_m) == (None, None)


def test_g50_the_two_municipalities_make_the_stated_total(sound: RawBook) -> None:
    """199 and 152 persons are the 351 of the report: nothing is said."""
    typed = {
        "Intyg/IN-01/Antal intyg": 452.0 + 252.0,
        "Intyg/Unika personer K": 199.0,
        "Intyg/Unika personer M": 152.0,
        "Intyg/Angivet antal personer": 351.0,
        "Intyg/Började K": BLANK,
        "Intyg/Började M": BLANK,
    }
    assert found(after(sound, typed)) == []
    assert data_of(after(sound, typed)).total(Certificates, "count") == 716.0


def test_g52_ambassadors_of_both_against_forty(sound: RawBook) -> None:
    typed = {
        "Ambassadörer/AVD-01/Mål": 20.0, "Ambassadörer/AVD-01/Utfall K": 10.0, "Ambassadörer/AVD-01/Utfall M": 3.0,
        "Ambassadörer/AVD-02/Mål": 20.0, "Ambassadörer/AVD-02/Utfall K": 11.0, "Ambassadörer/AVD-02/Utfall M": 3.0,
    }  # fmt: skip
    totals = data_of(after(sound, typed)).form(AmbassadorTotals)
    assert (totals.now, totals.target, totals.difference) == (27.0, 40.0, -13.0)
    assert (totals.reached, totals.status) == (0.675, "Ej uppnått")


# ------------------------------------------------------------------------------------------------ the report


def certificates_of(folder: Path, *instruments: str) -> Section:
    """The report's section on certificates over units that give each its own kind."""
    book = books()["kompetensbok"]
    paths = []
    for at, instrument in enumerate(instruments):
        rows = tables.records(book, SOUND)
        rows["cover"][0] |= {"unit_id": f"e{at}", "unit_name": f"Enhet {at}"}
        rows["certificate_totals"][0] |= {"instrument": instrument}
        paths.append(tables.fill(folder / f"{at}.xlsx", book, rows))
    made = report.certificates(consolidate(workflow.deliveries(paths, tables.Limits(), tables.TODAY, folder), books()))
    assert made is not None
    return made


def test_certificates_of_one_kind_have_a_total(tmp_path: Path) -> None:
    made = certificates_of(tmp_path, "Intyg", "Intyg")
    assert isinstance(made.table, Figures)
    assert made.table.total == "Totalt"


def test_certificates_of_different_kinds_have_none(tmp_path: Path) -> None:
    made = certificates_of(tmp_path, "Intyg", "Validering")
    assert isinstance(made.table, Figures)
    assert made.table.total == ""
    assert made.intro.endswith("Olika slags bevis läggs inte ihop.")
