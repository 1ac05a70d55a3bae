"""Jobs handed to the schedulers. Stand-ins for the schedulers' programs note what they are told and remember it."""

import getpass
import json
import os
import shutil
import subprocess
import sys
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from test_cli import PROJECT, project, run

from jamxl.schedule import catching_up, installing, job, records
from jamxl.schedule.job import job_of, name_of
from jamxl.schedule.records import Record, System
from jamxl.schedule.timing import CannotSchedule, Daily, Dates, Monthly, Timing, Weekly, following
from jamxl.telling import BEGUN, TOLD, Code, Told

MONDAYS, DAILY = Weekly(0, time(7)), Daily(time(6, 30))
NOW = datetime(2010, 5, 19, 12)  # a Wednesday

# What each program does with a job: $name is there when the file of that name is.
PROGRAMS = {
    "schtasks": """
        case $1 in
            /Create) cp "$5" "$THERE/$3" ;;
            /Query) test -e "$THERE/$3" || { echo "ERROR: finns inte." >&2; exit 1; } ;;
            /Delete) rm "$THERE/$3" ;;
        esac""",
    "systemctl": """
        case $2 in
            is-enabled) test -e "$THERE/$3" ;;
            enable) touch "$THERE/$4" ;;
            disable) rm "$THERE/$4" ;;
            show-environment) test -z "$NO_SYSTEMD" ;;
        esac""",
    "launchctl": """
        case $1 in
            print) test -e "$THERE/${2##*/}" ;;
            bootstrap) cp "$3" "$THERE/$(basename "$3" .plist)" ;;
            bootout) rm "$THERE/${2##*/}" ;;
        esac""",
    "crontab": """
        case $1 in
            -l) cat "$THERE/table" 2>/dev/null || { echo "no crontab for du" >&2; exit 1; } ;;
            -) cat >"$THERE/table" ;;
        esac""",
}


class Machine:
    """A machine with stand-ins for all programs: what they were told, and what is there."""

    def __init__(self, root: Path) -> None:
        self.there, self.programs, self.said = root / "there", root / "bin", root / "said"
        self.there.mkdir()
        self.programs.mkdir()
        for name, body in PROGRAMS.items():
            self.program(name, body)

    def program(self, name: str, body: str) -> None:
        """A program of that name."""
        path = self.programs / name
        path.write_text(f'#!/bin/sh\necho "{name} $*" >>"{self.said}"\n{body}\n', encoding="utf-8")
        path.chmod(0o755)

    def lines(self) -> list[str]:
        """What was told since the last time."""
        text = self.said.read_text(encoding="utf-8") if self.said.exists() else ""
        self.said.unlink(missing_ok=True)
        return text.splitlines()

    def jobs(self) -> list[str]:
        """What the schedulers have, by file."""
        return sorted(path.name for path in self.there.iterdir())


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    """A machine of its own, with a home of its own."""
    made = Machine(tmp_path)
    monkeypatch.setenv("PATH", f"{made.programs}{os.pathsep}/usr/bin{os.pathsep}/bin")
    monkeypatch.setenv("THERE", str(made.there))
    monkeypatch.setenv("HOME", str(tmp_path / "hem"))
    for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "USERDOMAIN"):
        monkeypatch.delenv(name, raising=False)
    return made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project's folder."""
    return project(tmp_path / "Jämställd service")


def put(folder: Path, system: System, timing: Timing = MONDAYS, now: datetime = NOW) -> str:
    """Install a job; its name."""
    told = job_of(folder, "Jämställd service", timing, ("/opt/python", "-m", "jamxl"))
    installing.install(told, folder, system, now)
    return told.name


# -------------------------------------------------------------------------------------------- each scheduler


