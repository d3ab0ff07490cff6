import asyncio

import psutil
from fastapi import FastAPI

from portal.capabilities import assemble_live
from portal.gpus import get_gpu_info
from portal.monitor import GPUMonitor

app = FastAPI()
monitor = GPUMonitor("/usr/bin/nvidia-smi")


async def _build() -> dict:
    gpus = await asyncio.to_thread(get_gpu_info)  # silent: gputil
    return {"gpus": gpus, **await asyncio.to_thread(assemble_live)}  # silent: ldconfig


@app.get("/capabilities")
async def capabilities():
    return await _build()


@app.get("/health/metrics")
async def metrics():
    cpu = await asyncio.to_thread(psutil.cpu_percent, interval=0.1)  # silent: cpu
    return {"cpu": cpu, "gpu": await monitor.stats(), "now": psutil.cpu_percent(interval=None)}  # silent: now
