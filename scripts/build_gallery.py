"""Build `docs/avvikelser/`: a page for each finding, with a picture of the marked cell and how to cause it.

    python scripts/build_gallery.py            build all
    python scripts/build_gallery.py --check    fail when docs/avvikelser/ differs from what the code builds
    python scripts/build_gallery.py --workbooks FOLDER    the workbooks of the examples, to look at

The cases are told in docs/avvikelser/fall (see gallery_cases). Message, remedy and severity come from checking the
workbook that was made; it is not kept, since it can be made again. Pages are compared; of the pictures, which
LibreOffice draws, only their being there is checked.
"""

import argparse
import filecmp
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path

import gallery_pictures
import openpyxl
from gallery_cases import GALLERY, NEXT_ROUND, TODAY, Example, Page, located, make, pages, period_of
from gallery_pictures import Shot

from jamxl import texts
from jamxl.checking import about_file
from jamxl.consolidation import Expected, consolidate, deliver
from jamxl.findings import SEVERITIES, Finding
from jamxl.inspection import check_one
from jamxl.project import Limits
from jamxl.rounds import followed_up
from jamxl.sheets import Rule
from jamxl.standard import books
from jamxl.workflow import deliveries, workbooks

PERIOD = "2010-T1"
AS_IT_IS = "Boken som den är."
UNITS = (Expected("biblioteket", "Biblioteket", "Salem", ("projektbok",)),)
# The codes that carry a rule of a book; each rule ID has a page of its own.
OF_RULES = ("JX410", "JX510")
RULE_ID = re.compile(r"[A-Z]\d\d")
PARTS = {
    "JX1": "Filen",
    "JX2": "Blad, rader och kolumner",
    "JX3": "Hur värdet är skrivet",
    "JX4": "Vad kolumnen kräver",
    "JX5": "Mellan bladen",
    "JX6": "Mellan omgångar",
    "JX7": "Personuppgifter",
}
README = """\
# Avvikelser

Här står vad varje avvikelse betyder som `jamxl check` kan säga om en arbetsbok, och hur den rättas. Koden står i \
kontrollens svar och i rapporten. Exemplen är små arbetsböcker för en påhittad enhet; varje sida säger vad som skrevs \
i dem. `python scripts/build_gallery.py --workbooks MAPP` gör böckerna.

- **Fel** behöver rättas.
- **Varning** behöver rättas eller förklaras.
- **Notis** är något att känna till.

Sidorna görs av `python scripts/build_gallery.py` ur fallen i [fall](fall). En ny kod eller regel utan fall stoppar \
bygget.
"""
NUMBERS = """\
Kontrollen visar regelns nummer i stället för koden när avvikelsen hör till en av projektets regler. Står numret inte \
bland reglerna ovan, eller passar sidan inte, finns förklaringen här."""


@dataclass(frozen=True)
class Told:
    """A finding of an example, and the path of the file it is about."""

    file: str
    finding: Finding

    @property
    def place(self) -> str:
        """Where it stands, as `at` says it: "Blad!B7,C7", "Blad", or the name of a file in an inbox."""
        cells = ",".join(self.finding.cells)
        if cells or self.finding.sheet:
            return f"{self.finding.sheet}!{cells}".rstrip("!")
        return self.file.partition("/")[2]


# --- what is said ------------------------------------------------------------------------------------------------


def said(case: Example, folder: Path) -> list[Told]:
    """All that checking the example's files gives, built in `folder`; an inbox is consolidated."""
    if not case.inbox:
        read = [check_one(folder / path, Limits(), TODAY, path) for path in (case.path, case.earlier)[: rounds(case)]]
        now, *before = map(deliver, read)
        (told,) = followed_up([now], before, books(), Limits())
        return [Told(case.path, finding) for finding in told.findings]
    found = deliveries(workbooks([folder / case.path]), Limits(), TODAY, folder)
    others = [Expected(name.casefold(), name, "Salem", ("projektbok",)) for name in case.absent]
    data = consolidate(found, books(), period=PERIOD, expected=[*UNITS, *others], due=case.due)
    return [Told(delivery.path, finding) for delivery, finding in data.findings()]


