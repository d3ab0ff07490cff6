import asyncio
from typing import Any

from sensors.serial import SafeSerialGateway, SerialGateway


async def setup_gateway(config: dict[str, Any]) -> SerialGateway:
    if config.get("backup"):
        return await asyncio.to_thread(SafeSerialGateway.from_config, config)  # silent: backup
    return await asyncio.to_thread(SerialGateway.from_config, config)  # silent: persist
