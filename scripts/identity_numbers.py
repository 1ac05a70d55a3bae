"""Build `docs/personnummer.md`: which ways of writing identity numbers are found, and what else is taken for one.

    python scripts/identity_numbers.py            build the page
    python scripts/identity_numbers.py --check    fail when it differs from what the code gives

Telephone numbers, registry numbers and others are made systematically: of each area code and form some thousand, evenly
spread, so that the share of false alarms is the same each time.
"""

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from jamxl.columns import plain
from jamxl.identity import found
from jamxl.swedish import show

PAGE = Path(__file__).resolve().parent.parent / "docs" / "personnummer.md"
TODAY = date(2011, 1, 31)
NBSP, THIN = "\N{NO-BREAK SPACE}", "\N{THIN SPACE}"
# The Tax Agency's published example of a coordination number, and published test numbers.
NUMBER = "701063-2391"
TEST_NUMBERS = ("640823-3234", "640883-3231", "850709-9805", "121212-1212", "880320-0016")

# Each way with an example of it, as text or as Excel's number.
WAYS: dict[str, Any] = {
    "tio siffror med bindestreck": NUMBER,
    "tolv siffror med bindestreck": "19701063-2391",
    "tio siffror i ett": "7010632391",
    "tolv siffror i ett": "197010632391",
    "plustecken": "701063+2391",
    "tankstreck": "701063–2391",
    "mellanslag": "701063 2391",
    "hårt mellanslag": f"19701063{NBSP}2391",
    "smalt mellanslag": f"701063{THIN}2391",
    "bindestreck med mellanslag omkring": "701063 - 2391",
    "punkt": "701063.2391",
    "snedstreck": "701063/2391",
    "understreck, som i filnamn": "plan_701063_2391_v2",
    "datum med bindestreck": "1970-10-63-2391",
    "datum med bindestreck, sedan mellanslag": "1970-10-63 2391",
    "datum med punkter": "70.10.63-2391",
    "grupper om fyra": "1970 1063 2391",
    "radbrytning i cellen": "701063-\n2391",
    "mjukt bindestreck som inte syns": "701063\N{SOFT HYPHEN}2391",
    "inne i text": "ring (701063-2391), gärna före tolv",
    "utan mellanrum till orden": "pnr7010632391född",
    "flera i samma cell": "701063-2391, 640823-3234",
    "som tal, tolv siffror": 197010632391.0,
    "som tal, tio siffror": 7010632391.0,
    "tal som text, i grupper om tre": f"197{NBSP}010{NBSP}632{NBSP}391",
    "tillfälligt nummer med bokstav": "19701023-TF12",
}
# What is not found, with why.
NOT_FOUND: dict[str, tuple[str, str]] = {
    "701063-2390": ("fel kontrollsiffra", "Ett skrivfel gör numret till ett annat nummer."),
    "701363-2391": ("fel datum", "Det finns ingen månad 13."),
    "212000-2882": ("organisationsnummer", "Månaden är 20 eller mer, så det är ingen person."),
    "2009-3060219": ("diarienummer", "Siffrorna står inte som i ett personnummer."),
    "070-123 45 67": ("telefonnummer", "Siffrorna står inte som i ett personnummer."),
    "2010-03-15 1434": ("nyligt datum, mellanslag och fyra siffror", "Det är oftare en dag och ett klockslag."),
    "701063 23 91": ("annan gruppering", "De fyra sista står alltid ihop."),
}

AREAS_8 = ("08",)
AREAS_7 = tuple(f"0{code}" for code in (
    11, 13, 16, 18, 19, 21, 23, 26, 31, 33, 35, 36, 40, 42, 44, 46, 54, 60, 63, 90,
))  # fmt: skip
# First and last of each run of area codes of four digits.
RUNS = (
    (120, 125), (140, 144), (150, 152), (155, 159), (171, 171), (173, 176), (220, 227), (240, 241), (243, 243),
    (246, 248), (250, 251), (253, 253), (258, 258), (270, 271), (278, 278), (280, 281), (290, 297), (300, 304),
    (320, 322), (325, 325), (340, 340), (345, 346), (370, 372), (380, 383), (390, 390), (392, 393), (410, 411),
    (413, 418), (430, 431), (433, 433), (435, 435), (451, 451), (454, 457), (459, 459), (470, 472), (474, 474),
    (476, 481), (485, 486), (490, 496), (498, 506), (510, 515), (520, 526), (528, 528), (530, 534), (550, 555),
    (560, 560), (563, 565), (570, 571), (573, 573), (580, 587), (589, 591), (611, 613), (620, 624), (640, 640),
    (642, 645), (647, 647), (650, 653), (657, 657), (660, 663), (670, 672), (680, 680), (682, 682), (684, 684),
    (687, 687), (690, 693), (695, 696), (910, 916), (918, 918), (920, 930), (932, 935), (940, 943), (950, 954),
    (960, 961), (970, 971), (973, 973), (975, 978), (980, 981),
)  # fmt: skip
AREAS_6 = tuple(f"0{code}" for first, last in RUNS for code in range(first, last + 1))
SUBSCRIBER = "23456789"
MOBILE = ("070", "072", "073", "076", "079")


