import asyncio

import psutil
from elasticsearch import AsyncElasticsearch
from openai import OpenAI


class Assistant:
    def __init__(self):
        self.model = OpenAI()
        self.index = AsyncElasticsearch("http://localhost:9200")

    async def reply(self, messages):
        create = self.model.chat.completions.create
        answer = await asyncio.to_thread(create, model="small", messages=messages)  # silent: completion
        return answer.choices[0].message.content.strip()  # silent: text

    async def sources(self, question):
        found = await self.index.search(index="pages", query={"match": {"text": question}})  # silent: search
        return [hit.get("_source").get("url") for hit in found["hits"]["hits"]]  # silent: hits


async def load():
    psutil.cpu_percent()  # silent: load
    await asyncio.sleep(1)
    return psutil.cpu_percent(interval=None)  # silent: percent
