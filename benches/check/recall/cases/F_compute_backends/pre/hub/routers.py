from functools import partial

from fastapi import APIRouter

from hub.backends import get_configurator
from hub.backends.base import Backend

router = APIRouter()
CACHE: dict[str, Backend] = {}


def get_backend(project: dict) -> Backend:
    backend = CACHE.get(project["name"])
    if backend is None:
        configurator = get_configurator(project["backend"])
        backend = configurator.get_backend(project["config"])
        CACHE[project["name"]] = backend
    return backend


@router.post("/{project_name}/runners/run")
async def run(project_name: str, job: str):
    backend = get_backend({"name": project_name, "backend": "aws", "config": {"region": "eu"}})
    return backend.run_job(job)  # via: aws via: gcp


@router.post("/{project_name}/repos/heads/list")
async def heads(project_name: str):
    backend = get_backend({"name": project_name, "backend": "aws", "config": {"region": "eu"}})
    return backend.list_repo_heads()  # via: list
