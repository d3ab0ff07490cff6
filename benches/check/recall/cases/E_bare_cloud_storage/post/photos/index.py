from typing import Any

from elasticsearch import Elasticsearch

_client = Elasticsearch("http://localhost:9200")


def find(text: str) -> list[dict[str, Any]]:
    reply = _client.search(index="photos", query={"match": {"caption": text}})
    return reply["hits"]["hits"]
