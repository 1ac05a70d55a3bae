"""Expected values are worked out by hand from the table of domain.md 3.10 and the printed texts of 1.6."""

import time
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jamxl import swedish
from jamxl.swedish import Number, Unreadable

SPACES = (" ", "\u00a0", "\u202f", "\u2009")
MINUSES = ("-", "\u2212", "\u2013")

NUMBERS = {
    "0": Number(0.0),
    "0127": Number(127.0),
    "1090,5": Number(1090.5),
    "1090.5": Number(1090.5),
    "1.090,5": Number(1090.5),
    "1,090.5": Number(1090.5),
    "1 090": Number(1090.0),
    "1 090 000,25": Number(1090000.25),
    "1.090.000": Number(1090000.0),
    "0,125": Number(0.125),
    "1,1250": Number(1.125),
    "1 090,125": Number(1090.125),
    "\ufeff12\u200b": Number(12.0),
    "7½": Number(7.5),
    "½ tim": Number(0.5, "h"),
    "+5": Number(5.0),
    "-3 h": Number(-3.0, "h"),
    "1 090 h": Number(1090.0, "h"),
    "400 tim.": Number(400.0, "h"),
    "252intyg": Number(252.0, "intyg"),
    "5 100:-": Number(5100.0, "kr"),
    "3 Mkr": Number(3.0, "mkr"),
    "5 dagar per vecka": Number(5.0, "dagar per vecka"),
    "37,2 %": Number(37.2, "%"),
    "77,7": Number(77.7),
    "66%": Number(66.0, "%"),
    "20 % av projektet": Number(20.0, "%"),
    "Orust -51 svar": Number(51.0, "svar"),
    "Tranemo - 8 svar": Number(8.0, "svar"),
    "ca 400": Number(400.0, approx=True),
    "c:a 400": Number(400.0, approx=True),
    "~400": Number(400.0, approx=True),
    "400 ca": Number(400.0, approx=True),
    "minst 2": Number(2.0, at_least=True),
    ">= 2": Number(2.0, at_least=True),
    "över 100": Number(100.0, at_least=True),
    "högst 5 %": Number(5.0, "%", at_most=True),
    "max. 5": Number(5.0, at_most=True),
    "minst ca 400 tim": Number(400.0, "h", approx=True, at_least=True),
    "3 av 6": Number(3.0, of=6.0),
    "3 av 6 kommuner": Number(3.0, "kommuner", of=6.0),
    "-": Number(0.0, symbol="–"),
    "–": Number(0.0, symbol="–"),
    " .. ": Number(None, symbol=".."),
    ".": Number(None, symbol="."),
    "x": Number(None, missing="uppgift saknas"),
    "X": Number(None, missing="uppgift saknas"),
    "saknas": Number(None, missing="uppgift saknas"),
    "Uppgift saknas.": Number(None, missing="uppgift saknas"),
    "?": Number(None, missing="okänt"),
    "ej klart": Number(None, missing="ej klart"),
    "N/A": Number(None, missing="ej tillämpligt eller ej tillgängligt"),
}

NO_NUMBERS: dict[str, tuple[str, tuple[str, ...]]] = {
    "": ("empty", ()),
    " \u00a0\u200b": ("empty", ()),
    "1.090": ("ambiguous", ("1\u00a0090", "1,09")),
    "1,090": ("ambiguous", ("1,09", "1\u00a0090")),
    "-1.090 kr": ("ambiguous", ("-1\u00a0090", "-1,09")),
    "1.125": ("ambiguous", ("1\u00a0125", "1,1250")),
    "- 3": ("ambiguous", ("-3", "3")),
    "ca -5": ("ambiguous", ("-5", "5")),
    "400–450": ("range", ()),
    "2-3": ("range", ()),
    "ca 2 till 3 dagar": ("range", ()),
    "mellan 2 och 3": ("range", ()),
    "kl. 10-15": ("time-range", ()),
    "8:00–16:30": ("time-range", ()),
    "2 och 3": ("text", ()),
    "12 (varav 3 män)": ("text", ()),
    "Se bilaga 3": ("text", ()),
    "höstterminen 2009": ("text", ()),
    "2009-09-03": ("text", ()),
    "2009-09": ("text", ()),
    "ST-01": ("text", ()),
    "070 123": ("text", ()),
    "1 2 3": ("text", ()),
    "10 90": ("text", ()),
    "3 dagar av projektet": ("text", ()),
    "minst högst 5": ("text", ()),
    "5,": ("text", ()),
    "1e999": ("text", ()),
    "nan": ("text", ()),
    "inf": ("text", ()),
    "²": ("text", ()),
    "5²": ("text", ()),
    "٣": ("text", ()),
    "#SAKNAS!": ("text", ()),
    "9" * 16: ("text", ()),
    "1" * 201: ("text", ()),
}


