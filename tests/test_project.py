"""jamxl.toml: what is read, and each mistake with its line and remedy."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

import pytest
from pydantic import ValidationError

from jamxl import project
from jamxl.project import KEYS, load, municipalities, template
from jamxl.tomlfile import Problem, ProjectError, line_map, line_of
from jamxl.workflow import prefill_problems

GOOD = """\
[projekt]
namn = "Jämställd service"
id = "JI-2010"
period = "2010-T1"

[[enhet]]
id = "jobbcoachingen"
namn = "Jobbcoachenheten"
kommun = "Botkyrka"
"""


def problems_of(folder: Path, text: str | bytes) -> list[Problem]:
    data = text.encode() if isinstance(text, str) else text
    (folder / "jamxl.toml").write_bytes(data)
    with pytest.raises(ProjectError) as caught:
        load(folder)
    return caught.value.problems


def loaded(folder: Path, text: str) -> project.Project:
    (folder / "jamxl.toml").write_text(text, encoding="utf-8")
    return load(folder)


# ---------------------------------------------------------------------------------------------- what is read


def test_a_short_file_gets_the_defaults(tmp_path: Path) -> None:
    read = loaded(tmp_path, GOOD)
    assert read.root == tmp_path
    assert read.incoming == tmp_path / "inkorg"
    assert read.about.books == ("projektbok",)
    assert read.limits.deviation_share == 0.10
    assert (read.scale.low, read.scale.high) == (1, 10)
    assert read.units[0].municipality_code == "0127"


def test_a_full_file(tmp_path: Path) -> None:
    text = """\
