"""The same unit in two rounds: what is told of rows and numbers, on both sides of each edge."""

# ruff: noqa: E501  (tables in text are read by their columns)

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from shutil import copytree, rmtree
from tempfile import TemporaryDirectory

import pytest
import tables

from jamxl import api, present, workflow
from jamxl.checking import check
from jamxl.consolidation import Delivery, deliver
from jamxl.findings import Finding
from jamxl.project import Limits, Switch, load
from jamxl.read import read
from jamxl.rounds import Comparison, Kind, findings
from jamxl.standard import books

PROJECT = """
## Mål
| Mål-ID | Mål | Nivå | Indikator | Måttenhet | Målvärde T | Mäts senast |
| M-1 | Lika många kvinnor som män får praktik | Delmål | Personer med praktik | antal personer | 40 | 2010-12-31 |

## Måluppföljning
| Uppföljnings-ID | Mål-ID | Mätt eller bedömt | Utfall K | Utfall M | Anmärkning |
| U-01 | M-1 | 2009-12-15 | 20 | 10 | |

## Aktiviteter
| Aktivitetsnr | Aktivitet | Planerad start | Planerat slut | Planerad tid | Utfall tid | Status | Anmärkning |
| A-001 | Utreda väntetider i receptionen | 2009-09-07 | 2010-01-31 | 230 | 100 | Pågår | |
| A-002 | Utbilda personalen | 2010-02-01 | 2010-03-31 | 100 | | Ej påbörjad | |
| A-003 | Ta fram en handbok | 2010-02-01 | 2010-06-30 | 60 | | Utgår | |

## Ändringslogg
| Ändrings-ID | Aktivitetsnr | Datum för ändring | Åtgärd | Utförare | Beslutad av |
| Ä-001 | A-001 | 2009-10-15 | Två enheter till ingår | Projektledare | |

## Risker
| Risk-ID | Risk | Typ | Sannolikhet | Konsekvens | Föregående riskvärde | Status |
| R-01 | Nyckelpersonen slutar | Personal | 3 | 4 | | Öppen |

## Rekommendationer
| Rekommendations-ID | Område | Rekommendation | Riktad till | Senast | Status |
| RK-01 | Innehåll | Räkna besöken på kvinnor och män | Enhetschef | 2010-04-30 | Antagen |
"""

STATISTICS = """
## Könsuppdelad statistik
| Rad-ID | Mått | Räkneenhet | Redovisningsgrupp | Period | Kvinnor | Män | Föregående kvinnor | Föregående män | Kvalitet | Anmärkning |
| ST-001 | Deltagare | individer | | 2009-T3 | 20 | 30 | | | Räknad | |
| ST-002 | Besök i receptionen | besök | Vardagar | 2009-T3 | 200 | 300 | | | Räknad | |
"""

RAISE = """
## Höja värdet
| Åtgärds-ID | Parameter | Åtgärd | Typ | Ansvarig | Klart senast | Uppföljning nästa år |
| H-1 | P1 Utgångspunkter | Skriv ner varför projektet finns | Höja | Projektledare | 2010-03-31 | |
"""

SURVEY = """
## Enkäter
| Enkät-ID | Enkät | När | Utskick K | Utskick M |
| EN-1 | Brukarenkät | 2009-T3 | 60 | 60 |

## Frågor
| Fråge-ID | Enkät-ID | Fråga | Skala | Redovisad andel |
| EF-01 | EN-1 | Är du nöjd med bemötandet? | Ja eller nej | Nöjda |

## Svar
| Svars-ID | Fråge-ID | Svarsalternativ | Instämmer | Antal K | Antal M |
| SV-1 | EF-01 | Ja | Ja | 20 | 20 |
| SV-2 | EF-01 | Nej | Nej | 20 | 20 |
"""

TEXTS = {"projektbok": PROJECT, "statistikbok": STATISTICS, "uppfoljningsbok": RAISE, "enkatbok": SURVEY}
Edits = Sequence[tuple[str, str]]


def edited(text: str, edits: Edits) -> str:
    """A text with replacements, each of which must change it."""
    for old, new in edits:
        assert old in text, old
        text = text.replace(old, new)
    return text


