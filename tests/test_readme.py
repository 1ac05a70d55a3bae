"""What the documents show is what happens: README's tour and Python, the lines it quotes, the handbook's jamxl.toml.

`pytest --rewrite-goldens` writes the output anew into README.md.
"""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from jamxl import project as projects
from jamxl import workflow
from jamxl.standard import books

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
HANDBOOK = ROOT / "docs" / "handbok.md"
FENCE = re.compile(r"^```(?P<kind>\w+)\n(?P<text>.*?)^```$", re.M | re.S)
PROMPT = "$ jamxl "


def fences(text: str, kind: str) -> list[str]:
    """The fenced blocks of a kind."""
    return [found["text"] for found in FENCE.finditer(text) if found["kind"] == kind]


def python(arguments: list[str], folder: Path) -> str:
    """What Python prints, on either stream, when it is run in a folder."""
    run = subprocess.run(
        [sys.executable, "-X", "utf8", *arguments],
        cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", timeout=120, check=False,
    )  # fmt: skip
    return run.stdout


def replayed(block: str, folder: Path) -> str:
    """A console block with the output that its commands give now."""
    commands = [line for line in block.splitlines() if line.startswith(PROMPT)]
    told = [
        f"{command}\n{python(['-m', 'jamxl', *shlex.split(command.removeprefix(PROMPT))], folder)}"
        for command in commands
    ]
    return "".join(told)


def test_tour_and_python(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """The tour's blocks in order in one empty folder, then the Python example there; line by line."""
    readme = README.read_text(encoding="utf-8")
    consoles = fences(readme, "console")
    assert consoles
    now = {block: replayed(block, tmp_path) for block in consoles}
    (example,) = [block for block in fences(readme, "python") if not block.startswith("# jamxl/")]
    (printed,) = fences(readme, "text")
    now_printed = python(["-c", example], tmp_path)
    if request.config.getoption("--rewrite-goldens"):
        for block, new in now.items():
            readme = readme.replace(f"```console\n{block}```", f"```console\n{new}```")
        readme = readme.replace(f"```text\n{printed}```", f"```text\n{now_printed}```")
        README.write_text(readme, encoding="utf-8", newline="\n")
        return
    for block, new in now.items():
        assert block.splitlines() == new.splitlines()
    assert printed.splitlines() == now_printed.splitlines()


def test_quoted_lines_stand_in_the_code() -> None:
    """Blocks that begin with a file's name are lines of that file."""
    quotes = [block for block in fences(README.read_text(encoding="utf-8"), "python") if block.startswith("# jamxl/")]
    assert quotes
    for quote in quotes:
        name, _, lines = quote.partition("\n")
        assert lines in (ROOT / name.removeprefix("# ")).read_text(encoding="utf-8"), name


@pytest.mark.parametrize("document", [README, *sorted((ROOT / "docs").glob("*.md"))], ids=lambda path: path.name)
def test_links_lead_somewhere(document: Path) -> None:
    """Every link to a file of ours, pictures too."""
    targets = re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", document.read_text(encoding="utf-8"))
    missing = [target for target in targets if "://" not in target and not (document.parent / target).exists()]
    assert not missing


def test_the_handbooks_project_file_is_valid(tmp_path: Path) -> None:
    """Its whole example, and its prefilled rows fit the books."""
    (example,) = fences(HANDBOOK.read_text(encoding="utf-8"), "toml")
    (tmp_path / projects.FILENAME).write_text(example, encoding="utf-8")
    project = projects.load(tmp_path)
    assert not workflow.unknown_books(project)
    assert not workflow.prefill_problems(project)
    assert {key for unit in project.units for key in project.books_of(unit)} == set(books())


def test_the_handbook_explains_every_key() -> None:
    """All keys of jamxl.toml, in code type."""
    handbook = HANDBOOK.read_text(encoding="utf-8")
    assert [key for key, _ in projects.KEYS.values() if f"`{key}`" not in handbook] == []
