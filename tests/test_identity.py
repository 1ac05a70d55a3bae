"""Identity numbers: found however they are written, taken for nothing else too often, and never told on.

Numbers are published test numbers, or made here by working out a check digit.
"""

import io
import json
import re
import sqlite3
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import identity_numbers as page
import openpyxl
import pandas as pd
import pypdf
import pytest
import tables
from openpyxl.comments import Comment
from typer.testing import CliRunner

from jamxl import cli, identity, privacy, texts, workflow
from jamxl import columns as col
from jamxl.checking import Checked, check
from jamxl.consolidation import Delivery, consolidate, deliver
from jamxl.grid import RawBook, RawSheet
from jamxl.inspection import carried, check_one
from jamxl.present import COUNT, Figures, Group, Sum
from jamxl.present.views import basis
from jamxl.project import FILENAME, load
from jamxl.read import read
from jamxl.sheets import Book, Table
from jamxl.standard import books
from jamxl.standard.cover import Cover, InfoClass
from jamxl.standard.statistikbok import Participants
from jamxl.withholding import withheld
from jamxl.worker import Ended

TODAY = date(2011, 1, 31)
NUMBER = "701063-2391"


def check_digit(nine: str) -> str:
    """The tenth digit, by its definition: every second digit twice, the digits of it all added up."""
    doubled = "".join(str(int(digit) * (2 - i % 2)) for i, digit in enumerate(nine))
    return str(-sum(map(int, doubled)) % 10)


def made(born: date, serial: int = 123, coordination: bool = False) -> str:
    """Ten digits for a day of birth."""
    nine = f"{born:%y%m}{born.day + 60 * coordination:02d}{serial:03d}"
    return nine + check_digit(nine)


# ------------------------------------------------------------------------------------------------ what is found


@pytest.mark.parametrize("way", page.WAYS)
def test_found_however_it_is_written(way: str) -> None:
    assert identity.found(page.WAYS[way], TODAY)


def test_there_are_more_than_ten_ways() -> None:
    assert len(page.WAYS) > 20


@pytest.mark.parametrize("number", page.TEST_NUMBERS)
def test_published_test_numbers(number: str) -> None:
    assert identity.found(number, date(2013, 1, 1)) == [number]


@pytest.mark.parametrize("example", page.NOT_FOUND)
def test_what_is_no_identity_number(example: str) -> None:
    assert identity.found(example, TODAY) == []


def test_g_the_published_wrong_check_digit() -> None:
    assert identity.found("8803200018", TODAY) == []
    assert identity.found("8803200016", TODAY) == ["8803200016"]


def test_only_one_check_digit_of_ten_is_right() -> None:
    nine = made(date(1985, 7, 9))[:9]
    assert [digit for digit in "0123456789" if identity.found(nine + digit, TODAY)] == [check_digit(nine)]


@pytest.mark.parametrize(
    ("number", "known"),
    [
        (f"20110131{made(date(2011, 1, 31))[6:]}", True),
        (f"20110201{made(date(2011, 2, 1))[6:]}", False),
        (f"18910131{made(date(1891, 1, 31))[6:]}", True),
        (f"18900130{made(date(1890, 1, 30))[6:]}", False),
        # Of two digits the year is the latest that is not in the future.
        (made(date(2011, 2, 1)), True),
        (made(date(1996, 2, 29)), True),
    ],
    ids=["born today", "born tomorrow", "a hundred and twenty", "a year older", "1911", "a leap day"],
)
def test_the_day_of_birth(number: str, known: bool) -> None:
    assert bool(identity.found(number, TODAY)) is known


@pytest.mark.parametrize("day", ["701000", "990229", "701300", "701032", "701060", "701092", "700431"])
def test_no_such_day(day: str) -> None:
    assert identity.found(day + "123" + check_digit(day + "123"), TODAY) == []


@pytest.mark.parametrize(("day", "known"), [(61, True), (91, True)])
def test_a_coordination_number_has_sixty_more_on_the_day(day: int, known: bool) -> None:
    number = made(date(1970, 10, day - 60), coordination=True)
    assert number[4:6] == str(day)
    assert bool(identity.found(number, TODAY)) is known


