import asyncio
import uuid
from pathlib import Path

from fastapi import APIRouter

from pictures.database.folders import check_connection
from pictures.execute import run_executable_sync
from pictures.templates.safety import validate_rendered_output

router = APIRouter()


@router.get("/health")
def health_check():
    return {"database": check_connection()}  # silent: db


@router.post("/scripts/generate")
async def generate_scripts(kind: str, body: str):
    problems = await asyncio.to_thread(validate_rendered_output, kind, body)  # silent: shellcheck
    return {"problems": problems}


@router.post("/execute")
async def run_executable(name: Path, args: list[str]):
    job_id = uuid.uuid4()
    result = await asyncio.to_thread(run_executable_sync, str(name), args)  # silent: script
    return {"job_id": job_id, "result": result}
