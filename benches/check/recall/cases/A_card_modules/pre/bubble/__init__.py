from pathlib import Path

import yaml
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant

FOLDER = "bubble"


def base_dir(hass: HomeAssistant) -> Path:
    return Path(hass.config.path(FOLDER))


def _extract(folder: Path) -> list[dict]:
    candidates = list(folder.glob("*.y*ml"))  # hit: glob
    modules = []
    for path in candidates:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))  # hit: read
        modules.append(data or {})
    return modules


async def _register_urls(hass: HomeAssistant) -> list[str]:
    folder = base_dir(hass)
    _extract(folder)  # via: glob via: read
    return [path.name for path in sorted(folder.glob("*.js"))]  # hit: scripts


async def async_setup_entry(hass: HomeAssistant, entry: ConfigEntry) -> bool:
    hass.data[FOLDER] = await _register_urls(hass)
    return True
