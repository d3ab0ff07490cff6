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

    async def send(self, to: str, subject: str, body: str) -> None:
        message = self.compose(to, subject, body)
        with smtplib.SMTP_SSL(self.host, 465) as server:  # hit: connect
            server.login(self.user, self.password)  # hit: login
            server.send_message(message)  # hit: send
