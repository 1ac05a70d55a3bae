"""The commands `jamxl schedule …`."""

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperCommand

from jamxl.terminal import fail, said_plainly

if TYPE_CHECKING:
    from jamxl.project import Project
    from jamxl.schedule.job import Job
    from jamxl.schedule.timing import Timing

app = typer.Typer(
    name="schedule",
    help="Kör jamxl run av sig självt på bestämda tider, med datorns egen schemaläggare.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

# Options of two words, which people also write as one in quotes.
TWO_WORDS = ("--weekly", "--monthly", "--tertial")


class Timed(TyperCommand):
    """A command with such options."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        return super().parse_args(ctx, apart(args))


def apart(args: list[str]) -> list[str]:
    """The arguments with "mon 07:00" and --weekly="mon 07:00" as words of their own."""
    found: list[str] = []
    for arg in args:
        name, equals, value = arg.partition("=")
        if equals and name in TWO_WORDS:
            found += [name, *value.split()]
        elif found and found[-1] in TWO_WORDS and arg.strip():
            found += arg.split()
        else:
            found.append(arg)
    return found


Folder = Annotated[Path, typer.Argument(help="Projektets mapp, den som har jamxl.toml.")]
Weekly = Annotated[
    tuple[str, str] | None, typer.Option("--weekly", metavar="DAG HH:MM", help="Varje vecka, t.ex. mån 07:00.")
]
Daily = Annotated[str, typer.Option("--daily", metavar="HH:MM", help="Varje dag, t.ex. 07:00.")]
Monthly = Annotated[
    tuple[str, str] | None, typer.Option("--monthly", metavar="DAG HH:MM", help="Varje månad, t.ex. 1 07:00.")
]
Tertial = Annotated[
    tuple[str, str] | None,
    typer.Option(
        "--tertial",
        metavar="DAG HH:MM",
        help="Efter varje tertial: en dag i januari, maj och september, t.ex. 16 07:00.",
    ),
]
Rounds = Annotated[
    str,
    typer.Option(
        "--rounds", metavar="HH:MM", help="Dagen efter varje sista svarsdag i jamxl.toml ([[omgang]]), t.ex. 07:00."
    ),
]


@app.command(cls=Timed)
def install(
    folder: Folder = Path(),
    weekly: Weekly = None,
    daily: Daily = "",
    monthly: Monthly = None,
    tertial: Tertial = None,
    rounds: Rounds = "",
) -> None:
    """Lägg projektet på datorns schema. Det som låg där för projektet ersätts."""
    from jamxl.schedule import installing
    from jamxl.schedule.timing import in_words

    with said_plainly():
        project = project_of(folder)
        timing = chosen(project, weekly, daily, monthly, tertial, rounds)
        system = installing.here()
        job = job_of(project, timing)
        installing.install(job, project.root.resolve(), system, datetime.now())
    typer.echo(f"{project.about.name} körs {in_words(timing)}.")
    typer.echo(installing.SCHEDULERS[system].note)
    typer.echo(f"I schemaläggaren ({system}) heter det {job.name}.")


@app.command("list")
def list_jobs() -> None:
    """Visa vad jamxl har lagt på den här datorns schema."""
    from jamxl import telling
    from jamxl.schedule import catching_up, installing, records
    from jamxl.schedule.timing import following, in_words

    found, now = list(records.every()), datetime.now()
    for record in found:
        with said_plainly():
            there = installing.still_there(record)
        typer.echo(f"{record.title}: {in_words(record.timing)}")
        typer.echo(f"  {record.folder}")
        typer.echo(f"  {record.name} ({record.system})")
        told = telling.last(Path(record.folder))
        if told:
            typer.echo(f"  Senast: {told.when:%Y-%m-%d %H:%M}. {told.ended} Se {told.path}")
        if not_done := catching_up.not_done(record, told.when if told else None, now):
            typer.echo(
                f"  Skulle ha körts {not_done:%Y-%m-%d %H:%M}, men det blev inte av. Var datorn av, eller du utloggad? "
                "Kör jamxl run."
            )
        start = following(record.timing, now)
        if not there:
            typer.echo("  Finns inte kvar i schemaläggaren. Kör jamxl schedule install igen, eller remove.")
        elif start:
            typer.echo(f"  Nästa gång: {start:%Y-%m-%d %H:%M}")
        else:
            typer.echo("  Ingen gång kvar. Skriv in nya omgångar i jamxl.toml och kör jamxl schedule install igen.")
    if not found:
        typer.echo("Inget projekt ligger på schemat.")


@app.command()
def remove(
    folder: Annotated[Path, typer.Argument(help="Projektets mapp, eller namnet i jamxl schedule list.")] = Path(),
) -> None:
    """Ta bort projektet från datorns schema. Annat på schemat rörs inte."""
    from jamxl.opening import folder_of
    from jamxl.schedule import installing, records
    from jamxl.schedule.job import name_of

    with said_plainly():
        # The folder may be gone, and the project in it may have mistakes.
        name = str(folder) if records.get(str(folder)) else name_of(folder_of(str(folder)).resolve())
        there = installing.remove(name)
    if not there:
        fail(f"{folder.resolve()} ligger inte på schemat. Se jamxl schedule list.")
    typer.echo(f"{name} är borttaget ur schemat och körs inte längre av sig självt.")


@app.command(cls=Timed)
def show(
    folder: Folder = Path(),
    weekly: Weekly = None,
    daily: Daily = "",
    monthly: Monthly = None,
    tertial: Tertial = None,
    rounds: Rounds = "",
    system: Annotated[
        str,
        typer.Option("--for", metavar="SYSTEM", help="windows, systemd, launchd eller cron. Annars den här datorns."),
    ] = "",
) -> None:
    """Visa vad som skulle läggas på schemat, utan att göra det. Utan tid: den som projektet har."""
    from jamxl.schedule import installing, records
    from jamxl.schedule.job import name_of

    with said_plainly():
        project = project_of(folder)
        record = records.get(name_of(project.root.resolve()))
        given = any((weekly, daily, monthly, tertial, rounds))
        timing = record.timing if record and not given else chosen(project, weekly, daily, monthly, tertial, rounds)
        wanted = installing.named(system) if system else installing.here()
        typer.echo(installing.SCHEDULERS[wanted].shown(job_of(project, timing), datetime.now()))


@app.command("catch-up", hidden=True)
def catch_up(folder: Folder) -> None:
    """Kör projektet om en körning har missats; för schemaläggare som inte själva tar igen den."""
    from jamxl.schedule import catching_up

    with said_plainly():
        code = catching_up.catch_up(folder.resolve(), datetime.now())
    raise typer.Exit(code or 0)


# --- what the commands share -------------------------------------------------------------------------------------


def project_of(folder: Path) -> "Project":
    """The project of a folder. Raises ProjectError and CannotUse."""
    from jamxl import opening

    return opening.project_of(opening.folder_of(str(folder)))


def chosen(
    project: "Project",
    weekly: tuple[str, str] | None,
    daily: str,
    monthly: tuple[str, str] | None,
    tertial: tuple[str, str] | None,
    rounds: str,
) -> "Timing":
    """The one timing that was asked for. Raises CannotSchedule."""
    from jamxl.schedule import timing

    found: list[Timing] = []
    found += [timing.weekly(*weekly)] if weekly else []
    found += [timing.Daily(timing.at(daily))] if daily else []
    found += [timing.monthly(*monthly)] if monthly else []
    found += [timing.after_tertials(*tertial)] if tertial else []
    found += [timing.after_rounds([one.due for one in project.rounds], rounds, date.today())] if rounds else []
    if len(found) != 1:
        raise timing.CannotSchedule("Välj en tid: --weekly, --daily, --monthly, --tertial eller --rounds.")
    return found[0]


def job_of(project: "Project", timing: "Timing") -> "Job":
    """The job of a project. Raises CannotSchedule."""
    from jamxl.schedule import job

    return job.job_of(project.root.resolve(), project.about.name, timing, job.this_program())
