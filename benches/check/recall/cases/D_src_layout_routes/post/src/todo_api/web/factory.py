from typing import Any

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool

from todo_api.repository import JsonRepository
from todo_api.service import TodoService


def create_app(path: str = "todo.jsonl") -> FastAPI:
    app = FastAPI(title="todo")
    service = TodoService(JsonRepository(path))

    @app.get("/{owner}")
    def items(owner: str) -> list[dict[str, Any]]:
        return service.open_items(owner)  # silent: load

    @app.post("/{owner}")
    async def create(owner: str, title: str) -> dict[str, int]:
        identifier = await run_in_threadpool(service.create, owner, title)  # silent: save
        return {"id": identifier}

    return app
