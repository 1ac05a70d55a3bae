"""The tables of the store. Only `store` imports this, and late: SQLAlchemy takes its time to start."""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Double,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
)

# A store that says a higher number was made by a later jamxl.
SCHEMA = 1

metadata = MetaData()


def of_run(**more: Any) -> Column[int]:
    """The run that a row is of."""
    return Column("run", Integer, ForeignKey("jamxl_runs.id"), primary_key=True, **more)


about = Table("jamxl_store", metadata, Column("schema", Integer, primary_key=True))
runs = Table(
    "jamxl_runs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("project", Text, nullable=False, index=True),
    Column("period", Text, nullable=False),
    Column("made", Text, nullable=False),
    Column("day", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("settings", Text, nullable=False),
    Column("input", Text, nullable=False),
)
deliveries = Table(
    "jamxl_deliveries", metadata, Column("key", Text, primary_key=True), Column("data", LargeBinary, nullable=False)
)
# The day from which a delivery would be judged otherwise; most have none.
turns = Table(
    "jamxl_turns",
    metadata,
    Column("key", Text, ForeignKey("jamxl_deliveries.key"), primary_key=True),
    Column("until", Text, nullable=False),
)
run_files = Table(
    "jamxl_run_files",
    metadata,
    of_run(),
    Column("number", Integer, primary_key=True),
    Column("path", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("unit", Text, nullable=False),
    Column("book", Text, nullable=False),
    Column("key", Text, ForeignKey("jamxl_deliveries.key"), nullable=False),
    Column("round", Text, nullable=False),
    Column("size", BigInteger),
)
# Each edition whole, as it was before any form.
editions = Table(
    "jamxl_editions",
    metadata,
    of_run(),
    Column("edition", Text, primary_key=True),
    Column("compared", Integer),
    Column("record", Text, nullable=False),
    Column("data", LargeBinary, nullable=False),
)
# Figures and origins are read run by run, and have no other index: keeping one would take longer than all the rest.
# A value is a number or words; neither where nothing stands.
figures = Table(
    "jamxl_figures",
    metadata,
    of_run(),
    Column("number", Integer, primary_key=True),
    Column("edition", Text, nullable=False),
    Column("id", Text, nullable=False),
    Column("section", Text, nullable=False),
    Column("labels", Text, nullable=False),
    Column("header", Text, nullable=False),
    Column("value", Double),
    Column("words", Text),
    Column("format", Text, nullable=False),
    sqlite_with_rowid=False,
)
origins = Table(
    "jamxl_origins",
    metadata,
    of_run(),
    Column("number", Integer, primary_key=True),
    Column("figure", Text, nullable=False),
    Column("file", Text, nullable=False),
    Column("sheet", Text, nullable=False),
    Column("cells", Text, nullable=False),
    sqlite_with_rowid=False,
)
# Which unit was reminded of which day, so that nobody is reminded of the same twice. The address is not kept.
reminders = Table(
    "jamxl_reminders",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("project", Text, nullable=False, index=True),
    Column("period", Text, nullable=False),
    Column("unit", Text, nullable=False),
    Column("due", Text, nullable=False),
    Column("days", Integer, nullable=False),
    Column("made", Text, nullable=False),
    Column("how", Text, nullable=False),
)