@cache
def delivery(book: str, text: str, period: str) -> Delivery:
    """A book filled from a text, written, read and checked."""
    cover = tables.COVER.replace("2010-T1", period)
    with TemporaryDirectory() as folder:
        path = tables.fill(Path(folder) / f"{period}.xlsx", books()[book], cover + text)
        return deliver(check(read(path), books(), Limits(), tables.TODAY))


def compared(book: str, edits: Edits = (), before: Edits = ()) -> Comparison:
    old = delivery(book, edited(TEXTS[book], before), "2009-T3")
    return Comparison(books()[book], old, delivery(book, edited(TEXTS[book], edits), "2010-T1"))


def told(book: str, edits: Edits = (), before: Edits = (), limits: Limits | None = None) -> list[Finding]:
    return findings(compared(book, edits, before), limits or Limits())


def lines(found: Sequence[Finding]) -> list[str]:
    return [f"{f.code} {f.row_id}: {f.header}".rstrip(": ") for f in found]


RK = "| RK-01 | Innehåll | Räkna besöken på kvinnor och män | Enhetschef | 2010-04-30 | Antagen |\n"
A2 = "| A-002 | Utbilda personalen | 2010-02-01 | 2010-03-31 | 100 | | Ej påbörjad | |\n"
A3 = "| A-003 | Ta fram en handbok | 2010-02-01 | 2010-06-30 | 60 | | Utgår | |\n"
NEW = "| A-004 | Intervjua brukare | 2010-05-03 | 2010-06-30 | 20 | | Ej påbörjad | |\n"
LOGGED = (("| Två enheter till ingår | Projektledare | |\n",
           "| Två enheter till ingår | Projektledare | |\n| Ä-002 | A-002 | 2010-03-01 | Utbildningen flyttas | Projektledare | |\n"),)  # fmt: skip
NEXT = (("2009-T3", "2010-T1"),)
COMPARED = """
## Jämförelser
| Jämförelse-ID | Fråge-ID | Grupp | Lydelse förra gången | Skala förra gången | Svar förra gången | Andel förra gången |
| JF-01 | EF-01 | Alla | Är du nöjd med bemötandet? | Ja eller nej | 80 | 50 % |
"""
ST1, ST2 = "| 2009-T3 | 20 | 30 | | | Räknad | |", "| 2009-T3 | 200 | 300 | | | Räknad | |"
PLAN = ("| 2010-02-01 | 2010-03-31 | 100 |", "| 2010-02-01 | 2010-06-30 | 100 |")

