"""When the unattended run starts, and how each scheduler is told: held against what reads it."""

import plistlib
import re
import shutil
import subprocess
import sys
from datetime import date, datetime, time, timedelta
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath

import pytest
import systemd_analyze
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import etree

from jamxl.schedule import cron, launchd, systemd, windows
from jamxl.schedule.job import Job, job_of, name_of
from jamxl.schedule.timing import (
    CannotSchedule,
    Daily,
    Dates,
    Monthly,
    Timing,
    Weekly,
    after_rounds,
    after_tertials,
    at,
    following,
    in_words,
    latest,
    monthly,
    weekly,
)

SEVEN = time(7)
MONDAYS = Weekly(0, SEVEN)
TERTIALS = Monthly(16, time(6, 30), (1, 5, 9))
ROUNDS = Dates((date(2010, 5, 16), date(2010, 9, 16), date(2011, 5, 16)), SEVEN)
TIMINGS: list[Timing] = [Daily(time(23, 59)), MONDAYS, Weekly(6, time(0)), Monthly(28, SEVEN), TERTIALS, ROUNDS]
NOON = datetime(2010, 5, 19, 12)  # a Wednesday
NASTY = r"""Jäm & ställd 100% $HOME "nu" `x` \%n 'då' #1 %h <a>; å\ x\\%"""
PYTHON = ("/opt/jämxl & co 5%/bin/python", "-P", "-X", "utf8", "-m", "jamxl")


FOLDER = PurePosixPath("/srv") / NASTY


def job(timing: Timing = MONDAYS, folder: PurePath = FOLDER, title: str = "Jämställd") -> Job:
    """A job on a machine that is not Windows."""
    return job_of(folder, title, timing, PYTHON)


# ---------------------------------------------------------------------------------------------------- timings


DAYS = {
    "mon": 0, "mån": 0, "Måndag": 0, "monday": 0, "tis": 1, "ons": 2, "thu": 3, "tor": 3,
    "FREDAG": 4, "lör": 5, "lordag": 5, "sön": 6, "sun": 6, "söndag": 6,
}  # fmt: skip


@pytest.mark.parametrize(("written", "number"), DAYS.items())
def test_weekdays_are_read_in_swedish_and_english(written: str, number: int) -> None:
    assert weekly(written, "07:00") == Weekly(number, SEVEN)


@pytest.mark.parametrize(("written", "clock"), [("07:00", SEVEN), ("7.00", SEVEN), ("23:59", time(23, 59))])
def test_clock_times_are_read(written: str, clock: time) -> None:
    assert at(written) == clock


@pytest.mark.parametrize("written", ["24:00", "7", "07:60", "", "sju", "07:00:00", "٠٧:٠٠"])
def test_what_is_no_time_is_told(written: str) -> None:
    with pytest.raises(CannotSchedule, match=r"är inget klockslag\. Skriv t\.ex\. 07:00"):
        at(written)


@pytest.mark.parametrize("written", ["m", "må", "monda", "1", "", "helg"])
def test_what_is_no_weekday_is_told(written: str) -> None:
    with pytest.raises(CannotSchedule, match="är ingen veckodag"):
        weekly(written, "07:00")


@pytest.mark.parametrize("written", ["0", "29", "31", "-1", "sista", "1.5"])
def test_a_day_that_not_every_month_has_is_told(written: str) -> None:
    with pytest.raises(CannotSchedule, match="Skriv 1 till 28"):
        monthly(written, "07:00")
    assert monthly("28", "07:00") == Monthly(28, SEVEN)


def test_tertials_are_reported_in_january_may_and_september() -> None:
    assert after_tertials("16", "06:30") == TERTIALS
    assert in_words(TERTIALS) == "den 16 januari, maj och september kl. 06:30"


def test_the_day_after_each_due_day_to_come() -> None:
    due = [date(2010, 9, 15), date(2010, 1, 15), date(2010, 5, 19)]
    assert after_rounds(due, "07:00", date(2010, 5, 19)) == Dates((date(2010, 5, 20), date(2010, 9, 16)), SEVEN)
    with pytest.raises(CannotSchedule, match=r"ingen omgång kvar.*\[\[omgang\]\]"):
        after_rounds(due, "07:00", date(2010, 9, 16))


