from importlib import import_module
from typing import Any


def import_string(dotted_path: str) -> Any:
    module_path, class_name = dotted_path.rsplit(".", 1)
    return getattr(import_module(module_path), class_name)