CASES: dict[str, tuple[str, Edits, list[str]]] = {
    "nothing happened": ("projektbok", (), []),
    # JX601
    "a row is gone": ("projektbok", ((A2, ""),), ["JX601 A-002"]),
    "a row that said it was over may go": ("projektbok", ((A3, ""),), []),
    "a new row is no news": ("projektbok", ((A3, A3 + NEW),), []),
    "another spelling of the ID": ("projektbok", (("| A-002 |", "| A-2 |"),), []),
    "a row with a new ID": ("projektbok", (("| A-002 |", "| A-009 |"),), ["JX601 A-009: Aktivitetsnr"]),
    # JX602
    "an ID stands for something else": (
        "projektbok", (("Utbilda personalen", "Mäta ljudnivån i köket"),), ["JX602 A-002: Aktivitetsnr"],
    ),
    "a few words more": ("projektbok", (("Utbilda personalen", "Utbilda personalen och cheferna i bemötande"),), []),
    "other words, explained": (
        "projektbok", ((A2, A2.replace("Utbilda personalen", "Seminarier i bemötande").replace("Ej påbörjad | |", "Ej påbörjad | Samma sak |")),), [],
    ),
    # JX604
    "a goal measured in another way": (
        "projektbok", (("Personer med praktik", "Personer med anställning"), ("| 20 | 10 |", "| 60 | 10 |")), ["JX604 M-1: Indikator"],
    ),
    "only the way of writing": ("projektbok", (("Personer med praktik", "personer med  praktik."),), []),
    "something else was measured": (
        "projektbok", (("| Utfall M | Anmärkning |\n", "| Utfall M | Annat som mättes | Anmärkning |\n"), ("| 20 | 10 | |", "| 20 | 10 | Sökande till praktik | |")),
        ["JX604 U-01: Annat som mättes"],
    ),
    # JX603: more than half, and more than ten
    "half more is no jump": ("projektbok", (("| 20 | 10 |", "| 30 | 10 |"),), []),
    "more than half, and eleven": ("projektbok", (("| 20 | 10 |", "| 31 | 10 |"),), ["JX603 U-01: Utfall K"]),
    "double, but only ten": ("projektbok", (("| 20 | 10 |", "| 20 | 20 |"),), []),
    "a jump that is explained": ("projektbok", (("| 20 | 10 | |", "| 40 | 10 | Ny grupp i mars |"),), []),
    "a new measurement of the same goal": (
        "projektbok", (("| 20 | 10 | |\n", "| 20 | 10 | |\n| U-02 | M-1 | 2010-04-20 | 40 | 12 | |\n"),), ["JX603 U-02: Utfall K"],
    ),
    "both sexes jumped": ("projektbok", (("| 20 | 10 |", "| 40 | 30 |"),), ["JX603 U-01: Utfall K"]),
    # JX605
    "used hours fell": ("projektbok", (("| 230 | 100 |", "| 230 | 99 |"),), ["JX605 A-001: Utfall tid"]),
    "used hours grew by much": ("projektbok", (("| 230 | 100 |", "| 230 | 225 |"),), []),
    # JX606
    "an answered recommendation may go": ("projektbok", ((RK, ""),), []),
    "a promise in a book that itself asks for answers": ("uppfoljningsbok", (), []),
    "a promise that is gone": (
        "uppfoljningsbok", (("| H-1 | P1 Utgångspunkter | Skriv ner varför projektet finns", "| H-2 | P1 Utgångspunkter | Bjud in cheferna"),), ["JX606 H-1"],
    ),
    # JX607
    "the log is written over": (
        "projektbok", (("Två enheter till ingår", "Tre enheter till ingår"),), ["JX607 Ä-001: Åtgärd"],
    ),
    "a row of the log is gone": (
        "projektbok", (("| Ä-001 | A-001 | 2009-10-15 | Två enheter till ingår |", "| Ä-002 | A-001 | 2010-02-15 | Ny tidplan |"),), ["JX607 Ä-001"],
    ),
    "a blank cell of the log is filled in": (
        "projektbok", (("| Två enheter till ingår | Projektledare | |", "| Två enheter till ingår | Projektledare | Styrgruppen |"),), [],
    ),
    # JX608
    "a plan is changed and not logged": ("projektbok", (PLAN,), ["JX608 A-002: Planerat slut"]),
    "a plan is changed and logged": ("projektbok", (PLAN, *LOGGED), []),
    "a change of the whole project is logged": (
        "projektbok", (PLAN, LOGGED[0], ("| Ä-002 | A-002 |", "| Ä-002 | Projektet |")), [],
    ),
    # JX609
    "last round's value is another": (
        "projektbok", (("| 3 | 4 | | Öppen |", "| 3 | 4 | 6 | Öppen |"),), ["JX609 R-01: Föregående riskvärde"],
    ),
    "last round's value is right": ("projektbok", (("| 3 | 4 | | Öppen |", "| 3 | 4 | 12 | Öppen |"),), []),
    # Rows of statistics, which have their period
    "the same measure in the next period": ("statistikbok", NEXT, []),
    "a jump that the book cannot see": (
        "statistikbok", (("| 2009-T3 | 20 | 30 |", "| 2010-T1 | 20 | 46 |"), ("| 2009-T3 | 200 |", "| 2010-T1 | 200 |")), ["JX603 ST-001: Män"],
    ),
    "a jump that the book has told of": (
        "statistikbok", ((ST1, "| 2010-T1 | 20 | 46 | 20 | 30 | Räknad | |"), ("| 2009-T3 | 200 |", "| 2010-T1 | 200 |")), [],
    ),
    "the rows in another order": ("statistikbok", (("ST-001", "ST-003"), ("ST-002", "ST-001"), ("ST-003", "ST-002"), *NEXT), []),
    "both periods in the book": (
        "statistikbok", ((ST1, f"{ST1}\n| ST-003 | Deltagare | individer | | 2010-T1 | 20 | 46 | | | Räknad | |"),), ["JX603 ST-003: Män"],
    ),
    "counted in another unit": (
        "statistikbok", ((" besök | Vardagar ", " individer | Vardagar "), *NEXT), ["JX604 ST-002: Räkneenhet"],
    ),
    "periods that are not equally long": (
        "statistikbok", (("| 2009-T3 | 20 | 30 |", "| 2010-VT | 20 | 90 |"), ("| 2009-T3 | 200 |", "| 2010-T1 | 200 |")), [],
    ),
    "another figure as last round's": (
        "statistikbok", ((ST1, "| 2010-T1 | 20 | 30 | 21 | 30 | Räknad | |"), ("| 2009-T3 | 200 |", "| 2010-T1 | 200 |")), ["JX609 ST-001: Föregående kvinnor"],
    ),
    # Questions, whose shares are told in percentage points
    "a share by 25 points, half of what it was": ("enkatbok", (("| Ja | Ja | 20 | 20 |", "| Ja | Ja | 60 | 20 |"),), []),
    "a share by more than half": ("enkatbok", (("| Ja | Ja | 20 | 20 |", "| Ja | Ja | 64 | 20 |"),), ["JX603 EF-01: Andel K"]),
    "a question in other words": ("enkatbok", (("bemötandet?", "bemötandet i receptionen?"),), ["JX604 EF-01: Fråga"]),
    "a question in other words that the book has told of": (
        "enkatbok", (("bemötandet?", "bemötandet i receptionen?"), ("\n## Frågor", COMPARED + "\n## Frågor")), [],
    ),
    "another scale": ("enkatbok", (("| Ja eller nej |", "| 4 steg |"),), ["JX604 EF-01: Skala"]),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_what_is_told(name: str) -> None:
    book, edits, expected = CASES[name]
    assert lines(told(book, edits)) == expected


WORDS: Mapping[str, tuple[str, Edits, str, str]] = {
    "JX601": ("projektbok", ((A2, ""),), "A-002 (Utbilda personalen) fanns i 2009-T3 men inte nu.", "Aktiviteter!"),
    "JX602": (
        "projektbok", (("Utbilda personalen", "Mäta ljudnivån i köket"),),
        "A-002 var ”Utbilda personalen” i 2009-T3; nu står där ”Mäta ljudnivån i köket”.", "Aktiviteter!A11,B11",
    ),
    "JX604": (
        "projektbok", (("Personer med praktik", "Personer med anställning"),),
        "Indikator för M-1 är ändrat från ”Personer med praktik” i 2009-T3 till ”Personer med anställning”. "
        "Utfall K och Utfall M jämförs inte med 2009-T3.", "Mål!F6",
    ),
    "JX603": (
        "projektbok", (("| 20 | 10 |", "| 40 | 30 |"),),
        "U-01 (M-1) har ändrats mycket sedan 2009-T3: Utfall K från 20 till 40 och Utfall M från 10 till 30.", "Måluppföljning!H6,I6",
    ),
    "JX605": (
        "projektbok", (("| 230 | 100 |", "| 230 | 99 |"),),
        "A-001 (Utreda väntetider i receptionen) har minskat sedan 2009-T3: Utfall tid från 100 h till 99 h. "
        "Det som är använt kan inte bli mindre.", "Aktiviteter!Q10",
    ),
    "JX607": ("projektbok", (("Två enheter till ingår", "Tre enheter till ingår"),), "Ä-001 är ändrad sedan 2009-T3: Åtgärd var Två enheter till ingår, är Tre enheter till ingår.", "Ändringslogg!D6"),
    "JX608": ("projektbok", (PLAN,), "Planerat slut för A-002 är ändrat från 2010-03-31 i 2009-T3 till 2010-06-30, men Ändringslogg har ingen ny rad om A-002.", "Aktiviteter!M11"),
    "JX609": ("projektbok", (("| 3 | 4 | | Öppen |", "| 3 | 4 | 6 | Öppen |"),), "Föregående riskvärde för R-01 (Nyckelpersonen slutar) är 6, men i 2009-T3 stod 12 i kolumnen Riskvärde.", "Risker!J10"),
}  # fmt: skip


@pytest.mark.parametrize("code", WORDS)
def test_words_and_cells(code: str) -> None:
    book, edits, message, place = WORDS[code]
    (found,) = (f for f in told(book, edits) if f.code == code)
    assert found.message == message
    assert f"{found.sheet}!{','.join(found.cells)}" == place


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("| 2010-04-30 | Föreslagen |", "RK-01 (Räkna besöken på kvinnor och män) från 2009-T3 skulle vara klar 2010-04-30, men Status är fortfarande Föreslagen."),
        ("| 2010-04-30 | Antagen |", ""),
        ("| 2010-05-01 | Föreslagen |", ""),
        ("gone", "RK-01 (Räkna besöken på kvinnor och män) från 2009-T3 är borta utan att vara besvarad."),
    ],
)  # fmt: skip
def test_a_recommendation_waits_for_an_answer(now: str, expected: str) -> None:
    edit = (RK, "") if now == "gone" else ("| 2010-04-30 | Antagen |", now)
    found = told("projektbok", (edit,), before=(("| 2010-04-30 | Antagen |", "| 2010-04-30 | Föreslagen |"),))
    assert [f.message for f in found] == [expected] * bool(expected)


