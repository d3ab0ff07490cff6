import asyncio

from sysinfo.sampling import Sampler, offset


def _sample(sampler: Sampler, zone: str) -> dict[str, object]:
    return {
        "load": sampler.load,
        "workers": sampler.workers(),
        "zone": offset(zone),
    }


async def sample(sampler: Sampler, zone: str) -> dict[str, object]:
    return await asyncio.to_thread(_sample, sampler, zone)  # silent: sample
