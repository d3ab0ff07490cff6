import speedtest
import wakeonlan
from pyowm import OWM


async def async_setup(hass: object, config: dict[str, str]) -> bool:
    api = speedtest.Speedtest()  # hit: speedtest
    api.get_best_server()
    api.download()  # hit: download
    wakeonlan.send_magic_packet(config["mac"])  # hit: wake
    OWM(config["key"]).weather_manager().weather_at_place("Bonn")  # hit: weather
    return True
