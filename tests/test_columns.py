"""The kinds of column: what each makes of what stands in a cell, what it lets people type, and what it demands."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

import pytest

from jamxl import columns as col
from jamxl.columns import Column, Constraint, Remark, Symbol
from jamxl.grid import Validation
from jamxl.texts import DAY_OR_PERIOD, FINDINGS, MADE_A_DATE, STORED_AS_TEXT

UNTIL = date(2009, 12, 31)
NBSP, NARROW, THIN = "\u00a0", "\u202f", "\u2009"


class Sort(StrEnum):
    OPEN = "Öppen"
    DONE = "Klar"


class Sex(StrEnum):
    WOMAN = "K"
    MAN = "M"


class Area(StrEnum):
    """Two of the names are the same; their codes are not."""

    PLAN = "1 Planera"
    DO = "2 Genomföra"
    AGAIN = "3 Planera"


def named(column: Any, key: str = "value") -> Column:
    """A column as a declaration would name it."""
    column.__set_name__(object, key)
    return column  # type: ignore[no-any-return]


TEXT = named(col.text("Text"))
CODE = named(col.code("Kommunkod", digits=4))
FREE_CODE = named(col.code("Diarienummer"))
ID = named(col.identity("Post-ID", "B"))
CHOICE = named(col.choice("Status", Sort))
SEX = named(col.choice("Kön", Sex, same={"kvinna": "K", "män": "M"}, near={"tjej": "K"}))
AREA = named(col.choice("Område", Area))
OWN = named(col.choice("Område", Sort, extendable=True))
YES_NO = named(col.yes_no("Milstolpe"))
NUMBER = named(col.number("Avvikelse"))
WHOLE = named(col.whole("Deltagare"))
SIGNED = named(col.whole("Kvinnor", symbols=True))
HOURS = named(col.hours("Timmar"))
KRONOR = named(col.kronor("Kronor"))
DAYS = named(col.number("Dagar", unit="dagar"))
SCALE = named(col.number("Värde", at_least="occasion.scale_low", at_most="occasion.scale_high"))
PERCENT = named(col.percent("Andel"))
DAY = named(col.day("Datum"))
START = named(col.edge("Start", "start"))
END = named(col.edge("Slut", "end"))
PERIOD = named(col.period("Rapportperiod"))
REFERENCE = named(col.reference("Budgetpost", "budget.post_id", also=("Projektet",)))
MANY = named(col.reference("Förutsätter", "activities.activity_no", many=True))

# What stands in a cell that is simply read.
READ: list[tuple[Column, Any, Any]] = [
    (SIGNED, "..", Symbol("..")),
    (SIGNED, " . ", Symbol(".")),
    (SIGNED, "–", 0.0),
    (SIGNED, "-", 0.0),
    (SIGNED, 7.0, 7.0),
    (TEXT, "  Utreda väntetider ", "Utreda väntetider"),
    (TEXT, 2010.0, "2010"),
    (TEXT, -2.5, "-2,5"),
    (TEXT, True, "Ja"),
    (TEXT, "=1+1", "=1+1"),
    (TEXT, "-", "-"),
    (CODE, "0127", "0127"),
    (FREE_CODE, "KS 2009/123", "KS 2009/123"),
    (FREE_CODE, 1250.0, "1250"),
    (ID, " B-01 ", "B-01"),
    (ID, 12345.0, "12345"),
    (CHOICE, "Klar", "Klar"),
    (OWN, "Vilar", "Vilar"),
    (OWN, 9.0, "9"),
    (YES_NO, "Ja", True),
    (YES_NO, "Nej", False),
    (YES_NO, True, True),
    (YES_NO, False, False),
    (NUMBER, 38.5, 38.5),
    (NUMBER, 38, 38.0),
    (NUMBER, 0.0, 0.0),
    (NUMBER, -1e9, -1e9),
    (HOURS, 1090.0, 1090.0),
    (PERCENT, 0.2, 0.2),
    (PERCENT, 1.0, 1.0),
    (PERCENT, 0.99, 0.99),
    (DAY, date(2010, 3, 15), date(2010, 3, 15)),
    (DAY, datetime(2010, 3, 15, 12, 30), date(2010, 3, 15)),
    (END, date(2010, 3, 15), date(2010, 3, 15)),
    (PERIOD, "2010-T1", "2010-T1"),
    (PERIOD, "2010", "2010"),
    (PERIOD, 2010.0, "2010"),
    (REFERENCE, " b-01", "b-01"),
    (MANY, "A-001, A-002", "A-001, A-002"),
    (MANY, 7.0, "7"),
]

# What must be said about a cell, and what it is taken for.
SAID: list[tuple[Column, Any, str, Any]] = [
    (TEXT, "#REF!", "JX306", None),
    (TEXT, "#REFERENS!", "JX306", None),
    (TEXT, date(2010, 9, 10), "JX310", "2010-09-10"),
    (TEXT, time(9, 10), "JX310", "09:10"),
    (TEXT, timedelta(hours=36), "JX310", "36:00"),
    (CODE, 127.0, "JX308", "0127"),
    (CODE, 127, "JX308", "0127"),
    (CODE, 12345.0, "JX308", "12345"),
    (ID, "#N/A", "JX306", None),
    (CHOICE, " KLAR ", "JX311", "Klar"),
    (CHOICE, "#SAKNAS!", "JX306", None),
    (CHOICE, "Vilar", "JX402", None),
    (YES_NO, "JA", "JX311", True),
    (YES_NO, "x", "JX311", True),
    (YES_NO, "SANT", "JX311", True),
    (YES_NO, 1.0, "JX311", True),
    (YES_NO, "n", "JX311", False),
    (YES_NO, "FALSKT", "JX311", False),
    (YES_NO, "kanske", "JX402", None),
    (YES_NO, "#VÄRDEFEL!", "JX306", None),
    (NUMBER, "38,5", "JX302", 38.5),
    (NUMBER, "38.5", "JX302", 38.5),
    (NUMBER, "1 250,5", "JX302", 1250.5),
    (NUMBER, f"1{NBSP}250,5", "JX302", 1250.5),
    (NUMBER, f"1{NARROW}250,5", "JX302", 1250.5),
    (NUMBER, f"1{THIN}250,5", "JX302", 1250.5),
    (NUMBER, "\u22123", "JX302", -3.0),
    (NUMBER, "\u20133", "JX302", -3.0),
    (NUMBER, "3 av 6", "JX302", 3.0),
    (NUMBER, "ca 400", "JX302", 400.0),
    (NUMBER, "minst 2", "JX302", 2.0),
    (NUMBER, "252intyg", "JX302", 252.0),
    (NUMBER, "\u2013", "JX302", 0.0),
    (NUMBER, "-", "JX302", 0.0),
    (NUMBER, "1.090", "JX303", None),
    (NUMBER, "400\u2013450", "JX312", None),
    (NUMBER, "2-3", "JX312", None),
    (NUMBER, "..", "JX313", None),
    (NUMBER, "x", "JX313", None),
    (NUMBER, "ej klart", "JX313", None),
    (NUMBER, "uppgift saknas", "JX313", None),
    (NUMBER, "tvåhundra", "JX301", None),
    (NUMBER, "kl. 10-15", "JX301", None),
    (NUMBER, True, "JX301", None),
    (NUMBER, date(2010, 3, 15), "JX301", None),
    (NUMBER, time(10, 30), "JX301", None),
    (NUMBER, timedelta(hours=36), "JX301", None),
    (NUMBER, "5 h", "JX301", None),
    (NUMBER, "20 %", "JX301", None),
    (DAYS, "3 dagar", "JX302", 3.0),
    (DAYS, "3 veckor", "JX301", None),
    (WHOLE, "51", "JX302", 51.0),
    (WHOLE, "3 st", "JX302", 3.0),
    (WHOLE, "5 h", "JX301", None),
    (SCALE, "-", "JX313", None),
    (SCALE, "7", "JX302", 7.0),
    (named(col.whole("Version", at_least=1)), "-", "JX313", None),
    (KRONOR, "12 tkr", "JX302", 12000.0),
    (KRONOR, "0,5 mkr", "JX302", 500000.0),
    (KRONOR, "-", "JX302", 0.0),
    (KRONOR, "-3 tkr", "JX403", None),
    (KRONOR, "5 EUR", "JX301", None),
    (KRONOR, "40 h", "JX301", None),
    (KRONOR, "3 st", "JX301", None),
    (KRONOR, "1.090 tkr", "JX303", None),
    (SEX, "Kvinna", "JX311", "K"),
    (SEX, "Män", "JX311", "M"),
    (SEX, "k", "JX311", "K"),
    (SEX, "tjej", "JX402", None),
    (AREA, "2", "JX311", "2 Genomföra"),
    (AREA, 2.0, "JX311", "2 Genomföra"),
    (AREA, "genomföra", "JX311", "2 Genomföra"),
    (AREA, "Planera", "JX402", None),
    (HOURS, "1 090 h", "JX302", 1090.0),
    (HOURS, "400 tim", "JX302", 400.0),
    (HOURS, "1 h 30 min", "JX302", 1.5),
    (HOURS, "1:30", "JX302", 1.5),
    (HOURS, "90 min", "JX302", 1.5),
    (HOURS, "tre kvart", "JX302", 0.75),
    (HOURS, "7.30", "JX303", None),
    (HOURS, "3 dagar", "JX301", None),
    (HOURS, time(1, 30), "JX316", 1.5),
    (HOURS, timedelta(hours=36), "JX316", 36.0),
    (PERCENT, "20 %", "JX302", 0.2),
    (PERCENT, "37,2 %", "JX302", 0.372),
    (PERCENT, "20", "JX302", 0.2),
    (PERCENT, 20.0, "JX316", 0.2),
    (PERCENT, 100.0, "JX316", 1.0),
    (PERCENT, "0,2", "JX303", None),
    (PERCENT, "3 av 6", "JX302", 0.5),
    (DAY, "2009-09-03", "JX305", date(2009, 9, 3)),
    (DAY, "3/9", "JX305", date(2009, 9, 3)),
    (DAY, "3 september", "JX305", date(2009, 9, 3)),
    (DAY, 20090903.0, "JX305", date(2009, 9, 3)),
    (DAY, 90903.0, "JX305", date(2009, 9, 3)),
    (DAY, 100315, "JX305", date(2010, 3, 15)),
    (DAY, 40252.0, "JX304", None),
    (DAY, 41231.0, "JX304", None),
    (DAY, 12.5, "JX304", None),
    (DAY, time(9, 0), "JX304", None),
    (DAY, timedelta(days=2), "JX304", None),
    (DAY, True, "JX304", None),
    (DAY, "i höst", "JX304", None),
    (DAY, "v. 37", "JX304", None),
    (DAY, "2009-09", "JX304", None),
    (DAY, "#NAMN?", "JX306", None),
    (START, "v. 37", "JX305", date(2009, 9, 7)),
    (END, "v. 37", "JX305", date(2009, 9, 13)),
    (START, "2009-09", "JX305", date(2009, 9, 1)),
    (END, "2009-09", "JX305", date(2009, 9, 30)),
    (START, "ht 2009", "JX305", date(2009, 7, 1)),
    (END, "ht 2009", "JX305", date(2009, 12, 31)),
    (END, "april\u2013juni 2008", "JX305", date(2008, 6, 30)),
    (END, "2009-09-03", "JX305", date(2009, 9, 3)),
    (END, "löpande", "JX314", None),
    (END, "snart", "JX304", None),
    (PERIOD, "T1 2010", "JX311", "2010-T1"),
    (PERIOD, "i år", "JX315", None),
    (PERIOD, date(2010, 3, 1), "JX315", None),
    (PERIOD, "#REF!", "JX306", None),
    (REFERENCE, "#REF!", "JX306", None),
    (ID, date(2010, 2, 1), "JX310", "2010-02-01"),
    (REFERENCE, date(2010, 2, 1), "JX310", "2010-02-01"),
    (OWN, date(2010, 2, 1), "JX310", "2010-02-01"),
    (CHOICE, date(2010, 2, 1), "JX402", None),
]

WORDS = {
    "#DIV/0!": "#DIVISION/0!",
    "#REF!": "#REFERENS!",
    "#N/A": "#SAKNAS!",
    "#VALUE!": "#VÄRDEFEL!",
    "#NAME?": "#NAMN?",
    "#NUM!": "#OGILTIGT!",
    "#NULL!": "#SKÄRNING!",
}
KINDS = [TEXT, CODE, ID, CHOICE, YES_NO, NUMBER, WHOLE, HOURS, KRONOR, PERCENT, DAY, START, PERIOD, REFERENCE, MANY]


def label(value: object) -> str:
    return type(value).__name__ if isinstance(value, Column) else repr(value)


@pytest.mark.parametrize(("column", "raw", "value"), READ, ids=label)
def test_read(column: Column, raw: Any, value: Any) -> None:
    read = column.read(raw, UNTIL)
    assert (read, type(read)) == (value, type(value))


@pytest.mark.parametrize(("column", "raw", "code", "value"), SAID, ids=label)
def test_said(column: Column, raw: Any, code: str, value: Any) -> None:
    remark = column.read(raw, UNTIL)
    assert isinstance(remark, Remark), remark
    assert (remark.code, remark.value, type(remark.value)) == (code, value, type(value))


@pytest.mark.parametrize(("english", "swedish"), WORDS.items())
@pytest.mark.parametrize("column", KINDS, ids=label)
def test_excel_errors_in_both_languages(column: Column, english: str, swedish: str) -> None:
    for typed in (english, swedish, f" {swedish.lower()} "):
        assert column.read(typed, UNTIL) == Remark("JX306", facts={"error": swedish})


@pytest.mark.parametrize(("column", "raw", "code", "value"), SAID, ids=label)
def test_the_sentence_has_what_it_needs(column: Column, raw: Any, code: str, value: Any) -> None:
    facts = {
        "value": col.plain(raw),
        "header": column.header,
        "expected": "",
        "taken": "",
        **column.read(raw, UNTIL).facts,
    }
    said = FINDINGS[code].message.format_map(facts)
    assert "{" not in said
    assert code not in ("JX302", "JX303", "JX305", "JX308", "JX311", "JX316") or not said.endswith((" .", "för ."))


@pytest.mark.parametrize(
    ("column", "raw", "taken"),
    [
        (NUMBER, "ca 400", "cirka 400"),
        (NUMBER, "minst 2", "minst 2"),
        (NUMBER, "3 av 6", "3 (av 6)"),
        (HOURS, "1 h 30 min", "1,5 h"),
        (PERCENT, "37,2 %", "37,2 %"),
        (PERCENT, 20.0, "20 %"),
        (DAY, "3/9", "2009-09-03"),
        (YES_NO, "x", "Ja"),
        (KRONOR, "12 tkr", "12\u00a0000 kr"),
    ],
)
def test_what_it_was_taken_for_is_said(column: Column, raw: Any, taken: str) -> None:
    assert column.read(raw, UNTIL).facts["taken"] == taken


# In the first tertial of 2010.
@pytest.mark.parametrize(
    ("column", "typed", "taken"),
    [
        (DAY, "30/4", date(2010, 4, 30)),
        (DAY, "1/5", "2009-05-01 eller 2010-05-01"),
        (DAY, "18 dec", "2009-12-18 eller 2010-12-18"),
        (DAY, "1 maj 2010", date(2010, 5, 1)),
        (DAY, "1/5-10", date(2010, 5, 1)),
        (DAY, "101231", date(2010, 12, 31)),
        (START, "v 42", "2009-10-12 eller 2010-10-18"),
        (END, "v 42", "2009-10-18 eller 2010-10-24"),
        (END, "v. 42 2010", date(2010, 10, 24)),
        # The week begins within the period.
        (END, "v. 17", date(2010, 5, 2)),
        (END, "maj", "2009-05-31 eller 2010-05-31"),
    ],
)
def test_a_date_without_year_is_none_to_come(column: Column, typed: str, taken: date | str) -> None:
    remark = column.read(typed, date(2010, 4, 30))
    if isinstance(taken, date):
        assert (remark.code, remark.value) == ("JX305", taken)
    else:
        assert (remark.code, remark.value, remark.facts["readings"]) == ("JX303", None, taken)


def test_a_week_that_the_year_before_lacks_is_not_ambiguous() -> None:
    """2015 had a week 53, 2014 had none."""
    assert END.read("v. 53", date(2015, 4, 30)).value == date(2016, 1, 3)


@pytest.mark.parametrize(
    ("column", "raw", "remedy"),
    [
        (HOURS, "många", "Skriv ett tal i kolumnen Timmar, till exempel 38,5."),
        (WHOLE, "många", "Skriv ett tal i kolumnen Deltagare, till exempel 3."),
        (KRONOR, "mycket", "Skriv ett tal i kolumnen Kronor, till exempel 12 500."),
        (PERCENT, "halva", "Skriv ett tal i kolumnen Andel, till exempel 20 %."),
        (PERCENT, "20", "Stämmer det inte: rätta värdet. Skriv helst bara talet, till exempel 20 %."),
        (HOURS, "40 h", "Stämmer det inte: rätta värdet. Skriv helst bara talet, till exempel 38,5."),
        (HOURS, "38.5", "Stämmer det inte: rätta värdet. Skriv helst bara talet, till exempel 38,5."),
        (HOURS, "38,5", STORED_AS_TEXT),
        (HOURS, "1 250,5", STORED_AS_TEXT),
        (PERCENT, "20 %", STORED_AS_TEXT),
        (DAY, "2009-09-03", STORED_AS_TEXT),
        (DAY, "3/9-09", "Stämmer det inte: skriv rätt datum som 2010-03-15."),
        (DAY, "v. 37", "Skriv datumet som 2010-03-15 (år-månad-dag)."),
        (END, "snart", DAY_OR_PERIOD),
        (WHOLE, date(2010, 2, 1), MADE_A_DATE.format(example="3")),
    ],
)
def test_the_remedy_is_of_the_kind(column: Column, raw: Any, remedy: str) -> None:
    remark = column.read(raw, UNTIL)
    text = remark.fix or FINDINGS[remark.code].fix
    assert text.format_map({"header": column.header, **remark.facts}) == remedy


@pytest.mark.parametrize(
    ("column", "raw", "shown"), [(NUMBER, True, "SANT"), (DAY, False, "FALSKT"), (HOURS, True, "SANT")]
)
def test_a_truth_value_is_quoted_as_excel_shows_it(column: Column, raw: bool, shown: str) -> None:
    assert column.read(raw, UNTIL).facts["value"] == shown


def test_a_long_list_is_cut_and_counted() -> None:
    long = named(col.Choice(header="Kommun", options=tuple("abcdefghij"), list_name="lista_kommun"))
    expected = long.read("Stad", UNTIL).facts["expected"]
    assert expected == "a, b, c, d, e, f, g, h … och 2 till på bladet Listor"
    assert CHOICE.read("Vilar", UNTIL).facts["expected"] == "Öppen, Klar"


def test_near_words_are_only_hinted_at() -> None:
    assert SEX.read("Tjej", UNTIL).facts["near"] == "K"


def test_both_readings_of_an_ambiguous_number_are_said() -> None:
    assert NUMBER.read("1.090", UNTIL).facts["readings"] == "1\u00a0090 eller 1,09"


# ------------------------------------------------------------------------------------------------ what may be typed


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        (TEXT, None),
        (CODE, ("custom", "AND(LEN({cell})=4,ISNUMBER(VALUE({cell})))", "", True)),
        (FREE_CODE, None),
        (ID, ("custom", "COUNTIF({range},{cell})=1", "", True)),
        (CHOICE, ("list", "lista_sort", "", True)),
        (OWN, ("list", "lista_sort", "", False)),
        (YES_NO, ("list", "lista_ja_nej", "", True)),
        (NUMBER, ("decimal", "", "", True)),
        (HOURS, ("decimal", "0", "", True)),
        (PERCENT, ("decimal", "0", "1", True)),
        (WHOLE, ("whole", "0", "", True)),
        (DAY, ("date", "DATE(1990,1,1)", "", True)),
        (START, None),
        (PERIOD, None),
        (REFERENCE, ("custom", 'OR({cell}="Projektet",COUNTIF(val_budget_post_id,{cell})>0)', "", True)),
        (MANY, None),
        (named(col.reference("Ansvarig", "roles.person")), ("list", "val_roles_person", "", True)),
        (named(col.reference("Utförare", "roles.person", loose=True)), ("list", "val_roles_person", "", False)),
    ],
    ids=label,
)
def test_validation(column: Column, expected: tuple[str, str, str, bool] | None) -> None:
    rule = column.validation()
    assert (rule and (rule.kind, rule.first, rule.second, rule.strict)) == expected


def test_a_computed_column_takes_nothing() -> None:
    computed = col.computed(col.hours("Summa", prompt="Alla poster."), "SUM({a})", lambda row, book: 0.0)
    rule = computed.validation()
    assert isinstance(rule, Validation)
    assert (rule.kind, rule.first, computed.required, computed.computed) == ("custom", "FALSE", False, True)
    assert (computed.header, computed.format, computed.show(1.5)) == ("Summa", "#,##0.0#", "1,5 h")


# ------------------------------------------------------------------------------------------------ what is demanded


class Known:
    """A book as constraints see it."""

    def __init__(self, ids: Sequence[str | None] = (), bound: float | None = None) -> None:
        self.ids, self.bound = ids, bound

    def __repr__(self) -> str:
        return f"{self.ids} {self.bound}"

    def identities(self, place: str) -> set[str]:
        return {value.casefold() for value in self.ids if value}

    def unnamed(self, place: str) -> int:
        return list(self.ids).count(None)

    def lookup(self, place: str) -> float | None:
        return self.bound


def broken(column: Column, values: Sequence[Any], book: Any = None) -> dict[str, list[int]]:
    """Code of each demand that some value breaks, and the broken rows."""
    found: dict[str, list[int]] = {}
    for constraint in column.constraints():
        rows = sorted(constraint.breaks(values, book or Known()))
        if rows:
            found[constraint.code] = sorted([*found.get(constraint.code, []), *rows])
    return found


HALF_SCALE = named(col.number("Värde", at_least="occasion.scale_low", at_most=10))


@pytest.mark.parametrize(
    ("column", "values", "book", "expected"),
    [
        (TEXT, ["a", None, "b"], None, {"JX401": [1]}),
        (named(col.text("Anmärkning", required=False)), [None], None, {}),
        (CODE, ["0127", "127", "01x7", "01270"], None, {"JX403": [1, 2, 3]}),
        (ID, ["B-01", "b-02", "B03", "A-04"], None, {"JX405": [2, 3]}),
        (ID, ["B-01", "B-02", "b-01", None, None], None, {"JX401": [3, 4], "JX404": [0, 2]}),
        (CHOICE, ["Öppen", "Vilar", None], None, {"JX401": [2], "JX402": [1]}),
        (OWN, ["Öppen", "Vilar"], None, {"JX406": [1]}),
        (YES_NO, [True, False, None], None, {"JX401": [2]}),
        (NUMBER, [-1.0, 0.0, 1e9], None, {}),
        (HOURS, [0.0, -0.1, 24.0], None, {"JX403": [1]}),
        (WHOLE, [0.0, 1.5, -1.0, 3.0], None, {"JX403": [1, 2]}),
        (PERCENT, [0.0, 1.0, 1.01, -0.01], None, {"JX403": [2, 3]}),
        (HALF_SCALE, [0.0, 1.0, 10.0, 10.5], Known(bound=1.0), {"JX403": [0, 3]}),
        (HALF_SCALE, [0.0, 10.5], Known(bound=None), {"JX403": [1]}),
        (DAY, [date(2010, 1, 1), None], None, {"JX401": [1]}),
        (REFERENCE, ["B-01", "b-02", "B-03", "projektet", None], Known(["B-01", "B-02"]), {"JX401": [4], "JX501": [2]}),
        (MANY, ["A-001", "A-001, A-009", "A-001;A-002"], Known(["A-001", "A-002"]), {"JX501": [1]}),
        # One row without its own ID may be the one that is missed; it cannot be two.
        (REFERENCE, ["B-01", "B-03"], Known(["B-01", None]), {}),
        (REFERENCE, ["B-03", "B-04"], Known(["B-01", None]), {"JX501": [0, 1]}),
    ],
    ids=label,
)
def test_demands(column: Column, values: list[Any], book: Any, expected: dict[str, list[int]]) -> None:
    assert broken(column, values, book) == expected


def tags(column: Column) -> dict[str, str]:
    return {constraint.code: constraint.tag for constraint in column.constraints()}


def test_demands_carry_the_rule_of_the_catalogue() -> None:
    assert tags(ID) == {"JX401": "JX401", "JX405": "C04", "JX404": "C04"}
    assert tags(REFERENCE)["JX501"] == "C05"
    assert tags(named(col.reference("Aktivitetsnr", "activities.activity_no", rule="L01")))["JX501"] == "L01"


def test_every_demand_has_its_sentence() -> None:
    for column in [*KINDS, FREE_CODE, OWN, END, SCALE]:
        for constraint in column.constraints():
            assert isinstance(constraint, Constraint)
            facts = {"header": column.header, "value": "x", "expected": constraint.expected, "example": "3"}
            text = FINDINGS[constraint.code]
            assert "{" not in text.message.format_map(facts) + text.fix.format_map(facts)
            assert constraint.short.startswith(("Fyll i ", f"{column.header}: "))


@pytest.mark.parametrize("column", [c for c in KINDS if c not in (REFERENCE, MANY)], ids=label)
def test_samples_break_nothing(column: Column) -> None:
    samples = [column.sample(number) for number in range(12)]
    book = Known()
    assert broken(column, samples, book) == {}
    assert len({repr(sample) for sample in samples}) > 1 or column in (PERIOD,)


@pytest.mark.parametrize(
    ("column", "raw"),
    [(PERCENT, 1.2), (HOURS, -5.0), (HOURS, "-5"), (NUMBER, 1e300), (NUMBER, -1e300)],
    ids=["120 %", "fewer than none", "typed", "endless", "endless, below"],
)
def test_a_number_beyond_its_bounds_is_told_and_not_counted_on(column: Column, raw: object) -> None:
    remark = column.read(raw, UNTIL)
    assert isinstance(remark, Remark)
    assert (remark.code, remark.value) == ("JX403", None)
    assert column.native([raw]) is None
