"""The commands. Thin: each calls one verb of `workflow` or `publishing` and says in Swedish what came of it.

Exit codes: 0 no error, 1 errors found, 2 nothing could be done.
"""

import json
import sys
import traceback
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from jamxl import __version__
from jamxl.printing import copy_of, print_consolidated, print_findings, print_opened, progress, say, say_numbers, status
from jamxl.schedule.commands import app as schedule
from jamxl.terminal import fail, said_plainly

if TYPE_CHECKING:
    from jamxl.consolidation import Consolidated, Delivery
    from jamxl.project import Limits, Project
    from jamxl.publishing import Form
    from jamxl.reporting import Edition

app = typer.Typer(
    help="Standardarbetsböcker för jämställdhetsintegrering: skapa, kontrollera och sammanställ.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(schedule)


class Format(StrEnum):
    """How findings are printed."""

    text = "text"
    json = "json"


class Editions(StrEnum):
    """Which reports to write: for those who work in the project, for anybody, or both."""

    INTERNAL = "intern"
    OPEN = "oppen"
    BOTH = "bada"


Folder = Annotated[Path, typer.Argument(help="Projektets mapp, den som har jamxl.toml.")]


EDITIONS = "intern: allt. oppen: utan det som kan röja enskilda. bada: båda filerna."
PERIOD = "Period, t.ex. 2010-T1. Annars den som pågår enligt jamxl.toml."
PeriodOption = Annotated[str, typer.Option("--period", help=PERIOD)]
RunOption = Annotated[int | None, typer.Option("--run", min=1, help="Nummer på en tidigare körning; se jamxl history.")]


def main() -> None:
    """The console script: no traceback for anything a user can cause."""
    # A Windows console in another code page must not stop å, ä and ö.
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        app()
    except KeyboardInterrupt:
        fail("Avbrutet.")
    except BrokenPipeError:
        sys.stderr.close()
        raise SystemExit(2) from None
    except Exception:
        # Left to Python it would end with 1, which tells a scheduler that the work was done.
        traceback.print_exc()
        raise SystemExit(2) from None


def version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"jamxl {__version__}")
        raise typer.Exit


@app.callback()
def options(
    _: Annotated[bool, typer.Option("--version", callback=version, is_eager=True, help="Visa versionen.")] = False,
) -> None:
    """Standardarbetsböcker för jämställdhetsintegrering: skapa, kontrollera och sammanställ."""


@app.command()
def init(folder: Folder) -> None:
    """Skapa ett projekt: jamxl.toml och mapparna."""
    from jamxl import workflow

    with said_plainly():
        made = workflow.init(folder)
    for path in made:
        typer.echo(f"Skapade {path.as_posix()}")
    typer.echo("Skriv in projektet och enheterna i jamxl.toml. Kör sedan: jamxl new " + folder.as_posix())


@app.command()
def new(
    folder: Folder = Path(),
    period: PeriodOption = "",
    replace: Annotated[bool, typer.Option("--replace", help="Skriv över arbetsböcker som redan finns.")] = False,
) -> None:
    """Skapa periodens förifyllda arbetsböcker."""
    from jamxl import texts, workflow
    from jamxl.swedish import counted

    project = load(folder, prefill=True)
    with said_plainly(), progress("Skapar arbetsböcker") as tell:
        made = workflow.new(project, period=valid(period), replace=replace, today=date.today(), tell=tell)
    for book in made:
        source = f", ifylld från {workflow.relative(book.source, Path())}" if book.source else ""
        if book.unusable:
            files = " och ".join(workflow.relative(path, Path()) for path in book.unusable)
            source = f", inte ifylld: {files} går inte att läsa eller säger emot varandra"
        typer.echo(f"{'Skapade' if book.made else 'Fanns redan'}: {workflow.relative(book.path, Path())}{source}")
    say_numbers([workflow.relative(b.source, Path()) for b in made if b.source and b.holds_number], texts.NOT_CARRIED)
    left = sum(1 for book in made if not book.made)
    said = counted(len(made) - left, "arbetsbok skapad", "arbetsböcker skapade")
    typer.echo(said + (f", {counted(left, 'orörd', 'orörda')} (--replace skriver över)." if left else "."))
    coming = [(code, day) for code, day in project.openings().items() if day > date.today()]
    if coming and left == len(made) and not period:
        code, day = coming[0]
        typer.echo(f"Nästa omgång, {code}, öppnar {day}. Skapa dess böcker med --period {code}.")


