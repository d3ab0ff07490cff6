"""Which part of a call cannot be pickled, in words that lead to the line that has to change."""

from __future__ import annotations

import pickle
from contextlib import suppress
from functools import partial
from types import FunctionType, MethodType
from typing import TYPE_CHECKING, Any

from nonblock._pickling import dump, names_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_DEEPEST = 4
"""How far a culprit is followed: a global that a function uses, an attribute of that, and so on."""


class _Discard:
    """A sink for a trial."""

    def __call__(self, buffer: pickle.PickleBuffer, /) -> bool:
        """Keep nothing."""
        del buffer
        return False

    def clear(self) -> None:
        """Have nothing to forget."""


def blame_part(
    parts: Mapping[str, Any], error: Exception, function_name: str, verb: str = "in_process"
) -> pickle.PicklingError:
    """Return the error for a call that cannot be pickled: it names the part that cannot."""
    for name, part in parts.items():
        cause = _failure(part)
        if cause is not None:
            where, is_inside = _follow(name, part)
            hint = "; make it in the function, or pass what it can be made from"
            return pickle.PicklingError(
                f"{verb}({function_name}, ...): {where} cannot be pickled: {cause}{hint if is_inside else ''}"
            )
    return pickle.PicklingError(f"{verb}({function_name}, ...) cannot be pickled: {error}")


def _failure(value: Any) -> Exception | None:
    try:
        dump(value, _Discard())
    except Exception as error:  # noqa: BLE001 - any failure of the part is what we look for
        return error
    return None


def _follow(name: str, value: Any) -> tuple[str, bool]:
    """Return what to call the innermost part of `value` that is to blame, and whether it is not `value` itself."""
    where = _typed(name, value)
    for depth in range(_DEEPEST):
        inner = next(((how, it) for how, it in _parts(value) if _failure(it) is not None), None)
        if inner is None:
            return where, depth > 0
        where, value = f"{_typed(*inner)} of {where}", inner[1]
    return where, True


def _typed(name: str, value: Any) -> str:
    is_function = isinstance(value, (FunctionType, MethodType, partial))
    return name if is_function else f"{name} (of type {type(value).__qualname__})"


def _parts(value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, FunctionType):
        yield from _parts_of_function(value)
    elif isinstance(value, MethodType):
        yield "the object", value.__self__
    elif isinstance(value, partial):
        yield "the function", value.func
        yield from ((f"argument {number}", it) for number, it in enumerate(value.args, 1))
        yield from ((f"argument {name!r}", it) for name, it in value.keywords.items())
    elif isinstance(value, (list, tuple)):
        yield from ((f"item {number}", it) for number, it in enumerate(value))  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    elif isinstance(value, dict):
        yield from ((f"the value of {key!r}", it) for key, it in value.items())  # pyright: ignore[reportUnknownVariableType]
    elif not isinstance(value, type):
        attributes: dict[str, Any] = getattr(value, "__dict__", {})
        yield from ((f"attribute {name!r}", it) for name, it in attributes.items())


def _parts_of_function(function: FunctionType) -> Iterator[tuple[str, Any]]:
    for name, cell in zip(function.__code__.co_freevars, function.__closure__ or (), strict=True):
        with suppress(ValueError):  # not assigned yet
            yield f"the variable {name!r}", cell.cell_contents
    for name in sorted(names_of(function.__code__)):
        if name in function.__globals__ and function.__globals__[name] is not function:
            yield f"the global {name!r}", function.__globals__[name]
    yield from (("a default value", it) for it in function.__defaults__ or ())
    yield from (("a default value", it) for it in (function.__kwdefaults__ or {}).values())
