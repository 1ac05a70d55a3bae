"""Reports as files: an edition of a consolidation in the forms that are asked for."""

import gc
import re
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from enum import StrEnum
from functools import partial
from pathlib import Path

from jamxl import openly, present, report_texts
from jamxl.consolidation import Consolidated, when
from jamxl.grid import Pages
from jamxl.present import UNKNOWN, UNSAID, History, Letter, Opened, Report
from jamxl.present.report import Edition
from jamxl.project import Project
from jamxl.trouble import Trouble
from jamxl.worker import Ended, alone
from jamxl.writing import CannotWrite, plainly, put_bytes, put_text, save, way

# What the name of a file we make does not hold.
NO_NAME = re.compile(r"[^A-Za-z0-9_-]+")
# Several times what a report of 300 units takes.
TYPESET_SECONDS, TYPESET_MEGABYTES = 300, 2_000


class Form(StrEnum):
    """What a report is read in."""

    XLSX = "xlsx"
    HTML = "html"
    PDF = "pdf"


WORKBOOK = (Form.XLSX,)


class NotProtected(Trouble):
    """An open edition that would give hidden numbers away; the message says which."""


def report_path(project: Project, period: str) -> Path:
    """Where a period's report goes as a workbook; its other forms lie beside it."""
    return project.reports / f"sammanstallning_{period}.xlsx"


def open_path(path: Path) -> Path:
    """Where the open edition of a report goes: beside it."""
    return path.with_stem(f"{path.stem}_oppen")


def files(project: Project, period: str, edition: Edition) -> list[Path]:
    """An edition's files in all forms, in the project's own folder, whether or not they are there."""
    path = report_path(project, period)
    return [(open_path(path) if edition is Edition.OPEN else path).with_suffix(f".{form}") for form in Form]


def last_report(project: Project, edition: Edition, period: str = "") -> Path | None:
    """The workbook of an edition that was made last in the project's own folder; of any period when none is given."""
    pattern = report_path(project, period or "*")
    opened = set(project.reports.glob(open_path(pattern).name))
    made = opened if edition is Edition.OPEN else set(project.reports.glob(pattern.name)) - opened
    return max(made, key=lambda path: path.stat().st_mtime, default=None)


def letter(project: Project) -> Letter:
    """Who sends a project's reports to whom."""
    about = project.about
    return Letter(about.recipient, about.registry_no, about.coordinator, about.email)


def publish(
    data: Consolidated,
    path: Path,
    base: Path,
    forms: Collection[Form] = WORKBOOK,
    letter: Letter = UNSAID,
    history: History = UNKNOWN,
) -> tuple[Report, list[Path]]:
    """Draw the internal edition to `path`, and its pictures and other forms beside it. Raises CannotWrite.

    The report's links lead from there to the files under `base`. Gives the report and its files.
    """
    report = present.internal(data, letter, history)
    return report, draw_internal(data, report, path, base, forms)


def draw_internal(data: Consolidated, report: Report, path: Path, base: Path, forms: Collection[Form]) -> list[Path]:
    """Write an internal edition that is made, as `publish` does; gives its files. Raises CannotWrite."""
    # An inbox outside the project has whole paths, which need no way to them.
    whole = any(Path(delivery.path).is_absolute() for delivery in (*data.used, *data.refused))
    data.prefix = "" if whole else way(path.resolve().parent, base.resolve())
    made = drawn(report, path, forms)
    if Form.XLSX in forms:
        save(present.pages(data, report), path)
        for picture in present.pictures(data):
            # A unit's ID is what its file says, which may be no name for a file.
            name = NO_NAME.sub("-", f"{picture.name}_{data.period}")
            put_text(picture.svg, path.parent / f"{name}.svg")
    return made


