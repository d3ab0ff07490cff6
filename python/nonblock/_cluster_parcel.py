"""How calls and outcomes travel to a cluster and back: pickles beside their large buffers."""

from __future__ import annotations

import asyncio
import pickle
from typing import TYPE_CHECKING, Any

from nonblock import _cluster_remote, _pickling, _worker
from nonblock._process_errors import WorkerCrashed, name_of
from nonblock._process_hooks import load_error, unloadable
from nonblock._unpicklable import blame_part

if TYPE_CHECKING:
    from nonblock._cluster_engine import Call
    from nonblock._cluster_remote import Outcome

Parcel = tuple[bytes, list[pickle.PickleBuffer]]

_SHIPPED = (_cluster_remote, _worker, _pickling)


def register_shipped(cloudpickle: Any) -> None:
    """Let what runs on the workers travel by value: nonblock need not be installed there.

    Args:
        cloudpickle: The engine's copy of cloudpickle.
    """
    for module in _SHIPPED:
        cloudpickle.register_pickle_by_value(module)


def pack(call: Call) -> Parcel:
    """Pickle a call, now: what happens to its arguments later does not reach it.

    Raises:
        pickle.PicklingError: A part of the call cannot be pickled; the message names it.
    """
    import cloudpickle  # noqa: PLC0415 - only clusters need it at once

    function = getattr(call.function, "func", call.function)  # a partial
    _pickling.refuse_coroutine(function, "in_cluster")
    module = getattr(function, "__module__", None)
    if isinstance(module, str):
        _pickling.is_importable(
            module
        )  # lets a module that no other process can import travel by value
    exposed = tuple(map(_pickling.expose, call.args))
    sink = _cluster_remote.Buffers()
    try:
        whole = call.function, exposed, call.kwargs, call.context
        # Not `_pickling.dump`: who registers a module with cloudpickle wants it to travel by value.
        return cloudpickle.dumps(whole, protocol=5, buffer_callback=sink), sink.taken
    except Exception as error:
        parts: dict[str, Any] = {"the function": call.function}
        parts.update({f"argument {number}": value for number, value in enumerate(call.args, 1)})
        parts.update({f"argument {key!r}": value for key, value in call.kwargs.items()})
        parts["the context"] = call.context
        raise blame_part(parts, error, name_of(call.function), "in_cluster") from error


def unpack(call: Call, outcome: Outcome) -> Any:
    """Return what a call returned or yielded, or raise what it raised."""
    kind, data, buffers = outcome
    if kind == "error":
        error = load_error(data)
        if isinstance(error, pickle.UnpicklingError) and "No module named" in str(error):
            error.args = (f"{error.args[0]}; {_MISSING_MODULE}",)
        raise error
    try:
        return pickle.loads(data, buffers=buffers)  # noqa: S301 - from our own worker
    except Exception as error:
        raise unloadable(call.function, error) from error


_MISSING_MODULE = "install it on the cluster's workers, or send it along: cloudpickle.register_pickle_by_value(module)"


def lost(call: Call, why: str) -> WorkerCrashed:
    """Return the exception for a call whose worker is gone."""
    name = name_of(call.function)
    return WorkerCrashed(f"the worker was lost while it ran {name}: {why}", function=name)


def timed_out(call: Call) -> Exception:
    """Return the exception for a call that ran too long."""
    return asyncio.TimeoutError(f"{call.name} ran longer than its timeout of {call.timeout} s")
