from typing import Any

from agentkit.tools import Tool


class Agent:
    def __init__(self) -> None:
        self._tools: dict[str, Tool] = {}

    def tool(self, function: Any) -> Any:
        self._tools[function.__name__] = Tool(function.__name__, function)
        return function

    async def call(self, name: str, arguments: dict[str, Any]) -> Any:
        tool = self._tools[name]
        if tool.is_async:
            return await tool.function(**arguments)
        return tool.function(**arguments)  # hit: tool
