import requests


def find(token: str) -> list[str]:
    reply = requests.get("https://discovery.example.org", headers={"X-Token": token})  # hit: get
    return [item["host"] for item in reply.json()]
