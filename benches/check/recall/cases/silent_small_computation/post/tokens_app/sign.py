import base64
import hashlib
import hmac
import json
import re
import secrets
import uuid

WORD = re.compile(r"\w+")


def encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode()


class Signer:
    def __init__(self, key: bytes) -> None:
        self.key = key

    async def sign(self, claims: dict[str, str]) -> str:
        body = json.dumps(claims).encode()  # silent: json
        digest = hmac.new(self.key, body, hashlib.sha256).digest()  # silent: hmac
        return f"{encode(body)}.{encode(digest)}"  # silent: base64

    async def token(self) -> str:
        return f"{uuid.uuid4().hex}{secrets.token_hex(8)}"  # silent: random

    async def words(self, text: str) -> list[str]:
        return sorted(WORD.findall(text), key=len)  # silent: sorted
