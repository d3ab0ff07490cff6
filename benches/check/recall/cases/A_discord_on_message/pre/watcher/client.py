import logging

import discord

log = logging.getLogger("watcher")


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
        journal_file = open(journal, "a", encoding="utf-8")  # hit: open
        journal_file.write(f"{message.id}\t{message.content}\n")  # hit: write
        journal_file.close()
        log.info("message %s stored", message.id)

    return client
