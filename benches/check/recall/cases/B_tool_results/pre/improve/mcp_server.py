from mcp.server.fastmcp import FastMCP

from improve.com_wrapper import ppt
from improve.safety import safe_execute_tool_call

mcp = FastMCP("improve")


def register(name: str) -> None:
    async def handler(**kwargs) -> dict:
        return safe_execute_tool_call(name, kwargs)  # via: pool

    handler.__name__ = name
    mcp.tool()(handler)


def _add_slide_impl(index: int) -> int:
    return index


@mcp.tool(name="add_slide")
async def add_slide(index: int) -> int:
    return ppt.execute(_add_slide_impl, index)  # via: com
