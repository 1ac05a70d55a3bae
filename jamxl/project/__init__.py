"""The project file jamxl.toml: read, checked, and its mistakes told in Swedish with line and remedy."""

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from jamxl.project.keys import FILENAME, HISTORY, KEYS, LEVELS
from jamxl.project.mistakes import explained, is_echo
from jamxl.project.parts import About, Folders, History, Limits, Mail, Project, Round, Scale, Switch, Unit
from jamxl.project.values import municipalities
from jamxl.tomlfile import Loc, Problem, ProjectError, decode, line_map, line_of, read_file, syntax_problem

__all__ = [
    "FILENAME",
    "HISTORY",
    "KEYS",
    "LEVELS",
    "About",
    "Folders",
    "History",
    "Limits",
    "Mail",
    "Project",
    "Round",
    "Scale",
    "Switch",
    "Unit",
    "load",
    "municipalities",
    "template",
]


def load(path: Path) -> Project:
    """Read the project file, given it or its folder; every mistake at once as a ProjectError."""
    # A folder that is not there is still meant as a folder.
    file = path if path.suffix == ".toml" or path.is_file() else path / FILENAME
    text = decode(file, read_file(file))
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ProjectError([syntax_problem(file, text, str(error))]) from None
    faults = list(duplicate_ids(data))
    project = None
    try:
        project = Project.model_validate(data, by_alias=True, by_name=False)
    except ValidationError as error:
        told = [details for details in error.errors() if not is_echo(details)]
        faults += [(details["loc"], *explained(details)) for details in told]
    if faults or project is None:
        lines = line_map(text)
        problems = [Problem(file, line_of(lines, loc), *sentences) for loc, *sentences in faults]
        raise ProjectError(sorted(problems, key=lambda problem: problem.line or 0))
    return project.at(file.parent)


def duplicate_ids(data: Mapping[str, Any]) -> Iterator[tuple[Loc, str, str]]:
    """Unit ids used twice; looked for in the raw data, so that they are told along with other mistakes."""
    seen: dict[str, int] = {}
    units = data.get(KEYS["units"][0])
    for index, unit in enumerate(units if isinstance(units, list) else []):
        written = unit.get("id") if isinstance(unit, dict) else None
        if not isinstance(written, str):
            continue
        if written in seen:
            message = f'id = "{written}" har redan använts av enhet nr {seen[written]}.'
            yield ("enhet", index, "id"), message, "ge varje enhet ett eget id"
        seen.setdefault(written, index + 1)


@cache
def template() -> str:
    """The commented jamxl.toml that `jamxl init` writes; valid as it stands."""
    return (files("jamxl") / "data" / "mall.toml").read_text(encoding="utf-8")
