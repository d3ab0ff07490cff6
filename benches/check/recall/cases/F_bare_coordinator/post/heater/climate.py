from homeassistant.components.climate import ClimateEntity
from homeassistant.helpers.update_coordinator import CoordinatorEntity

from .coordinator import HeaterCoordinator


class Heater(CoordinatorEntity[HeaterCoordinator], ClimateEntity):
    def __init__(self, coordinator: HeaterCoordinator) -> None:
        super().__init__(coordinator)  # silent: init
        self._attr_name = "Heater"

    async def async_set_temperature(self, temperature: float) -> None:
        await self.hass.async_add_executor_job(self.coordinator.client.set_target, temperature)  # silent: set