@pytest.mark.parametrize(
    ("timing", "now", "before", "after"),
    [
        (MONDAYS, NOON, datetime(2010, 5, 17, 7), datetime(2010, 5, 24, 7)),
        (MONDAYS, datetime(2010, 5, 17, 7), datetime(2010, 5, 17, 7), datetime(2010, 5, 24, 7)),
        (MONDAYS, datetime(2010, 5, 17, 6, 59), datetime(2010, 5, 10, 7), datetime(2010, 5, 17, 7)),
        (Daily(time(23, 59)), NOON, datetime(2010, 5, 18, 23, 59), datetime(2010, 5, 19, 23, 59)),
        (Monthly(28, SEVEN), NOON, datetime(2010, 4, 28, 7), datetime(2010, 5, 28, 7)),
        (TERTIALS, datetime(2010, 1, 1), datetime(2009, 9, 16, 6, 30), datetime(2010, 1, 16, 6, 30)),
        (ROUNDS, NOON, datetime(2010, 5, 16, 7), datetime(2010, 9, 16, 7)),
        (ROUNDS, datetime(2010, 5, 16), None, datetime(2010, 5, 16, 7)),
        (ROUNDS, datetime(2011, 6, 1), datetime(2011, 5, 16, 7), None),
        (ROUNDS, datetime(2008, 1, 1), None, datetime(2010, 5, 16, 7)),
    ],
)
def test_the_start_before_and_the_start_after(
    timing: Timing, now: datetime, before: datetime | None, after: datetime | None
) -> None:
    assert latest(timing, now) == before
    assert following(timing, now) == after


# ------------------------------------------------------------------------------------------------------- jobs


def test_a_name_goes_by_the_folder_alone() -> None:
    name = name_of(PurePosixPath("/srv/Jämställd service"))
    assert re.fullmatch(r"jamxl-jamstalld-service-[0-9a-f]{10}", name)
    assert job(Daily(SEVEN), PurePosixPath("/srv/Jämställd service"), "Annat").name == name
    assert name_of(PurePosixPath("/srv/jämställd service")) != name
    assert re.fullmatch(r"jamxl-projekt-[0-9a-f]{10}", name_of(PurePosixPath("/")))


@pytest.mark.parametrize("bad", ["rad\nbrytning", "noll\x00", "halv\ud800", "rad\u2028", "inget\uffff"])
def test_what_no_scheduler_can_be_told_of_is_refused(bad: str) -> None:
    with pytest.raises(CannotSchedule, match="Byt namn på mappen"):
        job(folder=PurePosixPath("/srv") / bad)
    assert job(title=f"Titel {bad}").title.startswith("Titel ")
    assert bad not in job(title=f"Titel {bad}").title


# ---------------------------------------------------------------------------------------------------- Windows

NAMES = {"t": windows.NAMESPACE}
SCHEMA = etree.XMLSchema(etree.parse(Path(__file__).with_name("task.xsd")))
WINDOWS_PYTHON = (r"C:\Program Files\Python & co\python.exe", "-P", "-X", "utf8", "-m", "jamxl")


def task(timing: Timing = MONDAYS, folder: str = r"C:\Jämställd", title: str = "Jämställd") -> etree._Element:
    """A task as Windows reads it, found to follow the schema."""
    content = windows.task(job_of(PureWindowsPath(folder), title, timing, WINDOWS_PYTHON), "KOMMUN\\samordnare", NOON)
    assert content.startswith(b"\xff\xfe" if sys.byteorder == "little" else b"\xfe\xff")
    root = etree.fromstring(content)
    SCHEMA.assertValid(root)
    return root


