"""The verbs: make a project, make the round's books, check files, consolidate. The only place that walks folders."""

import os
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from functools import cache, partial
from pathlib import Path
from typing import Any

from jamxl import identity, privacy, texts
from jamxl.checking import refused
from jamxl.columns import Column, Remark, plain, verbatim
from jamxl.consolidation import Consolidated, Delivery, Expected, consolidate, deliver, settle, share_texts
from jamxl.copies import untouched
from jamxl.dates import Period
from jamxl.frame import Sender, Stamp, build
from jamxl.grid import Pages
from jamxl.inspection import Remembered, delivered, remembered
from jamxl.project import FILENAME, KEYS, Folders, Limits, Project, Unit, template
from jamxl.rounds import followed_up, since
from jamxl.sheets import Book, Table, constraints
from jamxl.standard import books
from jamxl.swedish import Unreadable, nearest
from jamxl.trouble import Trouble
from jamxl.worker import Ended, apart
from jamxl.writing import CannotWrite, plainly, save

ENDINGS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")

# Files that Windows puts in folders.
LEFT_BEHIND = ("thumbs.db", "desktop.ini")


Tell = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Made:
    """What `new` did with one book: whether it was made or left alone, and the file its rows were carried from.

    `unusable`: files of the earlier round that cannot be read or contradict each other, so that nothing was carried.
    `holds_number`: the source has identity numbers, and what stands in those cells was not carried.
    """

    path: Path
    unit: str
    book: str
    made: bool
    source: Path | None = None
    unusable: tuple[Path, ...] = ()
    holds_number: bool = False


class Unreachable(Trouble):
    """A folder among those to be read cannot be read."""


def silent(done: int, of: int) -> None:
    """The Tell of those who do not watch."""


# --- project -----------------------------------------------------------------------------------------------------


def init(root: Path) -> list[Path]:
    """Make a project folder: jamxl.toml with comments, and its folders. Raises CannotWrite when one is there."""
    file = root / FILENAME
    if file.exists():
        raise CannotWrite(f"{file} finns redan. Ändra i den, eller välj en annan mapp.")
    with plainly(root):
        root.mkdir(parents=True, exist_ok=True)
        file.write_text(template(), encoding="utf-8")
        folders = [root / name for name in Folders().model_dump().values()]
        for folder in folders:
            folder.mkdir(exist_ok=True)
    return [file, *folders]


def unknown_books(project: Project) -> list[str]:
    """The books that the project names but jamxl does not have."""
    named = {*project.about.books, *(key for unit in project.units for key in project.books_of(unit))}
    return sorted(named - set(books()))


def expected(project: Project) -> list[Expected]:
    """The units that are to report."""
    return [Expected(u.id, u.name, u.municipality, project.books_of(u)) for u in project.units]


# --- the round's books -------------------------------------------------------------------------------------------


def new(project: Project, *, period: str = "", replace: bool = False, today: date, tell: Tell = silent) -> list[Made]:
    """The round's workbooks for all units, prefilled from jamxl.toml or the unit's previous round.

    An existing file is left alone unless `replace`. Raises CannotWrite.
    """
    when = Period.parse(period or project.round_on(today))
    jobs = [(unit, books()[key]) for unit in project.units for key in project.books_of(unit)]
    folder = project.outgoing / when.code
    with plainly(folder):
        folder.mkdir(parents=True, exist_ok=True)
    rounds = earlier_rounds(project, when)
    remember = cache(lambda code, earlier: recall(project, code, earlier, today))
    done = []
    for count, (unit, book) in enumerate(jobs, 1):
        path, key = folder / file_name(unit, book, when), (unit.id, book.key)
        fresh = replace or not path.exists()
        made = Made(path, unit.id, book.key, fresh)
        if fresh:
            memories = (remember(*one) for one in rounds)
            memory = next((m for m in memories if key in m.counted or key in m.unusable), Memory({}, {}))
            known = memory.counted.get(key)
            if known:
                source, held = Path(known.delivery.path), known.delivery.holds_number
                made = Made(path, unit.id, book.key, fresh, source, holds_number=held)
            else:
                made = Made(path, unit.id, book.key, fresh, unusable=memory.unusable.get(key, ()))
            save(unit_pages(project, unit, book, when, known.rows if known else {}, today), path)
        done.append(made)
        tell(count, len(jobs))
    return done