def test_switches_apply() -> None:
    both = (("| 20 | 10 |", "| 31 | 10 |"), PLAN)
    own = Limits().switched({"S07": Switch(level="av", reason="Ny grupp"), "A04": Switch(level="fel", reason="Krav")})
    assert [(f.code, f.severity) for f in told("projektbok", both, limits=own)] == [("JX608", "error")]


@pytest.mark.parametrize(("share", "count", "jumps"), [(0.5, 11.0, 0), (0.5, 10.9, 1), (0.55, 5.0, 0), (0.54, 5.0, 1)])
def test_how_large_a_jump_is_is_the_projects(share: float, count: float, jumps: int) -> None:
    found = told("projektbok", (("| 20 | 10 |", "| 31 | 10 |"),), limits=Limits(jump_share=share, jump_count=count))
    assert sum(f.code == "JX603" for f in found) == jumps


@pytest.mark.parametrize("key", books())
def test_a_book_beside_itself_has_changed_nothing(key: str) -> None:
    book = books()[key]
    with TemporaryDirectory() as folder:
        path = tables.fill(Path(folder) / "bok.xlsx", book, tables.sample_rows(book))
        sample = deliver(check(read(path), books(), Limits(), tables.TODAY))
    comparison = Comparison(book, sample, sample)
    assert comparison.pairs
    assert {pair.kind for pair in comparison.pairs} == {Kind.SAME}
    assert all(number.compared and len(set(number.values)) == 1 for number in comparison.numbers)
    # What was promised may be due, and a sample's last value is not what it was.
    assert {f.code for f in findings(comparison, Limits())} <= {"JX606", "JX609"}


