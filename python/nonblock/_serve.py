"""What a thread of a pool does all day."""

from __future__ import annotations

import itertools
import threading
from typing import TYPE_CHECKING

from nonblock._outlast import here

if TYPE_CHECKING:
    from collections.abc import Callable

    from nonblock._native import ThreadWorker

_numbers = itertools.count(1)


class Crew:
    """Starts the threads of one pool, named and prepared alike."""

    def __init__(self, name: str, initializer: Callable[[], object] | None) -> None:
        """Name threads `name-1`, `name-2`, ...; each runs `initializer` before its first call."""
        self._name = name
        self._numbers = itertools.count(1)
        self._initializer = initializer

    def start(self, worker: ThreadWorker) -> None:
        """Start a thread that serves as `worker`. It is a daemon: exit never waits for it."""
        threading.Thread(
            target=self._serve,
            args=(worker,),
            name=f"{self._name}-{next(self._numbers)}",
            daemon=True,
        ).start()

    def _serve(self, worker: ThreadWorker) -> None:
        here.worker = worker
        is_ready = self._initializer is None
        while (job := worker.take()) is not None:
            while job is not None:
                run, arguments, keywords, newcomer = job
                if newcomer is not None:
                    self._start_quietly(newcomer)
                    del newcomer
                try:
                    if not is_ready:
                        self._initialize()
                        is_ready = True
                    result = run(*arguments, **keywords)
                except BaseException as error:  # noqa: BLE001 - it belongs to whoever awaits the call
                    del job, run, arguments, keywords
                    job = worker.fail(as_raised(error))
                else:
                    # Nothing of this call may live on in this frame while the thread sleeps.
                    del job, run, arguments, keywords
                    job = worker.finish(result)
                    del result

    def _initialize(self) -> None:
        if self._initializer is not None:
            self._initializer()

    def _start_quietly(self, worker: ThreadWorker) -> None:
        """Start a further thread; without it, this one does the work alone."""
        try:
            self.start(worker)
        except RuntimeError:  # can't start new thread
            return


def as_raised(error: BaseException) -> BaseException:
    """Prepare an exception for a future: without our frame, and never a bare StopIteration.

    A coroutine cannot raise StopIteration (PEP 479), so the awaiter gets what Python itself makes
    of it in a coroutine: a RuntimeError whose cause is the StopIteration.
    """
    traceback = error.__traceback__
    error = error.with_traceback(traceback.tb_next if traceback is not None else None)
    if isinstance(error, StopIteration):
        wrapped = RuntimeError("the function called in a thread raised StopIteration")
        wrapped.__cause__ = error
        return wrapped
    return error
