import asyncio
import logging
import discord

log = logging.getLogger("watcher")


def append(journal: str, line: str) -> None:
    with open(journal, "a", encoding="utf-8") as text:
        text.write(line)


def create_client(journal: str, channels: set[int]) -> discord.Client:
    intents = discord.Intents.default()
    intents.message_content = True
    client = discord.Client(intents=intents)
    counts: dict[int, int] = {}

    @client.event
    async def on_message(message: discord.Message) -> None:
        if message.author.bot or message.channel.id not in channels:
            return
        counts[message.author.id] = counts.get(message.author.id, 0) + 1
        await asyncio.to_thread(append, journal, f"{message.id}\t{message.content}\n")  # silent: append
        log.info("message %s stored", message.id)

    return client
