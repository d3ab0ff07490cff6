import asyncio
import logging

from agentd.agent import Agent
from agentd.models_dev import list_providers

logger = logging.getLogger(__name__)


class Runner:
    def __init__(self, config: dict) -> None:
        self.config = config
        self._running: dict[str, Agent] = {}
        self._watcher: asyncio.Task | None = None

    async def start(self) -> None:
        self._watcher = asyncio.create_task(self._expiry_watcher())

    def _cleanup(self, agent: Agent) -> None:
        try:
            agent.close()
        except Exception:
            logger.warning("cleanup failed", exc_info=True)

    async def _expiry_watcher(self, interval: float = 300) -> None:
        while True:
            await asyncio.sleep(interval)
            for key, agent in list(self._running.items()):
                await asyncio.wait_for(asyncio.to_thread(self._cleanup, agent), 30)  # silent: close
                self._running.pop(key, None)

    async def handle_model_command(self, adapter, chat: str) -> None:
        configured = self.config["providers"]

        async def on_selected(slug: str) -> str:
            providers = await asyncio.to_thread(list_providers, configured)  # silent: selected
            return next((p["slug"] for p in providers if p["slug"] == slug), "unknown")

        providers = await asyncio.to_thread(list_providers, configured)  # silent: picker
        await adapter.send_picker(chat, providers, on_selected)
