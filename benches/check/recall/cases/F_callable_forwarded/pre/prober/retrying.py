from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def measured(function: Callable[[], T], results: list[str]) -> T:
    value = function()
    results.append(type(value).__name__)
    return value


def retry(function: Callable[[], T], attempts: int = 3, results: list[str] | None = None) -> T:
    for _ in range(attempts - 1):
        try:
            return measured(function, results or [])
        except OSError:
            continue
    return measured(function, results or [])
