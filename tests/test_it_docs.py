"""What docs/it tells an IT department stays true: places, files, commands, sums."""

import ast
import hashlib
import re
import tomllib
from pathlib import Path

import pytest
import typer.main
from build_button import SOURCE
from typer.testing import CliRunner

from jamxl import jobs
from jamxl.cli import app
from jamxl.draw.launcher import MACROS
from jamxl.tasks import Task

ROOT = Path(__file__).resolve().parents[1]
PAGES = {path.stem: path.read_text(encoding="utf-8") for path in sorted((ROOT / "docs" / "it").glob("*.md"))}
ALL = "\n".join(PAGES.values())
VBA = SOURCE.read_text(encoding="utf-8")
COMMANDS = typer.main.get_group(app).commands

# The rules' names and numbers as Microsoft publishes them.
RULES = {
    "d4f940ab-401b-4efc-aadc-ad5f3c50688a": "Block all Office applications from creating child processes",
    "92e97fa1-2edf-4476-bdd6-9dd0b4dddc7b": "Block Win32 API calls from Office macros",
    "3b576869-a4ec-4529-8536-b80a7769e899": "Block Office applications from creating executable content",
    "01443614-cd74-433a-b99e-2ecdc07bfc25": "Block executable files from running unless they meet a prevalence, age, "
    "or trusted list criterion",
    "b2b3f03d-6a65-4f7b-a9c7-1c7ef74a9ba4": "Block untrusted and unsigned processes that run from USB",
    "d1e49aac-8f56-4280-b9ba-993a6d77406c": "Block process creations originating from PSExec and WMI commands",
}


def test_the_pages_name_the_places_where_the_macro_looks_in_its_order() -> None:
    looked = [f"%{variable}%{rest}" for variable, rest in re.findall(r'Within\("(\w+)", "(.+?)"\)', VBA)]
    told = re.findall(r"^\d\. `(%.+?%.+?)`$", PAGES["installation"], re.MULTILINE)
    assert len(looked) == 3
    assert told == looked
    variables = set(re.findall(r'(?:Environ|Within)\("(\w+)"', VBA))
    (row,) = [line for line in PAGES["makron"].splitlines() if line.startswith("| Läser miljövariablerna")]
    assert set(re.findall(r"`(\w+)`", row.split("|")[1])) == variables


def test_the_pages_name_the_files_of_a_job() -> None:
    told = set(re.findall(r"`(\w+\.txt)`", PAGES["makron"]))
    assert told == {jobs.WISH, jobs.PROGRESS, jobs.ANSWER, jobs.STOP}


def test_the_sum_is_that_of_the_macros() -> None:
    """After a change of the macro: put the new sum in docs/it/makron.md."""
    assert re.findall(r"`([0-9a-f]{64})`", ALL) == [hashlib.sha256(MACROS.read_bytes()).hexdigest()]


def test_the_rules_have_their_published_names() -> None:
    rows = dict(re.findall(r"^\| \*\*(Block .+?)\*\* `([0-9a-f-]{36})`", PAGES["makron"], re.MULTILINE))
    assert {number: name for name, number in rows.items()} == RULES
    assert set(re.findall(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", ALL)) == set(RULES)
    assert set(re.findall(r"\b[0-9a-f]{8}\b(?!-)", ALL)) <= {number[:8] for number in RULES}


def written() -> set[str]:
    """Every line and phrase in code type that calls jamxl."""
    blocks = re.findall(r"^```\n(.*?)^```", ALL, re.MULTILINE | re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines()]
    phrases = re.findall(r"`([^`\n]+)`", re.sub(r"^```\n.*?^```", "", ALL, flags=re.MULTILINE | re.DOTALL))
    calls = re.compile(r'(?:^|[\\"\s])jamxl"? ((?:--version|[a-z]+)\b.*)')
    return {found[1] for text in [*lines, *phrases] if (found := calls.search(text)) and "%f" not in text}


def test_the_commands_are_looked_for_where_they_are() -> None:
    assert {"doctor", "demo", "report", "button", "--version"} <= {call.split()[0] for call in written()}


@pytest.mark.parametrize("call", sorted(written()))
def test_a_command_in_the_pages_is_one(call: str) -> None:
    name, *rest = call.split()
    options = [word for word in rest if word.startswith("-")]
    if name == "--version":
        assert CliRunner().invoke(app, [name]).exit_code == 0
        return
    command = COMMANDS[name]
    if subcommands := getattr(command, "commands", None):
        command = subcommands[rest[0]]
    known = {flag for parameter in command.params for flag in parameter.opts}
    assert set(options) <= known


def test_the_checklist_presses_every_button_and_says_whether_it_was_run() -> None:
    page = PAGES["checklista"]
    assert re.findall(r"^\*\*.+", page, re.MULTILINE)[0].startswith("**Har inte körts än i riktig Excel.**")
    for task in Task:
        assert re.search(rf"\| \d+\. .*\*{task}\*", page), task
    assert [int(number) for number in re.findall(r"^\| ☐ \| (\d+)\.", page, re.MULTILINE)] == list(range(1, 23))


@pytest.mark.parametrize("page", sorted(PAGES))
def test_links_lead_somewhere(page: str) -> None:
    for target in re.findall(r"\]\(([^)]+)\)", PAGES[page]):
        name, _, heading = target.partition("#")
        path = (ROOT / "docs" / "it" / name).resolve() if name else ROOT / "docs" / "it" / f"{page}.md"
        assert path.is_file(), target
        headings = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
        assert not heading or heading in {re.sub(r"[^\w -]", "", one).lower().replace(" ", "-") for one in headings}


@pytest.mark.parametrize("path", sorted(set(re.findall(r"`((?:scripts|tests|jamxl|packaging)/[\w/.]+)`", ALL))))
def test_a_file_that_is_named_is_there(path: str) -> None:
    assert (ROOT / path).is_file()


def test_every_program_that_is_installed_is_packed_too() -> None:
    recipe = ROOT / "packaging" / PAGES["installation"].partition("packaging\\")[2].split()[0]
    (programs,) = re.findall(r"^PROGRAMS = (.+)$", recipe.read_text(encoding="utf-8"), re.MULTILINE)
    packed = {name: f"{module}:main" for name, module in ast.literal_eval(programs).items()}
    about = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert (about["scripts"] | about.get("gui-scripts", {})).items() <= packed.items()


def test_the_button_says_what_the_pages_let_it_say() -> None:
    for said in ("Det gick inte att starta jamxl", "jamxl svarar inte", "jamxl hittas inte på datorn"):
        assert f"*{said}" in ALL
        assert f'"{said}' in VBA
