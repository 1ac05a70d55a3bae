"""Many files -> one consolidation: nothing is lost, nothing counted twice, nothing private told."""

import itertools
import json
import os
import zipfile
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import hypothesis.strategies as st
import pytest
import tables
from hypothesis import given, settings

from jamxl import present, publishing, workflow
from jamxl.consolidation import Batch, Consolidated, Delivery, Expected, consolidate, share_texts
from jamxl.findings import Finding
from jamxl.intake import Count
from jamxl.present import Figures, Sum
from jamxl.present.views import basis
from jamxl.project import Limits, Switch
from jamxl.standard import books
from jamxl.standard.projektbok import Activities, Budget
from jamxl.standard.projektbok.activities import ActivityStatus
from jamxl.standard.uppfoljningsbok import Joint

PROJECT = "projektbok"
Post = tuple[str, float | None, float | None]


def cover(unit: str, **more: Any) -> dict[str, Any]:
    """A cover in which nothing is missing."""
    form = tables.records(books()[PROJECT], tables.COVER)["cover"][0]
    return {**form, "unit_id": unit, "unit_name": f"Enhet {unit}", **more}


def project_file(folder: Path, name: str, unit: str, posts: Sequence[Post], **more: Any) -> Path:
    """A Projektbok with posts: ID, planned and used hours."""
    rows = [
        {
            "post_id": post,
            "text": post,
            "kind": "Arbetstid",
            "funding": "Ordinarie",
            "plan_hours": plan,
            "act_hours": act,
        }
        for post, plan, act in posts
    ]
    return tables.fill(folder / f"{name}.xlsx", books()[PROJECT], {"cover": [cover(unit, **more)], "budget": rows})


def together(files: Sequence[Path], **options: Any) -> Consolidated:
    """The files checked and consolidated."""
    found = workflow.deliveries(files, Limits(), tables.TODAY, files[0].parent)
    return consolidate(found, books(), **options)


def codes(delivery: Delivery) -> list[str]:
    return [finding.code for finding in delivery.findings if finding.code.startswith("JX1")]


# ------------------------------------------------------------------------------------------- figures


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Three units' books; the last has no rows."""
    folder = tmp_path_factory.mktemp("three")
    return [
        project_file(folder, "alfa", "alfa", [("B-01", 100.0, 90.5), ("B-02", 50.0, None)]),
        project_file(folder, "beta", "beta", [("B-01", 40.5, 41.0), ("B-03", None, None)]),
        project_file(folder, "gamma", "gamma", []),
    ]


def test_hours_per_unit_post_and_in_all(three: list[Path]) -> None:
    frame = together(three).frames["budget"]
    assert frame.groupby("unit_id")["plan_hours"].sum().to_dict() == {"alfa": 150.0, "beta": 40.5}
    assert frame.groupby("post_id")["plan_hours"].sum().to_dict() == {"B-01": 140.5, "B-02": 50.0, "B-03": 0.0}
    assert (frame["plan_hours"].sum(), frame["act_hours"].sum()) == (190.5, 131.5)


def test_every_row_says_where_it_came_from(three: list[Path]) -> None:
    rows = together(three).stack(Budget).records()
    # Rows of posts begin below the strip: title, intro, verdict, keys, strip, keys, headings.
    places = [(row["unit_id"], row["post_id"], row["file"], row["sheet"], row["row"]) for row in rows]
    assert places == [
        ("alfa", "B-01", "alfa.xlsx", "Timbudget", 10),
        ("alfa", "B-02", "alfa.xlsx", "Timbudget", 11),
        ("beta", "B-01", "beta.xlsx", "Timbudget", 10),
        ("beta", "B-03", "beta.xlsx", "Timbudget", 11),
    ]
    assert {(row["municipality"], row["unit"], row["period"]) for row in rows} == {
        ("Botkyrka", "Enhet alfa", "2010-T1"),
        ("Botkyrka", "Enhet beta", "2010-T1"),
    }


