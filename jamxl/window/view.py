"""What there is to see in the window. It does nothing by itself: what is pressed is told to the one who made it."""

import tkinter as tk
from collections.abc import Callable, Sequence
from functools import partial
from tkinter import filedialog, messagebox, ttk
from typing import Literal

from jamxl.tasks import HEADINGS, Answer, Status, Task, Wanted, Wish
from jamxl.window.looks import FOCUS, ILL, WELL, dress, letters, reached

# The letter after & is pressed together with Alt.
BUTTONS = {
    Task.CHECK: "&Kontrollera",
    Task.BUILD: "&Skapa arbetsböcker",
    Task.CONSOLIDATE: "K&onsolidera",
    Task.OPEN: "Öppna senaste &rapport",
}
HELP = (
    "Välj projektmappen, den som har jamxl.toml, och tryck på en knapp. Kontrollera läser periodens böcker och gör "
    "granskade kopior att skicka tillbaka. Skapa arbetsböcker gör böckerna som ska skickas ut. Konsolidera gör "
    "rapporten och öppnar den."
)
IDLE = "Redo."
# How wide the table's columns are, in letters.
WIDTHS = (30, 24, 16, 12, 6)
# Lines of the table: what there is always room for, and what there is at first if the screen is high enough.
FEWEST, USUAL = 3, 10
GAP = "6p"


class View:
    """The window: `choices`, `buttons`, `progress`, `result` and `units` from the top down.

    `press` is called with the task of a button, `reveal` to show the folder of the result, and `periods` with the
    folder that is chosen when its periods are to be listed.
    """

    def __init__(
        self,
        root: tk.Tk,
        press: Callable[[Task], object],
        reveal: Callable[[], object],
        periods: Callable[[str], Sequence[str]],
    ) -> None:
        self.root = root
        root.title("jamxl")
        dress(root)
        page = ttk.Frame(root, padding="9p")
        page.pack(fill="both", expand=True)
        self.choices = Choices(page, periods)
        self.choices.pack(fill="x")
        row = ttk.Frame(page)
        row.pack(fill="x", pady="9p")
        self.buttons = {task: button(row, text, partial(press, task)) for task, text in BUTTONS.items()}
        for column, one in enumerate(self.buttons.values()):
            one.grid(row=0, column=column, padx=(GAP if column else 0, 0), sticky="ew")
            row.columnconfigure(column, weight=1)
        self.progress = Progress(page)
        self.progress.pack(fill="x")
        self.result = Result(page, reveal)
        self.result.pack(fill="x", pady="9p")
        self.units = Units(page)
        self.units.pack(fill="both", expand=True)
        for key in ("<Return>", "<KP_Enter>"):
            for field in (self.choices.folder, self.choices.period, self.choices.edition):
                field.bind(key, lambda _: self.buttons[Task.CONSOLIDATE].invoke())
        self.buttons[Task.CONSOLIDATE].configure(default="active")
        self.fit()
        self.choices.folder.focus_set()

    def fit(self) -> None:
        """As high as the table wants at first, if the screen is; never so small that anything is out of sight."""
        self.root.update_idletasks()
        width, height = self.root.winfo_reqwidth(), self.root.winfo_reqheight()
        self.root.minsize(width, height)
        line = int(ttk.Style(self.root).lookup("Treeview", "rowheight"))
        wanted = min(height + (USUAL - FEWEST) * line, round(self.root.winfo_screenheight() * 0.85))
        self.root.geometry(f"{width}x{max(height, wanted)}")

    def busy(self, task: Task) -> None:
        """A task is being done: nothing else can be begun."""
        for part in (*self.buttons.values(), self.choices.finder):
            part.state(["disabled"])
        self.progress.begin(f"{task} …")
        self.result.clear()

    def idle(self) -> None:
        """Another task can be begun."""
        for part in (*self.buttons.values(), self.choices.finder):
            part.state(["!disabled"])
        self.progress.end()

    def sure(self, question: str) -> bool:
        """What the user answers; no is nearest at hand."""
        return messagebox.askyesno("jamxl", question, parent=self.root, default=messagebox.NO, icon="warning")


class Choices(ttk.Frame):
    """The project's folder, the period and the edition."""

    def __init__(self, page: ttk.Frame, periods: Callable[[str], Sequence[str]]) -> None:
        super().__init__(page)
        self.folder = ttk.Entry(self)
        self.finder = button(self, "&Välj mapp …", self.find)
        self.period = ttk.Combobox(self, width=12)
        self.period.configure(postcommand=lambda: self.period.configure(values=list(periods(self.folder.get()))))
        self.edition = ttk.Combobox(self, width=12, state="readonly", values=list(Wanted))
        self.edition.set(Wanted.INTERNAL)
        hint = ttk.Label(self, text="Tom period betyder den omgång som pågår.")
        label(self, "&Projektmapp", self.folder).grid(row=0, column=0, sticky="w")
        self.folder.grid(row=0, column=1, columnspan=4, sticky="ew", padx=GAP)
        self.finder.grid(row=0, column=5, sticky="ew")
        label(self, "P&eriod", self.period).grid(row=1, column=0, sticky="w", pady=(GAP, 0))
        self.period.grid(row=1, column=1, sticky="w", padx=GAP, pady=(GAP, 0))
        label(self, "&Utgåva", self.edition).grid(row=1, column=2, sticky="w", pady=(GAP, 0))
        self.edition.grid(row=1, column=3, sticky="w", padx=GAP, pady=(GAP, 0))
        hint.grid(row=1, column=4, columnspan=2, sticky="w", pady=(GAP, 0))
        self.columnconfigure(4, weight=1)

    def wish(self, task: Task) -> Wish:
        """The task with what is chosen."""
        return Wish(task, self.folder.get(), self.period.get(), self.edition.get())

    def choose(self, folder: str) -> None:
        """Another folder, and nothing left of the one before."""
        self.folder.delete(0, "end")
        self.folder.insert(0, folder)
        self.folder.xview_moveto(1)
        self.period.set("")

    def find(self) -> None:
        """Let the user point a folder out."""
        found = filedialog.askdirectory(
            parent=self,
            title="Välj projektmappen, den som har jamxl.toml",
            initialdir=self.folder.get(),
            mustexist=True,
        )
        if found:
            self.choose(found)


