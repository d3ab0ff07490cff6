from core.config.models import AgentConfig, load_app_config


class Session:
    config: AgentConfig

    async def initialize(self) -> None:
        self.config = load_app_config()  # via: open
