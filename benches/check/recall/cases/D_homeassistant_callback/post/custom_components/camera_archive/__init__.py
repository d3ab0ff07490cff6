from homeassistant.core import Event, HomeAssistant, callback

from .archive import Archive


async def async_setup(hass: HomeAssistant, config: dict) -> bool:
    archive = Archive(config["camera_archive"]["folder"])

    async def motion_stopped(event: Event) -> None:
        archive.index = await hass.async_add_executor_job(archive.clips)  # silent: list

    hass.bus.async_listen("motion_stopped", motion_stopped)
    return True


class ArchiveEntity:
    def __init__(self, hass: HomeAssistant, archive: Archive) -> None:
        self.hass = hass
        self.archive = archive
        self.captions: dict[str, str] = {}

    async def async_update(self, name: str) -> None:
        self.captions[name] = await self.hass.async_add_executor_job(self.archive.caption, name)  # silent: read

    @callback
    def async_update_caption(self, name: str) -> str:
        return self.captions[name]  # silent: cached