def test_windows(machine: Machine, folder: Path) -> None:
    name = put(folder, System.WINDOWS)
    (line,) = machine.lines()
    assert line.startswith(f"schtasks /Create /TN {name} /XML ")
    assert line.endswith(f"{name}.xml /F")
    assert b"M\0o\0n\0d\0a\0y" in (machine.there / name).read_bytes()
    put(folder, System.WINDOWS, DAILY)
    assert machine.jobs() == [name]
    assert b"D\0a\0y\0s\0I\0n\0t\0e\0r\0v\0a\0l" in (machine.there / name).read_bytes()
    machine.lines()
    assert installing.remove(name)
    assert machine.lines() == [f"schtasks /Query /TN {name}", f"schtasks /Delete /TN {name} /F"]
    assert machine.jobs() == []


def test_windows_leaves_no_file_with_the_task_behind(machine: Machine, folder: Path, tmp_path: Path) -> None:
    machine.program("schtasks", f'echo "$5" >"{tmp_path}/path"; test -e "$5"')
    put(folder, System.WINDOWS)
    assert not Path((tmp_path / "path").read_text(encoding="utf-8").strip()).exists()


def test_the_user_as_windows_writes_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(getpass, "getuser", lambda: "samordnare")
    monkeypatch.setenv("USERDOMAIN", "KOMMUN")
    assert installing.user() == "KOMMUN\\samordnare"
    monkeypatch.delenv("USERDOMAIN")
    assert installing.user() == "samordnare"


def test_systemd(machine: Machine, folder: Path, tmp_path: Path) -> None:
    name = put(folder, System.SYSTEMD)
    units = tmp_path / "hem" / ".config" / "systemd" / "user"
    assert sorted(path.name for path in units.iterdir()) == [f"{name}.service", f"{name}.timer"]
    assert machine.lines() == [
        f"systemctl --user is-enabled {name}.timer",
        "systemctl --user daemon-reload",
        f"systemctl --user enable --now {name}.timer",
    ]
    # A new timing must not be taken for one that was missed: the timer forgets the old one.
    put(folder, System.SYSTEMD, DAILY)
    assert "OnCalendar=*-*-* 06:30:00" in (units / f"{name}.timer").read_text(encoding="utf-8")
    assert machine.lines() == [
        f"systemctl --user is-enabled {name}.timer",
        f"systemctl --user disable --now {name}.timer",
        f"systemctl --user clean --what=state {name}.timer",
        "systemctl --user daemon-reload",
        f"systemctl --user enable --now {name}.timer",
    ]
    (units / "annan.timer").write_text("[Timer]\n", encoding="utf-8")
    assert installing.remove(name)
    assert [path.name for path in units.iterdir()] == ["annan.timer"]
    assert machine.jobs() == []
    assert machine.lines()[-1] == "systemctl --user daemon-reload"


def test_launchd(machine: Machine, folder: Path, tmp_path: Path) -> None:
    name, domain = put(folder, System.LAUNCHD), f"gui/{os.getuid()}"
    agents = tmp_path / "hem" / "Library" / "LaunchAgents"
    path = agents / f"se.jamxl.{name}.plist"
    assert [*agents.iterdir()] == [path]
    assert machine.lines() == [f"launchctl print {domain}/se.jamxl.{name}", f"launchctl bootstrap {domain} {path}"]
    put(folder, System.LAUNCHD, DAILY)
    assert machine.lines() == [
        f"launchctl print {domain}/se.jamxl.{name}",
        f"launchctl bootout {domain}/se.jamxl.{name}",
        f"launchctl bootstrap {domain} {path}",
    ]
    assert installing.remove(name)
    assert (machine.jobs(), [*agents.iterdir()]) == ([], [])


def test_cron(machine: Machine, folder: Path) -> None:
    table = machine.there / "table"
    table.write_text("MAILTO=x\n0 1 * * * sist", encoding="utf-8")
    name = put(folder, System.CRON)
    assert [line.split(" ", 5)[:5] for line in table.read_text(encoding="utf-8").splitlines()][3:4] == [
        ["0", "7", "*", "*", "1"]
    ]
    put(folder, System.CRON, DAILY)
    lines = table.read_text(encoding="utf-8").splitlines()
    assert lines[:2] == ["MAILTO=x", "0 1 * * * sist"]
    assert [line.split(" /opt")[0] for line in lines[3:]] == ["30 6 * * *", "@reboot"]
    assert installing.remove(name)
    assert table.read_text(encoding="utf-8") == "MAILTO=x\n0 1 * * * sist\n"


