import json


def encode(value) -> bytes:
    return json.dumps(value, default=str).encode()
