import asyncio

import speedtest
import wakeonlan
from pyowm import OWM


def setup(config: dict[str, str]) -> bool:
    api = speedtest.Speedtest()
    api.get_best_server()
    api.download()
    wakeonlan.send_magic_packet(config["mac"])
    OWM(config["key"]).weather_manager().weather_at_place("Bonn")
    return True


async def async_setup(hass: object, config: dict[str, str]) -> bool:
    return await asyncio.to_thread(setup, config)  # silent: speedtest  # silent: download  # silent: wake  # silent: weather
