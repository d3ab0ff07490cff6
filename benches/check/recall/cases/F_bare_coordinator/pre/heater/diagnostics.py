from .coordinator import HeaterEntry


async def async_get_diagnostics(hass: object, entry: HeaterEntry) -> dict[str, float]:
    return entry.runtime_data.client.read()  # via: read
