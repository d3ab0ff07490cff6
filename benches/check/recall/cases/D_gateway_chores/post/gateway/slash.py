import asyncio
from pathlib import Path

from gateway.export import write_export


class SlashCommands:
    def __init__(self, store):
        self.store = store
        self.handlers = {"/save": self._handle_save, "/voice": self._handle_voice}

    async def dispatch(self, text: str, session_id: str):
        return await self.handlers[text.split()[0]](session_id)

    async def _handle_save(self, session_id: str) -> str:
        messages = await self.store.messages(session_id)
        path = await asyncio.to_thread(write_export, session_id, messages)  # silent: export
        return f"saved to {path}"

    async def _handle_voice(self, session_id: str) -> bytes:
        produced: str = await self.store.speak(session_id)
        audio = Path(produced)
        data = await asyncio.to_thread(audio.read_bytes)  # silent: voice
        await asyncio.to_thread(audio.unlink, missing_ok=True)  # silent: unlink
        return data
