"""Tasks in processes of their own, each with a limit of time and memory: one can never stop the others.

A worker is another Python that reads tasks from its standard input and writes results to its standard output; where
jamxl is packed with its Python as one program, it is another of that program. It is no `multiprocessing` process,
since those run the caller's own script a second time on Windows and macOS.
"""

import atexit
import contextlib
import faulthandler
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
from pathlib import Path
from typing import IO, Any

import psutil

from jamxl import texts
from jamxl.swedish import counted, show
from jamxl.trouble import Trouble

# How often a busy worker's time and memory are looked at, and how long one may take to start, in seconds.
LOOK_EVERY, START_WITHIN = 0.02, 60.0
# So many tasks for each worker: fewer do not pay for its start.
SHARE = 8
# A worker that holds more than this part of the memory limit takes no other task: the next starts from little.
KEEP_BELOW = 0.4
# What a start-up script of the machine prints comes before this line.
READY = b"jamxl worker ready\n"
START = "import jamxl.worker; jamxl.worker.serve()"
# The command that does the same in a packed jamxl, which takes no Python code.
COMMAND = "worker"

Task = Callable[[], Any]


@dataclass(frozen=True, slots=True)
class Ended:
    """What came instead of a result: a code of `texts.FINDINGS`, and what its sentence needs."""

    code: str
    detail: str


class CannotStart(Trouble):
    """No other Python can be started on this machine."""


# --- in the worker ----------------------------------------------------------------------------------------------


def serve() -> None:
    """Do tasks until standard input ends."""
    # The one who asked is told of Ctrl+C, and ends its workers.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    results = os.fdopen(os.dup(1), "wb")
    # What a library prints must not get between the results.
    os.dup2(2, 1)
    results.write(READY)
    # The process that works, which a launcher may have started.
    give(results, os.getpid())
    while True:
        try:
            task, seconds = pickle.load(sys.stdin.buffer)
        except EOFError:
            return
        # Should the one who asked be gone, nobody else would end a task that hangs.
        faulthandler.dump_traceback_later(2 * seconds + LOOK_EVERY, exit=True)
        give(results, done(task))
        faulthandler.cancel_dump_traceback_later()


def done(task: Task) -> Any:
    """The result of a task; Ended when it fails, which is a fault of ours."""
    try:
        return task()
    except MemoryError:
        return Ended("JX124", texts.MEMORY_THERE_IS)
    except Exception as trouble:
        return Ended("JX116", f"{type(trouble).__name__}: {trouble}")


def give(results: IO[bytes], result: Any) -> None:
    """Write one result."""
    results.write(pickle.dumps(result, protocol=pickle.HIGHEST_PROTOCOL))
    results.flush()


def starts() -> list[str]:
    """The program that a worker is, and its arguments."""
    program = packed()
    return [str(program), COMMAND] if program else [sys.executable, "-c", START]


def packed() -> Path | None:
    """The program that jamxl is packed as together with its Python; None where it is not.

    It is the one with a console, also from the one without: only it surely has streams to answer on.
    """
    program = Path(sys.executable)
    return program.with_name(f"jamxl{program.suffix}") if getattr(sys, "frozen", False) else None


# --- where the tasks come from -----------------------------------------------------------------------------------