def test_a_number_that_lost_its_zero() -> None:
    whole = made(date(2005, 3, 14))
    assert whole.startswith("0")
    for typed in (float(whole), whole[1:], col.plain(float(whole))):
        assert identity.found(typed, TODAY)
        assert identity.found(typed, TODAY, amount=True) == []
    # Among other words nine digits are something else.
    assert identity.found(f"faktura {whole[1:]}", TODAY) == []


def test_words_before_tell_a_telephone_number() -> None:
    digits = next(n for s in range(100, 999) if identity.found(n := f"070123{s}" + check_digit(f"070123{s}"), TODAY))
    for words in ("Tfn ", "mobil: ", "Telefon (dagtid) ", "ring ", "SMS: "):
        assert identity.found(words + digits, TODAY) == []
    for words in ("pnr ", "Född ", ""):
        assert identity.found(words + digits, TODAY) == [digits]
    assert identity.found(float(digits), TODAY, about="Mobiltelefon") == []
    assert identity.found(f"Tfn {digits[:6]}-{digits[6:]}", TODAY)


def test_times_and_spans_of_days_are_no_numbers() -> None:
    days = [date(2010, 1, 1) + timedelta(n) for n in range(300)]
    assert not any(identity.found(f"{day} 1030", TODAY) for day in days)
    assert not any(identity.found(f"{day}-{day + timedelta(30)}", TODAY) for day in days)
    # Long ago the same is a number: some have the right check digit.
    assert any(identity.found(f"{day.replace(year=1970)} 1030", TODAY) for day in days)


def test_masked_keeps_the_rest() -> None:
    assert identity.masked(f"Ring {NUMBER} och 640823-3234.", TODAY) == f"Ring {texts.REMOVED} och {texts.REMOVED}."
    assert identity.masked("Dnr 2009-3060219, 08-530 610 00", TODAY) == "Dnr 2009-3060219, 08-530 610 00"
    assert identity.masked(f"{NUMBER}.xlsx", TODAY, texts.REMOVED_IN_NAME) == "personnummer-borttaget.xlsx"


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("197 010 632 391 individer", "{} individer"),
        ("7 701063-2391", "{}"),
        ("701063-2391 391", "{}"),
        ("7 010 632 391,00 kr", "{} kr"),
        ("Rad 2: 701063-2391 och 640823-3234, 12 st", "Rad 2: {} och {}, 12 st"),
        ("701063-2391 640823-3234", "{}"),
    ],
)
def test_no_loose_digits_are_left_by_a_mask(said: str, left: str) -> None:
    assert identity.masked(said, TODAY) == left.replace("{}", texts.REMOVED)


@pytest.mark.parametrize("said", ["197 010 632 391", "7 010 632 391", "7010632391", "197 010 632 391 individer"])
def test_a_finding_has_none_of_its_digits(raw: RawBook, said: str) -> None:
    for place in ("Timbudget/B-01/Budget kronor", "Aktiviteter/A-001/Planerad start", "Aktiviteter/A-001/Aktivitet"):
        findings = after(raw, {place: said}).findings
        (finding,) = (f for f in findings if f.code == "JX701")
        about = [f.message for f in findings if set(f.cells) & set(finding.cells) and f.sheet == finding.sheet]
        assert not any(re.search("632|391", message) for message in about), about


@pytest.mark.parametrize("filling", ["70-10 ", "701063-2390 ", "7 010 632 390 ", "1" * 9 + " ", "tel "])
def test_a_number_far_down_a_text_is_found_soon(filling: str) -> None:
    """Text that almost is a number everywhere takes no more than its length: this would take hours."""
    assert identity.found(filling * 30_000 + NUMBER, TODAY) == [NUMBER]


