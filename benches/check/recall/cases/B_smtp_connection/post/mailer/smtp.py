import asyncio
import smtplib
from email.message import EmailMessage


class Mailer:
    def __init__(self, host: str, user: str, password: str) -> None:
        self.host = host
        self.user = user
        self.password = password

    def compose(self, to: str, subject: str, body: str) -> EmailMessage:
        message = EmailMessage()
        message["From"] = self.user
        message["To"] = to
        message["Subject"] = subject
        message.set_content(body)
        return message

    def _deliver(self, message: EmailMessage) -> None:
        with smtplib.SMTP_SSL(self.host, 465) as server:
            server.login(self.user, self.password)
            server.send_message(message)

    async def send(self, to: str, subject: str, body: str) -> None:
        message = self.compose(to, subject, body)  # silent: compose
        await asyncio.to_thread(self._deliver, message)  # silent: send