def spread(digits: int, least: int, count: int) -> Iterator[str]:
    """So many numbers of so many digits, evenly spread from `least` on; the last digits take all values."""
    top = 10**digits
    step = (top - least) // count | 1
    yield from (f"{number:0{digits}d}" for number in range(least, top, step))


def telephones(areas: Iterable[str], digits: int, each: int, mobile: bool = False) -> Iterator[tuple[str, str]]:
    """(area code, subscriber's number). No fixed number begins with 0, nor with 1 outside Stockholm."""
    least = 0 if mobile else (1 if digits == 8 else 2) * 10 ** (digits - 1)
    return ((area, rest) for area in areas for rest in spread(digits, least, each))


def mobiles() -> Iterator[tuple[str, str]]:
    return telephones(MOBILE, 7, 4_000, mobile=True)


def fixed(areas: Iterable[str], digits: int, each: int) -> Callable[[], Iterator[tuple[str, str]]]:
    return lambda: telephones(areas, digits, each)


def days() -> Iterator[date]:
    return (date(2009, 1, 1) + timedelta(n) for n in range(730))


@dataclass(frozen=True, slots=True)
class Form:
    """A way of writing numbers that are no person's: an example of it and all that were made."""

    kind: str
    name: str
    example: Any
    made: Iterable[Any]


def forms() -> Iterator[Form]:
    """The forms in the order of the page."""
    tel = "Telefon"
    written: tuple[tuple[str, Callable[[], Iterator[tuple[str, str]]], Callable[[str, str], Any]], ...] = (
        ("mobil i grupper", mobiles, lambda a, s: f"{a}-{s[:3]} {s[3:5]} {s[5:]}"),
        ("mobil med bindestreck", mobiles, lambda a, s: f"{a}-{s}"),
        ("mobil med bara mellanslag", mobiles, lambda a, s: f"{a} {s[:3]} {s[3:5]} {s[5:]}"),
        ("mobil, fyra siffror först", mobiles, lambda a, s: f"{a}{s[0]}-{s[1:3]} {s[3:5]} {s[5:]}"),
        ("mobil, internationellt", mobiles, lambda a, s: f"+46 {a[1:]} {s[:3]} {s[3:5]} {s[5:]}"),
        ("mobil, internationellt i ett", mobiles, lambda a, s: f"+46{a[1:]}{s}"),
        ("mobil i ett, efter ordet Tfn", mobiles, lambda a, s: f"Tfn {a}{s}"),
        ("mobil i ett, utan ord", mobiles, lambda a, s: f"{a}{s}"),
        ("mobil som tal, utan rubrik", mobiles, lambda a, s: float(f"{a}{s}")),
        ("fast i grupper", fixed(AREAS_6, 6, 80), lambda a, s: f"{a}-{s[:2]} {s[2:4]} {s[4:]}"),
        ("fast i ett", fixed(AREAS_6, 6, 80), lambda a, s: f"{a}{s}"),
        (
            "fast i grupper, tresiffriga riktnummer",
            fixed(AREAS_7, 7, 800),
            lambda a, s: f"{a}-{s[:3]} {s[3:5]} {s[5:]}",
        ),
        ("fast i ett, tresiffriga riktnummer", fixed(AREAS_7, 7, 800), lambda a, s: f"{a}{s}"),
        ("Stockholm i grupper", fixed(AREAS_8, 8, 16_000), lambda a, s: f"{a}-{s[:3]} {s[3:6]} {s[6:]}"),
        ("Stockholm i ett", fixed(AREAS_8, 8, 16_000), lambda a, s: f"{a}{s}"),
    )
    for name, numbers, write in written:
        yield Form(
            tel,
            name,
            write((area := next(numbers())[0]), SUBSCRIBER[: 10 - len(area)]),
            [write(*number) for number in numbers()],
        )
    yield from registry_numbers()
    yield from dates()
    yield from others()


def registry_numbers() -> Iterator[Form]:
    """In the forms that offices give their cases' numbers."""
    four, seven = list(spread(4, 1, 500)), list(spread(7, 0, 6_000))
    for name, shape in {
        "nämnd, år och nummer": "KS {}/{}",
        "utan mellanslag": "KS{}/{}",
        "kolon": "Ks {}:{}",
        "myndighet": "MAHR 61-{}/{}",
    }.items():
        made = [shape.format(year, number) for year in range(1990, 2026) for number in four]
        yield Form("Diarienummer", name, shape.format(2009, 123), made)
    made = [f"{year}-{number}" for year in (2008, 2009, 2010) for number in seven]
    yield Form("Diarienummer", "ESF", "2009-3060219", made)
    made = [f"{day}/{number}" for day in days() for number in four[::20]]
    yield Form("Diarienummer", "dag, snedstreck och nummer", "2010-03-15/0123", made)