def file_name(unit: Unit, book: type[Book], period: Period, version: int = 1) -> str:
    """The name of a unit's file: code_unit_book_period_version, plain ASCII."""
    return f"{unit.municipality_code}_{unit.id}_{book.key}_{period.code}_v{version:02d}.xlsx"


def unit_pages(
    project: Project,
    unit: Unit,
    book: type[Book],
    period: Period,
    carried: Mapping[str, list[dict[str, Any]]],
    today: date,
) -> Pages:
    """One unit's book: defaults, what the project knows, what was carried over, and jamxl.toml's own rows."""
    written = project.prefill_of(unit)
    records: dict[str, list[dict[str, Any]]] = {}
    for part in book.parts:
        own = [typed(part, row, period.end) for row in written.get(part.table_key, ())]
        if part.is_form:
            record = {key: c.default for key, c in part.columns.items() if c.default is not None}
            for layer in (*carried.get(part.table_key, ()), part.prefill(project, unit, period), *own):
                record |= {key: value for key, value in layer.items() if value is not None}
            records[part.table_key] = [record]
        else:
            records[part.table_key] = [*(carried.get(part.table_key) or own)]
    return build(
        book,
        stamp_for(project, unit, book, period),
        sender_for(project, unit, period),
        records,
        project.limits,
        today,
    )


def stamp_for(project: Project, unit: Unit, book: type[Book], period: Period) -> Stamp:
    """What the file is sent out as."""
    return Stamp(book.key, book.version, unit.id, period.code, project.about.project_id)


def sender_for(project: Project, unit: Unit, period: Period) -> Sender:
    """Who sends it, for Läs mig."""
    about = project.about
    return Sender(
        about.name,
        unit.name,
        about.coordinator,
        about.email,
        project.due(period.code),
        about.registry_no,
        about.without,
    )


def typed(part: type[Table], row: Mapping[str, Any], until: date) -> dict[str, Any]:
    """A row of jamxl.toml as if it had been typed in the workbook and read."""
    values = ((key, read_as(part.columns.get(key), value, until)) for key, value in row.items())
    return {key: value.value if isinstance(value, Remark) else value for key, value in values}


def read_as(column: Column | None, value: Any, until: date) -> Any:
    """What a column makes of a value of jamxl.toml: TOML writes 40 for hours, and text columns want numbers as text."""
    if column is None:
        return value
    text = column.format in ("@", "yyyy-mm-dd")
    if isinstance(value, date | time):
        value = value if column.format == "yyyy-mm-dd" else value.isoformat()
    elif isinstance(value, int | float) and not isinstance(value, bool) and text:
        value = verbatim(value)
    return column.read(value, until)


def sheet_problems(project: Project) -> list[str]:
    """Sheets named in utan_blad that no book has."""
    known = [sheet for book in books().values() for sheet in book.sheets()]
    strange = [sheet for sheet in project.about.without if sheet not in known]
    return [f"utan_blad: bladet {sheet} finns inte.{texts.hint(nearest(sheet, known))}" for sheet in strange]


def switch_problems(project: Project) -> list[str]:
    """Rules named under [regler] that there are none of."""
    known: set[str] = {
        rule.id for book in books().values() for rules in (book.rules, *(p.rules for p in book.parts)) for rule in rules
    }
    known |= {c.rule for book in books().values() for part in book.parts for _, c in constraints(part) if c.rule}
    known |= set(texts.RULES.values())
    strange = [identity for identity in project.switches if identity not in known]
    return [f"regler.{identity}: regeln finns inte. Numren står i böckernas fältlistor." for identity in strange]


def place_problems(project: Project) -> list[str]:
    """A folder for the steering group that jamxl reads from, or clears of what stopped programs left."""
    folder, key = project.published, KEYS["publish"][0]
    own = [project.outgoing, project.incoming, project.reviews, project.reports]
    if folder is None or not (
        folder.resolve() == project.root.resolve() or any(folder.resolve().is_relative_to(one.resolve()) for one in own)
    ):
        return []
    return [f"{key}: {folder} är projektets egen mapp eller ligger i en av dess mappar. Välj en mapp för sig."]


