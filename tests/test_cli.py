"""The commands: what they print, on which stream, and how they end."""

import json
import os
import re
import subprocess
import sys
import tomllib
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import tables
from typer.testing import CliRunner, Result

from jamxl import __version__, cli, doctor, publishing, report_texts, worker
from jamxl.project import FILENAME
from jamxl.standard import books

PROJECT = """\
[projekt]
namn = "Jämställd service"
id = "JI-2010"
period = "2010-T1"
start = 2009-09-01
slut = 2010-12-31
senast = 2010-05-15

[[enhet]]
id = "jobbcoachingen"
namn = "Jobbcoachenheten"
kommun = "Botkyrka"
forvaltning = "Dialog och Service"
uppgiftslamnare = "Enhetschef"
"""
POSTS = """
[[enhet.forifyllt.budget_totals]]
stated_total = 1090

[[enhet.forifyllt.budget]]
post_id = "B-01"
text = "Projektledare"
kind = "Arbetstid"
funding = "Ordinarie"
plan_hours = 860

[[enhet.forifyllt.budget]]
post_id = "B-02"
text = "Utredning"
kind = "Arbetstid"
funding = "Ordinarie"
plan_hours = 230
"""
BOOK = "0127_jobbcoachingen_projektbok_2010-T1_v01.xlsx"


