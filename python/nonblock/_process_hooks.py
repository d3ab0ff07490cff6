"""What the native pool asks Python for, in the application: pickles on the way out, exceptions on the way back."""

from __future__ import annotations

import asyncio
import pickle
from typing import TYPE_CHECKING, Any

from nonblock._pickling import Sink, dump, dump_function, expose, refuse_coroutine
from nonblock._process_errors import RemoteError, RemoteTraceback, crashed, name_of
from nonblock._unpicklable import blame_part

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = [
    "crashed",
    "dump_arguments",
    "dump_function",
    "dump_whole",
    "load_error",
    "refused",
    "timed_out",
    "unloadable",
]


def dump_whole(
    function: Callable[..., Any],
    args: tuple[Any, ...],
    kwargs: dict[str, Any] | None,
    context: dict[str, Any] | None,
    sink: Sink,
) -> tuple[str, bytes]:
    """Pickle a call whose function cannot be named; also a name to remember its run time by."""
    name = name_of(function)
    exposed = tuple(map(expose, args))
    refuse_coroutine(function)
    try:
        return name, dump((function, exposed, kwargs, context), sink)
    except Exception as error:
        parts = {"the function": function, **_name_arguments(args, kwargs), "the context": context}
        raise blame_part(parts, error, name) from error


def dump_arguments(
    function: Callable[..., Any],
    args: tuple[Any, ...],
    kwargs: dict[str, Any] | None,
    sink: Sink,
) -> bytes:
    """Pickle the arguments of a call."""
    exposed: Any = tuple(map(expose, args))
    if kwargs:
        exposed = (exposed, {key: expose(value) for key, value in kwargs.items()})
    try:
        return dump(exposed, sink)
    except Exception as error:
        raise blame_part(_name_arguments(args, kwargs), error, name_of(function)) from error


def _name_arguments(args: tuple[Any, ...], kwargs: dict[str, Any] | None) -> dict[str, Any]:
    named = {f"argument {number}": value for number, value in enumerate(args, 1)}
    named.update({f"argument {key!r}": value for key, value in (kwargs or {}).items()})
    return named


def load_error(payload: bytes) -> BaseException:
    """Return the exception that a worker reports, its traceback there as the cause."""
    inner, type_name, message, text = pickle.loads(payload)  # noqa: S301 - from our own worker
    try:
        error = pickle.loads(inner) if inner else None  # noqa: S301 - from our own worker
    except Exception:  # noqa: BLE001 - an exception that cannot be rebuilt is still reported
        error = None
    if not isinstance(error, BaseException):
        error = RemoteError(
            f"{type_name}: {message}" if message else type_name, type_name=type_name
        )
    if text:
        error.__cause__ = RemoteTraceback(text)
    if isinstance(error, (StopIteration, StopAsyncIteration, asyncio.CancelledError)):
        # A future refuses the first, and a task would take the others for its own end.
        replacement = RuntimeError(f"the function raised {type_name}")
        replacement.__cause__ = error
        return replacement
    return error


def unloadable(function: Callable[..., Any], cause: BaseException) -> BaseException:
    """Return the exception for a result that cannot be loaded here."""
    error = pickle.UnpicklingError(
        f"the result of {name_of(function)} cannot be loaded: {type(cause).__name__}: {cause}"
    )
    error.__cause__ = cause
    return error


def timed_out(function: Callable[..., Any]) -> Exception:
    """Return the exception for a call that ran too long."""
    return asyncio.TimeoutError(
        f"{name_of(function)} ran longer than its timeout: its worker was killed"
    )


def refused(function: Callable[..., Any], why: str) -> RuntimeError:
    """Return the exception for a call that the pool could not run."""
    return RuntimeError(f"{name_of(function)} did not run: {why}")
