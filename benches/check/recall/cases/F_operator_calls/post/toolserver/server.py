import anyio
import mcp.types as types
from appwrite.client import Client
from mcp.server.lowlevel import Server

from toolserver.manager import ToolManager
from toolserver.operator import Operator


def build(client: Client) -> Server:
    server = Server("toolserver")
    operator = Operator(ToolManager(client))

    @server.call_tool()
    async def handle_call_tool(name: str, arguments: dict | None) -> list[types.TextContent]:
        text = await anyio.to_thread.run_sync(operator.execute, name, arguments or {})  # silent: call
        return [types.TextContent(type="text", text=text)]

    return server
