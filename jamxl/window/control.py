"""What the window does: each task in a thread of its own, and what it says back in the window's."""

import queue
import threading
import tkinter as tk
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import click

from jamxl import opening, tasks
from jamxl.tasks import Answer, Task, Wish
from jamxl.trouble import Trouble
from jamxl.window.memory import remember
from jamxl.window.view import View

# Milliseconds between two looks at what a task has said.
LOOK_EVERY = 50


class Errand:
    """A task on its way. Tk is not to be touched by its thread, which leaves what it says and answers in `news`."""

    def __init__(self, wish: Wish) -> None:
        self.wish = wish
        self.news: queue.SimpleQueue[str | Answer] = queue.SimpleQueue()
        self.stopped = threading.Event()
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def run(self) -> None:
        self.news.put(tasks.perform(self.wish, self.say, today=date.today(), now=datetime.now()))

    def say(self, text: str) -> None:
        """What the task calls between its steps, where it can be stopped."""
        if self.stopped.is_set():
            raise Trouble("Avbrutet.")
        self.news.put(text)


class Control:
    """The window at work, in `root`."""

    def __init__(self, root: tk.Tk, folder: str) -> None:
        self.root = root
        self.view = View(root, self.press, self.reveal, opening.periods_of)
        self.view.choices.choose(folder)
        self.errand: Errand | None = None
        self.answer: Answer | None = None
        # The folder and period that the table is of.
        self.listed = ("", "")
        root.protocol("WM_DELETE_WINDOW", self.close)
        # What macOS calls when the user quits.
        root.createcommand("::tk::mac::Quit", self.close)
        root.bind("<Escape>", lambda _: self.close() if self.errand is None else None)
        root.report_callback_exception = self.fault

    def press(self, task: Task) -> None:
        """Begin a task, unless one is on its way."""
        if self.errand is None:
            wish = self.view.choices.wish(task)
            if (wish.folder, wish.period) != self.listed:
                self.view.units.fill([])
            self.view.busy(task)
            self.errand = Errand(wish)
            self.look()

    def look(self) -> None:
        """Show what the task has said since the last look, and its answer; and again, as long as it is on its way."""
        if self.errand is None:
            return
        # First of all: should this look go wrong, there is another.
        self.root.after(LOOK_EVERY, self.look)
        while self.errand and not self.errand.news.empty():
            news = self.errand.news.get()
            if isinstance(news, str):
                self.view.progress.say(news)
            else:
                self.done(self.errand.wish, news)

    def done(self, wish: Wish, answer: Answer) -> None:
        """The task has come to its end."""
        self.errand = None
        self.view.idle()
        self.show(answer)
        if answer.units is not None:
            self.listed = wish.folder, wish.period
            self.view.units.fill(answer.units)
        if answer.well:
            remember(opening.folder_of(wish.folder))
        if answer.opens:
            # Some systems take their time to open a file; meanwhile the answer can be read.
            self.root.update_idletasks()
            self.open(answer.opens)

    def show(self, answer: Answer) -> None:
        """Show an answer, to which the folder belongs that can be opened."""
        self.answer = answer
        self.view.result.show(answer)

    def reveal(self) -> None:
        """Open the folder of the answer."""
        if self.answer and self.answer.folder:
            self.open(self.answer.folder)

    def open(self, path: Path) -> None:
        """Open a file or folder as the system does it; say where it lies when that fails."""
        # typer has a launch of its own, which opens no files on Windows.
        if self.answer and click.launch(str(path)):
            told = f"{self.answer.text}\n{path} gick inte att öppna härifrån. Öppna den själv i filhanteraren."
            self.view.result.show(replace(self.answer, well=False, text=told))

    def fault(self, *_: object) -> None:
        """Tell of an exception in the window itself, which goes on."""
        if self.errand is None:
            self.view.idle()
        self.show(tasks.fault())

    def close(self) -> None:
        """Close the window; the user is asked first when a task is on its way."""
        if self.errand is None or self.view.sure(
            f"{self.errand.wish.task} pågår. Vill du avbryta och stänga fönstret?"
        ):
            # It may have come to its end while the question was read.
            if self.errand:
                self.errand.stopped.set()
            self.root.destroy()

    def ended(self, within: float) -> bool:
        """Whether no task is on its way when so many seconds have gone."""
        if self.errand:
            self.errand.thread.join(within)
        return self.errand is None or not self.errand.thread.is_alive()
