from importlib import import_module
from typing import Any

from cachelib.settings import BACKENDS


def import_string(path: str) -> Any:
    module, _, name = path.rpartition(".")
    return getattr(import_module(module), name)


backend = import_string(BACKENDS["default"])()
