"""PostgreSQL for the tests: a server of their own, on a free port, with its files in a folder that goes away."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

# Where Debian and Ubuntu keep the programs, one folder a version.
PACKAGED = "/usr/lib/postgresql"
# PostgreSQL does not run as root; Debian's own user may, else nobody.
USERS = ("postgres", "nobody")


def program(name: str) -> str:
    """The path of one of its programs. Skips the test without it; fails where the environment demands it."""
    packaged = sorted(Path(PACKAGED).glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]), reverse=True)
    found = shutil.which(name) or next(map(str, packaged), None)
    if found is None:
        if os.environ.get("JAMXL_REQUIRE_POSTGRES"):
            pytest.fail("PostgreSQL is required here but not installed")
        pytest.skip("PostgreSQL is not installed")
    return found


@contextmanager
def server() -> Iterator[str]:
    """A running server: the URL of a database in it that anybody on this machine may use."""
    initdb, pg_ctl, port = program("initdb"), program("pg_ctl"), free_port()
    # Not in pytest's own folder: another user than ours cannot get there.
    with tempfile.TemporaryDirectory(prefix="jamxl-postgres-", ignore_cleanup_errors=True) as name:
        folder, user = Path(name), owner()
        if user:
            shutil.chown(folder, user)
        data = str(folder / "data")
        run(user, [initdb, "-D", data, "-U", "jamxl", "-A", "trust", "-E", "UTF8", "--no-sync"])
        options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off"
        run(user, [pg_ctl, "-D", data, "-l", str(folder / "log"), "-o", options, "-w", "start"])
        try:
            yield f"postgresql://jamxl@127.0.0.1:{port}/postgres"
        finally:
            run(user, [pg_ctl, "-D", data, "-m", "immediate", "-w", "stop"])


def owner() -> str | None:
    """Whom the server runs as, when that cannot be us."""
    if sys.platform == "win32" or os.geteuid() != 0:
        return None
    import pwd

    known = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in USERS if name in known)


def run(user: str | None, command: Sequence[str]) -> None:
    """Run one of its programs as a user. Its output goes to a file: the server it starts would hold a pipe open."""
    as_user = ["runuser", "-u", user, "--"] if user else []
    done = subprocess.run([*as_user, *command], stdout=subprocess.DEVNULL, cwd="/", timeout=120, check=False)
    assert done.returncode == 0, f"{command[0]} ended with {done.returncode}"


def free_port() -> int:
    """A port that nobody listens at just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
