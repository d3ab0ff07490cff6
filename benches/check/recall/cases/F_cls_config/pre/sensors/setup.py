from typing import Any

from sensors.serial import SafeSerialGateway, SerialGateway


async def setup_gateway(config: dict[str, Any]) -> SerialGateway:
    if config.get("backup"):
        return SafeSerialGateway.from_config(config)  # via: backup
    return SerialGateway.from_config(config)  # via: persist
