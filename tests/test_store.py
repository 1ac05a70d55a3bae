"""The store: what goes in comes out, whole or not at all, the same in SQLite and PostgreSQL."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import textwrap
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import hypothesis.strategies as st
import postgres
import pytest
import reports
import tables
from hypothesis import given, settings
from sqlalchemy import inspect

from jamxl import demo, workflow
from jamxl.consolidation import Batch, Delivery
from jamxl.draw.html import html
from jamxl.findings import Finding
from jamxl.inspection import delivered
from jamxl.intake import Count
from jamxl.present.report import Report
from jamxl.project import Limits, load
from jamxl.standard import books
from jamxl.store import (
    Edited,
    Figure,
    FigureOrigin,
    Input,
    Printed,
    Reminder,
    Run,
    Store,
    StoreError,
    checksum,
    code_checksum,
    delivery_key,
    open_store,
)
from jamxl.store.packing import packed, packed_report, unpacked, unpacked_report

MADE = datetime(2010, 5, 10, 12, 30, tzinfo=UTC)
RUN = Run("JI-2010", "2010-T1", MADE, date(2010, 5, 10), "0.1.0", "abc", {"minst_for_antal": 5, "regler": {}})
HOURS = "timmar-per-enhet.jobbcoachingen.planerade-timmar"
FIGURES = [
    Figure(
        "intern", HOURS, "Timmar per enhet", ("Botkyrka", "Jobbcoachenheten"), "Planerade timmar", 1090.0, "#,##0.0"
    ),
    Figure("intern", "x.a.b", "X", ("Å;\"'",), "Andel", 0.1 + 0.2, "0.0%"),
    Figure("intern", "x.a.c", "X", ("Å;\"'",), "Fördelning", "jämn", ""),
    Figure("intern", "x.a.d", "X", (), "Tom", None, ""),
    Figure("oppen", HOURS, "Timmar per enhet", ("Botkyrka", "Jobbcoach"), "Planerade timmar", 1090.0, "#,##0.0"),
]
ORIGINS = [
    FigureOrigin(HOURS, "inkorg/a.xlsx", "Timbudget", "E10:E12"),
    FigureOrigin(HOURS, "b.xlsx", "Blad", "E6, E8"),
]


def delivery(path: str = "inkorg/a.xlsx", **more: Any) -> Delivery:
    return Delivery(path, "0" * 64, "projektbok", "jobbcoachingen", "2010-T1", "ok", [], Count(4, 1, 2, 1), **more)


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    with postgres.server() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database with nothing in it."""
    if request.param == "sqlite":
        return f"sqlite:///{(tmp_path / 'jamxl.db').as_posix()}"
    return database(request.getfixturevalue("server"))


def database(server: str) -> str:
    """A new database of a server."""
    import psycopg

    name = f"prov{time.monotonic_ns()}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"'.encode())
    return server.rpartition("/")[0] + f"/{name}"


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    with open_store(url, "JI-2010") as opened:
        yield opened


# ------------------------------------------------------------------------------------------- in and out


def test_a_run_comes_out_as_it_went_in(store: Store) -> None:
    late = delivery("inkorg/b.xlsx", received=date(2010, 5, 1))
    found = [Input("k1", delivery(), "2009-T3", 2**40), Input("k2", late, "2010-T1")]
    saved = store.save(RUN, found, FIGURES, ORIGINS)
    assert replace(saved, id=0) == RUN
    assert store.runs() == [saved]
    assert store.latest("2010-T1") == saved
    assert store.latest("2010-T2") is None
    assert store.figures(saved, "intern") == FIGURES[:4]
    assert store.figures(saved, "oppen") == FIGURES[4:]
    assert store.origins(saved, HOURS) == ORIGINS
    assert store.origins(saved, "x.a.b") == []
    assert store.deliveries_of(saved) == [delivery(), late]
    assert [(file.path, file.key, file.status, file.round, file.size) for file in store.files(saved)] == [
        ("inkorg/a.xlsx", "k1", "ok", "2009-T3", 2**40),
        ("inkorg/b.xlsx", "k2", "ok", "2010-T1", None),
    ]
    assert store.run(saved.id) == saved
    assert store.run(saved.id + 1) is None


