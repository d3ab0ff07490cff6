import asyncio
from functools import partial

from fastapi import APIRouter

from hub.backends import get_configurator
from hub.backends.base import Backend

router = APIRouter()
CACHE: dict[str, Backend] = {}


async def run_async(func, *args):
    return await asyncio.get_running_loop().run_in_executor(None, partial(func, *args))


async def get_backend(project: dict) -> Backend:
    backend = CACHE.get(project["name"])
    if backend is None:
        configurator = get_configurator(project["backend"])
        backend = await run_async(configurator.get_backend, project["config"])
        CACHE[project["name"]] = backend
    return backend


@router.post("/{project_name}/runners/run")
async def run(project_name: str, job: str):
    backend = await get_backend({"name": project_name, "backend": "aws", "config": {"region": "eu"}})
    return await run_async(backend.run_job, job)  # silent: aws


@router.post("/{project_name}/repos/heads/list")
async def heads(project_name: str):
    backend = await get_backend({"name": project_name, "backend": "aws", "config": {"region": "eu"}})
    return await run_async(backend.list_repo_heads)  # silent: list