[projekt]
namn = "Jämställd service"
id = "JI-2010"
period = "2010-T1"
start = 2009-09-01
slut = 2010-12-31
diarienummer = "KS 2009/123"
samordnare = "Jämställdhetsstrateg"
epost = "strateg@botkyrka.example"
senast = 2010-05-15
bocker = ["projektbok", "uppfoljningsbok"]
[mappar]
inkorg = "//filserver/projekt/in"
[granser]
avvikelse_andel = 0.15
minst_for_spridning = 5
[skala]
max = 4
[skala.etiketter]
1 = "inte alls"
4 = "helt"
[[forifyllt.budget]]
post_id = "B-01"
[[enhet]]
id = "a"
namn = "A"
kommun = "Botkyrka"
kommunkod = "0127"
bocker = ["projektbok"]
[[enhet.forifyllt.budget]]
post_id = "B-02"
planned = 7.5
from = 2010-01-01
[[enhet]]
id = "b"
namn = "B"
kommun = "Osby"
"""
    read = loaded(tmp_path, text)
    first, second = read.units
    assert read.about.due == date(2010, 5, 15)
    assert read.incoming == Path("//filserver/projekt/in")
    assert read.limits.deviation_share == 0.15
    assert read.scale.labels == {1: "inte alls", 4: "helt"}
    assert read.books_of(first) == ("projektbok",)
    assert read.books_of(second) == ("projektbok", "uppfoljningsbok")
    assert read.prefill_of(first) == {
        "budget": (
            {"post_id": "B-01"},
            {"post_id": "B-02", "planned": 7.5, "from": date(2010, 1, 1)},
        )
    }
    assert read.prefill_of(second) == {"budget": ({"post_id": "B-01"},)}
    assert read.unit("b") is second
    assert read.unit("c") is None


def test_the_file_itself_may_be_named(tmp_path: Path) -> None:
    loaded(tmp_path, GOOD)
    assert load(tmp_path / "jamxl.toml") == load(tmp_path)


@pytest.mark.parametrize("text", [b"\xef\xbb\xbf" + GOOD.encode(), GOOD.replace("\n", "\r\n").encode()])
def test_what_notepad_saves_is_read(tmp_path: Path, text: bytes) -> None:
    (tmp_path / "jamxl.toml").write_bytes(text)
    assert load(tmp_path).about.name == "Jämställd service"


def test_the_parts_take_english_names_in_python_and_are_frozen() -> None:
    unit = project.Unit(id="a", name="A", municipality="Orust")
    assert unit.municipality_code == "1421"
    with pytest.raises(ValidationError):
        unit.name = "B"


def test_municipalities() -> None:
    known = municipalities()
    assert len(known) == 290
    assert known["Upplands Väsby"] == "0114"


# ---------------------------------------------------------------------------------------------- the template


def test_the_template_is_valid_as_it_stands(tmp_path: Path) -> None:
    assert [unit.id for unit in loaded(tmp_path, template()).units] == ["jobbcoachingen", "medborgarkontoret"]


def test_the_template_is_valid_with_every_suggestion_taken(tmp_path: Path) -> None:
    lines = [
        line.removeprefix("# ") if " = " in line or line.startswith("# [") else line for line in template().split("\n")
    ]
    kept = [line for line in lines if "ett [[" not in line and not line.startswith("En [[")]
    read = loaded(tmp_path, "\n".join(kept))
    assert read.about.end == date(2010, 12, 31)
    assert list(read.prefill_of(read.units[1])) == ["budget", "activities"]
    assert prefill_problems(read) == []


def test_the_template_explains_every_key() -> None:
    words = set(template().replace("[", " ").replace("]", " ").replace(".", " ").split())
    assert {key for key, _ in KEYS.values()} <= words


def test_the_steering_groups_folder_is_said_without_dots(tmp_path: Path) -> None:
    text = GOOD.replace("[[enhet]]", '[korning]\npublicera = "../styrgrupp"\n[[enhet]]')
    assert loaded(tmp_path, text).published == tmp_path.parent / "styrgrupp"
    assert loaded(tmp_path, GOOD).published is None


def test_the_history_lies_beside_the_file_unless_it_names_a_database(tmp_path: Path) -> None:
    assert loaded(tmp_path, GOOD).database == f"sqlite:///{tmp_path.as_posix()}/jamxl.db"
    named = GOOD.replace("[[enhet]]", '[historik]\nurl = "postgresql://jamxl@db.kommunen.se:5433/jamxl"\n[[enhet]]')
    assert loaded(tmp_path, named).database == "postgresql://jamxl@db.kommunen.se:5433/jamxl"


@pytest.mark.parametrize(
    "part",
    [
        '[historik]\nurl = "postgresql://namn:hemligt@server/jamxl"',
        '[historik]\nurl = "postgresql://namn:hem/ligt-hemligt@server/jamxl"',
        '[historik]\nurl = "postgresql://namn@server/jamxl?password=hemligt"',
        '[historik]\nurl = "mysql://namn:hemligt@server/jamxl"',
        '[epostserver]\nserver = "namn:hemligt@server"',
        '[epostserver]\nanvandare = "namn:hemligt"',
        '[epostserver]\nlosenord = "hemligt"',
    ],
)
def test_a_password_in_the_file_is_not_told_again(tmp_path: Path, part: str) -> None:
    (problem,) = problems_of(tmp_path, GOOD.replace("[[enhet]]", f"{part}\n[[enhet]]"))
    assert "hemligt" not in str(problem)


# ---------------------------------------------------------------------------------------------- mistakes

# change of GOOD: old text, new text, then line, part of the message, part of the remedy
MISTAKES = [
    ('namn = "Jämställd service"\n', "", 1, "[projekt] saknar namn.", 'namn = "Jämställd service"'),
    ('kommun = "Botkyrka"\n', "", 6, "[[enhet]] nr 1 saknar kommun.", 'kommun = "Botkyrka"'),
    ('"Jämställd service"', "12", 2, "namn = 12 ska vara en text.", 'namn = "Jämställd service"'),
    ('"Jämställd service"', '" "', 2, 'namn = " " får inte vara tom.', 'namn = "Jämställd service"'),
    ("namn = ", "nam = 1\nnamn = ", 2, "nam är ingen nyckel i [projekt].", "menade du namn?"),
    ("namn = ", '"Böcker" = 1\nnamn = ', 2, "Böcker är ingen nyckel i [projekt].", "menade du bocker?"),
    ("namn = ", 'name = "x"\nnamn = ', 2, "name är ingen nyckel i [projekt].", "menade du namn?"),
    ("namn = ", 'inkorg = "x"\nnamn = ', 2, "inkorg är ingen nyckel", "flytta raden till [mappar]"),
    ("namn = ", "xyzzy = 1\nnamn = ", 2, "xyzzy är ingen nyckel", "här kan stå namn, id, period"),
    ("[projekt]", "[mapar]\n[projekt]", 1, "mapar är ingen nyckel i filen.", "menade du [mappar]?"),
    ("[projekt]", "root = 1\n[projekt]", 1, "root är ingen nyckel i filen.", "ta bort raden"),
    ('"2010-T1"', '"våren"', 4, 'period = "våren" går inte att läsa', '"2010-T1"'),
    ('id = "JI-2010"', 'id = "J"\nstart = 2009', 4, "start = 2009 ska vara ett datum.", "start = 2009-09-01"),
    ("namn = ", 'senast = "15 maj"\nnamn = ', 2, 'senast = "15 maj" ska vara ett datum.', "2010-05-15"),
    (
        "namn = ",
        "start = 2010-05-01\nslut = 2010-04-30\nnamn = ",
        3,
        "slut = 2010-04-30 är före start = 2010-05-01.",
        "2010-05-01 eller senare",
    ),
    (
        "namn = ",
        'bocker = "projektbok"\nnamn = ',
        2,
        'bocker = "projektbok" ska vara en lista.',
        '["projektbok',
    ),
    ("namn = ", "bocker = []\nnamn = ", 2, "bocker = [] ska ha minst en post.", '["projektbok"'),
    ("namn = ", 'bocker = ["a", "a"]\nnamn = ', 2, 'boken "a" står två gånger', "en gång"),
    ("namn = ", 'bocker = ["a",\n  3]\nnamn = ', 2, "3 i bocker ska vara en text.", '["projektbok"'),
    ("namn = ", 'epost = "strateg"\nnamn = ', 2, '"strateg" är ingen e-postadress.', "namn@kommunen.se"),
    ("[[enhet]]", "[historik]\ngallra_efter = 0\n[[enhet]]", 7, "gallra_efter = 0 ska vara minst 1.", "90"),
    (
        "[[enhet]]",
        '[historik]\nurl = "mysql://server/jamxl"\n[[enhet]]',
        7,
        'url = "mysql://server/jamxl" är ingen databas i PostgreSQL.',
        'url = "postgresql://namn@server/jamxl"',
    ),
    (
        "[[enhet]]",
        '[historik]\nurl = "postgresql://namn:hemligt@server/jamxl"\n[[enhet]]',
        7,
        "url har ett lösenord.",
        "PGPASSWORD",
    ),
    (
        "[[enhet]]",
        '[epostserver]\nserver = "namn:hemligt@smtp.kommunen.example"\n[[enhet]]',
        7,
        "server ska vara serverns namn och inget mer.",
        "skriv t.ex. server = ",
    ),
    (
        "[[enhet]]",
        '[epostserver]\nserver = "smtp://smtp.kommunen.example"\n[[enhet]]',
        7,
        "server ska vara serverns namn och inget mer.",
        "skriv t.ex. server = ",
    ),
    (
        "[[enhet]]",
        '[epostserver]\nanvandare = "namn:hemligt"\n[[enhet]]',
        7,
        "anvandare ska vara ett namn utan kolon.",
        "JAMXL_SMTP_PASSWORD",
    ),
    (
        "[[enhet]]",
        '[[omgang]]\nperiod = "2010-T1"\nsenast = 9999-12-31\n[[enhet]]',
        8,
        "senast = 9999-12-31 ligger för långt fram.",
        "skriv dagen",
    ),
    ("[[enhet]]", '[mappar]\nutskick = ""\n[[enhet]]', 7, 'utskick = "" får inte vara tom.', '"utskick"'),
    (
        "[[enhet]]",
        '[mappar]\nutskick = "ut"\ninkorg = "./ut/svar"\n[[enhet]]',
        8,
        'inkorg = "./ut/svar" och utskick = "ut" är samma mapp eller ligger i varandra.',
        'inkorg = "inkorg"',
    ),
    (
        "[[enhet]]",
        "mappar = 1\n[[enhet]]",
        6,
        "mappar är ingen nyckel i [projekt].",
        "skriv [mappar] på en egen rad",
    ),
    ("[projekt]", "mappar = 1\n[projekt]", 1, "mappar = 1 ska vara ett eget avsnitt.", "[mappar]"),
    ("[[enhet]]", "[granser]\navvikelse_andel = 10\n[[enhet]]", 7, "= 10 ska vara högst 1.", "= 0.10"),
    ("[[enhet]]", "[granser]\navvikelse_timmar = -1\n[[enhet]]", 7, "= -1 ska vara minst 0.", "= 8"),
    ("[[enhet]]", '[granser]\navvikelse_andel = "0,1"\n[[enhet]]', 7, '"0,1" ska vara ett tal', "= 0.10"),
    ("[[enhet]]", "[granser]\navvikelse_andel = nan\n[[enhet]]", 7, "ska vara ett vanligt tal.", "= 0.10"),
    ("[[enhet]]", "[granser]\nminst_for_spridning = 2\n[[enhet]]", 7, "= 2 ska vara minst 3.", "= 3"),
    ("[[enhet]]", "[skala]\nmin = 1.5\n[[enhet]]", 7, "min = 1.5 ska vara ett heltal.", "min = 1"),
    ("[[enhet]]", "[skala]\nmin = true\n[[enhet]]", 7, "min = true ska vara ett heltal.", "min = 1"),
    (
        "[[enhet]]",
        "[skala]\nmin = 4\nmax = 4\n[[enhet]]",
        8,
        "max = 4 är inte större än min = 4.",
        "max = 13",
    ),
    ("[[enhet]]", "[skala]\nmin = 10\n[[enhet]]", 6, "max = 10 är inte större än min = 10.", "max = 19"),
    (
        "[[enhet]]",
        "[granser]\nrisk_medel = 6\nrisk_hog = 6\n[[enhet]]",
        8,
        "risk_hog = 6 är inte större än risk_medel = 6.",
        "risk_hog = 7",
    ),
    (
        "[[enhet]]",
        '[skala.etiketter]\n11 = "a"\n[[enhet]]',
        6,
        "etiketten 11 ligger utanför",
        "från 1 till 10",
    ),
    (
        "[[enhet]]",
        '[skala.etiketter]\na = "x"\n[[enhet]]',
        7,
        "etiketten a ska vara ett heltal.",
        '1 = "inte alls"',
    ),
    ('"jobbcoachingen"', '"Jobbcoachning Åre"', 7, "får bara ha a-z", 'id = "jobbcoachning-are"'),
    ('"Botkyrka"', '"Botkyrka kommun"', 9, "finns inte bland de 290 kommunerna.", 'kommun = "Botkyrka"'),
    ('"Botkyrka"', '"Osbys kommun"', 9, "finns inte bland de 290", 'kommun = "Osby"'),
    ('"Botkyrka"', '"Bottkyrka"', 9, "finns inte bland de 290", 'kommun = "Botkyrka"'),
    ('"Botkyrka"', '"Orust"\nkommunkod = "0127"', 10, 'kommunkod = "0127" hör inte till Orust.', '"1421"'),
    ('"Botkyrka"', '"Orust"\nkommunkod = 1421', 10, "kommunkod = 1421 ska vara en text.", '"0127"'),
    ("[[enhet]]", "[enhet]", 6, "ska vara en lista.", "[[enhet]]"),
    (GOOD[GOOD.index("[[") :], "", 1, "avsnittet [[enhet]] saknas.", "lägg till [[enhet]]"),
    ("[[enhet]]", "[[forifyllt.budget]]\na = [1]\n[[enhet]]", 7, "[1] kan inte stå i en cell.", "en text"),
    ("[[enhet]]", "[forifyllt.budget]\na = 1\n[[enhet]]", 6, "ska vara en lista.", "[[forifyllt.tabell]]"),
    ("[[enhet]]", "[[forifyllt.budget]]\n[[enhet]]", 6, "ska ha minst en post.", "[[forifyllt.tabell]]"),
]


@pytest.mark.parametrize(("old", "new", "line", "message", "fix"), MISTAKES)
def test_one_mistake_is_one_problem(tmp_path: Path, old: str, new: str, line: int, message: str, fix: str) -> None:
    assert old in GOOD
    (problem,) = problems_of(tmp_path, GOOD.replace(old, new, 1))
    assert (problem.line, problem.file) == (line, tmp_path / "jamxl.toml")
    assert message in problem.message
    assert fix in problem.fix


def test_all_mistakes_are_told_at_once_in_line_order(tmp_path: Path) -> None:
    text = """\
