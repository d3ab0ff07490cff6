class Channel:
    """Where messages come from and go to."""

    name = "nowhere"

    async def deliver(self, room, text):
        raise NotImplementedError