def test_the_last_run_of_a_period_is_the_latest(store: Store) -> None:
    first, second = (store.save(replace(RUN, code=code), [], [], []) for code in ("a", "b"))
    other = store.save(replace(RUN, period="2010-T2"), [], [], [])
    assert store.latest("2010-T1") == second
    assert store.runs("2010-T1") == [first, second]
    assert store.runs() == [first, second, other]


def test_a_project_sees_its_own_runs_only(store: Store, url: str) -> None:
    saved = store.save(RUN, [], FIGURES, [])
    with open_store(url, "JI-2011") as other:
        assert other.runs() == []
        assert other.latest("2010-T1") is None
        theirs = other.save(RUN, [], [], [])
        assert theirs.project == "JI-2011"
    assert store.runs() == [saved]


def test_reminders_come_out_as_they_went_in_and_only_to_their_project(store: Store, url: str) -> None:
    due, at = date(2010, 5, 15), datetime(2010, 5, 8, 7, 0, 3)
    first = Reminder("2010-T1", "skola", due, -7, at, "sent")
    then = [Reminder("2010-T1", "jobb", due, 1, at, "draft"), Reminder("2010-T2", "skola", due, 0, at, "sent")]
    store.keep_reminders([first])
    store.keep_reminders(then)
    store.keep_reminders([])
    assert store.reminders() == [first, *then]
    assert store.reminders("2010-T1") == [first, then[0]]
    with open_store(url, "ANNAT") as other:
        assert other.reminders() == []


def test_a_store_from_before_there_were_reminders_gets_their_table(store: Store, url: str) -> None:
    saved = store.save(RUN, [], FIGURES, [])
    with store._engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE jamxl_reminders")
    with open_store(url, "JI-2010") as again:
        assert again.reminders() == []
        assert again.runs() == [saved]
        assert again.figures(saved, "oppen") == FIGURES[4:]


def test_what_was_read_before_is_known_by_its_key(store: Store) -> None:
    store.save(RUN, [Input("k1", delivery())], [], [])
    store.save(RUN, [Input("k1", delivery()), Input("k2", delivery("b"))], [], [])
    assert store.known(["k2", "k3", "k1"]) == {"k1": delivery(), "k2": delivery("b")}
    assert store.known([]) == {}


def test_more_keys_than_go_in_one_question(store: Store) -> None:
    many = [Input(f"k{number}", delivery(f"{number}.xlsx")) for number in range(1201)]
    saved = store.save(RUN, many, [], [])
    assert store.known([one.key for one in many]) == {one.key: one.delivery for one in many}
    store.save(RUN, many, [], [])
    assert len(store.deliveries_of(saved)) == 1201


def test_a_column_is_followed_over_runs(store: Store) -> None:
    """What one report has and another has not is None; words are no numbers."""

    def run(period: str, *figures: tuple[str, str, float | str | None]) -> Run:
        kept = [Figure("oppen", key, "Timmar", (), header, value, "") for key, header, value in figures]
        return store.save(replace(RUN, period=period), [], kept, [])

    first = run("2009-T3", ("t.a.h", "Planerat", 10.5), ("t.a.u", "Använt", 1.0))
    second = run("2010-T1", ("t.b.h", "Planerat", 0.0), ("t.a.h", "Planerat", 12.0), ("t.c.h", "Planerat", ".."))
    followed = store.series([first, second], "oppen", [("Timmar", "Planerat")])
    assert followed == {"t.a.h": [10.5, 12.0], "t.b.h": [None, 0.0]}
    assert store.series([second, first], "oppen", [("Timmar", "Planerat")])["t.a.h"] == [12.0, 10.5]
    assert store.series([first], "intern", [("Timmar", "Planerat")]) == {}
    assert store.series([], "oppen", [("Timmar", "Planerat")]) == {}
    assert store.series([first], "oppen", []) == {}