def test_a_table_of_cron_that_cannot_be_read_is_not_written_over(machine: Machine, folder: Path) -> None:
    machine.program("crontab", "echo du får inte använda crontab >&2; exit 1")
    with pytest.raises(CannotSchedule, match="cron visar inte sin tabell: du får inte använda crontab"):
        put(folder, System.CRON)
    assert machine.lines() == ["crontab -l"]


def test_real_cron_takes_the_table(folder: Path) -> None:
    """Only where a machine is given up for tests: it is the user's own table."""
    if not os.environ.get("JAMXL_REQUIRE_CRON"):
        pytest.skip("changes the user's own table of cron; JAMXL_REQUIRE_CRON=1 allows it")
    assert shutil.which("crontab"), "cron is required here but not installed"
    before = subprocess.run(["crontab", "-l"], capture_output=True, check=False)
    nasty = project(folder.parent / """Jäm & 100% "nu" 'då' $HOME\\""")
    name = name_of(nasty)
    try:
        subprocess.run(["crontab", "-"], input=b"0 1 * * * /bin/true\n", check=True)
        put(nasty, System.CRON, Monthly(16, time(7), (1, 5, 9)))
        said = subprocess.run(["crontab", "-l"], capture_output=True, encoding="utf-8", check=True).stdout
        assert said.count(f" # {name}\n") == 3
        assert installing.remove(name)
        said = subprocess.run(["crontab", "-l"], capture_output=True, encoding="utf-8", check=True).stdout
        assert [line for line in said.splitlines() if not line.startswith("#")] == ["0 1 * * * /bin/true"]
    finally:
        if before.returncode:
            subprocess.run(["crontab", "-r"], check=False)
        else:
            subprocess.run(["crontab", "-"], input=before.stdout, check=True)


# ----------------------------------------------------------------------------------------- whatever scheduler


@pytest.mark.parametrize("system", list(System))
def test_two_projects_do_not_touch_each_other(system: System, machine: Machine, folder: Path, tmp_path: Path) -> None:
    one, other = put(folder, system), put(project(tmp_path / "annat"), system)
    assert [record.name for record in records.every()] == sorted([one, other])
    scheduler = installing.SCHEDULERS[system]
    assert installing.remove(one)
    assert (scheduler.has(one), scheduler.has(other)) == (False, True)
    assert [record.name for record in records.every()] == [other]


@pytest.mark.parametrize("system", list(System))
def test_what_a_scheduler_refuses_is_told_and_nothing_is_remembered(
    system: System, machine: Machine, folder: Path
) -> None:
    for name in PROGRAMS:
        machine.program(name, 'case "$*" in *-l | *print* | *is-enabled*) exit 1 ;; esac; echo Nej, nej. >&2; exit 5')
    machine.program("crontab", 'test "$1" = -l || { echo Nej, nej. >&2; exit 5; }')
    with pytest.raises(CannotSchedule, match=r"^Schemaläggaren tog inte emot det\. \w+ svarade: Nej, nej\.$"):
        put(folder, system)
    assert list(records.every()) == []


@pytest.mark.parametrize("system", list(System))
def test_what_a_scheduler_refuses_leaves_the_record_before(system: System, machine: Machine, folder: Path) -> None:
    put(folder, system)
    for name in PROGRAMS:
        machine.program(name, "echo Nej, nej. >&2; exit 5")
    with pytest.raises(CannotSchedule):
        put(folder, system, DAILY)
    assert [record.timing for record in records.every()] == [MONDAYS]


