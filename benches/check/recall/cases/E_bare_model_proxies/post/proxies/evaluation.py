import asyncio
import time

import anthropic
import litellm
import ollama
from google import genai
import google.generativeai as palm
from transformers import pipeline

qa_pipeline = pipeline("text-generation", model="small")
client = anthropic.Anthropic()


def create_with_retry(client: anthropic.Anthropic, **kwargs):
    try:
        return client.messages.create(**kwargs)
    except anthropic.RateLimitError:
        return None


async def run_question(question: str) -> str:
    response = await asyncio.to_thread(  # silent: anthropic
        create_with_retry, client, model="claude", max_tokens=100, messages=[]
    )
    return response.content[0].text if response else question


def generate_script(report: str) -> str:
    response = litellm.completion(model="gpt", messages=[{"role": "user", "content": report}])
    return response.choices[0].message.content


async def briefing(report: str) -> str:
    return await asyncio.to_thread(generate_script, report)  # silent: litellm


class GeminiLLM:
    def __init__(self, key: str) -> None:
        self._client = genai.Client(api_key=key)
        self._old = palm.GenerativeModel("gemini-pro")

    async def chat(self, contents: list[str]) -> str:
        reply = await self._client.aio.models.generate_content(model="gemini", contents=contents)  # silent: gemini
        return reply.text

    async def legacy(self, prompt: str) -> str:
        return (await self._old.generate_content_async(prompt)).text  # silent: old


async def local(prompt: str) -> str:
    reply = await asyncio.to_thread(  # silent: ollama
        ollama.chat, model="llama3", messages=[{"role": "user", "content": prompt}]
    )
    return reply["message"]


async def answer(prompt: str) -> str:
    return (await asyncio.to_thread(qa_pipeline, prompt, max_new_tokens=512))[0]["generated_text"]  # silent: pipeline