@app.command()
def check(
    paths: Annotated[list[Path], typer.Argument(help="Arbetsböcker, eller mappar med arbetsböcker.")],
    format: Annotated[Format, typer.Option("--format", help="text eller json.")] = Format.text,
) -> None:
    """Kontrollera arbetsböcker: vad som ska rättas, och var."""
    from jamxl import workflow

    files = workbooks(paths)
    project = project_near(paths[0])
    with said_plainly(), progress("Kontrollerar") as tell:
        found = list(workflow.deliveries(files, limits_of(project), date.today(), tell=tell))
    found = workflow.judged(project, files, found, date.today()) if project else found
    if format is Format.json:
        typer.echo(
            json.dumps({"jamxl": __version__, "files": [d.to_json() for d in found]}, ensure_ascii=False, indent=1)
        )
    else:
        print_findings(found)
    leave(found)


@app.command()
def review(
    paths: Annotated[list[Path], typer.Argument(help="Arbetsböcker, eller mappar med arbetsböcker.")],
    output: Annotated[Path | None, typer.Option("-o", "--output", help="Mappen för kopiorna.")] = None,
) -> None:
    """Svara enheterna: en kopia av varje arbetsbok med det som ska rättas utmärkt."""
    from jamxl import answers, texts

    files = workbooks(paths)
    project = project_near(paths[0])
    with said_plainly(), progress("Granskar") as tell:
        made = list(answers.answer(files, limits_of(project), date.today(), project, output, tell))
    for answer in made:
        typer.echo(f"{answer.delivery.path}: {status(answer.delivery)}")
        typer.echo(f"  {copy_of(answer, Path())}")
        if answer.marked and answer.delivery.holds_number:
            say(texts.IN_THE_COPY, 2)
    if any(answer.trouble for answer in made):
        raise typer.Exit(2)
    leave([answer.delivery for answer in made])


@app.command()
def watch(
    folder: Folder = Path(),
    poll: Annotated[
        bool,
        typer.Option("--poll", help="Titta efter själv: för nätverksmappar som inte säger till om ändringar."),
    ] = False,
) -> None:
    """Svara enheterna medan de rapporterar: varje bok granskas när den sparas i inkorgen. Avsluta med Ctrl+C."""
    from jamxl import texts, watching
    from jamxl.workflow import relative

    project = load(folder)
    begun = f"Bevakar {project.incoming.as_posix()}. Avsluta med Ctrl+C."
    with said_plainly(), watching.until_interrupted() as stop:
        for answer in watching.watch(project, date.today, stop, begun=lambda: typer.echo(begun), poll=poll):
            path = relative(Path(answer.delivery.path), project.root)
            copy = copy_of(answer, project.root)
            typer.echo(f"{datetime.now():%H:%M:%S} {path}: {status(answer.delivery)} → {copy}")
            if answer.marked and answer.delivery.holds_number:
                say(texts.IN_THE_COPY, 2)
    typer.echo("Bevakningen är avslutad.")


@app.command()
def consolidate(
    folder: Folder = Path(),
    period: PeriodOption = "",
    output: Annotated[Path | None, typer.Option("-o", "--output", help="Filen som skapas.")] = None,
) -> None:
    """Sammanställ periodens arbetsböcker till en arbetsbok. Rapporten i alla former: jamxl report."""
    project = load(folder)
    data, path = consolidated(project, valid(period), output, date.today())
    print_consolidated(data, [path])
    end(data)


