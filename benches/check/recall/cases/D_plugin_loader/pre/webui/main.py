from contextlib import asynccontextmanager

from fastapi import FastAPI, Request

from webui.plugin import load_tool


@asynccontextmanager
async def lifespan(app: FastAPI):
    app.state.TOOLS = {}
    yield


app = FastAPI(lifespan=lifespan)


@app.post("/tools/{tool_id}/reload")
async def reload_tool(request: Request, tool_id: str):
    tool, frontmatter = await load_tool(tool_id, request.app.state.store)
    request.app.state.TOOLS[tool_id] = tool
    return frontmatter