def apart(tasks: Sequence[Task], seconds: float, megabytes: float) -> Iterator[Any]:
    """The result of each task, in order; Ended for one that failed, took too long or too much, or killed its worker.

    A task is a function of a module with its arguments (functools.partial); both they and the result are pickled.
    Raises CannotStart.
    """
    watch = Watch(seconds, megabytes)
    with ThreadPoolExecutor(max(1, min(os.cpu_count() or 1, len(tasks) // SHARE))) as pool:
        try:
            yield from pool.map(watch.result, tasks)
        finally:
            watch.stop()


def alone(task: Task, seconds: float, megabytes: float) -> Any:
    """The result of one task that takes much memory, as `apart` gives it: no other worker holds any meanwhile.

    What it took is the machine's again when it is done. Raises CannotStart.
    """
    dismiss()
    try:
        return next(apart([task], seconds, megabytes))
    finally:
        dismiss()


class Watch:
    """Hands tasks to workers and ends those that are over the limits."""

    def __init__(self, seconds: float, megabytes: float) -> None:
        self.seconds, self.megabytes = seconds, megabytes
        # When each busy worker must be ready. Whoever changes or goes by it holds the lock.
        self.busy: dict[Worker, float] = {}
        self.lock = threading.Lock()
        self.over = threading.Event()
        threading.Thread(target=self.look_on, daemon=True).start()

    def result(self, task: Task) -> Any:
        """The result of one task, or Ended. Raises CannotStart."""
        worker = waiting() or self.started()
        self.mark(worker, self.seconds)
        try:
            result = worker.ask(task, self.seconds)
        except Exception:
            # Whatever came out of the pipe was no result; why is known by how the worker ended.
            result = None
            worker.failed = True
        with self.lock:
            del self.busy[worker]
        if worker.verdict or worker.failed:
            ended = worker.end()
            return worker.verdict or Ended("JX125", ended)
        if worker.megabytes() < KEEP_BELOW * self.megabytes:
            idle.append(worker)
        else:
            worker.end()
        return result

    def started(self) -> "Worker":
        """A new worker that is ready. Raises CannotStart."""
        try:
            worker = Worker()
        except (OSError, ValueError, TypeError) as trouble:
            raise CannotStart(texts.CANNOT_START.format(detail=trouble)) from trouble
        self.mark(worker, START_WITHIN)
        try:
            worker.get_ready()
        except Exception as trouble:
            raise CannotStart(texts.CANNOT_START.format(detail=worker.end())) from trouble
        finally:
            with self.lock:
                del self.busy[worker]
        return worker

    def mark(self, worker: "Worker", seconds: float) -> None:
        """From now on the worker is watched; ended at once when all is over."""
        with self.lock:
            self.busy[worker] = time.monotonic() + seconds
            if self.over.is_set():
                worker.stop(Ended("JX125", texts.INTERRUPTED))

    def look_on(self) -> None:
        """End each worker that is over its limits, until told to stop."""
        while not self.over.wait(LOOK_EVERY):
            with self.lock:
                for worker, latest in self.busy.items():
                    if time.monotonic() > latest:
                        worker.stop(Ended("JX123", counted(self.seconds, "sekund", "sekunder")))
                    elif worker.megabytes() > self.megabytes:
                        worker.stop(Ended("JX124", f"{show(self.megabytes)} MB"))

    def stop(self) -> None:
        """Look no more; tasks that are still running are ended."""
        with self.lock:
            self.over.set()
            for worker in self.busy:
                worker.stop(Ended("JX125", texts.INTERRUPTED))


class Worker:
    """One other Python. `verdict`: what to say instead of a result, when it was ended."""

    def __init__(self) -> None:
        self.verdict: Ended | None = None
        self.failed = False
        self.process = subprocess.Popen(
            starts(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            # The same modules as here, wherever they were found.
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PYTHONSAFEPATH": "1"},
            # No window flickers by where jamxl itself has none.
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.tasks, self.results = self.process.stdin, self.process.stdout
        # In a virtual environment on Windows the process started is a launcher, and the Python its child.
        self.itself: psutil.Process | None = None

    def get_ready(self) -> None:
        """Wait until it has started. Raises whatever a pipe that ends or holds something else gives."""
        while (line := self.results.readline()) != READY:
            if not line:
                raise EOFError
        self.itself = psutil.Process(pickle.load(self.results))

    def ask(self, task: Task, seconds: float) -> Any:
        """The task's result. Raises whatever a pipe that ends or holds something else gives."""
        give(self.tasks, (task, seconds))
        return pickle.load(self.results)

    def megabytes(self) -> float:
        """The memory it holds now; 0 when it is gone."""
        try:
            return float(self.itself.memory_info().rss / 1_000_000) if self.itself else 0.0
        except psutil.Error:
            return 0.0

    def stop(self, verdict: Ended) -> None:
        """End it, and say why."""
        self.verdict = self.verdict or verdict
        with contextlib.suppress(psutil.Error):
            if self.itself:
                self.itself.kill()
        self.process.kill()

    def end(self) -> str:
        """Let it go; how it ended, in words."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            # One that died by itself tells why; one that waits ends when nothing more can come.
            with contextlib.suppress(OSError):
                self.tasks.close()
            self.process.wait(timeout=1)
        self.stop(Ended("JX125", texts.INTERRUPTED))
        code = self.process.wait()
        self.results.close()
        return texts.READER_ENDED.format(code=code)


# Workers that wait for the next task, here or in a later call.
idle: list[Worker] = []


def waiting() -> Worker | None:
    """A worker that waits, if there is one."""
    # Another thread may take the last one.
    with contextlib.suppress(IndexError):
        while True:
            worker = idle.pop()
            if worker.process.poll() is None:
                return worker
            worker.end()
    return None


@atexit.register
def dismiss() -> None:
    """End the workers that wait."""
    while idle:
        idle.pop().end()