@app.command()
def report(
    folder: Folder = Path(),
    period: PeriodOption = "",
    edition: Annotated[Editions, typer.Option("--edition", help=EDITIONS)] = Editions.INTERNAL,
    form: Annotated[str, typer.Option("--form", help="Former med komma emellan: xlsx, html, pdf.")] = "xlsx,html,pdf",
    output: Annotated[Path | None, typer.Option("-o", "--output", help="Mappen för rapporten.")] = None,
    run: RunOption = None,
) -> None:
    """Gör styrgruppens rapport: som arbetsbok, webbsida och pdf. Eller en tidigare rapport igen: --run."""
    from jamxl import reporting

    wanted, forms = editions_of(edition), forms_of(form)
    project = load(folder)
    if run:
        print_again(project, run, period, wanted, forms, output)
    with said_plainly(), progress("Läser och kontrollerar") as tell:
        done = reporting.report(
            project,
            period=valid(period),
            editions=wanted,
            forms=forms,
            into=output,
            today=date.today(),
            now=datetime.now(),
            tell=tell,
        )
    print_consolidated(done.data, done.files.get(reporting.Edition.INTERNAL, ()))
    if done.opened:
        print_opened(done.opened, done.files[reporting.Edition.OPEN])
    for folder in done.archives:
        typer.echo(f"Arkiv: {folder.as_posix()}")
    typer.echo(f"Historik: körning {done.run.id}")
    end(done.data)


@app.command()
def trace(
    figure: Annotated[str, typer.Argument(help="Talets ID, eller dess cell i rapporten: ”Timmar per enhet!C5”.")],
    folder: Folder = Path(),
    period: PeriodOption = "",
    format: Annotated[Format, typer.Option("--format", help="text eller json.")] = Format.text,
    run: RunOption = None,
) -> None:
    """Visa vilka celler i enheternas böcker ett tal i rapporten kommer ur. I en tidigare rapport: ID och --run."""
    from jamxl import reprinting, workflow
    from jamxl.present import lookup

    project = load(folder)
    found: reprinting.Traced | lookup.Found
    with said_plainly(), progress("Läser") as tell:
        if run:
            one_of_two(period)
            found = reprinting.trace(project, run, figure)
        else:
            data = workflow.consolidate_project(project, period=valid(period), today=date.today(), tell=tell)
            found = lookup.find(data, figure)
    if format is Format.json:
        typer.echo(json.dumps({"jamxl": __version__, **found.to_json()}, ensure_ascii=False, indent=1, default=str))
    else:
        for line in found.lines():
            typer.echo(line)


@app.command()
def history(folder: Folder = Path()) -> None:
    """Lista rapporterna som har gjorts, och vem som har påmints. Gör en rapport igen: jamxl report --run NUMMER."""
    from jamxl import reprinting

    project = load(folder)
    with said_plainly():
        runs, reminded = reprinting.past(project), reprinting.reminded(project)
    for line in reprinting.as_table(runs, reminded):
        typer.echo(line)


@app.command()
def button(
    folder: Folder = Path(),
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Filen: .xlsm med makron, eller .xlsx för tillägget xlwings.")
    ] = None,
) -> None:
    """Gör arbetsboken med knapparna, som startar jamxl från Excel."""
    from jamxl import launching, opening

    project = None if output and not opening.has_project(folder) else load(folder)
    path = output or folder / launching.NAME
    if path.suffix.lower() not in (".xlsm", ".xlsx"):
        fail(f"{path.name} har fel ändelse. Skriv .xlsm för knappar med makron, eller .xlsx för tillägget xlwings.")
    if path.suffix.lower() == ".xlsx" and not path.stem.isidentifier():
        fail(f"{path.name} går inte som namn för xlwings. Ha bara bokstäver, siffror och _, t.ex. Konsolidering.xlsx.")
    with said_plainly():
        made = launching.write(path, project)
    for file in made:
        typer.echo(f"Skapade {file.as_posix()}")


@app.command()
def run(
    folder: Folder = Path(),
    period: PeriodOption = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Visa vad som skulle göras, och skriv inget.")] = False,
    fresh: Annotated[bool, typer.Option("--fresh", help="Läs alla filer om, också de som redan är lästa.")] = False,
) -> None:
    """Gör hela omgången utan att någon ser på: kontrollera, svara enheterna, gör rapporten och publicera den.

    Slutkod: 0 klart, 1 klart men något behöver ses över, 2 gick inte att göra klart, 3 en annan körning pågår.
    """
    from jamxl import opening, running, telling

    now = datetime.now()
    with said_plainly():
        project = opening.project_of(folder) if dry_run else telling.opened(folder, now)
    unattended = running.Unattended(project, valid(period) or project.round_on(now.date()), now, fresh=fresh)
    told = unattended.plan() if dry_run else unattended.run()
    typer.echo(told.text(), nl=False)
    raise typer.Exit(int(told.code))


