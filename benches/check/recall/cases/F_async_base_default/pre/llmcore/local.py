import ssl
import subprocess
from typing import Any

from llmcore.base import ChatModel


class CommandModel(ChatModel):
    def __init__(self, binary: str, **options: Any) -> None:
        super().__init__(**options)
        self.binary = binary
        self.tls = ssl.create_default_context()  # hit: context

    def generate(self, prompt: str) -> str:
        return subprocess.run([self.binary, prompt], capture_output=True, text=True).stdout
