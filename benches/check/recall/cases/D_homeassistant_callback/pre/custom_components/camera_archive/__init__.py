from homeassistant.core import Event, HomeAssistant, callback

from .archive import Archive


async def async_setup(hass: HomeAssistant, config: dict) -> bool:
    archive = Archive(config["camera_archive"]["folder"])

    @callback
    def motion_stopped(event: Event) -> None:
        archive.index = archive.clips()  # via: list

    hass.bus.async_listen("motion_stopped", motion_stopped)
    return True


class ArchiveEntity:
    def __init__(self, archive: Archive) -> None:
        self.archive = archive

    @callback
    def async_update_caption(self, name: str) -> str:
        return self.archive.caption(name)  # via: read
