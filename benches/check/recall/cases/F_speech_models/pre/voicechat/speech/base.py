from abc import ABC, abstractmethod


class SpeechToText(ABC):
    @abstractmethod
    def transcribe(self, audio_bytes: bytes, platform: str, prompt: str = "") -> str: ...