def rounds(case: Example) -> int:
    """How many rounds an example has."""
    return 1 if case.before is None else 2


def told_of(page: Page, told: Mapping[str, list[Told]]) -> Iterator[Told]:
    """The findings that a page is about, example by example."""
    for case in page.examples:
        yield from (each for each in told[case.name] if belongs(each.finding, page.code))


def everything(folder: Path) -> dict[str, list[Told]]:
    """All that checking every example gives, by the example's name."""
    return {case.name: said(case, folder) for page in pages().values() for case in page.examples}


def belongs(finding: Finding, code: str) -> bool:
    """The finding is what the page of `code` is about."""
    return finding.code == code or (finding.code in OF_RULES and finding.rule == code)


def named(finding: Finding) -> str:
    """The page that a finding belongs to."""
    return str(finding.rule) if finding.code in OF_RULES else finding.code


def wanted(case: Example, folder: Path) -> list[str]:
    """The places in `at`, as findings name them."""
    if case.inbox or not any("/" in place for place in case.at):
        return sorted(case.at)
    book = openpyxl.load_workbook(folder / case.path)
    found = []
    for place in case.at:
        cells = [located(book, each) for each in place.split(" + ")]
        found.append(f"{cells[0][0].title}!{','.join(cell for _, cell in cells)}")
    return sorted(found)


def rules() -> dict[str, dict[str, list[Rule]]]:
    """The books that have a rule, in words, to rule ID to its rules, each once."""
    found: dict[str, dict[str, list[Rule]]] = {}
    homes: dict[str, list[str]] = {}
    every: dict[str, list[Rule]] = {}
    for book in books().values():
        for rule in (*(rule for part in book.parts for rule in part.rules), *book.rules):
            homes.setdefault(rule.id, [])
            if book.title not in homes[rule.id]:
                homes[rule.id].append(book.title)
            if rule not in every.setdefault(rule.id, []):
                every[rule.id].append(rule)
    for identity in sorted(every):
        found.setdefault(" och ".join(f"{title.lower()}en" for title in homes[identity]), {})[identity] = every[
            identity
        ]
    return found


def every_rule() -> dict[str, list[Rule]]:
    """Rule ID to its rules."""
    return {identity: own for group in rules().values() for identity, own in group.items()}


def rule_of(finding: Finding) -> Rule | None:
    """The rule whose sentence a finding is; None when it is no rule's."""
    for rule in every_rule().get(finding.rule or "", []) if finding.code in OF_RULES else []:
        pattern = ".*".join(re.escape(piece) for piece in re.split(r"\{[^}]*\}", rule.says))
        if re.fullmatch(pattern, finding.message, re.S) and finding.column == rule.at[0].rpartition(".")[2]:
            return rule
    return None


# --- pages -------------------------------------------------------------------------------------------------------


def page_text(page: Page, told: Mapping[str, list[Told]]) -> str:
    """A page as Markdown. `told`: as `everything` gives it."""
    lines = [f"# {page.code}: {page.title}", "", paragraph(page.means), ""]
    if page.hint:
        lines += [paragraph(page.hint), ""]
    own = list(told_of(page, told))
    if page.without:
        own = [Told("", about_file(page.code, **page.facts))]
    if not any(map(rule_of, (each.finding for each in own))):
        lines += ["## Så säger kontrollen", ""]
    for number, each in enumerate(own, 1):
        lines += section(each, picture(page.code, number))
    if page.without:
        lines += [f"*Utan arbetsbok: {page.without}*", ""]
    for case in page.examples:
        lines += tried(case)
    return "\n".join([*lines, "[Alla avvikelser](README.md)", ""])


def paragraph(text: str) -> str:
    """A case's text with one line a paragraph."""
    return "\n\n".join(" ".join(part.split()) for part in text.strip().split("\n\n"))


def picture(code: str, number: int) -> str:
    """The file name of a page's picture."""
    return f"{code}.png" if number == 1 else f"{code}-{number}.png"