[projekt]
nam = "Jämställd service"
id = "JI-2010"
period = "2010-T9"

[granser]
avvikelse_andel = 10

[[enhet]]
id = "a"
namn = "A"
kommun = "Botkyrka"

[[enhet]]
id = "a"
namn = "B"
kommun = "Atlantis"
[[enhet.forifyllt.budget]]
b = 1
[[enhet.forifyllt.budget]]
b = { c = 1 }
"""
    problems = problems_of(tmp_path, text)
    assert [problem.line for problem in problems] == [1, 2, 4, 7, 15, 17, 21]
    assert str(problems[4]) == (
        'jamxl.toml rad 15: id = "a" har redan använts av enhet nr 1. Åtgärd: ge varje enhet ett eget id'
    )


# one line put in as line 2 of GOOD, which TOML cannot read: part of the message, part of the remedy
SYNTAX = [
    ("andel = 0,10", "talet har decimalkomma: andel = 0,10", "andel = 0.10"),
    ("böcker = 1", '"böcker" har å, ä eller ö.', "bocker"),
    ("[gränser]", '"gränser" har å, ä eller ö.', "granser"),
    ('utskick = "K:\\projekt"', "omvänt snedstreck", "skriv sökvägar med /"),
    ('utskick = "K:\\utskick"', "omvänt snedstreck", "skriv sökvägar med /"),
    ('samordnare = "Strateg', "texten tar inte slut på raden.", 'avsluta texten med "'),
    ("samordnare = Strateg", "värdet efter = går inte att läsa.", 'skriv text inom "…"'),
    ("samordnare", "nyckeln saknar = och värde.", 'nyckel = "värde"'),
    ("senast = 2010-02-30", "datumet finns inte.", "2010-05-15"),
    ("senast = 2010-05-35 # sista dag", "datumet finns inte.", "2010-05-15"),
    ("[granser", "avsnittets rubrik är inte hel.", "[projekt]"),
    ("= 1", "raden går inte att läsa.", 'nyckel = "värde"'),
    ('samordnare = "a" "b"', "det står något mer efter värdet.", "ett värde per rad"),
    ("x = { a = 1, a = 2 }", "nyckeln står två gånger inom { }.", "ta bort den ena"),
]


@pytest.mark.parametrize(("row", "message", "fix"), SYNTAX)
def test_a_row_that_is_not_toml(tmp_path: Path, row: str, message: str, fix: str) -> None:
    (problem,) = problems_of(tmp_path, GOOD.replace("[projekt]\n", f"[projekt]\n{row}\n"))
    assert problem.line == 2
    assert message in problem.message
    assert fix in problem.fix


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        (GOOD + GOOD, 10, "avsnittet står två gånger."),
        (GOOD.replace('id = "JI-2010"', 'namn = "x"'), 3, "nyckeln står två gånger i samma avsnitt."),
        (GOOD + 'bocker = ["a",\n', 10, "avslutas aldrig."),
        (GOOD + 'namnet = """a\n\nb\n', 10, "avslutas aldrig."),
    ],
)
def test_a_file_that_is_not_toml(tmp_path: Path, text: str, line: int, message: str) -> None:
    (problem,) = problems_of(tmp_path, text)
    assert problem.line == line
    assert message in problem.message


