"""A progress bar, if somebody else's is installed: rich first, then tqdm."""

from __future__ import annotations

import importlib
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Generator


@contextmanager
def progress_bar(
    title: bool | str,  # noqa: FBT001 - False, True or a title
    total: int | None,
) -> Generator[Callable[[], object] | None, None, None]:
    """Yield a function that moves the bar on by one; None if no bar is wanted."""
    if title is False:
        yield None
        return
    description = title if isinstance(title, str) else "collect"
    bar = _rich(description, total) or _tqdm(description, total)
    if bar is None:
        raise ModuleNotFoundError("progress needs rich or tqdm: pip install rich")
    with bar as advance:
        yield advance


def _rich(title: str, total: int | None) -> Any:
    try:
        rich: Any = importlib.import_module("rich.progress")
    except ModuleNotFoundError:
        return None

    @contextmanager
    def bar() -> Generator[Callable[[], object], None, None]:
        with rich.Progress() as progress:
            task = progress.add_task(title, total=total)
            yield lambda: progress.advance(task)

    return bar()


def _tqdm(title: str, total: int | None) -> Any:
    try:
        tqdm: Any = importlib.import_module("tqdm")
    except ModuleNotFoundError:
        return None

    @contextmanager
    def bar() -> Generator[Callable[[], object], None, None]:
        with tqdm.tqdm(total=total, desc=title) as progress:
            yield progress.update

    return bar()