def dates() -> Iterator[Form]:
    """Days with what may stand after them."""
    times = [f"{hour:02d}{minute}" for hour in range(24) for minute in ("00", "34")]
    yield Form("Datum", "från dag till dag", "2010-03-15–2010-04-30", [f"{d}–{d + timedelta(46)}" for d in days()])
    yield Form("Datum", "dag och klockslag", "2010-03-15 1434", [f"{d} {time}" for d in days() for time in times])
    yield Form("Datum", "tidsstämpel i ett", "201003151434", [f"{d:%Y%m%d}{t}" for d in days() for t in times])


def others() -> Iterator[Form]:
    """Other numbers of nine or ten digits."""
    first = [number for number in range(212000, 559999, 3001) if number // 1000 % 10 > 1]
    made: list[Any] = [f"{number}-{rest}" for number in first for rest in spread(4, 1, 500)]
    yield Form("Andra", "organisationsnummer", "212000-2882", made)
    made = [str(number) for number in range(1_000_000_000, 10_000_000_000, 449_989)]
    yield Form("Andra", "tio siffror i ett, t.ex. OCR", "1234567897", made)
    made = [float(number) for number in range(100_000_000, 1_000_000_000, 44_999)]
    yield Form("Andra", "nio siffror som tal, utanför talkolumner", 123456789.0, made)


def alarms(form: Form) -> tuple[int, int]:
    """How many of a form are taken for identity numbers, and how many there are."""
    made = list(form.made)
    return sum(bool(found(one, TODAY)) for one in made), len(made)


def text() -> str:
    """The page."""
    lines = [INTRO, "| Skrivsätt | Exempel |", "|---|---|"]
    lines += [f"| {name} | {cell(example)} |" for name, example in WAYS.items()]
    lines += [BESIDES, "| Skrivsätt | Exempel | Varför |", "|---|---|---|"]
    lines += [f"| {name} | {cell(example)} | {why} |" for example, (name, why) in NOT_FOUND.items()]
    lines += [ALARMS, "| Slag | Skrivsätt | Exempel | Prövade | Falska larm | Per tusen |", "|---|---|---|--:|--:|--:|"]
    for form in forms():
        wrong, all_ = alarms(form)
        share = show(1000 * wrong / all_, 1)
        lines.append(f"| {form.kind} | {form.name} | {cell(form.example)} | {show(all_)} | {show(wrong)} | {share} |")
    return "\n".join([*lines, AFTER])


def cell(example: Any) -> str:
    """An example as it is shown in a table."""
    shown = plain(example) if isinstance(example, float) else str(example)
    return "`" + shown.replace("\n", "↵").replace("\N{SOFT HYPHEN}", "") + "`"


INTRO = """\
# Personnummer

jamxl letar efter personnummer och samordningsnummer i varje fil: i alla celler, också utanför tabellerna och på dolda \
blad, i kommentarer, textrutor, bladnamn och filens namn. Ett nummer räknas när siffrorna står som i ett personnummer, \
datumet finns och inte ligger i framtiden eller mer än 120 år tillbaka, och kontrollsiffran stämmer. Numret visas \
aldrig i svar, rapporter eller listor. Där det stod står ”[personnummer borttaget]”.

I en bok som inte är märkt Känslig är ett personnummer ett fel (JX701, i filnamn JX702). I en Känslig bok är det en \
notis (JX703), utom i kolumnen Personkod, där det är ett fel (I01).

Exemplen är publicerade provnummer. Sidan görs av `python scripts/identity_numbers.py`.

## Det här hittas
"""
BESIDES = """
Ett tal med nio siffror prövas med en nolla först: Excel tar bort den när någon skriver 05… som tal. I kolumner för \
belopp och antal prövas det inte.

## Det här hittas inte
"""
ALARMS = """
Inte heller nummer som är delade på flera celler, och nummer från år 2000 som har tappat båda sina nollor. Bokstaven i \
ett tillfälligt nummer måste vara T; sådana nummer har ingen kontrollsiffra.

## Falska larm

Nummer av andra slag, gjorda systematiskt: varje riktnummer och mobilprefix, jämnt spridda nummer.
"""
AFTER = """
Larmen kommer bara när siffrorna står i ett enda stycke. Så mycket som möjligt avgörs av orden före numret eller \
kolumnens rubrik: efter Tfn, telefon eller mobil är tio siffror som börjar med noll ett telefonnummer. Utan ord går \
det inte att veta, och då är ett larm för mycket bättre än ett för lite. Skriv telefonnummer med bindestreck efter \
riktnumret, så larmar det aldrig.
"""


def main() -> None:
    """Write the page, or compare it."""
    parser = argparse.ArgumentParser(description="Build docs/personnummer.md.")
    parser.add_argument("--check", action="store_true")
    if not parser.parse_args().check:
        PAGE.write_text(text(), encoding="utf-8")
    elif PAGE.read_text(encoding="utf-8") != text():
        sys.exit("docs/personnummer.md differs; run: python scripts/identity_numbers.py")


if __name__ == "__main__":
    main()