def test_an_old_encoding_is_told_with_the_row(tmp_path: Path) -> None:
    (problem,) = problems_of(tmp_path, GOOD.encode("cp1252"))
    assert problem.line == 2
    assert 'namn = "Jämställd service"' in problem.message
    assert "UTF-8" in problem.fix


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le"])
def test_utf_16_is_told(tmp_path: Path, encoding: str) -> None:
    (problem,) = problems_of(tmp_path, GOOD.encode(encoding))
    assert "UTF-16" in problem.message


def test_no_file(tmp_path: Path) -> None:
    def problem(path: Path) -> Problem:
        with pytest.raises(ProjectError) as caught:
            load(path)
        (only,) = caught.value.problems
        return only

    assert problem(tmp_path).fix == "kör jamxl init i mappen"
    assert problem(tmp_path / "jamxl.toml").line is None
    assert "finns inte" in problem(tmp_path / "borta" / "jamxl.toml").message
    assert "jamxl init" in problem(tmp_path / "borta").fix
    (tmp_path / "jamxl.toml.txt").write_text(GOOD, encoding="utf-8")
    assert problem(tmp_path).fix == "byt namn på den till jamxl.toml"
    (tmp_path / "jamxl.toml").mkdir()
    assert "går inte att öppna" in problem(tmp_path).message


