"""The machine's schedulers: jobs are handed over, looked for and taken back, each by the system's own program."""

import getpass
import os
import shutil
import subprocess
import sys
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Protocol

from jamxl.schedule import cron, launchd, records, systemd, windows
from jamxl.schedule.job import Job
from jamxl.schedule.records import Record, System
from jamxl.schedule.timing import CannotSchedule
from jamxl.writing import plainly, put_bytes, put_text

# Seconds after which a scheduler's program is given up.
PATIENCE = 60


class Scheduler(Protocol):
    """What a scheduler can be asked for; each raises CannotSchedule and CannotWrite."""

    # What people should know of it.
    note: str

    def shown(self, job: Job, now: datetime) -> str:
        """What would be installed, as people read it."""

    def install(self, job: Job, now: datetime) -> None:
        """Put a job there instead of the one of the same name."""

    def remove(self, name: str) -> None:
        """Take a job away; one that is not there is no trouble."""

    def has(self, name: str) -> bool:
        """The job is there."""


class Windows:
    """Task Scheduler."""

    note = (
        "Körs när du är inloggad; låst skärm går bra. Var datorn av körs det strax efter att den har startat. Är "
        "jamxl packat som program syns ett svart fönster medan det körs."
    )

    def shown(self, job: Job, now: datetime) -> str:
        return windows.task(job, user(), now).decode("utf-16")

    def install(self, job: Job, now: datetime) -> None:
        task = windows.task(job, user(), now)
        with plainly(Path(tempfile.gettempdir())), tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"{job.name}.xml"
            path.write_bytes(task)
            told("schtasks", "/Create", "/TN", job.name, "/XML", str(path), "/F")

    def remove(self, name: str) -> None:
        if self.has(name):
            told("schtasks", "/Delete", "/TN", name, "/F")

    def has(self, name: str) -> bool:
        return answered("schtasks", "/Query", "/TN", name).returncode == 0


class Systemd:
    """The user's own systemd."""

    note = (
        "Körs när du är inloggad. Var datorn av, eller du utloggad, körs det nästa gång du loggar in. Ska det köras "
        "också när du är utloggad: loginctl enable-linger."
    )

    def shown(self, job: Job, now: datetime) -> str:
        return "\n".join(f"# {unit_folder() / name}\n{text}" for name, text in systemd.units(job).items())

    def install(self, job: Job, now: datetime) -> None:
        self.halt(job.name)
        with plainly(unit_folder()):
            unit_folder().mkdir(parents=True, exist_ok=True)
        for name, text in systemd.units(job).items():
            put_text(text, unit_folder() / name)
        told("systemctl", "--user", "daemon-reload")
        told("systemctl", "--user", "enable", "--now", f"{job.name}.timer")

    def remove(self, name: str) -> None:
        self.halt(name)
        for ending in (".timer", ".service"):
            with plainly(unit_folder()):
                (unit_folder() / f"{name}{ending}").unlink(missing_ok=True)
        told("systemctl", "--user", "daemon-reload")

    def halt(self, name: str) -> None:
        """Stop a timer that may be there, and let it forget when it last started: that was by another timing."""
        if self.has(name):
            told("systemctl", "--user", "disable", "--now", f"{name}.timer")
            answered("systemctl", "--user", "clean", "--what=state", f"{name}.timer")

    def has(self, name: str) -> bool:
        return answered("systemctl", "--user", "is-enabled", f"{name}.timer").returncode == 0


class Launchd:
    """The user's agents on a Mac."""

    note = "Körs när du är inloggad. Var datorn av, eller du utloggad, körs det nästa gång du loggar in."

    def shown(self, job: Job, now: datetime) -> str:
        return launchd.agent(job).decode("utf-8")

    def install(self, job: Job, now: datetime) -> None:
        self.halt(job.name)
        path = agent_file(job.name)
        with plainly(path.parent):
            path.parent.mkdir(parents=True, exist_ok=True)
        put_bytes(launchd.agent(job), path)
        told("launchctl", "bootstrap", gui(), str(path))

    def remove(self, name: str) -> None:
        self.halt(name)
        with plainly(agent_file(name)):
            agent_file(name).unlink(missing_ok=True)

    def halt(self, name: str) -> None:
        """Unload an agent that may be there."""
        if self.has(name):
            told("launchctl", "bootout", f"{gui()}/{launchd.label(name)}")

    def has(self, name: str) -> bool:
        return answered("launchctl", "print", f"{gui()}/{launchd.label(name)}").returncode == 0


