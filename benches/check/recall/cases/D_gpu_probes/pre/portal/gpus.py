import json
import subprocess

import GPUtil


def get_gpu_info() -> list[dict]:
    cards = GPUtil.getGPUs()  # hit: gputil
    return [{"name": card.name, "memory": card.memoryTotal} for card in cards] or get_rocm_gpus()


def get_rocm_gpus() -> list[dict]:
    try:
        result = subprocess.run(  # hit: rocm
            ["rocm-smi", "--showproductname", "--json"], capture_output=True, text=True, timeout=5
        )
    except (FileNotFoundError, subprocess.TimeoutExpired):
        return []
    return list(json.loads(result.stdout).values())
