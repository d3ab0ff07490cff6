import asyncio
import json

import websockets

from agent.search import milvus_search, theorem_search


async def execute_tool(call: dict) -> str:
    arguments = json.loads(call["arguments"])
    if call["name"] == "search_docs":
        result = await asyncio.to_thread(milvus_search, arguments["query"], arguments.get("top_k", 5))  # silent: search
        return json.dumps(result)
    if call["name"] == "search_theorems":
        return json.dumps(await asyncio.to_thread(theorem_search, arguments["query"]))  # silent: pg
    return f"unknown tool {call['name']}"


async def handle(websocket) -> None:
    async for message in websocket:
        await websocket.send(await execute_tool(json.loads(message)))


async def main() -> None:
    async with websockets.serve(handle, "0.0.0.0", 8000):
        await asyncio.Future()
