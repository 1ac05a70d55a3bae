"""Processbok: its rules on both sides of their edges, the seven steps, shares of resources, and what was saved."""

# ruff: noqa: E501  (tables in text are read by their columns)

import pytest
import tables
from cases import BLANK, Case, after, data_of, demanded, found, measured, said, unbroken, untouched

from jamxl.grid import RawBook
from jamxl.read import read
from jamxl.standard import books
from jamxl.standard.processbok import FourR, Processes, ProcessMeasures, SevenSteps, SubSteps
from jamxl.standard.processbok.seven_steps import STEPS

SOUND = (
    tables.COVER
    + """
## Processer
| Process-ID | Process | Processtyp |
| PR-01 | Inkommet ärende | Pågående |
| PR-02 | Besök | Enstaka möte |

## Delsteg
| Delstegs-ID | Process-ID | Ordning | Delsteg | Minuter per kvinna | Minuter per man |
| DS-01 | PR-01 | 1 | Öppna och fördela | 10 | 10 |
| DS-02 | PR-01 | 2 | Utreda | 50 | 65 |
| DS-03 | PR-01 | 3 | Besluta | | |
| DS-04 | PR-02 | 1 | Ta emot | | 5 |

## Sju steg
| Analys-ID | Process-ID | Delstegs-ID | 1 Beskriva | 2 Bidra | 3 Risker | 4 Könsmönster | 5 Utförarens kön | 6 Åtgärder | 7 Förändra |
| SJ-01 | PR-01 | | a | b | c | d | e | f | g |
| SJ-02 | PR-01 | DS-02 | a | b | c | d | | | |

## Analys 4R
| 4R-ID | Process-ID | Grupp | Antal K | Antal M | Resurs | Räknas i | Resurs K | Resurs M |
| FR-01 | PR-01 | Sökande | 60 | 40 | Tid | minuter | 500 | 500 |
| FR-02 | | Styrgrupp | 5 | 5 | | | | |

## JämKAS
| Mönster-ID | Könsmönster | Iakttagelse | Bekräftat | Åtgärd | Skäl till ingen åtgärd |
| KM-01 | Män får mer tid | Tidmätning | Ja | FÅ-01 | |
| KM-02 | Män kallar sig arbetsledare | Samtal | Ja | | Tas upp i värdegrunden |
| KM-03 | Kvinnor väntar längre | Kölappar | Nej | | |
| KM-04 | Män frågar män | | | | |

## Förbättringar
| Åtgärds-ID | Process-ID | Åtgärd | Mått | Räknas i | Före | Efter | Angiven vinst | Mål för vinsten | Vinsten är | Hur det är mätt |
| FÅ-01 | PR-01 | Alla använder systemet | Handläggningstid | kalenderdagar | | | 6 | 14 | Beräknat | Genomgång |
| FÅ-02 | PR-02 | Bokade tider | Väntetid | minuter | 30 | 20,5 | 9,5 | | Mätt | En vecka |
| FÅ-03 | | Ny blankett | | | | | | | | |
"""
)

ORDER = "Delsteg/{0}/Ordning + Delsteg/{0}/Process-ID"

CASES: dict[str, Case] = {
    "J41: a hole in the order": (
        {"Delsteg/DS-03/Ordning": 4.0},
        [f"J41 error {ORDER.format('DS-03')}: Delsteg 4 i PR-01 saknar ett steg 3 före sig."],
    ),
    "J41: the same number twice": (
        {"Delsteg/DS-03/Ordning": 2.0},
        [f"J41 error {ORDER.format('DS-02')} + {ORDER.format('DS-03')}: PR-01 har flera delsteg med ordning 2."],
    ),
    "J41: the order of the rows does not matter": (
        {"Delsteg/DS-01/Ordning": 3.0, "Delsteg/DS-03/Ordning": 1.0},
        [],
    ),
    "J41: another process has its own order": ({"Delsteg/DS-03/Process-ID": "PR-02", "Delsteg/DS-03/Ordning": 2.0}, []),
    "J41: a number is not known": (
        {"Delsteg/DS-02/Ordning": "sist"},
        ["JX301 error Delsteg/DS-02/Ordning: ”sist” är inget tal."],
    ),
    "J42: confirmed, and nothing is done": (
        {"JämKAS/KM-02/Skäl till ingen åtgärd": BLANK},
        [
            "J42 error JämKAS/KM-02/Åtgärd + JämKAS/KM-02/Skäl till ingen åtgärd + JämKAS/KM-02/Bekräftat: "
            "KM-02 är bekräftat, men har varken åtgärd eller skäl till ingen åtgärd."
        ],
    ),
    "J42: rejected on nothing": (
        {"JämKAS/KM-03/Iakttagelse": BLANK},
        [
            "J42 warning JämKAS/KM-03/Iakttagelse + JämKAS/KM-03/Bekräftat: "
            "KM-03 är prövat (Bekräftat: Nej), men det står inte hur ni vet det."
        ],
    ),
    "J42: not tried yet": ({"JämKAS/KM-01/Bekräftat": BLANK, "JämKAS/KM-01/Iakttagelse": BLANK}, []),
    "J43: a gain out of nowhere": (
        {"Förbättringar/FÅ-01/Hur det är mätt": BLANK},
        [
            "J43 warning Förbättringar/FÅ-01/Hur det är mätt + Förbättringar/FÅ-01/Vinsten är + Förbättringar/FÅ-01/Vinst: "
            "Vinsten är 6 kalenderdagar, men det står inte om den är mätt eller hur."
        ],
    ),
    "J43: another gain than before and after give": (
        {"Förbättringar/FÅ-02/Angiven vinst": 9.0},
        [
            "J43 warning Förbättringar/FÅ-02/Angiven vinst + Förbättringar/FÅ-02/Före + Förbättringar/FÅ-02/Efter: "
            "Före 30 och efter 20,5 ger vinsten 9,5, men angiven vinst är 9."
        ],
    ),
    "S03: a gain in no unit": (
        {"Förbättringar/FÅ-01/Räknas i": BLANK},
        [
            "S03 error Förbättringar/FÅ-01/Räknas i + Förbättringar/FÅ-01/Vinst: "
            "Vinsten är 6, men det står inte vad som räknas."
        ],
    ),
    "S03: a resource in no unit": (
        {"Analys 4R/FR-01/Räknas i": BLANK},
        [
            "S03 error Analys 4R/FR-01/Räknas i + Analys 4R/FR-01/Resurs K + Analys 4R/FR-01/Resurs M: "
            "Sökande har 500 för kvinnor och 500 för män, men det står inte vad som räknas."
        ],
    ),
    "J44: two steps were jumped over": (
        {"Sju steg/SJ-01/2 Bidra": BLANK, "Sju steg/SJ-01/5 Utförarens kön": BLANK},
        [
            "J44 warning " + " + ".join(f"Sju steg/SJ-01/{heading}" for heading, _ in STEPS) + ": "
            "Steg 7 är ifyllt, men steg 2, 5 är tomt."
        ],
    ),
    "J44: half way": ({"Sju steg/SJ-02/4 Könsmönster": BLANK}, []),
    "C05: a process that is not there, and no hole where it was": (
        {"Delsteg/DS-02/Process-ID": "PR-09"},
        ["C05 error Delsteg/DS-02/Process-ID: Process-ID ”PR-09” finns inte."],
    ),
}


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> RawBook:
    return read(tables.fill(tmp_path_factory.mktemp("process") / "bok.xlsx", books()["processbok"], SOUND))