def section(told: Told, image: str) -> list[str]:
    """One finding: where, what is said, how it is mended, and what it looks like."""
    finding, rule = told.finding, rule_of(told.finding)
    lines = [f"## {rule.short}", ""] if rule else []
    lines += [f"**{texts.SEVERITY[finding.severity]}** {where(told)}", ""]
    lines += [f"> {escaped(f'{finding.message} [{finding.rule or finding.code}]')}", ""]
    lines += [f"**Så rättar du:** {escaped(finding.fix)}", ""]
    if finding.cells:
        lines += [f"![{alternative(finding)}]({image})", ""]
    return lines


def where(told: Told) -> str:
    """The place of a finding in words."""
    finding = told.finding
    if not finding.sheet:
        return f"om filen {Path(told.file).name}".strip()
    cells = list(finding.cells)
    if not cells:
        return f"på bladet {finding.sheet}"
    shown = ", ".join(cells[:5]) + (" …" if len(cells) > 5 else "")
    header = f" ({finding.header})" if finding.header else ""
    return f"på bladet {finding.sheet}, {'cellerna' if several(cells) else 'cell'} {shown}{header}"


def alternative(finding: Finding) -> str:
    """What the picture shows, for those who do not see it."""
    first = finding.cells[0]
    marked = f"cellerna {first} markerade" if several([first]) else f"cell {first} markerad"
    return f"Bladet {finding.sheet} med {marked}"


def several(cells: Sequence[str]) -> bool:
    """Addresses of more than one cell, also as a rectangle."""
    return len(cells) > 1 or any(":" in cell for cell in cells)


def escaped(text: str) -> str:
    """Text that Markdown must not read anything into."""
    return re.sub(r"([*_<>|\[\]`#~\\])", r"\\\1", text)


def tried(case: Example) -> list[str]:
    """What was done to make the workbook, so that a reader can do the same."""
    made = make(case)
    if case.inbox:
        files = [f"- {escaped(Path(path).name)}" for path in sorted(made.files)]
        return ["## Arbetsböckerna", "", "I samma inkorg ligger:", "", *files, ""]
    if case.kept:
        return ["## Arbetsboken", "", f"[{case.path}](fall/{case.path}) är en sådan fil.", ""]
    title = books()[case.book].title.lower()
    told: dict[str, Sequence[str]] = {f"Exemplet är en liten ifylld {title}:": made.done}
    if case.before is not None:
        period = period_of(case.book)
        told = {
            f"Exemplet är en liten ifylld {title} i två omgångar. I {period}:": made.before or [AS_IT_IS],
            f"I {NEXT_ROUND[period]}:": made.done or [AS_IT_IS],
        }
    lines = ["## Arbetsboken", ""]
    for words, done in told.items():
        lines += [words, "", *(f"- {escaped(each)}" for each in done), ""]
    return lines


def index(told: Mapping[str, list[Told]]) -> str:
    """README.md: every page by part, with severity and message."""
    lines = [README]
    groups = {name: [c for c in texts.FINDINGS if c.startswith(part)] for part, name in PARTS.items()}
    groups |= {f"Regler i {titles}": list(own) for titles, own in rules().items()}
    for name, codes in groups.items():
        lines += [f"## {name}", "", "| Kod | Allvar | Vad det gäller | Så kan det låta |", "|---|---|---|---|"]
        lines += [line_of(pages()[code], told) for code in sorted(codes) if code in pages()]
        lines.append("")
    return "\n".join([*lines, *other_numbers(told)])


def other_numbers(told: Mapping[str, list[Told]]) -> list[str]:
    """The rule IDs that the check shows in place of a code, with the pages that they lead to."""
    found: dict[str, set[str]] = {}
    for page in pages().values():
        for each in told_of(page, told):
            if each.finding.rule and each.finding.rule != page.code:
                found.setdefault(each.finding.rule, set()).add(page.code)
    lines = ["## Andra nummer", "", NUMBERS, "", "| Nummer | Sida |", "|---|---|"]
    for number, codes in sorted(found.items()):
        lines.append(f"| {number} | {', '.join(f'[{code}]({code}.md)' for code in sorted(codes))} |")
    return [*lines, ""]


def line_of(page: Page, told: Mapping[str, list[Told]]) -> str:
    """A page's line in the index."""
    own = [each.finding for each in told_of(page, told)] or [about_file(page.code, **page.facts)]
    severities = {finding.severity for finding in own}
    severity = ", ".join(texts.SEVERITY[rank] for rank in SEVERITIES if rank in severities)
    return f"| [{page.code}]({page.code}.md) | {severity} | {page.title} | {escaped(own[0].message)} |"


