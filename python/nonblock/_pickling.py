"""How functions, arguments and results become bytes, on both sides of a worker's socket.

What a fresh interpreter can import travels by reference, as `pickle` does it. What it cannot (`__main__`, lambdas,
closures, modules that exist in this process alone) travels by value, through cloudpickle.
"""

from __future__ import annotations

import pickle
import sys
from types import BuiltinFunctionType, FunctionType, ModuleType
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from types import CodeType

LARGE = 1 << 16
"""From this size on `bytes` travel out of band; the arena's threshold."""

_COROUTINE = 0x80 | 0x200  # CO_COROUTINE, CO_ASYNC_GENERATOR

_importable: dict[str, bool] = {"__main__": False, "__mp_main__": False}
_by_value: list[bytes] = [b"__main__", b"__mp_main__"]


class Sink(Protocol):
    """Collects the large buffers of a pickle."""

    def __call__(self, buffer: pickle.PickleBuffer, /) -> bool:
        """Return whether the buffer stays in the stream."""
        ...

    def clear(self) -> None:
        """Forget what a pickle that failed has left."""
        ...


class _Raw:
    """Large `bytes` at the top of a call's arguments, so that they are copied once and not into the stream."""

    __slots__ = ("value",)

    def __init__(self, value: bytes | bytearray) -> None:
        self.value = value

    def __reduce_ex__(self, protocol: Any) -> tuple[Any, ...]:
        return type(self.value), (pickle.PickleBuffer(self.value),)


def expose(value: Any) -> Any:
    """Return `value`, prepared to travel out of band if it is large and would not by itself."""
    return _Raw(value) if type(value) in {bytes, bytearray} and len(value) >= LARGE else value


def dump(value: Any, sink: Sink) -> bytes:
    """Pickle by reference if a fresh interpreter can load that, else by value."""
    try:
        data = pickle.dumps(value, 5, buffer_callback=sink)
    except Exception:  # noqa: BLE001 - whatever it is, by value may do; if not, that attempt's error is raised
        data = b""
    if data and not any(name in data for name in _by_value):
        return data
    sink.clear()
    import cloudpickle  # noqa: PLC0415 - 20 ms that most programs never need

    result: bytes = cloudpickle.dumps(value, protocol=5, buffer_callback=sink)
    return result


def dump_function(function: Any) -> bytes | None:
    """Pickle a function that looks the same at each call; None for one that must travel with each call."""
    if type(function) not in {FunctionType, BuiltinFunctionType, type}:
        return None
    refuse_coroutine(function)
    module = getattr(function, "__module__", None)
    if not isinstance(module, str) or _find(module, function.__qualname__) is not function:
        return None
    if is_importable(module):
        return pickle.dumps((sys.path, pickle.dumps(function, 5)))
    if isinstance(function, FunctionType) and _is_self_contained(function):
        import cloudpickle  # noqa: PLC0415 - as above

        return pickle.dumps((sys.path, cloudpickle.dumps(function, protocol=5)))
    return None


def refuse_coroutine(function: Any, verb: str = "in_process") -> None:
    """Raise TypeError for an `async def`."""
    if isinstance(function, FunctionType) and function.__code__.co_flags & _COROUTINE:
        raise TypeError(
            f"{verb}({function.__qualname__}, ...): it is an async def, and a coroutine cannot leave its process; "
            "pass a plain function, for instance one that calls asyncio.run"
        )


def is_importable(name: str) -> bool:
    """Whether a fresh interpreter finds the module `name`, and finds the same one."""
    known = _importable.get(name)
    if known is None:
        known = _importable[name] = _can_find(name)
        module = sys.modules.get(name)
        if not known and module is not None:
            import cloudpickle  # noqa: PLC0415 - as above

            cloudpickle.register_pickle_by_value(module)
            _by_value.append(name.encode())
    return known


def _can_find(name: str) -> bool:
    module = sys.modules.get(name)
    if module is None:
        return True  # the worker's error will say more than we can
    path: Any = None
    parts = name.split(".")
    for depth in range(1, len(parts) + 1):
        spec = None
        for finder in sys.meta_path:
            # Test runners' finders exist in this process alone.
            if type(finder).__module__.startswith("_pytest") or not hasattr(finder, "find_spec"):
                continue
            spec = finder.find_spec(".".join(parts[:depth]), path)
            if spec is not None:
                break
        if spec is None:
            return False
        path = spec.submodule_search_locations
        if depth == len(parts):
            origin = getattr(module, "__file__", None)
            return origin is None or spec.origin == origin
        if path is None:
            return False
    return False


def _find(module: str, qualname: str) -> Any:
    found: Any = sys.modules.get(module)
    for part in qualname.split("."):
        found = getattr(found, part, None)
    return found


def _is_self_contained(function: FunctionType) -> bool:
    """Whether nothing the function refers to can change under it: a copy of it stays true."""
    if (
        function.__closure__
        or function.__defaults__
        or function.__kwdefaults__
        or function.__dict__
    ):
        return False
    return all(
        _is_fixed(function.__globals__[name])
        for name in names_of(function.__code__)
        if name in function.__globals__
    )


def names_of(code: CodeType) -> set[str]:
    """Return the names of globals and attributes that code uses, that of functions inside it included."""
    names = set(code.co_names)
    for constant in code.co_consts:
        if type(constant) is type(code):
            names |= names_of(constant)
    return names


def _is_fixed(value: Any) -> bool:
    if isinstance(value, ModuleType):
        return True
    module = getattr(value, "__module__", None)
    return (
        isinstance(value, (FunctionType, BuiltinFunctionType, type))
        and isinstance(module, str)
        and is_importable(module)
    )


class InBand:
    """Keeps every buffer in the stream."""

    def __call__(self, _buffer: pickle.PickleBuffer, /) -> bool:
        """Keep it."""
        return True

    def clear(self) -> None:
        """Have nothing to forget."""


def rebuild_exception(
    kind: type[BaseException], args: tuple[Any, ...], state: dict[str, Any]
) -> BaseException:
    """Make an exception again without calling its `__init__`."""
    error = kind.__new__(kind, *args)
    error.args = args
    error.__dict__.update(state)
    return error