@pytest.mark.parametrize("value", [0.1 + 0.2, 1e-300, -1.7976931348623157e308, 5e-324, 0.0])
def test_a_number_comes_out_to_the_last_digit(store: Store, value: float) -> None:
    saved = store.save(RUN, [], [replace(FIGURES[0], value=value)], [])
    assert store.figures(saved, "intern")[0].value == value


def test_a_character_that_databases_do_not_hold_is_replaced(store: Store) -> None:
    saved = store.save(RUN, [], [replace(FIGURES[0], value="a\0b", labels=("\0",), header="\\N\t\n\\.")], [])
    (figure,) = store.figures(saved, "intern")
    assert (figure.value, figure.labels, figure.header) == ("a\ufffdb", ("\0",), "\\N\t\n\\.")


def test_many_figures_go_in_and_out(store: Store) -> None:
    """More than go to the database at a time."""
    figures = [replace(FIGURES[0], id=f"f{number}", value=float(number)) for number in range(45_000)]
    origins = [replace(ORIGINS[0], figure=figure.id) for figure in figures]
    saved = store.save(RUN, [], figures, origins)
    assert store.figures(saved, "intern") == figures
    assert store.origins(saved, "f44999") == [origins[-1]]


# ------------------------------------------------------------------------------------------- deliveries

TEXT = st.text(st.characters(), max_size=12)
VALUE = st.none() | TEXT | st.booleans() | st.integers(-(2**60), 2**60) | st.floats(allow_nan=False) | st.dates()
FINDING = st.builds(
    Finding,
    code=TEXT, severity=st.sampled_from(["error", "warning", "note"]), message=TEXT, fix=TEXT,
    rule=st.none() | TEXT, sheet=TEXT, cells=st.tuples(TEXT, TEXT), at=st.tuples(*[st.integers(-1, 99)] * 3),
)  # fmt: skip
KEYS = st.from_regex(r"[a-z_]{1,6}", fullmatch=True)
BATCH = st.builds(
    Batch,
    sheet=TEXT,
    columns=st.dictionaries(KEYS, st.lists(VALUE, max_size=4)),
    lines=st.lists(st.integers(1, 2**20), max_size=4),
    unreadable=st.dictionaries(KEYS, st.integers(0, 9)),
    symbols=st.dictionaries(KEYS, st.dictionaries(st.integers(0, 99), TEXT, max_size=3)),
    hidden=st.dictionaries(KEYS, st.lists(st.integers(0, 99), max_size=3)),
    places=st.dictionaries(KEYS, st.integers(0, 99)),
    cells=st.dictionaries(KEYS, st.tuples(st.integers(0, 99), st.integers(0, 99))),
)
DELIVERY = st.builds(
    Delivery,
    path=TEXT, sha256=TEXT, book=TEXT, unit=TEXT, period=TEXT, status=st.sampled_from(["ok", "refused"]),
    findings=st.lists(FINDING, max_size=3), cells=st.builds(Count, *[st.integers(0, 9)] * 4),
    file_version=st.floats(0, 9), names=st.tuples(TEXT, TEXT), marked=TEXT, texts_reviewed=st.booleans(),
    batches=st.dictionaries(KEYS, BATCH, max_size=3), kept=st.dictionaries(KEYS, st.integers(0, 9)),
    received=st.none() | st.dates(), version=TEXT, reviewed=TEXT,
)  # fmt: skip


def kinds(value: Any) -> Any:
    """The types within a value, since 1 and True and 1.0 are equal."""
    if isinstance(value, dict):
        return {key: kinds(one) for key, one in value.items()}
    return [kinds(one) for one in value] if isinstance(value, list | tuple) else type(value)


@given(DELIVERY)
@settings(deadline=None)
def test_a_delivery_comes_out_of_its_bytes_the_same(one: Delivery) -> None:
    out = unpacked(packed(one))
    assert out == one
    assert kinds([batch.columns for batch in out.batches.values()]) == kinds([b.columns for b in one.batches.values()])


