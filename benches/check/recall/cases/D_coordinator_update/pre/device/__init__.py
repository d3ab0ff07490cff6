from typing import Any

from device.api import DeviceApi
from device.coordinator import Coordinator


async def async_setup_entry(data: dict[str, str]) -> Coordinator[Any]:
    api = DeviceApi(data["host"])

    async def async_update_data() -> Any:
        return api.status()  # via: open

    coordinator = Coordinator("device", update_method=async_update_data)
    await coordinator.async_refresh()
    return coordinator
