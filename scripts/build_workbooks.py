"""Build `workbooks/`: for each book a blank template, a filled example, a field list and pictures; and `docs/bocker/`.

    python scripts/build_workbooks.py            build all
    python scripts/build_workbooks.py --check    fail when they differ from what the code builds

`docs/bocker/` has a page of the handbook for each book, with the pictures. Templates, examples, field lists and pages
come out byte for byte the same each time and are compared. Pictures are drawn by LibreOffice and pdftoppm, whose
versions differ, so only their being there is checked; without those programs they are left as they are.
"""

import argparse
import filecmp
import shutil
import subprocess
import sys
import tempfile
import unicodedata
from datetime import date
from functools import partial
from pathlib import Path

from jamxl import demo, present, texts, workflow, writing
from jamxl.build import Records
from jamxl.demo.samples import sample_rows
from jamxl.fields import field_list, handbook_page, markdown
from jamxl.frame import Sender, Stamp, build
from jamxl.grid import Pages
from jamxl.project import Limits, load
from jamxl.sheets import Book
from jamxl.standard import books

ROOT = Path(__file__).resolve().parent.parent
# What is built, in the folder of the project.
WORKBOOKS, PAGES = Path("workbooks"), Path("docs/bocker")
TODAY = date(2010, 5, 17)
PICTURE_DPI = "75"
# Numbers and dates as a Swedish reader's own program shows them.
SWEDISH = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse">
<value>sv-SE</value></prop></item>
</oor:items>"""


def build_all(root: Path) -> None:
    """Everything but the pictures, under `root`."""
    with tempfile.TemporaryDirectory() as temporary:
        project_folder = Path(temporary)
        demo.make(project_folder)
        project = load(project_folder)
        order = [unit.id for unit in project.units]
        last = project.incoming / project.about.period
        answered = sorted(last.glob("*.xlsx"), key=lambda path: order.index(path.name.split("_")[1]))
        for key, book in books().items():
            folder = root / WORKBOOKS / key
            folder.mkdir(parents=True, exist_ok=True)
            blank = {part.table_key: [defaults(part)] for part in book.parts if part.is_form}
            writing.save(pages_of(book, blank), folder / f"{key}_mall.xlsx")
            own = [path for path in answered if path.name.split("_")[2] == key]
            best = max(own, key=lambda path: rows_of(path.name.split("_")[1], key), default=None)
            if best:
                shutil.copyfile(best, folder / f"{key}_exempel.xlsx")
            else:
                writing.save(pages_of(book, sample_rows(book)), folder / f"{key}_exempel.xlsx")
            write(folder / f"{key}_faltlista.md", field_list(book))
            files = f"../../{(WORKBOOKS / key).as_posix()}"
            write(root / PAGES / f"{key}.md", handbook_page(book, files, partial(picture, key)))
        data = workflow.consolidate_project(project, today=demo.TODAY)
        (logic,) = present.pictures(data)
        write(root / PAGES / "programlogik.svg", logic.svg)
    links = [f"- [{book.title}]({key}.md): {' '.join(book.purpose)}" for key, book in books().items()]
    write(root / PAGES / "README.md", markdown(["# Böckerna", "", *links]))


def rows_of(unit: str, key: str) -> int:
    """How much a unit of the demo answers in a book: the fullest one is its example."""
    return sum(len(rows) for rows in demo.answer(unit)[key].values())


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def pages_of(book: type[Book], rows: Records) -> Pages:
    """A book that belongs to no project."""
    return build(book, Stamp(book.key, book.version), Sender(), rows, Limits(), TODAY)


def picture(key: str, sheet: str) -> str:
    """The file name of a sheet's picture."""
    return f"{key}_{plain_name(sheet)}.png"


def defaults(part: type) -> dict[str, object]:
    """What a form's fields hold before anybody has written."""
    return {key: c.default for key, c in part.columns.items() if c.default is not None}  # type: ignore[attr-defined]


def draw_pictures(root: Path) -> None:
    """A PNG of the first printed page of each sheet of each example, named by the sheet."""
    for key, book in books().items():
        folder = root / WORKBOOKS / key
        for old in folder.glob("*.png"):
            old.unlink()
        with tempfile.TemporaryDirectory() as temporary:
            profile = Path(temporary) / "profile"
            (profile / "user").mkdir(parents=True)
            (profile / "user" / "registrymodifications.xcu").write_text(SWEDISH, encoding="utf-8")
            convert = ["soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless"]
            convert += ["--convert-to", "pdf", "--outdir", temporary]
            subprocess.run([*convert, str(folder / f"{key}_exempel.xlsx")], check=True, capture_output=True)
            pdf = Path(temporary) / f"{key}_exempel.pdf"
            for page, sheet in first_pages(pdf, {texts.GUIDE_SHEET, *book.sheets(), texts.CHECK_SHEET}):
                target_file = (folder / picture(key, sheet)).with_suffix("")
                draw = ["pdftoppm", "-r", PICTURE_DPI, "-png", "-singlefile", "-f", page, "-l", page]
                subprocess.run([*draw, str(pdf), str(target_file)], check=True)


def first_pages(pdf: Path, sheets: set[str]) -> list[tuple[str, str]]:
    """(page number, sheet) of each sheet's first page: the page header says the sheet's name."""
    text = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], check=True, capture_output=True, encoding="utf-8")
    found: dict[str, str] = {}
    for number, page in enumerate(text.stdout.split("\f"), 1):
        header = page.strip().partition("\n")[0].strip()
        if header in sheets:
            found.setdefault(header, str(number))
    return [(page, sheet) for sheet, page in found.items()]


def plain_name(sheet: str) -> str:
    """A sheet's name for a file: "Ändringslogg" -> "andringslogg"."""
    letters = unicodedata.normalize("NFKD", sheet.lower()).encode("ascii", "ignore").decode()
    return letters.replace(" ", "-")


def differences(built: Path, kept: Path) -> list[str]:
    """What is missing, unexpected or different under `kept`."""
    wanted = {path.relative_to(built) for path in built.rglob("*") if path.is_file()}
    folders = [kept / WORKBOOKS, kept / PAGES]
    there = {path.relative_to(kept) for folder in folders for path in folder.rglob("*") if path.is_file()}
    pictures = {path for path in there if path.suffix == ".png"}
    said = [f"missing: {path}" for path in sorted(wanted - there)]
    said += [f"not built by the code: {path}" for path in sorted(there - wanted - pictures - {WORKBOOKS / "README.md"})]
    changed = [path for path in sorted(wanted & there) if not filecmp.cmp(built / path, kept / path, shallow=False)]
    said += [f"differs: {path}" for path in changed]
    sheets = {WORKBOOKS / key / picture(key, sheet) for key, book in books().items() for sheet in book.sheets()}
    return said + [f"no picture: {path}" for path in sorted(sheets - pictures)]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="compare only")
    options = parser.parse_args()
    if not options.check:
        build_all(ROOT)
        if shutil.which("soffice") and shutil.which("pdftoppm"):
            draw_pictures(ROOT)
        else:
            print("no soffice or no pdftoppm: the pictures are left as they are")
        print(f"built {WORKBOOKS}/ and {PAGES}/")
        return 0
    with tempfile.TemporaryDirectory() as temporary:
        build_all(Path(temporary))
        said = differences(Path(temporary), ROOT)
    for line in said:
        print(line)
    print("the workbooks are what the code builds" if not said else "run: python scripts/build_workbooks.py")
    return 1 if said else 0


if __name__ == "__main__":
    sys.exit(main())