def test_every_row_is_counted_in_and_out(three: list[Path]) -> None:
    data = together(three)
    lines = {(d.unit, key): (read, out, refused) for d, key, read, out, refused in data.balance()}
    assert lines["alfa", "budget"] == lines["beta", "budget"] == (2, 2, 0)
    assert lines["gamma", "budget"] == (0, 0, 0)
    assert lines["gamma", "cover"] == (1, 1, 0)


def test_a_unit_without_rows_is_still_there(three: list[Path]) -> None:
    assert [unit for *_, unit in together(three).units()] == ["alfa", "beta", "gamma"]


def test_the_projects_names_go_before_the_covers(three: list[Path]) -> None:
    wanted = [Expected("alfa", "Alfaenheten", "Salem", (PROJECT,)), Expected("beta", "Betan", "Botkyrka", (PROJECT,))]
    found = list(workflow.deliveries(three[:2], Limits(), tables.TODAY))
    data = consolidate(found, books(), expected=wanted)
    assert data.units() == [("Botkyrka", "Betan", "beta"), ("Salem", "Alfaenheten", "alfa")]
    assert [delivery.names for delivery in found] == [("Botkyrka", "Enhet alfa"), ("Botkyrka", "Enhet beta")]


# ------------------------------------------------------------------------------------------- what is not used


def test_unknown_unit_and_other_period(tmp_path: Path) -> None:
    files = [
        project_file(tmp_path, "alfa", "alfa", [("B-01", 100.0, None)]),
        project_file(tmp_path, "okänd", "okand", [("B-01", 7.0, None)]),
        project_file(tmp_path, "förra", "alfa", [("B-01", 9.0, None), ("B-02", 9.0, None)], period="2009-T3"),
    ]
    data = together(files, period="2010-T1", expected=[Expected("alfa", "Alfa", "Botkyrka", (PROJECT,))])
    assert [d.path for d in data.used] == ["alfa.xlsx"]
    reasons = {d.path: codes(d) for d in data.refused}
    assert reasons == {"okänd.xlsx": ["JX110"], "förra.xlsx": ["JX113"]}
    said = {f.code: f.message for _, f in data.findings()}
    assert "okand" in said["JX110"]
    assert "2009-T3" in said["JX113"]
    assert "2010-T1" in said["JX113"]
    lines = {(d.path, key): rest for d, key, *rest in data.balance()}
    assert lines["förra.xlsx", "budget"] == [2, 0, 2]
    assert lines["okänd.xlsx", "budget"] == [1, 0, 1]
    assert data.frames["budget"]["plan_hours"].sum() == 100


@pytest.mark.parametrize(("unit", "fix"), [("alfaa", "Menade du alfa?"), ("kultur", "utlämnad i projektet.")])
def test_a_unit_that_is_nearly_known(tmp_path: Path, unit: str, fix: str) -> None:
    files = [project_file(tmp_path, "okänd", unit, [("B-01", 7.0, None)])]
    data = together(files, period="2010-T1", expected=[Expected("alfa", "Alfa", "Botkyrka", (PROJECT,))])
    assert [f.fix.endswith(fix) for _, f in data.findings() if f.code == "JX110"] == [True]


def test_the_latest_period_is_the_last_in_time_not_in_the_alphabet(tmp_path: Path) -> None:
    spring = project_file(tmp_path, "a", "alfa", [("B-01", 1.0, None)], period="2010-VT")
    autumn = project_file(tmp_path, "b", "alfa", [("B-01", 2.0, None)], period="2010-T3")
    assert together([spring, autumn]).period == "2010-T3"


COPIES = [
    "bok (1)", "Kopia av bok", "bok - kopia", "Copy of bok", "bok 2", "bok-DESKTOP-7AB12CD", "bok-LAPTOP-0F",
    "bok (conflicted copy 2010-05-01)", "bok (SC_Konflikt)",
]  # fmt: skip


