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
        return client.messages.create(**kwargs)  # hit: anthropic
    except anthropic.RateLimitError:
        return None


async def run_question(question: str) -> str:
    response = create_with_retry(client, model="claude", max_tokens=100, messages=[])  # via: anthropic
    return response.content[0].text if response else question


def generate_script(report: str) -> str:
    response = litellm.completion(model="gpt", messages=[{"role": "user", "content": report}])  # hit: litellm
    return response.choices[0].message.content


async def briefing(report: str) -> str:
    return generate_script(report)  # via: litellm


class GeminiLLM:
    def __init__(self, key: str) -> None:
        self._client = genai.Client(api_key=key)
        self._old = palm.GenerativeModel("gemini-pro")

    async def chat(self, contents: list[str]) -> str:
        return self._client.models.generate_content(model="gemini", contents=contents).text  # hit: gemini

    async def legacy(self, prompt: str) -> str:
        return self._old.generate_content(prompt).text  # hit: old


async def local(prompt: str) -> str:
    return ollama.chat(model="llama3", messages=[{"role": "user", "content": prompt}])["message"]  # hit: ollama


async def answer(prompt: str) -> str:
    return qa_pipeline(prompt, max_new_tokens=512)[0]["generated_text"]  # hit: pipeline
