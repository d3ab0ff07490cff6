import asyncio
from collections.abc import Callable
from typing import Any, TypeVar

_CallableT = TypeVar("_CallableT", bound=Callable[..., Any])


def callback(func: _CallableT) -> _CallableT:
    """Mark a function as safe to call from within the event loop."""
    setattr(func, "_hass_callback", True)
    return func


class Event:
    def __init__(self, event_type: str, data: dict[str, Any]) -> None:
        self.event_type = event_type
        self.data = data


class EventBus:
    def __init__(self) -> None:
        self._listeners: dict[str, list[Callable[[Event], Any]]] = {}

    def async_listen(self, event_type: str, listener: Callable[[Event], Any]) -> None:
        self._listeners.setdefault(event_type, []).append(listener)


class HomeAssistant:
    def __init__(self) -> None:
        self.bus = EventBus()

    def async_add_executor_job(self, target: Callable[..., Any], *args: Any) -> asyncio.Future[Any]:
        return asyncio.get_running_loop().run_in_executor(None, target, *args)