class Cron:
    """The user's table of cron."""

    note = "Körs också när du är utloggad. Var datorn av körs det när den har startat."

    def shown(self, job: Job, now: datetime) -> str:
        return cron.lines(job)

    def install(self, job: Job, now: datetime) -> None:
        told("crontab", "-", input=cron.added(self.table(), job))

    def remove(self, name: str) -> None:
        table = self.table()
        if cron.has(table, name):
            told("crontab", "-", input=cron.without(table, name))

    def has(self, name: str) -> bool:
        return cron.has(self.table(), name)

    def table(self) -> str:
        """The table as it is. One that cannot be read must not be taken for an empty one and written over."""
        done = answered("crontab", "-l")
        if done.returncode and "no crontab" not in done.stderr:
            raise CannotSchedule(f"cron visar inte sin tabell: {last_line(done)}")
        return done.stdout if done.returncode == 0 else ""


SCHEDULERS: dict[System, Scheduler] = {
    System.WINDOWS: Windows(),
    System.SYSTEMD: Systemd(),
    System.LAUNCHD: Launchd(),
    System.CRON: Cron(),
}


def here() -> System:
    """The machine's own scheduler. Raises CannotSchedule when there is none."""
    if sys.platform == "win32":
        return System.WINDOWS
    if sys.platform == "darwin":
        return System.LAUNCHD
    if shutil.which("systemctl") and answered("systemctl", "--user", "show-environment").returncode == 0:
        return System.SYSTEMD
    if shutil.which("crontab"):
        return System.CRON
    raise CannotSchedule("Datorn har varken systemd för användare eller cron. Be den som sköter datorn om cron.")


def named(written: str) -> System:
    """The scheduler of that name. Raises CannotSchedule."""
    try:
        return System(written.lower())
    except ValueError:
        raise CannotSchedule(f"{written} är ingen schemaläggare. Välj bland {', '.join(System)}.") from None


def install(job: Job, folder: Path, system: System, now: datetime) -> None:
    """Put a project's job on a scheduler instead of the one before. Raises CannotSchedule, CannotWrite."""
    before = records.get(job.name)
    # The scheduler may start the job at once: it must be known by then.
    records.put(Record(job.name, str(folder), job.title, job.timing, system, now))
    try:
        if before and before.system != system:
            SCHEDULERS[before.system].remove(job.name)
        SCHEDULERS[system].install(job, now)
    except BaseException:
        records.put(before) if before else records.forget(job.name)
        raise


def remove(name: str) -> bool:
    """Take a job away from its scheduler; False when there was none. Raises CannotSchedule, CannotWrite."""
    record = records.get(name)
    scheduler = SCHEDULERS[record.system if record else here()]
    there = record is not None or scheduler.has(name)
    scheduler.remove(name)
    records.forget(name)
    return there


def still_there(record: Record) -> bool:
    """The scheduler has the job. Raises CannotSchedule."""
    return SCHEDULERS[record.system].has(record.name)


# --- the schedulers' programs ------------------------------------------------------------------------------------


def told(*words: str, input: str | None = None) -> None:
    """Have a program do something. Raises CannotSchedule when it does not."""
    done = answered(*words, input=input)
    if done.returncode:
        raise CannotSchedule(f"Schemaläggaren tog inte emot det. {words[0]} svarade: {last_line(done)}")


def answered(*words: str, input: str | None = None) -> subprocess.CompletedProcess[str]:
    """What a program says. Raises CannotSchedule when it cannot be started or does not answer."""
    # Elsewhere the table of cron must come back byte for byte.
    encoding = "oem" if sys.platform == "win32" else sys.getfilesystemencoding()
    try:
        return subprocess.run(
            words,
            input=input,
            capture_output=True,
            encoding=encoding,
            errors="surrogateescape",
            timeout=PATIENCE,
            check=False,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except FileNotFoundError:
        raise CannotSchedule(f"Schemaläggarens program {words[0]} finns inte på datorn.") from None
    except (OSError, subprocess.TimeoutExpired) as trouble:
        raise CannotSchedule(f"Schemaläggarens program {words[0]} svarar inte ({trouble}).") from trouble


def last_line(done: subprocess.CompletedProcess[str]) -> str:
    """The last thing that a program said, on whichever stream."""
    said = (done.stderr.strip() or done.stdout.strip()).splitlines()
    return said[-1].strip() if said else f"kod {done.returncode}"


def user() -> str:
    """Who the task is to run as, as Windows writes it."""
    name = getpass.getuser()
    domain = os.environ.get("USERDOMAIN", "")
    return f"{domain}\\{name}" if domain else name


def unit_folder() -> Path:
    """Where the user's unit files are."""
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "systemd" / "user"


def agent_file(name: str) -> Path:
    """The property list of an agent."""
    return Path.home() / "Library" / "LaunchAgents" / f"{launchd.label(name)}.plist"


def gui() -> str:
    """What launchctl calls the user's session."""
    return f"gui/{os.getuid()}"