@app.command()
def calendar(
    folder: Folder = Path(),
    output: Annotated[Path | None, typer.Option("-o", "--output", help="Kalenderfilen, .ics.")] = None,
) -> None:
    """Gör en kalenderfil av omgångarna, till enheternas egna kalendrar."""
    from jamxl import calendars
    from jamxl.writing import plainly, put_bytes

    project = load(folder)
    path = output or folder / calendars.NAME
    with said_plainly(), plainly(path):
        put_bytes(calendars.calendar(project, path.read_bytes() if path.is_file() else b""), path)
    typer.echo(f"Skapade {path.as_posix()}")


@app.command(hidden=True)
def job(folder: Annotated[Path, typer.Argument(help="Mappen som knappen i Excel har gjort.")]) -> None:
    """Gör det som en knapp i Excel ber om."""
    from jamxl import jobs

    with said_plainly():
        jobs.run(folder, today=date.today(), now=datetime.now())


@app.command(hidden=True)
def worker() -> None:
    """Läs filer åt ett annat jamxl, där jamxl är ett packat program."""
    from jamxl.worker import serve

    serve()


@app.command()
def demo(folder: Annotated[Path, typer.Argument(help="Mapp som skapas för demoprojektet.")]) -> None:
    """Visa allt på en gång med ett påhittat projekt."""
    from jamxl import demo as example
    from jamxl import workflow
    from jamxl.dates import Period
    from jamxl.swedish import listed
    from jamxl.writing import plainly

    with said_plainly(), plainly(folder):
        example.make(folder)
    project = load(folder)
    period = Period.parse(project.about.period)
    files = workflow.workbooks([project.incoming / period.code])
    typer.echo(f"Skapade demoprojektet i {folder.as_posix()} med {len(files)} ifyllda arbetsböcker.")
    before = [(code, workflow.workbooks([inbox])) for code, inbox in workflow.earlier_rounds(project, period)]
    typer.echo(f"Tidigare omgångar: {listed([f'{code} med {len(books)} böcker' for code, books in before])}.")
    typer.echo("")
    data, path = consolidated(project, "", None, example.TODAY)
    print_findings(sorted([*data.used, *data.refused], key=lambda delivery: delivery.path), brief=True)
    typer.echo("")
    print_consolidated(data, [path])
    typer.echo("")
    typer.echo("Öppna först:")
    typer.echo(f"  {path.as_posix()}  (rapporten)")
    typer.echo(f"  {files[0].as_posix()}  (en ifylld arbetsbok)")


@app.command()
def window(
    folder: Annotated[str, typer.Argument(metavar="[DIR]", help="Projektets mapp, den som har jamxl.toml.")] = "",
) -> None:
    """Öppna fönstret med knappar: kontrollera, skapa arbetsböcker, konsolidera och öppna rapporten."""
    from jamxl.window import show

    with said_plainly():
        show(folder)


@app.command("open")
def open_project(
    folder: Annotated[str, typer.Argument(metavar="[DIR]", help="Projektets mapp, eller jamxl.toml i den.")] = "",
) -> None:
    """Öppna fönstret och konsolidera projektet direkt: till en genväg som man släpper projektmappen på."""
    from jamxl.window import show

    with said_plainly():
        show(folder, start=True)


@app.command()
def doctor() -> None:
    """Visa vad som är installerat och fungerar."""
    from jamxl.doctor import examine

    lines = examine()
    for line in lines:
        typer.echo(f"{'ok ' if line.well else 'FEL'}  {line.name:<16} {line.found:<34} {line.purpose}")
    broken = [line.name for line in lines if not line.well]
    typer.echo("Allt som behövs finns." if not broken else f"Det här saknas: {', '.join(broken)}. Installera om jamxl.")
    raise typer.Exit(2 if broken else 0)


# --- what the commands share -------------------------------------------------------------------------------------


def valid(period: str) -> str:
    """A period as typed, in its normal form; ends the command when it is none."""
    from jamxl import opening

    with said_plainly():
        return opening.period_of(period)