def test_many_numbers_are_told_of_soon(raw: RawBook) -> None:
    """A sheet of them, some of nine digits: no cell is gone through for each of the others."""
    numbers = [float(made(date(2001, 1, 1) + timedelta(n % 3000), 100 + n // 3000)) for n in range(20_000)]
    sheet = RawSheet("Lista", len(raw.sheets), [["Nummer"], *([number] for number in numbers)])
    checked = check(replace(raw, sheets=[*raw.sheets, sheet]), books(), tables.Limits(), tables.TODAY)
    (finding,) = (f for f in checked.findings if f.code == "JX701")
    assert len(finding.cells) > 15_000


def test_the_page_is_what_the_code_gives() -> None:
    assert page.PAGE.read_text(encoding="utf-8") == page.text(), "run: python scripts/identity_numbers.py"


def test_false_alarms_are_few() -> None:
    """None where the digits stand in groups; else no more than a check digit lets through."""
    for form in page.forms():
        wrong, all_ = page.alarms(form)
        in_one = re.search("i ett|som tal", form.name) and "efter ordet" not in form.name
        assert all_ >= 700
        assert wrong <= (all_ / 10 if in_one else 0), form.name


# ------------------------------------------------------------------------------------------------ in a file


@pytest.fixture(scope="module")
def raw(tmp_path_factory: pytest.TempPathFactory) -> RawBook:
    return read(tables.fill(tmp_path_factory.mktemp("bok") / "bok.xlsx", books()["projektbok"], tables.PROJECT))


def after(raw: RawBook, entries: Mapping[str, Any]) -> Checked:
    return check(tables.typed(raw, entries), books(), tables.Limits(), tables.TODAY)


def told(checked: Checked) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(f.code, f.sheet, f.cells) for f in checked.findings if f.code.startswith("JX7")]


def test_an_untouched_book_has_none(raw: RawBook) -> None:
    assert told(after(raw, {})) == []


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("Aktiviteter/A-001/Aktivitet", f"Samtal med {NUMBER}"),
        ("Aktiviteter/A-001/Utfall tid", NUMBER),
        ("Aktiviteter/A-001/Utfall tid", 197010632391.0),
        ("Aktiviteter/A-001/Planerad start", NUMBER),
        ("Aktiviteter/A-001/Ansvarig", NUMBER),
        ("Försättsblad/Uppgiftslämnare", NUMBER),
        ("Timbudget/Angiven total timmar", 7010632391.0),
    ],
)
def test_told_once_and_never_quoted(raw: RawBook, place: str, value: Any) -> None:
    checked = after(raw, {place: value})
    assert told(checked) == [("JX701", place.partition("/")[0], (tables.address(raw, place),))]
    assert leaks(json.dumps([f.to_json() for f in checked.findings], ensure_ascii=False)) == []
    assert [f.severity for f in checked.findings if f.code == "JX701"] == ["error"]


def test_an_amount_of_nine_digits_is_an_amount(raw: RawBook) -> None:
    amount = float(made(date(2005, 3, 14)))
    assert told(after(raw, {"Timbudget/B-01/Budget kronor": amount})) == []
    assert told(after(raw, {"Timbudget/B-01/Budgetpost": amount})) != []


def test_outside_the_tables_and_around_the_cells(tmp_path: Path) -> None:
    file = tables.fill(tmp_path / "bok.xlsx", books()["projektbok"], tables.PROJECT)
    book = openpyxl.load_workbook(file)
    book["Timbudget"]["Z50"] = f"ring {NUMBER}"
    book["Timbudget"]["A10"].comment = Comment(f"gäller {NUMBER}", "x")
    book["Roller"].row_dimensions[10].hidden = True
    extra = book.create_sheet("Gömt")
    extra.sheet_state = "veryHidden"
    extra["B2"] = 7010632391
    book.create_sheet(f"Om {NUMBER}")["A1"] = "tomt"
    book.save(file)
    checked = check_one(file, tables.Limits(), tables.TODAY)
    assert told(checked) == [
        ("JX701", "Timbudget", ("A10",)),
        ("JX701", "Timbudget", ("Z50",)),
        ("JX701", "Gömt", ("B2",)),
        ("JX701", f"Om {texts.REMOVED}", ()),
    ]
    assert leaks(str(checked.findings)) == []


@pytest.mark.parametrize(("heading", "codes"), [("Mobil", []), ("Annat", ["JX701"])])
def test_a_column_of_telephone_numbers_is_known_by_its_heading(tmp_path: Path, heading: str, codes: list[str]) -> None:
    digits = next(n for s in range(100, 999) if identity.found(n := f"070123{s}" + check_digit(f"070123{s}"), TODAY))
    file = tables.fill(tmp_path / "bok.xlsx", books()["projektbok"], tables.PROJECT)
    book = openpyxl.load_workbook(file)
    book["Timbudget"]["Z9"], book["Timbudget"]["Z10"] = heading, float(digits)
    book.save(file)
    assert [code for code, *_ in told(check_one(file, tables.Limits(), tables.TODAY))] == codes


