import io
import os

from faster_whisper import WhisperModel
from openai import OpenAI

from voicechat.speech.base import SpeechToText


class Whisper(SpeechToText):
    def __init__(self, use: str = "local") -> None:
        super().__init__()
        self.use = use
        if use == "local":
            self.model = WhisperModel("base", download_root=None)

    def transcribe(self, audio_bytes, platform, prompt="") -> str:
        if self.use == "local":
            return self._transcribe(audio_bytes, prompt)
        return self._transcribe_api(audio_bytes, prompt)

    def _transcribe(self, audio, prompt=""):
        segs, _ = self.model.transcribe(io.BytesIO(audio), vad_filter=True, initial_prompt=prompt)  # hit: local
        return " ".join(seg.text for seg in segs)

    def _transcribe_api(self, audio, prompt=""):
        client = OpenAI(api_key=os.getenv("OPENAI_API_KEY"))
        return client.audio.transcriptions.create(file=audio, model="whisper-1", prompt=prompt).text  # hit: remote