def words(line: str) -> list[str]:
    """The words of a command line by the rules of Microsoft's C runtime."""
    found: list[str] = []
    word, quoted, started, index = "", False, False, 0
    while index < len(line):
        slashes = len(line[index:]) - len(line[index:].lstrip("\\"))
        index += slashes
        if slashes and line[index : index + 1] == '"':
            word += "\\" * (slashes // 2)
            started = True
            if slashes % 2:
                word += '"'
                index += 1
            continue
        word += "\\" * slashes
        started = started or bool(slashes)
        if index == len(line):
            break
        char = line[index]
        if char == '"':
            quoted, started = not quoted, True
        elif char in " \t" and not quoted:
            if started:
                found.append(word)
            word, started = "", False
        else:
            word, started = word + char, True
        index += 1
    return [*found, word] if started else found


def test_the_reader_of_command_lines_reads_as_documented() -> None:
    # The examples of Microsoft's documentation of how C programs get their arguments.
    assert words(r'"abc" d e') == ["abc", "d", "e"]
    assert words(r'a\\b d"e f"g h') == [r"a\\b", "de fg", "h"]
    assert words(r"a\\\"b c d") == [r"a\"b", "c", "d"]
    assert words(r'a\\\\"b c" d e') == [r"a\\b c", "d", "e"]


def test_a_task_runs_as_the_user_without_password_or_rights() -> None:
    root = task()
    found = {element.tag.split("}")[1]: element.text for element in root.iter() if isinstance(element.tag, str)}
    assert found["UserId"] == "KOMMUN\\samordnare"
    assert (found["LogonType"], found["RunLevel"]) == ("InteractiveToken", "LeastPrivilege")
    assert (found["StartWhenAvailable"], found["MultipleInstancesPolicy"]) == ("true", "IgnoreNew")
    assert (found["DisallowStartIfOnBatteries"], found["StopIfGoingOnBatteries"]) == ("false", "false")
    assert found["Command"] == WINDOWS_PYTHON[0]
    assert found["Arguments"] == r"-P -X utf8 -m jamxl run C:\Jämställd"


def triggers(timing: Timing) -> str:
    """The triggers of a task without line breaks and namespace."""
    (found,) = task(timing).iterfind("t:Triggers", NAMES)
    text = etree.tostring(found, encoding="unicode")
    return re.sub(r"\s+|xmlns=\"[^\"]*\"", "", text).removeprefix("<Triggers>").removesuffix("</Triggers>")


def test_triggers() -> None:
    def starts(when: str, schedule: str) -> str:
        return f"<CalendarTrigger><StartBoundary>{when}</StartBoundary>{schedule}</CalendarTrigger>"

    assert triggers(Daily(SEVEN)) == starts(
        "2010-05-20T07:00:00", "<ScheduleByDay><DaysInterval>1</DaysInterval></ScheduleByDay>"
    )
    assert triggers(Weekly(6, SEVEN)) == starts(
        "2010-05-23T07:00:00",
        "<ScheduleByWeek><WeeksInterval>1</WeeksInterval><DaysOfWeek><Sunday/></DaysOfWeek></ScheduleByWeek>",
    )
    assert triggers(TERTIALS) == starts(
        "2010-09-16T06:30:00",
        "<ScheduleByMonth><DaysOfMonth><Day>16</Day></DaysOfMonth>"
        "<Months><January/><May/><September/></Months></ScheduleByMonth>",
    )
    assert triggers(Dates((date(2010, 9, 16),), SEVEN)) == (
        "<TimeTrigger><StartBoundary>2010-09-16T07:00:00</StartBoundary>"
        "<EndBoundary>2010-10-16T07:00:00</EndBoundary></TimeTrigger>"
    )


def test_no_more_triggers_than_windows_takes() -> None:
    days = Dates(tuple(date(2011, 1, 1) + timedelta(days) for days in range(60)), SEVEN)
    assert triggers(days).count("<TimeTrigger>") == 48


@pytest.mark.parametrize("folder", ["C:\\100 %temp%", "C:\\$(Arg0)", "C:\\a%b c%d"])
def test_what_windows_would_put_something_else_in_place_of_is_refused(folder: str) -> None:
    with pytest.raises(CannotSchedule, match="Byt namn på mappen"):
        task(folder=folder)


def test_a_path_longer_than_windows_takes_is_refused() -> None:
    told = job_of(PureWindowsPath("C:/x"), "Jämställd", MONDAYS, ("C:\\" + "p" * 258,))
    with pytest.raises(CannotSchedule, match="fler än 260 tecken"):
        windows.task(told, "x", NOON)


# ---------------------------------------------------------------------------------------------------- systemd


def unquoted(line: str) -> list[str]:
    """The words of an ExecStart by systemd.syntax(7): here all in quotes, with \\ before \\ and ", and %% for %."""
    found = re.findall(r'"((?:[^"\\]|\\.)*)"', line.removeprefix("ExecStart="))
    assert " ".join(f'"{word}"' for word in found) == line.removeprefix("ExecStart=")
    assert all("%" not in word.replace("%%", "") for word in found)
    plain = [re.sub(r"\\(.)", r"\1", word).replace("%%", "%") for word in found]
    # Without it $ would be a variable's.
    assert plain[0].startswith(":")
    return [plain[0][1:], *plain[1:]]


def test_systemd_itself_finds_nothing_wrong_with_the_units(tmp_path: Path) -> None:
    # The program is there under its own name, so the judge sees whether the name was understood.
    program = tmp_path / "jämxl & co 5% $HOME %h" / "python"
    program.parent.mkdir()
    shutil.copy("/bin/true", program)
    for timing in TIMINGS:
        told = job_of(PurePosixPath("/srv") / NASTY, "Jämställd 100 %", timing, (str(program), *PYTHON[1:]))
        for name, text in systemd.units(told).items():
            (tmp_path / name).write_text(text, encoding="utf-8")
        judged = systemd_analyze.analyze(
            "verify", "--user", f"./{told.name}.timer", f"./{told.name}.service", folder=tmp_path
        )
        assert (judged.returncode, judged.stdout, judged.stderr) == (0, "", "")


def test_the_judge_of_units_finds_what_is_wrong(tmp_path: Path) -> None:
    told = job()
    for name, text in systemd.units(told).items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    judged = systemd_analyze.analyze("verify", "--user", f"./{told.name}.service", folder=tmp_path)
    assert f"{PYTHON[0]} is not executable" in judged.stderr


@pytest.mark.parametrize("timing", TIMINGS, ids=in_words)
def test_systemd_starts_when_we_say_it_does(timing: Timing, tmp_path: Path) -> None:
    told = []
    for line in systemd.calendar(timing):
        judged = systemd_analyze.analyze("calendar", f"--base-time={NOON}", line, folder=tmp_path)
        assert judged.returncode == 0, judged.stderr
        told += re.findall(r"Next elapse: \w+ (.*) UTC", judged.stdout)
    assert min(map(datetime.fromisoformat, told)) == following(timing, NOON)


def test_a_missed_start_is_made_good_by_systemd() -> None:
    units = systemd.units(job(ROUNDS))
    timer = units[f"{job().name}.timer"]
    assert "Persistent=true" in timer.splitlines()
    assert [line for line in timer.splitlines() if line.startswith("OnCalendar=")] == [
        "OnCalendar=2010-05-16 07:00:00",
        "OnCalendar=2010-09-16 07:00:00",
        "OnCalendar=2011-05-16 07:00:00",
    ]


def test_a_run_that_found_errors_in_books_has_not_failed_for_systemd() -> None:
    service = systemd.units(job())[f"{job().name}.service"].splitlines()
    assert service[service.index("[Service]") + 1] == "Type=oneshot"
    assert "SuccessExitStatus=1 3" in service


def test_a_program_that_systemd_cannot_be_told_of_is_refused() -> None:
    told = job_of(PurePosixPath("/srv"), "Jämställd", MONDAYS, ('/opt/"nu"/python',))
    with pytest.raises(CannotSchedule, match="citattecken"):
        systemd.units(told)


# ---------------------------------------------------------------------------------------------------- launchd


def test_an_agent_is_started_on_the_days_and_at_log_in() -> None:
    told = job(Weekly(6, time(7, 5)))
    agent = plistlib.loads(launchd.agent(told))
    assert agent["Label"] == f"se.jamxl.{told.name}"
    assert agent["ProgramArguments"] == [*PYTHON, "schedule", "catch-up", f"/srv/{NASTY}"]
    assert agent["StartCalendarInterval"] == [{"Weekday": 7, "Hour": 7, "Minute": 5}]
    assert agent["RunAtLoad"] is True


@pytest.mark.parametrize(
    ("timing", "intervals"),
    [
        (Daily(SEVEN), [{"Hour": 7, "Minute": 0}]),
        (TERTIALS, [{"Month": month, "Day": 16, "Hour": 6, "Minute": 30} for month in (1, 5, 9)]),
        # Two of the dates are the same but for the year, which launchd does not know.
        (ROUNDS, [{"Month": month, "Day": 16, "Hour": 7, "Minute": 0} for month in (5, 9)]),
    ],
)
def test_intervals(timing: Timing, intervals: list[dict[str, int]]) -> None:
    assert launchd.intervals(timing) == intervals


# ------------------------------------------------------------------------------------------------------- cron


def starts(fields: str, day: date) -> bool:
    """The five fields of cron name the day; crontab(5), without ranges and steps."""
    _, _, number, month, weekday = fields.split()

    def names(field: str, value: int) -> bool:
        return field == "*" or value in map(int, field.split(","))

    return names(number, day.day) and names(month, day.month) and names(weekday, day.isoweekday())


@pytest.mark.parametrize("timing", TIMINGS, ids=in_words)
def test_cron_starts_on_the_days(timing: Timing) -> None:
    lines = cron.fields(timing)
    days = [date(2010, 1, 1) + timedelta(day) for day in range(365)]
    found = [day for day in days if any(starts(line, day) for line in lines)]
    expected, now = [], datetime(2009, 12, 31, 23, 59)
    while (start := following(timing, now)) and start.year == 2010:
        expected.append(start.date())
        now = start
    assert found == expected
    assert {tuple(line.split()[:2]) for line in lines} == {(str(timing.at.minute), str(timing.at.hour))}


def test_lines_of_a_table() -> None:
    told = job(MONDAYS, PurePosixPath("/srv/Jämställd service"))
    command = "'/opt/jämxl & co 5'\\%'/bin/python' -P -X utf8 -m jamxl schedule catch-up '/srv/Jämställd service'"
    assert cron.lines(told) == (
        f"# Jämställd: jamxl run, varje måndag kl. 07:00 # {told.name}\n"
        f"0 7 * * 1 {command} # {told.name}\n"
        f"@reboot {command} # {told.name}\n"
    )


def test_a_table_keeps_what_is_not_ours() -> None:
    told, other = job(), job(Daily(SEVEN), PurePosixPath("/srv/annat"))
    mine = f"# min\nMAILTO=x\n0 1 * * * /bin/true # jamxl-annat-0123456789\n0 2 * * * cat {told.name}\n* * * * * sist"
    one = cron.added(mine, told)
    assert one == f"{mine}\n{cron.lines(told)}"
    assert cron.added(one, told) == one
    assert cron.added(one, job(Daily(SEVEN))) == f"{mine}\n{cron.lines(job(Daily(SEVEN)))}"
    two = cron.added(one, other)
    assert cron.without(two, told.name) == f"{mine}\n{cron.lines(other)}"
    assert cron.has(two, told.name)
    assert not cron.has(cron.without(two, told.name), told.name)
    assert cron.added("", told) == cron.lines(told)


def test_a_command_longer_than_cron_takes_is_refused() -> None:
    with pytest.raises(CannotSchedule, match="för lång för cron"):
        cron.lines(job(folder=PurePosixPath("/srv") / ("å" * 500)))


def as_cron_reads(command: str) -> str:
    """What cron gives the shell, as a real one was seen to: a bare % ends the command, \\% is %, two \\ are one."""
    told, escaped = "", False
    for char in command:
        if escaped and char in "%\\":
            told, escaped = told[:-1] + char, False
            continue
        assert char != "%", "the command ends in the middle"
        told, escaped = told + char, char == "\\" and not escaped
    return told


def as_shell_reads(command: str) -> list[str]:
    """The words that a shell makes of a command whose program prints its arguments."""
    said = subprocess.run(["/bin/sh", "-c", command], capture_output=True, check=True).stdout
    return said.decode("utf-8").split("\0")[:-1]


# ----------------------------------------------------------------------------------- the same command comes out

FOLDERS = st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Cn", "Zl", "Zp"), exclude_characters="/")
    | st.sampled_from("%\\\"'$`&<> #åÄ!;()"),
    min_size=1,
    max_size=40,
).filter(lambda name: name not in (".", ".."))