def test_a_machine_without_the_program(machine: Machine, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(CannotSchedule, match="Schemaläggarens program schtasks finns inte på datorn"):
        put(folder, System.WINDOWS)


def test_a_job_moves_to_the_scheduler_there_is_now(machine: Machine, folder: Path) -> None:
    name = put(folder, System.CRON)
    put(folder, System.SYSTEMD)
    assert (machine.there / "table").read_text(encoding="utf-8") == ""
    assert [(record.name, record.system) for record in records.every()] == [(name, "systemd")]


@pytest.mark.skipif(sys.platform != "linux", reason="chooses between the schedulers of Linux")
def test_the_scheduler_of_a_linux(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    assert installing.here() == System.SYSTEMD
    monkeypatch.setenv("NO_SYSTEMD", "1")
    assert installing.here() == System.CRON
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(CannotSchedule, match="varken systemd för användare eller cron"):
        installing.here()


@pytest.mark.parametrize(
    ("platform", "system", "place"),
    [("win32", System.WINDOWS, "lokalt/jamxl"), ("darwin", System.LAUNCHD, "hem/Library/Application Support/jamxl")],
)
def test_the_other_machines(
    platform: str, system: System, place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "hem"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "lokalt"))
    monkeypatch.setattr(sys, "platform", platform)
    assert (installing.here(), records.home()) == (system, tmp_path / place / "schedule")


# ----------------------------------------------------------------------------------------------------- records


@pytest.mark.parametrize("timing", [MONDAYS, DAILY, Monthly(16, time(7), (1, 5)), Dates((date(2010, 5, 16),), time(7))])
def test_a_record_is_read_as_it_was_kept(timing: Timing, machine: Machine) -> None:
    record = Record("jamxl-å-1", "/srv/å", "Jämställd", timing, System.CRON, NOW)
    records.put(record)
    assert records.get("jamxl-å-1") == record
    records.forget("jamxl-å-1")
    assert records.get("jamxl-å-1") is None


WHOLE = '{"name": "jamxl-x", "folder": "/srv", "title": "x", "timing": {"at": "07:00", "kind": "daily"}, '


@pytest.mark.parametrize(
    "damage",
    [
        "",
        "{",
        "[]",
        '{"name": "jamxl-x"}',
        WHOLE + '"system": "en annan", "last": "2010-01-01T00:00:00"}',
        WHOLE + '"system": "cron", "last": "2010-01-01T00:00:00+01:00"}',
    ],
)
def test_a_damaged_record_is_none(damage: str, machine: Machine) -> None:
    records.put(Record("jamxl-x", "/srv", "x", MONDAYS, System.CRON, NOW))
    records.file_of("jamxl-x").write_text(damage, encoding="utf-8")
    assert records.get("jamxl-x") is None
    assert list(records.every()) == []


# ------------------------------------------------------------------------------------------------- catching up


@pytest.mark.parametrize(
    ("last", "now", "expected"),
    [
        # Installed on Wednesday: nothing until Monday at seven.
        (NOW, NOW, False),
        (NOW, datetime(2010, 5, 24, 6, 59), False),
        (NOW, datetime(2010, 5, 24, 7), True),
        # Run on Monday: the machine may start as often as it likes.
        (datetime(2010, 5, 24, 7), datetime(2010, 5, 30, 23), False),
        # Off over Monday: whenever it starts.
        (datetime(2010, 5, 24, 7), datetime(2010, 6, 2, 15), True),
        # The clock was wrong when it last ran.
        (datetime(2030, 1, 1), NOW, True),
    ],
)
def test_a_run_is_missed_when_a_start_has_come_since_the_last(last: datetime, now: datetime, expected: bool) -> None:
    assert catching_up.missed(Record("jamxl-x", "/srv", "x", MONDAYS, System.CRON, last), now) is expected


def test_dates_go_by_their_year() -> None:
    record = Record("jamxl-x", "/srv", "x", Dates((date(2010, 5, 16),), time(7)), System.CRON, datetime(2010, 5, 1))
    assert catching_up.missed(record, datetime(2010, 5, 16, 7))
    ran = Record("jamxl-x", "/srv", "x", record.timing, System.CRON, datetime(2010, 5, 16, 7))
    assert not catching_up.missed(ran, datetime(2011, 5, 16, 7))


@pytest.fixture
def runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A stand-in for jamxl that notes its words and ends with the code in the file beside."""
    program, noted = tmp_path / "program", tmp_path / "noted"
    (tmp_path / "code").write_text("0", encoding="utf-8")
    program.write_text(f'#!/bin/sh\necho "$*" >>"{noted}"\nexit "$(cat "{tmp_path}/code")"\n', encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setattr(catching_up, "this_program", lambda: (str(program),))
    noted.touch()
    return noted


def test_a_missed_run_is_run_once(machine: Machine, folder: Path, runs: Path) -> None:
    put(folder, System.CRON)
    assert catching_up.catch_up(folder, NOW + timedelta(hours=1)) is None
    assert catching_up.catch_up(folder, NOW + timedelta(days=7)) == 0
    assert catching_up.catch_up(folder, NOW + timedelta(days=8)) is None
    assert runs.read_text(encoding="utf-8") == f"run {folder}\n"


@pytest.mark.parametrize(("code", "times"), [(0, 1), (1, 1), (2, 2), (139, 2)])
def test_a_run_that_could_do_nothing_is_tried_again(
    code: int, times: int, machine: Machine, folder: Path, runs: Path
) -> None:
    put(folder, System.CRON)
    (runs.parent / "code").write_text(str(code), encoding="utf-8")
    assert catching_up.catch_up(folder, NOW + timedelta(days=7)) == code
    catching_up.catch_up(folder, NOW + timedelta(days=8))
    assert len(runs.read_text(encoding="utf-8").splitlines()) == times


def test_without_a_record_it_runs(machine: Machine, folder: Path, runs: Path) -> None:
    assert catching_up.catch_up(folder, NOW) == 0
    assert runs.read_text(encoding="utf-8") == f"run {folder}\n"
    assert list(records.every()) == []


# ---------------------------------------------------------------------------------------------------- commands


@pytest.mark.parametrize(
    "words",
    [["--weekly", "mon", "07:00"], ["--weekly", "mån 07:00"], ["--weekly=måndag 7.00"], ["--weekly=mon", "07:00"]],
)
@pytest.mark.parametrize("first", [True, False])
def test_install_list_and_remove(words: list[str], first: bool, machine: Machine, folder: Path) -> None:
    arguments = [str(folder), *words] if first else [*words, str(folder)]
    result = run("schedule", "install", *arguments)
    assert result.exit_code == 0, result.output
    assert result.output.splitlines() == [
        "Jämställd service körs varje måndag kl. 07:00.",
        installing.Systemd.note,
        f"I schemaläggaren (systemd) heter det {name_of(folder)}.",
    ]
    assert run("schedule", "list").output.splitlines() == [
        "Jämställd service: varje måndag kl. 07:00",
        f"  {folder}",
        f"  {name_of(folder)} (systemd)",
        f"  Nästa gång: {following(MONDAYS, datetime.now()):%Y-%m-%d %H:%M}",
    ]
    result = run("schedule", "remove", folder)
    said = f"{name_of(folder)} är borttaget ur schemat och körs inte längre av sig självt.\n"
    assert (result.exit_code, result.output) == (0, said)
    assert run("schedule", "list").output == "Inget projekt ligger på schemat.\n"
    result = run("schedule", "remove", folder)
    assert result.exit_code == 2
    assert "ligger inte på schemat" in result.output


def test_a_job_whose_project_is_gone_is_listed_and_removed(machine: Machine, folder: Path) -> None:
    run("schedule", "install", folder, "--daily", "07:00")
    shutil.rmtree(folder)
    assert "varje dag kl. 07:00" in run("schedule", "list").output
    assert run("schedule", "remove", folder).exit_code == 0
    assert machine.jobs() == []


def test_a_project_may_be_named_by_its_file_and_a_job_by_its_name(machine: Machine, folder: Path) -> None:
    assert run("schedule", "install", folder / "jamxl.toml", "--daily", "07:00").exit_code == 0
    assert [record.name for record in records.every()] == [name_of(folder)]
    assert run("schedule", "remove", name_of(folder)).exit_code == 0
    assert machine.jobs() == []


def test_a_calendar_that_has_come_to_its_end_is_told_of(machine: Machine, folder: Path) -> None:
    put(folder, System.SYSTEMD, Dates((date(2010, 5, 16),), time(7)))
    assert "Ingen gång kvar. Skriv in nya omgångar i jamxl.toml" in run("schedule", "list").output


def test_a_job_that_somebody_took_away_is_told_of(machine: Machine, folder: Path) -> None:
    run("schedule", "install", folder, "--daily", "07:00")
    (machine.there / f"{name_of(folder)}.timer").unlink()
    assert "Finns inte kvar i schemaläggaren" in run("schedule", "list").output
    assert run("schedule", "remove", folder).exit_code == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "Välj en tid"),
        (["--daily", "07:00", "--weekly", "mon", "07:00"], "Välj en tid"),
        (["--daily", "7"], "är inget klockslag"),
        (["--weekly", "helg", "07:00"], "är ingen veckodag"),
        (["--monthly", "31", "07:00"], "Skriv 1 till 28"),
        (["--rounds", "07:00"], "ingen omgång kvar"),
    ],
)
def test_a_timing_that_is_none_is_told(words: list[str], said: str, machine: Machine, folder: Path) -> None:
    result = run("schedule", "install", folder, *words)
    assert result.exit_code == 2
    assert said in result.output
    assert list(records.every()) == []


def test_the_days_after_the_due_days_of_the_calendar(machine: Machine, tmp_path: Path) -> None:
    due = date.today() + timedelta(days=30)
    rounds = f'[[omgang]]\nperiod = "2010-T1"\nsenast = 2010-05-15\n\n[[omgang]]\nperiod = "2010-T2"\nsenast = {due}\n'
    folder = project(tmp_path / "med kalender", f"{PROJECT}\n{rounds}")
    assert run("schedule", "install", folder, "--rounds", "07:00").exit_code == 0
    assert [record.timing for record in records.every()] == [Dates((due + timedelta(days=1),), time(7))]


@pytest.mark.parametrize(
    ("system", "sign"),
    [
        ("windows", "<ScheduleByWeek>"),
        ("systemd", "OnCalendar=Mon *-*-* 07:00:00"),
        ("launchd", "<key>StartCalendarInterval</key>"),
        ("cron", "0 7 * * 1 "),
    ],
)
def test_show_tells_what_any_system_would_get_and_does_nothing(
    system: str, sign: str, machine: Machine, folder: Path
) -> None:
    result = run("schedule", "show", folder, "--weekly", "mon 07:00", "--for", system)
    assert result.exit_code == 0, result.output
    assert sign in result.output
    assert machine.lines() == []
    assert list(records.every()) == []


def test_show_without_a_timing_shows_the_one_there_is(machine: Machine, folder: Path) -> None:
    assert run("schedule", "show", folder).exit_code == 2
    run("schedule", "install", folder, "--monthly", "3", "07:00")
    assert "OnCalendar=*-01,02,03,04,05,06,07,08,09,10,11,12-03 07:00:00" in run("schedule", "show", folder).output
    result = run("schedule", "show", folder, "--for", "anacron")
    assert result.exit_code == 2
    assert "Välj bland windows, systemd, launchd, cron" in result.output


def test_catch_up_ends_as_the_run_did(machine: Machine, folder: Path, runs: Path) -> None:
    (runs.parent / "code").write_text("1", encoding="utf-8")
    assert run("schedule", "catch-up", folder).exit_code == 1
    assert runs.read_text(encoding="utf-8") == f"run {folder}\n"
    put(folder, System.CRON, DAILY, datetime.now())
    assert run("schedule", "catch-up", folder).exit_code == 0


# ------------------------------------------------------------------------------------------- what starts jamxl


def test_the_words_start_this_jamxl(tmp_path: Path) -> None:
    """Also from a folder with modules of its own, and where the machine's code page is another."""
    (tmp_path / "jamxl.py").write_text("raise SystemExit(9)", encoding="utf-8")
    env = {name: value for name, value in os.environ.items() if name != "PYTHONUTF8"} | {"LC_ALL": "C"}
    result = subprocess.run(
        [*job.this_program(), "--version"], capture_output=True, encoding="utf-8", cwd=tmp_path, env=env, check=False
    )
    assert (result.returncode, result.stdout.split()[0]) == (0, "jamxl"), result.stderr


@pytest.mark.parametrize("started", ["python.exe", "pythonw.exe"])
def test_the_python_without_a_console_where_there_is_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, started: str
) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python.exe"))
    assert job.this_program()[0] == str(tmp_path / "python.exe")
    (tmp_path / "pythonw.exe").touch()
    monkeypatch.setattr(sys, "executable", str(tmp_path / started))
    assert job.this_program()[0] == str(tmp_path / "pythonw.exe")


