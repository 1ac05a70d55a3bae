"""The store: runs in, runs out."""

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import date, datetime
from itertools import islice
from types import TracebackType
from typing import Any, Self, TypeVar

from sqlalchemy import Connection, Engine, Row, Table, delete, insert, select, tuple_

from jamxl.consolidation import Delivery
from jamxl.store import schema
from jamxl.store.opening import POSTGRES, in_words, understood, writing
from jamxl.store.packing import packed, packed_report, unpacked, unpacked_report
from jamxl.store.records import Edited, Figure, FigureOrigin, File, Input, Printed, Reminder, Run

# So many rows go to the database at a time, and so many keys are asked for.
ROWS, KEYS = 20_000, 500
T = TypeVar("T")


class Store:
    """A project's runs. Every method raises StoreError when the database cannot be used; `close` it when done."""

    def __init__(self, engine: Engine, project: str, where: str) -> None:
        self._engine, self._project, self._where = engine, project, where
        self._turn: Connection | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    # --- in

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Nobody else saves a run, or takes a turn, until the end; what is saved meanwhile becomes lasting then."""
        with in_words(self._where), writing(self._engine) as connection:
            self._turn = connection
            try:
                yield
            finally:
                self._turn = None

    def save(
        self,
        run: Run,
        inputs: Sequence[Input],
        figures: Iterable[Figure],
        origins: Iterable[FigureOrigin],
        editions: Sequence[Printed] = (),
        thin: date | None = None,
    ) -> Run:
        """Keep a run: what was read of its files, its figures, and its editions whole. Gives it with its ID.

        `thin`: runs made before this day, all of whose editions have been made again for their period, lose their
        figures and origins. Those are most of what a run takes; the report can still be printed again.

        It is one transaction: a run that is stopped in the middle leaves nothing, and the runs before it are whole.
        """
        with in_words(self._where), self._writing() as connection:
            kept = insert(schema.runs).values(run_row(run) | {"project": self._project})
            number = connection.execute(kept).inserted_primary_key[0]  # type: ignore[index]  # an insert of one row
            self._keep(connection, inputs)
            put(connection, schema.run_files, file_rows(number, inputs))
            put(connection, schema.figures, figure_rows(number, figures))
            put(connection, schema.origins, origin_rows(number, origins))
            put(connection, schema.editions, edition_rows(number, editions))
            if thin:
                self._thin(connection, thin)
        return replace(run, id=number, project=self._project)

    def keep_reminders(self, reminders: Iterable[Reminder]) -> None:
        """Keep who was reminded of what."""
        rows = [reminder_row(one) | {"project": self._project} for one in reminders]
        if rows:
            with in_words(self._where), self._writing() as connection:
                connection.execute(insert(schema.reminders), rows)

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        """The transaction of the turn, else one of its own."""
        if self._turn is not None:
            yield self._turn
        else:
            with writing(self._engine) as connection:
                yield connection

    def _keep(self, connection: Connection, inputs: Sequence[Input]) -> None:
        """Keep the deliveries that are not there yet."""
        new = {one.key: one.delivery for one in inputs}
        key = schema.deliveries.c.key
        for asked in chunks(list(new), KEYS):
            for had in connection.scalars(select(key).where(key.in_(asked))).all():
                del new[had]
        put(connection, schema.deliveries, ((key, packed(one)) for key, one in new.items()))
        put(connection, schema.turns, ((key, one.until.isoformat()) for key, one in new.items() if one.until))

    def _thin(self, connection: Connection, before: date) -> None:
        """Take the figures and origins away of runs that were made before a day and then made again."""
        runs, editions = schema.runs.c, schema.editions.c
        asked = select(runs.id, runs.period, runs.made, editions.edition).join(schema.editions, editions.run == runs.id)
        made = connection.execute(asked.where(runs.project == self._project).order_by(runs.id)).all()
        last = {(row.period, row.edition): row.id for row in made}
        old = {row.id for row in made if row.made < before.isoformat()} - set(last.values())
        for some in chunks(sorted(old), KEYS):
            for table in (schema.figures, schema.origins):
                connection.execute(delete(table).where(table.c.run.in_(some)))

    # --- out

    def runs(self, period: str = "") -> list[Run]:
        """The project's runs, the last one last; those of a period when one is asked for."""
        asked = select(schema.runs).where(schema.runs.c.project == self._project).order_by(schema.runs.c.id)
        if period:
            asked = asked.where(schema.runs.c.period == period)
        return self._made(run_of, asked)

    def latest(self, period: str) -> Run | None:
        """The last run of a period; None without one."""
        found = self.runs(period)
        return found[-1] if found else None

    def run(self, id: int) -> Run | None:
        """One of the project's runs; None without it."""
        table = schema.runs
        found = self._made(run_of, select(table).where(table.c.project == self._project, table.c.id == id))
        return found[0] if found else None

    def editions(self) -> list[Edited]:
        """The editions of the project's runs, in the order of the runs."""
        table, runs = schema.editions, schema.runs
        asked = select(table.c.run, table.c.edition, table.c.compared, table.c.record)
        asked = asked.join(runs, runs.c.id == table.c.run).where(runs.c.project == self._project)
        rows = self._rows(asked.order_by(table.c.run, table.c.edition))
        return [Edited(row.run, row.edition, row.compared, row.record) for row in rows]

    def printed(self, run: Run, edition: str) -> Printed | None:
        """An edition of a run as it was; None when the run did not make it."""
        table = schema.editions
        asked = select(table).where(table.c.run == run.id, table.c.edition == edition)
        found = self._made(lambda row: Printed(unpacked_report(row.data), row.compared, row.record), asked)
        return found[0] if found else None

    def files(self, run: Run) -> list[File]:
        """The files that a run read, in its order."""
        table, turns = schema.run_files, schema.turns
        asked = select(table, turns.c.until).outerjoin(turns, turns.c.key == table.c.key)
        return self._made(file_of, asked.where(table.c.run == run.id).order_by(table.c.number))

    def deliveries_of(self, run: Run) -> list[Delivery]:
        """What was read of a run's files, in its order: the same report can be made of it again."""
        table, data = schema.run_files, schema.deliveries
        asked = select(data.c.data).join(table, table.c.key == data.c.key)
        return self._made(lambda row: unpacked(row.data), asked.where(table.c.run == run.id).order_by(table.c.number))

    def reminders(self, period: str = "") -> list[Reminder]:
        """Who was reminded of what, the last one last; those of a period when one is asked for."""
        table = schema.reminders
        asked = select(table).where(table.c.project == self._project).order_by(table.c.id)
        if period:
            asked = asked.where(table.c.period == period)
        return self._made(reminder_of, asked)

    def known(self, keys: Collection[str]) -> dict[str, Delivery]:
        """The deliveries that are kept under keys; those that there are none of, or damaged ones, are not in it."""
        table = schema.deliveries
        found: dict[str, Delivery] = {}
        for asked in chunks(list(keys), KEYS):
            for row in self._rows(select(table).where(table.c.key.in_(asked))):
                # What cannot be used is read of the file again.
                with suppress(ValueError):
                    found[row.key] = unpacked(row.data)
        return found

    def figures(self, run: Run, edition: str) -> list[Figure]:
        """The figures of an edition of a run, in its order."""
        table = schema.figures
        asked = select(table).where(table.c.run == run.id, table.c.edition == edition)
        return self._made(figure_of, asked.order_by(table.c.number))

    def origins(self, run: Run, figure: str) -> list[FigureOrigin]:
        """The cells of a figure."""
        table = schema.origins
        asked = select(table).where(table.c.run == run.id, table.c.figure == figure).order_by(table.c.number)
        return [FigureOrigin(row.figure, row.file, row.sheet, row.cells) for row in self._rows(asked)]

    def series(
        self, runs: Sequence[Run], edition: str, columns: Collection[tuple[str, str]]
    ) -> dict[str, list[float | None]]:
        """The numbers of some columns (section, header) in an edition, by figure ID: one for each run, None without."""
        table = schema.figures
        asked = select(table.c.run, table.c.id, table.c.value).where(
            table.c.run.in_([run.id for run in runs]),
            table.c.edition == edition,
            tuple_(table.c.section, table.c.header).in_(list(columns)),
            table.c.value.is_not(None),
        )
        places = {run.id: at for at, run in enumerate(runs)}
        found: dict[str, list[float | None]] = {}
        for row in self._rows(asked.order_by(table.c.run, table.c.number)):
            found.setdefault(row.id, [None] * len(runs))[places[row.run]] = row.value
        return found

    def _made(self, make: Callable[[Row[Any]], T], asked: Any) -> list[T]:
        rows = self._rows(asked)
        with understood(self._where):
            return [make(row) for row in rows]

    def _rows(self, asked: Any) -> Sequence[Row[Any]]:
        with in_words(self._where), self._engine.connect() as connection:
            return connection.execute(asked).all()