def test_one_cause_gives_one_finding(tmp_path: Path) -> None:
    """Of a number nothing is told but that it must go: not where to move the text that it stands in."""
    file = tables.fill(tmp_path / "bok.xlsx", books()["projektbok"], tables.PROJECT)
    book = openpyxl.load_workbook(file)
    sheet = book["Timbudget"]
    sheet["Z90"], sheet["Z91"] = NUMBER, "annat"
    sheet["A1"].comment, sheet["A2"].comment = Comment(f"om {NUMBER}", "x"), Comment("annat", "x")
    sheet["Z91"].comment = Comment(NUMBER, "x")
    book["Läs mig"]["H40"], book["Läs mig"]["H41"] = f"om {NUMBER}", "annat"
    book.save(file)
    checked = check_one(file, tables.Limits(), tables.TODAY)
    codes = (*privacy.CODES, *privacy.OF_CELLS, *privacy.OF_TEXTS)
    assert sorted((f.code, f.cells) for f in checked.findings if f.code in codes) == [
        ("JX208", ("Z91",)),
        ("JX217", ("A2",)),
        ("JX225", ("H41",)),
        *(("JX701", (cell,)) for cell in ("A1", "H40", "Z90", "Z91")),
    ]
    assert tables.balanced(checked)


def test_in_a_sensitive_book_it_is_a_note(raw: RawBook) -> None:
    entries = {"Försättsblad/Informationsklass": "Känslig", "Aktiviteter/A-001/Aktivitet": NUMBER}
    (finding,) = (f for f in after(raw, entries).findings if f.code.startswith("JX7"))
    assert (finding.code, finding.severity) == ("JX703", "note")


def test_the_word_for_sensitive_is_the_covers() -> None:
    assert privacy.SENSITIVE == InfoClass.SENSITIVE
    (rule,) = (rule for rule in Participants.rules if rule.id == privacy.OF_CODES)
    assert rule.at == ("person",)


def test_a_number_in_the_files_name(raw: RawBook, tmp_path: Path) -> None:
    file = tables.fill(tmp_path / f"{NUMBER}.xlsx", books()["projektbok"], tables.PROJECT)
    checked = check_one(file, tables.Limits(), tables.TODAY, file.name)
    assert checked.path == f"{texts.REMOVED_IN_NAME}.xlsx"
    assert told(checked) == [("JX702", "", ())]
    file.write_bytes(b"")
    refused = check_one(file, tables.Limits(), tables.TODAY, file.name)
    assert [f.code for f in refused.findings] == ["JX702", "JX104"]
    assert refused.path == f"{texts.REMOVED_IN_NAME}.xlsx"


def test_what_stopped_a_reading_is_told_without_the_number() -> None:
    delivery = workflow.stopped(Ended("JX116", f"invalid literal: '{NUMBER}'"), f"{NUMBER}.xlsx", TODAY)
    assert [f.code for f in delivery.findings] == ["JX702", "JX116"]
    assert leaks(str(delivery)) == []


def test_it_does_not_go_on_to_the_next_round(tmp_path: Path) -> None:
    book = books()["statistikbok"]
    rows = tables.sample_rows(book)
    rows["participants"][0] |= {"person": NUMBER, "remark": f"Samma som {NUMBER}"}
    checked = check_one(tables.fill(tmp_path / "bok.xlsx", book, rows), tables.Limits(), tables.TODAY)
    first = carried(Participants, checked)[0]
    assert (first["person"], first["remark"]) == (None, None)


# ------------------------------------------------------------------------------------------------ nothing leaks


def leaks(said: str) -> list[str]:
    """Where the serial of the number stands with its date before it, whatever stands between the digits."""
    return re.findall(r"70\D{0,3}1\D{0,3}0\D{0,3}63\D{0,4}2\D{0,3}391", said)