def prefill_problems(project: Project) -> list[str]:
    """Tables and columns named under [forifyllt] that no book has, and values that their columns cannot hold."""
    parts = {part.table_key: part for book in books().values() for part in book.parts}
    wrong = []
    until = Period.parse(project.about.period).end
    for unit in project.units:
        for table, rows in project.prefill_of(unit).items():
            if table not in parts:
                wrong.append(f"forifyllt.{table}: tabellen finns inte. Det går att fylla i {', '.join(sorted(parts))}.")
                continue
            keys = {key for row in rows for key in row} - {column.key for column in parts[table].inputs()}
            if keys:
                wrong.append(f"forifyllt.{table}: kolumnen {', '.join(sorted(keys))} finns inte eller räknas fram.")
            wrong += [f"forifyllt.{table}: {said}" for row in rows for said in unreadable(parts[table], row, until)]
    return list(dict.fromkeys(wrong))


def unreadable(part: type[Table], row: Mapping[str, Any], until: date) -> Iterator[str]:
    """What is to be said of the values of a row of jamxl.toml that cannot be read."""
    for key, value in row.items():
        column = part.columns.get(key)
        taken = read_as(column, value, until)
        if column is not None and isinstance(taken, Remark) and taken.value is None:
            text = texts.FINDINGS[taken.code]
            facts = {"value": plain(value), "header": column.header, **taken.facts}
            yield f"{key}: {text.message.format_map(facts)} {text.fix.format_map(facts)}"


@dataclass(frozen=True, slots=True)
class Memory:
    """An earlier round: the file that counted for each unit and book, and those that cannot be used."""

    counted: Mapping[tuple[str, str], Remembered]
    unusable: Mapping[tuple[str, str], tuple[Path, ...]]


def inbox_rounds(project: Project) -> list[tuple[Period, Path]]:
    """The inbox's periods with their folders, the latest first."""
    found = []
    for folder in project.incoming.iterdir() if project.incoming.is_dir() else ():
        try:
            when = Period.parse(folder.name)
        except Unreadable:
            continue
        if folder.is_dir():
            found.append((when, folder))
    return sorted(found, reverse=True)


def earlier_rounds(project: Project, period: Period) -> list[tuple[str, Path]]:
    """The inbox's periods before this one with their folders, the latest first."""
    return [(when.code, folder) for when, folder in inbox_rounds(project) if when.start < period.start]


def recall(project: Project, period: str, folder: Path, today: date) -> Memory:
    """What an earlier round's files hold: known by their stamps, and chosen as that round's consolidation chose."""
    paths = workbooks([folder])
    tasks = [partial(remembered, path.absolute(), project.limits, today, path.as_posix()) for path in paths]
    results = list(apart(tasks, project.limits.seconds, project.limits.megabytes))
    read = [told for told in results if isinstance(told, Remembered) and told.delivery.readable]
    by_content = {told.delivery.sha256: told for told in read}
    used, refused_then = settle((told.delivery for told in read), period)
    unusable: dict[tuple[str, str], tuple[Path, ...]] = {}
    for lost in refused_then:
        if any(finding.code == "JX111" for finding in lost.findings):
            key = (lost.unit, lost.book)
            unusable[key] = (*unusable.get(key, ()), Path(lost.path))
    for path, told in zip(paths, results, strict=True):
        if isinstance(told, Ended) or not told.delivery.readable:
            # What a file that cannot be read holds is only known by its name.
            for key in ((unit.id, book) for unit in project.units for book in project.books_of(unit)):
                if f"_{key[0]}_{key[1]}_" in path.name:
                    unusable[key] = (*unusable.get(key, ()), Path(nameless(path.as_posix(), today)))
    return Memory({(one.unit, one.book): by_content[one.sha256] for one in used}, unusable)


# --- reading and checking ----------------------------------------------------------------------------------------


def workbooks(paths: Iterable[Path]) -> list[Path]:
    """The workbooks among files and folders (searched to the bottom), each once, in order.

    Left out of folders: owner and lock files, and review copies that nobody has changed. Raises Unreachable.
    """
    found: dict[Path, None] = {}
    for path in paths:
        for file in all_in(path) if path.is_dir() else [path]:
            if path == file or sent_in(file):
                found[file] = None
    return list(found)


