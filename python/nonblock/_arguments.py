"""Mistakes in what callers pass, told at the call in words that say what to do."""

from __future__ import annotations

import operator
from contextvars import ContextVar
from typing import Any


def not_callable(verb: str, value: object) -> TypeError:
    """Return the error for something that was passed in the place of the function."""
    kind = type(value).__qualname__
    return TypeError(
        f"{verb} takes a function and its arguments, not a value of type {kind}: "
        f"write {verb}(function, argument), not {verb}(function(argument))"
    )


def check_timeout(timeout: object) -> None:
    """Refuse a timeout that is no number."""
    if timeout is not None and not hasattr(timeout, "__float__"):
        raise TypeError(f"timeout must be a number of seconds, not {timeout!r}")


def check_number(name: str, value: Any) -> int:
    """Return a whole number; refuse everything else."""
    try:
        return operator.index(value)
    except TypeError:
        raise TypeError(f"{name} must be a whole number, not {value!r}") from None


def check_modules(names: Any) -> tuple[str, ...]:
    """Return the names of modules to preload; refuse a single name, whose letters would be taken for names."""
    if isinstance(names, str) or not all(isinstance(name, str) for name in names):
        raise TypeError(f'preload takes names of modules, as in preload=["numpy"], not {names!r}')
    return tuple(names)


def check_context(variables: Any) -> tuple[ContextVar[Any], ...]:
    """Return the context variables to carry; refuse what is none."""
    if isinstance(variables, ContextVar):
        raise TypeError(f"context takes a list of context variables: write [{variables.name}]")
    for variable in variables:
        if not isinstance(variable, ContextVar):
            raise TypeError(f"context takes context variables, not {variable!r}")
    return tuple(variables)
