"""What runs on the workers of a cluster. It travels there by value: they need cloudpickle, but not nonblock."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

# By name, not by module: modules travel badly.
from nonblock._pickling import LARGE
from nonblock._worker import close, dump_error, dump_result, iterate, load_whole

if TYPE_CHECKING:
    import pickle
    from collections.abc import Generator

Outcome = tuple[str, Any, Any]
"""`("value" | "item", pickle, buffers)`, `("error", pickle, None)`, `("started" | "end", None, None)`."""


class Buffers:
    """Takes large buffers out of a pickle, so that they are not copied into it."""

    def __init__(self) -> None:
        """Begin with none."""
        self.taken: list[pickle.PickleBuffer] = []

    def __call__(self, buffer: pickle.PickleBuffer, /) -> bool:
        """Take a large buffer; leave a small one, or one that has gaps."""
        try:
            size = buffer.raw().nbytes
        except BufferError:
            return True
        if size < LARGE:
            return True
        self.taken.append(buffer)
        return False

    def clear(self) -> None:
        """Forget what a pickle that failed has left."""
        self.taken.clear()


def perform(data: bytes, buffers: list[Any]) -> Outcome:
    """Run a packed call. Never raises: what goes wrong is its outcome."""
    sink = Buffers()
    try:
        function, args, kwargs = load_whole(data, buffers)
        value = function(*args, **(kwargs or {}))
        return "value", dump_result(value, sink), sink.taken
    except BaseException as error:  # noqa: BLE001 - SystemExit too belongs to the caller
        return _failure(error)


def announce(data: bytes, buffers: list[Any]) -> Generator[Outcome, None, None]:
    """Run a packed call, and say first that it has started."""
    yield "started", None, None
    yield perform(data, buffers)


def produce(data: bytes, buffers: list[Any]) -> Generator[Outcome, None, None]:
    """Run a packed call that returns an iterable, item by item."""
    yield "started", None, None
    items: Any = None
    try:
        function, args, kwargs = load_whole(data, buffers)
        items = iterate(function, args, kwargs)
        for item in items:
            sink = Buffers()
            yield "item", dump_result(item, sink), sink.taken
    except GeneratorExit:
        raise
    except BaseException as error:  # noqa: BLE001 - as above
        yield _failure(error)
    else:
        yield "end", None, None
    finally:
        close(items)


def _failure(error: BaseException) -> Outcome:
    # The first frame is ours.
    trace = error.__traceback__
    if trace is not None and trace.tb_next is not None:
        error = error.with_traceback(trace.tb_next)
    return "error", dump_error(error), None
