"""The start without Excel: a small window with the same tasks as the button in the workbook.

`jamxlw` is the program without a console window: on its own it shows the window, with a folder it consolidates at
once, so that a project's folder can be dropped on a shortcut to it.
"""

import os
import sys
from pathlib import Path

from jamxl import opening, tasks
from jamxl.tasks import Task
from jamxl.trouble import Trouble

# Seconds a task that was stopped has to come to an end before the program leaves without it.
GRACE = 5.0

NO_TKINTER = (
    "Fönstret går inte att visa: den Python som jamxl är installerad i saknar tkinter. Windows: installera om Python "
    "med ”tcl/tk and IDLE” ikryssat. macOS: använd Python från python.org, eller python-tk. Linux: installera "
    "python3-tk. Allt går också att göra med kommandon: jamxl --help."
)


class NoWindow(Trouble):
    """No window can be shown on this machine."""


def main() -> None:
    """The program `jamxlw`."""
    given = sys.argv[1:2]
    try:
        show("".join(given), start=bool(given))
    except Trouble as trouble:
        last_words(str(trouble))
    except Exception:
        last_words(tasks.fault().text)


def show(folder: str = "", *, start: bool = False) -> None:
    """Show the window until it is closed. Raises NoWindow.

    `folder` as typed or dropped; "" for the one where the user is or was last. `start`: consolidate it at once.
    """
    try:
        import tkinter
    except ImportError:
        raise NoWindow(NO_TKINTER) from None
    from jamxl.window.control import Control
    from jamxl.window.looks import sharpen
    from jamxl.window.memory import remembered

    sharpen()
    try:
        root = tkinter.Tk(className="jamxl")
    except tkinter.TclError as trouble:
        raise NoWindow(f"Fönstret går inte att visa här ({trouble}). Använd kommandona: jamxl --help.") from None
    here = str(Path.cwd()) if opening.has_project(Path.cwd()) else ""
    control = Control(root, folder if folder or start else here or remembered())
    if start:
        root.after_idle(control.press, Task.CONSOLIDATE)
    root.mainloop()
    if not control.ended(within=GRACE):
        # The readers' threads would keep the program for as long as the task takes. What is written is whole or not
        # there, and the readers end when nobody asks them any more.
        os._exit(0)


def last_words(message: str) -> None:
    """Tell why there is no window, and end: on the terminal, or in a box where there is none."""
    if sys.platform == "win32" and sys.stderr is None:
        import ctypes

        ctypes.windll.user32.MessageBoxW(None, message, "jamxl", 0x10)
    raise SystemExit(message)