def run(*arguments: str | Path) -> Result:
    """A command in this process; a traceback fails the test."""
    result = CliRunner().invoke(cli.app, [str(argument) for argument in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def python(code: str, *arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Code run by a Python of its own."""
    command = [sys.executable, "-X", "utf8", "-c", code, *arguments]
    return subprocess.run(command, capture_output=True, encoding="utf-8", timeout=60, check=False, cwd=cwd)


def project(folder: Path, text: str = PROJECT) -> Path:
    """A project's folder with its jamxl.toml."""
    folder.mkdir(exist_ok=True)
    (folder / FILENAME).write_text(text, encoding="utf-8")
    return folder


def words(text: str) -> str:
    """Text with plain spaces, as a person reads it."""
    return " ".join(text.split())


def test_a_fault_of_ours_is_no_success_to_a_scheduler(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Left to Python it ends with 1, as a run that is done does."""

    def wrong() -> None:
        raise KeyError("vad som helst")

    monkeypatch.setattr(cli, "app", wrong)
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 2
    assert "KeyError: 'vad som helst'" in capsys.readouterr().err


# ------------------------------------------------------------------------------------------- init and new


def test_init_then_new_then_check(tmp_path: Path) -> None:
    """The way of a newcomer, with the file that init writes."""
    folder = tmp_path / "projekt"
    made = run("init", folder)
    assert made.exit_code == 0
    assert sorted(path.name for path in folder.iterdir()) == ["granskat", "inkorg", FILENAME, "rapport", "utskick"]
    assert f"Skapade {folder.as_posix()}/{FILENAME}" in made.stdout
    books = run("new", folder)
    assert books.exit_code == 0
    assert "2 arbetsböcker skapade." in books.stdout
    assert len(list((folder / "utskick" / "2010-T1").iterdir())) == 2


def test_init_does_not_overwrite(tmp_path: Path) -> None:
    project(tmp_path)
    result = run("init", tmp_path)
    assert result.exit_code == 2
    assert "finns redan" in result.stderr
    assert result.stdout == ""
    assert (tmp_path / FILENAME).read_text(encoding="utf-8") == PROJECT


def test_new_leaves_what_is_there(tmp_path: Path) -> None:
    folder = project(tmp_path)
    run("new", folder)
    book = folder / "utskick" / "2010-T1" / BOOK
    before = book.read_bytes()
    book.write_bytes(b"egen")
    again = run("new", folder)
    assert again.exit_code == 0
    assert "Fanns redan" in again.stdout
    assert "0 arbetsböcker skapade, 1 orörd (--replace skriver över)." in again.stdout
    assert book.read_bytes() == b"egen"
    assert run("new", folder, "--replace").exit_code == 0
    assert book.read_bytes() == before


def test_new_for_another_period(tmp_path: Path) -> None:
    folder = project(tmp_path)
    assert run("new", folder, "--period", "T2 2010").exit_code == 0
    assert [path.name for path in (folder / "utskick").iterdir()] == ["2010-T2"]


def test_new_tells_of_the_round_that_comes_when_all_is_made(tmp_path: Path) -> None:
    folder = project(tmp_path)
    tomorrow = date.today() + timedelta(days=1)
    calendar = f'\n[[omgang]]\nperiod = "2010-T2"\noppnar = {tomorrow}\nsenast = {tomorrow}\n'
    with (folder / "jamxl.toml").open("a", encoding="utf-8") as file:
        file.write(calendar)
    hint = f"Nästa omgång, 2010-T2, öppnar {tomorrow}. Skapa dess böcker med --period 2010-T2."
    assert hint not in run("new", folder).stdout
    assert run("new", folder).stdout.splitlines()[-1] == hint
    assert hint not in run("new", folder, "--period", "2010-T1").stdout


# ------------------------------------------------------------------------------------------- check


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """An untouched book of a project that prefills posts and their stated total."""
    folder = project(tmp_path, PROJECT + POSTS)
    assert run("new", folder).exit_code == 0
    return folder / "utskick" / "2010-T1" / BOOK


FILE_FIELDS = {"path", "sha256", "book", "schema_version", "unit", "period", "status", "cells", "findings"}
FINDING_FIELDS = {
    "code", "rule", "severity", "sheet", "table", "column", "header", "cells", "row_id", "value", "expected", "message",
    "fix",
}  # fmt: skip


def as_json(result: Result) -> dict[str, Any]:
    told = json.loads(result.stdout)
    assert isinstance(told, dict)
    return told


def test_an_untouched_book_has_nothing_wrong(book: Path) -> None:
    result = run("check", book, "--format", "json")
    assert result.exit_code == 0
    assert result.stderr == ""
    told = as_json(result)
    assert set(told) == {"jamxl", "files"}
    assert told["jamxl"] == __version__
    (file,) = told["files"]
    assert set(file) == FILE_FIELDS
    assert file["path"] == book.as_posix()
    assert (file["book"], file["unit"], file["period"]) == ("projektbok", "jobbcoachingen", "2010-T1")
    assert (file["schema_version"], file["status"], file["findings"]) == (books()["projektbok"].version, "ok", [])
    cells = file["cells"]
    assert set(cells) == {"filled", "template", "read", "reported"}
    assert cells["filled"] == cells["template"] + cells["read"] + cells["reported"]
    assert cells["reported"] == 0


def test_one_changed_post_is_named_with_the_difference(book: Path) -> None:
    """860 + 210 is 20 hours short of the 1090 that the plan states."""
    tables.type_in(book, {"Timbudget/B-02/Budget timmar": 210})
    result = run("check", book, "--format", "json")
    assert result.exit_code == 1
    (file,) = as_json(result)["files"]
    assert file["status"] == "errors"
    (finding,) = file["findings"]
    assert set(finding) == FINDING_FIELDS
    assert (finding["code"], finding["rule"], finding["severity"]) == ("JX410", "B01", "error")
    assert (finding["sheet"], finding["table"], finding["column"]) == ("Timbudget", "budget_totals", "stated_total")
    assert (finding["header"], finding["cells"], finding["row_id"]) == ("Angiven total timmar", ["A6"], "")
    assert [words(finding[key]) for key in ("value", "expected")] == ["1 090 h", "1 070"]
    assert "Posterna blir 1 070 h" in words(finding["message"])
    assert "1 090 h" in words(finding["message"])
    assert "20 h" in words(finding["message"])
    assert finding["fix"]
    text = run("check", book)
    assert text.exit_code == 1
    assert words(finding["message"]) in words(text.stdout)
    assert "Timbudget A6:" in text.stdout
    assert "[B01]" in text.stdout
    assert finding["fix"] in text.stdout


def test_a_single_finding_is_counted_in_the_singular(book: Path) -> None:
    tables.type_in(book, {"Timbudget/B-02/Budget timmar": "230"})
    assert "med varningar (1 varning)\n" in run("check", book).stdout


def test_limits_are_those_of_the_project_around_the_files(book: Path) -> None:
    """20 % of 860 of 1090 (78,9 %) is wrong by 58,9 points: right only where that much is let through."""
    tables.type_in(book, {"Timbudget/B-01/Angiven andel": 0.2})
    assert "[B03]" in run("check", book).stdout
    root = book.parents[2]
    project(root, PROJECT + POSTS.replace("[[enhet.", "\n[[enhet.") + "\n[granser]\nandel_tolerans = 59\n")
    assert "[B03]" not in run("check", book.parent).stdout


def test_check_of_folders_and_junk(book: Path) -> None:
    junk = book.parent / "00.xlsx"
    junk.write_bytes(b"ingen arbetsbok")
    (book.parent / "~$aa.xlsx").write_bytes(b"x")
    result = run("check", book.parents[1], "--format", "json")
    assert result.exit_code == 1
    files = as_json(result)["files"]
    assert [(Path(file["path"]).name, file["status"]) for file in files] == [("00.xlsx", "refused"), (BOOK, "ok")]
    alone = run("check", junk)
    assert alone.exit_code == 2
    assert "  Att rätta\n    Filen är ingen Excel-arbetsbok" in alone.stdout


def test_check_of_nothing(tmp_path: Path) -> None:
    empty = run("check", tmp_path)
    assert (empty.exit_code, empty.stdout) == (2, "")
    assert "inga arbetsböcker" in empty.stderr
    gone = run("check", tmp_path / "finns-inte.xlsx")
    assert (gone.exit_code, gone.stdout) == (2, "")
    assert "finns-inte.xlsx finns inte" in gone.stderr


# ------------------------------------------------------------------------------------------- review


def test_review(book: Path) -> None:
    folder = book.parents[2]
    (folder / "inkorg" / "2010-T1").mkdir(parents=True, exist_ok=True)
    sent = book.rename(folder / "inkorg" / "2010-T1" / book.name)
    (sent.parent / "trasig.xlsx").write_bytes(b"PK")
    result = run("review", folder)
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    assert f"{sent.as_posix()}: utan anmärkning" in lines[0]
    assert lines[1].endswith(f"granskat/2010-T1/GRANSKAD_{book.name}")
    assert lines[2].endswith("trasig.xlsx: avvisad (1 fel)")
    assert lines[3].endswith("granskat/2010-T1/GRANSKAD_trasig.xlsx  (bara en lista)")
    assert len(lines) == 4
    elsewhere = folder / "svar"
    assert run("review", sent, "-o", elsewhere).exit_code == 0
    assert [path.name for path in elsewhere.glob("*.xlsx")] == [f"GRANSKAD_{book.name}"]


def test_review_of_nothing(tmp_path: Path) -> None:
    result = run("review", tmp_path)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "inga arbetsböcker" in result.stderr


# ------------------------------------------------------------------------------------------- consolidate


def test_consolidate(book: Path) -> None:
    root = book.parents[2]
    nothing = run("consolidate", root)
    assert nothing.exit_code == 2
    assert "inga arbetsböcker att sammanställa" in nothing.stdout
    inbox = root / "inkorg" / "2010-T1"
    inbox.mkdir(parents=True)
    book.replace(inbox / BOOK)
    result = run("consolidate", root)
    assert result.exit_code == 0
    report = root / "rapport" / "sammanstallning_2010-T1.xlsx"
    assert f"Rapport: {report.as_posix()}" in result.stdout
    # Two posts, and the cover and strips.
    forms = sum(1 for part in books()["projektbok"].parts if part.is_form and not part.generated)
    assert f"{2 + forms} rader från 1 enhet är med, 0 rader avvisade." in result.stdout
    assert report.is_file()
    tables.type_in(inbox / BOOK, {"Timbudget/B-02/Budget timmar": 210})
    assert run("consolidate", root).exit_code == 1
    other = root / "ny mapp" / "rapport.xlsx"
    assert run("consolidate", root, "-o", other).exit_code == 1
    assert other.is_file()


@pytest.mark.parametrize(
    ("edition", "made"),
    [
        ("intern", ["arkiv_2010-T1", "sammanstallning_2010-T1.xlsx"]),
        (
            "oppen",
            ["arkiv_2010-T1_oppen", "sammanstallning_2010-T1_oppen.json", "sammanstallning_2010-T1_oppen.xlsx"],
        ),
        (
            "bada",
            [
                "arkiv_2010-T1",
                "arkiv_2010-T1_oppen",
                "sammanstallning_2010-T1.xlsx",
                "sammanstallning_2010-T1_oppen.json",
                "sammanstallning_2010-T1_oppen.xlsx",
            ],
        ),
    ],
)
def test_report_writes_the_editions_asked_for(book: Path, edition: str, made: list[str]) -> None:
    root = book.parents[2]
    inbox = root / "inkorg" / "2010-T1"
    inbox.mkdir(parents=True)
    book.replace(inbox / BOOK)
    result = run("report", root, "--edition", edition, "--form", "xlsx")
    assert result.exit_code == 0
    assert sorted(path.name for path in (root / "rapport").iterdir()) == made
    assert ("Rapport: " in result.stdout) is (edition != "oppen")
    opened = f"Öppen utgåva: {(root / 'rapport' / 'sammanstallning_2010-T1_oppen.xlsx').as_posix()}"
    assert (opened in result.stdout and "inget går att räkna ut" in result.stdout) is (edition != "intern")


def test_an_open_edition_that_gives_numbers_away_is_not_written(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sentence says which number, and nothing of the open edition is there."""
    root = book.parents[2]
    monkeypatch.setattr(publishing, "publish_open", lambda *args: gives_away())
    result = run("report", root, "--edition", "oppen")
    assert result.exit_code == 2
    assert "går att räkna ut dolda tal" in result.stderr
    assert not list(root.rglob("*_oppen.*"))


def test_report_writes_the_forms_asked_for_into_the_folder_asked_for(book: Path, tmp_path: Path) -> None:
    root = book.parents[2]
    inbox = root / "inkorg" / "2010-T1"
    inbox.mkdir(parents=True)
    book.replace(inbox / BOOK)
    result = run("report", root, "--form", "html, PDF", "-o", tmp_path / "styrgruppen")
    assert result.exit_code == 0
    made = sorted(path.name for path in (tmp_path / "styrgruppen").iterdir())
    assert made == ["arkiv_2010-T1", "sammanstallning_2010-T1.html", "sammanstallning_2010-T1.pdf"]
    assert [line for line in result.stdout.splitlines() if line.startswith("Rapport: ")] == [
        f"Rapport: {(tmp_path / 'styrgruppen' / name).as_posix()}" for name in made[1:]
    ]


def test_a_form_that_there_is_none_of_is_said(book: Path) -> None:
    result = run("report", book.parents[2], "--form", "xlsx,word")
    assert result.exit_code == 2
    assert "välj bland xlsx, html, pdf" in result.stderr


def gives_away() -> None:
    raise publishing.NotProtected(report_texts.open_stopped("Könsuppdelat samlat: 3–3.", 0))


def test_consolidate_where_nothing_can_be_written(book: Path) -> None:
    root = book.parents[2]
    taken = root / "upptagen.xlsx"
    taken.mkdir()
    for target in (taken, book / "rapport.xlsx"):
        result = run("consolidate", root, "-o", target)
        assert result.exit_code == 2
        assert "går inte att skriva" in result.stderr


@pytest.mark.parametrize("command", ["new", "consolidate"])
def test_an_unknown_period_is_said(tmp_path: Path, command: str) -> None:
    result = run(command, project(tmp_path), "--period", "i våras")
    assert result.exit_code == 2
    assert "i våras är ingen period" in result.stderr


# ------------------------------------------------------------------------------------------- a broken jamxl.toml

BROKEN = {
    "decimal": (PROJECT + "\n[granser]\navvikelse_timmar = 8,5\n", f"{FILENAME} rad 17:"),
    "nyckel": (PROJECT.replace("kommun =", "komun ="), f"{FILENAME} rad 12:"),
    "kommun": (PROJECT.replace("Botkyrka", "Botkyrkå"), f"{FILENAME} rad 12:"),
    "bok": (PROJECT.replace("senast = 2010-05-15", 'bocker = ["projektbook"]'), "boken projektbook finns inte"),
}


@pytest.mark.parametrize("command", ["new", "consolidate"])
@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_project_file_is_told_line_by_line(tmp_path: Path, command: str, name: str) -> None:
    text, said = BROKEN[name]
    result = run(command, project(tmp_path, text))
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr
    assert "Traceback" not in result.stderr


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    text = PROJECT.replace("kommun =", "komun =").replace('namn = "Jämställd service"', "namn = 5")
    lines = run("new", project(tmp_path, text)).stderr.splitlines()
    assert [line.partition(":")[0] for line in lines] == [f"{FILENAME} rad {n}" for n in (2, 9, 12)]


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    result = run("new", tmp_path / "borta")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "borta finns inte" in result.stderr


def test_a_folder_without_a_project(tmp_path: Path) -> None:
    result = run("consolidate", tmp_path)
    assert result.exit_code == 2
    assert f"har ingen {FILENAME}" in result.stderr


# ------------------------------------------------------------------------------------------- demo, doctor, help


def test_demo(tmp_path: Path) -> None:
    result = run("demo", tmp_path / "demo")
    assert result.exit_code == 0
    report = tmp_path / "demo" / "rapport" / "sammanstallning_2010-T1.xlsx"
    assert report.is_file()
    assert f"{report.as_posix()}  (rapporten)" in result.stdout
    inbox = tmp_path / "demo" / "inkorg"
    last, *before = (len(list((inbox / period).iterdir())) for period in ("2010-T1", "2009-T3", "2009-T2"))
    assert f"{last} ifyllda arbetsböcker" in result.stdout
    assert "Tidigare omgångar: 2009-T3 med {} böcker och 2009-T2 med {} böcker.".format(*before) in result.stdout
    assert "Arbetsmarknad, Nynäshamn: Projektbok saknas" in result.stdout
    # Botkyrka's plan states 20 % where its hours give 18,3 %.
    assert "[B03]" in result.stdout
    assert run("demo", tmp_path / "demo").stdout == result.stdout


def test_demo_leaves_other_things_alone(tmp_path: Path) -> None:
    other = run("demo", project(tmp_path / "annat"))
    assert other.exit_code == 2
    assert "annat projekt" in other.stderr
    file = tmp_path / "fil"
    file.write_text("x", encoding="utf-8")
    blocked = run("demo", file)
    assert blocked.exit_code == 2
    assert "går inte att skriva" in blocked.stderr


def test_doctor() -> None:
    result = run("doctor")
    assert result.exit_code == 0
    assert "Allt som behövs finns." in result.stdout
    assert {line.split()[1] for line in result.stdout.splitlines()[:-1]} >= {"Python", *doctor.NEEDED}


def test_doctor_knows_every_package_that_jamxl_needs() -> None:
    pyproject = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8"))
    needed = {re.match(r"[\w-]+", line)[0] for line in pyproject["project"]["dependencies"]}  # type: ignore[index]
    assert needed == set(doctor.NEEDED)


def test_doctor_says_when_no_reader_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "START", "raise SystemExit(3)")
    monkeypatch.setattr(worker, "idle", [])
    result = run("doctor")
    assert result.exit_code == 2
    assert "FEL  Läsare" in result.stdout
    assert "Det här saknas: Läsare." in result.stdout


def test_doctor_names_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    known = doctor.version_of
    monkeypatch.setattr(doctor, "version_of", lambda name: "" if name == "pandas" else known(name))
    result = run("doctor")
    assert result.exit_code == 2
    assert "Det här saknas: pandas." in result.stdout


def test_version_and_usage() -> None:
    assert run("--version").stdout == f"jamxl {__version__}\n"
    for arguments in ([], ["bogus"], ["check"], ["check", "--format", "pdf", "."], ["new", "--bogus"]):
        assert run(*arguments).exit_code == 2, arguments


@pytest.mark.parametrize("command", ["", "init", "new", "check", "review", "consolidate", "demo", "doctor"])
def test_help(command: str) -> None:
    result = run(*command.split(), "--help")
    assert result.exit_code == 0
    assert "Usage: " in result.stdout


LISTING = """
import sys, time
from jamxl.cli import main
sys.argv = ["jamxl", *sys.argv[1:]]
try:
    main()
except SystemExit as end:
    heavy = {"pandas", "numpy", "openpyxl", "xlsxwriter", "python_calamine", "pydantic", "xlwings", "rich"}
    print(sorted(heavy & set(sys.modules)), end.code, file=sys.stderr)
    print(f"jamxl --help: {time.process_time():.2f} s of processor time", file=sys.stderr)
"""


@pytest.mark.parametrize("arguments", [["--help"], ["--version"]])
def test_help_loads_nothing_slow(arguments: list[str]) -> None:
    result = python(LISTING, *arguments)
    loaded, spent = result.stderr.splitlines()
    print(spent)
    assert loaded == "[] 0"


def test_no_traceback_and_no_progress_when_not_a_terminal(tmp_path: Path) -> None:
    """The installed command itself, with its streams in pipes."""
    code = "from jamxl.cli import main; main()"
    refused = python(code, "new", cwd=tmp_path)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert f"har ingen {FILENAME}" in refused.stderr
    assert "Traceback" not in refused.stderr
    project(tmp_path, PROJECT + POSTS)
    made = python(code, "new", cwd=tmp_path)
    assert (made.returncode, made.stderr) == (0, "")
    checked = python(code, "check", f"utskick{os.sep}2010-T1", cwd=tmp_path)
    assert (checked.returncode, checked.stderr) == (0, "")
    assert checked.stdout == f"utskick/2010-T1/{BOOK}: utan anmärkning\n"
