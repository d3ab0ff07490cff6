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
        path = write_export(session_id, messages)  # via: export
        return f"saved to {path}"

    async def _handle_voice(self, session_id: str) -> bytes:
        produced: str = await self.store.speak(session_id)
        audio = Path(produced)
        data = audio.read_bytes()  # hit: voice
        audio.unlink(missing_ok=True)  # hit: unlink
        return data
