"""A job as lines of the user's table for cron, where there is no other scheduler.

cron forgets a time at which the machine was off, and knows no years. So the command that catches up is started on the
days, and whenever the machine has started.
"""

import shlex

from jamxl.schedule.job import Job
from jamxl.schedule.timing import CannotSchedule, Daily, Dates, Monthly, Timing, Weekly, in_words

# cron takes no longer command.
LONGEST = 998


def added(table: str, job: Job) -> str:
    """The table with the job's lines instead of those it had before. Raises CannotSchedule."""
    return without(table, job.name) + lines(job)


def without(table: str, name: str) -> str:
    """The table without the lines of that job; the others as they are."""
    rest = "".join(line for line in table.splitlines(keepends=True) if not is_of(line, name))
    return rest if rest.endswith("\n") or not rest else rest + "\n"


def has(table: str, name: str) -> bool:
    """The table has lines of that job."""
    return any(is_of(line, name) for line in table.splitlines())


def is_of(line: str, name: str) -> bool:
    """The line is one of that job's. Each says so itself, so that none is lost or taken when others are moved."""
    return line.rstrip().endswith(f" # {name}")


def lines(job: Job) -> str:
    """The job's lines; the shell takes their names for comments. Raises CannotSchedule."""
    told = f"{command(job.catch_up)} # {job.name}"
    if len(told.encode()) > LONGEST:
        raise CannotSchedule(f"Sökvägen till projektets mapp är för lång för cron, som tar högst {LONGEST} tecken.")
    about = f"# {job.title}: jamxl run, {in_words(job.timing)} # {job.name}"
    return "\n".join([about, *(f"{when} {told}" for when in [*fields(job.timing), "@reboot"]), ""])


def command(words: tuple[str, ...]) -> str:
    """The command for the shell that cron starts.

    cron itself ends a command at a % and makes one of a backslash and the % or backslash after it. So each % has a
    backslash of its own outside the shell's quotes, and quotes that hold nothing part a backslash from what follows.
    """
    return shlex.join(words).replace("\\", "\\''").replace("%", "'\\%'")


def fields(timing: Timing) -> list[str]:
    """When: minute, hour, day, month, weekday."""
    clock = f"{timing.at.minute} {timing.at.hour}"
    match timing:
        case Daily():
            return [f"{clock} * * *"]
        case Weekly(weekday=weekday):
            return [f"{clock} * * {weekday + 1}"]
        case Monthly(day=day, months=months):
            return [f"{clock} {day} {','.join(map(str, months))} *"]
        case Dates(days=days):
            return [f"{clock} {day} {month} *" for month, day in sorted({(d.month, d.day) for d in days})]
