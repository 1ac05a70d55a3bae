"""How the window is drawn and reached: sharp letters, the system's own style, keys. Distances are points ("6p")."""

import sys
import tkinter as tk
from collections.abc import Callable
from contextlib import suppress
from tkinter import font, ttk

WELL, ILL, FOCUS = "#2e7d32", "#b3261e", "#1a5fb4"
PAGE, SHADE, LINE, FIELD, TEXT = "#f4f4f2", "#e6e6e2", "#8e8e88", "#ffffff", "#000000"


def sharpen() -> None:
    """Draw in the screen's own dots on Windows, which otherwise draws a small picture and makes it larger.

    Must be called before there is any window.
    """
    if sys.platform == "win32":
        import ctypes

        # An old Windows knows no such thing, and one that was told already says no.
        with suppress(AttributeError, OSError):
            ctypes.OleDLL("shcore").SetProcessDpiAwareness(1)


def dress(root: tk.Tk) -> None:
    """The system's own looks, or plain ones where it has none; Swedish in the dialogs that Tk draws itself."""
    style = ttk.Style(root)
    if root.tk.call("tk", "windowingsystem") == "x11":
        plain(style)
        root.tk.eval("namespace eval ::tk {msgcat::mclocale sv; msgcat::mcload [file join $::tk_library msgs]}")
    usual = font.nametofont("TkDefaultFont", root)
    style.configure("Strong.TLabel", font=(usual.actual("family"), usual.actual("size"), "bold"))
    style.configure("Treeview", rowheight=round(usual.metrics("linespace") * 1.4))
    for key in ("<Return>", "<KP_Enter>"):
        root.bind_class("TButton", key, lambda event: event.widget.invoke())


def plain(style: ttk.Style) -> None:
    """Where the system has no looks of its own: light, with one colour, and nothing measured in dots."""
    style.theme_use("clam")
    style.configure(".", background=PAGE, troughcolor=SHADE, bordercolor=LINE, lightcolor=PAGE, darkcolor=PAGE)
    style.configure("TButton", background=SHADE, padding="3p")
    style.map("TButton", bordercolor=[("focus", FOCUS), ("alternate", TEXT)])
    style.map("TButton", background=[("disabled", PAGE), ("active", FIELD)])
    style.map("TCombobox", fieldbackground=[("readonly", FIELD)], foreground=[("readonly", TEXT)])
    style.configure("TScrollbar", background=SHADE)
    style.configure("TProgressbar", background=FOCUS, lightcolor=FOCUS, darkcolor=FOCUS)
    # The one distance that may not be in points.
    arrow = round(style.master.winfo_fpixels("11p"))
    for part in ("TCombobox", "TScrollbar"):
        style.configure(part, arrowsize=arrow)


def letters(widget: tk.Misc, count: int) -> int:
    """The width in px of so many letters."""
    return font.nametofont("TkDefaultFont", widget).measure("n") * count


def reached(widget: ttk.Button | ttk.Label, text: str, act: Callable[[], object]) -> None:
    """Give a widget its text, with & before the letter that does `act` together with Alt.

    Not on macOS, where that key writes other letters.
    """
    at, said = text.index("&"), text.replace("&", "")
    if sys.platform == "darwin":
        widget.configure(text=said)
        return
    widget.configure(text=said, underline=at)
    # With Caps Lock on it is the capital.
    for letter in (said[at].lower(), said[at].upper()):
        widget.winfo_toplevel().bind(f"<Alt-{letter}>", lambda _: act())
