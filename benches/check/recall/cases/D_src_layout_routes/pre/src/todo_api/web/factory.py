from typing import Any

from fastapi import FastAPI

from todo_api.repository import JsonRepository
from todo_api.service import TodoService


def create_app(path: str = "todo.jsonl") -> FastAPI:
    app = FastAPI(title="todo")
    service = TodoService(JsonRepository(path))

    @app.get("/{owner}")
    async def items(owner: str) -> list[dict[str, Any]]:
        return service.open_items(owner)  # via: load

    @app.post("/{owner}")
    async def create(owner: str, title: str) -> dict[str, int]:
        identifier = service.create(owner, title)  # via: save
        return {"id": identifier}

    return app
