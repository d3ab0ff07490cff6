"""The thread's side of `generate_in_thread`."""

from __future__ import annotations

import dis
import functools
import inspect
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from nonblock._serve import as_raised

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import CodeType

    from nonblock._native import GeneratorStream

Y = TypeVar("Y")


class End:
    """The last item of a stream: how the generator ended."""

    __slots__ = ("error",)

    def __init__(self, error: BaseException | None) -> None:
        """Remember what the generator raised, if anything."""
        self.error = error


class Producer(Generic[Y]):
    """Runs a generator ahead of its consumer."""

    def __init__(self, stream: GeneratorStream) -> None:
        """Put items into `stream`."""
        self._stream = stream
        self._hears = False
        self.has_started = False

    def run(
        self, function: Callable[..., Iterator[Y]], args: Any, kwargs: Any
    ) -> BaseException | None:
        """Run until the end, or until the consumer leaves; return what closing then raised."""
        self.has_started = True
        put = self._stream.put
        try:
            iterator = iter(function(*args, **kwargs))
            self._hears = hasattr(iterator, "send") and not _is_deaf(function)
            for item in iterator:
                if not put(item):
                    return _close(iterator)
        except BaseException as error:  # noqa: BLE001 - raised in the consumer
            put(End(as_raised(error)))
        else:
            put(End(None))
        return None

    def refuse(self, sent: object) -> None:
        """Raise if the generator might have used what was sent: it is already further on."""
        if self._hears:
            raise TypeError(
                f"cannot send {sent!r}: the generator runs ahead of its consumer; "
                "use generate_in_thread.options(ahead=0)"
            )


class Stepper(Generic[Y]):
    """Runs a generator one item at a time."""

    def __init__(self, function: Callable[..., Iterator[Y]], args: Any, kwargs: Any) -> None:
        """Remember what to call; it is called in the thread."""
        self._function = function
        self._args = args
        self._kwargs = kwargs
        self._iterator: Iterator[Y] | None = None

    def step(self, sent: Any) -> tuple[Y] | None:
        """Produce the next item; None at the end."""
        if self._iterator is None:
            self._iterator = iter(self._function(*self._args, **self._kwargs))
        try:
            send: Any = getattr(self._iterator, "send", None)
            return (next(self._iterator),) if send is None else (send(sent),)
        except StopIteration:
            return None

    def close(self) -> BaseException | None:
        """Close the generator; return what that raised."""
        return None if self._iterator is None else _close(self._iterator)


def listens(function: Any) -> bool:
    """Tell whether a generator function uses what its `yield`s return."""
    return _is_generator_function(function) and _uses_sent_values(_plain(function).__code__)


def _is_deaf(function: Any) -> bool:
    """Tell whether a generator function drops whatever is sent to it."""
    if not _is_generator_function(function):
        return False
    code = _plain(function).__code__
    return not _uses_sent_values(code) and not _delegates(code)


def _is_generator_function(function: Any) -> bool:
    return inspect.isgeneratorfunction(_plain(function))


def _plain(function: Any) -> Any:
    while True:
        if isinstance(function, functools.partial):
            function = function.func
        elif inspect.ismethod(function):
            function = function.__func__
        else:
            return function


@functools.lru_cache(maxsize=1024)
def _uses_sent_values(code: CodeType) -> bool:
    """A `yield` whose value is dropped is followed by POP_TOP (after RESUME, from 3.11 on)."""
    previous = ""
    for instruction in dis.get_instructions(code):
        name = instruction.opname
        if name in {"RESUME", "NOP", "EXTENDED_ARG"}:
            continue
        if previous == "YIELD_VALUE" and not name.startswith(("POP_TOP", "JUMP")):
            return True
        previous = name
    return False


@functools.lru_cache(maxsize=1024)
def _delegates(code: CodeType) -> bool:
    """Tell whether there is a `yield from`, which passes on what is sent."""
    return any(it.opname in {"YIELD_FROM", "SEND"} for it in dis.get_instructions(code))


def _close(iterator: Any) -> BaseException | None:
    close = getattr(iterator, "close", None)
    try:
        if close is not None:
            close()
    except BaseException as error:  # noqa: BLE001 - handed to whoever waits for the end
        return as_raised(error)
    return None
