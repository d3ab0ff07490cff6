import asyncio

from sysinfo.sampling import Sampler, offset


async def sample(sampler: Sampler, zone: str) -> dict[str, object]:
    await asyncio.sleep(0)
    return {
        "load": sampler.load,  # via: cpu
        "workers": sampler.workers(),  # via: children
        "zone": offset(zone),  # via: zone
    }
