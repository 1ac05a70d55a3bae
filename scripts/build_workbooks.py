"""Build `workbooks/`: for each book a blank template, a filled example, a field list and pictures.

    python scripts/build_workbooks.py            build all
    python scripts/build_workbooks.py --check    fail when workbooks/ differs from what the code builds

Templates, examples and field lists come out byte for byte the same each time and are compared. Pictures are drawn by
LibreOffice and pdftoppm, whose versions differ, so only their being there is checked; without those programs they
are left as they are.
"""

import argparse
import filecmp
import shutil
import subprocess
import sys
import tempfile
import unicodedata
from datetime import date
from pathlib import Path

from jamxl import demo, texts, workflow
from jamxl.fields import field_list
from jamxl.frame import Sender, Stamp, build
from jamxl.project import Limits
from jamxl.standard import books

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "workbooks"
EXAMPLE_UNIT = "jobbcoachingen"
PICTURE_DPI = "75"
# Numbers and dates as a Swedish reader's own program shows them.
SWEDISH = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse">
<value>sv-SE</value></prop></item>
</oor:items>"""


def build_all(target: Path) -> None:
    """Everything but the pictures."""
    with tempfile.TemporaryDirectory() as temporary:
        project_folder = Path(temporary)
        demo.make(project_folder)
        answered = {path.name: path for path in project_folder.rglob("*.xlsx")}
        for key, book in books().items():
            folder = target / key
            folder.mkdir(parents=True, exist_ok=True)
            blank = {part.table_key: [defaults(part)] for part in book.parts if part.is_form}
            pages = build(book, Stamp(book.key, book.version), Sender(), blank, Limits(), date(2010, 5, 17))
            workflow.save(pages, folder / f"{key}_mall.xlsx")
            example = next(path for name, path in answered.items() if f"_{EXAMPLE_UNIT}_{key}_" in name)
            shutil.copyfile(example, folder / f"{key}_exempel.xlsx")
            (folder / f"{key}_faltlista.md").write_text(field_list(book), encoding="utf-8", newline="\n")


def defaults(part: type) -> dict[str, object]:
    """What a form's fields hold before anybody has written."""
    return {key: c.default for key, c in part.columns.items() if c.default is not None}  # type: ignore[attr-defined]


def draw_pictures(target: Path) -> None:
    """A PNG of the first printed page of each sheet of each example, named by the sheet."""
    for key, book in books().items():
        folder = target / key
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
                picture = folder / f"{key}_{plain_name(sheet)}"
                draw = ["pdftoppm", "-r", PICTURE_DPI, "-png", "-singlefile", "-f", page, "-l", page]
                subprocess.run([*draw, str(pdf), str(picture)], check=True)


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
    there = {path.relative_to(kept) for path in kept.rglob("*") if path.is_file() and path.suffix != ".png"}
    said = [f"missing: {path}" for path in sorted(wanted - there)]
    said += [f"not built by the code: {path}" for path in sorted(there - wanted - {Path("README.md")})]
    changed = [path for path in sorted(wanted & there) if not filecmp.cmp(built / path, kept / path, shallow=False)]
    said += [f"differs: {path}" for path in changed]
    said += [f"no picture: {key}" for key in books() if not list((kept / key).glob("*.png"))]
    return said


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="compare only")
    options = parser.parse_args()
    if not options.check:
        build_all(TARGET)
        if shutil.which("soffice") and shutil.which("pdftoppm"):
            draw_pictures(TARGET)
        else:
            print("no soffice or no pdftoppm: the pictures are left as they are")
        print(f"built {TARGET.name}/")
        return 0
    with tempfile.TemporaryDirectory() as temporary:
        build_all(Path(temporary))
        said = differences(Path(temporary), TARGET)
    for line in said:
        print(f"workbooks/ {line}")
    print("workbooks/ is what the code builds" if not said else "run: python scripts/build_workbooks.py")
    return 1 if said else 0


if __name__ == "__main__":
    sys.exit(main())