def test_the_demos_deliveries_come_out_the_same(tmp_path: Path) -> None:
    demo.make(tmp_path)
    data = workflow.consolidate_project(load(tmp_path), today=demo.TODAY)
    every = [one for each in (data, *data.earlier) for one in (*each.used, *each.refused)]
    assert len(every) > 40
    assert [unpacked(packed(one)) for one in every] == every


def test_a_delivery_of_an_earlier_jamxl_has_what_it_knew(store: Store) -> None:
    """A field that it did not have is as by default, and one that is no more is left out."""
    told = json.loads(zlib.decompress(packed(delivery(reviewed="abc"))))
    del told["reviewed"]
    told["once"] = 1
    told["batches"] = {"t": {"sheet": "S", "columns": {}, "lines": [], "unreadable": {}}}
    found = unpacked(zlib.compress(json.dumps(told).encode()))
    assert found == delivery(batches={"t": Batch("S", {}, [], {})})


@pytest.mark.parametrize("data", [b"", b"abc", zlib.compress(b"{}"), zlib.compress(b"[1]"), zlib.compress(b"\xff")])
def test_what_is_no_delivery_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  (its words are for nobody)
        unpacked(data)


@pytest.mark.parametrize("make", [reports.small, reports.empty, reports.hostile])
def test_a_report_comes_out_of_its_bytes_the_same(make: Callable[[], Report]) -> None:
    """Its sequences are lists where they may be; each of its values is of its own type."""
    report = make()
    out = unpacked_report(packed_report(report))
    assert packed_report(out) == packed_report(report)
    assert html(out) == html(report)
    for one, other in zip(report.exhibits(), out.exhibits(), strict=True):
        assert one.charts == other.charts
        assert one.pictures == other.pictures
        assert [[kinds(cell.value) for cell in row] for row in one.view.rows] == [
            [kinds(cell.value) for cell in row] for row in other.view.rows
        ]
        assert [tuple(row) for row in one.view.rows] == [tuple(row) for row in other.view.rows]
    assert type(out.edition) is type(report.edition)
    assert type(out.cover) is type(report.cover)


@pytest.mark.parametrize("data", [b"", b"abc", zlib.compress(b"{}"), zlib.compress(b"[1]"), zlib.compress(b"\xff")])
def test_what_is_no_report_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  (its words are for nobody)
        unpacked_report(data)


def test_only_what_has_been_made_again_is_thinned_out(store: Store) -> None:
    """The open edition of the first run is the last one of its period, as the only runs of two others are of theirs."""

    def kept(day: int, period: str, *editions: Report, thin: date | None = None) -> Run:
        run = replace(RUN, made=datetime(2010, 5, day, 12), period=period)
        printed = [Printed(one) for one in editions]
        return store.save(run, [Input(f"{period}-{day}", delivery())], FIGURES, ORIGINS, printed, thin)

    intern, opened = reports.small(), reports.empty()
    assert [one.edition for one in (intern, opened)] == ["intern", "oppen"]
    runs = [
        kept(1, "2010-T1", intern, opened),
        kept(2, "2010-T1", intern),
        kept(3, "2009-T3", intern),
        kept(9, "2010-T1", intern),
    ]
    assert all(store.figures(run, "intern") for run in runs)
    runs.append(kept(10, "2010-T1", intern, thin=date(2010, 5, 9)))
    assert [bool(store.figures(run, "intern")) for run in runs] == [True, False, True, True, True]
    assert [bool(store.origins(run, HOURS)) for run in runs] == [True, False, True, True, True]
    assert store.runs() == runs
    assert all(store.printed(run, "intern") and store.deliveries_of(run) for run in runs)


