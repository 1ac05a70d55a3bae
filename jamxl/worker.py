"""Tasks in processes of their own, each with a limit of time and memory: one can never stop the others.

A worker is another Python that reads tasks from its standard input and writes results to its standard output. It is
no `multiprocessing` process, since those run the caller's own script a second time on Windows and macOS.
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
from typing import Any

import psutil

from jamxl.swedish import counted, show

# How often a busy worker's time and memory are looked at, in seconds.
LOOK_EVERY = 0.02
START = "import jamxl.inspection, jamxl.worker; jamxl.worker.serve()"
# From so many tasks on, several workers pay for their start.
MANY = 16

Task = Callable[[], Any]


@dataclass(frozen=True, slots=True)
class Ended:
    """What came instead of a result: a code of `texts.FINDINGS`, and what its sentence needs."""

    code: str
    detail: str


# --- in the worker ----------------------------------------------------------------------------------------------


def serve() -> None:
    """Do tasks until standard input ends."""
    # The one who asked is told of Ctrl+C, and ends its workers.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    results = os.fdopen(os.dup(1), "wb")
    # What a library prints must not get between the results.
    os.dup2(2, 1)
    result: Any = None
    while True:
        results.write(pickle.dumps(result, protocol=pickle.HIGHEST_PROTOCOL))
        results.flush()
        try:
            task: Task = pickle.load(sys.stdin.buffer)
        except EOFError:
            return
        result = task()


# --- where the tasks come from -----------------------------------------------------------------------------------


def apart(tasks: Sequence[Task], seconds: float, megabytes: float) -> Iterator[Any]:
    """The result of each task, in order; Ended for one that took too long or too much, or killed its worker.

    A task is a function of a module with its arguments (functools.partial); both they and the result are pickled.
    """
    watch = Watch(seconds, megabytes)
    with ThreadPoolExecutor(1 if len(tasks) < MANY else os.cpu_count() or 1) as pool:
        try:
            yield from pool.map(watch.result, tasks)
        finally:
            watch.stop()


class Watch:
    """Hands tasks to workers and ends those that are over the limits."""

    def __init__(self, seconds: float, megabytes: float) -> None:
        self.seconds, self.megabytes = seconds, megabytes
        self.busy: dict[Worker, float] = {}
        self.over = threading.Event()
        threading.Thread(target=self.look_on, daemon=True).start()

    def result(self, task: Task) -> Any:
        """The result of one task, or Ended."""
        try:
            worker = hire()
        except (EOFError, OSError, psutil.Error, pickle.UnpicklingError) as trouble:
            return Ended("JX125", f"läsaren startade inte ({type(trouble).__name__})")
        self.busy[worker] = time.monotonic() + self.seconds
        try:
            result = worker.ask(task)
        except (EOFError, OSError, pickle.UnpicklingError):
            ended = worker.end()
            return worker.verdict or Ended("JX125", ended)
        finally:
            del self.busy[worker]
        if worker.verdict is None:
            idle.append(worker)
        else:
            worker.end()
        return result

    def look_on(self) -> None:
        """End each worker that is over its limits, until told to stop."""
        while not self.over.wait(LOOK_EVERY):
            for worker, latest in list(self.busy.items()):
                if time.monotonic() > latest:
                    worker.stop(Ended("JX123", counted(self.seconds, "sekund", "sekunder")))
                elif worker.megabytes() > self.megabytes:
                    worker.stop(Ended("JX124", f"{show(self.megabytes)} MB"))

    def stop(self) -> None:
        """Look no more; tasks that are still running are ended."""
        self.over.set()
        for worker in list(self.busy):
            worker.stop(Ended("JX125", "avbruten"))


class Worker:
    """One other Python. `verdict`: what to say instead of a result, when it was ended."""

    def __init__(self) -> None:
        self.verdict: Ended | None = None
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

    def ask(self, task: Task) -> Any:
        """The task's result. EOFError, OSError or UnpicklingError when the worker ended before it gave one."""
        assert self.process.stdin is not None
        self.process.stdin.write(pickle.dumps(task, protocol=pickle.HIGHEST_PROTOCOL))
        self.process.stdin.flush()
        return self.receive()

    def receive(self) -> Any:
        """The next result."""
        assert self.process.stdout is not None
        return pickle.load(self.process.stdout)

    def megabytes(self) -> float:
        """The memory it holds now; 0 when it is gone."""
        try:
            return float(self.memory().rss / 1_000_000)
        except psutil.Error:
            return 0.0

    def stop(self, verdict: Ended) -> None:
        """End it, and say why."""
        if self.verdict is None:
            self.verdict = verdict
        self.process.kill()

    def end(self) -> str:
        """Let it go; how it ended, in words."""
        with contextlib.suppress(OSError):
            for pipe in (self.process.stdin, self.process.stdout):
                if pipe is not None:
                    pipe.close()
        self.process.kill()
        return f"läsaren avbröts (kod {self.process.wait()})"


# Workers that wait for the next task, here or in a later call.
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