def unpacked(path: Path) -> Iterator[str]:
    """A file's bytes as text; those of each part when it is a package, and what is said where it is compressed."""
    data = path.read_bytes()
    if zipfile.is_zipfile(io.BytesIO(data)):
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            yield from (package.read(name).decode("utf-8", "replace") for name in package.namelist())
    else:
        yield data.decode("utf-8", "replace")
    if path.suffix == ".pdf":
        yield "".join(page.extract_text() for page in pypdf.PdfReader(path).pages)
    elif path.suffix == ".parquet":
        yield pd.read_parquet(path).to_csv()
    elif path.suffix == ".db":
        with closing(sqlite3.connect(path)) as store:
            for (table,) in store.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
                for value in (value for row in store.execute(f"SELECT * FROM {table}") for value in row):
                    yield zlib.decompress(value).decode("utf-8") if isinstance(value, bytes) else str(value)


def full_of_numbers(book: type[Book]) -> dict[str, list[dict[str, Any]]]:
    """The sample rows, with the number in every column of free text, each time written in another way."""
    ways = [value for value in page.WAYS.values() if isinstance(value, str) and leaks(value)]
    rows = tables.sample_rows(book)
    number = 0
    for part in book.parts:
        for row in rows[part.table_key] if not part.generated else ():
            for column in part.inputs():
                if type(column) is col.Text and column.key not in ("unit_name", "project_name"):
                    row[column.key] = f"om {ways[number % len(ways)]} idag"
                    number += 1
    return rows


PROJECT = """\
[projekt]
namn = "Jämställd service"
id = "JI-2010"
period = "2010-T1"

[[enhet]]
id = "alfa"
namn = "Alfa"
kommun = "Botkyrka"
"""


@pytest.fixture(scope="module")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project whose inbox has each book, full of numbers, in files and a folder that are called so too."""
    folder = tmp_path_factory.mktemp("projekt")
    (folder / FILENAME).write_text(PROJECT, encoding="utf-8")
    for key, book in books().items():
        rows = full_of_numbers(book)
        rows["cover"][0] |= {"unit_id": "alfa", "period": "2010-T1", "project_id": "JI-2010", "texts_reviewed": True}
        home = load(folder).incoming / "2010-T1" / f"från {NUMBER}"
        home.mkdir(parents=True, exist_ok=True)
        file = tables.fill(home / f"{key}_{NUMBER}.xlsx", book, rows)
        wb = openpyxl.load_workbook(file)
        wb[book.parts[-1].sheet]["AZ60"] = f"lös {NUMBER}"
        wb[book.parts[-1].sheet]["A2"].comment = Comment(NUMBER, "x")
        wb.create_sheet(f"Om {NUMBER}")["A1"] = 197010632391
        wb.save(file)
    return folder


@pytest.mark.parametrize(
    "command",
    [
        ["check"],
        ["check", "--format", "json"],
        ["consolidate"],
        ["report", "--edition", "bada"],
        ["new", "--period", "2010-T2"],
    ],
)
def test_no_command_says_or_writes_it(inbox: Path, command: list[str]) -> None:
    before = {path: path.read_bytes() for path in inbox.rglob("*") if path.is_file()}
    result = CliRunner().invoke(cli.app, [command[0], str(inbox), *command[1:]])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert leaks(result.output) == []
    assert command[0] != "check" or texts.REMOVED_IN_NAME in result.output
    written = [path for path in inbox.rglob("*") if path.is_file() and before.get(path) != path.read_bytes()]
    assert (command[0] == "check") != bool(written)
    for path in written:
        assert leaks(str(path.relative_to(inbox))) == []
        assert [said for text in unpacked(path) for said in leaks(text)] == [], path.name


def test_what_the_review_adds_does_not_hold_it(inbox: Path, tmp_path: Path) -> None:
    """The copy is the unit's own file and holds what it held, but no more of it: its own sheet and notes do not."""
    result = CliRunner().invoke(cli.app, ["review", str(inbox), "-o", str(tmp_path / "svar")])
    assert leaks(result.output) == []
    copies = sorted((tmp_path / "svar").glob("*.xlsx"))
    assert len(copies) == len(books())
    for copy in copies:
        assert leaks(copy.name) == []
        review = openpyxl.load_workbook(copy)[texts.REVIEW_SHEET]
        assert leaks(str([[cell.value for cell in row] for row in review.iter_rows()])) == []
        original = next(inbox.rglob(f"inkorg/**/{copy.name.split('_')[1]}_*.xlsx"))
        assert sum(map(len, map(leaks, unpacked(copy)))) <= sum(map(len, map(leaks, unpacked(original))))


