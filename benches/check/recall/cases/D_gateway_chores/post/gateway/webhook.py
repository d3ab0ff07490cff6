import asyncio
import logging
import subprocess

logger = logging.getLogger(__name__)


class WebhookAdapter:
    name = "webhook"

    async def deliver(self, kind: str, content: str, extra: dict) -> bool:
        if kind == "comment":
            return await self._deliver_comment(content, extra)
        return False

    async def _deliver_comment(self, content: str, extra: dict) -> bool:
        repo = extra.get("repo", "")
        number = extra.get("number", "")
        try:
            result = await asyncio.to_thread(  # silent: comment
                subprocess.run,
                ["gh", "pr", "comment", str(number), "--repo", repo, "--body", content],
                capture_output=True,
                text=True,
                timeout=30,
            )
        except FileNotFoundError:
            logger.error("no command line of the forge")
            return False
        return result.returncode == 0
