from telebot import TeleBot

from relay.channels import Channel


class TelegramChannel(TeleBot, Channel):
    name = "telegram"

    def __init__(self, token, pause=0.0):
        super().__init__(token)
        self.pause = pause

    async def deliver(self, room, text):
        for part in text.split("\n\n"):
            self.send_message(room, part)  # hit: deliver

    def album(self, room, pictures):
        for picture in pictures:
            self.send_photo(room, picture)  # hit: album

    async def deliver_album(self, room, pictures):
        self.album(room, pictures)  # via: album


async def verify(token):
    channel = TelegramChannel(token)
    return channel.get_me().username  # hit: verify
