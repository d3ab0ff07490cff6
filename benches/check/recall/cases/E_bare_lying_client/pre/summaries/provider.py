import anthropic


class AsyncProvider:
    """The async face of the provider."""

    def __init__(self) -> None:
        self._async_client = anthropic.Anthropic()

    async def generate(self, prompt: str) -> str:
        message = self._async_client.messages.create(  # hit: create
            model="large", max_tokens=512, messages=[{"role": "user", "content": prompt}]
        )
        return message.content[0].text
