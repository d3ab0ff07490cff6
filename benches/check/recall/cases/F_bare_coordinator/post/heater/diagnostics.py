from .coordinator import HeaterEntry


async def async_get_diagnostics(hass: object, entry: HeaterEntry) -> dict[str, float]:
    return await hass.async_add_executor_job(entry.runtime_data.client.read)  # silent: read
