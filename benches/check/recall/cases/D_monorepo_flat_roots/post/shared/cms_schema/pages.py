import json
from dataclasses import dataclass


@dataclass
class Page:
    slug: str
    body: str

    @classmethod
    def from_disk(cls, slug: str) -> "Page":
        with open(f"/srv/cms/{slug}.json", encoding="utf-8") as text:
            record = json.loads(next(text))
        return cls(slug, record["body"])