# ---------------------------------------------------------------------------------------------- lines


def test_lines_of_keys_tables_and_elements() -> None:
    text = '''\
# [projekt] in a comment
a.b = 1

[t]
"x y" = """
[not.a.header]
key = 1
"""
list = [
  { k = 1 },   # ]
]
[[u]]
id = 1
[u.in]
k = 1
[[u]]
[[u.rows]]
[[u.rows]]
k = { deep = 1 }
'''
    lines = line_map(text)
    tomllib.loads(text)
    expected = {
        ("a", "b"): 2,
        ("t",): 4,
        ("t", "x y"): 5,
        ("t", "list", 0, "k"): 9,
        ("u", 0): 12,
        ("u", 0, "in", "k"): 15,
        ("u", 1): 16,
        ("u", 1, "rows", 1): 18,
        ("u", 1, "rows", 1, "k", "deep"): 19,
    }
    assert {loc: line_of(lines, loc) for loc in expected} == expected
    assert line_of(lines, ("u", 1, "missing")) == 16
    assert line_of(lines, ("missing",)) == 1
    assert ("not",) not in lines


# ---------------------------------------------------------------------------------------------- the calendar

CALENDAR = """
[[omgang]]
period = "2009-T3"
senast = 2010-01-20
[[omgang]]
period = "T1 2010"
oppnar = 2010-04-15
senast = 2010-05-15
"""