def test_an_edition_comes_out_as_it_went_in(store: Store, url: str) -> None:
    first = store.save(RUN, [], [], [], [Printed(reports.small())])
    second = store.save(RUN, [], [], [], [Printed(reports.small(), first.id), Printed(reports.empty(), None, "ab")])
    assert store.editions() == [
        Edited(first.id, "intern", None, ""),
        Edited(second.id, "intern", first.id, ""),
        Edited(second.id, "oppen", None, "ab"),
    ]
    found = [store.printed(run, edition) for run in (first, second) for edition in ("intern", "oppen")]
    assert [one and (html(one.report), one.compared, one.record) for one in found] == [
        (html(reports.small()), None, ""),
        None,
        (html(reports.small()), first.id, ""),
        (html(reports.empty()), None, "ab"),
    ]
    with open_store(url, "JI-2011") as other:
        assert other.editions() == []


def test_no_identity_number_comes_into_the_store(tmp_path: Path) -> None:
    """A valid number typed in a free text, in a unit's name and in the file's name."""
    number = "19811218-9876"
    rows = tables.records(books()["projektbok"], tables.PROJECT)
    rows["activities"][0]["text"] = f"Möte med {number}"
    rows["cover"][0]["unit_name"] = f"Enhet {number}"
    file = tables.fill(tmp_path / f"bok {number}.xlsx", books()["projektbok"], rows)
    found = delivered(file, Limits(), tables.TODAY, file.name)
    assert found.holds_number
    with open_store(f"sqlite:///{tmp_path.as_posix()}/jamxl.db", "JI-2010") as store:
        store.save(RUN, [Input("k", found)], [], [])
    with sqlite3.connect(tmp_path / "jamxl.db") as connection:
        (data,) = connection.execute("SELECT data FROM jamxl_deliveries").fetchone()
    for stored in ((tmp_path / "jamxl.db").read_bytes(), zlib.decompress(data)):
        assert b"jobbcoach" in stored.lower()
        for part in (number, number.replace("-", ""), number[2:]):
            assert part.encode() not in stored


# ------------------------------------------------------------------------------------------- keys


def test_a_key_tells_everything_apart_that_a_delivery_depends_on() -> None:
    base = ("0" * 64, "inkorg/a.xlsx", "s", "c")
    keys = {delivery_key(*base)}
    for place in range(4):
        keys.add(delivery_key(*(part + "x" if at == place else part for at, part in enumerate(base))))
    keys.add(delivery_key("0" * 64 + "i", "nkorg/a.xlsx", "s", "c"))
    assert len(keys) == 6
    assert delivery_key(*base) == delivery_key(*base)


def test_the_order_of_settings_makes_no_difference() -> None:
    assert checksum({"a": 1, "b": date(2010, 5, 10)}) == checksum({"b": date(2010, 5, 10), "a": 1})
    assert checksum({"a": 1}) != checksum({"a": 2})


def test_the_codes_checksum_changes_with_the_code(tmp_path: Path) -> None:
    """Another Python process with a copy of the package, in which a file ends with one more line."""
    import shutil

    import jamxl

    shutil.copytree(Path(jamxl.__file__).parent, tmp_path / "jamxl", ignore=shutil.ignore_patterns("__pycache__"))
    told = "import jamxl.store; print(jamxl.store.code_checksum())"
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}

    def asked() -> str:
        command = [sys.executable, "-c", told]
        return subprocess.check_output(command, env=environment, cwd=tmp_path, text=True).strip()

    assert asked() == code_checksum()
    with (tmp_path / "jamxl" / "texts.py").open("a", encoding="utf-8") as file:
        file.write("# mer\n")
    assert asked() not in ("", code_checksum())


# ------------------------------------------------------------------------------------------- whole or not at all

HALFWAY = """
    import sys, time
    from dataclasses import replace
    sys.path[:0] = {path!r}
    from test_store import FIGURES, RUN, delivery
    from jamxl.store import Input, open_store

    def figures():
        for number in range(60_000):
            yield replace(FIGURES[0], id=f"f{{number}}")
        print("halvvägs", flush=True)
        time.sleep(600)

    open_store({url!r}, "JI-2010").save(RUN, [Input("ny", delivery())], figures(), [])
"""


