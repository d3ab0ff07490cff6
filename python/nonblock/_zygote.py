"""The zygote's program: an interpreter that imports little, forks workers, and has one thread.

It is executed, not imported: standard input is its socket to the application. It loads the parts of `nonblock` that
a worker needs by path, because the package itself imports asyncio (50 ms).
"""

from __future__ import annotations

import gc
import os
import sys
from typing import Any

_AGAIN = "NONBLOCK_ZYGOTE_SETTINGS"

if sys.platform == "linux":
    from importlib.machinery import ExtensionFileLoader, SourceFileLoader


def _load(name: str, loader: Any) -> Any:
    from importlib.util import module_from_spec, spec_from_loader  # noqa: PLC0415 - in use by `site` already, as a rule

    spec = spec_from_loader(name, loader)
    module = module_from_spec(spec)  # type: ignore[arg-type]
    sys.modules[name] = module
    loader.exec_module(module)
    return module


def main(native_path: str, application: int) -> None:
    """Serve the application until it is gone."""
    socket = os.dup(0)
    os.set_inheritable(socket, False)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    folder = os.path.dirname(os.path.abspath(__file__))  # noqa: PTH100, PTH120 - pathlib costs 5 ms
    native = _load("nonblock._native", ExtensionFileLoader("nonblock._native", native_path))
    import pickle  # noqa: PLC0415 - in reading order

    package = sys.modules["nonblock"] = _Package("nonblock", os.path.join(folder))  # noqa: PTH118
    package._native = native
    package._pickling = _load(
        "nonblock._pickling", SourceFileLoader("nonblock._pickling", f"{folder}/_pickling.py")
    )
    worker = _load("nonblock._worker", SourceFileLoader("nonblock._worker", f"{folder}/_worker.py"))
    del sys.modules["nonblock"]
    zygote = native.ZygoteLoop(socket, application)
    settings: dict[str, Any] = {}
    pid = os.getpid()
    if _AGAIN in os.environ:
        with open(int(os.environ.pop(_AGAIN)), "rb") as file:  # noqa: PTH123 - a descriptor, not a path
            _heed(pickle.load(file), settings, socket)  # noqa: S301 - written by this very process
        _open_for_work(zygote)
    while True:
        try:
            step = zygote.serve(os.fork)
        except (BrokenPipeError, ConnectionResetError):
            return  # the application ended with words of ours unread: the same as its end
        if step is None:
            return
        if isinstance(step, list):
            worker.become_worker(step, settings, pid)
        is_first = not settings
        note: bytes = step  # pyright: ignore[reportAssignmentType, reportUnknownVariableType]
        _heed(pickle.loads(note), settings, socket)  # noqa: S301 - from our own application
        if is_first:
            _open_for_work(zygote)


def _open_for_work(zygote: Any) -> None:
    gc.collect()
    gc.freeze()  # what is here now is shared by all workers: a collection would write to its pages
    zygote.announce_ready()


def _heed(note: dict[str, Any], settings: dict[str, Any], socket: int) -> None:
    settings.update(note)
    sys.path[:] = settings["path"]
    for name in note.get("preload", ()):
        _preload(name, settings, socket)


def _preload(name: str, settings: dict[str, Any], socket: int) -> None:
    """Import a module that workers will need. If it starts threads nobody may fork here: begin again without it."""
    try:
        __import__(name)
    except Exception as error:  # noqa: BLE001 - the worker that needs it will say so again, to its caller
        sys.stderr.write(f"nonblock: cannot preload {name}: {type(error).__name__}: {error}\n")
    if len(os.listdir("/proc/self/task")) == 1:
        return
    sys.stderr.write(f"nonblock: preloading {name} started a thread; workers start without it\n")
    import pickle  # noqa: PLC0415 - here already

    settings["preload"] = [other for other in settings["preload"] if other != name]
    memory = os.memfd_create("nonblock-settings", 0)
    os.write(memory, pickle.dumps(settings))
    os.lseek(memory, 0, os.SEEK_SET)
    os.dup2(socket, 0)
    os.dup2(memory, 3)
    os.environ[_AGAIN] = "3"
    os.execv(sys.executable, sys.orig_argv)  # noqa: S606 - the same program with the same arguments


class _Package(type(sys)):  # type: ignore[misc]
    """Stands in for the package while its parts are loaded."""

    def __init__(self, name: str, folder: str) -> None:
        super().__init__(name)  # pyright: ignore[reportUnknownMemberType]
        self.__path__ = [folder]
