"""A job as a timer and a service of systemd, for the user's own manager.

A start that was missed is made good (Persistent) when the user's manager is next there: at log-in, or when the machine
starts where an administrator lets the user linger.
"""

from jamxl.schedule.job import Job
from jamxl.schedule.timing import CannotSchedule, Daily, Dates, Monthly, Timing, Weekly, in_words

# What systemd takes in an argument, however quoted, but not in a program's path.
REFUSED = set("\"'\\")

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def units(job: Job) -> dict[str, str]:
    """The unit files by name. Raises CannotSchedule."""
    about = f"Description={plain(f'{job.title}: jamxl run, {in_words(job.timing)}')}"
    service = [
        "[Unit]", about, "",
        "[Service]", "Type=oneshot", command(job.run),
        # Somebody should look at what was read, or another run does the work: nothing has failed.
        "SuccessExitStatus=1 3", "",
    ]  # fmt: skip
    timer = [
        "[Unit]", about, "",
        "[Timer]", *(f"OnCalendar={when}" for when in calendar(job.timing)), "Persistent=true", "",
        "[Install]", "WantedBy=timers.target", "",
    ]  # fmt: skip
    return {f"{job.name}.service": "\n".join(service), f"{job.name}.timer": "\n".join(timer)}


def command(words: tuple[str, ...]) -> str:
    """ExecStart of a command; the colon lets $ stand for itself. Raises CannotSchedule."""
    program, *arguments = words
    if set(program) & REFUSED:
        raise CannotSchedule(f"{program} har ett citattecken eller bakstreck, som systemd inte tar emot.")
    return " ".join([f"ExecStart={quoted(f':{program}')}", *map(quoted, arguments)])


def quoted(word: str) -> str:
    """A word as it is, in quotes."""
    escaped = word.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{plain(escaped)}"'


def plain(text: str) -> str:
    """A text in which % is no specifier."""
    return text.replace("%", "%%")


def calendar(timing: Timing) -> list[str]:
    """When, as OnCalendar writes it."""
    clock = timing.at.strftime("%H:%M:%S")
    match timing:
        case Daily():
            return [f"*-*-* {clock}"]
        case Weekly(weekday=weekday):
            return [f"{DAYS[weekday]} *-*-* {clock}"]
        case Monthly(day=day, months=months):
            return [f"*-{','.join(f'{month:02}' for month in months)}-{day:02} {clock}"]
        case Dates(days=days):
            return [f"{day} {clock}" for day in days]
