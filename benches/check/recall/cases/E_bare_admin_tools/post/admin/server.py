import asyncio
import json

from mcp.server.fastmcp import FastMCP

from admin.proxmox import get_client
from admin.zendesk import zendesk_client

mcp = FastMCP("admin")


@mcp.tool()
async def nodes() -> str:
    return json.dumps(await asyncio.to_thread(lambda: get_client().list_nodes()))  # silent: nodes


@mcp.tool()
async def start(node: str, vmid: int) -> str:
    return await asyncio.to_thread(lambda: get_client().start(node, vmid))  # silent: start


async def call_tool(name: str, arguments: dict) -> str:
    if name == "get_ticket":
        loop = asyncio.get_running_loop()
        found = await loop.run_in_executor(None, zendesk_client.get_ticket, arguments["ticket_id"])  # silent: ticket
        return json.dumps(found)
    return json.dumps(await asyncio.to_thread(zendesk_client.find, arguments["text"]))  # silent: search
