"""The part demo.py and test.py share: a .venv beside pyproject.toml, installed once, then a command in it.

Standard library only. What cannot be done is said in one line.
"""

import hashlib
import importlib.util
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMP = VENV / "jamxl-setup.txt"
LOG = VENV / "jamxl-setup.log"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
CONSTRAINTS = "constraints.txt"

# How pip's output looks when it gets nothing from the package index.
NO_NETWORK = re.compile(
    "NewConnectionError|ConnectTimeout|ReadTimeout|ProxyError|SSLError|ConnectionResetError"
    "|Connection refused|Failed to establish|name resolution|getaddrinfo|Network is unreachable|timed out"
    "|from versions: none"
)


class SetupError(Exception):
    """Why the set-up stopped, in one line."""


def main(command: Sequence[str], extras: Sequence[str]) -> int:
    """Set up .venv, then run its Python with the command and this script's own arguments."""
    arguments = sys.argv[1:]
    setup_only = "--setup-only" in arguments
    try:
        set_up(extras)
    except SetupError as error:
        print(f"Set-up failed: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return 130
    if setup_only:
        return 0
    shown = " ".join([*command, *arguments])
    print(f"Running: {PYTHON.relative_to(ROOT)} {shown}", flush=True)
    try:
        return subprocess.call([str(PYTHON), *command, *arguments], cwd=ROOT)
    except KeyboardInterrupt:
        return 130


def set_up(extras: Sequence[str]) -> None:
    """Make and fill .venv, unless it already holds these extras as pyproject.toml and constraints.txt say."""
    current = fingerprint()
    installed = read_stamp(current)
    if installed is not None and installed.issuperset(extras) and python_works():
        print(f"{VENV.name} is up to date.", flush=True)
        return
    if not python_works():
        make_venv()
    wanted = sorted({*extras, *(installed or ())})
    STAMP.unlink(missing_ok=True)
    install(wanted)
    STAMP.write_text("\n".join([current, *wanted]) + "\n", encoding="utf-8")


def fingerprint() -> str:
    """Changes when what is to be installed changes, or the folder is moved."""
    digest = hashlib.sha256(str(ROOT).encode())
    for name in ("pyproject.toml", CONSTRAINTS):
        try:
            digest.update((ROOT / name).read_bytes())
        except OSError as error:
            raise SetupError(f"{name} cannot be read ({error.strerror}); is the copy of jamxl complete?") from None
    return digest.hexdigest()


def read_stamp(current: str) -> set[str] | None:
    """The extras installed by an earlier run; None if that run was for something else."""
    try:
        first, *extras = STAMP.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        return None
    return set(extras) if first == current else None


def python_works() -> bool:
    """True if .venv has a Python 3.11 or later that starts, and pip."""
    test = "import sys, pip; sys.exit(sys.version_info < (3, 11))"
    try:
        return subprocess.run([str(PYTHON), "-c", test], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def make_venv() -> None:
    """Make .venv; an earlier, broken one is emptied, but never a folder that is something else."""
    if any(importlib.util.find_spec(name) is None for name in ("venv", "ensurepip")):
        raise SetupError("this Python has no venv module; install it (Debian, Ubuntu: apt-get install python3-venv).")
    if VENV.exists() and not (VENV / "pyvenv.cfg").is_file() and (not VENV.is_dir() or any(VENV.iterdir())):
        raise SetupError(f"{VENV.name} exists but is no virtual environment; move it away and run again.")
    print(f"Making {VENV.name} with Python {sys.version.split()[0]} ...", flush=True)
    done = run([sys.executable, "-m", "venv", "--clear", str(VENV)])
    if done.returncode != 0:
        raise SetupError(f"python -m venv did not work: {telling_line(done.stdout)}")


def install(extras: Sequence[str]) -> None:
    """Install jamxl, editable, with the pinned packages; pip's whole output goes to a log."""
    target = f".[{','.join(extras)}]" if extras else "."
    print(f"Installing {target} with {CONSTRAINTS} (a minute or two the first time) ...", flush=True)
    pip = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
    done = run([*pip, "-c", CONSTRAINTS, "-e", target])
    if done.returncode == 0:
        return
    LOG.write_text(done.stdout, encoding="utf-8")
    log = LOG.relative_to(ROOT)
    if NO_NETWORK.search(done.stdout):
        raise SetupError(f"no network: pip gets nothing from the package index (details in {log}).")
    raise SetupError(f"pip: {telling_line(done.stdout)} (details in {log})")


def run(command: Sequence[str]) -> subprocess.CompletedProcess[str]:
    """Run in the project folder, both outputs together as text."""
    try:
        return subprocess.run(
            command,
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
    except OSError as error:
        raise SetupError(f"{command[0]} cannot be started ({error.strerror}).") from None


def telling_line(output: str) -> str:
    """The first error line of a program's output, or else its last line."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    return next((line for line in lines if line.startswith(("ERROR:", "Error:"))), (lines or ["no output"])[-1])