def refusal(read: Callable[[str], object], text: str) -> tuple[str, tuple[str, ...]]:
    with pytest.raises(Unreadable) as caught:
        read(text)
    return caught.value.why, caught.value.readings


def outcome(read: Callable[[str], object], text: str) -> object:
    try:
        return read(text)
    except Unreadable as unreadable:
        return unreadable


@pytest.mark.parametrize("text", NUMBERS)
def test_number(text: str) -> None:
    assert swedish.number(text) == NUMBERS[text]


@pytest.mark.parametrize("text", NO_NUMBERS)
def test_number_refuses(text: str) -> None:
    assert refusal(swedish.number, text) == NO_NUMBERS[text]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 h 30 min", 1.5),
        ("1h30", 1.5),
        ("1 timme och 30 minuter", 1.5),
        ("1:30", 1.5),
        ("0:45:36", 0.76),
        ("90 min", 1.5),
        ("1,5 tim", 1.5),
        ("1.5", 1.5),
        ("7.75", 7.75),
        ("7.00", 7.0),
        ("tre kvart", 0.75),
        ("en halvtimme", 0.5),
        ("två timmar", 2.0),
        ("en och en halv timme", 1.5),
        ("1 090 h", 1090.0),
        ("–", 0.0),
    ],
)
def test_hours(text: str, value: float) -> None:
    assert swedish.hours(text).value == value


def test_hours_keeps_qualifiers_and_unit() -> None:
    assert swedish.hours("ca 90 min") == Number(1.5, "h", approx=True)
    assert swedish.hours("minst en halvtimme") == Number(0.5, "h", at_least=True)
    assert swedish.hours("30 av 60 min") == Number(0.5, "h", of=1.0)
    assert swedish.hours("7") == Number(7.0)
    assert swedish.hours("..") == Number(None, symbol="..")


@pytest.mark.parametrize(
    ("text", "why", "readings"),
    [
        ("7.30", "ambiguous", ("7:30", "7,3")),
        ("1.090 h", "ambiguous", ("1\u00a0090", "1,09")),
        ("1:75", "text", ()),
        ("5 dagar", "text", ()),
        ("20 %", "text", ()),
        ("2-3 h", "range", ()),
        ("8:00-16:30", "time-range", ()),
        ("", "empty", ()),
    ],
)
def test_hours_refuses(text: str, why: str, readings: tuple[str, ...]) -> None:
    assert refusal(swedish.hours, text) == (why, readings)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12 500", 12500.0),
        ("12 500 kr", 12500.0),
        ("500:-", 500.0),
        ("12 tkr", 12000.0),
        ("12,5 tkr", 12500.0),
        ("2 kkr", 2000.0),
        ("2 KSEK", 2000.0),
        ("25 tusen", 25000.0),
        ("25 tusen kronor", 25000.0),
        ("ca 25 tusen kr", 25000.0),
        ("0,5 mkr", 500000.0),
        ("0,5 mnkr", 500000.0),
        ("1 MSEK", 1000000.0),
        ("1,2 miljoner kronor", 1200000.0),
        ("-3 tkr", -3000.0),
        ("3 av 6 tkr", 3000.0),
        ("\u2013", 0.0),
        ("saknas", None),
    ],
)
def test_kronor(text: str, value: float | None) -> None:
    assert swedish.kronor(text).value == value


