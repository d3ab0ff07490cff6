import asyncio
import smtplib


class Connection:
    def __init__(self, settings):
        self.settings = settings
        self.session = None

    async def __aenter__(self):
        await asyncio.to_thread(self._configure)  # silent: login
        return self

    async def __aexit__(self, *exc):
        self.session = None

    def _configure(self):
        session = smtplib.SMTP(self.settings.server, self.settings.port)
        session.login(self.settings.user, self.settings.password)
        self.session = session


class Mailer:
    def __init__(self, settings):
        self.settings = settings

    async def send_message(self, message) -> None:
        async with Connection(self.settings) as connection:
            for recipient in message["To"].split(","):
                await asyncio.to_thread(self._send, connection.session, message)  # silent: send

    def _send(self, session: smtplib.SMTP, message):
        session.send_message(message)
