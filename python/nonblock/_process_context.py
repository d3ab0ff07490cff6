"""Context variables on their way to a worker: by the module and the attribute that hold them."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable
    from contextvars import ContextVar

_homes: dict[ContextVar[Any], tuple[str, str]] = {}


def named_values(variables: Iterable[ContextVar[Any]]) -> dict[tuple[str, str], Any]:
    """Return the values of those variables that have one, by where a worker finds the variable."""
    missing = object()
    values = {variable: variable.get(missing) for variable in variables}
    return {_home(variable): value for variable, value in values.items() if value is not missing}


def _home(variable: ContextVar[Any]) -> tuple[str, str]:
    if variable not in _homes:
        _homes[variable] = _find(variable)
    return _homes[variable]


def _find(variable: ContextVar[Any]) -> tuple[str, str]:
    for name, module in list(sys.modules.items()):
        if name == "__main__":
            continue
        for attribute, value in list(getattr(module, "__dict__", {}).items()):
            if value is variable:
                return name, attribute
    raise ValueError(
        f"the context variable {variable.name!r} is not an attribute of a module that a worker can import"
    )
