"""Hostile and broken files: each is refused with its code or read as if nothing were wrong with it, none stops another.

Every case is a filled Projektbok that something was done to, or a file that is something else. All are read in one
run, in workers with small limits: a case that hangs, dies or fills the memory gives another code than the one told.
"""

import io
import json
import os
import random
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import damage
import pytest
import tables
from damage import RELATIONS, ROLES, SHARED, STYLES, WORKBOOK, changed, swapped, with_dimension, with_rows, with_text

from jamxl import publishing, workflow
from jamxl.consolidation import Delivery, consolidate
from jamxl.project import Limits, template
from jamxl.read import read
from jamxl.standard import books

Build = Callable[[bytes], bytes]
LIMITS = Limits(seconds=20, megabytes=350)

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
# A file of ours that no workbook may show, and what stands in it.
SECRET, INSIDE = Path(__file__).parents[1] / "pyproject.toml", "strict-markers"
LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {new} "{f"&{old};" * 50}">' for old, new in zip("abcdefg", "bcdefgh", strict=True)
) + "]>"  # fmt: skip
OUTSIDE = f'<!DOCTYPE x [<!ENTITY s SYSTEM "{SECRET.as_uri()}">]>'
PROGRAM = "<f>cmd|'/c calc'!A0</f><v>0</v>"
EXTERNAL = f'<externalLink xmlns="{MAIN}"/>'
AREAS = "".join(f'<mergeCell ref="L{2 * i + 50}:M{2 * i + 51}"/>' for i in range(100_000))
MERGED = f"<mergeCells>{AREAS}</mergeCells>"
DDE = f'<externalLink xmlns="{MAIN}"><ddeLink ddeService="cmd" ddeTopic="/c calc"/></externalLink>'


# ------------------------------------------------------------------------------------------------ what is done to it


def part(name: str, change: damage.Change) -> Build:
    """One part changed, added or (None) left out."""
    return lambda book: changed(book, {name: change})


def doctype(name: str, words: str, old: str = "", new: str = "") -> Build:
    """A document type before the root of a part, and one of its entities used."""

    def build(book: bytes) -> bytes:
        data = damage.parts(book)[name]
        at = data.index(b"<", 2)
        return changed(book, {name: data[:at] + words.encode() + swapped(old, new)(data[at:])})

    return build


def target(of: str) -> Build:
    """Roller's sheet is said to be elsewhere."""
    return part(RELATIONS, swapped(f'Target="{ROLES.removeprefix("xl/")}"', f'Target="{of}"'))


def extra(name: str, kind: str, where: str, content: str) -> Build:
    """One more sheet, of some kind."""
    return lambda book: damage.with_sheet(book, name, kind, where, content, {})


def worksheet(name: str) -> Build:
    """One more worksheet, with something in its first cell."""
    cell = '<row r="1"><c r="A1" t="inlineStr"><is><t>eget</t></is></c></row>'
    content = f'<worksheet xmlns="{MAIN}"><sheetData>{cell}</sheetData></worksheet>'
    return extra(name, "worksheet", "worksheets/sheet99.xml", content)


def shown(kind: str) -> Build:
    """One more sheet that is no worksheet."""
    return extra(kind, kind, f"{kind}s/sheet1.xml", f'<{kind} xmlns="{MAIN}"/>')


def headers(name: str, fields: Mapping[str, int]) -> Build:
    """Other fields in both headers of a part."""
    return lambda book: damage.restamped(book, name, local=fields, **fields)


def file(data: bytes) -> Build:
    """A file that has nothing of the book."""
    return lambda book: data


def twice(name: str, other: Callable[[bytes], bytes]) -> Build:
    """A part of the same name once more, with something else in it."""
    return lambda book: damage.package([*damage.parts(book).items(), (name, other(damage.parts(book)[name]))])


def zip64(book: bytes) -> bytes:
    """Every size told as a large zip tells it."""
    path = io.BytesIO()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in damage.parts(book).items():
            with target.open(name, "w", force_zip64=True) as entry:
                entry.write(data)
    return path.getvalue()


def many_parts(book: bytes) -> bytes:
    empty = [(f"xl/media/image{i}.png", b"") for i in range(70_000)]
    return damage.package([*damage.parts(book).items(), *empty])


