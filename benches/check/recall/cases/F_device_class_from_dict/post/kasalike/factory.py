import asyncio

from kasalike.devices import Bulb, Device, Strip

DEVICE_CLASSES: dict[str, type[Device]] = {"strip": Strip, "bulb": Bulb}


def device_class(kind: str) -> type[Device]:
    return DEVICE_CLASSES.get(kind, Device)


async def connect(kind: str, host: str) -> Device:
    return await asyncio.to_thread(device_class(kind), host)  # silent: bulb


async def connect_all(found: dict[str, str]) -> list[str]:
    jobs = [asyncio.to_thread(DEVICE_CLASSES[kind], host) for host, kind in found.items()]  # silent: strip
    devices = await asyncio.gather(*jobs)
    return [device.describe() for device in devices]
