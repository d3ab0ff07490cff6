"""One run of a command: how long it took and how much memory it held."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_GOOD_EXIT_CODES = {0, 1}


@dataclass(frozen=True)
class Run:
    """What one run cost; `failure` says why the figures do not count."""

    seconds: float
    megabytes: float
    failure: str = ""


def run(command: Sequence[str | Path], folder: Path, timeout: float) -> Run:
    """Runs a command to its end or its timeout, output thrown away.

    The peak is the largest resident set of any one process among the command and its children.
    """
    start = time.perf_counter()
    child = subprocess.Popen(
        command,
        cwd=folder,
        env=_environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    watchdog = threading.Timer(timeout, os.killpg, (child.pid, signal.SIGKILL))
    watchdog.start()
    try:
        _, status, usage = os.wait4(child.pid, 0)
    finally:
        watchdog.cancel()
    seconds = time.perf_counter() - start
    code = os.waitstatus_to_exitcode(status)
    # Reaped above, behind the back of `Popen`, which would otherwise complain when it is collected.
    child.returncode = code
    failure = ""
    if code == -signal.SIGKILL and timeout <= seconds:
        failure = f"over {timeout:.0f} s"
    elif code not in _GOOD_EXIT_CODES:
        failure = f"exit {code}"
    return Run(seconds, usage.ru_maxrss / 1024, failure)


def _environment() -> dict[str, str]:
    """Returns the caller's environment without what would point a tool at another project."""
    left_out = {"VIRTUAL_ENV", "PYTHONPATH", "CI"}
    return {k: v for k, v in os.environ.items() if k not in left_out} | {"NO_COLOR": "1"}
