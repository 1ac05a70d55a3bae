"""Make .venv, install jamxl and the test tools with pinned packages, run pytest. Needs only Python 3.11+."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036  (plain syntax, so that an old Python gets as far as this)
    sys.exit("jamxl needs Python 3.11 or later; this is Python %d.%d." % sys.version_info[:2])  # noqa: UP031

import venv_setup

if __name__ == "__main__":
    sys.exit(venv_setup.main(["-m", "pytest", "-n", "auto", "--dist", "worksteal"], extras=("test",)))