@pytest.fixture
def half_saved(url: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """Another process in the middle of saving."""
    script = textwrap.dedent(HALFWAY.format(path=sys.path, url=url))
    process = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "halvvägs\n"
    yield url, process
    process.kill()
    process.wait()


def test_a_run_that_is_killed_leaves_the_last_whole_one(url: str, request: pytest.FixtureRequest) -> None:
    with open_store(url, "JI-2010") as store:
        whole = store.save(RUN, [Input("k1", delivery())], FIGURES, ORIGINS)
    _, process = request.getfixturevalue("half_saved")
    process.send_signal(signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
    process.wait()
    with open_store(url, "JI-2010") as store:
        assert store.runs() == [whole]
        assert store.figures(whole, "intern") == FIGURES[:4]
        assert store.known(["k1", "ny"]) == {"k1": delivery()}
        again = store.save(RUN, [Input("ny", delivery())], FIGURES, [])
        assert store.latest("2010-T1") == again


def test_whoever_reads_while_another_saves_sees_whole_runs_only(url: str) -> None:
    """It may have to wait: SQLite lets nobody read while much is written."""
    whole: list[int] = []

    def many() -> Iterator[Figure]:
        yield from (replace(FIGURES[0], id=f"f{number}") for number in range(25_000))
        begun.set()
        time.sleep(0.5)

    def read() -> None:
        begun.wait()
        with open_store(url, "JI-2010") as other:
            for run in other.runs():
                whole.append(len(other.figures(run, "intern")))

    begun = threading.Event()
    with open_store(url, "JI-2010") as store:
        store.save(RUN, [], FIGURES, [])
        reader = threading.Thread(target=read)
        reader.start()
        store.save(RUN, [], many(), [])
        reader.join()
    assert whole in ([4], [4, 25_000])


def test_a_second_run_says_that_another_one_is_writing(half_saved: tuple[str, subprocess.Popen[str]]) -> None:
    with (
        pytest.raises(StoreError, match="En annan körning skriver i historiken"),
        open_store(half_saved[0], "JI-2010", wait=0.3) as store,
    ):
        store.save(RUN, [], [], [])


def test_a_second_run_waits_for_the_first(url: str) -> None:
    written: list[str] = []

    def slowly() -> Iterator[Figure]:
        yield FIGURES[0]
        begun.set()
        time.sleep(0.7)
        written.append("den första")

    def second() -> None:
        begun.wait()
        with open_store(url, "JI-2010") as store:
            store.save(replace(RUN, period="2010-T2"), [], [], [])
        written.append("den andra")

    begun = threading.Event()
    with open_store(url, "JI-2010") as store:
        other = threading.Thread(target=second)
        other.start()
        store.save(RUN, [], slowly(), [])
        other.join()
        assert written == ["den första", "den andra"]
        assert [run.period for run in store.runs()] == ["2010-T1", "2010-T2"]


def failing() -> Iterator[Figure]:
    yield FIGURES[0]
    raise ValueError("ett annat fel")


def test_what_is_saved_in_a_turn_becomes_lasting_at_its_end(url: str) -> None:
    with open_store(url, "JI-2010") as store, open_store(url, "JI-2010", wait=0.3) as other:
        with store.turn():
            saved = store.save(RUN, [Input("k", delivery())], FIGURES, [])
            assert other.runs() == []
        assert other.runs() == [saved]
        with pytest.raises(ValueError, match="ett annat fel"), store.turn():
            store.save(RUN, [], failing(), [])
        assert other.runs() == [saved]


def test_whoever_does_not_get_a_turn_in_time_says_so(url: str) -> None:
    with open_store(url, "JI-2010") as store, open_store(url, "JI-2010", wait=0.3) as other:
        with store.turn(), pytest.raises(StoreError, match="En annan körning skriver i historiken"), other.turn():
            pass
        with other.turn():
            assert other.save(RUN, [], [], []).id == 1


def test_two_that_open_a_new_store_at_once_make_one(url: str) -> None:
    told: list[Run] = []

    def save() -> None:
        with open_store(url, "JI-2010") as store:
            told.append(store.save(RUN, [Input("k", delivery())], FIGURES, []))

    threads = [threading.Thread(target=save) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({run.id for run in told}) == 4


def test_what_fails_while_figures_are_made_is_no_trouble_of_the_store(store: Store) -> None:
    with pytest.raises(ValueError, match="ett annat fel"):
        store.save(RUN, [Input("k", delivery())], failing(), [])
    assert store.runs() == []
    assert store.known(["k"]) == {}


# ------------------------------------------------------------------------------------------- troubles


def test_a_store_of_a_later_jamxl_is_left_alone(store: Store, url: str) -> None:
    saved = store.save(RUN, [], [], [])
    with store._engine.begin() as connection:
        connection.exec_driver_sql("UPDATE jamxl_store SET schema = 7")
        connection.exec_driver_sql("DROP TABLE jamxl_reminders")
    with pytest.raises(StoreError, match="gjord av en senare jamxl"):
        open_store(url, "JI-2010")
    assert not inspect(store._engine).has_table("jamxl_reminders")
    with store._engine.begin() as connection:
        connection.exec_driver_sql("UPDATE jamxl_store SET schema = 1")
    with open_store(url, "JI-2010") as again:
        assert again.runs() == [saved]


def text_file(path: Path) -> None:
    path.write_bytes(b"Det h\xe4r \xe4r ingen databas. " * 100)


def cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:9000])


def written_over(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[4096:] = b"\x5a" * (len(data) - 4096)
    path.write_bytes(data)


def other_delivery(path: Path) -> None:
    connection = sqlite3.connect(path)
    with connection:
        connection.execute("UPDATE jamxl_deliveries SET data = x'00ff'")
    connection.close()


@pytest.mark.parametrize("damage", [text_file, cut_short, written_over, other_delivery])
def test_a_damaged_file_is_told_with_its_remedy(tmp_path: Path, damage: Callable[[Path], None]) -> None:
    url = f"sqlite:///{tmp_path.as_posix()}/jamxl.db"
    with open_store(url, "JI-2010") as store:
        saved = store.save(RUN, [Input("k", delivery())], FIGURES * 20, [])
    damage(tmp_path / "jamxl.db")

    def read() -> None:
        with open_store(url, "JI-2010") as store:
            assert store.runs() == [saved]
            store.figures(saved, "intern")
            store.deliveries_of(saved)

    with pytest.raises(StoreError, match=r"skadad.*säkerhetskopian"):
        read()


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"jamxl\.db går inte att öppna eller skriva"):
        open_store(f"sqlite:///{tmp_path.as_posix()}/finns inte/jamxl.db", "JI-2010")


@pytest.mark.parametrize("url", ["mysql://server/jamxl", "jamxl.db", "", "http://kommunen.se"])
def test_a_database_of_another_kind_is_told(url: str) -> None:
    with pytest.raises(StoreError, match="ingen databas som jamxl kan använda"):
        open_store(url, "JI-2010")


def test_a_server_that_does_not_answer_is_told_without_the_password() -> None:
    with pytest.raises(StoreError, match="går inte att nå") as caught:
        open_store(f"postgresql://jamxl:hemligt@127.0.0.1:{postgres.free_port()}/jamxl", "JI-2010", wait=1)
    assert "hemligt" not in str(caught.value)


def test_postgresql_without_its_driver_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(StoreError, match=r'från er kopia.*"\.\[postgres\]"'):
        open_store("postgresql://jamxl@127.0.0.1/jamxl", "JI-2010")


def test_the_rest_of_jamxl_does_not_wait_for_the_databases_library() -> None:
    """SQLAlchemy is read when a store is opened, not before."""
    told = "import sys, jamxl.cli, jamxl.workflow, jamxl.store; print('sqlalchemy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