@pytest.mark.parametrize("name", COPIES)
def test_a_copy_is_known_by_its_name(tmp_path: Path, name: str) -> None:
    """Of two that differ neither is used, and the one that looks like a copy is pointed out."""
    original = project_file(tmp_path, "bok", "alfa", [("B-01", 1.0, None)])
    copied = project_file(tmp_path, name, "alfa", [("B-01", 2.0, None)])
    data = together([original, copied])
    assert data.used == []
    said = {finding.message for _, finding in data.findings() if finding.code == "JX111"}
    files = sorted(["bok.xlsx", f"{name}.xlsx (namnet ser ut som en kopias)"], key=lambda file: file != "bok.xlsx")
    assert said == {f"Samma enhet, bok och period finns i flera filer: {', '.join(files)}."}


@pytest.mark.parametrize("name", COPIES)
def test_of_equal_files_the_copy_is_left_out(tmp_path: Path, name: str) -> None:
    original = project_file(tmp_path, "bok", "alfa", [("B-01", 1.0, None)])
    copied = tmp_path / f"{name}.xlsx"
    copied.write_bytes(original.read_bytes())
    data = together([original, copied])
    assert [d.path for d in data.used] == ["bok.xlsx"]
    assert [(d.path, codes(d)) for d in data.refused] == [(copied.name, ["JX122"])]


@pytest.mark.parametrize("name", ["0127_enhet_projektbok_2010-T1_v02", "bok_kopior och utskrifter", "PC-salen"])
def test_an_ordinary_name_is_no_copys(tmp_path: Path, name: str) -> None:
    files = [project_file(tmp_path, at, "alfa", [("B-01", hours, None)]) for at, hours in (("bok", 1.0), (name, 2.0))]
    said = [finding.message for _, finding in together(files).findings() if finding.code == "JX111"]
    assert said
    assert not any("kopias" in message for message in said)


def test_the_higher_version_wins(tmp_path: Path) -> None:
    first = project_file(tmp_path, "alfa_v01", "alfa", [("B-01", 1.0, None)])
    second = project_file(tmp_path, "alfa_v02", "alfa", [("B-01", 2.0, None)], file_version=2.0)
    data = together([second, first])
    assert [d.path for d in data.used] == ["alfa_v02.xlsx"]
    assert [(d.path, codes(d)) for d in data.refused] == [("alfa_v01.xlsx", ["JX112"])]
    (finding,) = (f for f in data.refused[0].findings if f.code == "JX112")
    assert (finding.rule, finding.severity) == ("C03", "note")
    assert "alfa_v02.xlsx" in finding.message


def test_an_identical_copy_is_named_and_not_counted(tmp_path: Path) -> None:
    first = project_file(tmp_path, "alfa", "alfa", [("B-01", 1.0, None)])
    copy = tmp_path / "alfa - kopia.xlsx"
    copy.write_bytes(first.read_bytes())
    data = together([first, copy])
    assert len(data.used) == 1
    assert [codes(d) for d in data.refused] == [["JX122"]]
    assert data.frames["budget"]["plan_hours"].sum() == 1


def test_two_different_files_of_one_version_are_both_refused(tmp_path: Path) -> None:
    files = [
        project_file(tmp_path, "a", "alfa", [("B-01", 1.0, None)], file_version=2.0),
        project_file(tmp_path, "b", "alfa", [("B-01", 2.0, None)], file_version=2.0),
        project_file(tmp_path, "c", "alfa", [("B-01", 4.0, None)], file_version=1.0),
    ]
    data = together(files, expected=[Expected("alfa", "Alfa", "Botkyrka", (PROJECT,))])
    assert data.used == []
    assert {d.path: codes(d) for d in data.refused} == {"a.xlsx": ["JX111"], "b.xlsx": ["JX111"], "c.xlsx": ["JX112"]}
    assert [arrived.state for arrived in data.arrivals()] == ["avvisad"]
    assert all("a.xlsx, b.xlsx" in f.message for _, f in data.findings() if f.code == "JX111")


