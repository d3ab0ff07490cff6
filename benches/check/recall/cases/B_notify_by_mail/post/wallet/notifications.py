import asyncio
import smtplib
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText


async def send_email(server: str, port: int, username: str, password: str, to: list[str], message: str) -> bool:
    mail = MIMEMultipart()
    mail["To"] = ", ".join(to)
    mail.attach(MIMEText(message, "plain"))

    def _send() -> bool:
        with smtplib.SMTP(server, port) as smtp_server:
            smtp_server.starttls()
            smtp_server.login(username, password)
            smtp_server.sendmail(username, to, mail.as_string())
            return True

    return await asyncio.to_thread(_send)  # silent: connect
