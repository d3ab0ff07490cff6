"""What can go wrong between a call and its worker process."""

from __future__ import annotations

import signal
from typing import Any


class WorkerCrashed(RuntimeError):  # noqa: N818 - the field's name for it (concurrent.futures says BrokenProcessPool)
    """The worker process died while it ran this call. Other calls are not affected.

    Attributes:
        function: The qualified name of the function.
        pid: The process id of the worker, if it got that far.
        signal: The signal that killed it, or None.
        exit_code: Its exit code, or None if a signal killed it.
        stderr: The end of what the worker wrote to standard error.
    """

    def __init__(  # noqa: PLR0913 - one attribute each
        self,
        message: str,
        *,
        function: str = "",
        pid: int | None = None,
        signal: int | None = None,
        exit_code: int | None = None,
        stderr: str = "",
    ) -> None:
        """Remember what is known of the crash."""
        super().__init__(message)
        self.function = function
        self.pid = pid
        self.signal = signal
        self.exit_code = exit_code
        self.stderr = stderr


class RemoteTraceback(Exception):  # noqa: N818 - it carries text and is never raised by itself
    """The traceback of a worker process, as the cause of the exception raised here."""

    def __init__(self, text: str) -> None:
        """Keep the text."""
        super().__init__(text)
        self.text = text

    def __str__(self) -> str:
        """Return the traceback, set off from the local one."""
        return f'\n"""\n{self.text.rstrip()}\n"""'


class RemoteError(RuntimeError):
    """An exception of a worker process that cannot be pickled; its text and its type's name are kept.

    Attributes:
        type_name: The qualified name of the exception's type.
    """

    def __init__(self, message: str, *, type_name: str = "") -> None:
        """Keep what can be kept."""
        super().__init__(message)
        self.type_name = type_name


def name_of(function: Any) -> str:
    """Return how messages call a function."""
    inner = getattr(function, "func", function)  # a partial
    name = getattr(inner, "__qualname__", None)
    if not isinstance(name, str):
        return repr(function)
    module = getattr(inner, "__module__", None)
    return f"{module}.{name}" if module and module not in {"builtins", "__main__"} else name


def crashed(function: Any, parts: dict[str, Any]) -> WorkerCrashed:
    """Return the exception for a worker that died."""
    name, number = name_of(function), parts["signal"]
    if parts["reason"] is not None:
        what = parts["reason"]
    elif number is not None:
        what = f"killed by {_signal_name(number)}"
        if number == signal.SIGKILL:
            what += ": by hand, or by the system for want of memory"
    else:
        what = f"ended with exit code {parts['exit_code']}"
    when = "before it could run" if parts["starting"] else "while it ran"
    message = f"the worker process (pid {parts['pid']}) died {when} {name}: {what}"
    if stderr := parts["stderr"].strip():
        message += f"\nlast lines of its standard error:\n{stderr}"
    return WorkerCrashed(
        message,
        function=name,
        pid=parts["pid"],
        signal=number,
        exit_code=parts["exit_code"],
        stderr=parts["stderr"],
    )


def _signal_name(number: int) -> str:
    try:
        return f"{signal.Signals(number).name} (signal {number})"
    except ValueError:
        return f"signal {number}"
