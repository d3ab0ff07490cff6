from typing import Any


class PluginMeta(type):
    registry: dict[str, type] = {}
    instances: dict[type, Any] = {}

    def __init__(cls, name: str, bases: tuple[type, ...], space: dict[str, Any]) -> None:
        super().__init__(name, bases, space)
        PluginMeta.registry[name.lower()] = cls

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        if cls not in PluginMeta.instances:
            PluginMeta.instances[cls] = super().__call__(*args, **kwargs)
        return PluginMeta.instances[cls]


class Plugin(metaclass=PluginMeta):
    def apply(self, frame: bytes) -> bytes:
        return frame
