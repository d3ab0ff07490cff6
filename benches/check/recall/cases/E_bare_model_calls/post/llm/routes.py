import anthropic
import litellm
from fastapi import APIRouter

router = APIRouter()
client = anthropic.AsyncAnthropic()


@router.post("/chat")
async def chat(prompt: str) -> str:
    messages = [{"role": "user", "content": prompt}]
    answer = await litellm.acompletion(model="gpt-4o", messages=messages)  # silent: litellm
    return answer.choices[0].message.content


@router.post("/claude")
async def claude(prompt: str) -> str:
    message = await client.messages.create(model="claude", max_tokens=9, messages=[])  # silent: anthropic
    return message.content[0].text
