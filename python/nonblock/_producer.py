"""The thread's side of `generate_in_thread`."""

from __future__ import annotations

import dis
import functools
import inspect
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

from nonblock._serve import as_raised

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
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
        self, function: Callable[..., Iterable[Y]], args: Any, kwargs: Any
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

    def __init__(self, function: Callable[..., Iterable[Y]], args: Any, kwargs: Any) -> None:
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
    code = _code_of(function)
    return code is not None and _habits(code).uses_sent_values


def _is_deaf(function: Any) -> bool:
    """Tell whether a generator function drops whatever is sent to it."""
    code = _code_of(function)
    return code is not None and not any(_habits(code))


def _code_of(function: Any) -> CodeType | None:
    """Return the code of a generator function, None for any other callable."""
    if isinstance(function, functools.partial):
        called: Any = function.func
        return _code_of(called)
    plain: Any = getattr(function, "__func__", function)
    code: CodeType | None = plain.__code__ if inspect.isgeneratorfunction(plain) else None
    return code


class Habits(NamedTuple):
    """What a generator does with what is sent to it."""

    uses_sent_values: bool
    passes_them_on: bool


def _observe(code: CodeType) -> Habits:
    """Read a generator's code.

    A `yield` whose value is dropped is followed by POP_TOP (after RESUME, from 3.11 on); SEND and
    YIELD_FROM belong to `yield from`, which is also built of a YIELD_VALUE, followed by a jump.
    """
    uses = passes_on = False
    previous = ""
    for instruction in dis.get_instructions(code):
        name = instruction.opname
        passes_on = passes_on or name in {"YIELD_FROM", "SEND"}
        if name not in {"RESUME", "NOP", "EXTENDED_ARG"}:
            drops = name.startswith(("POP_TOP", "JUMP"))
            uses = uses or (previous == "YIELD_VALUE" and not drops)
            previous = name
    return Habits(uses, passes_on)


_habits = functools.lru_cache(maxsize=1024)(_observe)


def _close(iterator: Any) -> BaseException | None:
    close = getattr(iterator, "close", None)
    try:
        if close is not None:
            close()
    except BaseException as error:  # noqa: BLE001 - handed to whoever waits for the end
        return as_raised(error)
    return None