@pytest.mark.parametrize(
    ("day", "period"),
    [
        (date(2009, 8, 31), "2010-T1"),  # before the calendar begins: the project's own
        (date(2009, 9, 1), "2009-T3"),  # no day of its own: the period's first
        (date(2010, 4, 14), "2009-T3"),
        (date(2010, 4, 15), "2010-T1"),
        (date(2011, 1, 1), "2010-T1"),
    ],
)
def test_the_round_that_goes_on_is_the_last_one_opened(tmp_path: Path, day: date, period: str) -> None:
    assert loaded(tmp_path, GOOD + CALENDAR).round_on(day) == period


@pytest.mark.parametrize(
    ("day", "period"),
    [
        (date(2010, 5, 22), "2010-T1"),  # its last reminder is a week after the day it is due
        (date(2010, 5, 23), "2010-T2"),
        (date(2010, 9, 22), "2010-T2"),
        (date(2010, 9, 23), "2010-T3"),
    ],
)
def test_a_round_without_a_day_waits_for_the_one_before_it(tmp_path: Path, day: date, period: str) -> None:
    """The period of T2 begins on the first of May, and that of T3 on the first of September."""
    rounds = "".join(
        f'[[omgang]]\nperiod = "2010-{one}"\nsenast = {due}\n'
        for one, due in (("T3", "2011-01-15"), ("T1", "2010-05-15"), ("T2", "2010-09-15"))
    )
    assert loaded(tmp_path, GOOD + rounds).round_on(day) == period


def test_a_round_is_due_as_the_calendar_says_and_else_as_the_project(tmp_path: Path) -> None:
    own = loaded(tmp_path, GOOD.replace('period = "2010-T1"', 'period = "2010-T2"\nsenast = 2010-09-15') + CALENDAR)
    assert [own.due(period) for period in ("2009-T3", "2010-T1", "2010-T2", "2010-T3")] == [
        date(2010, 1, 20),
        date(2010, 5, 15),
        date(2010, 9, 15),
        None,
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (CALENDAR + CALENDAR, "omgången 2009-T3 står två gånger."),
        (CALENDAR.replace("2010-05-15", "2010-04-01"), "senast = 2010-04-01 är före oppnar = 2010-04-15."),
        ('[omgang]\nperiod = "2010-T1"\nsenast = 2010-05-15', "skriv rubriken med dubbla hakar: [[omgang]]"),
        ('[korning]\nutgavor = "alla"', 'utgavor = "alla" ska vara intern, oppen eller bada.'),
        ("[korning]\npaminn_fore = [-7]", "-7 i paminn_fore ska vara minst 0."),
        ('[epostserver]\nskydd = "inget"', 'skydd = "inget" ska vara starttls eller tls.'),
        ('[epostserver]\nlosenord = "hemligt"', "losenord är ingen nyckel i [epostserver]."),
    ],
)
def test_mistakes_in_the_calendar_and_the_unattended_run(tmp_path: Path, text: str, said: str) -> None:
    assert said in " ".join(map(str, problems_of(tmp_path, GOOD + text)))
