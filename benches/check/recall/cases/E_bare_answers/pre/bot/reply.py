import psutil
from elasticsearch import Elasticsearch
from openai import OpenAI


class Assistant:
    def __init__(self):
        self.model = OpenAI()
        self.index = Elasticsearch("http://localhost:9200")

    async def reply(self, messages):
        answer = self.model.chat.completions.create(model="small", messages=messages)  # hit: completion
        return answer.choices[0].message.content.strip()

    async def sources(self, question):
        found = self.index.search(index="pages", query={"match": {"text": question}})  # hit: search
        return [hit.get("_source").get("url") for hit in found["hits"]["hits"]]


async def load():
    return psutil.cpu_percent(interval=1)  # hit: load