@pytest.mark.parametrize("entry", [{}, {"remark": f"Ring {NUMBER} innan mötet"}], ids=["none", "one"])
def test_the_commands_say_which_files_have_numbers(tmp_path: Path, entry: dict[str, Any]) -> None:
    """Also that the files and the copies of them still hold them; of a file without, nothing."""
    own = PROJECT.replace("period =", 'bocker = ["statistikbok"]\nperiod =')
    (tmp_path / FILENAME).write_text(own, encoding="utf-8")
    project = load(tmp_path)
    book = books()["statistikbok"]
    rows = {key: tables.sample_rows(book)[key][:2] for key in ("cover", "gender_stats")}
    rows["cover"][0] |= {"unit_id": "alfa", "period": "2010-T1", "project_id": "JI-2010"}
    rows["gender_stats"][0] |= entry
    (project.incoming / "2010-T1").mkdir(parents=True)
    tables.fill(project.incoming / "2010-T1" / "alfa.xlsx", book, rows)
    said = {}
    for command in (["consolidate"], ["review"], ["new", "--period", "2010-T2"]):
        said[command[0]] = CliRunner().invoke(cli.app, [command[0], str(tmp_path), *command[1:]]).output
    sentences = {"consolidate": texts.NOT_IN_REPORT, "review": texts.IN_THE_COPY, "new": texts.NOT_CARRIED}
    for verb, sentence in sentences.items():
        assert said[verb].count(sentence) == bool(entry), said[verb]
    for verb in ("consolidate", "new"):
        assert bool(re.search(r"1 fil innehåller personnummer: \S*alfa\.xlsx\. ", said[verb])) == bool(entry)
    report = openpyxl.load_workbook(project.reports / "sammanstallning_2010-T1.xlsx")["Sammanfattning"]
    lines = [row for row in report.iter_rows(values_only=True) if row[0] == texts.NUMBERS_IN_FILES]
    assert len(lines) == bool(entry)
    for _, count, where, *_ in lines:
        assert (count, where) == (1, f"inkorg/2010-T1/alfa.xlsx. {texts.NOT_IN_REPORT}")


def of_number(said: str) -> list[str]:
    """Where the first digits of the number stand, which are those of a sum with it and of a difference too."""
    return re.findall(r"7\D?0\D?1\D?0\D?6\D?3\D?2", said)


@pytest.mark.parametrize("value", [197010632391.0, 7010632391.0, "197010 632 391", "701063-2391"])
def test_in_a_column_for_numbers_it_is_no_number(tmp_path: Path, value: Any) -> None:
    """Nothing is counted on it: neither what the tool works out, nor a total that the unit has typed, tells it."""
    (tmp_path / FILENAME).write_text(
        PROJECT.replace("period =", 'bocker = ["statistikbok"]\nperiod ='), encoding="utf-8"
    )
    project = load(tmp_path)
    book = books()["statistikbok"]
    rows = {key: tables.sample_rows(book)[key][:2] for key in ("cover", "gender_stats")}
    rows["cover"][0] |= {"unit_id": "alfa", "period": "2010-T1", "project_id": "JI-2010", "texts_reviewed": True}
    few = {"k": 40.0, "m": 60.0, "u": 0.0, "t_stated": 100.0, "pop_k": 80.0, "pop_m": 90.0}
    rows["gender_stats"][0] |= few
    (project.incoming / "2010-T1").mkdir(parents=True)
    file = tables.fill(project.incoming / "2010-T1" / "alfa.xlsx", book, rows)
    sheet, own = "Könsuppdelad statistik", rows["gender_stats"][0]["stat_id"]
    tables.type_in(file, {f"{sheet}/{own}/Kvinnor": value, f"{sheet}/{own}/Totalt": 197010632451})
    wb = openpyxl.load_workbook(file)
    wb[sheet]["AZ60"], wb[sheet]["AZ61"] = "Summa", 7010632451
    wb.save(file)
    checked = check_one(file, tables.Limits(), tables.TODAY, file.name)
    assert [f.header for f in checked.findings if f.code == "JX701"] == ["Kvinnor"]
    assert not [f for f in checked.findings if f.header == "Kvinnor" and f.code != "JX701"]
    assert not any(f.rule == "S04" for f in checked.findings)
    assert tables.balanced(checked)
    batch = deliver(checked).batches["gender_stats"]
    assert [batch.columns[key][0] for key in ("k", "m", "t", "share_k", "rate_k")] == [None, 60, None, None, None]
    assert batch.unreadable == {"k": 1}
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    said = ""
    for command in (
        ["consolidate"],
        ["report", "--edition", "bada"],
        ["check", "--format", "json"],
        ["new", "--period", "2010-T2"],
    ):
        said += CliRunner().invoke(cli.app, [command[0], str(tmp_path), *command[1:]]).output
    assert of_number(said) == []
    written = [path for path in tmp_path.rglob("*") if path.is_file() and before.get(path) != path.read_bytes()]
    assert {path.suffix for path in written} == {".csv", ".db", ".html", ".json", ".parquet", ".pdf", ".xlsx"}
    assert len(written) >= 4
    for path in written:
        assert [found for text in unpacked(path) for found in of_number(text)] == [], path.name


