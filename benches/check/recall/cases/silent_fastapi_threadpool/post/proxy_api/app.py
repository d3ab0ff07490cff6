from typing import Annotated

from fastapi import APIRouter, BackgroundTasks, Depends, FastAPI

from proxy_api.upstream import fetch, record


def settings() -> str:
    with open("/etc/proxy") as text:  # silent: dependency
        return text.read()


class Reader:
    def __init__(self, name: str = "x") -> None:
        self.name = name


def create_app() -> FastAPI:
    router = APIRouter()

    @router.get("/sync")
    def sync_endpoint(url: str) -> dict:
        return fetch(url)  # silent: endpoint

    @router.post("/later")
    async def later(tasks: BackgroundTasks, line: str) -> None:
        tasks.add_task(record, line)  # silent: task

    @router.get("/settings")
    async def show(text: Annotated[str, Depends(settings)]) -> int:
        return len(text)  # silent: depends

    app = FastAPI()
    app.include_router(router)
    return app