def test_arrivals_in_time_late_missing_and_refused(tmp_path: Path) -> None:
    day = datetime(2010, 5, 14, 23, 59).timestamp()
    files = [project_file(tmp_path, unit, unit, [("B-01", 1.0, None)]) for unit in ("alfa", "beta", "gamma")]
    for file, seconds in zip(files, (0, 120, 0), strict=True):
        os.utime(file, (day + seconds, day + seconds))
    second = project_file(tmp_path, "gamma2", "gamma", [("B-01", 2.0, None)])
    broken = tmp_path / "delta.xlsx"
    broken.write_bytes(b"PK inte en arbetsbok")
    wanted = [Expected(unit, unit.title(), "Botkyrka", (PROJECT,)) for unit in ("alfa", "beta", "gamma", "delta")]
    wanted.append(Expected("epsilon", "Epsilon", "Salem", (PROJECT, "uppfoljningsbok")))
    data = together([*files, second, broken], expected=wanted, due=date(2010, 5, 14))
    states = [(arrived.unit.unit_id, arrived.book, arrived.state) for arrived in data.arrivals()]
    assert states == [
        ("alfa", PROJECT, "i tid"),
        ("beta", PROJECT, "sen"),
        ("gamma", PROJECT, "avvisad"),
        # Whose file it is stands in it, and it cannot be read.
        ("delta", PROJECT, "saknas"),
        ("epsilon", PROJECT, "saknas"),
        ("epsilon", "uppfoljningsbok", "saknas"),
    ]
    assert data.missing_units(Budget) == ["Gamma", "Delta", "Epsilon"]
    assert [codes(d) for d in data.refused if d.path == "delta.xlsx"] == [["JX101"]]
    x01 = [(d.path, d.unit, f.code, f.message) for d, f in data.findings() if f.rule == "X01"]
    assert x01 == [
        ("beta.xlsx", "beta", "JX129", "Projektbok från Beta kom in 2010-05-15, efter sista dagen 2010-05-14."),
        ("", "delta", "JX128", "Projektbok från Delta har inte kommit in."),
        ("", "epsilon", "JX128", "Projektbok från Epsilon har inte kommit in."),
        ("", "epsilon", "JX128", "Uppföljningsbok från Epsilon har inte kommit in."),
    ]


def test_a_book_with_errors_is_used_and_said(tmp_path: Path) -> None:
    file = project_file(tmp_path, "alfa", "alfa", [("B-01", 1.0, None), ("B-01", 2.0, None), ("X-02", 2.0, None)])
    wanted = [Expected("alfa", "Alfa", "Botkyrka", (PROJECT,))]
    data = together([file], expected=wanted)
    # The same ID on two rows is one finding, the wrong prefix another.
    assert [f.message for _, f in data.findings() if f.code == "JX130"] == [
        "Projektbok från Alfa har 2 fel, men är med i sammanställningen."
    ]
    switches = {"X01": Switch(level="av", reason="Står i Leveransläge.")}
    quiet = together([file], expected=wanted, limits=Limits().switched(switches))
    assert [f.code for _, f in quiet.findings() if f.rule == "X01"] == []


# ------------------------------------------------------------------------------------------- unreadable numbers

HOURS = Figures(
    (), (), [Sum("Timmar", part=Budget, key="plan_hours")], basis=(Budget, "plan_hours", ("post", "poster"))
)


def test_an_unreadable_number_is_a_blank_and_is_said(tmp_path: Path) -> None:
    posts = [("B-01", 100.0, None), ("B-02", 50.0, None), ("B-03", None, None)]
    file = project_file(tmp_path, "alfa", "alfa", posts)
    tables.type_in(file, {"Timbudget/B-02/Budget timmar": "femtio eller så"})
    data = together([file], expected=[Expected("alfa", "Alfa", "Botkyrka", (PROJECT,))])
    hours = data.frames["budget"]["plan_hours"]
    assert list(hours.isna()) == [False, True, True]
    assert hours.sum() == 100
    assert basis(data, HOURS) == (
        "Bakom siffrorna: 1 av 3 poster har Budget timmar; 1 enhet har svarat. "
        "1 värde i Budget timmar gick inte att läsa (Alfa; se Avvikelser). Alla väntade enheter är med."
    )
    assert data.unreadable(Budget, "plan_hours") == {"Alfa": 1}