def test_kinds_of_rows() -> None:
    pairs = compared("projektbok", ((A2, NEW), ("| 230 | 100 | Pågår |", "| 230 | 110 | Klar |"))).pairs
    kinds = {pair.row.row_id: pair.kind for pair in pairs if pair.part.table_key == "activities"}
    assert kinds == {"A-001": Kind.CHANGED, "A-002": Kind.GONE, "A-003": Kind.SAME, "A-004": Kind.NEW}
    (changed,) = (pair.changed for pair in pairs if pair.row.row_id == "A-001")
    assert changed == ("status",)


# ------------------------------------------------------------------------------------------------ in a project


SETTINGS = """
[projekt]
namn = "Jämställd service"
id = "JI-2010"
period = "2010-T1"

[[enhet]]
id = "jobbcoachingen"
namn = "Jobbcoachenheten"
kommun = "Botkyrka"
"""
JUMPED, FELL = ("| 20 | 10 |", "| 40 | 10 |"), ("| 230 | 100 |", "| 230 | 90 |")


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with files of three rounds, the last one with a jump since the second and hours that fell."""
    folder = tmp_path_factory.mktemp("projekt")
    (folder / "jamxl.toml").write_text(SETTINGS, encoding="utf-8")
    rounds: dict[str, Edits] = {"2009-T2": [("| 20 | 10 |", "| 39 | 10 |")], "2009-T3": [], "2010-T1": [JUMPED, FELL]}
    for period, edits in rounds.items():
        inbox = folder / "inkorg" / period
        inbox.mkdir(parents=True)
        text = tables.COVER.replace("2010-T1", period) + edited(PROJECT, edits)
        tables.fill(inbox / f"0127_jobbcoachingen_projektbok_{period}_v01.xlsx", books()["projektbok"], text)
    return folder


def between(deliveries: Sequence[Delivery]) -> list[str]:
    """What is told between rounds, of each file."""
    return [f"{d.period} {line}" for d in deliveries for line in lines(d.findings) if line.startswith("JX6")]


def test_a_consolidation_has_the_rounds_before_it(root: Path) -> None:
    data = workflow.consolidate_project(load(root), today=tables.TODAY)
    assert [each.period for each in data.earlier] == ["2009-T2", "2009-T3"]
    assert between(data.used) == ["2010-T1 JX603 U-01: Utfall K", "2010-T1 JX605 A-001: Utfall tid"]
    assert {f.code for _, f in data.findings()} >= {"JX603", "JX605"}
    numbers = data.frames["round_numbers"]
    hours = numbers[(numbers["place"] == "Aktiviteter") & (numbers["row_id"] == "A-001")]
    assert list(zip(hours["period"], hours["number"], strict=True)) == [
        ("2009-T2", 100.0), ("2009-T3", 100.0), ("2010-T1", 90.0),
    ]  # fmt: skip
    assert data.frames["round_rows"].empty
    # Of a number each round's own file is named.
    assert all(period in file for period, file in zip(hours["period"], hours["file"], strict=True))


def test_the_first_round_has_none_before_it(root: Path) -> None:
    data = workflow.consolidate_project(load(root), period="2009-T2", today=tables.TODAY)
    assert (data.earlier, data.derived, between(data.used)) == ((), (), [])
    assert "Sedan förra omgången" not in [grid.name for grid in present.pages(data).grids]


def test_checking_a_file_of_the_inbox_tells_of_the_round_before(root: Path) -> None:
    project = load(root)
    paths = workflow.workbooks([project.incoming / "2010-T1"])
    found = list(workflow.deliveries(paths, project.limits, tables.TODAY))
    assert between(found) == []
    told_of = workflow.judged(project, paths, found, tables.TODAY)
    assert between(told_of) == ["2010-T1 JX603 U-01: Utfall K", "2010-T1 JX605 A-001: Utfall tid"]


def test_a_round_that_was_missed_is_passed_over(root: Path, tmp_path: Path) -> None:
    """Compared with the round before last, the number has hardly changed; the file's name does not matter."""
    copytree(root, tmp_path, dirs_exist_ok=True)
    (old,) = (tmp_path / "inkorg" / "2009-T2").iterdir()
    old.rename(old.with_name("kopia av vår bok.xlsx"))
    rmtree(tmp_path / "inkorg" / "2009-T3")
    project = load(tmp_path)
    paths = workflow.workbooks([project.incoming / "2010-T1"])
    found = list(workflow.deliveries(paths, project.limits, tables.TODAY))
    assert between(workflow.judged(project, paths, found, tables.TODAY)) == ["2010-T1 JX605 A-001: Utfall tid"]


