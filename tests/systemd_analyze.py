"""systemd's own judge of units and calendars; it needs no running systemd."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest


def analyze(*words: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """What systemd-analyze says, in UTC. Skips the test without it; fails where the environment demands it."""
    program = shutil.which("systemd-analyze")
    if program is None:
        if os.environ.get("JAMXL_REQUIRE_SYSTEMD"):
            pytest.fail("systemd is required here but not installed")
        pytest.skip("systemd is not installed")
    env = {**os.environ, "TZ": "UTC", "LC_ALL": "C.UTF-8", "XDG_RUNTIME_DIR": str(folder)}
    return subprocess.run(
        [program, *words], capture_output=True, encoding="utf-8", timeout=60, check=False, cwd=folder, env=env
    )