def load(folder: Path, *, prefill: bool = False) -> "Project":
    """The project of a folder; all its mistakes are said, and the command ends."""
    from jamxl import opening

    with said_plainly():
        return opening.project_of(folder, prefill=prefill)


def workbooks(paths: list[Path]) -> list[Path]:
    """The workbooks that paths stand for; ends the command when there are none."""
    from jamxl import workflow

    gone = [path.as_posix() for path in paths if not path.exists()]
    if gone:
        fail(f"{', '.join(gone)} finns inte. Kontrollera sökvägen.")
    with said_plainly():
        files = workflow.workbooks(inbox_of(path) for path in paths)
    strangers = workflow.other_files(inbox_of(path) for path in paths)
    if strangers:
        names = workflow.nameless(", ".join(strangers), date.today())
        typer.echo(f"Inte lästa, eftersom de inte är arbetsböcker: {names}", err=True)
    if not files:
        fail("Det finns inga arbetsböcker i " + ", ".join(path.as_posix() for path in paths) + ".")
    return files


def inbox_of(path: Path) -> Path:
    """A project's folder stands for its inbox: what was sent out and the reports are not to be checked."""
    from jamxl.opening import has_project

    return load(path).incoming if has_project(path) else path


def project_near(path: Path) -> "Project | None":
    """The project that a path lies in."""
    from jamxl.opening import has_project

    for folder in path.resolve().parents if path.is_file() else (path.resolve(), *path.resolve().parents):
        if has_project(folder):
            return load(folder)
    return None


def limits_of(project: "Project | None") -> "Limits":
    """A project's limits, else the default ones."""
    from jamxl.project import Limits

    return project.limits if project else Limits()


def leave(found: "list[Delivery]") -> NoReturn:
    """End with the exit code of what was found in files."""
    if all(delivery.status == "refused" for delivery in found):
        raise typer.Exit(2)
    raise typer.Exit(1 if any(delivery.status in ("errors", "refused") for delivery in found) else 0)


def end(data: "Consolidated") -> NoReturn:
    """End with the exit code of a consolidation."""
    if not data.used:
        raise typer.Exit(2)
    raise typer.Exit(1 if any(finding.severity == "error" for _, finding in data.findings()) else 0)


def read_in(project: "Project", period: str, today: date) -> "Consolidated":
    """The consolidation of a project's period."""
    from jamxl import workflow

    with said_plainly(), progress("Läser och kontrollerar") as tell:
        return workflow.consolidate_project(project, period=period, today=today, tell=tell)


def consolidated(project: "Project", period: str, output: Path | None, today: date) -> "tuple[Consolidated, Path]":
    """Consolidate a project's period and write the workbook."""
    from jamxl import publishing

    data = read_in(project, period, today)
    path = output or publishing.report_path(project, data.period)
    with said_plainly():
        publishing.publish(data, path, project.root, letter=publishing.letter(project))
    return data, path


def forms_of(names: str) -> "list[Form]":
    """The forms of a report as they were typed; ends the command where one is none."""
    from jamxl.publishing import Form

    try:
        return [Form(name.strip().lower()) for name in names.split(",") if name.strip()] or list(Form)
    except ValueError:
        fail(f"--form {names}: välj bland {', '.join(Form)}, med komma emellan.")


def editions_of(wanted: Editions) -> "list[Edition]":
    """The editions of a report that one word asks for."""
    from jamxl.reporting import Edition

    return list(Edition) if wanted is Editions.BOTH else [Edition(wanted.value)]


def one_of_two(period: str) -> None:
    """End the command when it is given a period beside a run, which has its own."""
    if period:
        fail("Välj antingen --period eller --run: en körning har sin egen period.")


def print_again(
    project: "Project", run: int, period: str, editions: "list[Edition]", forms: "list[Form]", output: Path | None
) -> NoReturn:
    """Make an earlier report again, and end the command."""
    from jamxl import reprinting

    one_of_two(period)
    with said_plainly():
        done = reprinting.reprint(project, run, editions=editions, forms=forms, into=output)
    for line in reprinting.again(done.run):
        say(line, 0)
    for file in [*(file for every in done.files.values() for file in every), *done.archives]:
        typer.echo(file.as_posix())
    raise typer.Exit