# ------------------------------------------------------------------------------------------------ few people


class Few(Table, sheet="Grupper", key="few_groups", capacity=20, counted_by=("what", "group", "when")):
    """Antal i grupper."""

    row_id: str = col.identity("Rad-ID", "G")
    what: str = col.text("Vad")
    group: str | None = col.text("Grupp", required=False)
    when: str = col.period("När")
    k: float | None = col.whole("Kvinnor", required=False, people=True)
    m: float | None = col.whole("Män", required=False, people=True)
    minutes: float | None = col.whole("Minuter", required=False, people="k")
    t: float | None = col.computed(
        col.whole("Totalt", people=True, adds=("k", "m")),
        "{k}+{m}",
        lambda row, book: None if None in (row.k, row.m) else row.k + row.m,
    )
    share: float | None = col.computed(
        col.percent("Andel kvinnor"), 'IF({t}=0,"",{k}/{t})', lambda row, book: row.k / row.t if row.t else None
    )
    target: float | None = col.whole("Mål", required=False)


class FewBook(Book, key="fatal", title="Fåtal"):
    """A book of counts."""

    parts = (Cover, Few)


FEW: dict[str, type[Book]] = {"fatal": FewBook}
GROUPS = """
## Grupper
| Rad-ID | Vad | Grupp | När | Kvinnor | Män | Minuter | Mål |
"""
HIDDEN = {"k", "m", "minutes", "t", "share"}


def gone(lines: str, least: int = 5) -> set[int]:
    """The rows that lose their numbers, from 1: each line is Vad, Grupp, När, Kvinnor, Män."""
    cells = [[cell.strip() for cell in line.split("|")] for line in lines.strip().splitlines()]
    columns: dict[str, list[Any]] = {key: [] for key in Few.columns}
    for what, group, when, k, m in cells:
        row = {
            "what": what,
            "group": group or None,
            "when": when,
            "k": float(k),
            "m": float(m),
            "t": float(k) + float(m),
        }
        for key, values in columns.items():
            values.append(row.get(key))
    found = withheld(Few, columns, least)
    assert all(keys == HIDDEN for keys in found.values())
    return {i + 1 for i in found}


@pytest.mark.parametrize(
    ("lines", "rows"),
    [
        ("A||2010|4|20", {1}),
        ("A||2010|5|20", set()),
        ("A||2010|0|20", set()),
        # Another thing is not drawn in.
        ("A||2010|4|20\nB||2010|7|20", {1}),
        # What the total leaves is at least five: with the smallest other group, if need be.
        ("A||2010|30|60\nA|x|2010|3|20\nA|y|2010|7|20\nA|z|2010|20|20", {2, 3}),
        ("A||2010|27|60\nA|x|2010|3|20\nA|y|2010|4|20\nA|z|2010|20|20", {2, 3}),
        ("A||2010|25|60\nA|x|2010|2|20\nA|y|2010|2|20\nA|z|2010|21|20", {2, 3, 4}),
        # Others that have none do not help; the total is small then too.
        ("A||2010|3|40\nA|x|2010|3|20\nA|y|2010|0|20", {1, 2}),
        # The months of a tertial give each other away; months alone do not.
        ("A||2010-T1|30|60\nA||2010-01|3|20\nA||2010-02|27|40", {1, 2, 3}),
        ("A||2010-01|3|20\nA||2010-02|27|40", {1}),
        ("A||nyss|3|20\nA||2010-02|27|40", {1, 2}),
    ],
)
def test_rows_that_are_too_few_and_those_that_would_tell(lines: str, rows: set[int]) -> None:
    assert gone(lines) == rows