def put(connection: Connection, table: Table, rows: Iterable[tuple[Any, ...]]) -> None:
    """Insert rows, their values in the order of the table's columns, as fast as the database takes them."""
    statement = str(insert(table).compile(dialect=connection.dialect))
    for some in chunks(map(storable, rows), ROWS):
        if connection.dialect.name == POSTGRES:
            with connection.connection.cursor().copy(f"COPY {table.name} FROM STDIN") as into:
                for row in some:
                    into.write_row(row)
        else:
            connection.exec_driver_sql(statement, some)


def storable(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """A row without the character NUL, which PostgreSQL does not hold in texts."""
    return tuple([v.replace("\0", "\ufffd") if type(v) is str and "\0" in v else v for v in row])


def chunks(values: Iterable[T], size: int) -> Iterator[list[T]]:
    """Values in lists of at most a size."""
    left = iter(values)
    while some := list(islice(left, size)):
        yield some


def run_row(run: Run) -> dict[str, Any]:
    """A run as the database has it."""
    return {
        "period": run.period,
        "made": run.made.isoformat(),
        "day": run.day.isoformat(),
        "version": run.version,
        "code": run.code,
        "settings": json.dumps(run.settings, ensure_ascii=False, sort_keys=True),
        "input": run.input,
    }


def run_of(row: Row[Any]) -> Run:
    """A run as it was saved."""
    made, day = datetime.fromisoformat(row.made), date.fromisoformat(row.day)
    return Run(row.project, row.period, made, day, row.version, row.code, json.loads(row.settings), row.input, row.id)


def file_rows(run: int, inputs: Iterable[Input]) -> Iterator[tuple[Any, ...]]:
    """A run's files as the database has them."""
    for number, told in enumerate(inputs):
        one = told.delivery
        yield run, number, one.path, one.sha256, one.status, one.unit, one.book, told.key, told.round, told.size


def file_of(row: Row[Any]) -> File:
    """A run's file as it was saved."""
    until = date.fromisoformat(row.until) if row.until else None
    return File(row.path, row.sha256, row.status, row.unit, row.book, row.key, row.round, row.size, until)


def edition_rows(run: int, editions: Iterable[Printed]) -> Iterator[tuple[Any, ...]]:
    """Editions as the database has them."""
    for one in editions:
        yield run, str(one.report.edition), one.compared, one.record, packed_report(one.report)


def figure_rows(run: int, figures: Iterable[Figure]) -> Iterator[tuple[Any, ...]]:
    """Figures as the database has them."""
    for number, one in enumerate(figures):
        labels, words = json.dumps(one.labels, ensure_ascii=False), one.value if isinstance(one.value, str) else None
        value = float(one.value) if one.value is not None and words is None else None
        yield run, number, one.edition, one.id, one.section, labels, one.header, value, words, one.format


def figure_of(row: Row[Any]) -> Figure:
    """A figure as it was saved."""
    value = row.words if row.value is None else row.value
    return Figure(row.edition, row.id, row.section, tuple(json.loads(row.labels)), row.header, value, row.format)


def origin_rows(run: int, origins: Iterable[FigureOrigin]) -> Iterator[tuple[Any, ...]]:
    """Origins as the database has them."""
    for number, one in enumerate(origins):
        yield run, number, one.figure, one.file, one.sheet, one.cells


def reminder_row(one: Reminder) -> dict[str, Any]:
    """A reminder as the database has it."""
    day, made = one.due.isoformat(), one.made.isoformat()
    return {"period": one.period, "unit": one.unit, "due": day, "days": one.days, "made": made, "how": one.how}


def reminder_of(row: Row[Any]) -> Reminder:
    """A reminder as it was kept."""
    due, made = date.fromisoformat(row.due), datetime.fromisoformat(row.made)
    return Reminder(row.period, row.unit, due, row.days, made, row.how)
