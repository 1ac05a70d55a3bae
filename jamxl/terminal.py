"""What every group of commands does alike: trouble is a sentence on stderr, and ends the command."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import typer

from jamxl.trouble import Trouble


def fail(message: str) -> NoReturn:
    """Say what is wrong on stderr and end with exit code 2."""
    typer.echo(message, err=True)
    raise SystemExit(2)


@contextmanager
def said_plainly() -> Iterator[None]:
    """What cannot be done, as a sentence."""
    try:
        yield
    except Trouble as trouble:
        fail(str(trouble))
