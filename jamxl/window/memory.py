"""The project that was worked with last, kept for each user."""

from contextlib import suppress
from pathlib import Path

import click

from jamxl.writing import CannotWrite, plainly, put_text


def place() -> Path:
    """The file that holds the folder, where the system wants a user's settings to lie."""
    return Path(click.get_app_dir("jamxl")) / "projektmapp.txt"


def remembered() -> str:
    """The project's folder; "" when there is none. Not looked for: a share that does not answer takes its time."""
    try:
        return place().read_text(encoding="utf-8").strip()
    except (OSError, UnicodeError):
        return ""


def remember(folder: Path) -> None:
    """Keep a project's folder. A machine where that cannot be done only makes the user choose again."""
    with suppress(CannotWrite), plainly(place().parent):
        place().parent.mkdir(parents=True, exist_ok=True)
        put_text(str(folder.resolve()), place())