def all_in(folder: Path) -> list[Path]:
    """What is in a folder, to the bottom, in order. Raises Unreachable: what cannot be seen is not to be overlooked."""

    def refuse(trouble: OSError) -> None:
        raise Unreachable(f"Mappen {trouble.filename} går inte att nå ({trouble.strerror}). Be om rätt att läsa i den.")

    return sorted(Path(at, name) for at, *names in os.walk(folder, onerror=refuse) for some in names for name in some)


def sent_in(file: Path) -> bool:
    """Something in a folder is a workbook that somebody has sent in, as far as its name and place tell."""
    # A link that leads nowhere was meant as a file too, and is told of.
    ours = file.suffix.lower() in ENDINGS and not file.is_dir()
    return ours and not file.name.startswith(("~$", ".")) and not untouched(file)


def other_files(paths: Iterable[Path]) -> list[str]:
    """The names of files in folders that are no workbooks, without those that programs leave behind."""
    inside = (file for path in paths if path.is_dir() for file in sorted(path.rglob("*")) if file.is_file())
    return [
        file.name
        for file in inside
        if file.suffix.lower() not in ENDINGS
        and not file.name.startswith(("~", "."))
        and file.name.lower() not in LEFT_BEHIND
    ]


def deliveries(
    paths: Sequence[Path], limits: Limits, today: date, base: Path | None = None, tell: Tell = silent
) -> Iterator[Delivery]:
    """Every file checked, in order. Paths are shown relative to `base`."""
    names = [relative(path, base) for path in paths]
    tasks = [partial(delivered, path.absolute(), limits, today, name) for path, name in zip(paths, names, strict=True)]
    again: Counter[str] = Counter()
    for count, (result, name) in enumerate(zip(apart(tasks, limits.seconds, limits.megabytes), names, strict=True), 1):
        delivery = stopped(result, name, today) if isinstance(result, Ended) else result
        delivery.path = told_apart(delivery.path, again)
        yield delivery
        tell(count, len(tasks))


def judged(project: Project, paths: Sequence[Path], found: Sequence[Delivery], today: date) -> list[Delivery]:
    """The deliveries as the consolidation of the inbox they lie in would take them: those left out say why.

    Those that count are told of what differs from the unit's last round.
    """
    rounds: dict[str, list[Delivery]] = {}
    for path, delivery in zip(paths, found, strict=True):
        place, inbox = whole(path), project.incoming.resolve()
        folder = place.relative_to(inbox).parts[0] if place.is_relative_to(inbox) else ""
        rounds.setdefault(folder, []).append(delivery)
    settled: dict[str, Delivery] = {}
    for folder, deliveries_of in rounds.items():
        try:
            period = Period.parse(folder)
        except Unreadable:
            continue
        used, refused_now = settle(sorted(deliveries_of, key=lambda d: d.path), period.code, expected(project))
        before = last_counted(project, period, {(d.unit, d.book) for d in used}, today)
        compared = followed_up(used, before, books(), project.limits)
        settled |= {delivery.path: delivery for delivery in (*refused_now, *compared)}
    return [settled.get(delivery.path, delivery) for delivery in found]


def nameless(path: str, today: date) -> str:
    """A path as it may be shown: without identity numbers."""
    return identity.masked(path, today, texts.REMOVED_IN_NAME)


def shown(path: Path, base: Path, today: date) -> str:
    """A file's path as its delivery and all reports have it."""
    return nameless(relative(path, base), today)


def told_apart(path: str, before: Counter[str]) -> str:
    """A path as shown, numbered when the one of another file reads the same: they differ in what may not be shown."""
    before[path] += 1
    return path if before[path] == 1 else f"{path} ({before[path]})"


def last_counted(project: Project, period: Period, wanted: set[tuple[str, str]], today: date) -> list[Delivery]:
    """Of each wanted unit and book what counted in its latest round before a period."""
    found: dict[tuple[str, str], Delivery] = {}
    known = {(unit.id, book) for unit in project.units for book in project.books_of(unit)}
    for code, folder in earlier_rounds(project, period):
        if not (left := wanted - found.keys()):
            break
        # A file whose name tells that it is another unit's need not be read.
        paths = [path for path in workbooks([folder]) if not named(path, known - left) or named(path, left)]
        used, _ = settle(deliveries(paths, project.limits, today, project.root), code, expected(project))
        found |= {key: delivery for delivery in used if (key := (delivery.unit, delivery.book)) in left}
    return list(found.values())