def test_kronor_scales_what_it_is_of() -> None:
    assert swedish.kronor("3 av 6 tkr") == Number(3000.0, "tkr", of=6000.0)


@pytest.mark.parametrize(
    ("text", "why", "readings"),
    [
        ("5 EUR", "text", ()),
        ("40 h", "text", ()),
        ("3 st", "text", ()),
        ("20 %", "text", ()),
        ("500 kr/mån", "text", ()),
        ("tusen kronor", "text", ()),
        ("10-12 tkr", "range", ()),
        ("1.090 tkr", "ambiguous", ("1\u00a0090 tkr", "1,09 tkr")),
        ("1.090", "ambiguous", ("1\u00a0090", "1,09")),
    ],
)
def test_kronor_refuses(text: str, why: str, readings: tuple[str, ...]) -> None:
    assert refusal(swedish.kronor, text) == (why, readings)


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [("3", "", 3.0), ("3 st", "", 3.0), ("5 deltagare", "", 5.0), ("252intyg", "", 252.0), ("3 dagar", "dagar", 3.0)],
)
def test_count(text: str, unit: str, value: float) -> None:
    assert swedish.count(text, unit).value == value


@pytest.mark.parametrize(
    ("text", "unit"),
    [("5 h", ""), ("20 %", ""), ("500 kr", ""), ("3 dagar", ""), ("3 veckor", "dagar"), ("3 st/år", ""), ("2 tkr", "")],
)
def test_count_refuses_what_another_unit_measures(text: str, unit: str) -> None:
    with pytest.raises(Unreadable):
        swedish.count(text, unit)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("A-005", ("a", 5)),
        ("A-5", ("a", 5)),
        ("a 5", ("a", 5)),
        ("A5", ("a", 5)),
        ("A\u2013005", ("a", 5)),
        ("\u00c4-001", ("\u00e4", 1)),
        ("A-50", ("a", 50)),
        ("Projektet", None),
        ("5", None),
        ("A-5b", None),
        ("A-5, A-6", None),
    ],
)
def test_id_key(text: str, key: tuple[str, int] | None) -> None:
    assert swedish.id_key(text) == key


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("20 %", 0.2),
        ("37,2%", 0.372),
        ("20", 0.2),
        ("0,2 %", 0.002),
        ("0", 0.0),
        ("120 %", 1.2),
        ("20 procent", 0.2),
        ("20 % av projektet", 0.2),
        ("3 av 6", 0.5),
        ("..", None),
        ("–", 0.0),
    ],
)
def test_percent(text: str, value: float | None) -> None:
    assert swedish.percent(text).value == value


@pytest.mark.parametrize(
    ("text", "why", "readings"),
    [
        ("0,2", "ambiguous", ("0,2 %", "20 %")),
        ("1", "ambiguous", ("1 %", "100 %")),
        ("ca 0,29", "ambiguous", ("0,29 %", "29 %")),
        ("20-30 %", "range", ()),
        ("5 procentenheter", "text", ()),
        ("3 av 0", "text", ()),
        ("252intyg", "text", ()),
    ],
)
def test_percent_refuses(text: str, why: str, readings: tuple[str, ...]) -> None:
    assert refusal(swedish.percent, text) == (why, readings)


@pytest.mark.parametrize("text", ["Ja", "J", "x", "X", "1", "SANT", "TRUE", "yes", " ja. "])
def test_yes(text: str) -> None:
    assert swedish.yes_no(text) is True


@pytest.mark.parametrize("text", ["Nej", "N", "0", "FALSKT", "FALSE", "no"])
def test_no(text: str) -> None:
    assert swedish.yes_no(text) is False


