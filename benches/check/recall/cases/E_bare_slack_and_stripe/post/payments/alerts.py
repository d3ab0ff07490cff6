from slack_sdk import WebClient


class Alerts:
    def __init__(self, token: str) -> None:
        self.slack = WebClient(token=token)

    def alert(self, text: str) -> None:
        self.slack.chat_postMessage(channel="#payments", text=text)