def named(path: Path, keys: Iterable[tuple[str, str]]) -> bool:
    """The file has the name of a unit's book."""
    return any(f"_{unit}_{book}_" in path.name for unit, book in keys)


def stopped(ended: Ended, name: str, today: date) -> Delivery:
    """The delivery of a file whose reading had to be ended."""
    checked = refused(name, ended.code, detail=ended.detail)
    checked.path, checked.findings = privacy.unnamed(name, checked.findings, today)
    return deliver(checked)


def whole(path: Path) -> Path:
    """The path of a file of an inbox without links; Path.resolve stops at a link that leads to itself."""
    return Path(os.path.realpath(path))


def relative(path: Path, base: Path | None) -> str:
    """A path as people see it: from the project's folder when it lies there, with forward slashes."""
    if base is not None and whole(path).is_relative_to(base.resolve()):
        path = whole(path).relative_to(base.resolve())
    # A name of another encoding has characters that neither a workbook nor JSON can hold.
    return path.as_posix().encode("utf-8", "replace").decode("utf-8")


# --- consolidation -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Round:
    """What came in for a period, file by file as it was read."""

    period: str
    deliveries: list[Delivery]


# What is known of files since they were read before, by path.
Known = Callable[[Sequence[Path]], Mapping[Path, Delivery]]


def nothing(paths: Sequence[Path]) -> Mapping[Path, Delivery]:
    """The Known of those who read all files."""
    return {}


def inbox(project: Project, period: str) -> list[Path]:
    """The workbooks that have come in for a period (its code)."""
    folder = project.incoming / period
    return workbooks([folder]) if folder.is_dir() else []


def unplaced(project: Project) -> list[Path]:
    """The workbooks that lie in the inbox but in no period's folder, where nothing reads them."""
    placed = {project.incoming / period.code for period, _ in inbox_rounds(project)}
    beside = sorted(path for path in project.incoming.iterdir() if path not in placed)
    return [path for path in workbooks(beside) if sent_in(path)]


def read_rounds(
    project: Project,
    *,
    period: str = "",
    today: date,
    tell: Tell = silent,
    known: Known = nothing,
    known_now: Known = nothing,
    without: Collection[Path] = (),
) -> list[Round]:
    """The rounds of a project's inbox up to a period (default: the one whose round goes on), that one last.

    `known` is asked of the files of earlier rounds, `known_now` of the period's own; those `without` are left out of
    it.
    """
    when = Period.parse(period or project.round_on(today))
    before = [(code, workbooks([folder])) for code, folder in reversed(earlier_rounds(project, when))]
    own = [path for path in inbox(project, when.code) if path not in without]
    files = [*before, (when.code, own)]
    found = {**known([path for _, paths in before for path in paths]), **known_now(own)}
    left = [path for _, paths in files for path in paths if path not in found]
    read = iter(list(deliveries(left, project.limits, today, project.root, tell)))
    return [Round(code, [found[path] if path in found else next(read) for path in paths]) for code, paths in files]


def consolidate_rounds(project: Project, rounds: Sequence[Round]) -> Consolidated:
    """The consolidation of the last of some rounds, with those before it."""
    share_texts(delivery for one in rounds for delivery in one.deliveries)
    made = [of_round(project, one.period, one.deliveries) for one in rounds]
    return since(made[-1], [data for data in made[:-1] if data.used])


def consolidate_project(project: Project, *, period: str = "", today: date, tell: Tell = silent) -> Consolidated:
    """The consolidation of a project's inbox for a period (default: whose round goes on), with the rounds before it."""
    return consolidate_rounds(project, read_rounds(project, period=period, today=today, tell=tell))


def of_round(project: Project, period: str, found: Sequence[Delivery]) -> Consolidated:
    """The consolidation of what came in for one round."""
    return consolidate(
        found,
        books(),
        period=period,
        expected=expected(project),
        due=project.due(period),
        title=project.about.name,
        limits=project.limits,
    )