class Progress(ttk.Frame):
    """How far the task has come."""

    def __init__(self, page: ttk.Frame) -> None:
        super().__init__(page)
        self.said = ttk.Label(self, text=IDLE)
        self.said.pack(anchor="w")
        self.bar = ttk.Progressbar(self)
        self.bar.pack(fill="x", pady=("3p", 0))

    def begin(self, text: str) -> None:
        """Something is being done, nobody knows for how long."""
        self.say(text)
        self.bar.configure(mode="indeterminate")
        self.bar.start(20)

    def say(self, text: str) -> None:
        """What is being done now."""
        self.said.configure(text=text)

    def end(self) -> None:
        """Nothing is being done."""
        self.bar.stop()
        # Without this a piece of the bar stays where it is.
        self.bar.configure(mode="determinate", value=0)
        self.say(IDLE)


class Result(ttk.Frame):
    """What came of the task, as text that can be copied."""

    def __init__(self, page: ttk.Frame, reveal: Callable[[], object]) -> None:
        super().__init__(page)
        self.stripe = tk.Frame(self, width="4p")
        self.verdict = ttk.Label(self, style="Strong.TLabel")
        self.revealer = button(self, "Öppna &mappen", reveal)
        body = ttk.Frame(self)
        plain = ttk.Style(self).lookup("TFrame", "background")
        self.text = tk.Text(body, height=5, width=1, wrap="word", font="TkDefaultFont", relief="flat", background=plain)
        scroll = ttk.Scrollbar(body, command=self.text.yview)
        self.text.configure(yscrollcommand=scroll.set)
        # The keyboard gets here too, and one sees that it has.
        self.text.configure(takefocus=True, highlightthickness=1, highlightbackground=plain, highlightcolor=FOCUS)
        self.text.pack(side="left", fill="both", expand=True)
        scroll.pack(side="right", fill="y")
        self.stripe.grid(row=0, column=0, rowspan=2, sticky="ns", padx=(0, GAP))
        self.verdict.grid(row=0, column=1, sticky="w")
        self.revealer.grid(row=0, column=2, sticky="e")
        body.grid(row=1, column=1, columnspan=2, sticky="nsew", pady=("3p", 0))
        self.columnconfigure(1, weight=1)
        self.put("Så här gör du", HELP, "")

    def show(self, answer: Answer) -> None:
        """An answer, plainly marked when it is not well."""
        if answer.well:
            self.put("Klart", answer.text, WELL)
        else:
            self.put("Det gick inte som det skulle", answer.text, ILL)
        self.revealer.state(["!disabled" if answer.folder else "disabled"])

    def clear(self) -> None:
        """No result yet."""
        self.put("", "", "")

    def put(self, verdict: str, text: str, colour: str) -> None:
        """No colour: that of the window."""
        self.verdict.configure(text=verdict, foreground=colour)
        self.stripe.configure(background=colour or ttk.Style(self).lookup("TFrame", "background"))
        self.text.configure(state="normal")
        self.text.replace("1.0", "end", text)
        self.text.configure(state="disabled")
        self.revealer.state(["disabled"])


class Units(ttk.Frame):
    """How each unit's books have come."""

    def __init__(self, page: ttk.Frame) -> None:
        super().__init__(page)
        self.count = ttk.Label(self, style="Strong.TLabel")
        self.table = ttk.Treeview(self, columns=HEADINGS, show="headings", height=FEWEST)
        scroll = ttk.Scrollbar(self, command=self.table.yview)
        self.table.configure(yscrollcommand=scroll.set)
        for heading, width in zip(HEADINGS, WIDTHS, strict=True):
            side: Literal["e", "w"] = "e" if heading == HEADINGS[-1] else "w"
            self.table.heading(heading, text=heading, anchor=side)
            self.table.column(
                heading, width=letters(self, width), minwidth=letters(self, len(heading) + 2), anchor=side
            )
        self.table.tag_configure("faulty", foreground=ILL)
        self.count.grid(row=0, column=0, sticky="w", pady=(0, "3p"))
        self.table.grid(row=1, column=0, sticky="nsew")
        scroll.grid(row=1, column=1, sticky="ns")
        self.columnconfigure(0, weight=1)
        self.rowconfigure(1, weight=1)
        self.fill([])

    def fill(self, units: Sequence[Status]) -> None:
        """A line for each unit and book."""
        self.table.delete(*self.table.get_children())
        for unit in units:
            self.table.insert("", "end", values=unit.cells(), tags=("faulty",) if unit.errors else ())
        self.count.configure(text=f"Enheternas böcker ({len(units)})" if units else "Enheternas böcker")


def button(parent: tk.Misc, text: str, act: Callable[[], object]) -> ttk.Button:
    """A button that is also reached by its letter."""
    made = ttk.Button(parent, command=act)
    reached(made, text, made.invoke)
    return made


def label(parent: tk.Misc, text: str, field: ttk.Entry) -> ttk.Label:
    """The label of a field, which is reached by its letter."""
    made = ttk.Label(parent)
    reached(made, text, field.focus_set)
    return made