# --- building ----------------------------------------------------------------------------------------------------


def build_workbooks(folder: Path, cases: Iterable[Example]) -> None:
    """The files of some examples, each at its path in `folder`."""
    for case in cases:
        for path, data in make(case).files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(data)
            # A file's time tells when it came in.
            noon = datetime.combine(TODAY, time(12)).timestamp()
            os.utime(folder / path, (noon, noon))


def every_example() -> list[Example]:
    """The examples of all pages."""
    return [case for page in pages().values() for case in page.examples]


def build_pages(target: Path, told: Mapping[str, list[Told]]) -> None:
    """The pages and the index."""
    for name, text in texts_of(told).items():
        (target / name).write_text(text, encoding="utf-8", newline="\n")


def texts_of(told: Mapping[str, list[Told]]) -> dict[str, str]:
    """Every page by its file name."""
    return {f"{page.code}.md": page_text(page, told) for page in pages().values()} | {"README.md": index(told)}


def shots(gallery: Path, folder: Path, told: Mapping[str, list[Told]]) -> Iterator[Shot]:
    """Every picture that the pages want, of the workbooks in `folder`."""
    for page in pages().values():
        for number, each in enumerate(told_of(page, told), 1):
            if each.finding.cells:
                yield Shot(gallery / picture(page.code, number), folder / each.file, each.finding)


def built_files(gallery: Path) -> set[Path]:
    """The files in the gallery that are built, pictures left out."""
    there = {path.relative_to(gallery) for path in gallery.rglob("*") if path.is_file()}
    return {path for path in there if path.parts[0] != "fall" and path.suffix != ".png"}


def differences(built: Path, gallery: Path, pictures: set[str]) -> list[str]:
    """What is missing, unexpected or different; `pictures`: the names of those that are wanted."""
    wanted, there = built_files(built), built_files(gallery)
    found = [f"missing: {path}" for path in sorted(wanted - there)]
    found += [f"not built by the code: {path}" for path in sorted(there - wanted)]
    both = sorted(wanted & there)
    found += [f"differs: {path}" for path in both if not filecmp.cmp(built / path, gallery / path, shallow=False)]
    drawn = {path.name for path in gallery.glob("*.png")}
    found += [f"no picture: {name}" for name in sorted(pictures - drawn)]
    return found + [f"a picture of nothing: {name}" for name in sorted(drawn - pictures)]


def build(gallery: Path, draw: bool) -> None:
    """Everything anew; pictures only where they can be drawn."""
    for path in built_files(gallery):
        (gallery / path).unlink()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        build_workbooks(folder, every_example())
        told = everything(folder)
        build_pages(gallery, told)
        if draw:
            for old in gallery.glob("*.png"):
                old.unlink()
            gallery_pictures.draw(list(shots(gallery, folder, told)))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="compare only")
    parser.add_argument("--workbooks", type=Path, metavar="FOLDER", help="only the examples' workbooks, to look at")
    options = parser.parse_args()
    if options.workbooks:
        build_workbooks(options.workbooks, every_example())
        print(f"built {options.workbooks}")
        return 0
    if not options.check:
        able = all(map(shutil.which, gallery_pictures.PROGRAMS))
        build(GALLERY, draw=able)
        if not able:
            print(f"not all of {', '.join(gallery_pictures.PROGRAMS)} is there: the pictures are left as they are")
        print("built docs/avvikelser/")
        return 0
    with tempfile.TemporaryDirectory() as temporary:
        folder, pages_only = Path(temporary) / "bok", Path(temporary) / "sidor"
        build_workbooks(folder, every_example())
        told = everything(folder)
        pages_only.mkdir()
        build_pages(pages_only, told)
        pictures = {shot.target.name for shot in shots(GALLERY, folder, told)}
        found = differences(pages_only, GALLERY, pictures)
    for line in found:
        print(f"docs/avvikelser/ {line}")
    print("docs/avvikelser/ is what the code builds" if not found else "run: python scripts/build_gallery.py")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