def blank_rows(last: int) -> str:
    """Formatted rows, each with formatted cells."""
    cells = '<row r="{0}" s="1" customFormat="1"><c r="A{0}" s="1"/><c r="J{0}" s="1"/></row>'
    return "".join(map(cells.format, range(40, last + 1)))


def text_of(length: int) -> Build:
    """A text so long at P-01, where something else stood."""
    return part(SHARED, swapped("<t>Jobbcoach heltid</t>", f"<t>{'å' * length}</t>"))


def repeated(rows: int, columns: int) -> bytes:
    cell = damage.ods_cell("x", f'table:number-columns-repeated="{columns}"')
    return damage.ods(f'<table:table-row table:number-rows-repeated="{rows}">{cell}</table:table-row>')


SAME = ""  # read, and nothing to say of it
ENCRYPTED = damage.compound({"EncryptionInfo": b"\4\0\4\0", "EncryptedPackage": bytes(5000)})
XLS = damage.xls({(1, 2): 42.0})
ROW = f"<table:table-row>{damage.ods_cell('x')}</table:table-row>"
ODS = damage.ods(ROW)
INDENTED = damage.ods(
    f"<table:table-row>\n  {damage.ods_cell('x')}\n  {damage.ods_cell('y z')}\n </table:table-row>\n "
)
XLSB = damage.xlsb({(1, 2): 42.0})
LOCKED_ODS = '<manifest:file-entry manifest:full-path="content.xml"><manifest:encryption-data/></manifest:file-entry>'
HTML = b"<html><body><table><tr><td>Timmar</td></tr></table></body></html>"

