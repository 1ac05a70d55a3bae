"""Files of earlier templates, made by the code of their time (see earlier/README.md): nothing of them is lost."""

import copy
import json
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import tables

from jamxl import build, demo, migration, workflow
from jamxl import columns as col
from jamxl import project as projects
from jamxl.answers import answer
from jamxl.checking import Checked, check
from jamxl.consolidation import consolidate, deliver
from jamxl.grid import RawBook
from jamxl.intake import Count
from jamxl.locate import HIDDEN_KEY
from jamxl.project import Limits
from jamxl.read import read
from jamxl.sheets import TEMPLATES, Book, Form, Table, rule
from jamxl.standard import books
from jamxl.standard.cover import Cover

KEPT = sorted((Path(__file__).parent / "earlier").rglob("*.xlsx"))
CLEAN = Path(__file__).parent / "earlier" / "1.0" / "jobbcoachingen_projektbok.xlsx"
HANDLED = CLEAN.with_name("medborgarkontoret_projektbok.xlsx")
# What later templates have in another way.
MOVED = {("activities", "is_milestone")}

# The three activities that said Ja, as milestones: their names and last days, and the phase.
MILESTONES = [
    ("MS-01", "Milstolpe", "Beslutspunkt: ska utredningen starta?", "Planering", date(2009, 10, 9), date(2009, 10, 9)),
    ("MS-02", "Milstolpe", "Beslutspunkt: ska vi genomföra, och hur?", "Utredning", date(2010, 3, 5), date(2010, 3, 5)),
    ("MS-03", "Milstolpe", "Avslutande seminarier och kompetensöverföring", "Avslut", date(2010, 12, 17), None),
]


