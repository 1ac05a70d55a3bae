"""Press a button of a workbook in a headless LibreOffice, as a user does, and tell what came of it as JSON.

    python3 tests/press.py BOOK CAPTION [--seconds 60] [--opens] [--blocked] [--type NAME=TEXT]...

Runs in the Python that LibreOffice's `uno` belongs to, which needs nothing else. LibreOffice is ended whatever happens:
a macro that loops blocks all calls.
"""

import argparse
import contextlib
import json
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import uno  # type: ignore[import-not-found]
from com.sun.star.beans import PropertyValue  # type: ignore[import-not-found]
from com.sun.star.lang import DisposedException  # type: ignore[import-not-found]
from com.sun.star.uno import RuntimeException  # type: ignore[import-not-found]

VBA = "/org.openoffice.Office.Calc/Filter/Import/VBA"
SETTINGS = {
    ("/org.openoffice.Office.Common/Security/Scripting", "MacroSecurityLevel"): "{security}",
    (VBA, "Load"): "true",
    (VBA, "Executable"): "true",
    (VBA, "Save"): "true",
}
ALWAYS, AS_SET = 4, 3  # com.sun.star.document.MacroExecMode
LOW, VERY_HIGH = 0, 3  # macro security
STARTS_IN, OPENS_IN = 60, 20


def prop(name: str, value: object) -> Any:
    made = PropertyValue()
    made.Name, made.Value = name, value
    return made


class Office:
    """A LibreOffice of its own, with its own profile, which ends with the block or after `seconds`."""

    def __init__(self, security: int, seconds: float) -> None:
        self.folder = tempfile.mkdtemp(prefix="office-")
        user = pathlib.Path(self.folder, "user")
        user.mkdir()
        items = "".join(
            f'<item oor:path="{path}"><prop oor:name="{name}" oor:op="fuse"><value>'
            f"{value.format(security=security)}</value></prop></item>"
            for (path, name), value in SETTINGS.items()
        )
        names = 'xmlns:oor="http://openoffice.org/2001/registry"'
        (user / "registrymodifications.xcu").write_text(f"<oor:items {names}>{items}</oor:items>")
        pipe = f"pipe,name={os.path.basename(self.folder)}"
        command = [
            "soffice", "--headless", "--norestore", "--nologo", "--nodefault", "--nofirststartwizard",
            f"-env:UserInstallation={pathlib.Path(self.folder).as_uri()}",
            f"--accept={pipe};urp;StarOffice.ComponentContext",
        ]  # fmt: skip
        quiet = subprocess.DEVNULL
        self.process = subprocess.Popen(command, stdout=quiet, stderr=quiet, start_new_session=True)
        self.watch = self.killed_after(STARTS_IN)
        local = uno.getComponentContext()
        resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
        context = self.connected(resolver, f"uno:{pipe};urp;StarOffice.ComponentContext")
        self.desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        self.watch.cancel()
        self.watch = self.killed_after(OPENS_IN + seconds)

    def killed_after(self, seconds: float) -> threading.Timer:
        watch = threading.Timer(seconds, self.kill)
        watch.daemon = True
        watch.start()
        return watch

    @staticmethod
    def connected(resolver: Any, url: str) -> Any:
        end = time.monotonic() + STARTS_IN
        while True:
            try:
                return resolver.resolve(url)
            except Exception:
                if time.monotonic() > end:
                    raise
                time.sleep(0.2)

    def load(self, path: str, mode: int) -> Any:
        properties = (prop("Hidden", False), prop("MacroExecutionMode", mode))
        return self.desktop.loadComponentFromURL(uno.systemPathToFileUrl(path), "_blank", 0, properties)

    def workbooks(self) -> Iterator[Any]:
        """The open workbooks."""
        found = self.desktop.Components.createEnumeration()
        while found.hasMoreElements():
            component = found.nextElement()
            if hasattr(component, "Sheets"):
                yield component

    def kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)

    def __enter__(self) -> "Office":
        return self

    def __exit__(self, *_: object) -> None:
        # Ended politely it takes its lock files away.
        with contextlib.suppress(Exception):
            for book in list(self.workbooks()):
                book.close(True)
            self.desktop.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(10)
        self.watch.cancel()
        self.kill()
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def controls(document: Any) -> Iterator[tuple[Any, Any, list[str]]]:
    """Every form control: its sheet, its model and the macro it is bound to."""
    for sheet in document.Sheets:
        forms = sheet.DrawPage.Forms
        for form in (forms.getByIndex(at) for at in range(forms.Count)):
            for at in range(form.Count):
                bound = [event.ScriptCode for event in form.getScriptEvents(at)]
                yield sheet, form.getByIndex(at), bound


def press(document: Any, caption: str) -> None:
    """Press a button: what assistive technology does, which is what a click does."""
    view = document.CurrentController
    view.setFormDesignMode(False)
    for sheet, model, _ in controls(document):
        if getattr(model, "Label", None) == caption:
            view.setActiveSheet(sheet)
            view.getControl(model).getAccessibleContext().doAccessibleAction(0)
            return
    raise LookupError(caption)


def named(document: Any, name: str) -> Any:
    """The first cell of a named range."""
    return document.NamedRanges.getByName(name).getReferredCells().getCellByPosition(0, 0)


def table(document: Any) -> list[list[str]]:
    """The rows below the table's headings."""
    head = named(document, "Enheter").CellAddress
    sheet = document.Sheets.getByIndex(head.Sheet)
    area = sheet.getCellRangeByPosition(head.Column, head.Row + 1, head.Column + 4, head.Row + 400)
    rows = [[area.getCellByPosition(column, row).String for column in range(5)] for row in range(400)]
    return [row for row in rows if any(row)]


def waited_for(look: Callable[[], Any], seconds: float) -> Any:
    """What a look gives once it gives something, at the latest after some seconds."""
    end = time.monotonic() + seconds
    while not (found := look()) and time.monotonic() < end:
        time.sleep(0.1)
    return found


@contextlib.contextmanager
def ending() -> Iterator[None]:
    """A macro that goes on for ever ends with LibreOffice, which has two ways to say so."""
    try:
        yield
    except RuntimeException as trouble:
        if not isinstance(trouble, DisposedException) and "bridge disposed" not in trouble.Message:
            raise


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("book")
    parser.add_argument("caption")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--blocked", action="store_true")
    parser.add_argument("--type", action="append", default=[])
    parser.add_argument("--opens", action="store_true")
    options = parser.parse_args()
    answer: dict[str, Any] = {"bound": {}, "told": "", "beside": "", "opened": [], "table": []}
    with (
        ending(),
        Office(VERY_HIGH if options.blocked else LOW, options.seconds) as office,
    ):
        document = office.load(options.book, AS_SET if options.blocked else ALWAYS)
        for typed in options.type:
            name, _, text = typed.partition("=")
            named(document, name).String = text
        answer["bound"] = {model.Label: events for _, model, events in controls(document)}
        press(document, options.caption)
        answer["told"] = waited_for(lambda: named(document, "Besked").String, options.seconds) or ""

        def opened() -> list[str]:
            return [book.URL for book in office.workbooks() if book.URL != document.URL]

        # The report is opened after the answer has been told.
        answer["opened"] = waited_for(opened, options.seconds if options.opens else 0)
        cell = named(document, "Besked").CellAddress
        beside = document.Sheets.getByIndex(cell.Sheet).getCellByPosition(cell.Column + 8, cell.Row)
        answer |= {"beside": beside.String, "table": table(document)}
    print(json.dumps(answer))


if __name__ == "__main__":
    main()
