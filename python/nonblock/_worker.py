"""What runs in a worker process. Imports little: every worker's memory and the first result's time depend on it."""

from __future__ import annotations

import contextvars
import os
import pickle
import signal
import sys
from typing import TYPE_CHECKING, Any

# By name, not by module: these functions also travel to clusters by value, and modules travel badly.
from nonblock._pickling import InBand, dump, expose, rebuild_exception

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from nonblock._pickling import Sink


def become_worker(fds: list[int], settings: dict[str, Any], zygote: int) -> None:
    """Turn a fresh fork of the zygote into a worker, run its calls, and end the process."""
    # Not an import: that would import the package, and asyncio with it, in every worker.
    native: Any = sys.modules["nonblock._native"]

    native.die_with_parent()
    if os.getppid() != zygote:
        os._exit(0)  # the zygote ended before the line above
    os.dup2(fds[1], 2)
    signal.signal(signal.SIGINT, _ignore_interrupt)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if sys.stdout is not None:
        sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]
    numpy_random = sys.modules.get("numpy.random")
    if numpy_random is not None:
        numpy_random.seed()  # the zygote's state would be the same in every worker
    unready = None
    try:
        if settings["initializer"] is not None:
            initializer, arguments = pickle.loads(settings["initializer"])  # noqa: S301 - from our own application
            initializer(*arguments)
    except BaseException as error:  # noqa: BLE001 - reported to whoever waits for this worker
        unready = dump_error(error)
    code = 0
    try:
        native.run_worker(fds, sys.modules[__name__], unready)
    except BaseException:  # noqa: BLE001 - a fault of ours; told on standard error, which the application keeps
        import traceback  # noqa: PLC0415 - rare

        traceback.print_exc()
        code = 70
    finally:
        _leave(code)


def _leave(code: int) -> None:
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError, AttributeError):
            continue  # closed by the function, or by whoever read it
    os._exit(code)


def _ignore_interrupt(_number: int, _frame: Any) -> None:
    """Leave Ctrl-C to the application. A handler, unlike SIG_IGN, is not passed on to programs started here."""


def load_function(data: bytes) -> Callable[..., Any]:
    """Load a function, with the application's module search path at the end of ours."""
    path, inner = pickle.loads(data)  # noqa: S301 - from our own application
    sys.path.extend(entry for entry in path if entry not in sys.path)
    try:
        function: Callable[..., Any] = pickle.loads(inner)  # noqa: S301 - from our own application
    except Exception as error:
        raise pickle.UnpicklingError(
            f"the function cannot be loaded in the worker: {type(error).__name__}: {error}"
        ) from error
    return function


def load_whole(data: bytes, buffers: list[Any]) -> tuple[Any, Any, Any]:
    """Load a call that carries its function."""
    try:
        function, args, kwargs, context = pickle.loads(data, buffers=buffers)  # noqa: S301 - from our own application
    except Exception as error:
        raise pickle.UnpicklingError(
            f"the call cannot be loaded in the worker: {type(error).__name__}: {error}"
        ) from error
    if context:
        function, args = _in_context, (context, function, args, kwargs)
        kwargs = None
    return function, args, kwargs


def load_arguments(data: bytes, buffers: list[Any], named: bool) -> tuple[Any, Any]:  # noqa: FBT001 - called from Rust
    """Load the arguments of a call."""
    try:
        loaded = pickle.loads(data, buffers=buffers)  # noqa: S301 - from our own application
    except Exception as error:
        message = f"the arguments cannot be loaded in the worker: {type(error).__name__}: {error}"
        raise pickle.UnpicklingError(message) from error
    return loaded if named else (loaded, None)


def _in_context(context: dict[tuple[str, str], Any], function: Any, args: Any, kwargs: Any) -> Any:
    """Call with context variables set, named by the module and the attribute that hold them."""
    import importlib  # noqa: PLC0415 - rare

    copy = contextvars.copy_context()
    for (module, name), value in context.items():
        copy.run(getattr(importlib.import_module(module), name).set, value)
    return copy.run(function, *args, **(kwargs or {}))


def dump_result(value: Any, sink: Sink) -> bytes:
    """Pickle a result."""
    try:
        return dump(expose(value), sink)
    except Exception as error:
        message = f"the result (of type {type(value).__qualname__}) cannot be pickled: {error}"
        raise pickle.PicklingError(message) from error


def dump_error(error: BaseException) -> bytes:
    """Pickle an exception with its traceback. Never raises: what cannot be pickled is told as text."""
    import traceback  # noqa: PLC0415 - 5 ms that a worker without errors saves

    try:
        text = "".join(traceback.format_exception(type(error), error, error.__traceback__))
    except Exception:  # noqa: BLE001 - an exception that cannot print itself
        text = ""
    try:
        message = str(error)
    except Exception:  # noqa: BLE001 - as above
        message = "<its text cannot be made>"
    kind = type(error)
    type_name = (
        kind.__qualname__
        if kind.__module__ == "builtins"
        else f"{kind.__module__}.{kind.__qualname__}"
    )
    return pickle.dumps((_dump_exception(error), type_name, message, text))


def _dump_exception(error: BaseException) -> bytes:
    for value in (_AsItself(error), _Rebuilt(error)):
        sink = InBand()
        try:
            data = dump(value, sink)
            loaded = pickle.loads(data)  # noqa: S301 - just made; a pickle that cannot be loaded is the very risk
        except Exception:  # noqa: BLE001, S112 - the next way, or the text alone
            continue
        if type(loaded) is type(error):
            return data
    return b""


class _AsItself:
    """An exception, pickled as its class says: libraries such as tblib register other ways, and lose attributes."""

    def __init__(self, error: BaseException) -> None:
        self.error = error

    def __reduce__(self) -> str | tuple[Any, ...]:
        return self.error.__reduce_ex__(4)


class _Rebuilt:
    """An exception whose `__init__` cannot be called with `args`, as if it takes two and passes on one."""

    def __init__(self, error: BaseException) -> None:
        self.error = error

    def __reduce__(self) -> tuple[Any, ...]:
        error = self.error
        return rebuild_exception, (type(error), error.args, dict(error.__dict__))


def iterate(
    function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any] | None
) -> Iterator[Any]:
    """Call the function of a stream."""
    return iter(function(*args, **(kwargs or {})))


def close(items: Any) -> None:
    """Close a stream whose consumer has left: GeneratorExit is raised where the generator stands."""
    closing = getattr(items, "close", None)
    if closing is not None:
        closing()
