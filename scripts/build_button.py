"""Build the macros of Konsolidering.xlsm: `jamxl/data/konsolidering.bin` from `scripts/button/Konsolidering.bas`.

    python scripts/build_button.py            build it
    python scripts/build_button.py --check    fail when it differs from the source

The file goes into the workbook that `jamxl button` makes. It comes out byte for byte the same each time.
"""

import argparse
import sys
from pathlib import Path

from button.vba import Kind, Module, project

from jamxl.draw.launcher import CODE_NAMES, MACROS, MODULE, WORKBOOK

SOURCE = Path(__file__).resolve().parent / "button" / "Konsolidering.bas"


def macros(source: str) -> bytes:
    """The project with the buttons' source, as text."""
    documents = [Module(WORKBOOK, Kind.WORKBOOK), *(Module(name, Kind.SHEET) for name in CODE_NAMES)]
    return project([*documents, Module(MODULE, Kind.STANDARD, source)])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="compare only")
    options = parser.parse_args()
    made = macros(SOURCE.read_text(encoding="utf-8"))
    if not options.check:
        MACROS.write_bytes(made)
    elif MACROS.read_bytes() != made:
        print(f"{MACROS.name} is not what the source gives: run python scripts/build_button.py")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
