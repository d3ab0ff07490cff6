import importlib
import logging

from hub.core import Hub

_LOGGER = logging.getLogger(__name__)


class IntegrationNotFound(Exception):
    pass


async def async_setup_component(hub: Hub, domain: str, config: dict) -> bool:
    if domain in hub.components:
        return True
    try:
        module = await hub.async_add_import_executor_job(  # silent: import
            importlib.import_module, f"hub_integrations.{domain}"
        )
    except ModuleNotFoundError as error:
        raise IntegrationNotFound(domain) from error
    hub.components[domain] = module
    if hasattr(module, "async_setup"):
        return await module.async_setup(hub, config)
    _LOGGER.warning("%s has no setup", domain)
    return False