@pytest.mark.parametrize(("least", "rows"), [(3, set()), (4, {1}), (10, {1})])
def test_the_limit_is_the_projects(least: int, rows: set[int]) -> None:
    assert gone("A||2010|3|20", least) == rows


@pytest.fixture(scope="module")
def sensitive(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Delivery]:
    """A book with three women in a group, by the class on its cover."""
    text = (
        tables.COVER
        + GROUPS
        + "| G-01 | A | x | 2010-T1 | 3 | 12 | 90 | 4 |\n| G-02 | A | y | 2010-T1 | 8 | 9 | 40 | 6 |"
    )
    found = {}
    for word in ("Intern", "Känslig"):
        path = tmp_path_factory.mktemp("fatal") / "bok.xlsx"
        tables.fill(path, FewBook, text.replace("| Informationsklass | Intern |", f"| Informationsklass | {word} |"))
        found[word] = deliver(check(read(path), FEW, tables.Limits(), tables.TODAY))
    return found


def test_only_a_sensitive_book_withholds(sensitive: dict[str, Delivery]) -> None:
    assert sensitive["Intern"].batches["few_groups"].hidden == {}
    batch = sensitive["Känslig"].batches["few_groups"]
    assert {key for key, values in batch.columns.items() if values[0] is None} == HIDDEN
    assert batch.hidden == {key: [0, 1] for key in HIDDEN}
    assert batch.symbols["k"] == {0: "..", 1: ".."}
    assert batch.columns["target"] == [4, 6]


def test_the_report_says_that_they_are_withheld(sensitive: dict[str, Delivery]) -> None:
    data = consolidate([sensitive["Känslig"]], FEW)
    figures = Figures(
        ("Allt",), [Group(("Allt",), {})], [Sum("Kvinnor", COUNT, Few, "k")], basis=(Few, "k", ("rad", "rader"))
    )
    assert data.too_few(Few, "k") == {"Jobbcoachenheten": 2}
    assert data.withheld(Few, "k") == {}
    said = basis(data, figures)
    assert "2 värden i Kvinnor visas inte: för få personer, eller skulle avslöja dem (Jobbcoachenheten)." in said
    assert "saknas enligt enheten" not in said


def test_findings_do_not_quote_what_is_withheld(tmp_path: Path) -> None:
    text = tables.COVER + GROUPS + "| G-01 | A | x | 2010-T1 | 3,5 | 4 | | |"
    path = tables.fill(tmp_path / "bok.xlsx", FewBook, text.replace("Intern |", "Känslig |"))
    delivery = deliver(check(read(path), FEW, tables.Limits(), tables.TODAY))
    (mine,) = (f for f in delivery.findings if f.column == "k")
    (theirs,) = (f for d in consolidate([delivery], FEW).used for f in d.findings if f.column == "k")
    assert "3,5" in mine.message
    assert (theirs.value, "3,5" in theirs.message) == ("", False)


def test_counts_of_tables_that_say_what_they_are_of_are_added_up_nowhere_else() -> None:
    """What such a table withholds must not be worked out from a total on another sheet."""
    for book in books().values():
        own = {part.table_key for part in book.parts if part.counted_by}
        for part in book.parts:
            for column in part.columns.values():
                named = re.findall(r"\{([a-z_]+)\.", getattr(column, "formula", ""))
                assert not own & set(named), f"{part.table_key}.{column.key}"


# ------------------------------------------------------------------------------------------------ texts


@pytest.mark.parametrize(("said", "shown"), [("Ja", True), ("Nej", False), ("", False)])
def test_texts_are_shown_to_anybody_only_when_the_unit_says_so(raw: RawBook, said: str, shown: bool) -> None:
    assert deliver(after(raw, {"Försättsblad/Texter granskade för spridning": said})).texts_reviewed is shown