def test_basis_names_who_is_missing(three: list[Path]) -> None:
    wanted = [Expected(unit, f"Enhet {unit}", "Botkyrka", (PROJECT,)) for unit in ("alfa", "beta", "gamma", "delta")]
    data = together(three, expected=wanted)
    assert basis(data, HOURS) == (
        "Bakom siffrorna: 3 av 4 poster har Budget timmar; 3 enheter har svarat. Saknas: Enhet delta."
    )
    activities = replace(HOURS, basis=(Activities, "plan_hours", ("rad", "rader")))
    assert basis(data, activities) == (
        "Bakom siffrorna: 0 av 0 rader har Planerad tid; 3 enheter har svarat. Saknas: Enhet delta."
    )
    # Nobody was to have the assessment book.
    joint = replace(HOURS, basis=(Joint, "joint", ("rad", "rader")))
    assert "Alla väntade enheter är med." in basis(data, joint)


# ------------------------------------------------------------------------------------------- what stays with the unit

SECRETS = ("D-7731", "Hemligrollen", "Hemlig kommentar", "41,75", "41.75", "Lapp bredvid", "D-7732")


@pytest.fixture(scope="module")
def assessed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An assessment book with all kinds of mistakes on the private sheet."""
    folder = tmp_path_factory.mktemp("assessed")
    book = books()["uppfoljningsbok"]
    rows = tables.sample_rows(book) | {"cover": [cover("alfa")]}
    marks = {f"p{n}": 5.0 for n in range(1, 10)}
    rows["personal"] = [
        {"code": "D-7731", "role": "Hemligrollen", "sex": "K", **marks, "comment": "Hemlig kommentar"},
        # One mark of P1 only: of three, the highest would be told.
        {"code": "D-7732", "role": "Handläggare", "sex": "M", **marks, "p1": None},
        {"code": "D-7732", "role": "Handläggare", "sex": "M", **marks, "p1": None},
    ]
    file = tables.fill(folder / "alfa.xlsx", book, rows)
    places = {f"Personlig bedömning/D-7731/{header}": value for header, value in MISTAKES.items()}
    return tables.type_in(file, places)


MISTAKES = {"P1 Utgångspunkter": 41.75, "P2 Förväntade effekter": "D-7731 vill inte", "Kön": "Hemligrollen"}


def test_private_rows_are_nowhere_in_a_consolidation(assessed: Path, tmp_path: Path) -> None:
    found = list(workflow.deliveries([assessed], Limits(), tables.TODAY, assessed.parent))
    private = [f for f in found[0].findings if f.table == "personal"]
    # The unit itself is told all of it.
    assert len(private) >= 4
    assert any("41,75" in f.message for f in private)
    data = consolidate(found, books())
    left = {part.table_key for part in books()["uppfoljningsbok"].parts} - set(data.frames)
    assert left == {"personal", "differences"}
    assert data.used[0].kept == {"personal": 3}
    publishing.publish(data, tmp_path / "rapport.xlsx", assessed.parent)
    with zipfile.ZipFile(tmp_path / "rapport.xlsx") as package:
        written = "".join(package.read(name).decode("utf-8") for name in package.namelist())
    written += json.dumps([delivery.to_json() for delivery in data.used], ensure_ascii=False)
    written += "".join(frame.to_csv() for frame in data.frames.values())
    assert [secret for secret in SECRETS if secret in written] == []


def test_a_veiled_finding_still_leads_to_its_cell(assessed: Path) -> None:
    found = list(workflow.deliveries([assessed], Limits(), tables.TODAY, assessed.parent))
    before = Counter((f.severity, f.sheet, f.cells) for f in found[0].findings)
    data = consolidate(found, books())
    assert Counter((f.severity, f.sheet, f.cells) for _, f in data.findings()) == before
    (told,) = (f for _, f in data.findings() if f.table == "personal" and f.column == "sex")
    assert told.message == (
        "Kön på bladet Personlig bedömning behöver ses över. Vad som står där visas bara i enhetens egen fil."
    )
    assert (told.value, told.row_id, told.expected) == ("", "", "")


# ------------------------------------------------------------------------------------------- any files at all

UNITS, OTHERS = ("a", "b", "c"), ("okänd", "")
PERIODS = ("2010-T1", "2010-T2", "")
BOOKS = tuple(books())


@st.composite
def made_up(draw: st.DrawFn) -> list[Delivery]:
    """Deliveries as a check could give them, in any order; equal contents have equal rows."""
    found = []
    for number in range(draw(st.integers(0, 9))):
        path, sha = f"{number}.xlsx", draw(st.sampled_from("xyz"))
        if draw(st.integers(0, 5)) == 0:
            found.append(Delivery(path, sha, "", "", "", "refused", [unreadable()], Count()))
            continue
        book = draw(st.sampled_from(BOOKS))
        delivery = Delivery(
            path,
            sha,
            book,
            draw(st.sampled_from((*UNITS, *UNITS, *OTHERS))),
            draw(st.sampled_from(("2010-T1", "2010-T1", *PERIODS))),
            draw(st.sampled_from(("ok", "warnings", "errors"))),
            [],
            Count(),
            file_version=draw(st.sampled_from((1.0, 2.0, 3.0))),
            names=("Botkyrka", "Enhet"),
            received=draw(st.sampled_from((None, date(2010, 5, 14), date(2010, 5, 15)))),
        )
        for part in books()[book].parts:
            if part.private:
                continue
            count = 1 if part.is_form else draw(st.integers(0, 3))
            columns: dict[str, list[Any]] = {key: [None] * count for key in part.columns}
            delivery.batches[part.table_key] = Batch(part.sheet, columns, list(range(9, 9 + count)), {})
        found.append(delivery)
    return found


def unreadable() -> Finding:
    return Finding("JX101", "error", "Filen går inte att läsa.", "Spara den igen.")


WANTED = [Expected(unit, unit.upper(), "Botkyrka", BOOKS) for unit in UNITS]


def rows_of(data: Consolidated) -> dict[str, list[dict[str, Any]]]:
    return {part.table_key: data.stack(part).records() for part in data.parts()}


def eligible(found: Sequence[Delivery], unit: str, book: str) -> list[Delivery]:
    return [d for d in found if (d.unit, d.book, d.period) == (unit, book, "2010-T1") and d.status != "refused"]


@given(made_up())
@settings(max_examples=150, deadline=None)
def test_every_row_is_in_or_refused(found: list[Delivery]) -> None:
    data = consolidate(found, books(), period="2010-T1", expected=WANTED)
    assert sorted(d.path for d in [*data.used, *data.refused]) == sorted(d.path for d in found)
    balance = {(d.path, key): (read, out, refused) for d, key, read, out, refused in data.balance()}
    read = {(d.path, key): len(batch.lines) for d in found for key, batch in d.batches.items()}
    assert {place: line[0] for place, line in balance.items()} == read
    assert all(line[0] == line[1] + line[2] for line in balance.values())
    consolidated = Counter((row["file"], key) for key, rows in rows_of(data).items() for row in rows)
    assert consolidated == Counter({place: line[1] for place, line in balance.items() if line[1]})


@given(made_up())
@settings(max_examples=150, deadline=None)
def test_the_highest_version_wins_and_rivals_do_not(found: list[Delivery]) -> None:
    data = consolidate(found, books(), period="2010-T1", expected=WANTED)
    used = {(d.unit, d.book): d for d in data.used}
    assert len(used) == len(data.used)
    for unit, book in itertools.product(UNITS, BOOKS):
        group = eligible(found, unit, book)
        best = [d for d in group if d.file_version == max(d.file_version for d in group)]
        if len({d.sha256 for d in best}) == 1:
            assert used.pop((unit, book)).sha256 == best[0].sha256
        else:
            assert (unit, book) not in used
    assert used == {}


@given(made_up())
@settings(max_examples=150, deadline=None)
def test_every_refused_file_says_why(found: list[Delivery]) -> None:
    data = consolidate(found, books(), period="2010-T1", expected=WANTED)
    before = {d.path: d for d in found}
    for delivery in data.refused:
        first = before[delivery.path]
        why = (
            ["JX101"]
            if first.status == "refused"
            else ["JX110"]
            if first.unit not in UNITS
            else ["JX113"]
            if first.period != "2010-T1"
            else [code for code in codes(delivery) if code in ("JX111", "JX112", "JX122")]
        )
        assert codes(delivery) == why
        assert len(why) == 1
        assert delivery.status == "refused"


@given(made_up())
@settings(max_examples=150, deadline=None)
def test_each_expected_book_has_one_state(found: list[Delivery]) -> None:
    data = consolidate(found, books(), period="2010-T1", expected=WANTED, due=date(2010, 5, 14))
    used = {(d.unit, d.book): d for d in data.used}
    states = {(a.unit.unit_id, a.book): a.state for a in data.arrivals()}
    assert list(states) == list(itertools.product(UNITS, BOOKS))
    for place, state in states.items():
        if place in used:
            received = used[place].received
            assert state == ("sen" if received == date(2010, 5, 15) else "i tid")
        else:
            came = any((d.unit, d.book) == place for d in found)
            assert state == ("avvisad" if came else "saknas")


@given(made_up().flatmap(lambda found: st.tuples(st.just(found), st.permutations(found))))
@settings(max_examples=30, deadline=None)
def test_the_order_of_the_files_does_not_matter(both: tuple[list[Delivery], list[Delivery]]) -> None:
    one, other = (consolidate(found, books(), period="2010-T1", expected=WANTED) for found in both)
    assert rows_of(one) == rows_of(other)
    assert one.used == other.used
    assert one.refused == other.refused
    assert present.pages(one) == present.pages(other)


@given(made_up())
@settings(max_examples=50, deadline=None)
def test_the_deliveries_are_left_as_they_were(found: list[Delivery]) -> None:
    before = [replace(delivery) for delivery in found]
    consolidate(found, books(), period="2010-T1", expected=WANTED)
    assert found == before


def test_what_many_files_say_is_in_memory_once() -> None:
    def delivery() -> Delivery:
        # Each file has texts of its own, as they come out of a pipe or a database.
        word = "".join(["Jobb", "coachning"])
        columns: dict[str, list[Any]] = {
            "".join(["te", "xt"]): [word, None, ActivityStatus.DONE, "".join(ActivityStatus.DONE)],
            "hours": [1.0, True, 1, None],
        }
        batch = Batch("Blad", columns, [9, 10, 11, 12], {}, places={"".join(["te", "xt"]): 3})
        return Delivery("a.xlsx", "x", PROJECT, "alfa", "2010-T1", "ok", [], Count(), batches={"t": batch})

    one, other = delivery(), delivery()
    share_texts(each for each in (one, other))
    assert one == other == delivery()
    first, second = (each.batches["t"] for each in (one, other))
    assert first.columns["text"][0] is second.columns["text"][0]
    for texts in zip((*first.columns, *first.places), (*second.columns, *second.places), strict=True):
        assert texts[0] is texts[1]
    # What only is equal to a text or number that came before stays what it is.
    assert [type(value) for value in second.columns["text"]] == [str, type(None), ActivityStatus, str]
    assert [type(value) for value in second.columns["hours"]] == [float, bool, int, type(None)]


# ------------------------------------------------------------------------------------------- the same every time


def published(files: Sequence[Path], folder: Path, options: Mapping[str, Any]) -> bytes:
    data = together(files, **options)
    publishing.publish(data, folder / "rapport.xlsx", files[0].parent)
    return (folder / "rapport.xlsx").read_bytes()


def test_the_same_files_give_the_same_bytes(three: list[Path], tmp_path: Path) -> None:
    options = {"expected": [Expected("alfa", "Alfa", "Botkyrka", (PROJECT,))], "title": "Prov"}
    first = published(three, tmp_path, options)
    assert published(three, tmp_path, options) == first
    assert published(three[::-1], tmp_path, options) == first
