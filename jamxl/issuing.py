"""Reports put where the steering group reads them: a dated folder each, and one page that leads to the latest.

The folder is filled under another name and gets its own in one step; then the page is replaced in one step. So whoever
reads finds a whole report, the new one or the one before.
"""

import html.parser
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import quote, unquote

from jamxl.dates import Period
from jamxl.draw.html import MARK, latest
from jamxl.writing import BEGINNING, ENDING, plainly, put_text

PAGE = "senaste.html"


@dataclass(frozen=True, slots=True)
class Issue:
    """A report to be issued: whose, of which period, how the units' books `came`, and when it was made.

    `known` tells later which one the page leads to; `fill` writes its files into a folder.

    `fill` gives for each edition its heading and, for each file, words for it and its name.
    """

    title: str
    period: str
    came: str
    made: datetime
    known: str
    fill: Callable[[Path], Sequence[tuple[str, Sequence[tuple[str, str]]]]]


def issue(folder: Path, new: Issue) -> Path:
    """Put a report into the steering group's folder, and lead to it. Gives its own folder there. Raises CannotWrite."""
    with plainly(folder):
        folder.mkdir(parents=True, exist_ok=True)
        clear(folder)
        goal = free(folder / f"{new.made:%Y-%m-%d}_{new.period}")
        staged = folder / f"{BEGINNING}{goal.name}{ENDING}"
        staged.mkdir()
    editions = new.fill(staged)
    with plainly(goal):
        staged.rename(goal)
    label = Period.parse(new.period).label
    about = f"Rapporten för {label}, gjord {new.made:%Y-%m-%d} klockan {new.made:%H.%M}. Enheternas böcker: {new.came}."
    links = [(head, [(words, quote(f"{goal.name}/{name}")) for words, name in files]) for head, files in editions]
    put_text(latest(new.title, about, links, new.known), folder / PAGE)
    return goal


def issued(folder: Path) -> str:
    """What is `known` of the report that the page leads to; "" when there is none, or not all of it."""
    try:
        text = (folder / PAGE).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    reader = Marked()
    reader.feed(text)
    return reader.known if all((folder / unquote(link)).is_file() for link in reader.links) else ""


class Marked(html.parser.HTMLParser):
    """Finds what a page tells programs, and what it leads to."""

    def __init__(self) -> None:
        super().__init__()
        self.known, self.links = "", list[str]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag == "meta" and told.get("name") == MARK:
            self.known = told.get("content") or ""
        elif tag == "a":
            self.links.append(told.get("href") or "")


def free(goal: Path) -> Path:
    """The path, or one with a number, where nothing stands: what was issued is not changed."""
    path, number = goal, 1
    while path.exists():
        number += 1
        path = goal.with_name(f"{goal.name}_{number}")
    return path


def clear(folder: Path) -> None:
    """Take away what runs that were stopped had not finished."""
    for path in folder.glob(f"{BEGINNING}*{ENDING}"):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()
