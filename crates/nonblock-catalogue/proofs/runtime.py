"""Finds names in the running interpreter: reads dotted names, one a line, and prints where each is defined, as JSON.

Runs inside the environment whose packages it looks at, so it needs nothing but the standard library of Python 3.10.
"""

from __future__ import annotations

import functools
import importlib
import json
import sys
import warnings
from types import ModuleType


def find(dotted: str) -> list[str]:
    """Return the names of the definition of `dotted`, most telling first; empty when there is no such thing."""
    owner, rest = deepest_module(dotted)
    if owner is None:
        return []
    value: object = owner
    names = [owner.__name__]
    for segment in rest:
        names, value = attribute(value, segment)
        if not names:
            return []
    return names


def deepest_module(dotted: str) -> tuple[ModuleType | None, list[str]]:
    """Import as much of `dotted` as is a module."""
    segments = dotted.split(".")
    module: ModuleType | None = None
    for count in range(1, len(segments) + 1):
        name = ".".join(segments[:count])
        if module is not None and hasattr(module, segments[count - 1]) and name not in sys.modules:
            return module, segments[count - 1 :]
        try:
            module = importlib.import_module(name)
        except Exception:  # noqa: BLE001 - a package may raise anything while it is imported
            return module, segments[count - 1 :]
    return module, []


def attribute(value: object, segment: str) -> tuple[list[str], object]:
    """Return the names and the value of an attribute."""
    if isinstance(value, type):
        for owner in value.__mro__:
            if segment in vars(owner):
                found = vars(owner)[segment]
                names = [f"{qualified(owner)}.{segment}"]
                if owner is not value:
                    names.append(f"{qualified(value)}.{segment}")
                return names, unwrapped(found)
        return [], None
    try:
        found = getattr(value, segment)
    except Exception:  # noqa: BLE001 - a lazy module may raise anything
        return [], None
    if isinstance(found, ModuleType):
        return [found.__name__], found
    name = qualified(found) if hasattr(found, "__qualname__") else "<"
    if "<" in name:
        name = (
            f"{value.__name__}.{segment}"
            if isinstance(value, ModuleType)
            else f"{qualified(type(value))}.{segment}"
        )
    return [name], found


def unwrapped(found: object) -> object:
    """Return what a class holds behind a descriptor."""
    if isinstance(found, (staticmethod, classmethod)):
        return found.__func__
    if isinstance(found, functools.cached_property):
        return found.func
    return found


def qualified(value: object) -> str:
    """Return module and qualified name of a class or function."""
    module = getattr(value, "__module__", None) or "builtins"
    return f"{module}.{getattr(value, '__qualname__', type(value).__qualname__)}"


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    out = sys.stdout
    sys.stdout = sys.stderr  # some packages print while they are imported
    answers = {name: find(name) for name in sys.stdin.read().split()}
    json.dump(answers, out, indent=0)
    out.flush()
