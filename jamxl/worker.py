"""Files are checked in processes of their own, with a limit of time and memory: one file can never stop the others.

A worker is another Python that reads jobs from its standard input and writes deliveries to its standard output. It
is no `multiprocessing` process, since those run the caller's own script a second time on Windows and macOS.
"""

import atexit
import contextlib
import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import psutil

from jamxl.checking import Checked, check, refused
from jamxl.consolidation import Delivery, deliver
from jamxl.project import Limits
from jamxl.read import Refused, read
from jamxl.standard import books
from jamxl.swedish import counted

# How often a busy worker's time and memory are looked at, in seconds.
LOOK_EVERY = 0.02
START = "import jamxl.worker; jamxl.worker.serve()"
# From so many files on, several workers pay for their start.
MANY_FILES = 16


@dataclass(frozen=True, slots=True)
class Job:
    """A file to check: where it lies, and what it is called in findings."""

    path: Path
    name: str
    limits: Limits
    today: date


# --- in the worker ----------------------------------------------------------------------------------------------


def serve() -> None:
    """Answer jobs until standard input ends."""
    # The one who asked is told of Ctrl+C, and ends its workers.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answers = os.fdopen(os.dup(1), "wb")
    # What a library prints must not get between the answers.
    os.dup2(2, 1)
    answer(answers.write, b"")
    answers.flush()
    while True:
        try:
            job: Job = pickle.load(sys.stdin.buffer)
        except EOFError:
            return
        answer(answers.write, delivered(job))
        answers.flush()


def answer(write: Callable[[bytes], object], what: object) -> None:
    """Write one answer."""
    write(pickle.dumps(what, protocol=pickle.HIGHEST_PROTOCOL))


def delivered(job: Job) -> Delivery:
    """Check one file and keep what a consolidation needs."""
    try:
        received = date.fromtimestamp(job.path.stat().st_mtime)
    except (OSError, ValueError, OverflowError):
        received = None
    return deliver(check_one(job.path, job.limits, job.today, job.name), received)


def check_one(path: Path, limits: Limits, today: date, name: str = "") -> Checked:
    """Check one file here and now; whatever is wrong with it is in the findings, never raised."""
    shown = name or str(path)
    try:
        raw = read(path)
    except Refused as trouble:
        return refused(shown, trouble.code, **trouble.facts)
    except MemoryError:
        return refused(shown, "JX124", detail=f"{limits.megabytes} MB")
    except Exception as trouble:
        return refused(shown, "JX116", detail=f"{type(trouble).__name__}: {trouble}")
    raw.path = shown
    try:
        return check(raw, books(), limits, today)
    except Exception as trouble:
        # A fault of ours must not stop the other files; it is told as a finding of this one.
        return refused(shown, "JX116", raw.sha256, detail=f"{type(trouble).__name__}: {trouble}")


# --- where the files are asked for -------------------------------------------------------------------------------


def checked_apart(jobs: Sequence[Job]) -> Iterator[Delivery]:
    """Each job's delivery, in order, checked in workers."""
    crew = 1 if len(jobs) < MANY_FILES else os.cpu_count() or 1
    watch = Watch()
    with ThreadPoolExecutor(crew) as pool:
        try:
            yield from pool.map(watch.check, jobs)
        finally:
            watch.stop()


class Watch:
    """Hands jobs to workers and ends those that take too long or too much."""

    def __init__(self) -> None:
        self.busy: dict[Worker, tuple[float, Limits]] = {}
        self.over = threading.Event()
        threading.Thread(target=self.look_on, daemon=True).start()

    def check(self, job: Job) -> Delivery:
        """The delivery of one job, refused when its worker had to be ended or died."""
        worker = hire()
        self.busy[worker] = (time.monotonic() + job.limits.seconds, job.limits)
        try:
            delivery = worker.ask(job)
        except (EOFError, OSError, pickle.UnpicklingError):
            ended = worker.end()
            code, detail = worker.verdict or ("JX125", ended)
            return deliver(refused(job.name, code, detail=detail))
        finally:
            del self.busy[worker]
        if worker.verdict is None:
            idle.append(worker)
        else:
            worker.end()
        return delivery

    def look_on(self) -> None:
        """End each worker that is over its limits, until told to stop."""
        while not self.over.wait(LOOK_EVERY):
            for worker, (latest, limits) in list(self.busy.items()):
                if time.monotonic() > latest:
                    worker.stop("JX123", counted(limits.seconds, "sekund", "sekunder"))
                elif worker.megabytes() > limits.megabytes:
                    worker.stop("JX124", f"{limits.megabytes} MB")

    def stop(self) -> None:
        """Look no more; jobs that are still running are ended."""
        self.over.set()
        for worker in list(self.busy):
            worker.stop("JX125", "avbruten")


class Worker:
    """One other Python. `verdict`: why it was ended, as a code and a detail."""

    def __init__(self) -> None:
        self.verdict: tuple[str, str] | None = None
        self.process = subprocess.Popen(
            [sys.executable, "-c", START],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            # The same modules as here, wherever they were found.
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PYTHONSAFEPATH": "1"},
            # No window flickers by where jamxl itself has none.
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        self.memory = psutil.Process(self.process.pid).memory_info
        # Ready: from here on the time counts.
        self.receive()

    def ask(self, job: Job) -> Delivery:
        """The worker's answer. EOFError, OSError or UnpicklingError when it ended before it gave one."""
        assert self.process.stdin is not None
        self.process.stdin.write(pickle.dumps(job, protocol=pickle.HIGHEST_PROTOCOL))
        self.process.stdin.flush()
        delivery = self.receive()
        assert isinstance(delivery, Delivery)
        return delivery

    def receive(self) -> object:
        """The next answer."""
        assert self.process.stdout is not None
        return pickle.load(self.process.stdout)

    def megabytes(self) -> float:
        """The memory it holds now; 0 when it is gone."""
        try:
            return float(self.memory().rss / 1_000_000)
        except psutil.Error:
            return 0.0

    def stop(self, code: str, detail: str) -> None:
        """End it, and say why."""
        if self.verdict is None:
            self.verdict = (code, detail)
        self.process.kill()

    def end(self) -> str:
        """Let it go; how it ended, in words."""
        with contextlib.suppress(OSError):
            for pipe in (self.process.stdin, self.process.stdout):
                if pipe is not None:
                    pipe.close()
        self.process.kill()
        return f"läsaren avbröts (kod {self.process.wait()})"


# Workers that wait for the next file, here or in a later call.
idle: list[Worker] = []


def hire() -> Worker:
    """A worker that waits, or a new one."""
    while True:
        try:
            worker = idle.pop()
        except IndexError:
            return Worker()
        if worker.process.poll() is None:
            return worker
        worker.end()


@atexit.register
def dismiss() -> None:
    """End the workers that wait."""
    while idle:
        idle.pop().end()