def name_of(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


def checked_now(raw: RawBook) -> Checked:
    return check(raw, books(), Limits(), demo.TODAY)


@pytest.fixture(scope="module", params=KEPT, ids=name_of)
def old(request: pytest.FixtureRequest) -> tuple[Checked, dict[str, Any]]:
    """A kept file as it is read today, and what the code of its time read from it."""
    told = json.loads(request.param.with_suffix(".json").read_text(encoding="utf-8"))
    return checked_now(read(request.param)), told


# ------------------------------------------------------------------------------------------------ nothing is lost


def test_every_value_that_was_read_then_is_read_now(old: tuple[Checked, dict[str, Any]]) -> None:
    checked, told = old
    assert checked.data is not None
    cells = 0
    for table, records in told["rows"].items():
        rows = checked.data.parts[table]
        assert [line + 1 for line in rows.lines] == [record["row"] for record in records], table
        for record, now in zip(records, rows.records(), strict=True):
            for key, value in record.items():
                if key != "row" and (table, key) not in MOVED:
                    assert as_told(now[key]) == value, f"{table}.{key}, row {record['row']}"
                    cells += 1
    assert cells > 100


def as_told(value: object) -> object:
    return str(value) if isinstance(value, date) else value


def test_the_findings_are_those_of_then_and_the_note(old: tuple[Checked, dict[str, Any]]) -> None:
    checked, told = old
    now = [[f.code, f.rule or "", f.sheet, " ".join(f.cells)] for f in checked.findings]
    assert now == [["JX107", "", "", ""], *told["findings"]]


def test_every_cell_is_accounted_for_as_it_was_then(old: tuple[Checked, dict[str, Any]]) -> None:
    checked, told = old
    assert tables.balanced(checked)
    assert checked.cells == Count(**told["cells"])


def test_the_version_is_the_files_own(old: tuple[Checked, dict[str, Any]]) -> None:
    checked, told = old
    assert checked.version == told["version"] != TEMPLATES
    assert deliver(checked).to_json()["schema_version"] == told["version"]


@pytest.mark.parametrize("path", KEPT, ids=name_of)
def test_the_book_as_it_was_has_the_columns_that_the_file_has(path: Path) -> None:
    """Hidden keys stand above every column: what new_in says, and what has moved, is complete."""
    raw = read(path)
    told = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    book = next(book for key, book in books().items() if path.stem.endswith(f"_{key}"))
    then = migration.as_of(book, told["version"], raw)
    declared = {f"{part.table_key}.{key}" for part in then.parts for key in part.columns}
    assert declared - keys_in(raw) == set()
    beside = {"label", "value", "help", "key", build.VERDICT, build.TIMELINE}
    assert {key for key in keys_in(raw) - declared if key.partition(".")[2] not in beside} == set()


def test_what_is_new_says_a_version_that_there_is() -> None:
    parts = [part for book in books().values() for part in book.parts]
    said = {part.new_in for part in parts} | {c.new_in for part in parts for c in part.columns.values()}
    moved = {move.until for book in books().values() for move in book.moved}
    assert (said | moved) - {""} <= {"1.1", TEMPLATES}


def keys_in(raw: RawBook) -> set[str]:
    cells = (value for sheet in raw.sheets for row in sheet.rows for value in row)
    return {value for value in cells if isinstance(value, str) and HIDDEN_KEY.fullmatch(value)}


# ------------------------------------------------------------------------------------------------ the note


@pytest.mark.parametrize(
    ("path", "moved"),
    [
        (CLEAN, "A-003 som MS-01, A-009 som MS-02 och A-017 som MS-03."),
        (HANDLED, "A-001 som MS-01, A-002 som MS-02 och A-010 som MS-03."),
        (CLEAN.with_name("jobb-och-utbildning_projektbok.xlsx"), "A-011 som MS-01."),
    ],
    ids=lambda value: value.stem if isinstance(value, Path) else "",
)
def test_the_note_says_what_was_moved_where(path: Path, moved: str) -> None:
    (note,) = [f for f in checked_now(read(path)).findings if f.code == "JX107"]
    assert note.severity == "note"
    assert note.message.startswith("Boken är gjord av mall 1.0; den gällande är 1.2.")
    assert note.message.endswith(f"Ja i kolumnen Milstolpe läses som rader på den nya mallens blad Milstolpar: {moved}")
    assert (note.value, note.expected) == ("1.0", "1.2")


def test_the_note_is_short_when_many_were_moved() -> None:
    raw = read(CLEAN)
    raw = tables.typed(raw, {f"Aktiviteter/A-{number:03d}/Milstolpe": "Ja" for number in range(1, 18)})
    assert checked_now(raw).findings[0].message.endswith("A-005 som MS-05 och 12 till.")


def test_a_book_with_nothing_to_move_has_the_note_alone() -> None:
    raw = tables.typed(read(CLEAN), {f"Aktiviteter/A-{number}/Milstolpe": "Nej" for number in ("003", "009", "017")})
    checked = checked_now(raw)
    assert checked.findings[0].message.endswith("Det som har kommit till sedan dess begärs inte.")
    assert checked.data is not None
    assert len(checked.data.parts["milestones"]) == 0


# ------------------------------------------------------------------------------------------------ milestones


def milestones(checked: Checked) -> list[tuple[Any, ...]]:
    assert checked.data is not None
    keys = ("milestone_id", "kind", "name", "phase", "planned", "actual")
    return [tuple(record[key] for key in keys) for record in checked.data.parts["milestones"].records()]


def test_ja_makes_a_milestone_of_the_activitys_name_phase_and_last_day() -> None:
    checked = checked_now(read(CLEAN))
    assert milestones(checked) == MILESTONES
    assert checked.data is not None
    activities = {row["activity_no"]: row for row in checked.data.parts["activities"].records()}
    named = {number: row["milestone_id"] for number, row in activities.items() if row["milestone_id"]}
    assert named == {"A-003": "MS-01", "A-009": "MS-02", "A-017": "MS-03"}


def test_only_what_reads_as_ja_makes_a_milestone() -> None:
    """ "Ja", "ja ", "Nej" and "kanske" stand on the first four rows, and the template's own Ja on A-010."""
    assert [row[0] for row in milestones(checked_now(read(HANDLED)))] == ["MS-01", "MS-02", "MS-03"]


def test_what_is_wrong_with_an_activity_is_not_told_of_its_milestone_too() -> None:
    raw = tables.typed(
        read(CLEAN), {"Aktiviteter/A-017/Planerat slut": "", "Aktiviteter/A-009/Verkligt slut": "2011-05-01"}
    )
    told = tables.told(checked_now(raw).findings)
    assert [line for line in told if "Aktiviteter" in line] == [
        line for line in tables.told(checked_now(tables.typed(raw, without_ja())).findings) if "Aktiviteter" in line
    ]
    assert not [line for line in told if "Milstolpar" in line]


def without_ja() -> dict[str, str]:
    return {f"Aktiviteter/A-{number}/Milstolpe": "" for number in ("003", "009", "017")}


def test_without_hidden_keys_the_headings_tell() -> None:
    raw = read(CLEAN)
    for sheet in raw.sheets:
        blank_out(raw, sheet.name, keys_in(raw))
    checked = checked_now(raw)
    assert {f.code for f in checked.findings} == {"JX107", "JX213", "JX410"}
    assert milestones(checked) == MILESTONES
    assert tables.balanced(checked)


def test_without_the_old_column_the_milestones_are_not_known() -> None:
    raw = read(CLEAN)
    for row in tables.values_of(raw)["Aktiviteter"]:
        row[4] = ""
    checked = checked_now(raw)
    assert [f.header for f in checked.findings if f.code == "JX204"] == ["Milstolpe"]
    assert checked.data is not None
    assert "milestone_id" in checked.data.parts["activities"].lost


# ------------------------------------------------------------------------------------------------ what follows


def test_a_milestone_has_its_origin_in_the_old_file() -> None:
    raw = read(CLEAN)
    batch = deliver(checked_now(raw)).batches["milestones"]
    rows = [int(tables.address(raw, f"Aktiviteter/A-{number}/Milstolpe")[1:]) for number in ("003", "009", "017")]
    assert (batch.sheet, batch.lines) == ("Aktiviteter", rows)


def test_a_milestone_has_its_origin_on_a_renamed_sheet() -> None:
    assert deliver(checked_now(read(HANDLED))).batches["milestones"].sheet == "Aktiviteter 2010"


def test_old_and_new_files_are_consolidated_together(tmp_path: Path) -> None:
    new = tables.check_file(
        tables.fill(tmp_path / "ny.xlsx", books()["projektbok"], tables.PROJECT.replace("jobbcoachingen", "salem"))
    )
    together = consolidate([deliver(checked_now(read(CLEAN))), deliver(new)], books())
    assert all(read == kept + refused for _, _, read, kept, refused in together.balance())
    frame = together.frames["milestones"]
    assert list(zip(frame["unit_id"], frame["milestone_id"], strict=True)) == [
        ("jobbcoachingen", "MS-01"), ("jobbcoachingen", "MS-02"), ("jobbcoachingen", "MS-03"),
        ("salem", "MS-01"), ("salem", "MS-02"), ("salem", "MS-03"),
    ]  # fmt: skip
    # A form that the old template did not have is no blank row of its unit.
    assert list(together.frames["project_card"]["unit_id"]) == ["salem"]


@pytest.fixture
def earlier_round(tmp_path: Path) -> projects.Project:
    """A project whose last round has the old file in its inbox."""
    (tmp_path / projects.FILENAME).write_text(
        (demo.FOLDER / "project.toml").read_text(encoding="utf-8"), encoding="utf-8"
    )
    project = projects.load(tmp_path)
    inbox = project.incoming / "2010-T1"
    inbox.mkdir(parents=True)
    (inbox / "0127_jobbcoachingen_projektbok_2010-T1_v01.xlsx").write_bytes(CLEAN.read_bytes())
    return project


def test_the_next_rounds_book_is_of_the_new_template_with_the_milestones(earlier_round: projects.Project) -> None:
    made = workflow.new(earlier_round, period="2010-T2", today=demo.TODAY)
    (path,) = [m.path for m in made if m.path.name.startswith("0127_jobbcoachingen_projektbok")]
    following = checked_now(read(path))
    assert following.version == TEMPLATES
    assert milestones(following) == MILESTONES
    assert [f for f in following.findings if f.table == "milestones" or f.column == "milestone_id"] == []


def test_the_review_copy_marks_the_old_files_own_cells(earlier_round: projects.Project) -> None:
    (path,) = earlier_round.incoming.rglob("*.xlsx")
    (answered,) = answer([path], earlier_round.limits, demo.TODAY, earlier_round)
    assert answered.path is not None
    copy_of = openpyxl.load_workbook(answered.path)
    marked = [
        f"{sheet.title}!{cell.coordinate}"
        for sheet in copy_of
        for row in sheet.iter_rows()
        for cell in row
        if cell.comment
    ]
    assert marked == ["Timbudget!G10"]
    said = [str(cell.value) for row in copy_of["Granskning"].iter_rows() for cell in row if cell.value]
    assert any("den gällande är 1.2" in text for text in said)
    again = checked_now(read(answered.path))
    assert [f.code for f in again.findings] == ["JX107", "JX410"]


# ------------------------------------------------------------------------------------------------ which version it is


def test_without_a_stamp_las_mig_tells_the_version() -> None:
    checked = checked_now(tables.without_sheets(read(CLEAN), "_jamxl"))
    assert (checked.version, checked.findings[0].code) == ("1.0", "JX107")


def test_a_book_of_a_later_template_is_refused() -> None:
    checked = checked_now(tables.typed_lines(read(CLEAN), "_jamxl", {"schema_version": "1.3"}))
    assert (checked.status, [f.code for f in checked.findings]) == ("refused", ["JX106"])


@pytest.mark.parametrize("stamp", ["1.²", "9" * 5000, "gammal", ""])
def test_a_stamp_that_is_no_version_stops_nothing(stamp: str) -> None:
    """A book of today with a spoilt stamp: its hidden keys tell what it has."""
    raw = tables.typed_lines(read(CLEAN), "_jamxl", {"schema_version": stamp})
    checked = checked_now(raw)
    assert milestones(checked) == MILESTONES
    assert tables.balanced(checked)


@pytest.mark.parametrize(
    ("new_in", "version", "expected"),
    [("", "1.0", False), ("1.1", "1.0", True), ("1.1", "1.1", False), ("1.10", "1.9", True), ("1.9", "1.10", False)],
)
def test_what_came_after_a_version(new_in: str, version: str, expected: bool) -> None:
    assert migration.later(new_in, version) is expected


# ------------------------------------------------------------------------------------------------ old and new mixed


def with_sheets(raw: RawBook, other: RawBook, *names: str) -> RawBook:
    """A copy that has some sheets of another book too."""
    mixed = copy.deepcopy(raw)
    for sheet in (s for s in other.sheets if s.name in names):
        added = copy.deepcopy(sheet)
        added.index = len(mixed.sheets)
        mixed.sheets.append(added)
    return mixed


@pytest.fixture(scope="module")
def new_book(tmp_path_factory: pytest.TempPathFactory) -> RawBook:
    path = tmp_path_factory.mktemp("ny") / "bok.xlsx"
    return read(tables.fill(path, books()["projektbok"], tables.PROJECT + "\n## Krav\n| Krav-ID |\n| K-01 |\n"))


def test_a_new_sheet_that_was_copied_into_an_old_book_is_read(new_book: RawBook) -> None:
    checked = checked_now(with_sheets(read(CLEAN), new_book, "Krav"))
    assert checked.data is not None
    assert [row["req_id"] for row in checked.data.parts["requirements"].records()] == ["K-01"]
    assert tables.balanced(checked)


def test_with_the_new_sheet_milstolpar_the_column_is_a_reference(new_book: RawBook) -> None:
    """Somebody has begun to use the new template's sheet: Ja is then no ID on it."""
    raw = with_sheets(read(CLEAN), new_book, "Milstolpar")
    checked = checked_now(tables.typed(raw, {"Aktiviteter/A-003/Milstolpe": "MS-01"}))
    missed = [f.value for f in checked.findings if f.code == "JX501"]
    assert missed == ["Ja"]
    assert checked.data is not None
    assert [row["milestone_id"] for row in checked.data.parts["milestones"].records()] == ["MS-01", "MS-02", "MS-03"]
    assert tables.balanced(checked)


# ------------------------------------------------------------------------------------------------ a new required column


class Rooms(Table, sheet="Lokaler", key="rooms", capacity=5):
    """En rad för varje lokal."""

    room_id: str = col.identity("Lokal-ID", "L")
    places: float = col.whole("Platser")
    doors: float = col.whole("Dörrar", new_in="1.2")

    @rule(
        "Z01",
        at=("doors",),
        short="Ingen dörr",
        says="{room_id} har ingen dörr.",
        fix="Rätta.",
        excel="AND(ISNUMBER({doors}),{doors}=0)",
    )
    def has_door(self) -> bool:
        return self.doors > 0


class Keys(Form, sheet="Nycklar", key="keys", new_in="1.2"):
    """Vem som har nyckeln."""

    holder: str = col.text("Nyckelhållare")


class Lokalbok(Book, key="lokalbok", title="Lokalbok"):
    """A book with a required column and a required field that are new."""

    parts = (Cover, Rooms, Keys)


LOKALBOK = (
    tables.COVER
    + """
## Lokaler
| Lokal-ID | Platser |
| L-01 | 12 |
| L-02 | 8 |
"""
)


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        ("1.2", ["JX401 - error Lokaler!C6,C7", "JX201 - error Nycklar!"]),
        ("1.1", ["JX107 - note !"]),
    ],
)
def test_nothing_new_is_demanded_of_an_old_file(tmp_path: Path, version: str, expected: list[str]) -> None:
    """The same file, but for what its stamp says: with the column blank, and without the sheet."""
    raw = tables.without_sheets(read(tables.fill(tmp_path / "bok.xlsx", Lokalbok, LOKALBOK)), "Nycklar")
    raw = tables.typed_lines(raw, "_jamxl", {"schema_version": version})
    if version == "1.1":
        blank_out(raw, "Lokaler", {"Dörrar", "rooms.doors"})
    checked = check(raw, {"lokalbok": Lokalbok}, Limits(), tables.TODAY)
    assert sorted(tables.told(checked.findings)) == sorted(expected)
    assert checked.data is not None
    assert checked.data.parts["rooms"].columns["places"] == [12.0, 8.0]
    assert tables.balanced(checked)


def blank_out(raw: RawBook, sheet: str, words: set[str]) -> None:
    """Take the words away from a sheet."""
    for row in tables.values_of(raw)[sheet]:
        row[:] = ["" if value in words else value for value in row]
