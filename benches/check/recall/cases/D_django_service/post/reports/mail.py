import smtplib
from email.message import EmailMessage


def notify(address: str, path: str) -> None:
    message = EmailMessage()
    message["To"] = address
    message.set_content(path)
    smtplib.SMTP("mail.example.org", 25).quit()
