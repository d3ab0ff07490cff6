import anthropic
import litellm
from fastapi import APIRouter

router = APIRouter()
client = anthropic.Anthropic()


@router.post("/chat")
async def chat(prompt: str) -> str:
    messages = [{"role": "user", "content": prompt}]
    answer = litellm.completion(model="gpt-4o", messages=messages)  # hit: litellm
    return answer.choices[0].message.content


@router.post("/claude")
async def claude(prompt: str) -> str:
    message = client.messages.create(model="claude", max_tokens=9, messages=[])  # hit: anthropic
    return message.content[0].text
