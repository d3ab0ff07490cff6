import asyncio
import json

from mcp.server.fastmcp import FastMCP

from admin.proxmox import get_client
from admin.zendesk import zendesk_client

mcp = FastMCP("admin")


@mcp.tool()
async def nodes() -> str:
    return json.dumps(get_client().list_nodes())  # via: nodes


@mcp.tool()
async def start(node: str, vmid: int) -> str:
    return get_client().start(node, vmid)  # via: start


async def call_tool(name: str, arguments: dict) -> str:
    if name == "get_ticket":
        return json.dumps(zendesk_client.get_ticket(arguments["ticket_id"]))  # via: ticket
    return json.dumps(zendesk_client.find(arguments["text"]))  # via: search
