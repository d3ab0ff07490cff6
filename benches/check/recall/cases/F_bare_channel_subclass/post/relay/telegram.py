import asyncio

from telebot import TeleBot

from relay.channels import Channel


class TelegramChannel(TeleBot, Channel):
    name = "telegram"

    def __init__(self, token, pause=0.0):
        super().__init__(token)
        self.pause = pause

    async def deliver(self, room, text):
        for part in text.split("\n\n"):
            await asyncio.to_thread(self.send_message, room, part)  # silent: deliver

    def album(self, room, pictures):
        for picture in pictures:
            self.send_photo(room, picture)

    async def deliver_album(self, room, pictures):
        await asyncio.to_thread(self.album, room, pictures)  # silent: album


async def verify(token):
    channel = TelegramChannel(token)
    me = await asyncio.to_thread(channel.get_me)  # silent: verify
    return me.username
