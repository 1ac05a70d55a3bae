"""Opening a store: the database, its locks, its tables, and its troubles in words."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from jamxl import report_texts
from jamxl.trouble import Trouble

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

    from jamxl.store.storing import Store

# So many seconds a run waits for another one to be done with its writing.
WAIT = 60.0
# Whoever writes in a PostgreSQL database holds the lock of this number; jamxl in ASCII.
LOCK = 0x6A616D786C
# How PostgreSQL says that a lock was not to be had in time, and that something is not allowed.
NO_LOCK, NOT_ALLOWED = "55P03", "42501"
SQLITE, POSTGRES = "sqlite", "postgresql"


class StoreError(Trouble):
    """The store cannot be used."""


def open_store(url: str, project: str, wait: float = WAIT) -> "Store":
    """A project's store, made when there is none: "sqlite:///fil.db" or "postgresql://namn@server/databas".

    The password of a PostgreSQL database is had as its own programs have it: from PGPASSWORD or the password file.
    `wait`: so many seconds for another run's writing. Raises StoreError.
    """
    from sqlalchemy import create_engine, event
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    from jamxl.store.storing import Store

    try:
        parsed = make_url(url)
    except ArgumentError:
        raise StoreError(report_texts.STORE_URL.format(url=url)) from None
    if parsed.drivername not in (SQLITE, POSTGRES):
        raise StoreError(report_texts.STORE_URL.format(url=parsed.render_as_string(hide_password=True)))
    on_server = parsed.drivername == POSTGRES
    where = parsed.render_as_string(hide_password=True) if on_server else str(parsed.database)
    limits = {"connect_timeout": max(1, int(wait))} if on_server else {"timeout": wait}
    try:
        engine = create_engine(
            parsed.set(drivername=f"{POSTGRES}+psycopg") if on_server else parsed, connect_args=limits
        )
    except ModuleNotFoundError:
        raise StoreError(report_texts.STORE_NO_DRIVER) from None
    if on_server:
        event.listen(engine, "begin", lambda connection: lock_server(connection, wait))
    else:
        # The driver would begin a transaction only at the first change, and so lock too late.
        event.listen(engine, "connect", begin_by_hand)
        event.listen(engine, "begin", lock_file)
    with in_words(where):
        make_tables(engine, where)
    return Store(engine, project, where)


def begin_by_hand(connection: Any, _: Any) -> None:
    """SQLite's driver leaves transactions to us."""
    connection.isolation_level = None


def lock_file(connection: "Connection") -> None:
    """Begin; whoever means to write waits here for the one that writes."""
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes(connection) else "BEGIN")


def lock_server(connection: "Connection", wait: float) -> None:
    """The same in PostgreSQL, where many could write at a time."""
    if writes(connection):
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = {max(1, int(wait * 1000))}")
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})")


def writes(connection: "Connection") -> bool:
    """The transaction is one of `writing`."""
    return bool(connection.get_execution_options().get("writes"))


@contextmanager
def writing(engine: "Engine") -> Iterator["Connection"]:
    """A transaction that nobody else writes beside: all of it becomes lasting at its end, or nothing."""
    with engine.connect() as connection, connection.execution_options(writes=True).begin():
        yield connection


def make_tables(engine: "Engine", where: str) -> None:
    """The tables that a store does not have yet. Raises StoreError for one made by a later jamxl."""
    from sqlalchemy import insert, inspect, select

    from jamxl.store import schema

    looked = inspect(engine)
    if not all(looked.has_table(name) for name in schema.metadata.tables):
        with writing(engine) as connection:
            # Another run may have been first; what a later jamxl made is left alone.
            if not inspect(connection).has_table(schema.about.name):
                schema.about.create(connection)
                connection.execute(insert(schema.about).values(schema=schema.SCHEMA))
            if (connection.scalar(select(schema.about.c.schema)) or 0) <= schema.SCHEMA:
                schema.metadata.create_all(connection)
    with engine.connect() as connection:
        found = connection.scalar(select(schema.about.c.schema)) or 0
    if found > schema.SCHEMA:
        raise StoreError(report_texts.STORE_NEWER.format(where=where, found=found, known=schema.SCHEMA))


@contextmanager
def in_words(where: str) -> Iterator[None]:
    """What the database refuses, as a sentence."""
    from sqlalchemy.exc import DBAPIError

    try:
        yield
    except DBAPIError as trouble:
        raise StoreError(said(trouble.orig, where)) from trouble


@contextmanager
def understood(where: str) -> Iterator[None]:
    """What comes out of the database, and is not what was put in, as a sentence."""
    try:
        yield
    except ValueError as trouble:
        raise StoreError(report_texts.STORE_DAMAGED.format(where=where)) from trouble


def said(trouble: BaseException | None, where: str) -> str:
    """The sentence for a database's refusal."""
    detail = str(trouble).strip().partition("\n")[0]
    state = getattr(trouble, "sqlstate", None)
    code = getattr(trouble, "sqlite_errorname", "")
    if state == NO_LOCK or code.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return report_texts.STORE_BUSY.format(where=where)
    if code.startswith(("SQLITE_NOTADB", "SQLITE_CORRUPT")):
        return report_texts.STORE_DAMAGED.format(where=where)
    if state == NOT_ALLOWED or code.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")):
        return report_texts.STORE_READ_ONLY.format(where=where)
    if code.startswith("SQLITE_FULL"):
        return report_texts.STORE_FULL.format(where=where)
    if not code and state is None:
        return report_texts.STORE_UNREACHABLE.format(where=where, detail=detail)
    return report_texts.STORE_TROUBLE.format(where=where, detail=detail)