@pytest.mark.parametrize("name", CASES)
def test_rule(sound: RawBook, name: str) -> None:
    entries, expected = CASES[name]
    checked = after(sound, entries)
    assert found(checked) == said(sound, expected)
    assert tables.balanced(checked)


def test_every_rule_is_broken_in_some_case() -> None:
    assert unbroken("processbok", CASES) == set()


def test_a_sound_book_is_without_remark(sound: RawBook) -> None:
    assert found(after(sound, {})) == []


@pytest.mark.parametrize("place", demanded("processbok", SOUND))
def test_a_blank_cell_is_said_once(sound: RawBook, place: str) -> None:
    header = place.rpartition("/")[2]
    assert found(after(sound, {place: BLANK})) == said(sound, [f"JX401 error {place}: {header} är inte ifyllt."])


@pytest.mark.parametrize("place", measured("processbok", SOUND))
def test_a_word_in_place_of_a_value_is_said_once(sound: RawBook, place: str) -> None:
    (finding,) = after(sound, {place: "vet nog"}).findings
    assert (finding.cells, finding.severity) == ((tables.address(sound, place),), "error")


def test_an_untouched_book_is_only_said_to_be_empty() -> None:
    assert untouched("processbok") == ["JX119"]


# ------------------------------------------------------------------------------------------------ figures


def test_g10_process_mapping_has_seven_steps(sound: RawBook) -> None:
    assert len(STEPS) == 7
    assert data_of(after(sound, {})).values(SevenSteps, "done") == [7.0, 4.0]


def test_minutes_of_women_and_men_in_a_process(sound: RawBook) -> None:
    first, second = data_of(after(sound, {})).rows(Processes)
    assert (first.minutes_k, first.minutes_m, first.ratio) == (60.0, 75.0, 0.8)
    # Nobody has told what a woman's visit takes: that is not nought.
    assert (second.known("minutes_k"), second.minutes_m, second.known("ratio")) == (None, 5.0, None)


def test_minutes_differ_only_where_both_are_told(sound: RawBook) -> None:
    rows = data_of(after(sound, {})).rows(SubSteps)
    assert [row.known("difference") for row in rows] == [0.0, -15.0, None, None]


def test_shares_of_resources_against_shares_of_people(sound: RawBook) -> None:
    """60 of 100 are women and get half of the minutes: ten points less than their share."""
    time, board = data_of(after(sound, {})).rows(FourR)
    assert [time.share_k, time.resource_share, time.gap] == pytest.approx([0.6, 0.5, -10])
    assert [time.per_woman, time.per_man] == pytest.approx([500 / 60, 12.5])
    assert (board.share_k, board.known("resource_share"), board.known("gap")) == (0.5, None, None)


def test_six_days_of_fourteen(sound: RawBook) -> None:
    """A process group found six days to gain, and two weeks were the goal: 42,9 %."""
    stated, measured, none = data_of(after(sound, {})).rows(ProcessMeasures)
    assert [stated.gain, stated.reached] == pytest.approx([6.0, 0.4286], abs=5e-5)
    assert (measured.gain, measured.known("reached")) == (9.5, None)
    assert (none.known("gain"), none.known("reached")) == (None, None)
