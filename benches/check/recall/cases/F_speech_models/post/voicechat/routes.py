import asyncio
import os

from fastapi import APIRouter, Depends, WebSocket
from funasr import AutoModel

from voicechat.models import OpenAIModel
from voicechat.speech.base import SpeechToText
from voicechat.speech.utils import get_speech_to_text

router = APIRouter()
punctuate = AutoModel(model="paraformer-zh", punc_model="ct-punc")


def get_stt() -> SpeechToText:
    return get_speech_to_text(os.getenv("SPEECH", "LOCAL_WHISPER"))


@router.websocket("/ws/{client_id}")
async def websocket_endpoint(websocket: WebSocket, client_id: int, stt: SpeechToText = Depends(get_stt)):
    await handle_receive(websocket, stt)


async def handle_receive(websocket: WebSocket, stt: SpeechToText) -> None:
    while True:
        data = await websocket.receive()
        transcript = (await asyncio.to_thread(stt.transcribe, data["bytes"], "web")).strip()  # silent: local
        await websocket.send_text(transcript)


async def on_audio_end(path: str) -> str:
    return (await asyncio.to_thread(punctuate.generate, input=path))[0]["text"]  # silent: funasr


@router.get("/health/{name}")
async def check(name: str):
    model = await asyncio.to_thread(OpenAIModel, name)
    return {"ok": await model.check_connectivity()}  # silent: check