# Name of the file: what was done to it, and the codes told, in order.
CASES: dict[str, tuple[Build, str]] = {
    # Something else than a workbook
    "empty.xlsx": (file(b""), "JX104"),
    "pdf.xlsx": (file(b"%PDF-1.7\n%\xe2\xe3"), "JX103"),
    "web page.xls": (file(HTML), "JX103"),
    "text.xls": (file("Enhet;Timmar\r\nAlfa;38,5\r\n".encode("cp1252")), "JX103"),
    "xml.xls": (file(b'<?xml version="1.0"?><Workbook/>'), "JX103"),
    "word.xlsx": (file(damage.package({"word/document.xml": b"<x/>"})), "JX103"),
    "zipped twice.xlsx": (lambda book: damage.package({"bok.xlsx": book}), "JX103"),
    "writer.ods": (
        file(damage.package({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<x/>"})),
        "JX103",
    ),
    "an empty zip.xlsx": (file(damage.package({})), "JX103"),
    "other ending.xls": (lambda book: book, SAME),
    # Locked
    "password.xlsx": (file(ENCRYPTED), "JX102"),
    "password.xls": (file(damage.xls({}, damage.record(0x2F, bytes(54)))), "JX102"),
    "password.ods": (file(damage.ods(ROW, LOCKED_ODS)), "JX102"),
    "password in the zip.xlsx": (headers(ROLES, {"flags": 1}), "JX102"),
    # Bombs
    "one huge part.xlsx": (lambda book: damage.with_bomb(book, SHARED, 450_000_000), "JX108"),
    "a huge part that lies.xlsx": (lambda book: damage.with_bomb(book, SHARED, 600_000_000, 28_575), "JX101"),
    "a huge sheet that lies.xlsx": (lambda book: damage.with_bomb(book, ROLES, 600_000_000, 66_688), "JX101"),
    "many parts.xlsx": (many_parts, SAME),
    "overlapping parts.xlsx": (lambda book: damage.overlapping(book, "xl/theme/theme1.xml", 60_000), "JX108"),
    "a zip in the zip.xlsx": (part("xl/embeddings/bomb.zip", damage.package({"x": bytes(10**7)})), "JX117"),
    "repeated.ods": (file(repeated(1_000_000, 16_000)), "JX108"),
    "a cell far away.xls": (file(damage.xls({(0, 0): 1.0, (65_535, 255): 1.0})), "JX108"),
    "a cell far away.xlsb": (file(damage.xlsb({(0, 0): 1.0, (1_048_575, 16_383): 1.0})), "JX108"),
    # Archives that are not whole, or not true
    "zip64.xlsx": (zip64, SAME),
    "unknown method.xlsx": (headers(ROLES, {"method": 93}), "JX101"),
    "wrong checksum.xlsx": (headers(ROLES, {"crc": 1}), "JX101"),
    "wrong size.xlsx": (headers(ROLES, {"size": 100}), "JX101"),
    "part beyond the end.xlsx": (lambda book: damage.restamped(book, ROLES, offset=0x7FFFFFFF), "JX101"),
    "two sheets of one name.xlsx": (twice(ROLES, with_text("dubbel")), "JX101"),
    "bytes before.xlsx": (lambda book: b"MZ" + bytes(500) + book, "JX103"),
    "bytes after.xlsx": (lambda book: book + bytes(500), SAME),
    # Parts
    "no workbook.xlsx": (part(WORKBOOK, None), "JX103"),
    "no relations.xlsx": (part(RELATIONS, None), "JX101"),
    "no sheet.xlsx": (part(ROLES, None), "JX101"),
    "no texts.xlsx": (part(SHARED, None), "JX101"),
    "no styles.xlsx": (part(STYLES, None), "JX304 JX207"),
    "half a sheet.xlsx": (part(ROLES, lambda data: data[: len(data) // 2]), "JX101"),
    "an empty sheet part.xlsx": (part(ROLES, b""), "JX101"),
    "not XML.xlsx": (part(WORKBOOK, b"{}"), "JX101"),
    "a text beyond the last.xlsx": (
        part(ROLES, with_rows('<row r="40"><c r="N40" t="s"><v>99999</v></c></row>')),
        "JX101",
    ),
    "a style beyond the last.xlsx": (
        part(ROLES, with_rows('<row r="40"><c r="N40" s="99999"><v>7</v></c></row>')),
        "JX208",
    ),
    "a part named out of the package.xlsx": (part("../../../../tmp/jamxl-was-here", b"x"), SAME),
    "a part with a whole path.xlsx": (part("/etc/cron.d/jamxl", b"x"), SAME),
    "a sheet out of the package.xlsx": (target("../../../../../../etc/passwd"), "JX101"),
    "a sheet of a whole path.xlsx": (target("file:///etc/passwd"), "JX101"),
    "a sheet on the web.xlsx": (target("http://127.0.0.1:9/sheet.xml"), "JX101"),
    # XML
    "laughs in the workbook.xlsx": (doctype(WORKBOOK, LAUGHS, 'name="Roller"', 'name="&h;"'), "JX101"),
    "laughs in a sheet.xlsx": (doctype(ROLES, LAUGHS, "</sheetData>", "&h;</sheetData>"), SAME),
    "laughs in the texts.xlsx": (doctype(SHARED, LAUGHS, "<t>Jobbcoach heltid</t>", "<t>&h;</t>"), "JX101"),
    "laughs in an ods.ods": (file(damage.ods(damage.ods_cell("&h;"), doctype=LAUGHS)), "JX101"),
    "a file's content in a text.xlsx": (
        doctype(SHARED, OUTSIDE, "<t>Jobbcoach heltid</t>", "<t>&s;</t>"),
        "JX101",
    ),
    "a file's content in the workbook.xlsx": (
        doctype(WORKBOOK, OUTSIDE, 'name="Roller"', 'name="&s;"'),
        "JX101",
    ),
    "a raw control character.xlsx": (part(ROLES, with_text("a\x01b")), "JX208"),
    "an escaped control character.xlsx": (part(ROLES, with_text("a_x0000_b_x001F_")), "JX208"),
    "not UTF-8.xlsx": (part(SHARED, lambda data: data.replace(b"Jobbcoach heltid", b"\xff\xfe")), "JX101"),
    "an unknown encoding.xlsx": (part(RELATIONS, swapped("UTF-8", "UTF-9")), "JX101"),
    # Sheets
    "a cell in the last corner.xlsx": (
        part(ROLES, with_rows('<row r="1048576"><c r="XFD1048576" s="1"/></row>')),
        SAME,
    ),
    "a value in the last corner.xlsx": (
        part(ROLES, with_rows('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')),
        "JX108",
    ),
    "a cell beyond the last corner.xlsx": (
        part(ROLES, with_rows('<row r="99999999"><c r="ZZZZ99999999"><v>1</v></c></row>')),
        "JX108",
    ),
    "a cell elsewhere than its row.xlsx": (
        part(ROLES, with_rows('<row r="40"><c r="XFD1048576"><v>1</v></c></row>')),
        "JX108",
    ),
    "a cell to the right of the last.xlsx": (
        part(ROLES, with_rows('<row r="40"><c r="ZZZZ40"><v>1</v></c></row>')),
        "JX108",
    ),
    "a million blank rows.xlsx": (part(ROLES, with_rows(blank_rows(1_048_576))), SAME),
    "a hundred thousand merged areas.xlsx": (part(ROLES, swapped("<pageMargins", MERGED + "<pageMargins")), "JX214"),
    "the longest text.xlsx": (text_of(32_767), SAME),
    "a text longer than Excel's.xlsx": (text_of(1_000_000), SAME),
    "a dimension too large.xlsx": (part(ROLES, with_dimension("A1:XFD1048576")), SAME),
    "a dimension too small.xlsx": (part(ROLES, with_dimension("A1")), SAME),
    "a dimension of nonsense.xlsx": (part(ROLES, with_dimension("ÅÄÖ:-1")), "JX101"),
    "a sheet called a formula.xlsx": (worksheet("=1+1"), "JX209"),
    "a sheet called a path.xlsx": (worksheet("../../x"), "JX209"),
    "a sheet called a drive.xlsx": (worksheet("C:\\x"), "JX209"),
    "a sheet called a script.xlsx": (worksheet("&lt;script&gt;alert(1)&lt;/script&gt;"), "JX209"),
    "two sheets called the same.xlsx": (worksheet("Roller"), "JX219"),
    "a sheet of charts.xlsx": (shown("chartsheet"), SAME),
    "a sheet of dialogs.xlsx": (shown("dialogsheet"), SAME),
    "a sheet of macros.xlsm": (shown("macrosheet"), "JX117"),
    "a module of Excel 5.xlsm": (
        part(WORKBOOK, swapped("</sheets>", '<sheet name="Modul1" sheetId="99" r:id=""/></sheets>')),
        SAME,
    ),
    "more texts than there are.xlsx": (part(SHARED, swapped('uniqueCount="', 'uniqueCount="99999999')), SAME),
    # Numbers that are none
    "not a number.xlsx": (part(ROLES, with_rows('<row r="40"><c r="N40"><v>NaN</v></c></row>')), "JX208"),
    "not a day.xlsx": (part(ROLES, swapped("<v>40057</v>", "<v>NaN</v>")), "JX304"),
    "an infinite day.xlsx": (part(ROLES, swapped("<v>40057</v>", "<v>1e999</v>")), "JX304"),
    "an infinite number.xlsx": (part(ROLES, swapped("<v>1</v>", "<v>-INF</v>")), "JX301"),
    "not a number.xls": (file(damage.xls({(0, 0): float("nan")})), "JX101"),
    "not a number.xlsb": (file(damage.xlsb({(0, 0): float("inf")})), "JX101"),
    "not a number.ods": (file(damage.ods(ROW.replace('"string"', '"float" office:value="NaN"'))), "JX105"),
    # What a workbook may do when it is opened
    "macros.xlsm": (part("xl/vbaProject.bin", ENCRYPTED), "JX117"),
    "links to another workbook.xlsx": (part("xl/externalLinks/externalLink1.xml", EXTERNAL.encode()), "JX117"),
    "a link to a program.xlsx": (part("xl/externalLinks/externalLink1.xml", DDE.encode()), "JX117"),
    "a query.xlsx": (part("xl/connections.xml", f'<connections xmlns="{MAIN}"/>'.encode()), "JX117"),
    "a formula that starts a program.xlsx": (
        part(ROLES, with_rows(f'<row r="40"><c r="N40">{PROGRAM}</c></row>')),
        "JX208",
    ),
    # Other formats
    "sectors without end.xls": (file(damage.endless_xls()), "JX101"),
    "no beginning of a part.ods": (file(damage.restamped(ODS, "mimetype", offset=5)), "JX101"),
    "spaces between tags.ods": (file(INDENTED), "JX105"),
    "locked macros.ods": (file(damage.ods(ROW, LOCKED_ODS.replace("content.xml", "Basic/Standard/A.xml"))), "JX105"),
    "small.xls": (file(XLS), "JX105"),
    "small.xlsb": (file(XLSB), "JX105"),
    "small.ods": (file(ODS), "JX105"),
    "half.xls": (file(XLS[: len(XLS) // 2]), "JX101"),
    "half.xlsb": (file(XLSB[: len(XLSB) // 2]), "JX101"),
    "a record breaks off.xlsb": (
        lambda book: changed(XLSB, {"xl/worksheets/sheet1.bin": lambda data: data[:-9]}),
        "JX101",
    ),
}  # fmt: skip


# Cases in which something that is read was changed on purpose.
OTHER_ROWS = {
    "no styles.xlsx",
    "not a day.xlsx",
    "an infinite day.xlsx",
    "an infinite number.xlsx",
    "the longest text.xlsx",
    "a text longer than Excel's.xlsx",
}


# ------------------------------------------------------------------------------------------------ every case


@pytest.fixture(scope="module")
def clean(project_file: Path) -> Delivery:
    """The book that nothing was done to."""
    (delivery,) = workflow.deliveries([project_file], LIMITS, tables.TODAY)
    assert told(delivery) == SAME
    return delivery


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the cases."""
    return tmp_path_factory.mktemp("hostile")


@pytest.fixture(scope="module")
def delivered(project_file: Path, hostile: Path) -> dict[str, Delivery]:
    """Every case, read in one run."""
    book = project_file.read_bytes()
    return sent(hostile, {name: build(book) for name, (build, _) in CASES.items()})


def sent(folder: Path, files: Mapping[str, bytes]) -> dict[str, Delivery]:
    """The deliveries of some files, in one run."""
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return dict(zip(files, workflow.deliveries([folder / n for n in files], LIMITS, tables.TODAY), strict=True))


def told(delivery: Delivery) -> str:
    """The codes of what is said of a file, each once."""
    return " ".join(dict.fromkeys(finding.code for finding in delivery.findings))


@pytest.mark.parametrize("name", CASES)
def test_it_is_refused_or_read_with_the_right_code(name: str, delivered: dict[str, Delivery]) -> None:
    assert told(delivered[name]) == CASES[name][1], [finding.message for finding in delivered[name].findings][:3]


@pytest.mark.parametrize("name", [name for name in CASES if name not in OTHER_ROWS])
def test_what_is_read_is_what_stood_there(name: str, delivered: dict[str, Delivery], clean: Delivery) -> None:
    delivery = delivered[name]
    assert delivery.status == "refused" or delivery.batches == clean.batches


def test_no_file_is_shown_or_made(delivered: dict[str, Delivery], hostile: Path) -> None:
    assert INSIDE in SECRET.read_text(encoding="utf-8")
    assert INSIDE not in json.dumps([delivery.to_json() for delivery in delivered.values()])
    assert sorted(path.name for path in hostile.iterdir()) == sorted(CASES)


def test_a_long_text_is_whole(delivered: dict[str, Delivery]) -> None:
    for name, length in (("the longest text.xlsx", 32_767), ("a text longer than Excel's.xlsx", 1_000_000)):
        assert delivered[name].batches["roles"].columns["name"][0] == "å" * length


def test_spaces_between_tags_are_no_content(tmp_path: Path) -> None:
    (tmp_path / "bok.ods").write_bytes(INDENTED)
    assert [sheet.rows for sheet in read(tmp_path / "bok.ods").sheets] == [[["x", "y z"]]]


def test_any_text_goes_into_the_report(project_file: Path, tmp_path: Path) -> None:
    """A text longer than a cell holds is cut there; what XML cannot hold is written as Excel writes it."""
    odd = "a\x01b_x0041_c"

    def change(data: bytes) -> bytes:
        told = swapped("<t>Utreda väntetider</t>", f"<t>{'å' * 40_000}</t>")(data)
        return swapped("<t>Leda projektet</t>", "<t>a_x0001_b_x005F_x0041_c</t>")(told)

    (tmp_path / "bok.xlsx").write_bytes(changed(project_file.read_bytes(), {SHARED: change}))
    (delivery,) = workflow.deliveries([tmp_path / "bok.xlsx"], LIMITS, tables.TODAY)
    assert delivery.batches["activities"].columns["text"][:2] == [odd, "å" * 40_000]
    publishing.publish(consolidate([delivery], books()), tmp_path / "rapport.xlsx", tmp_path)
    shown = {value for sheet in read(tmp_path / "rapport.xlsx").sheets for row in sheet.rows for value in row}
    assert {odd, "å" * 32_767} <= shown


# ------------------------------------------------------------------------------------------------ cut and flipped


@pytest.mark.parametrize("ending", ["xlsx", "xls", "xlsb", "ods"])
def test_half_copied_files(ending: str, project_file: Path, tmp_path: Path) -> None:
    """Cut at 59 lengths: empty, then no known beginning, then damaged, up to the last byte but one."""
    whole = {"xlsx": project_file.read_bytes(), "xls": XLS, "xlsb": XLSB, "ods": ODS}[ending]
    lengths = [0, 1, 2, 4, 8, 100, *(len(whole) * i // 53 for i in range(1, 53)), len(whole) - 1]
    found = sent(tmp_path, {f"{length}.{ending}": whole[:length] for length in lengths})
    codes = {length: told(found[f"{length}.{ending}"]) for length in lengths}
    beginning = 8 if ending == "xls" else 2
    expected = {n: "JX104" if n == 0 else "JX103" if n < beginning else "JX101" for n in lengths}
    assert codes == expected


def test_flipped_bytes(project_file: Path, clean: Delivery, tmp_path: Path) -> None:
    """One bit of a file is another: it is refused, or something is said, or the rows are the same."""
    whole, dice = project_file.read_bytes(), random.Random(2010)
    files = {}
    for number in range(150):
        flipped = bytearray(whole)
        flipped[dice.randrange(len(whole))] ^= 1 << dice.randrange(8)
        files[f"{number}.xlsx"] = bytes(flipped)
    for name, delivery in sent(tmp_path, files).items():
        codes = told(delivery)
        assert "JX116" not in codes, name
        assert "JX125" not in codes, name
        assert codes or delivery.batches == clean.batches, name


# ------------------------------------------------------------------------------------------------ the file system

POSIX = pytest.mark.skipif(os.name != "posix", reason="names and kinds of files that only POSIX has")


@POSIX
def test_what_is_no_file(tmp_path: Path) -> None:
    """A pipe and a device would be read for ever; all but the folder are told of when their folder is checked."""
    pipe, device, dangling, folder = (tmp_path / f"{n}.xlsx" for n in ("pipe", "device", "dangling", "folder"))
    os.mkfifo(pipe)
    device.symlink_to("/dev/zero")
    dangling.symlink_to(tmp_path / "borta.xlsx")
    folder.mkdir()
    found = workflow.deliveries([pipe, device, dangling, folder], LIMITS, tables.TODAY)
    assert [told(delivery) for delivery in found] == ["JX103", "JX103", "JX118", "JX103"]
    assert workflow.workbooks([tmp_path]) == [dangling, device, pipe]


@POSIX
@pytest.mark.parametrize("command", ["check", "check --format json", "consolidate", "review"])
def test_odd_names(command: str, project_file: Path, tmp_path: Path) -> None:
    """Every file is read and told of, whatever it is called."""
    (tmp_path / "jamxl.toml").write_text(template(), encoding="utf-8")
    inbox = tmp_path / "inkorg" / "2010-T1"
    inbox.mkdir(parents=True)
    names = ["#.xlsx", "100%25.xlsx", "a'b.xlsx", 'a"b.xlsx', "a\nb.xlsx", "=1+1.xlsx", "-x.xlsx", "å&b;$(c).xlsx"]
    for name in [*map(os.fsencode, names), b"\xff\xfe.xlsx"]:
        with open(os.path.join(os.fsencode(inbox), name), "wb") as file:
            file.write(project_file.read_bytes())
    words = [sys.executable, "-m", "jamxl", *command.split(), str(tmp_path)]
    run = subprocess.run(words, capture_output=True, check=False, timeout=120)
    assert b"Traceback" not in run.stderr, run.stderr.decode()[-500:]
    assert run.returncode in (0, 1), run.stdout
    if "json" in command:
        assert len(json.loads(run.stdout)["files"]) == len(names) + 1