def test_from_python(root: Path) -> None:
    together = api.consolidate([root / "inkorg"], today=tables.TODAY)
    assert [each.period for each in together.data.earlier] == ["2009-T2", "2009-T3"]
    codes = list(together.findings["code"])
    # The earlier files are not in the figures, and are told of as such.
    assert (codes.count("JX113"), codes.count("JX603"), codes.count("JX605")) == (2, 1, 1)
    assert set(together.frames["activities"]["period"]) == {"2010-T1"}


def test_sections_of_the_report(root: Path) -> None:
    """The jump and the fall with what they were; the goal's outcome and the hours round by round."""
    data = workflow.consolidate_project(load(root), today=tables.TODAY)
    told = {s.sheet: s.table for s in present.sections.made(data)[present.Theme.SINCE]}
    numbers, goals = told["Tal mot förra omgången"], told["Mål över omgångarna"]
    assert isinstance(numbers, present.Listing)
    assert isinstance(goals, present.Listing)
    assert [row[3:9] for row in numbers.rows] == [
        ("U-01", "M-1", "Utfall K", 20.0, 40.0, 20.0),
        ("A-001", "Utreda väntetider i receptionen", "Utfall tid", 100.0, 90.0, -10.0),
    ]
    assert [row[9] for row in numbers.rows] == ["Stor ändring", "Har minskat"]
    assert numbers.earlier[0].endswith("2009-T3_v01.xlsx, Måluppföljning H6")
    assert [row[2:9] for row in goals.rows] == [
        ("M-1", "Lika många kvinnor som män får praktik", "antal personer", 49.0, 30.0, 50.0, 20.0)
    ]