def test_a_run_needs_no_streams(folder: Path) -> None:
    """A Python without a console has none."""
    script = "import sys; sys.stdin = sys.stdout = sys.stderr = None; from jamxl.cli import main; main()"
    command = [sys.executable, "-c", script, "run", "--dry-run"]
    (folder / "inkorg").mkdir()
    run("new", folder)
    assert subprocess.run([*command, str(folder)], check=False).returncode == 0
    assert subprocess.run([*command, str(folder / "finns inte")], check=False).returncode == 2


def test_a_packed_jamxl(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/opt/jamxl/jamxlw.exe")
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert job.this_program() == ("/opt/jamxl/jamxl.exe",)


def test_a_record_holds_no_more_than_it_needs(machine: Machine, folder: Path) -> None:
    name = put(folder, System.CRON)
    kept = json.loads(records.file_of(name).read_text(encoding="utf-8"))
    assert set(kept) == {"name", "folder", "title", "timing", "system", "last"}


# -------------------------------------------------------------------------------------------- the last run


@pytest.mark.parametrize(
    ("installed", "ran", "now", "missed"),
    [
        # Mondays at 07:00; NOW is the Wednesday after one, the seventeenth.
        (datetime(2010, 5, 1), datetime(2010, 5, 17, 7, 0), NOW, None),
        (datetime(2010, 5, 1), datetime(2010, 5, 10, 7, 0), NOW, datetime(2010, 5, 17, 7)),
        (datetime(2010, 5, 1), None, NOW, datetime(2010, 5, 17, 7)),
        (datetime(2010, 5, 18), None, NOW, None),
        # It may be going on.
        (datetime(2010, 5, 1), datetime(2010, 5, 10, 7, 0), datetime(2010, 5, 17, 7, 30), None),
        # Done by hand since.
        (datetime(2010, 5, 1), datetime(2010, 5, 18, 15, 0), NOW, None),
    ],
)
def test_a_start_that_nothing_came_of(
    installed: datetime, ran: datetime | None, now: datetime, missed: datetime | None
) -> None:
    record = Record("jamxl-x", "/x", "Prov", MONDAYS, System.WINDOWS, installed)
    assert catching_up.not_done(record, ran, now) == missed


def test_list_tells_of_the_last_run_and_of_one_that_did_not_come(machine: Machine, folder: Path) -> None:
    put(folder, System.WINDOWS, DAILY, datetime.now() - timedelta(days=3))
    missed = "men det blev inte av"
    assert missed in run("schedule", "list").stdout
    assert "Senast" not in run("schedule", "list").stdout
    path = folder / "rapport" / TOLD
    path.parent.mkdir(parents=True)
    told = Told([f"{BEGUN.format(now=datetime.now())}, period 2010-T1."], over=True)
    told.add("Disken är full.", Code.FAILED)
    path.write_text(told.text(), encoding="utf-8")
    said = run("schedule", "list").stdout
    assert missed not in said
    assert f". Körningen gick inte att göra klart. Nästa körning försöker igen. Se {path}" in said
