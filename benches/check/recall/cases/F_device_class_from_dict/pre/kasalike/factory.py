from kasalike.devices import Bulb, Device, Strip

DEVICE_CLASSES: dict[str, type[Device]] = {"strip": Strip, "bulb": Bulb}


def device_class(kind: str) -> type[Device]:
    return DEVICE_CLASSES.get(kind, Device)


async def connect(kind: str, host: str) -> Device:
    device = device_class(kind)(host)  # via: bulb
    return device


async def connect_all(found: dict[str, str]) -> list[str]:
    devices = [DEVICE_CLASSES[kind](host) for host, kind in found.items()]  # via: strip
    return [device.describe() for device in devices]
