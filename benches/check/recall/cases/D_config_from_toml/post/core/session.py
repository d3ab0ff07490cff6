import asyncio

from core.config.models import AgentConfig, load_app_config


class Session:
    config: AgentConfig

    async def initialize(self) -> None:
        self.config = await asyncio.to_thread(load_app_config)  # silent: open
