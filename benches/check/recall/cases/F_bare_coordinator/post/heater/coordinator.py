from dataclasses import dataclass

from homeassistant.config_entries import ConfigEntry
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator

from .client import Client


@dataclass
class Runtime:
    coordinator: "HeaterCoordinator"
    client: Client


HeaterEntry = ConfigEntry[Runtime]


class HeaterCoordinator(DataUpdateCoordinator[dict[str, float]]):
    def __init__(self, hass: object, client: Client) -> None:
        super().__init__(hass, None, name="heater")
        self.client = client
