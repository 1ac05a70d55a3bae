"""What the commands print, in Swedish, and folded where a terminal ends."""

import shutil
import sys
import textwrap
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from jamxl.answers import Answer
    from jamxl.consolidation import Consolidated, Delivery
    from jamxl.present import Opened


def print_opened(made: "Opened", files: Sequence[Path]) -> None:
    """What is hidden in an open edition, how that was tried, and its files."""
    from jamxl.swedish import counted, show

    few, others = made.hidden.get("few", 0), sum(made.hidden.values()) - made.hidden.get("few", 0)
    cells = f"av {show(made.cells)} tal är {show(few)} dolda för att de är för små, och {show(others)} till med dem"
    tried = f"Prövat: {counted(made.intervals, 'dolt tal', 'dolda tal')}, inget går att räkna ut"
    typer.echo(f"Öppen utgåva: {cells}.")
    typer.echo(f"{tried}.")
    for file in files:
        typer.echo(f"Öppen utgåva: {file.as_posix()}")


@contextmanager
def progress(what: str) -> Iterator[Callable[[int, int], None]]:
    """A progress bar on a terminal; nothing at all elsewhere."""
    if not sys.stderr.isatty():
        yield lambda done, of: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, of: bar.update(task, completed=done, total=of)


def status(delivery: "Delivery") -> str:
    """How a file came out, and how much was found."""
    from jamxl import texts
    from jamxl.swedish import counted

    nouns = {"error": ("fel", "fel"), "warning": ("varning", "varningar"), "note": ("notis", "notiser")}
    counts = {s: sum(1 for f in delivery.findings if f.severity == s) for s in texts.SEVERITY}
    said = ", ".join(counted(count, *nouns[severity]) for severity, count in counts.items() if count)
    return texts.STATUS[delivery.status] + (f" ({said})" if said else "")


def copy_of(answer: "Answer", base: Path) -> str:
    """A file's review copy, from a folder; or why there is none."""
    from jamxl.workflow import relative

    if not answer.path:
        return answer.trouble or answer.delivery.findings[0].message
    return relative(answer.path, base) + ("" if answer.marked else "  (bara en lista)")


def print_findings(deliveries: "list[Delivery]", brief: bool = False) -> None:
    """The findings as the review copy has them, file by file; brief: without remedies and notes."""
    from jamxl import review

    for delivery in deliveries:
        typer.echo(f"{delivery.path}: {status(delivery)}")
        shown = [f for f in delivery.findings if not brief or f.severity != "note"]
        for part, findings in review.grouped(shown).items():
            say(part.heading, 2)
            for finding in findings:
                where, _ = review.place(finding, marked=False)
                say(f"{where}: {finding.message}".removeprefix(": ") + f" [{review.rule(finding)}]", 4)
                if not brief:
                    say(finding.fix, 8)


def say(text: str, indent: int) -> None:
    """A line, folded where the terminal ends; whole when it goes to a file or another program."""
    margin = " " * indent
    if sys.stdout.isatty():
        text = textwrap.fill(text, shutil.get_terminal_size().columns - indent, subsequent_indent="    ")
    typer.echo(textwrap.indent(text, margin))


def say_numbers(files: list[str], then: str) -> None:
    """Which of the files that were used have identity numbers in them, if any do, and what that means."""
    from jamxl import texts
    from jamxl.swedish import counted

    if files:
        count = counted(len(files), "fil", "filer")
        say(texts.WITH_NUMBERS.format(files=count, names=", ".join(files), then=then), 0)


def print_consolidated(data: "Consolidated", files: Sequence[Path] = ()) -> None:
    """What became of a consolidation, and the files of its report."""
    from jamxl import texts
    from jamxl.swedish import counted
    from jamxl.tasks import arrived_as

    rows = sum(delivery.rows for delivery in data.used)
    lost = sum(refused for *_, refused in data.balance())
    typer.echo(f"Sammanställning {data.period}: {arrived_as(data)}.")
    units = counted(len(data.units()), "enhet", "enheter")
    typer.echo(f"{counted(rows, 'rad', 'rader')} från {units} är med, {counted(lost, 'rad', 'rader')} avvisade.")
    for arrived in data.arrivals():
        if not arrived.used:
            title = data.books[arrived.book].title
            typer.echo(f"  {arrived.unit.name}, {arrived.unit.municipality}: {title} {arrived.state}")
    for delivery in data.refused:
        for finding in delivery.findings:
            if finding.code.startswith("JX1"):
                typer.echo(f"  {delivery.path}: {finding.message}")
    say_numbers(data.with_numbers(), texts.NOT_IN_REPORT)
    if not data.used:
        typer.echo("Det finns inga arbetsböcker att sammanställa; rapporten visar bara vilka som saknas.")
    for file in files:
        typer.echo(f"Rapport: {file.as_posix()}")
