"""Chromium for the tests: a page opened without a network, and what axe-core finds in it."""

import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parent / "browser"


def lacking(what: str) -> None:
    """Skip the test; fail it where the environment demands a browser."""
    if os.environ.get("JAMXL_REQUIRE_BROWSER"):
        pytest.fail(f"{what} is required here but not installed")
    pytest.skip(f"{what} is not installed")


def looked(page: Path, looks: Sequence[str]) -> list[dict[str, Any]]:
    """What is seen of a page in each look: "320x800/dark", or "1280x900/light/2" when zoomed to 200 %.

    Each has: `asked`, the addresses fetched; `complaints` of the console; `wider`, how many px the page is wider than
    the window; `folded`, how many folded parts are not printed, and `cut`, how many
    px are beyond the edge of a page that lies down; axe's `violations` and the rules that `passed`.
    """
    programs = {name: shutil.which(name) for name in ("chromium", "node")}
    for name, found in programs.items():
        if found is None:
            lacking(name)
    if not (FOLDER / "node_modules").is_dir():
        lacking("axe-core (npm ci in tests/browser)")
    command = [str(programs["node"]), str(FOLDER / "look.mjs"), str(programs["chromium"]), str(page), *looks]
    run = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert run.returncode == 0, run.stderr
    found = json.loads(run.stdout)
    assert isinstance(found, list)
    return found
