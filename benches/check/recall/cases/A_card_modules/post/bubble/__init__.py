from pathlib import Path

import yaml
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant

FOLDER = "bubble"


def base_dir(hass: HomeAssistant) -> Path:
    return Path(hass.config.path(FOLDER))


def _extract(folder: Path) -> list[dict]:
    candidates = list(folder.glob("*.y*ml"))
    modules = []
    for path in candidates:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        modules.append(data or {})
    return modules


def _prepare(folder: Path) -> list[str]:
    _extract(folder)
    return [path.name for path in sorted(folder.glob("*.js"))]


async def _register_urls(hass: HomeAssistant) -> list[str]:
    folder = base_dir(hass)
    return await hass.async_add_executor_job(_prepare, folder)  # silent: glob


async def async_setup_entry(hass: HomeAssistant, entry: ConfigEntry) -> bool:
    hass.data[FOLDER] = await _register_urls(hass)
    return True
