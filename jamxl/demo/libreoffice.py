"""Makes the demo's book that LibreOffice saved: python -m jamxl.demo.libreoffice (needs soffice)."""

import subprocess
import tempfile
from pathlib import Path

from jamxl.dates import Period
from jamxl.demo import FOLDER, RESAVED, answer, draw
from jamxl.project import FILENAME, load
from jamxl.standard import books


def resave(into: Path) -> list[Path]:
    """Draw each book of RESAVED, let LibreOffice open and save it, and put it in the folder `into`."""
    made = []
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        (work / FILENAME).write_bytes((FOLDER / "project.toml").read_bytes())
        project = load(work)
        last = Period.parse(project.about.period)
        for (unit_id, book_key), name in RESAVED.items():
            unit = project.unit(unit_id)
            assert unit is not None
            draw(project, unit, books()[book_key], last, answer(unit_id), work / name)
            profile = f"-env:UserInstallation={(work / 'profile').as_uri()}"
            save_as = ["--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(into)]
            subprocess.run(["soffice", "--headless", profile, *save_as, str(work / name)], check=True)
            made.append(into / name)
    return made


if __name__ == "__main__":
    for path in resave(Path(str(FOLDER))):
        print(path)
