"""LibreOffice for the tests: workbooks without stored values, and the same saved with what LibreOffice works out."""

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest

STORED = re.compile(rb"(</f>|<f[^>]*/>)<v>[^<]*</v>")


def program() -> str:
    """The path of soffice. Skips the test without it; fails where the environment demands it."""
    found = shutil.which("soffice")
    if found is None:
        if os.environ.get("JAMXL_REQUIRE_LIBREOFFICE"):
            pytest.fail("LibreOffice (soffice) is required here but not installed")
        pytest.skip("LibreOffice (soffice) is not installed")
    return found


def without_values(path: Path, to: Path) -> Path:
    """A copy whose formulas have no stored values, so that a reader must work them out or show nothing."""
    with zipfile.ZipFile(path) as package, zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as stripped:
        for name in package.namelist():
            data = package.read(name)
            stripped.writestr(name, STORED.sub(rb"\1", data) if "/worksheets/" in name else data)
    return to


def saved(files: Sequence[Path], folder: Path, to: str = "xlsx:Calc MS Excel 2007 XML") -> list[Path]:
    """The files opened and saved by LibreOffice, all in one run, in `folder`/out; `to`: a suffix (and a filter)."""
    out, profile = folder / "out", folder / "profile"
    command = [
        program(), f"-env:UserInstallation={profile.as_uri()}", "--headless",
        "--convert-to", to, "--outdir", str(out), *map(str, files),
    ]  # fmt: skip
    run = subprocess.run(command, capture_output=True, text=True, timeout=180, check=False)
    results = [out / file.with_suffix(f".{to.partition(':')[0]}").name for file in files]
    missing = [file.name for file in results if not file.exists()]
    assert not missing, f"LibreOffice did not save {missing}: {run.stdout}{run.stderr}"
    return results


def press(book: Path, caption: str, *options: str, program_at: str, temporary: Path) -> dict[str, Any]:
    """A workbook's button pressed in LibreOffice; what `press.py` tells. `program_at`: where IT says that jamxl is.

    `temporary`: the folder for job folders, which LibreOffice has to itself.
    """
    program()
    temporary.mkdir(exist_ok=True)
    environment = os.environ | {"JAMXL_EXE": program_at, "TEMP": str(temporary)}
    command = [uno_python(), str(Path(__file__).with_name("press.py")), str(book), caption, *options]
    run = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=300, check=False)
    assert run.returncode == 0, run.stderr
    told: dict[str, Any] = json.loads(run.stdout)
    return told


@cache
def uno_python() -> str:
    """A Python that can speak with LibreOffice: the machine's own, where ours is another."""
    for found in ("/usr/bin/python3", shutil.which("python3"), sys.executable):
        if found and Path(found).exists():
            able = subprocess.run([found, "-c", "import uno"], capture_output=True, check=False)
            if able.returncode == 0:
                return found
    if os.environ.get("JAMXL_REQUIRE_LIBREOFFICE"):
        pytest.fail("python3-uno is required here but not installed")
    pytest.skip("python3-uno is not installed")