@pytest.mark.parametrize(("text", "why"), [("", "empty"), ("kanske", "text"), ("2", "text"), ("-", "text")])
def test_yes_no_refuses(text: str, why: str) -> None:
    assert refusal(swedish.yes_no, text) == (why, ())


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("#DIVISION/0!", "#DIV/0!"),
        ("#REFERENS!", "#REF!"),
        ("#SAKNAS!", "#N/A"),
        ("#VÄRDEFEL!", "#VALUE!"),
        ("#VA\u0308RDEFEL!", "#VALUE!"),
        ("#NAMN?", "#NAME?"),
        ("#OGILTIGT!", "#NUM!"),
        (" #skärning! ", "#NULL!"),
        ("#DIV/0!", "#DIV/0!"),
        ("#N/A", "#N/A"),
        ("saknas", None),
        ("#1", None),
        ("", None),
    ],
)
def test_excel_error(text: str, code: str | None) -> None:
    assert swedish.excel_error(text) == code


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("  Antal\u00a0\u202f KVINNOR: ", "antal kvinnor"),
        ("Antal\u00ad\u200b*", "antal"),
        ("A\u030angra\nmål * :", "ångra mål"),
        ("ﬁnans", "finans"),
        ("kl. 10:30", "kl. 10:30"),
        ("", ""),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert swedish.fold(text) == folded


@pytest.mark.parametrize(
    ("value", "decimals", "rounded"),
    [
        (99.95, 1, 100.0),
        (0.285, 2, 0.29),
        (1.005, 2, 1.01),
        (2.5, 0, 3.0),
        (-2.5, 0, -3.0),
        (125.0, -1, 130.0),
        (1e22, 2, 1e22),
        (1e-9, 3, 0.0),
    ],
)
def test_round_half_up(value: float, decimals: int, rounded: float) -> None:
    assert swedish.round_half_up(value, decimals) == rounded


@pytest.mark.parametrize(
    ("value", "decimals", "shown"),
    [
        (1090, None, "1\u00a0090"),
        (1234567.891, 2, "1\u00a0234\u00a0567,89"),
        (99.95, 1, "100,0"),
        (0.285, 2, "0,29"),
        (1.50, None, "1,5"),
        (100, None, "100"),
        (1 / 3, None, "0,333333"),
        (-3, None, "\u22123"),
        (-0.04, 1, "0,0"),
        (1e-9, None, "0"),
    ],
)
def test_show(value: float, decimals: int | None, shown: str) -> None:
    assert swedish.show(value, decimals) == shown


@pytest.mark.parametrize("value", [float("nan"), float("inf")], ids=str)
def test_show_refuses(value: float) -> None:
    with pytest.raises(ValueError, match="not a number"):
        swedish.show(value)


# Integers scaled down, not floats: with at most six decimals show() loses nothing.
values = st.builds(lambda n, power: n / 10**power, st.integers(-(10**12), 10**12), st.integers(0, 6))


@given(values, st.sampled_from(SPACES), st.sampled_from(MINUSES), st.sampled_from(["", " h", "kr"]))
def test_shown_number_reads_back(value: float, space: str, minus: str, unit: str) -> None:
    text = swedish.show(value).replace("\u00a0", space).replace("\u2212", minus) + unit
    found = outcome(swedish.number, text)
    if isinstance(found, Unreadable):  # three decimals after one to three digits look like thousands
        assert found.why == "ambiguous"
        assert 1 <= abs(value) < 1000
        found = swedish.number(found.readings[0])
    assert isinstance(found, Number)
    assert found.value == value


@given(st.integers(-999, 999), st.sampled_from(".,"), st.integers(0, 999))
def test_every_reading_of_an_ambiguity_reads_back(whole: int, mark: str, rest: int) -> None:
    found = outcome(swedish.number, f"{whole}{mark}{rest:03}")
    assert isinstance(found, Unreadable) == (whole != 0)
    if isinstance(found, Unreadable):
        read = {swedish.number(reading).value for reading in found.readings}
        assert read == {float(f"{whole}{rest:03}"), float(f"{whole}.{rest:03}")}


@given(st.integers(0, 10**5), st.integers(0, 59))
def test_durations_agree(hour: int, minute: int) -> None:
    value = (hour * 60 + minute) / 60
    for text in (f"{hour}:{minute:02}", f"{hour} h {minute} min", f"{hour} tim och {minute:02} minuter"):
        assert swedish.hours(text).value == pytest.approx(value)
    assert swedish.hours(f"{hour * 60 + minute} min").value == pytest.approx(value)


