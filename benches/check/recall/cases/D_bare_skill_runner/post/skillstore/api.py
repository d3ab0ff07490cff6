import asyncio

from fastapi import FastAPI, Request

from skillstore.executor import FileExecutor


def register(app: FastAPI, tags: str = "tools") -> None:
    @app.post("/tools/{id}/execute", tags=[tags])
    async def execute_tool(id: str, request: Request, parameters: dict | None = None):
        content = (await request.body()).decode()
        executor = await asyncio.to_thread(FileExecutor, id, content)
        await asyncio.to_thread(executor.prepare)  # silent: pull
        return {"return": await asyncio.to_thread(executor.execute, parameters or {})}  # silent: run
