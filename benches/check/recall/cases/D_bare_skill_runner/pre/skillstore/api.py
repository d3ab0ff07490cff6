from fastapi import FastAPI, Request

from skillstore.executor import FileExecutor


def register(app: FastAPI, tags: str = "tools") -> None:
    @app.post("/tools/{id}/execute", tags=[tags])
    async def execute_tool(id: str, request: Request, parameters: dict | None = None):
        content = (await request.body()).decode()
        executor = FileExecutor(id, content)
        executor.prepare()  # via: pull
        return {"return": executor.execute(parameters or {})}  # via: run