@settings(max_examples=150, deadline=None)
@given(FOLDERS)
@example(NASTY)
def test_systemd_launchd_and_cron_get_the_same_command(name: str) -> None:
    told = job(folder=PurePosixPath("/srv", name))
    (line,) = [line for line in systemd.units(told)[f"{told.name}.service"].split("\n") if line.startswith("ExecS")]
    assert unquoted(line) == list(told.run)
    assert plistlib.loads(launchd.agent(told))["ProgramArguments"] == list(told.catch_up)
    printing = ("/usr/bin/printf", "%s\\0", *told.catch_up)
    assert as_shell_reads(as_cron_reads(f"{cron.command(printing)} # {told.name}")) == list(told.catch_up)


@settings(max_examples=150, deadline=None)
@given(FOLDERS, FOLDERS)
def test_windows_gets_the_same_command(name: str, title: str) -> None:
    folder = PureWindowsPath("C:/mapp", name)
    told = job_of(folder, title, MONDAYS, WINDOWS_PYTHON)
    if any(windows.REPLACED.search(word) for word in told.run):
        with pytest.raises(CannotSchedule):
            windows.task(told, "x", NOON)
        return
    root = etree.fromstring(windows.task(told, "x", NOON))
    SCHEMA.assertValid(root)
    program = root.findtext("t:Actions/t:Exec/t:Command", None, NAMES)
    arguments = root.findtext("t:Actions/t:Exec/t:Arguments", None, NAMES)
    assert program is not None
    assert arguments is not None
    assert [program, *words(arguments)] == list(told.run)


def test_windows_gets_a_folder_that_ends_in_a_backslash() -> None:
    root = task(folder="\\\\server\\en share\\")
    assert words(root.findtext("t:Actions/t:Exec/t:Arguments", "", NAMES))[-1] == "\\\\server\\en share\\"
