"""A job as a task of Windows' Task Scheduler, in its XML (version 1.2: Windows 7 and later).

The task runs as the one who installs it, while that person is logged on (InteractiveToken; a locked screen does no
harm). That needs neither administrator's rights nor a stored password, and reaches the file shares that the person
reaches. The other ways do not: Password stores one, S4U has no way to the network and asks for a right that ordinary
accounts lack.

Nothing here has been run on Windows: the XML is held against the published schema in the tests.
"""

import re
import subprocess
from datetime import datetime, timedelta

from lxml import etree

from jamxl.schedule.job import Job
from jamxl.schedule.timing import CannotSchedule, Daily, Dates, Monthly, Timing, Weekly, following, in_words

NAMESPACE = "http://schemas.microsoft.com/windows/2004/02/mit/task"
ENGLISH_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
ENGLISH_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
# A task has no more triggers, and a program's path no more characters.
MOST_TRIGGERS, LONGEST_PATH = 48, 260
# How long after a date a missed start may still be made good; a missed one needs such an end.
STILL_WORTH = timedelta(days=30)

# What Task Scheduler puts something else in place of, and has no way to write as itself.
REPLACED = re.compile(r"%[^%]+%|\$\(")

SETTINGS = {
    # A run that is still going on is not disturbed.
    "MultipleInstancesPolicy": "IgnoreNew",
    # A laptop without its charger runs too.
    "DisallowStartIfOnBatteries": "false",
    "StopIfGoingOnBatteries": "false",
    # A start that was missed is made good some ten minutes after the machine is on.
    "StartWhenAvailable": "true",
    "RunOnlyIfNetworkAvailable": "false",
    "WakeToRun": "false",
    # One that hangs must not stand in the way of the next.
    "ExecutionTimeLimit": "PT4H",
}


def task(job: Job, user: str, now: datetime) -> bytes:
    """The task in UTF-16, as schtasks wants it. `user`: who it runs as, DOMAIN\\name. Raises CannotSchedule."""
    program, *arguments = job.run
    if len(program) > LONGEST_PATH:
        raise CannotSchedule(f"{program} har fler än {LONGEST_PATH} tecken, som är det mesta Windows tar emot.")
    if taken := next((word for word in job.run if REPLACED.search(word)), None):
        raise CannotSchedule(
            f"{taken} har %…% eller $(, som Windows schemaläggare byter ut mot annat. Byt namn på mappen och försök "
            "igen."
        )
    root = etree.fromstring(f'<Task version="1.2" xmlns="{NAMESPACE}"/>')
    about = under(root, "RegistrationInfo")
    under(about, "Author", "jamxl")
    under(about, "Description", f"{job.title}: {in_words(job.timing)}. Tas bort med jamxl schedule remove.")
    triggers(under(root, "Triggers"), job.timing, now)
    principal = under(under(root, "Principals"), "Principal", id="Author")
    under(principal, "UserId", user)
    under(principal, "LogonType", "InteractiveToken")
    under(principal, "RunLevel", "LeastPrivilege")
    settings = under(root, "Settings")
    for name, value in SETTINGS.items():
        under(settings, name, value)
    exec_ = under(under(root, "Actions", Context="Author"), "Exec")
    under(exec_, "Command", program)
    under(exec_, "Arguments", subprocess.list2cmdline(arguments))
    text = etree.tostring(root, encoding="unicode", pretty_print=True)
    return f'<?xml version="1.0" encoding="UTF-16"?>\n{text}'.encode("utf-16")


def triggers(parent: etree._Element, timing: Timing, now: datetime) -> None:
    """The starts of a timing, from the first one after `now`."""
    if isinstance(timing, Dates):
        for day in timing.days[:MOST_TRIGGERS]:
            start = datetime.combine(day, timing.at)
            trigger = under(parent, "TimeTrigger")
            under(trigger, "StartBoundary", start.isoformat())
            under(trigger, "EndBoundary", (start + STILL_WORTH).isoformat())
        return
    trigger = under(parent, "CalendarTrigger")
    first = following(timing, now)
    assert first is not None
    under(trigger, "StartBoundary", first.isoformat())
    match timing:
        case Daily():
            under(under(trigger, "ScheduleByDay"), "DaysInterval", "1")
        case Weekly(weekday=weekday):
            weeks = under(trigger, "ScheduleByWeek")
            under(weeks, "WeeksInterval", "1")
            under(under(weeks, "DaysOfWeek"), ENGLISH_DAYS[weekday])
        case Monthly(day=number, months=numbers):
            schedule = under(trigger, "ScheduleByMonth")
            under(under(schedule, "DaysOfMonth"), "Day", str(number))
            months = under(schedule, "Months")
            for month in numbers:
                under(months, ENGLISH_MONTHS[month - 1])


def under(parent: etree._Element, name: str, text: str | None = None, **attributes: str) -> etree._Element:
    """A new last child."""
    child = etree.SubElement(parent, f"{{{NAMESPACE}}}{name}", attributes)
    child.text = text
    return child
