import os

from ddgs import DDGS
from mcp.server.fastmcp import FastMCP
from tavily import TavilyClient

mcp = FastMCP("metasearch")
tavily_client = TavilyClient(api_key=os.getenv("TAVILY_API_KEY"))


@mcp.tool()
async def search_news(query: str, max_results: int = 10) -> list[dict]:
    return DDGS(timeout=10).news(query=query, max_results=max_results)  # hit: tool


@mcp.tool()
async def deep_search(query: str) -> str:
    return str(tavily_client.search(query))  # hit: tavily
