# What nonblock uses of cloudpickle, which ships no types.

from collections.abc import Callable
from pickle import PickleBuffer
from types import ModuleType

def dumps(
    obj: object,
    protocol: int | None = None,
    buffer_callback: Callable[[PickleBuffer], object] | None = None,
) -> bytes: ...
def register_pickle_by_value(module: ModuleType) -> None: ...
def unregister_pickle_by_value(module: ModuleType) -> None: ...
def loads(data: bytes) -> object: ...
