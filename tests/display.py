"""A screen for the tests that nobody sees: Xvfb on a free display."""

import importlib.util
import os
import shutil
import subprocess
from functools import cache

import pytest

# What is behind every window here: Tcl ends the process when another thread than its own throws one away.
KEPT: list[object] = []


def lacking(what: str) -> None:
    """Skip the test; fail it where the environment demands a display."""
    if os.environ.get("JAMXL_REQUIRE_DISPLAY"):
        pytest.fail(f"{what} is required here but not installed")
    pytest.skip(f"{what} is not installed")


@cache
def screen(size: str = "1366x768", dpi: int = 96) -> str:
    """A screen of so many dots, and so many to the inch: what DISPLAY is to be.

    It lasts as long as this process, which a screen that goes away before would take along.
    """
    program = shutil.which("Xvfb")
    if program is None:
        lacking("Xvfb")
    if importlib.util.find_spec("_tkinter") is None:
        lacking("tkinter")
    import tkinter

    reader, writer = os.pipe()
    # It ends when nobody uses it any more.
    command = [str(program), "-screen", "0", f"{size}x24", "-dpi", str(dpi), "-terminate", "-nolisten", "tcp"]
    subprocess.Popen(
        [*command, "-displayfd", str(writer)],
        pass_fds=[writer],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(writer)
    # It says which display it has taken when it is ready for windows.
    with os.fdopen(reader) as said:
        name = f":{said.readline().strip()}"
    assert name != ":", "Xvfb did not start"
    user = tkinter.Tk(name)
    user.withdraw()
    KEPT.append(user)
    return name