@given(st.decimals(-(10**6), 10**6, places=4), st.integers(0, 5))
def test_rounding_agrees_with_decimal(exact: Decimal, decimals: int) -> None:
    expected = exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    assert swedish.round_half_up(float(exact), decimals) == float(expected)


pieces = (
    "ca", "minst", "3", "av", "6", "1 090", ",", ".", "-", "–", "%", "h", "tim", "min", "kl.", ":", "10",
    "till", "mellan", "och", "kr", "½", "²",
)  # fmt: skip
cells = st.one_of(
    st.text(),
    st.text("0123456789 .,-–%:hkl½²ca<>x\u00a0av", max_size=220),
    st.lists(st.sampled_from(pieces), max_size=40).map(" ".join),
)


@given(cells)
def test_any_text_is_read_or_refused(text: str) -> None:
    for read in (swedish.number, swedish.hours, swedish.percent, swedish.yes_no):
        found = outcome(read, text)
        if isinstance(found, Unreadable):
            assert (found.why == "ambiguous") == bool(found.readings)
    swedish.excel_error(text)


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert swedish.fold(swedish.fold(text)) == swedish.fold(text)


@pytest.mark.parametrize("piece", ["1", "1 ", "a", "a ", "a-", "- ", "1-", "1:", "ca ", "~", ".", "mellan ", "½"])
def test_long_texts_are_quick(piece: str) -> None:
    start = time.perf_counter()
    for read in (swedish.number, swedish.hours, swedish.percent, swedish.kronor, swedish.count):
        for text in ((piece * 200)[:199] + "!", piece * 100_000):
            with pytest.raises(Unreadable):
                read(text)
    assert time.perf_counter() - start < 0.5


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        (0.75, 0.90, "+15 procentenheter"),
        (0.98, 1.0, "+2 procentenheter"),
        (0.93, 0.95, "+2 procentenheter"),
        (0.604, 0.8, "+19,6 procentenheter"),
        (0.8, 0.372, "−42,8 procentenheter"),
        (0.5, 0.51, "+1 procentenhet"),
        (0.4, 0.4, "0 procentenheter"),
    ],
    ids=["G15", "up", "near", "G56 Tranemo", "G56 Orust", "one", "none"],
)
def test_percentage_points_are_not_per_cent(before: float, after: float, shown: str) -> None:
    assert swedish.show_points(after - before) == shown


def test_g15_the_relative_change_is_another_figure() -> None:
    assert swedish.round_half_up((0.90 - 0.75) / 0.75 * 100, 1) == 20.0


def test_swedish_alphabet() -> None:
    assert sorted(["Älmhult", "Örebro", "Åmål", "åre", "Zinkgruvan", "Ale"], key=swedish.sort_key) == [
        "Ale", "Zinkgruvan", "Åmål", "åre", "Älmhult", "Örebro",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("word", "candidates", "meant"),
    [
        ("Aktivteter", ("Roller", "Aktiviteter"), "Aktiviteter"),
        ("aktiviteter ", ("Aktiviteter",), "Aktiviteter"),
        ("Klart", ("Pågår", "Klar"), "Klar"),
        ("Extra", ("Ordinarie", "Extra resurs"), "Extra resurs"),
        ("Extra", ("Extra resurs", "Extra medel"), None),
        ("B-1", ("B-01", "B-11"), "B-01"),
        ("b 01", ("B-01",), "B-01"),
        ("B-08", ("B-01", "B-07", "B-80"), None),
        ("K", ("Kvinna", "Man"), None),
        ("Vilar", ("Pågår", "Klar", "Utgår"), None),
        ("", ("Klar",), None),
        ("Klar", (), None),
    ],
)
def test_nearest(word: str, candidates: tuple[str, ...], meant: str | None) -> None:
    assert swedish.nearest(word, candidates) == meant
