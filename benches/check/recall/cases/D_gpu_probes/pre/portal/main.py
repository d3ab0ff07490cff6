import psutil
from fastapi import FastAPI

from portal.capabilities import assemble_live
from portal.gpus import get_gpu_info
from portal.monitor import GPUMonitor

app = FastAPI()
monitor = GPUMonitor("/usr/bin/nvidia-smi")


async def _build() -> dict:
    return {"gpus": get_gpu_info(), **assemble_live()}  # via: gputil via: rocm via: ldconfig


@app.get("/capabilities")
async def capabilities():
    return await _build()


@app.get("/health/metrics")
async def metrics():
    return {"cpu": psutil.cpu_percent(interval=1), "gpu": await monitor.stats()}  # hit: cpu
