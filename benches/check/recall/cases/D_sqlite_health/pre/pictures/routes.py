import uuid
from pathlib import Path

from fastapi import APIRouter

from pictures.database.folders import check_connection
from pictures.execute import run_executable_sync
from pictures.templates.safety import validate_rendered_output

router = APIRouter()


@router.get("/health")
async def health_check():
    return {"database": check_connection()}  # via: db


@router.post("/scripts/generate")
async def generate_scripts(kind: str, body: str):
    problems = validate_rendered_output(kind, body)  # via: shellcheck
    return {"problems": problems}


@router.post("/execute")
async def run_executable(name: Path, args: list[str]):
    job_id = uuid.uuid4()
    result = run_executable_sync(str(name), args)  # via: script
    return {"job_id": job_id, "result": result}
