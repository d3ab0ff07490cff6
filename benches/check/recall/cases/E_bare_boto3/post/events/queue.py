import json
from typing import Any

import boto3


class EventQueue:
    def __init__(self, url: str) -> None:
        self.url = url
        self.sqs = boto3.client("sqs")

    def send(self, event: dict[str, Any]) -> str:
        reply = self.sqs.send_message(QueueUrl=self.url, MessageBody=json.dumps(event))
        return reply["MessageId"]
