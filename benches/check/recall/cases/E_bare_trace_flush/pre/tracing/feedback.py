from asyncio import get_running_loop

from langfuse import Langfuse
from posthog import Posthog


class TracingContext:
    def __init__(self) -> None:
        self.langfuse_client: Langfuse | None = Langfuse()
        self.posthog = Posthog("key", host="https://eu.posthog.com")

    async def flush(self) -> None:
        if self.langfuse_client is not None:
            self.langfuse_client.flush()  # hit: langfuse
        self.posthog.flush()  # hit: posthog