def publish_open(
    data: Consolidated,
    path: Path,
    forms: Collection[Form] = WORKBOOK,
    letter: Letter = UNSAID,
    history: History = UNKNOWN,
    records: Path | None = None,
) -> tuple[Opened, list[Path]]:
    """Draw the open edition beside the report at `path`, once an audit has found that nothing hidden can be known.

    Raises NotProtected, and CannotWrite. What it shows is remembered in the folder `records`, else beside it, for the
    rounds to come and for the next edition of this one. All editions of a project must have one folder for that.
    """
    to = open_path(path)
    record = (records or to.parent) / to.with_suffix(".json").name
    known = {}
    for period in (*(earlier.period for earlier in data.earlier), data.period):
        at = record_path(record, data.period, period)
        try:
            known[period] = openly.remembered(at, period)
        except ValueError:
            raise CannotWrite(report_texts.OPEN_UNREADABLE.format(path=at.as_posix())) from None
    history = remembered(history, record, data.period)
    with unswept():
        made = present.opened(
            data, {period: shown for period, shown in known.items() if shown is not None}, letter, history
        )
    if made.exposed:
        raise NotProtected(report_texts.open_stopped(made.exposed[0], len(made.exposed) - 1))
    # An edition is audited with those before it. Of those after it nobody knows what the units' books told.
    if (after := later(record, data.period)) and made.shown != known[data.period]:
        raise NotProtected(report_texts.OPEN_LATER.format(period=after))
    for folder in (record.parent, to.parent):
        with plainly(folder):
            folder.mkdir(parents=True, exist_ok=True)
    # First what it shows: should the rest fail, too much is taken to be known, which harms nobody.
    put_text(openly.record(made, data.period), record)
    return made, draw_open(made.report, made.pages, to, forms)


@contextmanager
def unswept() -> Iterator[None]:
    """Python looks for no circles in what is made meanwhile: among millions of values that takes a fifth of it."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def remembered(history: History, record: Path, period: str) -> History:
    """What the figures were in the periods of whose open editions there is a record: the audit knows of no others."""
    kept = [at for at, one in enumerate(history.periods) if is_remembered(record_path(record, period, one), one)]
    values = {id: [numbers[at] for at in kept] for id, numbers in history.values.items()}
    return replace(history, periods=tuple(history.periods[at] for at in kept), values=values)


def is_remembered(path: Path, period: str) -> bool:
    """There is a record of a period's open editions, undamaged and not another period's."""
    try:
        return openly.remembered(path, period) is not None
    except ValueError:
        return False


def later(record: Path, period: str) -> str:
    """The last period after a period of whose open edition there is a record beside that of the period; "" for none."""
    before, _, after = record.name.rpartition(period or record.suffix)
    others = (path.name.removeprefix(before).removesuffix(after) for path in record.parent.glob(f"{before}*{after}"))
    return max((one for one in others if when(one) > when(period)), key=when, default="")


def record_path(path: Path, period: str, other: str) -> Path:
    """Where it is remembered what the open edition of another period showed, by the path of one of a period."""
    return path.with_name(path.name.replace(period, other)).with_suffix(".json")


def draw_open(report: Report, pages: Pages, path: Path, forms: Collection[Form]) -> list[Path]:
    """Write an open edition that has been audited, with its pages; gives its files. Raises CannotWrite."""
    files = drawn(report, path, forms)
    if Form.XLSX in forms:
        save(pages, path)
    return files


def drawn(report: Report, path: Path, forms: Collection[Form]) -> list[Path]:
    """Write a report's forms other than the workbook beside it; gives the files of all its forms, in Form's order."""
    with plainly(path.parent):
        path.parent.mkdir(parents=True, exist_ok=True)
    for form, draw in DRAWERS.items():
        if form in forms:
            put_bytes(draw(report), path.with_suffix(f".{form}"))
    return [path.with_suffix(f".{form}") for form in Form if form in forms]


def page(report: Report) -> bytes:
    """The report as HTML."""
    from jamxl.draw.html import html

    return html(report).encode("utf-8")


def print_out(report: Report) -> bytes:
    """The report as PDF. Raises CannotWrite and CannotStart."""
    from jamxl.draw.pdf import pdf

    return pdf(report, typeset_apart)


def typeset_apart(report: str, labels: Sequence[int]) -> bytes:
    """A report typeset in a process of its own: Typst takes as much memory as all the rest, and does not give it back.

    Raises CannotWrite and CannotStart.
    """
    from jamxl.draw.typesetting import typeset

    made = alone(partial(typeset, report, labels), TYPESET_SECONDS, TYPESET_MEGABYTES)
    if isinstance(made, Ended):
        raise CannotWrite(report_texts.no_pdf(made.code, made.detail))
    assert isinstance(made, bytes)
    return made


DRAWERS: dict[Form, Callable[[Report], bytes]] = {Form.HTML: page, Form.PDF: print_out}
